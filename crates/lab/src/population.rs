//! Virtual populations: who there is, how people differ, and what was published of them.
//!
//! A population says which traits everybody has, which distributions age, body mass index, stress, sleep and diet follow and how they go
//! together, how many carry a genotype, and which gut communities there are. [`Population::candidate`] draws a person of it. Whether a person
//! is plausible, and how much they count so that all together match what was published, is decided when they are at rest.
//!
//! Candidate 7 of a seed is the same whoever else is drawn.

mod candidate;
mod community;
mod plausible;
mod read;

use physiology::numbers::Quantity;
use physiology::traits::Trait;

use crate::statistics::copula::Copula;
use crate::statistics::weights::Target;

pub use candidate::{Candidate, Own};
pub use community::Community;
pub use plausible::{Bound, Tilt};
pub use read::read;
pub(crate) use read::read_all;

/// The covariate that says where between a population's diets, from poor to rich, a person eats.
pub const DIET: &str = "diet";
/// The covariates that are no habits.
pub const AGE: &str = "age";
/// Body mass index.
pub const BODY_MASS_INDEX: &str = "body_mass_index";
/// The share of people who are male.
pub const MALE: &str = "male";

/// A kind of people.
#[derive(Clone, Debug)]
pub struct Population {
    /// Its name: that of its file.
    pub name: String,
    /// What it is, in a line.
    pub meaning: String,
    /// Traits that everybody has.
    pub traits: Vec<String>,
    /// How far people stand apart in the numbers of the model that are no covariates, relative to the spread that each of these has alone.
    pub variation: f64,
    /// Numbers of the model that are the population's own, whatever its traits say, with how they differ within it.
    pub set: Vec<Quantity>,
    /// How gut communities differ; everybody has the typical one when left out.
    pub community: Option<Community>,
    /// Diets from poor to rich.
    pub diets: Vec<String>,
    /// What differs between people by degree, each with its distribution before it is cut off at the ends of its range.
    pub covariates: Vec<Quantity>,
    /// What some people have: being male, and traits.
    pub shares: Vec<Quantity>,
    /// How the covariates go together; none where there are none.
    pub correlations: Option<Copula>,
    /// Outside of these, nobody is plausible.
    pub plausible: Vec<Bound>,
    /// What was published and people are weighted to.
    pub targets: Vec<Published>,
    /// What was published and is only told beside what comes out.
    pub reported: Vec<Published>,
}

/// What was published of an outcome.
#[derive(Clone, Debug)]
pub struct Published {
    /// The outcome.
    pub outcome: String,
    /// Which statistic.
    pub statistic: Statistic,
    /// Its value, in the outcome's unit.
    pub value: Quantity,
}

/// A statistic of how an outcome is distributed.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Statistic {
    /// The mean.
    Mean,
    /// The standard deviation.
    Sd,
    /// The value that this share of people does not exceed.
    Quantile(f64),
}

impl Statistic {
    /// Names in data files, with what they mean.
    pub const NAMES: [(&'static str, Self); 7] = [
        ("mean", Self::Mean),
        ("sd", Self::Sd),
        ("q10", Self::Quantile(0.1)),
        ("q25", Self::Quantile(0.25)),
        ("q50", Self::Quantile(0.5)),
        ("q75", Self::Quantile(0.75)),
        ("q90", Self::Quantile(0.9)),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, other)| *other == self);
        known.map_or("quantile", |(name, _)| name)
    }
}

impl Population {
    /// The targets of each outcome, as what weights are sought for.
    pub fn wanted(&self) -> Vec<(&str, Target)> {
        let of = |outcome: &str, statistic: Statistic| {
            let mut targets = self.targets.iter();
            let found = targets.find(|one| one.outcome == outcome && one.statistic == statistic)?;
            Some(found.value.value)
        };
        let wanted = self.targets.iter().filter_map(|target| {
            let outcome = target.outcome.as_str();
            let value = target.value.value;
            let target = match target.statistic {
                Statistic::Mean => match of(outcome, Statistic::Sd) {
                    Some(sd) => Target::Spread { mean: value, sd },
                    None => Target::Mean(value),
                },
                // It was taken up with the mean.
                Statistic::Sd => return None,
                Statistic::Quantile(probability) => Target::Quantile {
                    probability,
                    at: value,
                },
            };
            Some((outcome, target))
        });
        wanted.collect()
    }

    /// Whether somebody of the population may be of that stage of life.
    pub(crate) fn may_be_of(&self, age: &Trait) -> bool {
        let Some((from, until)) = age.between else {
            return false;
        };
        let covariate = self.covariates.iter().find(|one| one.name == AGE);
        covariate.is_some_and(|covariate| {
            let base = |value: f64| covariate.unit.to_base(value);
            let youngest = covariate.lo.map_or(f64::NEG_INFINITY, base);
            let oldest = covariate.hi.map_or(f64::INFINITY, base);
            youngest < until && from <= oldest
        })
    }

    /// Everything of the population that some people have, beside being male: traits.
    pub fn genotypes(&self) -> impl Iterator<Item = &Quantity> {
        self.shares.iter().filter(|share| share.name != MALE)
    }
}
