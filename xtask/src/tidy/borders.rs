//! What a crate must not reach for: files, sockets and the terminal belong to the crates above.

use anyhow::Result;

use super::Fault;
use super::source::{self, Source};
use crate::tree::Tree;

/// A library and the things it does not know.
struct Border {
    folder: &'static str,
    /// Modules of the standard library, as `std::NAME`.
    modules: &'static [&'static str],
}

const BORDERS: &[Border] = &[
    Border {
        folder: "crates/engine/src",
        modules: &["fs", "net", "process", "env"],
    },
    Border {
        folder: "crates/physiology/src",
        modules: &["fs", "net", "process", "env", "thread"],
    },
    Border {
        folder: "crates/lab/src",
        modules: &["net", "process", "env"],
    },
    Border {
        folder: "crates/exchange/src",
        modules: &["net", "process", "env"],
    },
];

/// Macros that write to the terminal.
const TERMINAL: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for border in BORDERS {
        for source in source::sources(tree, &[border.folder])? {
            faults.extend(crossings(&source, border.modules));
        }
    }
    Ok(faults)
}

fn crossings(source: &Source, modules: &[&str]) -> Vec<Fault> {
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
        if token.text == "std" && next(1) == ":" && modules.contains(&next(3)) {
            faults.push(fault(format!(
                "std::{} is none of this crate's business",
                next(3)
            )));
        }
        if TERMINAL.contains(&token.text.as_str()) && next(1) == "!" {
            faults.push(fault(format!(
                "{}! writes to the terminal, which only the top crate does",
                token.text
            )));
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str) -> usize {
        crossings(&source::source("a.rs", text), &["fs"]).len()
    }

    #[test]
    fn a_crossing_is_found() {
        assert_eq!(count("use std::fs::File;"), 1);
        assert_eq!(count("fn a() { std::fs::read(b); println!(\"c\") }"), 2);
    }

    #[test]
    fn other_modules_and_tests_are_free() {
        assert_eq!(
            count("use std::fmt; #[cfg(test)] mod tests { use std::fs; }"),
            0
        );
    }
}
