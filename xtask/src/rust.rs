//! Cargo and rustup: the components that the checks need, and how a cargo command is run.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde::Deserialize;

use crate::tree::Tree;

/// The arguments of the lint step: a warning is a failure.
pub const CLIPPY: &[&str] = &[
    "clippy",
    "--workspace",
    "--all-targets",
    "--quiet",
    "--",
    "-D",
    "warnings",
];

/// Adds rustfmt and clippy through rustup when the toolchain came without them.
pub fn install_components(tree: &Tree) -> Result<()> {
    for (subcommand, component) in [("fmt", "rustfmt"), ("clippy", "clippy")] {
        if present(tree, subcommand) {
            continue;
        }
        let installed = Command::new("rustup")
            .args(["component", "add", component])
            .current_dir(&tree.root)
            .status()
            .with_context(|| {
                format!("{component} is missing, and rustup, which could add it, did not start")
            })?;
        if !installed.success() {
            bail!("rustup could not add {component}");
        }
    }
    Ok(())
}

fn present(tree: &Tree, subcommand: &str) -> bool {
    Command::new("cargo")
        .args([subcommand, "--version"])
        .current_dir(&tree.root)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs one cargo command from the root of the workspace; its failure is an error.
pub fn cargo(tree: &Tree, arguments: &[&str]) -> Result<()> {
    let status = Command::new("cargo")
        .args(arguments)
        .current_dir(&tree.root)
        .status()
        .context("cargo did not start")?;
    if !status.success() {
        bail!("`cargo {}` ended with {status}", arguments.join(" "));
    }
    Ok(())
}

/// What `cargo metadata` prints about the workspace, or about everything it depends on.
pub fn metadata(tree: &Tree, dependencies: bool) -> Result<Vec<u8>> {
    let mut command = Command::new("cargo");
    command
        .args(["metadata", "--format-version", "1", "--quiet"])
        .current_dir(&tree.root);
    if !dependencies {
        command.arg("--no-deps");
    }
    let output = command.output().context("cargo did not start")?;
    if !output.status.success() {
        bail!(
            "`cargo metadata` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(output.stdout)
}

/// Builds a measuring program of `benches` as it ships, and gives its path.
///
/// The command line is built for, too, without being built: dependencies then have the features they have there, and are compiled once.
pub fn built(tree: &Tree, program: &str) -> Result<PathBuf> {
    let packages = ["-p", "enteroderm-benches", "-p", "enteroderm"];
    let arguments = ["build", "--release", "--quiet", "--bin", program];
    cargo(tree, &[&arguments[..], &packages].concat())?;
    #[derive(Deserialize)]
    struct Target {
        target_directory: PathBuf,
    }
    let target: Target = serde_json::from_slice(&metadata(tree, false)?)
        .context("cargo metadata reads otherwise than expected")?;
    Ok(target.target_directory.join("release").join(program))
}

/// What compiles here.
pub struct Compiler {
    /// Its version, with the commit it was made from.
    pub version: String,
    /// The kind of machine it compiles for.
    pub host: String,
}

/// What `rustc` says about itself.
pub fn compiler(tree: &Tree) -> Result<Compiler> {
    let output = Command::new("rustc")
        .arg("-vV")
        .current_dir(&tree.root)
        .output()
        .context("rustc did not start")?;
    let said = String::from_utf8_lossy(&output.stdout);
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    match (said.lines().next(), host) {
        (Some(version), Some(host)) => Ok(Compiler {
            version: version.to_owned(),
            host: host.to_owned(),
        }),
        _ => bail!("rustc does not say what it is: {said}"),
    }
}
