//! `enteroderm calibrate`: the assumed numbers behind an arrow, fitted to its findings.

use std::fs;
use std::path::Path;

use exchange::reason;
use lab::calibration::{Calibrated, Effort, Fitted, Met, calibrate as fit, rewritten};
use lab::evidence::{Finding, LEDGER, embedded_findings};
use lab::laboratory::Laboratory;
use lab::physiology::document::{Fault, allowed, quoted};
use serde_json::{Value, json};

use crate::arguments::{CalibrateArguments, Format};
use crate::failure::{Failure, whole};
use crate::following::failure;
use crate::plot::{number, range};
use crate::progress::Progress;
use crate::terminal::listing;
use crate::{cache, files, output};

/// Version of the contract.
const SCHEMA: &str = "enteroderm.calibrate/1";

/// Fits the numbers and prints what became of them.
pub fn calibrate(arguments: &CalibrateArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    check_arrow(&arguments.arrow)?;
    let texts = match &arguments.dir {
        Some(dir) => files::texts(dir)?,
        None => embedded_findings(),
    };
    let findings =
        Finding::read_all(&texts).map_err(|faults| Failure::Input(faults, texts.clone()))?;
    let rests = cache::open(&arguments.cache)?;
    let mut progress = Progress::start();
    let effort = Effort {
        numbers: arguments.numbers,
        particles: arguments.particles,
    };
    let fitted = fit(
        &opened.lab,
        &findings,
        &arguments.arrow,
        effort,
        rests.as_ref(),
        &mut progress,
    );
    let first = texts.iter().find(|text| !text.name.contains(LEDGER));
    let fitted = match (fitted, first) {
        (Ok(fitted), _) => fitted,
        (Err(error), Some(source)) => return Err(failure(error, source)),
        (Err(_), None) => return Err(Failure::Run("there are no findings".to_owned())),
    };
    progress.clear();
    if let Some(folder) = &arguments.out {
        save(&opened.lab, &fitted, folder)?;
    }
    output::print(&match arguments.common.format {
        Format::Json => format!("{}\n", contract(&fitted)),
        Format::Table | Format::Csv => report(&fitted),
    })
}

fn check_arrow(arrow: &str) -> Result<(), Failure> {
    let names = || {
        lab::physiology::arrows::ARROWS
            .iter()
            .map(|arrow| arrow.name)
    };
    if names().any(|name| name == arrow) {
        return Ok(());
    }
    Err(Failure::from(Fault {
        field: "--arrow".to_owned(),
        help: Some(allowed(arrow, names())),
        ..whole(
            "the command line",
            format!("{} is not an arrow", quoted(arrow)),
        )
    }))
}

/// Writes the data files of the numbers that the findings say something about.
fn save(lab: &Laboratory, fitted: &Calibrated, folder: &Path) -> Result<(), Failure> {
    let moved: Vec<&Fitted> = fitted.numbers.iter().filter(|one| one.is_moved()).collect();
    let mut written = Vec::new();
    for source in &lab.sources {
        let scope = source
            .name
            .strip_prefix("parameters/")
            .and_then(|name| name.strip_suffix(".toml"));
        let Some(scope) = scope else { continue };
        let own = moved
            .iter()
            .filter(|one| one.name.starts_with(&format!("{scope}.")));
        let own: Vec<&Fitted> = own.copied().collect();
        if own.is_empty() {
            continue;
        }
        let path = folder.join(&source.name);
        let text = rewritten(source, &own, &fitted.findings);
        let made = path.parent().map_or(Ok(()), fs::create_dir_all);
        made.and_then(|()| fs::write(&path, text))
            .map_err(|error| Failure::Run(format!("{}: {}", path.display(), reason(&error))))?;
        written.push(source.name.clone());
    }
    output::note(&match written.is_empty() {
        true => "no number is moved: nothing was written".to_owned(),
        false => format!(
            "wrote {} into {}; `enteroderm evidence --data {}` holds all findings against them",
            written.join(", "),
            folder.display(),
            folder.display()
        ),
    });
    Ok(())
}

fn report(fitted: &Calibrated) -> String {
    let numbers = fitted.numbers.iter().map(|one: &Fitted| {
        let said = if one.is_moved() {
            ""
        } else {
            "the data say nothing about it"
        };
        vec![
            one.name.clone(),
            one.unit.clone(),
            number(one.before),
            number(one.after),
            range(one.interval.0, one.interval.1),
            format!("{:.2}", one.spread),
            said.to_owned(),
        ]
    });
    let readings = fitted.readings.iter().map(|one: &Met| {
        let published = one.published.map_or_else(|| "-".to_owned(), number);
        vec![
            one.name.clone(),
            published,
            number(one.before),
            number(one.after),
        ]
    });
    let (before, after) = fitted.log_likelihood;
    format!(
        "{}: {} findings, {} numbers tried, {} likelihoods computed; log likelihood {} before, {} after\n\n{}\n{}",
        fitted.arrow,
        fitted.findings.len(),
        fitted.tried,
        fitted.computed,
        number(before),
        number(after),
        listing(
            &[
                "number",
                "unit",
                "before",
                "after",
                "90 %",
                "spread left",
                ""
            ],
            numbers
        ),
        listing(
            &[
                "reading, in a typical person",
                "published",
                "before",
                "after"
            ],
            readings
        )
    )
}

fn contract(fitted: &Calibrated) -> Value {
    let numbers = fitted.numbers.iter().map(|one| {
        json!({
            "name": one.name, "unit": one.unit, "before": one.before, "after": one.after,
            "interval": [one.interval.0, one.interval.1], "spread": one.spread, "moved": one.is_moved(),
        })
    });
    let readings = fitted.readings.iter().map(|one| {
        json!({ "name": one.name, "published": one.published, "before": one.before, "after": one.after })
    });
    json!({
        "schema": SCHEMA,
        "arrow": fitted.arrow,
        "findings": fitted.findings,
        "numbers": numbers.collect::<Vec<Value>>(),
        "readings": readings.collect::<Vec<Value>>(),
        "log_likelihood": [fitted.log_likelihood.0, fitted.log_likelihood.1],
    })
}
