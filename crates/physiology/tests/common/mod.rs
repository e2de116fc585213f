//! What the tests of the organs share: the data folder, and integrating one person.
#![allow(dead_code)]

use std::path::Path;

use engine::{Options, Program, Schedule, Subject, System, Trajectory, Width, integrate};
use physiology::data::Data;
use physiology::document::Source;

/// Every file of `data/`, named by its path below it.
pub fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data");
    let mut sources = Vec::new();
    let mut open = vec![root.clone()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path
                .extension()
                .is_some_and(|extension| extension == "toml")
            {
                let name = path
                    .strip_prefix(&root)
                    .unwrap()
                    .to_string_lossy()
                    .replace('\\', "/");
                sources.push(Source::new(name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }
    sources.sort_by(|a, b| a.name.cmp(&b.name));
    sources
}

/// The data of the project.
pub fn data() -> Data {
    Data::read(&sources()).unwrap_or_else(|faults| {
        let faults: Vec<String> = faults.iter().map(ToString::to_string).collect();
        panic!("{}", faults.join("\n"))
    })
}

/// Sets a parameter, in its own unit.
pub fn set(system: &mut System, name: &str, value: f64) {
    let index = system
        .parameter(name)
        .unwrap_or_else(|| panic!("no parameter `{name}`"));
    let parameter = &mut system.parameters[index];
    parameter.default = parameter.unit.to_base(value);
}

/// One person, integrated from the start of the equations or from a state.
pub fn run(
    system: &System,
    from: Option<&[f64]>,
    days: f64,
    tolerance: f64,
    samples: Vec<f64>,
) -> Trajectory {
    let program = Program::compile(system, &[]);
    let initial = from.map_or_else(|| program.initial(&[]), <[f64]>::to_vec);
    let subject = Subject {
        initial,
        parameters: Vec::new(),
        schedule: Schedule {
            samples,
            until: days,
            ..Schedule::default()
        },
    };
    let options = Options {
        relative_tolerance: tolerance,
        width: Width::One,
        ..Options::default()
    };
    let outcomes = integrate(&program, &[subject], &options, &mut |_| true);
    outcomes
        .into_iter()
        .next()
        .unwrap()
        .unwrap()
        .unwrap_or_else(|failure| panic!("{failure}"))
}

/// The last record of an observable, in its own unit.
pub fn last(system: &System, trajectory: &Trajectory, name: &str) -> f64 {
    let index = system
        .observable(name)
        .unwrap_or_else(|| panic!("no observable `{name}`"));
    let start = trajectory.observables.len() - system.observables.len();
    system.observables[index]
        .unit
        .from_base(trajectory.observables[start + index])
}

/// The rows of a file of reference values below `tests/oracle`, without its head.
pub fn oracle<const COLUMNS: usize>(file: &str) -> Vec<[String; COLUMNS]> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/oracle")
        .join(file);
    let text = std::fs::read_to_string(path).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|line| {
        let fields: Vec<String> = line.split(',').map(ToOwned::to_owned).collect();
        fields.try_into().unwrap()
    })
    .collect()
}

/// Rates of all states at a state, both in the units of the states, per day.
pub fn rates(system: &System, at: &[f64]) -> Vec<f64> {
    let y: Vec<[f64; 1]> = system
        .states
        .iter()
        .zip(at)
        .map(|(state, value)| [state.unit.to_base(*value)])
        .collect();
    let program = Program::compile(system, &[]);
    let mut workspace = program.workspace::<1>();
    program.preamble(&mut workspace, &[]);
    let mut rates = vec![[0.0]; y.len()];
    program.rates(&mut workspace, &y, &mut rates);
    let states = system.states.iter().zip(&rates);
    states
        .map(|(state, rate)| state.unit.from_base(rate[0]))
        .collect()
}
