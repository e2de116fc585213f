//! What a trial knows of its people and of the outcomes it asks of them.

use super::Screening;
use crate::observation::Seen;

/// An outcome of which something is asked.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// What it is.
    pub meaning: String,
    /// Its place among the observables.
    pub(super) place: usize,
    /// How it is seen.
    pub(super) seen: Seen,
}

/// Somebody who was drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Participant {
    /// The number; the first is 1.
    pub number: usize,
    /// Covariates in their units, in the order of the population's.
    pub covariates: Vec<f64>,
    /// Whether male, and which of the traits that some have.
    pub carries: Vec<String>,
    /// The type of gut community.
    pub community: String,
    /// How the screening ended.
    pub screening: Screening,
    /// What was true of every outcome at rest; empty when somebody did not come to rest.
    pub at_rest: Vec<f64>,
    /// What happened in each way; empty unless somebody is enrolled.
    pub lived: Vec<Lived>,
}

/// What happened to somebody in a way.
#[derive(Clone, Debug, PartialEq)]
pub struct Lived {
    /// What was true, by outcome and day.
    pub truth: Vec<Vec<f64>>,
    /// What would have been true without rescue; none where nobody was rescued.
    pub unrescued: Option<Vec<Vec<f64>>>,
    /// What was seen, by outcome and day; those who have left are seen no more.
    pub seen: Vec<Vec<Option<f64>>>,
    /// The day, by its place, at which rescue began.
    pub rescued_at: Option<usize>,
    /// The first day, by its place, on which somebody was not seen any more.
    pub left_at: Option<usize>,
}

impl Outcome {
    /// Whether it is known how it is seen.
    pub fn is_observed(&self) -> bool {
        !self.seen.meaning.is_empty()
    }
}
