//! Inference by tempered sequential Monte Carlo (Del Moral, Doucet and Jasra 2006): particles drawn from what is thought before are led to what
//! data leave of it, by likelihoods that grow from nothing to the whole.
//!
//! Coordinates are whitened: before the data, each is a standard normal number. All particles are moved together, so that their likelihoods are
//! one batch, and each move is reversible for the normal distribution that the particles have (Beskos and others 2015), so that coordinates that
//! the data tie together are moved together.

use super::matrix::{Cholesky, Square};
use super::numeric::{correlation, dot, mean, variance};
use crate::draws::Draws;
use engine::math::{exp, ln};

/// What data leave of what was thought before.
#[derive(Clone, Debug, PartialEq)]
pub struct Posterior {
    /// Particles, all alike in weight, in whitened coordinates.
    pub particles: Vec<Vec<f64>>,
    /// Their log likelihoods.
    pub log_likelihoods: Vec<f64>,
    /// The logarithm of the evidence: of the mean likelihood before the data.
    pub log_evidence: f64,
    /// Steps from nothing to the whole likelihood.
    pub stages: usize,
    /// Likelihoods that were computed.
    pub computed: usize,
}

/// The share of particles that a step of the likelihood leaves effective.
const EFFECTIVE: f64 = 0.5;
/// The share of moves that should be accepted.
const ACCEPTED: f64 = 0.3;
/// Particles have moved enough when no coordinate remembers more than this of where it was.
const REMEMBERED: f64 = 0.1;
/// They are moved no more often than this in a step.
const MOST_MOVES: usize = 30;
/// How fast the length of moves follows what is accepted.
const STEERING: f64 = 1.5;
/// The least and greatest length of a move.
const LENGTHS: (f64, f64) = (0.05, 0.99);
/// Halvings by which the next step of the likelihood is found.
const HALVINGS: usize = 60;

/// What a log likelihood leaves of standard normal coordinates.
///
/// # Errors
/// Those of the log likelihood, which is asked of all particles at once.
pub fn infer<E>(
    (coordinates, count): (usize, usize),
    draws: &Draws,
    mut log_likelihood: impl FnMut(&[Vec<f64>]) -> Result<Vec<f64>, E>,
) -> Result<Posterior, E> {
    let prior = |particle: usize| {
        let mut stream = draws.stream(particle as u64, "prior");
        (0..coordinates).map(|_| stream.normal()).collect()
    };
    let particles: Vec<Vec<f64>> = (0..count).map(prior).collect();
    let mut posterior = Posterior {
        log_likelihoods: finite(log_likelihood(&particles)?),
        particles,
        log_evidence: 0.0,
        stages: 0,
        computed: count,
    };
    let (mut power, mut length) = (0.0, 0.5);
    while power < 1.0 {
        let next = next_power(&posterior.log_likelihoods, power);
        let weights = posterior.take_up(next - power);
        power = next;
        posterior.stages += 1;
        let proposal = Proposal::of(&posterior.particles, &weights);
        posterior.resample(&weights, draws);
        posterior.spread_out(&proposal, power, &mut length, draws, &mut log_likelihood)?;
    }
    Ok(posterior)
}

/// What cannot be computed is as unlikely as anything.
fn finite(values: Vec<f64>) -> Vec<f64> {
    const LEAST: f64 = -1e300;
    let known = |value: f64| {
        if value.is_nan() {
            LEAST
        } else {
            value.max(LEAST)
        }
    };
    values.into_iter().map(known).collect()
}

/// Weights that sum to one, and the logarithm of their mean before.
fn weights(log_likelihoods: &[f64], step: f64) -> (Vec<f64>, f64) {
    let highest = log_likelihoods
        .iter()
        .copied()
        .fold(f64::NEG_INFINITY, f64::max);
    let raw = log_likelihoods
        .iter()
        .map(|one| exp(step * (one - highest)));
    let raw: Vec<f64> = raw.collect();
    let sum: f64 = raw.iter().sum();
    let log_mean = step * highest + ln(sum / raw.len() as f64);
    (
        raw.into_iter().map(|weight| weight / sum).collect(),
        log_mean,
    )
}

/// The greatest power that leaves enough particles effective.
fn next_power(log_likelihoods: &[f64], power: f64) -> f64 {
    let enough = |next: f64| {
        let (weights, _) = weights(log_likelihoods, next - power);
        let effective = 1.0 / dot(&weights, &weights);
        effective >= EFFECTIVE * weights.len() as f64
    };
    if enough(1.0) {
        return 1.0;
    }
    let (mut lo, mut hi) = (power, 1.0);
    for _ in 0..HALVINGS {
        let middle = 0.5 * (lo + hi);
        if enough(middle) {
            lo = middle;
        } else {
            hi = middle;
        }
    }
    // A step that is too small to be one is taken all the same, or nothing would move.
    hi
}

/// The normal distribution that the particles have: moves leave it as it is.
struct Proposal {
    mean: Vec<f64>,
    factor: Cholesky,
}

impl Proposal {
    fn of(particles: &[Vec<f64>], weights: &[f64]) -> Self {
        /// Of the variance of a coordinate, so that particles which lie in a plane leave it.
        const RIDGE: f64 = 1e-6;
        let size = particles[0].len();
        let mut mean = vec![0.0; size];
        for (particle, weight) in particles.iter().zip(weights) {
            mean.iter_mut()
                .zip(particle)
                .for_each(|(mean, value)| *mean += weight * value);
        }
        let mut covariance = Square::zeros(size);
        for (particle, weight) in particles.iter().zip(weights) {
            let from_mean: Vec<f64> = particle
                .iter()
                .zip(&mean)
                .map(|(value, mean)| value - mean)
                .collect();
            covariance.add_product(*weight, &from_mean, &from_mean);
        }
        for place in 0..size {
            covariance[(place, place)] += RIDGE * (1.0 + covariance[(place, place)]);
        }
        let factor = Cholesky::of(&covariance);
        let independent = || {
            Cholesky::of(&Square::from_fn(size, |row, column| {
                f64::from(u8::from(row == column))
            }))
        };
        Self {
            mean,
            // What rounding has made indefinite is taken as independent.
            factor: factor
                .or_else(|_| independent())
                .unwrap_or_else(|_| unreachable!("the identity is positive definite")),
        }
    }

    /// A particle moved.
    fn moved(&self, particle: &[f64], length: f64, stream: &mut crate::draws::Stream) -> Vec<f64> {
        let fresh: Vec<f64> = particle.iter().map(|_| stream.normal()).collect();
        let shape = self.factor.lower();
        let kept = (1.0 - length * length).sqrt();
        let of = |place: usize| {
            let row = &shape.row(place)[..=place];
            let mean = self.mean[place];
            mean + kept * (particle[place] - mean) + length * dot(row, &fresh[..=place])
        };
        (0..particle.len()).map(of).collect()
    }

    /// By how much a particle is likelier before the data than in this distribution, as a logarithm and up to a constant.
    fn log_prior_over_own(&self, particle: &[f64]) -> f64 {
        let from_mean: Vec<f64> = particle
            .iter()
            .zip(&self.mean)
            .map(|(value, mean)| value - mean)
            .collect();
        0.5 * (dot(&from_mean, &self.factor.solve(&from_mean)) - dot(particle, particle))
    }
}

impl Posterior {
    /// Takes up a step of the likelihood and gives the weights it leaves.
    fn take_up(&mut self, step: f64) -> Vec<f64> {
        let (weights, log_mean) = weights(&self.log_likelihoods, step);
        self.log_evidence += log_mean;
        weights
    }

    /// Systematic resampling: a particle stands as often as its weight says, up to one.
    fn resample(&mut self, weights: &[f64], draws: &Draws) {
        let count = weights.len();
        let start = draws.stream(self.stages as u64, "resample").uniform();
        let (mut chosen, mut sum, mut place) = (Vec::with_capacity(count), weights[0], 0);
        for seat in 0..count {
            let at = (seat as f64 + start) / count as f64;
            while sum < at && place + 1 < count {
                place += 1;
                sum += weights[place];
            }
            chosen.push(place);
        }
        self.particles = chosen
            .iter()
            .map(|place| self.particles[*place].clone())
            .collect();
        self.log_likelihoods = chosen
            .iter()
            .map(|place| self.log_likelihoods[*place])
            .collect();
    }

    /// Moves particles until they have forgotten where they were.
    fn spread_out<E>(
        &mut self,
        proposal: &Proposal,
        power: f64,
        length: &mut f64,
        draws: &Draws,
        log_likelihood: &mut impl FnMut(&[Vec<f64>]) -> Result<Vec<f64>, E>,
    ) -> Result<(), E> {
        let before = self.particles.clone();
        for step in 0..MOST_MOVES {
            let purpose = format!("move.{}.{step}", self.stages);
            let mut streams: Vec<_> = (0..self.particles.len())
                .map(|particle| draws.stream(particle as u64, &purpose))
                .collect();
            let moved: Vec<Vec<f64>> = self
                .particles
                .iter()
                .zip(&mut streams)
                .map(|(particle, stream)| proposal.moved(particle, *length, stream))
                .collect();
            let likelihoods = finite(log_likelihood(&moved)?);
            self.computed += moved.len();
            let mut accepted = 0;
            for (place, (particle, likelihood)) in moved.into_iter().zip(likelihoods).enumerate() {
                let gain = power * (likelihood - self.log_likelihoods[place])
                    + proposal.log_prior_over_own(&particle)
                    - proposal.log_prior_over_own(&self.particles[place]);
                if ln(streams[place].uniform()) < gain {
                    self.particles[place] = particle;
                    self.log_likelihoods[place] = likelihood;
                    accepted += 1;
                }
            }
            let share = f64::from(accepted) / self.particles.len() as f64;
            *length = (*length * exp(STEERING * (share - ACCEPTED))).clamp(LENGTHS.0, LENGTHS.1);
            if self.has_forgotten(&before) {
                break;
            }
        }
        Ok(())
    }

    fn has_forgotten(&self, before: &[Vec<f64>]) -> bool {
        /// Few particles seem to remember by chance: twice the standard error of nothing.
        const BY_CHANCE: f64 = 2.0;
        let most = REMEMBERED.max(BY_CHANCE / (before.len() as f64).sqrt());
        let coordinates = before[0].len();
        (0..coordinates).all(|place| {
            let column =
                |all: &[Vec<f64>]| -> Vec<f64> { all.iter().map(|one| one[place]).collect() };
            correlation(&column(before), &column(&self.particles)).abs() < most
        })
    }

    /// Mean and standard deviation of a coordinate.
    pub fn moments(&self, coordinate: usize) -> (f64, f64) {
        let values: Vec<f64> = self.particles.iter().map(|one| one[coordinate]).collect();
        (mean(&values), variance(&values).sqrt())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::convert::Infallible;

    fn log_normal(value: f64, mean: f64, sd: f64) -> f64 {
        const LOG_ROOT_TWO_PI: f64 = 0.918_938_533_204_672_8;
        let z = (value - mean) / sd;
        -0.5 * z * z - ln(sd) - LOG_ROOT_TWO_PI
    }

    /// A standard normal number seen four times with an error of 0.5: the posterior and the evidence are known.
    #[test]
    fn a_linear_normal_case_is_solved() {
        let seen = [0.9, 1.1, 1.4, 0.6];
        let likelihood = |particles: &[Vec<f64>]| -> Result<Vec<f64>, Infallible> {
            let of = |one: &Vec<f64>| seen.iter().map(|y| log_normal(*y, one[0], 0.5)).sum();
            Ok(particles.iter().map(of).collect())
        };
        let Ok(found) = infer((1, 4000), &Draws::new(1), likelihood);
        let (mean, sd) = found.moments(0);
        let error = (0.058_823_529_4_f64 / 4000.0).sqrt();
        assert!((mean - 0.941_176_470_6).abs() < 3.0 * error, "{mean}");
        assert!(
            (sd * sd - 0.058_823_529_4).abs() < 0.058_823_529_4 * 3.0 * (2.0_f64 / 4000.0).sqrt(),
            "{sd}"
        );
        assert!(
            (found.log_evidence + 3.470_360_317_9).abs() < 0.05,
            "{}",
            found.log_evidence
        );
    }

    /// Only the sum of two coordinates is seen: it is known, their difference is as before.
    #[test]
    fn what_data_say_nothing_about_stays_as_it_was() {
        let likelihood = |particles: &[Vec<f64>]| -> Result<Vec<f64>, Infallible> {
            let of = |one: &Vec<f64>| log_normal(1.0, one[0] + one[1], 0.05);
            Ok(particles.iter().map(of).collect())
        };
        let Ok(found) = infer((2, 2000), &Draws::new(2), likelihood);
        let spread = |of: fn(&Vec<f64>) -> f64| {
            let values: Vec<f64> = found.particles.iter().map(of).collect();
            variance(&values).sqrt()
        };
        assert!(spread(|one| one[0] + one[1]) < 0.06);
        assert!((spread(|one| one[0] - one[1]) - 2.0_f64.sqrt()).abs() < 0.1);
    }

    /// Two peaks far apart keep their shares.
    #[test]
    fn two_peaks_are_both_kept() {
        let likelihood = |particles: &[Vec<f64>]| -> Result<Vec<f64>, Infallible> {
            let of = |one: &Vec<f64>| {
                let peak = |at: f64| exp(log_normal(one[0], at, 0.1));
                ln(peak(-1.5) + peak(1.5))
            };
            Ok(particles.iter().map(of).collect())
        };
        let Ok(found) = infer((1, 2000), &Draws::new(3), likelihood);
        let right = found.particles.iter().filter(|one| one[0] > 0.0).count() as f64 / 2000.0;
        assert!((right - 0.5).abs() < 0.1, "{right}");
        assert!(
            found
                .particles
                .iter()
                .all(|one| (one[0].abs() - 1.5).abs() < 0.6)
        );
    }

    #[test]
    fn the_same_seed_gives_the_same_bits() {
        let likelihood = |particles: &[Vec<f64>]| -> Result<Vec<f64>, Infallible> {
            Ok(particles
                .iter()
                .map(|one| log_normal(0.3, one[0] * one[1], 0.2))
                .collect())
        };
        let Ok(one) = infer((2, 200), &Draws::new(4), likelihood);
        let Ok(other) = infer((2, 200), &Draws::new(4), likelihood);
        assert_eq!(one, other);
    }
}
