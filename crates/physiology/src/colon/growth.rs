//! Growth of the genera of a segment: what they find to eat, how well they fare, how they die, and how a community is led to a profile.

use engine::Expr;

use super::chemistry::Chemistry;
use super::drugs::Pressure;
use super::segment::{POOLS, SMALL, place};
use super::spores::Sporulation;
use super::{Colon, GenusTraits, Segment};
use crate::builder::Builder;
use crate::intake::Intake;
use crate::response::{rising_step, saturation};
use crate::signals::GutFeedback;
use crate::taxa::{Genus, RESOURCES};

/// The pool or small molecule that feeds each of [`RESOURCES`]; cellulose gives the oligomers of other glucans.
pub(super) const EATEN_AS: [&str; RESOURCES.len()] = [
    "inulin",
    "galactooligosaccharides",
    "pectin_oligomers",
    "starch_oligomers",
    "arabinoxylan_oligomers",
    "glucan_oligomers",
    "glucan_oligomers",
    "mucin_oligomers",
    "peptides",
    "sugar",
    "lactate",
    "succinate",
    "hydrogen",
    "formate",
];

/// Carbon atoms of a hexose.
const HEXOSE: i32 = 6;

/// The numbers of a genus as expressions.
pub(super) fn traits<'g>(b: &mut Builder<'g, '_>, genus: &Genus) -> GenusTraits<'g> {
    let of = |what: &str| format!("taxon.{}.{what}", genus.name);
    let adult = genus.abundance.get("adult").copied().unwrap_or_default();
    let target = b.table_number(format!("target.{}", genus.name), "1", adult);
    let respires = genus.respiration > f64::from(0);
    let fitness = b.table_number(of("fitness"), "1", genus.fitness);
    GenusTraits {
        name: genus.name.clone(),
        growth_rate: b.table_number(of("growth_rate"), "1/h", genus.growth_rate),
        fitness,
        niche: b.table_number(of("niche"), "1", genus.niche),
        half_saturation: b.table_number(of("half_saturation"), "mmol/L", genus.half_saturation),
        growth_yield: b.table_number(of("yield"), "1", genus.growth_yield),
        ph: ["ph_lowest", "ph_low", "ph_high", "ph_highest"]
            .map(of)
            .into_iter()
            .zip(genus.ph)
            .map(|(name, value)| b.table_number(name, "[pH]", value))
            .collect::<Vec<_>>()
            .try_into()
            .unwrap_or_else(|_| unreachable!("four names give four expressions")),
        oxygen_inhibition: genus
            .oxygen_inhibition
            .map(|value| b.table_number(of("oxygen_inhibition"), "umol/L", value)),
        respiration: respires.then(|| b.table_number(of("respiration"), "1", genus.respiration)),
        bile_tolerance: b.table_number(of("bile_tolerance"), "1", genus.bile_tolerance),
        retention: b.table_number(of("retention"), "1", genus.retention),
        target,
        hydrogen_half: genus
            .hydrogen_half
            .map(|half| b.table_number(of("hydrogen_half"), "mmol/L", half)),
        small_yield: genus
            .small_yield
            .iter()
            .map(|(name, value)| {
                (
                    name.clone(),
                    b.table_number(of(&format!("{name}_yield")), "g/mmol", *value),
                )
            })
            .collect(),
    }
}

/// Growth in one segment.
pub(super) struct Growth<'g> {
    /// Net growth of each genus: growth less death, mass per time.
    pub net: Vec<Expr<'g>>,
    /// Hexose each genus ferments, amount per time; none for those that eat no sugar.
    pub hexose: Vec<Option<Expr<'g>>>,
    /// Growth of each genus on each resource, mass per time.
    pub on: Vec<Vec<(usize, Expr<'g>)>>,
    /// Growth by respiration of oxygen and of nitrate, with what is respired.
    pub respired: Vec<(Expr<'g>, Expr<'g>)>,
    /// What becomes spores and what wakes, of each genus that forms them.
    pub sporulation: Vec<Option<Sporulation<'g>>>,
    /// Cells that die of themselves, mass per time.
    pub lysed: Expr<'g>,
    /// Cells that antibiotics kill, mass per time.
    pub killed: Expr<'g>,
}

impl<'g> Growth<'g> {
    pub fn new(
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        segment: &Segment<'g>,
        intake: &Intake<'g>,
        body: &GutFeedback<'g>,
        oxygen: Expr<'g>,
        pressure: &[Pressure<'g>],
    ) -> Self {
        let none = b.number(0);
        let mut growth = Self {
            net: Vec::new(),
            hexose: Vec::new(),
            on: Vec::new(),
            respired: Vec::new(),
            sporulation: Vec::new(),
            lysed: none,
            killed: none,
        };
        for (index, pressure) in pressure.iter().enumerate() {
            let genus = &b.data().taxa.genera[index];
            let traits = &colon.genera[index];
            let mass = segment.biomass[index].max(0);
            let path = format!("colon.{}.{}", segment.name, genus.name);
            let comfort = comfort(colon, segment, genus, traits, intake.emulsifier, oxygen);
            let diet = diet(b, colon, segment, genus, traits);
            let appetite = b.sum(diet.iter().map(|(_, hunger)| *hunger));
            let speed = fitness(b, colon, index, body)
                * traits.growth_rate
                * comfort
                * room(colon, segment, index)
                / (1 + pressure.slowing)
                / (1 + appetite)
                * mass;
            let speed = b.lift(format!("{path}.speed"), speed);
            let on: Vec<(usize, Expr<'g>)> = diet
                .iter()
                .map(|(resource, hunger)| {
                    (
                        *resource,
                        speed * *hunger * co_substrate(colon, segment, genus, *resource),
                    )
                })
                .collect();
            let hexose = fermented(b, colon, traits, &on);
            growth
                .hexose
                .push(hexose.map(|hexose| b.lift(format!("{path}.hexose"), hexose)));
            let respired = respired(colon, segment, traits, comfort, oxygen, mass, none);
            let breathing =
                colon.get("oxygen_growth") * respired.0 + colon.get("nitrate_growth") * respired.1;
            let grown = b.sum(on.iter().map(|(_, growth)| *growth)) + breathing;
            let dying = colon.get("lysis") * segment.biomass[index];
            let killed = pressure.killing * segment.biomass[index];
            let thriving = appetite / (1 + appetite) / (1 + pressure.slowing);
            let sporulation = Sporulation::new(colon, segment, genus, index, thriving);
            let woken = sporulation.as_ref().map_or(none, Sporulation::gained);
            growth.net.push(grown + woken - dying - killed);
            growth.sporulation.push(sporulation);
            growth.lysed = growth.lysed + dying;
            growth.killed = growth.killed + killed;
            growth.on.push(on);
            growth.respired.push(respired);
        }
        growth
    }
}

/// Fitness of a genus: its own, what agents do to it, defence against bloomers, and the steering towards a profile.
fn fitness<'g>(
    b: &Builder<'g, '_>,
    colon: &Colon<'g>,
    index: usize,
    body: &GutFeedback<'g>,
) -> Expr<'g> {
    let traits = &colon.genera[index];
    let own = traits.fitness * b.term(&format!("colon.fitness.{}", traits.name));
    let genus = &b.data().taxa.genera[index];
    let defended = if genus.has("held_by_defence") {
        own * body.defence
    } else {
        own
    };
    if colon.fitness.is_empty() {
        return defended;
    }
    defended
        * (colon.get("adaptation_gain") * b.input("adaptation.on") * distance(colon, index)).exp()
}

/// Logarithm of the target share over the present share in stool, limited.
fn distance<'g>(colon: &Colon<'g>, index: usize) -> Expr<'g> {
    let (floor, limit) = (colon.get("share_floor"), colon.get("adaptation_limit"));
    // A profile is matched in proportion: what of a sample belongs to none of the genera is left out.
    let profile = colon.genera[index].target / colon.profile;
    let ratio = (profile.max(floor) / colon.stool[index].max(floor)).ln();
    ratio.min(limit).max(-limit)
}

/// What growth a genus has left where its own cells crowd it.
///
/// Strains of a genus eat alike and fill a niche of its own; of lost strains, those that are left take over the most part. And phages find a
/// genus the sooner the more it has outgrown what it usually is.
fn room<'g>(colon: &Colon<'g>, segment: &Segment<'g>, index: usize) -> Expr<'g> {
    let share = segment.biomass[index].max(0) / segment.cells;
    let usual = colon.genera[index].niche.max(colon.get("niche_floor"));
    let strains = colon.strains[index].max(colon.get("niche_floor_lost"));
    let niche = colon.get("niche_width") * usual * strains.pow(colon.get("strain_niche_exponent"));
    let packed = 1 - colon.get("crowding") * saturation(share, niche);
    packed / (1 + share / (usual * colon.get("phage_half")))
}

/// How well the surroundings suit a genus, 0 to 1: pH, bile, oxygen, emulsifier, acetate where it is needed, germination.
fn comfort<'g>(
    colon: &Colon<'g>,
    segment: &Segment<'g>,
    genus: &Genus,
    traits: &GenusTraits<'g>,
    emulsifier: Expr<'g>,
    oxygen: Expr<'g>,
) -> Expr<'g> {
    let [lowest, low, high, highest] = traits.ph;
    let ph = segment.ph();
    let acid = rising_step(ph, (lowest + low) / 2, (low - lowest) / 6);
    let alkaline = 1 - rising_step(ph, (highest + high) / 2, (highest - high) / 6);
    let Chemistry { free_bile, .. } = segment.chemistry;
    let tolerated = colon.get("bile_half_sensitive")
        + colon.get("bile_half_tolerance") * traits.bile_tolerance.powi(2);
    let bile = 1 / (1 + (free_bile / tolerated).powi(2));
    let mut comfort = acid * alkaline * bile;
    if let Some(inhibition) = traits.oxygen_inhibition {
        comfort = comfort / (1 + (oxygen / inhibition).powi(2));
    }
    if genus.has("emulsifier_sensitive") {
        comfort = comfort * (1 - colon.get("emulsifier_sensitivity") * emulsifier);
    }
    if genus
        .products
        .get("acetate")
        .is_some_and(|share| *share < f64::from(0))
    {
        comfort = comfort * saturation(segment.concentration("acetate"), colon.get("acetate_half"));
    }
    if genus.has("germinates_with_bile") {
        let inhibited =
            (segment.concentration("secondary_bile") / colon.get("germination_inhibition")).powi(2);
        let woken = saturation(
            segment.concentration("primary_bile"),
            colon.get("germination_half"),
        );
        comfort = comfort * (colon.get("germination_base") + woken) / (1 + inhibited);
    }
    comfort
}

/// What a genus finds to eat: each resource with its concentration over half-saturation, weighted by preference.
fn diet<'g>(
    b: &Builder<'g, '_>,
    colon: &Colon<'g>,
    segment: &Segment<'g>,
    genus: &Genus,
    traits: &GenusTraits<'g>,
) -> Vec<(usize, Expr<'g>)> {
    let preference = |name: &str| genus.preference.get(name).copied().unwrap_or_default();
    let mut diet = Vec::new();
    for (resource, name) in RESOURCES.iter().enumerate() {
        let mut liking = preference(name);
        match *name {
            // Both glucans feed one pool: a genus eats it as readily as the one it likes better.
            "cellulose" => continue,
            "beta_glucan" => liking = liking.max(preference("cellulose")),
            _ => {}
        }
        if liking <= f64::from(0) {
            continue;
        }
        let food = EATEN_AS[resource];
        let (concentration, half) = if POOLS.contains(&food) {
            let half = traits.half_saturation * colon.get("gram_half_saturation");
            (segment.chemistry.pools[place(&POOLS, food)], half)
        } else {
            let half = match (*name, traits.hydrogen_half) {
                ("hydrogen", Some(half)) => half,
                _ => colon.get(&format!("{name}_half")),
            };
            (segment.chemistry.small[place(&SMALL, food)], half)
        };
        diet.push((resource, b.value(liking) * concentration / half));
    }
    diet
}

/// A second substrate that a reaction cannot do without.
fn co_substrate<'g>(
    colon: &Colon<'g>,
    segment: &Segment<'g>,
    genus: &Genus,
    resource: usize,
) -> Expr<'g> {
    let one = segment.volume.graph().number(1);
    match (
        RESOURCES[resource],
        genus.lactate_route.as_str(),
        genus.hydrogen_route.as_deref(),
    ) {
        ("lactate", "butyrate", _) => {
            saturation(segment.concentration("acetate"), colon.get("acetate_half"))
        }
        ("hydrogen", _, Some("sulfate")) => {
            saturation(segment.concentration("sulfate"), colon.get("sulfate_half"))
        }
        _ => one,
    }
}

/// Hexose that is fermented: what is eaten less what is built into cells.
fn fermented<'g>(
    b: &Builder<'g, '_>,
    colon: &Colon<'g>,
    traits: &GenusTraits<'g>,
    on: &[(usize, Expr<'g>)],
) -> Option<Expr<'g>> {
    let sugars: Vec<Expr<'g>> = on
        .iter()
        .filter(|(resource, _)| {
            let food = EATEN_AS[*resource];
            POOLS.contains(&food) && food != "peptides"
        })
        .map(|(resource, growth)| {
            let carbon = colon.get(&format!("{}_carbon", EATEN_AS[*resource]));
            let eaten = *growth / traits.growth_yield;
            (eaten * carbon - *growth * colon.get("biomass_carbon")) / HEXOSE
        })
        .collect();
    (!sugars.is_empty()).then(|| b.sum(sugars))
}

/// Oxygen and nitrate that a genus respires, amount per time.
fn respired<'g>(
    colon: &Colon<'g>,
    segment: &Segment<'g>,
    traits: &GenusTraits<'g>,
    comfort: Expr<'g>,
    oxygen: Expr<'g>,
    mass: Expr<'g>,
    none: Expr<'g>,
) -> (Expr<'g>, Expr<'g>) {
    let Some(capacity) = traits.respiration else {
        return (none, none);
    };
    let fuel = saturation(
        segment.concentration("acetate"),
        colon.get("respiration_acetate_half"),
    );
    let breathing = capacity * mass * comfort * fuel;
    let nitrate = saturation(segment.concentration("nitrate"), colon.get("nitrate_half"));
    (
        colon.get("oxygen_respiration") * oxygen * breathing,
        colon.get("nitrate_respiration") * nitrate * breathing,
    )
}

/// Fitness follows the distance between the target and the present share.
pub(super) fn adapt<'g>(colon: &Colon<'g>, b: &mut Builder<'g, '_>) {
    let (lowest, highest) = (colon.get("fitness_lowest"), colon.get("fitness_highest"));
    for (index, fitness) in colon.fitness.iter().enumerate() {
        let distance = distance(colon, index);
        // It stops at its limits: no fitness makes up for food that is not there.
        let up = distance.max(0) * (1 - *fitness / highest);
        let down = distance.min(0) * (1 - lowest / *fitness);
        let rate = colon.get("adaptation") * b.input("adaptation.on") * *fitness * (up + down);
        b.rate(*fitness, rate);
    }
}
