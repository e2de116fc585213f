//! The analysis of a trial: what was found, with what is true beside it.

use super::endpoint::{Better, Endpoint, Measure};
use super::planning::plans;
use super::pool::{Outcome, Participant, Pool, Screening};
use super::results::{
    ArmFlow, ArmFound, ArmOverTime, Contrast, Described, Flow, Found, Marker, OverTime, Results,
};
use super::sample::{Allocated, Comparison, Sample};
use super::{Design, Multiplicity, Trial};
use crate::draws::Draws;
use crate::laboratory::Watch;
use crate::population::{MALE, Population};
use crate::run::RunError;
use crate::statistics::distributions::student_t_quantile;
use crate::statistics::dunnett::Dunnett;
use crate::statistics::multiplicity::{Adjustment, adjust};
use crate::statistics::responders::Group;

/// Days of some band: nine of ten people lie between its ends.
const BAND: [f64; 2] = [0.05, 0.95];
/// People in each arm below which there is no trial.
const FEWEST_IN_ARM: usize = 3;
/// People in each half below which no effect is estimated in it.
const FEWEST_IN_HALF: usize = 10;

/// Analyses a trial whose pool has these people, in the order of their numbers.
///
/// # Errors
/// Fewer people are enrolled than the trial asks for, or the watcher stops it.
pub fn analyse(
    pool: &Pool<'_>,
    trial: &Trial,
    seed: u64,
    people: &[Participant],
    watch: &mut dyn Watch,
) -> Result<Results, RunError> {
    let is_enrolled = |one: &&Participant| one.screening == Screening::Enrolled;
    let enrolled: Vec<&Participant> = people.iter().filter(is_enrolled).collect();
    let arms = trial.ways().len();
    if enrolled.len() < FEWEST_IN_ARM * arms {
        return Err(RunError::People(format!(
            "{} of {} people could be enrolled, of {} who were screened: too few for {arms} arms",
            enrolled.len(),
            trial.people,
            people.len()
        )));
    }
    let sample = Sample {
        trial,
        ways: trial.ways(),
        days: trial.days(),
        outcomes: pool.outcomes().iter().map(|one| one.name.clone()).collect(),
        people: enrolled,
    };
    let allocated = allocate(&sample, &Draws::new(seed));
    let study = Study {
        sample: &sample,
        allocated: &allocated,
        outcomes: pool.outcomes(),
        population: pool.population(),
    };
    let endpoints: Vec<Found> = study.found();
    Ok(Results {
        flow: study.flow(people),
        allocated: study.named(),
        baseline: study.baseline(),
        courses: study.courses(),
        markers: study.markers(),
        failed: failed(people),
        warnings: study.warnings(&endpoints),
        plans: plans(&sample, seed, watch)?,
        endpoints,
    })
}

/// Who could not be followed, and why.
pub fn failed(people: &[Participant]) -> Vec<(usize, String)> {
    let failed = people.iter().filter_map(|one| match &one.screening {
        Screening::Failed(why) => Some((one.number, why.clone())),
        _ => None,
    });
    failed.collect()
}

/// Allocates the first people of the pool, as many as the trial has, in blocks in which every arm stands as often as its ratio says.
pub(super) fn allocate(sample: &Sample<'_>, draws: &Draws) -> Vec<Allocated> {
    let ratios: Vec<usize> = match sample.trial.design {
        Design::Crossover { .. } => vec![1, 1],
        _ => sample.trial.arms.iter().map(|arm| arm.ratio).collect(),
    };
    let block: Vec<usize> = ratios
        .iter()
        .enumerate()
        .flat_map(|(way, ratio)| std::iter::repeat_n(way, *ratio))
        .collect();
    let people = sample.trial.people.min(sample.people.len());
    let mut allocated = Vec::with_capacity(people);
    for number in 0..people.div_ceil(block.len()) {
        let mut shuffled = block.clone();
        let mut stream = draws.stream(number as u64, "allocation");
        for last in (1..shuffled.len()).rev() {
            let other = (stream.uniform() * (last + 1) as f64) as usize;
            shuffled.swap(last, other.min(last));
        }
        let first = number * block.len();
        allocated.extend(
            shuffled
                .into_iter()
                .enumerate()
                .map(|(place, way)| (first + place, way)),
        );
    }
    allocated.truncate(people);
    allocated
}

/// A trial whose people are allocated.
struct Study<'a> {
    sample: &'a Sample<'a>,
    allocated: &'a [Allocated],
    outcomes: &'a [Outcome],
    population: &'a Population,
}

impl Study<'_> {
    fn trial(&self) -> &Trial {
        self.sample.trial
    }

    fn in_way(&self, way: usize) -> impl Iterator<Item = Allocated> + '_ {
        self.allocated
            .iter()
            .copied()
            .filter(move |who| who.1 == way)
    }

    fn seen(&self, (person, way): Allocated, outcome: usize, day: usize) -> Option<f64> {
        self.sample.people[person].lived[way].seen[outcome][day]
    }

    fn named(&self) -> Vec<(usize, String)> {
        let named = self.allocated.iter().map(|(person, way)| {
            let number = self.sample.people[*person].number;
            (number, self.sample.ways[*way].name.clone())
        });
        named.collect()
    }

    fn flow(&self, people: &[Participant]) -> Flow {
        let last = self
            .allocated
            .last()
            .map(|(person, _)| self.sample.people[*person].number);
        let screened = people.iter().take_while(|one| Some(one.number) <= last);
        let screened: Vec<Participant> = screened.cloned().collect();
        let arm = |(way, named): (usize, &super::regimens::Way)| {
            let lived = || {
                self.in_way(way)
                    .map(|who| &self.sample.people[who.0].lived[way])
            };
            ArmFlow {
                name: named.name.clone(),
                allocated: lived().count(),
                rescued: lived().filter(|lived| lived.rescued_at.is_some()).count(),
                left: lived().filter(|lived| lived.left_at.is_some()).count(),
            }
        };
        Flow {
            screened: screened.len(),
            refused: super::cohort::refused(&screened),
            enrolled: self.allocated.len(),
            arms: self.sample.ways.iter().enumerate().map(arm).collect(),
        }
    }

    fn baseline(&self) -> Vec<Described> {
        let mut described = Vec::new();
        let ways = self.sample.ways.len();
        for (place, covariate) in self.population.covariates.iter().enumerate() {
            let of = |way| {
                let values = self
                    .in_way(way)
                    .map(|who| self.sample.people[who.0].covariates[place]);
                let (mean, sd) = moments(&values.collect::<Vec<f64>>());
                (mean, Some(sd))
            };
            described.push(Described {
                name: covariate.name.replace('_', " "),
                unit: covariate.unit.text().to_owned(),
                by_arm: (0..ways).map(of).collect(),
            });
        }
        for share in &self.population.shares {
            let of = |way| {
                let has = |who: &Allocated| self.sample.people[who.0].carries.contains(&share.name);
                let count = self.in_way(way).filter(has).count() as f64;
                (100.0 * count / self.in_way(way).count() as f64, None)
            };
            described.push(Described {
                name: if share.name == MALE {
                    "male".to_owned()
                } else {
                    share.name.clone()
                },
                unit: "%".to_owned(),
                by_arm: (0..ways).map(of).collect(),
            });
        }
        for (place, outcome) in self.outcomes.iter().enumerate() {
            let of = |way| {
                let seen = self.in_way(way).filter_map(|who| self.seen(who, place, 0));
                let (mean, sd) = moments(&seen.collect::<Vec<f64>>());
                (mean, Some(sd))
            };
            described.push(Described {
                name: outcome.name.clone(),
                unit: outcome.unit.clone(),
                by_arm: (0..ways).map(of).collect(),
            });
        }
        described
    }

    fn courses(&self) -> Vec<OverTime> {
        let outcome = |(place, outcome): (usize, &Outcome)| OverTime {
            outcome: outcome.name.clone(),
            unit: outcome.unit.clone(),
            meaning: outcome.meaning.clone(),
            days: self.sample.days.clone(),
            arms: (0..self.sample.ways.len())
                .map(|way| self.over_time(place, way))
                .collect(),
        };
        self.outcomes.iter().enumerate().map(outcome).collect()
    }

    fn over_time(&self, place: usize, way: usize) -> ArmOverTime {
        let mut course = ArmOverTime {
            name: self.sample.ways[way].name.clone(),
            mean: Vec::new(),
            interval: Vec::new(),
            band: Vec::new(),
            truth: Vec::new(),
        };
        for day in 0..self.sample.days.len() {
            let seen = self
                .in_way(way)
                .filter_map(|who| self.seen(who, place, day));
            let mut seen: Vec<f64> = seen.collect();
            seen.sort_by(f64::total_cmp);
            let (mean, sd) = moments(&seen);
            let count = seen.len() as f64;
            let quantile = student_t_quantile(1.0 - 0.5 * self.trial().analysis.alpha, count - 1.0);
            let reach = quantile.map_or(f64::NAN, |quantile| quantile * sd / count.sqrt());
            let truths = self
                .sample
                .people
                .iter()
                .map(|one| one.lived[way].truth[place][day]);
            course.mean.push(mean);
            course.interval.push((mean - reach, mean + reach));
            course.band.push(
                BAND.map(|share| crate::people::quantile(&seen, share))
                    .into(),
            );
            course.truth.push(moments(&truths.collect::<Vec<f64>>()).0);
        }
        course
    }

    fn found(&self) -> Vec<Found> {
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
        let arm = |(arm, named): (usize, &super::Arm)| {
            let values: Vec<f64> = match crossover {
                true => self
                    .allocated
                    .iter()
                    .filter_map(|who| self.sample.means(endpoint, *who))
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
            Multiplicity::Dunnett => self.dunnett(&p),
        };
        let primary = found.iter_mut().filter(|one| one.primary);
        let contrasts = primary.flat_map(|one| &mut one.contrasts);
        for (contrast, p) in contrasts.zip(adjusted) {
            contrast.adjusted_p = Some(p);
        }
    }

    /// Dunnett's p values: each comparison's statistic is that which has its p value with the degrees of freedom of all arms together.
    fn dunnett(&self, p: &[f64]) -> Vec<f64> {
        let sizes: Vec<f64> = (0..self.sample.ways.len())
            .map(|way| self.in_way(way).count() as f64)
            .collect();
        let df = sizes.iter().sum::<f64>() - sizes.len() as f64 - 1.0;
        let Some(dunnett) = sizes
            .split_first()
            .and_then(|(control, arms)| Dunnett::new(*control, arms, df).ok())
        else {
            return p.to_vec();
        };
        let adjusted = |p: &f64| {
            let statistic = student_t_quantile(1.0 - 0.5 * p, df);
            statistic.map_or(*p, |statistic| dunnett.p(statistic).max(*p))
        };
        p.iter().map(adjusted).collect()
    }

    /// Who responds: for the first endpoint, by everything that is known of people at baseline.
    fn markers(&self) -> Vec<Marker> {
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
        let median = crate::people::quantile(&sorted, 0.5);
        let own = |one: usize| {
            let (control, treated) = self.sample.own_effect(endpoint, comparison, one)?;
            Some((values[one], treated - control))
        };
        let effects: Vec<(f64, f64)> = (0..values.len()).filter_map(own).collect();
        let halves = [false, true].map(|above| {
            let of_half = |who: &&Allocated| (values[who.0] > median) == above;
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
            correlation: rank_correlation(&effects),
        }
    }

    fn warnings(&self, found: &[Found]) -> Vec<String> {
        let mut warnings = Vec::new();
        if self.allocated.len() < self.trial().people {
            warnings.push(format!(
                "{} of {} people could be enrolled: fewer of the population fit than was thought",
                self.allocated.len(),
                self.trial().people
            ));
        }
        let arms = &self.trial().arms;
        for (place, arm) in arms.iter().enumerate().skip(1) {
            let same = |one: &Participant| match (one.lived.first(), one.lived.get(place)) {
                (Some(control), Some(arm)) => control.truth == arm.truth,
                _ => false,
            };
            let crossover = matches!(self.trial().design, Design::Crossover { .. });
            if !crossover && self.sample.people.iter().all(|one| same(one)) {
                warnings.push(format!(
                    "`{}` does nothing that `{}` does not: everybody is the same in both",
                    arm.name.text, arms[0].name.text
                ));
            }
        }
        for found in found {
            for contrast in &found.contrasts {
                if let Some(fault) = &contrast.fault {
                    warnings.push(format!("{} of `{}`: {fault}", found.name, contrast.arm));
                }
            }
        }
        let unknown = self.outcomes.iter().filter(|one| !one.is_observed());
        let unknown: Vec<String> = unknown.map(|one| format!("`{}`", one.name)).collect();
        if !unknown.is_empty() {
            warnings.push(format!(
                "how raters and laboratories see {} is not known: seen without error",
                unknown.join(", ")
            ));
        }
        warnings
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

/// The mean and the standard deviation; not numbers where there are too few.
pub(super) fn moments(values: &[f64]) -> (f64, f64) {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    let squares: f64 = values
        .iter()
        .map(|value| (value - mean) * (value - mean))
        .sum();
    (mean, (squares / (count - 1.0)).sqrt())
}

/// Spearman's rank correlation; zero where nothing varies.
fn rank_correlation(pairs: &[(f64, f64)]) -> f64 {
    let one = ranks(&pairs.iter().map(|pair| pair.0).collect::<Vec<f64>>());
    let other = ranks(&pairs.iter().map(|pair| pair.1).collect::<Vec<f64>>());
    let middle = 0.5 * (pairs.len() as f64 + 1.0);
    let about = |ranks: &[f64]| ranks.iter().map(|rank| rank - middle).collect::<Vec<f64>>();
    let (one, other) = (about(&one), about(&other));
    let product = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
    let scale = (product(&one, &one) * product(&other, &other)).sqrt();
    if scale > 0.0 {
        product(&one, &other) / scale
    } else {
        0.0
    }
}

/// Ranks from 1; those of equal values are the mean of theirs.
fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut first = 0;
    while first < order.len() {
        let equal = |place: &&usize| values[**place] == values[order[first]];
        let count = order[first..].iter().take_while(equal).count();
        let rank = first as f64 + 0.5 * (count as f64 + 1.0);
        order[first..first + count]
            .iter()
            .for_each(|place| ranks[*place] = rank);
        first += count;
    }
    ranks
}
