//! Findings, end to end: what is told, kept, gone on with, lost and refused.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::Value;

const FINDING: &str = r#"
claim = "a steroid cream clears eczema"
arrows = ["th2_to_skin_barrier"]
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
people = 10
[[arm]]
name = "steroid"
people = 10
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
direction = "down"
rule = "factor 2"
"#;

const NOT_RUN: &str = r#"
claim = "nothing of it is followed"
arrows = ["itch_to_skin"]
disease = "AD"
design = "made up"
people = "adults"
strength = "weak"
status = "recalled"
cited = "nobody"
locator = "nowhere"
reported = "less"
not_run = "there is no such outcome"
"#;

struct Folder {
    folder: tempfile::TempDir,
}

impl Folder {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let own = Self { folder };
        fs::create_dir(own.path("findings")).expect("a folder");
        own.write("findings/A1.toml", FINDING);
        own.write("findings/A2.toml", NOT_RUN);
        own
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect("a file");
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect("a text")
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_enteroderm"));
        command.current_dir(self.folder.path());
        command.env("ENTERODERM_CACHE", self.path("cache"));
        let all = ["evidence", "--dir", "findings", "--quick"];
        let output = command.args(all).args(arguments).output();
        output.expect("the program starts")
    }

    #[track_caller]
    fn told(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).expect("text")
    }

    /// The contract of a run.
    #[track_caller]
    fn contract(&self, arguments: &[&str]) -> Value {
        let told = self.told(&[arguments, &["--format", "json"]].concat());
        serde_json::from_str(&told).expect("JSON")
    }

    #[track_caller]
    fn refused(&self, arguments: &[&str], code: i32) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(code), "{output:?}");
        String::from_utf8(output.stderr).expect("text")
    }
}

/// Some findings that are run again leave what stands of others as it is; what stands of findings that are gone goes.
#[test]
fn a_ledger_is_stored_for_the_findings_that_were_run() {
    let folder = Folder::new();
    folder.write("findings/A3.toml", FINDING);
    folder.write("findings/A4.toml", FINDING);
    folder.told(&["--store"]);
    let ledger = folder.text("findings/ledger-quick.toml");
    let standing = ledger.replace("direction = true", "direction = false");
    folder.write("findings/ledger-quick.toml", &standing);
    fs::remove_file(folder.path("findings/A4.toml")).expect("a file");
    // A reading that is new, of which nothing stands, takes nothing away from the others of its finding.
    let (_, reading) = FINDING.split_once("[[reading]]").expect("a reading");
    let more = reading.replace("name = \"EASI\"", "name = \"EASI again\"");
    folder.write("findings/A1.toml", &format!("{FINDING}[[reading]]{more}"));
    folder.told(&["--only", "A3", "--store"]);
    let stored = folder.text("findings/ledger-quick.toml");
    let (heading, rows) = stored.split_once("[\"A1 EASI\"]").expect("the first");
    let (first, third) = rows.split_once("[\"A3 EASI\"]").expect("the third");
    assert!(
        ledger.starts_with(heading) && standing.contains(first),
        "{stored}"
    );
    assert!(ledger.contains(third.trim_end()), "{stored}");
    assert!(first.contains("direction = false") && third.contains("direction = true"));
    assert!(!stored.contains("A4"), "{stored}");
}

#[test]
fn findings_of_a_folder_are_run_kept_and_held_against_their_ledger() {
    let folder = Folder::new();
    let told = folder.contract(&["--out", "run", "--store"]);
    assert_eq!(told["schema"], "enteroderm.evidence/1");
    let findings = told["findings"].as_array().expect("findings");
    assert_eq!(findings[0]["readings"][0]["direction"], true);
    assert_eq!(findings[1]["not_run"], "there is no such outcome");
    for file in [
        "report.html",
        "results.json",
        "verdicts.csv",
        "manifest.json",
    ] {
        assert!(folder.path("run").join(file).is_file(), "{file}");
    }
    let report = folder.text("run/report.html");
    assert!(report.contains("a steroid cream clears eczema") && report.contains("<svg"));

    // What is kept is not run again, and gives the same.
    assert_eq!(folder.contract(&["--out", "run"]), told);

    // A ledger that had more right makes the command fail, and says what is lost.
    let ledger = folder.text("findings/ledger-quick.toml");
    assert!(ledger.contains("[\"A1 EASI\"]"), "{ledger}");
    folder.write(
        "findings/A1.toml",
        &FINDING.replace("published = -6.0", "published = -600.0"),
    );
    let right = ledger.replace("size = false", "size = true");
    folder.write("findings/ledger-quick.toml", &right);
    let lost = folder.refused(&[], 1);
    assert!(lost.contains("of what the ledger holds"), "{lost}");

    // Other findings do not go into the same folder.
    let other = folder.refused(&["--out", "run"], 1);
    assert!(other.contains("findings"), "{other}");
}

const FIBRE: &str = r#"
claim = "fibre feeds the makers of acids"
arrows = ["fibre_to_scfa"]
disease = "healthy"
design = "made up"
people = "adults"
strength = "strong"
status = "recalled"
cited = "nobody"
locator = "nowhere"
reported = "more"
paired = true
[population]
base = "healthy-adult"
[schedule]
lasts = "2 wk"
[[arm]]
name = "fibre left out"
people = 12
[[arm.course]]
eat = "fibre_free_enteral"
[[arm]]
name = "usual food"
people = 12
[[reading]]
name = "acids made"
outcome = "colon.scfa_made"
arm = "usual food"
against = "fibre left out"
effect = "difference"
direction = "up"
rule = "direction"
"#;

#[test]
fn what_an_arrow_carries_is_gone_when_it_is_cut() {
    let folder = Folder::new();
    folder.write("findings/A3.toml", FIBRE);
    let predicted = |arguments: &[&str]| {
        let told = folder.contract(&[&["--only", "A3"], arguments].concat());
        let predicted = &told["findings"][0]["readings"][0]["predicted"];
        predicted.as_f64().expect("a number")
    };
    let whole = predicted(&[]);
    let cut = predicted(&["--cut", "fibre_to_scfa"]);
    assert!(whole > 50.0, "{whole} mmol/d");
    // Sugar, protein and mucin make acids as well.
    assert!(cut.abs() < 0.25 * whole, "{cut} of {whole} mmol/d are left");
    let unknown = folder.refused(&["--cut", "th2_to_skin"], 2);
    assert!(unknown.contains("`th2_to_skin_barrier`"), "{unknown}");
}

#[test]
fn another_seed_draws_other_people_and_holds_nothing_against_the_ledger() {
    let folder = Folder::new();
    folder.write("findings/A3.toml", FIBRE);
    let told = |seed: &[&str]| folder.contract(&[&["--only", "A3"], seed].concat());
    let [usual, first, other, again] = [
        &[][..],
        &["--seed", "1"],
        &["--seed", "2"],
        &["--seed", "2"],
    ]
    .map(told);
    assert_eq!(usual, first);
    assert_eq!(other, again);
    assert_eq!(other["effort"]["seed"], 2);
    let predicted = |told: &Value| told["findings"][0]["readings"][0]["predicted"].as_f64();
    assert_ne!(predicted(&usual), predicted(&other));
    let wrong = FIBRE.replace("\"up\"", "\"down\"");
    folder.write("findings/A3.toml", &wrong);
    let standing = "[\"A3 acids made\"]\ndirection = true\npredicted = 1\ninterval = [0, 2]\n";
    folder.write("findings/ledger-quick.toml", standing);
    folder.refused(&["--only", "A3"], 1);
    folder.refused(&["--only", "A3", "--seed", "1"], 1);
    let other = folder.told(&["--only", "A3", "--seed", "2"]);
    assert!(other.contains("seed 2: nothing is held"), "{other}");
    folder.refused(&["--store", "--seed", "2"], 2);
}

#[test]
fn a_malformed_finding_names_file_line_and_field() {
    let folder = Folder::new();
    folder.write(
        "findings/A3.toml",
        &FINDING.replace("rule = \"factor 2\"", "rule = \"factor 3\""),
    );
    let told = folder.refused(&["--check"], 2);
    for part in ["A3.toml:", "reading[0].rule", "factor 2"] {
        assert!(told.contains(part), "{part} in {told}");
    }
    folder.write(
        "findings/A3.toml",
        &FINDING.replace("skin.easi", "skin.eazi"),
    );
    let told = folder.refused(&["--check"], 2);
    assert!(
        told.contains("A3.toml:") && told.contains("skin.easi"),
        "{told}"
    );
    let unknown = folder.refused(&["--only", "A9"], 2);
    assert!(unknown.contains("--only"), "{unknown}");
}

fn program(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enteroderm"));
    let folder = tempfile::tempdir().expect("a folder");
    command.env("ENTERODERM_CACHE", folder.path());
    command
        .args(arguments)
        .output()
        .expect("the program starts")
}

#[test]
fn the_page_of_credibility_tells_uses_numbers_and_failures() {
    let output = program(&["credibility", "--people", "8"]);
    assert!(output.status.success(), "{output:?}");
    let page = String::from_utf8(output.stdout).expect("text");
    for part in [
        "Question of interest",
        "Model risk",
        "## Verification",
        "| all |",
        "## Calibration and validation",
        "carried by assumed numbers",
        "| psoriasis-severe | skin.pasi |",
        "## Known failures",
        "## Out of scope",
    ] {
        assert!(page.contains(part), "{part} in {page}");
    }
}

#[test]
fn a_run_cites_what_it_rests_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("scenario.toml");
    fs::write(
        &scenario,
        "[[course]]\napply = \"methotrexate\"\n[sample]\nuntil = \"7 d\"\n",
    )
    .expect("a file");
    let scenario = scenario.to_str().expect("a path");
    let output = program(&["run", scenario, "--cite"]);
    assert!(output.status.success(), "{output:?}");
    let cited = String::from_utf8(output.stdout).expect("text");
    assert!(cited.contains("@article{saurat2008champion,"), "{cited}");
    assert!(!cited.contains("{schmitt2007ciclosporin,"), "{cited}");
}

/// Numbers are fitted to an arrow's findings, held against all others, and written where all together are met better.
#[test]
fn a_calibration_is_held_against_all_other_findings() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("fitted");
    let out = out.to_str().expect("a path");
    let cache = folder.path().join("cache");
    let cache = cache.to_str().expect("a path");
    let particles = ["--particles", "16", "--numbers", "2", "--cache", cache];
    let of = [
        "calibrate",
        "--arrow",
        "stress_to_barrier",
        "--out",
        out,
        "--format",
        "json",
    ];
    let output = program(&[&of[..], &particles].concat());
    assert!(output.status.success(), "{output:?}");
    let told: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(told["subject"], "stress_to_barrier");
    assert_eq!(told["findings"], serde_json::json!(["F062"]));
    assert_eq!(told["numbers"].as_array().expect("numbers").len(), 2);
    assert!(
        told["others"]["readings"].as_f64() > Some(150.0),
        "{}",
        told["others"]
    );
    let sum = |key: usize| {
        let own = told["log_likelihood"][key].as_f64().expect("a number");
        own + told["others"]["log_likelihood"][key]
            .as_f64()
            .expect("a number")
    };
    assert_eq!(told["gain"], sum(1) > sum(0));
    let moved = told["numbers"]
        .as_array()
        .expect("numbers")
        .iter()
        .any(|one| one["moved"] == true);
    let written = std::fs::read_dir(out).is_ok_and(|mut files| files.next().is_some());
    assert_eq!(written, moved && sum(1) > sum(0));

    let strange = program(&["calibrate", "--organ", "liver"]);
    assert_eq!(strange.status.code(), Some(2), "{strange:?}");
    let told = String::from_utf8(strange.stderr).expect("text");
    assert!(
        told.contains("`liver`, which is not known as an organ") || told.contains("liver"),
        "{told}"
    );
}

/// Every arrow is cut in a finding: its own takes the effect away.
#[test]
fn cuts_tell_by_which_arrow_an_effect_comes() {
    let output = program(&[
        "evidence", "--only", "F010", "F062", "--cuts", "--format", "csv",
    ]);
    assert!(output.status.success(), "{output:?}");
    let told = String::from_utf8(output.stdout).expect("text");
    let left = |arrow: &str, reading: &str| {
        let start = format!("{arrow},{reading},");
        let line = told.lines().find(|line| line.starts_with(&start));
        let line = line.unwrap_or_else(|| panic!("{start} in {told}"));
        let left = line.rsplit(',').next().expect("a column");
        left.parse::<f64>().expect("a number")
    };
    assert!(left("stress_to_barrier", "F062 speech") < 0.1);
    assert!(left("uv_to_gut", "F062 speech") > 0.9);
}

#[test]
fn a_calibration_of_no_arrow_is_refused() {
    let output = program(&["calibrate", "--arrow", "cytokines_to_barier"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let told = String::from_utf8(output.stderr).expect("text");
    assert!(told.contains("cytokines_to_barrier"), "{told}");
}
