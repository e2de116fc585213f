//! Who is plausible, and how plausible people are brought to what was published: two steps that are kept apart.
//!
//! Somebody is implausible whose physiology lies outside bounds; the reason is named. Those who are left get weights that change as little as
//! possible so that all together have the published means, standard deviations and quantiles. Where people are taken or left one by one, their
//! weight is the probability of being taken.

use engine::System;

use super::Population;
use crate::draws::Draws;
use crate::statistics::Fault;
use crate::statistics::weights::{Taking, Target, log_weight, logistic, taking};

/// Bounds of an outcome in people.
#[derive(Clone, Debug, PartialEq)]
pub struct Bound {
    /// The outcome.
    pub outcome: String,
    /// Its least value, in its unit.
    pub lo: f64,
    /// Its greatest value.
    pub hi: f64,
}

impl Population {
    /// Why somebody of whom this is observed, in the order of the system's observables and in their units, is not plausible.
    pub fn implausible(&self, system: &System, seen: &[f64]) -> Option<String> {
        self.plausible.iter().find_map(|bound| {
            let value = *seen.get(system.observable(&bound.outcome)?)?;
            let (name, lo, hi) = (&bound.outcome, bound.lo, bound.hi);
            // What is not a number is in no range.
            let within = (lo..=hi).contains(&value);
            (!within).then(|| match value < lo {
                true => format!("{name} below {lo}"),
                false => format!("{name} above {hi}"),
            })
        })
    }

    fn places(&self, system: &System) -> Vec<(usize, Target)> {
        let wanted = self.wanted().into_iter();
        wanted
            .filter_map(|(outcome, target)| Some((system.observable(outcome)?, target)))
            .collect()
    }
}

/// How likely people are taken, so that those who are have the published distribution.
#[derive(Clone, Debug)]
pub struct Tilt {
    wanted: Vec<(usize, Target)>,
    /// None where nothing was published: everybody is taken.
    taking: Option<Taking>,
}

impl Tilt {
    /// Everybody is taken.
    pub fn none() -> Self {
        Self {
            wanted: Vec::new(),
            taking: None,
        }
    }

    /// Finds how people like these are brought to what was published.
    ///
    /// # Errors
    /// The published numbers cannot be met, or too few people would be taken.
    pub fn to_targets(
        population: &Population,
        system: &System,
        people: &[&[f64]],
    ) -> Result<Self, Fault> {
        let wanted = population.places(system);
        if wanted.is_empty() || people.is_empty() {
            return Ok(Self::none());
        }
        let column =
            |(place, _): &(usize, Target)| people.iter().map(|seen| seen[*place]).collect();
        let columns: Vec<Vec<f64>> = wanted.iter().map(column).collect();
        let pairs = columns.iter().zip(&wanted);
        let targets = pairs.map(|(column, (_, target))| (column.as_slice(), *target));
        Ok(Self {
            taking: Some(taking(&targets.collect::<Vec<_>>())?),
            wanted,
        })
    }

    /// Whether somebody is taken.
    pub fn takes(&self, seen: &[f64], draws: &Draws, person: u64) -> bool {
        let Some(taking) = &self.taking else {
            return true;
        };
        let values = self
            .wanted
            .iter()
            .map(|(place, target)| (seen[*place], *target));
        let values: Vec<(f64, Target)> = values.collect();
        let chance = logistic(taking.offset + log_weight(&values, &taking.multipliers));
        draws.stream(person, "tilt").uniform() < chance
    }
}
