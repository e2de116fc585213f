//! Several comparisons at once.

use lab::statistics::distributions::student_t_two_sided;
use lab::statistics::dunnett::Dunnett;
use lab::statistics::multiplicity::{Adjustment, adjust};

use crate::common::{Stream, assert_close};

const P: [f64; 4] = [0.01, 0.04, 0.03, 0.005];
const ADJUSTMENTS: [Adjustment; 3] = [
    Adjustment::Holm,
    Adjustment::Hochberg,
    Adjustment::BenjaminiHochberg,
];

/// R: `p.adjust`.
#[test]
fn adjusted_p_values_meet_r() {
    for (adjustment, expected) in ADJUSTMENTS.iter().zip([
        [0.03, 0.06, 0.06, 0.02],
        [0.03, 0.04, 0.04, 0.02],
        [0.02, 0.04, 0.04, 0.02],
    ]) {
        let found = adjust(&P, *adjustment).unwrap();
        for (found, expected) in found.into_iter().zip(expected) {
            assert_close(found, expected, 1e-12);
        }
    }
}

/// Adjusting raises p values, keeps their order, and the stricter the promise the more it raises them.
#[test]
fn adjusted_p_values_keep_their_order() {
    for replicate in 0..200 {
        let mut stream = Stream::of(11, replicate);
        let mut p: Vec<f64> = (0..7).map(|_| stream.share()).collect();
        p.sort_by(f64::total_cmp);
        let [holm, hochberg, false_discovery] = ADJUSTMENTS.map(|kind| adjust(&p, kind).unwrap());
        for adjusted in [&holm, &hochberg, &false_discovery] {
            assert!(adjusted.is_sorted() && adjusted[6] <= 1.0);
        }
        for index in 0..7 {
            assert!(holm[index] >= hochberg[index]);
            assert!(hochberg[index] >= false_discovery[index]);
            assert!(false_discovery[index] >= p[index]);
        }
    }
    assert_eq!(adjust(&[], Adjustment::Holm), Ok(Vec::new()));
}

/// R: `mvtnorm::qmvt`.
#[test]
fn dunnett_meets_mvtnorm() {
    let three = Dunnett::new(1.0, &[1.0; 3], 36.0).unwrap();
    assert!((three.critical(0.05).unwrap() - 2.4521).abs() < 1e-4);
    let two = Dunnett::new(1.0, &[1.0; 2], f64::INFINITY).unwrap();
    assert!((two.critical(0.05).unwrap() - 2.2121).abs() < 1e-4);
    assert_close(three.p(three.critical(0.01).unwrap()), 0.01, 1e-9);
}

/// One arm is a t test, and with a huge control the arms no longer share anything but the variance.
#[test]
fn dunnett_has_its_limits() {
    let one = Dunnett::new(10.0, &[20.0], 17.0).unwrap();
    for t in [0.3, 1.0, -2.5, 4.0] {
        assert_close(one.p(t), student_t_two_sided(t, 17.0), 1e-9);
    }
    let apart = Dunnett::new(1e12, &[1.0, 1.0], f64::INFINITY).unwrap();
    let alone = student_t_two_sided(2.0, f64::INFINITY);
    assert_close(apart.p(2.0), 1.0 - (1.0 - alone) * (1.0 - alone), 1e-6);
    // Arms much larger than the control all have its error: two are one.
    let together = Dunnett::new(1.0, &[1e4, 1e4], f64::INFINITY).unwrap();
    assert!((together.p(2.0) / alone - 1.0).abs() < 0.03);
}
