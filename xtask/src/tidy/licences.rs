//! Everything that is built into the program is under a licence that lets anybody use it: no GPL, no LGPL.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Fault;
use crate::rust;
use crate::tree::Tree;

/// Licences that ask for no more than their own text to be passed on; deny.toml names the same.
const PERMISSIVE: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-1-Clause",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    license: Option<String>,
}

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let metadata: Metadata = serde_json::from_slice(&rust::metadata(tree, true)?)
        .context("cargo metadata reads otherwise than expected")?;
    Ok(metadata.packages.iter().filter_map(fault).collect())
}

fn fault(package: &Package) -> Option<Fault> {
    let licence = package.license.as_deref().unwrap_or("no licence named");
    (!permissive(licence)).then(|| Fault {
        file: format!("crate {}", package.name),
        line: 0,
        what: format!("its licence is not a permissive one: {licence}"),
    })
}

/// Whether one side of every choice in an SPDX expression is permissive. `AND` binds closer than `OR`.
fn permissive(expression: &str) -> bool {
    let expression = expression.replace('/', " OR ");
    // Parentheses in the licences of crates hold a choice among parts of an AND.
    if let Some((before, inside, after)) = innermost(&expression) {
        let verdict = if permissive(inside) { "MIT" } else { "none" };
        return permissive(&format!("{before}{verdict}{after}"));
    }
    expression.split(" OR ").any(|choice| {
        choice
            .split(" AND ")
            .all(|part| PERMISSIVE.contains(&part.trim()))
    })
}

fn innermost(expression: &str) -> Option<(&str, &str, &str)> {
    let close = expression.find(')')?;
    let open = expression[..close].rfind('(')?;
    Some((
        &expression[..open],
        &expression[open + 1..close],
        &expression[close + 1..],
    ))
}

#[cfg(test)]
mod tests {
    use super::permissive;

    #[test]
    fn a_choice_needs_one_permissive_side() {
        assert!(permissive("MIT OR Apache-2.0"));
        assert!(permissive("MIT/Apache-2.0"));
        assert!(permissive("GPL-2.0 OR MIT"));
        assert!(permissive("(MIT OR Apache-2.0) AND Unicode-3.0"));
    }

    #[test]
    fn copyleft_is_refused() {
        assert!(!permissive("GPL-3.0-only"));
        assert!(!permissive("LGPL-2.1"));
        assert!(!permissive("MIT AND GPL-3.0"));
        assert!(!permissive("(GPL-2.0 OR LGPL-2.1) AND MIT"));
        assert!(!permissive("no licence named"));
    }
}
