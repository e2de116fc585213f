//! Many stool profiles from outside: each sample implies what a run of that person says, what has no result is told, and a stopped run goes on.

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use exchange::table::{Table, Values, read_arrow, read_parquet};
use program::{enteroderm_in, told};
use serde_json::Value;

fn files() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles")
}

fn enteroderm(arguments: &[&str]) -> Output {
    enteroderm_in(&files(), arguments)
}

const COHORT: [&str; 7] = [
    "cohort",
    "--stool",
    "table.tsv",
    "--metadata",
    "metadata.tsv",
    "--people",
    "4",
];

fn json(more: &[&str]) -> Value {
    let output = enteroderm(&[&COHORT[..], more, &["--format", "json"]].concat());
    assert!(output.status.success(), "{}", told(&output));
    serde_json::from_slice(&output.stdout).expect("JSON on stdout")
}

fn sample<'a>(found: &'a Value, name: &str) -> &'a Value {
    let samples = found["samples"].as_array().expect("samples");
    let mut named = samples.iter().filter(|one| one["sample"] == name);
    named
        .next()
        .unwrap_or_else(|| panic!("no {name} in {found}"))
}

fn outcome(sample: &Value, name: &str) -> f64 {
    sample["outcomes"][name]["value"].as_f64().expect("a value")
}

#[test]
fn a_sample_implies_what_a_run_of_that_person_says() {
    let found = json(&[]);
    assert_eq!(found["schema"], "enteroderm.profiles/1");
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("mixed.toml");
    let page = format!(
        "[person]\nage = \"24 a\"\nsex = \"female\"\nweight = \"62 kg\"\nheight = \"{:.4} m\"\ntraits = [\"acne-moderate\"]\n\
         stool = \"table.tsv\"\nsample = \"mixed\"\n[habits]\ndiet = \"mediterranean\"\nstress = 12\n\
         [sample]\nuntil = \"1 d\"\nevery = \"1 d\"\noutcomes = [\"stool.butyrate\", \"skin.acne.inflammatory_lesions\"]\n",
        (62.0_f64 / 21.5).sqrt()
    );
    fs::write(&scenario, page).expect("a file");
    fs::copy(files().join("table.tsv"), folder.path().join("table.tsv")).expect("a file");
    let scenario = scenario.display().to_string();
    let run = enteroderm(&["run", &scenario, "--people", "5", "--format", "json"]);
    assert!(run.status.success(), "{}", told(&run));
    let run: Value = serde_json::from_slice(&run.stdout).expect("JSON");
    let mixed = sample(&found, "mixed");
    for name in ["stool.butyrate", "skin.acne.inflammatory_lesions"] {
        let own = run["outcomes"][name]["values"][0]
            .as_f64()
            .expect("a value");
        assert_eq!(outcome(mixed, name).to_bits(), own.to_bits(), "{name}");
    }
    assert_eq!(
        mixed["person"],
        "24 years, female, acne-moderate, stool profile mixed"
    );
    assert_eq!(mixed["reads"], 4400.0);
}

#[test]
fn communities_tell_apart_what_they_make() {
    let found = json(&[]);
    let (mixed, dysbiotic) = (sample(&found, "mixed"), sample(&found, "=dysbiotic"));
    assert!(outcome(mixed, "stool.butyrate") > 1.5 * outcome(dysbiotic, "stool.butyrate"));
    assert!(outcome(mixed, "colon.dysbiosis_index") < outcome(dysbiotic, "colon.dysbiosis_index"));
    for one in [mixed, dysbiotic] {
        let band = &one["outcomes"]["stool.butyrate"]["band90"];
        let (lo, hi) = (band[0].as_f64().unwrap(), band[1].as_f64().unwrap());
        assert!(lo < hi, "{band}");
        assert!(one["distance"].as_f64().unwrap() < 0.15, "{one}");
    }
}

#[test]
fn what_has_no_result_is_told_with_the_reason() {
    let found = json(&[]);
    let refused = found["refused"].as_array().unwrap();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert_eq!(refused[0]["sample"], "sea");
    assert!(
        refused[0]["why"]
            .as_str()
            .unwrap()
            .contains("Prochlorococcus"),
        "{refused:?}"
    );
    let notes = found["notes"].to_string();
    for part in [
        "not used: centre",
        "1 rows of the metadata are of no sample",
        "1 samples rest on fewer than 1000 reads",
        "set aside",
    ] {
        assert!(notes.contains(part), "{part} in {notes}");
    }
}

fn numbers<'a>(table: &'a Table, name: &str) -> &'a Vec<f64> {
    let column = table.columns.iter().find(|column| column.name == name);
    match &column.unwrap_or_else(|| panic!("no {name}")).values {
        Values::Numbers(values) => values,
        Values::Texts(_) => panic!("{name} is of texts"),
    }
}

#[test]
fn tables_come_in_every_format_and_shape() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let place = out.display().to_string();
    let found = json(&[
        "--out",
        &place,
        "--tables",
        "csv,parquet,arrow",
        "--shape",
        "both",
    ]);
    let parquet =
        read_parquet(fs::read(out.join("profiles.parquet")).expect("a table")).expect("Parquet");
    let arrow = read_arrow(&fs::read(out.join("profiles.arrow")).expect("a table")).expect("Arrow");
    let butyrate = numbers(&parquet, "stool.butyrate");
    assert_eq!(butyrate, numbers(&arrow, "stool.butyrate"));
    // Who reads JSON here may round the last bit.
    let told = outcome(sample(&found, "mixed"), "stool.butyrate");
    assert!((butyrate[0] / told - 1.0).abs() < 1e-15, "{told}");
    let unit = |table: &Table| {
        table
            .columns
            .iter()
            .find(|column| column.name == "stool.butyrate")
            .and_then(|column| column.unit.clone())
    };
    assert_eq!(
        (unit(&parquet).as_deref(), unit(&arrow).as_deref()),
        (Some("mmol/kg"), Some("mmol/kg"))
    );
    let csv = fs::read_to_string(out.join("profiles.csv")).expect("a table");
    assert!(
        csv.contains("\n'=dysbiotic,"),
        "no spreadsheet runs the name of a sample: {csv}"
    );
    let long = fs::read_to_string(out.join("profiles-long.csv")).expect("a table");
    assert!(long.starts_with("sample,variable,unit,value\n"), "{long}");
    assert!(long.contains("mixed,stool.butyrate,mmol/kg,"), "{long}");
    for name in [
        "genera.csv",
        "genera-long.parquet",
        "refused.csv",
        "results.json",
        "report.html",
        "manifest.json",
    ] {
        assert!(out.join(name).is_file(), "{name}");
    }
    let page = fs::read_to_string(out.join("report.html")).expect("a page");
    assert!(
        page.contains("mixed") && page.contains("Samples by outcomes") && !page.contains("<script"),
        "{page}"
    );
}

#[test]
fn another_seed_is_refused_in_the_same_folder() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().join("out").display().to_string();
    let first = json(&["--out", &place]);
    assert_eq!(
        first,
        json(&["--out", &place]),
        "what is there is told again"
    );
    let other = enteroderm(&[&COHORT[..], &["--out", &place, "--seed", "2"]].concat());
    assert_eq!(other.status.code(), Some(1));
    assert!(told(&other).contains("seed"), "{}", told(&other));
}

#[test]
fn faults_of_the_metadata_are_said_of_its_cells() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "sample-id\tage\ttraits\tstress\nmixed\t240\tacne-moderat\tlots\n";
    fs::write(folder.path().join("m.tsv"), text).expect("a file");
    let place = folder.path().join("m.tsv").display().to_string();
    let output = enteroderm(&["cohort", "--stool", "table.tsv", "--metadata", &place]);
    assert_eq!(output.status.code(), Some(2));
    let told = told(&output).replace("\n  │", "").replace('\n', " ");
    for part in [
        "m.tsv",
        "beyond 120 years",
        "`acne-moderat` is not a trait",
        "stress",
    ] {
        assert!(told.contains(part), "{part} in {told}");
    }
}

#[test]
fn import_tells_of_all_samples_and_writes_what_it_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let place = folder.path().display().to_string();
    let output = enteroderm(&["import", "table.tsv", "--out", &place]);
    assert!(output.status.success(), "{}", told(&output));
    let text = String::from_utf8_lossy(&output.stdout);
    for part in ["mixed", "=dysbiotic", "refused", "Chloroplast"]
        .into_iter()
        .take(3)
    {
        assert!(text.contains(part), "{part} in {text}");
    }
    let profile = read_parquet(fs::read(folder.path().join("profile.parquet")).expect("a table"))
        .expect("Parquet");
    let names: Vec<&str> = profile
        .columns
        .iter()
        .map(|column| column.name.as_str())
        .collect();
    assert_eq!(names, ["sample", "lineage", "taxid", "rank", "fraction"]);
    let whole: f64 = numbers(&profile, "fraction").iter().sum();
    assert!((whole - 4.0).abs() < 1e-9, "four samples: {whole}");
    // What was written is read again.
    let csv = folder.path().join("profile.csv").display().to_string();
    let again = enteroderm(&["import", &csv, "--sample", "mixed", "--format", "json"]);
    let first = enteroderm(&[
        "import",
        "table.tsv",
        "--sample",
        "mixed",
        "--format",
        "json",
    ]);
    let abundance = |output: &Output| -> Value {
        let found: Value =
            serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", told(output)));
        found["abundance"].clone()
    };
    let (first, again) = (abundance(&first), abundance(&again));
    for (genus, share) in first.as_object().unwrap() {
        let again = again[genus].as_f64().unwrap();
        assert!((share.as_f64().unwrap() - again).abs() < 1e-12, "{genus}");
    }
}
