//! The developer's commands: `cargo xtask test` is what continuous integration runs, `cargo xtask tidy` its quick part.

mod claims;
mod instructions;
mod peers;
mod picture;
mod readme;
mod rust;
mod step;
mod tidy;
mod tree;
mod web;

use std::process::ExitCode;

use anyhow::{Result, bail};
use tree::Tree;

const USAGE: &str = "\
usage: cargo xtask COMMAND

  test     formatting, tidy checks, lints, all tests, the commands of the README, the page in a browser
  tidy     the tidy checks alone
  web      build the explorer's page, which the program embeds when it is built next
  browser  drive the page in a browser, as a person would
  picture  draw the README's picture again from a run
  instructions
           count the instructions of three runs and compare them with the stored counts; with --store, store them anew
  peers    run other simulators with the generated communities and write the section of benches/README.md; takes about an hour
  claims   run the claims and write their page and figures; with --check, only say whether the page is stale";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    let tree = Tree::of_this_workspace()?;
    match arguments {
        ["test"] => test(&tree),
        ["tidy"] => tidy::run(&tree),
        ["web"] => web::build(&tree),
        ["browser"] => web::drive(&tree),
        ["picture"] => picture::draw(&tree),
        ["instructions"] => instructions::run(&tree, false),
        ["instructions", "--store"] => instructions::run(&tree, true),
        ["peers"] => peers::run(&tree),
        ["claims"] => claims::run(&tree, false),
        ["claims", "--check"] => claims::run(&tree, true),
        [] => bail!("a command is missing\n\n{USAGE}"),
        others => bail!("no command {:?}\n\n{USAGE}", others.join(" ")),
    }
}

/// Everything that must hold before a change lands, the quick checks first.
fn test(tree: &Tree) -> Result<()> {
    rust::install_components(tree)?;
    step::timed("formatting", || {
        rust::cargo(tree, &["fmt", "--all", "--", "--check"])
    })?;
    step::timed("tidy", || tidy::run(tree))?;
    step::timed("the explorer's page", || web::build(tree))?;
    step::timed("clippy", || rust::cargo(tree, rust::CLIPPY))?;
    step::timed("tests", || {
        rust::cargo(tree, &["test", "--workspace", "--quiet"])
    })?;
    step::timed("the README's commands", || readme::run(tree))?;
    step::timed("the page in a browser", || web::drive(tree))?;
    step::timed("instructions", || instructions::run(tree, false))?;
    step::timed("the page of the claims", || claims::run(tree, true))
}
