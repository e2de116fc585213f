//! Water of a segment.

use super::transit::Flow;
use super::{Colon, Segment};
use crate::builder::Builder;

impl<'g> Segment<'g> {
    /// Cells and fibre hold water that the wall cannot take; the form never takes more than there is.
    pub(super) fn balance_water(
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
    }
}
