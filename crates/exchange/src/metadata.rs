//! Metadata of samples: a table with one row a sample, as QIIME 2 and every sequencing centre write it, becomes what is known of the people.
//!
//! Columns are known by their names: age, sex, weight, height and body mass index under the names that archives use for them
//! (`host_age`, `Gender`, `body_mass_index`, …), with a unit in the name (`age_months`) or in a column of its own
//! (`host_age_units`); and the model's own names for everything else that a scenario knows (`traits`, `diet`, `stress`, …). Other
//! columns are left alone and named. What a cell says that is no value (`NA`, `not collected`, `Restricted access`) is not known.
//!
//! A person comes out as a [`Page`]: the text of a scenario, with the place in the table from which each field came, so that
//! whatever does not fit is said of the table.

mod columns;
mod page;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};
use physiology::document::Fault;

use crate::profile::{self, Content};
use columns::Columns;
pub use page::Page;

/// The most rows.
const MOST_ROWS: usize = 1 << 20;
/// Cells that say that nothing is known, in lower case.
const UNKNOWN: [&str; 16] = [
    "",
    "na",
    "n/a",
    "nan",
    "none",
    "null",
    "-",
    "unknown",
    "missing",
    "not collected",
    "not applicable",
    "not provided",
    "not reported",
    "restricted access",
    "labcontrol test",
    "unspecified",
];

/// What is known of samples.
#[derive(Clone, Debug)]
pub struct Metadata {
    file: String,
    columns: Columns,
    rows: BTreeMap<String, Row>,
}

#[derive(Clone, Debug)]
struct Row {
    line: usize,
    cells: Vec<String>,
}

impl Metadata {
    /// Reads a table, its cells parted by tabs, commas or semicolons. `fields` are the names of habits that a scenario knows.
    ///
    /// # Errors
    /// The file cannot be read, has no sample, or a sample twice.
    pub fn read(path: &Path, fields: &[&str]) -> Result<Self, Vec<Fault>> {
        let name = path.display().to_string();
        let bytes = profile::read_bytes(path).map_err(Vec::<Fault>::from)?;
        let content = Content::new(&name, &bytes);
        let text = content.require_text().map_err(Vec::<Fault>::from)?;
        Self::of_text(&name, text, fields)
    }

    fn of_text(file: &str, text: &str, fields: &[&str]) -> Result<Self, Vec<Fault>> {
        let mut reader = ReaderBuilder::new()
            .delimiter(delimiter(text))
            .flexible(true)
            .from_reader(text.as_bytes());
        let broken = |error: csv::Error| {
            let line = error.position().map(|place| place.line() as usize);
            vec![fault(
                file,
                line,
                "",
                error.to_string(),
                "a table of samples by columns is expected",
            )]
        };
        let header = reader.headers().map_err(broken)?.clone();
        let mut metadata = Self {
            file: file.to_owned(),
            columns: Columns::of(&header, fields),
            rows: BTreeMap::new(),
        };
        let mut faults = Vec::new();
        for record in reader.records() {
            let record = record.map_err(broken)?;
            faults.extend(metadata.take(&record, &header));
            if metadata.rows.len() > MOST_ROWS {
                let message = format!("has {MOST_ROWS} rows or more");
                return Err(vec![fault(file, None, "", message, "fewer are read")]);
            }
        }
        if metadata.rows.is_empty() && faults.is_empty() {
            let message = "has no row of a sample";
            faults.push(fault(
                file,
                None,
                "",
                message,
                "one row a sample, its name in the first column",
            ));
        }
        match faults.is_empty() {
            true => Ok(metadata),
            false => Err(faults),
        }
    }

    fn take(&mut self, record: &StringRecord, header: &StringRecord) -> Option<Fault> {
        let line = record.position().map_or(0, |place| place.line() as usize);
        let name = record.get(self.columns.sample).unwrap_or_default().trim();
        // QIIME 2 states the types of columns in such a row.
        if name.is_empty() || name.starts_with("#q2:") {
            return None;
        }
        let row = Row {
            line,
            cells: record.iter().map(|cell| cell.trim().to_owned()).collect(),
        };
        let earlier = self.rows.insert(name.to_owned(), row)?;
        let column = header.get(self.columns.sample).unwrap_or_default();
        let message = format!(
            "found the sample `{}` again, after line {}",
            name.escape_debug(),
            earlier.line
        );
        Some(fault(
            &self.file,
            Some(line),
            column,
            message,
            "one row a sample is expected",
        ))
    }

    /// What is known of the person of a sample, which is found by any of these names; nothing where the table has no such row.
    pub fn page(&self, names: &[&str]) -> Option<Page> {
        let row = names.iter().find_map(|name| self.rows.get(*name))?;
        Some(Page::of(&self.file, &self.columns, row))
    }

    /// What should be said of the table as a whole, for samples of these names.
    pub fn notes(&self, samples: &BTreeSet<&str>) -> Vec<String> {
        let mut notes = Vec::new();
        let used = self.columns.used();
        notes.push(match used.is_empty() {
            true => "no column says what the model could use: age, sex, weight, height, diet, …"
                .to_owned(),
            false => format!("used of the metadata: {}", used.join(", ")),
        });
        let unused = self.columns.unused();
        if !unused.is_empty() {
            notes.push(format!("not used: {}", unused.join(", ")));
        }
        let others = self
            .rows
            .keys()
            .filter(|name| !samples.contains(name.as_str()))
            .count();
        if others > 0 {
            notes.push(format!(
                "{others} rows of the metadata are of no sample of the table"
            ));
        }
        notes
    }
}

/// A cell that says something.
fn known(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    (!UNKNOWN.contains(&cell.to_lowercase().as_str())).then_some(cell)
}

/// The character that parts the cells of the first line.
fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let most = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    [b'\t', b',', b';']
        .into_iter()
        .rev()
        .max_by_key(most)
        .unwrap_or(b'\t')
}

fn fault(
    file: &str,
    line: Option<usize>,
    column: &str,
    message: impl Into<String>,
    help: &str,
) -> Fault {
    Fault {
        file: file.to_owned(),
        place: line.map(|line| (line, 1)),
        span: None,
        field: column.to_owned(),
        message: message.into(),
        help: Some(help.to_owned()),
    }
}

#[cfg(test)]
mod tests;
