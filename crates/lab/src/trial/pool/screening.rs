//! Screening: who is followed at all, and who is enrolled.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::Pool;
use crate::cohort::Resting;
use crate::draws::Draws;
use crate::observation::Visit;
use crate::population::Candidate;

/// How a screening ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Screening {
    /// Enrolled.
    Enrolled,
    /// Could not be followed: why, in a sentence without a stop.
    Failed(String),
    /// Physiology out of bounds: which.
    Implausible(String),
    /// Left out so that all together are as published.
    Surplus,
    /// A criterion was not met: which.
    Ineligible(String),
}

impl Screening {
    /// In a few words.
    pub fn reason(&self) -> String {
        match self {
            Self::Enrolled => "enrolled".to_owned(),
            Self::Failed(why) => format!("failed: {why}"),
            Self::Implausible(why) => format!("implausible: {why}"),
            Self::Surplus => "surplus to the published distribution".to_owned(),
            Self::Ineligible(why) => why.clone(),
        }
    }
}

impl Pool<'_> {
    /// Why somebody is left out by what is known before they are brought to rest.
    pub(super) fn left_out(&self, candidate: &Candidate) -> Option<String> {
        let mut criteria = self.trial.eligible.iter();
        criteria.find_map(|criterion| criterion.leaves_out(candidate))
    }

    /// Whether somebody lives as a person can.
    pub(super) fn at_rest<'r>(
        &self,
        resting: &'r Result<Resting, String>,
    ) -> Result<&'r Resting, Screening> {
        let resting = resting.as_ref();
        let resting = resting.map_err(|why| Screening::Failed(why.clone()))?;
        let system = self.cohort.system();
        match self.population.implausible(system, &resting.seen) {
            Some(why) => Err(Screening::Implausible(why)),
            None => Ok(resting),
        }
    }

    /// Whether somebody is enrolled, and why not.
    pub(super) fn screen(
        &self,
        candidate: &Candidate,
        resting: &Result<Resting, String>,
        draws: &Draws,
    ) -> Screening {
        if let Some(why) = self.left_out(candidate) {
            return Screening::Ineligible(why);
        }
        let resting = match self.at_rest(resting) {
            Ok(resting) => resting,
            Err(screening) => return screening,
        };
        let person = candidate.number as u64;
        if !self.tilt.takes(&resting.seen, draws, person) {
            return Screening::Surplus;
        }
        self.by_criteria(resting, draws, person)
    }

    /// Whether somebody of another world would be enrolled there, wherever the population has been brought to.
    pub(super) fn screen_elsewhere(
        &self,
        candidate: &Candidate,
        resting: &Result<Resting, String>,
    ) -> Screening {
        let resting = match self.at_rest(resting) {
            Ok(resting) => resting,
            Err(screening) => return screening,
        };
        self.by_criteria(resting, &self.draws, candidate.number as u64)
    }

    /// Whether what is seen of somebody on the first day meets the criteria.
    fn by_criteria(&self, resting: &Resting, draws: &Draws, person: u64) -> Screening {
        for range in self.trial.chosen_by() {
            let mut outcomes = self.outcomes.iter();
            let found = outcomes.find(|one| one.name == range.name.text);
            let Some(outcome) = found else { continue };
            let visit = Visit {
                day: 0.0,
                believes: false,
            };
            let truth = resting.seen[outcome.place];
            let seen = outcome.seen.observe(&[truth], &[visit], draws, person);
            let value = seen.first().copied().unwrap_or(truth);
            if let Some(why) = range.missed_by(value) {
                return Screening::Ineligible(why);
            }
        }
        Screening::Enrolled
    }
}

/// Why people are not enrolled, and how many, the most frequent reason first.
pub(in crate::trial) fn refused<'s>(
    screenings: impl Iterator<Item = &'s Screening>,
) -> Vec<(String, usize)> {
    let mut refused = BTreeMap::new();
    for screening in screenings.filter(|one| **one != Screening::Enrolled) {
        *refused.entry(screening.reason()).or_insert(0) += 1;
    }
    let mut refused: Vec<(String, usize)> = refused.into_iter().collect();
    refused.sort_by_key(|(_, count)| Reverse(*count));
    refused
}
