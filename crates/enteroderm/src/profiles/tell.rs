//! What the samples imply, for people and programs.

use exchange::report::Sampled;
use lab::run::Question;
use serde_json::{Value, json};

use super::donors::Read;
use super::parts::{Found, Row};
use crate::plot::number;
use crate::terminal::listing;

/// Version of the contract.
const SCHEMA: &str = "enteroderm.profiles/1";
/// More samples than these are not shown on a terminal.
const SHOWN: usize = 40;
/// Letters of a reason that a terminal shows.
const WHY: usize = 110;
/// What a terminal shows of each sample: a title and the outcome.
const COLUMNS: [(&str, &str); 6] = [
    ("SCFA made", "colon.scfa_made"),
    ("butyrate", "stool.butyrate"),
    ("dysbiosis", "colon.dysbiosis_index"),
    ("permeability", "lining.permeability"),
    ("endotoxin", "blood.endotoxin"),
    ("visible skin", "skin.visible_disease"),
];

/// Samples without a result: refused before, or not to be followed.
pub fn refused(read: &Read, rows: &[Row]) -> Vec<(String, String)> {
    let failed = rows
        .iter()
        .filter_map(|row| Some((row.sample.clone(), row.found.as_ref().err()?.clone())));
    read.refused.iter().cloned().chain(failed).collect()
}

/// The samples with a result, for the report.
pub fn sampled(read: &Read, rows: &[Row]) -> Vec<Sampled> {
    let sampled = |(row, reads): (&Row, &Option<f64>)| {
        let found = row.found.as_ref().ok()?;
        Some(Sampled {
            name: row.sample.clone(),
            person: found.person.clone(),
            shares: row.shares,
            reads: *reads,
            distance: found.distance,
            values: found.values.clone(),
        })
    };
    rows.iter().zip(&read.reads).filter_map(sampled).collect()
}

pub fn report(read: &Read, rows: &[Row], refused: &[(String, String)]) -> String {
    let mut parts = vec![format!(
        "{}: {} samples, {} without a result",
        read.name,
        rows.len() + read.refused.len(),
        refused.len()
    )];
    let shown: Vec<(&str, usize)> = columns(read);
    let mut header = vec!["sample".to_owned(), "matched".to_owned()];
    header.extend(
        shown
            .iter()
            .map(|(title, place)| match read.outcomes[*place].unit.as_str() {
                "1" => (*title).to_owned(),
                unit => format!("{title}, {unit}"),
            }),
    );
    let found = rows
        .iter()
        .filter_map(|row| Some((row, row.found.as_ref().ok()?)));
    let lines = found.clone().take(SHOWN).map(|(row, found)| {
        let mut cells = vec![
            row.sample.clone(),
            format!("{:.0} %", 100.0 * (row.shares[0] + row.shares[1])),
        ];
        cells.extend(shown.iter().map(|(_, place)| cell(found, *place)));
        cells
    });
    let header: Vec<&str> = header.iter().map(String::as_str).collect();
    parts.push(
        listing(&header, lines.collect::<Vec<Vec<String>>>())
            .trim_end()
            .to_owned(),
    );
    if found.clone().count() > SHOWN {
        parts.push(format!(
            "{SHOWN} of {} samples are shown; --out DIR writes all of them",
            found.count()
        ));
    }
    if !refused.is_empty() {
        let lines = refused
            .iter()
            .take(SHOWN)
            .map(|(sample, why)| vec![sample.clone(), first_words(why)]);
        parts.push(
            listing(&["without a result", "why"], lines.collect::<Vec<_>>())
                .trim_end()
                .to_owned(),
        );
    }
    parts.extend(read.notes.iter().map(|note| format!("note: {note}")));
    parts.push("That a profile is met proves nothing; what its community makes is predicted. A research tool: it diagnoses nobody.".to_owned());
    parts.join("\n") + "\n"
}

/// As much of a reason as fits into a line; all of it stands in the tables.
fn first_words(why: &str) -> String {
    let end = why.char_indices().nth(WHY).map(|(end, _)| end);
    end.map_or_else(|| why.to_owned(), |end| format!("{}…", &why[..end]))
}

/// The columns a terminal shows: titles and places of outcomes. The first that are asked for where none of the usual ones is.
fn columns(read: &Read) -> Vec<(&str, usize)> {
    let place = |name: &str| {
        read.outcomes
            .iter()
            .position(|outcome| outcome.name == name)
    };
    let usual: Vec<(&str, usize)> = COLUMNS
        .iter()
        .filter_map(|(title, name)| Some((*title, place(name)?)))
        .collect();
    match usual.is_empty() {
        false => usual,
        true => read
            .outcomes
            .iter()
            .enumerate()
            .take(COLUMNS.len())
            .map(|(place, outcome)| (outcome.name.as_str(), place))
            .collect(),
    }
}

fn cell(found: &Found, place: usize) -> String {
    let value = &found.values[place];
    match value.band {
        Some((lo, hi)) => format!("{} ({}–{})", number(value.value), number(lo), number(hi)),
        None => number(value.value),
    }
}

pub fn contract(
    read: &Read,
    rows: &[Row],
    refused: &[(String, String)],
    question: &Question,
) -> Value {
    let outcomes = read.outcomes.iter().map(|outcome| {
        json!({ "outcome": outcome.name, "unit": outcome.unit, "meaning": outcome.meaning, "healthy": outcome.healthy })
    });
    let samples = rows.iter().zip(&read.donors).zip(&read.reads).filter_map(|((row, donor), reads)| {
        let found = row.found.as_ref().ok()?;
        let values = found.values.iter().zip(&read.outcomes).map(|(value, outcome)| {
            let told = json!({ "value": value.value, "band90": value.band, "outside": value.outside });
            (outcome.name.clone(), told)
        });
        let [genus, family, left_out, unclassified] = row.shares;
        Some(json!({
            "sample": row.sample,
            "person": found.person,
            "reads": reads,
            "matched": { "genus": genus, "family": family, "left_out": left_out, "unclassified": unclassified },
            "distance": found.distance,
            "outcomes": values.collect::<serde_json::Map<String, Value>>(),
            "warnings": donor.stool.report.warnings,
        }))
    });
    let refused = refused
        .iter()
        .map(|(sample, why)| json!({ "sample": sample, "why": why }));
    json!({
        "schema": SCHEMA,
        "profiles": read.name,
        "model": { "version": env!("CARGO_PKG_VERSION"), "hash": read.model_hash },
        "input": read.hash,
        "seed": question.seed,
        "people_drawn": question.people - 1,
        "outcomes": outcomes.collect::<Vec<Value>>(),
        "samples": samples.collect::<Vec<Value>>(),
        "refused": refused.collect::<Vec<Value>>(),
        "notes": read.notes,
    })
}
