//! Typical people in findings: what somebody in whom everything is as in the middle of a population shows of each reading, without chance and without
//! errors of measurement.

use engine::math::ln;

use super::reading::{Against, Effect, Measure, Reading};
use super::{Experiment, Finding, Group};
use crate::cohort::{Cohort, Regimen, Resting};
use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::rests::Rests;
use crate::run::RunError;
use crate::scenario::{self, Named};

/// A reading that a typical person shows.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    pub name: String,
    pub reading: Reading,
}

/// The readings of a finding that a typical person shows: those of levels, not of who responds or how people differ.
pub(crate) fn targets(finding: &Finding) -> Vec<Target> {
    let experiment = finding.experiment.as_ref().ok();
    let readings = experiment.map_or(&[][..], |experiment| &experiment.readings);
    let shows = |reading: &&Reading| {
        let level = matches!(
            reading.effect,
            Effect::Difference | Effect::Ratio | Effect::Mean
        );
        level && !matches!(reading.measure, Measure::Response(_)) && reading.unit.is_none()
    };
    let target = |reading: &Reading| Target::new(finding, reading.clone());
    readings.iter().filter(shows).map(target).collect()
}

impl Target {
    pub fn new(finding: &Finding, reading: Reading) -> Self {
        Self {
            name: format!("{} {}", finding.id, reading.name),
            reading,
        }
    }
}

/// What a typical person shows of a reading: the value in the arm, and in what it is compared with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pair {
    control: f64,
    treated: f64,
}

impl Pair {
    /// What could not be followed.
    const NONE: Self = Self {
        control: f64::NAN,
        treated: f64::NAN,
    };

    /// The effect as a reading tells it.
    pub fn effect(self, of: &Target) -> f64 {
        match of.reading.effect {
            Effect::Ratio => self.treated / self.control,
            Effect::Mean => self.treated,
            _ => self.treated - self.control,
        }
    }

    /// How far it is from no effect: 0 where there is none, below 0 on the other side.
    pub fn size(self, of: &Target) -> f64 {
        let effect = self.effect(of);
        match of.reading.effect {
            Effect::Ratio => ln(effect),
            _ => effect - of.reading.effect.neutral(),
        }
    }

    /// How far both values are apart, as a share of the larger.
    pub fn apart(self) -> f64 {
        let larger = self.treated.abs().max(self.control.abs());
        (self.treated - self.control).abs() / larger
    }
}

/// A finding and the typical people who live through it.
pub(crate) struct Typical<'a> {
    pub targets: Vec<Target>,
    experiment: &'a Experiment,
    crowds: Vec<Crowd<'a>>,
}

/// People of a group.
struct Crowd<'a> {
    group: &'a Group,
    cohort: Cohort<'a>,
    regimens: Vec<Regimen>,
}

/// What is seen of somebody in a way, by day, in the order of the observables.
type Course = Vec<Vec<f64>>;
/// Somebody at rest, if they come to rest, and what they are given beside.
type Life<'r> = (Option<&'r Resting>, &'r [scenario::Course]);

impl<'a> Typical<'a> {
    /// The people of a finding, who may differ in these numbers; none where it cannot be run.
    ///
    /// # Errors
    /// The finding does not fit the data, or the watcher stops it.
    pub fn new(
        lab: &'a Laboratory,
        finding: &'a Finding,
        numbers: &[String],
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Option<Self>, RunError> {
        let Ok(experiment) = &finding.experiment else {
            return Ok(None);
        };
        let mut crowds = Vec::new();
        for group in &experiment.groups {
            let (trial, name) = (&group.trial, &group.trial.population.text);
            let population = lab.population(name);
            let population = population
                .ok_or_else(|| RunError::People(format!("there is no population {name}")))?;
            let given = trial.courses();
            crowds.push(Crowd {
                cohort: Cohort::with_numbers(lab, population, &given, numbers, rests, watch)?,
                regimens: trial.unforgotten(),
                group,
            });
        }
        Ok(Some(Self {
            targets: targets(finding),
            experiment,
            crowds,
        }))
    }

    /// Whether people of several kinds are compared.
    pub fn compares_groups(&self) -> bool {
        self.crowds.len() > 1
    }

    /// What people with these numbers show, by person and target.
    ///
    /// # Errors
    /// The watcher stops it.
    pub fn with_numbers(
        &self,
        people: &[Values],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Vec<Pair>>, RunError> {
        let mut lived = Vec::with_capacity(self.crowds.len());
        for crowd in &self.crowds {
            let resting = settled(&crowd.cohort, people, watch)?;
            let lives: Vec<Life<'_>> = resting.iter().map(|one| (one.as_ref(), &[][..])).collect();
            lived.push(crowd.live(&lives, watch)?);
        }
        Ok(self.shown(people.len(), &lived))
    }

    /// What the same person shows when these are given beside all else, by what is given and target.
    ///
    /// # Errors
    /// The watcher stops it.
    pub fn given(
        &self,
        each: &[Vec<scenario::Course>],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Vec<Pair>>, RunError> {
        let mut lived = Vec::with_capacity(self.crowds.len());
        for crowd in &self.crowds {
            let resting = settled(&crowd.cohort, &[Values::new()], watch)?;
            let one = resting.first().and_then(Option::as_ref);
            let lives: Vec<Life<'_>> = each.iter().map(|given| (one, &given[..])).collect();
            lived.push(crowd.live(&lives, watch)?);
        }
        Ok(self.shown(each.len(), &lived))
    }

    fn shown(&self, people: usize, lived: &[Vec<Vec<Option<Course>>>]) -> Vec<Vec<Pair>> {
        let of = |person: usize| {
            let each = self.targets.iter();
            let pair = |target: &Target| self.pair(&target.reading, lived, person);
            each.map(|target| pair(target).unwrap_or(Pair::NONE))
                .collect()
        };
        (0..people).map(of).collect()
    }

    fn pair(
        &self,
        reading: &Reading,
        lived: &[Vec<Vec<Option<Course>>>],
        person: usize,
    ) -> Option<Pair> {
        let series = |arm: usize| {
            let arm = &self.experiment.arms[arm];
            let crowd = &self.crowds[arm.group];
            let course = lived[arm.group][person][arm.way].as_ref()?;
            let mut sum = crowd.series(&reading.outcomes, course)?;
            if let Some(per) = &reading.per {
                let whole = crowd.series(std::slice::from_ref(per), course)?;
                sum.iter_mut()
                    .zip(whole)
                    .for_each(|(part, whole)| *part /= whole);
            }
            let days = crowd.group.trial.days();
            let place = |seen: f64| days.iter().position(|day| *day == seen);
            let (first, visit) = (place(reading.since)?, place(reading.at)?);
            Some((sum.split_off(first), visit.checked_sub(first)?))
        };
        let (values, visit) = series(reading.arm)?;
        let control = match reading.against {
            Against::Arm(arm) => {
                let (control, visit) = series(arm)?;
                reading.measure.of(&control, visit)
            }
            _ => reading.measure.of_baseline(&values),
        };
        Some(Pair {
            control,
            treated: reading.measure.of(&values, visit),
        })
    }
}

/// People at rest; none of those who do not come to rest.
pub(crate) fn settled(
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
    /// What happens in each life in every way; nothing of those who could not be followed.
    fn live(
        &self,
        lives: &[Life<'_>],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Vec<Option<Course>>>, RunError> {
        let mut places = Vec::new();
        let mut followed: Vec<(&Resting, Regimen)> = Vec::new();
        for (life, (resting, more)) in lives.iter().enumerate() {
            let Some(resting) = resting else { continue };
            for (way, regimen) in self.regimens.iter().enumerate() {
                let mut regimen = regimen.clone();
                regimen.courses.extend_from_slice(more);
                places.push((life, way));
                followed.push((resting, regimen));
            }
        }
        let pairs = followed
            .iter()
            .map(|(resting, regimen)| (*resting, regimen));
        let pairs: Vec<(&Resting, &Regimen)> = pairs.collect();
        let mut lived = vec![vec![None; self.regimens.len()]; lives.len()];
        let mut keep = |place: usize, seen: Result<Course, String>| {
            let (life, way) = places[place];
            lived[life][way] = seen.ok();
        };
        if !pairs.is_empty() {
            let days = self.group.trial.days();
            self.cohort.follow(&pairs, &days, &mut keep, watch)?;
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
