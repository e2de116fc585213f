//! Protocols: lives as what the integrator takes, for many people at once.
//!
//! People of one batch share a system and its sampling and differ in values of parameters, at the start or in time. Exactly those that
//! differ stay parameters of the program; all others are constants in it.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Program, Schedule, Subject, System};

use crate::life::{HABITS_ONLY, Life, Values};
use crate::reference::apply;
use crate::scenario::Sampling;

/// One person's way through the time after the run-in.
#[derive(Clone, Debug)]
pub struct Protocol<'a> {
    /// Habits and courses.
    pub life: &'a Life<'a>,
    /// Parameters in which the person differs from the system, in base units.
    pub own: Values,
    /// What holds from day 0 on whatever the life says, such as gains of arrows.
    pub held: Values,
    /// States on day 0.
    pub initial: Vec<f64>,
}

impl<'a> Protocol<'a> {
    /// A life from these states on, in somebody of whom the system knows everything.
    pub fn of(life: &'a Life<'a>, initial: &[f64]) -> Self {
        Self {
            life,
            own: Values::new(),
            held: Values::new(),
            initial: initial.to_vec(),
        }
    }

    /// The system with the values that hold before day 0, and the parameters that change afterwards, by their place.
    pub(crate) fn changes(&self, system: &System, until: f64) -> (System, Vec<usize>) {
        in_common(system, &BTreeSet::new(), &[self.stages(until)])
    }

    /// Values in force before day 0, and from each change on.
    fn stages(&self, until: f64) -> Stages {
        let at = |time| {
            let mut values = self.own.clone();
            values.extend(self.life.at(time));
            values
        };
        let mut times = self.life.stages(until);
        if !self.held.is_empty() && times.first().is_none_or(|first| *first > 0.0) {
            times.insert(0, 0.0);
        }
        let later = times.into_iter().map(|time| {
            let mut values = at(time);
            values.extend(self.held.clone());
            (time, values)
        });
        (at(HABITS_ONLY), later.collect())
    }

    fn impulses(&self, system: &System, until: f64) -> Vec<(f64, usize, f64)> {
        let loading = self.life.loading().into_iter();
        let mut impulses: Vec<(f64, usize, f64)> = loading
            .filter(|(time, ..)| *time < until)
            .filter_map(|(time, agent, amount)| {
                let exposure = system.state(&format!("agent.{agent}.exposure"))?;
                Some((time, exposure, amount))
            })
            .collect();
        // Courses stand in a scenario in any order.
        impulses.sort_by(|a, b| a.0.total_cmp(&b.0));
        impulses
    }
}

/// Compiles what the people have in common, and gives each one's subject in the order of `people`.
///
/// Which parameters vary decides the order in which the matrix is eliminated, so the last bits of a person's course depend on whom they share
/// the program with.
pub fn batch(
    system: &System,
    people: &[Protocol<'_>],
    sampling: &Sampling,
) -> (Program, Vec<Subject>) {
    batch_of(system, &BTreeSet::new(), people, sampling)
}

/// The same where the parameters of these names stay parameters even when nobody differs in them. Where they are all in which people differ, a
/// person's course is the same to the last bit whoever shares the program.
pub fn batch_of(
    system: &System,
    always: &BTreeSet<String>,
    people: &[Protocol<'_>],
    sampling: &Sampling,
) -> (Program, Vec<Subject>) {
    let until = sampling.until;
    let stages: Vec<_> = people.iter().map(|person| person.stages(until)).collect();
    let (common, varying) = in_common(system, always, &stages);
    let program = Program::compile(&common, &varying);
    let value = |values: &Values, index: usize| {
        let parameter = &common.parameters[index];
        values
            .get(&parameter.name)
            .copied()
            .unwrap_or(system.parameters[index].default)
    };
    let samples = samples(sampling);
    let subjects = people.iter().zip(&stages).map(|(person, (before, later))| {
        let all = |values: &Values| -> Vec<f64> {
            varying.iter().map(|index| value(values, *index)).collect()
        };
        let start = all(before);
        let mut now = start.clone();
        let mut changes = Vec::new();
        for (time, values) in later {
            let next = all(values);
            let moved = next.iter().zip(&now).enumerate();
            let moved: Vec<(usize, f64)> = moved
                .filter(|(_, (next, now))| next != now)
                .map(|(position, (next, _))| (position, *next))
                .collect();
            changes.push((*time, moved));
            now = next;
        }
        Subject {
            initial: person.initial.clone(),
            parameters: start,
            schedule: Schedule {
                changes,
                impulses: person.impulses(system, until),
                samples: samples.clone(),
                until,
            },
        }
    });
    (program, subjects.collect())
}

/// Values before day 0, and from each change on.
type Stages = (Values, Vec<(f64, Values)>);

/// The system with what holds in the first person before day 0, and the parameters that are not so in everybody at any time, by their place.
fn in_common(
    system: &System,
    always: &BTreeSet<String>,
    stages: &[Stages],
) -> (System, Vec<usize>) {
    let mut common = system.clone();
    if let Some((first, _)) = stages.first() {
        apply(&mut common, first);
    }
    let varying = varying(&common, always, stages);
    (common, varying)
}

/// Parameters that differ from the common value in anybody at any time, and those of the names, by their place.
fn varying(common: &System, always: &BTreeSet<String>, stages: &[Stages]) -> Vec<usize> {
    let all = || {
        stages.iter().flat_map(|(before, later)| {
            std::iter::once(before).chain(later.iter().map(|(_, at)| at))
        })
    };
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (index, parameter) in common.parameters.iter().enumerate() {
        places.insert(&parameter.name, index);
    }
    let names: BTreeSet<&String> = all().flat_map(Values::keys).chain(always).collect();
    let mut varying: Vec<usize> = names
        .into_iter()
        .filter_map(|name| {
            let index = *places.get(name.as_str())?;
            let usual = common.parameters[index].default;
            // Who says nothing of a parameter keeps the system's own value, which is not the common one.
            let differs = |values: &Values| values.get(name).is_none_or(|value| *value != usual);
            (always.contains(name) || all().any(differs)).then_some(index)
        })
        .collect();
    varying.sort_unstable();
    varying
}

fn samples(sampling: &Sampling) -> Vec<f64> {
    // A last sample that rounding puts just after the end counts.
    let count = (sampling.until / sampling.every + 1e-9) as usize;
    (0..=count)
        .map(|index| index as f64 * sampling.every)
        .collect()
}
