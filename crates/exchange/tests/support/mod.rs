//! What the tests share: the project's own data, read as the program reads it.

#![allow(dead_code)] // each test file uses a part

use std::path::{Path, PathBuf};

use exchange::profile::{
    Acceptance, ProfileFaults, ProfileFile, Synonyms, match_sample, read_file,
};
use lab::stool::{Genus, StoolProfile, Taxonomy};
use physiology::document::{Faults, Source};
use physiology::taxa::Taxa;

/// The table of genera.
pub fn taxa() -> Taxa {
    let faults = Faults::new();
    let text = include_str!("../../../../data/taxa.toml");
    let taxa = Taxa::read(&Source::new("data/taxa.toml", text), &faults);
    faults.into_result(taxa).unwrap()
}

/// The 30 genera of the model.
pub fn taxonomy() -> Taxonomy {
    let genera = taxa().genera.into_iter().map(|genus| Genus {
        name: genus.name,
        pooled: genus.pooled,
    });
    Taxonomy {
        genera: genera.collect(),
    }
}

/// The project's table of old and new names.
pub fn synonyms() -> Synonyms {
    let text = include_str!("../../../../data/synonyms.toml");
    Synonyms::read(&Source::new("data/synonyms.toml", text)).unwrap()
}

/// A file of this folder.
pub fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/files")
        .join(name)
}

/// A file of this folder as it is read.
pub fn read(name: &str) -> Result<ProfileFile, ProfileFaults> {
    read_file(&path(name), None)
}

/// One sample of a file, matched.
pub fn matched(file: &ProfileFile, sample: Option<&str>) -> Result<StoolProfile, ProfileFaults> {
    let sample = file.sample(sample)?;
    match_sample(
        file,
        sample,
        &taxonomy(),
        &synonyms(),
        Acceptance::default(),
    )
}

/// Percent of a genus of the model in a profile.
pub fn percent(profile: &StoolProfile, genus: &str) -> f64 {
    let place = taxonomy()
        .genera
        .iter()
        .position(|known| known.name == genus);
    100.0 * profile.abundance[place.unwrap()]
}

/// Asserts that two numbers agree to a tolerance.
#[track_caller]
pub fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected}"
    );
}
