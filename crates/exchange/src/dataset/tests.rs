//! What is left of a run whose disk fails or whose machine stops, at every step that it takes, and what the next run makes of it.

mod disks;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;
use std::{fs, io};

use self::disks::{Faulty, Loss, PowerCut, Trouble};
use super::*;
use crate::table::Column;

/// What a folder holds: files by their path in it, those that are locked apart.
type Content = BTreeMap<PathBuf, Vec<u8>>;

/// A folder that is removed in the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        let name = format!("enteroderm-dataset-{name}-{}", std::process::id());
        // A disk in memory, where the system has one: these tests make a hundred thousand files.
        let memory = Path::new("/dev/shm");
        let home = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        let path = home.join(name);
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A run of some parts, each of the same tables.
#[derive(Clone, Copy)]
struct Plan {
    parts: usize,
    tables: &'static [&'static str],
}

impl Plan {
    fn open(self, disk: impl Disk + 'static, folder: &Path) -> Result<Dataset, DatasetError> {
        let identity = Identity::new(self.parts)
            .with("version", "0.1.0")
            .with("seed", 17);
        Dataset::open_on(Box::new(disk), folder, &identity, None)
    }

    /// Does what is still to be done, and notes which parts are complete.
    fn compute(self, dataset: &Dataset, complete: &mut Vec<usize>) -> Result<(), DatasetError> {
        for part in 0..self.parts {
            if !dataset.has(part)? {
                let tables: Vec<Table> = (0..self.tables.len())
                    .map(|number| table(part, number + 2))
                    .collect();
                let names = self.tables.iter().copied();
                dataset.write(part, &names.zip(&tables).collect::<Vec<_>>())?;
            }
            complete.push(part);
        }
        dataset.add_file("report.html", b"<p>what came out")?;
        assert_eq!(dataset.finish()?, [0; 0]);
        Ok(())
    }

    /// Computes the run on a disk; what stopped it, and which parts were complete then.
    fn run(self, disk: impl Disk + 'static, folder: &Path) -> (Option<DatasetError>, Vec<usize>) {
        let mut complete = Vec::new();
        let result = self
            .open(disk, folder)
            .and_then(|dataset| self.compute(&dataset, &mut complete));
        (result.err(), complete)
    }

    /// Takes the run up again, on a disk that works.
    fn resume(self, folder: &Path) {
        let (error, _) = self.run(Arc::new(Faulty::never()), folder);
        assert!(error.is_none(), "{}", error.unwrap());
    }

    /// The run when nothing disturbs it: what its folder holds, and which steps it took.
    fn undisturbed(self, name: &str) -> (Content, Vec<&'static str>) {
        let folder = Temporary::new(name);
        let disk = Arc::new(Faulty::never());
        assert!(self.run(Arc::clone(&disk), &folder.0).0.is_none());
        (content(&folder.0), disk.steps())
    }

    /// Parts that were complete before are so afterwards, with the same bytes.
    fn assert_kept(self, folder: &Path, complete: &[usize], expected: &Content, at: &str) {
        if complete.is_empty() {
            return;
        }
        let dataset = self.open(Arc::new(Faulty::never()), folder).unwrap();
        for &part in complete {
            assert!(dataset.has(part).unwrap(), "part {part} {at}");
            for name in self.tables {
                let path = dataset.folder.table(name, part);
                let bytes = fs::read(&path).unwrap();
                let name = path.strip_prefix(folder).unwrap();
                assert!(bytes == expected[name], "{} {at}", path.display());
            }
        }
    }
}

fn table(part: usize, rows: usize) -> Table {
    let number = |row: usize| (part * rows + row) as f64 / 7.0;
    Table {
        columns: vec![
            Column::numbers("skin.easi", "1", (0..rows).map(number).collect()),
            Column::texts("arm", (0..rows).map(|row| format!("arm {row}")).collect()),
        ],
        metadata: Vec::new(),
    }
}

fn content(folder: &Path) -> Content {
    let mut found = Content::new();
    let mut folders: Vec<PathBuf> = folder
        .is_dir()
        .then(|| folder.to_owned())
        .into_iter()
        .collect();
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(folder).unwrap().to_owned();
            if path.is_dir() {
                folders.push(path);
            } else if !name.to_string_lossy().starts_with(".lock") {
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

fn temporary(content: &Content) -> Vec<&PathBuf> {
    let is_temporary = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "tmp");
    content.keys().filter(is_temporary).collect()
}

/// The steps from 0 on, divided among threads.
fn at_every_step(steps: usize, check: impl Fn(usize) + Sync) {
    const THREADS: usize = 4;
    thread::scope(|scope| {
        for first in 0..THREADS {
            let check = &check;
            scope.spawn(move || (first..steps).step_by(THREADS).for_each(check));
        }
    });
}

#[test]
fn a_run_killed_at_any_step_is_taken_up_to_the_same_folder() {
    let plan = Plan {
        parts: 50,
        tables: &["people"],
    };
    let (expected, steps) = plan.undisturbed("kill-whole");
    for step in [
        "create",
        "write",
        "sync",
        "rename",
        "sync_folder",
        "create_folder",
        "remove",
    ] {
        assert!(steps.contains(&step), "{step} is never taken");
    }
    assert!(temporary(&expected).is_empty());
    at_every_step(steps.len(), |at| {
        let folder = Temporary::new(&format!("kill-{at}"));
        let disk = Arc::new(Faulty::new(at, Trouble::Kill));
        let (error, complete) = plan.run(disk, &folder.0);
        assert!(error.is_some(), "the kill at step {at} was not noticed");
        assert!(complete.iter().copied().eq(0..complete.len()));
        plan.resume(&folder.0);
        assert!(content(&folder.0) == expected, "after a kill at {at}");
    });
}

#[test]
fn a_run_killed_twice_is_taken_up_to_the_same_folder() {
    let plan = Plan {
        parts: 2,
        tables: &["people", "visits"],
    };
    let (expected, steps) = plan.undisturbed("twice-whole");
    at_every_step(steps.len(), |first| {
        let mut second = 0;
        loop {
            let folder = Temporary::new(&format!("twice-{first}"));
            let kill = |at| Arc::new(Faulty::new(at, Trouble::Kill));
            assert!(plan.run(kill(first), &folder.0).0.is_some());
            let is_done = plan.run(kill(second), &folder.0).0.is_none();
            plan.resume(&folder.0);
            assert!(
                content(&folder.0) == expected,
                "after kills at {first} and {second}"
            );
            if is_done {
                break;
            }
            second += 1;
        }
        assert!(second > 0);
    });
}

#[test]
fn a_disk_that_refuses_is_named_and_costs_no_part() {
    let plan = Plan {
        parts: 6,
        tables: &["people", "visits"],
    };
    let (expected, steps) = plan.undisturbed("refused-whole");
    let troubles = [
        (
            Trouble::Once(io::ErrorKind::StorageFull),
            "the disk is full",
        ),
        (
            Trouble::ForGood(io::ErrorKind::StorageFull),
            "the disk is full",
        ),
        (Trouble::Once(io::ErrorKind::Other), "other error"),
        (Trouble::ForGood(io::ErrorKind::Other), "other error"),
    ];
    for (number, (trouble, reason)) in troubles.into_iter().enumerate() {
        at_every_step(steps.len(), |at| {
            let folder = Temporary::new(&format!("refused-{number}-{at}"));
            let (error, complete) = plan.run(Arc::new(Faulty::new(at, trouble)), &folder.0);
            let error = error.expect("a refusal that was not noticed");
            let DatasetError::Write { path, .. } = &error else {
                panic!("{error} at {at}");
            };
            assert!(path.starts_with(&folder.0), "{error}");
            let message = format!("{} cannot be written: {reason}; ", path.display());
            assert!(error.to_string().starts_with(&message), "{error}");
            if matches!(trouble, Trouble::Once(_)) {
                let left = content(&folder.0);
                assert!(
                    temporary(&left).is_empty(),
                    "{:?} at {at}",
                    temporary(&left)
                );
            }
            plan.assert_kept(&folder.0, &complete, &expected, &format!("at {at}"));
            plan.resume(&folder.0);
            assert!(content(&folder.0) == expected, "after a refusal at {at}");
        });
    }
}

#[test]
fn a_machine_that_stops_loses_no_complete_part() {
    let plan = Plan {
        parts: 4,
        tables: &["people", "visits"],
    };
    let (expected, steps) = plan.undisturbed("power-whole");
    for loss in [Loss::Bytes, Loss::Names, Loss::Both] {
        at_every_step(steps.len(), |at| {
            let folder = Temporary::new(&format!("power-{loss:?}-{at}"));
            let (error, complete) = plan.run(PowerCut::new(at, loss), &folder.0);
            assert!(error.is_some());
            let at = format!("after the loss of {loss:?} at {at}");
            plan.assert_kept(&folder.0, &complete, &expected, &at);
            plan.resume(&folder.0);
            assert!(content(&folder.0) == expected, "{at}");
        });
    }
}
