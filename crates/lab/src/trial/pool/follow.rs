//! Following: everybody who is enrolled lives through every way, first without rescue, and those who need it once more with it.

use super::{Lived, Outcome, Pool};
use crate::cohort::{Regimen, Resting};
use crate::draws::Draws;
use crate::laboratory::Watch;
use crate::observation::{Seeing, Visit};
use crate::run::RunError;
use crate::trial::endpoint::Better;

/// What is true of somebody, by outcome and day.
type Truth = Vec<Vec<f64>>;
/// What happened to somebody in every way, or in a sentence why that is not known.
pub(super) type Lives = Result<Vec<Lived>, String>;

/// Somebody on a way.
struct Traveller<'p> {
    resting: &'p Resting,
    regimen: &'p Regimen,
    way: usize,
}

impl Traveller<'_> {
    fn person(&self) -> u64 {
        self.resting.candidate.number as u64
    }
}

impl Pool<'_> {
    /// Follows people through all ways.
    pub(super) fn follow(
        &self,
        enrolled: &[(usize, Resting)],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Lives>, RunError> {
        let regimens: Vec<Vec<Regimen>> = enrolled
            .iter()
            .map(|(_, resting)| self.regimens(resting))
            .collect();
        let people = enrolled.iter().zip(&regimens);
        let travellers: Vec<Traveller<'_>> = people
            .flat_map(|((_, resting), regimens)| {
                let ways = regimens.iter().enumerate();
                ways.map(move |(way, regimen)| Traveller {
                    resting,
                    regimen,
                    way,
                })
            })
            .collect();
        let pairs: Vec<(&Resting, &Regimen)> = travellers
            .iter()
            .map(|one| (one.resting, one.regimen))
            .collect();
        let truths = self.truths(&pairs, watch)?.into_iter();
        let lives = truths.zip(&travellers);
        let mut lives: Vec<Result<Lived, String>> = lives
            .map(|(truth, one)| Ok(self.seen(truth?, one.way, one.person())))
            .collect();
        self.rescue(&travellers, &mut lives, watch)?;
        let mut lives = lives.into_iter();
        let of_person = |_: &_| lives.by_ref().take(self.ways.len()).collect();
        Ok(enrolled.iter().map(of_person).collect())
    }

    /// What somebody is given in each way.
    fn regimens(&self, resting: &Resting) -> Vec<Regimen> {
        let until = self.days.last().copied().unwrap_or_default();
        let person = resting.candidate.number as u64;
        let adherence = self.trial.conduct.adherence;
        let gaps = adherence.map(|one| one.gaps(&self.draws, person, until));
        self.trial
            .regimens(&self.ways, &gaps.unwrap_or_default(), &self.forgotten)
    }

    /// Those who need rescue live once more from rest on, with it.
    fn rescue(
        &self,
        travellers: &[Traveller<'_>],
        lives: &mut [Result<Lived, String>],
        watch: &mut dyn Watch,
    ) -> Result<(), RunError> {
        let needs = |(place, life): (usize, &Result<Lived, String>)| {
            let at = life.as_ref().ok()?.rescued_at?;
            let regimen = travellers[place].regimen;
            Some((place, self.trial.rescued(regimen, self.days[at])))
        };
        let rescued: Vec<(usize, Regimen)> = lives.iter().enumerate().filter_map(needs).collect();
        let pairs: Vec<(&Resting, &Regimen)> = rescued
            .iter()
            .map(|(place, regimen)| (travellers[*place].resting, regimen))
            .collect();
        for ((place, _), truth) in rescued.iter().zip(self.truths(&pairs, watch)?) {
            let one = &travellers[*place];
            let after = truth.map(|truth| self.seen(truth, one.way, one.person()));
            let life = &mut lives[*place];
            match (after, life.as_mut()) {
                (Ok(after), Ok(before)) => {
                    *before = Lived {
                        unrescued: Some(std::mem::take(&mut before.truth)),
                        rescued_at: before.rescued_at,
                        ..after
                    };
                }
                (Err(why), _) => *life = Err(why),
                (Ok(_), Err(_)) => {}
            }
        }
        Ok(())
    }

    /// What is true of every outcome on every day.
    fn truths(
        &self,
        people: &[(&Resting, &Regimen)],
        watch: &mut dyn Watch,
    ) -> Result<Vec<Result<Truth, String>>, RunError> {
        let nobody = || Err("not followed".to_owned());
        let mut truths: Vec<Result<Truth, String>> = people.iter().map(|_| nobody()).collect();
        let outcomes = &self.outcomes;
        let mut keep = |place: usize, seen: Result<Vec<Vec<f64>>, String>| {
            truths[place] = seen.map(|days| {
                let of = |outcome: &Outcome| days.iter().map(|day| day[outcome.place]).collect();
                outcomes.iter().map(of).collect()
            });
        };
        if !people.is_empty() {
            self.cohort.follow(people, &self.days, &mut keep, watch)?;
        }
        Ok(truths)
    }

    /// What is seen of an outcome, by its place, on every day of a way, when these draws say by how much it is missed.
    fn seen_of(&self, outcome: usize, truth: &[f64], way: usize, person: u64) -> Vec<f64> {
        let seen = &self.outcomes[outcome].seen;
        seen.observe(truth, &self.visits(way), &self.draws, person)
    }

    /// What would be seen of it in another trial, whose errors come from these draws under this number. People who were chosen by what was seen
    /// of them are those of whom it was seen: their level and their first visit stay as they were. Others have the level of `somebody`.
    pub(crate) fn seen_again(
        &self,
        outcome: usize,
        (truth, way, person): (&[f64], usize, usize),
        (draws, somebody, number): (&Draws, u64, u64),
    ) -> Vec<f64> {
        let (seen, visits) = (&self.outcomes[outcome].seen, self.visits(way));
        let later = (draws, number);
        let (level, first) = match self.trial.chosen_by().next().is_none() {
            true => ((draws, somebody), later),
            false => {
                let chosen = (&self.draws, person as u64);
                (chosen, chosen)
            }
        };
        let seeing = Seeing {
            level,
            first,
            later,
        };
        seen.observe_again(truth, &visits, seeing)
    }

    fn visits(&self, way: usize) -> Vec<Visit> {
        self.days.iter().map(|day| self.visit(*day, way)).collect()
    }

    /// What is seen of somebody, when they are rescued and when they leave.
    fn seen(&self, truth: Vec<Vec<f64>>, way: usize, person: u64) -> Lived {
        let truths = truth.iter().enumerate();
        let seen = truths.map(|(place, truth)| self.seen_of(place, truth, way, person));
        let seen: Vec<Vec<f64>> = seen.collect();
        let left_at = self.trial.conduct.dropout.and_then(|dropout| {
            let not_better = self.not_better(&seen);
            dropout.leaves_before(&self.days, &not_better, &self.draws, person)
        });
        let is_there = |place: usize| left_at.is_none_or(|left| place < left);
        let rescued_at = self.trial.conduct.rescue.as_ref().and_then(|rescue| {
            let place = self
                .outcomes
                .iter()
                .position(|one| one.name == rescue.outcome.text)?;
            let last = self.days.len() - 1;
            let mut days = self.days.iter().zip(&seen[place]).take(last).skip(1);
            let at = days.position(|(day, value)| *day >= rescue.from && *value >= rescue.at_least);
            at.map(|at| at + 1).filter(|at| is_there(*at))
        });
        let until_left = |values: Vec<f64>| {
            let values = values.into_iter().enumerate();
            values
                .map(|(place, value)| is_there(place).then_some(value))
                .collect()
        };
        Lived {
            truth,
            unrescued: None,
            seen: seen.into_iter().map(until_left).collect(),
            rescued_at,
            left_at,
        }
    }

    /// Whether each visit sees somebody no better than the first in what the trial is about.
    fn not_better(&self, seen: &[Vec<f64>]) -> Vec<bool> {
        let (Some(endpoint), Some(values)) = (self.trial.endpoints.first(), seen.first()) else {
            return vec![false; self.days.len()];
        };
        let baseline = values.first().copied().unwrap_or_default();
        let not_better = |value: &f64| match endpoint.better {
            Better::Lower => *value >= baseline,
            Better::Higher => *value <= baseline,
        };
        values.iter().map(not_better).collect()
    }

    /// A visit of somebody on a way.
    fn visit(&self, day: f64, way: usize) -> Visit {
        let begun = self.ways[way]
            .periods
            .iter()
            .rev()
            .find(|period| period.start < day);
        let believes = begun.is_some_and(|period| !self.trial.conduct.open || period.arm > 0);
        Visit { day, believes }
    }
}
