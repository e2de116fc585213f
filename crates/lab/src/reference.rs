//! The healthy reference person: the fixed point to which signals between organs are relative, computed from the equations themselves.
//!
//! The values to which signals are relative follow what is observed in the person until nothing moves any more: then they are the person's own.

use std::collections::BTreeMap;

use engine::{
    Failure, ModelFault, Options, Position, Program, Schedule, Steady, Subject, System, Unit,
    Width, integrate,
};
use physiology::axis;
use physiology::data::Data;

use crate::life::Values;
use crate::run_in::never_rests;
use crate::simulate::observe;

/// The reference person's values and states, in base units, by name.
#[derive(Clone, Debug, Default)]
pub struct Reference {
    /// Values of the `reference.*` quantities.
    pub values: Values,
    /// States at rest.
    pub states: Values,
    /// Units of the states.
    pub units: BTreeMap<String, Unit>,
    /// The largest distance of a value from what is observed, relative to the value.
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

/// How fast values follow what is observed, 1/d: slower than a colon fills in which nothing is seen yet.
const FOLLOWING: f64 = 0.1;
/// The greatest relative rate of a person at rest, 1/d.
const AT_REST: f64 = 1e-8;
/// Nobody is at rest before, d: an empty colon hardly moves.
const FILLED: f64 = 100.0;
/// The longest time in which somebody may come to rest, d.
const LONGEST: f64 = 20_000.0;
/// Relative tolerance of the integration.
const TOLERANCE: f64 = 1e-7;

/// Computes the reference person in whom these parameters (base units) differ from the data.
///
/// # Errors
/// When the equations are faulty or cannot be integrated, or `told` answers that it should stop.
pub fn compute(
    data: &Data,
    overrides: &Values,
    told: Told<'_>,
) -> Result<Reference, ReferenceError> {
    let system = equations(data, overrides).map_err(ReferenceError::Model)?;
    compute_in(system, told)
}

/// The fitness at which each genus has its mean abundance in the stool of the reference person, by genus.
///
/// # Errors
/// As [`compute`].
pub fn fitness(data: &Data, told: Told<'_>) -> Result<Values, ReferenceError> {
    let mut system = axis::build(data, &[], true).map_err(ReferenceError::Model)?;
    apply(
        &mut system,
        &Values::from([("adaptation.on".to_owned(), 1.0)]),
    );
    let program = Program::compile(&system, &[]);
    let end = rest(&program, told)?;
    let states = program.states().iter().zip(end);
    let named = states.filter_map(|(info, value)| {
        let genus = info.name.strip_prefix("colon.fitness.")?;
        Some((genus.to_owned(), value))
    });
    Ok(named.collect())
}

/// The equations of the person in whom these parameters differ from the data.
pub(crate) fn equations(data: &Data, overrides: &Values) -> Result<System, Vec<ModelFault>> {
    let mut system = axis::build(data, &[], false)?;
    apply(&mut system, overrides);
    Ok(system)
}

/// The same where the equations are there already.
pub(crate) fn compute_in(system: System, told: Told<'_>) -> Result<Reference, ReferenceError> {
    let parameters = system.parameters.iter().enumerate();
    let followers: Vec<(usize, usize)> = parameters
        .filter(|(_, parameter)| parameter.name.starts_with("reference."))
        .filter_map(|(place, parameter)| Some((place, system.observable(&parameter.name)?)))
        .collect();
    let own = system.states.len();
    let program = Program::compile(&system.with_followers(&followers, FOLLOWING), &[]);
    let end = rest(&program, told)?;
    let seen = observe(&program, &end, &[]);
    let drift = followers.iter().zip(&end[own..]);
    let drift = drift.map(|((_, place), value)| ((seen[*place] - value) / value).abs());
    let drift = drift.fold(0.0, f64::max);
    let states = program.states().iter().zip(&end);
    let named: Vec<(String, f64)> = states
        .map(|(info, value)| (info.name.clone(), *value))
        .collect();
    let (states, values) = named.split_at(own);
    let units = program.states()[..own].iter();
    Ok(Reference {
        values: values.iter().cloned().collect(),
        states: states.iter().cloned().collect(),
        units: units
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

/// Integrates until nothing moves.
fn rest(program: &Program, told: Told<'_>) -> Result<Vec<f64>, ReferenceError> {
    let subject = Subject {
        initial: program.initial(&[]),
        parameters: Vec::new(),
        schedule: Schedule {
            until: LONGEST,
            ..Schedule::default()
        },
    };
    let options = Options {
        relative_tolerance: TOLERANCE,
        width: Width::One,
        steady: Some(Steady {
            rate: AT_REST,
            excluded: (0..program.states().len())
                .filter(|index| never_rests(&program.states()[*index].name))
                .collect(),
            after: FILLED,
        }),
        ..Options::default()
    };
    let mut watch = |position: Position| told(position.share);
    let outcomes = integrate(program, &[subject], &options, &mut watch);
    match outcomes.into_iter().next().flatten() {
        None => Err(ReferenceError::Stopped),
        Some(Ok(trajectory)) => Ok(trajectory.end),
        Some(Err(failure)) => Err(ReferenceError::Run(failure)),
    }
}
