//! Files that are whole or not there: a reader never sees half of one, nor does a crash leave half of one under its name.

use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::disk::{Disk, folder_of};

/// How many temporary files of runs that are at work, or were killed, are stepped over.
const MOST_LEFT: u32 = 1000;
/// The ending of temporary files.
const ENDING: &str = ".tmp";

/// Writes a file through a temporary one in the same folder. When it returns, the file lasts.
pub(crate) fn write<E: From<io::Error>>(
    disk: &dyn Disk,
    path: &Path,
    fill: impl FnOnce(&mut Stream) -> Result<(), E>,
) -> Result<(), E> {
    let (temporary, file) = create_temporary(disk, path)?;
    let result = fill_and_rename(disk, path, &temporary, file, fill);
    if result.is_err() {
        // Whatever stopped the writing is what the caller should hear of, not that this may fail as well.
        let _ = disk.remove(&temporary);
    }
    result
}

/// Writes a file that is at hand as a whole.
pub(crate) fn write_bytes(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    write(disk, path, |stream| stream.write_all(bytes))
}

/// Whether a name is one that a temporary file gets here.
pub(crate) fn is_temporary(name: &str) -> bool {
    let numbered = name.strip_suffix(ENDING);
    numbered
        .and_then(|numbered| numbered.rsplit_once('.'))
        .is_some_and(|(name, number)| {
            !name.is_empty()
                && !number.is_empty()
                && number.bytes().all(|digit| digit.is_ascii_digit())
        })
}

/// The temporary file while it is filled.
pub(crate) struct Stream<'a> {
    disk: &'a dyn Disk,
    file: File,
}

impl Write for Stream<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.disk.write(&mut self.file, bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn fill_and_rename<E: From<io::Error>>(
    disk: &dyn Disk,
    path: &Path,
    temporary: &Path,
    file: File,
    fill: impl FnOnce(&mut Stream) -> Result<(), E>,
) -> Result<(), E> {
    let mut stream = Stream { disk, file };
    fill(&mut stream)?;
    disk.sync(&stream.file)?;
    drop(stream);
    disk.rename(temporary, path)?;
    Ok(disk.sync_folder(folder_of(path))?)
}

/// A new file beside the one that is to be written. It is nobody else's: two runs may write the same table at once.
fn create_temporary(disk: &dyn Disk, path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let mut number = 1;
    loop {
        let mut temporary = name.to_owned();
        temporary.push(format!(".{number}{ENDING}"));
        let temporary = path.with_file_name(temporary);
        match disk.create(&temporary) {
            Ok(file) => return Ok((temporary, file)),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < MOST_LEFT => {
                number += 1;
            }
            Err(error) => return Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::disk::System;

    fn folder(name: &str) -> PathBuf {
        let folder =
            std::env::temp_dir().join(format!("enteroderm-atomic-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_failed_write_leaves_the_earlier_file_and_nothing_else() {
        let folder = folder("failed");
        let path = folder.join("a.csv");
        write_bytes(&System, &path, b"first").unwrap();
        let error = write(&System, &path, |file| {
            file.write_all(b"half of the sec")?;
            Err(io::Error::other("enough"))
        });
        assert_eq!(error.unwrap_err().to_string(), "enough");
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_temporary_file_of_another_is_left_alone() {
        let folder = folder("another");
        let another = folder.join("a.csv.1.tmp");
        fs::write(&another, "half of").unwrap();
        write_bytes(&System, &folder.join("a.csv"), b"own").unwrap();
        assert_eq!(fs::read(folder.join("a.csv")).unwrap(), b"own");
        assert_eq!(fs::read(&another).unwrap(), b"half of");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_new_name_that_does_not_last_is_an_error() {
        #[derive(Debug)]
        struct Forgetful;
        impl Disk for Forgetful {
            fn sync_folder(&self, _: &Path) -> io::Result<()> {
                Err(io::ErrorKind::StorageFull.into())
            }
        }
        let folder = folder("lasting");
        let error = write_bytes(&Forgetful, &folder.join("a.csv"), b"own").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn temporary_files_are_known_by_their_names() {
        for name in ["a.csv.1.tmp", "part-00003.parquet.12.tmp"] {
            assert!(is_temporary(name), "{name}");
        }
        for name in [
            "a.csv", "a.tmp", "a.b.tmp", ".1.tmp", "a..tmp", "1.tmp", "a.1.tmp2",
        ] {
            assert!(!is_temporary(name), "{name}");
        }
    }
}
