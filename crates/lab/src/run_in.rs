//! The run-in: people are brought to their own rest in the habits they keep, and their community to their stool profile.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Program, Schedule, Steady, Subject, System};
use physiology::axis;

use crate::laboratory::{Laboratory, Watch};
use crate::life::{HABITS_ONLY, Life, Values};
use crate::outcome::{RunIn, StoolFit};
use crate::person::{Person, UNSEEN};
use crate::reference::{ReferenceError, apply, compute};
use crate::run::RunError;
use crate::scenario::Scenario;
use crate::simulate::{Followed, follow_each};
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
/// Nobody ages during the run-in: what early life has left by then stays as it is.
const AGELESS: (&str, f64) = ("person.ageing", 0.0);
/// An age at which nothing is left of the bias of birth, in days.
const UNBIASED: f64 = 100.0 * 365.25;
/// The state that early life changes.
const IMPRINT: &str = "adaptive.imprint";
/// Genera met worst that are told.
const WORST: usize = 5;

/// A person at rest.
pub(crate) struct Rested {
    /// The states.
    pub state: Vec<f64>,
    /// How it went.
    pub run_in: RunIn,
    /// How well the stool profile is met, where there is one and this was asked.
    pub stool: Option<StoolFit>,
}

/// States to go on from, or in a sentence why there are none.
type Start = Result<Vec<f64>, String>;

/// People who share equations and differ in values of parameters.
pub(crate) struct Group {
    /// The equations, with the values that all have in common.
    pub system: System,
    /// Names of the parameters in which people may differ; none when it is one person, in whom all are constants.
    pub varying: BTreeSet<String>,
    /// Each one's values of these, in base units.
    pub own: Vec<Values>,
}

impl Group {
    /// One person, of whom the system knows everything.
    fn alone(system: System) -> Self {
        Self {
            system,
            varying: BTreeSet::new(),
            own: vec![Values::new()],
        }
    }

    /// A program for all of them, with each one's parameters.
    fn program(&self, system: &System) -> (Program, Vec<Vec<f64>>) {
        let places: Vec<usize> = (0..system.parameters.len())
            .filter(|place| self.varying.contains(&system.parameters[*place].name))
            .collect();
        let of = |own: &Values| {
            let parameters = places.iter().map(|place| &system.parameters[*place]);
            let value = |own: &Values, name, usual| own.get(name).copied().unwrap_or(usual);
            parameters
                .map(|parameter| value(own, &parameter.name, parameter.default))
                .collect()
        };
        let parameters = self.own.iter().map(of).collect();
        (Program::compile(system, &places), parameters)
    }

    /// Makes what was found out about each of them their own.
    fn take_up(&mut self, found: Vec<Values>) {
        if self.varying.is_empty() {
            found
                .iter()
                .for_each(|found| apply(&mut self.system, found));
            return;
        }
        for (own, found) in self.own.iter_mut().zip(found) {
            self.varying.extend(found.keys().cloned());
            own.extend(found);
        }
    }
}

/// Where run-ins start: states by name. A state that is not among them starts where the person's own numbers put it.
pub(crate) struct Origin {
    states: Values,
    own_skin_start: bool,
}

impl Origin {
    /// The stored reference person, or the healthy infant for infants. What this finds out (values of the healthy infant) stays in `system`
    /// with the person's own values and habits.
    pub fn of(
        lab: &Laboratory,
        scenario: &Scenario,
        life: &Life<'_>,
        person: &Person,
        system: &mut System,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let mut values = person.values.clone();
        values.extend(life.at(HABITS_ONLY));
        apply(system, &values);
        let stored = lab.data.starts.iter();
        let stored = stored.map(|state| (state.name.clone(), state.unit.to_base(state.value)));
        let mut states: Values = stored.collect();
        if person.is_infant() {
            states.extend(relative_to_infants(lab, scenario, life, system, watch)?);
        }
        Ok(Self {
            states,
            own_skin_start: person.own_skin_start,
        })
    }

    fn start(&self, program: &Program, parameters: &[f64]) -> Vec<f64> {
        let states = program.states().iter().zip(program.initial(parameters));
        states
            .map(|(state, own)| match self.states.get(&state.name) {
                Some(known) if !self.starts_anew(&state.name) => *known,
                _ => own,
            })
            .collect()
    }

    /// Whether a state starts where the person's own numbers put it, not at the rest of somebody else.
    fn starts_anew(&self, state: &str) -> bool {
        state == IMPRINT || self.own_skin_start && state.starts_with("skin.")
    }
}

/// Signals of an infant are relative to a healthy infant who is fed the same, from whose rest the run-in starts; the Th2 bias of early life
/// is no part of it.
fn relative_to_infants(
    lab: &Laboratory,
    scenario: &Scenario,
    life: &Life<'_>,
    system: &mut System,
    watch: &mut dyn Watch,
) -> Result<Values, RunError> {
    const PHASE: &str = "reference";
    let mut values = Person::healthy(&lab.data, &scenario.person)
        .map_err(RunError::Scenario)?
        .values;
    values.extend(life.at(HABITS_ONLY));
    values.insert("person.age".to_owned(), UNBIASED);
    let mut told = |share: f64| watch.at(PHASE, share);
    let reference = compute(&lab.data, &values, &mut told).map_err(|error| match error {
        ReferenceError::Model(faults) => RunError::Model(faults),
        ReferenceError::Stopped => RunError::Stopped(PHASE),
        ReferenceError::Run(failure) => RunError::Failed(format!("the healthy infant: {failure}")),
    })?;
    apply(system, &reference.values);
    Ok(reference.states)
}

/// How people are brought to rest.
pub(crate) struct Settling<'a> {
    pub lab: &'a Laboratory,
    pub life: &'a Life<'a>,
    pub stool: Option<&'a StoolProfile>,
    pub origin: &'a Origin,
    /// What the watcher is told while communities are brought to the profile, and while people come to rest.
    pub phases: [&'static str; 2],
}

impl Settling<'_> {
    /// Brings everybody to rest. What the run-in finds out about people (niches of genera) stays in `group`. Somebody who cannot be
    /// followed does not stop the others.
    pub fn settle(
        &self,
        group: &mut Group,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Result<Rested, String>>, RunError> {
        let (program, parameters) = group.program(&group.system);
        let start = |own: &Vec<f64>| Ok(self.origin.start(&program, own));
        let mut starts: Vec<Start> = parameters.iter().map(start).collect();
        if let Some(stool) = self.stool {
            starts = self.bring_to_profile(stool, group, starts, watch)?;
        }
        let rested = self.rest(group, starts, watch)?.into_iter();
        let rested = rested.map(|rested| {
            rested.map(|rested| Rested {
                run_in: RunIn {
                    days: rested.ended,
                    steady: rested.steady,
                },
                state: rested.end,
                stool: None,
            })
        });
        Ok(rested.collect())
    }

    /// Brings one person to rest, of whom the system knows everything, and says how well their profile is met. What the run-in finds out
    /// comes back in the system.
    pub fn settle_one(
        &self,
        system: System,
        watch: &mut dyn Watch,
    ) -> Result<(System, Rested), RunError> {
        let mut group = Group::alone(system);
        let rested = self.settle(&mut group, watch)?.pop();
        let rested = rested.ok_or(RunError::Stopped(self.phases[1]))?;
        let mut rested = rested.map_err(RunError::Failed)?;
        let met = |stool| met(self.lab, &group.system, &rested.state, stool);
        rested.stool = self.stool.map(met);
        Ok((group.system, rested))
    }

    /// Holds the habits until nothing moves any more.
    fn rest(
        &self,
        group: &Group,
        starts: Vec<Start>,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Followed>, RunError> {
        let states = &group.system.states;
        let never = |name: &str| NEVER_STEADY.iter().any(|part| name.contains(part));
        let steady = Steady {
            rate: STEADY_RATE,
            excluded: (0..states.len())
                .filter(|index| never(&states[*index].name))
                .collect(),
            after: SETTLED,
        };
        let mut ageless = group.system.clone();
        set(&mut ageless, &[AGELESS]);
        let programs = group.program(&ageless);
        hold(
            programs,
            starts,
            LONGEST,
            Some(steady),
            self.phases[1],
            watch,
        )
    }

    /// Brings communities to a profile: fitness is a state that follows the distance between target and stool. The fitness found becomes
    /// the person's own.
    fn bring_to_profile(
        &self,
        stool: &StoolProfile,
        group: &mut Group,
        starts: Vec<Start>,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Start>, RunError> {
        let agents = &self.life.agents;
        let mut adapting = axis::build(&self.lab.data, agents, true).map_err(RunError::Model)?;
        let common = group.system.parameters.iter();
        let common = common.map(|parameter| (parameter.name.clone(), parameter.default));
        apply(&mut adapting, &common.collect());
        set(&mut adapting, &[("adaptation.on", 1.0), AGELESS]);
        let programs = group.program(&adapting);
        let begin = |(start, own): (Start, &Vec<f64>)| {
            let known = by_name(&group.system, start?);
            let mut initial = programs.0.initial(own);
            for (value, state) in initial.iter_mut().zip(&adapting.states) {
                *value = known.get(state.name.as_str()).copied().unwrap_or(*value);
            }
            seed(self.lab, stool, &adapting, &mut initial);
            Ok(initial)
        };
        let starts = starts.into_iter().zip(&programs.1).map(begin).collect();
        let ends = hold(programs, starts, ADAPTATION, None, self.phases[0], watch)?;
        let mut fitness = Vec::new();
        let mut starts = Vec::new();
        for end in ends {
            let found = end.map(|end| by_name(&adapting, end.end));
            fitness.push(
                found
                    .as_ref()
                    .map_or_else(|_| Values::new(), |found| self.fitness(found)),
            );
            starts.push(found.map(|found| {
                let states = group.system.states.iter();
                let state = |name: &str| found.get(name).copied().unwrap_or_default();
                states.map(|info| state(&info.name)).collect()
            }));
        }
        group.take_up(fitness);
        Ok(starts)
    }

    fn fitness(&self, found: &BTreeMap<&str, f64>) -> Values {
        let genera = self.lab.data.taxa.genera.iter();
        genera
            .filter_map(|genus| {
                let fitness = found.get(format!("colon.fitness.{}", genus.name).as_str())?;
                Some((format!("taxon.{}.fitness", genus.name), *fitness))
            })
            .collect()
    }
}

/// Follows people for some time with nothing else happening.
fn hold(
    (program, parameters): (Program, Vec<Vec<f64>>),
    starts: Vec<Start>,
    until: f64,
    steady: Option<Steady>,
    phase: &'static str,
    watch: &mut dyn Watch,
) -> Result<Vec<Followed>, RunError> {
    let subject = |(start, parameters): (&Start, Vec<f64>)| {
        Some(Subject {
            initial: start.as_ref().ok()?.clone(),
            parameters,
            schedule: Schedule {
                until,
                ..Schedule::default()
            },
        })
    };
    let subjects: Vec<Subject> = starts.iter().zip(parameters).filter_map(subject).collect();
    let mut followed = follow_each(&program, &subjects, steady, phase, watch)?.into_iter();
    let of = |start: Start| {
        start.map_or_else(
            |failure| Ok(Err(failure)),
            |_| followed.next().ok_or(RunError::Stopped(phase)),
        )
    };
    starts.into_iter().map(of).collect()
}

fn set(system: &mut System, values: &[(&str, f64)]) {
    let values = values
        .iter()
        .map(|(name, value)| ((*name).to_owned(), *value));
    apply(system, &values.collect());
}

fn by_name(system: &System, state: Vec<f64>) -> BTreeMap<&str, f64> {
    let names = system.states.iter().map(|state| state.name.as_str());
    names.zip(state).collect()
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
                initial[*place] = cells * share.max(UNSEEN);
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
