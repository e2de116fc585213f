//! Who responds: how much an effect hangs on what is known of people at baseline.

use super::{Study, moments};
use crate::people::quantile;
use crate::statistics::rank::spearman;
use crate::trial::endpoint::Endpoint;
use crate::trial::results::Marker;
use crate::trial::sample::{Allocated, Comparison};

/// People in each half below which no effect is estimated in it.
const FEWEST_IN_HALF: usize = 10;

impl Study<'_> {
    /// Who responds: for the first endpoint, by everything that is known of people at baseline.
    pub(super) fn markers(&self) -> Vec<Marker> {
        let Some(endpoint) = self.trial().endpoints.first() else {
            return Vec::new();
        };
        if endpoint.measure.is_time() {
            return Vec::new();
        }
        let covariates = self
            .population
            .covariates
            .iter()
            .enumerate()
            .map(|(place, covariate)| {
                let values = self.sample.people.iter().map(|one| one.covariates[place]);
                let unit = covariate.unit.text().to_owned();
                (
                    covariate.name.replace('_', " "),
                    unit,
                    values.collect::<Vec<f64>>(),
                )
            });
        let outcomes = self.outcomes.iter().enumerate().map(|(place, outcome)| {
            let values = self.sample.people.iter().map(|one| one.at_rest[place]);
            (
                outcome.name.clone(),
                outcome.unit.clone(),
                values.collect::<Vec<f64>>(),
            )
        });
        let known: Vec<(String, String, Vec<f64>)> = covariates.chain(outcomes).collect();
        let comparisons = self.sample.comparisons();
        let each = comparisons.iter().flat_map(|comparison| {
            let marker =
                |known: &(String, String, Vec<f64>)| self.marker(endpoint, comparison, known);
            known.iter().map(marker).collect::<Vec<Marker>>()
        });
        each.collect()
    }

    fn marker(
        &self,
        endpoint: &Endpoint,
        comparison: &Comparison,
        (name, unit, values): &(String, String, Vec<f64>),
    ) -> Marker {
        let mut sorted = values.clone();
        sorted.sort_by(f64::total_cmp);
        let median = quantile(&sorted, 0.5);
        let own = |one: usize| {
            let (control, treated) = self.sample.own_effect(endpoint, comparison, one)?;
            Some((values[one], treated - control))
        };
        let effects: Vec<(f64, f64)> = (0..values.len()).filter_map(own).collect();
        let halves = [false, true].map(|above| {
            let of_half = |who: &&Allocated| (values[who.person] > median) == above;
            let people: Vec<Allocated> = self.allocated.iter().filter(of_half).copied().collect();
            let enough = people.len() >= 2 * FEWEST_IN_HALF;
            let found = self.sample.estimate(endpoint, comparison, &people).ok();
            found
                .filter(|_| enough)
                .map(|found| (found.value, found.interval))
        });
        let truths = [false, true].map(|above| {
            let of_half = effects
                .iter()
                .filter(|(value, _)| (*value > median) == above);
            moments(&of_half.map(|(_, effect)| *effect).collect::<Vec<f64>>()).0
        });
        Marker {
            arm: comparison.arm.clone(),
            name: name.clone(),
            unit: unit.clone(),
            median,
            halves,
            truths,
            correlation: spearman(&effects),
        }
    }
}
