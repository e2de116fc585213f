//! What things in the folder of a run are called, and what is found there under which name.

use std::fs::{self, DirEntry};
use std::io;
use std::path::{Path, PathBuf};

use super::DatasetError;
use super::lock::LOCK;
use crate::atomic::is_temporary;

/// Which run it is.
pub(super) const RUN: &str = "run.json";
/// The run and all its parts.
pub(super) const MANIFEST: &str = "manifest.json";
/// The folder of the records.
pub(super) const PARTS: &str = "parts";
/// How the names of the files of a part begin.
const PART: &str = "part-";

/// The name of a file of a part.
pub(super) fn part(part: usize, ending: &str) -> String {
    format!("{PART}{part:05}.{ending}")
}

/// Sees that each table can have a folder of its name on every system.
pub(super) fn check_tables<'a>(
    names: impl Iterator<Item = &'a str> + Clone,
) -> Result<(), DatasetError> {
    for (index, name) in names.clone().enumerate() {
        let is_plain = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-');
        let why = if name.is_empty() || !name.bytes().all(is_plain) {
            "use small letters, digits, `_` and `-` for a table"
        } else if name == PARTS {
            "the records of the parts are there"
        } else if names.clone().take(index).any(|earlier| earlier == name) {
            "another table of the part has it"
        } else {
            continue;
        };
        return Err(refused(name, why));
    }
    Ok(())
}

/// Sees that a file can stand beside the tables under a name.
pub(super) fn check_file(name: &str) -> Result<(), DatasetError> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    if name.is_empty() || name.starts_with('.') || !name.bytes().all(is_plain) {
        let why = "use letters, digits, `.`, `_` and `-` for a file, and no `.` in front";
        Err(refused(name, why))
    } else if [RUN, MANIFEST, PARTS]
        .iter()
        .any(|own| own.eq_ignore_ascii_case(name))
    {
        Err(refused(name, "the run writes it itself"))
    } else if is_temporary(name) {
        Err(refused(name, "files that are being written are called so"))
    } else {
        Ok(())
    }
}

fn refused(name: &str, why: &'static str) -> DatasetError {
    DatasetError::Name {
        name: name.to_owned(),
        why,
    }
}

/// Sees that a folder is that of a run, or may become one: before that is settled, nothing is put there.
pub(super) fn refuse_foreign(folder: &Path) -> Result<(), DatasetError> {
    let entries = entries(folder)?;
    // Asked after the listing: a run that is about to begin writes this file before all others.
    if folder.join(RUN).exists() {
        return Ok(());
    }
    let beginning = format!("{RUN}.");
    let foreign = entries.iter().map(DirEntry::file_name).find(|name| {
        let name = name.to_string_lossy();
        let is_half_a_run = name.starts_with(&beginning) && is_temporary(&name);
        !name.starts_with(LOCK) && !is_half_a_run
    });
    match foreign {
        None => Ok(()),
        Some(name) => Err(DatasetError::Foreign {
            folder: folder.to_owned(),
            entry: name.into(),
        }),
    }
}

/// The temporary files that killed runs have left in the folder and in those of the tables.
pub(super) fn temporary_files(folder: &Path) -> Result<Vec<PathBuf>, DatasetError> {
    let mut found = Vec::new();
    for entry in entries(folder)? {
        let path = entry.path();
        let is_folder = entry.file_type().map_err(unread(&path))?.is_dir();
        if is_folder {
            let own = entries(&path)?.into_iter().filter(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                name.starts_with(PART) && is_temporary(&name)
            });
            found.extend(own.map(|entry| entry.path()));
        } else if is_temporary(&entry.file_name().to_string_lossy()) {
            found.push(path);
        }
    }
    Ok(found)
}

/// What is in a folder, by name.
fn entries(folder: &Path) -> Result<Vec<DirEntry>, DatasetError> {
    let listed = fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<DirEntry>>>);
    let mut entries = listed.map_err(unread(folder))?;
    entries.sort_by_key(DirEntry::file_name);
    Ok(entries)
}

fn unread(path: &Path) -> impl FnOnce(io::Error) -> DatasetError + use<> {
    let path = path.to_owned();
    move |error| DatasetError::Read { path, error }
}
