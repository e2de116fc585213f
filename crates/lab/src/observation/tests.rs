//! What is seen of what is true.

use super::*;
use crate::laboratory::{Laboratory, embedded_data};

const PEOPLE: u64 = 100_000;

fn visit(day: f64) -> Visit {
    Visit {
        day,
        believes: false,
    }
}

/// A row of `stool.genus` is that of every genus that has none of its own; other outcomes are seen as they are.
#[test]
fn a_family_of_outcomes_may_share_a_row() {
    let row = |outcome: &str, fluctuation: f64| Seen {
        meaning: "seen somehow".to_owned(),
        fluctuation,
        ..Seen::exactly(outcome)
    };
    let observation = Observation {
        seen: vec![row("stool.genus", 0.4), row("stool.genus.Prevotella", 0.2)],
    };
    let shared = observation.of("stool.genus.Roseburia");
    assert_eq!(
        (shared.outcome.as_str(), shared.fluctuation),
        ("stool.genus.Roseburia", 0.4)
    );
    assert_eq!(observation.of("stool.genus.Prevotella").fluctuation, 0.2);
    assert!(observation.knows("stool.genus.Roseburia"));
    for other in ["stool.butyrate", "colon.shannon", "stool"] {
        assert!(!observation.knows(other), "{other}");
        assert_eq!(observation.of(other).fluctuation, 0.0);
    }
}

/// Mean, standard deviation and standard error.
fn moments(values: &[f64]) -> (f64, f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares = values.iter().map(|one| (one - mean) * (one - mean));
    let sd = (squares.sum::<f64>() / (count - 1.0)).sqrt();
    (mean, sd, sd / count.sqrt())
}

#[track_caller]
fn assert_within(found: f64, expected: f64, error: f64) {
    assert!(
        (found - expected).abs() < error,
        "{found}, not {expected} within {error}"
    );
}

/// True scores of 20 with a variance of 80 are seen with an error of variance 20, a fifth of what is seen. Of those who look worse than 16,
/// which lies 0.4 standard deviations below the mean, the mean is 20 + 10 h(-0.4) with the normal hazard h; a fifth of the excess is error.
#[test]
fn who_is_enrolled_for_looking_bad_gets_better_without_any_effect() {
    let score = Seen {
        noise: 20_f64.sqrt(),
        ..Seen::exactly("score")
    };
    let draws = Draws::new(1);
    let visits = [visit(0.0), visit(84.0)];
    let change = |person| {
        let truth = 20.0 + 80_f64.sqrt() * draws.score(person, "truth");
        let seen = score.observe(&[truth; 2], &visits, &draws, person);
        (seen[0] > 16.0).then(|| seen[1] - seen[0])
    };
    let changes: Vec<f64> = (1..=PEOPLE).filter_map(change).collect();
    let (mean, _, error) = moments(&changes);
    assert_within(mean, -1.123_765_4, 3.0 * error);
    let enrolled = changes.len() as f64 / PEOPLE as f64;
    assert_within(enrolled, 0.655_421_7, 0.005);
}

/// All places between 0 and 1, evenly: no draws, so the tolerance is that of the grid.
#[test]
fn counts_have_the_mean_and_variance_of_a_negative_binomial() {
    const PLACES: usize = 200_000;
    for mean in [0.3, 5.0, 40.0, 200.0, 800.0] {
        for variation in [0.0, 0.1, 0.2] {
            let place = |one: usize| (one as f64 + 0.5) / PLACES as f64;
            let counts: Vec<f64> = (0..PLACES)
                .map(|one| negative_binomial_quantile(place(one), mean, variation))
                .collect();
            let (found, sd, _) = moments(&counts);
            let variance = mean + (variation * mean) * (variation * mean);
            assert_within(found / mean, 1.0, 0.002);
            assert_within(sd * sd / variance, 1.0, 0.01);
            assert!(counts.is_sorted() && counts.iter().all(|one| one.fract() == 0.0));
        }
    }
    assert_eq!(negative_binomial_quantile(0.7, 0.0, 0.3), 0.0);
    // Of a Poisson number with mean 2, 0.1353 are 0 and 0.4060 at most 1.
    for (place, count) in [(0.135, 0.0), (0.136, 1.0), (0.406, 1.0), (0.407, 2.0)] {
        assert_eq!(negative_binomial_quantile(place, 2.0, 0.0), count);
    }
}

/// What was seen of people whose truth never changes, by visit.
fn people(seen: &Seen, truth: f64, days: &[f64]) -> Vec<Vec<f64>> {
    let draws = Draws::new(7);
    let visits: Vec<Visit> = days.iter().map(|day| visit(*day)).collect();
    let truth = vec![truth; days.len()];
    let all: Vec<Vec<f64>> = (1..=PEOPLE)
        .map(|person| seen.observe(&truth, &visits, &draws, person))
        .collect();
    let of = |place: usize| all.iter().map(|one| one[place]).collect();
    (0..days.len()).map(of).collect()
}

#[test]
fn fluctuation_leaves_the_mean_and_is_forgotten_with_time() {
    let seen = Seen {
        fluctuation: 0.6,
        persistence: 10.0,
        ..Seen::exactly("score")
    };
    let visits = people(&seen, 30.0, &[0.0, 5.0, 15.0]);
    let logs: Vec<Vec<f64>> = visits
        .iter()
        .map(|values| values.iter().map(|value| ln(value / 30.0)).collect())
        .collect();
    for (values, logs) in visits.iter().zip(&logs) {
        let (mean, _, error) = moments(values);
        assert_within(mean, 30.0, 4.0 * error);
        let (mean, sd, error) = moments(logs);
        assert_within(mean, -0.18, 4.0 * error);
        assert_within(sd, 0.6, 4.0 * error);
    }
    let correlation = |one: &[f64], other: &[f64]| {
        let products = one.iter().zip(other);
        let products = products.map(|(one, other)| (one + 0.18) * (other + 0.18));
        products.sum::<f64>() / one.len() as f64 / 0.36
    };
    // Half a persistence, one, and one and a half.
    assert_within(correlation(&logs[0], &logs[1]), exp(-0.5), 0.02);
    assert_within(correlation(&logs[1], &logs[2]), exp(-1.0), 0.02);
    assert_within(correlation(&logs[0], &logs[2]), exp(-1.5), 0.02);
}

#[test]
fn errors_of_every_kind_leave_the_mean() {
    for (kind, noise, noise_share, sd) in [
        (Kind::Score, 3.0, 0.1, 5.0),
        (Kind::Count, 0.0, 0.2, (40_f64 + 64.0).sqrt()),
        (Kind::Assay, 0.0, 0.25, 10.0),
    ] {
        let seen = Seen {
            kind,
            noise,
            noise_share,
            ..Seen::exactly("outcome")
        };
        let (mean, found, error) = moments(&people(&seen, 40.0, &[0.0])[0]);
        assert_within(mean, 40.0, 4.0 * error);
        assert_within(found / sd, 1.0, 0.02);
    }
}

#[test]
fn values_are_rounded_and_held_within_the_scale() {
    let seen = Seen {
        range: (0.0, 4.0),
        step: Some(0.5),
        noise: 2.0,
        ..Seen::exactly("grade")
    };
    let values = &people(&seen, 3.0, &[0.0])[0];
    assert!(values.iter().all(|one| (0.0..=4.0).contains(one)));
    assert!(values.iter().all(|one| (one / 0.5).fract() == 0.0));
    assert!(values.contains(&0.0) && values.contains(&4.0) && values.contains(&2.5));
}

#[test]
fn who_believes_to_be_treated_tells_of_less() {
    let seen = Seen {
        reporting: -0.3,
        ..Seen::exactly("lesions")
    };
    let treated = Visit {
        day: 28.0,
        believes: true,
    };
    let told = seen.observe(&[20.0; 2], &[visit(0.0), treated], &Draws::new(1), 1);
    assert_eq!(told, [20.0, 14.0]);
}

/// Later visits, other outcomes and other arms change nothing of what was seen before or beside them.
#[test]
fn draws_are_the_same_whatever_else_is_seen() {
    let seen = Seen {
        fluctuation: 0.5,
        noise: 2.0,
        ..Seen::exactly("score")
    };
    let other = Seen {
        noise: 2.0,
        ..Seen::exactly("itch")
    };
    let draws = Draws::new(3);
    let visits = [visit(0.0), visit(28.0), visit(56.0), visit(84.0)];
    let few = seen.observe(&[20.0; 2], &visits[..2], &draws, 4);
    let beside = other.observe(&[20.0; 4], &visits, &draws, 4);
    let many = seen.observe(&[20.0; 4], &visits, &draws, 4);
    assert_eq!(few, many[..2]);
    assert_eq!(beside, other.observe(&[20.0; 4], &visits, &draws, 4));
    assert_ne!(many, seen.observe(&[20.0; 4], &visits, &draws, 5));
    // The error of a day is that of the person, whatever the arm has made of the truth.
    let treated = seen.observe(&[20.0, 10.0, 10.0, 10.0], &visits, &draws, 4);
    assert_eq!(treated[0], many[0]);
    let flare = |values: &[f64]| seen.observe(values, &visits, &draws, 4);
    let (one, two) = (flare(&[10.0; 4]), flare(&[30.0; 4]));
    for ((one, many), two) in one.iter().zip(&many).zip(&two) {
        assert!((two - many - (many - one)).abs() < 1e-12);
    }
}

/// Placebo arms: 3.1 and 4.5 of 100 people had lost three quarters of their PASI after twelve weeks, 7 after sixteen.
#[test]
fn psoriasis_goes_by_itself_in_as_many_as_of_placebo_arms() {
    let laboratory = Laboratory::new(&embedded_data()).unwrap();
    let (pasi, area) = (
        laboratory.observation.of("skin.pasi"),
        laboratory.observation.of("skin.psoriasis.area"),
    );
    let visits = [visit(0.0), visit(84.0), visit(112.0)];
    let draws = Draws::new(1);
    let clear = |seen: &Seen, person: u64| -> [bool; 2] {
        let found = seen.observe(&[20.0; 3], &visits, &draws, person);
        [1, 2].map(|later| found[later] <= 0.25 * found[0])
    };
    let people = 20_000;
    let [mut at_twelve, mut at_sixteen, mut both] = [0.0; 3];
    for person in 0..people {
        let [twelve, sixteen] = clear(&pasi, person);
        at_twelve += f64::from(u8::from(twelve));
        at_sixteen += f64::from(u8::from(sixteen));
        both += f64::from(u8::from(sixteen && clear(&area, person)[1]));
    }
    let share = |count: f64| count / people as f64;
    assert!(
        (0.03..0.05).contains(&share(at_twelve)),
        "{}",
        share(at_twelve)
    );
    assert!(
        (0.055..0.08).contains(&share(at_sixteen)),
        "{}",
        share(at_sixteen)
    );
    // Plaques flatten and shrink in the same people.
    assert!(both > 0.7 * at_sixteen, "{both} of {at_sixteen}");
}
