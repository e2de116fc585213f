//! Power and numbers of people by formula. R: `pwr`, `power.t.test`, `power.prop.test`.

use lab::statistics::exact::fisher_power;
use lab::statistics::power::*;

use crate::common::{EXACT, assert_close};

const ALPHA: f64 = 0.05;

#[test]
fn power_meets_r() {
    let close = |found: Result<f64, lab::statistics::Fault>, expected| {
        assert_close(found.unwrap(), expected, EXACT);
    };
    close(two_sample(0.5, (64.0, 64.0), ALPHA), 0.801_459_557_9);
    close(two_sample(0.5, (40.0, 80.0), ALPHA), 0.726_069_920_0);
    close(paired(0.5, 34.0, ALPHA), 0.807_777_501_3);
    close(crossover(0.5, 34.0, ALPHA), 0.807_036_715_2);
    close(proportions(0.2, 0.4, 100.0, ALPHA), 0.875_731_919_6);
    close(fisher_power((0.2, 0.5), (40, 40), ALPHA), 0.749_425_120_4);
    close(anova(0.25, 3, 30.0, ALPHA), 0.539_613_341_7);
    close(log_rank_events(0.5, 0.8, ALPHA), 65.345_66);
}

/// 400 000 simulated trials gave 0.8037 with a standard error of 0.0006.
#[test]
fn ancova_has_the_power_of_many_trials() {
    let found = ancova(0.5, 0.5, (49.0, 49.0), ALPHA).unwrap();
    assert!((found - 0.8037).abs() < 3.0 * 0.0006, "{found}");
    // A baseline that says nothing costs one degree of freedom and some balance.
    let useless = ancova(0.5, 0.0, (49.0, 49.0), ALPHA).unwrap();
    let without = two_sample(0.5, (49.0, 49.0), ALPHA).unwrap();
    assert!(useless < without && useless > without - 0.01);
}

#[test]
fn sizes_meet_r() {
    for (d, power, expected) in [
        (0.2, 0.8, 393.4057),
        (0.5, 0.8, 63.765_61),
        (0.8, 0.8, 25.524_58),
        (0.5, 0.9, 85.031_28),
    ] {
        let n = sample_size(power, 2.0, |n| two_sample(d, (n, n), ALPHA)).unwrap();
        assert_close(n, expected, EXACT);
    }
    let n = sample_size(0.8, 2.0, |n| proportions(0.2, 0.4, n, ALPHA)).unwrap();
    assert_close(n, 81.224_24, EXACT);
    // The rule of thumb for a baseline that correlates with r: 1 - r^2 of the people, and one more.
    let n = sample_size(0.8, 3.0, |n| ancova(0.5, 0.5, (n, n), ALPHA)).unwrap();
    assert!((n - (63.77 * 0.75 + 1.0)).abs() < 0.3, "{n}");
}

/// Without an effect, power is the error rate.
#[test]
fn no_effect_is_found_as_often_as_chance_finds_it() {
    for found in [
        two_sample(0.0, (20.0, 11.0), ALPHA),
        paired(0.0, 12.0, ALPHA),
        crossover(0.0, 12.0, ALPHA),
        anova(0.0, 4, 9.0, ALPHA),
        ancova(0.0, 0.7, (12.0, 15.0), ALPHA),
    ] {
        assert_close(found.unwrap(), ALPHA, 1e-9);
    }
    assert!(fisher_power((0.3, 0.3), (40, 40), ALPHA).unwrap() < ALPHA);
}
