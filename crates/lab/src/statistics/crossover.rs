//! The two-period crossover: everybody takes both, half in either order (Hills & Armitage 1979).

use super::t_test::pooled;
use super::{Estimate, Fault, fault};

/// A fitted crossover, in the unit of the outcome.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Crossover {
    /// What the treatment does, whatever the period.
    pub treatment: Estimate,
    /// What the second period does, whatever the treatment.
    pub period: Estimate,
    /// What is carried over from a treatment in the first period beyond what is from the control. It is known only from comparing
    /// different people, so it is no ground for choosing the analysis (Freeman 1989).
    pub carry_over: Estimate,
}

/// Analyses the outcomes of the first and second period, a pair a person: of those who took the control first, and of those who took the
/// treatment first.
///
/// # Errors
/// An order has nobody, there are fewer than three people, nothing varies, or a value is not finite.
pub fn crossover(
    control_first: &[(f64, f64)],
    treated_first: &[(f64, f64)],
) -> Result<Crossover, Fault> {
    let each = |people: &[(f64, f64)], f: fn((f64, f64)) -> f64| -> Vec<f64> {
        people.iter().copied().map(f).collect()
    };
    let half_gain = |(first, second): (f64, f64)| 0.5 * (second - first);
    let half_loss = |(first, second): (f64, f64)| 0.5 * (first - second);
    let sum = |(first, second): (f64, f64)| first + second;
    for people in [control_first, treated_first] {
        fault::at_least(1, "people in an order", people.len())?;
    }
    Ok(Crossover {
        // The gain in the second period is treatment plus period in one order, period minus treatment in the other.
        treatment: pooled(
            &each(treated_first, half_gain),
            &each(control_first, half_gain),
        )?,
        period: pooled(
            &each(treated_first, half_loss),
            &each(control_first, half_gain),
        )?,
        carry_over: pooled(&each(control_first, sum), &each(treated_first, sum))?,
    })
}
