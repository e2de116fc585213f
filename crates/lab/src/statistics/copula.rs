//! A Gaussian copula: numbers that keep their own distributions and yet go together (NORTA; Cario & Nelson 1997). Everybody's independent
//! standard normal scores become correlated ones; each then goes through its number's own distribution.
//!
//! ```
//! use lab::statistics::copula::{self, Copula};
//! let copula = Copula::new(2, &[(0, 1, copula::from_spearman(0.5)?)])?;
//! assert_eq!(copula.scores(&[1.0, 0.0])?[0], 1.0);
//! # Ok::<(), lab::statistics::Fault>(())
//! ```

use std::f64::consts::PI;

use engine::math::{exp, ln};
use libm::{asin, sin};

use super::matrix::{Cholesky, Square};
use super::numeric::dot;
use super::{Fault, fault};

/// Correlations that people can have all at once.
#[derive(Clone, Debug)]
pub struct Copula {
    factor: Cholesky,
}

impl Copula {
    /// The copula of so many numbers, from the normal correlation of each pair; pairs that are not named do not correlate.
    ///
    /// # Errors
    /// A pair is of a number with itself or one that is not there, or the correlations contradict each other: the pair is then the first
    /// number that those before it leave no room, with the one among them that binds it most.
    pub fn new(numbers: usize, pairs: &[(usize, usize, f64)]) -> Result<Self, Fault> {
        fault::at_least(1, "numbers", numbers)?;
        let mut named = Vec::new();
        let mut matrix = Square::from_fn(numbers, |row, column| f64::from(u8::from(row == column)));
        for (row, column, correlation) in pairs {
            let pair = (*row.max(column), *row.min(column));
            fault::at_least(pair.0.saturating_add(1), "numbers", numbers)?;
            // A correlation of 1 or more, with itself, or given twice cannot go with the rest.
            let possible = correlation.abs() < 1.0;
            if !possible || row == column || named.contains(&pair) {
                return Err(Fault::NotPositiveDefinite { pair });
            }
            named.push(pair);
            matrix[(*row, *column)] = *correlation;
            matrix[(*column, *row)] = *correlation;
        }
        let factor = Cholesky::of(&matrix).map_err(|place| Fault::NotPositiveDefinite {
            pair: (place.row, place.column),
        })?;
        Ok(Self { factor })
    }

    /// Correlated standard normal scores from independent ones. The first is unchanged, and none depends on those after it.
    ///
    /// # Errors
    /// There is not one score for every number.
    pub fn scores(&self, independent: &[f64]) -> Result<Vec<f64>, Fault> {
        let lower = self.factor.lower();
        fault::as_long(lower.size(), "the scores", independent.len())?;
        let score = |row: usize| dot(&lower.row(row)[..=row], independent);
        Ok((0..lower.size()).map(score).collect())
    }
}

/// Spearman's rank correlation of two numbers whose scores have this correlation (Kruskal 1958).
///
/// # Errors
/// The correlation is not between -1 and 1.
pub fn to_spearman(normal: f64) -> Result<f64, Fault> {
    correlation(normal)?;
    Ok(6.0 / PI * asin(0.5 * normal))
}

/// The correlation of scores that gives this rank correlation.
///
/// # Errors
/// The correlation is not between -1 and 1.
pub fn from_spearman(spearman: f64) -> Result<f64, Fault> {
    correlation(spearman)?;
    Ok(2.0 * sin(PI / 6.0 * spearman))
}

/// Kendall's rank correlation of two numbers whose scores have this correlation (Kruskal 1958).
///
/// # Errors
/// The correlation is not between -1 and 1.
pub fn to_kendall(normal: f64) -> Result<f64, Fault> {
    correlation(normal)?;
    Ok(2.0 / PI * asin(normal))
}

/// The correlation of scores that gives this rank correlation.
///
/// # Errors
/// The correlation is not between -1 and 1.
pub fn from_kendall(kendall: f64) -> Result<f64, Fault> {
    correlation(kendall)?;
    Ok(sin(0.5 * PI * kendall))
}

/// The correlation of two lognormal numbers whose scores have this correlation, given the standard deviations of their logarithms.
///
/// # Errors
/// The correlation is not between -1 and 1, or a standard deviation is not above 0.
pub fn to_lognormal(normal: f64, sds: (f64, f64)) -> Result<f64, Fault> {
    correlation(normal)?;
    Ok((exp(normal * sds.0 * sds.1) - 1.0) / widths(sds)?)
}

/// The correlation of scores that gives two lognormal numbers this correlation.
///
/// # Errors
/// No scores give it, since lognormal numbers cannot be as opposed as that or as alike; or a standard deviation is not above 0.
pub fn from_lognormal(lognormal: f64, sds: (f64, f64)) -> Result<f64, Fault> {
    let inside = 1.0 + lognormal * widths(sds)?;
    let normal = ln(inside.max(0.0)) / (sds.0 * sds.1);
    match normal.abs() < 1.0 {
        true => Ok(normal),
        false => Err(Fault::OutOfRange {
            what: "the correlation of two lognormal numbers",
            value: lognormal,
            range: "within what their spreads allow",
        }),
    }
}

/// The product of two lognormal numbers' standard deviations as shares of their means.
fn widths((one, other): (f64, f64)) -> Result<f64, Fault> {
    fault::positive("a standard deviation", one)?;
    fault::positive("a standard deviation", other)?;
    Ok(((exp(one * one) - 1.0) * (exp(other * other) - 1.0)).sqrt())
}

fn correlation(value: f64) -> Result<(), Fault> {
    fault::between("a correlation", value, (-1.0, 1.0), "between -1 and 1")
}
