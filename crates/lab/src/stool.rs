//! A person's stool profile as the laboratory takes it: how much of each genus of the model, and how much of the sample that covers.
//!
//! Plain data. `exchange` makes it from a file of a profiler; the run-in brings a person's colon to it. Nothing here reads a file or
//! knows a name of a microbe: the caller's [`Taxonomy`] says which genera there are and in which order.
//!
//! ```
//! use lab::stool::{Genus, Taxonomy};
//! let taxonomy = Taxonomy {
//!     genera: vec![
//!         Genus::new("Bacteroides", ["Phocaeicola"]),
//!         Genus::new("Akkermansia", []),
//!     ],
//! };
//! assert_eq!(taxonomy.genera[0].pooled, ["Phocaeicola"]);
//! ```

/// The genera of the model, in the model's order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taxonomy {
    /// One entry a genus; the order is that of [`StoolProfile::abundance`].
    pub genera: Vec<Genus>,
}

/// A genus of the model and the relatives that it stands for as well.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genus {
    /// The name in the model.
    pub name: String,
    /// Other genera whose abundance counts towards this one; the genus itself need not be among them.
    pub pooled: Vec<String>,
}

impl Genus {
    /// A genus that pools others.
    pub fn new<const N: usize>(name: &str, pooled: [&str; N]) -> Self {
        Self {
            name: name.to_owned(),
            pooled: pooled.iter().map(|name| (*name).to_owned()).collect(),
        }
    }
}

/// One stool sample in terms of the model's genera.
#[derive(Clone, Debug, PartialEq)]
pub struct StoolProfile {
    /// The sample's name.
    pub sample: String,
    /// The file it came from, as a person named it.
    pub file: String,
    /// The reference database of the profiler, when the file says so: names and abundances depend on it.
    pub database: Option<String>,
    /// Abundance of each genus of the [`Taxonomy`], in its order, as a fraction of everything that was matched: the sum is 1.
    pub abundance: Vec<f64>,
    /// How the names of the file met the names of the model.
    pub report: MatchReport,
}

/// What became of a sample's abundance on its way to the model's genera. Shares are fractions of the whole sample, unclassified
/// reads included: matched at genus rank, at family rank, left out and unclassified add up to 1.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MatchReport {
    /// Share matched by the name of its genus.
    pub genus_share: f64,
    /// Share of genera the model does not know, given to the model's genera of the same family.
    pub family_share: f64,
    /// Share that the profiler itself could not name.
    pub unclassified_share: f64,
    /// Names of the file that go by another name today, or went by another name before, largest first.
    pub renamed: Vec<Renaming>,
    /// Genera that count towards a relative, largest first.
    pub pooled: Vec<Pooling>,
    /// What has no place in the model, largest first.
    pub left_out: Vec<LeftOut>,
    /// What a reader of the result should know: renormalised, duplicates summed, rows read at another rank.
    pub notes: Vec<String>,
    /// What makes the result doubtful.
    pub warnings: Vec<String>,
}

impl MatchReport {
    /// Share left out for want of a place in the model.
    pub fn left_out_share(&self) -> f64 {
        self.left_out.iter().map(|clade| clade.share).sum()
    }

    /// Of what the profiler could name, the share whose genus the model knows: the number that decides whether a profile is accepted.
    pub fn known_share(&self) -> f64 {
        let named = 1.0 - self.unclassified_share;
        if named > 0.0 {
            self.genus_share / named
        } else {
            0.0
        }
    }
}

/// A name that was translated.
#[derive(Clone, Debug, PartialEq)]
pub struct Renaming {
    /// The name in the file.
    pub from: String,
    /// The name by which it was matched.
    pub to: String,
    /// Share of the sample it concerns.
    pub share: f64,
}

/// A genus counted towards another.
#[derive(Clone, Debug, PartialEq)]
pub struct Pooling {
    /// The genus, or the family when the genus was unknown.
    pub from: String,
    /// The genus of the model, or several of them joined by commas.
    pub into: String,
    /// Share of the sample it concerns.
    pub share: f64,
}

/// A clade without a place in the model.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// The genus as the file names it, with its family when the genus alone says nothing.
    pub name: String,
    /// Share of the sample it held.
    pub share: f64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_known_share_is_of_what_could_be_named() {
        let report = MatchReport {
            genus_share: 0.3,
            left_out: vec![LeftOut {
                name: "Salinivibrio".to_owned(),
                share: 0.2,
            }],
            unclassified_share: 0.5,
            ..MatchReport::default()
        };
        assert!((report.known_share() - 0.6).abs() < 1e-12);
        assert!((report.left_out_share() - 0.2).abs() < 1e-12);
    }

    #[test]
    fn a_sample_without_a_named_clade_is_not_known_at_all() {
        let report = MatchReport {
            unclassified_share: 1.0,
            ..MatchReport::default()
        };
        assert_eq!(report.known_share(), 0.0);
    }
}
