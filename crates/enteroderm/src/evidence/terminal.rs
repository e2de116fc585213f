//! What became of findings, as a person reads it on a terminal: the score, arrows, then every finding, misses first.

use lab::evidence::reading::{Direction, Reading};
use lab::evidence::score::{Entry, OfArrow, Score};
use lab::evidence::verdict::{Mark, Verdict};

use super::Told;
use crate::plot::{number, percent, range};
use crate::terminal::listing;

/// The whole report.
pub(super) fn report(told: &Told<'_>) -> String {
    let mut parts = vec![scores(told), arrows(told.score)];
    for word in ["miss", "near miss", "hit"] {
        let entries: Vec<&Entry<'_>> = told
            .entries
            .iter()
            .filter(|entry| entry.word() == word)
            .collect();
        if !entries.is_empty() {
            parts.push(verdicts(word, &entries));
        }
    }
    parts.extend(not_run(told.entries));
    if !told.lost.is_empty() {
        let lost = told.lost.iter();
        let lost = lost.map(|one| format!("  {}: {}", one.reading, one.mark.name()));
        parts.push(format!(
            "lost against the ledger:\n{}",
            lost.collect::<Vec<_>>().join("\n")
        ));
    }
    if !told.effort.draws_as_ledgers() {
        parts.push(format!(
            "people and trials of seed {}: nothing is held against the ledger",
            told.effort.seed
        ));
    }
    parts.push(
        "A research tool: findings it misses are as much a result as those it hits.".to_owned(),
    );
    parts.join("\n\n") + "\n"
}

fn scores(told: &Told<'_>) -> String {
    let row = |name: &str, score: &Score| {
        let [direction, size, nulls] = Mark::ALL.map(|mark| percent(score.mark(mark)));
        let fold = score
            .fold
            .map_or_else(|| "–".to_owned(), |fold| format!("{fold:.2}"));
        vec![
            name.to_owned(),
            direction,
            size,
            nulls,
            percent(score.covered),
            fold,
            percent(score.within_twofold),
        ]
    };
    let baselines = told.baselines;
    let rows = vec![
        row("the model", told.score),
        row("nothing has an effect", &baselines.no_effect),
        row("as others of the kind", &baselines.mean_of_kind),
    ];
    let head = [
        "",
        "direction",
        "size",
        "nulls",
        "in interval",
        "mean fold",
        "within twofold",
    ];
    format!(
        "{}\nshuffled directions are right in {}; p = {:.4} that they would be as often as the published ones",
        listing(&head, rows),
        percent(Some(baselines.shuffled)),
        baselines.shuffled_p
    )
}

fn arrows(score: &Score) -> String {
    let row = |arrow: &OfArrow| {
        let [direction, size, nulls] = arrow.marks.map(|tally| percent(tally.share()));
        vec![
            arrow.arrow.clone(),
            arrow.findings.to_string(),
            direction,
            size,
            nulls,
        ]
    };
    let mut arrows: Vec<&OfArrow> = score.arrows.iter().collect();
    arrows.sort_by(|a, b| {
        a.share()
            .unwrap_or(1.0)
            .total_cmp(&b.share().unwrap_or(1.0))
    });
    let rows = arrows.into_iter().map(row);
    listing(&["arrow", "findings", "direction", "size", "nulls"], rows)
}

fn verdicts(word: &str, entries: &[&Entry<'_>]) -> String {
    let rows = entries.iter().flat_map(|entry| {
        let row = |(reading, verdict): (&Reading, &Verdict)| {
            vec![
                entry.finding.id.clone(),
                reading.name.clone(),
                reading.effect.name().to_owned(),
                published(reading),
                format!(
                    "{} ({})",
                    number(verdict.predicted),
                    range(verdict.interval.0, verdict.interval.1)
                ),
                marks(verdict),
            ]
        };
        entry.judged().map(row).collect::<Vec<_>>()
    });
    let head = [
        "finding",
        "reading",
        "effect",
        "published",
        "predicted",
        word,
    ];
    listing(&head, rows)
}

fn published(reading: &Reading) -> String {
    let value = reading.published.map(number);
    let interval = reading
        .interval
        .map(|(lo, hi)| format!(" ({})", range(lo, hi)));
    match (value, reading.direction) {
        (Some(value), _) => value + &interval.unwrap_or_default(),
        (None, Some(Direction::Up)) => "up".to_owned(),
        (None, Some(Direction::Down)) => "down".to_owned(),
        (None, _) => "none".to_owned(),
    }
}

fn marks(verdict: &Verdict) -> String {
    let told = verdict.marks().into_iter().filter_map(|(mark, right)| {
        Some(format!(
            "{} {}",
            mark.name(),
            if right? { "yes" } else { "no" }
        ))
    });
    told.collect::<Vec<_>>().join(", ")
}

fn not_run(entries: &[Entry<'_>]) -> Option<String> {
    let rows = entries.iter().filter_map(|entry| {
        let why = entry.outcome.as_ref().err()?;
        Some(vec![
            entry.finding.id.clone(),
            entry.finding.claim.clone(),
            why.clone(),
        ])
    });
    let rows: Vec<Vec<String>> = rows.collect();
    (!rows.is_empty()).then(|| listing(&["not run", "claim", "why"], rows))
}
