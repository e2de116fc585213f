//! The distributions of test statistics: normal, t, F, and t and F away from the null.

use engine::math::{exp, ln};
use libm::{erfc, lgamma, log1p};

use super::numeric::{integral, root};
use super::{Fault, fault};
pub use crate::draws::normal_quantile;

/// The probability that a standard normal number is at most `z`.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The density of the standard normal distribution.
pub fn normal_density(z: f64) -> f64 {
    /// `1 / sqrt(2 pi)`.
    const PEAK: f64 = 0.398_942_280_401_432_7;
    PEAK * exp(-0.5 * z * z)
}

/// The probability that Student's t is at most `t`; the normal distribution for infinite degrees of freedom.
pub fn student_t_cdf(t: f64, df: f64) -> f64 {
    let tail = 0.5 * student_t_two_sided(t, df);
    if t < 0.0 { tail } else { 1.0 - tail }
}

/// The probability that Student's t is farther from zero than `t`.
pub fn student_t_two_sided(t: f64, df: f64) -> f64 {
    if df.is_infinite() {
        return erfc(t.abs() * std::f64::consts::FRAC_1_SQRT_2);
    }
    incomplete_beta(0.5 * df, 0.5, df / (df + t * t))
}

/// Where Student's t has this probability below it.
///
/// # Errors
/// The probability or the degrees of freedom have no meaning.
pub fn student_t_quantile(probability: f64, df: f64) -> Result<f64, Fault> {
    fault::probability("a probability", probability)?;
    fault::degrees(df)?;
    if probability == 0.5 {
        return Ok(0.0);
    }
    if df.is_infinite() {
        return Ok(normal_quantile(probability));
    }
    // The tail of t is heavier than the normal one, so the quantile lies farther out.
    let both_tails = 2.0 * probability.min(1.0 - probability);
    let inner = -normal_quantile(0.5 * both_tails);
    let mut outer = inner + 1.0;
    while student_t_two_sided(outer, df) > both_tails {
        outer *= 2.0;
    }
    let beyond = |t: f64| student_t_two_sided(t, df) - both_tails;
    if beyond(inner) <= 0.0 {
        return Ok(inner.copysign(probability - 0.5));
    }
    let size = root("the quantile of t", (inner, outer), beyond)?;
    Ok(size.copysign(probability - 0.5))
}

/// The probability that F exceeds `f`.
pub fn fisher_f_above(f: f64, (above, below): (f64, f64)) -> f64 {
    incomplete_beta(
        0.5 * below,
        0.5 * above,
        below / (below + above * f.max(0.0)),
    )
}

/// What F exceeds with this probability.
///
/// # Errors
/// The probability has no meaning.
pub fn fisher_f_critical(probability: f64, df: (f64, f64)) -> Result<f64, Fault> {
    fault::probability("a probability", probability)?;
    let mut outer = 1.0;
    while fisher_f_above(outer, df) > probability {
        outer *= 2.0;
    }
    let beyond = |f| fisher_f_above(f, df) - probability;
    root("the quantile of F", (0.0, outer), beyond)
}

/// The probability that chi-squared with one degree of freedom exceeds `x`.
pub fn chi_squared_above(x: f64) -> f64 {
    student_t_two_sided(x.max(0.0).sqrt(), f64::INFINITY)
}

/// The probability that t is at most `t` when its numerator has mean `noncentrality` instead of zero: the integral over the estimated
/// standard deviation (Owen 1965).
pub fn noncentral_t_cdf(t: f64, df: f64, noncentrality: f64) -> f64 {
    if df.is_infinite() {
        return normal_cdf(t - noncentrality);
    }
    over_deviations(df, 1.0 + noncentrality.abs(), |deviation| {
        normal_cdf(t * deviation - noncentrality)
    })
}

/// The mean of a function of the standard deviation that a sample finds, when the true one is 1 and its variance has `df` degrees of
/// freedom. `steepness` is how fast the function changes, per relative change of the deviation.
pub(crate) fn over_deviations(df: f64, steepness: f64, f: impl Fn(f64) -> f64) -> f64 {
    let half = 0.5 * df;
    let constant = std::f64::consts::LN_2 + half * ln(half) - lgamma(half);
    // On the logarithm the density is smooth and dies away at both ends, whatever the degrees of freedom.
    let spread = 1.0 / (2.0 * df).sqrt();
    let range = (-9.0 * spread - 40.0 / df, 9.0 * spread);
    let step = spread.min(1.0 / steepness) / 5.0;
    integral(range, step, |log| {
        let deviation = exp(log);
        exp(constant + df * log - half * deviation * deviation) * f(deviation)
    })
}

/// The probability that F exceeds `f` when the means differ: a mixture of central ones with Poisson weights (Benton & Krishnamoorthy 2003).
pub fn noncentral_f_above(f: f64, (above, below): (f64, f64), noncentrality: f64) -> f64 {
    /// Beyond this many deviations the Poisson weights are nothing.
    const DEVIATIONS: f64 = 9.0;
    if noncentrality <= 0.0 {
        return fisher_f_above(f, (above, below));
    }
    let mean = 0.5 * noncentrality;
    let reach = DEVIATIONS * mean.sqrt() + 40.0;
    let first = (mean - reach).max(0.0).floor() as usize;
    let last = (mean + reach).ceil() as usize;
    let y = below / (below + above * f.max(0.0));
    let term = |index| {
        let index = index as f64;
        let weight = exp(index * ln(mean) - mean - lgamma(index + 1.0));
        weight * incomplete_beta(0.5 * below, 0.5 * above + index, y)
    };
    (first..=last).map(term).sum()
}

/// The regularised incomplete beta function, by its continued fraction (Abramowitz & Stegun 1964, 26.5.8).
pub(crate) fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * ln(x) + b * log1p(-x));
    if x < (a + 1.0) / (a + b + 2.0) {
        front * beta_fraction(a, b, x) / a
    } else {
        1.0 - front * beta_fraction(b, a, 1.0 - x) / b
    }
}

/// The continued fraction, evaluated from its front (Lentz 1976).
fn beta_fraction(a: f64, b: f64, x: f64) -> f64 {
    const TERMS: usize = 100_000;
    const TINY: f64 = 1e-300;
    let away_from_zero = |value: f64| if value.abs() < TINY { TINY } else { value };
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for term in 1..TERMS {
        let m = term as f64;
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        for coefficient in [even, odd] {
            d = 1.0 / away_from_zero(1.0 + coefficient * d);
            c = away_from_zero(1.0 + coefficient / c);
            fraction *= c * d;
        }
        if (c * d - 1.0).abs() < 1e-15 {
            break;
        }
    }
    fraction
}
