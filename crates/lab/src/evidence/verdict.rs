//! Verdicts: what many trials of a finding found, held against what was published by the rule that was fixed for it.

use super::compare::Compared;
use super::reading::{Direction, Effect, Reading, Rule};
use crate::people::quantile;

/// An effect that is no more than this many standard deviations of the control arm is none.
const NO_EFFECT: f64 = 0.2;
/// A ratio of risks or odds within these bounds is none.
const NO_RATIO: (f64, f64) = (0.85, 1.18);
/// Trials of no effect may find one as often as this.
const FALSE_FINDINGS: f64 = 0.1;
/// A trial finds an effect when its p value is below this.
const ALPHA: f64 = 0.05;
/// Where the published p value is below this, most trials have to go the same way.
const SURE: f64 = 0.01;
/// As many of them.
const MOST: f64 = 0.8;
/// The interval that holds nine of ten trials.
const INTERVAL: (f64, f64) = (0.05, 0.95);

/// What a reading comes to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Verdict {
    /// The median effect of the trials; not a number where there is none.
    pub predicted: f64,
    /// The effects between which nine of ten trials lie, if the numbers that nobody has measured may be others.
    pub interval: (f64, f64),
    /// The share of trials that go the published way.
    pub agreeing: f64,
    /// The share of trials that find an effect.
    pub finding: f64,
    /// The median standard deviation of the side that is compared with.
    pub spread: f64,
    /// The median difference of means.
    pub difference: f64,
    /// Whether the effect goes the published way; none where none was asked for.
    pub direction: Option<bool>,
    /// Whether its size is right.
    pub size: Option<bool>,
    /// Whether there is none, where there is none.
    pub null: Option<bool>,
    /// Whether the interval holds the published number.
    pub covered: Option<bool>,
}

impl Verdict {
    /// Judges what trials found.
    pub fn of(reading: &Reading, found: &[Compared]) -> Self {
        let column = |of: fn(&Compared) -> f64| -> Vec<f64> {
            let mut values: Vec<f64> = found.iter().map(of).filter(|one| one.is_finite()).collect();
            values.sort_by(f64::total_cmp);
            values
        };
        let effects = column(|one| one.effect);
        let anywhere = column(|one| one.elsewhere.unwrap_or(one.effect));
        let neutral = reading.effect.neutral();
        let share = |holds: &dyn Fn(&Compared) -> bool| {
            let count = found.iter().filter(|one| holds(one)).count();
            count as f64 / found.len().max(1) as f64
        };
        let goes = |one: &Compared| {
            reading
                .direction
                .is_some_and(|way| way.agrees(one.effect, neutral))
        };
        let mut verdict = Self {
            predicted: quantile(&effects, 0.5),
            interval: (
                quantile(&anywhere, INTERVAL.0),
                quantile(&anywhere, INTERVAL.1),
            ),
            agreeing: share(&goes),
            finding: share(&|one| one.p.is_some_and(|p| p < ALPHA)),
            spread: quantile(&column(|one| one.spread), 0.5),
            difference: quantile(&column(|one| one.difference), 0.5),
            direction: None,
            size: None,
            null: None,
            covered: None,
        };
        verdict.judge(reading);
        verdict
    }

    fn judge(&mut self, reading: &Reading) {
        let asks = matches!(reading.direction, Some(Direction::Up | Direction::Down));
        if asks && reading.rule != Rule::Null {
            self.direction = Some(self.goes_the_published_way(reading));
        }
        if reading.rule == Rule::Null {
            self.null = Some(self.is_none(reading.effect) && self.finding <= FALSE_FINDINGS);
        }
        if let (true, Some(published)) = (reading.rule.asks_for_size(), reading.published) {
            self.size = Some(is_size(reading, published, self.predicted));
            let (lo, hi) = self.interval;
            self.covered = Some((lo..=hi).contains(&published));
        }
    }

    fn goes_the_published_way(&self, reading: &Reading) -> bool {
        let neutral = reading.effect.neutral();
        let agrees = |way: Direction| way.agrees(self.predicted, neutral);
        let sure = reading.p.is_some_and(|p| p < SURE);
        reading.direction.is_some_and(agrees) && (!sure || self.agreeing >= MOST)
    }

    /// Whether the median effect is none.
    pub fn is_none(&self, effect: Effect) -> bool {
        if self.predicted == effect.neutral() {
            return true;
        }
        match effect {
            Effect::RiskRatio | Effect::OddsRatio | Effect::RateRatio => {
                (NO_RATIO.0..=NO_RATIO.1).contains(&self.predicted)
            }
            Effect::StandardisedDifference | Effect::Correlation => {
                self.predicted.abs() <= NO_EFFECT
            }
            _ => self.difference.abs() <= NO_EFFECT * self.spread,
        }
    }

    /// How many times the published ratio the predicted one is, or the other way round; none of what is no ratio.
    pub fn fold(&self, reading: &Reading) -> Option<f64> {
        let published = reading.published.filter(|_| reading.effect.is_ratio())?;
        let fold = self.predicted / published;
        (fold > 0.0 && fold.is_finite()).then(|| fold.max(1.0 / fold))
    }

    /// All that was asked for and whether it holds.
    pub fn marks(&self) -> [(Mark, Option<bool>); 3] {
        [
            (Mark::Direction, self.direction),
            (Mark::Size, self.size),
            (Mark::Null, self.null),
        ]
    }
}

/// What is asked of a reading.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mark {
    /// That it goes the published way.
    Direction,
    /// That it is as large.
    Size,
    /// That there is none.
    Null,
}

impl Mark {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Direction, Self::Size, Self::Null];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Direction => "direction",
            Self::Size => "size",
            Self::Null => "null",
        }
    }
}

/// Whether an effect is as large as the published one, by the reading's rule.
pub(super) fn is_size(reading: &Reading, published: f64, predicted: f64) -> bool {
    if let (Rule::InsideInterval, Some((lo, hi))) = (reading.rule, reading.interval) {
        return (lo..=hi).contains(&predicted);
    }
    let factor = match reading.rule {
        Rule::FactorFive => 5.0,
        _ => 2.0,
    };
    // Of a ratio it is the excess over 1 that counts; of a mean or share, all of it.
    let neutral = reading.effect.neutral();
    let share = (predicted - neutral) / (published - neutral);
    (1.0 / factor..=factor).contains(&share)
}
