//! Analysis of covariance: what arms differ by after the baseline is allowed for (Fisher 1932; for trials Senn 2006).

use super::numeric::mean;
use super::regression::{Fit, least_squares};
use super::{Estimate, Fault, fault};

/// A fitted analysis of covariance.
#[derive(Clone, Debug)]
pub struct Ancova {
    /// Every arm after the first against the first, in the unit of the outcome.
    pub effects: Vec<Estimate>,
    /// How much of a unit of baseline is still there in the outcome.
    pub slope: Estimate,
    arms: usize,
    fit: Fit,
}

/// Fits `outcome ~ baseline + arm`, a place a person; arms are numbered from 0, the control.
///
/// # Errors
/// Columns differ in length, an arm has nobody or there is only one, there are too few people, the baseline does not vary within arms,
/// the outcome is met exactly, or a value is not finite.
pub fn ancova(arm: &[usize], baseline: &[f64], outcome: &[f64]) -> Result<Ancova, Fault> {
    fault::as_long(arm.len(), "the baseline", baseline.len())?;
    fault::as_long(arm.len(), "the outcome", outcome.len())?;
    fault::finite("the baseline", baseline)?;
    fault::finite("the outcome", outcome)?;
    let arms = arms(arm)?;
    // Both are centred so that the fit does not depend on where their scales begin.
    let (usual, level) = (mean(baseline), mean(outcome));
    let rows: Vec<Vec<f64>> = arm
        .iter()
        .zip(baseline)
        .map(|(arm, baseline)| row(arms, *arm, baseline - usual))
        .collect();
    let centred: Vec<f64> = outcome.iter().map(|outcome| outcome - level).collect();
    let fit = least_squares(&rows, &centred)?;
    let coefficient = |index: usize| {
        let mut weights = vec![0.0; arms + 1];
        weights[index] = 1.0;
        fit.contrast(&weights)
    };
    let against_first = |arm| fit.contrast(&difference(arms, arm));
    Ok(Ancova {
        effects: (1..arms).map(against_first).collect(),
        slope: coefficient(arms),
        arms,
        fit,
    })
}

impl Ancova {
    /// What an arm has more than the control at the same baseline.
    ///
    /// # Errors
    /// There is no such arm, or it is the control.
    pub fn effect(&self, arm: usize) -> Result<Estimate, Fault> {
        fault::positive("the number of an arm beside the control", arm as f64)?;
        fault::at_least(arm, "arms beside the control", self.effects.len())?;
        Ok(self.effects[arm - 1])
    }

    /// A weighted sum of the arms' means at the same baseline, such as `[-1.0, 0.5, 0.5]` for the mean of two arms against the control.
    ///
    /// # Errors
    /// There is not one weight for every arm, or they do not sum to zero.
    pub fn contrast(&self, weights: &[f64]) -> Result<Estimate, Fault> {
        fault::as_long(self.arms, "the weights of arms", weights.len())?;
        let sum: f64 = weights.iter().sum();
        fault::between("the sum of the weights", sum, (-1e-9, 1e-9), "0")?;
        Ok(self.fit.contrast(&[weights, &[0.0]].concat()))
    }
}

/// An indicator for every arm, then the baseline.
fn row(arms: usize, arm: usize, baseline: f64) -> Vec<f64> {
    let mut row = vec![0.0; arms + 1];
    (row[arm], row[arms]) = (1.0, baseline);
    row
}

fn difference(arms: usize, arm: usize) -> Vec<f64> {
    let mut weights = vec![0.0; arms + 1];
    (weights[0], weights[arm]) = (-1.0, 1.0);
    weights
}

/// How many arms there are, none of them empty.
pub(crate) fn arms(arm: &[usize]) -> Result<usize, Fault> {
    let arms = arm.iter().max().map_or(0, |last| last.saturating_add(1));
    fault::at_least(2, "arms", arms)?;
    // An arm number beyond the people means that some arm is empty.
    fault::at_least(arms, "people", arm.len())?;
    for index in 0..arms {
        let people = arm.iter().filter(|arm| **arm == index).count();
        fault::at_least(1, "people in an arm", people)?;
    }
    Ok(arms)
}
