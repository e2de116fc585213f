//! What a trial has of its people for one endpoint, as seen and as true, and what is estimated from that.
//!
//! A trial takes some people of the pool and allocates each to a way. The same estimate is made of the trial itself and of every trial that is
//! drawn to plan one.

use super::endpoint::{self, Endpoint, Measure};
use super::pool::Participant;
use super::regimens::{Period, Way};
use super::{Design, Method, Trial};
use crate::statistics::mixed::SmallSample;
use crate::statistics::responders::{Group, difference, number_needed, pooled_z};
use crate::statistics::survival::{Time, kaplan_meier, log_rank};
use crate::statistics::{Estimate, Fault, ancova, crossover, mmrm, t_test};

/// The enrolled people of a pool.
#[derive(Clone)]
pub(super) struct Sample<'a> {
    pub trial: &'a Trial,
    pub ways: Vec<Way>,
    pub days: Vec<f64>,
    /// Names of the outcomes, in the order of what people lived.
    pub outcomes: Vec<String>,
    pub people: Vec<&'a Participant>,
    /// How differences of means are estimated.
    pub method: Method,
}

/// Somebody in a trial: the place in the pool and the way.
pub(super) type Allocated = (usize, usize);

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

/// An effect as estimated.
#[derive(Clone, Debug)]
pub(super) struct Estimated {
    pub method: &'static str,
    pub value: f64,
    pub interval: (f64, f64),
    pub p: f64,
    pub number_needed: Option<(f64, Option<(f64, f64)>)>,
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
            Design::Parallel => (1..arms.len())
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
        (person, way): Allocated,
        period: usize,
        visit: usize,
    ) -> Option<f64> {
        let participant = self.people[person];
        let lived = participant.lived.get(way)?;
        let place = self.place_of(endpoint);
        let visits = self.visits(self.ways[way].periods[period]);
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

    fn baseline(&self, endpoint: &Endpoint, (person, way): Allocated) -> Option<f64> {
        let lived = self.people[person].lived.get(way)?;
        *lived.seen[self.place_of(endpoint)].first()?
    }

    /// What is true of an endpoint in somebody who is given an arm from rest on.
    pub fn truth(&self, endpoint: &Endpoint, person: usize, arm: usize) -> Option<f64> {
        let begins = |way: &Way| way.periods.first().is_some_and(|period| period.arm == arm);
        let way = self.ways.iter().position(begins)?;
        if let Measure::TimeTo(_) = endpoint.measure {
            let time = self.time(endpoint, Eye::True, (person, way))?;
            return Some(time.time);
        }
        let visit = self.trial.visit_of(endpoint.at);
        self.value(endpoint, Eye::True, (person, way), 0, visit)
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

    /// The effect of one side over the other in these people.
    ///
    /// # Errors
    /// Too few people are left, or nothing varies.
    pub fn estimate(
        &self,
        endpoint: &Endpoint,
        comparison: &Comparison,
        people: &[Allocated],
    ) -> Result<Estimated, Fault> {
        let confidence = 1.0 - self.trial.analysis.alpha;
        if let Design::Crossover { cycles, .. } = self.trial.design {
            return self.crossover(endpoint, people, cycles, confidence);
        }
        let sided = people
            .iter()
            .filter_map(|who| Some((*who, comparison.sides[who.1]?)));
        let sided: Vec<(Allocated, usize)> = sided.collect();
        match endpoint.measure {
            Measure::Response(_) => self.shares(endpoint, &sided, confidence),
            Measure::TimeTo(_) => self.hazards(endpoint, &sided, confidence),
            _ if self.method == Method::Mmrm => self.visits_together(endpoint, &sided, confidence),
            _ => self.covariance(endpoint, &sided, confidence),
        }
    }

    fn covariance(
        &self,
        endpoint: &Endpoint,
        sided: &[(Allocated, usize)],
        confidence: f64,
    ) -> Result<Estimated, Fault> {
        let known = sided.iter().filter_map(|(who, side)| {
            Some((
                *side,
                self.baseline(endpoint, *who)?,
                self.seen(endpoint, *who)?,
            ))
        });
        let known: Vec<(usize, f64, f64)> = known.collect();
        let arm: Vec<usize> = known.iter().map(|one| one.0).collect();
        let baseline: Vec<f64> = known.iter().map(|one| one.1).collect();
        let outcome: Vec<f64> = known.iter().map(|one| one.2).collect();
        // Where everybody had the same baseline there is nothing to allow for.
        if baseline.iter().all(|value| *value == baseline[0]) {
            let of = |side: usize| {
                let values = known.iter().filter(|one| one.0 == side);
                values.map(|one| one.2).collect::<Vec<f64>>()
            };
            let effect = t_test::welch(&of(0), &of(1))?;
            return estimated("Welch's t test", effect, confidence);
        }
        let fitted = ancova::ancova(&arm, &baseline, &outcome)?;
        estimated("ANCOVA", fitted.effects[0], confidence)
    }

    fn visits_together(
        &self,
        endpoint: &Endpoint,
        sided: &[(Allocated, usize)],
        confidence: f64,
    ) -> Result<Estimated, Fault> {
        let last = self.trial.visit_of(endpoint.at);
        let (mut arm, mut baselines, mut outcomes) = (Vec::new(), Vec::new(), Vec::new());
        for (who, side) in sided {
            let of = |visit| self.value(endpoint, Eye::Seen, *who, 0, visit);
            let values: Vec<Option<f64>> = (1..=last).map(of).collect();
            let Some(baseline) = self.baseline(endpoint, *who) else {
                continue;
            };
            if values.iter().any(Option::is_some) {
                arm.push(*side);
                baselines.push(baseline);
                outcomes.push(values);
            }
        }
        let fitted = mmrm::mmrm(&arm, &outcomes, Some(&baselines))?;
        let effect = fitted.effect(1, last - 1, SmallSample::KenwardRoger)?;
        estimated("MMRM", effect, confidence)
    }

    /// Who is not seen at the visit has not responded.
    fn shares(
        &self,
        endpoint: &Endpoint,
        sided: &[(Allocated, usize)],
        confidence: f64,
    ) -> Result<Estimated, Fault> {
        let group = |side: usize| {
            let of_side = sided.iter().filter(|one| one.1 == side);
            let responded = of_side.clone().filter(|one| {
                let value = self.seen(endpoint, one.0);
                value.is_some_and(|value| value > 0.0)
            });
            Group::new(responded.count() as u64, of_side.count() as u64)
        };
        let (control, treated) = (group(0)?, group(1)?);
        let ranged = difference(control, treated, confidence)?;
        let needed = number_needed(control, treated, confidence).ok();
        Ok(Estimated {
            method: "difference of shares (Newcombe)",
            value: ranged.value,
            interval: ranged.interval,
            // Where nobody or everybody responded there is no difference to see.
            p: pooled_z(control, treated).map_or(1.0, |z| z.p()),
            number_needed: needed.map(|needed| (needed.value, needed.interval)),
        })
    }

    fn hazards(
        &self,
        endpoint: &Endpoint,
        sided: &[(Allocated, usize)],
        confidence: f64,
    ) -> Result<Estimated, Fault> {
        let timed = sided
            .iter()
            .filter_map(|(who, side)| Some((*side, self.time(endpoint, Eye::Seen, *who)?)));
        let (arm, times): (Vec<usize>, Vec<Time>) = timed.unzip();
        let tested = log_rank(&arm, &times)?;
        let (lo, hi) = tested.log_hazard_ratio.interval(confidence)?;
        use engine::math::exp;
        Ok(Estimated {
            method: "hazard ratio (log-rank)",
            value: exp(tested.log_hazard_ratio.value),
            interval: (exp(lo), exp(hi)),
            p: tested.p,
            number_needed: None,
        })
    }

    /// How much a crossover's effect is off for what periods carry over into the next: what its analysis would find in everybody, without noise
    /// and in both orders, less the truth. None where nothing is carried over by design.
    pub fn carried_over(&self, endpoint: &Endpoint, comparison: &Comparison) -> Option<f64> {
        if !matches!(self.trial.design, Design::Crossover { .. }) || endpoint.measure.is_time() {
            return None;
        }
        let off = |person: usize| {
            let effect = |order: usize| {
                let (control, treated) = self.means(endpoint, Eye::True, (person, order))?;
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
        let periods = self.ways[who.1].periods.iter().enumerate();
        let of = |(place, period): (usize, &Period)| {
            Some((period.arm, self.value(endpoint, eye, who, place, visit)?))
        };
        periods.map(of).collect()
    }

    fn crossover(
        &self,
        endpoint: &Endpoint,
        people: &[Allocated],
        cycles: usize,
        confidence: f64,
    ) -> Result<Estimated, Fault> {
        if cycles == 1 {
            let of = |order: usize| {
                let people = people.iter().filter(|who| who.1 == order);
                let pairs =
                    people.filter_map(|who| match self.periods(endpoint, Eye::Seen, *who)?[..] {
                        [(_, first), (_, second)] => Some((first, second)),
                        _ => None,
                    });
                pairs.collect::<Vec<(f64, f64)>>()
            };
            let fitted = crossover::crossover(&of(0), &of(1))?;
            return estimated("crossover", fitted.treatment, confidence);
        }
        let means = people
            .iter()
            .filter_map(|who| self.means(endpoint, Eye::Seen, *who));
        let (control, treated): (Vec<f64>, Vec<f64>) = means.unzip();
        estimated(
            "paired t test of people's means",
            t_test::paired(&control, &treated)?,
            confidence,
        )
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

fn estimated(
    method: &'static str,
    estimate: Estimate,
    confidence: f64,
) -> Result<Estimated, Fault> {
    Ok(Estimated {
        method,
        value: estimate.value,
        interval: estimate.interval(confidence)?,
        p: estimate.p(),
        number_needed: None,
    })
}
