//! What the tests of the organs share: the data folder, and integrating one person.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::Path;

use engine::{
    ModelFault, Options, Program, Schedule, Subject, System, Trajectory, Width, integrate,
};
use physiology::agents::Agent;
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

/// Agents by their names.
pub fn agents<'d>(data: &'d Data, names: &[&str]) -> Vec<&'d Agent> {
    let agents = names.iter().map(|name| data.agent(name));
    agents.map(Option::unwrap).collect()
}

/// A system without faults.
pub fn built(system: Result<System, Vec<ModelFault>>) -> System {
    system.unwrap_or_else(|faults| {
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

/// Values by name.
pub type Values = BTreeMap<String, f64>;

/// Rows `case, kind, name, value` of a file of reference values: by case, then by kind.
pub fn oracle_cases(file: &str) -> BTreeMap<String, BTreeMap<String, Values>> {
    let mut cases: BTreeMap<String, BTreeMap<String, Values>> = BTreeMap::new();
    for [case, kind, name, value] in oracle(file) {
        let kinds = cases.entry(case).or_default();
        let values = kinds.entry(kind).or_default();
        values.insert(name, value.parse().unwrap());
    }
    cases
}

/// What happens to somebody: what is changed from the start on, what is given at once, and what is seen after some days.
#[derive(Default)]
pub struct Course {
    pub inputs: Values,
    pub bolus: Values,
    /// States, each day with those of that day.
    pub states: Vec<(f64, Values)>,
    /// Observables likewise.
    pub seen: Vec<(f64, Values)>,
}

/// Rows `case, day, kind, name, value` of a file of reference values, by case.
pub fn oracle_courses(file: &str) -> BTreeMap<String, Course> {
    let mut courses: BTreeMap<String, Course> = BTreeMap::new();
    for [case, day, kind, name, value] in oracle(file) {
        let (day, value) = (day.parse().unwrap(), value.parse().unwrap());
        let course = courses.entry(case).or_default();
        let values = match kind.as_str() {
            "input" => &mut course.inputs,
            "bolus" => &mut course.bolus,
            "state" => on(&mut course.states, day),
            "seen" => on(&mut course.seen, day),
            _ => panic!("`{kind}` is no kind of row"),
        };
        values.insert(name, value);
    }
    courses
}

/// The values of a day.
fn on(days: &mut Vec<(f64, Values)>, day: f64) -> &mut Values {
    if days.last().is_none_or(|(last, _)| *last != day) {
        days.push((day, Values::new()));
    }
    &mut days.last_mut().unwrap().1
}

/// The same system with these parameters changed.
pub fn changed(system: &System, inputs: &Values) -> System {
    let mut changed = system.clone();
    for (name, value) in inputs {
        set(&mut changed, name, *value);
    }
    changed
}

/// States in their own units to base units.
pub fn base(system: &System, values: &[f64]) -> Vec<f64> {
    let states = system.states.iter().zip(values);
    states
        .map(|(state, value)| state.unit.to_base(*value))
        .collect()
}

/// All observables at a state in base units.
pub fn observed(system: &System, at: &[f64]) -> Values {
    let (moment, start) = (1e-9, vec![0.0]);
    let trajectory = run(system, Some(at), moment, 1e-6, start);
    let seen = system.observables.iter().zip(&trajectory.observables);
    seen.map(|(seen, value)| (seen.name.clone(), seen.unit.from_base(*value)))
        .collect()
}
