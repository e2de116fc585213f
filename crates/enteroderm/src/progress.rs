//! Progress on stderr: a bar on a terminal, silence in a pipe; Ctrl-C asks the run to stop.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use lab::laboratory::Watch;

/// A bar that knows whether the person wants to stop.
pub struct Progress {
    bar: ProgressBar,
    stop: Arc<AtomicBool>,
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
        if let Ok(style) =
            ProgressStyle::with_template("{msg:20} {bar:40} {percent:>3} %  {elapsed}")
        {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self { bar, stop }
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
