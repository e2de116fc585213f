//! Every text that a fuzzer found worth keeping, read as a scenario, a trial, a finding and a population: an answer or a fault, never a panic.
//!
//! `fuzz/` says how more of them are found.

#[path = "../../../fuzz/src/protocols.rs"]
mod protocols;

use std::fs;
use std::path::{Path, PathBuf};

use protocols::{Depth, finding, population, scenario, trial};

/// The inputs of a target, by name.
fn inputs(target: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let entries = fs::read_dir(folder.join(target)).expect("a folder of inputs");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    let mut all: Vec<(PathBuf, Vec<u8>)> = paths
        .map(|path| (path.clone(), fs::read(path).expect("an input")))
        .collect();
    all.sort();
    all
}

/// How many inputs of a target are taken, and how many refused, when all of them are read.
fn replayed(target: &str, is_taken: impl Fn(&[u8]) -> bool) -> (usize, usize) {
    let all = inputs(target);
    let taken = all.iter().filter(|(path, bytes)| {
        println!("{}", path.display());
        is_taken(bytes)
    });
    let taken = taken.count();
    (taken, all.len() - taken)
}

#[test]
fn no_text_that_was_ever_found_brings_a_reader_down() {
    let all = [
        replayed("scenario", |bytes| scenario(bytes, Depth::All).is_some()),
        replayed("trial", |bytes| trial(bytes, Depth::All).is_some()),
        replayed("finding", |bytes| finding(bytes, Depth::All).is_some()),
        replayed("population", |bytes| population(bytes).is_some()),
    ];
    let taken: Vec<usize> = all.iter().map(|(taken, _)| *taken).collect();
    let refused: usize = all.iter().map(|(_, refused)| refused).sum();
    // Some of them are there to be refused.
    assert!(
        taken.iter().all(|taken| *taken > 0) && refused > 1,
        "{all:?}"
    );
}

/// Each reader is given what was found for the others as well.
#[test]
fn a_text_of_another_kind_is_refused_without_a_panic() {
    for target in ["scenario", "trial", "finding", "population"] {
        for (_, bytes) in inputs(target) {
            scenario(&bytes, Depth::WithoutEquations);
            trial(&bytes, Depth::WithoutEquations);
            finding(&bytes, Depth::WithoutEquations);
            population(&bytes);
        }
    }
}
