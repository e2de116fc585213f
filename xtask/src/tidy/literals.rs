//! Physiology takes its numbers from data/: its code holds no decimal number.

use anyhow::Result;

use super::Fault;
use super::source::{self, Source, Token};
use crate::tree::Tree;

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    Ok(source::sources(tree, &["crates/physiology/src"])?
        .iter()
        .flat_map(faults)
        .collect())
}

fn faults(source: &Source) -> Vec<Fault> {
    let decimal = |at: &usize| decimal(&source.tokens[*at]) && !tuple_field(&source.tokens[..*at]);
    (0..source.tokens.len())
        .filter(decimal)
        .map(|at| &source.tokens[at])
        .map(|token| Fault {
            file: source.path.clone(),
            line: token.line,
            what: format!(
                "the number {} belongs into data/, with unit and status",
                token.text
            ),
        })
        .collect()
}

/// Whether a literal is a number with a point, an exponent or a floating-point suffix.
fn decimal(token: &Token) -> bool {
    let text = token.text.as_str();
    let prefixed = ["0x", "0o", "0b"]
        .iter()
        .any(|prefix| text.starts_with(prefix));
    token.literal
        && text.starts_with(|first: char| first.is_ascii_digit())
        && !prefixed
        && (text.contains(['.', 'e', 'E']) || text.ends_with("f64") || text.ends_with("f32"))
        && !text.ends_with("size")
}

/// Whether what follows is the field of a tuple in a tuple (`pair.0.1`), which the lexer takes for a number.
fn tuple_field(before: &[Token]) -> bool {
    match before {
        [.., earlier, point] => point.text == "." && !(earlier.text == "." && earlier.joined),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<usize> {
        faults(&source::source("a.rs", text))
            .iter()
            .map(|fault| fault.line)
            .collect()
    }

    #[test]
    fn decimals_are_found_wherever_they_stand() {
        assert_eq!(found("fn a() -> f64 {\n 0.5\n}"), [2]);
        assert_eq!(found("fn a() { b(1e-3, 1f64, 2.) }"), [1, 1, 1]);
        assert_eq!(found("fn a() { vec![0.5] }"), [1]);
        assert_eq!(found("fn a() { for x in 0..1.5 {} }"), [1]);
    }

    #[test]
    fn integers_words_and_comments_are_not_decimals() {
        assert_eq!(
            found("// 0.5\n/// 0.5\nfn a() { 1 - x * 2; pair.0.1; 0xe1; 1usize; \"0.5\"; 0..10 }"),
            [0; 0]
        );
    }

    #[test]
    fn tests_may_hold_decimals() {
        assert_eq!(
            found("#[cfg(test)]\nmod tests { const A: f64 = 0.5; }"),
            [0; 0]
        );
    }
}
