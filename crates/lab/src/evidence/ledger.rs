//! The ledger: the verdicts that stand, so that a run can say what it has lost against them.
//!
//! A page of TOML with a table for every reading, named by its finding and its own name. It is written by a run and committed; what was right in
//! it and is not any more is a regression.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use physiology::document::{Fault, Faults, Source, read_document};

use super::Finding;
use super::reading::Reading;
use super::score::Entry;
use super::verdict::{Mark, Verdict};
use crate::quantity::three_digits;

/// The verdicts that stand, by finding and reading.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    rows: BTreeMap<String, Row>,
}

/// What stands of a reading.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Row {
    marks: [Option<bool>; 3],
    predicted: f64,
    interval: (f64, f64),
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
                let interval = table.number_list("interval").unwrap_or_default();
                let row = Row {
                    marks: Mark::ALL.map(|mark| table.flag(mark.name())),
                    predicted: table.number("predicted").unwrap_or(f64::NAN),
                    interval: match interval[..] {
                        [lo, hi] => (lo, hi),
                        _ => (f64::NAN, f64::NAN),
                    },
                };
                (name.to_owned(), row)
            })
        });
        let rows = read.unwrap_or_default().into_iter().collect();
        faults.into_result(Self { rows })
    }

    /// The findings with the verdicts that stand; those of which nothing stands were not run.
    pub fn entries<'a>(&self, findings: &'a [Finding]) -> Vec<Entry<'a>> {
        let of = |finding: &'a Finding| Entry {
            finding,
            outcome: match &finding.experiment {
                Err(why) => Err(why.clone()),
                Ok(experiment) => {
                    let rows = experiment.readings.iter().map(|reading| {
                        let row = self.rows.get(&name(&finding.id, &reading.name))?;
                        Some(row.verdict(reading))
                    });
                    let rows: Option<Vec<Verdict>> = rows.collect();
                    rows.ok_or_else(|| "is not in the ledger".to_owned())
                }
            },
        };
        findings.iter().map(of).collect()
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
                for (mark, before) in Mark::ALL.into_iter().zip(&before.marks) {
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

    /// The text of the ledger after a run of these findings: what stands of those that were left out goes on standing.
    pub fn after(&self, entries: &[Entry<'_>], left_out: &[Finding]) -> String {
        let run = entries.iter().flat_map(|entry| {
            let judged = entry.judged();
            judged.map(|(reading, verdict)| (&entry.finding.id, reading, *verdict))
        });
        let standing = left_out.iter().flat_map(|finding| {
            let readings = finding.experiment.iter();
            let readings = readings.flat_map(|experiment| &experiment.readings);
            readings.filter_map(|reading| {
                let row = self.rows.get(&name(&finding.id, &reading.name))?;
                Some((&finding.id, reading, row.verdict(reading)))
            })
        });
        let mut rows: Vec<(&String, &Reading, Verdict)> = run.chain(standing).collect();
        rows.sort_by_key(|(finding, ..)| *finding);
        let mut text =
            "# What became of every finding: written by `enteroderm evidence --store`.\n"
                .to_owned();
        for (finding, reading, verdict) in rows {
            let key = quoted_key(finding, &reading.name);
            let _ = write!(text, "\n[{key}]\n{}", row(&verdict));
        }
        text
    }
}

impl Row {
    fn verdict(&self, reading: &Reading) -> Verdict {
        let [direction, size, null] = self.marks;
        let published = reading.published.filter(|_| reading.rule.asks_for_size());
        let (lo, hi) = self.interval;
        Verdict {
            predicted: self.predicted,
            interval: self.interval,
            agreeing: f64::NAN,
            finding: f64::NAN,
            spread: f64::NAN,
            difference: f64::NAN,
            direction,
            size,
            null,
            covered: published.map(|published| (lo..=hi).contains(&published)),
        }
    }
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
            three_digits(verdict.predicted),
            three_digits(lo),
            three_digits(hi)
        );
    }
    text
}
