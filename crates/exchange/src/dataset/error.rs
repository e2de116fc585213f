//! Why a dataset was not opened, written or read, and what to do about it.

use std::error::Error;
use std::fmt;
use std::io;
use std::path::PathBuf;

use super::{Difference, Shard};
use crate::reason;
use crate::table::TableError;

/// What stands in the way.
#[derive(Debug)]
#[non_exhaustive]
pub enum DatasetError {
    /// The folder holds something, and it is no dataset.
    Foreign {
        /// The folder.
        folder: PathBuf,
        /// Something in it that does not belong into a dataset.
        entry: PathBuf,
    },
    /// The folder holds the parts of another run.
    OtherRun {
        /// The folder.
        folder: PathBuf,
        /// Every fact in which the two differ.
        differences: Vec<Difference>,
    },
    /// Another process writes into the folder.
    InUse {
        /// The folder.
        folder: PathBuf,
        /// The shard that the other process computes as well; none when the folder was wanted as a whole, or is held as a whole.
        shard: Option<Shard>,
    },
    /// A file of a part that is complete is not what was written.
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// The run has fewer parts.
    NoSuchPart {
        /// The part that was asked for, from 0.
        part: usize,
        /// How many there are.
        parts: usize,
    },
    /// The part belongs to another shard.
    NotOwn {
        /// The part, from 0.
        part: usize,
        /// The shard that does not own it.
        shard: Shard,
    },
    /// Parts are not there, or not whole.
    Missing {
        /// The folder.
        folder: PathBuf,
        /// Which parts, from 0.
        parts: Vec<usize>,
    },
    /// A table or file cannot have that name.
    Name {
        /// The name.
        name: String,
        /// Why not.
        why: &'static str,
    },
    /// A table was refused.
    Table {
        /// Its name.
        name: String,
        /// The part, from 0.
        part: usize,
        /// Why.
        error: TableError,
    },
    /// The system refused to write.
    Write {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The system refused to read.
    Read {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The system refused to lock.
    Lock {
        /// The file that is locked.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
}

impl fmt::Display for DatasetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign { folder, entry } => write!(
                f,
                "{} holds {}, and is not the folder of a run: choose one that is empty or not there",
                folder.display(),
                entry.display()
            ),
            Self::OtherRun {
                folder,
                differences,
            } => {
                let folder = folder.display();
                write!(f, "{folder} holds another run:")?;
                for difference in differences {
                    write!(f, "\n  {difference}")?;
                }
                write!(f, "\nchoose another folder, or delete this one")
            }
            Self::InUse { folder, shard } => {
                let folder = folder.display();
                match shard {
                    Some(shard) => {
                        write!(f, "shard {shard} in {folder} is computed by another run")
                    }
                    None => write!(f, "{folder} is written by another run"),
                }?;
                write!(f, ": wait until that has ended, or choose another folder")
            }
            Self::Damaged { path } => write!(
                f,
                "{} is not what was written: delete it to have its part computed again, or delete the folder of the run",
                path.display()
            ),
            Self::NoSuchPart { part, parts } => {
                write!(
                    f,
                    "there is no part {part}: the run has {parts}, counted from 0"
                )
            }
            Self::NotOwn { part, shard } => write!(
                f,
                "part {part} is not one of shard {shard}: leave it to the shard that owns it"
            ),
            Self::Missing { folder, parts } => {
                write!(
                    f,
                    "{} lacks {}: run again to have them computed",
                    folder.display(),
                    listed(parts)
                )
            }
            Self::Name { name, why } => write!(f, "`{name}` cannot be a name: {why}"),
            Self::Table { name, part, error } => {
                write!(f, "table `{name}` of part {part}: {error}")
            }
            Self::Write { path, error } => write!(
                f,
                "{} cannot be written: {}; the parts that are complete are kept, and the same run goes on from them",
                path.display(),
                reason(error)
            ),
            Self::Read { path, error } => {
                write!(f, "{} cannot be read: {}", path.display(), reason(error))
            }
            Self::Lock { path, error } => write!(
                f,
                "{} cannot be locked: {}; choose a folder on a disk where files can be locked",
                path.display(),
                reason(error)
            ),
        }
    }
}

/// The first parts of a list by number.
fn listed(parts: &[usize]) -> String {
    const SHOWN: usize = 5;
    let numbers: Vec<String> = parts.iter().take(SHOWN).map(usize::to_string).collect();
    let numbers = numbers.join(", ");
    match parts.len().saturating_sub(SHOWN) {
        0 if parts.len() == 1 => format!("part {numbers}"),
        0 => format!("parts {numbers}"),
        more => format!("parts {numbers} and {more} more"),
    }
}

impl Error for DatasetError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Write { error, .. } | Self::Read { error, .. } | Self::Lock { error, .. } => {
                Some(error)
            }
            Self::Table { error, .. } => Some(error),
            _ => None,
        }
    }
}
