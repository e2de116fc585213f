//! Results as tables: wide, a row a time, a column an outcome.

use std::path::Path;

use exchange::table::{Column, Table, TableError, write_csv};
use lab::outcome::Run;

use crate::failure::Failure;

/// The outcomes of a run over time, those asked for and those that changed most.
fn table(run: &Run) -> Table {
    let mut columns = vec![Column::numbers("time", "d", run.times.clone())];
    let outcomes = run.outcomes.iter().chain(&run.changed_most);
    columns.extend(
        outcomes
            .map(|outcome| Column::numbers(&outcome.name, &outcome.unit, outcome.values.clone())),
    );
    let facts = [
        ("scenario", run.scenario.clone()),
        ("person", run.person.clone()),
        ("version", run.version.to_owned()),
        ("model_hash", run.model_hash.clone()),
    ];
    Table {
        columns,
        metadata: facts
            .into_iter()
            .map(|(key, value)| (key.to_owned(), value))
            .collect(),
    }
}

/// Writes the tables into a folder.
pub fn save(run: &Run, folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::Run(format!("{}: {error}", folder.display())))?;
    let table = table(run);
    let failed = |error: TableError| Failure::Run(format!("{}: {error}", folder.display()));
    table
        .save_csv(&folder.join("outcomes.csv"))
        .map_err(failed)?;
    table
        .save_parquet(&folder.join("outcomes.parquet"))
        .map_err(failed)?;
    eprintln!(
        "wrote outcomes.csv and outcomes.parquet into {}",
        folder.display()
    );
    Ok(())
}

/// Prints the table as CSV.
pub fn print_csv(run: &Run) -> Result<(), Failure> {
    write_csv(&table(run), std::io::stdout()).map_err(|error| Failure::Run(error.to_string()))
}
