//! What is left of a run whose disk fails or whose machine stops, at every step that it takes, and what the next run makes of it.

mod disks;
mod plan;

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;

use self::disks::{Faulty, Loss, PowerCut, Trouble};
use self::plan::{Content, Plan, Temporary, content, table};
use super::*;

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

/// Also where the new tables are other ones: the old record never stands beside them.
#[test]
fn a_machine_that_stops_while_a_part_is_replaced_leaves_no_mixture() {
    let plan = Plan {
        parts: 1,
        tables: &["people", "visits"],
    };
    for loss in [Loss::Bytes, Loss::Names, Loss::Both] {
        for at in 0.. {
            let folder = Temporary::new(&format!("replaced-{loss:?}-{at}"));
            plan.resume(&folder.0);
            let before = content(&folder.0);
            let (people, visits) = (table(7, 2), table(8, 3));
            let replaced = plan
                .open(PowerCut::new(at, loss), &folder.0)
                .and_then(|dataset| dataset.write(0, &[("people", &people), ("visits", &visits)]));
            let dataset = plan.open(Arc::new(Faulty::never()), &folder.0).unwrap();
            let at_step = format!("after the loss of {loss:?} at {at}");
            let is_there = dataset.has(0).expect(&at_step);
            let has_manifest = folder.0.join(names::MANIFEST).exists();
            if has_manifest {
                assert_eq!(content(&folder.0), before, "{at_step}");
            } else if is_there {
                let table = &dataset.read(0).unwrap()[0].1;
                assert!([&people, &self::table(0, 2)].contains(&table), "{at_step}");
            }
            if replaced.is_ok() {
                assert!(is_there && !has_manifest);
                break;
            }
        }
    }
}
