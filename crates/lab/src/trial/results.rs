//! What a trial found, with the truth that only a simulator knows beside it.

use crate::statistics::search::SampleSize;
use crate::statistics::simulated::Simulated;

/// The results of a trial.
#[derive(Clone, Debug)]
pub struct Results {
    /// From the screening to the last visit.
    pub flow: Flow,
    /// Who takes part, by number, and in which arm or order.
    pub allocated: Vec<(usize, String)>,
    /// Who the enrolled are.
    pub baseline: Vec<Described>,
    /// What each endpoint found, primary ones first.
    pub endpoints: Vec<Found>,
    /// Every outcome over time.
    pub courses: Vec<OverTime>,
    /// How many people it takes; for the first endpoint, by arm or factor.
    pub plans: Vec<Plan>,
    /// Who responds: for the first endpoint, by marker.
    pub markers: Vec<Marker>,
    /// Who could not be followed, and why.
    pub failed: Vec<(usize, String)>,
    /// What the reader should know, a sentence each.
    pub warnings: Vec<String>,
}

/// From the screening to the last visit.
#[derive(Clone, Debug, Default)]
pub struct Flow {
    /// How many were screened until enough were enrolled.
    pub screened: usize,
    /// Why people were not enrolled, and how many.
    pub refused: Vec<(String, usize)>,
    /// How many were enrolled.
    pub enrolled: usize,
    /// What became of them, by arm or order.
    pub arms: Vec<ArmFlow>,
}

/// What became of the people of an arm or order.
#[derive(Clone, Debug)]
pub struct ArmFlow {
    /// Its name.
    pub name: String,
    /// How many were allocated to it.
    pub allocated: usize,
    /// How many were given rescue medication.
    pub rescued: usize,
    /// How many left before the last visit.
    pub left: usize,
}

/// Something by which people are described.
#[derive(Clone, Debug)]
pub struct Described {
    /// What it is.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// The mean and standard deviation by arm or order; of something that people have or have not, the share and nothing.
    pub by_arm: Vec<(f64, Option<f64>)>,
}

/// What an endpoint found.
#[derive(Clone, Debug)]
pub struct Found {
    /// The endpoint's name.
    pub name: String,
    /// The outcome.
    pub outcome: String,
    /// Its unit: that of the outcome, `%` for relative changes, `d` for times.
    pub unit: String,
    /// In words: what, when, and what becomes of rescue.
    pub estimand: String,
    /// Whether the trial is about it.
    pub primary: bool,
    /// Whether less is better.
    pub lower_is_better: bool,
    /// In a trial of clusters, how much of the variance within arms lies between them, as seen.
    pub intracluster_correlation: Option<f64>,
    /// Each arm by itself.
    pub arms: Vec<ArmFound>,
    /// Each arm or factor against its control.
    pub contrasts: Vec<Contrast>,
}

/// An arm by itself.
#[derive(Clone, Debug)]
pub struct ArmFound {
    /// Its name.
    pub name: String,
    /// How many people the number is of.
    pub people: usize,
    /// The mean; of responses the share.
    pub mean: f64,
    /// The standard deviation; none for shares.
    pub sd: Option<f64>,
    /// The interval of a share.
    pub interval: Option<(f64, f64)>,
    /// The mean that is true of all people of the pool, without noise.
    pub truth: f64,
}

/// An arm or factor against its control.
#[derive(Clone, Debug)]
pub struct Contrast {
    /// The arm or factor.
    pub arm: String,
    /// What it is compared with.
    pub against: String,
    /// The dose, where the arm is one of a list.
    pub dose: Option<f64>,
    /// How it was estimated.
    pub method: &'static str,
    /// The effect: a difference of means or shares, or a hazard ratio.
    pub estimate: f64,
    /// Its interval at the trial's confidence.
    pub interval: (f64, f64),
    /// The p value.
    pub p: f64,
    /// The p value, adjusted for the comparisons of the primary endpoints; none of secondary ones.
    pub adjusted_p: Option<f64>,
    /// The effect that is true of all people of the pool, without noise; none of hazard ratios.
    pub truth: Option<f64>,
    /// How much a crossover's effect is off for what periods carry over into the next; none of other designs.
    pub carried_over: Option<f64>,
    /// The standard error of that truth for having only so many people.
    pub truth_se: f64,
    /// What it would be if the people of one arm were others than those of the other.
    pub truth_se_unpaired: f64,
    /// How many must be treated for one more response, with its interval where it has one.
    pub number_needed: Option<(f64, Option<(f64, f64)>)>,
    /// Why there is no estimate, where there is none.
    pub fault: Option<String>,
}

impl Contrast {
    /// How far the estimate is from the truth.
    pub fn error(&self) -> Option<f64> {
        Some(self.estimate - self.truth?)
    }
}

/// An outcome over time, by arm or order.
#[derive(Clone, Debug)]
pub struct OverTime {
    /// The outcome.
    pub outcome: String,
    /// Its unit.
    pub unit: String,
    /// What it is.
    pub meaning: String,
    /// The days.
    pub days: Vec<f64>,
    /// By arm or order.
    pub arms: Vec<ArmOverTime>,
}

/// An outcome over time in an arm or order.
#[derive(Clone, Debug)]
pub struct ArmOverTime {
    /// Its name.
    pub name: String,
    /// The mean of what was seen, by day.
    pub mean: Vec<f64>,
    /// The interval of that mean.
    pub interval: Vec<(f64, f64)>,
    /// Where nine of ten people are.
    pub band: Vec<(f64, f64)>,
    /// The mean of what is true of all people of the pool.
    pub truth: Vec<f64>,
}

/// How many people, or clusters, a comparison takes.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The arm or factor.
    pub arm: String,
    /// The endpoint.
    pub endpoint: String,
    /// How many the trial itself has in each arm whose ratio is 1.
    pub size: u64,
    /// Its power.
    pub power: Simulated,
    /// The power with other numbers in each arm.
    pub curve: Vec<(u64, Simulated)>,
    /// How many in each arm reach the power that is wanted, or why that is not known.
    pub wanted: Result<SampleSize, String>,
}

/// How much the effect hangs on something known at baseline.
#[derive(Clone, Debug)]
pub struct Marker {
    /// The arm or factor.
    pub arm: String,
    /// What is known.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// The value that divides people in two halves.
    pub median: f64,
    /// The effect that is estimated in those below and above, with its interval; none where there are too few.
    pub halves: [Option<(f64, (f64, f64))>; 2],
    /// The effect that is true of those below and above.
    pub truths: [f64; 2],
    /// The rank correlation of the marker with every person's own true effect.
    pub correlation: f64,
}
