//! The run-in: a person is brought to their own rest in the habits they keep, and their community to their stool profile.

use std::collections::BTreeMap;

use engine::{Program, Steady, System, Trajectory};
use physiology::axis;

use crate::laboratory::{Laboratory, Watch};
use crate::life::{HABITS_ONLY, Life, Values};
use crate::outcome::{RunIn, StoolFit};
use crate::person::Person;
use crate::reference::{ReferenceError, apply, compute};
use crate::run::RunError;
use crate::scenario::Scenario;
use crate::simulate::follow_one;
use crate::stool::StoolProfile;

/// Longest run-in, d.
pub(crate) const LONGEST: f64 = 2000.0;
/// How long a community is brought to a profile, d.
const ADAPTATION: f64 = 500.0;
/// The greatest relative rate of what is called steady, 1/d.
const STEADY_RATE: f64 = 2e-4;
/// Nobody is called steady before, d.
const SETTLED: f64 = 10.0;
/// States that by nature go on moving: scars, sensitisation, memory, the imprint of early life.
const NEVER_STEADY: [&str; 4] = ["scars", "sensitisation", "resident_memory", "imprint"];
/// Nobody ages during the run-in: at this age no window of early life is open, and what it left stays as it is. In days.
const AGELESS: f64 = 100.0 * 365.25;
/// The state that such windows change.
const IMPRINT: &str = "adaptive.imprint";
/// Genera met worst that are told.
const WORST: usize = 5;

/// A person at rest.
pub(crate) struct Rested {
    /// The states.
    pub state: Vec<f64>,
    /// How it went.
    pub run_in: RunIn,
    /// How well the stool profile is met, where there is one.
    pub stool: Option<StoolFit>,
}

/// Brings the person to rest. What the run-in finds out about the person (niches of genera, values of the healthy infant) stays in
/// `system`.
pub(crate) fn bring_to_rest(
    lab: &Laboratory,
    scenario: &Scenario,
    life: &Life<'_>,
    person: &Person,
    stool: Option<&StoolProfile>,
    system: &mut System,
    watch: &mut dyn Watch,
) -> Result<Rested, RunError> {
    let mut values = person.values.clone();
    values.extend(life.at(HABITS_ONLY));
    apply(system, &values);
    let mut start = start_states(lab, system, person);
    if person.is_infant() {
        start = relative_to_infants(lab, scenario, life, person, system, start, watch)?;
    }
    if let Some(stool) = stool {
        start = bring_to_profile(lab, life, &values, stool, system, &start, watch)?;
    }
    let rested = rest(system, start, watch)?;
    Ok(Rested {
        stool: stool.map(|stool| met(lab, system, &rested.end, stool)),
        state: rested.end,
        run_in: RunIn {
            days: rested.ended,
            steady: rested.steady,
        },
    })
}

/// Where the run-in starts: the stored reference person, save what the traits start elsewhere.
fn start_states(lab: &Laboratory, system: &System, person: &Person) -> Vec<f64> {
    let initial = Program::compile(system, &[]).initial(&[]);
    let own = |name: &str| starts_anew(person, name);
    system
        .states
        .iter()
        .zip(initial)
        .map(|(state, initial)| match lab.data.starts.get(&state.name) {
            Some(stored) if !own(&state.name) => stored.unit.to_base(stored.value),
            _ => initial,
        })
        .collect()
}

/// Whether a state starts where the person's own numbers put it, not at the rest of somebody else.
fn starts_anew(person: &Person, state: &str) -> bool {
    state == IMPRINT || person.own_skin_start && state.starts_with("skin.")
}

/// Signals of an infant are relative to a healthy infant who is fed the same, from whose rest the run-in starts.
fn relative_to_infants(
    lab: &Laboratory,
    scenario: &Scenario,
    life: &Life<'_>,
    person: &Person,
    system: &mut System,
    start: Vec<f64>,
    watch: &mut dyn Watch,
) -> Result<Vec<f64>, RunError> {
    const PHASE: &str = "reference";
    let mut values = Person::healthy(&lab.data, &scenario.person)
        .map_err(RunError::Scenario)?
        .values;
    values.extend(life.at(HABITS_ONLY));
    let mut told = |share: f64| watch.at(PHASE, share);
    let reference = compute(&lab.data, &values, &mut told).map_err(|error| match error {
        ReferenceError::Model(faults) => RunError::Model(faults),
        ReferenceError::Stopped => RunError::Stopped(PHASE),
        ReferenceError::Run(failure) => RunError::Failed(format!("the healthy infant: {failure}")),
    })?;
    apply(system, &reference.values);
    let own = |name: &str| starts_anew(person, name);
    let known = |name: &str| reference.states.get(name).copied().filter(|_| !own(name));
    Ok(system
        .states
        .iter()
        .zip(start)
        .map(|(state, start)| known(&state.name).unwrap_or(start))
        .collect())
}

/// Holds the habits until nothing moves any more.
fn rest(system: &System, start: Vec<f64>, watch: &mut dyn Watch) -> Result<Trajectory, RunError> {
    let never = |name: &str| NEVER_STEADY.iter().any(|part| name.contains(part));
    let excluded = (0..system.states.len()).filter(|index| never(&system.states[*index].name));
    let steady = Steady {
        rate: STEADY_RATE,
        excluded: excluded.collect(),
        after: SETTLED,
    };
    let mut ageless = system.clone();
    apply(
        &mut ageless,
        &Values::from([("person.age".to_owned(), AGELESS)]),
    );
    let program = Program::compile(&ageless, &[]);
    follow_one(&program, start, LONGEST, Some(steady), "run-in", watch)
}

/// Brings the community to a profile: fitness is a state that follows the distance between target and stool. The fitness found becomes the
/// person's own.
fn bring_to_profile(
    lab: &Laboratory,
    life: &Life<'_>,
    values: &Values,
    stool: &StoolProfile,
    system: &mut System,
    start: &[f64],
    watch: &mut dyn Watch,
) -> Result<Vec<f64>, RunError> {
    let mut adapting = axis::build(&lab.data, &life.agents, true).map_err(RunError::Model)?;
    apply(&mut adapting, values);
    let meanwhile = [("adaptation.on", 1.0), ("person.age", AGELESS)];
    apply(
        &mut adapting,
        &meanwhile
            .map(|(name, value)| (name.to_owned(), value))
            .into(),
    );
    let known: BTreeMap<&str, f64> = system
        .states
        .iter()
        .map(|state| state.name.as_str())
        .zip(start.iter().copied())
        .collect();
    let program = Program::compile(&adapting, &[]);
    let mut initial = program.initial(&[]);
    for (value, state) in initial.iter_mut().zip(&adapting.states) {
        *value = known.get(state.name.as_str()).copied().unwrap_or(*value);
    }
    seed(lab, stool, &adapting, &mut initial);
    let end = follow_one(&program, initial, ADAPTATION, None, "adaptation", watch)?.end;
    let found: BTreeMap<&str, f64> = adapting
        .states
        .iter()
        .map(|state| state.name.as_str())
        .zip(end)
        .collect();
    let fitness = lab.data.taxa.genera.iter().filter_map(|genus| {
        let fitness = found.get(format!("colon.fitness.{}", genus.name).as_str())?;
        Some((format!("taxon.{}.fitness", genus.name), *fitness))
    });
    apply(system, &fitness.collect());
    Ok(system
        .states
        .iter()
        .map(|state| found.get(state.name.as_str()).copied().unwrap_or_default())
        .collect())
}

/// Starts every segment with the profile's shares of the cells that are there.
fn seed(lab: &Laboratory, stool: &StoolProfile, system: &System, initial: &mut [f64]) {
    let names = lab.data.taxa.names();
    for segment in physiology::colon::SEGMENTS {
        let places: Vec<Option<usize>> = names
            .iter()
            .map(|genus| system.state(&format!("colon.{segment}.{genus}")))
            .collect();
        let cells: f64 = places.iter().flatten().map(|place| initial[*place]).sum();
        for (place, share) in places.iter().zip(&stool.abundance) {
            if let Some(place) = place {
                initial[*place] = cells * share.max(1e-4);
            }
        }
    }
}

/// How well the stool after the run-in matches the profile.
fn met(lab: &Laboratory, system: &System, state: &[f64], stool: &StoolProfile) -> StoolFit {
    let program = Program::compile(system, &[]);
    let mut workspace = program.workspace::<1>();
    program.preamble(&mut workspace, &[]);
    let y: Vec<[f64; 1]> = state.iter().map(|value| [*value]).collect();
    let mut seen = vec![[0.0]; system.observables.len()];
    program.observe(&mut workspace, &y, &mut seen);
    let share = |genus: &str| {
        let place = system.observable(&format!("stool.genus.{genus}"));
        place.map_or(0.0, |place| seen[place][0])
    };
    let total: f64 = stool.abundance.iter().sum();
    let mut pairs: Vec<(String, f64, f64)> = lab
        .data
        .taxa
        .genera
        .iter()
        .zip(&stool.abundance)
        .map(|(genus, given)| (genus.name.clone(), given / total, share(&genus.name)))
        .collect();
    let distance = 0.5
        * pairs
            .iter()
            .map(|(_, given, found)| (given - found).abs())
            .sum::<f64>();
    pairs.sort_by(|a, b| (b.1 - b.2).abs().total_cmp(&(a.1 - a.2).abs()));
    pairs.truncate(WORST);
    StoolFit {
        sample: stool.sample.clone(),
        matched: stool.report.genus_share,
        distance,
        worst: pairs,
    }
}
