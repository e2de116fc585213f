//! Transit: how fast content moves on.

use engine::Expr;

use super::{Colon, SEGMENTS, Segment};
use crate::builder::Builder;
use crate::signals::GutFeedback;

/// What flows through a segment.
pub(super) struct Flow<'g, 's> {
    /// The segment above with the rate at which it empties; none for the first.
    pub above: Option<(&'s Segment<'g>, Expr<'g>)>,
    /// The rate at which this segment empties.
    pub here: Expr<'g>,
}

impl<'g> Flow<'g, '_> {
    /// What arrives: from the segment above, or from the ileum.
    pub fn arriving(
        &self,
        amount: impl Fn(&Segment<'g>) -> Expr<'g>,
        from_ileum: Expr<'g>,
    ) -> Expr<'g> {
        match self.above {
            Some((above, rate)) => rate * amount(above),
            None => from_ileum,
        }
    }
}

/// The emptying rate of each segment.
pub(super) fn rates<'g>(
    colon: &Colon<'g>,
    b: &mut Builder<'g, '_>,
    body: &GutFeedback<'g>,
) -> Vec<Expr<'g>> {
    let whole = b.lift("colon.transit_now", whole(colon, b, body));
    shares(colon).map(|share| 1 / (whole * share)).collect()
}

/// The time spent in each segment.
pub(super) fn times<'g>(
    colon: &Colon<'g>,
    b: &Builder<'g, '_>,
    body: &GutFeedback<'g>,
) -> Vec<Expr<'g>> {
    let whole = whole(colon, b, body);
    shares(colon).map(|share| whole * share).collect()
}

fn shares<'g>(colon: &Colon<'g>) -> impl Iterator<Item = Expr<'g>> {
    SEGMENTS
        .iter()
        .map(|segment| colon.get(&format!("{segment}_transit_share")))
}

/// Transit through the whole colon: a fuller descending colon and stress hurry it.
fn whole<'g>(colon: &Colon<'g>, b: &Builder<'g, '_>, body: &GutFeedback<'g>) -> Expr<'g> {
    let last = &colon.segments[SEGMENTS.len() - 1];
    let content = last.cells + last.bulk + colon.get("transit_content_floor");
    let fullness = content / colon.get("transit_content");
    colon.get("transit_time")
        * b.term("colon.transit_time")
        * fullness.pow(-colon.get("transit_content_exponent"))
        * body.transit_drive
}
