//! Spores: cells that cannot grow become spores, which no drug kills; bile acids wake them.

use engine::Expr;

use super::transit::Flow;
use super::{Colon, Segment};
use crate::builder::Builder;
use crate::intake::Intake;
use crate::response::saturation;
use crate::taxa::Genus;

/// Whether all strains of a genus form spores; those of which some do are left without.
pub(crate) fn forms(genus: &Genus) -> bool {
    genus.spores >= f64::from(1)
}

/// What becomes spores in a segment, and what wakes, mass per time.
pub(super) struct Sporulation<'g> {
    formed: Expr<'g>,
    woken: Expr<'g>,
}

impl<'g> Sporulation<'g> {
    /// Of a genus that grows at `thriving`, from 0 (starved or poisoned) to 1 (as fast as its surroundings let it).
    pub fn new(
        colon: &Colon<'g>,
        segment: &Segment<'g>,
        genus: &Genus,
        index: usize,
        thriving: Expr<'g>,
    ) -> Option<Self> {
        let spores = segment.spores[index]?;
        let cells = segment.biomass[index];
        Some(Self {
            formed: colon.get("sporulation") * (1 - thriving) * cells,
            woken: colon.get("germination") * wakeful(colon, segment, genus) * spores,
        })
    }

    /// What growing cells gain by it.
    pub fn gained(&self) -> Expr<'g> {
        self.woken - self.formed
    }
}

/// How much of germination the bile allows: primary bile acids wake, secondary ones hold back the genera that heed them.
fn wakeful<'g>(colon: &Colon<'g>, segment: &Segment<'g>, genus: &Genus) -> Expr<'g> {
    let primary = segment.concentration("primary_bile");
    let woken = saturation(primary, colon.get("germination_half"));
    if !genus.has("germinates_with_bile") {
        return woken;
    }
    let secondary = segment.concentration("secondary_bile") / colon.get("germination_inhibition");
    woken / (1 + secondary.powi(2))
}

impl<'g> Segment<'g> {
    /// Spores go with the content; the mucosa holds none.
    pub(super) fn balance_spores(
        &self,
        b: &mut Builder<'g, '_>,
        flow: &Flow<'g, '_>,
        intake: &Intake<'g>,
        sporulation: &[Option<Sporulation<'g>>],
    ) {
        for (index, change) in sporulation.iter().enumerate() {
            let (Some(change), Some(spores)) = (change, self.spores[index]) else {
                continue;
            };
            let arriving = match flow.above {
                Some((above, rate)) => match above.spores[index] {
                    Some(spores) => rate * spores,
                    None => continue,
                },
                None => intake.spores[index],
            };
            b.rate(spores, arriving - change.gained() - flow.here * spores);
        }
    }
}
