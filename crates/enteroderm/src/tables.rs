//! Results as tables: wide, a row a time and a column an outcome, or long, a row a number; as CSV, Parquet or Arrow.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use exchange::table::{Column, Table, TableError, write_arrow, write_csv, write_parquet};
use exchange::{reason, save as save_file};
use lab::outcome::{Outcome, Run};
use lab::physiology::document::Fault;

use crate::arguments::{Shape, TableArguments, TableFormat};
use crate::failure::{Failure, whole};
use crate::output;

/// The outcomes of a run over time, those asked for and those that changed most.
pub fn table(run: &Run) -> Table {
    let mut columns = vec![Column::numbers("time", "d", run.times.clone())];
    let outcomes = run.outcomes.iter().chain(&run.changed_most);
    columns.extend(outcomes.flat_map(columns_of));
    let facts = [
        ("scenario", run.scenario.clone()),
        ("person", run.person.clone()),
        ("version", run.version.to_owned()),
        ("model_hash", run.model_hash.clone()),
    ];
    let drawn = run.people.iter().flat_map(|people| {
        [
            ("seed", people.seed.to_string()),
            ("people_drawn", people.count.to_string()),
            ("people_followed", people.followed().to_string()),
        ]
    });
    Table {
        columns,
        metadata: facts
            .into_iter()
            .chain(drawn)
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    }
}

/// An outcome in the typical person and, where people were drawn, the ends of the band in which nine of ten of them lie.
fn columns_of(outcome: &Outcome) -> Vec<Column> {
    let column = |end: &str, values: &[f64]| {
        let name = format!("{}{end}", outcome.name);
        Column::numbers(&name, &outcome.unit, values.to_vec())
    };
    let mut columns = vec![column("", &outcome.values)];
    if let Some(band) = &outcome.band {
        columns.extend([column(".lo90", &band.lo), column(".hi90", &band.hi)]);
    }
    columns
}

/// Makes the folder and sees that it can be written into, before a run is spent on a result that has no place.
pub fn prepare(folder: &Path) -> Result<(), Failure> {
    let refused = |error: io::Error| {
        let folder = folder.display();
        let message = format!("{folder} cannot be written into: {}", reason(&error));
        Failure::from(Fault {
            field: "--out".to_owned(),
            help: Some("a folder is expected; it is made when it is not there".to_owned()),
            ..whole("the command line", message)
        })
    };
    fs::create_dir_all(folder).map_err(refused)?;
    let probe = folder.join(format!(".{}.tmp", std::process::id()));
    File::create(&probe).map_err(refused)?;
    fs::remove_file(&probe).map_err(refused)
}

/// Writes the tables into a folder, in place of those of an earlier run.
pub fn save(run: &Run, folder: &Path, asked: &TableArguments) -> Result<(), Failure> {
    let mut written = Written::of(asked);
    let mut place = into_folder(folder);
    written.add("outcomes", &table(run), &["time"], &mut place)?;
    output::note(&format!(
        "wrote {} into {}",
        written.names(),
        folder.display()
    ));
    Ok(())
}

/// Puts files into a folder, each whole or not at all.
pub fn into_folder(folder: &Path) -> impl FnMut(&str, &[u8]) -> Result<(), Failure> {
    move |name, bytes| {
        let path = folder.join(name);
        let refused = |error: io::Error| {
            let message = format!("{} cannot be written: {}", path.display(), reason(&error));
            Failure::Run(message)
        };
        save_file(&path, bytes).map_err(refused)
    }
}

/// Puts the bytes of a file of this name where it belongs.
pub type Placing<'p> = dyn FnMut(&str, &[u8]) -> Result<(), Failure> + 'p;

/// Tables that were written as they were asked for.
pub struct Written<'a> {
    asked: &'a TableArguments,
    names: Vec<String>,
}

impl<'a> Written<'a> {
    /// Nothing yet.
    pub fn of(asked: &'a TableArguments) -> Self {
        Self {
            asked,
            names: Vec::new(),
        }
    }

    /// Gives a table to `place`, which puts it where it belongs, in every shape and format that is asked for. A table without `keys`, the
    /// columns that a long one keeps, has one shape.
    pub fn add(
        &mut self,
        name: &str,
        table: &Table,
        keys: &[&str],
        place: &mut Placing<'_>,
    ) -> Result<(), Failure> {
        let failed = |error: TableError| Failure::Run(error.to_string());
        let mut shapes = Vec::new();
        if keys.is_empty() || self.asked.shape() != Shape::Long {
            shapes.push((name.to_owned(), table.clone()));
        }
        if !keys.is_empty() && self.asked.shape() != Shape::Wide {
            shapes.push((format!("{name}-long"), table.long(keys).map_err(failed)?));
        }
        for (name, table) in shapes {
            for format in self.asked.formats() {
                let mut bytes = Vec::new();
                let (ending, done) = match format {
                    TableFormat::Csv => ("csv", write_csv(&table, &mut bytes)),
                    TableFormat::Parquet => ("parquet", write_parquet(&table, &mut bytes)),
                    TableFormat::Arrow => ("arrow", write_arrow(&table, &mut bytes)),
                };
                done.map_err(failed)?;
                let file = format!("{name}.{ending}");
                place(&file, &bytes)?;
                self.names.push(file);
            }
        }
        Ok(())
    }

    /// The names of the files, in words.
    pub fn names(&self) -> String {
        match self.names.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, others)) => format!("{} and {last}", others.join(", ")),
            None => "nothing".to_owned(),
        }
    }
}

/// Facts of a table, as its metadata.
pub fn facts(facts: &[(&str, &str)]) -> Vec<(String, String)> {
    let facts = facts.iter();
    facts
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect()
}

/// The table as CSV.
pub fn as_csv(run: &Run) -> Result<String, Failure> {
    let mut text = Vec::new();
    write_csv(&table(run), &mut text).map_err(|error| Failure::Run(error.to_string()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
