//! Tables: named columns with units, written as CSV for people, as Parquet and Arrow for programs, and read back from these two; wide,
//! or long with one number a row.
//!
//! A file is written whole or not at all: into a temporary file beside it, flushed to the disk, then renamed.
//!
//! ```
//! use exchange::table::{Column, Table, write_csv};
//! let mut table = Table::default();
//! table.columns.push(Column::numbers("time", "d", vec![0.0, 0.5]));
//! table.columns.push(Column::numbers("stool.butyrate", "mmol/kg", vec![17.5, f64::NAN]));
//! let mut text = Vec::new();
//! write_csv(&table, &mut text).unwrap();
//! assert_eq!(String::from_utf8(text).unwrap(), "time [d],stool.butyrate [mmol/kg]\n0.0,17.5\n0.5,\n");
//! ```

mod arrays;
mod csv;
mod ipc;
mod long;
mod parquet;

use std::error::Error;
use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

pub use self::csv::write_csv;
pub use self::ipc::{read_arrow, write_arrow};
pub use self::parquet::{read_parquet, write_parquet};

use crate::disk::System;
use crate::{atomic, reason};

/// Columns of equal length, with facts about the table as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// In the order in which they are written.
    pub columns: Vec<Column>,
    /// Facts such as seed and version, as keys and values. Parquet keeps them; CSV has no place for them.
    pub metadata: Vec<(String, String)>,
}

/// A named column.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The dotted name, such as `stool.butyrate`.
    pub name: String,
    /// The unit in UCUM; none for texts.
    pub unit: Option<String>,
    /// One value a row.
    pub values: Values,
}

/// The values of a column.
#[derive(Clone, Debug, PartialEq)]
pub enum Values {
    /// Numbers. NaN stands for a missing one: an empty cell in CSV, null in Parquet. All others keep their bits in both.
    Numbers(Vec<f64>),
    /// Texts.
    Texts(Vec<String>),
}

impl Column {
    /// A column of numbers.
    pub fn numbers(name: impl Into<String>, unit: impl Into<String>, values: Vec<f64>) -> Self {
        Self {
            name: name.into(),
            unit: Some(unit.into()),
            values: Values::Numbers(values),
        }
    }

    /// A column of texts.
    pub fn texts(name: impl Into<String>, values: Vec<String>) -> Self {
        Self {
            name: name.into(),
            unit: None,
            values: Values::Texts(values),
        }
    }

    fn rows(&self) -> usize {
        match &self.values {
            Values::Numbers(values) => values.len(),
            Values::Texts(values) => values.len(),
        }
    }
}

impl Table {
    /// How many rows it has.
    ///
    /// # Errors
    /// Columns of different length, two columns of one name, or none.
    pub fn rows(&self) -> Result<usize, TableError> {
        let Some(first) = self.columns.first() else {
            return Err(TableError::NoColumns);
        };
        for (index, column) in self.columns.iter().enumerate() {
            if column.rows() != first.rows() {
                return Err(TableError::Lengths {
                    column: column.name.clone(),
                    rows: column.rows(),
                    first: first.name.clone(),
                    first_rows: first.rows(),
                });
            }
            if self.columns[..index]
                .iter()
                .any(|earlier| earlier.name == column.name)
            {
                return Err(TableError::NameTwice(column.name.clone()));
            }
        }
        Ok(first.rows())
    }

    /// Writes the table as CSV, whole or not at all.
    ///
    /// # Errors
    /// The columns do not make a table, or the system refuses the file.
    pub fn save_csv(&self, path: &Path) -> Result<(), TableError> {
        save(path, |file| write_csv(self, io::BufWriter::new(file)))
    }

    /// Writes the table as Parquet, whole or not at all.
    ///
    /// # Errors
    /// The columns do not make a table, or the system refuses the file.
    pub fn save_parquet(&self, path: &Path) -> Result<(), TableError> {
        save(path, |file| write_parquet(self, file))
    }
}

fn save(
    path: &Path,
    fill: impl FnOnce(&mut atomic::Stream) -> Result<(), TableError>,
) -> Result<(), TableError> {
    atomic::write(&System, path, fill).map_err(|error| match error {
        TableError::Stream(error) => TableError::File {
            path: path.to_owned(),
            error,
        },
        other => other,
    })
}

/// Why a table was not written or read.
#[derive(Debug)]
#[non_exhaustive]
pub enum TableError {
    /// A table without columns.
    NoColumns,
    /// Two columns of one name.
    NameTwice(String),
    /// Columns of different length.
    Lengths {
        /// The column that differs.
        column: String,
        /// Its rows.
        rows: usize,
        /// The first column.
        first: String,
        /// Its rows.
        first_rows: usize,
    },
    /// The system refused.
    File {
        /// The file that was to be written.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// Writing to a stream failed.
    Stream(io::Error),
    /// The library of a format refused to write it.
    Refused {
        /// The format.
        format: &'static str,
        /// Why.
        reason: String,
    },
    /// The bytes are no file of the format, or one that holds more than numbers and texts.
    Unreadable {
        /// The format.
        format: &'static str,
        /// Why.
        reason: String,
    },
    /// A column that is asked for and not there.
    NoColumn(String),
}

impl fmt::Display for TableError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoColumns => write!(f, "the table has no columns"),
            Self::NameTwice(name) => write!(f, "two columns are named `{name}`"),
            Self::Lengths {
                column,
                rows,
                first,
                first_rows,
            } => write!(
                f,
                "column `{column}` has {rows} rows, `{first}` has {first_rows}"
            ),
            Self::File { path, error } => {
                write!(f, "{} cannot be written: {}", path.display(), reason(error))
            }
            Self::Stream(error) => write!(f, "the table cannot be written: {}", reason(error)),
            Self::Refused { format, reason } => {
                write!(f, "the table cannot be written as {format}: {reason}")
            }
            Self::Unreadable { format, reason } => {
                write!(f, "the table cannot be read from {format}: {reason}")
            }
            Self::NoColumn(name) => write!(f, "the table has no column `{name}`"),
        }
    }
}

impl Error for TableError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::File { error, .. } | Self::Stream(error) => Some(error),
            _ => None,
        }
    }
}

impl From<io::Error> for TableError {
    fn from(error: io::Error) -> Self {
        Self::Stream(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let table = Table {
            columns: vec![Column::texts("note", Vec::new())],
            metadata: Vec::new(),
        };
        let path = Path::new("/nowhere-at-all/a.csv");
        for error in [table.save_csv(path), table.save_parquet(path)] {
            assert_eq!(
                error.unwrap_err().to_string(),
                "/nowhere-at-all/a.csv cannot be written: there is no such file or folder"
            );
        }
    }
}
