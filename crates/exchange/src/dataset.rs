//! The folder into which a large run writes what it comes to, part by part, and from which it goes on after it was stopped.
//!
//! A part is complete when its record is there, with the hash of every table; all of it is on the disk before the record is written:
//!
//! ```text
//! run.json                    which run this is, written first
//! people/part-00000.parquet   a table of the first part
//! visits/part-00000.parquet   another
//! parts/part-00000.json       its record
//! manifest.json               the run and the records of all parts, written last
//! ```
//!
//! One process writes at a time, or several [`Shard`]s of one run. The same tables give the same folder, byte for byte, however often the
//! run was stopped and into however many shards it was divided (files that begin with `.lock` apart, which are empty).
//!
//! ```
//! use exchange::dataset::{Dataset, Identity};
//! use exchange::table::{Column, Table};
//! # let folder = std::env::temp_dir().join(format!("enteroderm-dataset-doc-{}", std::process::id()));
//! let run = Identity::new(2).with("version", "0.1.0").with("seed", 17);
//! let dataset = Dataset::open(&folder, &run, None)?;
//! for part in 0..run.parts() {
//!     if !dataset.has(part)? {
//!         let mut people = Table::default();
//!         people.columns.push(Column::numbers("age", "a", vec![31.0, 46.0]));
//!         dataset.write(part, &[("people", &people)])?;
//!     }
//! }
//! let left_to_other_shards = dataset.finish()?;
//! assert!(left_to_other_shards.is_empty());
//! let (name, people) = &dataset.read(1)?[0];
//! assert_eq!((name.as_str(), people.columns[0].unit.as_deref()), ("people", Some("a")));
//!
//! let another = Identity::new(2).with("version", "0.1.0").with("seed", 18);
//! drop(dataset);
//! let error = Dataset::open(&folder, &another, None).unwrap_err();
//! assert!(error.to_string().contains("seed: the folder says `17`, this run says `18`"));
//! # std::fs::remove_dir_all(folder).unwrap();
//! # Ok::<(), exchange::dataset::DatasetError>(())
//! ```

mod error;
mod folder;
mod identity;
mod lock;
mod names;
mod record;
mod shard;
#[cfg(test)]
mod tests;

use std::path::Path;

use serde::Serialize;

pub use self::error::DatasetError;
use self::folder::Folder;
use self::identity::Found;
pub use self::identity::{Difference, Identity};
use self::lock::{Door, Locks};
use self::record::{Record, TableRecord};
pub use self::shard::{Shard, ShardError};
use crate::disk::{Disk, System};
use crate::table::{Table, read_parquet, write_parquet};

/// A folder that is open for one run. As long as it is open, nobody else writes there, or only other shards do.
#[derive(Debug)]
pub struct Dataset {
    folder: Folder,
    identity: Identity,
    shard: Option<Shard>,
    _locks: Locks,
}

/// A part that is there: its record, and the bytes of its tables as they were written.
struct Part {
    record: Record,
    files: Vec<Vec<u8>>,
}

/// What `manifest.json` says.
#[derive(Serialize)]
struct Manifest<'a> {
    run: &'a Identity,
    parts: Vec<Record>,
}

impl Dataset {
    /// Opens the folder of a run, which is made when it is not there; without a shard, for all parts. What a killed run has left half
    /// done is removed when no other shard is at work.
    ///
    /// # Errors
    /// The folder holds something else or another run, somebody else writes there, or the system refuses.
    pub fn open(
        folder: &Path,
        identity: &Identity,
        shard: Option<Shard>,
    ) -> Result<Self, DatasetError> {
        Self::open_on(Box::new(System), folder, identity, shard)
    }

    fn open_on(
        disk: Box<dyn Disk>,
        folder: &Path,
        identity: &Identity,
        shard: Option<Shard>,
    ) -> Result<Self, DatasetError> {
        let folder = Folder::make(folder, disk)?;
        names::refuse_foreign(folder.path())?;
        let door = Door::pass(folder.path())?;
        let locks = Locks::take(folder.path(), shard, &door)?;
        settle_identity(&folder, identity)?;
        if locks.alone {
            folder.remove_temporary_files()?;
        }
        folder.create_inner(names::PARTS)?;
        // A folder that was made just before an earlier run was stopped may not last yet.
        folder.sync()?;
        Ok(Self {
            folder,
            identity: identity.clone(),
            shard,
            _locks: locks,
        })
    }

    /// Whether a part is there, whole: every byte is looked at. It is not when it has no record, or when a table of it is gone.
    ///
    /// # Errors
    /// The part is damaged, there is no such part, or the system refuses.
    pub fn has(&self, part: usize) -> Result<bool, DatasetError> {
        Ok(self.whole(part)?.is_some())
    }

    /// The tables of a part, as they were written.
    ///
    /// # Errors
    /// The part is damaged or not there, there is no such part, or the system refuses.
    pub fn read(&self, part: usize) -> Result<Vec<(String, Table)>, DatasetError> {
        let Some(Part { record, files }) = self.whole(part)? else {
            return Err(self.missing(vec![part]));
        };
        let tables = record.tables().iter().zip(files);
        tables
            .map(|(TableRecord { name, rows, .. }, bytes)| {
                let refused = |error| DatasetError::Table {
                    name: name.clone(),
                    part,
                    error,
                };
                let table = read_parquet(bytes).map_err(refused)?;
                if table.rows().map_err(refused)? != *rows {
                    let path = self.folder.table(name, part);
                    return Err(DatasetError::Damaged { path });
                }
                Ok((name.clone(), table))
            })
            .collect()
    }

    /// Writes the tables of a part, in place of what is there. When it returns, the part lasts.
    ///
    /// # Errors
    /// The part is another shard's, a name or table is refused, or the system refuses; then [`Dataset::has`] says whether the part is there.
    pub fn write(&self, part: usize, tables: &[(&str, &Table)]) -> Result<(), DatasetError> {
        self.check_part(part)?;
        if let Some(shard) = self.shard.filter(|shard| !shard.owns(part)) {
            return Err(DatasetError::NotOwn { part, shard });
        }
        names::check_tables(tables.iter().map(|(name, _)| *name))?;
        let files = tables
            .iter()
            .map(|(name, table)| file(name, part, table))
            .collect::<Result<Vec<_>, _>>()?;
        // From here to the new record nothing says that the part is there.
        self.folder.remove(&self.folder.manifest())?;
        self.folder.remove(&self.folder.record(part))?;
        for (record, bytes) in &files {
            self.folder.create_inner(&record.name)?;
            self.folder
                .save(&self.folder.table(&record.name, part), bytes)?;
        }
        let records = files.into_iter().map(|(record, _)| record).collect();
        self.folder
            .save_json(&self.folder.record(part), &Record::new(part, records))
    }

    /// Writes a file, such as a report, beside the tables, in place of one of that name.
    ///
    /// # Errors
    /// The name is refused, or the system refuses.
    pub fn add_file(&self, name: &str, bytes: &[u8]) -> Result<(), DatasetError> {
        names::check_file(name)?;
        self.folder.save(&self.folder.path().join(name), bytes)
    }

    /// Ends the run. When all parts are there, they are looked at once more and the manifest is written. Those that other shards have still
    /// to write are given back; whichever shard ends last writes the manifest.
    ///
    /// # Errors
    /// An own part is not there, a part is damaged, or the system refuses.
    pub fn finish(&self) -> Result<Vec<usize>, DatasetError> {
        let mut missing = Vec::new();
        for part in 0..self.identity.parts() {
            if self.record(part)?.is_none() {
                missing.push(part);
            }
        }
        let mut parts = Vec::new();
        if missing.is_empty() {
            for part in 0..self.identity.parts() {
                match self.whole(part)? {
                    Some(whole) => parts.push(whole.record),
                    None => missing.push(part),
                }
            }
        }
        let is_own = |part: &usize| self.shard.is_none_or(|shard| shard.owns(*part));
        let own: Vec<usize> = missing.iter().copied().filter(is_own).collect();
        if !own.is_empty() {
            return Err(self.missing(own));
        }
        if missing.is_empty() {
            let run = &self.identity;
            self.folder
                .save_json(&self.folder.manifest(), &Manifest { run, parts })?;
        }
        Ok(missing)
    }

    /// A part, when all of it is there and as it was written.
    fn whole(&self, part: usize) -> Result<Option<Part>, DatasetError> {
        self.check_part(part)?;
        let Some(record) = self.record(part)? else {
            return Ok(None);
        };
        let mut files = Vec::new();
        for table in record.tables() {
            let path = self.folder.table(&table.name, part);
            match self.folder.read(&path)? {
                None => return Ok(None),
                Some(bytes) if table.describes(&bytes) => files.push(bytes),
                Some(_) => return Err(DatasetError::Damaged { path }),
            }
        }
        Ok(Some(Part { record, files }))
    }

    fn record(&self, part: usize) -> Result<Option<Record>, DatasetError> {
        let path = self.folder.record(part);
        let Some(bytes) = self.folder.read(&path)? else {
            return Ok(None);
        };
        match Record::read(part, &bytes) {
            Some(record) => Ok(Some(record)),
            None => Err(DatasetError::Damaged { path }),
        }
    }

    fn check_part(&self, part: usize) -> Result<(), DatasetError> {
        let parts = self.identity.parts();
        if part < parts {
            Ok(())
        } else {
            Err(DatasetError::NoSuchPart { part, parts })
        }
    }

    fn missing(&self, parts: Vec<usize>) -> DatasetError {
        DatasetError::Missing {
            folder: self.folder.path().to_owned(),
            parts,
        }
    }
}

/// A table as a file, with what the record says of it.
fn file(name: &str, part: usize, table: &Table) -> Result<(TableRecord, Vec<u8>), DatasetError> {
    let refused = |error| DatasetError::Table {
        name: name.to_owned(),
        part,
        error,
    };
    let rows = table.rows().map_err(refused)?;
    let mut bytes = Vec::new();
    write_parquet(table, &mut bytes).map_err(refused)?;
    Ok((TableRecord::new(name, rows, &bytes), bytes))
}

/// Writes which run this is, or sees that it is the one that the folder holds.
fn settle_identity(folder: &Folder, identity: &Identity) -> Result<(), DatasetError> {
    let Some(bytes) = folder.read(&folder.run())? else {
        return folder.save_json(&folder.run(), identity);
    };
    let Some(found) = Found::read(&bytes) else {
        return Err(DatasetError::Foreign {
            folder: folder.path().to_owned(),
            entry: names::RUN.into(),
        });
    };
    let differences = identity.differences(found);
    if differences.is_empty() {
        Ok(())
    } else {
        Err(DatasetError::OtherRun {
            folder: folder.path().to_owned(),
            differences,
        })
    }
}
