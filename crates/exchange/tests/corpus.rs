//! Every file that was invented for a reader, and every input that a fuzzer found worth keeping, through every reader: an answer or a fault,
//! never a panic.
//!
//! `fuzz/` says how more of them are found.

mod support;

use std::fs;
use std::path::{Path, PathBuf};

use exchange::metadata::Metadata;
use exchange::profile::{
    Acceptance, Assignments, Content, Opened, READERS, into_profile, match_sample,
};
use support::{synonyms, taxonomy};

fn inputs(folder: &Path, all: &mut Vec<PathBuf>) {
    for entry in
        fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
    {
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
    assert!(all.len() > 50, "{}", all.len());
    let (taxonomy, synonyms) = (taxonomy(), synonyms());
    let (mut read, mut refused) = (0, 0);
    let empty = Assignments {
        file: "none".to_owned(),
        lineages: Default::default(),
    };
    for path in &all {
        let name = path.display().to_string();
        let bytes = fs::read(path).unwrap();
        let content = Content::new(&name, &bytes);
        for reader in READERS {
            let recognised = reader.recognises(&content);
            let opened = reader.read(&content);
            let profile = opened.and_then(|opened| match &opened {
                Opened::Table(table) if table.needs_taxonomy() => {
                    into_profile(&name, opened, Some(&empty))
                }
                _ => into_profile(&name, opened, None),
            });
            match profile {
                Err(_) => refused += usize::from(recognised),
                Ok(profile) => {
                    read += usize::from(recognised);
                    for sample in &profile.samples {
                        let checked = profile.sample(Some(&sample.written_name));
                        let _ = checked.and_then(|sample| {
                            match_sample(
                                &profile,
                                sample,
                                &taxonomy,
                                &synonyms,
                                Acceptance::of_anything(),
                            )
                        });
                    }
                }
            }
        }
        let _ = Metadata::read(path, &["stress"]);
    }
    assert!(read > 30 && refused > 10, "{read} read, {refused} refused");
}
