//! Running a finding: one pool of people per arm is followed, and many trials of the published size are drawn from it.
//!
//! A trial takes its people from the pool with replacement. What is true of them was computed once; what is seen of them is drawn anew in every
//! trial, so that raters, laboratories and the day of the visit err as often as they would in as many real trials.

use std::collections::BTreeMap;

use super::compare;
pub use super::compare::Compared;
use super::reading::{Against, Effect, Measure, Reading};
use super::{Arm, Experiment, Finding, Group};
use crate::draws::Draws;
use crate::laboratory::{Laboratory, Watch};
use crate::mismatch::{Mismatch, unknown};
use crate::population::Tilt;
use crate::rests::Rests;
use crate::run::RunError;
use crate::scenario::Named;
use crate::statistics::survival::Time;
use crate::trial::pool::{PART, Participant, Pool, Screening};
use engine::Unit;

/// Trials are drawn from this seed.
const SEED: u64 = 2;
/// A pool holds at least so many times the people of an arm, unless that is more than a pool may hold.
const POOL: usize = 2;
/// Pools smaller than this say too little of the people they stand for.
const LEAST_POOL: usize = 48;
/// So many times the people of a pool are screened before it is given up.
const SCREENED: usize = 40;
/// When so many have been screened and fewer fit than a pool needs, nobody is looked for any more.
const HOPELESS: usize = 320;
/// So many people are drawn for each who is screened before a pool of carriers is given up.
const DRAWN: usize = 200;
/// Fewer people than this are no pool.
const FEWEST: usize = 8;

/// How thoroughly findings are run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effort {
    /// People in the pool of an arm, at most.
    pub people: usize,
    /// Trials that are drawn.
    pub trials: u64,
}

impl Effort {
    /// As the ledger is made.
    pub const FULL: Self = Self {
        people: 120,
        trials: 200,
    };
    /// As a first look.
    pub const QUICK: Self = Self {
        people: 24,
        trials: 100,
    };
}

/// What the trials of a finding found.
#[derive(Clone, Debug)]
pub struct Replicated {
    /// By reading, what every trial found; nothing of a trial in which there was nothing to compare.
    pub readings: Vec<Vec<Compared>>,
    /// People in the smallest pool.
    pub people: usize,
}

/// Where findings are run. It remembers how populations are brought to what was published of them.
pub struct Bench<'a> {
    lab: &'a Laboratory,
    rests: &'a dyn Rests,
    effort: Effort,
    tilts: BTreeMap<String, Tilt>,
}

impl Experiment {
    /// Everything in the experiment that does not fit the data.
    ///
    /// # Errors
    /// The equations do not fit the data.
    pub fn check(&self, lab: &Laboratory) -> Result<Vec<Mismatch>, RunError> {
        let mut mismatches: Vec<Mismatch> = Vec::new();
        for group in &self.groups {
            for more in Pool::check(lab, &group.trial)? {
                if !mismatches.contains(&more) {
                    mismatches.push(more);
                }
            }
            if let Some(population) = lab.population(&group.trial.population.text) {
                let known = || population.genotypes().map(|share| share.name.as_str());
                let names = group.carries.iter().chain(&group.lacks);
                let strange = names.filter(|name| !known().any(|known| known == name.text));
                mismatches.extend(strange.map(|name| {
                    unknown(
                        name,
                        "a trait that some of the population carry",
                        &["populations"],
                        known(),
                    )
                }));
            }
        }
        Ok(mismatches)
    }
}

/// The people of a group, followed.
struct Followed<'a> {
    pool: Pool<'a>,
    people: Vec<Participant>,
}

impl<'a> Bench<'a> {
    /// A bench over the data of a laboratory.
    pub fn new(lab: &'a Laboratory, rests: &'a dyn Rests, effort: Effort) -> Self {
        Self {
            lab,
            rests,
            effort,
            tilts: BTreeMap::new(),
        }
    }

    /// Runs a finding; none when it cannot be.
    ///
    /// # Errors
    /// The finding does not fit the data, too few people fit it, or the watcher stops it.
    pub fn run(
        &mut self,
        finding: &Finding,
        watch: &mut dyn Watch,
    ) -> Result<Option<Replicated>, RunError> {
        let Ok(experiment) = &finding.experiment else {
            return Ok(None);
        };
        let mismatches = experiment.check(self.lab)?;
        if !mismatches.is_empty() {
            return Err(RunError::Scenario(mismatches));
        }
        let mut groups = Vec::with_capacity(experiment.groups.len());
        for (place, group) in experiment.groups.iter().enumerate() {
            let arms = experiment.arms.iter().filter(|arm| arm.group == place);
            let largest = arms.map(|arm| arm.people).max().unwrap_or_default();
            let wanted = (POOL * largest).max(LEAST_POOL).min(self.effort.people);
            groups.push(self.follow(group, wanted, watch)?);
        }
        let trials = Trials {
            experiment,
            groups: &groups,
            count: self.effort.trials,
        };
        let readings = experiment.readings.iter();
        Ok(Some(Replicated {
            readings: readings
                .map(|reading| trials.of(reading))
                .collect::<Result<_, _>>()?,
            people: groups
                .iter()
                .map(|group| group.people.len())
                .min()
                .unwrap_or_default(),
        }))
    }

    /// Draws the people of a group until there are as many as wanted, and follows them through its arms.
    fn follow<'g>(
        &mut self,
        group: &'g Group,
        wanted: usize,
        watch: &mut dyn Watch,
    ) -> Result<Followed<'g>, RunError>
    where
        'a: 'g,
    {
        let tilt = self.tilt(&group.trial.population.text, watch)?;
        let pool = Pool::of_published(self.lab, &group.trial, tilt, self.rests, watch)?;
        let mut people: Vec<Participant> = Vec::new();
        let (mut number, mut screened) = (0, 0);
        let hopeless = |found: usize, screened: usize| screened >= HOPELESS && found < FEWEST;
        while people.len() < wanted
            && screened < SCREENED * wanted
            && !hopeless(people.len(), screened)
        {
            let batch = PART.min(wanted - people.len()).max(FEWEST);
            let mut numbers = Vec::with_capacity(batch);
            while numbers.len() < batch && number < DRAWN * SCREENED * wanted {
                number += 1;
                if group.takes(&pool, number)? {
                    numbers.push(number);
                }
            }
            if numbers.is_empty() {
                break;
            }
            screened += numbers.len();
            let more = pool.people_of(&numbers, watch)?.into_iter();
            people.extend(more.filter(|one| one.screening == Screening::Enrolled));
        }
        people.truncate(wanted);
        if people.len() < FEWEST {
            return Err(RunError::People(format!(
                "{} of {screened} people of {} fit, and {FEWEST} are needed",
                people.len(),
                group.trial.population.text
            )));
        }
        Ok(Followed { pool, people })
    }

    fn tilt(&mut self, name: &str, watch: &mut dyn Watch) -> Result<Tilt, RunError> {
        if let Some(known) = self.tilts.get(name) {
            return Ok(known.clone());
        }
        let tilt = match self.lab.population(name) {
            Some(population) => Pool::published(self.lab, population, self.rests, watch)?,
            None => Tilt::none(),
        };
        self.tilts.insert(name.to_owned(), tilt.clone());
        Ok(tilt)
    }
}

impl Group {
    /// Whether somebody carries what all have to, and nothing that none may.
    fn takes(&self, pool: &Pool<'_>, number: usize) -> Result<bool, RunError> {
        if self.carries.is_empty() && self.lacks.is_empty() {
            return Ok(true);
        }
        let carried = pool.carried_by(number)?;
        let has = |name: &Named| carried.contains(&name.text);
        Ok(self.carries.iter().all(has) && !self.lacks.iter().any(has))
    }
}

/// The trials that are drawn.
struct Trials<'t> {
    experiment: &'t Experiment,
    groups: &'t [Followed<'t>],
    count: u64,
}

/// Somebody in a trial: the arm, the place in its pool, and the number under which errors are drawn.
#[derive(Clone, Copy)]
struct Seat {
    arm: usize,
    person: usize,
    number: u64,
}

impl Trials<'_> {
    /// What every trial finds of a reading.
    fn of(&self, reading: &Reading) -> Result<Vec<Compared>, RunError> {
        let draws = Draws::new(SEED);
        let scale = self.scale(reading)?;
        let found = (0..self.count).filter_map(|trial| self.one(reading, &draws, trial));
        let in_published_unit = |found: Compared| match reading.effect.has_unit() {
            true => Compared {
                effect: found.effect * scale,
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
        let pool = &self.groups[self.experiment.arms[reading.arm].group].pool;
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

    fn one(&self, reading: &Reading, draws: &Draws, trial: u64) -> Option<Compared> {
        let treated = self.seats(reading.arm, draws, trial);
        let own = |seats: &[Seat]| -> Vec<Option<f64>> {
            let of = |seat: &Seat| {
                let values = self.series(reading, *seat, draws);
                self.value(reading, &values, *seat)
            };
            seats.iter().map(of).collect()
        };
        match (reading.effect, reading.against) {
            (Effect::Correlation, _) => compare::correlation(&self.pairs(reading, draws, &treated)),
            (Effect::RateRatio, Against::Arm(control)) => {
                let control = self.seats(control, draws, trial);
                let times = |seats: &[Seat]| -> Vec<Time> {
                    let of = |seat: &Seat| self.time(reading, draws, *seat);
                    seats.iter().filter_map(of).collect()
                };
                compare::rates(&times(&control), &times(&treated))
            }
            (_, Against::Nothing) => {
                let values: Vec<f64> = own(&treated).into_iter().flatten().collect();
                compare::values(reading.effect, [&values, &values], false)
            }
            (_, Against::Baseline) => {
                let both = treated.iter().filter_map(|seat| {
                    let values = self.series(reading, *seat, draws);
                    let value = self.value(reading, &values, *seat)?;
                    Some((reading.measure.of_baseline(&values), value))
                });
                let (before, after): (Vec<f64>, Vec<f64>) = both.unzip();
                compare::values(reading.effect, [&before, &after], true)
            }
            (_, Against::Arm(control)) => {
                let control = own(&self.seats(control, draws, trial));
                let treated = own(&treated);
                let same = self.experiment.paired;
                if same {
                    let both = control.into_iter().zip(treated);
                    let both = both.filter_map(|(control, treated)| Some((control?, treated?)));
                    let (control, treated): (Vec<f64>, Vec<f64>) = both.unzip();
                    return compare::values(reading.effect, [&control, &treated], true);
                }
                let [control, treated]: [Vec<f64>; 2] =
                    [control, treated].map(|side| side.into_iter().flatten().collect());
                compare::values(reading.effect, [&control, &treated], false)
            }
        }
    }

    /// The people of an arm. Where the same people had all arms, they sit on the same seats.
    fn seats(&self, arm: usize, draws: &Draws, trial: u64) -> Vec<Seat> {
        /// Seats of an arm, at most.
        const SEATS: u64 = 1 << 20;
        let Arm { people, group, .. } = self.experiment.arms[arm];
        let pool = self.groups[group].people.len();
        let arms = self.experiment.arms.len() as u64;
        let drawn = if self.experiment.paired {
            0
        } else {
            arm as u64
        };
        let mut stream = draws.stream(trial * arms + drawn, "seats");
        let seat = |seat: usize| Seat {
            arm,
            person: ((stream.uniform() * pool as f64) as usize).min(pool - 1),
            number: (trial * arms + arm as u64) * SEATS + seat as u64,
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
        let Followed { pool, people } = &self.groups[group];
        let person = &people[seat.person];
        let truth = &person.lived[way].truth;
        let mut sum = vec![0.0; pool.days().len()];
        for outcome in outcomes {
            let place = pool
                .outcomes()
                .iter()
                .position(|one| one.name == outcome.text);
            let Some(place) = place else { continue };
            let lived = (truth[place].as_slice(), way, person.number);
            let seen = pool.seen_again(place, lived, (draws, seat.number));
            sum.iter_mut()
                .zip(seen)
                .for_each(|(sum, seen)| *sum += seen);
        }
        sum
    }

    /// The place of a day among the visits.
    fn visit(&self, day: f64, seat: Seat) -> usize {
        let days = self.groups[self.experiment.arms[seat.arm].group]
            .pool
            .days();
        days.iter()
            .position(|one| *one == day)
            .unwrap_or(days.len() - 1)
    }

    fn is_there(&self, visit: usize, seat: Seat) -> bool {
        let Arm { group, way, .. } = self.experiment.arms[seat.arm];
        let left = self.groups[group].people[seat.person].lived[way].left_at;
        left.is_none_or(|left| visit < left)
    }

    /// What somebody comes to; who has left has not responded, and is not counted otherwise.
    fn value(&self, reading: &Reading, values: &[f64], seat: Seat) -> Option<f64> {
        let visit = self.visit(reading.at, seat);
        match (self.is_there(visit, seat), reading.measure) {
            (true, measure) => Some(measure.of(values, visit)),
            (false, Measure::Response(_)) => Some(0.0),
            (false, _) => None,
        }
    }

    /// When somebody responded, or until when they did not.
    fn time(&self, reading: &Reading, draws: &Draws, seat: Seat) -> Option<Time> {
        let values = self.series(reading, seat, draws);
        let days = self.groups[self.experiment.arms[seat.arm].group]
            .pool
            .days();
        let mut watched = None;
        let last = self.visit(reading.at, seat);
        for (visit, day) in days.iter().enumerate().take(last + 1).skip(1) {
            if !self.is_there(visit, seat) {
                break;
            }
            let event = reading.measure.of(&values, visit) > 0.0;
            watched = Some(Time { time: *day, event });
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
            Some((one, reading.measure.of(&other, visit)))
        };
        seats.iter().filter_map(pair).collect()
    }
}
