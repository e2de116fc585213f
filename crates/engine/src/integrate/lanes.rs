//! The lanes of one worker: attempting steps for all subjects at once, judging each lane by itself.

mod events;
mod lane;
mod samples;

use pulp::{Arch, NullaryFnOnce};

use super::subject::{Cause, Failure, Outcome, Subject};
use super::{Filling, Options, Queue};
use crate::method::Method;
use crate::program::{Program, Workspace};
use crate::room::Room;
use crate::rosenbrock::Step;
use lane::Lane;

/// Rounds between two words to the watcher.
const ROUNDS: usize = 32;
/// A thousandth of a state's unit, in its absolute tolerances.
const THOUSANDTH_OF_UNIT: f64 = 1e6;

enum Verdict {
    Accepted,
    Rejected,
    Failed(Cause),
}

/// The lanes of one worker.
pub(super) struct Lanes<'a, const W: usize> {
    program: &'a Program,
    options: &'a Options,
    workspace: Workspace<W>,
    step: Step<W>,
    y: Room<W>,
    parameters: Room<W>,
    parameters_changed: bool,
    observed: Room<W>,
    /// The states at the samples that wait to be observed, and their times.
    between: Room<W>,
    waiting: [Option<f64>; W],
    /// The error estimates of the last attempt relative to the tolerance.
    errors: [f64; W],
    lanes: [Option<Lane>; W],
}

impl<'a, const W: usize> Lanes<'a, W> {
    pub fn new(program: &'a Program, options: &'a Options) -> Self {
        let states = || Room::new(program.states().len());
        Self {
            program,
            options,
            workspace: program.workspace(),
            step: Step::new(program, Method::of(options.relative_tolerance)),
            between: states(),
            waiting: [None; W],
            y: states(),
            parameters: Room::new(program.varying().len()),
            parameters_changed: true,
            observed: Room::new(program.observables().len()),
            errors: [0.0; W],
            lanes: std::array::from_fn(|_| None),
        }
    }

    /// Works until the queue is empty and every lane is finished; hands out what each subject did as soon as it is done.
    pub fn work(mut self, queue: &Queue<'_>) -> Filling {
        let mut outcomes = Vec::new();
        let mut filling = Filling::default();
        let mut rounds = 0;
        loop {
            for lane in 0..W {
                while self.lanes[lane].is_none() {
                    let Some(index) = queue.take() else { break };
                    self.seat(lane, index, &queue.subjects[index]);
                    self.finish_if_due(lane, queue, &mut outcomes);
                }
            }
            queue.deliver(&mut outcomes);
            if self.lanes.iter().all(Option::is_none) || queue.stopped() {
                return filling;
            }
            filling.places += W as u64;
            filling.attempts += self.lanes.iter().flatten().count() as u64;
            self.attempt();
            self.judge(queue, &mut outcomes);
            rounds += 1;
            if rounds % ROUNDS == 0 {
                let shares = self
                    .lanes
                    .iter()
                    .flatten()
                    .map(|lane| lane.time / queue.subjects[lane.subject].schedule.until);
                queue.tell(shares.fold(0.0, f64::max));
            }
        }
    }

    /// One step attempt for all lanes, compiled for the widest instruction set there is.
    fn attempt(&mut self) {
        if self.options.baseline {
            Attempt(self).call();
        } else {
            Arch::new().dispatch(Attempt(self));
        }
    }

    #[inline(always)]
    fn attempt_here(&mut self) {
        if std::mem::take(&mut self.parameters_changed) {
            self.program.preamble(&mut self.workspace, &self.parameters);
        }
        self.step
            .linearise(self.program, &mut self.workspace, &self.y);
        let mut h = [1.0; W];
        for lane in 0..W {
            self.choose_step(lane);
            if let Some(person) = &self.lanes[lane] {
                h[lane] = person.step;
            }
        }
        self.step
            .attempt(self.program, &mut self.workspace, &self.y, &h);
        self.errors = self.measure(&h);
    }

    /// Root mean square of the error estimates of all states relative to their tolerances, for every lane; infinite where the step is too
    /// long for a mode that grows.
    #[inline(always)]
    fn measure(&self, h: &[f64; W]) -> [f64; W] {
        let mut sum = [0.0; W];
        let moves = self.y.iter().zip(self.step.new.iter());
        let states = self.program.states().iter().zip(moves);
        for ((state, (y, new)), error) in states.zip(self.step.error()) {
            for lane in 0..W {
                let (before, after) = (y[lane].abs(), new[lane].abs());
                let size = if before > after { before } else { after };
                let share =
                    error[lane] / (state.tolerance + self.options.relative_tolerance * size);
                sum[lane] += share * share;
            }
        }
        let count = self.y.len() as f64;
        for lane in 0..W {
            let error = (sum[lane] / count).sqrt();
            let too_long = h[lane] * self.step.method.gamma * self.step.growth[lane] >= 1.0;
            sum[lane] = if too_long { f64::INFINITY } else { error };
        }
        sum
    }

    /// After a restart, a step that moves the states little; else what was decided, shortened to the next event.
    #[inline(always)]
    fn choose_step(&mut self, lane: usize) {
        let Some(person) = &mut self.lanes[lane] else {
            return;
        };
        if std::mem::take(&mut person.starting) {
            let (mut size, mut speed) = (0.0, 0.0);
            for (index, state) in self.program.states().iter().enumerate() {
                let y = self.y[index][lane];
                let scale = state.tolerance + self.options.relative_tolerance * y.abs();
                size += (y / scale) * (y / scale);
                let rate = self.step.rates()[index][lane];
                speed += (rate / scale) * (rate / scale);
            }
            person.begin(size, speed);
        }
        person.shorten();
    }

    fn judge(&mut self, queue: &Queue<'_>, outcomes: &mut Vec<(usize, Outcome)>) {
        for lane in 0..W {
            let Some(person) = &self.lanes[lane] else {
                continue;
            };
            let subject = &queue.subjects[person.subject];
            let error = self.errors[lane];
            match self.verdict(lane, error) {
                Verdict::Accepted => {
                    self.sample(lane, subject);
                    self.advance(lane, subject);
                    self.finish_if_due(lane, queue, outcomes);
                }
                Verdict::Rejected => {
                    if let Some(person) = &mut self.lanes[lane] {
                        person.shrink(error, self.step.method.order);
                    }
                }
                Verdict::Failed(cause) => self.fail(lane, cause, queue, outcomes),
            }
        }
    }

    fn error_share(&self, index: usize, lane: usize) -> f64 {
        let size = self.y[index][lane]
            .abs()
            .max(self.step.new[index][lane].abs());
        let scale = self.program.states()[index].tolerance + self.options.relative_tolerance * size;
        self.step.error()[index][lane] / scale
    }

    fn verdict(&self, lane: usize, error: f64) -> Verdict {
        let Some(person) = &self.lanes[lane] else {
            return Verdict::Rejected;
        };
        let trajectory = &person.trajectory;
        if trajectory.steps + trajectory.rejected >= self.options.max_steps {
            Verdict::Failed(Cause::TooManySteps)
        } else if error <= 1.0 {
            Verdict::Accepted
        } else if self.step.rates().iter().any(|rate| !rate[lane].is_finite()) {
            // No shorter step helps: the rates at its start are wild already.
            Verdict::Failed(Cause::NotFinite)
        } else if person.step <= person.smallest_step() {
            Verdict::Failed(if error.is_nan() {
                Cause::NotFinite
            } else {
                Cause::StepTooSmall
            })
        } else {
            Verdict::Rejected
        }
    }

    fn advance(&mut self, lane: usize, subject: &Subject) {
        let steady = self.is_steady(lane);
        for (y, new) in self.y.iter_mut().zip(self.step.new.iter()) {
            y[lane] = new[lane];
        }
        let Some(person) = &mut self.lanes[lane] else {
            return;
        };
        let at_event = person.reaches_stop();
        person.time = person.time_after_step();
        person.trajectory.steps += 1;
        person.trajectory.steady = steady;
        if at_event {
            self.events(lane, subject);
            return;
        }
        person.grow(self.errors[lane], self.step.method.order);
    }

    /// Whether nothing moves any more at the start of the step.
    fn is_steady(&self, lane: usize) -> bool {
        let (Some(steady), Some(person)) = (&self.options.steady, &self.lanes[lane]) else {
            return false;
        };
        let still = |index: usize| {
            let state = &self.program.states()[index];
            let size = self.y[index][lane]
                .abs()
                .max(THOUSANDTH_OF_UNIT * state.tolerance);
            self.step.rates()[index][lane].abs() <= steady.rate * size
        };
        person.time >= steady.after
            && (0..self.y.len())
                .all(|index| still(index) || steady.excluded.binary_search(&index).is_ok())
    }

    fn finish_if_due(
        &mut self,
        lane: usize,
        queue: &Queue<'_>,
        outcomes: &mut Vec<(usize, Outcome)>,
    ) {
        let due = |person: &Lane| {
            person.time >= queue.subjects[person.subject].schedule.until || person.trajectory.steady
        };
        if !self.lanes[lane].as_ref().is_some_and(due) {
            return;
        }
        if self.waiting[lane].is_some() {
            self.observe_waiting();
        }
        let Some(mut person) = self.lanes[lane].take() else {
            return;
        };
        person.trajectory.end = self.y.iter().map(|values| values[lane]).collect();
        person.trajectory.ended = person.time;
        outcomes.push((person.subject, Ok(person.trajectory)));
        self.done(queue);
    }

    fn fail(
        &mut self,
        lane: usize,
        cause: Cause,
        queue: &Queue<'_>,
        outcomes: &mut Vec<(usize, Outcome)>,
    ) {
        let state = self.culprit(lane);
        self.waiting[lane] = None;
        let Some(person) = self.lanes[lane].take() else {
            return;
        };
        let failure = Failure {
            subject: person.subject,
            time: person.time,
            state: self.program.states()[state].name.clone(),
            cause,
        };
        // What is left in the lane must not slow the others with numbers that are not finite.
        for y in self.y.iter_mut() {
            y[lane] = 0.0;
        }
        outcomes.push((person.subject, Err(failure)));
        self.done(queue);
    }

    /// The first state whose rate is not finite, else the one with the largest error, or the one that grows fastest by itself where there
    /// is no estimate.
    fn culprit(&self, lane: usize) -> usize {
        let states = 0..self.y.len();
        let wild = states
            .clone()
            .find(|index| !self.step.rates()[*index][lane].is_finite());
        if !self.errors[lane].is_finite() {
            return wild.unwrap_or_else(|| self.step.fastest_growing(self.program, lane));
        }
        let share = |index: &usize| self.error_share(*index, lane).abs();
        states
            .max_by(|a, b| share(a).total_cmp(&share(b)))
            .unwrap_or_default()
    }

    fn done(&self, queue: &Queue<'_>) {
        queue
            .finished
            .fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    }
}

/// One attempt, for the dispatch over instruction sets.
struct Attempt<'l, 'a, const W: usize>(&'l mut Lanes<'a, W>);

impl<const W: usize> NullaryFnOnce for Attempt<'_, '_, W> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        self.0.attempt_here();
    }
}
