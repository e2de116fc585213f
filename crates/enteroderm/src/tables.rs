//! Results as tables: wide, a row a time, a column an outcome.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use exchange::reason;
use exchange::table::{Column, Table, TableError, write_csv};
use lab::outcome::{Outcome, Run};
use lab::physiology::document::Fault;

use crate::failure::{Failure, whole};
use crate::output;

/// The outcomes for people.
const CSV: &str = "outcomes.csv";
/// The outcomes for programs.
const PARQUET: &str = "outcomes.parquet";

/// The outcomes of a run over time, those asked for and those that changed most.
fn table(run: &Run) -> Table {
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
pub fn save(run: &Run, folder: &Path) -> Result<(), Failure> {
    let table = table(run);
    let failed = |error: TableError| Failure::Run(error.to_string());
    table.save_csv(&folder.join(CSV)).map_err(failed)?;
    table.save_parquet(&folder.join(PARQUET)).map_err(failed)?;
    output::note(&format!(
        "wrote {CSV} and {PARQUET} into {}",
        folder.display()
    ));
    Ok(())
}

/// The table as CSV.
pub fn as_csv(run: &Run) -> Result<String, Failure> {
    let mut text = Vec::new();
    write_csv(&table(run), &mut text).map_err(|error| Failure::Run(error.to_string()))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}
