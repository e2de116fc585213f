//! The developer's commands: `cargo xtask test` is what continuous integration runs, `cargo xtask tidy` its quick part.

mod picture;
mod readme;
mod rust;
mod step;
mod tidy;
mod tree;

use std::process::ExitCode;

use anyhow::{Result, bail};
use tree::Tree;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test     formatting, tidy checks, lints, all tests, the commands of the README
  tidy     the tidy checks alone
  picture  draw the README's picture again from a run";

fn main() -> ExitCode {
    let command = std::env::args().nth(1);
    match run(command.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Option<&str>) -> Result<()> {
    let tree = Tree::of_this_workspace()?;
    match command {
        Some("test") => test(&tree),
        Some("tidy") => tidy::run(&tree),
        Some("picture") => picture::draw(&tree),
        Some(other) => bail!("no command {other:?}\n\n{USAGE}"),
        None => bail!("a command is missing\n\n{USAGE}"),
    }
}

/// Everything that must hold before a change lands, the quick checks first.
fn test(tree: &Tree) -> Result<()> {
    rust::install_components(tree)?;
    step::timed("formatting", || {
        rust::cargo(tree, &["fmt", "--all", "--", "--check"])
    })?;
    step::timed("tidy", || tidy::run(tree))?;
    step::timed("clippy", || rust::cargo(tree, rust::CLIPPY))?;
    step::timed("tests", || {
        rust::cargo(tree, &["test", "--workspace", "--quiet"])
    })?;
    step::timed("the README's commands", || readme::run(tree))
}
