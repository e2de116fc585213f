//! Two groups, baselines and periods.

use lab::statistics::ancova::ancova;
use lab::statistics::t_test;

use crate::common::{EXACT, assert_close};

const ARM: [usize; 12] = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1];
const BASELINE: [f64; 12] = [
    20.0, 24.0, 31.0, 18.0, 27.0, 22.0, 35.0, 29.0, 19.0, 25.0, 30.0, 23.0,
];
const OUTCOME: [f64; 12] = [
    14.0, 15.0, 25.0, 12.0, 18.0, 17.0, 16.0, 12.0, 9.0, 11.0, 15.0, 8.0,
];

/// R: `summary(lm(y ~ b + arm))`.
#[test]
fn ancova_meets_r() {
    let fitted = ancova(&ARM, &BASELINE, &OUTCOME).unwrap();
    let [effect] = fitted.effects[..] else {
        panic!("one arm against the control");
    };
    assert_close(effect.value, -7.119_452_887_5, EXACT);
    assert_close(effect.se, 1.126_038_690_4, EXACT);
    assert_eq!(effect.df, 9.0);
    let (lo, hi) = effect.interval(0.95).unwrap();
    assert_close(lo, -9.666_729_376_7, EXACT);
    assert_close(hi, -4.572_176_398_4, EXACT);
    assert_close(fitted.slope.value, 0.669_300_911_9, EXACT);
    assert_eq!(fitted.contrast(&[-1.0, 1.0]).unwrap(), effect);
}

/// R: `t.test(y - b ~ arm)`, with and without `var.equal = TRUE`.
#[test]
fn change_scores_meet_r() {
    let change: Vec<f64> = OUTCOME.iter().zip(BASELINE).map(|(y, b)| y - b).collect();
    let (control, treated) = change.split_at(6);
    let pooled = t_test::pooled(control, treated).unwrap();
    assert_close(pooled.statistic(), -5.735_016_213, EXACT);
    assert_eq!(pooled.df, 10.0);
    let welch = t_test::welch(control, treated).unwrap();
    assert_close(welch.df, 7.920_912_756, EXACT);
    assert_close(welch.p(), 4.526_898_9e-4, EXACT);
}
