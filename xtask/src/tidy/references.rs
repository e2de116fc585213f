//! Every source that data/ and evidence/ name is a publication of data/references.bib that can be looked up by its DOI,
//! PubMed or PubMed Central number, and every publication there is one that some number or arrow rests on.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::Fault;
use crate::tree::{File, Tree};

const BIBLIOGRAPHY: &str = "data/references.bib";

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let bibliography = tree.file(BIBLIOGRAPHY)?;
    let (entries, mut faults) = read(&bibliography.text);
    let mut used = BTreeSet::new();
    for folder in ["data", "evidence"] {
        for file in tree.files(folder, &[".toml"])? {
            let named = sources(&file)?;
            faults.extend(unknown(&file, &named, &entries));
            used.extend(named);
        }
    }
    faults.extend(unused(&entries, &used));
    Ok(faults)
}

fn fault(line: usize, what: String) -> Fault {
    Fault {
        file: BIBLIOGRAPHY.to_owned(),
        line,
        what,
    }
}

/// The keys of the bibliography with their lines, and what is wrong with its entries.
fn read(text: &str) -> (BTreeMap<String, usize>, Vec<Fault>) {
    let mut entries = BTreeMap::new();
    let mut faults = Vec::new();
    let mut identified = true;
    let mut open: Option<(String, usize)> = None;
    let close = |open: &mut Option<(String, usize)>, identified: bool, faults: &mut Vec<Fault>| {
        if let Some((key, line)) = open.take()
            && !identified
        {
            faults.push(fault(
                line,
                format!("{key} has no doi, pmid or pmcid of the right form"),
            ));
        }
    };
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim();
        if let Some((_, key)) = text.strip_prefix('@').and_then(|rest| rest.split_once('{')) {
            close(&mut open, identified, &mut faults);
            let key = key.trim_end_matches(',').to_owned();
            if entries.insert(key.clone(), line).is_some() {
                faults.push(fault(line, format!("{key} stands here twice")));
            }
            open = Some((key, line));
            identified = false;
        } else if let Some((field, value)) = text.split_once('=') {
            identified |= identifies(
                field.trim(),
                value.trim().trim_matches(|c| "{},\"".contains(c)),
            );
        }
    }
    close(&mut open, identified, &mut faults);
    (entries, faults)
}

/// Whether a field is one by which anybody finds the publication.
fn identifies(field: &str, value: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    match field {
        "doi" => value
            .strip_prefix("10.")
            .and_then(|rest| rest.split_once('/'))
            .is_some_and(|(registrant, suffix)| {
                registrant.len() >= 4
                    && registrant.starts_with(|c: char| c.is_ascii_digit())
                    && !suffix.is_empty()
            }),
        "pmid" => digits(value),
        "pmcid" => value.strip_prefix("PMC").is_some_and(digits),
        _ => false,
    }
}

/// The keys that a data file names under `source`, one or several.
fn sources(file: &File) -> Result<BTreeSet<String>> {
    let table: Table = file
        .text
        .parse()
        .with_context(|| format!("{} is not TOML", file.path))?;
    let mut named = BTreeSet::new();
    gather(&Value::Table(table), &mut named);
    Ok(named)
}

fn gather(value: &Value, named: &mut BTreeSet<String>) {
    match value {
        Value::Table(table) => {
            for (key, value) in table {
                match value {
                    Value::String(source) if key == "source" => {
                        named.insert(source.clone());
                    }
                    Value::Array(sources) if key == "source" => {
                        named.extend(sources.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    other => gather(other, named),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| gather(item, named)),
        _ => {}
    }
}

fn unknown(file: &File, named: &BTreeSet<String>, entries: &BTreeMap<String, usize>) -> Vec<Fault> {
    let line = |source: &str| {
        file.text
            .lines()
            .position(|line| line.contains(source))
            .map_or(0, |at| at + 1)
    };
    named
        .iter()
        .filter(|source| !entries.contains_key(*source))
        .map(|source| Fault {
            file: file.path.clone(),
            line: line(source),
            what: format!("source {source:?} is no key of {BIBLIOGRAPHY}"),
        })
        .collect()
}

fn unused(entries: &BTreeMap<String, usize>, used: &BTreeSet<String>) -> Vec<Fault> {
    entries
        .iter()
        .filter(|(key, _)| !used.contains(*key))
        .map(|(key, line)| fault(*line, format!("{key} is the source of nothing")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "@article{a1986b,\n  title = {A title},\n  pmid = {3749800},\n}\n";

    #[test]
    fn an_entry_is_found_by_its_number() {
        let (entries, faults) = read(ENTRY);
        assert_eq!(entries.keys().collect::<Vec<_>>(), ["a1986b"]);
        assert_eq!(faults, []);
    }

    #[test]
    fn an_entry_without_a_right_number_is_a_fault() {
        for field in [
            "pmid = {}",
            "pmid = {12a}",
            "pmcid = {123}",
            "doi = {doi.org/10.1/a}",
            "doi = {10.1234}",
            "note = {b}",
        ] {
            let (_, faults) = read(&ENTRY.replace("pmid = {3749800}", field));
            assert_eq!(faults.len(), 1, "{field}");
        }
        let (_, faults) = read(&format!("{ENTRY}{ENTRY}"));
        assert_eq!(faults.len(), 1, "the same key twice");
    }

    #[test]
    fn sources_resolve_both_ways() {
        let (entries, _) = read(ENTRY);
        let text = "[a]\nsource = 'a1986b'\n[[rows]]\nsource = ['a1986b', 'c2000d']".to_owned();
        let file = File {
            path: "a.toml".to_owned(),
            text,
        };
        let named = sources(&file).expect("TOML");
        assert_eq!(unknown(&file, &named, &entries)[0].line, 4);
        assert_eq!(unused(&entries, &named), []);
        assert_eq!(unused(&entries, &BTreeSet::new()).len(), 1);
    }
}
