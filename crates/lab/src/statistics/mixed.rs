//! Linear models of repeated visits, some of which may be missing at random: means by least squares, the covariance between visits by
//! restricted maximum likelihood (Patterson & Thompson 1971; Jennrich & Schluchter 1986).
//!
//! The covariance is a sum of parameters times fixed matrices, so its derivatives are those matrices, and scoring on the restricted
//! likelihood needs no more than sums over the patterns of missing visits.

mod pattern;
mod stage;

use std::f64::consts::PI;

use engine::math::ln;

use self::stage::Stage;
use super::matrix::{Cholesky, Square};
use super::numeric::{dot, variance};
use super::{Estimate, Fault, fault};

/// What is known of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// The visits at which the outcome was seen, from 0, each once, in order.
    pub visits: Vec<usize>,
    /// At each of them, what explains the mean; as many numbers for everybody.
    pub rows: Vec<Vec<f64>>,
    /// At each of them, the outcome.
    pub outcomes: Vec<f64>,
}

/// How the visits of a person vary together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Covariance {
    /// Every visit has its variance and every pair its covariance.
    Unstructured,
    /// One variance and one covariance for all: a random intercept. The covariance may come out below zero.
    CompoundSymmetric,
}

/// What is made of the covariance being estimated from few people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SmallSample {
    /// The model's standard error, with degrees of freedom by Satterthwaite (1946).
    Satterthwaite,
    /// The standard error widened for what estimating the covariance adds, with the same degrees of freedom (Kenward & Roger 1997).
    KenwardRoger,
}

/// A fitted model.
#[derive(Clone, Debug)]
pub struct Mixed {
    /// What each explanation adds to the mean.
    pub coefficients: Vec<f64>,
    /// Minus twice the logarithm of the restricted likelihood.
    pub minus_two_log_likelihood: f64,
    /// The covariance between visits, row by row.
    pub between_visits: Vec<Vec<f64>>,
    /// The covariance of the coefficients.
    covariance: Square,
    /// The same, with what estimating the covariance of the visits adds.
    widened: Square,
    /// How the precision of the coefficients changes with each covariance parameter.
    sensitivities: Vec<Square>,
    /// The covariance of the covariance parameters.
    of_parameters: Square,
}

/// Fits the model.
///
/// # Errors
/// A person's columns differ in length or the visits are out of order, there are fewer people than it takes, explanations or covariances
/// cannot be told apart, an outcome does not vary, a value is not finite, or the search does not end.
pub fn fit(people: &[Person], covariance: Covariance) -> Result<Mixed, Fault> {
    let visits = checked(people)?;
    let basis = covariance.basis(visits);
    let mut parameters = covariance.start(people, visits)?;
    let mut stage = Stage::at(people, &basis, &parameters)?;
    for _ in 0..SCORINGS {
        let (step, rise) = stage.step()?;
        if rise < SETTLED {
            return stage.finish(&basis, &parameters);
        }
        (parameters, stage) = climb(people, &basis, &parameters, &step, &stage)?;
    }
    Err(Fault::DidNotConverge(SEARCH))
}

const SEARCH: &str = "the covariance between visits";
const SCORINGS: usize = 200;
/// The search ends when the likelihood is this close to its top: parameters are then within 1e-7 of their standard errors.
const SETTLED: f64 = 1e-14;

/// As much of a step as makes the likelihood rise.
fn climb<'a>(
    people: &'a [Person],
    basis: &[Square],
    from: &[f64],
    step: &[f64],
    before: &Stage,
) -> Result<(Vec<f64>, Stage<'a>), Fault> {
    const HALVINGS: usize = 40;
    /// A fall this small is rounding.
    const ROUNDING: f64 = 1e-10;
    let mut share = 1.0;
    for _ in 0..HALVINGS {
        let to: Vec<f64> = from
            .iter()
            .zip(step)
            .map(|(at, step)| at + share * step)
            .collect();
        if let Ok(stage) = Stage::at(people, basis, &to) {
            let allowed = ROUNDING * before.minus_two_log_likelihood.abs();
            if stage.minus_two_log_likelihood <= before.minus_two_log_likelihood + allowed {
                return Ok((to, stage));
            }
        }
        share *= 0.5;
    }
    Err(Fault::DidNotConverge(SEARCH))
}

impl Covariance {
    /// The matrices that the parameters multiply.
    fn basis(self, visits: usize) -> Vec<Square> {
        let indicator = |yes: &dyn Fn(usize, usize) -> bool| {
            Square::from_fn(visits, |row, column| f64::from(u8::from(yes(row, column))))
        };
        match self {
            Self::Unstructured => pairs(visits)
                .map(|pair| indicator(&|row, column| pair == (row.max(column), row.min(column))))
                .collect(),
            Self::CompoundSymmetric => {
                vec![
                    indicator(&|row, column| row == column),
                    indicator(&|_, _| true),
                ]
            }
        }
    }

    /// Parameters to begin with: visits that vary as they do, and not together.
    fn start(self, people: &[Person], visits: usize) -> Result<Vec<f64>, Fault> {
        let mut seen = vec![Vec::new(); visits];
        for person in people {
            for (visit, outcome) in person.visits.iter().zip(&person.outcomes) {
                seen[*visit].push(*outcome);
            }
        }
        let mut variances = Vec::with_capacity(visits);
        for outcomes in &seen {
            fault::at_least(2, "people at a visit", outcomes.len())?;
            let variance = variance(outcomes);
            if variance <= super::regression::rounding(outcomes) {
                return Err(Fault::NoVariance("the outcome at a visit"));
            }
            variances.push(variance);
        }
        Ok(match self {
            Self::Unstructured => pairs(visits)
                .map(|(row, column)| if row == column { variances[row] } else { 0.0 })
                .collect(),
            Self::CompoundSymmetric => vec![super::numeric::mean(&variances), 0.0],
        })
    }
}

/// The places of the lower triangle.
fn pairs(visits: usize) -> impl Iterator<Item = (usize, usize)> {
    (0..visits).flat_map(|row| (0..=row).map(move |column| (row, column)))
}

/// How many visits there are.
fn checked(people: &[Person]) -> Result<usize, Fault> {
    let columns = people
        .iter()
        .find_map(|person| person.rows.first())
        .map_or(0, Vec::len);
    fault::at_least(1, "explanations of the mean", columns)?;
    for person in people {
        fault::as_long(person.visits.len(), "the outcome", person.outcomes.len())?;
        fault::as_long(person.visits.len(), "the explanations", person.rows.len())?;
        fault::finite("the outcome", &person.outcomes)?;
        for row in &person.rows {
            fault::as_long(columns, "an explanation", row.len())?;
            fault::finite("an explanation", row)?;
        }
        if person.visits.windows(2).any(|pair| pair[0] >= pair[1]) {
            return Err(Fault::Unordered("a person's visits"));
        }
    }
    let outcomes = people.iter().map(|person| person.outcomes.len()).sum();
    fault::at_least(columns + 1, "outcomes", outcomes)?;
    let last = people
        .iter()
        .filter_map(|person| person.visits.last())
        .max();
    Ok(last.map_or(0, |visit| visit + 1))
}

impl Mixed {
    /// A weighted sum of the coefficients.
    ///
    /// # Errors
    /// There is not one weight for every coefficient.
    pub fn contrast(&self, weights: &[f64], small: SmallSample) -> Result<Estimate, Fault> {
        fault::as_long(
            self.coefficients.len(),
            "the weights of coefficients",
            weights.len(),
        )?;
        let variance = self.covariance.between(weights, weights);
        let reached = self.covariance.times_vector(weights);
        let slopes: Vec<f64> = self
            .sensitivities
            .iter()
            .map(|sensitivity| sensitivity.between(&reached, &reached))
            .collect();
        let uncertainty = self.of_parameters.between(&slopes, &slopes);
        let square = match small {
            SmallSample::Satterthwaite => variance,
            SmallSample::KenwardRoger => self.widened.between(weights, weights),
        };
        Ok(Estimate {
            value: dot(weights, &self.coefficients),
            se: square.sqrt(),
            df: 2.0 * variance * variance / uncertainty,
        })
    }
}
