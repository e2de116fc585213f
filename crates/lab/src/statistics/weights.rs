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
    let (multipliers, weights) = solve(&moments, people)?;
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
            scale,
        })
    }
}

/// Newton's method on the convex function whose slope is how far the weighted moments are from zero: the logarithm of the sum of weights.
fn solve(moments: &[Moment], people: usize) -> Result<(Vec<f64>, Vec<f64>), Fault> {
    const STEPS: usize = 100;
    const HALVINGS: usize = 60;
    /// How near the moments come, as a share of their range.
    const MET: f64 = 1e-13;
    let mut at = vec![0.0; moments.len()];
    let mut here = Tilted::at(moments, people, &at);
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
            let there = Tilted::at(moments, people, &to);
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

/// Weights at one set of multipliers, and the logarithm of their sum before they were made to sum to 1.
struct Tilted {
    weights: Vec<f64>,
    height: f64,
}

impl Tilted {
    fn at(moments: &[Moment], people: usize, multipliers: &[f64]) -> Self {
        let mut logs = vec![0.0; people];
        for (moment, multiplier) in moments.iter().zip(multipliers) {
            for (log, distance) in logs.iter_mut().zip(&moment.distances) {
                *log += multiplier * distance;
            }
        }
        let largest = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let mut weights: Vec<f64> = logs.iter().map(|log| exp(log - largest)).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter_mut().for_each(|weight| *weight /= sum);
        Self {
            weights,
            height: largest + ln(sum),
        }
    }

    /// The covariance of the moments.
    fn curvature(&self, moments: &[Moment], means: &[f64]) -> Square {
        Square::from_fn(moments.len(), |row, column| {
            let pairs = moments[row]
                .distances
                .iter()
                .zip(&moments[column].distances);
            let products = self.weights.iter().zip(pairs);
            products
                .map(|(weight, (a, b))| weight * (a - means[row]) * (b - means[column]))
                .sum()
        })
    }
}
