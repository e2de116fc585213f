//! Two means: Student's t (1908), Welch's for unequal variances (1947), and the paired test.

use super::numeric::{mean, squares, variance};
use super::regression::rounding;
use super::{Estimate, Fault, fault};

/// What treated people have more than controls, when both vary alike.
///
/// # Errors
/// A group is empty, there are fewer than three people, nothing varies, or a value is not finite.
pub fn pooled(control: &[f64], treated: &[f64]) -> Result<Estimate, Fault> {
    checked(1, control, treated)?;
    let (n, m) = (control.len() as f64, treated.len() as f64);
    fault::at_least(3, "people", control.len() + treated.len())?;
    let df = n + m - 2.0;
    let within = squares(control) + squares(treated);
    varies(within, &[control, treated])?;
    Ok(Estimate {
        value: mean(treated) - mean(control),
        se: (within / df * (1.0 / n + 1.0 / m)).sqrt(),
        df,
    })
}

/// What treated people have more than controls, when each group has a variance of its own; degrees of freedom by Satterthwaite (1946).
///
/// # Errors
/// A group has fewer than two people, nothing varies, or a value is not finite.
pub fn welch(control: &[f64], treated: &[f64]) -> Result<Estimate, Fault> {
    checked(2, control, treated)?;
    let (n, m) = (control.len() as f64, treated.len() as f64);
    varies(squares(control) + squares(treated), &[control, treated])?;
    let (of_control, of_treated) = (variance(control) / n, variance(treated) / m);
    let sum = of_control + of_treated;
    let parts = of_control * of_control / (n - 1.0) + of_treated * of_treated / (m - 1.0);
    Ok(Estimate {
        value: mean(treated) - mean(control),
        se: sum.sqrt(),
        df: sum * sum / parts,
    })
}

/// How much the same people have more in `after` than in `before`.
///
/// # Errors
/// There are fewer than two people, the columns differ in length, the differences do not vary, or a value is not finite.
pub fn paired(before: &[f64], after: &[f64]) -> Result<Estimate, Fault> {
    fault::as_long(before.len(), "the second measurement", after.len())?;
    checked(2, before, after)?;
    let differences: Vec<f64> = before.iter().zip(after).map(|(b, a)| a - b).collect();
    varies(squares(&differences), &[before, after])?;
    let n = differences.len() as f64;
    Ok(Estimate {
        value: mean(&differences),
        se: (variance(&differences) / n).sqrt(),
        df: n - 1.0,
    })
}

fn checked(needed: usize, control: &[f64], treated: &[f64]) -> Result<(), Fault> {
    for group in [control, treated] {
        fault::at_least(needed, "people in a group", group.len())?;
        fault::finite("the outcome", group)?;
    }
    Ok(())
}

fn varies(squares: f64, groups: &[&[f64]]) -> Result<(), Fault> {
    let noise: f64 = groups.iter().map(|group| rounding(group)).sum();
    match squares > noise {
        true => Ok(()),
        false => Err(Fault::NoVariance("the outcome")),
    }
}
