//! Who writes into a folder. Locks are the system's own: with a process that is killed they are gone.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use super::{DatasetError, Shard};

/// How the names of all lock files begin. The first is held by whoever writes: alone, or together with other shards.
pub(super) const LOCK: &str = ".lock";
/// Held while a writer opens the folder, so that of two who come at once the second finds what the first has made of it.
const DOOR: &str = ".lock-open";

/// Lets one writer at a time open the folder.
pub(super) struct Door {
    _file: File,
}

impl Door {
    /// Waits for its turn: nobody takes long.
    pub fn pass(folder: &Path) -> Result<Self, DatasetError> {
        let (path, file) = lock_file(folder, DOOR)?;
        match file.lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(error) => Err(DatasetError::Lock { path, error }),
        }
    }
}

/// The locks of a writer, held until they are dropped.
#[derive(Debug)]
pub(super) struct Locks {
    _folder: File,
    _shard: Option<File>,
    /// Whether no other writer was at work when the locks were taken; as long as the door is held, none has come since.
    pub alone: bool,
}

impl Locks {
    pub fn take(folder: &Path, shard: Option<Shard>, _: &Door) -> Result<Self, DatasetError> {
        let in_use = |shard| DatasetError::InUse {
            folder: folder.to_owned(),
            shard,
        };
        let (path, whole) = lock_file(folder, LOCK)?;
        let alone = taken(&path, whole.try_lock())?;
        let Some(shard) = shard else {
            return match alone {
                true => Ok(Self {
                    _folder: whole,
                    _shard: None,
                    alone,
                }),
                false => Err(in_use(None)),
            };
        };
        if alone {
            let unlocked = whole.unlock();
            unlocked.map_err(|error| refused(&path, error))?;
        }
        if !taken(&path, whole.try_lock_shared())? {
            return Err(in_use(None));
        }
        let name = format!("{LOCK}-{}-of-{}", shard.index(), shard.of());
        let (path, own) = lock_file(folder, &name)?;
        if !taken(&path, own.try_lock())? {
            return Err(in_use(Some(shard)));
        }
        Ok(Self {
            _folder: whole,
            _shard: Some(own),
            alone,
        })
    }
}

fn lock_file(folder: &Path, name: &str) -> Result<(PathBuf, File), DatasetError> {
    let path = folder.join(name);
    let opened = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&path);
    match opened {
        Ok(file) => Ok((path, file)),
        Err(error) => Err(DatasetError::Write { path, error }),
    }
}

fn taken(path: &Path, tried: Result<(), TryLockError>) -> Result<bool, DatasetError> {
    match tried {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(refused(path, error)),
    }
}

fn refused(path: &Path, error: std::io::Error) -> DatasetError {
    DatasetError::Lock {
        path: path.to_owned(),
        error,
    }
}
