//! Two groups, baselines and periods.

use lab::statistics::ancova::ancova;
use lab::statistics::crossover::crossover;
use lab::statistics::mixed::SmallSample;
use lab::statistics::mmrm::{Mmrm, mmrm};
use lab::statistics::{Estimate, t_test};

use crate::common::{EXACT, Stream, assert_close};

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

/// By hand: gains of 3, 5 and 4 where the treatment came second, of -1 and -2 where it came first.
#[test]
fn a_crossover_is_that_by_hand() {
    let control_first = [(10.0, 13.0), (12.0, 17.0), (9.0, 13.0)];
    let treated_first = [(14.0, 13.0), (11.0, 9.0)];
    let fitted = crossover(&control_first, &treated_first).unwrap();
    // Half the difference of the mean gains 4 and -1.5; half the gains vary by 0.5 and 0.125 about their means, over 3 degrees of freedom.
    assert_close(fitted.treatment.value, 2.75, 1e-12);
    let variance = (0.5 + 0.125) / 3.0 * (1.0 / 3.0 + 1.0 / 2.0);
    assert_close(fitted.treatment.se, f64::sqrt(variance), 1e-12);
    assert_eq!(fitted.treatment.df, 3.0);
    assert_close(fitted.period.value, 1.25, 1e-12);
    // Sums of 23, 29, 22 against 27, 20.
    assert_close(fitted.carry_over.value, 23.5 - 74.0 / 3.0, 1e-12);
}

#[test]
fn pairs_are_one_sample_of_differences() {
    let estimate = t_test::paired(&[1.0, 4.0, 2.0, 8.0], &[2.0, 7.0, 4.0, 10.0]).unwrap();
    // Differences 1, 3, 2, 2.
    assert_close(estimate.value, 2.0, 1e-12);
    assert_close(estimate.se, (2.0_f64 / 3.0 / 4.0).sqrt(), 1e-12);
    assert_eq!(estimate.df, 3.0);
}

/// On another scale, from another zero, effects are the same ones.
#[test]
fn effects_do_not_depend_on_the_scale() {
    const SCALE: f64 = -2.5;
    const ZERO: f64 = 1e4;
    let moved =
        |values: &[f64]| -> Vec<f64> { values.iter().map(|value| ZERO + SCALE * value).collect() };
    let same = |one: Estimate, other: Estimate| {
        assert_close(other.value, SCALE * one.value, 1e-8);
        assert_close(other.se, SCALE.abs() * one.se, 1e-8);
        assert_close(other.df, one.df, 1e-8);
    };
    for replicate in 0..20 {
        let mut stream = Stream::of(10, replicate);
        let arm: Vec<usize> = (0..21).map(|person| person % 3).collect();
        let (baseline, outcome) = (stream.scores(21, 0.0), stream.scores(21, 1.0));
        let one = ancova(&arm, &baseline, &outcome).unwrap();
        let other = ancova(&arm, &moved(&baseline), &moved(&outcome)).unwrap();
        for (one, other) in one.effects.iter().zip(&other.effects) {
            same(*one, *other);
        }
        assert_close(other.slope.value, one.slope.value, 1e-8);
        same(
            t_test::welch(&baseline, &outcome).unwrap(),
            t_test::welch(&moved(&baseline), &moved(&outcome)).unwrap(),
        );
        let visits = |values: &[f64]| -> Vec<Vec<Option<f64>>> {
            values
                .chunks(3)
                .enumerate()
                .map(|(person, visits)| {
                    visits
                        .iter()
                        .enumerate()
                        .map(|(visit, value)| (person % 4 != 1 || visit < 2).then_some(*value))
                        .collect()
                })
                .collect()
        };
        let values = stream.scores(60, 0.0);
        let arm: Vec<usize> = (0..20).map(|person| person % 2).collect();
        let one = mmrm(&arm, &visits(&values), None).unwrap();
        let other = mmrm(&arm, &visits(&moved(&values)), None).unwrap();
        let effect = |fitted: &Mmrm| fitted.effect(1, 2, SmallSample::KenwardRoger).unwrap();
        assert_close(effect(&other).value, SCALE * effect(&one).value, 1e-5);
        assert_close(effect(&other).se, SCALE.abs() * effect(&one).se, 1e-5);
        assert_close(effect(&other).df, effect(&one).df, 1e-5);
        // The interval holds the estimate, and zero exactly when the p value is above 5 %.
        let effect = effect(&one);
        let (lo, hi) = effect.interval(0.95).unwrap();
        assert!(lo < effect.value && effect.value < hi);
        assert_eq!(lo <= 0.0 && 0.0 <= hi, effect.p() >= 0.05);
    }
}

/// The mean of two arms against the control, when arms are equal in size, is the effect of being in either.
#[test]
fn contrasts_join_arms() {
    let mut stream = Stream::of(16, 0);
    let arm: Vec<usize> = (0..30).map(|person| person % 3).collect();
    let (baseline, outcome) = (stream.scores(30, 0.0), stream.scores(30, 1.0));
    let fitted = ancova(&arm, &baseline, &outcome).unwrap();
    let either = fitted.contrast(&[-1.0, 0.5, 0.5]).unwrap();
    let mean = 0.5 * (fitted.effects[0].value + fitted.effects[1].value);
    assert_close(either.value, mean, 1e-10);
    assert!(either.se < fitted.effects[0].se);
    assert!(fitted.contrast(&[1.0, 1.0, 1.0]).is_err() && fitted.contrast(&[-1.0, 1.0]).is_err());
}

/// Where nobody misses a visit, the mixed model knows of the last one what the analysis of covariance of that visit knows.
#[test]
fn complete_visits_are_analysed_as_the_last_alone() {
    let mut stream = Stream::of(31, 0);
    let arm: Vec<usize> = (0..40).map(|person| person % 2).collect();
    let baseline = stream.scores(40, 10.0);
    let outcome = |person: usize| {
        let own = stream.score();
        let visit =
            |visit: usize| 0.5 * baseline[person] + own * (visit + 1) as f64 + arm[person] as f64;
        (0..3)
            .map(|at| Some(visit(at) + stream.score()))
            .collect::<Vec<Option<f64>>>()
    };
    let outcomes: Vec<Vec<Option<f64>>> = (0..40).map(outcome).collect();
    let last: Vec<f64> = outcomes.iter().map(|visits| visits[2].unwrap()).collect();
    let alone = ancova(&arm, &baseline, &last).unwrap().effects[0];
    let fitted = mmrm(&arm, &outcomes, Some(&baseline)).unwrap();
    for small in [SmallSample::KenwardRoger, SmallSample::Satterthwaite] {
        let together = fitted.effect(1, 2, small).unwrap();
        assert_close(together.value, alone.value, EXACT);
        assert_close(together.se, alone.se, EXACT);
        assert_close(together.df, alone.df, EXACT);
    }
}
