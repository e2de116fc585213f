//! Power by trying: how often simulated trials find the effect, with the error of having tried only so often.

use super::distributions::normal_quantile;
use super::responders::Group;
use super::{Fault, fault};

/// How many of the simulated trials found the effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Simulated {
    /// The trials that found it.
    pub found: u64,
    /// All of them.
    pub trials: u64,
}

/// So many trials that no 95 % interval of a power reaches farther than [`HALF_WIDTH`] to either side, whatever the power.
pub const TRIALS: u64 = 9_604;
/// How far the interval of a power reaches with [`TRIALS`].
pub const HALF_WIDTH: f64 = 0.01;

/// So many trials that no interval of this confidence reaches farther than that to either side.
///
/// # Errors
/// A number is not between 0 and 1.
pub fn trials(half_width: f64, confidence: f64) -> Result<u64, Fault> {
    fault::probability("the half-width", half_width)?;
    fault::probability("the confidence", confidence)?;
    let deviations = normal_quantile(0.5 + 0.5 * confidence);
    // Half a standard deviation is the most that a share varies.
    let root = 0.5 * deviations / half_width;
    Ok((root * root).ceil() as u64)
}

/// Runs trials, each told its number from 0, and counts those that found the effect.
///
/// # Errors
/// There is no trial to run.
pub fn simulate(trials: u64, found: impl Fn(u64) -> bool) -> Result<Simulated, Fault> {
    fault::at_least(1, "trials", trials as usize)?;
    Ok(Simulated {
        found: (0..trials).filter(|trial| found(*trial)).count() as u64,
        trials,
    })
}

impl Simulated {
    /// The share of trials that found the effect.
    pub fn power(&self) -> f64 {
        self.found as f64 / self.trials as f64
    }

    /// The Monte-Carlo standard error of the power.
    pub fn mcse(&self) -> f64 {
        let power = self.power();
        (power * (1.0 - power) / self.trials as f64).sqrt()
    }

    /// The interval that holds the true power with this confidence (Wilson 1927).
    ///
    /// # Errors
    /// The confidence is not between 0 and 1.
    pub fn interval(&self, confidence: f64) -> Result<(f64, f64), Fault> {
        Group::new(self.found, self.trials)?.interval(confidence)
    }
}
