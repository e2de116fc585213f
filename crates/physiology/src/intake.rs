//! Intake: what is eaten becomes what reaches the ascending colon.
//!
//! Takes inputs (grams of fibre classes, protein, fat, sugar, live microbes), gives inflows of polymers, pools, small molecules, bulk and
//! microbes. The arrows of diet act here: on fat and emulsifier, on the mix of fibres, on prebiotics above the habit.

use engine::Expr;

use crate::builder::{Builder, Parameters};
use crate::colon::{POOLS, SMALL, spores};
use crate::food::FIBRES;
use crate::response::{gated, saturation};
use crate::taxa::POLYMERS;

/// Fibres that are soluble as eaten.
const SOLUBLE: [&str; 2] = ["inulin", "galactooligosaccharides"];

/// Daily inflows.
pub struct Intake<'g> {
    /// Each of [`POLYMERS`].
    pub polymers: Vec<Expr<'g>>,
    /// Each of [`POOLS`].
    pub pools: Vec<Expr<'g>>,
    /// Each of [`SMALL`].
    pub small: Vec<Expr<'g>>,
    /// Solids that nobody eats.
    pub bulk: Expr<'g>,
    /// Living cells of each genus.
    pub live: Vec<Expr<'g>>,
    /// Spores of each genus.
    pub spores: Vec<Expr<'g>>,
    /// Niches that the kinds of fibre keep open, relative.
    pub fibre_niches: Expr<'g>,
    /// Emulsifier exposure, 0 to 1.
    pub emulsifier: Expr<'g>,
    /// Seeding of native genera, relative.
    pub seeding: Expr<'g>,
    /// Fat eaten.
    pub fat: Expr<'g>,
}

impl<'g> Intake<'g> {
    /// Turns the inputs into inflows.
    pub fn new(b: &mut Builder<'g, '_>) -> Self {
        let p = b.parameters("intake");
        let size = b.input("person.gut_size");
        let from_diet = b.arrow("diet_to_dysbiosis");
        let fat = gated(from_diet, p.get("reference_fat"), b.input("intake.fat"));
        let refined = b.input("intake.refined_sugar");
        let sugar = gated(from_diet, p.get("reference_refined_sugar"), refined);
        let exposure = b.input("intake.emulsifier") + b.added("intake.emulsifier");
        let fibre = fibre(b, &p);
        let fibre_niches = fibre_niches(b, &p, &fibre, size);
        let mut polymers = vec![b.number(0); POLYMERS.len()];
        let mut pools = vec![b.number(0); POOLS.len()];
        let mut small = vec![b.number(0); SMALL.len()];
        let mut bulk = p.get("basal_bulk") * size;
        for (name, amount) in FIBRES.iter().zip(fibre) {
            let fermentable = p.get(&format!("{name}_fermentability"));
            bulk = bulk + amount * (1 - fermentable);
            let inflow = amount * fermentable;
            match POLYMERS.iter().position(|polymer| polymer == name) {
                Some(place) => polymers[place] = inflow,
                None => pools[find(&POOLS, name)] = inflow,
            }
        }
        let protein =
            p.get("basal_protein") * size + p.get("protein_passage") * b.input("intake.protein");
        polymers[find(&POLYMERS, "protein")] = protein * p.get("protein_fermentability");
        bulk = bulk + protein * (1 - p.get("protein_fermentability"));
        pools[find(&POOLS, "sugar")] = p.get("basal_sugar") * size + p.get("sugar_passage") * sugar;
        small[find(&SMALL, "sulfate")] = p.get("sulfate") * size;
        let fatness = fat / p.get("bile_fat");
        small[find(&SMALL, "primary_bile")] = p.get("bile")
            * b.input("person.bile")
            * b.term("intake.bile")
            * (1 - p.get("bile_fat_share") + p.get("bile_fat_share") * fatness);
        Self {
            polymers,
            pools,
            small,
            bulk,
            live: live(b, &p),
            spores: spores(b),
            fibre_niches,
            emulsifier: from_diet * exposure.min(1),
            seeding: seeding(b, &p),
            fat,
        }
    }
}

fn find(names: &[&str], name: &str) -> usize {
    // All names come from the lists above.
    names
        .iter()
        .position(|other| *other == name)
        .unwrap_or_default()
}

/// Fibre reaching the colon by class. Cutting `prebiotic_to_probiotic` leaves the habitual fructans and galactans; cutting
/// `fibre_to_diversity` turns the mix above the reference diet into as many grams of one kind, resistant starch.
fn fibre<'g>(b: &mut Builder<'g, '_>, p: &Parameters<'g>) -> Vec<Expr<'g>> {
    let prebiotic = b.arrow("prebiotic_to_probiotic");
    let kinds = b.arrow("fibre_to_diversity");
    let mut eaten = Vec::new();
    for name in FIBRES {
        let now = b.input(&format!("intake.{name}"));
        eaten.push(match SOLUBLE.contains(&name) {
            true => gated(prebiotic, b.input(&format!("habit.{name}")), now),
            false => now,
        });
    }
    let above: Vec<Expr<'g>> = FIBRES
        .iter()
        .zip(&eaten)
        .map(|(name, amount)| (*amount - p.get(&format!("reference_{name}"))).max(0))
        .collect();
    let total = b.sum(above.iter().copied());
    FIBRES
        .iter()
        .zip(eaten.iter().zip(&above))
        .map(|(name, (amount, above))| {
            let pooled = if *name == "resistant_starch" {
                total
            } else {
                b.number(0)
            };
            *amount + (1 - kinds) * (pooled - *above)
        })
        .collect()
}

/// Niches for strains, relative to the reference diet: each kind of fibre opens its own and fills them as it is eaten, so that several kinds
/// open more than as many grams of one; some are fed by the body and stay without fibre.
fn fibre_niches<'g>(
    b: &mut Builder<'g, '_>,
    p: &Parameters<'g>,
    fibre: &[Expr<'g>],
    size: Expr<'g>,
) -> Expr<'g> {
    let kinds = i32::try_from(FIBRES.len()).unwrap_or(1);
    let filled = |(name, amount): (&&str, &Expr<'g>)| {
        2 * saturation(*amount, p.get(&format!("reference_{name}")) * size)
    };
    let open = b.sum(FIBRES.iter().zip(fibre).map(filled)) / kinds;
    let fed = p.get("fibre_fed_niches");
    gated(b.arrow("fibre_to_diversity"), 1, 1 - fed + fed * open)
}

/// Living cells eaten, and what comes from the mouth when the stomach lets it pass.
fn live<'g>(b: &mut Builder<'g, '_>, p: &Parameters<'g>) -> Vec<Expr<'g>> {
    let joining = b.arrow("probiotic_to_community");
    let survival = b.term("intake.live_survival");
    let oral = p.get("oral_seeding") * (b.term("intake.oral_seeding") - 1);
    let genera: Vec<(String, bool)> = b
        .data()
        .taxa
        .genera
        .iter()
        .map(|genus| (genus.name.clone(), genus.has("oral")))
        .collect();
    let mut inflows = Vec::new();
    for (name, from_mouth) in genera {
        let none = f64::from(0);
        let eaten = b.table_number(format!("intake.live.{name}"), "g/d", none);
        let seeded = b.table_number(format!("intake.seed.{name}"), "g/d", none);
        let swallowed = if from_mouth { oral } else { b.number(0) };
        inflows.push(joining * survival * eaten + seeded + swallowed);
    }
    inflows
}

/// Spores swallowed, which pass the stomach unharmed.
fn spores<'g>(b: &mut Builder<'g, '_>) -> Vec<Expr<'g>> {
    let genera = b.data().taxa.genera.iter();
    let names: Vec<Option<String>> = genera
        .map(|genus| spores::forms(genus).then(|| format!("intake.spores.{}", genus.name)))
        .collect();
    let none = b.number(0);
    let swallowed =
        |name: Option<String>| name.map_or(none, |name| b.table_number(name, "g/d", f64::from(0)));
    names.into_iter().map(swallowed).collect()
}

/// Fermented food lets more of the native genera in.
fn seeding<'g>(b: &mut Builder<'g, '_>, p: &Parameters<'g>) -> Expr<'g> {
    let servings =
        (b.input("intake.fermented_servings") / p.get("fermented_trial_servings")).min(1);
    let more = b.arrow("probiotic_to_community") * p.get("fermented_seeding") * servings;
    (1 + more) * b.term("colon.immigration")
}
