//! Stool profiles.

use exchange::profile::{Assignments, Content, Opened, ProfileFile, READERS, into_profile};

/// Lets the reader of that name read the bytes, and makes a profile of what it gives, with nothing known of features that are only
/// numbered: a fault is an answer, a panic is not.
///
/// # Panics
/// No reader has that name.
pub fn read(name: &str, bytes: &[u8]) -> Option<ProfileFile> {
    let content = Content::new("fuzzed", bytes);
    let reader = READERS.iter().find(|reader| reader.name() == name);
    let reader = reader.unwrap_or_else(|| panic!("no reader is called {name}"));
    reader.recognises(&content);
    let opened = reader.read(&content).ok()?;
    let nothing = Assignments {
        file: "none".to_owned(),
        lineages: Default::default(),
    };
    let numbered = matches!(&opened, Opened::Table(table) if table.needs_taxonomy());
    let profile = into_profile("fuzzed", opened, numbered.then_some(&nothing)).ok()?;
    for sample in &profile.samples {
        let _ = profile.check(sample);
        profile.narrowest(sample);
    }
    Some(profile)
}
