//! Several arms against one control (Dunnett 1955): the largest of several t statistics that share their control and their variance.

use super::distributions::{normal_cdf, normal_density, over_deviations, student_t_quantile};
use super::numeric::{integral, root};
use super::{Fault, fault};

/// The comparison of arms with one control.
#[derive(Clone, Debug, PartialEq)]
pub struct Dunnett {
    /// How much of an arm's statistic comes from the control: the root of the arm's share of the people of both.
    shared: Vec<f64>,
    df: f64,
}

impl Dunnett {
    /// The comparison of arms of these sizes with a control of that size, when the variance has `df` degrees of freedom, which may be
    /// infinite.
    ///
    /// # Errors
    /// There is no arm, a size or the degrees of freedom are not above zero.
    pub fn new(control: f64, arms: &[f64], df: f64) -> Result<Self, Fault> {
        fault::at_least(1, "arms beside the control", arms.len())?;
        fault::degrees(df)?;
        fault::positive("the size of the control", control)?;
        for size in arms {
            fault::positive("the size of an arm", *size)?;
        }
        let shared = arms.iter().map(|size| (size / (size + control)).sqrt());
        Ok(Self {
            shared: shared.collect(),
            df,
        })
    }

    /// The p value of an arm's statistic, adjusted for all arms, to either side: how often chance alone gives any of them one as large.
    pub fn p(&self, statistic: f64) -> f64 {
        let size = statistic.abs();
        match self.df.is_infinite() {
            true => self.any_beyond(size),
            false => over_deviations(self.df, 1.0 + size, |deviation| {
                self.any_beyond(size * deviation)
            }),
        }
    }

    /// The statistic that chance alone exceeds in any arm, to either side, with probability `alpha`.
    ///
    /// # Errors
    /// `alpha` is not between 0 and 1.
    pub fn critical(&self, alpha: f64) -> Result<f64, Fault> {
        fault::probability("alpha", alpha)?;
        // Between one arm's critical value and Bonferroni's.
        let arms = self.shared.len() as f64;
        let lo = student_t_quantile(1.0 - 0.5 * alpha, self.df)?;
        let hi = student_t_quantile(1.0 - 0.5 * alpha / arms, self.df)?;
        if self.shared.len() == 1 {
            return Ok(lo);
        }
        root("Dunnett's critical value", (lo, hi), |value| {
            self.p(value) - alpha
        })
    }

    /// The probability that any arm is beyond `reach` standard errors when the variance is known: given the control, arms are independent.
    fn any_beyond(&self, reach: f64) -> f64 {
        const FAR: f64 = 9.0;
        let steepest = self
            .shared
            .iter()
            .map(|shared| shared / own(*shared))
            .fold(1.0, f64::max);
        let beyond = |control: f64| {
            let within: f64 = self
                .shared
                .iter()
                .map(|shared| {
                    let (centre, own) = (shared * control, own(*shared));
                    normal_cdf((centre + reach) / own) - normal_cdf((centre - reach) / own)
                })
                .product();
            normal_density(control) * (1.0 - within)
        };
        integral((-FAR, FAR), 0.25 / steepest, beyond)
    }
}

/// How much of a statistic is the arm's own when the control's part is this.
fn own(shared: f64) -> f64 {
    (1.0 - shared * shared).sqrt()
}
