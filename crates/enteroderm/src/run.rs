//! `enteroderm run`: one person through a scenario.

use std::io::IsTerminal;
use std::path::PathBuf;

use exchange::profile::{Acceptance, Place};
use lab::mismatch::Mismatch;
use lab::outcome::Run;
use lab::physiology::document::{Fault, Source};
use lab::run::{Question, RunError};
use lab::scenario::{Course, Named, Scenario};
use lab::stool::StoolProfile;

use crate::arguments::{Format, RunArguments, When};
use crate::failure::{Failure, of_model, whole};
use crate::files::{self, Opened};
use crate::progress::Progress;
use crate::{cache, contract, diary, import, output, tables, terminal};

/// How many people somebody who reads the result is shown: three batches of lanes.
const PEOPLE: usize = 24;

/// Runs it and prints the result.
pub fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    let source = files::text(&arguments.scenario)?;
    let Read {
        scenario,
        stool,
        told,
    } = read(&opened, &source, arguments)?;
    if arguments.cite {
        let cited = lab::sources::of_scenario(&opened.lab, &scenario);
        let cited = cited.map_err(|error| failure(error, &source))?;
        return output::print(&lab::sources::bibtex(&cited));
    }
    let mut progress = Progress::start();
    if let Some(folder) = &arguments.out {
        tables::prepare(folder)?;
    }
    let rests = cache::open(&arguments.cache)?;
    let question = question(arguments);
    let result = lab::run::run(
        &opened.lab,
        &scenario,
        stool.as_ref(),
        &question,
        rests.as_ref(),
        &mut progress,
    );
    drop(progress);
    let mut run = result.map_err(|error| failure(error, &source))?;
    run.warnings.extend(told);
    if let Some(folder) = &arguments.out {
        tables::save(&run, folder, &arguments.tables)?;
    }
    print(&run, arguments.common.format)
}

/// What is asked, in words or by where the answer goes.
fn question(arguments: &RunArguments) -> Question {
    let read = arguments.common.format == Format::Table && std::io::stdout().is_terminal();
    Question {
        why: match arguments.why {
            When::Always => true,
            When::Never => false,
            When::Auto => read,
        },
        people: arguments.people.unwrap_or(if read { PEOPLE } else { 1 }),
        seed: arguments.seed,
        // Nobody asked for people: that they fail is no reason to show nothing.
        insist: arguments.people.is_some(),
        everything: false,
    }
}

/// What a scenario says, with the files that it names.
struct Read {
    scenario: Scenario,
    stool: Option<StoolProfile>,
    /// What is to be told of its diary.
    told: Vec<String>,
}

/// The scenario, its stool profile and its diary, or everything that is wrong with them and with the arrows to cut.
fn read(opened: &Opened, source: &Source, arguments: &RunArguments) -> Result<Read, Failure> {
    let (scenario, mut faults) = Scenario::read_what_can_be(source, &lab::habits::names());
    let Some(mut scenario) = scenario else {
        return Err(Failure::Input(faults, vec![source.clone()]));
    };
    let cuts = arguments.cut.iter().map(|arrow| cut(arrow));
    scenario.courses.extend(cuts);
    let told = live_as_written(opened, &mut scenario, arguments, source).unwrap_or_else(|more| {
        faults.extend(more);
        Vec::new()
    });
    let mismatches = lab::run::check(&opened.lab, &scenario).map_err(|faults| of_model(&faults))?;
    faults.extend(mismatches.iter().map(|mismatch| fault(mismatch, source)));
    let stool = stool(opened, &scenario, arguments, source).unwrap_or_else(|more| {
        faults.extend(more);
        None
    });
    if faults.is_empty() {
        return Ok(Read {
            scenario,
            stool,
            told,
        });
    }
    // Those of the scenario first, from top to bottom.
    faults.sort_by_key(|fault| (fault.file != source.name, fault.place));
    Err(Failure::Input(faults, vec![source.clone()]))
}

/// The course that cuts an arrow for as long as anything lasts.
pub fn cut(arrow: &str) -> Course {
    Course::cutting(Named {
        text: arrow.to_owned(),
        field: "--cut".to_owned(),
        span: None,
    })
}

/// The profile that the scenario names.
fn stool(
    opened: &Opened,
    scenario: &Scenario,
    arguments: &RunArguments,
    source: &Source,
) -> Result<Option<StoolProfile>, Vec<Fault>> {
    let person = &scenario.person;
    let file = |named: &Named| beside(named, arguments, source);
    let Some(path) = person.stool.as_ref().map(file).transpose()? else {
        return Ok(None);
    };
    let taxonomy = person.taxonomy.as_ref().map(file).transpose()?;
    let place = Place {
        path: &path,
        taxonomy: taxonomy.as_deref(),
        sample: person.sample.as_deref(),
    };
    import::profile(opened, &place, Acceptance::default()).map(Some)
}

/// Gives the scenario the habits of the diary that it names, and says what is to be told of that.
fn live_as_written(
    opened: &Opened,
    scenario: &mut Scenario,
    arguments: &RunArguments,
    source: &Source,
) -> Result<Vec<String>, Vec<Fault>> {
    let Some(named) = scenario.diary.clone() else {
        return Ok(Vec::new());
    };
    let file = beside(&named, arguments, source)?;
    let understood = diary::understood(opened, &file, lab::acceptance::Acceptance::default())?;
    understood.fill(scenario);
    Ok(understood.told(scenario))
}

/// The file that a scenario names, relative to the scenario's folder.
fn beside(named: &Named, arguments: &RunArguments, source: &Source) -> Result<PathBuf, Vec<Fault>> {
    let file = arguments.scenario.with_file_name(&named.text);
    if file.is_file() {
        return Ok(file);
    }
    let message = format!("there is no file {}", file.display());
    let help = "the path is relative to the folder of the scenario";
    Err(vec![fault(&Mismatch::new(named, message, help), source)])
}

/// Why there is no run.
pub fn failure(error: RunError, source: &Source) -> Failure {
    match error {
        RunError::Scenario(mismatches) => {
            let faults = mismatches.iter().map(|mismatch| fault(mismatch, source));
            Failure::Input(faults.collect(), vec![source.clone()])
        }
        RunError::Model(faults) => of_model(&faults),
        RunError::Failed(message) => Failure::Run(message),
        RunError::People(message) => Failure::Run(format!(
            "{message}; with `--people 1` the typical person runs alone"
        )),
        RunError::Stopped(phase) => Failure::Interrupted(format!(
            "stopped during the {phase}; nothing was written; run the same command to start again"
        )),
    }
}

/// A mismatch with its place in the scenario, or on the command line.
pub fn fault(mismatch: &Mismatch, source: &Source) -> Fault {
    let file = match mismatch.span {
        Some(_) => &source.name,
        None => "the command line",
    };
    let place = |span: &std::ops::Range<usize>| source.place(span.start);
    Fault {
        place: mismatch.span.as_ref().map(place),
        span: mismatch.span.clone(),
        field: mismatch.field.clone(),
        help: mismatch.help.clone(),
        ..whole(file, &mismatch.message)
    }
}

fn print(run: &Run, format: Format) -> Result<(), Failure> {
    output::print(&match format {
        Format::Table => terminal::report(run),
        Format::Json => format!("{}\n", contract::run(run)),
        Format::Csv => tables::as_csv(run)?,
    })
}
