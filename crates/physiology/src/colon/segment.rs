//! One segment: its states, and the balance of each.

use engine::Expr;

use super::chemistry::Chemistry;
use super::drugs::Pressure;
use super::growth::Growth;
use super::hydrolysis::hydrolysis;
use super::products::Made;
use super::transit::Flow;
use super::{Colon, GenusTraits, spores};
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

/// The states of one segment.
pub struct Segment<'g> {
    /// Its name.
    pub name: &'static str,
    /// Cells of each genus.
    pub biomass: Vec<Expr<'g>>,
    /// Spores of each genus that forms them.
    pub spores: Vec<Option<Expr<'g>>>,
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
        let sporing: Vec<bool> = b.data().taxa.genera.iter().map(spores::forms).collect();
        let spores = genera
            .iter()
            .zip(sporing)
            .map(|(genus, forms)| {
                let name = path(&format!("spores.{}", genus.name));
                forms.then(|| b.state(name, "g", none, "dry spores"))
            })
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
            spores,
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
    ) -> Made<'g> {
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
        self.balance_spores(b, flow, intake, &growth.sporulation);
        self.balance_water(b, colon, flow);
        self.balance_drugs(b, colon, flow);
        made
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
            made.absorb(acid, acids * self.amount(acid));
        }
        let wall = colon.get(&format!("{}_absorption", self.name));
        for acid in ["succinate", "formate"] {
            let speed = wall * colon.get(&format!("{acid}_absorption"));
            made.absorb(acid, speed * self.amount(acid));
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
            made.absorb(
                small,
                colon.get(&format!("{small}_loss")) * self.amount(small),
            );
        }
        let inflamed = b.arrow("inflammation_to_bloom") * body.inflammation;
        let nitrate = colon.get("nitrate_basal") + colon.get("nitrate_inflamed") * inflamed;
        made.small(
            "nitrate",
            colon.get(&format!("{}_wall_share", self.name)) * nitrate,
        );
    }

    /// Cells of a genus that the mucosa gives back to the lumen.
    pub(super) fn seeded(&self, colon: &Colon<'g>, intake: &Intake<'g>, index: usize) -> Expr<'g> {
        colon.get(&format!("{}_wall_share", self.name))
            * colon.get("seeding")
            * intake.seeding
            * colon.strains[index]
            * colon.genera[index].niche
    }

    /// Mucin from the wall.
    pub(super) fn mucin(
        &self,
        b: &Builder<'g, '_>,
        colon: &Colon<'g>,
        body: &GutFeedback<'g>,
    ) -> Expr<'g> {
        colon.get(&format!("{}_wall_share", self.name))
            * colon.get("mucin_supply")
            * b.term("lining.mucin_secretion")
            * body.goblet
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
                None => colon.swallowed(intake, index),
            };
            let seeded = self.seeded(colon, intake, index);
            let mass = self.biomass[index];
            b.rate(
                mass,
                growth.net[index] + arriving + seeded - flow.here * held * mass,
            );
        }
        for (index, polymer) in POLYMERS.iter().enumerate() {
            let supply = match *polymer {
                "mucin" => self.mucin(b, colon, body),
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
}
