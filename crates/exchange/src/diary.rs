//! Diaries in: from a CSV file to the events of a [`Diary`].
//!
//! The form of a file is told by the names of its columns: the project's own long table, or what Cronometer exports as servings.
//!
//! ```
//! let text = "date,time,kind,item,amount,unit,note\n2026-03-02,07:30,food,oats,60,g,\n";
//! let diary = exchange::diary::read_text("week.csv", text).unwrap();
//! assert_eq!(diary.entries[0].item, "oats");
//! ```

mod cronometer;
mod table;
mod time;

use std::path::Path;

use lab::diary::Diary;
use physiology::document::{Fault, quoted};

use crate::profile;
use crate::sheet::{Form, Header, whole};

pub use cronometer::Cronometer;
pub use table::LongTable;

/// How diaries are written.
const FORM: Form = Form {
    delimiter: b',',
    row: "an event",
    fewer: "export fewer days",
};

/// A reader of one form of diaries. A new form is one type that does this, and one line in [`READERS`].
pub trait DiaryReader: Sync {
    /// The form's name as its users say it.
    fn name(&self) -> &'static str;

    /// The columns by which it is known.
    fn columns(&self) -> &'static [&'static str];

    /// The events of a text. `file` is the name used in messages.
    ///
    /// # Errors
    /// Every fault of the text, each with its place.
    fn read(&self, file: &str, text: &str) -> Result<Diary, Vec<Fault>>;
}

/// Every form that is known, in the order in which they are tried.
pub const READERS: &[&dyn DiaryReader] = &[&LongTable, &Cronometer];

/// Reads a diary of any known form, compressed or not.
///
/// # Errors
/// The file cannot be read or is too large; no reader knows its columns; or every fault that its reader found.
pub fn read_file(path: &Path) -> Result<Diary, Vec<Fault>> {
    let name = path.display().to_string();
    read_text(&name, &profile::text_of(path)?)
}

/// Reads a diary that is already in memory.
///
/// # Errors
/// As [`read_file`].
pub fn read_text(file: &str, text: &str) -> Result<Diary, Vec<Fault>> {
    if text.trim().is_empty() {
        return Err(vec![whole(file, "is empty", None)]);
    }
    let header = Header::of(text, FORM.delimiter);
    match READERS.iter().find(|reader| header.has(reader.columns())) {
        Some(reader) => reader.read(file, text),
        None => Err(vec![unrecognised(file, text)]),
    }
}

fn unrecognised(file: &str, text: &str) -> Fault {
    let forms = READERS
        .iter()
        .map(|reader| format!("{} ({}, …)", reader.name(), reader.columns().join(", ")));
    let forms: Vec<String> = forms.collect();
    let first = text.lines().next().unwrap_or_default();
    let message = format!(
        "is no diary that is known here: it begins with {}",
        quoted(first)
    );
    let help = format!(
        "a CSV table, its columns separated by commas: {}",
        forms.join("; or ")
    );
    whole(file, message, Some(&help))
}
