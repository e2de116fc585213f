//! Fits the fitness of the genera anew, so that the stool of the reference adult has the mean abundances of the cohorts, and writes it into
//! `data/taxa.toml`: to be run when what genera grow on or how they grow changes, and before `reference`.

use std::path::Path;
use std::process::ExitCode;

use lab::laboratory::{Laboratory, embedded_data};
use lab::life::Values;
use lab::reference::fitness;

fn main() -> ExitCode {
    match write() {
        Ok(message) => {
            println!("{message}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn write() -> Result<String, String> {
    let lab = Laboratory::new(&embedded_data()).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        lines.join("\n")
    })?;
    let found = fitness(&lab.data, &mut |_| true).map_err(|error| format!("{error:?}"))?;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/taxa.toml");
    let text = std::fs::read_to_string(&path).map_err(|error| error.to_string())?;
    std::fs::write(&path, with_fitness(&text, &found)).map_err(|error| error.to_string())?;
    Ok(format!("the fitness of {} genera is set", found.len()))
}

/// The table of genera with these values in their rows.
fn with_fitness(text: &str, found: &Values) -> String {
    let mut genus = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        if let Some(name) = line.strip_prefix("[genus.") {
            genus = name.strip_suffix(']');
        }
        let value = genus.and_then(|genus| found.get(genus));
        lines.push(match value {
            Some(value) if line.starts_with("fitness = ") => format!("fitness = {value:.4}"),
            _ => line.to_owned(),
        });
    }
    lines.join("\n") + "\n"
}
