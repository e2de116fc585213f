//! What typical people show of findings when numbers are others: all of them are one batch.

use super::Shown;
use super::likelihood::{Target, targets};
use crate::cohort::{Cohort, Regimen, Resting};
use crate::evidence::reading::Against;
use crate::evidence::{Experiment, Finding, Group};
use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::rests::Rests;
use crate::run::RunError;
use crate::scenario::Named;

/// People in whom health is looked at.
const HEALTHY: &str = "healthy-adult";
/// A value outside of its healthy range by this share of its width is as unlikely as one standard deviation.
const OUTSIDE: f64 = 0.25;

/// Findings and the people who live through them.
pub(super) struct Forward<'a> {
    findings: Vec<(&'a Experiment, Vec<Target>, Vec<Crowd<'a>>)>,
    healthy: Cohort<'a>,
    /// Places of observables with a healthy range, and the range.
    ranges: Vec<(usize, f64, f64)>,
}

/// People of a group.
struct Crowd<'a> {
    group: &'a Group,
    cohort: Cohort<'a>,
    regimens: Vec<Regimen>,
}

/// What is seen of somebody in a way, by day, in the order of the observables.
type Course = Vec<Vec<f64>>;

impl<'a> Forward<'a> {
    pub fn new(
        lab: &'a Laboratory,
        findings: &[&'a Finding],
        numbers: &[String],
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let people = |name: &str, given: &[crate::scenario::Course], watch: &mut dyn Watch| {
            let population = lab.population(name);
            let population = population
                .ok_or_else(|| RunError::People(format!("there is no population {name}")))?;
            Cohort::with_numbers(lab, population, given, numbers, rests, watch)
        };
        let healthy = people(HEALTHY, &[], watch)?;
        let ranges = lab.data.observables.iter().filter_map(|seen| {
            let place = healthy.system().observable(&seen.name)?;
            Some((place, seen.lo?, seen.hi?))
        });
        let ranges = ranges.collect();
        let mut all = Vec::with_capacity(findings.len());
        for finding in findings {
            let Ok(experiment) = &finding.experiment else {
                continue;
            };
            let mut crowds = Vec::new();
            for group in &experiment.groups {
                let trial = &group.trial;
                crowds.push(Crowd {
                    cohort: people(&trial.population.text, &trial.courses(), watch)?,
                    regimens: trial.unforgotten(),
                    group,
                });
            }
            all.push((experiment, targets(finding), crowds));
        }
        Ok(Self {
            findings: all,
            healthy,
            ranges,
        })
    }

    /// What typical people with these numbers show; not a number of what could not be followed.
    pub fn shown(&self, people: &[Values], watch: &mut dyn Watch) -> Result<Vec<Shown>, RunError> {
        let mut shown: Vec<Shown> = self
            .out_of_health(people, watch)?
            .into_iter()
            .map(|out_of_health| Shown {
                readings: Vec::new(),
                out_of_health,
            })
            .collect();
        for (experiment, targets, crowds) in &self.findings {
            let mut lived = Vec::with_capacity(crowds.len());
            for crowd in crowds {
                lived.push(crowd.live(people, watch)?);
            }
            for target in targets {
                for (person, shown) in shown.iter_mut().enumerate() {
                    let found = reading(experiment, target, crowds, &lived, person);
                    shown.readings.push(found.unwrap_or(f64::NAN));
                }
            }
        }
        Ok(shown)
    }

    fn out_of_health(
        &self,
        people: &[Values],
        watch: &mut dyn Watch,
    ) -> Result<Vec<f64>, RunError> {
        let resting = settled(&self.healthy, people, watch)?;
        let out = |one: &Option<Resting>| {
            let Some(one) = one else { return f64::INFINITY };
            let each = self.ranges.iter().map(|(place, lo, hi)| {
                let value = one.seen[*place];
                let beyond = (lo - value).max(value - hi).max(0.0) / (OUTSIDE * (hi - lo));
                0.5 * beyond * beyond
            });
            each.sum()
        };
        Ok(resting.iter().map(out).collect())
    }
}

/// People at rest; none of those who do not come to rest.
fn settled(
    cohort: &Cohort<'_>,
    people: &[Values],
    watch: &mut dyn Watch,
) -> Result<Vec<Option<Resting>>, RunError> {
    let candidates = people.iter().map(|numbers| cohort.typical(numbers));
    let settled = cohort.settle_candidates(candidates.collect::<Result<_, _>>()?, watch)?;
    Ok(settled
        .into_iter()
        .map(|(_, resting)| resting.ok())
        .collect())
}

impl Crowd<'_> {
    /// What happens to everybody in every way; nothing of those who could not be followed.
    fn live(
        &self,
        people: &[Values],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Vec<Option<Course>>>, RunError> {
        let resting = settled(&self.cohort, people, watch)?;
        let mut lived = vec![vec![None; self.regimens.len()]; people.len()];
        let there = resting.iter().enumerate();
        let there = there.filter_map(|(person, one)| Some((person, one.as_ref()?)));
        let both: Vec<(usize, usize, &Resting)> = there
            .flat_map(|(person, one)| (0..self.regimens.len()).map(move |way| (person, way, one)))
            .collect();
        let pairs: Vec<(&Resting, &Regimen)> = both
            .iter()
            .map(|(_, way, one)| (*one, &self.regimens[*way]))
            .collect();
        let mut keep = |place: usize, seen: Result<Course, String>| {
            let (person, way, _) = both[place];
            lived[person][way] = seen.ok();
        };
        if !pairs.is_empty() {
            self.cohort
                .follow(&pairs, &self.group.trial.days(), &mut keep, watch)?;
        }
        Ok(lived)
    }

    /// The outcomes of a reading together, by day.
    fn series(&self, outcomes: &[Named], course: &Course) -> Option<Vec<f64>> {
        let places = outcomes
            .iter()
            .map(|one| self.cohort.system().observable(&one.text));
        let places: Vec<usize> = places.collect::<Option<_>>()?;
        let of = |day: &Vec<f64>| places.iter().map(|place| day[*place]).sum();
        Some(course.iter().map(of).collect())
    }
}

/// The effect that a person shows.
fn reading(
    experiment: &Experiment,
    target: &Target,
    crowds: &[Crowd<'_>],
    lived: &[Vec<Vec<Option<Course>>>],
    person: usize,
) -> Option<f64> {
    let reading = target.reading();
    let series = |arm: usize| {
        let arm = &experiment.arms[arm];
        let crowd = &crowds[arm.group];
        let course = lived[arm.group][person][arm.way].as_ref()?;
        let mut sum = crowd.series(&reading.outcomes, course)?;
        if let Some(per) = &reading.per {
            let whole = crowd.series(std::slice::from_ref(per), course)?;
            sum.iter_mut()
                .zip(whole)
                .for_each(|(part, whole)| *part /= whole);
        }
        let days = crowd.group.trial.days();
        let visit = days.iter().position(|day| *day == reading.at)?;
        Some((sum, visit))
    };
    let (treated, visit) = series(reading.arm)?;
    let value = reading.measure.of(&treated, visit);
    if !target.is_compared() {
        return Some(value);
    }
    let control = match reading.against {
        Against::Arm(arm) => {
            let (control, visit) = series(arm)?;
            reading.measure.of(&control, visit)
        }
        _ => reading.measure.of_baseline(&treated),
    };
    Some(target.effect(control, value))
}
