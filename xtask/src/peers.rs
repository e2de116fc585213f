//! Other simulators with the same models, people and inputs: each runs in a process of its own, one thread, and is held against
//! Enteroderm state by state. What was measured is a section of `benches/README.md`.
//!
//! `benches/src/bin/peers.rs` writes the models and runs Enteroderm; the scripts of `benches/peers` run the others, installed by pip into a
//! virtual environment among what is built.

mod table;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::rust;
use crate::tree::Tree;
use table::{Engine, Row};

/// The drivers and the versions of the peers.
const SCRIPTS: &str = "benches/peers";
/// Where the section stands.
const README: &str = "benches/README.md";
const SECTION: &str = "## Other simulators";
/// The sizes of the communities.
const SIZES: [(&str, usize); 3] = [("n60", 60), ("n150", 150), ("n300", 300)];
/// The last gives the reference.
const OWN_TOLERANCES: &str = "1e-4 2e-5 1e-5 5e-6 1.5e-6 1e-10";
/// The last shows that a peer integrates the same equations.
const TOLERANCES: &str = "1e-5 3e-6 1e-6 3e-7 1e-7 1e-8";
/// How much a peer at its last tolerance may differ from the reference, relative to a state's size.
const AGREEMENT: f64 = 1e-5;
/// Seconds after which a peer is given up with a size, loading included.
const PATIENCE: &str = "1500";

/// The other simulators: name, script, and how many times Enteroderm's time at 150 states is asked for.
const PEERS: [(&str, &str, f64); 4] = [
    ("libRoadRunner", "with_roadrunner", 40.0),
    ("AMICI", "with_amici", 17.0),
    ("diffsol", "with_diffsol", 17.0),
    ("COPASI", "with_copasi", 400.0),
];

/// What one process found out.
#[derive(Deserialize)]
pub struct Measured {
    version: String,
    /// Seconds from a file to a model that runs.
    load: f64,
    /// Most memory that the process held.
    megabytes: f64,
    runs: Vec<Run>,
}

/// One tolerance.
#[derive(Deserialize)]
pub struct Run {
    tolerance: f64,
    /// Of one person's half year.
    seconds: f64,
    /// States of every person two days after an antibiotic.
    seen: Vec<Vec<f64>>,
    /// States of every person at the end.
    end: Vec<Vec<f64>>,
}

impl Run {
    /// The largest differences of any state of any person, relative to its size or to a millionth of its unit, in the transient and at
    /// the end.
    fn differs(&self, exact: &Self) -> (f64, f64) {
        let largest = |found: &[Vec<f64>], exact: &[Vec<f64>]| {
            let pairs = found.iter().flatten().zip(exact.iter().flatten());
            pairs
                .map(|(found, exact)| (found - exact).abs() / exact.abs().max(1e-6))
                // What is not a number differs from everything.
                .fold(0.0, |most, one| {
                    if one > most || one.is_nan() {
                        one
                    } else {
                        most
                    }
                })
        };
        (
            largest(&self.seen, &exact.seen),
            largest(&self.end, &exact.end),
        )
    }
}

/// Measures all, prints every run, and writes the section.
pub fn run(tree: &Tree) -> Result<()> {
    let own = rust::built(tree, "peers")?;
    let work = own.with_file_name("peers-work");
    let bench = Bench {
        python: environment(tree, &work)?,
        script: tree.root.join(SCRIPTS).join("measure.py"),
        own,
        work,
    };
    said(Command::new(&bench.own).arg("write").arg(&bench.work))?;
    let (mut rows, mut strangers) = (Vec::new(), Vec::new());
    for (name, states) in SIZES {
        println!("{states} states");
        bench.size(name, states, &mut rows, &mut strangers)?;
        // Larger sizes take long: what is known so far is kept when somebody stops them.
        write_section(tree, &table::section(&rows)?)?;
    }
    println!("{}", table::section(&rows)?);
    if !strangers.is_empty() {
        bail!(
            "not the same trajectories as Enteroderm's: {}",
            strangers.join(", ")
        );
    }
    Ok(())
}

/// Where everything stands.
struct Bench {
    own: PathBuf,
    python: PathBuf,
    script: PathBuf,
    work: PathBuf,
}

impl Bench {
    /// One size: Enteroderm first, then the others against it.
    fn size(
        &self,
        name: &str,
        states: usize,
        rows: &mut Vec<Row>,
        strangers: &mut Vec<String>,
    ) -> Result<()> {
        let mut own = Command::new(&self.own);
        let ours = measured(own.args(["run", name]).args(OWN_TOLERANCES.split(' ')))?;
        let exact = ours.runs.last().context("Enteroderm ran nothing")?;
        let engine = |name, asked| Engine {
            name,
            states,
            asked,
        };
        let own = Row::new(engine("Enteroderm", None), &ours, exact, None);
        let own_seconds = own.seconds();
        rows.push(own);
        for (peer, script, asked) in PEERS {
            let engine = engine(peer, (states == 150).then_some(asked));
            rows.push(match self.peer(script, name) {
                Ok(found) => {
                    if !agrees(peer, &found, exact) {
                        strangers.push(format!("{peer} with {states} states"));
                    }
                    Row::new(engine, &found, exact, own_seconds)
                }
                Err(reason) => Row::without(engine, &format!("{reason:#}")),
            });
        }
        Ok(())
    }

    fn peer(&self, script: &str, size: &str) -> Result<Measured> {
        measured(
            Command::new("timeout")
                .arg(PATIENCE)
                .arg(&self.python)
                .arg(&self.script)
                .arg(script)
                .arg(self.work.join(size))
                .args(TOLERANCES.split(' '))
                .env("PATH", path_with(&self.python)?)
                .env("PYTHONDONTWRITEBYTECODE", "1")
                .envs(ONE_THREAD.map(|variable| (variable, "1"))),
        )
    }
}

/// Whether a peer at its last tolerance goes where Enteroderm goes, told on the way.
fn agrees(peer: &str, found: &Measured, exact: &Run) -> bool {
    let Some(run) = found.runs.last() else {
        return false;
    };
    let (seen, end) = run.differs(exact);
    println!(
        "   {peer} at {:e} agrees to {seen:.1e} in the transient and {end:.1e} at the end",
        run.tolerance
    );
    seen <= AGREEMENT && end <= AGREEMENT
}

/// Libraries that would otherwise start a thread for every core.
const ONE_THREAD: [&str; 3] = [
    "OPENBLAS_NUM_THREADS",
    "OMP_NUM_THREADS",
    "RAYON_NUM_THREADS",
];

/// The Python of the virtual environment with all peers that could be installed. One that could not fails when it is run, with its reason.
fn environment(tree: &Tree, work: &Path) -> Result<PathBuf> {
    let python = work.join("venv/bin/python");
    if !python.exists() {
        said(
            Command::new("python3")
                .args(["-m", "venv"])
                .arg(work.join("venv")),
        )?;
    }
    for line in tree
        .file(&format!("{SCRIPTS}/requirements.txt"))?
        .text
        .lines()
    {
        if line.starts_with('#') {
            continue;
        }
        println!("   installing {line}");
        let installed = said(
            Command::new(&python)
                .args(["-m", "pip", "install", "--quiet", line])
                .env("PATH", path_with(&python)?),
        );
        if let Err(reason) = installed {
            println!("   {line} could not be installed: {reason:#}");
        }
    }
    Ok(python)
}

/// The search path with the tools of the virtual environment in front: a compiler's helpers are among them.
fn path_with(python: &Path) -> Result<String> {
    let tools = python.parent().context("Python stands in a folder")?;
    Ok(format!(
        "{}:{}",
        tools.display(),
        std::env::var("PATH").unwrap_or_default()
    ))
}

/// What a command prints; its failure is an error that ends with what it said last.
fn said(command: &mut Command) -> Result<String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .with_context(|| format!("{program} did not start"))?;
    if output.status.code() == Some(124) {
        bail!("no result within {PATIENCE} s");
    }
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        bail!(
            "{}: {}",
            output.status,
            complaint.trim_end().lines().last().unwrap_or("silent")
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn measured(command: &mut Command) -> Result<Measured> {
    let printed = said(command)?;
    let result = printed.trim_end().lines().last().unwrap_or_default();
    serde_json::from_str(result).context("what was printed is no result")
}

fn write_section(tree: &Tree, section: &str) -> Result<()> {
    let text = tree.file(README)?.text;
    let text = table::replaced(&text, SECTION, section)
        .with_context(|| format!("{README} has no section `{SECTION}`"))?;
    fs::write(tree.root.join(README), text).with_context(|| format!("{README} cannot be written"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(seen: f64, end: f64) -> Run {
        Run {
            tolerance: 1e-5,
            seconds: 1.0,
            seen: vec![vec![seen]],
            end: vec![vec![end]],
        }
    }

    #[test]
    fn differences_are_relative_to_the_exact_state() {
        let (seen, end) = run(2.2, 1e-7).differs(&run(2.0, 0.0));
        assert!(
            (seen - 0.1).abs() < 1e-12 && (end - 0.1).abs() < 1e-12,
            "{seen} {end}"
        );
        assert!(run(f64::NAN, 1.0).differs(&run(1.0, 1.0)).0.is_nan());
    }
}
