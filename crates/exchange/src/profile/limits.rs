//! How much the lineages of one file may hold: each repeats the names of all clades above it, so that a small file can ask for much memory.

use super::{FaultKind, Lineage, ProfileFault, ProfileFaults};

/// The most clades with reads of their own.
pub(super) const MOST_CLADES: usize = 1 << 16;
/// The most bytes in the names of all lineages.
const MOST_BYTES: usize = 24 << 20;

/// What the lineages of a file hold so far.
#[derive(Default)]
pub(super) struct Held {
    clades: usize,
    bytes: usize,
}

impl Held {
    /// Adds a lineage.
    ///
    /// # Errors
    /// More than can be held.
    pub fn add(&mut self, file: &str, lineage: &Lineage) -> Result<(), ProfileFaults> {
        let clades = lineage.clades().iter();
        self.clades += 1;
        self.bytes += clades.map(|clade| clade.name.len()).sum::<usize>();
        let kind = if self.clades > MOST_CLADES {
            FaultKind::too_many("clades with reads", self.clades, MOST_CLADES)
        } else if self.bytes > MOST_BYTES {
            FaultKind::too_many("bytes in the names of lineages", self.bytes, MOST_BYTES)
        } else {
            return Ok(());
        };
        Err(ProfileFault::whole(file, kind).into())
    }
}

/// Whether a file ends within this line of its text.
pub(super) fn ends_within(text: &str, line: &str) -> bool {
    let end = |text: &str| text.as_ptr().addr() + text.len();
    !text.ends_with('\n') && end(line) == end(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Clade, Rank};

    #[test]
    fn lineages_are_held_until_they_are_too_many_or_too_long() {
        let mut held = Held::default();
        let short = Lineage::of([(Rank::Genus, "Blautia", None)]);
        for _ in 0..MOST_CLADES {
            held.add("f", &short).unwrap();
        }
        assert_eq!(
            held.add("f", &short).unwrap_err().to_string(),
            "f: has 65537 clades with reads or more (at most 65536 are read)"
        );
        let name = Clade::new(Rank::Genus, "x".repeat(MOST_BYTES + 1)).name;
        let long = Lineage::of([(Rank::Genus, name.as_str(), None)]);
        assert!(Held::default().add("f", &long).is_err());
    }

    #[test]
    fn only_the_last_line_can_be_cut() {
        let text = "a\nb\nb";
        let ends: Vec<bool> = text.lines().map(|line| ends_within(text, line)).collect();
        assert_eq!(ends, [false, false, true]);
        let whole = "a\nb\n";
        assert!(whole.lines().all(|line| !ends_within(whole, line)));
    }
}
