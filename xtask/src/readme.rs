//! The commands that README.md tells a reader to type: each is run from the root, so the README cannot go stale.

use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::tree::Tree;

/// Commands that are not run here: this one would call itself for ever.
const NOT_HERE: &[&str] = &["cargo xtask test"];

/// Runs every command in the README's `sh` blocks; the first that fails is the error.
pub fn run(tree: &Tree) -> Result<()> {
    let readme = tree.file("README.md")?;
    for command in commands(&readme.text) {
        if NOT_HERE.contains(&command.as_str()) {
            continue;
        }
        let start = Instant::now();
        let output = Command::new("sh")
            .args(["-euc", &command])
            .env("ENTERODERM_NO_CACHE", "true")
            .current_dir(&tree.root)
            .output()
            .context("sh did not start")?;
        println!("   {command} ({:.1} s)", start.elapsed().as_secs_f64());
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            bail!(
                "`{command}` ended with {}:\n{}",
                output.status,
                said.trim_end()
            );
        }
    }
    Ok(())
}

/// The lines of the fenced blocks marked `sh`, without comments and empty lines; a trailing `\` joins the next line.
fn commands(markdown: &str) -> Vec<String> {
    let mut commands = Vec::new();
    let mut inside = false;
    let mut begun = String::new();
    for line in markdown.lines() {
        let line = line.trim();
        if line.starts_with("```") {
            inside = !inside && line == "```sh";
            continue;
        }
        if !inside || line.starts_with('#') {
            continue;
        }
        if let Some(start) = line.strip_suffix('\\') {
            begun.push_str(start);
            continue;
        }
        begun.push_str(line);
        if !begun.is_empty() {
            commands.push(std::mem::take(&mut begun));
        }
    }
    commands
}

#[cfg(test)]
mod tests {
    use super::commands;

    #[test]
    fn only_shell_blocks_hold_commands() {
        let text = "Type `ls`.\n```sh\n# first\ncargo run\n\ncargo xtask test\n```\n```toml\nage = 3\n```\n";
        assert_eq!(commands(text), ["cargo run", "cargo xtask test"]);
    }

    #[test]
    fn a_command_may_run_over_two_lines() {
        assert_eq!(
            commands("```sh\ncargo run \\\n  --release\n```\n"),
            ["cargo run --release"]
        );
    }
}
