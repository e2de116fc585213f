//! The README's picture: what the program prints for one scenario, drawn as it stands on a terminal.

use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tree::Tree;

/// The run that is shown.
const SCENARIO: &str = "examples/antibiotic-then-fibre.toml";
/// Where the picture stands.
const PICTURE: &str = "docs/src/run.svg";

/// Size of a character, the height of a line and the margin, in pixels.
const CHARACTER: usize = 8;
const LINE: usize = 18;
const MARGIN: usize = 20;

/// Runs the scenario and writes the picture.
pub fn draw(tree: &Tree) -> Result<()> {
    let output = Command::new("cargo")
        // As a terminal shows it, where reasons and people are told without being asked for.
        .args([
            "run",
            "--release",
            "--quiet",
            "--",
            "run",
            SCENARIO,
            "--why",
            "--people=24",
            "--no-cache",
        ])
        .current_dir(&tree.root)
        .output()
        .context("cargo did not start")?;
    if !output.status.success() {
        bail!(
            "the run failed:\n{}",
            String::from_utf8_lossy(&output.stderr).trim_end()
        );
    }
    let said =
        String::from_utf8(output.stdout).context("the run prints something that is not text")?;
    let screen = format!("$ enteroderm run {SCENARIO}\n\n{said}");
    fs::write(tree.root.join(PICTURE), svg(&screen))
        .with_context(|| format!("{PICTURE} cannot be written"))
}

/// A terminal window that shows `screen`. The width of every line is given, so that columns stand under each other in any font.
fn svg(screen: &str) -> String {
    let lines: Vec<&str> = screen.trim_end().lines().collect();
    let columns = lines
        .iter()
        .map(|line| line.chars().count())
        .max()
        .unwrap_or(0);
    let (width, height) = (
        columns * CHARACTER + 2 * MARGIN,
        lines.len() * LINE + 2 * MARGIN,
    );
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\">\n\
         <rect width=\"{width}\" height=\"{height}\" rx=\"8\" fill=\"#14191f\"/>\n\
         <g font-family=\"ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace\" font-size=\"13\" fill=\"#d8dee9\">\n"
    );
    for (row, line) in lines.iter().enumerate() {
        if line.is_empty() {
            continue;
        }
        let (top, length) = (MARGIN + row * LINE + 13, line.chars().count() * CHARACTER);
        // Writing to a String cannot fail.
        let _ = writeln!(
            svg,
            "<text x=\"{MARGIN}\" y=\"{top}\" xml:space=\"preserve\" textLength=\"{length}\"{}>{}</text>",
            colour(line),
            escaped(line)
        );
    }
    svg + "</g>\n</svg>\n"
}

/// The command stands out, values outside the healthy range are warmer than the rest.
fn colour(line: &str) -> &'static str {
    if line.starts_with("$ ") {
        " fill=\"#8fbcbb\""
    } else if line.contains(" ! ") {
        " fill=\"#ebcb8b\""
    } else {
        ""
    }
}

/// Text as it stands in an SVG.
pub fn escaped(line: &str) -> String {
    line.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::svg;

    #[test]
    fn a_line_is_as_wide_as_its_characters() {
        let picture = svg("$ run\n\na < b – c\n");
        assert!(
            picture.contains("textLength=\"72\">a &lt; b – c</text>"),
            "{picture}"
        );
        assert!(picture.contains("width=\"112\" height=\"94\""), "{picture}");
    }
}
