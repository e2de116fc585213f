//! Every file that was invented for a reader, and every input that a fuzzer found worth keeping, through every reader: an answer or a fault,
//! never a panic.
//!
//! `fuzz/` says how more of them are found.

#[path = "../../../fuzz/src/profiles.rs"]
mod profiles;
mod support;
#[path = "../../../fuzz/src/tables.rs"]
mod tables;

use std::fs;
use std::path::{Path, PathBuf};

use exchange::profile::{Acceptance, Content, READERS, match_sample};
use support::{synonyms, taxonomy};

fn inputs(folder: &Path, all: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder);
    for entry in entries.unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
        let path = entry.unwrap().path();
        if path.is_dir() {
            inputs(&path, all);
        } else {
            all.push(path);
        }
    }
}

#[test]
fn nothing_that_was_ever_found_brings_a_reader_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut all = Vec::new();
    inputs(&root.join("tests/files"), &mut all);
    inputs(&root.join("../../fuzz/corpus"), &mut all);
    let (taxonomy, synonyms) = (taxonomy(), synonyms());
    let anything = Acceptance::of_anything();
    let (mut read, mut refused) = (0, 0);
    for path in &all {
        let bytes = fs::read(path).unwrap();
        for reader in READERS {
            let recognised = reader.recognises(&Content::new("file", &bytes));
            let profile = profiles::read(reader.name(), &bytes);
            read += usize::from(recognised && profile.is_some());
            refused += usize::from(recognised && profile.is_none());
            if let Some(profile) = &profile {
                for sample in &profile.samples {
                    let _ = match_sample(profile, sample, &taxonomy, &synonyms, anything);
                }
            }
        }
        tables::metadata(&bytes);
        tables::diary(&bytes);
    }
    // Most of them are of a format, and some of these are there to be refused.
    assert!(read > 30 && refused > 10, "{read} read, {refused} refused");
}

#[test]
fn no_table_that_was_ever_found_brings_a_reader_down() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus");
    let read = |target: &str, is_read: &dyn Fn(&[u8]) -> bool| {
        let mut all = Vec::new();
        inputs(&corpus.join(target), &mut all);
        let read = all.iter().filter(|path| is_read(&fs::read(path).unwrap()));
        read.count()
    };
    let diaries = read("diary", &|bytes| tables::diary(bytes).is_some());
    let metadata = read("metadata", &|bytes| tables::metadata(bytes).is_some());
    let foods = read("food_central", &|bytes| {
        let gathered = tables::food_central(bytes);
        gathered.is_some_and(|gathered| !gathered.foods.is_empty())
    });
    assert!(
        diaries > 0 && metadata > 0 && foods > 0,
        "{diaries}, {metadata}, {foods}"
    );
}
