//! Integration: many subjects through one program, each with its own time, step, parameters, inputs and doses.
//!
//! Subjects are worked on in lanes, `W` at a time; a lane whose subject is finished takes the next one, and threads share one queue.
//! Everything that happens to a subject depends on that subject alone, so a trajectory is the same bit for bit whatever the width, the
//! order, the threads or the instruction set.
//!
//! [`integrate_each`] hands every trajectory on when it is finished, so that no more of them are held than there are lanes;
//! [`integrate`] collects them.

mod lanes;
mod subject;

pub use subject::{Cause, Failure, Outcome, Schedule, Steady, Subject, Trajectory};

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::program::Program;
use lanes::Lanes;

/// How many subjects share the lanes of one worker.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Width {
    /// One.
    One,
    /// Four.
    Four,
    /// Eight.
    Eight,
}

/// How to integrate.
#[derive(Clone, Debug)]
pub struct Options {
    /// Relative tolerance of every step.
    pub relative_tolerance: f64,
    /// Steps after which a subject is given up.
    pub max_steps: usize,
    /// Lanes of a worker.
    pub width: Width,
    /// Workers.
    pub threads: usize,
    /// Use only the baseline instruction set; the results are the same.
    pub baseline: bool,
    /// Stop early where nothing moves any more.
    pub steady: Option<Steady>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            relative_tolerance: 1e-5,
            max_steps: 1_000_000,
            width: Width::Eight,
            threads: 1,
            baseline: false,
            steady: None,
        }
    }
}

/// Where the work stands.
#[derive(Clone, Copy, Debug)]
pub struct Position {
    /// Subjects that are finished.
    pub finished: usize,
    /// How far the subject that moved last has come, as a share of its time.
    pub share: f64,
}

/// How full the lanes were: what subjects cost, and what was paid for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filling {
    /// Step attempts of subjects, accepted and rejected.
    pub attempts: u64,
    /// Step attempts that there was room for: rounds of all workers times their lanes.
    pub places: u64,
}

impl Filling {
    /// The share of lanes that were taken, from 0 to 1; 1 where nothing was done.
    pub fn share(self) -> f64 {
        if self.places == 0 {
            1.0
        } else {
            self.attempts as f64 / self.places as f64
        }
    }
}

impl std::ops::AddAssign for Filling {
    fn add_assign(&mut self, other: Self) {
        self.attempts += other.attempts;
        self.places += other.places;
    }
}

/// Takes what each subject did, with its place among the subjects, in the order in which they finish.
pub type Sink<'s> = dyn FnMut(usize, Outcome) + Send + 's;

/// What is shared between the workers of one integration.
struct Queue<'a> {
    subjects: &'a [Subject],
    /// Places of the subjects, in the order in which they are taken.
    order: Vec<usize>,
    next: AtomicUsize,
    finished: AtomicUsize,
    stopped: AtomicBool,
    watch: Mutex<&'a mut (dyn FnMut(Position) -> bool + Send)>,
    sink: Mutex<&'a mut Sink<'a>>,
}

impl Queue<'_> {
    fn take(&self) -> Option<usize> {
        let next = self.next.fetch_add(1, Ordering::Relaxed);
        let index = self.order.get(next)?;
        (!self.stopped()).then_some(*index)
    }

    /// Empties a worker's list of what is done into the sink.
    fn deliver(&self, outcomes: &mut Vec<(usize, Outcome)>) {
        if outcomes.is_empty() {
            return;
        }
        // A sink that panicked in another worker brings the whole integration down when that worker is joined.
        if let Ok(mut sink) = self.sink.lock() {
            for (index, outcome) in outcomes.drain(..) {
                sink(index, outcome);
            }
        }
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Tells the watcher, unless another worker is just doing so.
    fn tell(&self, share: f64) {
        if let Ok(mut watch) = self.watch.try_lock() {
            let finished = self.finished.load(Ordering::Relaxed);
            if !watch(Position { finished, share }) {
                self.stopped.store(true, Ordering::Relaxed);
            }
        }
    }
}

/// Integrates all subjects. `watch` is told from time to time where the work stands and stops it by answering `false`; subjects not
/// finished then are `None`.
///
/// # Panics
/// When a subject does not fit the program: another number of states or parameters, a schedule that names one that is not there or is not in
/// order of time.
pub fn integrate(
    program: &Program,
    subjects: &[Subject],
    options: &Options,
    watch: &mut (dyn FnMut(Position) -> bool + Send),
) -> Vec<Option<Outcome>> {
    let mut outcomes: Vec<Option<Outcome>> = (0..subjects.len()).map(|_| None).collect();
    let mut collect = |index: usize, outcome: Outcome| outcomes[index] = Some(outcome);
    integrate_each(program, subjects, options, &mut collect, watch);
    outcomes
}

/// Integrates all subjects and hands what each did to `sink` when it is finished, with its place: which is first depends on the threads,
/// what it did does not. Says how full the lanes were. Where `watch` stops the work, the sink never sees those that are not finished.
///
/// Those that promise the most work are taken first, so that the lanes end together.
///
/// # Panics
/// As [`integrate`].
pub fn integrate_each<'a>(
    program: &'a Program,
    subjects: &'a [Subject],
    options: &'a Options,
    sink: &'a mut Sink<'a>,
    watch: &'a mut (dyn FnMut(Position) -> bool + Send),
) -> Filling {
    for (index, subject) in subjects.iter().enumerate() {
        let misfit = subject.misfit(program.states().len(), program.varying().len());
        assert!(
            misfit.is_none(),
            "subject {index} has {}",
            misfit.unwrap_or_default()
        );
    }
    let mut order: Vec<usize> = (0..subjects.len()).collect();
    order.sort_by(|a, b| {
        let work = |index: &usize| subjects[*index].schedule.promised_work();
        work(b).total_cmp(&work(a))
    });
    let queue = Queue {
        subjects,
        order,
        next: AtomicUsize::new(0),
        finished: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
        watch: Mutex::new(watch),
        sink: Mutex::new(sink),
    };
    let work = |queue: &Queue<'_>| match options.width {
        Width::One => Lanes::<1>::new(program, options).work(queue),
        Width::Four => Lanes::<4>::new(program, options).work(queue),
        Width::Eight => Lanes::<8>::new(program, options).work(queue),
    };
    if options.threads <= 1 {
        return work(&queue);
    }
    let mut filling = Filling::default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..options.threads)
            .map(|_| scope.spawn(|| work(&queue)))
            .collect();
        for worker in workers {
            filling += worker
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        }
    });
    filling
}
