//! The ledger: the verdicts that stand, so that a run can say what it has lost against them.
//!
//! A page of TOML with a table for every reading, named by its finding and its own name. It is written by a run and committed; what was right in
//! it and is not any more is a regression.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use physiology::document::{Fault, Faults, Source, read_document};

use super::score::Entry;
use super::verdict::{Mark, Verdict};

/// The verdicts that stand, by finding and reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    rows: BTreeMap<String, [Option<bool>; 3]>,
}

/// Something that was right and is not any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Regression {
    /// The finding and its reading.
    pub reading: String,
    /// What is lost.
    pub mark: Mark,
}

/// The name of a reading in the ledger.
fn name(finding: &str, reading: &str) -> String {
    format!("{finding} {reading}")
}

impl Ledger {
    /// Reads a ledger.
    ///
    /// # Errors
    /// Every fault of the text.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let read = read_document(source, &faults, |root| {
            root.each(|name, table| {
                table.know(&["predicted", "interval"]);
                (
                    name.to_owned(),
                    Mark::ALL.map(|mark| table.flag(mark.name())),
                )
            })
        });
        let rows = read.unwrap_or_default().into_iter().collect();
        faults.into_result(Self { rows })
    }

    /// What was right in the ledger and is not in these findings; what is not among them is not missed.
    pub fn lost(&self, entries: &[Entry<'_>]) -> Vec<Regression> {
        let mut lost = Vec::new();
        for entry in entries {
            let Ok(experiment) = &entry.finding.experiment else {
                continue;
            };
            let verdicts = entry.outcome.as_ref().ok();
            for (place, reading) in experiment.readings.iter().enumerate() {
                let reading = name(&entry.finding.id, &reading.name);
                let Some(before) = self.rows.get(&reading) else {
                    continue;
                };
                let now = verdicts.map(|all| all[place].marks());
                for (mark, before) in Mark::ALL.into_iter().zip(before) {
                    let now = now.and_then(|marks| marks.into_iter().find(|(own, _)| *own == mark));
                    if *before == Some(true) && now.and_then(|(_, right)| right) != Some(true) {
                        lost.push(Regression {
                            reading: reading.clone(),
                            mark,
                        });
                    }
                }
            }
        }
        lost
    }
}

/// The ledger of these findings, as a text.
pub fn written(entries: &[Entry<'_>]) -> String {
    let mut text =
        "# What became of every finding: written by `enteroderm evidence --store`.\n".to_owned();
    for entry in entries {
        for (reading, verdict) in entry.judged() {
            let _ = write!(
                text,
                "\n[{}]\n{}",
                quoted_key(&entry.finding.id, &reading.name),
                row(verdict)
            );
        }
    }
    text
}

/// As TOML quotes it, which is as Rust does.
fn quoted_key(finding: &str, reading: &str) -> String {
    format!("{:?}", name(finding, reading))
}

fn row(verdict: &Verdict) -> String {
    let mut text = String::new();
    for (mark, right) in verdict.marks() {
        if let Some(right) = right {
            let _ = writeln!(text, "{} = {right}", mark.name());
        }
    }
    if verdict.predicted.is_finite() {
        let (lo, hi) = verdict.interval;
        let _ = writeln!(
            text,
            "predicted = {}\ninterval = [{}, {}]",
            rounded(verdict.predicted),
            rounded(lo),
            rounded(hi)
        );
    }
    text
}

/// Three digits, as TOML has numbers.
fn rounded(value: f64) -> String {
    let text = format!("{value:.2e}");
    text.parse::<f64>()
        .map_or(text, |value| format!("{value:?}"))
}
