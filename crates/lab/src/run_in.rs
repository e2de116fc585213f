//! The run-in: people are brought to their own rest in the habits they keep, and their community to their stool profile.
//!
//! What only a course brings is no part of it: somebody who will take a drug comes to the same rest, to the last bit, as somebody who will
//! not. So a rest that is known ([`Rests`]) serves every scenario of the same person.

mod group;
mod origin;
mod profile;

use engine::{Program, Schedule, StateInfo, Steady, Subject, System};
use physiology::agents::Agent;
use physiology::axis;

pub(crate) use group::Group;
pub(crate) use origin::Origin;

use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::outcome::{RunIn, StoolFit};
use crate::reference::apply;
use crate::rests::{Deciding, Kept, Key, Rests};
use crate::run::RunError;
use crate::simulate::{Followed, TOLERANCE, TOLERANCE_TO_REST, follow_each, observe};
use crate::stool::StoolProfile;
use profile::{ADAPTATION, Adapted, met, share_of};

/// Longest run-in, d.
pub(crate) const LONGEST: f64 = 2000.0;
/// The greatest relative rate of what is called steady, 1/d.
const STEADY_RATE: f64 = 2e-4;
/// Nobody is called steady before, d.
const SETTLED: f64 = 10.0;
/// States that by nature go on moving: scars, sensitisation, memory, the imprint of early life.
const NEVER_STEADY: [&str; 4] = ["scars", "sensitisation", "resident_memory", "imprint"];
/// Nobody ages during the run-in: what early life has left by then stays as it is.
const AGELESS: (&str, f64) = ("person.ageing", 0.0);

/// Whether a state by nature goes on moving.
pub(crate) fn never_rests(state: &str) -> bool {
    NEVER_STEADY.iter().any(|part| state.contains(part))
}

/// A person at rest.
pub(crate) struct Rested {
    /// The states.
    pub state: Vec<f64>,
    /// How it went.
    pub run_in: RunIn,
    /// How well the stool profile is met, where there is one.
    pub stool: Option<StoolFit>,
}

/// States to go on from, or in a sentence why there are none.
type Start = Result<Vec<f64>, String>;

/// What a run-in comes to in one person, by name.
struct Rest {
    states: Values,
    /// Parameters that it found out.
    found: Values,
    /// Shares of genera in stool, where there is a profile.
    stool: Values,
    run_in: RunIn,
}

impl Rest {
    const STATES: &str = "state";
    const FOUND: &str = "parameter";
    const STOOL: &str = "observable";
    const DAYS: &str = "days";
    const STEADY: &str = "steady";

    fn kept(&self) -> Values {
        let mut kept = Kept::default();
        kept.put(Self::STATES, &self.states);
        kept.put(Self::FOUND, &self.found);
        kept.put(Self::STOOL, &self.stool);
        kept.0.insert(Self::DAYS.to_owned(), self.run_in.days);
        let steady = f64::from(u8::from(self.run_in.steady));
        kept.0.insert(Self::STEADY.to_owned(), steady);
        kept.0
    }

    fn of(kept: Values) -> Option<Self> {
        let run_in = RunIn {
            days: *kept.get(Self::DAYS)?,
            steady: *kept.get(Self::STEADY)? > 0.0,
        };
        let kept = Kept(kept);
        Some(Self {
            states: kept.take(Self::STATES),
            found: kept.take(Self::FOUND),
            stool: kept.take(Self::STOOL),
            run_in,
        })
    }
}

/// How people are brought to rest.
pub(crate) struct Settling<'a> {
    pub lab: &'a Laboratory,
    /// Agents that come with what is eaten by habit, by name.
    pub habitual: &'a [&'a Agent],
    pub stool: Option<&'a StoolProfile>,
    pub origin: &'a Origin,
    /// What is known already.
    pub rests: &'a dyn Rests,
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
        let habitual = self.habitual(group)?;
        let keys = self.keys(&habitual);
        let known = |key: &Key| Rest::of(self.rests.find(key)?).map(Ok);
        let mut rests: Vec<Option<Result<Rest, String>>> = keys.iter().map(known).collect();
        let unknown: Vec<usize> = (0..rests.len())
            .filter(|place| rests[*place].is_none())
            .collect();
        if !unknown.is_empty() {
            let found = self.settle_anew(habitual.only(&unknown), watch)?;
            for (place, rest) in unknown.into_iter().zip(found) {
                if let Ok(rest) = &rest {
                    self.rests.keep(&keys[place], &rest.kept());
                }
                rests[place] = Some(rest);
            }
        }
        let rests: Vec<Result<Rest, String>> = rests.into_iter().flatten().collect();
        let found = |rest: &Result<Rest, String>| match rest {
            Ok(rest) => rest.found.clone(),
            Err(_) => Values::new(),
        };
        let found = rests.iter().map(found);
        group.take_up(found.collect());
        let rested = |rest: Rest| self.rested(rest, &group.system);
        Ok(rests.into_iter().map(|rest| rest.map(rested)).collect())
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
        Ok((group.system, rested.map_err(RunError::Failed)?))
    }

    /// The same people over the equations of what they do by habit.
    fn habitual(&self, group: &Group) -> Result<Group, RunError> {
        let data = &self.lab.data;
        let mut system = axis::build(data, self.habitual, false).map_err(RunError::Model)?;
        apply(&mut system, &values_of(&group.system));
        Ok(Group {
            system,
            varying: group.varying.clone(),
            own: group.own.clone(),
        })
    }

    /// What decides each one's rest.
    fn keys(&self, group: &Group) -> Vec<Key> {
        let mut common = Deciding::of("rest");
        common.bytes(self.lab.digest(&group.system).as_bytes());
        common.values(&values_of(&group.system));
        group.varying.iter().for_each(|name| common.text(name));
        self.origin.decide(&mut common);
        for share in self.stool.iter().flat_map(|stool| &stool.abundance) {
            common.number(*share);
        }
        let tolerances = [TOLERANCE, TOLERANCE_TO_REST];
        let limits = [LONGEST, STEADY_RATE, SETTLED, ADAPTATION];
        for setting in tolerances.into_iter().chain(limits) {
            common.number(setting);
        }
        let key = |own: &Values| {
            let mut deciding = common.clone();
            deciding.values(own);
            deciding.key()
        };
        group.own.iter().map(key).collect()
    }

    fn settle_anew(
        &self,
        mut group: Group,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Result<Rest, String>>, RunError> {
        let adapted = match self.stool {
            Some(stool) => Some(self.bring_to_profile(stool, &group, watch)?),
            None => None,
        };
        let fitness = |place: usize| {
            let adapted = adapted.as_ref().map(|adapted| adapted[place].as_ref());
            let adapted = adapted.and_then(Result::ok);
            adapted.map_or_else(Values::new, |adapted| adapted.fitness.clone())
        };
        let found: Vec<Values> = (0..group.own.len()).map(fitness).collect();
        group.take_up(found.clone());
        let mut ageless = group.system.clone();
        set(&mut ageless, &[AGELESS]);
        let (program, parameters) = group.program(&ageless);
        let starts = match adapted {
            None => {
                let start = |own: &Vec<f64>| Ok(self.origin.start(&program, own));
                parameters.iter().map(start).collect()
            }
            Some(adapted) => {
                let start = |one: Adapted| in_order(program.states(), &one.states);
                adapted.into_iter().map(|one| one.map(start)).collect()
            }
        };
        let rested = self.rest(&program, &parameters, starts, watch)?;
        let rest = |((rested, found), own): ((Followed, Values), &Vec<f64>)| {
            let rested = rested?;
            Ok(Rest {
                stool: self.shares_in_stool(&program, &rested.end, own),
                states: by_name(program.states(), rested.end),
                found,
                run_in: RunIn {
                    days: rested.ended,
                    steady: rested.steady,
                },
            })
        };
        let all = rested.into_iter().zip(found).zip(&parameters);
        Ok(all.map(rest).collect())
    }

    /// Holds the habits until nothing moves any more.
    fn rest(
        &self,
        program: &Program,
        parameters: &[Vec<f64>],
        starts: Vec<Start>,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Followed>, RunError> {
        let states = program.states();
        let steady = Steady {
            rate: STEADY_RATE,
            excluded: (0..states.len())
                .filter(|index| never_rests(&states[*index].name))
                .collect(),
            after: SETTLED,
        };
        hold(
            (program, parameters),
            starts,
            LONGEST,
            Some(steady),
            self.phases[1],
            watch,
        )
    }

    /// What is asked of the stool where there is a profile to compare it with.
    fn shares_in_stool(&self, program: &Program, state: &[f64], own: &[f64]) -> Values {
        if self.stool.is_none() {
            return Values::new();
        }
        let seen = observe(program, state, own);
        let genera = self.lab.data.taxa.genera.iter();
        let shares = genera.filter_map(|genus| {
            let name = share_of(&genus.name);
            let mut observables = program.observables().iter();
            let place = observables.position(|info| info.name == name)?;
            Some((name, seen[place]))
        });
        shares.collect()
    }

    /// The rest in the states of the equations with all courses: of what only these bring, nothing is there.
    fn rested(&self, rest: Rest, system: &System) -> Rested {
        let met = |stool| met(self.lab, &rest.stool, stool);
        Rested {
            state: in_order(&system.states, &rest.states),
            run_in: rest.run_in,
            stool: self.stool.map(met),
        }
    }
}

/// Follows people for some time with nothing else happening.
fn hold(
    (program, parameters): (&Program, &[Vec<f64>]),
    starts: Vec<Start>,
    until: f64,
    steady: Option<Steady>,
    phase: &'static str,
    watch: &mut dyn Watch,
) -> Result<Vec<Followed>, RunError> {
    let subject = |(start, parameters): (&Start, &Vec<f64>)| {
        Some(Subject {
            initial: start.as_ref().ok()?.clone(),
            parameters: parameters.clone(),
            schedule: Schedule {
                until,
                ..Schedule::default()
            },
        })
    };
    let subjects: Vec<Subject> = starts.iter().zip(parameters).filter_map(subject).collect();
    let mut followed = follow_each(program, &subjects, steady, phase, watch)?.into_iter();
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

/// The values that hold in a system unless told otherwise.
pub(crate) fn values_of(system: &System) -> Values {
    let parameters = system.parameters.iter();
    parameters
        .map(|parameter| (parameter.name.clone(), parameter.default))
        .collect()
}

fn by_name(states: &[StateInfo], values: Vec<f64>) -> Values {
    let names = states.iter().map(|state| state.name.clone());
    names.zip(values).collect()
}

fn in_order(states: &[StateInfo], values: &Values) -> Vec<f64> {
    let value = |state: &StateInfo| values.get(&state.name).copied().unwrap_or_default();
    states.iter().map(value).collect()
}

#[cfg(test)]
mod tests;
