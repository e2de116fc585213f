//! The people who were seen at the same visits: they share a covariance, so what depends on it alone is computed once for all of them.

use std::collections::BTreeMap;

use super::Person;
use crate::statistics::matrix::{Cholesky, Indefinite, Square};
use crate::statistics::numeric::dot;

/// The people who were seen at the same visits.
pub(super) struct Pattern<'a> {
    pub members: Vec<Member<'a>>,
    /// The logarithm of the determinant of their covariance.
    pub ln_determinant: f64,
    /// The inverse of their covariance.
    pub precision: Square,
    /// The derivatives of their covariance along the parameters.
    pub derivatives: Vec<Square>,
}

/// One of them.
pub(super) struct Member<'a> {
    pub person: &'a Person,
    /// The precision times what explains the mean, a row a visit.
    pub weighted: Vec<Vec<f64>>,
}

/// Sums over the people of a pattern.
pub(super) struct Sums {
    /// Of the squares of residuals, each divided by what is expected of it.
    pub squares: f64,
    /// Of the products of weighted residuals.
    pub residuals: Square,
    /// Of what fitting the means takes out of those products, on average.
    pub fitted: Square,
}

impl<'a> Pattern<'a> {
    /// Every pattern among people, when the covariance is the basis times the parameters; who was never seen says nothing.
    pub fn all(
        people: &'a [Person],
        basis: &[Square],
        parameters: &[f64],
    ) -> Result<Vec<Self>, Indefinite> {
        let mut by_visits: BTreeMap<&[usize], Vec<&Person>> = BTreeMap::new();
        for person in people.iter().filter(|person| !person.visits.is_empty()) {
            by_visits.entry(&person.visits).or_default().push(person);
        }
        let patterns = by_visits.into_iter();
        patterns
            .map(|(visits, people)| Self::of(visits, people, basis, parameters))
            .collect()
    }

    fn of(
        visits: &[usize],
        people: Vec<&'a Person>,
        basis: &[Square],
        parameters: &[f64],
    ) -> Result<Self, Indefinite> {
        let seen = |whole: &Square| {
            Square::from_fn(visits.len(), |row, column| {
                whole[(visits[row], visits[column])]
            })
        };
        let derivatives: Vec<Square> = basis.iter().map(seen).collect();
        let factor = Cholesky::of(&Square::sum(&derivatives, parameters))?;
        let precision = factor.inverse();
        let member = |person: &'a Person| Member {
            weighted: precision.times_rows(&person.rows),
            person,
        };
        Ok(Self {
            members: people.into_iter().map(member).collect(),
            ln_determinant: factor.ln_determinant(),
            precision,
            derivatives,
        })
    }

    /// What the people's outcomes say beyond the means that these coefficients, known to that covariance, give them.
    pub fn sums(&self, coefficients: &[f64], covariance: &Square) -> Sums {
        let size = self.precision.size();
        let mut sums = Sums {
            squares: 0.0,
            residuals: Square::zeros(size),
            fitted: Square::zeros(size),
        };
        for Member { person, weighted } in &self.members {
            let pairs = person.rows.iter().zip(&person.outcomes);
            let residuals: Vec<f64> = pairs
                .map(|(row, outcome)| outcome - dot(row, coefficients))
                .collect();
            let scaled = self.precision.times_vector(&residuals);
            sums.squares += dot(&residuals, &scaled);
            sums.residuals.add_product(1.0, &scaled, &scaled);
            for (row, left) in weighted.iter().enumerate() {
                let reached = covariance.times_vector(left);
                for (column, right) in weighted.iter().enumerate() {
                    sums.fitted[(row, column)] += dot(&reached, right);
                }
            }
        }
        sums
    }

    /// Every derivative times the precision.
    pub fn turned(&self) -> Vec<Square> {
        let derivatives = self.derivatives.iter();
        derivatives
            .map(|derivative| derivative.times(&self.precision))
            .collect()
    }
}
