//! The report of many stool profiles: samples by outcomes as a heat map, the numbers behind it, and how the profiles met the model.

mod heat;

use askama::Template;
use lab::profiles::AtRest;

use super::numbers::{UNKNOWN, interval, number, percent};
use super::table::{Figure, Table};

/// More samples than these are in the tables beside the report only.
const MOST_ROWS: usize = 2000;

/// What the report of profiles tells.
#[derive(Clone, Copy, Debug)]
pub struct ProfilesReport<'a> {
    /// What it is of: the file.
    pub name: &'a str,
    /// What is told of each sample.
    pub outcomes: &'a [Told],
    /// The samples.
    pub samples: &'a [Sampled],
    /// Samples without a result, and why.
    pub refused: &'a [(String, String)],
    /// What a reader should know.
    pub notes: &'a [String],
    /// How many people were drawn beside the typical one.
    pub people: usize,
    /// The seed of the draws.
    pub seed: u64,
    /// The version of the program.
    pub version: &'a str,
    /// The hash of equations and data.
    pub model_hash: &'a str,
    /// The hash of the table, its taxonomy and metadata.
    pub input_hash: &'a str,
    /// The command that gives the same again.
    pub command: &'a str,
}

/// An outcome that is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Told {
    /// Dotted name.
    pub name: String,
    /// Unit of the values.
    pub unit: String,
    /// What it is, in a line.
    pub meaning: String,
    /// Healthy range, where one is known.
    pub healthy: Option<(f64, f64)>,
}

/// A sample.
#[derive(Clone, Debug, PartialEq)]
pub struct Sampled {
    /// Its name.
    pub name: String,
    /// Who, in a line.
    pub person: String,
    /// Share matched by genus, by family, left out and unclassified.
    pub shares: [f64; 4],
    /// How many reads it rests on, where the file counts them.
    pub reads: Option<f64>,
    /// Bray-Curtis distance between the profile and the community lived with.
    pub distance: f64,
    /// What each outcome is, in the order of the outcomes.
    pub values: Vec<AtRest>,
}

/// The page.
#[derive(Template)]
#[template(path = "profiles.html")]
struct Page<'a> {
    report: ProfilesReport<'a>,
    map: Figure,
    outcomes: Table,
    values: Table,
    matches: Table,
    refused: Table,
}

/// The report of profiles: an HTML page that is complete in itself.
///
/// # Errors
/// The page could not be put together, which no content of a report brings about.
pub fn profiles(report: &ProfilesReport<'_>) -> Result<String, askama::Error> {
    let page = Page {
        report: *report,
        map: heat::map(report),
        outcomes: outcomes(report),
        values: values(report),
        matches: matches(report),
        refused: refused(report),
    };
    page.render()
}

fn outcomes(report: &ProfilesReport<'_>) -> Table {
    let columns = [
        "outcome",
        "meaning",
        "unit",
        "healthy",
        "median",
        "outside the healthy range",
    ];
    let mut table = Table::new("The outcomes", 4, &columns);
    for (place, outcome) in report.outcomes.iter().enumerate() {
        let mut values: Vec<f64> = report
            .samples
            .iter()
            .map(|sample| sample.values[place].value)
            .collect();
        values.sort_by(f64::total_cmp);
        let beyond = |(lo, hi): (f64, f64)| {
            values
                .iter()
                .filter(|value| **value < lo || **value > hi)
                .count()
        };
        table.rows.push(vec![
            outcome.name.clone(),
            outcome.meaning.clone(),
            outcome.unit.clone(),
            outcome.healthy.map_or_else(|| "–".to_owned(), interval),
            values
                .get(values.len() / 2)
                .map_or_else(|| UNKNOWN.to_owned(), |value| number(*value)),
            outcome.healthy.map_or_else(
                || "–".to_owned(),
                |range| format!("{} of {}", beyond(range), values.len()),
            ),
        ]);
    }
    table
}

fn values(report: &ProfilesReport<'_>) -> Table {
    let mut columns = vec!["sample".to_owned()];
    columns.extend(
        report
            .outcomes
            .iter()
            .map(|outcome| format!("{} [{}]", outcome.name, outcome.unit)),
    );
    let mut table = Table::new(
        limited(
            "In the typical person, with the band of nine of ten",
            report,
        ),
        1,
        &columns.iter().map(String::as_str).collect::<Vec<&str>>(),
    );
    for sample in report.samples.iter().take(MOST_ROWS) {
        let cell = |value: &AtRest| match value.band {
            Some(band) => format!("{} ({})", number(value.value), interval(band)),
            None => number(value.value),
        };
        let mut row = vec![sample.name.clone()];
        row.extend(sample.values.iter().map(cell));
        table.rows.push(row);
    }
    table
}

fn matches(report: &ProfilesReport<'_>) -> Table {
    let columns = [
        "sample",
        "person",
        "reads",
        "matched by genus",
        "by family",
        "left out",
        "unclassified",
        "distance",
    ];
    let mut table = Table::new(
        limited(
            "Shares of each sample, and how far the community lived with is from the profile",
            report,
        ),
        2,
        &columns,
    );
    for sample in report.samples.iter().take(MOST_ROWS) {
        let mut row = vec![
            sample.name.clone(),
            sample.person.clone(),
            sample.reads.map_or_else(|| "–".to_owned(), number),
        ];
        row.extend(sample.shares.map(percent));
        row.push(number(sample.distance));
        table.rows.push(row);
    }
    table
}

fn refused(report: &ProfilesReport<'_>) -> Table {
    let mut table = Table::new("Samples without a result", 2, &["sample", "why"]);
    let rows = report.refused.iter();
    table.rows = rows
        .map(|(sample, why)| vec![sample.clone(), why.clone()])
        .collect();
    table
}

fn limited(caption: &str, report: &ProfilesReport<'_>) -> String {
    match report.samples.len() {
        all if all > MOST_ROWS => format!(
            "{caption}; the first {MOST_ROWS} of {all}, all of them stand in the tables beside this page"
        ),
        _ => caption.to_owned(),
    }
}

#[cfg(test)]
mod tests;
