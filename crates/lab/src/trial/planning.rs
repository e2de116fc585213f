//! Planning: how likely trials of a size find the effect, and how large one has to be.
//!
//! Trials are drawn from the people of the pool, with replacement, each from a stream of its own; what was seen of somebody goes with them. So
//! nothing is assumed of how outcomes are distributed, nor of who drops out, and the power is that of the analysis as it is.

use std::cell::{Cell, RefCell};

use super::results::Plan;
use super::sample::{Allocated, Comparison, Sample};
use super::{Design, Method};
use crate::draws::Draws;
use crate::laboratory::Watch;
use crate::run::RunError;
use crate::statistics::search::{Search, search};
use crate::statistics::simulated::{TRIALS, simulate};

/// Numbers of people in each arm at which the power is told.
const CURVE: [u64; 8] = [10, 20, 30, 50, 75, 100, 150, 250];
/// Trials at each of them.
const TRIALS_OF_CURVE: u64 = 1000;
/// More people in an arm than this are not looked for.
const MOST: u64 = 2000;
/// Fewer people in an arm than this are no trial.
const FEWEST: u64 = 6;
const PHASE: &str = "planning";

/// The power of the trial and the numbers of people it takes, for its first endpoint.
///
/// # Errors
/// The watcher stops it.
pub(super) fn plans(sample: &Sample<'_>, watch: &mut dyn Watch) -> Result<Vec<Plan>, RunError> {
    // A mixed model takes too long to be fitted thousands of times; with everybody's last visit it is nearly this.
    let simple = Sample {
        method: Method::Ancova,
        ..sample.clone()
    };
    let comparisons = sample.comparisons();
    let mut plans = Vec::with_capacity(comparisons.len());
    let (watch, stopped) = (RefCell::new(watch), Cell::new(false));
    for (place, comparison) in comparisons.iter().enumerate() {
        // Trials are drawn by the thousand: whoever stops it does not wait for the others.
        let goes_on = || {
            let share = place as f64 / comparisons.len() as f64;
            let goes_on = !stopped.get() && watch.borrow_mut().at(PHASE, share);
            stopped.set(!goes_on);
            goes_on
        };
        plans.extend(plan(&simple, comparison, goes_on));
        if stopped.get() {
            return Err(RunError::Stopped(PHASE));
        }
    }
    Ok(plans)
}

/// Once it does not go on, nothing is found, and what comes out means nothing.
fn plan(sample: &Sample<'_>, comparison: &Comparison, goes_on: impl Fn() -> bool) -> Option<Plan> {
    let endpoint = sample.trial.endpoints.first()?;
    let draws = Draws::new(sample.trial.seed);
    let found = |in_arm: u64, trial: u64| {
        if !goes_on() {
            return false;
        }
        let people = draw(sample, comparison, &draws, in_arm, trial);
        let estimated = sample.estimate(endpoint, comparison, &people);
        estimated.is_ok_and(|estimated| estimated.p < sample.trial.analysis.alpha)
    };
    // As many times as this stand in the trial: once for every order, or as the ratios of the arms say.
    let parts = match sample.trial.design {
        Design::Crossover { .. } => sample.ways.len(),
        _ => sample.trial.arms.iter().map(|arm| arm.ratio).sum(),
    };
    let power = |in_arm, trials| simulate(trials, |trial| found(in_arm, trial));
    let own = sample.trial.people.div_ceil(parts) as u64;
    let curve = CURVE
        .iter()
        .filter_map(|in_arm| Some((*in_arm, power(*in_arm, TRIALS_OF_CURVE).ok()?)));
    let wanted = search(
        Search {
            power: sample.trial.analysis.power,
            fewest: FEWEST,
            most: MOST,
            trials: TRIALS,
        },
        found,
    );
    Some(Plan {
        arm: comparison.arm.clone(),
        endpoint: endpoint.name.text.clone(),
        power: power(own, TRIALS).ok()?,
        curve: curve.collect(),
        wanted: wanted.map_err(|fault| fault.to_string()),
    })
}

/// The people of a trial that is drawn: so many in each arm, or for a crossover in each order, of those that are compared.
fn draw(
    sample: &Sample<'_>,
    comparison: &Comparison,
    draws: &Draws,
    in_arm: u64,
    trial: u64,
) -> Vec<Allocated> {
    let mut stream = draws.stream(trial, "planned trial");
    let pool = sample.people.len();
    let mut people = Vec::with_capacity(in_arm as usize * sample.ways.len());
    for way in 0..sample.ways.len() {
        if !comparison.concerns(way) {
            continue;
        }
        let ratio = match sample.trial.design {
            Design::Crossover { .. } => 1,
            _ => sample.trial.arms[way].ratio as u64,
        };
        for _ in 0..in_arm * ratio {
            let person = (stream.uniform() * pool as f64) as usize;
            people.push((person.min(pool - 1), way));
        }
    }
    people
}
