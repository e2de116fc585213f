//! How many people a trial takes, by simulating it with more or fewer.

use std::collections::BTreeMap;

use super::distributions::{normal_density, normal_quantile};
use super::simulated::{Simulated, TRIALS, simulate};
use super::{Fault, fault};

/// What a search for a number of people looks for, and where.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Search {
    /// The power that is wanted.
    pub power: f64,
    /// The number to begin with.
    pub fewest: u64,
    /// The number to stop at.
    pub most: u64,
    /// How many trials are run near the answer; a sixteenth of them are run while it is still far.
    pub trials: u64,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            power: 0.8,
            fewest: 4,
            most: 100_000,
            trials: TRIALS,
        }
    }
}

/// A number of people, and how well it is known.
#[derive(Clone, Debug, PartialEq)]
pub struct SampleSize {
    /// The number: the 95 % interval of its power holds the power that is wanted. Where one person more or less makes too much of a difference
    /// for that, the first number with enough power.
    pub n: u64,
    /// What the trials with that number found.
    pub at_n: Simulated,
    /// The Monte-Carlo standard error of the number; 0 when the fewest people are enough.
    pub mcse: f64,
    /// All numbers that were tried, in order.
    pub tried: Vec<(u64, Simulated)>,
}

/// Finds the number of people at which simulated trials reach a power. `found` is told the number and which trial it is, from 0.
///
/// The probit of a power is nearly a line over the root of the number of people: a line through the numbers tried so far, weighted by what
/// each says, points to the next one.
///
/// # Errors
/// The search has no meaning, the power is not reached, or it does not rise with the number.
pub fn search(search: Search, found: impl Fn(u64, u64) -> bool) -> Result<SampleSize, Fault> {
    const STEPS: usize = 30;
    fault::probability("the power", search.power)?;
    fault::at_least(COARSE as usize, "trials", search.trials as usize)?;
    fault::at_least(1, "people", search.fewest as usize)?;
    let run = |n, trials| simulate(trials, |trial| found(n, trial));
    let mut tried = bracket(search, &run)?;
    if tried.len() == 1 {
        return settle(search, search.fewest, 0.0, tried, &run);
    }
    for _ in 0..STEPS {
        let line = Line::through(&tried, search.power)?;
        let n = line.next(search);
        if tried
            .get(&n)
            .is_some_and(|at_n| at_n.trials == search.trials)
        {
            return settle(search, n, line.mcse(), tried, &run);
        }
        tried.insert(n, run(n, search.trials)?);
    }
    Err(Fault::DidNotConverge("the number of people"))
}

type Tried = BTreeMap<u64, Simulated>;

/// The confidence of the interval that must hold the wanted power.
const CONFIDENCE: f64 = 0.95;
/// How many times fewer trials are run while the answer is still far.
const COARSE: u64 = 16;

/// Doubles the number until the power is passed. One number alone is enough by itself.
fn bracket(
    search: Search,
    run: &impl Fn(u64, u64) -> Result<Simulated, Fault>,
) -> Result<Tried, Fault> {
    let first = run(search.fewest, search.trials)?;
    let mut tried = Tried::from([(search.fewest, first)]);
    let (mut n, mut power) = (search.fewest, first.power());
    while power < search.power {
        if n >= search.most {
            return Err(Fault::DidNotConverge("the number of people"));
        }
        n = (2 * n).min(search.most);
        let at_n = run(n, search.trials / COARSE)?;
        power = at_n.power();
        tried.insert(n, at_n);
    }
    Ok(tried)
}

/// The number nearest to the line's whose own trials agree.
fn settle(
    search: Search,
    n: u64,
    mcse: f64,
    mut tried: Tried,
    run: &impl Fn(u64, u64) -> Result<Simulated, Fault>,
) -> Result<SampleSize, Fault> {
    const NEIGHBOURS: u64 = 3;
    let (first, last) = (
        n.saturating_sub(NEIGHBOURS).max(search.fewest),
        (n + NEIGHBOURS).min(search.most),
    );
    let near = (0..=NEIGHBOURS).flat_map(|off| [n + off, n.saturating_sub(off)]);
    let mut settled = None;
    for n in near.filter(|n| (first..=last).contains(n)) {
        let at_n = match tried.get(&n) {
            Some(at_n) if at_n.trials == search.trials => *at_n,
            _ => run(n, search.trials)?,
        };
        tried.insert(n, at_n);
        let (lo, hi) = at_n.interval(CONFIDENCE)?;
        if (lo..=hi).contains(&search.power) {
            settled = Some((n, at_n));
            break;
        }
    }
    let enough = |(_, at_n): &(&u64, &Simulated)| at_n.power() >= search.power;
    let first_enough = || tried.range(first..=last).find(enough);
    let (n, at_n) = settled
        .or_else(|| first_enough().map(|(n, at_n)| (*n, *at_n)))
        .ok_or(Fault::DidNotConverge("the number of people"))?;
    Ok(SampleSize {
        n,
        at_n,
        mcse,
        tried: tried.into_iter().collect(),
    })
}

/// The probit of power as a line over the root of the number of people, from the probit that is wanted.
struct Line {
    /// The mean root, and the line there.
    centre: f64,
    height: f64,
    slope: f64,
    /// The sum of weights, and that of weighted squares of roots about their mean.
    weight: f64,
    squares: f64,
}

impl Line {
    fn through(tried: &Tried, power: f64) -> Result<Self, Fault> {
        /// Farther than this from the wanted probit the line bends.
        const NEAR: f64 = 1.0;
        let wanted = normal_quantile(power);
        let points: Vec<[f64; 3]> = tried
            .iter()
            .map(|(n, at_n)| {
                // Half a trial more on either side keeps the probit finite.
                let share = (at_n.found as f64 + 0.5) / (at_n.trials as f64 + 1.0);
                let probit = normal_quantile(share);
                let density = normal_density(probit);
                let weight = at_n.trials as f64 * density * density / (share * (1.0 - share));
                [(*n as f64).sqrt(), probit - wanted, weight]
            })
            .collect();
        let near: Vec<[f64; 3]> = points
            .iter()
            .copied()
            .filter(|point| point[1].abs() < NEAR)
            .collect();
        let points = if near.len() > 1 { near } else { points };
        let weight: f64 = points.iter().map(|[_, _, w]| w).sum();
        let centre = points.iter().map(|[x, _, w]| w * x).sum::<f64>() / weight;
        let height = points.iter().map(|[_, y, w]| w * y).sum::<f64>() / weight;
        let squares: f64 = points
            .iter()
            .map(|[x, _, w]| w * (x - centre) * (x - centre))
            .sum();
        let products: f64 = points
            .iter()
            .map(|[x, y, w]| w * (x - centre) * (y - height))
            .sum();
        let slope = products / squares;
        match slope > 0.0 && slope.is_finite() {
            true => Ok(Self {
                centre,
                height,
                slope,
                weight,
                squares,
            }),
            false => Err(Fault::DidNotConverge("the number of people")),
        }
    }

    /// The root at which the line has the wanted probit.
    fn root(&self) -> f64 {
        (self.centre - self.height / self.slope).max(0.0)
    }

    /// The first whole number that is enough.
    fn next(&self, search: Search) -> u64 {
        let n = (self.root() * self.root()).ceil();
        (n as u64).clamp(search.fewest, search.most)
    }

    /// The standard error of the number at which the line has the wanted probit.
    fn mcse(&self) -> f64 {
        let off = self.root() - self.centre;
        let variance = 1.0 / self.weight + off * off / self.squares;
        2.0 * self.root() * variance.sqrt() / self.slope
    }
}
