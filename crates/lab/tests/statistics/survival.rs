//! Times to relapse of acute leukaemia, weeks, under 6-mercaptopurine and placebo: Freireich et al. (1963), Blood 21: 699-716, the data behind
//! most texts on survival. R: `survdiff`, `survfit`.

use lab::statistics::survival::{Time, kaplan_meier, log_rank};

use crate::common::{Stream, assert_close};

/// Time, and whether the relapse was seen.
const TREATED: [(f64, bool); 21] = [
    (6.0, true),
    (6.0, true),
    (6.0, true),
    (6.0, false),
    (7.0, true),
    (9.0, false),
    (10.0, true),
    (10.0, false),
    (11.0, false),
    (13.0, true),
    (16.0, true),
    (17.0, false),
    (19.0, false),
    (20.0, false),
    (22.0, true),
    (23.0, true),
    (25.0, false),
    (32.0, false),
    (32.0, false),
    (34.0, false),
    (35.0, false),
];
const PLACEBO: [f64; 21] = [
    1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 5.0, 8.0, 8.0, 8.0, 8.0, 11.0, 11.0, 12.0, 12.0, 15.0,
    17.0, 22.0, 23.0,
];

fn treated() -> Vec<Time> {
    TREATED
        .iter()
        .map(|(time, event)| Time {
            time: *time,
            event: *event,
        })
        .collect()
}

fn both() -> (Vec<usize>, Vec<Time>) {
    let placebo = PLACEBO.iter().map(|time| {
        (
            0,
            Time {
                time: *time,
                event: true,
            },
        )
    });
    placebo
        .chain(treated().into_iter().map(|time| (1, time)))
        .unzip()
}

#[test]
fn remission_under_treatment_is_that_of_the_texts() {
    let curve = kaplan_meier(&treated()).unwrap();
    let expected = [
        (6.0, 0.857_142_9, 0.076_360_35),
        (7.0, 0.806_722_7, 0.086_935_30),
        (10.0, 0.752_941_2, 0.096_349_65),
        (13.0, 0.690_196_1, 0.106_814_7),
        (16.0, 0.627_451_0, 0.114_053_5),
        (22.0, 0.537_815_1, 0.128_234_5),
        (23.0, 0.448_179_3, 0.134_591_6),
    ];
    assert_eq!(curve.len(), expected.len());
    for (step, (time, share, se)) in curve.iter().zip(expected) {
        assert_eq!(step.time, time);
        assert_close(step.share, share, 1e-6);
        assert_close(step.se, se, 1e-5);
    }
}

#[test]
fn the_log_rank_test_is_that_of_the_texts() {
    let (arm, times) = both();
    let test = log_rank(&arm, &times).unwrap();
    assert_eq!(test.observed, 9.0);
    assert!((test.expected - 19.25).abs() < 0.01, "{}", test.expected);
    assert!(
        (test.chi_squared - 16.793).abs() < 0.001,
        "{}",
        test.chi_squared
    );
    assert!((test.p / 4.17e-5 - 1.0).abs() < 0.002, "{}", test.p);
    assert!(test.log_hazard_ratio.value < -1.0);
}

/// Only the order of times counts, and without censoring the curve is the share still without the event.
#[test]
fn only_the_order_of_times_counts() {
    let (arm, times) = both();
    let later: Vec<Time> = times
        .iter()
        .map(|time| Time {
            time: time.time * time.time,
            ..*time
        })
        .collect();
    assert_eq!(log_rank(&arm, &times), log_rank(&arm, &later));
    let mut stream = Stream::of(13, 0);
    let times: Vec<Time> = (0..50)
        .map(|_| Time {
            time: stream.share(),
            event: true,
        })
        .collect();
    for step in kaplan_meier(&times).unwrap() {
        let left = times.iter().filter(|time| time.time > step.time).count();
        assert!((step.share - left as f64 / 50.0).abs() < 1e-12);
    }
}
