//! The program from outside: every example runs, and results keep their contract.

mod program;

use std::process::Output;

use program::{enteroderm_in, root};

fn enteroderm(arguments: &[&str]) -> Output {
    enteroderm_in(&root(), arguments)
}

fn run_json(scenario: &str, more: &[&str]) -> serde_json::Value {
    let arguments = [&["run", scenario, "--format", "json"], more].concat();
    let output = enteroderm(&arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{scenario}: {errors}");
    serde_json::from_slice(&output.stdout).expect("JSON on stdout")
}

fn values(run: &serde_json::Value, outcome: &str) -> Vec<f64> {
    let values = run["outcomes"][outcome]["values"]
        .as_array()
        .unwrap_or_else(|| panic!("no {outcome} in {run}"));
    values
        .iter()
        .filter_map(serde_json::Value::as_f64)
        .collect()
}

fn lowest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn highest(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn nothing_happens_to_a_healthy_person() {
    let run = run_json("examples/healthy.toml", &[]);
    assert_eq!(run["schema"], "enteroderm.run/1");
    assert_eq!(run["time"]["unit"], "d");
    for (name, lo, hi) in [
        ("lining.lm_ratio", 0.02, 0.04),
        ("blood.crp", 0.1, 3.0),
        ("skin.tewl", 6.0, 13.9),
        ("colon.shannon", 2.0, 3.1),
    ] {
        let values = values(&run, name);
        assert_eq!(values.len(), 91);
        assert!(
            lowest(&values) > lo && highest(&values) < hi,
            "{name}: {values:?}"
        );
        assert!(
            highest(&values) / lowest(&values) < 1.01,
            "{name} drifts: {values:?}"
        );
    }
}

#[test]
fn clindamycin_empties_the_colon_and_it_comes_back() {
    let run = run_json("examples/antibiotic-then-fibre.toml", &[]);
    let butyrate = values(&run, "stool.butyrate");
    // Faecal SCFA fell from 62.9 to 7.3 mmol/kg in volunteers and were normal within five weeks.
    assert!(lowest(&butyrate) < 0.4 * butyrate[0], "{butyrate:?}");
    assert!(butyrate[120] > 0.7 * butyrate[0], "{butyrate:?}");
    let diversity = values(&run, "colon.shannon");
    assert!(lowest(&diversity) < diversity[0] - 0.5, "{diversity:?}");
    let distance = run["stool_match"]["distance"].as_f64().unwrap();
    assert!(distance < 0.15, "the profile is met to {distance}");
}

#[test]
fn cutting_the_antibiotic_arrow_spares_the_colon() {
    let run = run_json(
        "examples/antibiotic-then-fibre.toml",
        &["--cut", "antibiotic_to_diversity"],
    );
    let diversity = values(&run, "colon.shannon");
    // The week of the course; inulin afterwards feeds a few genera and lowers evenness by itself.
    assert!(
        lowest(&diversity[..8]) > diversity[0] - 0.05,
        "{diversity:?}"
    );
}

#[test]
fn low_glycaemic_food_clears_acne() {
    let run = run_json("examples/western-diet-acne.toml", &[]);
    let lesions = values(&run, "skin.acne.inflammatory_lesions");
    assert!(
        (20.0..=50.0).contains(&lesions[0]),
        "moderate acne has 20 to 50 lesions: {}",
        lesions[0]
    );
    assert!(
        lesions[lesions.len() - 1] < 0.75 * lesions[0],
        "{lesions:?}"
    );
}

#[test]
fn a_prone_skin_tips_over_and_stays() {
    let run = run_json("examples/psoriasis-tipped-over.toml", &[]);
    let pasi = values(&run, "skin.pasi");
    assert!(pasi[0] < 0.5 && highest(&pasi) > 5.0, "{pasi:?}");
    assert!(pasi[pasi.len() - 1] > 5.0, "{pasi:?}");
}

#[test]
fn a_synbiotic_helps_eczema() {
    let run = run_json("examples/synbiotic.toml", &[]);
    let easi = values(&run, "skin.easi");
    assert!(
        (7.0..=21.0).contains(&easi[0]),
        "moderate eczema has an EASI of 7 to 21: {}",
        easi[0]
    );
    assert!(easi[56] < easi[0], "{easi:?}");
    let bifidobacteria = values(&run, "stool.genus.Bifidobacterium");
    assert!(
        bifidobacteria[50] > 1.2 * bifidobacteria[0],
        "{bifidobacteria:?}"
    );
}

#[test]
fn dry_air_and_mites_flare_an_infants_eczema() {
    let run = run_json("examples/infant-eczema.toml", &[]);
    let easi = values(&run, "skin.easi");
    assert!(easi[35] > 1.05 * easi[14], "{easi:?}");
    assert!(easi[120] < easi[35], "{easi:?}");
}

#[test]
fn lists_know_their_things() {
    for (what, part) in [
        ("taxa", "Faecalibacterium"),
        ("foods", "oats"),
        ("diets", "mediterranean"),
        ("drugs", "clindamycin"),
        ("products", "inulin"),
        ("traits", "acne-moderate"),
        ("habits", "stress"),
        ("arrows", "butyrate_to_barrier"),
        ("outcomes", "skin.easi"),
        ("parameters", "lining.goblet_turnover"),
    ] {
        let output = enteroderm(&["list", what, "--format", "csv"]);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(
            output.status.success() && text.contains(part),
            "{what}: {text}"
        );
    }
}

#[test]
fn the_list_of_arrows_says_what_each_rests_on_and_which_example_shows_it() {
    let output = enteroderm(&["list", "arrows", "--format", "json"]);
    let rows: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let rows = rows.as_array().expect("rows");
    assert_eq!(rows.len(), 39);
    let bibliography = std::fs::read_to_string(root().join("data/references.bib")).expect("a file");
    for row in rows {
        let text = |column: &str| row[column].as_str().unwrap_or_default();
        for column in ["arrow", "claim", "gates", "sources", "seen", "examples"] {
            assert!(!text(column).is_empty(), "no {column} in {row}");
        }
        for source in text("sources").split(", ") {
            assert!(bibliography.contains(&format!("{{{source},")), "{source}");
        }
        for example in text("examples").split(", ") {
            let shown = std::fs::read_to_string(root().join(example)).expect(example);
            assert!(shown.contains(text("arrow")), "{example}");
        }
    }
}

/// Inulin moves butyrate through fermentation and little else; a terminal is not needed to hear why.
#[test]
fn a_run_says_why_when_it_is_asked() {
    let scenario = "examples/synbiotic.toml";
    assert!(run_json(scenario, &[])["why"].is_null());
    let run = run_json(scenario, &["--why"]);
    let reasons = run["why"].as_array().expect("reasons");
    assert_eq!(reasons.len(), run["outcomes"].as_object().unwrap().len());
    let number = |value: &serde_json::Value| value.as_f64().expect("a number");
    for reason in reasons {
        let parts = reason["parts"].as_array().expect("parts");
        let shares: f64 = parts.iter().map(|part| number(&part["share"])).sum();
        let effect = number(&reason["effect"]);
        let sum = number(&reason["directly"]) + shares;
        assert!((sum - effect).abs() <= 1e-12 * effect.abs(), "{reason}");
    }
    let butyrate = reasons
        .iter()
        .find(|reason| reason["outcome"] == "stool.butyrate")
        .expect("butyrate is asked for");
    assert!(number(&butyrate["effect"]) > 1.0);
    assert_eq!(butyrate["parts"][0]["through"], "short-chain fatty acids");

    let said = String::from_utf8(enteroderm(&["run", scenario, "--why"]).stdout).unwrap();
    assert!(said.contains("What the courses did, and by which ways"));
    assert!(said.contains("through short-chain fatty acids"), "{said}");
}

/// People beside the typical one add bands and change no number.
#[test]
fn people_show_how_sure_a_result_is() {
    let scenario = "examples/healthy.toml";
    let alone = run_json(scenario, &[]);
    let people = run_json(scenario, &["--people", "5", "--seed", "7"]);
    assert_eq!(people["seed"], 7);
    assert_eq!(people["people"]["drawn"], 4);
    assert!(alone["seed"].is_null() && alone["people"].is_null());
    for (name, outcome) in people["outcomes"].as_object().expect("outcomes") {
        assert_eq!(outcome["values"], alone["outcomes"][name]["values"]);
        let end = |end: &str| -> Vec<f64> {
            let values = outcome[end].as_array().expect("a band").iter();
            values.filter_map(serde_json::Value::as_f64).collect()
        };
        let (lo, hi) = (end("lo90"), end("hi90"));
        assert_eq!((lo.len(), hi.len()), (91, 91));
        assert!(lo.iter().zip(&hi).all(|(lo, hi)| lo <= hi), "{name}");
    }
    assert_eq!(
        people,
        run_json(scenario, &["--people", "5", "--seed", "7"])
    );

    let table = ["run", scenario, "--people", "3", "--format", "csv"];
    let csv = String::from_utf8(enteroderm(&table).stdout).unwrap();
    let header = "time [d],stool.butyrate [mmol/kg],stool.butyrate.lo90 [mmol/kg],stool.butyrate.hi90 [mmol/kg],";
    assert!(csv.starts_with(header), "{csv}");

    let said = String::from_utf8(enteroderm(&["run", scenario, "--people", "3"]).stdout).unwrap();
    assert!(
        said.contains("people: 2 others drawn of whom the same is known (seed 1)"),
        "{said}"
    );
    assert!(
        said.contains("below each number, where 90 % of 2 people lie"),
        "{said}"
    );
}

#[test]
fn a_run_of_nobody_is_refused() {
    for people in ["0", "-3", "many", "1001"] {
        let output = enteroderm(&[
            "run",
            "examples/healthy.toml",
            &format!("--people={people}"),
        ]);
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(output.stdout.is_empty());
        let expected = format!(
            "invalid value '{people}' for '--people <N>': a number from 1 (the typical person alone) to 1000 is expected"
        );
        assert!(errors.contains(&expected), "{errors}");
    }
}

/// A cut that nothing can feel and a dose nobody studied are said once, after the result.
#[test]
fn what_has_no_effect_or_goes_beyond_the_evidence_is_warned_about() {
    let run = run_json(
        "examples/healthy.toml",
        &["--cut", "antibiotic_to_diversity"],
    );
    let warnings = run["warnings"].as_array().expect("warnings");
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    let said = warnings[0].as_str().expect("a sentence");
    assert!(
        said.starts_with("`--cut`: antibiotic_to_diversity is on no route"),
        "{said}"
    );
}
