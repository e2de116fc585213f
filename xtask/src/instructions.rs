//! Instructions of three fixed runs, counted by valgrind and compared with what they were: a count does not depend on how busy the
//! machine is, so that a slower engine is seen where no clock could be trusted.
//!
//! Another compiler makes other instructions. Counts are therefore stored with the compiler they belong to, and under another version or on
//! another kind of machine nothing is compared.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::rust::{self, Compiler};
use crate::tree::Tree;

/// Where the counts are stored.
const STORED: &str = "benches/instructions.toml";
/// The runs, as `benches/src/bin/instructions.rs` names them.
const RUNS: [&str; 3] = ["n60", "n150", "axis"];
/// The share by which a count may grow; repeated counts differ by a hundred thousandth.
const BOUND: f64 = 0.03;

type Counts = BTreeMap<String, u64>;

#[derive(Deserialize)]
struct Stored {
    compiler: String,
    host: String,
    counts: Counts,
}

/// Counts, and compares with what is stored; writes it anew when `store` is set.
pub fn run(tree: &Tree, store: bool) -> Result<()> {
    let compiler = rust::compiler(tree)?;
    let text = tree.file(STORED)?.text;
    let stored: Stored =
        toml::from_str(&text).with_context(|| format!("{STORED} cannot be read"))?;
    if !store && (&stored.host, &stored.compiler) != (&compiler.host, &compiler.version) {
        println!(
            "   counts are those of {} on {}: nothing to compare; `cargo xtask instructions --store` stores those of this one",
            stored.compiler, stored.host
        );
        return Ok(());
    }
    install_valgrind()?;
    let program = rust::built(tree, "instructions")?;
    let counts = count_all(&program)?;
    let judged: Vec<Judged> = counts
        .iter()
        .map(|(run, count)| Judged::new(run, *count, stored.counts.get(run).copied()))
        .collect();
    for run in &judged {
        println!("   {}", run.line);
    }
    if store {
        return fs::write(tree.root.join(STORED), file(&compiler, &counts))
            .with_context(|| format!("{STORED} cannot be written"));
    }
    match judged.iter().any(|run| run.too_many) {
        true => bail!(
            "more instructions than stored; where they are worth it, `cargo xtask instructions --store` stores the new counts"
        ),
        false => Ok(()),
    }
}

/// A count beside the stored one.
struct Judged {
    line: String,
    too_many: bool,
}

impl Judged {
    fn new(run: &str, count: u64, stored: Option<u64>) -> Self {
        let millions = count as f64 / 1e6;
        let Some(stored) = stored else {
            let line = format!("{run}: {millions:.1} million, none stored");
            return Self {
                line,
                too_many: true,
            };
        };
        let change = count as f64 / stored as f64 - 1.0;
        let advice = if change > BOUND {
            ": too many"
        } else if change < -BOUND {
            ": well below, worth storing anew"
        } else {
            ""
        };
        let line = format!(
            "{run}: {millions:.1} million, {:+.2} %{advice}",
            100.0 * change
        );
        Self {
            line,
            too_many: change > BOUND,
        }
    }
}

fn file(compiler: &Compiler, counts: &Counts) -> String {
    let mut text = format!(
        "# Instructions of the runs of benches/src/bin/instructions.rs. Written by `cargo xtask instructions --store`.\n\
         compiler = \"{}\"\nhost = \"{}\"\n\n[counts]\n",
        compiler.version, compiler.host
    );
    for (run, count) in counts {
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{run} = {count}");
    }
    text
}

/// The runs side by side: a count does not mind.
fn count_all(program: &Path) -> Result<Counts> {
    std::thread::scope(|scope| {
        let running = RUNS.map(|run| (run, scope.spawn(move || count(program, run))));
        let counted = running.into_iter().map(|(run, thread)| {
            let count = thread
                .join()
                .unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            Ok((run.to_owned(), count?))
        });
        counted.collect()
    })
}

fn count(program: &Path, run: &str) -> Result<u64> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(program)
        .arg(run)
        .output()
        .context("valgrind did not start")?;
    let said = String::from_utf8_lossy(&output.stderr);
    collected(&said)
        .filter(|_| output.status.success())
        .with_context(|| format!("{run} was not counted:\n{}", said.trim_end()))
}

/// The total that callgrind tells at the end.
fn collected(said: &str) -> Option<u64> {
    let line = said.lines().find(|line| line.contains("Collected :"))?;
    line.rsplit(' ').next()?.parse().ok()
}

fn succeeds(command: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(command);
    command.args(arguments).stdout(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn install_valgrind() -> Result<()> {
    if succeeds("valgrind", &["--version"]) {
        return Ok(());
    }
    println!("   installing valgrind");
    let root = Command::new("id").arg("-u").output();
    let root = root.is_ok_and(|output| output.stdout.trim_ascii() == b"0");
    let apt = |arguments: &[&str]| match root {
        true => succeeds("apt-get", arguments),
        false => succeeds("sudo", &[&["-n", "apt-get"], arguments].concat()),
    };
    let install = ["install", "-y", "-q", "valgrind"];
    // Without its lists a fresh machine knows no package.
    if apt(&install) || (apt(&["update", "-q"]) && apt(&install)) {
        return Ok(());
    }
    bail!(
        "valgrind counts the instructions, is missing and could not be installed: `sudo apt-get install valgrind`, or the like of your system"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_may_grow_by_the_bound_and_shrink_at_will() {
        for (count, too_many, advice) in [
            (1_029, false, "+2.90 %"),
            (1_031, true, "too many"),
            (960, false, "storing anew"),
            (1_000, false, "+0.00 %"),
        ] {
            let judged = Judged::new("n60", count, Some(1_000));
            assert_eq!(judged.too_many, too_many, "{count}");
            assert!(judged.line.contains(advice), "{}", judged.line);
        }
        assert!(Judged::new("new", 1, None).too_many);
    }

    #[test]
    fn the_total_is_read_from_what_callgrind_says() {
        let said = "==1== Events    : Ir\n==1== Collected : 254761226\n==1== \n";
        assert_eq!(collected(said), Some(254_761_226));
        assert_eq!(collected("==1== no such thing"), None);
    }

    #[test]
    fn what_is_stored_is_read_again() {
        let compiler = Compiler {
            version: "rustc 1.0.0 (a 2015)".to_owned(),
            host: "here".to_owned(),
        };
        let counts = Counts::from([("n60".to_owned(), 7)]);
        let stored: Stored = toml::from_str(&file(&compiler, &counts)).expect("TOML");
        assert_eq!(
            (stored.compiler, stored.host),
            (compiler.version, compiler.host)
        );
        assert_eq!(stored.counts, counts);
    }
}
