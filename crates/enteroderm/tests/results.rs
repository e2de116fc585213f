//! Results on the disk: tables are there whole or not at all, whatever stops a run.

mod program;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use program::{program_in, root};

fn enteroderm() -> Command {
    program_in(&root())
}

fn run_healthy_into(folder: &Path) -> Output {
    enteroderm()
        .args(["run", "examples/healthy.toml", "--out"])
        .arg(folder)
        .output()
        .expect("the program starts")
}

fn names(folder: &Path) -> Vec<String> {
    let files = fs::read_dir(folder).expect("a folder");
    let mut names: Vec<String> = files
        .map(|file| file.expect("a file").file_name().to_string_lossy().into())
        .collect();
    names.sort();
    names
}

fn assert_tables_are_whole(folder: &Path) {
    let csv = fs::read_to_string(folder.join("outcomes.csv")).expect("a table");
    let header = csv.lines().next().unwrap_or_default();
    assert!(
        header.starts_with("time [d],stool.butyrate [mmol/kg]"),
        "{header}"
    );
    assert_eq!(csv.lines().count(), 92);
    let parquet = fs::read(folder.join("outcomes.parquet")).expect("a table");
    // The mark of the format stands at both ends.
    assert!(parquet.starts_with(b"PAR1") && parquet.ends_with(b"PAR1"));
}

#[test]
fn a_folder_is_made_for_the_tables() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("study/results");
    let output = run_healthy_into(&out);
    assert!(output.status.success(), "{output:?}");
    assert_tables_are_whole(&out);
    assert_eq!(names(&out), ["outcomes.csv", "outcomes.parquet"]);
}

#[test]
fn tables_of_an_earlier_run_are_replaced_and_nothing_else() {
    let folder = tempfile::tempdir().expect("a folder");
    for name in ["outcomes.csv", "outcomes.parquet", "notes.txt"] {
        fs::write(folder.path().join(name), "earlier").expect("a file");
    }
    let output = run_healthy_into(folder.path());
    assert!(output.status.success(), "{output:?}");
    assert_tables_are_whole(folder.path());
    let notes = fs::read_to_string(folder.path().join("notes.txt"));
    assert_eq!(notes.expect("a file"), "earlier");
    assert_eq!(
        names(folder.path()),
        ["notes.txt", "outcomes.csv", "outcomes.parquet"]
    );
}

#[test]
fn a_table_that_cannot_be_written_is_named_and_leaves_no_half() {
    let folder = tempfile::tempdir().expect("a folder");
    let in_the_way = folder.path().join("outcomes.csv");
    fs::create_dir(&in_the_way).expect("a folder");
    let output = run_healthy_into(folder.path());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert!(output.stdout.is_empty());
    let expected = format!("error: {} cannot be written: ", in_the_way.display());
    assert!(errors.starts_with(&expected), "{errors}");
    assert_eq!(names(folder.path()), ["outcomes.csv"]);
}

/// A reader such as `head` closes the pipe when it has seen enough.
#[test]
fn a_reader_who_leaves_is_no_failure() {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    let output = enteroderm()
        .args(["list", "outcomes"])
        .stdout(writer)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    assert!(output.stderr.is_empty(), "{output:?}");
}

/// Ctrl-C, where a person's terminal sends it as a signal.
#[cfg(unix)]
mod interrupted {
    use std::process::{Child, Stdio};
    use std::time::{Duration, Instant};

    use super::*;

    /// An infant begins with the healthy infant to whom signals are relative, which alone takes long.
    const INFANT: &str = "[person]\nage = \"4 mo\"\n[sample]\nuntil = \"90 y\"\n";
    /// How many stressful days the long life has: each stops the integrator twice, and together they take seconds.
    const STRESSFUL_DAYS: usize = 300;
    /// Generous to slow machines, and far less than the runs take.
    const SOON: Duration = Duration::from_secs(30);

    fn long_life() -> String {
        let day = |number: usize| {
            let from = 2 * number;
            format!("[[course]]\nlive = {{ stress = 30 }}\nfrom = \"{from} d\"\nlasts = \"1 d\"\n")
        };
        let days: String = (0..STRESSFUL_DAYS).map(day).collect();
        days + "[sample]\nuntil = \"90 y\"\n"
    }

    fn wait_until(what: &str, mut there: impl FnMut() -> bool) {
        let start = Instant::now();
        while !there() {
            assert!(start.elapsed() < SOON, "{what} takes too long");
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn start(scenario: &Path, out: &Path) -> Child {
        enteroderm()
            .arg("run")
            .arg(scenario)
            .arg("--out")
            .arg(out)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts")
    }

    fn interrupt(child: &Child) {
        let sent = Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status();
        assert!(sent.expect("kill starts").success());
    }

    fn is_stopped_without_a_result(scenario: &str, phases: &[&str]) {
        let folder = tempfile::tempdir().expect("a folder");
        let file: PathBuf = folder.path().join("long.toml");
        fs::write(&file, scenario).expect("a file");
        let out = folder.path().join("results");
        let mut child = start(&file, &out);
        // Ctrl-C is caught before the folder is made.
        wait_until("making the folder", || out.is_dir());
        interrupt(&child);
        wait_until("stopping", || child.try_wait().expect("a state").is_some());
        let output = child.wait_with_output().expect("its output");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(130), "{errors}");
        assert!(output.stdout.is_empty());
        let expected = phases.iter().map(|phase| {
            format!("error: stopped during the {phase}; nothing was written; run the same command to start again\n")
        });
        assert!(
            expected.into_iter().any(|message| errors == message),
            "{errors}"
        );
        assert_eq!(names(&out), [""; 0]);
    }

    #[test]
    fn a_long_run_stops_soon_and_leaves_no_table() {
        is_stopped_without_a_result(&long_life(), &["run-in", "run"]);
    }

    #[test]
    fn an_infants_reference_stops_soon_as_well() {
        is_stopped_without_a_result(INFANT, &["reference"]);
    }
}
