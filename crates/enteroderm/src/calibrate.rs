//! `enteroderm calibrate`: the assumed numbers behind an arrow or an organ, fitted to its findings.

use std::fs;
use std::path::Path;

use exchange::reason;
use exchange::table::{Column, Table};
use lab::calibration::{Calibrated, Effort, Fitted, Met, Subject, calibrate as fit, rewritten};
use lab::laboratory::Laboratory;
use lab::physiology::arrows::{Place, arrow};
use lab::physiology::document::Source;
use serde_json::{Value, json};

use crate::arguments::{CalibrateArguments, Format};
use crate::failure::Failure;
use crate::findings::{Findings, save, unknown, unknown_arrow};
use crate::following::{as_text, failure};
use crate::plot::{number, range};
use crate::progress::Progress;
use crate::terminal::listing;
use crate::{cache, files, output};

/// So many readings that lose by a fit are named.
const LOSERS: usize = 5;
/// Version of the contract.
const SCHEMA: &str = "enteroderm.calibrate/2";

/// Fits the numbers and prints what became of them.
pub fn calibrate(arguments: &CalibrateArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    let subject = subject(arguments)?;
    let findings = Findings::open(arguments.dir.as_deref())?;
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
        subject,
        effort,
        rests.as_ref(),
        &mut progress,
    );
    // What could be wrong with a finding has been told with its place.
    let fitted = fitted.map_err(|error| failure(error, &Source::new("findings", "")))?;
    progress.clear();
    if let Some(folder) = &arguments.out {
        match fitted.is_gain() {
            true => save_data(&opened.lab, &fitted, folder)?,
            false => output::note("other findings lose more than these win: nothing was written"),
        }
    }
    output::print(&match arguments.common.format {
        Format::Json => format!("{}\n", contract(&fitted)),
        Format::Table => report(&fitted),
        Format::Csv => as_text(&numbers(&fitted))?,
    })
}

/// Whose findings are asked for.
fn subject(arguments: &CalibrateArguments) -> Result<Subject, Failure> {
    let (option, name) = match (&arguments.arrow, &arguments.organ) {
        (Some(name), _) => match arrow(name) {
            Some(arrow) => return Ok(Subject::Arrow(arrow)),
            None => ("--arrow", name),
        },
        (None, Some(name)) => match Place::ALL.into_iter().find(|place| place.name() == name) {
            Some(place) => return Ok(Subject::Organ(place)),
            None => ("--organ", name),
        },
        (None, None) => return Err(Failure::Run("an arrow or an organ is needed".to_owned())),
    };
    let fault = match option {
        "--arrow" => unknown_arrow(option, name),
        _ => unknown(
            option,
            name,
            "an organ",
            Place::ALL.into_iter().map(Place::name),
        ),
    };
    Err(Failure::from(fault.into_iter().collect::<Vec<_>>()))
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
        "{}: {} findings, {} numbers tried, {} likelihoods computed; log likelihood {} before, {} after\n\n{}\n{}\n{}",
        fitted.subject.name(),
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
        ),
        others(fitted)
    )
}

/// The joint check, in words.
fn others(fitted: &Calibrated) -> String {
    let (before, after) = fitted.others.log_likelihood;
    let losers = fitted.others.losers.iter().take(LOSERS);
    let losers = losers.map(|(name, lost)| format!("{name} (-{})", number(*lost)));
    let losers: Vec<String> = losers.collect();
    let lost = match losers.is_empty() {
        true => String::new(),
        false => format!("; most is lost by {}", losers.join(", ")),
    };
    let verdict = match fitted.is_gain() {
        true => "all findings together are met better",
        false => "all findings together are met worse: the fit is refused",
    };
    format!(
        "the {} readings of all other findings: log likelihood {} before, {} after{lost}\n{verdict}\n",
        fitted.others.readings,
        number(before),
        number(after),
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
    let losers = fitted.others.losers.iter();
    let losers = losers.map(|(name, lost)| json!({ "name": name, "lost": lost }));
    json!({
        "schema": SCHEMA,
        "subject": fitted.subject.name(),
        "findings": fitted.findings,
        "numbers": numbers.collect::<Vec<Value>>(),
        "readings": readings.collect::<Vec<Value>>(),
        "log_likelihood": [fitted.log_likelihood.0, fitted.log_likelihood.1],
        "others": {
            "readings": fitted.others.readings,
            "log_likelihood": [fitted.others.log_likelihood.0, fitted.others.log_likelihood.1],
            "losers": losers.collect::<Vec<Value>>(),
        },
        "gain": fitted.is_gain(),
    })
}
