//! Running a finding: one pool of people per arm is followed, and many trials of the published size are drawn from it.
//!
//! A trial takes its people from the pool with replacement. What is true of them was computed once; what is seen of them is drawn anew in every
//! trial, so that raters, laboratories and the day of the visit err as often as they would in as many real trials.
//!
//! Some people of a pool also live in other worlds, where the numbers that nobody has measured are others. By what a trial of
//! them finds there and here, the trials of the whole pool are moved, and by how far studies of the same thing stand apart: that is how sure
//! a prediction of a publication is.

use std::collections::BTreeMap;

pub use super::compare::Compared;
use super::trials::{Moved, Trials};
use super::{Experiment, Finding, Group};
use crate::laboratory::{Laboratory, Watch};
use crate::mismatch::{Mismatch, unknown};
use crate::population::Tilt;
use crate::rests::Rests;
use crate::run::RunError;
use crate::scenario::Named;
use crate::trial::pool::{PART, Participant, Pool, Screening};
use crate::worlds::World;

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
/// Fewer people than this say nothing of another world.
const FEWEST_MOVED: usize = 2;

/// How thoroughly findings are run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Effort {
    /// People in the pool of an arm, at most.
    pub people: usize,
    /// Trials that are drawn.
    pub trials: u64,
    /// Other worlds, and people of a pool who live in them.
    pub worlds: (u64, usize),
    /// People and trials are drawn from this seed.
    pub seed: u64,
}

impl Effort {
    /// As the ledger is made. Findings share their people, as all are drawn from the same seed.
    pub const FULL: Self = Self {
        people: 120,
        trials: 200,
        worlds: (12, 8),
        seed: 1,
    };
    /// As a first look.
    pub const QUICK: Self = Self {
        people: 24,
        trials: 100,
        worlds: (6, 4),
        ..Self::FULL
    };

    /// Whether people and trials are those of the ledgers.
    pub fn draws_as_ledgers(self) -> bool {
        self.seed == Self::FULL.seed
    }
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
    worlds: Vec<World<'a>>,
    tilts: BTreeMap<String, Tilt>,
}

impl Experiment {
    /// The same with people of this seed.
    fn drawn_from(&self, seed: u64) -> Self {
        let mut same = self.clone();
        for group in &mut same.groups {
            group.trial.seed = seed;
        }
        same
    }

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

/// The people of a group, followed; and some of them in other worlds, by world.
struct Followed<'a> {
    pool: Pool<'a>,
    people: Vec<Participant>,
    elsewhere: Vec<Vec<Participant>>,
}

/// People who may be drawn for a trial.
pub(super) struct Crowd<'t> {
    pub pool: &'t Pool<'t>,
    pub people: Vec<&'t Participant>,
}

impl<'a> Followed<'a> {
    fn crowd(&'a self) -> Crowd<'a> {
        Crowd {
            pool: &self.pool,
            people: self.people.iter().collect(),
        }
    }

    /// Those who come to rest in another world as well: as they are here, and there.
    fn moved(&'a self, world: usize) -> (Crowd<'a>, Crowd<'a>) {
        let there = self.elsewhere[world].iter();
        let enrolled = there.filter(|one| one.screening == Screening::Enrolled);
        let (here, there) = enrolled
            .filter_map(|there| {
                let mut people = self.people.iter();
                Some((people.find(|here| here.number == there.number)?, there))
            })
            .unzip();
        let crowd = |people| Crowd {
            pool: &self.pool,
            people,
        };
        (crowd(here), crowd(there))
    }
}

impl<'a> Bench<'a> {
    /// A bench over the data of a laboratory.
    pub fn new(lab: &'a Laboratory, rests: &'a dyn Rests, effort: Effort) -> Self {
        Self {
            lab,
            rests,
            effort,
            worlds: (0..effort.worlds.0)
                .map(|world| World::new(&lab.data, world))
                .collect(),
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
        let experiment = &experiment.drawn_from(self.effort.seed);
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
            crowds: groups.iter().map(Followed::crowd).collect(),
        };
        let worlds: Vec<Moved<'_>> = (0..self.worlds.len())
            .filter_map(|world| moved(experiment, &groups, world))
            .collect();
        let readings = experiment.readings.iter();
        Ok(Some(Replicated {
            readings: readings
                .map(|reading| trials.of(reading, self.effort, &worlds, &self.lab.studies))
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
        let numbers = people.iter().take(self.effort.worlds.1);
        let numbers: Vec<usize> = numbers.map(|one| one.number).collect();
        let elsewhere = pool.people_in(&self.worlds, &numbers, watch)?;
        Ok(Followed {
            pool,
            people,
            elsewhere,
        })
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

/// Trials of the people who live in another world as well; none where too few do.
fn moved<'t>(
    experiment: &'t Experiment,
    groups: &'t [Followed<'t>],
    world: usize,
) -> Option<Moved<'t>> {
    let (at_home, away): (Vec<_>, Vec<_>) = groups.iter().map(|group| group.moved(world)).unzip();
    let enough = away.iter().all(|crowd| crowd.people.len() >= FEWEST_MOVED);
    let trials = |crowds| Trials { experiment, crowds };
    enough.then(|| Moved {
        at_home: trials(at_home),
        away: trials(away),
    })
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
