//! The report of published findings: the score, arrows, and every finding with what was published beside what is predicted.

mod forest;

use askama::Template;
use lab::evidence::experiment::Effort;
use lab::evidence::ledger::Regression;
use lab::evidence::reading::{Direction, Reading};
use lab::evidence::score::{Baselines, Entry, Score};
use lab::evidence::verdict::{Mark, Verdict};
use lab::evidence::{Cited, Finding};

use super::numbers::{UNKNOWN, interval, number, p_phrase, percent};
use super::table::{Figure, Table};

/// What the report of findings tells.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceReport<'a> {
    /// The findings and what became of them.
    pub entries: &'a [Entry<'a>],
    /// How much of them the model reproduces.
    pub score: &'a Score,
    /// How much is reproduced without it.
    pub baselines: &'a Baselines,
    /// What the ledger had and is lost.
    pub lost: &'a [Regression],
    /// The version of the program.
    pub version: &'a str,
    /// The hash of equations and data.
    pub model_hash: &'a str,
    /// How thoroughly findings were run.
    pub effort: Effort,
    /// The arrow that was cut.
    pub cut: Option<&'a str>,
}

/// The page.
#[derive(Template)]
#[template(path = "evidence.html")]
struct Page<'a> {
    report: EvidenceReport<'a>,
    scores: Table,
    shuffled: String,
    arrows: Table,
    forests: Vec<Forest>,
    findings: Vec<Told<'a>>,
    not_run: Table,
}

/// The findings whose main arrow is the same.
struct Forest {
    arrow: String,
    figure: Figure,
}

/// A finding as it is told.
struct Told<'a> {
    finding: &'a Finding,
    word: &'static str,
    places: String,
    readings: Table,
}

/// The report of findings: an HTML page that is complete in itself.
///
/// # Errors
/// The page could not be put together, which no content of a report brings about.
pub fn evidence(report: &EvidenceReport<'_>) -> Result<String, askama::Error> {
    let baselines = report.baselines;
    let page = Page {
        report: *report,
        scores: scores(report.score, baselines),
        shuffled: format!(
            "Published directions that are shuffled among the findings are met in {}; {} that they would be met as often as the true ones.",
            percent(baselines.shuffled),
            p_phrase(baselines.shuffled_p)
        ),
        arrows: arrows(report.score),
        forests: forests(report.entries),
        findings: told(report.entries),
        not_run: not_run(report.entries),
    };
    page.render()
}

fn share(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), percent)
}

fn scores(model: &Score, baselines: &Baselines) -> Table {
    let mut table = Table::new(
        "What is reproduced: means over arrows; findings count by their strength",
        1,
        &[
            "",
            "direction",
            "size",
            "no effect",
            "in the interval",
            "mean fold error",
            "within twofold",
        ],
    );
    for (name, score) in [
        ("the model", model),
        ("if nothing had an effect", &baselines.no_effect),
        (
            "if all were like others of the kind",
            &baselines.mean_of_kind,
        ),
    ] {
        let [direction, size, nulls] = Mark::ALL.map(|mark| share(score.mark(mark)));
        table.rows.push(vec![
            name.to_owned(),
            direction,
            size,
            nulls,
            share(score.covered),
            score.fold.map_or_else(|| "–".to_owned(), number),
            share(score.within_twofold),
        ]);
    }
    table
}

fn arrows(score: &Score) -> Table {
    let mut table = Table::new(
        "By arrow",
        1,
        &["arrow", "findings", "direction", "size", "no effect"],
    );
    for arrow in &score.arrows {
        let [direction, size, nulls] = arrow.marks.map(|tally| share(tally.share()));
        let row = vec![
            arrow.arrow.clone(),
            arrow.findings.to_string(),
            direction,
            size,
            nulls,
        ];
        table.rows.push(row);
    }
    table
}

fn forests(entries: &[Entry<'_>]) -> Vec<Forest> {
    let mut names: Vec<&str> = Vec::new();
    for entry in entries {
        let arrow = entry.finding.arrows[0].text.as_str();
        if !names.contains(&arrow) {
            names.push(arrow);
        }
    }
    names.sort_unstable();
    let forest = |arrow: &str| {
        let own = entries
            .iter()
            .filter(|entry| entry.finding.arrows[0].text == arrow);
        Some(Forest {
            arrow: arrow.to_owned(),
            figure: forest::plot(arrow, &own.collect::<Vec<_>>())?,
        })
    };
    names.into_iter().filter_map(forest).collect()
}

/// Misses first.
fn told<'a>(entries: &[Entry<'a>]) -> Vec<Told<'a>> {
    let mut all = Vec::new();
    for word in ["miss", "near miss", "hit"] {
        let entries = entries.iter().filter(|entry| entry.word() == word);
        all.extend(entries.map(|entry| Told {
            finding: entry.finding,
            word,
            places: places(&entry.finding.cited),
            readings: readings(entry),
        }));
    }
    all
}

fn places(cited: &Cited) -> String {
    let places = [
        cited.doi.as_ref().map(|doi| format!("doi {doi}")),
        cited.pmid.as_ref().map(|pmid| format!("PMID {pmid}")),
        cited.pmcid.clone(),
        cited.locator.clone(),
    ];
    places.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

fn readings(entry: &Entry<'_>) -> Table {
    let mut table = Table::new(
        "Published and predicted, with the interval of nine of ten trials",
        3,
        &[
            "reading",
            "effect",
            "rule",
            "published",
            "predicted",
            "direction",
            "size",
            "no effect",
        ],
    );
    for (reading, verdict) in entry.judged() {
        let holds = verdict.marks().map(|(_, right)| match right {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => String::new(),
        });
        let mut row = vec![
            reading.name.clone(),
            reading.effect.name().to_owned(),
            reading.rule.name().to_owned(),
            published(reading),
            predicted(verdict),
        ];
        row.extend(holds);
        table.rows.push(row);
    }
    table
}

fn published(reading: &Reading) -> String {
    let within = reading
        .interval
        .map(|ends| format!(" ({})", interval(ends)));
    match (reading.published, reading.direction) {
        (Some(value), _) => number(value) + &within.unwrap_or_default(),
        (None, Some(Direction::Up)) => "up".to_owned(),
        (None, Some(Direction::Down)) => "down".to_owned(),
        (None, _) => UNKNOWN.to_owned(),
    }
}

fn predicted(verdict: &Verdict) -> String {
    format!(
        "{} ({})",
        number(verdict.predicted),
        interval(verdict.interval)
    )
}

fn not_run(entries: &[Entry<'_>]) -> Table {
    let mut table = Table::new(
        "Findings that were not run",
        3,
        &["finding", "claim", "why"],
    );
    for entry in entries {
        if let Err(why) = &entry.outcome {
            let finding = entry.finding;
            table
                .rows
                .push(vec![finding.id.clone(), finding.claim.clone(), why.clone()]);
        }
    }
    table
}
