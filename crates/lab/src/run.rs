//! A run: the person is brought to rest in the habits they keep, then lives through the courses, and is sampled.

use std::collections::BTreeMap;

use engine::{
    Cause, ModelFault, Options, Outcome as Integrated, Position, Program, Schedule, Steady,
    Subject, System, Trajectory, Width, integrate,
};
use physiology::axis;

use crate::laboratory::{Laboratory, Watch};
use crate::life::{HABITS_ONLY, Life, Mismatch, Values, unknown};
use crate::outcome::{Outcome, Run, RunIn, StoolFit};
use crate::person::Person;
use crate::reference::{ReferenceError, apply, compute};
use crate::scenario::Scenario;
use crate::stool::StoolProfile;

/// Relative tolerance of runs.
const TOLERANCE: f64 = 1e-5;
/// Longest run-in, d.
const LONGEST_RUN_IN: f64 = 900.0;
/// How long a community is brought to a profile, d.
const ADAPTATION: f64 = 500.0;
/// The greatest relative rate of what is called steady, 1/d.
const STEADY_RATE: f64 = 2e-4;
/// States that by nature go on moving: scars, sensitisation, memory, the imprint of early life.
const NEVER_STEADY: [&str; 4] = ["scars", "sensitisation", "resident_memory", "imprint"];
/// Nobody ages during the run-in: at this age no window of early life is open, and what it left stays as it is. In days.
const AGELESS: f64 = 100.0 * 365.25;
/// The state that such windows change.
const IMPRINT: &str = "adaptive.imprint";
/// The trait of those whose gut is too unlike an adult's for the stored reference.
const INFANT: &str = "infant";
/// What an infant is fed when nothing is said.
const INFANT_DIET: &str = "infant_breastfed_1_4mo";
/// What everybody else eats when nothing is said.
const ADULT_DIET: &str = "western";
/// How many further outcomes are shown for having changed most.
const CHANGED_MOST: usize = 6;
/// A distance above which a profile is met badly.
const BADLY_MET: f64 = 0.15;

/// Why there is no result.
#[derive(Debug)]
pub enum RunError {
    /// The scenario does not fit the data.
    Scenario(Vec<Mismatch>),
    /// The equations do not fit the data.
    Model(Vec<ModelFault>),
    /// The integration failed: a sentence with person, time and state.
    Failed(String),
    /// The watcher stopped it, in this phase.
    Stopped(&'static str),
}

/// Runs a scenario. `stool` is the profile its person names, `cuts` are further arrows to cut from day 0.
///
/// # Errors
/// See [`RunError`].
pub fn run(
    lab: &Laboratory,
    scenario: &Scenario,
    stool: Option<&StoolProfile>,
    watch: &mut dyn Watch,
) -> Result<Run, RunError> {
    let data = &lab.data;
    let person = Person::new(data, &scenario.person, stool).map_err(RunError::Scenario)?;
    let life = Life::new(data, scenario, usual_diet(&person)).map_err(RunError::Scenario)?;
    let mut system = axis::build(data, &life.agents, false).map_err(RunError::Model)?;
    let unknown = unknown_outcomes(&system, scenario);
    if !unknown.is_empty() {
        return Err(RunError::Scenario(unknown));
    }
    let mut values = person.values.clone();
    values.extend(life.at(HABITS_ONLY));
    apply(&mut system, &values);

    let mut start = start_states(lab, &system, &person);
    if person.age_trait.as_deref() == Some(INFANT) {
        start = relative_to_infants(lab, scenario, &life, &person, &mut system, start, watch)?;
    }
    let mut warnings = Vec::new();
    if let Some(stool) = stool {
        start = bring_to_profile(lab, &life, &values, stool, &mut system, &start, watch)?;
    }
    let rested = rest(&system, &start, watch)?;
    let run_in = RunIn {
        days: rested.ended,
        steady: rested.steady,
    };
    if !run_in.steady {
        warnings.push(format!("after {LONGEST_RUN_IN:.0} days of run-in something still moved slowly; the baseline drifts a little"));
    }
    let fit = stool.map(|stool| met(lab, &system, &rested.end, stool));
    if let Some(fit) = fit.as_ref().filter(|fit| fit.distance > BADLY_MET) {
        warnings.push(format!(
            "the stool profile is met badly (Bray-Curtis distance {:.2})",
            fit.distance
        ));
    }
    let (program, subject) = protocol(&system, &life, &values, scenario, rested.end);
    let trajectory = one(&program, subject, None, "run", watch)?;
    if scenario.courses.is_empty() {
        warnings.push("no course is given: what is shown is the person at rest".to_owned());
    }
    Ok(report(
        lab,
        scenario,
        &system,
        &person,
        &life,
        &trajectory,
        run_in,
        fit,
        warnings,
    ))
}

/// Everything in a scenario that does not fit the data: what [`run`] would refuse, all of it at once.
///
/// # Errors
/// The equations do not fit the data.
pub fn check(lab: &Laboratory, scenario: &Scenario) -> Result<Vec<Mismatch>, Vec<ModelFault>> {
    let person = Person::new(&lab.data, &scenario.person, None);
    let diet = person.as_ref().map_or(ADULT_DIET, usual_diet);
    let (life, of_life) = Life::of_what_fits(&lab.data, scenario, diet);
    let mut mismatches = person.err().unwrap_or_default();
    mismatches.extend(of_life);
    if !scenario.sampling.outcomes.is_empty() {
        let system = axis::build(&lab.data, &life.agents, false)?;
        mismatches.extend(unknown_outcomes(&system, scenario));
    }
    Ok(mismatches)
}

fn usual_diet(person: &Person) -> &'static str {
    match person.age_trait.as_deref() {
        Some(INFANT) => INFANT_DIET,
        _ => ADULT_DIET,
    }
}

fn unknown_outcomes(system: &System, scenario: &Scenario) -> Vec<Mismatch> {
    let asked = scenario.sampling.outcomes.iter();
    asked
        .filter(|name| system.observable(&name.text).is_none())
        .map(|name| {
            unknown(
                name,
                "an outcome",
                &["outcomes"],
                observable_names(system).into_iter(),
            )
        })
        .collect()
}

/// Names of what people can sample.
pub fn observable_names(system: &System) -> Vec<&str> {
    let names = system.observables.iter().map(|seen| seen.name.as_str());
    names
        .filter(|name| !name.starts_with("reference."))
        .collect()
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

fn one(
    program: &Program,
    subject: Subject,
    steady: Option<Steady>,
    phase: &'static str,
    watch: &mut dyn Watch,
) -> Result<Trajectory, RunError> {
    let options = Options {
        relative_tolerance: TOLERANCE,
        width: Width::One,
        steady,
        ..Options::default()
    };
    let mut told = |position: Position| watch.at(phase, position.share);
    let outcome: Option<Integrated> = integrate(program, &[subject], &options, &mut told)
        .into_iter()
        .next()
        .flatten();
    match outcome {
        None => Err(RunError::Stopped(phase)),
        Some(Ok(trajectory)) => Ok(trajectory),
        Some(Err(failure)) => {
            let cause = match failure.cause {
                Cause::NotFinite => "is not finite",
                Cause::StepTooSmall => "asks for steps shorter than time can resolve",
                Cause::TooManySteps => "needs too many steps",
            };
            Err(RunError::Failed(format!(
                "the {phase} failed on day {:.3}: the equation of `{}` {cause}",
                failure.time, failure.state
            )))
        }
    }
}

/// Holds the habits until nothing moves any more.
fn rest(system: &System, start: &[f64], watch: &mut dyn Watch) -> Result<Trajectory, RunError> {
    let excluded = (0..system.states.len())
        .filter(|index| {
            NEVER_STEADY
                .iter()
                .any(|part| system.states[*index].name.contains(part))
        })
        .collect();
    let steady = Steady {
        rate: STEADY_RATE,
        excluded,
        after: 10.0,
    };
    let subject = Subject {
        initial: start.to_vec(),
        parameters: Vec::new(),
        schedule: Schedule {
            until: LONGEST_RUN_IN,
            ..Schedule::default()
        },
    };
    let mut ageless = system.clone();
    apply(
        &mut ageless,
        &Values::from([("person.age".to_owned(), AGELESS)]),
    );
    let program = Program::compile(&ageless, &[]);
    one(&program, subject, Some(steady), "run-in", watch)
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
    let subject = Subject {
        initial,
        parameters: Vec::new(),
        schedule: Schedule {
            until: ADAPTATION,
            ..Schedule::default()
        },
    };
    let end = one(&program, subject, None, "adaptation", watch)?.end;
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
    pairs.truncate(5);
    StoolFit {
        sample: stool.sample.clone(),
        matched: stool.report.genus_share,
        distance,
        worst: pairs,
    }
}

/// The courses as changes of parameters, and the program in which exactly those vary.
fn protocol(
    system: &System,
    life: &Life<'_>,
    values: &Values,
    scenario: &Scenario,
    rested: Vec<f64>,
) -> (Program, Subject) {
    let until = scenario.sampling.until;
    let base = |name: &str| {
        system
            .parameter(name)
            .map(|index| system.parameters[index].default)
    };
    let mut now: Values = values.clone();
    let mut stages: Vec<(f64, Values)> = Vec::new();
    for time in life.changes(until) {
        let mut next = values.clone();
        next.extend(life.at(time));
        // What a course set and no longer sets goes back to what it was.
        for name in now.keys() {
            if let (false, Some(usual)) = (next.contains_key(name), base(name)) {
                next.insert(name.clone(), usual);
            }
        }
        let changed = next.iter().filter(|(name, value)| {
            now.get(*name).copied().or_else(|| base(name)) != Some(**value)
        });
        let changed: Values = changed
            .map(|(name, value)| (name.clone(), *value))
            .collect();
        now = next;
        stages.push((time, changed));
    }
    let mut varying: Vec<usize> = stages
        .iter()
        .flat_map(|(_, changed)| changed.keys())
        .filter_map(|name| system.parameter(name))
        .collect();
    varying.sort_unstable();
    varying.dedup();
    let position = |name: &str| {
        varying
            .iter()
            .position(|index| system.parameters[*index].name == name)
    };
    let changes = stages
        .iter()
        .map(|(time, changed)| {
            let changed = changed
                .iter()
                .filter_map(|(name, value)| Some((position(name)?, *value)));
            (*time, changed.collect())
        })
        .collect();
    let impulses = life
        .loading()
        .into_iter()
        .filter(|(time, ..)| *time < until)
        .filter_map(|(time, agent, amount)| {
            Some((
                time,
                system.state(&format!("agent.{agent}.exposure"))?,
                amount,
            ))
        })
        .collect();
    let count = (until / scenario.sampling.every + 1e-9) as usize;
    let samples = (0..=count)
        .map(|index| index as f64 * scenario.sampling.every)
        .collect();
    let subject = Subject {
        initial: rested,
        parameters: varying
            .iter()
            .map(|index| system.parameters[*index].default)
            .collect(),
        schedule: Schedule {
            changes,
            impulses,
            samples,
            until,
        },
    };
    (Program::compile(system, &varying), subject)
}

/// Outcomes that a person's traits suggest when none are asked for.
fn suggested(person: &Person) -> Vec<String> {
    let has = |part: &str| person.traits.iter().any(|name| name.contains(part));
    let mut names = Vec::new();
    if has("acne") {
        names.push("skin.acne.inflammatory_lesions");
    }
    if has("dermatitis") {
        names.push("skin.easi");
    }
    if has("psoriasis") {
        names.push("skin.pasi");
    }
    names.extend([
        "stool.butyrate",
        "colon.shannon",
        "lining.lm_ratio",
        "blood.endotoxin",
        "blood.crp",
        "skin.tewl",
    ]);
    names.into_iter().map(ToOwned::to_owned).collect()
}

#[expect(clippy::too_many_arguments, reason = "a report gathers everything")]
fn report(
    lab: &Laboratory,
    scenario: &Scenario,
    system: &System,
    person: &Person,
    life: &Life<'_>,
    trajectory: &Trajectory,
    run_in: RunIn,
    stool: Option<StoolFit>,
    warnings: Vec<String>,
) -> Run {
    let chosen: Vec<String> = match scenario.sampling.outcomes.is_empty() {
        true => suggested(person),
        false => scenario
            .sampling
            .outcomes
            .iter()
            .map(|name| name.text.clone())
            .collect(),
    };
    let outcome = |name: &str| {
        let index = system.observable(name)?;
        let seen = &system.observables[index];
        let width = system.observables.len();
        let values = trajectory.observables.iter().skip(index).step_by(width);
        let healthy = lab
            .data
            .observables
            .get(name)
            .and_then(|range| Some((range.lo?, range.hi?)));
        Some(Outcome {
            name: name.to_owned(),
            unit: seen.unit.text().to_owned(),
            meaning: seen.meaning.clone(),
            values: values.map(|value| seen.unit.from_base(*value)).collect(),
            healthy,
        })
    };
    let others = observable_names(system)
        .into_iter()
        .filter(|name| !chosen.iter().any(|other| other == name));
    // What nobody can judge for lack of a healthy range, and what is next to nothing, is not news.
    let mut changed: Vec<Outcome> = others
        .filter_map(outcome)
        .filter(|other| other.healthy.is_some())
        .collect();
    let change = |outcome: &Outcome| outcome.change(&trajectory.times).abs();
    changed.sort_by(|a, b| change(b).total_cmp(&change(a)));
    changed.truncate(CHANGED_MOST);
    Run {
        scenario: scenario.name.clone(),
        about: scenario.about.clone(),
        person: person.line.clone(),
        given: life.given.clone(),
        outcomes: chosen.iter().filter_map(|name| outcome(name)).collect(),
        times: trajectory.times.clone(),
        changed_most: changed,
        run_in,
        stool,
        warnings,
        version: env!("CARGO_PKG_VERSION"),
        model_hash: lab.hash(system),
    }
}
