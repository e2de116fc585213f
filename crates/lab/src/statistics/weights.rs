//! Weights that bring people to published numbers while changing as little as possible: of all weights that meet the targets, those with the
//! least relative entropy (Csiszar 1975), which are exponential in what the targets are about.

use engine::math::{exp, ln};

use super::matrix::{Cholesky, Square};
use super::numeric::dot;
use super::{Fault, fault};

/// What was published of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Target {
    /// Its mean.
    Mean(f64),
    /// Its mean and its standard deviation.
    Spread {
        /// The mean.
        mean: f64,
        /// The standard deviation.
        sd: f64,
    },
    /// The share of people who have at most a value.
    Quantile {
        /// The share, such as 0.5 for a median.
        probability: f64,
        /// The value.
        at: f64,
    },
}

/// People with weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Weighted {
    /// A weight for each person; they sum to 1.
    pub weights: Vec<f64>,
    /// How much the logarithm of a weight rises with what a target is about: the number for a mean, for a spread also its squared distance
    /// from the mean, and being at most the value for a quantile. In the order of the targets.
    pub multipliers: Vec<f64>,
    /// How many people of equal weight the weighted ones are worth.
    pub effective: f64,
}

/// How many people of equal weight these are worth (Kish 1965).
pub fn effective_people(weights: &[f64]) -> f64 {
    let sum: f64 = weights.iter().sum();
    sum * sum / dot(weights, weights)
}

/// Weights that meet every target. Each target comes with the number it is about, a value for each person.
///
/// # Errors
/// There is nobody, a column has another length than the first or holds a value that is not finite, a target cannot be met or says the same
/// as another one, or the weights leave people worth less than a tenth of their number.
pub fn tilt(targets: &[(&[f64], Target)]) -> Result<Weighted, Fault> {
    const FEWEST: f64 = 0.1;
    let (moments, people) = moments_of(targets)?;
    let (multipliers, weights) = solve(&moments, people, Family::Exponential)?;
    let effective = effective_people(&weights);
    if effective < FEWEST * people as f64 {
        return Err(Fault::FewEffective { effective, people });
    }
    let scales = moments.iter().zip(&multipliers);
    Ok(Weighted {
        multipliers: scales
            .map(|(moment, multiplier)| multiplier / moment.scale)
            .collect(),
        weights,
        effective,
    })
}

/// How likely people are taken so that those who are meet every target.
#[derive(Clone, Debug, PartialEq)]
pub struct Taking {
    /// The log-odds of being taken are this offset and, multiplied by these numbers, what the targets are about, as for [`Weighted`].
    pub offset: f64,
    /// See there.
    pub multipliers: Vec<f64>,
    /// The share of people who are taken.
    pub share: f64,
}

/// Probabilities of being taken that meet every target on average: the nearest to even odds in relative entropy. Weights of [`tilt`] may be
/// many times the mean; where people are taken or left one by one that would leave nearly all.
///
/// # Errors
/// As [`tilt`], or fewer than a tenth are taken.
pub fn taking(targets: &[(&[f64], Target)]) -> Result<Taking, Fault> {
    const FEWEST: f64 = 0.1;
    /// The log-odds of somebody who is in the middle of all targets.
    const MIDDLE: f64 = 2.0;
    let (moments, people) = moments_of(targets)?;
    let (multipliers, chances) = solve(&moments, people, Family::Logistic(MIDDLE))?;
    let share = chances.iter().sum();
    if share < FEWEST {
        return Err(Fault::FewEffective {
            effective: share * people as f64,
            people,
        });
    }
    let terms = moments.iter().zip(&multipliers);
    let wanted: f64 = terms
        .clone()
        .map(|(moment, multiplier)| multiplier * moment.wanted / moment.scale)
        .sum();
    Ok(Taking {
        offset: MIDDLE - wanted,
        multipliers: terms
            .map(|(moment, multiplier)| multiplier / moment.scale)
            .collect(),
        share,
    })
}

/// What is to be met of all targets, and the number of people.
fn moments_of(targets: &[(&[f64], Target)]) -> Result<(Vec<Moment>, usize), Fault> {
    let people = targets.first().map_or(0, |(values, _)| values.len());
    fault::at_least(1, "people", people)?;
    let mut moments = Vec::new();
    for (target, (values, published)) in targets.iter().enumerate() {
        fault::as_long(people, "a target", values.len())?;
        fault::finite("a target", values)?;
        for (moment, wanted) in published.moments(values)? {
            moments.push(Moment::new(target, &moment, wanted)?);
        }
    }
    Ok((moments, people))
}

/// The logarithm of the weight, but for a constant, of somebody who has these values of what the targets are about, at these multipliers.
pub fn log_weight(targets: &[(f64, Target)], multipliers: &[f64]) -> f64 {
    let moments = targets.iter().flat_map(|(value, target)| {
        let (first, second) = match target {
            Target::Mean(_) => (*value, None),
            Target::Spread { mean, .. } => (*value, Some((value - mean) * (value - mean))),
            Target::Quantile { at, .. } => (f64::from(u8::from(value <= at)), None),
        };
        std::iter::once(first).chain(second)
    });
    let terms = moments.zip(multipliers);
    terms.map(|(moment, multiplier)| moment * multiplier).sum()
}

impl Target {
    /// What the mean of is to be met, person by person, and what that mean is.
    fn moments(self, values: &[f64]) -> Result<Vec<(Vec<f64>, f64)>, Fault> {
        Ok(match self {
            Self::Mean(mean) => vec![(values.to_vec(), mean)],
            Self::Spread { mean, sd } => {
                fault::positive("a standard deviation", sd)?;
                let squares = values.iter().map(|value| (value - mean) * (value - mean));
                vec![(values.to_vec(), mean), (squares.collect(), sd * sd)]
            }
            Self::Quantile { probability, at } => {
                fault::probability("the share of a quantile", probability)?;
                let below = values.iter().map(|value| f64::from(u8::from(*value <= at)));
                vec![(below.collect(), probability)]
            }
        })
    }
}

/// Distances from what is wanted, of which the weighted mean must be zero.
struct Moment {
    target: usize,
    distances: Vec<f64>,
    /// The mean that is wanted.
    wanted: f64,
    /// What the distances were divided by, so that all moments are of one size.
    scale: f64,
}

impl Moment {
    fn new(target: usize, values: &[f64], wanted: f64) -> Result<Self, Fault> {
        let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
        let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        if !(lowest < wanted && wanted < highest) {
            return Err(Fault::Unreachable { target });
        }
        let scale = highest - lowest;
        Ok(Self {
            target,
            distances: values
                .iter()
                .map(|value| (value - wanted) / scale)
                .collect(),
            wanted,
            scale,
        })
    }
}

/// Newton's method on the convex function whose slope is how far the weighted moments are from zero.
fn solve(moments: &[Moment], people: usize, family: Family) -> Result<(Vec<f64>, Vec<f64>), Fault> {
    const STEPS: usize = 100;
    const HALVINGS: usize = 60;
    /// How near the moments come, as a share of their range.
    const MET: f64 = 1e-13;
    let mut at = vec![0.0; moments.len()];
    let mut here = family.at(moments, people, &at);
    for step in 0..STEPS {
        let slope: Vec<f64> = moments
            .iter()
            .map(|moment| dot(&here.weights, &moment.distances))
            .collect();
        let farthest = (0..slope.len()).max_by(|a, b| slope[*a].abs().total_cmp(&slope[*b].abs()));
        let Some(farthest) = farthest.filter(|index| slope[*index].abs() > MET) else {
            return Ok((at, here.weights));
        };
        let beyond = Fault::Unreachable {
            target: moments[farthest].target,
        };
        let factor = Cholesky::of(&here.curvature(moments, &slope)).map_err(|_| match step {
            0 => Fault::Confounded("a target"),
            _ => beyond.clone(),
        })?;
        let direction = factor.solve(&slope);
        let fall = dot(&direction, &slope);
        let steps = (0..HALVINGS).map(|halving| exp(-std::f64::consts::LN_2 * halving as f64));
        let mut tries = steps.map(|share| {
            let to: Vec<f64> = at
                .iter()
                .zip(&direction)
                .map(|(at, direction)| at - share * direction)
                .collect();
            let there = family.at(moments, people, &to);
            (share, to, there)
        });
        // Near the end the function no longer falls by more than its rounding.
        let enough = |(share, _, there): &(f64, Vec<f64>, Tilted)| {
            there.height <= here.height - 1e-4 * share * fall + 1e-14
        };
        let (_, to, there) = tries.find(enough).ok_or(beyond)?;
        (at, here) = (to, there);
    }
    Err(Fault::DidNotConverge("the weights"))
}

/// How weights come from multipliers.
#[derive(Clone, Copy)]
enum Family {
    /// They are exponential and sum to 1; the convex function is the logarithm of their sum.
    Exponential,
    /// They are probabilities whose log-odds have this offset; the convex function is the sum of their softplus.
    Logistic(f64),
}

/// Weights at one set of multipliers.
struct Tilted {
    /// Of everybody; of probabilities a share of the number of people.
    weights: Vec<f64>,
    /// How much each weight changes with its own logarithm or log-odds.
    slopes: Vec<f64>,
    /// The convex function.
    height: f64,
    /// Whether the weights sum to 1 whatever the multipliers are.
    normed: bool,
}

impl Family {
    fn at(self, moments: &[Moment], people: usize, multipliers: &[f64]) -> Tilted {
        let mut logs = vec![0.0; people];
        for (moment, multiplier) in moments.iter().zip(multipliers) {
            for (log, distance) in logs.iter_mut().zip(&moment.distances) {
                *log += multiplier * distance;
            }
        }
        match self {
            Self::Exponential => {
                let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let mut weights: Vec<f64> = logs.iter().map(|log| exp(log - largest)).collect();
                let sum: f64 = weights.iter().sum();
                weights.iter_mut().for_each(|weight| *weight /= sum);
                Tilted {
                    slopes: weights.clone(),
                    weights,
                    height: largest + ln(sum),
                    normed: true,
                }
            }
            Self::Logistic(offset) => {
                let each = 1.0 / people as f64;
                let odds = || logs.iter().map(|log| offset + log);
                let chance = |log: f64| logistic(log);
                Tilted {
                    weights: odds().map(|log| each * chance(log)).collect(),
                    slopes: odds()
                        .map(|log| each * chance(log) * chance(-log))
                        .collect(),
                    height: odds()
                        .map(|log| each * (log.max(0.0) + ln(1.0 + exp(-log.abs()))))
                        .sum(),
                    normed: false,
                }
            }
        }
    }
}

/// The probability with these log-odds.
pub fn logistic(log_odds: f64) -> f64 {
    let small = exp(-log_odds.abs());
    if log_odds > 0.0 {
        1.0 / (1.0 + small)
    } else {
        small / (1.0 + small)
    }
}

impl Tilted {
    /// How the moments change with the multipliers.
    fn curvature(&self, moments: &[Moment], means: &[f64]) -> Square {
        let mean = |index: usize| if self.normed { means[index] } else { 0.0 };
        Square::from_fn(moments.len(), |row, column| {
            let pairs = moments[row]
                .distances
                .iter()
                .zip(&moments[column].distances);
            let products = self.slopes.iter().zip(pairs);
            products
                .map(|(slope, (a, b))| slope * (a - mean(row)) * (b - mean(column)))
                .sum()
        })
    }
}
