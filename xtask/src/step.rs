//! A step of `cargo xtask test`: its name before it starts, its time when it ends.

use std::time::Instant;

use anyhow::{Context, Result};

/// Runs `work`, printing `name` and the seconds it took.
pub fn timed(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("== {name}");
    let start = Instant::now();
    let outcome = work().with_context(|| format!("{name} failed"));
    let mark = if outcome.is_ok() { "ok" } else { "FAILED" };
    println!(
        "== {name}: {mark} in {:.1} s",
        start.elapsed().as_secs_f64()
    );
    outcome
}
