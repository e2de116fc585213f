//! Stool profiles in: from a file of a profiler to the genera of the model.
//!
//! ```no_run
//! use std::path::Path;
//! use exchange::profile::{self, Acceptance, Place, Synonyms};
//! # fn read(taxonomy: lab::stool::Taxonomy, source: physiology::document::Source) {
//! let synonyms = Synonyms::read(&source).unwrap();
//! let place = Place { path: Path::new("stool/p17.metaphlan.tsv"), taxonomy: None, sample: None };
//! let stool = profile::read_stool(&place, &taxonomy, &synonyms, Acceptance::default()).unwrap();
//! println!("{:.0} % of {} met", 100.0 * stool.report.genus_share, stool.sample);
//! # }
//! ```

mod biom;
mod biom_hdf5;
mod biom_rows;
mod bracken;
mod cami;
mod consumer;
mod content;
mod delimited;
mod export;
mod fault;
mod features;
mod file;
mod kraken;
mod limits;
mod lineage;
mod long;
mod matching;
mod metaphlan;
mod mothur;
mod names;
mod otu;
mod qiime;
mod qiime_taxonomy;
mod sample;
mod scale;
mod share;
mod synonyms;
mod taxids;
mod wide;
mod words;
mod writer;

use std::path::Path;

use lab::stool::{StoolProfile, Taxonomy};

pub use biom::BiomJson;
pub use biom_hdf5::BiomHdf5;
pub use bracken::Bracken;
pub use cami::Cami;
pub use consumer::Consumer;
pub use content::Content;
pub use export::{Share, profile_table};
pub use fault::{Column, FaultKind, ProfileFault, ProfileFaults};
pub use features::{Assignments, Feature, FeatureTable};
pub use file::SIZE_LIMIT;
pub use kraken::Kraken;
pub use lab::acceptance::Acceptance;
pub use lineage::{Clade, Lineage, Rank};
pub use long::LongTable;
pub use matching::match_sample;
pub use metaphlan::MetaPhlAn;
pub use mothur::{MothurShared, MothurTaxonomy};
pub use otu::OtuTable;
pub use qiime::Qiime2;
pub use qiime_taxonomy::Qiime2Taxonomy;
pub use sample::{Entry, ProfileFile, Sample};
pub use synonyms::Synonyms;
pub use wide::WideTable;
pub use writer::{WrittenProfile, write_metaphlan};

/// A reader of one family of formats. A new format is one type that does this, and one line in [`READERS`].
pub trait ProfileReader: Sync {
    /// The format's name as its users say it.
    fn name(&self) -> &'static str;

    /// Whether a file is of this format, by its content alone.
    fn recognises(&self, content: &Content<'_>) -> bool;

    /// What the file holds.
    ///
    /// # Errors
    /// Every fault of the file, each with its place.
    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults>;
}

/// What a file holds, when its format has been understood.
#[derive(Clone, Debug)]
pub enum Opened {
    /// Samples of named clades, every rank in rows of its own.
    Profile(ProfileFile),
    /// Features by samples; what the features are may stand elsewhere.
    Table(FeatureTable),
    /// What the features of another file are.
    Taxonomy(Assignments),
}

/// Every format that is known, in the order in which they are tried: the more a format says of itself, the earlier.
pub const READERS: &[&dyn ProfileReader] = &[
    &Qiime2,
    &BiomHdf5,
    &BiomJson,
    &Cami,
    &Qiime2Taxonomy,
    &MothurShared,
    &MothurTaxonomy,
    &Consumer,
    &Bracken,
    &Kraken,
    &OtuTable,
    &LongTable,
    &WideTable,
    &MetaPhlAn,
];

/// The text of a file from a stranger, within the limit of its size and unpacked, without the mark of its encoding.
pub(crate) fn text_of(path: &Path) -> Result<String, ProfileFaults> {
    let bytes = file::read(path)?;
    let name = path.display().to_string();
    Ok(Content::new(&name, &bytes).require_text()?.to_owned())
}

/// Reads a file of any known format, compressed or not.
///
/// # Errors
/// The file cannot be read or is too large; no reader recognises it; or every fault that its reader found.
pub fn open(path: &Path) -> Result<Opened, ProfileFaults> {
    let bytes = file::read(path)?;
    open_content(&Content::new(&path.display().to_string(), &bytes))
}

/// Reads what is already in memory.
///
/// # Errors
/// As [`open`].
pub fn open_content(content: &Content<'_>) -> Result<Opened, ProfileFaults> {
    if content.bytes().iter().all(u8::is_ascii_whitespace) {
        return Err(ProfileFault::whole(content.file(), FaultKind::Empty).into());
    }
    if let Some(reader) = READERS.iter().find(|reader| reader.recognises(content)) {
        return reader.read(content);
    }
    content.require_text()?;
    let kind = FaultKind::Unrecognised {
        first_line: content.first_line().to_owned(),
        formats: READERS.iter().map(|reader| reader.name()).collect(),
    };
    Err(ProfileFault::whole(content.file(), kind).into())
}

/// Reads a profile of any known format, compressed or not; `taxonomy` says what its features are, where it does not do so itself.
///
/// # Errors
/// As [`open`]; a table whose features are only numbered, and a taxonomy that is none or belongs to another table.
pub fn read_file(path: &Path, taxonomy: Option<&Path>) -> Result<ProfileFile, ProfileFaults> {
    let opened = open(path)?;
    let taxonomy = taxonomy.map(read_taxonomy).transpose()?;
    into_profile(&path.display().to_string(), opened, taxonomy.as_ref())
}

/// Reads a profile of any known format, compressed or not, from its bytes; `name` is what faults call it.
///
/// # Errors
/// As [`read_file`].
pub fn read_bytes(name: &str, bytes: &[u8]) -> Result<ProfileFile, ProfileFaults> {
    let bytes = file::from_bytes(name, bytes)?;
    into_profile(name, open_content(&Content::new(name, &bytes))?, None)
}

/// Reads what the features of another file are.
///
/// # Errors
/// As [`open`], and a file that says nothing of the kind.
pub fn read_taxonomy(path: &Path) -> Result<Assignments, ProfileFaults> {
    let name = path.display().to_string();
    match open(path)? {
        Opened::Taxonomy(assignments) => Ok(assignments),
        Opened::Profile(profile) => Err(no_taxonomy(&name, profile.format)),
        Opened::Table(table) => Err(no_taxonomy(&name, table.format())),
    }
}

fn no_taxonomy(file: &str, format: &'static str) -> ProfileFaults {
    ProfileFault::whole(file, FaultKind::NoTaxonomy { format }).into()
}

/// Reads a profile that is already in memory.
///
/// # Errors
/// As [`read_file`].
pub fn read_text(file: &str, text: &str) -> Result<ProfileFile, ProfileFaults> {
    into_profile(
        file,
        open_content(&Content::new(file, text.as_bytes()))?,
        None,
    )
}

/// The samples of what was opened, with its features named.
///
/// # Errors
/// Features that nothing names, and a taxonomy in the place of a profile.
pub fn into_profile(
    file: &str,
    opened: Opened,
    taxonomy: Option<&Assignments>,
) -> Result<ProfileFile, ProfileFaults> {
    match opened {
        Opened::Profile(profile) => Ok(profile),
        Opened::Table(mut table) => {
            if let Some(taxonomy) = taxonomy {
                table.assign(taxonomy)?;
            }
            table.into_profile()
        }
        Opened::Taxonomy(_) => Err(ProfileFault::whole(file, FaultKind::IsTaxonomy).into()),
    }
}

/// Where a person's stool profile stands.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The file.
    pub path: &'a Path,
    /// The file that says what its features are, where it does not do so itself.
    pub taxonomy: Option<&'a Path>,
    /// The sample, where there are several.
    pub sample: Option<&'a str>,
}

/// From a file to one person's stool profile: read, choose the sample, match its names.
///
/// # Errors
/// As [`read_file`], [`ProfileFile::sample`] and [`match_sample`].
pub fn read_stool(
    place: &Place<'_>,
    taxonomy: &Taxonomy,
    synonyms: &Synonyms,
    acceptance: Acceptance,
) -> Result<StoolProfile, ProfileFaults> {
    let file = read_file(place.path, place.taxonomy)?;
    let sample = file.sample(place.sample)?;
    match_sample(&file, sample, taxonomy, synonyms, acceptance)
}
