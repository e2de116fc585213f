//! A run: the person is brought to rest in the habits they keep, then lives through the courses, and is sampled.

use engine::{ModelFault, System, Trajectory};
use physiology::axis;

use crate::laboratory::{Laboratory, Watch};
use crate::life::{Life, Mismatch, Values, unknown};
use crate::outcome::{Outcome, Run};
use crate::person::{ADULT_DIET, Person};
use crate::protocol::{Protocol, batch};
use crate::run_in::{LONGEST, Rested, bring_to_rest};
use crate::scenario::Scenario;
use crate::simulate::follow;
use crate::stool::StoolProfile;
use crate::why::{Comparison, reasons};

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

/// Runs a scenario. `stool` is the profile its person names; `why` asks by which ways the courses did what they did.
///
/// # Errors
/// See [`RunError`].
pub fn run(
    lab: &Laboratory,
    scenario: &Scenario,
    stool: Option<&StoolProfile>,
    why: bool,
    watch: &mut dyn Watch,
) -> Result<Run, RunError> {
    let data = &lab.data;
    let person = Person::new(data, &scenario.person, stool).map_err(RunError::Scenario)?;
    let life = Life::new(data, scenario, person.usual_diet()).map_err(RunError::Scenario)?;
    let mut system = axis::build(data, &life.agents, false).map_err(RunError::Model)?;
    let unknown = unknown_outcomes(&system, scenario);
    if !unknown.is_empty() {
        return Err(RunError::Scenario(unknown));
    }
    let rested = bring_to_rest(lab, scenario, &life, &person, stool, &mut system, watch)?;
    let protocol = Protocol {
        life: &life,
        own: Values::new(),
        held: Values::new(),
        initial: rested.state.clone(),
    };
    let (program, subjects) = batch(&system, &[protocol], &scenario.sampling);
    let mut trajectories = follow(&program, &subjects, None, "run", watch)?;
    let trajectory = trajectories.pop().ok_or(RunError::Stopped("run"))?;
    let outcomes = Outcomes {
        lab,
        system: &system,
        trajectory: &trajectory,
    };
    let chosen = chosen(scenario, &person);
    let reasons = match scenario.without_treatments() {
        Some(control) if why => {
            let without = Life::new(data, &control, person.usual_diet());
            let comparison = Comparison {
                system: &system,
                with: &life,
                without: &without.map_err(RunError::Scenario)?,
                initial: &rested.state,
                sampling: &scenario.sampling,
            };
            reasons(&comparison, &chosen, watch)?
        }
        _ => Vec::new(),
    };
    Ok(Run {
        scenario: scenario.name.clone(),
        about: scenario.about.clone(),
        person: person.line.clone(),
        given: life.given.clone(),
        outcomes: chosen.iter().filter_map(|name| outcomes.of(name)).collect(),
        changed_most: outcomes.changed_most(&chosen),
        reasons,
        warnings: warnings(scenario, &rested),
        times: trajectory.times.clone(),
        run_in: rested.run_in,
        stool: rested.stool,
        version: env!("CARGO_PKG_VERSION"),
        model_hash: lab.hash(&system),
    })
}

/// Everything in a scenario that does not fit the data: what [`run`] would refuse, all of it at once.
///
/// # Errors
/// The equations do not fit the data.
pub fn check(lab: &Laboratory, scenario: &Scenario) -> Result<Vec<Mismatch>, Vec<ModelFault>> {
    let person = Person::new(&lab.data, &scenario.person, None);
    let diet = person.as_ref().map_or(ADULT_DIET, Person::usual_diet);
    let (life, of_life) = Life::of_what_fits(&lab.data, scenario, diet);
    let mut mismatches = person.err().unwrap_or_default();
    mismatches.extend(of_life);
    if !scenario.sampling.outcomes.is_empty() {
        let system = axis::build(&lab.data, &life.agents, false)?;
        mismatches.extend(unknown_outcomes(&system, scenario));
    }
    Ok(mismatches)
}

fn unknown_outcomes(system: &System, scenario: &Scenario) -> Vec<Mismatch> {
    let asked = scenario.sampling.outcomes.iter();
    let known = || observable_names(system).into_iter();
    asked
        .filter(|name| system.observable(&name.text).is_none())
        .map(|name| unknown(name, "an outcome", &["outcomes"], known()))
        .collect()
}

/// Names of what people can sample.
pub fn observable_names(system: &System) -> Vec<&str> {
    let names = system.observables.iter().map(|seen| seen.name.as_str());
    names
        .filter(|name| !name.starts_with("reference."))
        .collect()
}

/// Names of the outcomes that are asked for, or that the person suggests.
fn chosen(scenario: &Scenario, person: &Person) -> Vec<String> {
    let asked = &scenario.sampling.outcomes;
    if asked.is_empty() {
        suggested(person)
    } else {
        asked.iter().map(|name| name.text.clone()).collect()
    }
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

/// What the observables of a trajectory say.
struct Outcomes<'a> {
    lab: &'a Laboratory,
    system: &'a System,
    trajectory: &'a Trajectory,
}

impl Outcomes<'_> {
    fn of(&self, name: &str) -> Option<Outcome> {
        let index = self.system.observable(name)?;
        let seen = &self.system.observables[index];
        let width = self.system.observables.len();
        let values = self
            .trajectory
            .observables
            .iter()
            .skip(index)
            .step_by(width);
        let healthy = self.lab.data.observables.get(name);
        Some(Outcome {
            name: name.to_owned(),
            unit: seen.unit.text().to_owned(),
            meaning: seen.meaning.clone(),
            values: values.map(|value| seen.unit.from_base(*value)).collect(),
            healthy: healthy.and_then(|range| Some((range.lo?, range.hi?))),
        })
    }

    /// What changed most beside the chosen. What nobody can judge for lack of a healthy range is not news.
    fn changed_most(&self, chosen: &[String]) -> Vec<Outcome> {
        let others = observable_names(self.system)
            .into_iter()
            .filter(|name| !chosen.iter().any(|other| other == name));
        let mut changed: Vec<Outcome> = others
            .filter_map(|name| self.of(name))
            .filter(|other| other.healthy.is_some())
            .collect();
        let change = |outcome: &Outcome| outcome.change(&self.trajectory.times).abs();
        changed.sort_by(|a, b| change(b).total_cmp(&change(a)));
        changed.truncate(CHANGED_MOST);
        changed
    }
}

fn warnings(scenario: &Scenario, rested: &Rested) -> Vec<String> {
    let mut warnings = Vec::new();
    if !rested.run_in.steady {
        warnings.push(format!(
            "after {LONGEST:.0} days of run-in something still moved slowly; the baseline drifts a little"
        ));
    }
    if let Some(fit) = &rested.stool
        && fit.distance > BADLY_MET
    {
        warnings.push(format!(
            "the stool profile is met badly (Bray-Curtis distance {:.2})",
            fit.distance
        ));
    }
    if scenario.courses.is_empty() {
        warnings.push("no course is given: what is shown is the person at rest".to_owned());
    }
    warnings
}
