//! People brought to published numbers.

use lab::statistics::Fault;
use lab::statistics::weights::{Target, effective_people, tilt};

use crate::common::{Stream, assert_close};

fn mean(weights: &[f64], of: impl Fn(usize) -> f64) -> f64 {
    weights
        .iter()
        .enumerate()
        .map(|(person, weight)| weight * of(person))
        .sum()
}

#[test]
fn five_steps_are_tilted_as_by_hand() {
    let found = tilt(&[(&[0.0, 1.0, 2.0, 3.0, 4.0], Target::Mean(1.0))]).unwrap();
    assert_close(found.multipliers[0], -0.566_096_359_9, 1e-9);
    assert_close(found.weights[0], 0.459_357_583_4, 1e-9);
    assert_close(
        effective_people(&[0.5, 0.25, 0.125, 0.125]),
        2.909_090_909_1,
        1e-9,
    );
}

/// Every target is met, to a thousandth of what is asked (means within 1 % of a standard deviation, quantiles within a point).
#[test]
fn several_targets_are_met_at_once() {
    let mut stream = Stream::of(14, 0);
    let age = stream.scores(2_000, 40.0);
    let easi: Vec<f64> = age
        .iter()
        .map(|age| 20.0 + (age - 40.0) + stream.score())
        .collect();
    let found = tilt(&[
        (
            &age,
            Target::Spread {
                mean: 40.3,
                sd: 0.8,
            },
        ),
        (
            &easi,
            Target::Quantile {
                probability: 0.5,
                at: 20.5,
            },
        ),
        (
            &easi,
            Target::Quantile {
                probability: 0.9,
                at: 22.2,
            },
        ),
    ])
    .unwrap();
    let weights = &found.weights;
    assert_close(mean(weights, |_| 1.0), 1.0, 1e-12);
    assert_close(mean(weights, |person| age[person]), 40.3, 1e-10);
    let variance = mean(weights, |person| {
        (age[person] - 40.3) * (age[person] - 40.3)
    });
    assert_close(variance, 0.64, 1e-9);
    for (probability, at) in [(0.5, 20.5), (0.9, 22.2)] {
        let below = mean(weights, |person| f64::from(u8::from(easi[person] <= at)));
        assert_close(below, probability, 1e-10);
    }
    assert_close(found.effective, effective_people(weights), 1e-12);
    assert!(found.effective > 1_000.0 && found.effective < 2_000.0);
    // The logarithm of a weight is a line in what the targets are about: nothing else was changed.
    let explained = |person: usize| {
        let from_mean = age[person] - 40.3;
        let below = |at| f64::from(u8::from(easi[person] <= at));
        let terms = [age[person], from_mean * from_mean, below(20.5), below(22.2)];
        terms
            .iter()
            .zip(&found.multipliers)
            .map(|(term, by)| term * by)
            .sum::<f64>()
    };
    for person in 1..100 {
        let log = engine::math::ln(weights[person] / weights[0]);
        assert!((log - explained(person) + explained(0)).abs() < 1e-9);
    }
}

/// People who meet the targets already keep equal weights.
#[test]
fn nothing_changes_where_nothing_need() {
    let found = tilt(&[(&[1.0, 2.0, 3.0], Target::Mean(2.0))]).unwrap();
    assert_eq!(found.weights, [1.0 / 3.0; 3]);
    assert_close(found.effective, 3.0, 1e-12);
}

#[test]
fn what_cannot_be_met_is_refused() {
    let values: Vec<f64> = (0..1_000).map(|index| f64::from(index) / 1_000.0).collect();
    let beyond = tilt(&[(&values, Target::Mean(0.5)), (&values, Target::Mean(1.2))]);
    assert_eq!(beyond.unwrap_err(), Fault::Unreachable { target: 1 });
    let twice = tilt(&[(&values, Target::Mean(0.6)), (&values, Target::Mean(0.6))]);
    assert_eq!(twice.unwrap_err(), Fault::Confounded("a target"));
    // Nine tenths lie below 0.2: then the mean is below 0.9 0.2 + 0.1 1.
    let contradiction = tilt(&[
        (
            &values,
            Target::Quantile {
                probability: 0.9,
                at: 0.2,
            },
        ),
        (&values, Target::Mean(0.5)),
    ]);
    assert!(
        matches!(contradiction, Err(Fault::Unreachable { .. })),
        "{contradiction:?}"
    );
    let far = tilt(&[(&values, Target::Mean(0.98))]).unwrap_err();
    assert!(
        matches!(far, Fault::FewEffective { people: 1_000, .. }),
        "{far:?}"
    );
}
