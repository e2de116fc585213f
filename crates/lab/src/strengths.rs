//! Strengths: what every arrow does in a life, told by what is gone when it alone is cut.
//!
//! The typical person lives through the scenario once as it is and once more with each arrow cut from day 0 on, all in one batch. What an arrow
//! makes of an outcome is the difference; outcomes of different kinds are compared in widths of their healthy ranges, or in their own largest values
//! where those are larger, so that none outweighs all others for having a narrow range.

use engine::Trajectory;
use physiology::arrows::{ARROWS, Arrow, Place};

use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::people::Typical;
use crate::protocol::{Protocol, batch};
use crate::rests::Rests;
use crate::run::{RunError, observable_names};
use crate::scenario::{Sampling, Scenario};
use crate::simulate::follow;
use crate::stool::StoolProfile;

/// What the watcher is told.
const PHASE: &str = "arrows";
/// On so many days, at most, strengths are told.
const DAYS: f64 = 26.0;
/// How many outcomes are told of an arrow.
const MOST_MOVED: usize = 6;

/// What every arrow does, in the order of the arrows.
#[derive(Clone, Debug)]
pub struct Strengths {
    /// The days.
    pub days: Vec<f64>,
    /// Each arrow.
    pub arrows: Vec<Strength>,
}

/// What an arrow does.
#[derive(Clone, Debug)]
pub struct Strength {
    /// The arrow.
    pub arrow: &'static Arrow,
    /// How far outcomes of a place move, on that scale: the mean of those that have a healthy range, by day.
    pub places: Vec<(Place, Vec<f64>)>,
    /// The outcomes that it moves most, largest first.
    pub most_moved: Vec<Moved>,
}

/// What an arrow makes of an outcome.
#[derive(Clone, Debug)]
pub struct Moved {
    /// The outcome.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// The width of its healthy range, or its largest value where that is larger: what effects are measured by.
    pub scale: f64,
    /// The outcome as it is less what it is without the arrow, by day.
    pub effect: Vec<f64>,
}

impl Strength {
    /// How far the body as a whole moves: the mean of its places, by day.
    pub fn overall(&self) -> Vec<f64> {
        let days = self.places.first().map_or(0, |(_, values)| values.len());
        let mean = |day: usize| {
            let sum: f64 = self.places.iter().map(|(_, values)| values[day]).sum();
            sum / self.places.len() as f64
        };
        (0..days).map(mean).collect()
    }
}

/// Says what every arrow does in the typical person of a scenario.
///
/// # Errors
/// See [`RunError`].
pub fn strengths(
    lab: &Laboratory,
    scenario: &Scenario,
    stool: Option<&StoolProfile>,
    rests: &dyn Rests,
    watch: &mut dyn Watch,
) -> Result<Strengths, RunError> {
    let typical = Typical::at_rest(lab, scenario, stool, rests, watch)?;
    let every = scenario.sampling.every;
    let apart = (scenario.sampling.until / DAYS / every).ceil().max(1.0);
    let sampling = Sampling {
        every: every * apart,
        ..scenario.sampling.clone()
    };
    let as_it_is = Protocol::of(&typical.life, &typical.rested.state);
    let cut = |arrow: &Arrow| Protocol {
        held: Values::from([(arrow.gain(), 0.0)]),
        ..as_it_is.clone()
    };
    let mut lives = vec![as_it_is.clone()];
    lives.extend(ARROWS.iter().map(cut));
    let (program, subjects) = batch(&typical.system, &lives, &sampling);
    let trajectories = follow(&program, &subjects, None, PHASE, watch)?;
    let [as_it_is, without @ ..] = &trajectories[..] else {
        return Err(RunError::Stopped(PHASE));
    };
    let seen = Seen::of(&typical);
    let told = ARROWS.iter().zip(without);
    Ok(Strengths {
        days: as_it_is.times.clone(),
        arrows: told
            .map(|(arrow, without)| seen.strength(arrow, as_it_is, without))
            .collect(),
    })
}

/// The outcomes by which arrows are judged: those whose healthy range is known.
struct Seen<'a> {
    typical: &'a Typical<'a>,
    /// Place among the observables, and width of the healthy range in its unit.
    outcomes: Vec<(usize, f64)>,
}

impl<'a> Seen<'a> {
    fn of(typical: &'a Typical<'a>) -> Self {
        let names = observable_names(&typical.system).into_iter();
        let outcome = |name: &str| {
            let range = typical.lab.data.observables.get(name)?;
            let width = range.hi? - range.lo?;
            let place = typical.system.observable(name)?;
            (width > 0.0).then_some((place, width))
        };
        Self {
            typical,
            outcomes: names.filter_map(outcome).collect(),
        }
    }

    fn strength(&self, arrow: &'static Arrow, with: &Trajectory, without: &Trajectory) -> Strength {
        let mut moved: Vec<(f64, Moved)> = Vec::new();
        let mut places: Vec<(Place, Vec<f64>, f64)> = Vec::new();
        for (outcome, width) in &self.outcomes {
            let moved_here = self.moved((*outcome, *width), with, without);
            let place = Place::of_quantity(&moved_here.outcome);
            let known = places.iter().position(|(other, ..)| *other == place);
            let known = known.unwrap_or_else(|| {
                places.push((place, vec![0.0; with.times.len()], 0.0));
                places.len() - 1
            });
            let (_, sums, count) = &mut places[known];
            let scale = moved_here.scale;
            for (sum, effect) in sums.iter_mut().zip(&moved_here.effect) {
                *sum += effect.abs() / scale;
            }
            *count += 1.0;
            moved.push((absolute(&moved_here.effect) / scale, moved_here));
        }
        moved.sort_by(|a, b| b.0.total_cmp(&a.0));
        moved.truncate(MOST_MOVED);
        let mean = |(place, sums, count): (Place, Vec<f64>, f64)| {
            (place, sums.into_iter().map(|sum| sum / count).collect())
        };
        Strength {
            arrow,
            places: places.into_iter().map(mean).collect(),
            most_moved: moved.into_iter().map(|(_, moved)| moved).collect(),
        }
    }

    /// What an arrow makes of an outcome of this healthy width.
    fn moved(
        &self,
        (outcome, width): (usize, f64),
        with: &Trajectory,
        without: &Trajectory,
    ) -> Moved {
        let observables = &self.typical.system.observables;
        let info = &observables[outcome];
        let course = |trajectory: &Trajectory| -> Vec<f64> {
            let values = trajectory.observables.iter().skip(outcome);
            let values = values.step_by(observables.len());
            values.map(|value| info.unit.from_base(*value)).collect()
        };
        let (with, without) = (course(with), course(without));
        let effect = with
            .iter()
            .zip(&without)
            .map(|(with, without)| with - without);
        Moved {
            outcome: info.name.clone(),
            unit: info.unit.text().to_owned(),
            scale: width.max(absolute(&with)).max(absolute(&without)),
            effect: effect.collect(),
        }
    }
}

/// The largest value, whatever its sign.
fn absolute(values: &[f64]) -> f64 {
    values
        .iter()
        .fold(0.0, |largest, value| value.abs().max(largest))
}

#[cfg(test)]
mod tests {
    use physiology::document::Source;

    use super::*;
    use crate::laboratory::{Unwatched, embedded_data};
    use crate::rests::Forgetful;

    fn told(text: &str) -> Strengths {
        let lab = Laboratory::new(&embedded_data()).unwrap();
        let source = Source::new("scenario.toml", text);
        let scenario = Scenario::read(&source, &crate::habits::names()).unwrap();
        strengths(&lab, &scenario, None, &Forgetful, &mut Unwatched).unwrap()
    }

    fn of<'a>(strengths: &'a Strengths, name: &str) -> &'a Strength {
        let mut all = strengths.arrows.iter();
        all.find(|one| one.arrow.name == name).unwrap()
    }

    fn largest(strength: &Strength) -> f64 {
        strength.overall().into_iter().fold(0.0, f64::max)
    }

    /// An arrow that is cut in the scenario does nothing; antibiotics act where they are given, and first of all in the gut.
    #[test]
    fn arrows_do_what_they_say() {
        let with = told(
            "[[course]]\ntake = \"clindamycin\"\nlasts = \"7 d\"\n[[course]]\ncut = \"butyrate_to_barrier\"\n[sample]\nuntil = \"30 d\"\n",
        );
        assert_eq!(with.arrows.len(), ARROWS.len());
        assert_eq!(largest(of(&with, "butyrate_to_barrier")), 0.0);
        let kills = of(&with, "antibiotic_to_diversity");
        assert!(largest(kills) > 0.02, "{kills:?}");
        let at = |place| {
            let mut places = kills.places.iter();
            let (_, values) = places.find(|(other, _)| *other == place).unwrap();
            values.iter().copied().fold(0.0, f64::max)
        };
        assert!(at(Place::Gut) > at(Place::Skin), "{kills:?}");
        let without = told("[sample]\nuntil = \"30 d\"\n");
        assert_eq!(largest(of(&without, "antibiotic_to_diversity")), 0.0);
        assert_eq!(with.days.len(), with.arrows[0].overall().len());
    }
}
