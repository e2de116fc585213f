//! Artifacts of QIIME 2 (`.qza`): a zip with one folder, named by a number of its own, in which `metadata.yaml` says the type and `data/`
//! holds a table (BIOM) or a taxonomy (TSV). The folder `provenance/` repeats the names of other artifacts, so only whole paths count.
//!
//! The archive may come from a stranger. Nothing is unpacked to disk, only the members that are needed are read, into memory and
//! counted, no archive within it is opened, and one that is made to do harm is refused as a whole ([`Archive::open`]).

mod archive;

use self::archive::Archive;
use super::biom_rows::at_place;
use super::{
    Assignments, Content, FaultKind, FeatureTable, Opened, ProfileFault, ProfileFaults,
    ProfileReader, biom, biom_hdf5, qiime_taxonomy,
};

/// The reader.
pub struct Qiime2;

/// How a zip with members begins, and one without.
const SIGNATURES: [&[u8]; 2] = [b"PK\x03\x04", b"PK\x05\x06"];
/// What is read, in words.
const EXPECTED: &str = "a QIIME 2 artifact (.qza) of the type FeatureTable[Frequency], FeatureTable[RelativeFrequency] or FeatureData[Taxonomy] is expected";

impl ProfileReader for Qiime2 {
    fn name(&self) -> &'static str {
        "QIIME 2 artifact"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        let begins = |signature: &&[u8]| content.bytes().starts_with(signature);
        SIGNATURES.iter().any(begins)
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let file = content.file();
        let fault = |kind| ProfileFaults::from(ProfileFault::whole(file, kind));
        let mut archive = Archive::open(content.bytes()).map_err(fault)?;
        let artifact = Artifact::find(&mut archive).map_err(fault)?;
        match artifact.holds() {
            Some(Holds::Table { counts, note }) => {
                let bytes = artifact.member(&mut archive, TABLE).map_err(fault)?;
                let mut table = table(file, self.name(), &bytes)?;
                table.counts &= counts;
                table.notes.extend(note.map(str::to_owned));
                Ok(Opened::Table(table))
            }
            Some(Holds::Taxonomy) => {
                let bytes = artifact.member(&mut archive, TAXONOMY).map_err(fault)?;
                Ok(Opened::Taxonomy(assignments(file, &bytes)?))
            }
            None => {
                let kind = FaultKind::unexpected(&artifact.kind, EXPECTED);
                Err(at_place(file, "type".to_owned(), kind).into())
            }
        }
    }
}

/// Where the table and the taxonomy are within the folder.
const TABLE: &str = "data/feature-table.biom";
const TAXONOMY: &str = "data/taxonomy.tsv";

/// The folder of an artifact.
struct Artifact {
    folder: String,
    /// Its type as QIIME 2 says it.
    kind: String,
}

/// What types of artifacts hold.
enum Holds {
    Table {
        counts: bool,
        note: Option<&'static str>,
    },
    Taxonomy,
}

impl Artifact {
    fn find(archive: &mut Archive<'_>) -> Result<Self, FaultKind> {
        let folder = archive
            .folder_with("metadata.yaml")
            .ok_or_else(|| FaultKind::unexpected("a zip archive of other things", EXPECTED))?;
        let mut artifact = Self {
            folder,
            kind: String::new(),
        };
        let metadata = artifact.member(archive, "metadata.yaml")?;
        let metadata = String::from_utf8_lossy(&metadata);
        artifact.kind = value(&metadata, "type").unwrap_or_default().to_owned();
        Ok(artifact)
    }

    fn member(&self, archive: &mut Archive<'_>, name: &str) -> Result<Vec<u8>, FaultKind> {
        archive.read(&format!("{}/{name}", self.folder))
    }

    fn holds(&self) -> Option<Holds> {
        const PSEUDOCOUNT: &str =
            "the amounts are those of a composition: a pseudocount was added to every cell";
        let table = |counts, note| Some(Holds::Table { counts, note });
        // What follows `%` are properties of the same type.
        match self.kind.split('%').next().unwrap_or_default().trim() {
            "FeatureTable[Frequency]" => table(true, None),
            "FeatureTable[RelativeFrequency]" => table(false, None),
            "FeatureTable[Composition]" => table(false, Some(PSEUDOCOUNT)),
            "FeatureData[Taxonomy]" => Some(Holds::Taxonomy),
            _ => None,
        }
    }
}

/// The value of a line `key: value`.
fn value<'t>(yaml: &'t str, key: &str) -> Option<&'t str> {
    let value = yaml
        .lines()
        .find_map(|line| line.strip_prefix(key)?.strip_prefix(':'))?;
    Some(value.trim().trim_matches(['"', '\'']))
}

fn table(file: &str, format: &'static str, bytes: &[u8]) -> Result<FeatureTable, ProfileFaults> {
    if biom_hdf5::is_hdf5(bytes) {
        return biom_hdf5::read_table(file, format, bytes);
    }
    let within = format!("{file}/{TABLE}");
    let mut table = biom::read_table(file, format, Content::new(&within, bytes).require_text()?)?;
    table
        .notes
        .push("the table is in the older BIOM 1.0".to_owned());
    Ok(table)
}

fn assignments(file: &str, bytes: &[u8]) -> Result<Assignments, ProfileFaults> {
    // Lines are those of the member.
    let within = format!("{file}/{TAXONOMY}");
    let text = Content::new(&within, bytes).require_text()?;
    let assignments = qiime_taxonomy::read_assignments(&within, text)?;
    Ok(Assignments {
        file: file.to_owned(),
        ..assignments
    })
}

#[cfg(test)]
mod tests;
