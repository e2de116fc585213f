//! Rust sources as tokens, without what is compiled for tests only. What the checks of code are built on.

use std::collections::BTreeSet;

use anyhow::{Result, anyhow};
use proc_macro2::{Delimiter, Spacing, TokenStream, TokenTree};

use crate::tree::{File, Tree};

/// A token of code that ships, with the line it stands on.
#[derive(Debug, Clone)]
pub struct Token {
    /// The token as written.
    pub text: String,
    /// From 1.
    pub line: usize,
    /// Whether it is a number, string or character.
    pub literal: bool,
    /// Whether it is a sign that the next sign continues, as the first `:` of `::` or the first `.` of `..`.
    pub joined: bool,
}

/// A source file and its tokens.
pub struct Source {
    /// The path from the root.
    pub path: String,
    /// Its tokens in order, brackets included, test code left out.
    pub tokens: Vec<Token>,
}

/// The sources of the crates in `folders`, leaving out modules that are declared for tests only.
pub fn sources(tree: &Tree, folders: &[&str]) -> Result<Vec<Source>> {
    let mut sources = Vec::new();
    let mut only_tests = BTreeSet::new();
    for folder in folders {
        for file in tree.files(folder, &[".rs"])? {
            let (source, test_modules) = read(&file)?;
            only_tests.extend(test_modules);
            sources.push(source);
        }
    }
    sources.retain(|source| !only_tests.iter().any(|module| inside(&source.path, module)));
    Ok(sources)
}

/// Whether a file belongs to the module whose file would be `module.rs` or stand in the folder `module`.
fn inside(path: &str, module: &str) -> bool {
    path.strip_prefix(module)
        .is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
}

/// The tokens of one file, and the modules (paths without `.rs`) that it declares for tests only.
pub fn read(file: &File) -> Result<(Source, Vec<String>)> {
    let stream: TokenStream = file
        .text
        .parse()
        .map_err(|error| anyhow!("{} is not Rust: {error}", file.path))?;
    let mut reader = Reader {
        home: home(&file.path),
        tokens: Vec::new(),
        test_modules: Vec::new(),
    };
    reader.stream(stream);
    Ok((
        Source {
            path: file.path.clone(),
            tokens: reader.tokens,
        },
        reader.test_modules,
    ))
}

/// The folder in which the submodules of a file stand.
fn home(path: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    match path.rsplit('/').next() {
        Some("lib.rs" | "main.rs" | "mod.rs") => folder.to_owned(),
        _ => path.trim_end_matches(".rs").to_owned(),
    }
}

struct Reader {
    home: String,
    tokens: Vec<Token>,
    test_modules: Vec<String>,
}

impl Reader {
    fn stream(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut at = 0;
        while at < trees.len() {
            match test_attribute(&trees[at..]) {
                Some(Attribute::Inner) => return,
                Some(Attribute::Outer) => at = self.skip_item(&trees, at + 2),
                None => {
                    self.tree(&trees[at]);
                    at += 1;
                }
            }
        }
    }

    /// Steps over the item that starts at `at`: it ends with its braces or with a semicolon.
    fn skip_item(&mut self, trees: &[TokenTree], mut at: usize) -> usize {
        let mut words = Vec::new();
        while let Some(tree) = trees.get(at) {
            at += 1;
            match tree {
                TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => break,
                TokenTree::Punct(sign) if sign.as_char() == ';' => {
                    if let [.., keyword, name] = words.as_slice()
                        && keyword == "mod"
                    {
                        self.test_modules.push(format!("{}/{name}", self.home));
                    }
                    break;
                }
                TokenTree::Ident(word) => words.push(word.to_string()),
                _ => {}
            }
        }
        at
    }

    fn tree(&mut self, tree: &TokenTree) {
        let line = tree.span().start().line;
        let mut push = |text: String, literal, joined| {
            self.tokens.push(Token {
                text,
                line,
                literal,
                joined,
            })
        };
        match tree {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                push(open.to_owned(), false, false);
                self.stream(group.stream());
                let line = group.span_close().start().line;
                self.tokens.push(Token {
                    text: close.to_owned(),
                    line,
                    literal: false,
                    joined: false,
                });
            }
            TokenTree::Ident(word) => push(word.to_string(), false, false),
            TokenTree::Punct(sign) => {
                push(sign.to_string(), false, sign.spacing() == Spacing::Joint)
            }
            TokenTree::Literal(literal) => push(literal.to_string(), true, false),
        }
    }
}

enum Attribute {
    Inner,
    Outer,
}

/// Whether `#[cfg(test)]` or `#![cfg(test)]` starts here.
fn test_attribute(trees: &[TokenTree]) -> Option<Attribute> {
    let hash = matches!(trees.first()?, TokenTree::Punct(sign) if sign.as_char() == '#');
    let says_test = |tree: &TokenTree| match tree {
        TokenTree::Group(group) => group.stream().to_string().replace(' ', "") == "cfg(test)",
        _ => false,
    };
    if hash && says_test(trees.get(1)?) {
        return Some(Attribute::Outer);
    }
    let inner = matches!(trees.get(1)?, TokenTree::Punct(sign) if sign.as_char() == '!');
    (hash && inner && says_test(trees.get(2)?)).then_some(Attribute::Inner)
}

/// A source made from a text, for the tests of the checks.
#[cfg(test)]
pub fn source(path: &str, text: &str) -> Source {
    let file = File {
        path: path.to_owned(),
        text: text.to_owned(),
    };
    read(&file).expect("the tests hand in Rust").0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        source("a.rs", text)
            .tokens
            .into_iter()
            .map(|token| token.text)
            .collect()
    }

    #[test]
    fn test_code_is_left_out() {
        assert_eq!(
            words("fn a() {} #[cfg(test)] mod tests { fn b() {} } fn c() {}").join(""),
            "fna(){}fnc(){}"
        );
        assert_eq!(words("#![cfg(test)] fn a() {}"), Vec::<String>::new());
        assert_eq!(words("#[cfg(not(test))] fn a() {}")[..2], ["#", "["]);
    }

    #[test]
    fn a_module_declared_for_tests_is_named() {
        let file = File {
            path: "crates/a/src/b.rs".to_owned(),
            text: "#[cfg(test)]\nmod tests;".to_owned(),
        };
        let (_, modules) = read(&file).expect("Rust");
        assert_eq!(modules, ["crates/a/src/b/tests"]);
        assert!(inside("crates/a/src/b/tests.rs", &modules[0]));
        assert!(!inside("crates/a/src/b/tests_of_other.rs", &modules[0]));
    }

    #[test]
    fn lines_are_counted_from_one() {
        assert_eq!(source("a.rs", "\nfn").tokens[0].line, 2);
    }
}
