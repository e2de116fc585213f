//! Progress on stderr: a bar on a terminal, silence in a pipe; Ctrl-C asks the run to stop.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};
use lab::laboratory::Watch;

/// A bar that knows whether the person wants to stop.
pub struct Progress {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
    /// When the first part began, and which it was.
    began: Option<(Instant, usize)>,
}

impl Progress {
    /// A bar; Ctrl-C is caught from here on.
    pub fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let asked = Arc::clone(&stop);
        // A handler that is already set (in tests) is no reason not to run.
        let _ = ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed));
        let bar = if std::io::stderr().is_terminal() {
            ProgressBar::new(1000)
        } else {
            ProgressBar::hidden()
        };
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent:>3} %  {elapsed}  {msg}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self {
            bar,
            stop,
            began: None,
        }
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// The watcher of a part of the people: tells how many are done, how fast that goes, and how long the rest will take.
pub struct Share<'p> {
    progress: &'p mut Progress,
    part: usize,
    parts: usize,
    people: usize,
}

impl<'p> Share<'p> {
    /// One of so many parts, each of so many people.
    pub fn of(progress: &'p mut Progress, part: usize, parts: usize, people: usize) -> Self {
        progress.began.get_or_insert_with(|| (Instant::now(), part));
        Self {
            progress,
            part,
            parts,
            people,
        }
    }
}

impl Watch for Share<'_> {
    fn at(&mut self, phase: &str, share: f64) -> bool {
        let (began, first) = self.progress.began.unwrap_or((Instant::now(), self.part));
        let seconds = began.elapsed().as_secs_f64();
        let people = (self.part - first) * self.people;
        let mut message = format!("{phase}, part {} of {}", self.part + 1, self.parts);
        if people > 0 {
            let rate = people as f64 / seconds;
            let left = ((self.parts - self.part) * self.people) as f64 / rate;
            message += &format!(", {rate:.0} people/s, {left:.0} s left");
        }
        let done = (self.part as f64 + share.clamp(0.0, 1.0)) / self.parts as f64;
        self.progress.at(&message, done)
    }
}

impl Watch for Progress {
    fn at(&mut self, phase: &str, share: f64) -> bool {
        if self.bar.message() != phase {
            self.bar.set_message(phase.to_owned());
        }
        self.bar
            .set_position((1000.0 * share.clamp(0.0, 1.0)) as u64);
        !self.stop.load(Ordering::Relaxed)
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
