//! Nothing in the repository names a folder of somebody's machine, and nothing is left undone with a mark.

use anyhow::Result;

use super::Fault;
use crate::tree::{File, Tree};

/// The endings of the files that people read.
const TEXT: &[&str] = &[
    ".rs", ".toml", ".md", ".bib", ".csv", ".tsv", ".txt", ".yml", ".sh", ".svg",
];

/// Where people and machines keep their folders. The words are cut so that this file does not find itself.
const MACHINE: &[&str] = &[
    concat!("/ho", "me/"),
    concat!("/ro", "ot/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("C:", "\\"),
];

/// Marks of what is unfinished.
const UNFINISHED: &[&str] = &[
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimple", "mented!("),
];

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    Ok(tree.files("", TEXT)?.iter().flat_map(faults).collect())
}

fn faults(file: &File) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (line, text) in (1..).zip(file.text.lines()) {
        let fault = |what| Fault {
            file: file.path.clone(),
            line,
            what,
        };
        let holds = |words: &[&'static str]| words.iter().copied().find(|word| text.contains(word));
        faults.extend(holds(MACHINE).map(|path| fault(format!("{path} is a path of one machine"))));
        faults.extend(
            holds(UNFINISHED).map(|mark| fault(format!("{mark} marks something unfinished"))),
        );
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_and_marks_are_found_with_their_line() {
        for word in MACHINE.iter().chain(UNFINISHED) {
            let file = File {
                path: "a.md".to_owned(),
                text: format!("fine\nsee {word}x"),
            };
            assert_eq!(
                faults(&file)
                    .iter()
                    .map(|fault| fault.line)
                    .collect::<Vec<_>>(),
                [2],
                "{word}"
            );
        }
    }

    #[test]
    fn a_plain_text_passes() {
        let file = File {
            path: "a.md".to_owned(),
            text: "stool/p17.metaphlan.tsv\n".to_owned(),
        };
        assert!(faults(&file).is_empty());
    }
}
