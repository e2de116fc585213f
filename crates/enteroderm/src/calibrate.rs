//! `enteroderm calibrate`: the assumed numbers behind an arrow, fitted to its findings.

use std::fs;
use std::path::Path;

use exchange::reason;
use exchange::table::{Column, Table};
use lab::calibration::{Calibrated, Effort, Fitted, Met, calibrate as fit, rewritten};
use lab::laboratory::Laboratory;
use lab::physiology::document::Source;
use serde_json::{Value, json};

use crate::arguments::{CalibrateArguments, Format};
use crate::failure::Failure;
use crate::findings::{Findings, save, unknown_arrow};
use crate::following::{as_text, failure};
use crate::plot::{number, range};
use crate::progress::Progress;
use crate::terminal::listing;
use crate::{cache, files, output};

/// Version of the contract.
const SCHEMA: &str = "enteroderm.calibrate/1";

/// Fits the numbers and prints what became of them.
pub fn calibrate(arguments: &CalibrateArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    if let Some(fault) = unknown_arrow("--arrow", &arguments.arrow) {
        return Err(Failure::from(fault));
    }
    let mut findings = Findings::open(arguments.dir.as_deref())?;
    findings.keep(|finding| finding.bears_on(&arguments.arrow));
    findings.check(&opened.lab)?;
    let rests = cache::open(&arguments.cache)?;
    let mut progress = Progress::start();
    let effort = Effort {
        numbers: arguments.numbers,
        particles: arguments.particles,
    };
    let fitted = fit(
        &opened.lab,
        &findings.all,
        &arguments.arrow,
        effort,
        rests.as_ref(),
        &mut progress,
    );
    // What could be wrong with a finding has been told with its place.
    let fitted = fitted.map_err(|error| failure(error, &Source::new("findings", "")))?;
    progress.clear();
    if let Some(folder) = &arguments.out {
        save_data(&opened.lab, &fitted, folder)?;
    }
    output::print(&match arguments.common.format {
        Format::Json => format!("{}\n", contract(&fitted)),
        Format::Table => report(&fitted),
        Format::Csv => as_text(&numbers(&fitted))?,
    })
}

/// Writes the data files of the numbers that the findings say something about.
fn save_data(lab: &Laboratory, fitted: &Calibrated, folder: &Path) -> Result<(), Failure> {
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
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| {
                Failure::Run(format!("{}: {}", parent.display(), reason(&error)))
            })?;
        }
        save(&path, &rewritten(source, &own, &fitted.findings))?;
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

/// A row for every number.
fn numbers(fitted: &Calibrated) -> Table {
    let own = &fitted.numbers;
    let texts = |name: &str, of: &dyn Fn(&Fitted) -> String| {
        Column::texts(name, own.iter().map(of).collect())
    };
    let numbers = |name: &str, of: &dyn Fn(&Fitted) -> f64| {
        Column::numbers(name, "1", own.iter().map(of).collect())
    };
    Table {
        columns: vec![
            texts("number", &|one| one.name.clone()),
            texts("unit", &|one| one.unit.clone()),
            numbers("before", &|one| one.before),
            numbers("after", &|one| one.after),
            numbers("after.lo90", &|one| one.interval.0),
            numbers("after.hi90", &|one| one.interval.1),
            numbers("spread_left", &|one| one.spread),
            numbers("influence", &|one| one.influence),
        ],
        metadata: Vec::new(),
    }
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
            "interval": [one.interval.0, one.interval.1], "spread": one.spread, "influence": one.influence, "moved": one.is_moved(),
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
