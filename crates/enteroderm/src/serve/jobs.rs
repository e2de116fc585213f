//! Jobs: a few work at once, the others wait; each can be stopped, and what the last ones came to is kept for those who want it as a table.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use lab::outcome::Run;
use tokio::sync::Semaphore;

/// Jobs that may wait.
const WAITING: usize = 64;
/// Results that are kept.
const KEPT: usize = 16;

/// What a job came to.
pub(super) enum Kept {
    /// A run.
    Run(Box<Run>),
    /// The report of a trial, as a page.
    Trial(String),
}

/// All jobs.
pub(super) struct Jobs {
    /// Places to work in.
    pub places: Arc<Semaphore>,
    most: usize,
    table: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    last: u64,
    there: BTreeMap<u64, Arc<AtomicBool>>,
    kept: VecDeque<(u64, Arc<Kept>)>,
}

/// A job that works or waits; it leaves when it is dropped.
pub(super) struct Job {
    jobs: Arc<Jobs>,
    pub number: u64,
    pub stop: Arc<AtomicBool>,
}

impl Jobs {
    /// So many work at once.
    pub fn new(at_once: usize) -> Arc<Self> {
        Arc::new(Self {
            places: Arc::new(Semaphore::new(at_once)),
            most: at_once + WAITING,
            table: Mutex::default(),
        })
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        // No line that holds it can leave it half changed.
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A new job; none when too many wait already.
    pub fn open(self: &Arc<Self>) -> Option<Job> {
        let mut table = self.table();
        if table.there.len() >= self.most {
            return None;
        }
        table.last += 1;
        let (number, stop) = (table.last, Arc::new(AtomicBool::new(false)));
        table.there.insert(number, Arc::clone(&stop));
        Some(Job {
            jobs: Arc::clone(self),
            number,
            stop,
        })
    }

    /// How many came before a job and are there still.
    pub fn before(&self, number: u64) -> usize {
        self.table().there.range(..number).count()
    }

    /// Asks a job to stop; whether it is there.
    pub fn stop(&self, number: u64) -> bool {
        let table = self.table();
        let stop = table.there.get(&number);
        stop.inspect(|stop| stop.store(true, Ordering::Relaxed))
            .is_some()
    }

    /// Asks all jobs to stop.
    pub fn stop_all(&self) {
        for stop in self.table().there.values() {
            stop.store(true, Ordering::Relaxed);
        }
    }

    /// What a job came to, if that is still known.
    pub fn kept(&self, number: u64) -> Option<Arc<Kept>> {
        let table = self.table();
        let mut kept = table.kept.iter();
        let (_, found) = kept.find(|(other, _)| *other == number)?;
        Some(Arc::clone(found))
    }
}

impl Job {
    /// Keeps what it came to, in place of what the oldest came to.
    pub fn keep(&self, result: Kept) {
        let mut table = self.jobs.table();
        table.kept.push_back((self.number, Arc::new(result)));
        while table.kept.len() > KEPT {
            table.kept.pop_front();
        }
    }
}

impl Drop for Job {
    fn drop(&mut self) {
        self.jobs.table().there.remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn so_many_and_no_more_until_one_leaves() {
        let jobs = Jobs::new(2);
        let there: Vec<Job> = std::iter::from_fn(|| jobs.open()).collect();
        assert_eq!(there.len(), 2 + WAITING);
        assert_eq!(jobs.before(there[3].number), 3);
        drop(there);
        assert!(jobs.open().is_some());
    }

    #[test]
    fn a_job_that_is_stopped_knows_and_one_that_left_is_gone() {
        let jobs = Jobs::new(1);
        let job = jobs.open().unwrap();
        let number = job.number;
        assert!(jobs.stop(number) && job.stop.load(Ordering::Relaxed));
        drop(job);
        assert!(!jobs.stop(number));
    }

    #[test]
    fn the_last_results_are_kept() {
        let jobs = Jobs::new(1);
        for _ in 0..=KEPT {
            jobs.open().unwrap().keep(Kept::Trial(String::new()));
        }
        assert!(jobs.kept(1).is_none() && jobs.kept(2).is_some());
    }
}
