//! Files in: scenarios and data folders.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use exchange::profile::Synonyms;
use exchange::reason;
use lab::laboratory::{Laboratory, embedded_data};
use lab::physiology::document::{Fault, Source, allowed};

use crate::failure::{Failure, whole};

/// Scenarios and data files are small; what is larger is not one.
const LARGEST_TEXT: usize = 4 << 20;
/// How deep the folders of the data lie in each other; a link to a folder above would have no end.
const DEEPEST_FOLDER: usize = 4;

/// Reads a text file.
pub fn text(path: &Path) -> Result<Source, Vec<Fault>> {
    let name = path.display().to_string();
    let bytes = at_most(path, LARGEST_TEXT + 1)
        .map_err(|error| vec![whole(&name, format!("cannot be read: {}", reason(&error)))])?;
    if bytes.len() > LARGEST_TEXT {
        let message = format!("is larger than {} MiB", LARGEST_TEXT >> 20);
        return Err(vec![whole(&name, message)]);
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Source::new(name, text)),
        Err(error) => Err(vec![not_text(&name, &error)]),
    }
}

/// A hash of what a file holds.
pub fn bytes_hash(path: &Path) -> Result<blake3::Hash, Failure> {
    let mut hasher = blake3::Hasher::new();
    let read = File::open(path).and_then(|file| hasher.update_reader(file).map(|_| ()));
    let name = path.display().to_string();
    read.map_err(|error| whole(name, format!("cannot be read: {}", reason(&error))))?;
    Ok(hasher.finalize())
}

fn at_most(path: &Path, limit: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(limit as u64)
        .read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn not_text(name: &str, error: &std::string::FromUtf8Error) -> Fault {
    let good = error.utf8_error().valid_up_to();
    let readable = String::from_utf8_lossy(&error.as_bytes()[..good]);
    let (line, _) = Source::new(name, readable).place(good);
    Fault {
        place: Some((line, 1)),
        help: Some("a text in UTF-8 is expected".to_owned()),
        ..whole(
            name,
            format!("is not a text: byte {good} belongs to no character"),
        )
    }
}

/// The laboratory and what it takes to read profiles for it.
pub struct Opened {
    /// The laboratory.
    pub lab: Laboratory,
    /// Old and new names of microbes.
    pub synonyms: Synonyms,
}

/// The laboratory over the built-in data, with the files of `folder` in place of those of the same name.
pub fn open(folder: Option<&Path>) -> Result<Opened, Failure> {
    let mut sources = embedded_data();
    let own = match folder {
        Some(folder) => replace(&mut sources, folder)?,
        None => BTreeMap::new(),
    };
    let synonyms = sources
        .iter()
        .find(|source| source.name == "synonyms.toml")
        .map_or_else(|| Ok(Synonyms::default()), Synonyms::read);
    match (Laboratory::new(&sources), synonyms) {
        (Ok(lab), Ok(synonyms)) => Ok(Opened { lab, synonyms }),
        (lab, synonyms) => {
            let mut faults = lab.err().unwrap_or_default();
            faults.extend(synonyms.err().unwrap_or_default());
            Err(as_named(faults, sources, &own))
        }
    }
}

/// Puts the files of a folder in place of the built-in ones; gives where each of them lies.
fn replace(sources: &mut [Source], folder: &Path) -> Result<BTreeMap<String, String>, Failure> {
    let name = folder.display().to_string();
    let mut files = Vec::new();
    data_files(folder, DEEPEST_FOLDER, &mut files)
        .map_err(|error| whole(&name, format!("cannot be read: {}", reason(&error))))?;
    if files.is_empty() {
        let help = "data files end in .toml, as those below `data/` do".to_owned();
        return Err(Failure::from(Fault {
            help: Some(help),
            ..whole(&name, "holds no data file")
        }));
    }
    files.sort();
    let mut faults = Vec::new();
    let mut own = BTreeMap::new();
    for file in files {
        match replace_one(sources, folder, &file) {
            Ok(name) => {
                own.insert(name, file.display().to_string());
            }
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() {
        Ok(own)
    } else {
        Err(Failure::Input(faults, Vec::new()))
    }
}

fn replace_one(sources: &mut [Source], folder: &Path, file: &Path) -> Result<String, Vec<Fault>> {
    let name = file.strip_prefix(folder).unwrap_or(file);
    let name = name.to_string_lossy().replace('\\', "/");
    let Some(place) = sources.iter().position(|source| source.name == name) else {
        let known = sources.iter().map(|source| source.name.as_str());
        let path = file.display().to_string();
        return Err(vec![Fault {
            help: Some(allowed(&name, known)),
            ..whole(path, "stands in for no built-in data file")
        }]);
    };
    sources[place] = Source::new(&name, text(file)?.text);
    Ok(name)
}

/// The TOML texts of a folder, each named by its path.
pub fn texts(folder: &Path) -> Result<Vec<Source>, Failure> {
    let name = folder.display().to_string();
    let mut files = Vec::new();
    data_files(folder, 0, &mut files)
        .map_err(|error| whole(&name, format!("cannot be read: {}", reason(&error))))?;
    if files.is_empty() {
        return Err(Failure::from(whole(&name, "holds no TOML file")));
    }
    files.sort();
    let (mut sources, mut faults) = (Vec::new(), Vec::new());
    for file in files {
        match text(&file) {
            Ok(source) => sources.push(source),
            Err(more) => faults.extend(more),
        }
    }
    match faults.is_empty() {
        true => Ok(sources),
        false => Err(Failure::from(faults)),
    }
}

/// The TOML files of a folder and of the folders in it.
fn data_files(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if depth > 0 {
                data_files(&path, depth - 1, files)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "toml") {
            files.push(path);
        }
    }
    Ok(())
}

/// Faults of data by the path of the file, where it is not a built-in one.
fn as_named(
    mut faults: Vec<Fault>,
    mut sources: Vec<Source>,
    own: &BTreeMap<String, String>,
) -> Failure {
    let names = faults
        .iter_mut()
        .map(|fault| &mut fault.file)
        .chain(sources.iter_mut().map(|source| &mut source.name));
    for name in names {
        if let Some(path) = own.get(name) {
            name.clone_from(path);
        }
    }
    Failure::Input(faults, sources)
}
