//! Many samples: a line each, and tables.

use exchange::table::{Column, Table};
use lab::laboratory::Laboratory;
use lab::stool::MatchReport;

use super::{Imported, percent};
use crate::terminal::listing;

/// How many notes that samples have in common are told.
const NOTES: usize = 12;

/// A line a sample.
pub fn report(all: &[Imported<'_>]) -> String {
    let rows = all.iter().map(|one| {
        let reads = one
            .sample
            .reads
            .map_or_else(|| "–".to_owned(), |reads| format!("{reads:.0}"));
        let mut row = vec![one.sample.name.clone(), reads];
        match &one.stool {
            Ok(stool) => {
                let report = &stool.report;
                let shares = [
                    report.genus_share,
                    report.family_share,
                    report.left_out_share(),
                    report.unclassified_share,
                ];
                row.extend(shares.map(percent));
                let largest = report.left_out.first();
                row.push(largest.map_or_else(String::new, |clade| {
                    format!("{} {}", clade.name, percent(clade.share))
                }));
            }
            Err(faults) => {
                row.extend(["–"; 4].map(str::to_owned));
                let why = faults
                    .iter()
                    .next()
                    .map(ToString::to_string)
                    .unwrap_or_default();
                row.push(format!("refused: {why}"));
            }
        }
        row
    });
    let header = [
        "sample",
        "reads",
        "at genus",
        "at family",
        "left out",
        "unclassified",
        "largest left out",
    ];
    let mut text = listing(&header, rows.collect::<Vec<Vec<String>>>());
    let mut notes: Vec<&String> = Vec::new();
    for report in reports(all) {
        for note in report.notes.iter().chain(&report.warnings) {
            if !notes.contains(&note) {
                notes.push(note);
            }
        }
    }
    for note in notes.iter().take(NOTES) {
        text += &format!("note: {note}\n");
    }
    if notes.len() > NOTES {
        text += &format!(
            "and {} more notes; --sample NAME tells those of one\n",
            notes.len() - NOTES
        );
    }
    text
}

fn reports<'a>(all: &'a [Imported<'_>]) -> impl Iterator<Item = &'a MatchReport> {
    all.iter()
        .filter_map(|one| Some(&one.stool.as_ref().ok()?.report))
}

/// The shares of the model's genera in each sample that is not refused.
pub fn genera(lab: &Laboratory, all: &[Imported<'_>]) -> Table {
    let stools: Vec<_> = all
        .iter()
        .filter_map(|one| one.stool.as_ref().ok())
        .collect();
    let samples = stools.iter().map(|stool| stool.sample.clone());
    let mut columns = vec![Column::texts("sample", samples.collect())];
    for (place, genus) in lab.data.taxa.genera.iter().enumerate() {
        let shares = stools.iter().map(|stool| stool.abundance[place]);
        columns.push(Column::numbers(&genus.name, "1", shares.collect()));
    }
    Table {
        columns,
        metadata: Vec::new(),
    }
}

/// How each sample was matched, and why it is refused where it is.
pub fn matches(all: &[Imported<'_>]) -> Table {
    let texts =
        |text: &dyn Fn(&Imported<'_>) -> String| all.iter().map(text).collect::<Vec<String>>();
    let share = |share: fn(&MatchReport) -> f64| -> Vec<f64> {
        let of = |one: &Imported<'_>| {
            one.stool
                .as_ref()
                .map_or(f64::NAN, |stool| share(&stool.report))
        };
        all.iter().map(of).collect()
    };
    let left_out = |one: &Imported<'_>| match &one.stool {
        Ok(stool) => {
            let largest = stool.report.left_out.iter().take(super::LEFT_OUT);
            largest
                .map(|clade| format!("{} {}", clade.name, percent(clade.share)))
                .collect::<Vec<_>>()
                .join("; ")
        }
        Err(_) => String::new(),
    };
    let why = |one: &Imported<'_>| {
        one.stool
            .as_ref()
            .err()
            .map(ToString::to_string)
            .unwrap_or_default()
    };
    let reads = all.iter().map(|one| one.sample.reads.unwrap_or(f64::NAN));
    Table {
        columns: vec![
            Column::texts("sample", texts(&|one| one.sample.name.clone())),
            Column::texts("file", texts(&|one| one.file.file.clone())),
            Column::texts("format", texts(&|one| one.file.format.to_owned())),
            Column::texts(
                "database",
                texts(&|one| one.file.database.clone().unwrap_or_default()),
            ),
            Column::numbers("reads", "1", reads.collect()),
            Column::numbers("matched.genus", "1", share(|report| report.genus_share)),
            Column::numbers("matched.family", "1", share(|report| report.family_share)),
            Column::numbers("left_out", "1", share(MatchReport::left_out_share)),
            Column::numbers(
                "unclassified",
                "1",
                share(|report| report.unclassified_share),
            ),
            Column::texts("largest_left_out", texts(&left_out)),
            Column::texts("refused", texts(&why)),
        ],
        metadata: Vec::new(),
    }
}
