//! The trials of a finding: people of the pools with replacement, and what is seen of them anew in every trial.

use engine::Unit;

use super::compare::{self, Compared};
use super::experiment::{Crowd, Effort};
use super::reading::{Against, Effect, Measure, Reading};
use super::{Arm, Experiment};
use crate::draws::Draws;
use crate::mismatch::Mismatch;
use crate::run::RunError;
use crate::scenario::Named;
use crate::statistics::survival::Time;
use crate::studies::{Studies, Study};

/// Trials are drawn from a seed so far beside that of their people.
const BESIDE: u64 = 1;

/// The trials that are drawn.
pub(super) struct Trials<'t> {
    pub experiment: &'t Experiment,
    /// By group.
    pub crowds: Vec<Crowd<'t>>,
}

/// Some people as they are, and the same people in another world.
pub(super) struct Moved<'t> {
    pub at_home: Trials<'t>,
    pub away: Trials<'t>,
}

/// Somebody in a trial: the arm, the place in its pool, the number under which errors are drawn, and the one under which what is somebody's
/// own is drawn, the same in all arms that the same people had.
#[derive(Clone, Copy)]
struct Seat {
    arm: usize,
    person: usize,
    number: u64,
    somebody: u64,
}

impl Trials<'_> {
    /// What so many trials find of a reading, each of them here, and as another study of the same thing would in one of the other worlds.
    pub fn of(
        &self,
        reading: &Reading,
        effort: Effort,
        worlds: &[Moved<'_>],
        studies: &Studies,
    ) -> Result<Vec<Compared>, RunError> {
        let draws = Draws::new(effort.seed.wrapping_add(BESIDE));
        let scale = self.scale(reading)?;
        let found = (0..effort.trials).filter_map(|trial| {
            let study = studies.draw(&mut draws.stream(trial, "study"));
            let here = self.one(reading, &draws, trial, study)?;
            let world = worlds.get(trial as usize % worlds.len().max(1));
            let moved = world.and_then(|world| {
                let [home, away] = [&world.at_home, &world.away].map(|trials| {
                    let found = trials.one(reading, &draws, trial, Study::SAME);
                    found.map(|one| one.effect)
                });
                Some(shifted(reading.effect, here.elsewhere?, home?, away?))
            });
            // A world in which nothing can be compared moves nothing.
            let elsewhere = moved.or(here.elsewhere);
            let elsewhere = elsewhere.filter(|effect| effect.is_finite());
            Some(Compared { elsewhere, ..here })
        });
        let in_published_unit = |found: Compared| match reading.effect.has_unit() {
            true => Compared {
                effect: found.effect * scale,
                elsewhere: found.elsewhere.map(|effect| effect * scale),
                difference: found.difference * scale,
                spread: found.spread * scale,
                ..found
            },
            false => found,
        };
        Ok(found.map(in_published_unit).collect())
    }

    /// By what an outcome is multiplied to be in the unit of what was published.
    fn scale(&self, reading: &Reading) -> Result<f64, RunError> {
        let (Some(published), [outcome]) = (&reading.unit, &reading.outcomes[..]) else {
            return Ok(1.0);
        };
        let pool = self.crowds[self.experiment.arms[reading.arm].group].pool;
        let own = pool.outcomes().iter().find(|one| one.name == outcome.text);
        let own = own.map_or("1", |one| one.unit.as_str());
        let units = (Unit::parse(own), Unit::parse(&published.text));
        match units {
            (Ok(own), Ok(published)) if own.dimension() == published.dimension() => {
                Ok(published.from_base(own.to_base(1.0)))
            }
            _ => Err(RunError::Scenario(vec![Mismatch::new(
                published,
                format!("`{}` is not of the kind of `{own}`", published.text),
                "the unit of what was published, of the same kind as the outcome's",
            )])),
        }
    }

    fn one(&self, reading: &Reading, draws: &Draws, trial: u64, study: Study) -> Option<Compared> {
        let treated = self.seats(reading.arm, draws, trial);
        let own = |seats: &[Seat]| -> Vec<Option<f64>> {
            let of = |seat: &Seat| {
                let values = self.series(reading, *seat, draws);
                self.value(reading, &values, *seat)
            };
            seats.iter().map(of).collect()
        };
        match (reading.effect, reading.against) {
            (Effect::Correlation, _) => {
                compare::correlation(&self.pairs(reading, draws, &treated), study)
            }
            (Effect::RateRatio, Against::Arm(control)) => {
                let control = self.seats(control, draws, trial);
                let times = |seats: &[Seat]| -> Vec<Time> {
                    let of = |seat: &Seat| self.time(reading, draws, *seat);
                    seats.iter().filter_map(of).collect()
                };
                compare::rates(&times(&control), &times(&treated), study)
            }
            (_, Against::Nothing) => {
                let values: Vec<f64> = own(&treated).into_iter().flatten().collect();
                compare::values(reading.effect, [&values, &values], false, study)
            }
            (_, Against::Baseline) => {
                let both = treated.iter().filter_map(|seat| {
                    let values = self.series(reading, *seat, draws);
                    let value = self.value(reading, &values, *seat)?;
                    let first = self.visit(reading.since, *seat);
                    Some((reading.measure.of_baseline(&values[first..]), value))
                });
                let (before, after): (Vec<f64>, Vec<f64>) = both.unzip();
                compare::values(reading.effect, [&before, &after], true, study)
            }
            (_, Against::Arm(control)) => {
                let control = own(&self.seats(control, draws, trial));
                let treated = own(&treated);
                let same = self.experiment.paired;
                if same {
                    let both = control.into_iter().zip(treated);
                    let both = both.filter_map(|(control, treated)| Some((control?, treated?)));
                    let (control, treated): (Vec<f64>, Vec<f64>) = both.unzip();
                    return compare::values(reading.effect, [&control, &treated], true, study);
                }
                let [control, treated]: [Vec<f64>; 2] =
                    [control, treated].map(|side| side.into_iter().flatten().collect());
                compare::values(reading.effect, [&control, &treated], false, study)
            }
        }
    }

    /// The people of an arm. Where the same people had all arms, they sit on the same seats.
    fn seats(&self, arm: usize, draws: &Draws, trial: u64) -> Vec<Seat> {
        /// Seats of an arm, at most.
        const SEATS: u64 = 1 << 20;
        let Arm { people, group, .. } = self.experiment.arms[arm];
        let pool = self.crowds[group].people.len();
        let arms = self.experiment.arms.len() as u64;
        let drawn = if self.experiment.paired {
            0
        } else {
            arm as u64
        };
        let group_of_people = trial * arms + drawn;
        let mut stream = draws.stream(group_of_people, "seats");
        let seat = |seat: usize| Seat {
            arm,
            person: ((stream.uniform() * pool as f64) as usize).min(pool - 1),
            number: (trial * arms + arm as u64) * SEATS + seat as u64,
            somebody: group_of_people * SEATS + seat as u64,
        };
        (0..people).map(seat).collect()
    }

    /// What is seen of somebody by visit: the outcomes of a reading together.
    fn series(&self, reading: &Reading, seat: Seat, draws: &Draws) -> Vec<f64> {
        let mut sum = self.sum(&reading.outcomes, seat, draws);
        if let Some(per) = &reading.per {
            let whole = self.sum(std::slice::from_ref(per), seat, draws);
            sum.iter_mut()
                .zip(whole)
                .for_each(|(part, whole)| *part /= whole);
        }
        sum
    }

    fn sum(&self, outcomes: &[Named], seat: Seat, draws: &Draws) -> Vec<f64> {
        let Arm { group, way, .. } = self.experiment.arms[seat.arm];
        let Crowd { pool, people } = &self.crowds[group];
        let person = people[seat.person];
        let truth = &person.lived[way].truth;
        let mut sum = vec![0.0; pool.days().len()];
        for outcome in outcomes {
            let place = pool
                .outcomes()
                .iter()
                .position(|one| one.name == outcome.text);
            let Some(place) = place else { continue };
            let lived = (truth[place].as_slice(), way, person.number);
            let seen = pool.seen_again(place, lived, (draws, seat.somebody, seat.number));
            sum.iter_mut()
                .zip(seen)
                .for_each(|(sum, seen)| *sum += seen);
        }
        sum
    }

    /// The place of a day among the visits.
    fn visit(&self, day: f64, seat: Seat) -> usize {
        let days = self.crowds[self.experiment.arms[seat.arm].group]
            .pool
            .days();
        days.iter()
            .position(|one| *one == day)
            .unwrap_or(days.len() - 1)
    }

    fn is_there(&self, visit: usize, seat: Seat) -> bool {
        let Arm { group, way, .. } = self.experiment.arms[seat.arm];
        let left = self.crowds[group].people[seat.person].lived[way].left_at;
        left.is_none_or(|left| visit < left)
    }

    /// What somebody comes to; who has left has not responded, and is not counted otherwise.
    fn value(&self, reading: &Reading, values: &[f64], seat: Seat) -> Option<f64> {
        let visit = self.visit(reading.at, seat);
        match (self.is_there(visit, seat), reading.measure) {
            (true, _) => Some(self.made(reading, values, visit, seat)),
            (false, Measure::Response(_)) => Some(0.0),
            (false, _) => None,
        }
    }

    /// What is made of somebody's values at a visit, from the first one on that the reading looks at.
    fn made(&self, reading: &Reading, values: &[f64], visit: usize, seat: Seat) -> f64 {
        let first = self.visit(reading.since, seat);
        reading.measure.of(&values[first..], visit - first)
    }

    /// When somebody responded, or until when they did not.
    fn time(&self, reading: &Reading, draws: &Draws, seat: Seat) -> Option<Time> {
        let values = self.series(reading, seat, draws);
        let days = self.crowds[self.experiment.arms[seat.arm].group]
            .pool
            .days();
        let mut watched = None;
        let [first, last] = [reading.since, reading.at].map(|day| self.visit(day, seat));
        for (visit, day) in days.iter().enumerate().take(last + 1).skip(first + 1) {
            if !self.is_there(visit, seat) {
                break;
            }
            let event = self.made(reading, &values, visit, seat) > 0.0;
            let time = *day - reading.since;
            watched = Some(Time { time, event });
            if event {
                break;
            }
        }
        watched
    }

    fn pairs(&self, reading: &Reading, draws: &Draws, seats: &[Seat]) -> Vec<(f64, f64)> {
        let Some((with, day)) = &reading.with else {
            return Vec::new();
        };
        let pair = |seat: &Seat| {
            let values = self.series(reading, *seat, draws);
            let one = self.value(reading, &values, *seat)?;
            let other = self.sum(std::slice::from_ref(with), *seat, draws);
            let visit = self.visit(*day, *seat);
            Some((one, self.made(reading, &other, visit, *seat)))
        };
        seats.iter().filter_map(pair).collect()
    }
}

/// The effect of a trial when the world is one in which the same people went from `home` to `away`.
fn shifted(effect: Effect, here: f64, home: f64, away: f64) -> f64 {
    match effect {
        _ if effect.is_ratio() && home > 0.0 && away > 0.0 => here * away / home,
        Effect::Share => (here + away - home).clamp(0.0, 1.0),
        Effect::RiskDifference | Effect::Correlation => (here + away - home).clamp(-1.0, 1.0),
        _ => here + away - home,
    }
}
