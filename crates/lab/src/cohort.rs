//! Cohorts: people of a population, each brought to their own rest and followed through what they are given.
//!
//! A cohort keeps nobody. It draws the people of any numbers, settles them, follows them, and hands back what they did, so that whoever asks
//! keeps of them what is wanted. What somebody does is the same to the last bit in every company: all share one set of equations, which
//! depends on the population and on what may be given, not on who is there.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Filling, Program, Schedule, Subject, System, Trajectory};
use physiology::agents::Agent;
use physiology::axis;
use physiology::traits::{Trait, TraitKind};

use crate::draws::Draws;
use crate::laboratory::{Laboratory, Watch};
use crate::life::{HABITS_ONLY, Life, Values};
use crate::outcome::RunIn;
use crate::person::Person;
use crate::population::{Candidate, Population};
use crate::protocol::Protocol;
use crate::rests::Rests;
use crate::run::RunError;
use crate::run_in::{Group, LONGEST, Origin, Rested, Settling, values_of};
use crate::scenario::{Course, Food, Named, Sampling, Scenario};
use crate::simulate::{Followed, hand_on, observe};
use crate::warnings::coverage::EvidenceFor;

const SETTLING: [&str; 2] = ["adaptation", "run-in"];
const FOLLOWING: &str = "courses";

/// People of a population, and what may be given to them.
pub struct Cohort<'a> {
    lab: &'a Laboratory,
    population: &'a Population,
    rests: &'a dyn Rests,
    /// The equations of everything that may be given.
    system: System,
    program: Program,
    /// Agents that come with what anybody eats by habit.
    habitual: Vec<&'a Agent>,
    /// Names of parameters in which people may differ, or which may change.
    varying: BTreeSet<String>,
    /// What these are in somebody of whom nothing is said.
    usual: Values,
    origin: Origin,
    /// What those eat of whom nothing is said.
    diet: &'static str,
}

/// Somebody at rest in the habits they keep.
#[derive(Clone, Debug)]
pub struct Resting {
    /// Who.
    pub candidate: Candidate,
    /// Parameters in which they differ from others, in base units.
    own: Values,
    /// The states.
    state: Vec<f64>,
    /// The run-in.
    pub run_in: RunIn,
    /// What would be observed, in the order of the cohort's observables and in their units.
    pub seen: Vec<f64>,
}

/// Somebody who was drawn, at rest, or in a sentence why not.
pub type Settled = (Candidate, Result<Resting, String>);

/// What somebody is given from rest on.
#[derive(Clone, Debug, Default)]
pub struct Regimen {
    /// Courses.
    pub courses: Vec<Course>,
    /// Days on which the integration starts anew beside those on which something changes. Two regimens of a person that are the same until
    /// a day give the same bits until then when they have all these days in common.
    pub stops: Vec<f64>,
}

/// Takes what was observed of somebody: their place among those who were followed, and by time, in the order of the observables and in their
/// units, what was seen; or in a sentence why nothing was.
pub type Sink<'s> = dyn FnMut(usize, Result<Vec<Vec<f64>>, String>) + Send + 's;

impl<'a> Cohort<'a> {
    /// People of a population. `given` is every course that anybody may be given.
    ///
    /// # Errors
    /// Courses or the population do not fit the data or the equations, or the watcher stops it.
    pub fn new(
        lab: &'a Laboratory,
        population: &'a Population,
        given: &[Course],
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        Self::with_numbers(lab, population, given, &[], rests, watch)
    }

    /// The same, where people may differ in these numbers as well.
    pub(crate) fn with_numbers(
        lab: &'a Laboratory,
        population: &'a Population,
        given: &[Course],
        numbers: &[String],
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let data = &lab.data;
        let Equations {
            person,
            scenario,
            life,
            habitual,
            mut system,
        } = Equations::of(lab, population, given)?;
        let usual = values_of(&system);
        let somebody = population.candidate(data, &Draws::new(0), 1);
        let somebody = somebody.map_err(RunError::Scenario)?;
        let mut varying = differing(lab, population);
        varying.extend(somebody.values.into_keys());
        varying.extend(life.parameters());
        varying.extend(numbers.iter().cloned());
        let origin = Origin::of(lab, &scenario, &life, &person, &mut system, rests, watch)?;
        let places: Vec<usize> = (0..system.parameters.len())
            .filter(|place| varying.contains(&system.parameters[*place].name))
            .collect();
        Ok(Self {
            program: Program::compile(&system, &places),
            lab,
            population,
            rests,
            system,
            habitual,
            varying,
            usual,
            origin,
            diet: person.usual_diet(),
        })
    }

    /// The equations of everything that may be given.
    ///
    /// # Errors
    /// Courses or the population do not fit the data or the equations.
    pub fn check(
        lab: &Laboratory,
        population: &Population,
        given: &[Course],
    ) -> Result<System, RunError> {
        Ok(Equations::of(lab, population, given)?.system)
    }

    /// The equations: what is observed, in which order and unit.
    pub fn system(&self) -> &System {
        &self.system
    }

    /// Draws the person of a number, the first of whom is 1, of a seed.
    ///
    /// # Errors
    /// The population does not fit the data.
    pub fn candidate(&self, draws: &Draws, number: usize) -> Result<Candidate, RunError> {
        let candidate = self.population.candidate(&self.lab.data, draws, number);
        candidate.map_err(RunError::Scenario)
    }

    /// Draws the people of these numbers of a seed, and brings them to rest.
    ///
    /// # Errors
    /// The equations do not fit the data, or the watcher stops it.
    pub fn settle(
        &self,
        draws: &Draws,
        people: &[usize],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Settled>, RunError> {
        let drawn = people.iter().map(|number| self.candidate(draws, *number));
        self.settle_candidates(drawn.collect::<Result<_, _>>()?, watch)
    }

    /// The person in the middle of the population, in whom these numbers are others, in base units.
    ///
    /// # Errors
    /// The population does not fit the data.
    pub(crate) fn typical(&self, numbers: &Values) -> Result<Candidate, RunError> {
        let typical = self.population.typical(&self.lab.data);
        let mut typical = typical.map_err(RunError::Scenario)?;
        typical.values.extend(numbers.clone());
        Ok(typical)
    }

    /// Brings people to rest.
    pub(crate) fn settle_candidates(
        &self,
        candidates: Vec<Candidate>,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Settled>, RunError> {
        let own = candidates.iter().map(|candidate| self.own(candidate));
        let mut group = Group {
            system: self.system.clone(),
            varying: self.varying.clone(),
            own: own.collect::<Result<_, _>>()?,
        };
        let settling = Settling {
            lab: self.lab,
            habitual: &self.habitual,
            stool: None,
            origin: &self.origin,
            rests: self.rests,
            phases: SETTLING,
        };
        let rested = settling.settle(&mut group, watch)?;
        let all = candidates.into_iter().zip(group.own).zip(rested);
        let resting = |((candidate, own), rested): ((Candidate, Values), Result<_, String>)| {
            let resting = rested.and_then(|rested: Rested| {
                if !rested.run_in.steady {
                    return Err(format!("not at rest after {LONGEST:.0} days"));
                }
                Ok(Resting {
                    candidate: candidate.clone(),
                    seen: self.seen(&rested.state, &own),
                    state: rested.state,
                    run_in: rested.run_in,
                    own,
                })
            });
            (candidate, resting)
        };
        Ok(all.map(resting).collect())
    }

    /// All parameters of somebody that are not the same in everybody.
    fn own(&self, candidate: &Candidate) -> Result<Values, RunError> {
        let life = self.life(candidate, &[])?;
        let varying = self.varying.iter();
        let usual = varying.filter_map(|name| Some((name.clone(), *self.usual.get(name)?)));
        let mut own: Values = usual.collect();
        own.extend(candidate.values.clone());
        own.extend(life.at(HABITS_ONLY));
        Ok(own)
    }

    fn life(&self, candidate: &Candidate, courses: &[Course]) -> Result<Life<'a>, RunError> {
        let scenario = scenario(candidate, courses);
        Life::new(&self.lab.data, &scenario, self.diet).map_err(RunError::Scenario)
    }

    fn seen(&self, state: &[f64], own: &Values) -> Vec<f64> {
        let varying = self.program.varying();
        let parameters = varying.iter().map(|place| {
            let parameter = &self.system.parameters[*place];
            own.get(&parameter.name)
                .copied()
                .unwrap_or(parameter.default)
        });
        let parameters: Vec<f64> = parameters.collect();
        in_units(&self.system, &observe(&self.program, state, &parameters))
    }

    /// Follows people through their regimens and hands on what was seen of each at these times, d from rest. Says how full the lanes were.
    ///
    /// # Errors
    /// A regimen holds what the cohort was not told of, or the watcher stops it: the sink has seen some then.
    pub fn follow(
        &self,
        people: &[(&Resting, &Regimen)],
        times: &[f64],
        sink: &mut Sink<'_>,
        watch: &mut dyn Watch,
    ) -> Result<Filling, RunError> {
        let lives = people
            .iter()
            .map(|(one, regimen)| self.life(&one.candidate, &regimen.courses));
        let lives: Vec<Life<'_>> = lives.collect::<Result<_, _>>()?;
        let samples: Vec<f64> = times.to_vec();
        let until = samples.iter().copied().fold(0.0, f64::max);
        let subject = |((one, regimen), life): (&(&Resting, &Regimen), &Life<'_>)| {
            let protocol = Protocol {
                life,
                own: one.own.clone(),
                held: Values::new(),
                initial: one.state.clone(),
            };
            let stops = regimen.stops.iter().filter(|stop| **stop < until);
            let schedule = Schedule {
                changes: stops.map(|stop| (*stop, Vec::new())).collect(),
                samples: samples.clone(),
                until,
                ..Schedule::default()
            };
            protocol.alone(&self.system, self.program.varying(), schedule)
        };
        let subjects: Vec<Subject> = people.iter().zip(&lives).map(subject).collect();
        let system = &self.system;
        let mut told = |place: usize, followed: Followed| {
            let seen = |lived: Trajectory| {
                let at_times = lived.observables.chunks(system.observables.len());
                at_times.map(|seen| in_units(system, seen)).collect()
            };
            sink(place, followed.map(seen));
        };
        hand_on(&self.program, &subjects, None, FOLLOWING, &mut told, watch)
    }
}

/// What no evidence covers.
impl Cohort<'_> {
    /// What of these courses over so many days no evidence covers, in people of these ages, d, who are otherwise as in the middle of the population.
    pub(crate) fn uncovered(&self, given: &[Course], days: f64, ages: &[f64]) -> Vec<String> {
        let data = &self.lab.data;
        // Whoever has a cohort has been told already of what does not fit.
        let Ok(typical) = self.population.typical(data) else {
            return Vec::new();
        };
        let scenario = scenario(&typical, given);
        let Ok(life) = Life::new(data, &scenario, self.diet) else {
            return Vec::new();
        };
        let evidence = EvidenceFor {
            data,
            courses: &scenario.courses,
            life: &life,
            weight: typical.values.get("person.weight").copied(),
            traits: &scenario.person.traits,
        };
        let of_course = |course: usize| {
            let doses = evidence.of_the_dose(course).into_iter();
            let aged = evidence.aged(course).into_iter();
            let aged = aged.filter_map(|aged| aged.warning_of_many(ages));
            let told = doses.chain(aged).chain(evidence.of_the_disease(course));
            told.collect::<Vec<String>>()
        };
        let mut told: Vec<String> = (0..given.len()).flat_map(of_course).collect();
        told.extend(evidence.of_the_length("schedule.lasts", days));
        // A factor's course stands in several arms.
        told.sort();
        told.dedup();
        told
    }
}

/// What all people of a population share, and the person in the middle of them.
struct Equations<'a> {
    person: Person,
    scenario: Scenario,
    life: Life<'a>,
    habitual: Vec<&'a Agent>,
    system: System,
}

impl<'a> Equations<'a> {
    fn of(
        lab: &'a Laboratory,
        population: &Population,
        given: &[Course],
    ) -> Result<Self, RunError> {
        let data = &lab.data;
        let typical = population.typical(data).map_err(RunError::Scenario)?;
        let scenario = scenario(&typical, given);
        let person = Person::new(data, &typical.person, None).map_err(RunError::Scenario)?;
        let diet = person.usual_diet();
        let life = Life::new(data, &scenario, diet).map_err(RunError::Scenario)?;
        let habitual = habitual_agents(lab, population, diet)?;
        let mut agents = life.agents.clone();
        for agent in &habitual {
            if !agents.iter().any(|other| other.name == agent.name) {
                agents.push(agent);
            }
        }
        Ok(Self {
            system: axis::build(data, &agents, false).map_err(RunError::Model)?,
            person,
            scenario,
            life,
            habitual,
        })
    }
}

/// What is observed, in the units of the observables.
fn in_units(system: &System, observables: &[f64]) -> Vec<f64> {
    let seen = system.observables.iter().zip(observables);
    seen.map(|(info, value)| info.unit.from_base(*value))
        .collect()
}

/// The scenario of somebody who is given these courses.
fn scenario(candidate: &Candidate, courses: &[Course]) -> Scenario {
    Scenario {
        name: String::new(),
        about: None,
        shows: Vec::new(),
        person: candidate.person.clone(),
        diary: None,
        food: candidate.food.clone(),
        habits: candidate.habits.clone(),
        courses: courses.to_vec(),
        sampling: Sampling {
            until: 0.0,
            every: 1.0,
            outcomes: Vec::new(),
        },
    }
}

/// Agents that come with any diet of the population, by name.
fn habitual_agents<'a>(
    lab: &'a Laboratory,
    population: &Population,
    usual: &str,
) -> Result<Vec<&'a Agent>, RunError> {
    let mut agents = BTreeMap::new();
    let diets = population.diets.iter().map(String::as_str);
    for diet in diets.chain(std::iter::once(usual)) {
        let mut candidate = population.typical(&lab.data).map_err(RunError::Scenario)?;
        candidate.food = Some(Food::Diet(Named::said(diet)));
        let life = Life::new(&lab.data, &scenario(&candidate, &[]), diet);
        for agent in life.map_err(RunError::Scenario)?.habitual_agents() {
            agents.insert(agent.name.as_str(), agent);
        }
    }
    Ok(agents.into_values().collect())
}

/// Names of the numbers in which people of a population may differ for what they are.
fn differing(lab: &Laboratory, population: &Population) -> BTreeSet<String> {
    let data = &lab.data;
    let numbers = data.parameters.iter().chain(data.inputs.iter());
    let spread = numbers.filter(|number| number.spread.is_some());
    let may_have = |one: &&Trait| match one.kind {
        TraitKind::Age => population.may_be_of(one),
        TraitKind::Sex => true,
        _ => {
            let plain = one.stands_for().unwrap_or(&one.name);
            let named = population.traits.iter().any(|name| name == plain);
            named || population.genotypes().any(|share| share.name == plain)
        }
    };
    let traits = data.traits.iter().filter(may_have);
    let of_traits = traits.flat_map(|one| one.set.iter().chain(&one.scale));
    spread
        .chain(of_traits)
        .map(|number| number.name.clone())
        .collect()
}
