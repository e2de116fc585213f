//! An effect with its uncertainty.

use super::Fault;
use super::distributions::{student_t_quantile, student_t_two_sided};
use super::fault;

/// An effect, how far chance moves it, and what that is known from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The effect, in the unit of the outcome.
    pub value: f64,
    /// Its standard error.
    pub se: f64,
    /// The degrees of freedom behind the standard error; infinite where it is taken as known.
    pub df: f64,
}

impl Estimate {
    /// The effect in standard errors.
    pub fn statistic(&self) -> f64 {
        self.value / self.se
    }

    /// How often chance alone would move an effect of zero at least that far, to either side.
    pub fn p(&self) -> f64 {
        student_t_two_sided(self.statistic(), self.df)
    }

    /// The interval that holds the true effect with this confidence, such as 0.95.
    ///
    /// # Errors
    /// The confidence is not between 0 and 1.
    pub fn interval(&self, confidence: f64) -> Result<(f64, f64), Fault> {
        fault::probability("the confidence", confidence)?;
        let reach = student_t_quantile(0.5 + 0.5 * confidence, self.df)? * self.se;
        Ok((self.value - reach, self.value + reach))
    }
}
