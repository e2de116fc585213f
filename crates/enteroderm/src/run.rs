//! `enteroderm run`: one person through a scenario.

use std::path::Path;

use lab::laboratory::Laboratory;
use lab::life::Mismatch;
use lab::outcome::Run;
use lab::physiology::document::{Fault, Source};
use lab::run::RunError;
use lab::scenario::{Action, Course, Named, Scenario};
use lab::stool::StoolProfile;

use crate::arguments::{Format, RunArguments};
use crate::failure::Failure;
use crate::progress::Progress;
use crate::{contract, files, import, tables, terminal};

/// Runs it and prints the result.
pub fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let lab = files::laboratory(arguments.common.data.as_deref())?;
    let source = files::text(&arguments.scenario)?;
    let scenario = Scenario::read(&source, &lab::habits::names());
    let mut scenario = scenario.map_err(|faults| Failure::Input(faults, vec![source.clone()]))?;
    scenario
        .courses
        .extend(arguments.cut.iter().map(|arrow| cut(arrow)));
    let stool = stool(&lab, &scenario, &arguments.scenario)?;
    let mut progress = Progress::start();
    let result = lab::run::run(&lab, &scenario, stool.as_ref(), &mut progress);
    drop(progress);
    let run = result.map_err(|error| failure(error, &source))?;
    if let Some(folder) = &arguments.out {
        tables::save(&run, folder)?;
    }
    print(&run, arguments.common.format)
}

fn cut(arrow: &str) -> Course {
    let arrow = Named {
        text: arrow.to_owned(),
        field: "--cut".to_owned(),
    };
    Course {
        action: Action::Cut { arrow, gain: 0.0 },
        from: 0.0,
        until: f64::INFINITY,
    }
}

/// The profile that the scenario names, relative to the scenario's folder.
fn stool(
    lab: &Laboratory,
    scenario: &Scenario,
    path: &Path,
) -> Result<Option<StoolProfile>, Failure> {
    let Some(named) = &scenario.person.stool else {
        return Ok(None);
    };
    let folder = path.parent().unwrap_or(Path::new("."));
    let file = folder.join(&named.text);
    import::profile(lab, &file, scenario.person.sample.as_deref(), false).map(Some)
}

fn failure(error: RunError, source: &Source) -> Failure {
    match error {
        RunError::Scenario(mismatches) => {
            let faults = mismatches
                .iter()
                .map(|mismatch| fault(mismatch, source))
                .collect();
            Failure::Input(faults, vec![source.clone()])
        }
        RunError::Model(faults) => {
            let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
            Failure::input("the data", faults.join("\n"))
        }
        RunError::Failed(message) => Failure::Run(message),
        RunError::Stopped(phase) => Failure::Interrupted(format!(
            "stopped during the {phase}; nothing was written; run the same command to start again"
        )),
    }
}

/// A mismatch with its place in the scenario: the line on which the field's last name stands, in its own table.
fn fault(mismatch: &Mismatch, source: &Source) -> Fault {
    let span = locate(&mismatch.field, &source.text);
    Fault {
        file: if mismatch.field.starts_with("--") {
            "the command line".to_owned()
        } else {
            source.name.clone()
        },
        place: span.as_ref().map(|span| source.place(span.start)),
        span,
        field: mismatch.field.clone(),
        message: mismatch.message.clone(),
        help: mismatch.help.clone(),
    }
}

/// The value of a dotted field such as `course[1].take` in the text.
fn locate(field: &str, text: &str) -> Option<std::ops::Range<usize>> {
    let (table, key) = field.rsplit_once('.')?;
    let (name, number) = match table.split_once('[') {
        Some((name, index)) => (
            format!("[[{name}]]"),
            index.trim_end_matches(']').parse().ok()?,
        ),
        None => (format!("[{}]", table.split('.').next()?), 0),
    };
    let start = text.match_indices(name.as_str()).nth(number)?.0;
    let mut at = start;
    for line in text[start..].split_inclusive('\n') {
        let own = line.trim_start();
        if own.starts_with(key) && own[key.len()..].trim_start().starts_with('=') {
            let value = at + line.find('=')? + 1;
            let width = text[value..].lines().next()?.trim_end().len();
            let skipped =
                text[value..value + width].len() - text[value..value + width].trim_start().len();
            return Some(value + skipped..value + width);
        }
        at += line.len();
    }
    None
}

fn print(run: &Run, format: Format) -> Result<(), Failure> {
    match format {
        Format::Table => print!("{}", terminal::report(run)),
        Format::Json => println!("{}", contract::run(run)),
        Format::Csv => tables::print_csv(run)?,
    }
    Ok(())
}
