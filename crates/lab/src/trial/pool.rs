//! The people of a trial: drawn in parts, brought to rest, screened, and followed through every way that the trial has.
//!
//! Everybody lives through every way, so the truth about an arm is known of the same people as that about another. What a part comes to depends
//! on nothing but the trial, the seed and its number, so parts may be computed anywhere and in any order, and be kept.

use engine::System;
use physiology::axis;

mod follow;
mod people;
mod screening;

use crate::cohort::{Cohort, Resting, Settled};
use crate::draws::Draws;
use crate::laboratory::{Laboratory, Watch};
use crate::mismatch::{Mismatch, unknown};
use crate::population::{Candidate, Population, Tilt};
use crate::rests::Rests;
use crate::run::{RunError, observable_names};
use crate::scenario::{Action, Course, Named};
use crate::statistics::Fault;
use crate::statistics::weights::{Target, Weighted, tilt};
use crate::worlds::{self, World};

use super::Trial;
use super::regimens::Way;
pub use people::{Lived, Outcome, Participant};
pub use screening::Screening;
pub(super) use screening::refused;

/// People who are drawn and followed together.
pub const PART: usize = 64;
/// People by whom it is found out how many have to be screened, and how a population is brought to what was published.
const PILOT: usize = 128;
/// Nobody of a pilot takes part in a trial: they are drawn from a seed of their own.
const PILOT_SEED: u64 = u64::MAX;

/// A trial, ready to be run.
pub struct Pool<'a> {
    trial: &'a Trial,
    cohort: Cohort<'a>,
    population: &'a Population,
    draws: Draws,
    outcomes: Vec<Outcome>,
    ways: Vec<Way>,
    days: Vec<f64>,
    tilt: Tilt,
    /// The share of the pilot's people who would be enrolled.
    pub enrolled_share: f64,
    /// The number of the last person: a cohort has no more, of a trial's population there is no end.
    last: usize,
    forgotten: Box<dyn Fn(&Course) -> bool + 'a>,
}

impl<'a> Pool<'a> {
    /// Everything in a trial that does not fit the data.
    ///
    /// # Errors
    /// The equations do not fit the data.
    pub fn check(lab: &Laboratory, trial: &Trial) -> Result<Vec<Mismatch>, RunError> {
        let mut mismatches = Vec::new();
        let mut fitting = None;
        match lab.population(&trial.population.text) {
            Some(population) => match Cohort::check(lab, population, &trial.courses()) {
                Ok(system) => fitting = Some(system),
                Err(RunError::Scenario(more)) => mismatches = more,
                Err(other) => return Err(other),
            },
            None => {
                let known = lab.populations.iter().map(|one| one.name.as_str());
                let population = &trial.population;
                mismatches.push(unknown(population, "a population", &["populations"], known));
            }
        }
        // Outcomes are the same whatever is given.
        let system = match fitting {
            Some(system) => system,
            None => axis::build(&lab.data, &[], false).map_err(RunError::Model)?,
        };
        let unknown_outcome = |named: &&Named| system.observable(&named.text).is_none();
        let outcomes = trial.outcomes().into_iter().filter(unknown_outcome);
        let known = || observable_names(&system).into_iter();
        mismatches.extend(outcomes.map(|name| unknown(name, "an outcome", &["outcomes"], known())));
        if let Some(population) = lab.population(&trial.population.text) {
            let eligible = trial.eligible.iter();
            mismatches.extend(eligible.filter_map(|criterion| criterion.check(population)));
        }
        Ok(mismatches)
    }

    /// A cohort over the data of a laboratory: everybody who is drawn takes part.
    ///
    /// # Errors
    /// The cohort does not fit the data, or the watcher stops it.
    pub fn of_everybody(
        lab: &'a Laboratory,
        cohort: &'a Trial,
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let mut pool = Self::prepared(lab, cohort, &[], rests, watch)?;
        pool.last = cohort.people;
        Ok(pool)
    }

    /// A trial over the data of a laboratory.
    ///
    /// # Errors
    /// The trial does not fit the data, nobody of the population fits the trial, or the watcher stops it.
    pub fn new(
        lab: &'a Laboratory,
        trial: &'a Trial,
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let mut pool = Self::prepared(lab, trial, &[], rests, watch)?;
        pool.pilot(watch)?;
        Ok(pool)
    }

    /// A trial whose population has been brought to what was published already, and whose people may be taken to other worlds.
    ///
    /// # Errors
    /// The trial does not fit the data, or the watcher stops it.
    pub fn of_published(
        lab: &'a Laboratory,
        trial: &'a Trial,
        tilt: Tilt,
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let pool = Self::prepared(lab, trial, &worlds::numbers(&lab.data), rests, watch)?;
        Ok(Self { tilt, ..pool })
    }

    /// How the people of a population are brought to what was published of them.
    ///
    /// # Errors
    /// The published numbers cannot be met, or the watcher stops it.
    pub fn published(
        lab: &Laboratory,
        population: &Population,
        rests: &dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Tilt, RunError> {
        let cohort = Cohort::new(lab, population, &[], rests, watch)?;
        let people = Pilot::of(&cohort, watch)?.people;
        tilted(population, cohort.system(), &people)
    }

    /// `numbers` are those in which people may differ beside those in which they do.
    fn prepared(
        lab: &'a Laboratory,
        trial: &'a Trial,
        numbers: &[String],
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let mismatches = Self::check(lab, trial)?;
        let Some(population) = lab.population(&trial.population.text) else {
            return Err(RunError::Scenario(mismatches));
        };
        if !mismatches.is_empty() {
            return Err(RunError::Scenario(mismatches));
        }
        let given = trial.courses();
        let cohort = Cohort::with_numbers(lab, population, &given, numbers, rests, watch)?;
        let outcome = |named: &Named| {
            let place = cohort.system().observable(&named.text)?;
            let info = &cohort.system().observables[place];
            Some(Outcome {
                name: named.text.clone(),
                unit: info.unit.text().to_owned(),
                meaning: info.meaning.clone(),
                place,
                seen: lab.observation.of(&named.text),
            })
        };
        let outcomes = trial.outcomes().into_iter().filter_map(outcome).collect();
        let data = &lab.data;
        Ok(Self {
            ways: trial.ways(),
            days: trial.days(),
            draws: trial.draws(),
            forgotten: Box::new(move |course| match &course.action {
                Action::Take { agent, per_day, .. } => {
                    let agent = data.agent(&agent.text);
                    *per_day >= 1.0 && agent.is_none_or(|agent| agent.loading == 0.0)
                }
                Action::Cut { .. } => false,
                Action::Eat { .. } | Action::Diet(_) | Action::Live(_) => true,
            }),
            trial,
            cohort,
            population,
            outcomes,
            tilt: Tilt::none(),
            enrolled_share: 1.0,
            last: usize::MAX,
        })
    }

    /// Finds out how a population is brought to what was published, and how many of it a trial enrols.
    fn pilot(&mut self, watch: &mut dyn Watch) -> Result<(), RunError> {
        let Pilot { draws, people } = Pilot::of(&self.cohort, watch)?;
        self.tilt = tilted(self.population, self.cohort.system(), &people)?;
        let screened = people.iter();
        let screened = screened.map(|(candidate, resting)| self.screen(candidate, resting, &draws));
        let screened: Vec<Screening> = screened.collect();
        let refused = refused(screened.iter());
        let enrolled = PILOT - refused.iter().map(|(_, count)| count).sum::<usize>();
        if enrolled == 0 {
            let told = refused
                .iter()
                .map(|(reason, count)| format!("{count} {reason}"));
            return Err(RunError::People(format!(
                "nobody of {PILOT} people of {} fits the trial: {}",
                self.population.name,
                told.collect::<Vec<_>>().join(", ")
            )));
        }
        self.enrolled_share = enrolled as f64 / PILOT as f64;
        Ok(())
    }

    /// The trial.
    pub fn trial(&self) -> &'a Trial {
        self.trial
    }

    /// The outcomes of which something is asked.
    pub fn outcomes(&self) -> &[Outcome] {
        &self.outcomes
    }

    /// The ways through the trial.
    pub fn ways(&self) -> &[Way] {
        &self.ways
    }

    /// The days on which people are seen.
    pub fn days(&self) -> &[f64] {
        &self.days
    }

    /// The population.
    pub fn population(&self) -> &'a Population {
        self.population
    }

    /// What of the trial no evidence covers, in people of these ages, d.
    pub(super) fn uncovered(&self, ages: &[f64]) -> Vec<String> {
        let days = self.days.last().copied().unwrap_or_default();
        self.cohort.uncovered(&self.trial.courses(), days, ages)
    }

    /// The equations.
    pub fn system(&self) -> &System {
        self.cohort.system()
    }

    /// Weights that bring people to what was published of their population; none where nothing was, or of something that is not seen.
    pub(super) fn weigh(&self, people: &[&Participant]) -> Result<Option<Weighted>, Fault> {
        let wanted = self
            .population
            .wanted()
            .into_iter()
            .filter_map(|(outcome, target)| {
                let place = self.outcomes.iter().position(|one| one.name == outcome)?;
                let values = people.iter().map(|one| one.at_rest[place]);
                Some((values.collect::<Vec<f64>>(), target))
            });
        let wanted: Vec<(Vec<f64>, Target)> = wanted.collect();
        if wanted.is_empty() {
            return Ok(None);
        }
        let targets = wanted
            .iter()
            .map(|(values, target)| (values.as_slice(), *target));
        tilt(&targets.collect::<Vec<_>>()).map(Some)
    }

    /// How many parts are likely to hold as many people as the trial enrols: the pilot's share is thought a standard error too high.
    pub fn parts(&self) -> usize {
        let share = self.enrolled_share;
        let error = (share * (1.0 - share) / PILOT as f64).sqrt();
        let least = (share - error).max(0.5 / PILOT as f64);
        let screened = self.trial.people as f64 / least;
        (screened / PART as f64).ceil() as usize
    }

    /// The people of a part, the first of which is 0.
    ///
    /// # Errors
    /// The watcher stops it.
    pub fn part(&self, part: usize, watch: &mut dyn Watch) -> Result<Vec<Participant>, RunError> {
        let first = part * PART + 1;
        let left = self.last.saturating_sub(part * PART);
        self.people(first, PART.min(left), watch)
    }

    /// So many people from a number on.
    ///
    /// # Errors
    /// The watcher stops it.
    pub fn people(
        &self,
        first: usize,
        count: usize,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Participant>, RunError> {
        let numbers: Vec<usize> = (first..first + count).collect();
        self.people_of(&numbers, watch)
    }

    /// The traits that somebody carries whom only some do.
    ///
    /// # Errors
    /// The population does not fit the data.
    pub fn carried_by(&self, number: usize) -> Result<Vec<String>, RunError> {
        Ok(self.cohort.candidate(&self.draws, number)?.carries)
    }

    /// The people of these numbers.
    ///
    /// # Errors
    /// The watcher stops it.
    pub fn people_of(
        &self,
        numbers: &[usize],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Participant>, RunError> {
        let screened = |candidate: &Candidate, resting: &Result<Resting, String>| {
            self.screen(candidate, resting, &self.draws)
        };
        self.live(self.drawn(numbers)?, &screened, watch)
    }

    /// The people of these numbers in each of these worlds, where they are screened anew.
    ///
    /// # Errors
    /// The watcher stops it.
    pub(crate) fn people_in(
        &self,
        worlds: &[World<'_>],
        numbers: &[usize],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Vec<Participant>>, RunError> {
        let mut everywhere = Vec::with_capacity(worlds.len() * numbers.len());
        for candidate in self.drawn(numbers)? {
            everywhere.extend(worlds.iter().map(|world| {
                let mut moved = candidate.clone();
                world.take_in(&mut moved.values, &self.population.set);
                moved
            }));
        }
        let mut by_world: Vec<Vec<Participant>> = worlds.iter().map(|_| Vec::new()).collect();
        // They come back by number, and those of a number in the order of the worlds.
        let screened = |candidate: &Candidate, resting: &Result<Resting, String>| {
            self.screen_elsewhere(candidate, resting)
        };
        let all = self.live(everywhere, &screened, watch)?;
        for (place, somebody) in all.into_iter().enumerate() {
            by_world[place % worlds.len()].push(somebody);
        }
        Ok(by_world)
    }

    fn drawn(&self, numbers: &[usize]) -> Result<Vec<Candidate>, RunError> {
        let drawn = numbers.iter();
        drawn
            .map(|number| self.cohort.candidate(&self.draws, *number))
            .collect()
    }

    /// Brings people to rest, screens them, and follows those who are enrolled; by number.
    fn live(
        &self,
        drawn: Vec<Candidate>,
        screen: &dyn Fn(&Candidate, &Result<Resting, String>) -> Screening,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Participant>, RunError> {
        let mut all = Vec::with_capacity(drawn.len());
        let (left_out, asked): (Vec<_>, Vec<_>) = drawn
            .into_iter()
            .partition(|candidate| self.left_out(candidate).is_some());
        let mut settled = self.cohort.settle_candidates(asked, watch)?;
        let never = || Err("not brought to rest".to_owned());
        settled.extend(left_out.into_iter().map(|candidate| (candidate, never())));
        settled.sort_by_key(|(candidate, _)| candidate.number);
        let mut enrolled = Vec::new();
        for (candidate, resting) in settled {
            let screening = screen(&candidate, &resting);
            let outcomes = self.outcomes.iter();
            let seen = resting.as_ref().ok();
            let at_rest = seen.map(|one| outcomes.map(|outcome| one.seen[outcome.place]).collect());
            all.push(Participant {
                number: candidate.number,
                covariates: candidate
                    .covariates
                    .into_iter()
                    .map(|(_, value)| value)
                    .collect(),
                carries: candidate.carries,
                community: candidate.community,
                at_rest: at_rest.unwrap_or_default(),
                lived: Vec::new(),
                screening: screening.clone(),
            });
            if let (Screening::Enrolled, Ok(resting)) = (screening, resting) {
                enrolled.push((all.len() - 1, resting));
            }
        }
        let lived = self.follow(&enrolled, watch)?;
        for ((place, _), lived) in enrolled.iter().zip(lived) {
            match lived {
                Ok(lived) => all[*place].lived = lived,
                Err(why) => all[*place].screening = Screening::Failed(why),
            }
        }
        Ok(all)
    }
}

/// The people by whom it is found out how a population is.
struct Pilot {
    draws: Draws,
    people: Vec<Settled>,
}

impl Pilot {
    fn of(cohort: &Cohort<'_>, watch: &mut dyn Watch) -> Result<Self, RunError> {
        let draws = Draws::new(PILOT_SEED);
        let numbers: Vec<usize> = (1..=PILOT).collect();
        let people = cohort.settle(&draws, &numbers, watch)?;
        Ok(Self { draws, people })
    }
}

/// How the plausible of these people are brought to what was published of their population.
fn tilted(
    population: &Population,
    observables: &System,
    people: &[Settled],
) -> Result<Tilt, RunError> {
    let resting = people.iter().filter_map(|(_, one)| one.as_ref().ok());
    let plausible = resting.filter(|one| population.implausible(observables, &one.seen).is_none());
    let seen: Vec<&[f64]> = plausible.map(|one| one.seen.as_slice()).collect();
    Tilt::to_targets(population, observables, &seen)
        .map_err(|fault| RunError::People(format!("{}: {fault}", population.name)))
}
