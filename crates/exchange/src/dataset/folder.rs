//! The folder of a run: where its files are, and how they are put there so that they last.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use serde::Serialize;

use super::{DatasetError, names};
use crate::atomic;
use crate::disk::{Disk, create_folders, folder_of};

/// A folder on a disk.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    disk: Box<dyn Disk>,
}

impl Folder {
    /// Makes the folder when it is not there.
    pub fn make(path: &Path, disk: Box<dyn Disk>) -> Result<Self, DatasetError> {
        create_folders(&*disk, path).map_err(unwritten(path))?;
        Ok(Self {
            path: path.to_owned(),
            disk,
        })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    pub fn run(&self) -> PathBuf {
        self.path.join(names::RUN)
    }

    pub fn manifest(&self) -> PathBuf {
        self.path.join(names::MANIFEST)
    }

    pub fn table(&self, name: &str, part: usize) -> PathBuf {
        self.path.join(name).join(names::part(part, "parquet"))
    }

    pub fn record(&self, part: usize) -> PathBuf {
        self.path.join(names::PARTS).join(names::part(part, "json"))
    }

    /// Makes a folder in this one when it is not there.
    pub fn create_inner(&self, name: &str) -> Result<(), DatasetError> {
        let path = self.path.join(name);
        create_folders(&*self.disk, &path).map_err(unwritten(&path))
    }

    /// Returns when the names in the folder are on the disk.
    pub fn sync(&self) -> Result<(), DatasetError> {
        let synced = self.disk.sync_folder(&self.path);
        synced.map_err(unwritten(&self.path))
    }

    /// Writes a file, whole or not at all.
    pub fn save(&self, path: &Path, bytes: &[u8]) -> Result<(), DatasetError> {
        atomic::write_bytes(&*self.disk, path, bytes).map_err(unwritten(path))
    }

    /// Writes a file as JSON, which people can read as well.
    pub fn save_json(&self, path: &Path, value: &impl Serialize) -> Result<(), DatasetError> {
        self.save(path, &json(value).map_err(unwritten(path))?)
    }

    /// The bytes of a file; none when it is not there.
    pub fn read(&self, path: &Path) -> Result<Option<Vec<u8>>, DatasetError> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(DatasetError::Read {
                path: path.to_owned(),
                error,
            }),
        }
    }

    /// Removes a file, if it is there, so that it stays away.
    pub fn remove(&self, path: &Path) -> Result<(), DatasetError> {
        let removed = match self.disk.remove(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            removed => removed.and_then(|()| self.disk.sync_folder(folder_of(path))),
        };
        removed.map_err(unwritten(path))
    }

    /// Removes what killed runs have left half written.
    pub fn remove_temporary_files(&self) -> Result<(), DatasetError> {
        let temporary = names::temporary_files(&self.path)?;
        temporary.iter().try_for_each(|path| self.remove(path))
    }
}

/// JSON with a line a value, and an end of line at its end.
pub(super) fn json(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut text = serde_json::to_vec_pretty(value)?;
    text.push(b'\n');
    Ok(text)
}

fn unwritten(path: &Path) -> impl FnOnce(io::Error) -> DatasetError + use<> {
    let path = path.to_owned();
    move |error| DatasetError::Write { path, error }
}
