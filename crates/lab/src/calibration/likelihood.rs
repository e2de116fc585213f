//! How well what a typical person shows agrees with what was published.

use crate::evidence::reading::{Direction, Effect, Rule};
use crate::evidence::typical::Target;
use engine::math::ln;

/// Tolerances of rules, as standard deviations of the share of the published effect.
const FACTOR_TWO: f64 = 0.4;
const FACTOR_FIVE: f64 = 1.0;
/// An effect of the wrong direction is this much less likely, as a logarithm.
const WRONG_WAY: f64 = 3.0;
/// Effects up to this share of the control's value are none.
const NO_SHARE: f64 = 0.05;
/// 95 % intervals reach so many standard deviations to either side.
const NINETY_FIVE: f64 = 1.96;

impl Target {
    fn share(&self, effect: f64) -> Option<f64> {
        let neutral = self.reading.effect.neutral();
        let published = self
            .reading
            .published
            .filter(|published| *published != neutral)?;
        Some((effect - neutral) / (published - neutral))
    }

    /// How likely what is published is when this is true, as a logarithm up to a constant.
    pub fn log_likelihood(&self, effect: f64) -> f64 {
        let neutral = self.reading.effect.neutral();
        let of = |z: f64| -0.5 * z * z;
        match (
            self.reading.rule,
            self.reading.published,
            self.reading.interval,
        ) {
            (Rule::InsideInterval, Some(published), Some((lo, hi))) if hi > lo => {
                of((effect - published) * 2.0 * NINETY_FIVE / (hi - lo))
            }
            (Rule::FactorTwo | Rule::InsideInterval, _, _) => self
                .share(effect)
                .map_or(0.0, |share| of((share - 1.0) / FACTOR_TWO)),
            (Rule::FactorFive, _, _) => self.share(effect).map_or(0.0, |share| match share > 0.0 {
                true => of(ln(share) / FACTOR_FIVE),
                false => -WRONG_WAY,
            }),
            (Rule::Direction, _, _) => match self.reading.direction {
                Some(way @ (Direction::Up | Direction::Down)) if !way.agrees(effect, neutral) => {
                    -WRONG_WAY
                }
                _ => 0.0,
            },
            (Rule::Null, _, _) => match self.reading.effect {
                Effect::Ratio => of((effect - 1.0) / NO_SHARE),
                // Of a difference the level is not known here.
                _ => 0.0,
            },
        }
    }

    /// How far two effects are apart, in tolerances.
    pub fn distance(&self, one: f64, other: f64) -> f64 {
        let far = (one - other).abs();
        match (self.reading.rule, self.reading.interval) {
            (Rule::InsideInterval, Some((lo, hi))) if hi > lo => {
                far * 2.0 * NINETY_FIVE / (hi - lo)
            }
            (Rule::Null, _) if self.reading.effect == Effect::Ratio => far / NO_SHARE,
            (Rule::Direction | Rule::Null, _) => 0.0,
            _ => match (self.share(one), self.share(other)) {
                (Some(one), Some(other)) => (one - other).abs() / FACTOR_TWO,
                _ => 0.0,
            },
        }
    }
}
