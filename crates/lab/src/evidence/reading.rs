//! Readings: a number that is taken from an experiment and held against the one that was published.

use crate::scenario::Named;
use crate::trial::endpoint::Response;

/// A number that is compared.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its name.
    pub name: String,
    /// The arrow that carries the effect, by the claim of the finding; none where none lies between what is given and what is read.
    pub arrow: Option<Named>,
    /// The outcomes whose sum is read.
    pub outcomes: Vec<Named>,
    /// The outcome by which the sum is divided.
    pub per: Option<Named>,
    /// The arm, by its place.
    pub arm: usize,
    /// What the arm is compared with.
    pub against: Against,
    /// The day.
    pub at: f64,
    /// The day of the visit from which on people are looked at: their first one, as far as this reading goes.
    pub since: f64,
    /// What is made of the outcome of a person.
    pub measure: Measure,
    /// What is made of the people.
    pub effect: Effect,
    /// The other outcome of a correlation, and its day.
    pub with: Option<(Named, f64)>,
    /// What was published; none where only the direction is known.
    pub published: Option<f64>,
    /// The unit of what was published, where it is not the outcome's.
    pub unit: Option<Named>,
    /// The 95 % confidence interval that was published.
    pub interval: Option<(f64, f64)>,
    /// The p value that was published.
    pub p: Option<f64>,
    /// On which side of no effect it lies.
    pub direction: Option<Direction>,
    /// How it is judged.
    pub rule: Rule,
}

/// What an arm is compared with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Against {
    /// Nothing.
    Nothing,
    /// The same people at the first visit that is looked at.
    Baseline,
    /// Another arm, by its place.
    Arm(usize),
}

/// What is made of the outcome of a person over the visits.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Measure {
    /// The value at the visit.
    Value,
    /// The change from the first visit.
    Change,
    /// The change as a percentage of the first visit's value.
    PercentChange,
    /// The logarithm of the value, to base 10.
    Log10,
    /// The highest value after the first visit.
    Peak,
    /// The lowest value after the first visit.
    Lowest,
    /// Whether the person responded.
    Response(Response),
}

/// What is made of the people.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effect {
    /// The difference of means.
    Difference,
    /// The ratio of means.
    Ratio,
    /// The difference of means over the pooled standard deviation.
    StandardisedDifference,
    /// The mean of the arm.
    Mean,
    /// The share who responded.
    Share,
    /// The difference of the shares who responded.
    RiskDifference,
    /// Their ratio.
    RiskRatio,
    /// The ratio of their odds.
    OddsRatio,
    /// The ratio of the rates at which people respond.
    RateRatio,
    /// The correlation with another outcome over the people of the arm.
    Correlation,
    /// The ratio of coefficients of variation between people.
    VariationRatio,
}

/// A side of no effect.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Direction {
    /// Above it.
    Up,
    /// Below it.
    Down,
    /// On neither.
    None,
}

/// How a reading is judged.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Rule {
    /// The median lies in the published interval.
    InsideInterval,
    /// The effect is between half and twice the published one.
    FactorTwo,
    /// It is between a fifth and five times.
    FactorFive,
    /// It goes the same way.
    Direction,
    /// There is none.
    Null,
}

impl Effect {
    /// Names in findings.
    pub const NAMES: [(&'static str, Self); 11] = [
        ("difference", Self::Difference),
        ("ratio", Self::Ratio),
        ("smd", Self::StandardisedDifference),
        ("mean", Self::Mean),
        ("share", Self::Share),
        ("risk difference", Self::RiskDifference),
        ("risk ratio", Self::RiskRatio),
        ("odds ratio", Self::OddsRatio),
        ("rate ratio", Self::RateRatio),
        ("correlation", Self::Correlation),
        ("cv ratio", Self::VariationRatio),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, other)| *other == self);
        known.map_or("", |(name, _)| name)
    }

    /// Whether it is 1 where there is no effect.
    pub fn is_ratio(self) -> bool {
        matches!(
            self,
            Self::Ratio
                | Self::RiskRatio
                | Self::OddsRatio
                | Self::RateRatio
                | Self::VariationRatio
        )
    }

    /// Whether it asks who responded.
    pub fn asks_for_responses(self) -> bool {
        matches!(
            self,
            Self::Share
                | Self::RiskDifference
                | Self::RiskRatio
                | Self::OddsRatio
                | Self::RateRatio
        )
    }

    /// Whether it says something of an arm alone.
    pub fn is_of_one_arm(self) -> bool {
        matches!(self, Self::Mean | Self::Share | Self::Correlation)
    }

    /// Whether it has the unit of the outcome.
    pub fn has_unit(self) -> bool {
        matches!(self, Self::Difference | Self::Mean)
    }

    /// What it is where there is no effect.
    pub fn neutral(self) -> f64 {
        if self.is_ratio() { 1.0 } else { 0.0 }
    }
}

impl Direction {
    /// Names in findings.
    pub const NAMES: [(&'static str, Self); 3] =
        [("up", Self::Up), ("down", Self::Down), ("none", Self::None)];

    /// Its name.
    pub fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, other)| *other == self);
        known.map_or("", |(name, _)| name)
    }

    /// The other side.
    pub fn opposite(self) -> Self {
        match self {
            Self::Up => Self::Down,
            Self::Down => Self::Up,
            Self::None => Self::None,
        }
    }

    /// Whether an effect lies on that side of no effect.
    pub fn agrees(self, effect: f64, neutral: f64) -> bool {
        match self {
            Self::Up => effect > neutral,
            Self::Down => effect < neutral,
            Self::None => false,
        }
    }
}

impl Rule {
    /// Names in findings.
    pub const NAMES: [(&'static str, Self); 5] = [
        ("inside CI", Self::InsideInterval),
        ("factor 2", Self::FactorTwo),
        ("factor 5", Self::FactorFive),
        ("direction", Self::Direction),
        ("null", Self::Null),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, other)| *other == self);
        known.map_or("", |(name, _)| name)
    }

    /// Whether it asks for a size.
    pub fn asks_for_size(self) -> bool {
        matches!(
            self,
            Self::InsideInterval | Self::FactorTwo | Self::FactorFive
        )
    }
}

impl Measure {
    /// What the values of somebody, by visit, come to at a visit.
    pub fn of(&self, values: &[f64], visit: usize) -> f64 {
        let (first, value) = (values[0], values[visit]);
        let later = || values[1.min(visit)..=visit].iter().copied();
        match self {
            Self::Value => value,
            Self::Change => value - first,
            Self::PercentChange if first == 0.0 => 0.0,
            Self::PercentChange => 100.0 * (value - first) / first,
            Self::Log10 => log10(value),
            Self::Peak => later().fold(f64::NEG_INFINITY, f64::max),
            Self::Lowest => later().fold(f64::INFINITY, f64::min),
            Self::Response(response) => f64::from(u8::from(response.is_met(first, value))),
        }
    }

    /// Whether it makes the same of an outcome, whatever counts as a response.
    pub fn is_like(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    /// The same of the first visit alone, to which the others are compared.
    pub fn of_baseline(&self, values: &[f64]) -> f64 {
        match self {
            Self::Change | Self::PercentChange => 0.0,
            Self::Log10 => log10(values[0]),
            Self::Response(_) => self.of(values, 0),
            Self::Value | Self::Peak | Self::Lowest => values[0],
        }
    }
}

/// What cannot be seen is as good as nothing, of which there is no logarithm.
fn log10(value: f64) -> f64 {
    const LEAST: f64 = 1e-12;
    engine::math::ln(value.max(LEAST)) / std::f64::consts::LN_10
}
