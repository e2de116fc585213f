//! Times until an event, of which some are cut short.

use super::ancova::arms;
use super::distributions::chi_squared_above;
use super::{Estimate, Fault, fault};

/// How long a person was watched.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Time {
    /// Until when.
    pub time: f64,
    /// Whether the event ended it; otherwise the watching ended before the event.
    pub event: bool,
}

/// The curve after one of the times at which an event happened.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Survival {
    /// The time of the event.
    pub time: f64,
    /// How many people were still watched just before.
    pub at_risk: usize,
    /// How many had the event then.
    pub events: usize,
    /// The share without the event from then on.
    pub share: f64,
    /// The standard error of the share (Greenwood 1926).
    pub se: f64,
}

/// The share without the event, step by step (Kaplan & Meier 1958).
///
/// # Errors
/// There is nobody, or a time is not finite.
pub fn kaplan_meier(times: &[Time]) -> Result<Vec<Survival>, Fault> {
    checked(times)?;
    let (mut share, mut sum) = (1.0, 0.0);
    let steps = event_times(times).into_iter().map(|time| {
        let (at_risk, events) = at(times, time);
        let left = at_risk - events;
        share *= left as f64 / at_risk as f64;
        sum += events as f64 / (at_risk as f64 * left as f64);
        Survival {
            time,
            at_risk,
            events,
            share,
            se: if left == 0 { 0.0 } else { share * sum.sqrt() },
        }
    });
    Ok(steps.collect())
}

/// The log-rank test of two arms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogRank {
    /// Events in the treated arm.
    pub observed: f64,
    /// Events there, had they fallen on both arms alike.
    pub expected: f64,
    /// Chi-squared with one degree of freedom.
    pub chi_squared: f64,
    /// Its p value.
    pub p: f64,
    /// The logarithm of the hazard of the treated as a multiple of the control's (Peto & Peto 1972); close to 1 it is nearly unbiased.
    pub log_hazard_ratio: Estimate,
}

/// Compares the arms 0, the control, and 1 (Mantel 1966).
///
/// # Errors
/// There are not two arms, there is no event while both are watched, the columns differ in length, or a time is not finite.
pub fn log_rank(arm: &[usize], times: &[Time]) -> Result<LogRank, Fault> {
    checked(times)?;
    fault::as_long(arm.len(), "the times", times.len())?;
    let arms = arms(arm)?;
    fault::between("the number of arms", arms as f64, (1.0, 3.0), "2")?;
    let treated: Vec<Time> = arm
        .iter()
        .zip(times)
        .filter(|(arm, _)| **arm == 1)
        .map(|(_, time)| *time)
        .collect();
    let (mut observed, mut expected, mut variance) = (0.0, 0.0, 0.0);
    for time in event_times(times) {
        let (n, d) = as_numbers(at(times, time));
        let (of_treated, events) = as_numbers(at(&treated, time));
        let share = of_treated / n;
        observed += events;
        expected += d * share;
        if n > 1.0 {
            variance += d * share * (1.0 - share) * (n - d) / (n - 1.0);
        }
    }
    if variance <= 0.0 {
        return Err(Fault::NoVariance(
            "the arm among people at risk at an event",
        ));
    }
    let excess = observed - expected;
    let chi_squared = excess * excess / variance;
    Ok(LogRank {
        observed,
        expected,
        chi_squared,
        p: chi_squared_above(chi_squared),
        log_hazard_ratio: Estimate {
            value: excess / variance,
            se: 1.0 / variance.sqrt(),
            df: f64::INFINITY,
        },
    })
}

fn checked(times: &[Time]) -> Result<(), Fault> {
    fault::at_least(1, "people", times.len())?;
    match times.iter().all(|time| time.time.is_finite()) {
        true => Ok(()),
        false => Err(Fault::NotFinite("a time")),
    }
}

/// The times at which an event happened, each once, in order.
fn event_times(times: &[Time]) -> Vec<f64> {
    let events = times.iter().filter(|time| time.event);
    let mut times: Vec<f64> = events.map(|time| time.time).collect();
    times.sort_by(f64::total_cmp);
    times.dedup();
    times
}

/// How many are watched at a time, and how many have the event then.
fn at(times: &[Time], time: f64) -> (usize, usize) {
    let watched = times.iter().filter(|person| person.time >= time).count();
    let events = times
        .iter()
        .filter(|person| person.event && person.time == time)
        .count();
    (watched, events)
}

fn as_numbers((watched, events): (usize, usize)) -> (f64, f64) {
    (watched as f64, events as f64)
}
