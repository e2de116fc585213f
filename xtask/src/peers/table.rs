//! The table of what was measured, as a section of Markdown.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use super::{Measured, Run};

/// The error that all are compared at.
const MATCHED: f64 = 2e-5;

/// Who was measured with what.
pub struct Engine {
    pub name: &'static str,
    pub states: usize,
    /// How many times Enteroderm's time is asked for.
    pub asked: Option<f64>,
}

/// One engine with one size.
pub struct Row {
    engine: Engine,
    outcome: Result<Best, String>,
}

/// The run by which an engine is told: the fastest that is exact enough, or else the most exact.
struct Best {
    version: String,
    tolerance: f64,
    error: f64,
    people: usize,
    seconds: f64,
    ratio: Option<f64>,
    load: f64,
    megabytes: f64,
}

impl Row {
    pub fn new(engine: Engine, measured: &Measured, exact: &Run, own_seconds: Option<f64>) -> Self {
        let errors = measured.runs.iter().map(|run| (run, run.differs(exact).0));
        // The reference itself is no result.
        let runs: Vec<(&Run, f64)> = errors
            .filter(|(run, _)| !std::ptr::eq(*run, exact))
            .collect();
        for (run, error) in &runs {
            println!(
                "   {} at {:e}: error {error:.1e}, {} s",
                engine.name,
                run.tolerance,
                digits(run.seconds)
            );
        }
        let enough = runs.iter().filter(|(_, error)| *error <= MATCHED);
        let fastest = enough.min_by(|a, b| a.0.seconds.total_cmp(&b.0.seconds));
        let best = fastest.or_else(|| runs.iter().min_by(|a, b| a.1.total_cmp(&b.1)));
        let outcome = best.map(|(run, error)| Best {
            version: measured.version.clone(),
            tolerance: run.tolerance,
            error: *error,
            people: run.seen.len(),
            seconds: run.seconds,
            ratio: own_seconds.map(|own| run.seconds / own),
            load: measured.load,
            megabytes: measured.megabytes,
        });
        Self {
            engine,
            outcome: outcome.ok_or_else(|| "no runs".to_owned()),
        }
    }

    /// An engine that gave no result.
    pub fn without(engine: Engine, reason: &str) -> Self {
        println!("   {}: {reason}", engine.name);
        Self {
            engine,
            outcome: Err(reason.replace('|', "/")),
        }
    }

    pub fn seconds(&self) -> Option<f64> {
        self.outcome.as_ref().ok().map(|best| best.seconds)
    }

    fn line(&self) -> String {
        let Engine {
            name,
            states,
            asked,
        } = self.engine;
        let best = match &self.outcome {
            Ok(best) => best,
            Err(reason) => return format!("| {name} | {states} | {reason} | | | | | | |"),
        };
        let asked = asked.map_or(String::new(), |asked| format!(" (asked: {asked})"));
        let ratio = best.ratio.map_or(String::new(), digits);
        format!(
            "| {name} {} | {states} | {:e} | {:.1e}{} | {} | {} | {ratio}{asked} | {} | {:.0} |",
            best.version,
            best.tolerance,
            best.error,
            if best.error <= MATCHED {
                ""
            } else {
                " (its best)"
            },
            best.people,
            digits(1e3 * best.seconds),
            digits(best.load),
            best.megabytes,
        )
    }
}

/// Two digits that count.
fn digits(number: f64) -> String {
    let rounded: f64 = format!("{number:.1e}").parse().unwrap_or(number);
    rounded.to_string()
}

/// The section without its heading.
pub fn section(rows: &[Row]) -> Result<String> {
    let mut text = format!(
        "{}, {}, one thread each, beside whatever else ran; written by `cargo xtask peers`. The same generated communities, people and inputs: \
         reactions with kinetic laws in one SBML for all that read it, the ten changes of input as events; the same equations in DiffSL for \
         diffsol, which starts anew at every change. Seconds are those of the processor; loading counts from the file to a model that runs, \
         compilers included; memory is the most that the process held, Python and what it imports included. An engine is told by its fastest \
         run with a delivered error of at most {MATCHED:e}.\n\n\
         | engine | states | relative tolerance | delivered error | people | ms per person-half-year | times Enteroderm's | load, s | memory, MB |\n\
         |---|---|---|---|---|---|---|---|---|\n",
        core()?,
        today()?
    );
    for row in rows {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", row.line());
    }
    Ok(text)
}

/// A text with what stands between this heading and the next replaced.
pub fn replaced(text: &str, heading: &str, section: &str) -> Option<String> {
    let start = text.find(&format!("{heading}\n"))? + heading.len() + 1;
    let end = text[start..]
        .find("\n## ")
        .map_or(text.len(), |end| start + end);
    Some(format!("{}\n{section}{}", &text[..start], &text[end..]))
}

/// The processor that Linux names.
fn core() -> Result<String> {
    let text = fs::read_to_string("/proc/cpuinfo").context("the processor is not known")?;
    let field = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split(": ").nth(1)).unwrap_or("?")
    };
    Ok(format!(
        "{} (family {}, model {}, {} of cache)",
        field("model name"),
        field("cpu family"),
        field("model\t"),
        field("cache size")
    ))
}

fn today() -> Result<String> {
    let mut date = Command::new("date");
    let output = date.arg("+%-d %B %Y").env("LC_ALL", "C").output();
    let output = output.context("date did not start")?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(tolerance: f64, seconds: f64, seen: f64) -> Run {
        Run {
            tolerance,
            seconds,
            seen: vec![vec![seen]],
            end: vec![vec![1.0]],
        }
    }

    fn row(runs: Vec<Run>) -> Row {
        let measured = Measured {
            version: "1.0".to_owned(),
            load: 0.123,
            megabytes: 99.6,
            runs,
        };
        let engine = Engine {
            name: "peer",
            states: 150,
            asked: Some(40.0),
        };
        Row::new(engine, &measured, &run(1e-10, 9.0, 1.0), Some(0.02))
    }

    #[test]
    fn an_engine_is_told_by_its_fastest_run_that_is_exact_enough() {
        let row = row(vec![
            run(1e-5, 0.5, 1.0003),
            run(1e-6, 0.8, 1.00001),
            run(1e-7, 1.0, 1.000001),
        ]);
        assert_eq!(
            row.line(),
            "| peer 1.0 | 150 | 1e-6 | 1.0e-5 | 1 | 800 | 40 (asked: 40) | 0.12 | 100 |"
        );
    }

    #[test]
    fn an_engine_that_is_never_exact_enough_is_told_by_its_best() {
        let row = row(vec![run(1e-7, 0.5, 1.0003), run(1e-6, 0.8, 1.0004)]);
        assert!(
            row.line().contains("| 1e-7 | 3.0e-4 (its best) |"),
            "{}",
            row.line()
        );
    }

    #[test]
    fn a_section_is_replaced_and_the_rest_stays() {
        let text = "# a\n\n## b\nold\n\n## c\nkept\n";
        assert_eq!(
            replaced(text, "## b", "new\n").as_deref(),
            Some("# a\n\n## b\n\nnew\n\n## c\nkept\n")
        );
        assert_eq!(
            replaced(text, "## c", "new\n").as_deref(),
            Some("# a\n\n## b\nold\n\n## c\n\nnew\n")
        );
        assert_eq!(replaced(text, "## d", "new\n"), None);
    }
}
