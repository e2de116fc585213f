//! Findings: as they are read, run, judged and counted.

mod common;

use lab::evidence::experiment::{Bench, Compared, Effort, Replicated};
use lab::evidence::ledger::Ledger;
use lab::evidence::reading::Reading;
use lab::evidence::score::{Baselines, Entry, Score};
use lab::evidence::verdict::{Mark, Verdict};
use lab::evidence::{Finding, embedded_findings};
use lab::laboratory::Unwatched;
use lab::physiology::document::{Fault, Source};
use lab::rests::Forgetful;

use common::laboratory;

const FINDING: &str = r#"
claim = "a steroid cream clears eczema"
arrows = ["th2_to_skin_barrier"]
claims = [13]
disease = "AD"
design = "made up"
people = "adults"
strength = "strong"
status = "recalled"
cited = "nobody"
locator = "nowhere"
reported = "less"

[population]
base = "atopic-adult-moderate"

[schedule]
lasts = "4 wk"

[[arm]]
name = "vehicle"
people = 20

[[arm]]
name = "steroid"
people = 20
[[arm.course]]
apply = "topical-corticosteroid"

[[reading]]
name = "EASI"
outcome = "skin.easi"
arm = "steroid"
against = "vehicle"
measure = "change"
effect = "difference"
published = -6.0
interval = [-8.0, -4.0]
p = 0.001
direction = "down"
rule = "inside CI"
"#;

fn read(text: &str) -> Result<Finding, Vec<Fault>> {
    Finding::read(&Source::new("F1.toml", text))
}

fn with(old: &str, new: &str) -> String {
    assert!(FINDING.contains(old), "{old}");
    FINDING.replacen(old, new, 1)
}

#[track_caller]
fn refused(text: &str, wanted: &[&str]) {
    let faults = read(text).expect_err("a fault");
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    for part in wanted {
        assert!(
            told.iter().any(|one| one.contains(part)),
            "{part} in {told:?}"
        );
    }
}

#[test]
fn built_in_findings_fit_the_data() {
    let lab = laboratory();
    let findings = Finding::read_all(&embedded_findings()).expect("findings");
    assert!(findings.len() >= 127);
    for finding in &findings {
        if let Ok(experiment) = &finding.experiment {
            let mismatches = experiment.check(&lab).expect("equations");
            assert!(mismatches.is_empty(), "{}: {mismatches:?}", finding.id);
        }
    }
}

#[test]
fn faults_name_file_line_field_and_what_is_allowed() {
    refused(
        &with("lasts = \"4 wk\"", "lasts = \"4 km\""),
        &["F1.toml", "schedule.lasts"],
    );
    refused(
        &with("th2_to_skin_barrier", "th2_to_skin"),
        &["`th2_to_skin` is not an arrow", "`th2_to_skin_barrier`"],
    );
    refused(
        &with("arm = \"steroid\"", "arm = \"steroids\""),
        &["reading[0].arm", "steroid"],
    );
    refused(
        &with("rule = \"inside CI\"", "rule = \"near\""),
        &["reading[0].rule", "inside CI"],
    );
    refused(
        &with("interval = [-8.0, -4.0]", "interval = [-4.0, -8.0]"),
        &["reading[0].interval"],
    );
    refused(
        &with("interval = [-8.0, -4.0]\n", ""),
        &["asks for the published interval"],
    );
    refused(&with("published = -6.0\n", ""), &["asks for a size"]);
    refused(
        &with("measure = \"change\"", "at_most = 1"),
        &["is not asked of who responded"],
    );
    refused(
        &with("effect = \"difference\"", "effect = \"odds ratio\""),
        &["asks who responded"],
    );
    refused(
        &with("against = \"vehicle\"\n", ""),
        &["reading[0].against", "baseline"],
    );
    refused(
        &with("locator = \"nowhere\"\n", ""),
        &["does not say where it is found"],
    );
    refused(&with("people = 20", "people = 1"), &["arm[0].people"]);
    refused(
        &with("strength = \"strong\"", "strength = \"firm\""),
        &["strength", "moderate"],
    );
    refused(&with("claim =", "clam ="), &["did you mean `claim`"]);
    refused(
        &with("name = \"EASI\"", "name = \"EASI\"\narrow = \"skin_itch\""),
        &["reading[0].arrow", "`skin_itch` is not an arrow"],
    );
}

#[test]
fn a_reading_comes_by_the_main_arrow_unless_it_names_another_or_none() {
    let arrow = |text: &str| {
        let experiment = read(text).expect("a finding").experiment;
        let reading = experiment.expect("an experiment").readings.swap_remove(0);
        reading.arrow.map(|arrow| arrow.text)
    };
    let named = |arrow: &str| {
        with(
            "name = \"EASI\"",
            &format!("name = \"EASI\"\narrow = \"{arrow}\""),
        )
    };
    assert_eq!(arrow(FINDING).as_deref(), Some("th2_to_skin_barrier"));
    assert_eq!(
        arrow(&named("itch_to_skin")).as_deref(),
        Some("itch_to_skin")
    );
    assert_eq!(arrow(&named("none")), None);
    let finding = read(&named("itch_to_skin")).expect("a finding");
    assert!(finding.bears_on("th2_to_skin_barrier") && finding.bears_on("itch_to_skin"));
    assert!(!finding.bears_on("skin_to_blood"));
}

#[test]
fn what_does_not_fit_the_data_is_told_with_its_place() {
    let finding = read(&with("skin.easi", "skin.eazi")).expect("a finding");
    let experiment = finding.experiment.expect("an experiment");
    let mismatches = experiment.check(&laboratory()).expect("equations");
    assert_eq!(mismatches.len(), 1);
    assert_eq!(mismatches[0].field, "reading[0].outcome");
    assert!(
        mismatches[0]
            .help
            .as_deref()
            .is_some_and(|help| help.contains("skin.easi"))
    );
}

fn run(finding: &Finding) -> Replicated {
    let effort = Effort {
        people: 16,
        trials: 60,
        worlds: (4, 4),
        ..Effort::QUICK
    };
    let lab = laboratory();
    let mut bench = Bench::new(&lab, &Forgetful, effort);
    let found = bench.run(finding, &mut Unwatched).expect("a run");
    found.expect("an experiment")
}

#[test]
fn a_finding_is_run_and_gives_the_same_again() {
    let finding = read(&with("p = 0.001", "p = 0.04")).expect("a finding");
    let found = run(&finding);
    assert_eq!(found.people, 16);
    assert_eq!(found.readings[0].len(), 60);
    let again = run(&finding);
    assert_eq!(found.readings, again.readings);
    // Every trial takes other people and errs in other ways.
    let first = found.readings[0][0].effect;
    assert!(
        found.readings[0]
            .iter()
            .skip(1)
            .all(|trial| trial.effect != first)
    );
    let readings = &finding.experiment.as_ref().expect("an experiment").readings;
    let verdict = Verdict::of(&readings[0], &found.readings[0]);
    assert!(verdict.predicted < -1.5, "{verdict:?}");
    assert_eq!(verdict.direction, Some(true));
}

/// What was published of those who were chosen by a score is regression to the mean as well: without any treatment they get better.
#[test]
fn who_is_chosen_for_looking_bad_looks_better_later() {
    let text = with(
        "[schedule]",
        "[[eligible]]\noutcome = \"skin.easi\"\nat_least = 18\n[schedule]",
    )
    .replace(
        "arm = \"steroid\"\nagainst = \"vehicle\"",
        "arm = \"vehicle\"\nagainst = \"baseline\"",
    );
    let found = run(&read(&text).expect("a finding"));
    let mean = found.readings[0]
        .iter()
        .map(|trial| trial.effect)
        .sum::<f64>()
        / 60.0;
    assert!(mean < -0.5, "{mean}");
}

/// A cream given from the second week on does all it does after the visit of that week, and nothing before.
#[test]
fn a_change_is_counted_from_the_visit_that_is_named() {
    let text = with("lasts = \"4 wk\"", "lasts = \"4 wk\"\nvisits = [\"2 wk\"]").replace(
        "apply = \"topical-corticosteroid\"",
        "apply = \"topical-corticosteroid\"\nfrom = \"2 wk\"",
    );
    let mean = |text: &str| {
        let found = run(&read(text).expect("a finding"));
        let trials = &found.readings[0];
        let sum: f64 = trials.iter().map(|trial| trial.effect).sum();
        sum / trials.len() as f64
    };
    let counted = "measure = \"change\"";
    let after = mean(&text.replace(counted, "since = \"2 wk\"\nmeasure = \"change\""));
    let before = mean(&text.replace(counted, "at = \"2 wk\"\nmeasure = \"change\""));
    assert!(after < -1.0 && before.abs() < 1.0, "{after} {before}");
    refused(
        &text.replace(counted, "since = \"4 wk\""),
        &["reading[0].since", "a visit before that of `at`"],
    );
    let correlated = "since = \"2 wk\"\nwith = \"skin.tewl\"\nwith_at = \"0 d\"";
    refused(
        &text
            .replace(counted, correlated)
            .replace("effect = \"difference\"", "effect = \"correlation\"")
            .replace("against = \"vehicle\"\n", ""),
        &["reading[0].since", "not after that of `with_at`"],
    );
    refused(
        &text.replace(counted, "since = \"3 wk\""),
        &["reading[0].since", "nobody is seen"],
    );
}

/// What a trial finds, without running one.
fn found(effect: f64, p: f64) -> Vec<Compared> {
    let one = |nudge: f64| Compared {
        effect: effect + nudge,
        elsewhere: None,
        p: Some(p),
        difference: effect,
        spread: 5.0,
    };
    (-10..=10).map(|step| one(f64::from(step) * 0.1)).collect()
}

fn reading(changes: &[(&str, &str)]) -> Reading {
    let mut text = FINDING.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    let experiment = read(&text).expect("a finding").experiment;
    experiment.expect("an experiment").readings.remove(0)
}

#[test]
fn verdicts_follow_their_rules() {
    let inside = reading(&[]);
    let marks = |reading: &Reading, effect: f64, p: f64| {
        let verdict = Verdict::of(reading, &found(effect, p));
        (
            verdict.direction,
            verdict.size,
            verdict.null,
            verdict.covered,
        )
    };
    assert_eq!(
        marks(&inside, -6.0, 0.01),
        (Some(true), Some(true), None, Some(true))
    );
    assert_eq!(
        marks(&inside, -3.9, 0.01),
        (Some(true), Some(false), None, Some(false))
    );
    // A third of the trials go the other way, and the publication was sure.
    assert_eq!(marks(&inside, -0.3, 0.5).0, Some(false));
    let unsure = reading(&[("p = 0.001", "p = 0.04")]);
    assert_eq!(marks(&unsure, -0.3, 0.5).0, Some(true));
    assert_eq!(marks(&unsure, 0.3, 0.5).0, Some(false));
    let twofold = reading(&[("inside CI", "factor 2")]);
    assert_eq!(marks(&twofold, -3.01, 0.01).1, Some(true));
    assert_eq!(marks(&twofold, -2.99, 0.01).1, Some(false));
    assert_eq!(marks(&twofold, -12.01, 0.01).1, Some(false));
    let ratio = [
        ("\"difference\"", "\"ratio\""),
        ("-6.0", "1.4"),
        ("\"down\"", "\"up\""),
        ("inside CI", "factor 2"),
    ];
    let ratio = reading(&ratio);
    assert_eq!(marks(&ratio, 1.21, 0.01).1, Some(true));
    assert_eq!(marks(&ratio, 1.19, 0.01).1, Some(false));
    let null = reading(&[("inside CI", "null"), ("\"down\"", "\"none\"")]);
    assert_eq!(marks(&null, 0.9, 0.5), (None, None, Some(true), None));
    assert_eq!(marks(&null, 1.1, 0.5).2, Some(false));
    assert_eq!(marks(&null, 0.1, 0.01).2, Some(false));
}

#[test]
fn an_interval_holds_what_may_be_in_other_worlds_and_judges_nothing_else() {
    let inside = reading(&[]);
    let here = found(-3.9, 0.01);
    let anywhere: Vec<Compared> = here
        .iter()
        .map(|one| Compared {
            elsewhere: Some(one.effect * 2.0),
            ..*one
        })
        .collect();
    let [here, anywhere] = [here, anywhere].map(|found| Verdict::of(&inside, &found));
    assert_eq!(anywhere.interval.0, here.interval.0 * 2.0);
    assert_eq!((here.covered, anywhere.covered), (Some(false), Some(true)));
    assert_eq!(
        (here.predicted, here.direction, here.size),
        (anywhere.predicted, anywhere.direction, anywhere.size)
    );
}

#[test]
fn some_people_of_a_pool_live_in_other_worlds() {
    let found = run(&read(FINDING).expect("a finding"));
    let moved = found.readings[0]
        .iter()
        .filter(|trial| trial.elsewhere.is_some_and(|there| there != trial.effect));
    assert!(moved.count() > 30);
}

#[test]
fn nothing_to_compare_is_no_hit() {
    let verdict = Verdict::of(&reading(&[]), &[]);
    assert!(verdict.predicted.is_nan());
    assert_eq!(
        (verdict.direction, verdict.size),
        (Some(false), Some(false))
    );
}

fn findings() -> Vec<Finding> {
    let strong = read(FINDING).expect("a finding");
    let weak = with("\"strong\"", "\"weak\"");
    let weak = read(&weak.replace(
        "[\"th2_to_skin_barrier\"]",
        "[\"th2_to_skin_barrier\", \"itch_to_skin\"]",
    ));
    let null = with("inside CI", "null").replace("\"down\"", "\"none\"");
    vec![
        strong,
        weak.expect("a finding"),
        read(&null).expect("a finding"),
    ]
}

fn entries<'a>(findings: &'a [Finding], effects: &[f64]) -> Vec<Entry<'a>> {
    let judged = |(finding, effect): (&'a Finding, &f64)| {
        let readings = &finding.experiment.as_ref().expect("an experiment").readings;
        Entry {
            finding,
            outcome: Ok(vec![Verdict::of(&readings[0], &found(*effect, 0.5))]),
        }
    };
    findings.iter().zip(effects).map(judged).collect()
}

#[test]
fn findings_count_by_their_strength_and_arrows_alike() {
    let findings = findings();
    let score = Score::of(&entries(&findings, &[-6.0, 6.0, 0.1]));
    // On the first arrow 3 of 4 are right, on the second none is.
    assert_eq!(score.mark(Mark::Direction), Some(0.375));
    assert_eq!(score.mark(Mark::Size), Some(0.375));
    assert_eq!(score.mark(Mark::Null), Some(1.0));
    assert_eq!(score.at_zero().collect::<Vec<_>>(), ["itch_to_skin"]);
}

#[test]
fn a_model_in_which_nothing_happens_is_right_about_nulls_alone() {
    let findings = findings();
    let baselines = Baselines::of(&entries(&findings, &[-6.0, -6.0, 0.1]));
    assert_eq!(baselines.no_effect.mark(Mark::Direction), Some(0.0));
    assert_eq!(baselines.no_effect.mark(Mark::Null), Some(1.0));
    // The other findings of the kind were published as -6.
    assert_eq!(baselines.mean_of_kind.mark(Mark::Direction), Some(1.0));
    assert_eq!(baselines.mean_of_kind.mark(Mark::Null), Some(0.0));
    // All go the same way: shuffling changes nothing.
    assert_eq!((baselines.shuffled, baselines.shuffled_p), (1.0, 1.0));
}

#[test]
fn a_ledger_is_read_back_and_tells_what_is_lost() {
    let findings = findings();
    let right = entries(&findings, &[-6.0, -6.0, 0.1]);
    let text = Ledger::default().after(&right[..1], &[]);
    let ledger = Ledger::read(&Source::new("ledger.toml", text)).expect("a ledger");
    assert_eq!(ledger.lost(&right[..1]), []);
    let worse = entries(&findings, &[-2.0, 6.0, 3.0]);
    let lost = ledger.lost(&worse[..1]);
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert_eq!(
        (lost[0].reading.as_str(), lost[0].mark),
        ("F1 EASI", Mark::Size)
    );
    let faults = Ledger::read(&Source::new("ledger.toml", "[\"F1 EASI\"]\nsize = 3\n"));
    assert!(faults.is_err());
}
