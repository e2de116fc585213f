//! What each endpoint found: every arm by itself, and against the control, with the truth beside it.

use super::{Study, moments};
use crate::statistics::dunnett::Dunnett;
use crate::statistics::multiplicity::{Adjustment, adjust};
use crate::statistics::responders::Group;
use crate::trial::endpoint::{Better, Endpoint, Measure};
use crate::trial::results::{ArmFound, Contrast, Found};
use crate::trial::sample::Comparison;
use crate::trial::{Arm, Design, Multiplicity};

impl Study<'_> {
    pub(super) fn found(&self) -> Vec<Found> {
        let endpoints = &self.trial().endpoints;
        let mut all: Vec<Found> = endpoints
            .iter()
            .map(|endpoint| self.endpoint(endpoint))
            .collect();
        self.share_the_error(&mut all);
        all
    }

    fn endpoint(&self, endpoint: &Endpoint) -> Found {
        let comparisons = self.sample.comparisons();
        let place = self
            .outcomes
            .iter()
            .find(|one| one.name == endpoint.outcome.text);
        Found {
            name: endpoint.name.text.clone(),
            outcome: endpoint.outcome.text.clone(),
            unit: match endpoint.measure {
                Measure::Value | Measure::Change => {
                    place.map_or_else(String::new, |one| one.unit.clone())
                }
                Measure::PercentChange => "%".to_owned(),
                Measure::Response(_) => "1".to_owned(),
                Measure::TimeTo(_) => "d".to_owned(),
            },
            estimand: estimand(endpoint),
            primary: endpoint.primary,
            lower_is_better: endpoint.better == Better::Lower,
            intracluster_correlation: self
                .sample
                .intracluster_correlation(endpoint, self.allocated),
            arms: self.arms(endpoint),
            contrasts: comparisons
                .iter()
                .map(|one| self.contrast(endpoint, one))
                .collect(),
        }
    }

    /// Each arm by itself; in a crossover both, from all periods.
    fn arms(&self, endpoint: &Endpoint) -> Vec<ArmFound> {
        let confidence = 1.0 - self.trial().analysis.alpha;
        let crossover = matches!(self.trial().design, Design::Crossover { .. });
        let arm = |(arm, named): (usize, &Arm)| {
            let values: Vec<f64> = match crossover {
                true => self
                    .allocated
                    .iter()
                    .filter_map(|who| self.sample.means_seen(endpoint, *who))
                    .map(|means| if arm == 0 { means.0 } else { means.1 })
                    .collect(),
                false => self
                    .in_way(arm)
                    .filter_map(|who| self.sample.seen(endpoint, who))
                    .collect(),
            };
            let (mean, sd) = match endpoint.measure.is_time() {
                true => (
                    self.sample.time_without(endpoint, self.in_way(arm)),
                    f64::NAN,
                ),
                false => moments(&values),
            };
            let truths = (0..self.sample.people.len())
                .filter_map(|one| self.sample.truth(endpoint, one, arm));
            let binary = endpoint.measure.is_binary() && !crossover;
            // Who is not seen has not responded.
            let people = if binary {
                self.in_way(arm).count()
            } else {
                values.len()
            };
            let responded = values.iter().filter(|value| **value > 0.0).count();
            let group = Group::new(responded as u64, people as u64)
                .ok()
                .filter(|_| binary);
            ArmFound {
                name: named.name.text.clone(),
                people,
                mean: group.map_or(mean, |group| group.share()),
                sd: Some(sd).filter(|sd| !binary && sd.is_finite()),
                interval: group.and_then(|group| group.interval(confidence).ok()),
                truth: moments(&truths.collect::<Vec<f64>>()).0,
            }
        };
        self.trial().arms.iter().enumerate().map(arm).collect()
    }

    fn contrast(&self, endpoint: &Endpoint, comparison: &Comparison) -> Contrast {
        let people = 0..self.sample.people.len();
        let own = people.filter_map(|one| self.sample.own_effect(endpoint, comparison, one));
        let (control, treated): (Vec<f64>, Vec<f64>) = own.unzip();
        let effects = control
            .iter()
            .zip(&treated)
            .map(|(control, treated)| treated - control);
        let (truth, sd) = moments(&effects.collect::<Vec<f64>>());
        let count = control.len() as f64;
        let variance = |values: &[f64]| {
            let (_, sd) = moments(values);
            sd * sd
        };
        let apart = variance(&control) + variance(&treated);
        let estimated = self.sample.estimate(endpoint, comparison, self.allocated);
        let known = estimated.as_ref().ok();
        Contrast {
            arm: comparison.arm.clone(),
            against: comparison.against.clone(),
            dose: comparison.dose,
            method: known.map_or("none", |one| one.method),
            estimate: known.map_or(f64::NAN, |one| one.value),
            interval: known.map_or((f64::NAN, f64::NAN), |one| one.interval),
            p: known.map_or(f64::NAN, |one| one.p),
            adjusted_p: None,
            truth: (!endpoint.measure.is_time()).then_some(truth),
            carried_over: self.sample.carried_over(endpoint, comparison),
            truth_se: sd / count.sqrt(),
            truth_se_unpaired: (apart / count).sqrt(),
            number_needed: known.and_then(|one| one.number_needed),
            fault: estimated.as_ref().err().map(ToString::to_string),
        }
    }

    /// The comparisons of the primary endpoints share one error rate.
    fn share_the_error(&self, found: &mut [Found]) {
        let way = self.trial().analysis.multiplicity;
        let primary = || {
            found
                .iter()
                .filter(|one| one.primary)
                .flat_map(|one| &one.contrasts)
        };
        let p: Vec<f64> = primary().map(|one| one.p).collect();
        if p.iter().any(|p| !p.is_finite()) {
            return;
        }
        let by = |adjustment| adjust(&p, adjustment).unwrap_or_else(|_| p.clone());
        let adjusted = match way {
            Multiplicity::None => p.clone(),
            Multiplicity::Holm => by(Adjustment::Holm),
            Multiplicity::Hochberg => by(Adjustment::Hochberg),
            Multiplicity::FalseDiscovery => by(Adjustment::BenjaminiHochberg),
            Multiplicity::Dunnett => match self.dunnett() {
                Some(adjusted) => adjusted,
                None => return,
            },
        };
        let primary = found.iter_mut().filter(|one| one.primary);
        let contrasts = primary.flat_map(|one| &mut one.contrasts);
        for (contrast, p) in contrasts.zip(adjusted) {
            contrast.adjusted_p = Some(p);
        }
    }

    /// Dunnett's p values, endpoint by endpoint; none where an arm could not be compared.
    fn dunnett(&self) -> Option<Vec<f64>> {
        let primary = self.trial().endpoints.iter().filter(|one| one.primary);
        let ways = 0..self.sample.ways.len();
        let sizes: Vec<f64> = ways.map(|way| self.in_way(way).count() as f64).collect();
        let (control, arms) = sizes.split_first()?;
        let mut adjusted = Vec::new();
        for endpoint in primary {
            for comparison in self.sample.comparisons() {
                let estimated = self.sample.estimate(endpoint, &comparison, self.allocated);
                let estimated = estimated.ok()?;
                let together = Dunnett::new(*control, arms, estimated.df).ok()?;
                adjusted.push(together.p(estimated.statistic).max(estimated.p));
            }
        }
        Some(adjusted)
    }
}

/// What an endpoint asks, in words.
fn estimand(endpoint: &Endpoint) -> String {
    let outcome = &endpoint.outcome.text;
    let what = match endpoint.measure {
        Measure::Value => outcome.clone(),
        Measure::Change => format!("change of {outcome} from baseline"),
        Measure::PercentChange => format!("relative change of {outcome} from baseline"),
        Measure::Response(_) => format!("response in {outcome}"),
        Measure::TimeTo(_) => format!("time until a response in {outcome}"),
    };
    format!(
        "{what} on day {}; rescue: {}",
        endpoint.at,
        endpoint.strategy.name()
    )
}
