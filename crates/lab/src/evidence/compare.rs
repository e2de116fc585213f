//! What a trial of some people finds: an effect and how often chance alone would make one.

use engine::math::exp;

use super::reading::Effect;
use crate::statistics::distributions::student_t_two_sided;
use crate::statistics::numeric::{self, mean, variance};
use crate::statistics::responders::{Group, pooled_z};
use crate::statistics::survival::{Time, log_rank};
use crate::statistics::t_test::{paired, welch};
use crate::studies::Study;

/// What is added to every cell of a table of two shares where one is empty (Haldane 1956, Anscombe 1956).
const EMPTY_CELL: f64 = 0.5;

/// What a trial finds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Compared {
    /// The effect.
    pub effect: f64,
    /// The effect that another study of the same thing would find, if the numbers that nobody has measured were others; none where nobody was
    /// there to see.
    pub elsewhere: Option<f64>,
    /// The p value; none of what is not tested.
    pub p: Option<f64>,
    /// The difference of the means.
    pub difference: f64,
    /// The standard deviation of the side that is compared with.
    pub spread: f64,
}

/// What the people of one side come to, or of two sides: those compared with first.
pub(super) fn values(
    effect: Effect,
    sides: [&[f64]; 2],
    same_people: bool,
    study: Study,
) -> Option<Compared> {
    let [control, treated] = sides;
    if treated.len() < 2 {
        return None;
    }
    let difference = mean(treated) - mean(control);
    let spread = variance(control).max(0.0).sqrt();
    let test = || match same_people {
        true => paired(control, treated),
        false => welch(control, treated),
    };
    // Where nothing varies there is no difference to see.
    let tested = || Some(test().map_or(1.0, |estimate| estimate.p()));
    let (value, another, p) = match effect {
        Effect::Mean => (mean(treated), mean(treated) + study.of_means * spread, None),
        Effect::Share => (mean(treated), moved_share(treated, study), None),
        Effect::Difference => (difference, difference + study.of_means * spread, tested()),
        Effect::Ratio => {
            let ratio = mean(treated) / mean(control);
            let relative = spread / mean(control).abs();
            (ratio, ratio * exp(study.of_means * relative), tested())
        }
        Effect::StandardisedDifference => {
            let pooled = (variance(control) + variance(treated)) / 2.0;
            let standardised = difference / pooled.sqrt();
            (standardised, standardised + study.of_means, tested())
        }
        Effect::VariationRatio => {
            let variation = |side: &[f64]| variance(side).sqrt() / mean(side);
            let ratio = variation(treated) / variation(control);
            (ratio, ratio, None)
        }
        Effect::RiskDifference | Effect::RiskRatio | Effect::OddsRatio => {
            shares(effect, sides, study)?
        }
        Effect::RateRatio | Effect::Correlation => return None,
    };
    Some(Compared {
        effect: value,
        elsewhere: Some(another),
        p,
        difference,
        spread,
    })
}

/// The share of a side in a study in which its odds are others.
fn moved_share(side: &[f64], study: Study) -> f64 {
    let more = EMPTY_CELL / (side.len() as f64 + 2.0 * EMPTY_CELL);
    let share = mean(side).clamp(more, 1.0 - more);
    let odds = share / (1.0 - share) * exp(study.of_shares);
    odds / (1.0 + odds)
}

/// The effect, that of another study, and the p value.
fn shares(effect: Effect, sides: [&[f64]; 2], study: Study) -> Option<(f64, f64, Option<f64>)> {
    let count = |side: &[f64]| side.iter().filter(|value| **value > 0.0).count() as f64;
    let [control, treated] = sides.map(|side| (count(side), side.len() as f64));
    let group = |(responders, people): (f64, f64)| Group::new(responders as u64, people as u64);
    let p = pooled_z(group(control).ok()?, group(treated).ok()?).map_or(1.0, |z| z.p());
    let is_empty = [control, treated]
        .iter()
        .any(|(responders, people)| *responders == 0.0 || responders == people);
    let more = if is_empty { EMPTY_CELL } else { 0.0 };
    let odds =
        |(responders, people): (f64, f64)| (responders + more) / (people - responders + more);
    let risk = |odds: f64| odds / (1.0 + odds);
    let compared = |treated: f64| match effect {
        Effect::RiskRatio => risk(treated) / risk(odds(control)),
        Effect::OddsRatio => treated / odds(control),
        _ => risk(treated) - risk(odds(control)),
    };
    let value = match effect {
        Effect::RiskDifference => treated.0 / treated.1 - control.0 / control.1,
        _ => compared(odds(treated)),
    };
    let another = compared(odds(treated) * exp(study.of_shares));
    Some((value, another, Some(p)))
}

/// How much faster one side responds than the other.
pub(super) fn rates(control: &[Time], treated: &[Time], study: Study) -> Option<Compared> {
    let arm = std::iter::repeat_n(0, control.len()).chain(std::iter::repeat_n(1, treated.len()));
    let times: Vec<Time> = control.iter().chain(treated).copied().collect();
    let tested = log_rank(&arm.collect::<Vec<_>>(), &times).ok()?;
    Some(Compared {
        effect: exp(tested.log_hazard_ratio.value),
        elsewhere: Some(exp(tested.log_hazard_ratio.value + study.of_shares)),
        p: Some(tested.p),
        difference: tested.log_hazard_ratio.value,
        spread: 0.0,
    })
}

/// How two outcomes go together.
pub(super) fn correlation(pairs: &[(f64, f64)], study: Study) -> Option<Compared> {
    if pairs.len() < 3 {
        return None;
    }
    let n = pairs.len() as f64;
    let (x, y): (Vec<f64>, Vec<f64>) = pairs.iter().copied().unzip();
    let r = numeric::correlation(&x, &y);
    let t = r * ((n - 2.0) / (1.0 - r * r)).sqrt();
    // A standardised difference of one outcome between halves of the other is about twice Fisher's transform of their correlation.
    let twice = (1.0 + r) / (1.0 - r) * exp(study.of_means);
    let another = (twice - 1.0) / (twice + 1.0);
    Some(Compared {
        effect: r,
        elsewhere: Some(another),
        p: Some(student_t_two_sided(t, n - 2.0)),
        difference: r,
        spread: 1.0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(effect: Effect, control: &[f64], treated: &[f64]) -> Compared {
        values(effect, [control, treated], false, Study::SAME).unwrap()
    }

    #[test]
    fn another_study_stands_apart_by_standard_deviations_and_odds() {
        let study = Study {
            of_means: 0.5,
            of_shares: engine::math::ln(2.0),
        };
        let of = |effect, control: &[f64], treated: &[f64]| {
            let found = values(effect, [control, treated], false, study).unwrap();
            found.elsewhere.unwrap()
        };
        let (control, treated) = ([1.0, 3.0, 5.0], [4.0, 6.0, 8.0]);
        assert_eq!(of(Effect::Difference, &control, &treated), 4.0);
        assert_eq!(of(Effect::StandardisedDifference, &control, &treated), 2.0);
        let ratio = of(Effect::Ratio, &control, &treated);
        assert!((ratio - 2.0 * exp(0.5 * 2.0 / 3.0)).abs() < 1e-12);
        let (control, treated) = ([1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0]);
        assert!((of(Effect::OddsRatio, &control, &treated) - 6.0).abs() < 1e-12);
        let difference = of(Effect::RiskDifference, &control, &treated);
        assert!((difference - (2.0 / 3.0 - 0.25)).abs() < 1e-12);
        assert!((of(Effect::Share, &control, &treated) - 2.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn effects_are_what_their_definitions_say() {
        let control = [1.0, 2.0, 3.0, 4.0];
        let treated = [3.0, 4.0, 5.0, 6.0];
        let of = |effect| found(effect, &control, &treated).effect;
        assert_eq!(of(Effect::Difference), 2.0);
        assert_eq!(of(Effect::Ratio), 4.5 / 2.5);
        assert!((of(Effect::StandardisedDifference) - 2.0 / (5.0_f64 / 3.0).sqrt()).abs() < 1e-12);
        assert!((of(Effect::VariationRatio) - 2.5 / 4.5).abs() < 1e-12);
        let control = [0.0, 0.0, 0.0, 1.0];
        let treated = [0.0, 1.0, 1.0, 1.0];
        let of = |effect| found(effect, &control, &treated).effect;
        assert_eq!(of(Effect::RiskDifference), 0.5);
        assert_eq!(of(Effect::RiskRatio), 3.0);
        assert_eq!(of(Effect::OddsRatio), 9.0);
        assert_eq!(of(Effect::Share), 0.75);
    }

    #[test]
    fn an_empty_cell_leaves_ratios_finite() {
        let (control, treated) = ([0.0; 10], [1.0; 10]);
        let odds = found(Effect::OddsRatio, &control, &treated);
        assert_eq!(odds.effect, 21.0 * 21.0);
    }

    /// Anscombe's first set: r = 0.81642, p = 0.00217.
    #[test]
    fn a_known_correlation_is_found() {
        let x = [10.0, 8.0, 13.0, 9.0, 11.0, 14.0, 6.0, 4.0, 12.0, 7.0, 5.0];
        let y = [
            8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68,
        ];
        let pairs: Vec<(f64, f64)> = x.into_iter().zip(y).collect();
        let found = correlation(&pairs, Study::SAME).unwrap();
        assert!((found.effect - 0.816_42).abs() < 1e-5);
        assert!((found.p.unwrap() - 0.002_17).abs() < 1e-5);
    }

    #[test]
    fn what_does_not_vary_differs_by_chance() {
        let found = found(Effect::Difference, &[1.0; 5], &[1.0; 5]);
        assert_eq!((found.effect, found.p), (0.0, Some(1.0)));
    }
}
