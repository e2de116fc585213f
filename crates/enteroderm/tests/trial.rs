//! Trials and cohorts, end to end: what is written, that it can be gone on with and divided, and what is refused.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

const TRIAL: &str = r#"
about = "Two parts of people"
[population]
base = "psoriasis-moderate"
people = 50
[schedule]
lasts = "2 wk"
[[arm]]
name = "placebo"
[[arm]]
name = "adalimumab"
[[arm.course]]
take = "adalimumab"
[[endpoint]]
name = "PASI"
outcome = "skin.pasi"
role = "primary"
[[endpoint]]
name = "PASI 50"
outcome = "skin.pasi"
reduced_by = 0.5
"#;

/// A trial in a folder of its own, with a cache that its runs share.
struct Study {
    folder: tempfile::TempDir,
}

impl Study {
    fn new(text: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("study.toml"), text).expect("a file");
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_enteroderm"));
        command.current_dir(self.folder.path());
        command.env("ENTERODERM_CACHE", self.path("cache"));
        command
            .args(arguments)
            .output()
            .expect("the program starts")
    }

    fn told(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {errors}");
        String::from_utf8(output.stdout).expect("text on stdout")
    }

    fn refused(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        assert_eq!(
            output.status.code(),
            Some(code),
            "{arguments:?}: {output:?}"
        );
        String::from_utf8(output.stderr).expect("text on stderr")
    }
}

/// Every file below a folder, with its bytes; locks are empty and no result.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path
                .strip_prefix(folder)
                .expect("below it")
                .display()
                .to_string();
            if path.is_dir() {
                folders.push(path);
            } else if !name.starts_with(".lock") {
                all.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    all
}

/// Clusters are randomised whole, and everything that counts says that it counts clusters.
#[test]
fn a_trial_of_clusters_says_who_belongs_together() {
    let study = Study::new(&TRIAL.replacen('\n', "design = \"cluster\"\nclusters = 10\n", 1));
    let text = study.told(&["trial", "study.toml", "--out", "folder"]);
    assert!(
        text.contains("power by clusters in each arm: 3: "),
        "{text}"
    );
    assert!(
        text.contains("two people of a cluster correlate by"),
        "{text}"
    );
    let whole = files(&study.path("folder"));
    let written = |name: &str| String::from_utf8_lossy(&whole[name]).into_owned();
    let told: Value = serde_json::from_str(&written("results.json")).expect("JSON");
    assert_eq!(told["randomised"], "clusters");
    assert!(
        told["endpoints"][0]["intracluster_correlation"].is_number(),
        "{told}"
    );
    assert!(written("report.html").contains("clusters per arm"));
    let allocation = written("allocation.csv");
    let mut lines = allocation.lines();
    assert_eq!(lines.next(), Some("USUBJID,ARM,SITEID"));
    let mut arms: BTreeMap<&str, &str> = BTreeMap::new();
    for line in lines {
        let [_, arm, site] = line.split(',').collect::<Vec<&str>>()[..] else {
            panic!("{line}")
        };
        assert_eq!(*arms.entry(site).or_insert(arm), arm, "{allocation}");
    }
    assert_eq!(arms.len(), 10);
    let treated = arms.values().filter(|arm| **arm == "adalimumab");
    assert_eq!(treated.count(), 5);
}

#[test]
fn a_trial_is_written_gone_on_with_and_divided() {
    let study = Study::new(TRIAL);
    let json = study.told(&["trial", "study.toml", "--out", "whole", "--format", "json"]);
    let told: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(told["schema"], "enteroderm.trial/1");
    assert_eq!(told["flow"]["enrolled"], 50);
    assert_eq!(told["arms"][1]["allocated"], 25);
    let contrast = &told["endpoints"][0]["contrasts"][0];
    assert_eq!(
        contrast["contrast"],
        serde_json::json!(["adalimumab", "placebo"])
    );
    let (estimate, truth) = (
        contrast["estimate"].as_f64(),
        contrast["true_effect"].as_f64(),
    );
    assert!(truth < Some(0.0), "{contrast}");
    assert!(contrast["ci"][0].as_f64() < estimate, "{contrast}");
    assert!(estimate < contrast["ci"][1].as_f64(), "{contrast}");
    assert!(
        contrast["power"]["mcse"].as_f64() < Some(0.006),
        "{contrast}"
    );

    let whole = files(&study.path("whole"));
    for name in [
        "manifest.json",
        "run.json",
        "report.html",
        "results.json",
        "allocation.csv",
        "people/part-00000.parquet",
        "visits/part-00001.parquet",
        "failed/part-00000.parquet",
    ] {
        assert!(whole.contains_key(name), "{name} in {:?}", whole.keys());
    }
    let allocation = String::from_utf8_lossy(&whole["allocation.csv"]).into_owned();
    assert_eq!(allocation.lines().count(), 51);
    assert!(
        allocation.starts_with("USUBJID,ARM\nstudy-0"),
        "{allocation}"
    );

    // The same again reads what is there; a part that is gone is followed again; and shards write the same.
    fs::remove_file(study.path("whole/parts/part-00001.json")).expect("a record");
    assert_eq!(
        study.told(&["trial", "study.toml", "--out", "whole", "--format", "json"]),
        json
    );
    assert_eq!(files(&study.path("whole")), whole);
    for shard in ["2/2", "1/2"] {
        study.told(&["trial", "study.toml", "--out", "shards", "--shard", shard]);
    }
    assert_eq!(
        study.told(&["trial", "study.toml", "--out", "shards", "--format", "json"]),
        json
    );
    assert_eq!(files(&study.path("shards")), whole);
    // Without a folder it is the same as well.
    assert_eq!(
        study.told(&["trial", "study.toml", "--format", "json", "--no-cache"]),
        json
    );

    // Another seed has no place there, nor has a file that somebody changed.
    let other = study.refused(&["trial", "study.toml", "--out", "whole", "--seed", "2"], 1);
    assert!(
        other.contains("seed: the folder says `1`, this run says `2`"),
        "{other}"
    );
    let part = study.path("whole/visits/part-00000.parquet");
    let mut bytes = fs::read(&part).expect("a part");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&part, bytes).expect("a part");
    let damaged = study.refused(&["trial", "study.toml", "--out", "whole"], 1);
    assert!(damaged.contains("part-00000.parquet"), "{damaged}");
}

#[test]
fn one_person_of_a_trial_can_be_looked_at() {
    let study = Study::new(TRIAL);
    let json = study.told(&["trial", "study.toml", "--person", "3", "--format", "json"]);
    let told: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(told[0]["person"], 3);
    assert!(told[0]["covariates"]["age"].as_f64() > Some(17.0));
}

#[test]
fn a_cohort_tells_what_was_published_beside_what_it_has() {
    let study = Study::new("");
    let json = study.told(&[
        "cohort",
        "psoriasis-severe",
        "--people",
        "40",
        "--format",
        "json",
    ]);
    let told: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(told["schema"], "enteroderm.cohort/1");
    assert_eq!(told["drawn"], 40);
    let target = &told["published"][0];
    assert_eq!(
        (&target["outcome"], &target["target"]),
        (&"skin.pasi".into(), &true.into())
    );
    let off = target["weighted"]
        .as_f64()
        .zip(target["published"].as_f64());
    assert!(
        off.is_some_and(|(weighted, published)| (weighted - published).abs() < 0.1),
        "{target}"
    );

    let unknown = study.refused(&["cohort", "psoriasis-sever"], 2);
    assert!(unknown.contains("psoriasis-sever"), "{unknown}");
    fs::write(
        study.path("c.toml"),
        "[population]\nbase = \"nobody\"\n[sample]\nuntil = \"4 d\"\n",
    )
    .expect("a file");
    let nobody = study.refused(&["cohort", "c.toml"], 2);
    assert!(
        nobody.contains("is not a population that the data know"),
        "{nobody}"
    );
}

/// An arm that does nothing more than the control is told, not passed over.
#[test]
fn an_arm_equal_to_the_control_is_a_warning() {
    let same = TRIAL
        .replace("[[arm.course]]\ntake = \"adalimumab\"\n", "")
        .replace("adalimumab", "nothing");
    let study = Study::new(&same.replace("people = 50", "people = 12"));
    let report = study.told(&["trial", "study.toml"]);
    assert!(
        report.contains("`nothing` does nothing that `placebo` does not"),
        "{report}"
    );
}

/// What placebo arms were published to do (requirement A5): with a topical steroid EASI 50 in 39.9 ± 8 % and EASI 75 in 20.9 ± 6 % at week 12;
/// vehicle in acne -35 ± 10 % of inflammatory lesions.
#[test]
#[ignore = "two trials of 300 people: two to three minutes"]
fn placebo_arms_do_what_was_published() {
    let study = Study::new("");
    let mean = |trial: &str, endpoint: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../../examples/trials")
            .join(trial);
        let path = path.to_string_lossy().into_owned();
        let json = study.told(&["trial", &path, "--people", "300", "--format", "json"]);
        let told: Value = serde_json::from_str(&json).expect("JSON");
        let endpoints = told["endpoints"].as_array().expect("endpoints");
        let found = endpoints
            .iter()
            .find(|one| one["name"] == endpoint)
            .expect("the endpoint");
        let mean = found["arms"][0]["mean"].as_f64().expect("a mean");
        println!("{trial}, {endpoint}: {mean:.3}");
        mean
    };
    let steroids = "dupilumab-with-steroids-in-eczema.toml";
    assert!((mean(steroids, "EASI 50") - 0.399).abs() < 0.08);
    assert!((mean(steroids, "EASI 75") - 0.209).abs() < 0.06);
    let vehicle = mean("benzoyl-peroxide-in-acne.toml", "inflammatory lesions");
    assert!((vehicle + 35.0).abs() < 10.0);
}

/// Every example runs to its end in few people.
#[test]
#[ignore = "every example: some ten minutes"]
fn every_trial_among_the_examples_runs() {
    let study = Study::new("");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/trials");
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry
            .expect("an entry")
            .path()
            .to_string_lossy()
            .into_owned();
        let report = study.told(&["trial", &path, "--people", "40"]);
        assert!(report.contains("people enrolled of"), "{path}: {report}");
    }
}
