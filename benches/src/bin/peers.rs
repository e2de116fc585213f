//! The part of `cargo xtask peers` that knows equations: writes the generated communities with their people for other simulators, and
//! runs the same people itself.

use std::error::Error;
use std::fs;
use std::path::Path;

use benches::community::{self, SHAPES, Shape, TRANSIENT};
use benches::network::Network;
use benches::{diffsl, sbml};
use engine::{Options, Program, Subject, System, integrate};
use serde_json::{Value, json};

const USAGE: &str = "\
usage: peers write FOLDER           models and people of every size
       peers run SIZE TOLERANCE...  runs the people of one size";

/// Three times the lanes, so that lanes are refilled.
const PEOPLE: usize = 24;
const DAYS: f64 = 180.0;
/// A measurement repeats its work until so many seconds are spent.
const ENOUGH: f64 = 3.0;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["write", folder] => SHAPES
            .iter()
            .try_for_each(|shape| write(*shape, &Path::new(folder).join(shape.name))),
        ["run", size, tolerances @ ..] => {
            let shape = SHAPES.iter().find(|shape| shape.name == *size);
            let tolerances: Vec<f64> = tolerances
                .iter()
                .map(|tolerance| tolerance.parse())
                .collect::<Result<_, _>>()?;
            println!("{}", run(*shape.ok_or(USAGE)?, &tolerances)?);
            Ok(())
        }
        _ => Err(USAGE.into()),
    }
}

fn write(shape: Shape, folder: &Path) -> Result<(), Box<dyn Error>> {
    let system = community::system(shape);
    let program = community::program(&system);
    let people = community::people(&system, &program, PEOPLE, DAYS);
    let network = Network::new(&system, program.varying())
        .map_err(|unwritten| format!("{:?} is not written", unwritten.0))?;
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join("model.xml"),
        sbml::document(&network, &people[0]),
    )?;
    fs::write(folder.join("model.diffsl"), diffsl::document(&network))?;
    fs::write(folder.join("people.json"), people_json(&network, &people))?;
    Ok(())
}

fn people_json(network: &Network, people: &[Subject]) -> String {
    let ids = |names: &[String]| -> Vec<String> {
        names.iter().map(|name| sbml::identifier(name)).collect()
    };
    let person = |person: &Subject| {
        let changes = &person.schedule.changes;
        let later = changes.iter().flat_map(|(day, changed)| {
            changed.iter().map(|(position, value)| {
                let id = sbml::later(&network.parameters[*position], *day);
                (id, Value::from(*value))
            })
        });
        json!({
            "initial": person.initial,
            "parameters": person.parameters,
            "changes": changes,
            "later": later.collect::<serde_json::Map<_, _>>(),
        })
    };
    json!({
        "days": DAYS,
        "seen": TRANSIENT,
        "states": ids(&network.states),
        "parameters": ids(&network.parameters),
        "people": people.iter().map(person).collect::<Vec<_>>(),
    })
    .to_string()
}

fn run(shape: Shape, tolerances: &[f64]) -> Result<Value, Box<dyn Error>> {
    let started = cpu_seconds()?;
    let system = community::system(shape);
    let program = community::program(&system);
    let load = cpu_seconds()? - started;
    let runs = tolerances
        .iter()
        .map(|tolerance| measured(&system, &program, *tolerance))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(json!({
        "version": env!("CARGO_PKG_VERSION"),
        "load": load,
        "megabytes": peak_megabytes()?,
        "runs": runs,
    }))
}

fn measured(system: &System, program: &Program, tolerance: f64) -> Result<Value, Box<dyn Error>> {
    let people = |until| community::people(system, program, PEOPLE, until);
    let seen = ends(program, &people(TRANSIENT), tolerance)?;
    let half_year = people(DAYS);
    let started = cpu_seconds()?;
    let (mut rounds, mut end, mut spent) = (0, Vec::new(), 0.0);
    while rounds == 0 || spent < ENOUGH {
        end = ends(program, &half_year, tolerance)?;
        rounds += 1;
        spent = cpu_seconds()? - started;
    }
    Ok(json!({
        "tolerance": tolerance,
        "seconds": spent / (rounds * PEOPLE) as f64,
        "seen": seen,
        "end": end,
    }))
}

/// The states of all people at the end.
fn ends(
    program: &Program,
    people: &[Subject],
    tolerance: f64,
) -> Result<Vec<Vec<f64>>, engine::Failure> {
    let options = Options {
        relative_tolerance: tolerance,
        ..Options::default()
    };
    let outcomes = integrate(program, people, &options, &mut |_| true);
    let ends = outcomes.into_iter().flatten();
    ends.map(|outcome| Ok(outcome?.end)).collect()
}

/// Processor time of this process, which has one thread.
fn cpu_seconds() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/schedstat")?;
    let nanoseconds = text.split_whitespace().next().unwrap_or_default();
    Ok(nanoseconds.parse::<f64>()? / 1e9)
}

fn peak_megabytes() -> Result<f64, Box<dyn Error>> {
    let text = fs::read_to_string("/proc/self/status")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("no VmHWM")?.parse::<f64>()? / 1024.0)
}
