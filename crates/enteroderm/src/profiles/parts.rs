//! What the samples imply, as tables and back.

use exchange::report::Told;
use exchange::table::{Column, Table, Values};
use lab::profiles::{AtRest, Donor, Implied};

use super::donors::Read;

/// The table of a part.
pub const NAME: &str = "profiles";
/// Columns of texts, then of numbers, before the outcomes.
const TEXTS: [&str; 3] = ["sample", "person", "why_not"];
const NUMBERS: [&str; 5] = [
    "matched.genus",
    "matched.family",
    "left_out",
    "unclassified",
    "distance",
];
/// What stands behind the name of an outcome.
const PARTS: [&str; 4] = ["", ".lo90", ".hi90", ".outside"];

/// A sample with a result or the reason why there is none.
pub struct Row {
    /// The sample.
    pub sample: String,
    /// Shares matched by genus, by family, left out, unclassified.
    pub shares: [f64; 4],
    /// What came of it.
    pub found: Result<Found, String>,
}

/// What a sample implies.
pub struct Found {
    /// Who, in a line.
    pub person: String,
    /// Bray-Curtis distance between the profile and the community lived with.
    pub distance: f64,
    /// What each outcome is.
    pub values: Vec<AtRest>,
}

impl Row {
    pub fn of(implied: Implied, donor: &Donor) -> Self {
        let report = &donor.stool.report;
        Self {
            sample: donor.stool.sample.clone(),
            shares: [
                report.genus_share,
                report.family_share,
                report.left_out_share(),
                report.unclassified_share,
            ],
            found: implied.map(|run| Found {
                distance: run.stool.as_ref().map_or(f64::NAN, |fit| fit.distance),
                values: run.outcomes.iter().map(AtRest::of).collect(),
                person: run.person,
            }),
        }
    }
}

/// A row a sample, with all that is told of it.
pub fn table(rows: &[Row], outcomes: &[Told]) -> Table {
    let found = |row: &Row, text: fn(&Found) -> String| {
        row.found.as_ref().map_or_else(|_| String::new(), text)
    };
    let why = |row: &Row| row.found.as_ref().err().cloned().unwrap_or_default();
    let texts = [
        rows.iter()
            .map(|row| row.sample.clone())
            .collect::<Vec<String>>(),
        rows.iter()
            .map(|row| found(row, |found| found.person.clone()))
            .collect(),
        rows.iter().map(why).collect(),
    ];
    let mut columns: Vec<Column> = TEXTS
        .iter()
        .zip(texts)
        .map(|(name, values)| Column::texts(*name, values))
        .collect();
    let number = |row: &Row, place: usize| match row.shares.get(place) {
        Some(share) => *share,
        None => row.found.as_ref().map_or(f64::NAN, |found| found.distance),
    };
    for (place, name) in NUMBERS.iter().enumerate() {
        columns.push(Column::numbers(
            *name,
            "1",
            rows.iter().map(|row| number(row, place)).collect(),
        ));
    }
    for (place, outcome) in outcomes.iter().enumerate() {
        for (part, ending) in PARTS.iter().enumerate() {
            let unit = if part == 3 { "1" } else { &outcome.unit };
            let value = |row: &Row| {
                row.found
                    .as_ref()
                    .map_or(f64::NAN, |found| piece(&found.values[place], part))
            };
            let values: Vec<f64> = rows.iter().map(value).collect();
            columns.push(Column::numbers(
                format!("{}{ending}", outcome.name),
                unit,
                values,
            ));
        }
    }
    Table {
        columns,
        metadata: Vec::new(),
    }
}

fn piece(value: &AtRest, part: usize) -> f64 {
    let end = |end: fn((f64, f64)) -> f64| value.band.map_or(f64::NAN, end);
    match part {
        0 => value.value,
        1 => end(|band| band.0),
        2 => end(|band| band.1),
        _ => value.outside.unwrap_or(f64::NAN),
    }
}

/// The rows of a part; none when it is the part of another table.
pub fn rows(tables: &[(String, Table)], outcomes: &[Told]) -> Option<Vec<Row>> {
    let (_, table) = tables.iter().find(|(name, _)| name == NAME)?;
    let column = |name: &str| table.columns.iter().find(|column| column.name == name);
    let texts = |name: &str| match &column(name)?.values {
        Values::Texts(values) => Some(values),
        Values::Numbers(_) => None,
    };
    let numbers = |name: &str| match &column(name)?.values {
        Values::Numbers(values) => Some(values),
        Values::Texts(_) => None,
    };
    let [samples, people, why] = [texts(TEXTS[0])?, texts(TEXTS[1])?, texts(TEXTS[2])?];
    let about: Vec<&Vec<f64>> = NUMBERS
        .iter()
        .map(|name| numbers(name))
        .collect::<Option<_>>()?;
    let mut told = Vec::new();
    for outcome in outcomes {
        let parts = PARTS.map(|ending| numbers(&format!("{}{ending}", outcome.name)));
        told.push(parts.into_iter().collect::<Option<Vec<_>>>()?);
    }
    let row = |row: usize| {
        let known = |value: f64| (!value.is_nan()).then_some(value);
        let value = |parts: &Vec<&Vec<f64>>| AtRest {
            value: parts[0][row],
            band: known(parts[1][row]).zip(known(parts[2][row])),
            outside: known(parts[3][row]),
        };
        Row {
            sample: samples[row].clone(),
            shares: [about[0][row], about[1][row], about[2][row], about[3][row]],
            found: match why[row].is_empty() {
                false => Err(why[row].clone()),
                true => Ok(Found {
                    person: people[row].clone(),
                    distance: about[4][row],
                    values: told.iter().map(value).collect(),
                }),
            },
        }
    };
    Some((0..samples.len()).map(row).collect())
}

/// The shares of the model's genera in each sample.
pub fn genera(read: &Read) -> Table {
    let donors = &read.donors;
    let samples = donors.iter().map(|donor| donor.stool.sample.clone());
    let mut columns = vec![Column::texts("sample", samples.collect())];
    for (place, genus) in read.genera.iter().enumerate() {
        let shares = donors.iter().map(|donor| donor.stool.abundance[place]);
        columns.push(Column::numbers(genus, "1", shares.collect()));
    }
    Table {
        columns,
        metadata: Vec::new(),
    }
}

/// Samples without a result.
pub fn refused(refused: &[(String, String)]) -> Table {
    let (samples, why) = refused.iter().cloned().unzip();
    Table {
        columns: vec![Column::texts("sample", samples), Column::texts("why", why)],
        metadata: Vec::new(),
    }
}
