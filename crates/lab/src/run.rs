//! A run: the person is brought to rest in the habits they keep, then lives through the courses, and is sampled.

use engine::{ModelFault, System, Trajectory};
use physiology::axis;

use crate::laboratory::{Laboratory, Watch};
use crate::life::Life;
use crate::mismatch::{Mismatch, unknown};
use crate::outcome::{Outcome, Run};
use crate::people::{People, Typical};
use crate::person::{ADULT_DIET, Person};
use crate::protocol::{Protocol, batch};
use crate::rests::Rests;
use crate::scenario::Scenario;
use crate::simulate::follow;
use crate::stool::StoolProfile;
use crate::warnings::Lived;
use crate::why::{Comparison, Reason, reasons};

/// How many further outcomes are shown for having changed most.
const CHANGED_MOST: usize = 6;

/// Why there is no result.
#[derive(Debug)]
pub enum RunError {
    /// The scenario does not fit the data.
    Scenario(Vec<Mismatch>),
    /// The equations do not fit the data.
    Model(Vec<ModelFault>),
    /// The integration failed: a sentence with person, time and state.
    Failed(String),
    /// Too many of the people who were drawn could not be followed: a sentence that names them.
    People(String),
    /// The watcher stopped it, in this phase.
    Stopped(&'static str),
}

/// What is asked of a run.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// By which ways the courses did what they did.
    pub why: bool,
    /// How many people: the typical one, and beside them others who are drawn.
    pub people: usize,
    /// The seed of the draws.
    pub seed: u64,
    /// Whether it is an error when too many of those who are drawn cannot be followed; if not, the typical person is shown alone.
    pub insist: bool,
    /// Whether everything that there is to see is told, not only what is asked for.
    pub everything: bool,
}

impl Default for Question {
    /// What happens in the typical person alone.
    fn default() -> Self {
        Self {
            why: false,
            people: 1,
            seed: 1,
            insist: true,
            everything: false,
        }
    }
}

/// Runs a scenario in the typical person, and in others of whom the same is known when they are asked for. What is said of the typical person
/// does not depend on the others. `stool` is the profile that the scenario's person names. What is known of rests changes no number.
///
/// # Errors
/// See [`RunError`].
pub fn run(
    lab: &Laboratory,
    scenario: &Scenario,
    stool: Option<&StoolProfile>,
    question: &Question,
    rests: &dyn Rests,
    watch: &mut dyn Watch,
) -> Result<Run, RunError> {
    Typical::at_rest(lab, scenario, stool, rests, watch)?.told(question, watch)
}

impl Typical<'_> {
    /// What happens to the typical person, why, and how sure it is.
    fn told(&self, question: &Question, watch: &mut dyn Watch) -> Result<Run, RunError> {
        let trajectory = self.live(watch)?;
        let chosen = chosen(self.scenario, &self.person);
        let mut reasons = match question.why {
            true => self.reasons(&chosen, watch)?,
            false => Vec::new(),
        };
        let (people, too_few) = match self.people(question, &mut reasons, watch) {
            Err(RunError::People(note)) if !question.insist => (None, Some(note)),
            people => (people?, None),
        };
        let lived = Lived {
            data: &self.lab.data,
            scenario: self.scenario,
            life: &self.life,
            system: &self.system,
            rested: &self.rested,
            chosen: &chosen,
            reasons: &reasons,
        };
        let mut warnings = lived.warnings();
        warnings.extend(people.iter().filter_map(|people| people.drawn.note()));
        warnings.extend(too_few.map(|note| format!("{note}; the typical person is shown alone")));
        let outcomes = Outcomes {
            lab: self.lab,
            system: &self.system,
            trajectory: &trajectory,
            people: people.as_ref(),
        };
        Ok(Run {
            scenario: self.scenario.name.clone(),
            about: self.scenario.about.clone(),
            person: self.person.line.clone(),
            given: self.life.given.clone(),
            outcomes: outcomes.chosen(&chosen),
            changed_most: outcomes.changed_most(&chosen),
            others: match question.everything {
                true => outcomes.others(&chosen),
                false => Vec::new(),
            },
            reasons,
            warnings,
            times: trajectory.times,
            people: people.map(|people| people.drawn),
            run_in: self.rested.run_in,
            stool: self.rested.stool.clone(),
            version: env!("CARGO_PKG_VERSION"),
            model_hash: self.lab.hash(&self.system),
        })
    }

    /// What the person lives through after the run-in.
    fn live(&self, watch: &mut dyn Watch) -> Result<Trajectory, RunError> {
        const PHASE: &str = "run";
        let protocol = Protocol::of(&self.life, &self.rested.state);
        let (program, subjects) = batch(&self.system, &[protocol], &self.scenario.sampling);
        let mut trajectories = follow(&program, &subjects, None, PHASE, watch)?;
        trajectories.pop().ok_or(RunError::Stopped(PHASE))
    }

    /// What the courses did to each outcome, and how; nothing where there are none.
    fn reasons(&self, outcomes: &[String], watch: &mut dyn Watch) -> Result<Vec<Reason>, RunError> {
        let Some(without) = &self.control else {
            return Ok(Vec::new());
        };
        let comparison = Comparison {
            system: &self.system,
            with: &self.life,
            without,
            initial: &self.rested.state,
            sampling: &self.scenario.sampling,
        };
        reasons(&comparison, outcomes, watch)
    }
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

pub(crate) fn unknown_outcomes(system: &System, scenario: &Scenario) -> Vec<Mismatch> {
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
    /// Of people who were drawn.
    people: Option<&'a People>,
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
            band: None,
        })
    }

    fn chosen(&self, names: &[String]) -> Vec<Outcome> {
        let outcomes = names.iter().filter_map(|name| self.of(name));
        outcomes.map(|outcome| self.banded(outcome)).collect()
    }

    /// An outcome with where nine of ten people lie in it, where people were drawn.
    fn banded(&self, outcome: Outcome) -> Outcome {
        let place = self.system.observable(&outcome.name);
        let band = self.people.zip(place);
        Outcome {
            band: band.map(|(people, place)| people.band(self.system, place, outcome.healthy)),
            ..outcome
        }
    }

    /// Whatever there is to see beside the chosen.
    fn beside(&self, chosen: &[String]) -> impl Iterator<Item = Outcome> {
        let names = observable_names(self.system).into_iter();
        let others = names.filter(|name| !chosen.iter().any(|other| other == name));
        others.filter_map(|name| self.of(name))
    }

    fn others(&self, chosen: &[String]) -> Vec<Outcome> {
        let others = self.beside(chosen);
        others.map(|outcome| self.banded(outcome)).collect()
    }

    /// What changed most beside the chosen. What nobody can judge for lack of a healthy range is not news.
    fn changed_most(&self, chosen: &[String]) -> Vec<Outcome> {
        let others = self.beside(chosen);
        let mut changed: Vec<Outcome> = others.filter(|other| other.healthy.is_some()).collect();
        let change = |outcome: &Outcome| outcome.change(&self.trajectory.times).abs();
        changed.sort_by(|a, b| change(b).total_cmp(&change(a)));
        changed.truncate(CHANGED_MOST);
        let changed = changed.into_iter();
        changed.map(|outcome| self.banded(outcome)).collect()
    }
}
