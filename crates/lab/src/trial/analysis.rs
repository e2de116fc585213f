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
use crate::population::Population;
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
        method: trial.analysis.method,
    };
    let allocated = allocate(&sample, &Draws::new(trial.seed));
    let study = Study {
        sample: &sample,
        allocated: &allocated,
        outcomes: pool.outcomes(),
        population: pool.population(),
    };
    let endpoints: Vec<Found> = study.found();
    Ok(Results {
        flow: study.flow(people),
        allocated: study.named(),
        baseline: study.baseline(),
        courses: study.courses(),
        markers: study.markers(),
        failed: failed(people),
        warnings: study.warnings(&endpoints),
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

/// Allocates the first people of the pool, as many as the trial has, in blocks in which every arm stands as often as its ratio says.
pub(super) fn allocate(sample: &Sample<'_>, draws: &Draws) -> Vec<Allocated> {
    let ratios: Vec<usize> = match sample.trial.design {
        Design::Crossover { .. } => vec![1, 1],
        _ => sample.trial.arms.iter().map(|arm| arm.ratio).collect(),
    };
    let block: Vec<usize> = ratios
        .iter()
        .enumerate()
        .flat_map(|(way, ratio)| std::iter::repeat_n(way, *ratio))
        .collect();
    let people = sample.trial.people.min(sample.people.len());
    let mut allocated = Vec::with_capacity(people);
    for number in 0..people.div_ceil(block.len()) {
        let mut shuffled = block.clone();
        let mut stream = draws.stream(number as u64, "allocation");
        for last in (1..shuffled.len()).rev() {
            let other = (stream.uniform() * (last + 1) as f64) as usize;
            shuffled.swap(last, other.min(last));
        }
        let first = number * block.len();
        allocated.extend(
            shuffled
                .into_iter()
                .enumerate()
                .map(|(place, way)| (first + place, way)),
        );
    }
    allocated.truncate(people);
    allocated
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
            .filter(move |who| who.1 == way)
    }

    fn seen(&self, (person, way): Allocated, outcome: usize, day: usize) -> Option<f64> {
        self.sample.people[person].lived[way].seen[outcome][day]
    }

    fn named(&self) -> Vec<(usize, String)> {
        let named = self.allocated.iter().map(|(person, way)| {
            let number = self.sample.people[*person].number;
            (number, self.sample.ways[*way].name.clone())
        });
        named.collect()
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
