//! Integrates people through a program, and says in words what went wrong.

use engine::{
    Cause, Failure, Options, Position, Program, Steady, Subject, Trajectory, Width, integrate,
};

use crate::laboratory::Watch;
use crate::run::RunError;

/// People whom one thread takes at once.
const LANES: usize = 8;
/// Relative tolerance of runs.
const TOLERANCE: f64 = 1e-5;

/// A subject's trajectory, or in a sentence why there is none.
pub(crate) type Followed = Result<Trajectory, String>;

/// Follows all subjects, or says which one failed first. `phase` names the work to the watcher.
pub(crate) fn follow(
    program: &Program,
    subjects: &[Subject],
    steady: Option<Steady>,
    phase: &'static str,
    watch: &mut dyn Watch,
) -> Result<Vec<Trajectory>, RunError> {
    let followed = follow_each(program, subjects, steady, phase, watch)?.into_iter();
    followed.collect::<Result<_, _>>().map_err(RunError::Failed)
}

/// Follows all subjects; those that fail do not stop the others.
pub(crate) fn follow_each(
    program: &Program,
    subjects: &[Subject],
    steady: Option<Steady>,
    phase: &'static str,
    watch: &mut dyn Watch,
) -> Result<Vec<Followed>, RunError> {
    let options = Options {
        relative_tolerance: TOLERANCE,
        width: match subjects.len() {
            0..=1 => Width::One,
            2..=4 => Width::Four,
            _ => Width::Eight,
        },
        threads: threads(subjects.len()),
        steady,
        ..Options::default()
    };
    let mut told = |position: Position| {
        let all = subjects.len() as f64;
        let share = (position.finished as f64 + position.share) / all;
        watch.at(phase, share.min(1.0))
    };
    integrate(program, subjects, &options, &mut told)
        .into_iter()
        .map(|outcome| match outcome {
            None => Err(RunError::Stopped(phase)),
            Some(followed) => Ok(followed.map_err(|failure| in_words(phase, &failure))),
        })
        .collect()
}

/// As many threads as there are cores, but none with idle lanes.
fn threads(subjects: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    cores.min(subjects.div_ceil(LANES)).max(1)
}

fn in_words(phase: &str, failure: &Failure) -> String {
    let cause = match failure.cause {
        Cause::NotFinite => "is not finite",
        Cause::StepTooSmall => "asks for steps shorter than time can resolve",
        Cause::TooManySteps => "needs too many steps",
    };
    format!(
        "the {phase} failed on day {:.3}: the equation of `{}` {cause}",
        failure.time, failure.state
    )
}
