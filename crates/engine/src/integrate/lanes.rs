//! The lanes of one worker: seating subjects, attempting steps for all of them at once, judging each lane by itself.

use pulp::{Arch, NullaryFnOnce};

use super::subject::{Cause, Failure, Outcome, Subject, Trajectory};
use super::{Filling, Options, Queue};
use crate::math::pow;
use crate::method::Method;
use crate::program::{Program, Workspace};
use crate::room::Room;
use crate::rosenbrock::Step;

/// A step may grow by this factor at most, and shrink by the other.
const GROWTH: f64 = 6.0;
const SHRINKAGE: f64 = 0.2;
/// Aim below the tolerance, so that the next step is likely to be accepted.
const SAFETY: f64 = 0.9;
/// Share of the states' size by which the first step after a restart may move them.
const FIRST_MOVE: f64 = 0.01;
/// Rounds between two words to the watcher.
const ROUNDS: usize = 32;
/// A thousandth of a state's unit, in its absolute tolerances.
const THOUSANDTH_OF_UNIT: f64 = 1e6;

/// One subject on its way.
struct Lane {
    subject: usize,
    time: f64,
    step: f64,
    /// The next time at which something happens.
    stop: f64,
    next_change: usize,
    next_impulse: usize,
    next_sample: usize,
    /// The step size is to be chosen anew.
    starting: bool,
    rejected_before: bool,
    accepted_step: f64,
    accepted_error: f64,
    trajectory: Trajectory,
}

impl Lane {
    fn reaches_stop(&self) -> bool {
        self.time + self.step >= self.stop
    }

    fn time_after_step(&self) -> f64 {
        if self.reaches_stop() {
            self.stop
        } else {
            self.time + self.step
        }
    }

    fn smallest_step(&self) -> f64 {
        (4.0 * f64::EPSILON * self.time.abs()).max(1e-20)
    }
}

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

    fn seat(&mut self, lane: usize, index: usize, subject: &Subject) {
        for (values, value) in self.y.iter_mut().zip(&subject.initial) {
            values[lane] = *value;
        }
        for (values, value) in self.parameters.iter_mut().zip(&subject.parameters) {
            values[lane] = *value;
        }
        self.parameters_changed = true;
        self.lanes[lane] = Some(Lane {
            subject: index,
            time: 0.0,
            step: 0.0,
            stop: 0.0,
            next_change: 0,
            next_impulse: 0,
            next_sample: 0,
            starting: true,
            rejected_before: false,
            accepted_step: 0.0,
            accepted_error: 1.0,
            trajectory: Trajectory::default(),
        });
        self.record_start(lane, subject);
        self.events(lane, subject);
    }

    /// Samples at the very start see what the person starts with.
    fn record_start(&mut self, lane: usize, subject: &Subject) {
        if subject
            .schedule
            .samples
            .first()
            .is_none_or(|first| *first > 0.0)
        {
            return;
        }
        self.program.preamble(&mut self.workspace, &self.parameters);
        self.program
            .observe(&mut self.workspace, &self.y, &mut self.observed);
        let Some(person) = &mut self.lanes[lane] else {
            return;
        };
        while subject
            .schedule
            .samples
            .get(person.next_sample)
            .is_some_and(|time| *time <= 0.0)
        {
            person.trajectory.times.push(0.0);
            person
                .trajectory
                .observables
                .extend(self.observed.iter().map(|values| values[lane]));
            person.next_sample += 1;
        }
    }

    /// Applies what happens now and finds when something happens next.
    fn events(&mut self, lane: usize, subject: &Subject) {
        if self.waiting[lane].is_some() {
            self.observe_waiting();
        }
        let Some(person) = &mut self.lanes[lane] else {
            return;
        };
        let schedule = &subject.schedule;
        while let Some((time, changes)) = schedule.changes.get(person.next_change) {
            if *time > person.time {
                break;
            }
            for (position, value) in changes {
                self.parameters[*position][lane] = *value;
            }
            self.parameters_changed = true;
            person.next_change += 1;
        }
        while let Some((time, state, amount)) = schedule.impulses.get(person.next_impulse) {
            if *time > person.time {
                break;
            }
            self.y[*state][lane] += amount;
            person.next_impulse += 1;
        }
        let change = schedule
            .changes
            .get(person.next_change)
            .map_or(f64::INFINITY, |(time, _)| *time);
        let impulse = schedule
            .impulses
            .get(person.next_impulse)
            .map_or(f64::INFINITY, |(time, ..)| *time);
        person.stop = schedule.until.min(change).min(impulse);
        person.starting = true;
        person.rejected_before = false;
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
        let left = person.stop - person.time;
        if std::mem::take(&mut person.starting) {
            let (mut size, mut speed) = (0.0, 0.0);
            for (index, state) in self.program.states().iter().enumerate() {
                let y = self.y[index][lane];
                let scale = state.tolerance + self.options.relative_tolerance * y.abs();
                size += (y / scale) * (y / scale);
                let rate = self.step.rates()[index][lane];
                speed += (rate / scale) * (rate / scale);
            }
            let first = FIRST_MOVE * (size / speed).sqrt();
            person.step = if first.is_finite() && first > 0.0 {
                first
            } else {
                1e-6
            };
            person.accepted_step = 0.0;
        }
        if person.step > 0.999_9 * left {
            person.step = left;
        }
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
                Verdict::Rejected => self.shrink(lane, error),
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

    fn shrink(&mut self, lane: usize, error: f64) {
        let Some(person) = &mut self.lanes[lane] else {
            return;
        };
        let factor = if error.is_finite() {
            (SAFETY / pow(error, 1.0 / self.step.method.order)).max(SHRINKAGE)
        } else {
            0.1
        };
        person.step = (person.step * factor).max(0.5 * person.smallest_step());
        person.rejected_before = true;
        person.trajectory.rejected += 1;
    }

    /// Takes the samples that an accepted step passes. They wait for those of other lanes until this one has another, or is to change.
    fn sample(&mut self, lane: usize, subject: &Subject) {
        while let Some(person) = &mut self.lanes[lane]
            && let Some(time) = subject.schedule.samples.get(person.next_sample)
            && *time <= person.time_after_step()
        {
            person.next_sample += 1;
            let share = (time - person.time) / (person.time_after_step() - person.time);
            if self.waiting[lane].is_some() {
                self.observe_waiting();
            }
            self.step
                .between(&self.y, lane, share.clamp(0.0, 1.0), &mut self.between);
            self.waiting[lane] = Some(*time);
        }
    }

    /// Records the samples that wait, of all lanes at once.
    fn observe_waiting(&mut self) {
        if self.options.baseline {
            Observe(self).call();
        } else {
            Arch::new().dispatch(Observe(self));
        }
        for (lane, time) in self.waiting.iter_mut().enumerate() {
            if let (Some(person), Some(time)) = (&mut self.lanes[lane], time.take()) {
                person.trajectory.times.push(time);
                let observed = self.observed.iter().map(|values| values[lane]);
                person.trajectory.observables.extend(observed);
            }
        }
    }

    fn advance(&mut self, lane: usize, subject: &Subject) {
        let error = self.errors[lane].max(1e-6);
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
        let mut factor = SAFETY / pow(error, 1.0 / self.step.method.order);
        if person.accepted_step > 0.0 {
            // What the error did between the last two steps predicts what it will do (Gustafsson).
            let ratio = pow(
                error * error / person.accepted_error,
                1.0 / self.step.method.order,
            );
            factor = factor.min(SAFETY * person.step / (person.accepted_step * ratio));
        }
        factor = factor.clamp(SHRINKAGE, if person.rejected_before { 1.0 } else { GROWTH });
        person.accepted_step = person.step;
        person.accepted_error = error.max(0.01);
        person.rejected_before = false;
        person.step *= factor;
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

/// The observables of the samples that wait, likewise.
struct Observe<'l, 'a, const W: usize>(&'l mut Lanes<'a, W>);

impl<const W: usize> NullaryFnOnce for Observe<'_, '_, W> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let lanes = self.0;
        lanes
            .program
            .observe(&mut lanes.workspace, &lanes.between, &mut lanes.observed);
    }
}
