//! Diaries and foods through the program: from a file to habits, from habits to a run, and what is said of what has no place.

mod program;

use std::fs;
use std::process::Output;

use program::{enteroderm_in, root};
use serde_json::Value;

fn files() -> String {
    let files = root().join("crates/exchange/tests/files");
    files.display().to_string()
}

fn enteroderm(arguments: &[&str]) -> Output {
    enteroderm_in(&root(), arguments)
}

fn said(output: &Output) -> (String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (text(&output.stdout), text(&output.stderr))
}

fn done(arguments: &[&str]) -> String {
    let output = enteroderm(arguments);
    let (out, errors) = said(&output);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    out
}

fn json(arguments: &[&str]) -> Value {
    let text = done(&[arguments, &["--format", "json"]].concat());
    serde_json::from_str(&text).expect("JSON on stdout")
}

fn refused(arguments: &[&str]) -> String {
    let output = enteroderm(arguments);
    let (out, errors) = said(&output);
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
    assert!(out.is_empty(), "{arguments:?} prints a result");
    errors
}

/// A text on one line, as it reads without the frames around it.
fn plain(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c == '│');
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

#[test]
fn a_diary_says_what_was_understood_and_what_has_no_place() {
    let text = done(&["diary", "examples/diary/week.csv"]);
    for part in [
        "7 days, food on 6 of them; 1 without food are left out of its mean",
        "Bread, whole wheat, toasted",
        "peanut sauce",
        "nearest names",
        "[habits.diet]",
        "sleep = \"7.14 h\"",
        "take = \"l-rhamnosus-gg\"",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let found = json(&["diary", "examples/diary/week.csv"]);
    assert_eq!(found["schema"], "enteroderm.diary/1");
    assert!(found["known"]["weight"].as_f64().expect("a share") > 0.9);
    let unknown: Vec<&str> = found["unknown"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|one| one["item"].as_str())
        .collect();
    assert_eq!(unknown, ["Pancakes, plain", "peanut sauce"]);
    let csv = done(&["diary", "examples/diary/week.csv", "--format", "csv"]);
    assert!(csv.starts_with("food,g/d\n"), "{csv}");
}

/// The same person, whether the scenario names the diary or holds what `enteroderm diary` wrote.
#[test]
fn a_scenario_with_a_diary_runs_as_one_with_the_habits_pasted() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("week");
    let out_text = out.display().to_string();
    done(&["diary", "examples/diary/week.csv", "--out", &out_text]);
    let habits = fs::read_to_string(out.join("habits.toml")).expect("habits");
    let habits = habits
        .split("[[course]]")
        .next()
        .expect("a part")
        .to_owned();
    let example =
        fs::read_to_string(root().join("examples/from-a-diary.toml")).expect("an example");
    let pasted = example.replace("[habits]\ndiary = \"diary/week.csv\"\n", &habits);
    let path = folder.path().join("from-a-diary.toml");
    fs::write(&path, pasted).expect("a scenario");
    let mut by_diary = json(&["run", "examples/from-a-diary.toml"]);
    let mut by_text = json(&["run", &path.display().to_string()]);
    let told = by_diary["warnings"].take().to_string();
    assert!(told.contains("what was eaten on 6 of 7 days"), "{told}");
    assert!(told.contains("l-rhamnosus-gg was taken"), "{told}");
    by_text["warnings"].take();
    assert_eq!(by_diary, by_text);
    // The week is no western diet: something of the outcomes is another.
    let usual = example.replace("diary = \"diary/week.csv\"", "diet = \"western\"");
    fs::write(&path, usual).expect("a scenario");
    let usual = json(&["run", &path.display().to_string()]);
    assert_ne!(by_diary["outcomes"], usual["outcomes"]);
}

#[test]
fn a_diary_that_is_not_there_or_says_too_little_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("s.toml");
    fs::write(&scenario, "[habits]\ndiary = \"nowhere.csv\"\n").expect("a scenario");
    let errors = refused(&["run", &scenario.display().to_string()]);
    assert!(
        errors.contains("there is no file") && errors.contains("nowhere.csv"),
        "{errors}"
    );
    let diary = folder.path().join("d.csv");
    let text =
        "date,kind,item,amount,unit\n2026-03-02,food,durian,300,g\n2026-03-02,food,oats,60,g\n";
    fs::write(&diary, text).expect("a diary");
    let path = diary.display().to_string();
    let errors = plain(&refused(&["diary", &path]));
    assert!(
        errors.contains("only 17 % of the weight are foods that the data know"),
        "{errors}"
    );
    assert!(errors.contains("--accept-unknown"), "{errors}");
    let text = done(&["diary", &path, "--accept-unknown"]);
    assert!(text.contains("\"oats, dry\" = \"60 g/d\""), "{text}");
    fs::write(&scenario, "[habits]\ndiary = \"d.csv\"\n").expect("a scenario");
    let errors = plain(&refused(&["run", &scenario.display().to_string()]));
    assert!(errors.contains("only 17 % of the weight"), "{errors}");
}

#[test]
fn faults_of_a_diary_name_line_column_and_what_is_allowed() {
    let faults = format!("{}/diary/faults.csv", files());
    let errors = plain(&refused(&["diary", &faults]));
    for part in [
        "line 5, column 4: `item`: found `oats; milk`, several things in one row",
        "line 10, column 5: `amount`: found `1,5`, which is no number",
        "13 faults in the input",
    ] {
        assert!(errors.contains(part), "{part} in {errors}");
    }
}

#[test]
fn foods_of_food_data_central_join_the_table_and_a_diary() {
    let folder = tempfile::tempdir().expect("a folder");
    let central = format!("{}/food_central", files());
    let table = folder.path().join("foods.toml");
    let table_text = table.display().to_string();
    let arguments = [
        "foods",
        &central,
        "--food",
        "spelt bread",
        "--food",
        "900107",
    ];
    let text = done(&[&arguments[..], &["--out", &table_text]].concat());
    assert!(
        text.contains("900102") && text.contains("oily fish"),
        "{text}"
    );
    let data = folder.path().display().to_string();
    let listed = done(&["list", "foods", "--format", "csv", "--data", &data]);
    assert!(listed.contains("\"Bread, spelt\",\"grain\""), "{listed}");
    let printed = done(&arguments);
    assert_eq!(printed, fs::read_to_string(&table).expect("a table"));

    let diary = folder.path().join("d.csv");
    let rows = "2026-03-02,food,durian,300,g\n2026-03-02,food,oats,60,g\n";
    fs::write(&diary, format!("date,kind,item,amount,unit\n{rows}")).expect("a diary");
    let out = folder.path().join("out").display().to_string();
    let diary = diary.display().to_string();
    let found = json(&["diary", &diary, "--foods-from", &central, "--out", &out]);
    assert_eq!(found["foods_from"][0]["fdc_id"], 900_108);
    assert_eq!(found["known"]["weight"], 1.0);
    let data = format!("{out}/data");
    let found = json(&["diary", &diary, "--data", &data]);
    assert_eq!(found["foods"][0]["food"], "Durian, raw");
}

#[test]
fn foods_that_are_not_there_are_named_with_the_nearest() {
    let central = format!("{}/food_central", files());
    let errors = plain(&refused(&["foods", &central, "--food", "spelt pancake"]));
    assert!(
        errors.contains("`spelt pancake` is no food of that folder"),
        "{errors}"
    );
    assert!(
        errors.contains("nearest:") && errors.contains("(900102)"),
        "{errors}"
    );
    let errors = plain(&refused(&["foods", "examples", "--food", "apple"]));
    assert!(
        errors.contains("food.csv") && errors.contains("there is no such file"),
        "{errors}"
    );
}
