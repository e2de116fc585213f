//! The rules of the repository that no compiler holds. Each check is one module with the tests that show it can fail;
//! a new one is a file and a line in `CHECKS`.

mod arithmetic;
mod borders;
mod layers;
mod licences;
mod lints;
mod literals;
mod numbers;
mod references;
mod source;
mod text;

use std::fmt;

use anyhow::{Result, bail};

use crate::tree::Tree;

/// A place where the repository breaks a rule.
#[derive(Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, from the root.
    pub file: String,
    /// The line, from 1; 0 when the fault is the file's as a whole.
    pub line: usize,
    /// What is wrong, and what would be right.
    pub what: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => write!(f, "{}: {}", self.file, self.what),
            line => write!(f, "{}:{line}: {}", self.file, self.what),
        }
    }
}

type Check = fn(&Tree) -> Result<Vec<Fault>>;

const CHECKS: &[(&str, Check)] = &[
    ("crates depend downward only", layers::check),
    ("crates keep to their side of the border", borders::check),
    ("dependencies are permissively licensed", licences::check),
    ("the workspace's lints are on in every crate", lints::check),
    ("libraries use the engine's arithmetic", arithmetic::check),
    ("no decimal literal in physiology", literals::check),
    ("every number in data has unit and status", numbers::check),
    ("sources resolve both ways", references::check),
    ("no machine path, nothing left to do", text::check),
];

/// Runs every check and reports every fault.
pub fn run(tree: &Tree) -> Result<()> {
    let mut count = 0;
    for (name, check) in CHECKS {
        let faults = check(tree)?;
        println!(
            "   {} {name}",
            if faults.is_empty() { "ok " } else { "BAD" }
        );
        for fault in &faults {
            println!("       {fault}");
        }
        count += faults.len();
    }
    if count > 0 {
        bail!("{count} {}", if count == 1 { "fault" } else { "faults" });
    }
    Ok(())
}
