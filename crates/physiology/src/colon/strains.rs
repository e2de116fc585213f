//! The strains within each genus: drugs take them, those that are left refill the niches that food keeps open, and lost ones come back only
//! from outside.
//!
//! Resident strains recover within weeks where they survived; where they were lost, new ones settle after months if at all (Palleja 2018,
//! Rashid 2015).

use engine::Expr;

use super::Colon;
use super::drugs::Pressure;
use crate::builder::Builder;
use crate::intake::Intake;

/// Strains arrive from outside, refill the niches there are, crowd each other out of them, and are lost to drugs.
///
/// Without drugs, on the reference diet and with nothing fermented, the strains of a genus come to rest at 1.
pub(super) fn wire<'g>(
    colon: &Colon<'g>,
    b: &mut Builder<'g, '_>,
    intake: &Intake<'g>,
    pressure: &[Pressure<'g>],
) {
    let (arrival, refilling) = (colon.get("strain_arrival"), colon.get("strain_refilling"));
    let eroded = 1 - colon.get("strain_emulsifier_erosion") * intake.emulsifier;
    let niches = intake.fibre_niches * eroded;
    for (strains, pressure) in colon.strains.iter().zip(pressure) {
        let gained = arrival * intake.seeding + refilling * niches * *strains;
        let crowded = (arrival + refilling) * *strains * *strains;
        let taken = colon.get("strain_loss") * pressure.taking * *strains;
        b.rate(*strains, gained - crowded - taken);
    }
}

/// Shannon's diversity of the sequence variants in stool: that of the genera, and within each that of its strains, which share it equally.
/// A genus that is there has one variant at least.
pub(super) fn shannon<'g>(colon: &Colon<'g>, b: &Builder<'g, '_>, of_genera: Expr<'g>) -> Expr<'g> {
    let further = colon.get("variants_in_genus") - 1;
    let within = colon.stool.iter().zip(&colon.strains);
    of_genera + b.sum(within.map(|(share, strains)| *share * (1 + further * strains.max(0)).ln()))
}
