//! Why: what the courses did to an outcome, and by which ways it got there.
//!
//! The effect of the courses is the outcome with them less the outcome without. It is computed again with ways between organs cut
//! ([`Route`]), for every combination of those ways that matter, and shared out among them as Shapley values (Shapley 1953): what a way
//! adds, averaged over all orders in which ways can be opened. Shares and what is left with all of them cut add up to the effect.

use engine::{System, Trajectory};
use physiology::arrows::Route;

use crate::laboratory::Watch;
use crate::life::{Life, Values};
use crate::protocol::{Protocol, batch};
use crate::run::RunError;
use crate::scenario::Sampling;
use crate::simulate::follow;

/// A way matters for an outcome when cutting it alone changes the effect by this share of it.
const MATTERS: f64 = 0.01;
/// An effect below this share of the outcome's own size is none.
const NO_EFFECT: f64 = 1e-3;

/// The part of one way in an effect.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// The way.
    pub route: Route,
    /// Its share of the effect, in the outcome's unit.
    pub share: f64,
    /// What of the effect is gone when this way alone is cut, in the outcome's unit.
    pub necessity: f64,
    /// Where that lies in nine of ten people, where people were drawn.
    pub necessity_band: Option<(f64, f64)>,
}

/// What the courses did to an outcome.
#[derive(Clone, Debug, PartialEq)]
pub struct Reason {
    /// The outcome.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// The day on which the courses changed it most.
    pub day: f64,
    /// The outcome on that day with the courses.
    pub with: f64,
    /// And without them.
    pub without: f64,
    /// What stays of the effect when all ways that matter are cut.
    pub directly: f64,
    /// The parts of the ways that matter, largest first.
    pub parts: Vec<Part>,
    /// How sure the effect is, where people were drawn.
    pub doubt: Option<Doubt>,
}

/// How sure an effect is: what the courses did on the same day in drawn people, each with them and without them.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Doubt {
    /// Where the effect lies in nine of ten people, in the outcome's unit.
    pub effect: (f64, f64),
    /// In how many of them it has the sign that it has in the typical person.
    pub same_sign: usize,
    /// How many people these are.
    pub people: usize,
}

impl Reason {
    /// The effect: with less without.
    pub fn effect(&self) -> f64 {
        self.with - self.without
    }

    /// Whether there is an effect to speak of.
    pub fn is_effect(&self) -> bool {
        self.speaks(self.effect())
    }

    /// Whether there is none in the typical person, but one to speak of at an end of the band.
    pub fn is_effect_in_others(&self) -> bool {
        let ends = self.doubt.map_or((0.0, 0.0), |doubt| doubt.effect);
        !self.is_effect() && (self.speaks(ends.0) || self.speaks(ends.1))
    }

    fn speaks(&self, effect: f64) -> bool {
        effect.abs() > NO_EFFECT * self.with.abs().max(self.without.abs())
    }
}

/// The same person with the courses and without them.
pub(crate) struct Comparison<'a> {
    pub system: &'a System,
    pub with: &'a Life<'a>,
    pub without: &'a Life<'a>,
    /// States at rest.
    pub initial: &'a [f64],
    pub sampling: &'a Sampling,
}

/// Ways that are cut, by their place in [`Route::SPREADING`], a bit each.
type Cuts = u32;

/// What was seen with some ways cut: every outcome on every sampled day.
struct Effects {
    cuts: Cuts,
    /// With the courses, outcome after outcome, a value for every day.
    with: Vec<Vec<f64>>,
    /// The same without them.
    without: Vec<Vec<f64>>,
}

impl Effects {
    fn on(&self, outcome: usize, day: usize) -> f64 {
        self.with[outcome][day] - self.without[outcome][day]
    }
}

/// Says what the courses did to each of these outcomes, and how.
pub(crate) fn reasons(
    comparison: &Comparison<'_>,
    outcomes: &[String],
    watch: &mut dyn Watch,
) -> Result<Vec<Reason>, RunError> {
    let places: Vec<usize> = outcomes
        .iter()
        .filter_map(|name| comparison.system.observable(name))
        .collect();
    let ways = Route::SPREADING.len();
    let single: Vec<Cuts> = std::iter::once(0)
        .chain((0..ways).map(|way| 1 << way))
        .collect();
    let mut effects = comparison.effects(&single, &places, watch)?;
    let days: Vec<usize> = (0..places.len())
        .map(|outcome| most_changed(&effects[0], outcome))
        .collect();
    let mattering: Vec<Cuts> = (0..places.len())
        .map(|outcome| mattering(&effects, outcome, days[outcome]))
        .collect();
    let mut needed: Vec<Cuts> = mattering.iter().copied().flat_map(parts_of).collect();
    needed.sort_unstable();
    needed.dedup();
    needed.retain(|cuts| !single.contains(cuts));
    effects.extend(comparison.effects(&needed, &places, watch)?);
    Ok((0..places.len())
        .map(|outcome| {
            let (info, day) = (
                &comparison.system.observables[places[outcome]],
                days[outcome],
            );
            // Every combination of ways that matter was computed.
            let effect = |cuts: Cuts| {
                let found = effects.iter().find(|effects| effects.cuts == cuts);
                found.map_or(f64::NAN, |effects| effects.on(outcome, day))
            };
            Reason {
                outcome: info.name.clone(),
                unit: info.unit.text().to_owned(),
                day: comparison.sampling.every * day as f64,
                with: effects[0].with[outcome][day],
                without: effects[0].without[outcome][day],
                directly: effect(mattering[outcome]),
                parts: shared_out(mattering[outcome], effect),
                doubt: None,
            }
        })
        .collect())
}

impl Comparison<'_> {
    fn effects(
        &self,
        cuts: &[Cuts],
        places: &[usize],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Effects>, RunError> {
        let people: Vec<Protocol<'_>> = cuts
            .iter()
            .flat_map(|cuts| {
                [self.with, self.without].map(|life| Protocol {
                    held: closed(ways_of(*cuts)),
                    ..Protocol::of(life, self.initial)
                })
            })
            .collect();
        let (program, subjects) = batch(self.system, &people, self.sampling);
        let trajectories = follow(&program, &subjects, None, "why", watch)?;
        let seen = |trajectory: &Trajectory| -> Vec<Vec<f64>> {
            let width = self.system.observables.len();
            let course = |place: &usize| {
                let unit = &self.system.observables[*place].unit;
                let values = trajectory.observables.iter().skip(*place).step_by(width);
                values.map(|value| unit.from_base(*value)).collect()
            };
            places.iter().map(course).collect()
        };
        let pairs = trajectories.as_chunks().0.iter();
        Ok(cuts
            .iter()
            .zip(pairs)
            .map(|(cuts, [with, without])| Effects {
                cuts: *cuts,
                with: seen(with),
                without: seen(without),
            })
            .collect())
    }
}

/// The ways that are cut.
fn ways_of(cuts: Cuts) -> impl Iterator<Item = Route> {
    let cut = (0..Route::SPREADING.len()).filter(move |way| cuts & (1 << way) != 0);
    cut.map(|way| Route::SPREADING[way])
}

/// Gains of the arrows of ways that are cut.
pub(crate) fn closed(ways: impl IntoIterator<Item = Route>) -> Values {
    let arrows = ways.into_iter().flat_map(Route::arrows);
    arrows
        .map(|arrow| (format!("arrow.{}", arrow.name), 0.0))
        .collect()
}

/// The sampled day with the largest effect.
fn most_changed(effects: &Effects, outcome: usize) -> usize {
    let days = 0..effects.with[outcome].len();
    days.max_by(|a, b| {
        let effect = |day: &usize| effects.on(outcome, *day).abs();
        // Of equal days the first.
        effect(a).total_cmp(&effect(b)).then(b.cmp(a))
    })
    .unwrap_or_default()
}

/// Ways whose cut changes the effect; the first effects are those without a cut and with each way cut alone.
fn mattering(effects: &[Effects], outcome: usize, day: usize) -> Cuts {
    let whole = effects[0].on(outcome, day);
    let matters =
        |single: &&Effects| (whole - single.on(outcome, day)).abs() > MATTERS * whole.abs();
    effects[1..]
        .iter()
        .filter(matters)
        .fold(0, |all, single| all | single.cuts)
}

/// All combinations of some ways, none and all of them included.
fn parts_of(ways: Cuts) -> impl Iterator<Item = Cuts> {
    (0..=ways).filter(move |cuts| cuts & !ways == 0)
}

/// Shares of the ways in the effect without a cut, largest first.
fn shared_out(ways: Cuts, effect: impl Fn(Cuts) -> f64) -> Vec<Part> {
    let count = ways.count_ones();
    let each = (0..Route::SPREADING.len()).filter(|way| ways & (1 << way) != 0);
    let mut parts: Vec<Part> = each
        .map(|way| {
            let own: Cuts = 1 << way;
            let others = parts_of(ways & !own);
            // With these others cut and the rest open, what does opening this one add?
            let share = others
                .map(|cut| weight(cut.count_ones(), count) * (effect(cut) - effect(cut | own)));
            Part {
                route: Route::SPREADING[way],
                share: share.sum(),
                necessity: effect(0) - effect(own),
                necessity_band: None,
            }
        })
        .collect();
    parts.sort_by(|a, b| b.share.abs().total_cmp(&a.share.abs()));
    parts
}

/// The share of orders of `count` ways in which exactly some `cut` others come after a given one.
fn weight(cut: u32, count: u32) -> f64 {
    let factorial = |number: u32| (1..=number).map(f64::from).product::<f64>();
    factorial(cut) * factorial(count - cut - 1) / factorial(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two ways that only work together, and one that works alone.
    fn effect(cuts: Cuts) -> f64 {
        let open = |way: u32| f64::from(cuts & (1 << way) == 0);
        1.0 + 2.0 * open(0) + 3.0 * open(1) * open(2)
    }

    #[test]
    fn shares_and_what_is_left_add_up_to_the_effect() {
        let parts = shared_out(0b111, effect);
        let sum: f64 = parts.iter().map(|part| part.share).sum();
        assert!((sum + effect(0b111) - effect(0)).abs() < 1e-12);
    }

    #[test]
    fn what_two_do_together_is_halved_and_each_is_needed_for_the_whole() {
        for part in shared_out(0b111, effect) {
            let (share, necessity) = match part.route {
                Route::FattyAcids => (2.0, 2.0),
                _ => (1.5, 3.0),
            };
            assert!((part.share - share).abs() < 1e-12, "{part:?}");
            assert!((part.necessity - necessity).abs() < 1e-12, "{part:?}");
        }
    }

    #[test]
    fn combinations_are_complete() {
        let all: Vec<Cuts> = parts_of(0b101).collect();
        assert_eq!(all, [0b000, 0b001, 0b100, 0b101]);
    }
}
