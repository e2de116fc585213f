//! Least squares: how an outcome goes with several explanations at once.

use super::matrix::{Cholesky, Square};
use super::numeric::dot;
use super::{Estimate, Fault, fault};

/// Coefficients, and what they are known to.
#[derive(Clone, Debug)]
pub(crate) struct Fit {
    pub coefficients: Vec<f64>,
    /// The covariance of the coefficients.
    covariance: Square,
    df: f64,
}

/// Fits `outcome` by the columns of `rows`, a row a person.
pub(crate) fn least_squares(rows: &[Vec<f64>], outcome: &[f64]) -> Result<Fit, Fault> {
    let columns = rows.first().map_or(0, Vec::len);
    fault::at_least(columns + 1, "people", rows.len())?;
    let mut products = Square::zeros(columns);
    let mut right = vec![0.0; columns];
    for (row, outcome) in rows.iter().zip(outcome) {
        products.add_product(1.0, row, row);
        for (sum, value) in right.iter_mut().zip(row) {
            *sum += value * outcome;
        }
    }
    let factor =
        Cholesky::of(&products).map_err(|_| Fault::Confounded("an arm or the baseline"))?;
    let coefficients = factor.solve(&right);
    let residuals = rows.iter().zip(outcome);
    let squares: f64 = residuals
        .map(|(row, outcome)| outcome - dot(row, &coefficients))
        .map(|residual| residual * residual)
        .sum();
    let df = (rows.len() - columns) as f64;
    if squares <= rounding(outcome) {
        return Err(Fault::NoVariance("the outcome around its fit"));
    }
    let variance = squares / df;
    let inverse = factor.inverse();
    let covariance = Square::from_fn(columns, |row, column| variance * inverse[(row, column)]);
    Ok(Fit {
        coefficients,
        covariance,
        df,
    })
}

/// The sum of squares that rounding alone leaves of such values.
pub(crate) fn rounding(values: &[f64]) -> f64 {
    const SHARE: f64 = 1e-28;
    SHARE * dot(values, values)
}

impl Fit {
    /// A weighted sum of the coefficients.
    pub fn contrast(&self, weights: &[f64]) -> Estimate {
        Estimate {
            value: dot(weights, &self.coefficients),
            se: self.covariance.between(weights, weights).sqrt(),
            df: self.df,
        }
    }
}
