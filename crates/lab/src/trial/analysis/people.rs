//! Who takes part: from the screening to the last visit, at baseline, and over time.

use super::{Study, moments};
use crate::people::quantile as quantile_of;
use crate::population::MALE;
use crate::statistics::distributions::student_t_quantile;
use crate::trial::pool::{Outcome, Participant, refused};
use crate::trial::regimens::Way;
use crate::trial::results::{ArmFlow, ArmOverTime, Described, Flow, OverTime};
use crate::trial::sample::Allocated;

/// Nine of ten people lie between these shares.
const BAND: [f64; 2] = [0.05, 0.95];

impl Study<'_> {
    pub(super) fn flow(&self, people: &[Participant]) -> Flow {
        let last = self
            .allocated
            .last()
            .map(|who| self.sample.people[who.person].number);
        let screened = people.iter().take_while(|one| Some(one.number) <= last);
        let arm = |(way, named): (usize, &Way)| {
            let lived = || {
                self.in_way(way)
                    .map(|who| &self.sample.people[who.person].lived[way])
            };
            ArmFlow {
                name: named.name.clone(),
                allocated: lived().count(),
                rescued: lived().filter(|lived| lived.rescued_at.is_some()).count(),
                left: lived().filter(|lived| lived.left_at.is_some()).count(),
            }
        };
        Flow {
            screened: screened.clone().count(),
            refused: refused(screened.map(|one| &one.screening)),
            enrolled: self.allocated.len(),
            arms: self.sample.ways.iter().enumerate().map(arm).collect(),
        }
    }

    pub(super) fn baseline(&self) -> Vec<Described> {
        let mut described = Vec::new();
        let ways = self.sample.ways.len();
        for (place, covariate) in self.population.covariates.iter().enumerate() {
            let of = |way| {
                let values = self
                    .in_way(way)
                    .map(|who| self.sample.people[who.person].covariates[place]);
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
                let has =
                    |who: &Allocated| self.sample.people[who.person].carries.contains(&share.name);
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

    pub(super) fn courses(&self) -> Vec<OverTime> {
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
            course
                .band
                .push(BAND.map(|share| quantile_of(&seen, share)).into());
            course.truth.push(moments(&truths.collect::<Vec<f64>>()).0);
        }
        course
    }
}
