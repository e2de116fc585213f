//! Integrates people through a program, and says in words what went wrong.

use engine::{
    Cause, Failure, Filling, Options, Outcome, Position, Program, Steady, Subject, Trajectory,
    Width, integrate_each,
};

use crate::laboratory::Watch;
use crate::run::RunError;

/// People whom one thread takes at once.
const LANES: usize = 8;
/// Relative tolerance of runs.
pub(crate) const TOLERANCE: f64 = 1e-5;
/// Relative tolerance of run-ins: what is left of an error must not be taken for motion.
pub(crate) const TOLERANCE_TO_REST: f64 = 9e-7;

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
    let mut all: Vec<Option<Followed>> = (0..subjects.len()).map(|_| None).collect();
    let mut collect = |place: usize, followed: Followed| all[place] = Some(followed);
    hand_on(program, subjects, steady, phase, &mut collect, watch)?;
    all.into_iter()
        .map(|followed| followed.ok_or(RunError::Stopped(phase)))
        .collect()
}

/// Follows all subjects and hands what each did to `sink` when it is finished, with its place; says how full the lanes were.
pub(crate) fn hand_on(
    program: &Program,
    subjects: &[Subject],
    steady: Option<Steady>,
    phase: &'static str,
    sink: &mut (dyn FnMut(usize, Followed) + Send),
    watch: &mut dyn Watch,
) -> Result<Filling, RunError> {
    let options = Options {
        relative_tolerance: match steady {
            Some(_) => TOLERANCE_TO_REST,
            None => TOLERANCE,
        },
        width: match subjects.len() {
            0..=1 => Width::One,
            2..=4 => Width::Four,
            _ => Width::Eight,
        },
        threads: threads(subjects.len()),
        steady,
        ..Options::default()
    };
    let mut stopped = false;
    let mut told = |position: Position| {
        let all = subjects.len() as f64;
        let share = (position.finished as f64 + position.share) / all;
        let on = watch.at(phase, share.min(1.0));
        stopped |= !on;
        on
    };
    let mut in_words = |place: usize, outcome: Outcome| {
        sink(place, outcome.map_err(|failure| in_words(phase, &failure)));
    };
    let filling = integrate_each(program, subjects, &options, &mut in_words, &mut told);
    if stopped {
        Err(RunError::Stopped(phase))
    } else {
        Ok(filling)
    }
}

/// The observables at these states, in base units, in somebody with these varying parameters.
pub(crate) fn observe(program: &Program, state: &[f64], values: &[f64]) -> Vec<f64> {
    let mut workspace = program.workspace::<1>();
    let parameters: Vec<[f64; 1]> = values.iter().map(|value| [*value]).collect();
    program.preamble(&mut workspace, &parameters);
    let y: Vec<[f64; 1]> = state.iter().map(|value| [*value]).collect();
    let mut out = vec![[0.0]; program.observables().len()];
    program.observe(&mut workspace, &y, &mut out);
    out.into_iter().map(|[value]| value).collect()
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
