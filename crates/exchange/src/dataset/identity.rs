//! What a run is, so that the parts of two runs never mix.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};

/// The key of the way in which a folder is laid out.
const FORMAT: &str = "format";
/// The layout that this module writes.
const LAYOUT: &str = "enteroderm dataset 1";
/// The key of the number of parts.
const PARTS: &str = "parts";

/// Everything that decides what the parts of a run hold, as keys and values in the order in which they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    parts: usize,
    facts: Vec<(String, String)>,
}

impl Identity {
    /// A run of so many parts. That, and the layout of the folder, are its first facts.
    pub fn new(parts: usize) -> Self {
        Self {
            parts,
            facts: vec![
                (FORMAT.to_owned(), LAYOUT.to_owned()),
                (PARTS.to_owned(), parts.to_string()),
            ],
        }
    }

    /// Adds a fact. A key that is there already gets the new value, except for `format` and `parts`, which stay.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl fmt::Display) -> Self {
        let (key, value) = (key.into(), value.to_string());
        match self.facts.iter_mut().find(|(known, _)| *known == key) {
            Some(_) if [FORMAT, PARTS].contains(&key.as_str()) => {}
            Some(fact) => fact.1 = value,
            None => self.facts.push((key, value)),
        }
        self
    }

    /// How many parts the run has.
    pub fn parts(&self) -> usize {
        self.parts
    }

    /// The facts in order.
    pub fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// In what the run of a folder is another than this one.
    pub(super) fn differences(&self, mut found: Found) -> Vec<Difference> {
        let mut differences = Vec::new();
        for (key, expected) in &self.facts {
            let found = found.0.remove(key);
            if found.as_ref() != Some(expected) {
                differences.push(Difference {
                    key: key.clone(),
                    found,
                    expected: Some(expected.clone()),
                });
            }
        }
        differences.extend(found.0.into_iter().map(|(key, value)| Difference {
            key,
            found: Some(value),
            expected: None,
        }));
        differences
    }
}

impl Serialize for Identity {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.facts.iter().map(|(key, value)| (key, value)))
    }
}

/// The identity that a folder holds.
pub(super) struct Found(BTreeMap<String, String>);

impl Found {
    /// Reads the file of an identity; none when it is no such file.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let facts: BTreeMap<String, String> = serde_json::from_slice(bytes).ok()?;
        facts.contains_key(FORMAT).then_some(Self(facts))
    }
}

/// A fact in which the run of a folder and the one at hand differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// Which fact.
    pub key: String,
    /// What the folder says; none when it does not say.
    pub found: Option<String>,
    /// What this run says; none when it does not say.
    pub expected: Option<String>,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let said = |value: &Option<String>| match value {
            Some(value) => format!("`{value}`"),
            None => "nothing".to_owned(),
        };
        let (found, expected) = (said(&self.found), said(&self.expected));
        let key = &self.key;
        write!(
            f,
            "{key}: the folder says {found}, this run says {expected}"
        )
    }
}
