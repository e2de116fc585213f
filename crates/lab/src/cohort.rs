//! Cohorts: as many people as one likes, drawn around a scenario's person, each brought to their own rest and followed through the courses.
//!
//! Nobody is kept: what somebody did is handed on when it is known, and forgotten. So a cohort of 100,000 needs no more room than one of
//! some hundred, and whoever takes the results keeps of them what is wanted. Person 7 of a seed is the same to the last bit in every
//! cohort of the scenario.

use std::ops::RangeInclusive;

use engine::{Filling, System, Trajectory};

use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::people::{RUN, Typical};
use crate::protocol::{Protocol, batch_of};
use crate::rests::Rests;
use crate::run::RunError;
use crate::scenario::Scenario;
use crate::simulate::{Followed, hand_on};
use crate::stool::StoolProfile;

/// People who are drawn and followed together: enough that lanes are seldom empty, few enough to need little room.
const TOGETHER: usize = 256;

/// A scenario in many people.
pub struct Cohort<'a> {
    typical: Typical<'a>,
    seed: u64,
}

/// Takes what somebody did, with their number, or in a sentence why there is nothing: in the order in which they are done.
pub type Sink<'s> = dyn FnMut(usize, Result<Trajectory, String>) + Send + 's;

impl<'a> Cohort<'a> {
    /// People around the person of a scenario, who is brought to rest; `seed` decides who they are.
    ///
    /// # Errors
    /// See [`RunError`].
    pub fn new(
        lab: &'a Laboratory,
        scenario: &'a Scenario,
        stool: Option<&'a StoolProfile>,
        seed: u64,
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let typical = Typical::at_rest(lab, scenario, stool, rests, watch)?;
        Ok(Self { typical, seed })
    }

    /// The equations: what the observables of a trajectory are, in which order and unit.
    pub fn system(&self) -> &System {
        &self.typical.system
    }

    /// Follows the people of these numbers, the first of whom is 1, and hands on what each did. Says how full the lanes were while they lived
    /// through the courses.
    ///
    /// # Errors
    /// When the equations do not fit the data, or the watcher stops it: the sink has seen some of them then.
    pub fn follow(
        &self,
        people: RangeInclusive<usize>,
        sink: &mut Sink<'_>,
        watch: &mut dyn Watch,
    ) -> Result<Filling, RunError> {
        let (first, last) = people.into_inner();
        let all = (last + 1).saturating_sub(first);
        let mut filling = Filling::default();
        for from in (first..=last).step_by(TOGETHER) {
            let until = last.min(from + TOGETHER - 1);
            let mut part = Part {
                watch: &mut *watch,
                before: (from - first) as f64 / all as f64,
                width: (until + 1 - from) as f64 / all as f64,
            };
            filling += self.follow_together(from..=until, sink, &mut part)?;
        }
        Ok(filling)
    }

    fn follow_together(
        &self,
        people: RangeInclusive<usize>,
        sink: &mut Sink<'_>,
        watch: &mut dyn Watch,
    ) -> Result<Filling, RunError> {
        let typical = &self.typical;
        let mut group = typical.draw(people.clone(), self.seed)?;
        let settled = typical.settle(&mut group, watch)?;
        let mut numbers = Vec::new();
        let mut protocols = Vec::new();
        for ((number, own), rest) in people.zip(group.own).zip(settled) {
            match rest {
                Err(why) => sink(number, Err(why)),
                Ok(initial) => {
                    numbers.push(number);
                    protocols.push(Protocol {
                        life: &typical.life,
                        own,
                        held: Values::new(),
                        initial,
                    });
                }
            }
        }
        let sampling = &typical.scenario.sampling;
        let (program, subjects) = batch_of(&typical.system, &group.varying, &protocols, sampling);
        drop(protocols);
        let mut numbered = |place: usize, followed: Followed| sink(numbers[place], followed);
        hand_on(&program, &subjects, None, RUN, &mut numbered, watch)
    }
}

/// The watcher of a part of the people.
struct Part<'w> {
    watch: &'w mut dyn Watch,
    before: f64,
    width: f64,
}

impl Watch for Part<'_> {
    fn at(&mut self, phase: &str, share: f64) -> bool {
        self.watch.at(phase, self.before + self.width * share)
    }
}

#[cfg(test)]
mod tests {
    use physiology::document::Source;

    use super::*;
    use crate::laboratory::{Unwatched, embedded_data};
    use crate::rests::Forgetful;

    /// Who else is followed, and in which company, is no business of theirs.
    #[test]
    fn somebody_is_the_same_to_the_last_bit_in_any_company() {
        let lab = Laboratory::new(&embedded_data()).unwrap();
        let text =
            "[[course]]\ntake = \"clindamycin\"\nlasts = \"2 d\"\n[sample]\nuntil = \"4 d\"\n";
        let scenario = Scenario::read(&Source::new("a.toml", text), &crate::habits::names());
        let scenario = scenario.unwrap();
        let cohort = Cohort::new(&lab, &scenario, None, 7, &Forgetful, &mut Unwatched).unwrap();
        let follow = |people: RangeInclusive<usize>| {
            let mut seen: Vec<(usize, Trajectory)> = Vec::new();
            let mut sink = |number: usize, followed: Result<Trajectory, String>| {
                seen.push((number, followed.unwrap()));
            };
            let filling = cohort.follow(people, &mut sink, &mut Unwatched).unwrap();
            assert!(filling.share() > 0.0);
            seen.sort_by_key(|(number, _)| *number);
            seen
        };
        let all = follow(1..=19);
        let few = follow(11..=13);
        assert_eq!(all.len(), 19);
        for ((number, one), (other, same)) in all[10..13].iter().zip(&few) {
            assert_eq!((number, &one.observables), (other, &same.observables));
            assert_eq!(one.end, same.end);
        }
    }

    #[test]
    fn a_cohort_can_be_stopped() {
        struct Impatient;
        impl Watch for Impatient {
            fn at(&mut self, _: &str, _: f64) -> bool {
                false
            }
        }
        let lab = Laboratory::new(&embedded_data()).unwrap();
        let scenario = Scenario::read(
            &Source::new("a.toml", "[sample]\nuntil = \"60 d\"\n"),
            &crate::habits::names(),
        );
        let scenario = scenario.unwrap();
        let cohort = Cohort::new(&lab, &scenario, None, 7, &Forgetful, &mut Unwatched).unwrap();
        let stopped = cohort.follow(1..=9, &mut |_, _| (), &mut Impatient);
        assert!(matches!(stopped, Err(RunError::Stopped(_))));
    }
}
