//! Computes the healthy reference person anew and writes `data/reference` and `data/start`: to be run when equations or numbers change.
//!
//! With `fitness` as its argument it first fits the genera, so that the stool of that person has the mean abundances of the cohorts, and
//! writes their fitness into `data/taxa.toml`: to be run so when what genera grow on or how they grow changes.

use std::path::Path;
use std::process::ExitCode;

use lab::laboratory::{Laboratory, embedded_data};
use lab::life::Values;
use lab::physiology::document::Source;
use lab::reference::{compute, files, fitness};

/// The table of genera, below `data`.
const GENERA: &str = "taxa.toml";

fn main() -> ExitCode {
    let fits = std::env::args().nth(1).as_deref() == Some("fitness");
    match write(fits) {
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

fn write(fits: bool) -> Result<String, String> {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let mut sources = embedded_data();
    if fits {
        let found = fitness(&laboratory(&sources)?.data, &mut |_| true)
            .map_err(|error| format!("{error:?}"))?;
        let genera = sources.iter_mut().find(|source| source.name == GENERA);
        let genera = genera.ok_or_else(|| format!("there is no {GENERA}"))?;
        *genera = Source::new(GENERA.to_owned(), with_fitness(&genera.text, &found));
        std::fs::write(data.join(GENERA), &genera.text).map_err(|error| error.to_string())?;
    }
    let lab = laboratory(&sources)?;
    let reference =
        compute(&lab.data, &Values::new(), &mut |_| true).map_err(|error| format!("{error:?}"))?;
    let (values, states) = files(&lab.data, &reference).map_err(|faults| lines(&faults))?;
    for (folder, text) in [("reference", values), ("start", states)] {
        let folder = data.join(folder);
        std::fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        std::fs::write(folder.join("adult.toml"), text).map_err(|error| error.to_string())?;
    }
    Ok(format!(
        "values of the reference person differ from what is observed by {:.1e}",
        reference.drift
    ))
}

fn laboratory(sources: &[Source]) -> Result<Laboratory, String> {
    Laboratory::new(sources).map_err(|faults| lines(&faults))
}

fn lines<F: ToString>(faults: &[F]) -> String {
    let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
    lines.join("\n")
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
