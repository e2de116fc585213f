//! One subject on its way, and the size of its steps.

use crate::integrate::subject::Trajectory;
use crate::math::pow;

/// A step may grow by this factor at most, and shrink by the other.
const GROWTH: f64 = 6.0;
const SHRINKAGE: f64 = 0.2;
/// What a step shrinks by where nothing is known of its error.
const UNKNOWN_ERROR: f64 = 0.1;
/// Aim below the tolerance, so that the next step is likely to be accepted.
const SAFETY: f64 = 0.9;
/// Share of the states' size by which the first step after a restart may move them.
const FIRST_MOVE: f64 = 0.01;
/// The first step where nothing moves, d.
const FIRST_OF_STILL: f64 = 1e-6;
/// Errors below these shares of the tolerance tell nothing more, of the step itself and of the one before.
const LEAST_ERROR: f64 = 1e-6;
const LEAST_ERROR_BEFORE: f64 = 0.01;
/// A step that leaves less than this share to the next event goes all the way.
const NEARLY_THERE: f64 = 0.999_9;

/// One subject on its way.
pub(super) struct Lane {
    pub subject: usize,
    pub time: f64,
    pub step: f64,
    /// The next time at which something happens.
    pub stop: f64,
    pub next_change: usize,
    pub next_impulse: usize,
    pub next_sample: usize,
    /// The step size is to be chosen anew.
    pub starting: bool,
    pub trajectory: Trajectory,
    rejected_before: bool,
    accepted_step: f64,
    accepted_error: f64,
}

impl Lane {
    /// At the start, with nothing decided.
    pub fn new(subject: usize) -> Self {
        Self {
            subject,
            time: 0.0,
            step: 0.0,
            stop: 0.0,
            next_change: 0,
            next_impulse: 0,
            next_sample: 0,
            starting: true,
            trajectory: Trajectory::default(),
            rejected_before: false,
            accepted_step: 0.0,
            accepted_error: 1.0,
        }
    }

    pub fn reaches_stop(&self) -> bool {
        self.time + self.step >= self.stop
    }

    pub fn time_after_step(&self) -> f64 {
        if self.reaches_stop() {
            self.stop
        } else {
            self.time + self.step
        }
    }

    pub fn smallest_step(&self) -> f64 {
        (4.0 * f64::EPSILON * self.time.abs()).max(1e-20)
    }

    /// After something has happened: what was learned of the step size is forgotten.
    pub fn restart(&mut self, stop: f64) {
        self.stop = stop;
        self.starting = true;
        self.rejected_before = false;
    }

    /// The first step after a restart moves the states little: their size and speed are sums of squares relative to the tolerance.
    pub fn begin(&mut self, size: f64, speed: f64) {
        let first = FIRST_MOVE * (size / speed).sqrt();
        self.step = if first.is_finite() && first > 0.0 {
            first
        } else {
            FIRST_OF_STILL
        };
        self.accepted_step = 0.0;
    }

    /// Shortens the step to the next event.
    pub fn shorten(&mut self) {
        let left = self.stop - self.time;
        if self.step > NEARLY_THERE * left {
            self.step = left;
        }
    }

    /// Takes a step back whose error, relative to the tolerance, is too large.
    pub fn shrink(&mut self, error: f64, order: f64) {
        let factor = if error.is_finite() {
            (SAFETY / pow(error, 1.0 / order)).max(SHRINKAGE)
        } else {
            UNKNOWN_ERROR
        };
        self.step = (self.step * factor).max(0.5 * self.smallest_step());
        self.rejected_before = true;
        self.trajectory.rejected += 1;
    }

    /// Decides the next step after one that was accepted.
    pub fn grow(&mut self, error: f64, order: f64) {
        let error = error.max(LEAST_ERROR);
        let mut factor = SAFETY / pow(error, 1.0 / order);
        if self.accepted_step > 0.0 {
            // What the error did between the last two steps predicts what it will do (Gustafsson).
            let ratio = pow(error * error / self.accepted_error, 1.0 / order);
            factor = factor.min(SAFETY * self.step / (self.accepted_step * ratio));
        }
        factor = factor.clamp(SHRINKAGE, if self.rejected_before { 1.0 } else { GROWTH });
        self.accepted_step = self.step;
        self.accepted_error = error.max(LEAST_ERROR_BEFORE);
        self.rejected_before = false;
        self.step *= factor;
    }
}
