//! What a trial has of its people for one endpoint, as seen and as true, and what is estimated from that.
//!
//! A trial takes some people of the pool and allocates each to a way. The same estimate is made of the trial itself and of every trial that is
//! drawn to plan one.

mod estimate;

use std::collections::BTreeMap;

use super::endpoint::{self, Endpoint, Measure};
use super::pool::Participant;
use super::regimens::{Period, Way};
use super::{Design, Trial};
use crate::statistics::survival::{Time, kaplan_meier};

/// The enrolled people of a pool.
#[derive(Clone)]
pub(super) struct Sample<'a> {
    pub trial: &'a Trial,
    pub ways: Vec<Way>,
    pub days: Vec<f64>,
    /// Names of the outcomes, in the order of what people lived.
    pub outcomes: Vec<String>,
    pub people: Vec<&'a Participant>,
}

/// Somebody in a trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allocated {
    /// The place in the pool.
    pub person: usize,
    pub way: usize,
    /// Which of the trial's clusters they belong to; 0 where people are not randomised by clusters.
    pub cluster: usize,
}

impl Allocated {
    /// Somebody who is not randomised together with others.
    pub fn alone(person: usize, way: usize) -> Self {
        let cluster = 0;
        Self {
            person,
            way,
            cluster,
        }
    }
}

/// Two sides that are compared.
#[derive(Clone, Debug)]
pub(super) struct Comparison {
    /// The arm or factor.
    pub arm: String,
    /// What it is compared with.
    pub against: String,
    /// The dose, where the arm is one of a list.
    pub dose: Option<f64>,
    /// By way: whether it is of the control (0) or treated (1) side, or of neither.
    sides: Vec<Option<usize>>,
}

impl Comparison {
    /// Whether the people of a way are compared.
    pub fn concerns(&self, way: usize) -> bool {
        self.sides[way].is_some()
    }
}

/// Whether what was seen is looked at, or what is true.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Eye {
    Seen,
    True,
}

impl<'a> Sample<'a> {
    /// What is compared: every arm with the control, every factor with its absence, or the two arms of a crossover.
    pub fn comparisons(&self) -> Vec<Comparison> {
        let arms = &self.trial.arms;
        let name = |arm: usize| arms[arm].name.text.clone();
        match self.trial.design {
            Design::Crossover { .. } => vec![Comparison {
                arm: name(1),
                against: name(0),
                dose: arms[1].dose,
                sides: vec![Some(0), Some(1)],
            }],
            Design::Parallel | Design::Cluster { .. } => (1..arms.len())
                .map(|arm| Comparison {
                    arm: name(arm),
                    against: name(0),
                    dose: arms[arm].dose,
                    sides: (0..arms.len())
                        .map(|way| match way {
                            0 => Some(0),
                            _ => (way == arm).then_some(1),
                        })
                        .collect(),
                })
                .collect(),
            Design::Factorial => (0..arms.len().ilog2() as usize)
                .map(|factor| Comparison {
                    // The arm in which the factor stands alone.
                    arm: name(1 << factor),
                    against: format!("without {}", name(1 << factor)),
                    dose: None,
                    sides: arms
                        .iter()
                        .map(|arm| Some(usize::from(arm.factors.contains(&factor))))
                        .collect(),
                })
                .collect(),
        }
    }

    /// The enrolled people of every cluster that has some; none where people are randomised each by themselves.
    pub fn clusters(&self) -> Vec<Vec<usize>> {
        let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (place, one) in self.people.iter().enumerate() {
            if let Some(cluster) = self.trial.cluster_of(one.number) {
                clusters.entry(cluster).or_default().push(place);
            }
        }
        clusters.into_values().collect()
    }

    fn place_of(&self, endpoint: &Endpoint) -> usize {
        let place = self
            .outcomes
            .iter()
            .position(|name| *name == endpoint.outcome.text);
        place.unwrap_or_default()
    }

    /// The places of a period's visits among the days.
    fn visits(&self, period: Period) -> Vec<usize> {
        let of = |visit: &f64| {
            self.days
                .iter()
                .position(|day| *day == period.start + visit)
        };
        self.trial.visits.iter().filter_map(of).collect()
    }

    /// What an endpoint comes to at a visit of somebody's period.
    fn value(
        &self,
        endpoint: &Endpoint,
        eye: Eye,
        who: Allocated,
        period: usize,
        visit: usize,
    ) -> Option<f64> {
        let participant = self.people[who.person];
        let lived = participant.lived.get(who.way)?;
        let place = self.place_of(endpoint);
        let visits = self.visits(self.ways[who.way].periods[period]);
        let of = |values: &[f64]| visits.iter().map(|day| values.get(*day).copied()).collect();
        let (actual, unrescued): (Vec<Option<f64>>, Vec<Option<f64>>) = match eye {
            Eye::True => {
                let unrescued = lived.unrescued.as_ref().unwrap_or(&lived.truth);
                (of(&lived.truth[place]), of(&unrescued[place]))
            }
            Eye::Seen => {
                let seen = &lived.seen[place];
                let actual = visits.iter().map(|day| seen.get(*day).copied().flatten());
                // What would have been without rescue is seen until it begins.
                let until = |day: &usize| lived.rescued_at.is_none_or(|at| *day <= at);
                let unrescued = visits.iter().map(|day| match until(day) {
                    true => seen.get(*day).copied().flatten(),
                    false => None,
                });
                (actual.collect(), unrescued.collect())
            }
        };
        let rescued_at = lived.rescued_at.and_then(|at| {
            let last = visits.last()?;
            // Rescue in an earlier period goes on in this one.
            (at <= *last).then(|| visits.iter().position(|day| *day >= at).unwrap_or_default())
        });
        if eye == Eye::True && endpoint.strategy == endpoint::Strategy::PrincipalStratum {
            let any = participant
                .lived
                .iter()
                .any(|lived| lived.rescued_at.is_some());
            if any {
                return None;
            }
        }
        let course = endpoint::Course {
            actual: &actual,
            unrescued: &unrescued,
            rescued_at,
        };
        endpoint.value(&course, visit)
    }

    /// What an endpoint comes to, as seen, at the end of a parallel arm.
    pub fn seen(&self, endpoint: &Endpoint, who: Allocated) -> Option<f64> {
        self.value(
            endpoint,
            Eye::Seen,
            who,
            0,
            self.trial.visit_of(endpoint.at),
        )
    }

    fn baseline(&self, endpoint: &Endpoint, who: Allocated) -> Option<f64> {
        let lived = self.people[who.person].lived.get(who.way)?;
        *lived.seen[self.place_of(endpoint)].first()?
    }

    /// What is true of an endpoint in somebody who is given an arm from rest on.
    pub fn truth(&self, endpoint: &Endpoint, person: usize, arm: usize) -> Option<f64> {
        let begins = |way: &Way| way.periods.first().is_some_and(|period| period.arm == arm);
        let way = self.ways.iter().position(begins)?;
        if let Measure::TimeTo(_) = endpoint.measure {
            let time = self.time(endpoint, Eye::True, Allocated::alone(person, way))?;
            return Some(time.time);
        }
        let visit = self.trial.visit_of(endpoint.at);
        self.value(endpoint, Eye::True, Allocated::alone(person, way), 0, visit)
    }

    /// What is true of somebody's own effect: the treated side less the control side, each the mean of its arms.
    pub fn own_effect(
        &self,
        endpoint: &Endpoint,
        comparison: &Comparison,
        person: usize,
    ) -> Option<(f64, f64)> {
        let mean = |side: usize| {
            let arms =
                (0..self.trial.arms.len()).filter(|arm| comparison.sides[*arm] == Some(side));
            let values: Option<Vec<f64>> =
                arms.map(|arm| self.truth(endpoint, person, arm)).collect();
            let values = values?;
            Some(values.iter().sum::<f64>() / values.len() as f64)
        };
        Some((mean(0)?, mean(1)?))
    }

    /// When somebody responded, or until when it was seen that they did not.
    fn time(&self, endpoint: &Endpoint, eye: Eye, who: Allocated) -> Option<Time> {
        let last = self.trial.visit_of(endpoint.at);
        let mut watched = None;
        for visit in 1..=last {
            let Some(met) = self.value(endpoint, eye, who, 0, visit) else {
                break;
            };
            let time = self.trial.visits[visit];
            if met > 0.0 {
                return Some(Time { time, event: true });
            }
            watched = Some(Time { time, event: false });
        }
        watched
    }

    /// The mean time without a response until the endpoint's day, as seen: the area below the curve of Kaplan and Meier, d.
    pub fn time_without(
        &self,
        endpoint: &Endpoint,
        people: impl Iterator<Item = Allocated>,
    ) -> f64 {
        let times = people.filter_map(|who| self.time(endpoint, Eye::Seen, who));
        let steps = kaplan_meier(&times.collect::<Vec<Time>>());
        let (mut area, mut day, mut share) = (0.0, 0.0, 1.0);
        for step in steps.iter().flatten().filter(|step| step.events > 0) {
            area += share * (step.time - day);
            (day, share) = (step.time, step.share);
        }
        match steps {
            Ok(_) => area + share * (endpoint.at - day),
            Err(_) => f64::NAN,
        }
    }

    /// How much a crossover's effect is off for what periods carry over into the next: what its analysis would find in everybody, without noise
    /// and in both orders, less the truth. None where nothing is carried over by design.
    pub fn carried_over(&self, endpoint: &Endpoint, comparison: &Comparison) -> Option<f64> {
        if !matches!(self.trial.design, Design::Crossover { .. }) || endpoint.measure.is_time() {
            return None;
        }
        let off = |person: usize| {
            let effect = |order: usize| {
                let (control, treated) =
                    self.means(endpoint, Eye::True, Allocated::alone(person, order))?;
                Some(treated - control)
            };
            let (control, treated) = self.own_effect(endpoint, comparison, person)?;
            Some(0.5 * (effect(0)? + effect(1)?) - (treated - control))
        };
        let off: Vec<f64> = (0..self.people.len()).filter_map(off).collect();
        Some(off.iter().sum::<f64>() / off.len() as f64)
    }

    /// What somebody's endpoint comes to in every period, with its arm; none when one is missing.
    fn periods(&self, endpoint: &Endpoint, eye: Eye, who: Allocated) -> Option<Vec<(usize, f64)>> {
        let visit = self.trial.visit_of(endpoint.at);
        let periods = self.ways[who.way].periods.iter().enumerate();
        let of = |(place, period): (usize, &Period)| {
            Some((period.arm, self.value(endpoint, eye, who, place, visit)?))
        };
        periods.map(of).collect()
    }

    /// The mean of somebody's periods under the control, and under treatment, as seen.
    pub fn means_seen(&self, endpoint: &Endpoint, who: Allocated) -> Option<(f64, f64)> {
        self.means(endpoint, Eye::Seen, who)
    }

    /// The mean of somebody's periods under the control, and under treatment.
    fn means(&self, endpoint: &Endpoint, eye: Eye, who: Allocated) -> Option<(f64, f64)> {
        let periods = self.periods(endpoint, eye, who)?;
        let mean = |arm: usize| {
            let values = periods.iter().filter(|one| one.0 == arm).map(|one| one.1);
            values.clone().sum::<f64>() / values.count() as f64
        };
        Some((mean(0), mean(1)))
    }
}
