//! What a cohort comes to: who is plausible, how people are weighted to what was published, and how outcomes are distributed over time.

use super::pool::{Participant, Pool, Screening, refused};
use crate::laboratory::Watch;
use crate::population::{Published, Statistic};
use crate::run::RunError;
use crate::statistics::weights::effective_people;

/// The shares of people whose values are told.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// What a cohort comes to.
#[derive(Clone, Debug)]
pub struct Described {
    /// How many were drawn.
    pub drawn: usize,
    /// How many of them are plausible and could be followed.
    pub plausible: usize,
    /// Why others are not, and how many.
    pub refused: Vec<(String, usize)>,
    /// Who could not be followed, and why.
    pub failed: Vec<(usize, String)>,
    /// A weight for each of the plausible, by number; they sum to 1.
    pub weights: Vec<(usize, f64)>,
    /// How many people of equal weight they are worth.
    pub effective: f64,
    /// Why no weights were found, where none were: all are equal then.
    pub unweighted: Option<String>,
    /// What was published, and what the cohort has.
    pub published: Vec<Comparison>,
    /// Outcomes over time.
    pub outcomes: Vec<Distribution>,
}

/// A number that was published, and that of the cohort.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The outcome.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// Which statistic.
    pub statistic: Statistic,
    /// What was published.
    pub published: f64,
    /// What people have before they are weighted.
    pub drawn: f64,
    /// What they have after.
    pub weighted: f64,
    /// Whether people are weighted to it, or it is only told.
    pub is_target: bool,
}

/// How an outcome is distributed, by day.
#[derive(Clone, Debug)]
pub struct Distribution {
    /// The outcome.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// The days.
    pub days: Vec<f64>,
    /// The mean.
    pub mean: Vec<f64>,
    /// The standard deviation.
    pub sd: Vec<f64>,
    /// The [`QUANTILES`].
    pub quantiles: Vec<[f64; QUANTILES.len()]>,
}

/// Describes the people of a cohort, in the order of their numbers.
///
/// # Errors
/// Nobody is plausible, or the watcher stops it.
pub fn describe(
    pool: &Pool<'_>,
    people: &[Participant],
    watch: &mut dyn Watch,
) -> Result<Described, RunError> {
    if !watch.at("weights", 0.0) {
        return Err(RunError::Stopped("weights"));
    }
    let is_there = |one: &&Participant| one.screening == Screening::Enrolled;
    let there: Vec<&Participant> = people.iter().filter(is_there).collect();
    if there.is_empty() {
        return Err(RunError::People(format!(
            "none of {} people of {} is plausible",
            people.len(),
            pool.population().name
        )));
    }
    let even = 1.0 / there.len() as f64;
    let (weights, unweighted) = match pool.weigh(&there) {
        Ok(Some(weighted)) => (weighted.weights, None),
        Ok(None) => (vec![even; there.len()], None),
        Err(fault) => (vec![even; there.len()], Some(fault.to_string())),
    };
    let sample = Weighted {
        pool,
        there: &there,
        weights: &weights,
    };
    Ok(Described {
        drawn: people.len(),
        plausible: there.len(),
        refused: refused(people.iter().map(|one| &one.screening)),
        failed: super::analysis::failed(people),
        effective: effective_people(&weights),
        published: sample.published(),
        outcomes: sample.outcomes(),
        weights: there
            .iter()
            .map(|one| one.number)
            .zip(weights.iter().copied())
            .collect(),
        unweighted,
    })
}

/// People with weights.
struct Weighted<'a> {
    pool: &'a Pool<'a>,
    there: &'a [&'a Participant],
    weights: &'a [f64],
}

impl Weighted<'_> {
    fn published(&self) -> Vec<Comparison> {
        let population = self.pool.population();
        let targets = population.targets.iter().map(|one| (one, true));
        let reported = population.reported.iter().map(|one| (one, false));
        let all = targets.chain(reported);
        all.filter_map(|(one, is_target)| self.compare(one, is_target))
            .collect()
    }

    fn compare(&self, published: &Published, is_target: bool) -> Option<Comparison> {
        let outcomes = self.pool.outcomes();
        let place = outcomes
            .iter()
            .position(|one| one.name == published.outcome)?;
        let values: Vec<f64> = self.there.iter().map(|one| one.at_rest[place]).collect();
        let even = vec![1.0 / values.len() as f64; values.len()];
        Some(Comparison {
            outcome: published.outcome.clone(),
            unit: outcomes[place].unit.clone(),
            statistic: published.statistic,
            published: published.value.value,
            drawn: statistic(published.statistic, &values, &even),
            weighted: statistic(published.statistic, &values, self.weights),
            is_target,
        })
    }

    fn outcomes(&self) -> Vec<Distribution> {
        let distribution = |place: usize| {
            let outcome = &self.pool.outcomes()[place];
            let days = self.pool.days();
            let on = |day: usize| -> Vec<f64> {
                self.there
                    .iter()
                    .map(|one| one.lived[0].truth[place][day])
                    .collect()
            };
            let by_day: Vec<Vec<f64>> = (0..days.len()).map(on).collect();
            let of = |which| {
                by_day
                    .iter()
                    .map(|values| statistic(which, values, self.weights))
                    .collect()
            };
            Distribution {
                outcome: outcome.name.clone(),
                unit: outcome.unit.clone(),
                mean: of(Statistic::Mean),
                sd: of(Statistic::Sd),
                quantiles: by_day
                    .iter()
                    .map(|values| QUANTILES.map(|share| quantile(values, self.weights, share)))
                    .collect(),
                days: days.to_vec(),
            }
        };
        (0..self.pool.outcomes().len()).map(distribution).collect()
    }
}

fn statistic(which: Statistic, values: &[f64], weights: &[f64]) -> f64 {
    let pairs = || values.iter().zip(weights);
    let mean: f64 = pairs().map(|(value, weight)| value * weight).sum();
    match which {
        Statistic::Mean => mean,
        Statistic::Sd => {
            let squares = pairs().map(|(value, weight)| weight * (value - mean) * (value - mean));
            squares.sum::<f64>().sqrt()
        }
        Statistic::Quantile(share) => quantile(values, weights, share),
    }
}

/// The smallest value that at least this share of people does not exceed.
fn quantile(values: &[f64], weights: &[f64], share: f64) -> f64 {
    let mut pairs: Vec<(f64, f64)> = values
        .iter()
        .copied()
        .zip(weights.iter().copied())
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut below = 0.0;
    let found = pairs.iter().find(|(_, weight)| {
        below += weight;
        below >= share
    });
    found.or(pairs.last()).map_or(f64::NAN, |(value, _)| *value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_count_as_so_many_people() {
        let (values, weights) = ([3.0, 1.0, 2.0], [0.5, 0.25, 0.25]);
        assert_eq!(statistic(Statistic::Mean, &values, &weights), 2.25);
        assert_eq!(statistic(Statistic::Quantile(0.5), &values, &weights), 2.0);
        assert_eq!(statistic(Statistic::Quantile(0.9), &values, &weights), 3.0);
        let sd = statistic(Statistic::Sd, &values, &weights);
        assert!((sd - 0.6875_f64.sqrt()).abs() < 1e-15);
    }
}
