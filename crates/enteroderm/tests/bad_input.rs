//! Bad input, end to end: what a person reads on stderr, word for word.
//!
//! Every `bad_input/*.toml` is run and every `bad_input/*.tsv` imported; beside each stands the expected message, in a `.snap` of its
//! name. After a change of words, `INSTA_UPDATE=always cargo test -p enteroderm --test bad_input` writes the messages anew, to be read
//! in the diff.

mod program;

use std::path::{Path, PathBuf};

use program::enteroderm_in;

/// Names in messages are relative to this folder, so that they are the same on every machine.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad_input")
}

/// What stderr says when the program is started in `folder`; refused it must be, and nothing printed.
fn refused(folder: &Path, arguments: &[&str]) -> String {
    let output = enteroderm_in(folder, arguments);
    let errors = String::from_utf8(output.stderr).expect("text on stderr");
    assert_eq!(output.status.code(), Some(2), "{arguments:?}: {errors}");
    assert!(output.stdout.is_empty(), "{arguments:?} prints a result");
    errors
}

fn assert_golden(name: &str, arguments: &[&str], errors: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("bad_input");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(format!("enteroderm {}", arguments.join(" ")));
    settings.bind(|| insta::assert_snapshot!(name, errors));
}

fn is_refused_as_before(name: &str, arguments: &[&str]) {
    assert_golden(name, arguments, &refused(&folder(), arguments));
}

/// The names of the files with that ending, without it.
fn stems(ending: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder()).expect("the folder of bad input");
    let mut stems: Vec<String> = files
        .filter_map(|file| {
            let name = file.expect("a file").file_name();
            Some(name.to_str()?.strip_suffix(ending)?.to_owned())
        })
        .collect();
    stems.sort();
    assert!(!stems.is_empty(), "no {ending} in the folder");
    stems
}

#[test]
fn scenarios() {
    for stem in stems(".toml") {
        is_refused_as_before(&format!("run_{stem}"), &["run", &format!("{stem}.toml")]);
    }
}

#[test]
fn stool_profiles() {
    // Of several samples all are told.
    for stem in stems(".tsv")
        .iter()
        .filter(|stem| *stem != "several_samples")
    {
        is_refused_as_before(
            &format!("import_{stem}"),
            &["import", &format!("{stem}.tsv")],
        );
    }
}

#[test]
fn several_profiles_at_once() {
    is_refused_as_before(
        "import_all",
        &["import", "empty.tsv", "sums_to_300.tsv", "nowhere.tsv"],
    );
}

#[test]
fn a_sample_that_is_not_there() {
    is_refused_as_before(
        "import_sample",
        &["import", "several_samples.tsv", "--sample", "P12"],
    );
}

#[test]
fn a_scenario_that_is_not_there() {
    is_refused_as_before("run_nowhere", &["run", "nowhere.toml"]);
}

#[test]
fn a_folder_for_a_scenario() {
    is_refused_as_before("run_folder", &["run", "data_with_faults"]);
}

#[test]
fn a_scenario_that_is_no_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let latin = b"[person]\nname = \"Ren\xe9e\"\n";
    std::fs::write(folder.path().join("latin.toml"), latin).expect("a file");
    let arguments = ["run", "latin.toml"];
    assert_golden(
        "run_not_utf8",
        &arguments,
        &refused(folder.path(), &arguments),
    );
}

#[test]
fn an_arrow_to_cut_that_is_not_known() {
    is_refused_as_before(
        "run_cut",
        &["run", "several_samples.toml", "--cut", "butyrate_to_barier"],
    );
}

#[test]
fn a_file_where_the_results_should_go() {
    let healthy = "../../../../examples/healthy.toml";
    is_refused_as_before("run_out_file", &["run", healthy, "--out", "empty.tsv"]);
    is_refused_as_before(
        "run_out_below_file",
        &["run", healthy, "--out", "empty.tsv/results"],
    );
}

#[test]
fn data_folders() {
    for (name, folder) in [
        ("data_nowhere", "nowhere"),
        ("data_file", "empty.tsv"),
        ("data_with_faults", "data_with_faults"),
        ("data_of_other_names", "data_of_other_names"),
    ] {
        is_refused_as_before(name, &["list", "traits", "--data", folder]);
    }
}
