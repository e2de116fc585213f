//! Where the carbon goes: what enters the colon is absorbed, becomes gas, leaves with the stool, or is still there.

use engine::Expr;

use super::products::{Made, carbon};
use super::{Colon, Segment};
use crate::builder::Builder;
use crate::intake::Intake;
use crate::signals::GutFeedback;

/// Carbon that crosses the borders of the colon, amount per time.
pub struct CarbonFlows<'g> {
    /// Food, bile and microbes from the ileum; mucin and cells from the wall.
    pub entering: Expr<'g>,
    /// Acids, ethanol, bile acids and indoles that the wall takes.
    pub absorbed: Expr<'g>,
    /// Carbon dioxide less what is fixed, and methane.
    pub gas: Expr<'g>,
    /// Everything in stool.
    pub leaving: Expr<'g>,
}

impl<'g> CarbonFlows<'g> {
    pub(super) fn new(
        b: &mut Builder<'g, '_>,
        colon: &Colon<'g>,
        intake: &Intake<'g>,
        body: &GutFeedback<'g>,
        made: &[Made<'g>],
        emptying: Expr<'g>,
    ) -> Self {
        let flows = Self {
            entering: entering(b, colon, intake, body),
            absorbed: b.sum(made.iter().map(|made| made.absorbed)),
            gas: b.sum(made.iter().map(|made| made.gas)),
            leaving: emptying * leaving(b, colon),
        };
        let held = colon.segments.iter().map(|segment| held(b, colon, segment));
        let held = b.sum(held);
        for (name, meaning, unit, value) in [
            (
                "entering",
                "carbon that enters the colon",
                "mmol/d",
                flows.entering,
            ),
            (
                "absorbed",
                "carbon that the wall takes up",
                "mmol/d",
                flows.absorbed,
            ),
            (
                "gas",
                "carbon that becomes carbon dioxide and methane",
                "mmol/d",
                flows.gas,
            ),
            ("leaving", "carbon in stool", "mmol/d", flows.leaving),
            ("held", "carbon in the colon", "mmol", held),
        ] {
            b.observable(format!("colon.carbon.{name}"), unit, meaning, value);
        }
        flows
    }

    /// Adds the flows up over time, in states of their own. Nothing depends on them; they never come to rest, and are there to check
    /// that the balance closes.
    pub fn tally(&self, b: &mut Builder<'g, '_>) {
        for (name, flow) in [
            ("entered", self.entering),
            ("absorbed", self.absorbed),
            ("gas", self.gas),
            ("left", self.leaving),
        ] {
            let none = b.number(0);
            // Kilomoles: an amount that counts nowhere must not hold up the integration.
            let tally = b.state(
                format!("colon.carbon.tally.{name}"),
                "kmol",
                none,
                "carbon since the start",
            );
            b.rate(tally, flow);
        }
    }
}

fn entering<'g>(
    b: &Builder<'g, '_>,
    colon: &Colon<'g>,
    intake: &Intake<'g>,
    body: &GutFeedback<'g>,
) -> Expr<'g> {
    let eaten = carbon(
        b,
        colon,
        &intake.polymers,
        &intake.pools,
        &intake.small,
        intake.bulk,
    );
    let wall = colon
        .segments
        .iter()
        .map(|segment| segment.mucin(b, colon, body));
    let mucin = colon.get("mucin_carbon") * b.sum(wall);
    let cells = (0..colon.genera.len()).map(|index| {
        let seeded = colon
            .segments
            .iter()
            .map(|segment| segment.seeded(colon, intake, index));
        colon.swallowed(intake, index) + intake.spores[index] + b.sum(seeded)
    });
    eaten + mucin + colon.get("biomass_carbon") * b.sum(cells)
}

fn leaving<'g>(b: &Builder<'g, '_>, colon: &Colon<'g>) -> Expr<'g> {
    let last = &colon.segments[colon.segments.len() - 1];
    let cells = colon.genera.iter().zip(&last.biomass);
    let cells = b.sum(cells.map(|(genus, mass)| (1 - genus.retention) * *mass));
    let cells = cells + b.sum(last.spores.iter().flatten().copied());
    lumen(b, colon, last) + colon.get("biomass_carbon") * cells
}

fn held<'g>(b: &Builder<'g, '_>, colon: &Colon<'g>, segment: &Segment<'g>) -> Expr<'g> {
    let spores = segment.spores.iter().flatten();
    let cells = b.sum(segment.biomass.iter().chain(spores).copied());
    lumen(b, colon, segment) + colon.get("biomass_carbon") * cells
}

/// All that is not cells.
fn lumen<'g>(b: &Builder<'g, '_>, colon: &Colon<'g>, segment: &Segment<'g>) -> Expr<'g> {
    carbon(
        b,
        colon,
        &segment.polymers,
        &segment.pools,
        &segment.small,
        segment.bulk,
    )
}
