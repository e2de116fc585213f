//! Who is plausible, and how plausible people are brought to what was published: two steps that are kept apart.
//!
//! Somebody is implausible whose physiology lies outside bounds; the reason is named. Those who are left get weights that change as little as
//! possible so that all together have the published means, standard deviations and quantiles. Where people are enrolled one by one, somebody
//! of a small weight is less likely to be taken.

use engine::System;
use engine::math::ln;

use super::Population;
use crate::draws::Draws;
use crate::statistics::Fault;
use crate::statistics::weights::{Target, Weighted, log_weight, tilt};

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

    /// Weights of people that bring them to what was published; none where nothing was.
    ///
    /// # Errors
    /// The published numbers cannot be met, or too few people are left of use.
    pub fn weigh(&self, system: &System, people: &[&[f64]]) -> Result<Option<Weighted>, Fault> {
        let wanted = self.places(system);
        if wanted.is_empty() || people.is_empty() {
            return Ok(None);
        }
        let column = |place: &usize| people.iter().map(|seen| seen[*place]).collect::<Vec<f64>>();
        let columns: Vec<Vec<f64>> = wanted.iter().map(|(place, _)| column(place)).collect();
        let targets: Vec<(&[f64], Target)> = columns
            .iter()
            .zip(&wanted)
            .map(|(column, (_, target))| (column.as_slice(), *target))
            .collect();
        tilt(&targets).map(Some)
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
    multipliers: Vec<f64>,
    /// The greatest logarithm of a weight among those from whom this was found: they are always taken.
    most: f64,
}

impl Tilt {
    /// Everybody is taken.
    pub fn none() -> Self {
        Self {
            wanted: Vec::new(),
            multipliers: Vec::new(),
            most: 0.0,
        }
    }

    /// Finds how people like these are brought to what was published.
    ///
    /// # Errors
    /// As [`Population::weigh`].
    pub fn to_targets(
        population: &Population,
        system: &System,
        people: &[&[f64]],
    ) -> Result<Self, Fault> {
        let Some(weighted) = population.weigh(system, people)? else {
            return Ok(Self::none());
        };
        let mut tilt = Self {
            wanted: population.places(system),
            multipliers: weighted.multipliers,
            most: 0.0,
        };
        let weights = people.iter().map(|seen| tilt.log_weight(seen));
        tilt.most = weights.fold(f64::NEG_INFINITY, f64::max);
        Ok(tilt)
    }

    fn log_weight(&self, seen: &[f64]) -> f64 {
        let values = self
            .wanted
            .iter()
            .map(|(place, target)| (seen[*place], *target));
        log_weight(&values.collect::<Vec<_>>(), &self.multipliers)
    }

    /// Whether somebody is taken.
    pub fn takes(&self, seen: &[f64], draws: &Draws, person: u64) -> bool {
        if self.wanted.is_empty() {
            return true;
        }
        let place = draws.stream(person, "tilt").uniform();
        ln(place) <= self.log_weight(seen) - self.most
    }
}
