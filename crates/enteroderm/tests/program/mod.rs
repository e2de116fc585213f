//! The program as the tests start it: without a cache, so that nothing is known from an earlier test.

#![allow(dead_code)] // each test file uses a part

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The folder of the project.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The program in a folder.
pub fn program_in(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_enteroderm"));
    command
        .env("ENTERODERM_NO_CACHE", "true")
        .current_dir(folder);
    command
}

/// What the program does with these arguments in a folder.
pub fn enteroderm_in(folder: &Path, arguments: &[&str]) -> Output {
    let output = program_in(folder).args(arguments).output();
    output.expect("the program starts")
}

/// What it says beside the result.
pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}
