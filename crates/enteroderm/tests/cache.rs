//! Rests from run to run: they save time and change no byte of a result, whatever state their folder is in.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const PERSON: &str = "[person]\nage = \"31 y\"\nweight = \"64 kg\"\nheight = \"1.7 m\"\n";
const DRUG: &str = "[[course]]\ntake = \"clindamycin\"\nlasts = \"1 d\"\n";
const FOOD: &str = "[[course]]\neat = \"inulin\"\ndose = \"12 g/d\"\n";
const STRESS: &str = "[habits]\nstress = 25\n";
const SAMPLE: &str =
    "[sample]\nuntil = \"2 d\"\noutcomes = [\"stool.butyrate\", \"blood.crp\", \"skin.tewl\"]\n";

/// A folder with a scenario in it, and a place for rests.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn program(&self, parts: &[&str]) -> Command {
        let scenario = self.0.path().join("scenario.toml");
        fs::write(&scenario, parts.concat()).expect("a scenario");
        let mut command = Command::new(env!("CARGO_BIN_EXE_enteroderm"));
        command.arg("run").arg(&scenario).args(["--format", "json"]);
        command.env_remove("ENTERODERM_NO_CACHE");
        command.env("ENTERODERM_CACHE", self.0.path().join("rests"));
        command
    }

    fn run(&self, parts: &[&str], more: &[&str]) -> String {
        said(self.program(parts).args(more).output().expect("it starts"))
    }

    /// Names and contents of all rests.
    fn rests(&self) -> Vec<(String, String)> {
        rests_in(&self.0.path().join("rests"))
    }
}

fn rests_in(folder: &Path) -> Vec<(String, String)> {
    let files = fs::read_dir(folder).into_iter().flatten();
    let mut rests: Vec<(String, String)> = files
        .map(|file| {
            let path = file.expect("a file").path();
            let name = path.file_name().expect("a name").to_string_lossy();
            (
                name.into_owned(),
                fs::read_to_string(&path).expect("a text"),
            )
        })
        .collect();
    rests.sort();
    rests
}

fn said(output: Output) -> String {
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && errors.is_empty(), "{errors}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn a_result_is_the_same_byte_for_byte_with_a_rest_that_is_known() {
    let place = Place::new();
    let scenario = [PERSON, DRUG, SAMPLE];
    let people = ["--people", "3"];
    let without = place.run(&scenario, &["--people", "3", "--no-cache"]);
    assert_eq!(place.rests(), []);
    assert_eq!(place.run(&scenario, &people), without);
    let rests = place.rests();
    assert_eq!(rests.len(), 3);
    assert_eq!(place.run(&scenario, &people), without);
    assert_eq!(place.rests(), rests);
}

/// The community of the profile is the person's own, and so is what it says of how well it is met.
#[test]
fn a_stool_profile_is_part_of_who_somebody_is() {
    let place = Place::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/stool");
    let profile = |name: &str| {
        let file = folder.join(format!("{name}.metaphlan.tsv"));
        format!("stool = \"{}\"\n", file.display())
    };
    let scenario = |stool: &str| [PERSON, stool, SAMPLE].concat();
    let usual = scenario(&profile("reference-adult"));
    let without = place.run(&[&usual], &["--no-cache"]);
    assert_eq!(place.run(&[&usual], &[]), without);
    assert_eq!(place.run(&[&usual], &[]), without);
    assert_eq!(place.rests().len(), 1);
    let other = place.run(&[&scenario(&profile("low-producers"))], &[]);
    assert_ne!(other, without);
    assert_eq!(place.rests().len(), 2);
}

#[test]
fn the_same_person_shares_one_rest_and_another_has_their_own() {
    let place = Place::new();
    place.run(&[PERSON, SAMPLE], &[]);
    let one = place.rests();
    assert_eq!(one.len(), 1);
    for other in [[PERSON, DRUG, SAMPLE], [PERSON, FOOD, SAMPLE]] {
        place.run(&other, &["--why"]);
        assert_eq!(place.rests(), one);
    }
    place.run(&[PERSON, STRESS, SAMPLE], &[]);
    assert_eq!(place.rests().len(), 2);
    place.run(&[&PERSON.replace("64", "65"), SAMPLE], &[]);
    assert_eq!(place.rests().len(), 3);
}

#[test]
fn a_rest_that_is_damaged_or_foreign_is_found_anew_and_written_anew() {
    let place = Place::new();
    let scenario = [PERSON, SAMPLE];
    let whole = place.run(&scenario, &[]);
    let rests = place.rests();
    let (name, text) = &rests[0];
    let path = place.0.path().join("rests").join(name);
    for damaged in [
        "",
        &text[..text.len() / 2],
        &text.replace("e0", "e1"),
        "\u{1}\u{2}",
    ] {
        fs::write(&path, damaged).expect("a file");
        assert_eq!(place.run(&scenario, &[]), whole);
        assert_eq!(place.rests(), rests);
    }
    // Bytes that are no text.
    fs::write(&path, [0xff, 0xfe, 0x00]).expect("a file");
    assert_eq!(place.run(&scenario, &[]), whole);
    assert_eq!(place.rests(), rests);
}

#[test]
fn a_folder_that_cannot_be_used_is_named_before_anything_runs() {
    let place = Place::new();
    let in_the_way = place.0.path().join("in-the-way");
    fs::write(&in_the_way, "").expect("a file");
    let mut command = place.program(&[PERSON, SAMPLE]);
    let output = command.arg("--cache").arg(&in_the_way).output();
    let output = output.expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{errors}");
    assert!(
        errors.contains("`--cache`") && errors.contains("cannot be used"),
        "{errors}"
    );
}

#[cfg(unix)]
#[test]
fn rests_go_into_the_users_cache_folder_when_no_other_is_named() {
    let place = Place::new();
    let home = place.0.path().join("cache");
    let run = |more: &[(&str, &str)]| {
        let mut command = place.program(&[PERSON, SAMPLE]);
        command.env_remove("ENTERODERM_CACHE");
        command
            .env("XDG_CACHE_HOME", &home)
            .envs(more.iter().copied());
        said(command.output().expect("it starts"))
    };
    let without = run(&[("ENTERODERM_NO_CACHE", "1")]);
    assert!(!home.exists());
    assert_eq!(run(&[]), without);
    assert_eq!(rests_in(&home.join("enteroderm")).len(), 1);
    // What is no folder there is as good as none.
    fs::remove_dir_all(&home).expect("a folder");
    fs::write(&home, "").expect("a file");
    assert_eq!(run(&[]), without);
}
