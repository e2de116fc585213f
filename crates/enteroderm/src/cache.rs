//! Rests from run to run: what run-ins came to, a file each, in a folder of the user's cache.
//!
//! A file is a text: a line that says what it is, a hash of the rest, then names and numbers, every number written so that it comes back with
//! the same bits. Its name is a hash of the [`Key`] and of this program itself, so that no rest of another program is taken for one of
//! this. What is damaged or foreign is as good as not there. Nothing here is a failure: without a cache a run takes longer, no more.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use etcetera::BaseStrategy as _;
use exchange::reason;
use lab::life::Values;
use lab::physiology::document::Fault;
use lab::rests::{Forgetful, Key, Rests};

use crate::arguments::CacheArguments;
use crate::failure::{Failure, whole};

/// The first line of a file.
const FIRST_LINE: &str = "enteroderm rest 1";
/// How the names of the files end, and those of files that are being written.
const ENDING: &str = ".rest";
const UNFINISHED: &str = ".unfinished-rest";
/// The folder in the user's cache folder.
const FOLDER: &str = "enteroderm";
/// When the files are larger together, the oldest are removed, until they are as small as this share of it.
const LARGEST: u64 = 256 << 20;
const LEFT: f64 = 0.75;

/// The cache that the command line asks for.
///
/// # Errors
/// A folder that was named cannot be used.
pub fn open(arguments: &CacheArguments) -> Result<Box<dyn Rests + Send + Sync>, Failure> {
    let cache = match (&arguments.cache, arguments.no_cache) {
        (_, true) => None,
        (Some(folder), false) => {
            fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
            Cache::in_folder(folder.clone(), LARGEST)
        }
        (None, false) => usual_folder().and_then(|folder| Cache::in_folder(folder, LARGEST)),
    };
    Ok(match cache {
        Some(cache) => Box::new(cache),
        None => Box::new(Forgetful),
    })
}

fn usual_folder() -> Option<PathBuf> {
    let platform = etcetera::choose_base_strategy().ok()?;
    let folder = platform.cache_dir().join(FOLDER);
    fs::create_dir_all(&folder).ok()?;
    Some(folder)
}

fn unusable(folder: &Path, error: &io::Error) -> Failure {
    let message = format!("{} cannot be used: {}", folder.display(), reason(error));
    Failure::from(Fault {
        field: "--cache".to_owned(),
        help: Some("a folder is expected; it is made when it is not there".to_owned()),
        ..whole("the command line", message)
    })
}

/// Rests in a folder.
struct Cache {
    folder: PathBuf,
    /// The program whose rests they are.
    program: blake3::Hash,
    /// Bytes that the files may have together.
    largest: u64,
    /// Whether something was added.
    grown: AtomicBool,
}

impl Cache {
    /// None where the program cannot read itself: then nobody knows whose rests these are.
    fn in_folder(folder: PathBuf, largest: u64) -> Option<Self> {
        let program = File::open(std::env::current_exe().ok()?).ok()?;
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(program).ok()?;
        Some(Self {
            folder,
            program: hasher.finalize(),
            largest,
            grown: AtomicBool::new(false),
        })
    }

    fn path(&self, key: &Key) -> PathBuf {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.program.as_bytes()).update(key.bytes());
        let name = hasher.finalize().to_hex();
        self.folder.join(format!("{name}{ENDING}"))
    }

    fn write(&self, path: &Path, rest: &Values) -> io::Result<()> {
        let mut file = tempfile::Builder::new()
            .suffix(UNFINISHED)
            .tempfile_in(&self.folder)?;
        file.write_all(text(rest).as_bytes())?;
        file.persist(path)?;
        Ok(())
    }
}

impl Rests for Cache {
    fn find(&self, key: &Key) -> Option<Values> {
        let path = self.path(key);
        let rest = read(&fs::read_to_string(&path).ok()?)?;
        // Used is as good as new: the oldest are removed first. Where the time cannot be set, the file is only removed sooner.
        let _ = File::open(&path).and_then(|file| file.set_modified(SystemTime::now()));
        Some(rest)
    }

    fn keep(&self, key: &Key, rest: &Values) {
        // A disk that is full is no reason to fail: the rest is found again next time.
        if self.write(&self.path(key), rest).is_ok() {
            self.grown.store(true, Ordering::Relaxed);
        }
    }
}

impl Drop for Cache {
    fn drop(&mut self) {
        if self.grown.load(Ordering::Relaxed) {
            // Who cannot look into the folder has added nothing to it either.
            let _ = remove_oldest(&self.folder, self.largest);
        }
    }
}

/// Removes the rests that were used longest ago when they are too large together. Other files are left alone.
fn remove_oldest(folder: &Path, largest: u64) -> io::Result<()> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if name.ends_with(ENDING) || name.ends_with(UNFINISHED) {
            // Somebody else may have removed it by now.
            if let Ok(about) = fs::metadata(&path) {
                files.push((about.modified()?, about.len(), path));
            }
        }
    }
    let mut size: u64 = files.iter().map(|(_, size, _)| size).sum();
    if size <= largest {
        return Ok(());
    }
    files.sort();
    for (_, own, path) in files {
        if size as f64 <= LEFT * largest as f64 {
            break;
        }
        if fs::remove_file(path).is_ok() {
            size -= own;
        }
    }
    Ok(())
}

fn text(rest: &Values) -> String {
    let mut body = String::new();
    for (name, value) in rest {
        // Writing to a String cannot fail. The shortest digits that come back with the same bits are written.
        let _ = writeln!(body, "{name} {value:e}");
    }
    format!("{FIRST_LINE}\n{}\n{body}", hash(&body))
}

fn read(text: &str) -> Option<Values> {
    let (first, rest) = text.split_once('\n')?;
    let (told, body) = rest.split_once('\n')?;
    if first != FIRST_LINE || told != hash(body) {
        return None;
    }
    let value = |line: &str| {
        let (name, value) = line.rsplit_once(' ')?;
        Some((name.to_owned(), value.parse().ok()?))
    };
    body.lines().map(value).collect()
}

fn hash(body: &str) -> String {
    blake3::hash(body.as_bytes()).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn values() -> Values {
        let numbers = [0.1, -0.0, 1.0 / 3.0, 5e-324, f64::MAX, 12345678.9];
        let named = numbers.iter().enumerate();
        named
            .map(|(index, value)| (format!("state/a.{index}"), *value))
            .collect()
    }

    #[test]
    fn numbers_come_back_with_the_same_bits() {
        let back = read(&text(&values())).unwrap();
        for ((name, value), (other, back)) in values().iter().zip(&back) {
            assert_eq!((name, value.to_bits()), (other, back.to_bits()));
        }
        assert_eq!(back.len(), values().len());
    }

    #[test]
    fn what_is_damaged_or_foreign_is_not_there() {
        let whole = text(&values());
        for damaged in [
            &whole[..whole.len() - 1],
            &whole.replace("3333", "3334"),
            &whole.replace(FIRST_LINE, "enteroderm rest 2"),
            "",
            "a letter to grandmother",
        ] {
            assert_eq!(read(damaged), None, "{damaged}");
        }
    }

    #[test]
    fn the_oldest_rests_are_removed_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, age: u64| {
            let path = folder.path().join(name);
            fs::write(&path, [b'x'; 100]).unwrap();
            let time = SystemTime::now() - Duration::from_secs(age);
            File::open(&path).unwrap().set_modified(time).unwrap();
        };
        write("letter.txt", 9000);
        for (age, name) in [
            "new.rest",
            "newer.rest",
            "old.rest",
            "older.unfinished-rest",
        ]
        .into_iter()
        .enumerate()
        {
            write(name, 1000 * age as u64);
        }
        let left = || {
            let files = fs::read_dir(folder.path()).unwrap();
            let mut names: Vec<String> = files
                .map(|file| file.unwrap().file_name().to_string_lossy().into_owned())
                .collect();
            names.sort();
            names
        };
        remove_oldest(folder.path(), 400).unwrap();
        assert_eq!(left().len(), 5);
        remove_oldest(folder.path(), 300).unwrap();
        assert_eq!(left(), ["letter.txt", "new.rest", "newer.rest"]);
    }
}
