//! The analysis of a trial: what was found, with what is true beside it.

mod effects;
mod markers;
mod people;

use super::planning::plans;
use super::pool::{Outcome, Participant, Pool, Screening};
use super::results::{Found, Results};
use super::sample::{Allocated, Sample};
use super::{Design, Trial};
use crate::draws::Draws;
use crate::laboratory::Watch;
use crate::population::{AGE, Population};
use crate::run::RunError;
use crate::statistics::numeric::{mean, variance};

/// People in each arm below which there is no trial.
const FEWEST_IN_ARM: usize = 3;

/// Analyses a trial whose pool has these people, in the order of their numbers.
///
/// # Errors
/// Too few people are enrolled for every arm to have some, or the watcher stops it.
pub fn analyse(
    pool: &Pool<'_>,
    people: &[Participant],
    watch: &mut dyn Watch,
) -> Result<Results, RunError> {
    let trial = pool.trial();
    let is_enrolled = |one: &&Participant| one.screening == Screening::Enrolled;
    let enrolled: Vec<&Participant> = people.iter().filter(is_enrolled).collect();
    let arms = pool.ways().len();
    if enrolled.len() < FEWEST_IN_ARM * arms {
        return Err(RunError::People(format!(
            "{} of {} people could be enrolled, of {} who were screened: too few for {arms} arms",
            enrolled.len(),
            trial.people,
            people.len()
        )));
    }
    let sample = Sample {
        trial,
        ways: pool.ways().to_vec(),
        days: pool.days().to_vec(),
        outcomes: pool.outcomes().iter().map(|one| one.name.clone()).collect(),
        people: enrolled,
    };
    let allocated = allocate(&sample, &trial.draws());
    let study = Study {
        sample: &sample,
        allocated: &allocated,
        outcomes: pool.outcomes(),
        population: pool.population(),
    };
    let endpoints: Vec<Found> = study.found();
    let mut warnings = pool.uncovered(&study.ages());
    warnings.extend(study.warnings(&endpoints));
    Ok(Results {
        flow: study.flow(people),
        allocated: study.named(),
        baseline: study.baseline(),
        courses: study.courses(),
        markers: study.markers(),
        failed: failed(people),
        warnings,
        plans: plans(&sample, watch)?,
        endpoints,
    })
}

/// Who could not be followed, and why.
pub fn failed(people: &[Participant]) -> Vec<(usize, String)> {
    let failed = people.iter().filter_map(|one| match &one.screening {
        Screening::Failed(why) => Some((one.number, why.clone())),
        _ => None,
    });
    failed.collect()
}

/// Allocates the first people of the pool, as many as the trial has: each by themselves, or with all of their cluster.
pub(super) fn allocate(sample: &Sample<'_>, draws: &Draws) -> Vec<Allocated> {
    let people = 0..sample.trial.people.min(sample.people.len());
    let Design::Cluster { clusters, .. } = sample.trial.design else {
        let ways = ways(sample.trial, people.len(), draws).into_iter();
        let allocated = people.zip(ways);
        return allocated
            .map(|(person, way)| Allocated::alone(person, way))
            .collect();
    };
    let ways = ways(sample.trial, clusters, draws);
    let allocated = people.filter_map(|person| {
        let cluster = sample.trial.cluster_of(sample.people[person].number)?;
        Some(Allocated {
            person,
            way: ways[cluster],
            cluster,
        })
    });
    allocated.collect()
}

/// The ways of so many, in blocks in which every arm stands as often as its ratio says.
fn ways(trial: &Trial, count: usize, draws: &Draws) -> Vec<usize> {
    let ratios: Vec<usize> = match trial.design {
        Design::Crossover { .. } => vec![1, 1],
        _ => trial.arms.iter().map(|arm| arm.ratio).collect(),
    };
    let block: Vec<usize> = ratios
        .iter()
        .enumerate()
        .flat_map(|(way, ratio)| std::iter::repeat_n(way, *ratio))
        .collect();
    let mut ways = Vec::with_capacity(count);
    for number in 0..count.div_ceil(block.len()) {
        let mut shuffled = block.clone();
        let mut stream = draws.stream(number as u64, "allocation");
        for last in (1..shuffled.len()).rev() {
            let other = (stream.uniform() * (last + 1) as f64) as usize;
            shuffled.swap(last, other.min(last));
        }
        ways.extend(shuffled);
    }
    ways.truncate(count);
    ways
}

/// A trial whose people are allocated.
struct Study<'a> {
    sample: &'a Sample<'a>,
    allocated: &'a [Allocated],
    outcomes: &'a [Outcome],
    population: &'a Population,
}

impl Study<'_> {
    fn trial(&self) -> &Trial {
        self.sample.trial
    }

    fn in_way(&self, way: usize) -> impl Iterator<Item = Allocated> + '_ {
        self.allocated
            .iter()
            .copied()
            .filter(move |who| who.way == way)
    }

    fn seen(&self, who: Allocated, outcome: usize, day: usize) -> Option<f64> {
        self.sample.people[who.person].lived[who.way].seen[outcome][day]
    }

    fn named(&self) -> Vec<(usize, String)> {
        let named = self.allocated.iter().map(|who| {
            let number = self.sample.people[who.person].number;
            (number, self.sample.ways[who.way].name.clone())
        });
        named.collect()
    }

    /// The ages of those who take part, d; empty where the population says nothing of age.
    fn ages(&self) -> Vec<f64> {
        let covariates = &self.population.covariates;
        let Some(place) = covariates.iter().position(|one| one.name == AGE) else {
            return Vec::new();
        };
        let age = |who: &Allocated| self.sample.people[who.person].covariates[place];
        let ages = self.allocated.iter().map(age);
        ages.map(|age| covariates[place].unit.to_base(age))
            .collect()
    }

    fn warnings(&self, found: &[Found]) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.allocated.len() < self.trial().people {
            warnings.push(format!(
                "{} of {} people could be enrolled: fewer of the population fit than was thought",
                self.allocated.len(),
                self.trial().people
            ));
        }
        let arms = &self.trial().arms;
        for (place, arm) in arms.iter().enumerate().skip(1) {
            let same = |one: &Participant| match (one.lived.first(), one.lived.get(place)) {
                (Some(control), Some(arm)) => control.truth == arm.truth,
                _ => false,
            };
            let crossover = matches!(self.trial().design, Design::Crossover { .. });
            if !crossover && self.sample.people.iter().all(|one| same(one)) {
                warnings.push(format!(
                    "`{}` does nothing that `{}` does not: everybody is the same in both",
                    arm.name.text, arms[0].name.text
                ));
            }
        }
        for found in found {
            for contrast in &found.contrasts {
                if let Some(off) = contrast.carried_over {
                    let unit = Some(found.unit.as_str()).filter(|unit| *unit != "1");
                    let unit = unit.map_or_else(String::new, |unit| format!(" {unit}"));
                    warnings.push(format!(
                        "{}: what a period carries over into the next moves the effect by {off:.3}{unit}, without noise",
                        found.name
                    ));
                }
                if let Some(fault) = &contrast.fault {
                    warnings.push(format!("{} of `{}`: {fault}", found.name, contrast.arm));
                }
            }
        }
        let unknown = self.outcomes.iter().filter(|one| !one.is_observed());
        let unknown: Vec<String> = unknown.map(|one| format!("`{}`", one.name)).collect();
        if !unknown.is_empty() {
            warnings.push(format!(
                "how raters and laboratories see {} is not known: seen without error",
                unknown.join(", ")
            ));
        }
        warnings
    }
}

/// The mean and the standard deviation; not numbers where there are too few.
pub(super) fn moments(values: &[f64]) -> (f64, f64) {
    (mean(values), variance(values).sqrt())
}
