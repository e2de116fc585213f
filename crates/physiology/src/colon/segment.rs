//! One segment: its states, and the balance of each.

use engine::Expr;

use super::chemistry::Chemistry;
use super::drugs::Pressure;
use super::growth::Growth;
use super::products::Made;
use super::transit::Flow;
use super::{Colon, GenusTraits};
use crate::builder::{Builder, Parameters};
use crate::intake::Intake;
use crate::response::rising_step;
use crate::signals::GutFeedback;
use crate::taxa::POLYMERS;

/// Soluble pools in grams: fibres that are soluble as eaten, oligomers cut from polymers, peptides, and free sugar.
pub const POOLS: [&str; 9] = [
    "inulin",
    "galactooligosaccharides",
    "pectin_oligomers",
    "starch_oligomers",
    "arabinoxylan_oligomers",
    "glucan_oligomers",
    "mucin_oligomers",
    "peptides",
    "sugar",
];

/// Small molecules in moles.
pub const SMALL: [&str; 15] = [
    "lactate",
    "succinate",
    "hydrogen",
    "formate",
    "acetate",
    "propionate",
    "butyrate",
    "branched_acids",
    "ethanol",
    "ammonia",
    "primary_bile",
    "secondary_bile",
    "sulfate",
    "nitrate",
    "indole",
];

/// The pool that the hydrolysate of each polymer goes to.
const HYDROLYSATE: [&str; POLYMERS.len()] = [
    "pectin_oligomers",
    "starch_oligomers",
    "arabinoxylan_oligomers",
    "glucan_oligomers",
    "glucan_oligomers",
    "mucin_oligomers",
    "peptides",
];

/// The states of one segment.
pub struct Segment<'g> {
    /// Its name.
    pub name: &'static str,
    /// Cells of each genus.
    pub biomass: Vec<Expr<'g>>,
    /// Each of [`POLYMERS`].
    pub polymers: Vec<Expr<'g>>,
    /// Each of [`POOLS`].
    pub pools: Vec<Expr<'g>>,
    /// Each of [`SMALL`].
    pub small: Vec<Expr<'g>>,
    /// Solids that nobody eats.
    pub bulk: Expr<'g>,
    /// Free water.
    pub water: Expr<'g>,
    /// Active drug, one for each antibiotic in use.
    pub drugs: Vec<Expr<'g>>,
    /// All cells.
    pub cells: Expr<'g>,
    /// Dry matter.
    pub solids: Expr<'g>,
    /// Hydrolysis of each of [`POLYMERS`], mass per time.
    pub hydrolysis: Vec<Expr<'g>>,
    /// Volume of the content.
    pub volume: Expr<'g>,
    pub(super) chemistry: Chemistry<'g>,
}

/// The place of a name in a list of names.
pub(super) fn place(names: &[&str], name: &str) -> usize {
    // Names are written in this module's own lists.
    names
        .iter()
        .position(|other| *other == name)
        .unwrap_or_default()
}

impl<'g> Segment<'g> {
    pub(super) fn declare(
        b: &mut Builder<'g, '_>,
        p: &Parameters<'g>,
        name: &'static str,
        genera: &[GenusTraits<'g>],
        emulsifier: Expr<'g>,
    ) -> Self {
        let path = |what: &str| format!("colon.{name}.{what}");
        let start = |what: &str| p.get(&format!("start_{what}"));
        let (cells, solid) = (start("cells"), start("solids"));
        let (pool, acid, water) = (start("pools"), start("acids"), start("water"));
        let none = b.number(0);
        let biomass: Vec<_> = genera
            .iter()
            .map(|genus| b.state(path(&genus.name), "g", cells * genus.target, "dry cells"))
            .collect();
        let polymers: Vec<_> = POLYMERS
            .iter()
            .map(|polymer| b.state(path(polymer), "g", solid, "polymer not yet hydrolysed"))
            .collect();
        let pools: Vec<_> = POOLS
            .iter()
            .map(|what| b.state(path(what), "g", pool, "soluble food of microbes"))
            .collect();
        let small: Vec<_> = SMALL
            .iter()
            .map(|what| {
                let made = matches!(*what, "acetate" | "propionate" | "butyrate");
                b.state(
                    path(what),
                    "mmol",
                    if made { acid } else { none },
                    "in the lumen",
                )
            })
            .collect();
        let bulk = b.state(path("bulk"), "g", solid, "solids that nobody eats");
        let water = b.state(path("water"), "L", water, "free water");
        let names: Vec<String> = b
            .antibiotics()
            .iter()
            .map(|drug| drug.name.to_owned())
            .collect();
        let drugs = names
            .iter()
            .map(|name| {
                b.state(
                    path(&format!("drug.{name}")),
                    "mg",
                    none,
                    "active drug in the lumen",
                )
            })
            .collect();
        let total = b.sum(biomass.iter().copied());
        let total = b.lift(path("cells"), total);
        let solids = total + b.sum(polymers.iter().chain(&pools).copied()) + bulk;
        let volume = b.lift(path("volume"), water + p.get("solid_volume") * solids);
        let chemistry = Chemistry::new(b, p, name, volume, &pools, &small, &biomass);
        let tolerated = rising_step(
            chemistry.ph,
            p.get("hydrolysis_ph"),
            p.get("hydrolysis_ph_width"),
        );
        let hydrolysis = POLYMERS
            .iter()
            .zip(&polymers)
            .map(|(polymer, amount)| {
                let speed = hydrolysis(b, p, polymer, &biomass, volume, emulsifier) * tolerated;
                b.lift(path(&format!("{polymer}_hydrolysis")), speed * *amount)
            })
            .collect();
        Self {
            hydrolysis,
            name,
            biomass,
            polymers,
            pools,
            small,
            bulk,
            water,
            drugs,
            cells: total,
            solids,
            volume,
            chemistry,
        }
    }

    pub(super) fn amount(&self, name: &str) -> Expr<'g> {
        self.small[place(&SMALL, name)]
    }

    /// Concentration of a small molecule.
    pub fn concentration(&self, name: &str) -> Expr<'g> {
        self.chemistry.small[place(&SMALL, name)]
    }

    /// Luminal pH.
    pub fn ph(&self) -> Expr<'g> {
        self.chemistry.ph
    }

    /// Rate at which short-chain acids leave through the wall.
    pub(super) fn acid_absorption(&self, colon: &Colon<'g>) -> Expr<'g> {
        let undissociated = 1 - rising_step(
            self.ph(),
            colon.get("absorption_ph"),
            colon.get("absorption_ph_width"),
        );
        colon.get(&format!("{}_absorption", self.name))
            * (colon.get("absorption_base") + colon.get("absorption_acid_gain") * undissociated)
    }

    /// Writes the balance of every state: what is made, what is eaten, what is absorbed, what flows in and out.
    pub(super) fn wire(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        flow: &Flow<'g, '_>,
        intake: &Intake<'g>,
        body: &GutFeedback<'g>,
        pressure: &[Pressure<'g>],
    ) {
        let oxygen = self.chemistry.oxygen(b, colon, self, body);
        let mut made = Made::nothing(b);
        self.release(colon, &mut made);
        let growth = Growth::new(b, colon, self, intake, body, oxygen, pressure);
        growth.ferment(b, colon, self, &mut made);
        growth.respire(b, colon, &mut made);
        growth.die(colon, &mut made);
        self.transform_bile(b, colon, &mut made);
        self.absorb(b, colon, body, &mut made);
        self.balance(b, colon, flow, intake, &growth, &made, body);
        self.balance_water_and_drugs(b, colon, flow);
    }

    /// What hydrolysis gives back, carbon for carbon: oligomers of its kind, and sugar that leaks to everybody.
    fn release(&self, colon: &Colon<'g>, made: &mut Made<'g>) {
        for ((polymer, pool), rate) in POLYMERS.iter().zip(HYDROLYSATE).zip(&self.hydrolysis) {
            let mut carbon = colon.get(&format!("{polymer}_carbon")) * *rate;
            if *polymer == "protein" {
                made.pool(pool, carbon / colon.get("peptides_carbon"));
                continue;
            }
            if *polymer == "mucin" {
                let peptides = colon.get("mucin_peptide_share") * *rate;
                made.pool("peptides", peptides);
                made.small("sulfate", colon.get("mucin_sulfate") * *rate);
                carbon = carbon - peptides * colon.get("peptides_carbon");
            }
            let leak = colon.get(&format!("{polymer}_leak"));
            made.pool(
                pool,
                carbon * (1 - leak) / colon.get(&format!("{pool}_carbon")),
            );
            made.pool("sugar", carbon * leak / colon.get("sugar_carbon"));
        }
    }

    /// Bacteria turn primary into secondary bile acids.
    fn transform_bile(&self, b: &Builder<'g, '_>, colon: &Colon<'g>, made: &mut Made<'g>) {
        let genera = &b.data().taxa.genera;
        let capable = b.sum(
            genera
                .iter()
                .zip(&self.biomass)
                .filter_map(|(genus, mass)| {
                    let capacity = genus.bile_dehydroxylation;
                    (capacity > f64::from(0)).then(|| b.value(capacity) * *mass)
                }),
        );
        let density = capable.max(0) / self.volume;
        let turned = colon.get("bile_dehydroxylation") * self.amount("primary_bile") * density
            / (density + colon.get("bile_dehydroxylators_half"));
        made.small("primary_bile", -turned);
        made.small("secondary_bile", turned);
    }

    /// What leaves through the wall, and what the wall gives.
    fn absorb(
        &self,
        b: &Builder<'g, '_>,
        colon: &Colon<'g>,
        body: &GutFeedback<'g>,
        made: &mut Made<'g>,
    ) {
        let acids = self.acid_absorption(colon);
        for acid in [
            "acetate",
            "propionate",
            "butyrate",
            "branched_acids",
            "lactate",
        ] {
            made.small(acid, -acids * self.amount(acid));
        }
        let wall = colon.get(&format!("{}_absorption", self.name));
        for acid in ["succinate", "formate"] {
            made.small(
                acid,
                -wall * colon.get(&format!("{acid}_absorption")) * self.amount(acid),
            );
        }
        for small in [
            "hydrogen",
            "ethanol",
            "ammonia",
            "indole",
            "sulfate",
            "nitrate",
            "primary_bile",
            "secondary_bile",
        ] {
            made.small(
                small,
                -colon.get(&format!("{small}_loss")) * self.amount(small),
            );
        }
        let inflamed = b.arrow("inflammation_to_bloom") * body.inflammation;
        let nitrate = colon.get("nitrate_basal") + colon.get("nitrate_inflamed") * inflamed;
        made.small(
            "nitrate",
            colon.get(&format!("{}_wall_share", self.name)) * nitrate,
        );
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the balance is where everything meets"
    )]
    fn balance(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        flow: &Flow<'g, '_>,
        intake: &Intake<'g>,
        growth: &Growth<'g>,
        made: &Made<'g>,
        body: &GutFeedback<'g>,
    ) {
        for (index, genus) in colon.genera.iter().enumerate() {
            let held = 1 - genus.retention;
            let arriving = match flow.above {
                Some((above, rate)) => rate * held * above.biomass[index],
                None => intake.live[index] + colon.get("immigration"),
            };
            let seeded = colon.get(&format!("{}_wall_share", self.name))
                * colon.get("seeding")
                * intake.seeding
                * colon.strains[index]
                * genus.niche;
            let mass = self.biomass[index];
            b.rate(
                mass,
                growth.net[index] + arriving + seeded - flow.here * held * mass,
            );
        }
        for (index, polymer) in POLYMERS.iter().enumerate() {
            let supply = match *polymer {
                "mucin" => {
                    colon.get(&format!("{}_wall_share", self.name))
                        * colon.get("mucin_supply")
                        * b.term("lining.mucin_secretion")
                        * body.goblet
                }
                _ => b.number(0),
            };
            let arriving = flow.arriving(|above| above.polymers[index], intake.polymers[index]);
            let amount = self.polymers[index];
            b.rate(
                amount,
                supply - self.hydrolysis[index] + arriving - flow.here * amount,
            );
        }
        for (index, pool) in self.pools.iter().enumerate() {
            let arriving = flow.arriving(|above| above.pools[index], intake.pools[index]);
            b.rate(*pool, made.pools[index] + arriving - flow.here * *pool);
        }
        for (index, small) in self.small.iter().enumerate() {
            let arriving = flow.arriving(|above| above.small[index], intake.small[index]);
            b.rate(*small, made.small[index] + arriving - flow.here * *small);
        }
        let arriving = flow.arriving(|above| above.bulk, intake.bulk);
        b.rate(self.bulk, made.bulk + arriving - flow.here * self.bulk);
    }

    /// Cells and fibre hold water that the wall cannot take; the form never takes more than there is.
    fn balance_water_and_drugs(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        flow: &Flow<'g, '_>,
    ) {
        let fibre = b.sum(self.polymers.iter().copied()) + self.bulk;
        let held = colon.get("water_held_by_cells") * self.cells
            + colon.get("water_held_by_solids") * fibre;
        let free = self.water * self.water / (self.water + 2 * held);
        let arriving = flow.arriving(|above| above.water, colon.get("water_inflow"));
        let absorbed = colon.get(&format!("{}_water_absorption", self.name)) * free;
        b.rate(self.water, arriving - absorbed - flow.here * self.water);
        let negatives = b.sum(
            b.data()
                .taxa
                .genera
                .iter()
                .zip(&self.biomass)
                .filter_map(|(genus, mass)| genus.gram_negative.then_some(*mass)),
        );
        let density = negatives.max(0) / self.volume;
        for (index, drug) in colon.drugs.iter().enumerate() {
            let amount = self.drugs[index];
            let mut loss = drug.loss;
            if drug.betalactamase {
                loss = loss
                    + colon.get("betalactamase_rate") * density
                        / (density + colon.get("betalactamase_half"));
            }
            let arriving = flow.arriving(|above| above.drugs[index], drug.inflow);
            b.rate(amount, arriving - loss * amount - flow.here * amount);
        }
    }
}

/// Hydrolysis of a polymer by the cells that degrade it, per amount.
fn hydrolysis<'g>(
    b: &Builder<'g, '_>,
    p: &Parameters<'g>,
    polymer: &str,
    biomass: &[Expr<'g>],
    volume: Expr<'g>,
    emulsifier: Expr<'g>,
) -> Expr<'g> {
    let floor = p.get("degrader_preference_floor");
    let degraders = b.sum(
        b.data()
            .taxa
            .genera
            .iter()
            .zip(biomass)
            .filter_map(|(genus, mass)| {
                let works = genus.degrades.iter().any(|name| name == polymer);
                let preference =
                    b.value(genus.preference.get(polymer).copied().unwrap_or_default());
                works.then(|| preference.max(floor) * *mass)
            }),
    );
    let density = degraders.max(0) / volume;
    let speed = p.get(&format!("{polymer}_hydrolysis")) * density
        / (p.get(&format!("{polymer}_degraders_half")) + density);
    match polymer {
        "mucin" => speed * (1 + p.get("mucin_emulsifier_gain") * emulsifier),
        _ => speed,
    }
}
