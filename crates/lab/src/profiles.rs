//! What stool profiles imply: somebody for each of many samples, brought to their own rest in the habits that are known of them.
//!
//! A [`Donor`] is a scenario without courses and a profile. What is said of each is what [`run`](crate::run::run) says of that scenario
//! on its first day, to the last bit: the typical person, and the band in which nine of ten lie of whom the same is known. Donors do not
//! know of each other, so that many are followed at once.
//!
//! Meeting a profile proves nothing: the fitness of each genus is chosen so that it is met. What the community makes is what is predicted.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use crate::laboratory::{Laboratory, Watch};
use crate::outcome::{Outcome, Run};
use crate::rests::Rests;
use crate::run::{Question, RunError, run};
use crate::scenario::Scenario;
use crate::stool::StoolProfile;

/// How often the watcher is asked whether to go on.
const ASKED: Duration = Duration::from_millis(100);
/// What the watcher is told.
const PHASE: &str = "samples";

/// Somebody whose stool was sampled.
#[derive(Clone, Debug)]
pub struct Donor {
    /// Who, and what is asked of them.
    pub scenario: Scenario,
    /// The sample.
    pub stool: StoolProfile,
}

/// What a profile implies, or in a sentence why that cannot be said.
pub type Implied = Result<Run, String>;

/// What the profiles of all these donors imply, in their order.
///
/// # Errors
/// The equations do not fit the data, or the watcher stopped it. A donor who cannot be followed does not stop the others.
pub fn implied(
    lab: &Laboratory,
    donors: &[Donor],
    question: &Question,
    rests: &(dyn Rests + Sync),
    watch: &mut dyn Watch,
) -> Result<Vec<Implied>, RunError> {
    let work = Work {
        lab,
        donors,
        question,
        rests,
        next: AtomicUsize::new(0),
        stopped: AtomicBool::new(false),
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let found: Vec<Mutex<Option<Result<Run, RunError>>>> =
        donors.iter().map(|_| Mutex::new(None)).collect();
    let (finished, told) = channel();
    thread::scope(|scope| {
        for _ in 0..cores.min(donors.len()) {
            let finished = finished.clone();
            scope.spawn(|| work.go(&found, finished));
        }
        drop(finished);
        let mut done = 0;
        loop {
            match told.recv_timeout(ASKED) {
                Ok(()) => done += 1,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if !watch.at(PHASE, done as f64 / donors.len() as f64) {
                work.stopped.store(true, Ordering::Relaxed);
            }
        }
    });
    let found = found.into_iter().map(|one| one.into_inner().ok().flatten());
    found
        .map(|one| in_words(one.unwrap_or(Err(RunError::Stopped(PHASE)))))
        .collect()
}

/// What is not the donor's own fault stops everything.
fn in_words(found: Result<Run, RunError>) -> Result<Implied, RunError> {
    Ok(match found {
        Ok(run) => Ok(run),
        Err(RunError::Failed(why) | RunError::People(why)) => Err(why),
        Err(RunError::Scenario(mismatches)) => {
            let all = mismatches
                .iter()
                .map(|one| format!("{}: {}", one.field, one.message));
            Err(all.collect::<Vec<_>>().join("; "))
        }
        Err(other) => return Err(other),
    })
}

/// What threads share.
struct Work<'a> {
    lab: &'a Laboratory,
    donors: &'a [Donor],
    question: &'a Question,
    rests: &'a (dyn Rests + Sync),
    /// The first donor whom no thread has taken.
    next: AtomicUsize,
    stopped: AtomicBool,
}

impl Work<'_> {
    /// Takes donor after donor.
    fn go(&self, found: &[Mutex<Option<Result<Run, RunError>>>], finished: Sender<()>) {
        while !self.stopped.load(Ordering::Relaxed) {
            let place = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(donor) = self.donors.get(place) else {
                return;
            };
            let mut stopping = Stopping(&self.stopped);
            let run = run(
                self.lab,
                &donor.scenario,
                Some(&donor.stool),
                self.question,
                self.rests,
                &mut stopping,
            );
            if let Ok(mut own) = found[place].lock() {
                *own = Some(run);
            }
            // Whoever listens is gone only when everything is over.
            let _ = finished.send(());
        }
    }
}

/// Tells a run to stop when everything does.
struct Stopping<'a>(&'a AtomicBool);

impl Watch for Stopping<'_> {
    fn at(&mut self, _: &str, _: f64) -> bool {
        !self.0.load(Ordering::Relaxed)
    }
}

/// What an outcome is at rest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AtRest {
    /// In the typical person.
    pub value: f64,
    /// The ends between which nine of ten lie of whom the same is known, where people were drawn.
    pub band: Option<(f64, f64)>,
    /// The share of these outside the healthy range, where there is one.
    pub outside: Option<f64>,
}

impl AtRest {
    /// What it is on the first day.
    pub fn of(outcome: &Outcome) -> Self {
        let band = outcome.band.as_ref();
        Self {
            value: outcome.baseline(),
            band: band.and_then(|band| Some((*band.lo.first()?, *band.hi.first()?))),
            outside: band.and_then(|band| band.outside.as_ref()?.first().copied()),
        }
    }
}
