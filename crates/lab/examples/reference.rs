//! Computes the healthy reference person anew and writes `data/reference` and `data/start`: to be run when equations or numbers change.

use std::path::Path;
use std::process::ExitCode;

use lab::laboratory::{Laboratory, embedded_data};
use lab::life::Values;
use lab::reference::{compute, files};

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
    let lines = |faults: Vec<String>| faults.join("\n");
    let lab = Laboratory::new(&embedded_data())
        .map_err(|faults| lines(faults.iter().map(ToString::to_string).collect()))?;
    let reference =
        compute(&lab.data, &Values::new(), &mut |_| true).map_err(|error| format!("{error:?}"))?;
    let (values, states) = files(&lab.data, &reference)
        .map_err(|faults| lines(faults.iter().map(ToString::to_string).collect()))?;
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
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
