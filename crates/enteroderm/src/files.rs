//! Files in: scenarios, data folders, stool profiles.

use std::fs;
use std::path::Path;

use lab::laboratory::{Laboratory, embedded_data};
use lab::physiology::document::Source;

use crate::failure::Failure;

/// Scenarios and data files are small; what is larger is not one.
const LARGEST_TEXT: u64 = 4 << 20;

/// Reads a text file.
pub fn text(path: &Path) -> Result<Source, Failure> {
    let name = path.display().to_string();
    let size = fs::metadata(path)
        .map_err(|error| Failure::input(&name, format!("cannot be read: {error}")))?
        .len();
    if size > LARGEST_TEXT {
        return Err(Failure::input(
            &name,
            format!("is {size} bytes long; at most {LARGEST_TEXT} are allowed"),
        ));
    }
    let text = fs::read_to_string(path)
        .map_err(|error| Failure::input(&name, format!("cannot be read: {error}")))?;
    Ok(Source::new(name, text))
}

/// The laboratory over the built-in data, with the files of `folder` in place of those of the same name.
pub fn laboratory(folder: Option<&Path>) -> Result<Laboratory, Failure> {
    let mut sources = embedded_data();
    if let Some(folder) = folder {
        for source in &mut sources {
            let path = folder.join(&source.name);
            if path.is_file() {
                source.text = text(&path)?.text;
            }
        }
    }
    Laboratory::new(&sources).map_err(|faults| Failure::Input(faults, sources))
}
