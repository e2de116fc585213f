//! Planning: how likely trials of a size find the effect, and how large one has to be.
//!
//! Trials are drawn from the people of the pool, with replacement, each from a stream of its own; what was seen of somebody goes with them. So
//! nothing is assumed of how outcomes are distributed, nor of who drops out, and the power is that of the analysis as it is. Where clusters are
//! randomised, whole clusters are drawn.

use std::cell::{Cell, RefCell};

use super::results::Plan;
use super::sample::{Allocated, Comparison, Sample};
use super::{Design, Trial};
use crate::draws::{Draws, Stream};
use crate::laboratory::Watch;
use crate::run::RunError;
use crate::statistics::search::{Search, search};
use crate::statistics::simulated::{TRIALS, simulate};

/// Trials at each number of a curve.
const TRIALS_OF_CURVE: u64 = 1000;
const PHASE: &str = "planning";

/// Numbers in each arm that are looked at.
struct Sizes {
    /// Those at which the power is told.
    curve: [u64; 8],
    /// Fewer are no trial.
    fewest: u64,
    /// More are not looked for.
    most: u64,
}

const PEOPLE: Sizes = Sizes {
    curve: [10, 20, 30, 50, 75, 100, 150, 250],
    fewest: 6,
    most: 2000,
};
const CLUSTERS: Sizes = Sizes {
    curve: [3, 4, 6, 8, 12, 16, 24, 36],
    fewest: 3,
    most: 300,
};

impl Sizes {
    fn of(trial: &Trial) -> Self {
        match trial.design {
            Design::Cluster { .. } => CLUSTERS,
            _ => PEOPLE,
        }
    }
}

/// The power of the trial and the numbers of people it takes, for its first endpoint.
///
/// # Errors
/// The watcher stops it.
pub(super) fn plans(sample: &Sample<'_>, watch: &mut dyn Watch) -> Result<Vec<Plan>, RunError> {
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
        plans.extend(plan(sample, comparison, goes_on));
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
    let clusters = sample.clusters();
    let found = |in_arm: u64, trial: u64| {
        if !goes_on() {
            return false;
        }
        let stream = draws.stream(trial, "planned trial");
        let people = draw((sample, &clusters), comparison, stream, in_arm);
        let estimated = sample.estimate(endpoint, comparison, &people);
        estimated.is_ok_and(|estimated| estimated.p < sample.trial.analysis.alpha)
    };
    // As many times as this stand in the trial: once for every order, or as the ratios of the arms say.
    let parts = match sample.trial.design {
        Design::Crossover { .. } => sample.ways.len(),
        _ => sample.trial.arms.iter().map(|arm| arm.ratio).sum(),
    };
    let power = |in_arm, trials| simulate(trials, |trial| found(in_arm, trial));
    let randomised = match sample.trial.design {
        Design::Cluster { clusters, .. } => clusters,
        _ => sample.trial.people,
    };
    let own = randomised.div_ceil(parts) as u64;
    let sizes = Sizes::of(sample.trial);
    let curve = sizes
        .curve
        .iter()
        .filter_map(|in_arm| Some((*in_arm, power(*in_arm, TRIALS_OF_CURVE).ok()?)));
    let wanted = search(
        Search {
            power: sample.trial.analysis.power,
            fewest: sizes.fewest,
            most: sizes.most,
            trials: TRIALS,
        },
        found,
    );
    Some(Plan {
        arm: comparison.arm.clone(),
        endpoint: endpoint.name.text.clone(),
        size: own,
        power: power(own, TRIALS).ok()?,
        curve: curve.collect(),
        wanted: wanted.map_err(|fault| fault.to_string()),
    })
}

/// The people of a trial that is drawn: so many people or clusters in each arm, or people for a crossover in each order, of those that are compared.
fn draw(
    (sample, clusters): (&Sample<'_>, &[Vec<usize>]),
    comparison: &Comparison,
    mut stream: Stream,
    in_arm: u64,
) -> Vec<Allocated> {
    let mut one_of = |count: usize| ((stream.uniform() * count as f64) as usize).min(count - 1);
    let mut people = Vec::with_capacity(in_arm as usize * sample.ways.len());
    let mut cluster = 0;
    for way in 0..sample.ways.len() {
        if !(comparison.concerns(way) || sample.all_arms_together()) {
            continue;
        }
        let ratio = match sample.trial.design {
            Design::Crossover { .. } => 1,
            _ => sample.trial.arms[way].ratio as u64,
        };
        for _ in 0..in_arm * ratio {
            if clusters.is_empty() {
                people.push(Allocated::alone(one_of(sample.people.len()), way));
                continue;
            }
            // Drawn twice, a cluster is two that are alike.
            cluster += 1;
            let of_cluster = clusters[one_of(clusters.len())].iter();
            people.extend(of_cluster.map(|person| Allocated {
                person: *person,
                way,
                cluster,
            }));
        }
    }
    people
}
