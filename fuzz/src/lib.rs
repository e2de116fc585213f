//! What a target does with its bytes.

use exchange::profile::{Assignments, Content, Opened, READERS, into_profile};

/// Lets the reader of that name read the bytes, and makes a profile of what it gives: a fault is an answer, a panic is not.
///
/// # Panics
/// No reader has that name.
pub fn read(name: &str, bytes: &[u8]) {
    let content = Content::new("fuzzed", bytes);
    let reader = READERS.iter().find(|reader| reader.name() == name);
    let reader = reader.unwrap_or_else(|| panic!("no reader is called {name}"));
    reader.recognises(&content);
    let Ok(opened) = reader.read(&content) else {
        return;
    };
    let nothing = Assignments {
        file: "none".to_owned(),
        lineages: Default::default(),
    };
    let taxonomy = matches!(&opened, Opened::Table(table) if table.needs_taxonomy()).then_some(&nothing);
    if let Ok(profile) = into_profile("fuzzed", opened, taxonomy) {
        for sample in &profile.samples {
            let _ = profile.sample(Some(&sample.written_name));
            profile.narrowest(sample);
        }
    }
}
