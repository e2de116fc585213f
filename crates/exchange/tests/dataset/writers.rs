//! Several who would write into one folder.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::Barrier;
use std::thread;
use std::time::Duration;

use exchange::dataset::{Dataset, DatasetError, Shard};

use super::{Folder, content, finished, identity, write};

/// By this the child process is told its folder.
const FOLDER: &str = "ENTERODERM_TEST_FOLDER";

fn shard(text: &str) -> Option<Shard> {
    Some(text.parse().unwrap())
}

#[test]
fn a_second_writer_is_refused_until_the_first_has_ended() {
    let folder = Folder::new("two");
    let open = |shard| Dataset::open(folder.path(), &identity(4), shard);
    let place = folder.path().display();
    let in_use = format!(
        "{place} is written by another run: wait until that has ended, or choose another folder"
    );
    let whole = open(None).unwrap();
    assert_eq!(open(None).unwrap_err().to_string(), in_use);
    assert_eq!(open(shard("1/4")).unwrap_err().to_string(), in_use);
    drop(whole);
    let first = open(shard("1/4")).unwrap();
    let second = open(shard("2/4")).unwrap();
    assert_eq!(open(None).unwrap_err().to_string(), in_use);
    assert_eq!(
        open(shard("2/4")).unwrap_err().to_string(),
        format!(
            "shard 2/4 in {place} is computed by another run: wait until that has ended, or choose another folder"
        )
    );
    drop(second);
    assert!(open(shard("2/4")).is_ok());
    assert!(matches!(
        open(None),
        Err(DatasetError::InUse { shard: None, .. })
    ));
    drop(first);
    assert!(open(None).is_ok());
}

/// What the child process of the next test does.
#[test]
#[ignore = "not a test of its own"]
fn child() {
    let Some(folder) = std::env::var_os(FOLDER) else {
        return;
    };
    let dataset = Dataset::open(folder.as_ref(), &identity(2), None).unwrap();
    write(&dataset, 0).unwrap();
    println!("at work");
    thread::sleep(Duration::from_secs(60));
}

#[test]
fn a_writer_that_is_killed_leaves_no_lock() {
    let folder = Folder::new("killed");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "writers::child", "--ignored", "--nocapture"])
        .env(FOLDER, folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(child.stdout.take().unwrap());
    let is_at_work = output
        .lines()
        .any(|line| line.unwrap().ends_with("at work"));
    let open = || Dataset::open(folder.path(), &identity(2), None);
    let refused = open().map(drop);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(is_at_work, "the child ended early");
    assert!(matches!(refused, Err(DatasetError::InUse { .. })));
    let dataset = open().unwrap();
    assert!(dataset.has(0).unwrap());
    write(&dataset, 1).unwrap();
    dataset.finish().unwrap();
}

#[test]
fn shards_that_write_at_once_make_the_folder_of_an_undivided_run() {
    const PARTS: usize = 22;
    let expected = content(finished("undivided", PARTS).path());
    let folder = Folder::new("shards");
    let begin = Barrier::new(4);
    let last: Vec<Vec<usize>> = thread::scope(|scope| {
        let running: Vec<_> = (1..=4)
            .map(|index| {
                let (begin, path) = (&begin, folder.path());
                scope.spawn(move || {
                    begin.wait();
                    let shard = Shard::new(index, 4).unwrap();
                    let dataset = Dataset::open(path, &identity(PARTS), Some(shard)).unwrap();
                    for part in (0..PARTS).filter(|&part| shard.owns(part)) {
                        write(&dataset, part).unwrap();
                    }
                    dataset.finish().unwrap()
                })
            })
            .collect();
        running.into_iter().map(|run| run.join().unwrap()).collect()
    });
    assert!(
        last.iter().any(Vec::is_empty),
        "nobody ended the run: {last:?}"
    );
    assert_eq!(content(folder.path()), expected);
}

#[test]
fn shards_one_after_another_say_what_is_left() {
    const PARTS: usize = 10;
    let expected = content(finished("in-turn-undivided", PARTS).path());
    let folder = Folder::new("in-turn");
    let mut left: Vec<usize> = (0..PARTS).collect();
    for index in [3, 1, 4, 2] {
        let shard = Shard::new(index, 4).unwrap();
        assert!(!folder.path().join("manifest.json").exists());
        let dataset = Dataset::open(folder.path(), &identity(PARTS), Some(shard)).unwrap();
        for part in (0..PARTS).filter(|&part| shard.owns(part)) {
            write(&dataset, part).unwrap();
        }
        left.retain(|&part| !shard.owns(part));
        assert_eq!(dataset.finish().unwrap(), left);
    }
    assert_eq!(content(folder.path()), expected);
}

#[test]
fn a_shard_removes_what_was_left_half_written_only_when_it_is_alone() {
    let folder = Folder::new("alone");
    let open = |text| Dataset::open(folder.path(), &identity(4), shard(text)).unwrap();
    let first = open("1/2");
    write(&first, 0).unwrap();
    let half = folder.path().join("people/part-00002.parquet.1.tmp");
    fs::write(&half, "half").unwrap();
    drop(open("2/2"));
    assert!(half.exists(), "the first may be writing it");
    drop(first);
    drop(open("2/2"));
    assert!(!half.exists());
}

/// Of shards of two runs that find an empty folder at the same moment, those of one get it, and those of the other are refused.
#[test]
fn a_folder_never_holds_two_runs() {
    for round in 0..20 {
        let folder = Folder::new(&format!("race-{round}"));
        let begin = Barrier::new(8);
        let opened: Vec<Result<Dataset, DatasetError>> = thread::scope(|scope| {
            let running: Vec<_> = (1..=8)
                .map(|index| {
                    let (begin, path) = (&begin, folder.path());
                    scope.spawn(move || {
                        begin.wait();
                        let run = identity(8).with("seed", index % 2);
                        Dataset::open(path, &run, Shard::new(index, 8))
                    })
                })
                .collect();
            running.into_iter().map(|run| run.join().unwrap()).collect()
        });
        let first = opened.iter().position(Result::is_ok).unwrap();
        for (index, opened) in opened.iter().enumerate() {
            if index % 2 == first % 2 {
                assert!(opened.is_ok(), "{opened:?}");
            } else {
                assert!(matches!(opened, Err(DatasetError::OtherRun { .. })));
            }
        }
    }
}
