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

    /// The person as the integrator takes one, when the parameters at these places vary and the rest of the schedule is this. The person also
    /// stops on the days of the changes that the schedule has already, on which nothing need change.
    pub(crate) fn alone(&self, system: &System, varying: &[usize], schedule: Schedule) -> Subject {
        let mut stages = self.stages(schedule.until);
        for (time, _) in &schedule.changes {
            if let Err(place) = stages
                .1
                .binary_search_by(|(other, _)| other.total_cmp(time))
            {
                let before = place
                    .checked_sub(1)
                    .map_or(&stages.0, |place| &stages.1[place].1);
                stages.1.insert(place, (*time, before.clone()));
            }
        }
        self.subject(system, varying, &stages, schedule)
    }

    fn subject(
        &self,
        system: &System,
        varying: &[usize],
        (before, later): &Stages,
        schedule: Schedule,
    ) -> Subject {
        let value = |values: &Values, place: &usize| {
            let parameter = &system.parameters[*place];
            values
                .get(&parameter.name)
                .copied()
                .unwrap_or(parameter.default)
        };
        let all = |values: &Values| -> Vec<f64> {
            varying.iter().map(|place| value(values, place)).collect()
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
            initial: self.initial.clone(),
            parameters: start,
            schedule: Schedule {
                changes,
                impulses: self.impulses(system, schedule.until),
                ..schedule
            },
        }
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
    let samples = samples(sampling);
    let subjects = people.iter().zip(&stages).map(|(person, stages)| {
        let schedule = Schedule {
            samples: samples.clone(),
            until,
            ..Schedule::default()
        };
        person.subject(system, &varying, stages, schedule)
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

pub(crate) fn samples(sampling: &Sampling) -> Vec<f64> {
    // A last sample that rounding puts just after the end counts.
    let count = (sampling.until / sampling.every + 1e-9) as usize;
    (0..=count)
        .map(|index| index as f64 * sampling.every)
        .collect()
}
