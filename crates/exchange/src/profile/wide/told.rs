//! What is said of names that were left out, and of those that come again.

use std::hash::{DefaultHasher, Hash, Hasher};

use super::SHOWN;

/// Names of rows or columns that are left out.
#[derive(Default)]
pub(super) struct LeftOut {
    first: Vec<String>,
    all: usize,
}

impl LeftOut {
    pub(super) fn add(&mut self, name: &str) {
        self.all += 1;
        if self.first.len() < SHOWN {
            self.first.push(format!("`{}`", name.escape_debug()));
        }
    }

    pub(super) fn note(&self, what: &str) -> Option<String> {
        let more = match self.all.checked_sub(self.first.len()) {
            Some(more) if more > 0 => format!(" and {more} more"),
            _ => String::new(),
        };
        let listed = self.first.join(", ");
        (self.all > 0).then(|| {
            format!("{what} without amounts of features in samples were left out: {listed}{more}")
        })
    }
}

/// Names that stand more than once, by their hashes: there may be a million.
#[derive(Default)]
pub(super) struct Repeats {
    hashes: Vec<u64>,
}

impl Repeats {
    pub(super) fn add(&mut self, name: &str) {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        self.hashes.push(hasher.finish());
    }

    pub(super) fn note(mut self, what: &str) -> Option<String> {
        let all = self.hashes.len();
        self.hashes.sort_unstable();
        self.hashes.dedup();
        let repeated = all - self.hashes.len();
        (repeated > 0)
            .then(|| format!("{repeated} {what} repeat the name of another and were added to it"))
    }
}
