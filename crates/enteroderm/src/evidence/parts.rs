//! The trials of a finding as tables, and back; the verdicts as a table.

use exchange::dataset::Dataset;
use exchange::table::{Column, Table, Values};
use lab::evidence::Finding;
use lab::evidence::experiment::{Compared, Replicated};
use lab::evidence::score::Entry;

use crate::failure::Failure;
use crate::following::{as_text, of_dataset};

/// A row for every trial and reading.
const TRIALS: &str = "trials";
/// Why a finding was not run.
const NOT_RUN: &str = "not_run";
const COLUMNS: [&str; 7] = [
    "reading",
    "people",
    "effect",
    "elsewhere",
    "p",
    "difference",
    "spread",
];

/// Keeps what became of a finding.
pub fn write(
    dataset: &Dataset,
    part: usize,
    finding: &Finding,
    found: &Result<Replicated, String>,
) -> Result<(), Failure> {
    let trials = trials(finding, found.as_ref().ok());
    let why: Vec<String> = found.as_ref().err().into_iter().cloned().collect();
    let ids = why.iter().map(|_| finding.id.clone()).collect();
    let not_run = Table {
        columns: vec![Column::texts("finding", ids), Column::texts("why", why)],
        metadata: Vec::new(),
    };
    dataset
        .write(part, &[(TRIALS, &trials), (NOT_RUN, &not_run)])
        .map_err(of_dataset)
}

fn trials(finding: &Finding, found: Option<&Replicated>) -> Table {
    let mut columns: [Vec<f64>; 7] = Default::default();
    let (readings, people) = found.map_or((&[][..], 0), |one| (&one.readings[..], one.people));
    for (reading, trials) in readings.iter().enumerate() {
        for trial in trials {
            let row = [
                reading as f64,
                people as f64,
                trial.effect,
                trial.elsewhere.unwrap_or(f64::NAN),
                trial.p.unwrap_or(f64::NAN),
                trial.difference,
                trial.spread,
            ];
            columns
                .iter_mut()
                .zip(row)
                .for_each(|(column, value)| column.push(value));
        }
    }
    let ids = columns[0].iter().map(|_| finding.id.clone()).collect();
    let numbers = COLUMNS.iter().zip(columns);
    let numbers = numbers.map(|(name, values)| Column::numbers(*name, "1", values));
    Table {
        columns: std::iter::once(Column::texts("finding", ids))
            .chain(numbers)
            .collect(),
        metadata: Vec::new(),
    }
}

/// What became of a finding, from its tables; none when they are not its own.
pub fn read(finding: &Finding, tables: &[(String, Table)]) -> Option<Result<Replicated, String>> {
    let table = |name: &str| {
        let mut tables = tables.iter();
        tables.find(|(own, _)| own == name).map(|(_, table)| table)
    };
    if let Values::Texts(why) = &table(NOT_RUN)?.columns.get(1)?.values
        && let Some(why) = why.first()
    {
        return Some(Err(why.clone()));
    }
    let numbers = |name: &str| {
        let mut columns = table(TRIALS)?.columns.iter();
        match &columns.find(|column| column.name == name)?.values {
            Values::Numbers(values) => Some(values.clone()),
            Values::Texts(_) => None,
        }
    };
    let columns: Vec<Vec<f64>> = COLUMNS
        .iter()
        .map(|name| numbers(name))
        .collect::<Option<_>>()?;
    let experiment = finding.experiment.as_ref().ok()?;
    let mut replicated = Replicated {
        readings: vec![Vec::new(); experiment.readings.len()],
        people: columns[1].first().copied().unwrap_or_default() as usize,
    };
    for (row, reading) in columns[0].iter().enumerate() {
        let of = |place: usize| columns[place][row];
        let told = |place: usize| Some(of(place)).filter(|value| !value.is_nan());
        replicated
            .readings
            .get_mut(*reading as usize)?
            .push(Compared {
                effect: of(2),
                elsewhere: told(3),
                p: told(4),
                difference: of(5),
                spread: of(6),
            });
    }
    Some(Ok(replicated))
}

/// A row for every reading: what was published, what is predicted, and whether it holds.
fn verdicts(entries: &[Entry<'_>]) -> Table {
    let rows: Vec<_> = entries
        .iter()
        .flat_map(|entry| {
            entry
                .judged()
                .map(move |(reading, verdict)| (entry, reading, verdict))
        })
        .collect();
    let texts = |name: &str, of: &dyn Fn(usize) -> String| {
        Column::texts(name, (0..rows.len()).map(of).collect())
    };
    let numbers = |name: &str, of: &dyn Fn(usize) -> f64| {
        Column::numbers(name, "1", (0..rows.len()).map(of).collect())
    };
    let holds = |right: Option<bool>| match right {
        Some(true) => "yes".to_owned(),
        Some(false) => "no".to_owned(),
        None => String::new(),
    };
    Table {
        columns: vec![
            texts("finding", &|row| rows[row].0.finding.id.clone()),
            texts("reading", &|row| rows[row].1.name.clone()),
            texts("arrow", &|row| rows[row].0.finding.arrows[0].text.clone()),
            texts("effect", &|row| rows[row].1.effect.name().to_owned()),
            texts("rule", &|row| rows[row].1.rule.name().to_owned()),
            numbers("published", &|row| {
                rows[row].1.published.unwrap_or(f64::NAN)
            }),
            numbers("published.lo95", &|row| {
                rows[row].1.interval.map_or(f64::NAN, |ends| ends.0)
            }),
            numbers("published.hi95", &|row| {
                rows[row].1.interval.map_or(f64::NAN, |ends| ends.1)
            }),
            numbers("predicted", &|row| rows[row].2.predicted),
            numbers("predicted.lo90", &|row| rows[row].2.interval.0),
            numbers("predicted.hi90", &|row| rows[row].2.interval.1),
            numbers("agreeing", &|row| rows[row].2.agreeing),
            numbers("finding_an_effect", &|row| rows[row].2.finding),
            texts("direction", &|row| holds(rows[row].2.direction)),
            texts("size", &|row| holds(rows[row].2.size)),
            texts("null", &|row| holds(rows[row].2.null)),
            texts("covered", &|row| holds(rows[row].2.covered)),
        ],
        metadata: Vec::new(),
    }
}

/// The verdicts as CSV.
pub fn verdicts_as_text(entries: &[Entry<'_>]) -> Result<String, Failure> {
    as_text(&verdicts(entries))
}
