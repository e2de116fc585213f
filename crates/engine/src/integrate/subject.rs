//! Who is integrated, and what comes of it.

use std::fmt;

/// What happens to a subject from outside. Times are in days from the start; all lists are sorted by time.
#[derive(Clone, Debug, Default)]
pub struct Schedule {
    /// At that time, varying parameters (by position) take new values until they are changed again.
    pub changes: Vec<(f64, Vec<(usize, f64)>)>,
    /// At that time, an amount is added to a state. A change of the same time comes first.
    pub impulses: Vec<(f64, usize, f64)>,
    /// When the observables are recorded. A sample at the time of a change or impulse sees the state before it and the parameters before
    /// it, except at the very start, where it sees what the person starts with.
    pub samples: Vec<f64>,
    /// The end.
    pub until: f64,
}

/// Days without an event that take as many steps as what follows one, roughly: steps begin small again.
const DAYS_OF_AN_EVENT: f64 = 20.0;

impl Schedule {
    /// How much work it promises, in days without an event.
    pub(super) fn promised_work(&self) -> f64 {
        let events = self.changes.len() + self.impulses.len();
        self.until + DAYS_OF_AN_EVENT * events as f64
    }
}

/// One subject: where it starts, its varying parameters, what happens to it.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// The states at the start, in base units.
    pub initial: Vec<f64>,
    /// The varying parameters at the start, in base units.
    pub parameters: Vec<f64>,
    /// What happens.
    pub schedule: Schedule,
}

impl Subject {
    /// What of it does not fit a program of so many states and varying parameters.
    pub(super) fn misfit(&self, states: usize, parameters: usize) -> Option<&'static str> {
        let Schedule {
            changes,
            impulses,
            samples,
            ..
        } = &self.schedule;
        let mut changed = changes.iter().flat_map(|(_, changed)| changed);
        if self.initial.len() != states {
            Some("another number of states than the program")
        } else if self.parameters.len() != parameters {
            Some("another number of parameters than the program varies")
        } else if changed.any(|(position, _)| *position >= parameters) {
            Some("a change of a parameter that is not there")
        } else if impulses.iter().any(|(_, state, _)| *state >= states) {
            Some("an impulse on a state that is not there")
        } else if !(changes.is_sorted_by(|a, b| a.0 <= b.0)
            && impulses.is_sorted_by(|a, b| a.0 <= b.0)
            && samples.is_sorted())
        {
            Some("times that are not in order")
        } else {
            None
        }
    }
}

/// When to call a subject steady.
#[derive(Clone, Debug)]
pub struct Steady {
    /// The greatest rate, per day, relative to a state's size (or to a thousandth of its unit where it is smaller).
    pub rate: f64,
    /// States that may go on moving, in ascending order.
    pub excluded: Vec<usize>,
    /// Not before this time.
    pub after: f64,
}

/// What a subject did.
#[derive(Clone, Debug, Default)]
pub struct Trajectory {
    /// Times of the records.
    pub times: Vec<f64>,
    /// Observables in base units, record after record.
    pub observables: Vec<f64>,
    /// The states at the end.
    pub end: Vec<f64>,
    /// When it ended: before the schedule's end when it became steady.
    pub ended: f64,
    /// Whether it ended because it was steady.
    pub steady: bool,
    /// Accepted steps.
    pub steps: usize,
    /// Rejected steps.
    pub rejected: usize,
}

/// Why a subject could not be integrated.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// A rate or an error estimate is not a finite number.
    NotFinite,
    /// The step would have to be shorter than time can resolve.
    StepTooSmall,
    /// The budget of steps is spent.
    TooManySteps,
}

/// A subject that could not be integrated; all others are not touched by it.
#[derive(Clone, PartialEq, Debug)]
pub struct Failure {
    /// Its place among the subjects.
    pub subject: usize,
    /// How far it came, d.
    pub time: f64,
    /// The state whose equation is to blame: the first that is not finite, or the one with the largest error.
    pub state: String,
    /// Why.
    pub cause: Cause,
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            subject,
            time,
            state,
            cause,
        } = self;
        let cause = match cause {
            Cause::NotFinite => "is not finite",
            Cause::StepTooSmall => "asks for steps shorter than time can resolve",
            Cause::TooManySteps => "moved last when the budget of steps was spent",
        };
        write!(
            f,
            "person {subject} failed on day {time}: the equation of `{state}` {cause}"
        )
    }
}

impl std::error::Error for Failure {}

/// A trajectory, or why there is none.
pub type Outcome = Result<Trajectory, Failure>;
