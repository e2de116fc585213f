//! The healthy reference person: the fixed point to which signals between organs are relative, computed from the equations themselves.

use std::collections::BTreeMap;

use engine::{
    Failure, ModelFault, Options, Position, Program, Schedule, Subject, System, Unit, Width,
    integrate,
};
use physiology::axis;
use physiology::data::Data;

use crate::life::Values;

/// The reference person's values and states, in base units, by name.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Values of the `reference.*` quantities.
    pub values: Values,
    /// States at rest.
    pub states: Values,
    /// Units of the states.
    pub units: BTreeMap<String, Unit>,
    /// The largest relative change of a value in the last round.
    pub drift: f64,
}

/// Why there is no reference person.
#[derive(Debug)]
pub enum ReferenceError {
    /// The equations are faulty.
    Model(Vec<ModelFault>),
    /// The integration failed.
    Run(Failure),
    /// The watcher stopped it.
    Stopped,
}

/// Told at which share of the work it stands, answers whether to go on.
pub type Told<'w> = &'w mut (dyn FnMut(f64) -> bool + Send);

/// Rounds of integration, in days: short while everything still moves.
const FIRST_ROUNDS: [f64; 8] = [0.1, 1.0, 3.0, 10.0, 30.0, 60.0, 100.0, 200.0];
/// Later rounds, in days, and the most of them.
const LATER_ROUND: f64 = 400.0;
const MOST_ROUNDS: usize = 40;
/// Share of the way that values go in a later round to where the person is: the whole way there and back again would be no rest.
const CAUTION: f64 = 0.5;
/// The relative change of all values with which they are at rest.
const AT_REST: f64 = 1e-6;

/// Computes the reference person in whom these parameters (base units) differ from the data.
///
/// # Errors
/// When the equations are faulty or cannot be integrated, or `told` answers that it should stop.
pub fn compute(
    data: &Data,
    overrides: &Values,
    told: Told<'_>,
) -> Result<Reference, ReferenceError> {
    let mut system = axis::build(data, &[], false).map_err(ReferenceError::Model)?;
    apply(&mut system, overrides);
    let varying: Vec<usize> = (0..system.parameters.len())
        .filter(|index| system.parameters[*index].name.starts_with("reference."))
        .collect();
    let observed: Vec<usize> = varying
        .iter()
        .filter_map(|index| system.observable(&system.parameters[*index].name))
        .collect();
    let program = Program::compile(&system, &varying);
    let mut values: Vec<f64> = varying
        .iter()
        .map(|index| system.parameters[*index].default)
        .collect();
    let mut state = program.initial(&values);
    let mut drift = f64::INFINITY;
    for round in 0..MOST_ROUNDS {
        let (days, share) = match FIRST_ROUNDS.get(round) {
            Some(days) => (*days, 1.0),
            None => (LATER_ROUND, CAUTION),
        };
        // The values at the start of a round are those the last one ended with.
        let seen = observe(&program, &state, &values);
        // What is still nothing at the start cannot be divided by.
        let usable = |value: f64| value.is_finite() && value != 0.0;
        let next: Vec<f64> = observed
            .iter()
            .zip(&values)
            .map(|(index, old)| {
                if usable(seen[*index]) {
                    old + share * (seen[*index] - old)
                } else {
                    *old
                }
            })
            .collect();
        drift = values
            .iter()
            .zip(&next)
            .map(|(old, new)| ((new - old) / new.abs().max(1e-12)).abs())
            .fold(0.0, f64::max);
        values = next;
        if drift < AT_REST {
            break;
        }
        let mut told =
            |position: Position| told((round as f64 + position.share) / MOST_ROUNDS as f64);
        state = advance(&program, &state, &values, days, &mut told)?;
    }
    let named = |index: &usize, value: &f64| (system.parameters[*index].name.clone(), *value);
    Ok(Reference {
        values: varying
            .iter()
            .zip(&values)
            .map(|(index, value)| named(index, value))
            .collect(),
        states: program
            .states()
            .iter()
            .map(|info| info.name.clone())
            .zip(state)
            .collect(),
        units: program
            .states()
            .iter()
            .map(|info| (info.name.clone(), info.unit.clone()))
            .collect(),
        drift,
    })
}

/// The reference as data files: `reference/NAME.toml` and `start/NAME.toml`, with what they are.
pub fn files(data: &Data, reference: &Reference) -> Result<(String, String), Vec<ModelFault>> {
    let system = axis::build(data, &[], false)?;
    let head = |what: &str| {
        format!(
            "# {what}\n# Computed by `cargo run --release -p enteroderm-lab --example reference` from the equations and the other data; not to be edited.\n"
        )
    };
    let row = |name: &str, value: f64, unit: &str| {
        format!(
            "\n[\"{name}\"]\nvalue  = {value:e}\nunit   = \"{unit}\"\nstatus = \"derived\"\nnote   = \"Computed.\"\n"
        )
    };
    let mut values = head(
        "Values of the healthy reference person, to which signals between organs are relative.",
    );
    for (name, value) in &reference.values {
        let unit = system
            .parameter(name)
            .map(|index| system.parameters[index].unit.text().to_owned());
        let short = name.strip_prefix("reference.").unwrap_or(name);
        values += &row(short, *value, &unit.unwrap_or_else(|| "1".to_owned()));
    }
    let mut states = head("States of the healthy reference person at rest: where run-ins start.");
    for (name, value) in &reference.states {
        if let Some(unit) = reference.units.get(name) {
            states += &row(name, unit.from_base(*value), unit.text());
        }
    }
    Ok((values, states))
}

/// Sets defaults of parameters by name.
pub(crate) fn apply(system: &mut System, values: &Values) {
    for parameter in &mut system.parameters {
        if let Some(value) = values.get(&parameter.name) {
            parameter.default = *value;
        }
    }
}

fn observe(program: &Program, state: &[f64], values: &[f64]) -> Vec<f64> {
    let mut workspace = program.workspace::<1>();
    let parameters: Vec<[f64; 1]> = values.iter().map(|value| [*value]).collect();
    program.preamble(&mut workspace, &parameters);
    let y: Vec<[f64; 1]> = state.iter().map(|value| [*value]).collect();
    let mut out = vec![[0.0]; program.observables().len()];
    program.observe(&mut workspace, &y, &mut out);
    out.into_iter().map(|[value]| value).collect()
}

fn advance(
    program: &Program,
    state: &[f64],
    values: &[f64],
    days: f64,
    told: &mut (dyn FnMut(Position) -> bool + Send),
) -> Result<Vec<f64>, ReferenceError> {
    let subject = Subject {
        initial: state.to_vec(),
        parameters: values.to_vec(),
        schedule: Schedule {
            until: days,
            ..Schedule::default()
        },
    };
    let options = Options {
        relative_tolerance: 1e-7,
        width: Width::One,
        ..Options::default()
    };
    match integrate(program, &[subject], &options, told)
        .into_iter()
        .next()
        .flatten()
    {
        None => Err(ReferenceError::Stopped),
        Some(Ok(trajectory)) => Ok(trajectory.end),
        Some(Err(failure)) => Err(ReferenceError::Run(failure)),
    }
}
