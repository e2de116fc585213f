//! Trials of virtual people: what somebody lives through does not depend on who else there is, arms are the same until something differs, and
//! the truth stands beside what is estimated.

use std::collections::{BTreeMap, BTreeSet};

use lab::laboratory::{Laboratory, Unwatched, embedded_data};
use lab::physiology::document::Source;
use lab::rests::Forgetful;
use lab::statistics::ancova::ancova;
use lab::statistics::dunnett::Dunnett;
use lab::trial::Trial;
use lab::trial::analysis::analyse;
use lab::trial::cohort::describe;
use lab::trial::pool::{Lived, Participant, Pool, Screening};

/// Arms that differ from the fourteenth day on, with spells in which nothing is taken, rescue and dropout.
const TRIAL: &str = r#"
[population]
base = "psoriasis-severe"
people = 20
seed = 7

[schedule]
lasts = "4 wk"
visits = ["2 wk"]

[[arm]]
name = "control"

[[arm]]
name = "late"
[[arm.course]]
take = "methotrexate"
from = "14 d"

[[endpoint]]
outcome = "skin.pasi"
role = "primary"

[[endpoint]]
name = "PASI"
outcome = "skin.pasi"
measure = "value"

[[endpoint]]
name = "PASI 50"
outcome = "skin.pasi"
reduced_by = 0.5
rescue = "composite"

[conduct]
adherence = { mean = 0.8, sd = 0.1, gap = "4 d" }

[conduct.dropout]
first = { day = "1 wk", share = 0.05 }
second = { day = "4 wk", share = 0.3 }

[conduct.rescue]
outcome = "skin.pasi"
at_least = 20
[[conduct.rescue.course]]
take = "topical_steroid"
"#;

fn laboratory() -> Laboratory {
    Laboratory::new(&embedded_data()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn trial(text: &str) -> Trial {
    Trial::read(&Source::new("trial.toml", text)).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn lived(people: &[Participant]) -> impl Iterator<Item = &[Lived]> {
    let enrolled = people
        .iter()
        .filter(|one| one.screening == Screening::Enrolled);
    enrolled.map(|one| one.lived.as_slice())
}

#[test]
fn a_trial_knows_the_truth_about_the_same_people_in_every_arm() {
    let lab = laboratory();
    let trial = trial(TRIAL);
    let pool = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched)
        .unwrap_or_else(|error| panic!("{error:?}"));
    let people = pool
        .part(0, &mut Unwatched)
        .unwrap_or_else(|error| panic!("{error:?}"));
    assert!(
        lived(&people).count() >= trial.people,
        "{}",
        lived(&people).count()
    );

    // Somebody alone is the same to the last bit as in the crowd.
    let somebody = people
        .iter()
        .find(|one| one.screening == Screening::Enrolled)
        .unwrap();
    let alone = pool.people(somebody.number, 1, &mut Unwatched).unwrap();
    assert_eq!(alone.first(), Some(somebody));

    // Arms are the same to the last bit until something differs, and then they are not.
    let unrescued = |lived: &Lived| {
        lived
            .unrescued
            .clone()
            .unwrap_or_else(|| lived.truth.clone())
    };
    let mut differ = 0;
    for arms in lived(&people) {
        let (control, late) = (unrescued(&arms[0]), unrescued(&arms[1]));
        assert_eq!(control[0][..2], late[0][..2]);
        differ += usize::from(control[0][2] != late[0][2]);
    }
    // Some few take nothing at all of what they are given.
    assert!(4 * differ > 3 * lived(&people).count(), "{differ}");
    // Rescue changes nothing before it begins.
    let rescued: Vec<&Lived> = lived(&people)
        .flatten()
        .filter(|lived| lived.rescued_at.is_some())
        .collect();
    assert!(rescued.len() > 5, "{}", rescued.len());
    for lived in rescued {
        let unrescued = lived.unrescued.as_ref().unwrap();
        assert_eq!(lived.truth[0][..2], unrescued[0][..2]);
        assert!(lived.truth[0][2] < unrescued[0][2]);
    }
    // Who has left is seen no more.
    let left = lived(&people)
        .flatten()
        .filter(|lived| lived.left_at.is_some())
        .count();
    assert!(left > 0);

    let results = analyse(&pool, &people, &mut Unwatched).unwrap();
    assert_eq!(results.flow.enrolled, trial.people);
    assert_eq!(
        results
            .flow
            .arms
            .iter()
            .map(|arm| arm.allocated)
            .collect::<Vec<_>>(),
        [10, 10]
    );
    let contrast = &results.endpoints[0].contrasts[0];
    assert!(contrast.interval.0 < contrast.estimate && contrast.estimate < contrast.interval.1);
    assert!(
        contrast.truth.unwrap() < 0.0,
        "methotrexate makes plaques smaller"
    );
    // That everybody is in both arms is worth many more people (A11).
    let value = &results.endpoints[1].contrasts[0];
    assert!(value.truth_se < value.truth_se_unpaired / 3.0, "{value:?}");
    // The same people again give the same numbers.
    let again = analyse(&pool, &people, &mut Unwatched).unwrap();
    assert_eq!(
        format!("{:?}", again.endpoints),
        format!("{:?}", results.endpoints)
    );
}

/// Weighted people have the published mean and standard deviation (A3): within a hundredth of the standard deviation.
#[test]
fn a_cohort_is_brought_to_what_was_published() {
    let lab = laboratory();
    let cohort = Trial::cohort_of("psoriasis-severe", 60, 3, &["skin.pasi", "skin.tewl"]);
    let pool = Pool::of_everybody(&lab, &cohort, &Forgetful, &mut Unwatched)
        .unwrap_or_else(|error| panic!("{error:?}"));
    assert_eq!(pool.parts(), 1);
    let people = pool.part(0, &mut Unwatched).unwrap();
    assert_eq!(people.len(), 60);
    let described = describe(&pool, &people, &mut Unwatched).unwrap();
    assert_eq!(described.drawn, 60);
    assert!(
        described.effective > 0.5 * described.plausible as f64,
        "{}",
        described.effective
    );
    assert!(
        (described
            .weights
            .iter()
            .map(|(_, weight)| weight)
            .sum::<f64>()
            - 1.0)
            .abs()
            < 1e-12
    );
    let targets: Vec<_> = described
        .published
        .iter()
        .filter(|one| one.is_target)
        .collect();
    assert_eq!(targets.len(), 2);
    for target in targets {
        let off = (target.weighted - target.published).abs();
        assert!(off < 0.01 * 9.0, "{target:?}");
        assert!((target.drawn - target.published).abs() < 4.0, "{target:?}");
    }
}

#[test]
fn a_population_that_nobody_fits_says_why() {
    let lab = laboratory();
    let none = TRIAL.replace(
        "[[arm]]\nname = \"control\"",
        "[[eligible]]\noutcome = \"skin.pasi\"\nat_least = 71\n\n[[arm]]\nname = \"control\"",
    );
    let trial = trial(&none);
    let error = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched)
        .err()
        .unwrap();
    let told = format!("{error:?}");
    assert!(
        told.contains("nobody of 128 people of psoriasis-severe fits the trial"),
        "{told}"
    );
    assert!(told.contains("skin.pasi below 71"), "{told}");
}

#[test]
fn who_is_known_not_to_fit_is_not_brought_to_rest() {
    let lab = laboratory();
    let asking = |criteria: &str| {
        let text = TRIAL.replacen("[[arm]]", &format!("{criteria}\n[[arm]]"), 1);
        let trial = trial(&text);
        let pool = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched);
        let pool = pool.unwrap_or_else(|error| panic!("{error:?}"));
        let age = pool.population().covariates.iter();
        let age = age
            .enumerate()
            .find(|(_, one)| one.name == "age")
            .unwrap()
            .0;
        let people = pool.people(1, 24, &mut Unwatched).unwrap();
        (age, people)
    };
    let (age, everybody) = asking("");
    let (_, chosen) = asking(
        "[[eligible]]\ncovariate = \"age\"\nat_least = 30\nat_most = 55\n[[eligible]]\nsex = \"male\"\n[[eligible]]\nlacks = \"hla-c0602\"",
    );
    let male = |one: &Participant| one.carries.iter().any(|name| name == "male");
    let hla = |one: &Participant| one.carries.iter().any(|name| name == "hla-c0602");
    let enrolled = |people: &[Participant]| -> usize {
        let enrolled = people
            .iter()
            .filter(|one| one.screening == Screening::Enrolled);
        enrolled.count()
    };
    assert!(enrolled(&chosen) > 0 && enrolled(&chosen) < enrolled(&everybody));
    for (one, other) in everybody.iter().zip(&chosen) {
        let fits = (30.0..=55.0).contains(&one.covariates[age]) && male(one) && !hla(one);
        if fits {
            // Whoever fits is in this trial who they are in that of everybody, to the last bit.
            assert_eq!(one, other);
        } else {
            let Screening::Ineligible(why) = &other.screening else {
                panic!("{other:?}")
            };
            let reasons = ["age below 30", "age above 55", "not male", "with hla-c0602"];
            assert!(reasons.contains(&why.as_str()), "{why}");
            assert!(other.at_rest.is_empty() && other.lived.is_empty());
        }
    }
}

/// Everybody who may be enrolled.
fn everybody(pool: &Pool<'_>) -> Vec<Participant> {
    let part = |part: usize| pool.part(part, &mut Unwatched).unwrap();
    (0..pool.parts()).flat_map(part).collect()
}

fn results(text: &str) -> (usize, lab::trial::results::Results) {
    let lab = laboratory();
    let trial = trial(text);
    let pool = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched)
        .unwrap_or_else(|error| panic!("{error:?}"));
    let people = everybody(&pool);
    let days = pool.days().len();
    (days, analyse(&pool, &people, &mut Unwatched).unwrap())
}

#[test]
fn a_factorial_trial_takes_each_factor_over_both_states_of_the_other() {
    let (_, results) = results(
        r#"
        design = "factorial"
        [population]
        base = "psoriasis-severe"
        people = 24
        seed = 5
        [schedule]
        lasts = "2 wk"
        [[factor]]
        name = "methotrexate"
        [[factor.course]]
        take = "methotrexate"
        [[factor]]
        name = "adalimumab"
        [[factor.course]]
        take = "adalimumab"
        [[endpoint]]
        outcome = "skin.pasi"
        "#,
    );
    let found = &results.endpoints[0];
    let names: Vec<&str> = found.arms.iter().map(|arm| arm.name.as_str()).collect();
    let expected = [
        "none",
        "methotrexate",
        "adalimumab",
        "methotrexate + adalimumab",
    ];
    assert_eq!(names, expected);
    let truth: Vec<f64> = found.arms.iter().map(|arm| arm.truth).collect();
    // The mean of what it does alone and beside the other.
    let methotrexate = 0.5 * (truth[1] - truth[0] + truth[3] - truth[2]);
    let told = found.contrasts[0].truth.unwrap();
    assert!(
        (told - methotrexate).abs() < 1e-9,
        "{told} and {methotrexate}"
    );
    assert!(told < 0.0 && found.contrasts[1].truth.unwrap() < 0.0);
    // Everybody is in the comparison of each factor.
    assert_eq!(
        results
            .flow
            .arms
            .iter()
            .map(|arm| arm.allocated)
            .sum::<usize>(),
        24
    );
}

#[test]
fn a_person_can_be_a_trial_of_their_own() {
    let (days, results) = results(
        r#"
        design = "n-of-1"
        cycles = 2
        washout = "3 d"
        [population]
        base = "healthy-adult"
        people = 8
        seed = 5
        [schedule]
        lasts = "1 wk"
        [[arm]]
        name = "usual"
        [[arm]]
        name = "inulin"
        [[arm.course]]
        eat = "inulin"
        dose = "12 g/d"
        [[endpoint]]
        outcome = "stool.butyrate"
        measure = "value"
        better = "higher"
        "#,
    );
    // Four periods, each seen at its start and end.
    assert_eq!(days, 8);
    let found = &results.endpoints[0];
    assert_eq!(
        found.arms.iter().map(|arm| arm.people).collect::<Vec<_>>(),
        [8, 8]
    );
    let contrast = &found.contrasts[0];
    assert_eq!(contrast.method, "paired t test of people's means");
    let truth = contrast.truth.unwrap();
    assert!(truth > 0.0, "inulin feeds those who make butyrate");
    // Three days do not wash it out: what is left makes the effect look smaller.
    let off = contrast.carried_over.unwrap();
    assert!(off < 0.0 && -off < truth, "{off} of {truth}");
    assert!(
        results
            .warnings
            .iter()
            .any(|warning| warning.contains("carries over"))
    );
}

/// A person stays in one cluster and a cluster in one arm; people of a cluster resemble each other in what they are; plans count clusters.
#[test]
fn clusters_are_randomised_whole() {
    let lab = laboratory();
    let trial = trial(
        r#"
        design = "cluster"
        clusters = 6
        alike = 0.6
        [population]
        base = "psoriasis-severe"
        people = 36
        seed = 5
        [schedule]
        lasts = "4 wk"
        [[arm]]
        name = "control"
        [[arm]]
        name = "adalimumab"
        [[arm.course]]
        take = "adalimumab"
        [[endpoint]]
        outcome = "skin.pasi"
        [[endpoint]]
        name = "PASI 50"
        outcome = "skin.pasi"
        reduced_by = 0.5
        "#,
    );
    let pool = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched).unwrap();
    let people = everybody(&pool);
    let results = analyse(&pool, &people, &mut Unwatched).unwrap();
    let mut arms: BTreeMap<usize, BTreeSet<&str>> = BTreeMap::new();
    for (number, arm) in &results.allocated {
        arms.entry(number % 6).or_default().insert(arm);
    }
    assert_eq!(arms.len(), 6);
    assert!(arms.values().all(|arms| arms.len() == 1), "{arms:?}");
    let treated = arms.values().filter(|arms| arms.contains("adalimumab"));
    assert_eq!(treated.count(), 3);

    let [change, halved] = &results.endpoints[..] else {
        panic!("{:?}", results.endpoints)
    };
    assert_eq!(change.contrasts[0].method, "ANCOVA of clusters' means");
    assert_eq!(halved.contrasts[0].method, "t test of clusters' shares");
    assert!(
        change.contrasts[0].estimate < 0.0,
        "adalimumab makes plaques smaller"
    );
    // All have as many people here or nearly so, and the shares of arms are near those of their clusters.
    let share = |arm: usize| halved.arms[arm].mean;
    let apart = halved.contrasts[0].estimate - (share(1) - share(0));
    assert!(apart.abs() < 0.1, "{apart}");
    assert!(change.intracluster_correlation.is_some());
    let plan = &results.plans[0];
    assert_eq!((plan.size, plan.curve[0].0), (3, 3));

    // Covariates of people whose numbers are six apart go together, in all who were screened.
    let index = |one: &Participant| one.covariates[1];
    let mean = people.iter().map(index).sum::<f64>() / people.len() as f64;
    let product = |apart: usize| {
        let pairs = people.iter().zip(&people[apart..]);
        pairs
            .map(|(one, other)| (index(one) - mean) * (index(other) - mean))
            .sum::<f64>()
            / (people.len() - apart) as f64
    };
    assert!(
        product(6) > 0.2 * product(0),
        "{} of {}",
        product(6),
        product(0)
    );
}

const DOSES: &str = r#"
    [population]
    base = "healthy-adult"
    people = 30
    seed = 5
    [schedule]
    lasts = "2 wk"
    [[arm]]
    name = "usual"
    [[arm]]
    name = "inulin"
    doses = ["6 g/d", "12 g/d"]
    [[arm.course]]
    eat = "inulin"
    [[endpoint]]
    outcome = "stool.butyrate"
    better = "higher"
    role = "primary"
    [[endpoint]]
    name = "until there is enough"
    outcome = "stool.butyrate"
    measure = "time to response"
    at_least = 14
    [analysis]
    multiplicity = "dunnett"
    "#;

/// A person has the same bits whatever number of arms and people there are (A1), while the arms give the same medicines on the same days.
#[test]
fn an_arm_more_moves_nobody() {
    let lab = laboratory();
    let lived = |text: &str| {
        let trial = trial(text);
        let pool = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched).unwrap();
        pool.people(1, 32, &mut Unwatched).unwrap()
    };
    let three = lived(DOSES);
    let two = DOSES.replace("[\"6 g/d\", \"12 g/d\"]", "[\"12 g/d\"]");
    let two = lived(&two.replace("people = 30", "people = 20"));
    let mut compared = 0;
    for (three, two) in three.iter().zip(&two) {
        assert_eq!(three.at_rest, two.at_rest);
        for (place, way) in two.lived.iter().enumerate() {
            assert_eq!(way, &three.lived[2 * place]);
            compared += 1;
        }
    }
    assert!(compared >= 10, "{compared}");
}

/// Few people leave some arm without anybody in a half of them: that half has no effect, and nothing else is lost.
#[test]
fn an_arm_may_be_empty_among_some() {
    let lab = laboratory();
    let trial = trial(&DOSES.replace("people = 30", "people = 9"));
    let pool = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched).unwrap();
    let results = analyse(&pool, &everybody(&pool), &mut Unwatched).unwrap();
    assert!(results.endpoints[0].contrasts[1].estimate.is_finite());
    let halves = results.markers.iter().flat_map(|marker| marker.halves);
    assert!(
        halves.into_iter().all(|half| half.is_none()),
        "nine people are too few for halves"
    );
}

/// Three arms share one control and one error: Dunnett's p values are of one analysis of covariance of all of them.
#[test]
fn arms_that_share_a_control_are_analysed_together() {
    let lab = laboratory();
    let trial = trial(DOSES);
    let pool = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched).unwrap();
    let people = everybody(&pool);
    let results = analyse(&pool, &people, &mut Unwatched).unwrap();
    let arm_names = ["usual", "inulin 6 g/d", "inulin 12 g/d"];
    let (mut arm, mut baseline, mut change) = (Vec::new(), Vec::new(), Vec::new());
    for (number, name) in &results.allocated {
        let one = people.iter().find(|one| one.number == *number).unwrap();
        let way = arm_names.iter().position(|one| one == name).unwrap();
        let seen: Vec<f64> = one.lived[way].seen[0].iter().copied().flatten().collect();
        arm.push(way);
        baseline.push(seen[0]);
        change.push(seen[1] - seen[0]);
    }
    let expected = ancova(&arm, &baseline, &change).unwrap();
    let dunnett = Dunnett::new(10.0, &[10.0, 10.0], 26.0).unwrap();
    for (contrast, effect) in results.endpoints[0].contrasts.iter().zip(&expected.effects) {
        assert!((contrast.estimate - effect.value).abs() < 1e-9 * effect.value.abs());
        let adjusted = dunnett.p(effect.statistic());
        let told = contrast.adjusted_p.unwrap();
        assert!(
            (told - adjusted).abs() < 1e-9,
            "{told}, expected {adjusted}"
        );
        assert!(contrast.p < told, "two comparisons share the error rate");
    }
    // Hazards are compared arm by arm.
    for contrast in &results.endpoints[1].contrasts {
        assert_eq!(
            (contrast.method, &contrast.fault),
            ("hazard ratio (log-rank)", &None)
        );
    }
}

/// A trial says where it goes further than the evidence: in dose, age, disease and time.
#[test]
fn what_no_evidence_covers_is_told() {
    let lab = laboratory();
    let trial = trial(
        r#"
        [population]
        base = "atopic-child-moderate"
        people = 6
        [schedule]
        lasts = "1 wk"
        [[arm]]
        name = "nothing"
        [[arm]]
        name = "methotrexate"
        [[arm.course]]
        take = "methotrexate"
        dose = "60 mg"
        [[endpoint]]
        outcome = "skin.easi"
        "#,
    );
    let pool = Pool::new(&lab, &trial, &Forgetful, &mut Unwatched).unwrap();
    let results = analyse(&pool, &everybody(&pool), &mut Unwatched).unwrap();
    for told in [
        "times the usual dose of methotrexate (15 mg every 7 d) for the weight; the evidence covers 0.5 to 1.67 times",
        "methotrexate in 6 of 6 people at ages that the evidence does not cover; it covers 18 and more years",
        "methotrexate in people with atopic-dermatitis-moderate; the evidence is of psoriasis",
    ] {
        assert!(
            results.warnings.iter().any(|one| one.contains(told)),
            "{told}: {:#?}",
            results.warnings
        );
    }
    assert!(
        results
            .warnings
            .iter()
            .all(|one| !one.contains("schedule.lasts"))
    );
}
