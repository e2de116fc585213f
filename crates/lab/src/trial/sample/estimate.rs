//! What is estimated from what was seen: the effect of one side of a comparison over the other, by the analysis that the trial asks for.

use engine::math::exp;

use super::{Allocated, Comparison, Eye, Sample};
use crate::statistics::clusters::{self, Member};
use crate::statistics::mixed::SmallSample;
use crate::statistics::responders::{Group, difference, number_needed, pooled_z};
use crate::statistics::survival::{Time, log_rank};
use crate::statistics::{Estimate, Fault, ancova, crossover, mmrm, t_test};
use crate::trial::endpoint::{Endpoint, Measure};
use crate::trial::{Design, Method, Multiplicity};

/// An effect as estimated.
#[derive(Clone, Debug)]
pub(in crate::trial) struct Estimated {
    pub method: &'static str,
    pub value: f64,
    pub interval: (f64, f64),
    pub p: f64,
    /// The statistic behind the p value.
    pub statistic: f64,
    /// Its degrees of freedom; infinite where its standard error is taken as known.
    pub df: f64,
    pub number_needed: Option<(f64, Option<(f64, f64)>)>,
}

/// Who is analysed, each on the side of the control, 0, or on another.
type Sided = [(Allocated, usize)];

impl Sample<'_> {
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
        let (sided, treated) = self.sides(comparison, people);
        match (endpoint.measure, self.trial.design) {
            (Measure::TimeTo(_), _) => self.hazards(endpoint, (&sided, treated), confidence),
            (_, Design::Cluster { .. }) => self.clusters_apart(endpoint, &sided, confidence),
            (Measure::Response(_), _) => self.shares(endpoint, (&sided, treated), confidence),
            _ => self.means_apart(endpoint, (&sided, treated), confidence),
        }
    }

    /// Everybody who is analysed for a comparison, and the treated side: those who are compared, or where all arms share one control and one error
    /// everybody, by arm.
    fn sides(
        &self,
        comparison: &Comparison,
        people: &[Allocated],
    ) -> (Vec<(Allocated, usize)>, usize) {
        let people = people.iter();
        let sides = &comparison.sides;
        if self.all_arms_together() {
            let treated = sides.iter().position(|side| *side == Some(1));
            let sided = people.map(|who| (*who, who.way));
            return (sided.collect(), treated.unwrap_or(1));
        }
        let sided = people.filter_map(|who| Some((*who, sides[who.way]?)));
        (sided.collect(), 1)
    }

    /// Whether arms are compared with the control by one analysis of all.
    pub fn all_arms_together(&self) -> bool {
        self.trial.analysis.multiplicity == Multiplicity::Dunnett
    }

    /// By how much the mean of the treated is above that of the control.
    fn means_apart(
        &self,
        endpoint: &Endpoint,
        (sided, treated): (&Sided, usize),
        confidence: f64,
    ) -> Result<Estimated, Fault> {
        match self.trial.analysis.method {
            Method::Mmrm => self.visits_together(endpoint, (sided, treated), confidence),
            Method::Ancova => self.covariance(endpoint, (sided, treated), confidence),
        }
    }

    fn covariance(
        &self,
        endpoint: &Endpoint,
        (sided, treated): (&Sided, usize),
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
            let effect = t_test::welch(&of(0), &of(treated))?;
            return estimated("Welch's t test", effect, confidence);
        }
        let fitted = ancova::ancova(&arm, &baseline, &outcome)?;
        estimated("ANCOVA", fitted.effect(treated)?, confidence)
    }

    fn visits_together(
        &self,
        endpoint: &Endpoint,
        (sided, treated): (&Sided, usize),
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
        let effect = fitted.effect(treated, last - 1, SmallSample::KenwardRoger)?;
        estimated("MMRM", effect, confidence)
    }

    /// Who is not seen at the visit has not responded.
    fn shares(
        &self,
        endpoint: &Endpoint,
        (sided, treated): (&Sided, usize),
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
        let (control, treated) = (group(0)?, group(treated)?);
        let ranged = difference(control, treated, confidence)?;
        let needed = number_needed(control, treated, confidence).ok();
        let z = pooled_z(control, treated);
        Ok(Estimated {
            method: "difference of shares (Newcombe)",
            value: ranged.value,
            interval: ranged.interval,
            // Where nobody or everybody responded there is no difference to see.
            p: z.as_ref().map_or(1.0, Estimate::p),
            statistic: z.as_ref().map_or(0.0, Estimate::statistic),
            df: f64::INFINITY,
            number_needed: needed.map(|needed| (needed.value, needed.interval)),
        })
    }

    fn hazards(
        &self,
        endpoint: &Endpoint,
        (sided, treated): (&Sided, usize),
        confidence: f64,
    ) -> Result<Estimated, Fault> {
        let compared = sided.iter().filter(|one| one.1 == 0 || one.1 == treated);
        let timed = compared.filter_map(|(who, side)| {
            let time = self.time(endpoint, Eye::Seen, *who)?;
            Some((usize::from(*side != 0), time))
        });
        let (arm, times): (Vec<usize>, Vec<Time>) = timed.unzip();
        let tested = log_rank(&arm, &times)?;
        let (lo, hi) = tested.log_hazard_ratio.interval(confidence)?;
        Ok(Estimated {
            method: "hazard ratio (log-rank)",
            value: exp(tested.log_hazard_ratio.value),
            interval: (exp(lo), exp(hi)),
            p: tested.p,
            statistic: tested.log_hazard_ratio.statistic(),
            df: f64::INFINITY,
            number_needed: None,
        })
    }

    /// By how much the mean of the treated clusters is above that of the control's.
    fn clusters_apart(
        &self,
        endpoint: &Endpoint,
        sided: &Sided,
        confidence: f64,
    ) -> Result<Estimated, Fault> {
        let method = match endpoint.measure.is_binary() {
            true => "t test of clusters' shares",
            false => "ANCOVA of clusters' means",
        };
        let effect = clusters::effect(&self.members(endpoint, sided))?;
        estimated(method, effect, confidence)
    }

    /// How alike the people of a cluster came out to be in an endpoint, within arms; none where there are no clusters.
    pub fn intracluster_correlation(
        &self,
        endpoint: &Endpoint,
        people: &[Allocated],
    ) -> Option<f64> {
        if !matches!(self.trial.design, Design::Cluster { .. }) {
            return None;
        }
        let by_arm: Vec<(Allocated, usize)> = people.iter().map(|who| (*who, who.way)).collect();
        clusters::intracluster_correlation(&self.members(endpoint, &by_arm)).ok()
    }

    /// People as they are seen; who is not seen has not responded.
    fn members(&self, endpoint: &Endpoint, sided: &Sided) -> Vec<Member> {
        let member = |(who, side): &(Allocated, usize)| {
            let seen = self.seen(endpoint, *who);
            let (baseline, outcome) = match endpoint.measure.is_binary() {
                true => (0.0, f64::from(seen.is_some_and(|value| value > 0.0))),
                false => (self.baseline(endpoint, *who)?, seen?),
            };
            Some(Member {
                cluster: who.cluster,
                arm: *side,
                baseline,
                outcome,
            })
        };
        sided.iter().filter_map(member).collect()
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
                let people = people.iter().filter(|who| who.way == order);
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
        statistic: estimate.statistic(),
        df: estimate.df,
        number_needed: None,
    })
}
