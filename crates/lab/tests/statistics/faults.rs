//! What cannot be computed is refused in a sentence, and nothing panics.

use lab::statistics::Fault;
use lab::statistics::ancova::ancova;
use lab::statistics::crossover::crossover;
use lab::statistics::dunnett::Dunnett;
use lab::statistics::mixed::{Covariance, Person, fit};
use lab::statistics::mmrm::mmrm;
use lab::statistics::multiplicity::{Adjustment, adjust};
use lab::statistics::responders::{Group, odds_ratio, pooled_z};
use lab::statistics::survival::{Time, log_rank};
use lab::statistics::{power, simulated, t_test};

/// The fault as the reader sees it.
fn said<T: std::fmt::Debug>(result: Result<T, Fault>) -> String {
    result.unwrap_err().to_string()
}

#[test]
fn groups_must_have_people_who_differ() {
    assert_eq!(
        said(t_test::pooled(&[1.0], &[])),
        "there are too few people in a group: 0, and it takes 1"
    );
    assert_eq!(
        said(t_test::welch(&[2.0, 2.0], &[2.0, 2.0])),
        "the outcome does not vary, so nothing can be tested"
    );
    // A tenth is not exact: rounding is no variance.
    assert!(t_test::pooled(&[0.1; 7], &[0.3; 5]).is_err());
    assert_eq!(
        said(t_test::paired(&[1.0, 2.0], &[1.0])),
        "the second measurement should have length 2, but has 1"
    );
    assert_eq!(
        said(t_test::pooled(&[1.0, f64::NAN], &[2.0])),
        "the outcome holds a value that is not finite"
    );
    assert!(crossover(&[], &[(1.0, 2.0)]).is_err());
}

#[test]
fn covariance_must_be_known() {
    let arm = [0, 0, 1, 1];
    let outcome = [1.0, 2.5, 3.0, 7.0];
    assert_eq!(
        said(ancova(&arm, &[3.0, 3.0, 8.0, 8.0], &outcome)),
        "an arm or the baseline cannot be told apart from the rest of the model in these data"
    );
    assert!(ancova(&[0, 0, 2, 2], &[1.0, 2.0, 4.0, 3.0], &outcome).is_err());
    assert!(ancova(&[0, 0, 0, usize::MAX], &[1.0, 2.0, 4.0, 3.0], &outcome).is_err());
    assert!(ancova(&arm, &[1.0, 2.0, 4.0], &outcome).is_err());
    // The line meets everybody exactly.
    let exact = ancova(&arm, &[1.0, 2.0, 3.0, 5.0], &[1.0, 2.0, 3.0, 5.0]);
    assert_eq!(
        said(exact),
        "the outcome around its fit does not vary, so nothing can be tested"
    );
}

#[test]
fn repeated_visits_must_tell_their_covariance() {
    let row = |a: Option<f64>, b: Option<f64>| vec![a, b];
    let arm = [0, 1, 0, 1, 0, 1];
    // Nobody was seen at both visits.
    let apart: Vec<_> = [1.0, 2.0, 4.0, 3.0, 5.0, 9.0]
        .iter()
        .enumerate()
        .map(|(person, value)| {
            if person < 3 {
                row(Some(*value), None)
            } else {
                row(None, Some(*value))
            }
        })
        .collect();
    assert!(mmrm(&arm, &apart, None).is_err());
    // Both visits are one.
    let same: Vec<_> = [1.0, 2.0, 4.0, 3.0, 5.0, 9.0]
        .iter()
        .map(|value| row(Some(*value), Some(*value)))
        .collect();
    assert!(mmrm(&arm, &same, None).is_err());
    let never: Vec<_> = (0..6).map(|_| row(None, None)).collect();
    assert!(mmrm(&arm, &never, None).is_err());
    assert!(mmrm(&arm, &[], None).is_err());
    assert!(fit(&[], Covariance::Unstructured).is_err());
    let backwards = Person {
        visits: vec![1, 0],
        rows: vec![vec![1.0]; 2],
        outcomes: vec![1.0, 2.0],
    };
    assert_eq!(
        said(fit(&[backwards], Covariance::CompoundSymmetric)),
        "a person's visits are not in order, each once"
    );
}

#[test]
fn numbers_must_have_a_meaning() {
    assert_eq!(
        said(power::two_sample(0.5, (64.0, 64.0), 1.0)),
        "alpha is 1, but must be between 0 and 1"
    );
    assert_eq!(
        said(power::paired(0.5, 1.0, 0.05)),
        "the size of a group is 1, but must be large enough to vary"
    );
    assert_eq!(
        said(power::sample_size(0.8, 2.0, |n| power::two_sample(
            0.0,
            (n, n),
            0.05
        ))),
        "the number of people did not settle"
    );
    assert!(power::log_rank_events(1.0, 0.8, 0.05).is_err());
    assert!(Group::new(3, 2).is_err() && Group::new(0, 0).is_err());
    let (none, some) = (Group::new(0, 9).unwrap(), Group::new(4, 9).unwrap());
    assert!(odds_ratio(none, some, 0.95).is_err() && pooled_z(none, none).is_err());
    assert!(some.interval(95.0).is_err());
    assert!(adjust(&[0.5, 1.5], Adjustment::Holm).is_err());
    assert!(Dunnett::new(10.0, &[], 5.0).is_err() && Dunnett::new(10.0, &[3.0], f64::NAN).is_err());
    let watched = Time {
        time: 1.0,
        event: false,
    };
    assert!(log_rank(&[0, 1], &[watched; 2]).is_err());
    assert!(simulated::simulate(0, |_| true).is_err());
}
