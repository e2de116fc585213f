//! What effects and values of an endpoint are numbers of.

use lab::trial::Trial;
use lab::trial::endpoint::Measure;
use lab::trial::results::{Found, Results};

use super::numbers::{interval, joined, number, unit};

/// What is estimated of an endpoint.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A difference of the shares of people who respond.
    Share,
    /// A ratio of the hazards of responding.
    Hazard,
    /// A difference of means.
    Mean,
}

/// How the numbers of an endpoint are written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Effect {
    /// What is estimated.
    pub kind: Kind,
    /// The unit of an effect, as it is read.
    pub unit: String,
    /// The unit of what is seen in an arm, as it is read.
    pub arm_unit: String,
    /// Whether the arm is better than its control where the effect is small.
    pub less_is_better: bool,
}

impl Effect {
    /// That of the endpoint in this place.
    pub fn of(trial: &Trial, place: usize, found: &Found) -> Self {
        let measure = trial.endpoints.get(place).map(|endpoint| endpoint.measure);
        let kind = match measure {
            Some(Measure::Response(_)) => Kind::Share,
            Some(Measure::TimeTo(_)) => Kind::Hazard,
            _ => Kind::Mean,
        };
        let (unit, arm_unit) = match (kind, unit(&found.unit)) {
            (Kind::Share, _) => ("percentage points".to_owned(), "%".to_owned()),
            (Kind::Hazard, own) => (String::new(), own),
            (Kind::Mean, own) if own == "%" => ("percentage points".to_owned(), own),
            (Kind::Mean, own) => (own.clone(), own),
        };
        Self {
            kind,
            unit,
            arm_unit,
            // To respond, and to respond soon, is what is hoped for whichever way the outcome goes.
            less_is_better: kind == Kind::Mean && found.lower_is_better,
        }
    }

    /// Every endpoint with how its numbers are written.
    pub fn all<'a>(trial: &Trial, results: &'a Results) -> Vec<(Self, &'a Found)> {
        let endpoints = results.endpoints.iter().enumerate();
        endpoints
            .map(|(place, found)| (Self::of(trial, place, found), found))
            .collect()
    }

    /// The effect of what does nothing.
    pub fn null(&self) -> f64 {
        if self.kind == Kind::Hazard { 1.0 } else { 0.0 }
    }

    /// A value in the unit in which it is written.
    pub fn shown(&self, value: f64) -> f64 {
        if self.kind == Kind::Share {
            100.0 * value
        } else {
            value
        }
    }

    /// An interval in the unit in which it is written.
    pub fn shown_interval(&self, (lo, hi): (f64, f64)) -> (f64, f64) {
        (self.shown(lo), self.shown(hi))
    }

    /// A value without its unit.
    pub fn number(&self, value: f64) -> String {
        number(self.shown(value))
    }

    /// An interval without its unit.
    pub fn interval(&self, ends: (f64, f64)) -> String {
        interval(self.shown_interval(ends))
    }

    /// An effect with its unit.
    pub fn measured(&self, value: f64) -> String {
        joined(self.number(value), &self.unit)
    }

    /// What is seen in an arm, with its unit.
    pub fn in_arm(&self, value: f64) -> String {
        joined(self.number(value), &self.arm_unit)
    }

    /// What an effect is called, with its unit.
    pub fn label(&self) -> String {
        match (self.kind, self.unit.is_empty()) {
            (Kind::Hazard, _) => "Hazard ratio".to_owned(),
            (_, true) => "Difference".to_owned(),
            (_, false) => format!("Difference [{}]", self.unit),
        }
    }
}
