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

use physiology::document::{Fault, quoted};

use crate::profile;
use crate::sheet::{Form, Row, Sheet, delimiter};
use columns::Columns;
pub use page::Page;

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

impl Metadata {
    /// Reads a table, its cells parted by tabs, commas or semicolons. `fields` are the names of habits that a scenario knows.
    ///
    /// # Errors
    /// The file cannot be read, has no sample, or a sample twice.
    pub fn read(path: &Path, fields: &[&str]) -> Result<Self, Vec<Fault>> {
        let text = profile::text_of(path).map_err(Vec::<Fault>::from)?;
        Self::read_text(&path.display().to_string(), &text, fields)
    }

    /// Reads a table that is already in memory.
    ///
    /// # Errors
    /// As [`Metadata::read`].
    pub fn read_text(file: &str, text: &str, fields: &[&str]) -> Result<Self, Vec<Fault>> {
        let form = Form {
            delimiter: delimiter(text),
            row: "a sample",
            fewer: "leave out those of other samples",
        };
        let mut rows = BTreeMap::new();
        let sheet = Sheet::read(file, text, &form, |sheet, row| {
            take(sheet, row, &mut rows);
        });
        let columns = Columns::of(sheet.header.names(), fields);
        sheet.into_result(Self {
            file: file.to_owned(),
            columns,
            rows,
        })
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

/// Keeps the row of a sample.
fn take(sheet: &mut Sheet<'_>, row: &Row, rows: &mut BTreeMap<String, Row>) {
    let place = columns::sample(sheet.header.names());
    let name = row.cell(place);
    // QIIME 2 states the types of columns in such a row.
    if name.is_empty() || name.starts_with("#q2:") {
        return;
    }
    if let Some(earlier) = rows.insert(name.to_owned(), row.clone()) {
        let message = format!(
            "found the sample {} again, after line {}",
            quoted(name),
            earlier.line
        );
        let column = sheet.header.names()[place].clone();
        sheet.fault(row, &column, message, "one row a sample is expected");
    }
}

/// A cell that says something.
fn known(cell: &str) -> Option<&str> {
    let cell = cell.trim();
    (!UNKNOWN.contains(&cell.to_lowercase().as_str())).then_some(cell)
}

#[cfg(test)]
mod tests;
