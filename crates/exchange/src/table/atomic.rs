//! Files that are whole or not there: a reader never sees half of one, nor does a crash leave half of one under its name.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::TableError;

/// How many temporary files of runs that are at work, or were killed, are stepped over.
const MOST_LEFT: u32 = 1000;

/// Writes a file through a temporary one in the same folder.
pub(super) fn write(
    path: &Path,
    fill: impl FnOnce(&File) -> Result<(), TableError>,
) -> Result<(), TableError> {
    let at_path = |error| TableError::File {
        path: path.to_owned(),
        error,
    };
    let (temporary, file) = create_temporary(path).map_err(at_path)?;
    let result = fill_and_rename(path, &temporary, file, fill).map_err(|error| match error {
        TableError::Stream(error) => at_path(error),
        other => other,
    });
    if result.is_err() {
        // Whatever stopped the writing is what the caller should hear of, not that this may fail as well.
        let _ = fs::remove_file(&temporary);
    }
    result
}

fn fill_and_rename(
    path: &Path,
    temporary: &Path,
    file: File,
    fill: impl FnOnce(&File) -> Result<(), TableError>,
) -> Result<(), TableError> {
    fill(&file)?;
    file.sync_all()?;
    drop(file);
    fs::rename(temporary, path)?;
    // The new name lasts only when the folder is on the disk too; where a folder cannot be opened as a file this is not needed.
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
    Ok(())
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A new file beside the one that is to be written. It is nobody else's: two runs may write the same table at once.
fn create_temporary(path: &Path) -> io::Result<(PathBuf, File)> {
    let name = path
        .file_name()
        .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "the path names no file"))?;
    let mut number = 1;
    loop {
        let mut temporary = name.to_owned();
        temporary.push(format!(".{number}.tmp"));
        let temporary = path.with_file_name(temporary);
        match File::create_new(&temporary) {
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
    use std::io::Write;

    use super::*;

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
        write(&path, |mut file| Ok(file.write_all(b"first")?)).unwrap();
        let error = write(&path, |mut file| {
            file.write_all(b"half of the sec")?;
            Err(TableError::NoColumns)
        });
        assert!(matches!(error, Err(TableError::NoColumns)));
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 1);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn the_temporary_file_of_another_is_left_alone() {
        let folder = folder("another");
        let another = folder.join("a.csv.1.tmp");
        fs::write(&another, "half of").unwrap();
        write(
            &folder.join("a.csv"),
            |mut file| Ok(file.write_all(b"own")?),
        )
        .unwrap();
        assert_eq!(fs::read(folder.join("a.csv")).unwrap(), b"own");
        assert_eq!(fs::read(&another).unwrap(), b"half of");
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 2);
        fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let path = Path::new("/nowhere-at-all/a.csv");
        let error = write(path, |_| Ok(())).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("/nowhere-at-all/a.csv cannot be written"),
            "{error}"
        );
    }
}
