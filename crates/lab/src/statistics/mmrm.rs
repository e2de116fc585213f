//! The mixed model for repeated measures: the mean of every arm at every visit, from everybody who was seen at all
//! (Mallinckrodt, Clark & David 2001). Visits may be missing, as long as what was seen before explains why (missing at random).

use super::ancova::arms;
use super::mixed::{self, Covariance, Mixed, Person, SmallSample};
use super::numeric::mean;
use super::{Estimate, Fault, fault};

/// A fitted mixed model for repeated measures.
#[derive(Clone, Debug)]
pub struct Mmrm {
    /// The model behind it: first the means, arm by arm at the first visit, then at the second and so on; then a slope of baseline a visit.
    pub model: Mixed,
    arms: usize,
    visits: usize,
}

/// Fits the outcomes by visit and arm with an unstructured covariance, a place a person: the arm, from 0, the control; the outcome at every
/// visit, or none; and the baseline, if it is to be allowed for, with a slope of its own at every visit.
///
/// # Errors
/// Columns differ in length, an arm or a visit has too few people, a visit cannot be told apart from others, nothing varies, a value is
/// not finite, or the search does not end.
pub fn mmrm(
    arm: &[usize],
    outcomes: &[Vec<Option<f64>>],
    baseline: Option<&[f64]>,
) -> Result<Mmrm, Fault> {
    fault::as_long(arm.len(), "the outcomes", outcomes.len())?;
    let arms = arms(arm)?;
    let visits = outcomes.first().map_or(0, Vec::len);
    fault::at_least(1, "visits", visits)?;
    let usual = baseline.map_or(0.0, mean);
    if let Some(baseline) = baseline {
        fault::as_long(arm.len(), "the baseline", baseline.len())?;
        fault::finite("the baseline", baseline)?;
    }
    let slopes = if baseline.is_some() { visits } else { 0 };
    let row = |person: usize, visit: usize| {
        let mut row = vec![0.0; visits * arms + slopes];
        row[visit * arms + arm[person]] = 1.0;
        if let Some(baseline) = baseline {
            row[visits * arms + visit] = baseline[person] - usual;
        }
        row
    };
    let mut people = Vec::with_capacity(arm.len());
    for (index, outcomes) in outcomes.iter().enumerate() {
        fault::as_long(visits, "a person's visits", outcomes.len())?;
        let seen = || {
            outcomes
                .iter()
                .enumerate()
                .filter_map(|(visit, outcome)| Some((visit, (*outcome)?)))
        };
        people.push(Person {
            visits: seen().map(|(visit, _)| visit).collect(),
            rows: seen().map(|(visit, _)| row(index, visit)).collect(),
            outcomes: seen().map(|(_, outcome)| outcome).collect(),
        });
    }
    Ok(Mmrm {
        model: mixed::fit(&people, Covariance::Unstructured)?,
        arms,
        visits,
    })
}

impl Mmrm {
    /// What an arm has more than the control at a visit.
    ///
    /// # Errors
    /// There is no such arm or visit, or the arm is the control.
    pub fn effect(&self, arm: usize, visit: usize, small: SmallSample) -> Result<Estimate, Fault> {
        fault::positive("the number of an arm beside the control", arm as f64)?;
        fault::at_least(arm.saturating_add(1), "arms", self.arms)?;
        fault::at_least(visit.saturating_add(1), "visits", self.visits)?;
        let mut weights = vec![0.0; self.visits * self.arms];
        weights[visit * self.arms] -= 1.0;
        weights[visit * self.arms + arm] += 1.0;
        self.contrast(&weights, small)
    }

    /// A weighted sum of the means, arm by arm at the first visit, then at the second and so on, all at the same baseline.
    ///
    /// # Errors
    /// There is not one weight for every arm at every visit.
    pub fn contrast(&self, weights: &[f64], small: SmallSample) -> Result<Estimate, Fault> {
        fault::as_long(
            self.visits * self.arms,
            "the weights of means",
            weights.len(),
        )?;
        let slopes = self.model.coefficients.len() - weights.len();
        self.model
            .contrast(&[weights, &vec![0.0; slopes]].concat(), small)
    }
}
