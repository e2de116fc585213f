//! People: how sure a result is, shown by others of whom the same is known.
//!
//! What a scenario says of its person holds in all of them: age, size, traits, habits, doses, the stool profile. Numbers that differ between
//! people, or between those who have the same trait, are drawn ([`crate::draws`]). Each one is brought to their own rest and lives through the same. The
//! healthy person to whom signals are relative stays that of the typical person.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use engine::{System, Trajectory};
use physiology::arrows::Route;
use physiology::axis;

use crate::draws::Draws;
use crate::laboratory::{Laboratory, Watch};
use crate::life::{HABITS_ONLY, Life, Values};
use crate::outcome::{Band, Drawn};
use crate::person::Person;
use crate::protocol::{Protocol, batch_of};
use crate::rests::Rests;
use crate::run::{Question, RunError, unknown_outcomes};
use crate::run_in::{Group, LONGEST, Origin, Rested, Settling};
use crate::scenario::{Sampling, Scenario};
use crate::simulate::follow_each;
use crate::stool::StoolProfile;
use crate::why::{Doubt, Reason, closed};

/// What the watcher is told.
const SETTLING: [&str; 2] = ["people's adaptation", "people's run-in"];
pub(crate) const RUN: &str = "people's run";
const WHY: &str = "people's why";
/// The part of people that may be left out: one in so many.
const LEFT_OUT_AT_MOST: usize = 4;
/// The ends of a band: nine of ten people lie between them.
const BAND: [f64; 2] = [0.05, 0.95];

/// The typical person, around whom people are drawn.
pub(crate) struct Typical<'a> {
    pub lab: &'a Laboratory,
    pub scenario: &'a Scenario,
    pub stool: Option<&'a StoolProfile>,
    /// What is known of rests already.
    pub rests: &'a dyn Rests,
    pub person: Person,
    pub life: Life<'a>,
    /// The life without the courses, where there are any.
    pub control: Option<Life<'a>>,
    /// The equations with everything that is known of the typical person.
    pub system: System,
    pub origin: Origin,
    /// The typical person at rest.
    pub rested: Rested,
}

/// Somebody who was drawn.
struct Somebody {
    /// The first is 1.
    number: usize,
    own: Values,
    /// States at rest.
    rest: Vec<f64>,
    /// The life with the courses, then without them, then both with a way cut, way after way.
    lived: Vec<Trajectory>,
}

/// People who differ in some numbers.
pub(crate) struct People {
    /// Names of the parameters in which they differ.
    varying: BTreeSet<String>,
    there: Vec<Somebody>,
    /// Who they are, and who is not there any more.
    pub drawn: Drawn,
}

impl<'a> Typical<'a> {
    /// Brings a scenario's person to rest.
    pub fn at_rest(
        lab: &'a Laboratory,
        scenario: &'a Scenario,
        stool: Option<&'a StoolProfile>,
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let data = &lab.data;
        let person = Person::new(data, &scenario.person, stool).map_err(RunError::Scenario)?;
        let diet = person.usual_diet();
        let life = Life::new(data, scenario, diet).map_err(RunError::Scenario)?;
        let control = scenario.without_treatments();
        let control = control.map(|control| Life::new(data, &control, diet));
        let control = control.transpose().map_err(RunError::Scenario)?;
        let mut system = axis::build(data, &life.agents, false).map_err(RunError::Model)?;
        let unknown = unknown_outcomes(&system, scenario);
        if !unknown.is_empty() {
            return Err(RunError::Scenario(unknown));
        }
        let origin = Origin::of(lab, scenario, &life, &person, &mut system, rests, watch)?;
        let settling = Settling {
            lab,
            habitual: &life.habitual_agents(),
            stool,
            origin: &origin,
            rests,
            phases: ["adaptation", "run-in"],
        };
        let (system, rested) = settling.settle_one(system, watch)?;
        Ok(Self {
            lab,
            scenario,
            stool,
            rests,
            person,
            life,
            control,
            system,
            origin,
            rested,
        })
    }
}

impl Typical<'_> {
    /// Draws the people who are asked for beside the typical person and follows them, and says how sure the reasons are. None when nobody
    /// is asked for.
    pub fn people(
        &self,
        question: &Question,
        reasons: &mut [Reason],
        watch: &mut dyn Watch,
    ) -> Result<Option<People>, RunError> {
        let count = question.people.saturating_sub(1);
        if count == 0 {
            return Ok(None);
        }
        let group = self.draw(1..=count, question.seed)?;
        let drawn = Drawn {
            seed: question.seed,
            count,
            left_out: Vec::new(),
        };
        let mut people = self.bring_to_rest(group, drawn, watch)?;
        // Both lives decide the program, so that asking for reasons changes no bit of a band.
        let lives: Vec<(&Life<'_>, Values)> =
            self.pair().map(|life| (life, Values::new())).collect();
        let asked = if reasons.is_empty() { 1 } else { lives.len() };
        people.live(
            &self.system,
            (&lives, asked),
            &self.scenario.sampling,
            None,
            RUN,
            watch,
        )?;
        self.doubt(&mut people, reasons, watch)?;
        Ok(Some(people))
    }

    /// The people of these numbers, the first of whom is 1.
    pub fn draw(&self, people: RangeInclusive<usize>, seed: u64) -> Result<Group, RunError> {
        let data = &self.lab.data;
        let draws = Draws::new(seed);
        let habits = self.life.at(HABITS_ONLY);
        let own = |person: usize| {
            let known = &self.scenario.person;
            let person = Person::drawn(data, known, self.stool, (&draws, person as u64));
            let mut own = person.map_err(RunError::Scenario)?.values;
            own.extend(habits.clone());
            Ok(own)
        };
        Ok(Group {
            system: self.system.clone(),
            varying: draws
                .values(data, 0)
                .into_keys()
                .chain(
                    self.person
                        .differing(data)
                        .map(|number| number.name.clone()),
                )
                .collect(),
            own: people.map(own).collect::<Result<_, _>>()?,
        })
    }

    /// Brings people to rest. What this finds out about them stays in `group`.
    pub fn settle(
        &self,
        group: &mut Group,
        watch: &mut dyn Watch,
    ) -> Result<Vec<Result<Vec<f64>, String>>, RunError> {
        let settling = Settling {
            lab: self.lab,
            habitual: &self.life.habitual_agents(),
            stool: self.stool,
            origin: &self.origin,
            rests: self.rests,
            phases: SETTLING,
        };
        let settled = settling.settle(group, watch)?.into_iter();
        let rest = |rested: Result<Rested, String>| rested.and_then(|rested| self.rest_of(rested));
        Ok(settled.map(rest).collect())
    }

    fn bring_to_rest(
        &self,
        mut group: Group,
        mut drawn: Drawn,
        watch: &mut dyn Watch,
    ) -> Result<People, RunError> {
        let settled = self.settle(&mut group, watch)?;
        let mut there = Vec::new();
        for ((index, own), rest) in group.own.into_iter().enumerate().zip(settled) {
            let number = index + 1;
            match rest {
                Ok(rest) => there.push(Somebody {
                    number,
                    own,
                    rest,
                    lived: Vec::new(),
                }),
                Err(why) => drawn.leave_out(number, why),
            }
        }
        Ok(People {
            varying: group.varying,
            there,
            drawn,
        })
    }

    /// The state of somebody at rest. Where the typical person does not come to rest, nobody has to.
    fn rest_of(&self, rested: Rested) -> Result<Vec<f64>, String> {
        if rested.run_in.steady || !self.rested.run_in.steady {
            Ok(rested.state)
        } else {
            Err(format!("not at rest after {LONGEST:.0} days"))
        }
    }

    /// The life with the courses and, where there are any, the one without.
    fn pair(&self) -> impl Iterator<Item = &Life<'_>> {
        std::iter::once(&self.life).chain(&self.control)
    }

    /// Says how sure the reasons are, from people's lives without the courses, and with each way that matters cut alone.
    fn doubt(
        &self,
        people: &mut People,
        reasons: &mut [Reason],
        watch: &mut dyn Watch,
    ) -> Result<(), RunError> {
        let parts = reasons.iter().filter(|reason| reason.is_effect());
        let parts: Vec<(f64, Route)> = parts
            .flat_map(|reason| reason.parts.iter().map(|part| (reason.day, part.route)))
            .collect();
        let ways: Vec<Route> = Route::SPREADING
            .into_iter()
            .filter(|route| parts.iter().any(|(_, other)| other == route))
            .collect();
        let mut days: Vec<f64> = parts.iter().map(|(day, _)| *day).collect();
        days.sort_by(f64::total_cmp);
        days.dedup();
        if let Some(until) = days.last() {
            let lives: Vec<(&Life<'_>, Values)> = ways
                .iter()
                .flat_map(|way| self.pair().map(|life| (life, closed([*way]))))
                .collect();
            let sampling = Sampling {
                until: *until,
                ..self.scenario.sampling.clone()
            };
            let all = lives.len();
            people.live(
                &self.system,
                (&lives, all),
                &sampling,
                Some(&days),
                WHY,
                watch,
            )?;
        }
        for reason in reasons {
            reason.doubt = people.doubt(&self.system, reason);
            for part in &mut reason.parts {
                let way = ways.iter().position(|way| *way == part.route);
                part.necessity_band = way.and_then(|way| {
                    people.necessity(&self.system, &reason.outcome, reason.day, way)
                });
            }
        }
        Ok(())
    }
}

impl People {
    /// Lets everybody live the first `asked` of these lives, with these values held, and remembers them; all of the lives decide the
    /// program. Observables are recorded on `days` where they are given. Who fails is there no more; that is an error when
    /// too few are left.
    fn live(
        &mut self,
        system: &System,
        (lives, asked): (&[(&Life<'_>, Values)], usize),
        sampling: &Sampling,
        days: Option<&[f64]>,
        phase: &'static str,
        watch: &mut dyn Watch,
    ) -> Result<(), RunError> {
        let there = &self.there;
        let protocols = lives.iter().flat_map(|(life, held)| {
            there.iter().map(move |one| Protocol {
                life,
                own: one.own.clone(),
                held: held.clone(),
                initial: one.rest.clone(),
            })
        });
        let protocols: Vec<Protocol<'_>> = protocols.collect();
        let (program, mut subjects) = batch_of(system, &self.varying, &protocols, sampling);
        let count = self.there.len();
        subjects.truncate(asked * count);
        if let Some(days) = days {
            for subject in &mut subjects {
                subject.schedule.samples = days.to_vec();
            }
        }
        let followed = follow_each(&program, &subjects, None, phase, watch)?;
        let mut failed = BTreeSet::new();
        for (index, followed) in followed.into_iter().enumerate() {
            let one = &mut self.there[index % count];
            match followed {
                Ok(lived) => one.lived.push(lived),
                Err(why) if failed.insert(one.number) => self.drawn.leave_out(one.number, why),
                Err(_) => {}
            }
        }
        self.there.retain(|one| !failed.contains(&one.number));
        self.are_enough()
    }

    /// Too many who cannot be followed make those who can a choice of their own.
    fn are_enough(&self) -> Result<(), RunError> {
        match self.drawn.note() {
            Some(note) if LEFT_OUT_AT_MOST * self.drawn.left_out.len() > self.drawn.count => {
                Err(RunError::People(note))
            }
            _ => Ok(()),
        }
    }

    /// Where nine of ten people lie in the observable at that place, and how many of them outside its healthy range, at all sampled times.
    pub fn band(&self, system: &System, place: usize, healthy: Option<(f64, f64)>) -> Band {
        let unit = &system.observables[place].unit;
        let width = system.observables.len();
        let course = |one: &Somebody| -> Vec<f64> {
            let seen = one.lived.iter().take(1).flat_map(|with| &with.observables);
            let seen = seen.skip(place).step_by(width);
            seen.map(|value| unit.from_base(*value)).collect()
        };
        let courses: Vec<Vec<f64>> = self.there.iter().map(course).collect();
        let times = courses.first().map_or(0, Vec::len);
        let at = |time: usize| courses.iter().map(move |course| course[time]);
        let (lo, hi) = (0..times)
            .map(|time| percentiles(at(time).collect()))
            .unzip();
        let outside = |(least, most): (f64, f64)| {
            let beyond = |time: usize| {
                at(time)
                    .filter(|value| *value < least || *value > most)
                    .count()
            };
            let share = |time: usize| beyond(time) as f64 / courses.len() as f64;
            (0..times).map(share).collect()
        };
        Band {
            lo,
            hi,
            outside: healthy.map(outside),
        }
    }

    /// How sure an effect is; none where people did not live without the courses.
    fn doubt(&self, system: &System, reason: &Reason) -> Option<Doubt> {
        let effects = self.effects(system, &reason.outcome, reason.day, 0)?;
        let same = |effect: &&f64| **effect * reason.effect() > 0.0;
        Some(Doubt {
            same_sign: effects.iter().filter(same).count(),
            people: effects.len(),
            effect: percentiles(effects),
        })
    }

    /// Where what of an effect is gone lies in nine of ten people, when that way alone is cut.
    fn necessity(
        &self,
        system: &System,
        outcome: &str,
        day: f64,
        way: usize,
    ) -> Option<(f64, f64)> {
        let whole = self.effects(system, outcome, day, 0)?;
        let left = self.effects(system, outcome, day, way + 1)?;
        let gone = whole.iter().zip(&left).map(|(whole, left)| whole - left);
        Some(percentiles(gone.collect()))
    }

    /// The effect of the courses on a day in everybody: the first pair of lives has no way cut, each further one its own. None where the pair
    /// was not lived.
    fn effects(&self, system: &System, outcome: &str, day: f64, pair: usize) -> Option<Vec<f64>> {
        let place = system.observable(outcome)?;
        let unit = &system.observables[place].unit;
        let value = |lived: &Trajectory| {
            let time = lived.times.iter().position(|time| *time == day)?;
            let value = lived
                .observables
                .get(time * system.observables.len() + place)?;
            Some(unit.from_base(*value))
        };
        let effect = |one: &Somebody| {
            let [with, without] = one.lived.as_chunks().0.get(pair)?;
            Some(value(with)? - value(without)?)
        };
        self.there.iter().map(effect).collect()
    }
}

/// The ends of the band in which nine of ten of some values lie.
fn percentiles(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let [lo, hi] = BAND.map(|share| quantile(&values, share));
    (lo, hi)
}

/// The quantile of sorted values, between two of them by straight lines (type 7 of Hyndman and Fan).
pub(crate) fn quantile(sorted: &[f64], share: f64) -> f64 {
    let Some(last) = sorted.len().checked_sub(1) else {
        return f64::NAN;
    };
    let place = share * last as f64;
    let below = (place as usize).min(last);
    let above = (below + 1).min(last);
    sorted[below] + (place - below as f64) * (sorted[above] - sorted[below])
}

#[cfg(test)]
mod infants;
#[cfg(test)]
mod tests;
