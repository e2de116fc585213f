//! Antibiotics in the lumen: how hard they press on each genus, and how they are lost.

use engine::Expr;

use super::transit::Flow;
use super::{Colon, Drug, Segment};
use crate::builder::Builder;

/// What antibiotics do to a genus.
pub(super) struct Pressure<'g> {
    /// Growth is divided by one more than this.
    pub slowing: Expr<'g>,
    /// Killing rate.
    pub killing: Expr<'g>,
    /// Share of the greatest loss of strains.
    pub taking: Expr<'g>,
}

/// The antibiotics in use, with their numbers as expressions.
pub(super) fn in_use<'g>(b: &mut Builder<'g, '_>) -> Vec<Drug<'g>> {
    let genera = b.data().taxa.names();
    let mut drugs = Vec::new();
    for used in b.antibiotics() {
        let path = |what: &str| format!("agent.{}.{what}", used.name);
        let mic = genera.iter().zip(&used.data.mic).map(|(genus, mic)| {
            mic.map(|mic| b.table_number(path(&format!("mic.{genus}")), "mg/L", mic))
        });
        drugs.push(Drug {
            mic: mic.collect(),
            hill: b.table_number(path("hill"), "1", used.data.hill),
            kill_max: b.table_number(path("kill_max"), "1/d", used.data.kill_max),
            loss: b.table_number(path("loss"), "1/d", used.data.loss),
            betalactamase: used.data.betalactamase,
            inflow: used.inflow,
        });
    }
    drugs
}

/// The pressure on each genus in a segment; that of several drugs adds up.
pub(super) fn pressure<'g>(
    b: &Builder<'g, '_>,
    colon: &Colon<'g>,
    segment: &Segment<'g>,
) -> Vec<Pressure<'g>> {
    let half = colon.get("kill_half");
    (0..colon.genera.len())
        .map(|genus| {
            let relative: Vec<(Expr<'g>, Expr<'g>)> = colon
                .drugs
                .iter()
                .zip(&segment.drugs)
                .filter_map(|(drug, amount)| {
                    let mic = drug.mic[genus]?;
                    Some((
                        (*amount / segment.volume / mic).pow(drug.hill),
                        drug.kill_max,
                    ))
                })
                .collect();
            let effect = |relative: Expr<'g>| relative / (relative + half);
            // Strains are lost where cells die, and once, whichever drug takes them.
            let most = colon.get("strain_killing");
            let spared = relative
                .iter()
                .map(|(relative, kill_max)| (*kill_max / most).min(1) * effect(*relative))
                .fold(b.number(1), |spared, taken| spared * (1 - taken));
            Pressure {
                slowing: b.sum(relative.iter().map(|(relative, _)| *relative)),
                killing: b.sum(
                    relative
                        .iter()
                        .map(|(relative, kill_max)| *kill_max * effect(*relative)),
                ),
                taking: 1 - spared,
            }
        })
        .collect()
}

impl<'g> Segment<'g> {
    /// Antibiotics leave with the content, decay, and are destroyed by the enzymes of Gram-negatives.
    pub(super) fn balance_drugs(
        &self,
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        flow: &Flow<'g, '_>,
    ) {
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
