//! Shares of people who responded.

use engine::math::ln;
use lab::statistics::exact::fisher;
use lab::statistics::responders::*;

use crate::common::{EXACT, Stream, assert_close};

const CONFIDENCE: f64 = 0.95;

fn group(responders: u64, people: u64) -> Group {
    Group::new(responders, people).unwrap()
}

#[track_caller]
fn assert_interval((lo, hi): (f64, f64), expected: (f64, f64), share: f64) {
    assert_close(lo, expected.0, share);
    assert_close(hi, expected.1, share);
}

#[test]
fn wilson_and_newcombe_meet_their_values() {
    let wilson = group(8, 20).interval(CONFIDENCE).unwrap();
    assert_interval(wilson, (0.218_806_532_4, 0.613_418_499_2), EXACT);
    // The example of Newcombe (1998), table II.
    let gain = difference(group(48, 80), group(56, 70), CONFIDENCE).unwrap();
    assert_close(gain.value, 0.2, 1e-12);
    assert_interval(gain.interval, (0.052_431_472_4, 0.333_872_654_0), EXACT);
    let gain = difference(group(21, 100), group(40, 100), CONFIDENCE).unwrap();
    assert_close(gain.value, 0.19, 1e-12);
    assert_interval(gain.interval, (0.062_437_815_5, 0.309_475_191_7), EXACT);
}

#[test]
fn the_number_needed_has_an_interval_only_away_from_no_effect() {
    let needed = number_needed(group(21, 100), group(40, 100), CONFIDENCE).unwrap();
    assert!((needed.value - 5.2632).abs() < 5e-5);
    let (lo, hi) = needed.interval.unwrap();
    assert!(
        (lo - 3.2313).abs() < 5e-5 && (hi - 16.0159).abs() < 5e-5,
        "{lo} {hi}"
    );
    let unsure = number_needed(group(10, 40), group(13, 40), CONFIDENCE).unwrap();
    assert_close(unsure.value, 40.0 / 3.0, 1e-12);
    assert_eq!(unsure.interval, None);
    let harm = number_needed(group(40, 100), group(21, 100), CONFIDENCE).unwrap();
    assert_interval(harm.interval.unwrap(), (-hi, -lo), 1e-12);
}

/// By hand: odds 2/3 against 21/79, shares 0.4 against 0.21; the intervals are symmetric on the logarithm.
#[test]
fn ratios_are_those_of_the_table() {
    let (control, treated) = (group(21, 100), group(40, 100));
    let odds = odds_ratio(control, treated, CONFIDENCE).unwrap();
    assert_close(odds.value, 40.0 * 79.0 / (60.0 * 21.0), 1e-12);
    assert_close(
        odds.interval.0 * odds.interval.1,
        odds.value * odds.value,
        1e-12,
    );
    let width = ln(odds.interval.1 / odds.value) / 1.959_963_985;
    let variance = 1.0 / 40.0 + 1.0 / 60.0 + 1.0 / 21.0 + 1.0 / 79.0;
    assert_close(width * width, variance, 1e-8);
    let risk = risk_ratio(control, treated, CONFIDENCE).unwrap();
    assert_close(risk.value, 40.0 / 21.0, 1e-12);
    let width = ln(risk.interval.1 / risk.value) / 1.959_963_985;
    assert_close(width * width, 0.6 / 40.0 + 0.79 / 21.0, 1e-8);
}

/// The lady tasting tea (Fisher 1935): three of four cups right, 34 of 70 ways are no likelier. Chi-squared by hand: 200 (40 79 - 60 21)^2 /
/// (61 139 100 100).
#[test]
fn tests_of_two_shares_meet_their_values() {
    assert_close(fisher(group(1, 4), group(3, 4)), 34.0 / 70.0, 1e-12);
    assert_close(fisher(group(0, 4), group(4, 4)), 2.0 / 70.0, 1e-12);
    assert_close(fisher(group(3, 9), group(3, 9)), 1.0, 1e-12);
    let (control, treated) = (group(21, 100), group(40, 100));
    let z = pooled_z(control, treated).unwrap().statistic();
    assert_close(z * z, 200.0 * 1900.0 * 1900.0 / (61.0 * 139.0 * 1e4), 1e-12);
    let yates = 200.0 * 1800.0 * 1800.0 / (61.0 * 139.0 * 1e4);
    let expected = lab::statistics::distributions::chi_squared_above(yates);
    assert_close(
        corrected_chi_squared(control, treated).unwrap(),
        expected,
        1e-10,
    );
}

/// Intervals hold the estimate and lie where shares can, and exchanging the arms or the outcome mirrors them.
#[test]
fn intervals_hold_the_estimate() {
    for replicate in 0..300 {
        let mut stream = Stream::of(12, replicate);
        let mut any = || {
            let people = 1 + (stream.share() * 60.0) as u64;
            group((stream.share() * (people + 1) as f64) as u64, people)
        };
        let (control, treated) = (any(), any());
        for arm in [control, treated] {
            let (lo, hi) = arm.interval(CONFIDENCE).unwrap();
            assert!(0.0 <= lo && lo <= arm.share() && arm.share() <= hi && hi <= 1.0);
        }
        let gain = difference(control, treated, CONFIDENCE).unwrap();
        let (lo, hi) = gain.interval;
        assert!(-1.0 <= lo && lo <= gain.value && gain.value <= hi && hi <= 1.0);
        let loss = difference(treated, control, CONFIDENCE).unwrap();
        assert_eq!(loss.interval, (-hi, -lo));
        assert!((fisher(control, treated) - fisher(treated, control)).abs() < 1e-12);
        let none = |arm: Group| group(arm.people - arm.responders, arm.people);
        let mirrored = fisher(none(control), none(treated));
        assert!((fisher(control, treated) - mirrored).abs() < 1e-12);
    }
}
