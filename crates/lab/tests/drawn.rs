//! People beside the typical person: they show how sure a result is, and change nothing of it.

mod common;

use lab::laboratory::Unwatched;
use lab::outcome::Run;
use lab::physiology::numbers::Spread;
use lab::rests::Forgetful;
use lab::run::{Question, RunError};

/// An antibiotic and two days: later butyrate overshoots, in some people by more than it fell.
const SCENARIO: &str =
    "[[course]]\ntake = \"clindamycin\"\nlasts = \"5 d\"\n[sample]\nuntil = \"7 d\"\n";

fn ask(why: bool, people: usize, seed: u64) -> Run {
    let question = Question {
        why,
        people,
        seed,
        ..Question::default()
    };
    common::ask(&common::laboratory(), SCENARIO, &question)
}

#[test]
fn the_typical_person_is_the_same_to_the_last_bit_with_others_beside() {
    let (alone, beside) = (ask(true, 1, 1), ask(true, 5, 1));
    assert_eq!(alone.people, None);
    for (a, b) in [
        (&alone.outcomes, &beside.outcomes),
        (&alone.changed_most, &beside.changed_most),
    ] {
        assert!(a.iter().all(|outcome| outcome.band.is_none()));
        for (a, b) in a.iter().zip(b) {
            assert_eq!((&a.name, &a.values), (&b.name, &b.values));
        }
    }
    for (a, b) in alone.reasons.iter().zip(&beside.reasons) {
        assert_eq!(
            (a.with, a.without, a.directly),
            (b.with, b.without, b.directly)
        );
        for (a, b) in a.parts.iter().zip(&b.parts) {
            assert_eq!(
                (a.route, a.share, a.necessity),
                (b.route, b.share, b.necessity)
            );
        }
    }
}

#[test]
fn bands_are_in_order_and_mostly_hold_the_typical_person() {
    let run = ask(false, 24, 1);
    let people = run.people.as_ref().expect("people were asked for");
    assert_eq!((people.count, people.seed), (23, 1));
    let (mut inside, mut all) = (0, 0);
    for outcome in run.outcomes.iter().chain(&run.changed_most) {
        let band = outcome.band.as_ref().expect("a band");
        for (value, (lo, hi)) in outcome.values.iter().zip(band.lo.iter().zip(&band.hi)) {
            assert!(lo <= hi, "{}: {lo} to {hi}", outcome.name);
            inside += usize::from((lo..=hi).contains(&value));
            all += 1;
        }
        assert_eq!(band.lo.len(), run.times.len());
    }
    assert!(inside * 10 >= all * 9, "{inside} of {all}");
    let crp = run
        .outcomes
        .iter()
        .find(|outcome| outcome.name == "blood.crp");
    let crp = crp.and_then(|crp| crp.band_on(0.0, &run.times));
    let (lo, hi) = crp.expect("CRP is shown");
    // Between healthy people CRP differs more than twofold, and hardly ever a hundredfold.
    assert!((2.0..100.0).contains(&(hi / lo)), "{lo} to {hi}");
}

#[test]
fn the_same_seed_gives_the_same_people_and_reasons_change_no_bit_of_a_band() {
    let bands = |run: &Run| -> Vec<_> { run.outcomes.iter().map(|one| one.band.clone()).collect() };
    let one = ask(true, 4, 1);
    assert_eq!(one.reasons, ask(true, 4, 1).reasons);
    assert_eq!(bands(&one), bands(&ask(false, 4, 1)));
    assert_ne!(bands(&one), bands(&ask(false, 4, 2)));
}

#[test]
fn an_effect_says_how_sure_it_is() {
    let run = ask(true, 9, 1);
    let followed = run.people.as_ref().map(lab::outcome::Drawn::followed);
    let mut parts = 0;
    for reason in &run.reasons {
        let doubt = reason.doubt.expect("people lived without the courses");
        assert_eq!(Some(doubt.people), followed);
        assert!(doubt.effect.0 <= doubt.effect.1 && doubt.same_sign <= doubt.people);
        for part in reason.parts.iter().filter(|_| reason.is_effect()) {
            let (lo, hi) = part.necessity_band.expect("the way was cut in people");
            assert!(lo <= hi);
            parts += 1;
        }
    }
    assert!(parts > 0);
    // Clindamycin takes the butyrate of everybody.
    let butyrate = run
        .reasons
        .iter()
        .find(|one| one.outcome == "stool.butyrate");
    let doubt = butyrate
        .and_then(|one| one.doubt)
        .expect("butyrate is shown");
    assert_eq!(doubt.same_sign, doubt.people);
    assert!(doubt.effect.1 < 0.0, "{doubt:?}");
}

/// Where nobody can be followed, the typical person is shown alone unless people were insisted on.
#[test]
fn the_typical_person_is_there_when_no_other_can_be_followed() {
    let mut lab = common::laboratory();
    let transit = lab.data.parameters.get("colon.transit_time");
    let mut endless = transit.expect("a parameter").clone();
    (endless.lo, endless.hi) = (None, None);
    endless.spread = Some(Spread::Normal { sd: f64::INFINITY });
    lab.data.parameters.insert(endless);
    let ask = |insist| {
        let question = Question {
            people: 5,
            insist,
            ..Question::default()
        };
        let scenario = common::scenario(SCENARIO);
        lab::run::run(&lab, &scenario, None, &question, &Forgetful, &mut Unwatched)
    };
    assert!(matches!(ask(true), Err(RunError::People(_))));
    let alone = ask(false).unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(alone.people, None);
    let said = alone.warnings.concat();
    assert!(
        said.contains("4 of 4 drawn people could not be followed"),
        "{said}"
    );
    assert!(
        said.ends_with("the typical person is shown alone"),
        "{said}"
    );
}
