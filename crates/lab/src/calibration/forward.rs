//! What typical people show of findings when numbers are others: all of them are one batch.

use super::Shown;
use crate::cohort::{Cohort, Resting};
use crate::evidence::Finding;
use crate::evidence::typical::{Target, Typical, settled};
use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::rests::Rests;
use crate::run::RunError;

/// People in whom health is looked at.
const HEALTHY: &str = "healthy-adult";
/// A value outside of its healthy range by this share of its width is as unlikely as one standard deviation.
const OUTSIDE: f64 = 0.25;

/// Findings and the people who live through them.
pub(super) struct Forward<'a> {
    findings: Vec<Typical<'a>>,
    healthy: Cohort<'a>,
    /// Places of observables with a healthy range, and the range.
    ranges: Vec<(usize, f64, f64)>,
}

impl<'a> Forward<'a> {
    pub fn new(
        lab: &'a Laboratory,
        findings: &[&'a Finding],
        numbers: &[String],
        rests: &'a dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<Self, RunError> {
        let population = lab.population(HEALTHY);
        let population = population
            .ok_or_else(|| RunError::People(format!("there is no population {HEALTHY}")))?;
        let healthy = Cohort::with_numbers(lab, population, &[], numbers, rests, watch)?;
        let ranges = lab.data.observables.iter().filter_map(|seen| {
            let place = healthy.system().observable(&seen.name)?;
            Some((place, seen.lo?, seen.hi?))
        });
        let ranges = ranges.collect();
        let mut all = Vec::with_capacity(findings.len());
        for finding in findings {
            all.extend(Typical::new(lab, finding, numbers, rests, watch)?);
        }
        Ok(Self {
            findings: all,
            healthy,
            ranges,
        })
    }

    /// The readings of all findings.
    pub fn targets(&self) -> impl Iterator<Item = &Target> {
        self.findings.iter().flat_map(|one| &one.targets)
    }

    /// What typical people with these numbers show; not a number of what could not be followed.
    pub fn shown(&self, people: &[Values], watch: &mut dyn Watch) -> Result<Vec<Shown>, RunError> {
        let out_of_health = self.out_of_health(people, watch)?.into_iter();
        let mut shown: Vec<Shown> = out_of_health
            .map(|out_of_health| Shown {
                readings: Vec::new(),
                out_of_health,
            })
            .collect();
        for finding in &self.findings {
            for (shown, pairs) in shown.iter_mut().zip(finding.with_numbers(people, watch)?) {
                let effects = finding.targets.iter().zip(pairs);
                let effects = effects.map(|(target, pair)| pair.effect(target));
                shown.readings.extend(effects);
            }
        }
        Ok(shown)
    }

    fn out_of_health(
        &self,
        people: &[Values],
        watch: &mut dyn Watch,
    ) -> Result<Vec<f64>, RunError> {
        let resting = settled(&self.healthy, people, watch)?;
        let out = |one: &Option<Resting>| {
            let Some(one) = one else { return f64::INFINITY };
            let each = self.ranges.iter().map(|(place, lo, hi)| {
                let value = one.seen[*place];
                let beyond = (lo - value).max(value - hi).max(0.0) / (OUTSIDE * (hi - lo));
                0.5 * beyond * beyond
            });
            each.sum()
        };
        Ok(resting.iter().map(out).collect())
    }
}
