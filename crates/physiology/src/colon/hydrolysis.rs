//! Hydrolysis: cells that carry the enzymes cut polymers into what they and their neighbours eat.

use engine::Expr;

use super::products::Made;
use super::{Colon, Segment};
use crate::builder::{Builder, Parameters};
use crate::taxa::POLYMERS;

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

impl<'g> Segment<'g> {
    /// What hydrolysis gives back, carbon for carbon: oligomers of its kind, and sugar that leaks to everybody.
    pub(super) fn release(&self, colon: &Colon<'g>, made: &mut Made<'g>) {
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
}

/// Hydrolysis of a polymer by the cells that degrade it, per amount.
pub(super) fn hydrolysis<'g>(
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
