//! People who share equations and differ in values of parameters.

use std::collections::BTreeSet;

use engine::{Program, System};

use crate::life::Values;
use crate::reference::apply;

/// People who share equations and differ in values of parameters.
#[derive(Clone)]
pub(crate) struct Group {
    /// The equations, with the values that all have in common.
    pub system: System,
    /// Names of the parameters in which people may differ; none when it is one person, in whom all are constants.
    pub varying: BTreeSet<String>,
    /// Each one's values of these, in base units.
    pub own: Vec<Values>,
}

impl Group {
    /// One person, of whom the system knows everything.
    pub fn alone(system: System) -> Self {
        Self {
            system,
            varying: BTreeSet::new(),
            own: vec![Values::new()],
        }
    }

    /// Some of them, by their places.
    pub fn only(mut self, places: &[usize]) -> Self {
        let own = places.iter().map(|place| self.own[*place].clone());
        self.own = own.collect();
        self
    }

    /// A program for all of them, with each one's parameters.
    pub fn program(&self, system: &System) -> (Program, Vec<Vec<f64>>) {
        let places: Vec<usize> = (0..system.parameters.len())
            .filter(|place| self.varying.contains(&system.parameters[*place].name))
            .collect();
        let of = |own: &Values| {
            let parameters = places.iter().map(|place| &system.parameters[*place]);
            let value = |own: &Values, name, usual| own.get(name).copied().unwrap_or(usual);
            parameters
                .map(|parameter| value(own, &parameter.name, parameter.default))
                .collect()
        };
        let parameters = self.own.iter().map(of).collect();
        (Program::compile(system, &places), parameters)
    }

    /// Makes what was found out about each of them their own.
    pub fn take_up(&mut self, found: Vec<Values>) {
        if self.varying.is_empty() {
            found
                .iter()
                .for_each(|found| apply(&mut self.system, found));
            return;
        }
        for (own, found) in self.own.iter_mut().zip(found) {
            self.varying.extend(found.keys().cloned());
            own.extend(found);
        }
    }
}
