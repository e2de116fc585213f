//! Libraries use the engine's `exp` and `ln` and ordered maps. Clippy refuses the rest by type, as long as nobody
//! waves it through: here no library switches those lints off, and the functions are not reached by their bare paths.

use anyhow::Result;

use super::Fault;
use super::source::{self, Source};
use crate::tree::Tree;

const LIBRARIES: &[&str] = &[
    "crates/engine/src",
    "crates/physiology/src",
    "crates/lab/src",
    "crates/exchange/src",
];

/// Lints that a library may not allow.
const HELD: &[&str] = &["disallowed_methods", "iter_over_hash_type", "unsafe_code"];

/// Functions of floating-point numbers that differ between machines.
const PLATFORM: &[&str] = &[
    "exp", "exp2", "exp_m1", "ln", "log", "log2", "log10", "ln_1p", "powf", "powi", "sin", "cos",
    "tan", "tanh", "sinh", "cosh", "mul_add",
];

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    Ok(source::sources(tree, LIBRARIES)?
        .iter()
        .flat_map(faults)
        .collect())
}

fn faults(source: &Source) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (at, token) in source.tokens.iter().enumerate() {
        let next = |offset: usize| {
            source
                .tokens
                .get(at + offset)
                .map_or("", |token| token.text.as_str())
        };
        let fault = |what| Fault {
            file: source.path.clone(),
            line: token.line,
            what,
        };
        if ["allow", "expect"].contains(&token.text.as_str()) && next(1) == "(" {
            let named = source.tokens[at..]
                .iter()
                .take_while(|token| token.text != ")");
            let lint = named
                .map(|token| token.text.as_str())
                .find(|name| HELD.contains(name));
            faults.extend(lint.map(|lint| fault(format!("a library may not switch off {lint}"))));
        }
        let float = ["f64", "f32"].contains(&token.text.as_str());
        if float && next(1) == ":" && next(2) == ":" && PLATFORM.contains(&next(3)) {
            faults.push(fault(format!(
                "f64::{} differs between machines; use engine::math",
                next(3)
            )));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        faults(&source::source("a.rs", text)).len()
    }

    #[test]
    fn a_lint_waved_through_is_found() {
        assert_eq!(count("#[allow(clippy::disallowed_methods)] fn a() {}"), 1);
        assert_eq!(
            count("#![expect(clippy::iter_over_hash_type, reason = \"b\")]"),
            1
        );
        assert_eq!(count("#[allow(dead_code)] fn a() {}"), 0);
    }

    #[test]
    fn a_bare_path_is_found() {
        assert_eq!(
            count("fn a(x: &[f64]) { x.iter().copied().map(f64::exp) }"),
            1
        );
        assert_eq!(count("fn a(x: Expr) { x.exp() }"), 0);
    }

    #[test]
    fn tests_may_compare_with_the_platform() {
        assert_eq!(
            count("#[cfg(test)] mod tests { #[allow(clippy::disallowed_methods)] fn a() {} }"),
            0
        );
    }
}
