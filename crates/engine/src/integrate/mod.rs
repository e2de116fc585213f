//! Integration: many subjects through one program, each with its own time, step, parameters, inputs and doses.
//!
//! Subjects are worked on in lanes, `W` at a time; a lane whose subject is finished takes the next one, and threads share one queue.
//! Everything that happens to a subject depends on that subject alone, so a trajectory is the same bit for bit whatever the width, the
//! order, the threads or the instruction set.

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

/// What is shared between the workers of one integration.
struct Queue<'a> {
    subjects: &'a [Subject],
    next: AtomicUsize,
    finished: AtomicUsize,
    stopped: AtomicBool,
    watch: Mutex<&'a mut (dyn FnMut(Position) -> bool + Send)>,
}

impl Queue<'_> {
    fn take(&self) -> Option<usize> {
        let index = self.next.fetch_add(1, Ordering::Relaxed);
        (index < self.subjects.len() && !self.stopped()).then_some(index)
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
    for (index, subject) in subjects.iter().enumerate() {
        let misfit = subject.misfit(program.states().len(), program.varying().len());
        assert!(
            misfit.is_none(),
            "subject {index} has {}",
            misfit.unwrap_or_default()
        );
    }
    let queue = Queue {
        subjects,
        next: AtomicUsize::new(0),
        finished: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
        watch: Mutex::new(watch),
    };
    let work = |queue: &Queue<'_>| match options.width {
        Width::One => Lanes::<1>::new(program, options).work(queue),
        Width::Four => Lanes::<4>::new(program, options).work(queue),
        Width::Eight => Lanes::<8>::new(program, options).work(queue),
    };
    let mut outcomes: Vec<Option<Outcome>> = (0..subjects.len()).map(|_| None).collect();
    let finished: Vec<(usize, Outcome)> = if options.threads <= 1 {
        work(&queue)
    } else {
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..options.threads)
                .map(|_| scope.spawn(|| work(&queue)))
                .collect();
            workers
                .into_iter()
                .flat_map(|worker| {
                    worker
                        .join()
                        .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
                })
                .collect()
        })
    };
    for (index, outcome) in finished {
        outcomes[index] = Some(outcome);
    }
    outcomes
}
