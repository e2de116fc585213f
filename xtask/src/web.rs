//! The explorer's page: built into `web/dist`, from where the program embeds it, and tried in a real browser.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::rust;
use crate::tree::Tree;

/// Where the page is written.
const FOLDER: &str = "web";
/// Names under which Chromium is installed.
const BROWSERS: [&str; 2] = ["chromium", "chromium-browser"];

/// Fetches what the page is built with, checks it, builds it and weighs it.
pub fn build(tree: &Tree) -> Result<()> {
    let folder = tree.root.join(FOLDER);
    if !starts("npm") {
        bail!("the page is built with Node.js 20.19 or newer, and `npm` does not start");
    }
    npm(&folder, &["ci", "--silent"])?;
    npm(&folder, &["run", "--silent", "check"])?;
    npm(&folder, &["run", "--silent", "test"])?;
    npm(&folder, &["run", "--silent", "build"])?;
    npm(&folder, &["run", "--silent", "weight"])
}

/// Drives the page of a release build as a person would.
pub fn drive(tree: &Tree) -> Result<()> {
    install_browser()?;
    rust::cargo(
        tree,
        &["build", "--release", "--quiet", "--package", "enteroderm"],
    )?;
    let program = target(tree).join("release/enteroderm");
    let status = Command::new("npm")
        .args(["run", "--silent", "e2e"])
        .env("ENTERODERM", program)
        .current_dir(tree.root.join(FOLDER))
        .status()
        .context("npm did not start")?;
    if !status.success() {
        bail!("the page did not do what a person expects: {status}");
    }
    Ok(())
}

fn target(tree: &Tree) -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR");
    named.map_or_else(|| tree.root.join("target"), PathBuf::from)
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    let status = Command::new("npm")
        .args(arguments)
        .current_dir(folder)
        .status()
        .context("npm did not start")?;
    if !status.success() {
        bail!("`npm {}` ended with {status}", arguments.join(" "));
    }
    Ok(())
}

/// Chromium from Debian's packages, when there is none.
fn install_browser() -> Result<()> {
    if BROWSERS.iter().any(|name| starts(name)) {
        return Ok(());
    }
    for arguments in [
        &["update", "-q"][..],
        &["install", "-y", "-q", "--no-install-recommends", "chromium"],
    ] {
        let status = Command::new("apt-get")
            .args(arguments)
            .status()
            .context("a browser is needed and there is none: install Chromium")?;
        if !status.success() {
            bail!("Chromium could not be installed: apt-get ended with {status}");
        }
    }
    Ok(())
}

fn starts(program: &str) -> bool {
    let output = Command::new(program).arg("--version").output();
    output.is_ok_and(|output| output.status.success())
}
