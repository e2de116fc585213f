//! Stool profiles in: from a file of a profiler to the genera of the model.
//!
//! ```no_run
//! use std::path::Path;
//! use exchange::profile::{self, Acceptance, Synonyms};
//! # fn read(taxonomy: lab::stool::Taxonomy, source: physiology::document::Source) {
//! let synonyms = Synonyms::read(&source).unwrap();
//! let stool = profile::read_stool(
//!     Path::new("stool/p17.metaphlan.tsv"), None, &taxonomy, &synonyms, Acceptance::default(),
//! ).unwrap();
//! println!("{:.0} % of {} met", 100.0 * stool.report.genus_share, stool.sample);
//! # }
//! ```

mod fault;
mod file;
mod lineage;
mod matching;
mod metaphlan;
mod sample;
mod synonyms;
mod writer;

use std::path::Path;

use lab::stool::{StoolProfile, Taxonomy};

pub use fault::{Column, FaultKind, ProfileFault, ProfileFaults};
pub use file::SIZE_LIMIT;
pub use lineage::{Clade, Lineage, Rank};
pub use matching::{Acceptance, match_sample};
pub use metaphlan::MetaPhlAn;
pub use sample::{Entry, ProfileFile, Sample};
pub use synonyms::Synonyms;
pub use writer::{WrittenProfile, write_metaphlan};

/// A reader of one family of formats. A new format is one type that does this, and one line in [`READERS`].
pub trait ProfileReader: Sync {
    /// The format's name as its users say it.
    fn name(&self) -> &'static str;

    /// Whether a text is of this format, by its content alone.
    fn recognises(&self, text: &str) -> bool;

    /// The samples of a text. `file` is the name used in messages.
    ///
    /// # Errors
    /// Every fault of the text, each with its place.
    fn read(&self, file: &str, text: &str) -> Result<ProfileFile, ProfileFaults>;
}

/// Every format that is known, in the order in which they are tried.
pub const READERS: &[&dyn ProfileReader] = &[&MetaPhlAn];

/// Reads a profile file of any known format, compressed or not.
///
/// # Errors
/// The file cannot be read or is too large; no reader recognises it; or every fault that its reader found.
pub fn read_file(path: &Path) -> Result<ProfileFile, ProfileFaults> {
    let name = path.display().to_string();
    read_text(&name, &file::read(path)?)
}

/// Reads a profile that is already in memory.
///
/// # Errors
/// As [`read_file`].
pub fn read_text(file: &str, text: &str) -> Result<ProfileFile, ProfileFaults> {
    if text.trim().is_empty() {
        return Err(ProfileFault::whole(file, FaultKind::Empty).into());
    }
    match READERS.iter().find(|reader| reader.recognises(text)) {
        Some(reader) => reader.read(file, text),
        None => Err(ProfileFault::whole(
            file,
            FaultKind::Unrecognised {
                first_line: text.lines().next().unwrap_or_default().to_owned(),
                formats: READERS.iter().map(|reader| reader.name()).collect(),
            },
        )
        .into()),
    }
}

/// From a file to one person's stool profile: read, choose the sample, match its names.
///
/// # Errors
/// As [`read_file`], [`ProfileFile::sample`] and [`match_sample`].
pub fn read_stool(
    path: &Path,
    sample: Option<&str>,
    taxonomy: &Taxonomy,
    synonyms: &Synonyms,
    acceptance: Acceptance,
) -> Result<StoolProfile, ProfileFaults> {
    let file = read_file(path)?;
    let sample = file.sample(sample)?;
    match_sample(&file, sample, taxonomy, synonyms, acceptance)
}
