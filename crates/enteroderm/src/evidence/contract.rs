//! The JSON contract of `evidence`: versioned; names and shapes do not change within a version.

use lab::evidence::reading::Reading;
use lab::evidence::score::{Entry, Score};
use lab::evidence::verdict::{Mark, Verdict};
use serde_json::{Map, Value, json};

use super::Told;

/// Version of the contract.
pub const SCHEMA: &str = "enteroderm.evidence/1";

/// What became of findings, as JSON.
pub(super) fn evidence(told: &Told<'_>) -> Value {
    let baselines = told.baselines;
    let lost = told.lost.iter();
    let lost = lost.map(|one| json!({ "reading": one.reading, "mark": one.mark.name() }));
    json!({
        "schema": SCHEMA,
        "model": { "version": env!("CARGO_PKG_VERSION"), "hash": told.model_hash },
        "effort": {
            "people": told.effort.people,
            "trials": told.effort.trials,
            "worlds": told.effort.worlds.0,
            "people_of_worlds": told.effort.worlds.1,
            "seed": told.effort.seed,
        },
        "score": score(told.score),
        "baselines": {
            "no_effect": score(&baselines.no_effect),
            "mean_of_kind": score(&baselines.mean_of_kind),
            "shuffled": { "direction": baselines.shuffled, "p": baselines.shuffled_p },
        },
        "findings": told.entries.iter().map(finding).collect::<Vec<Value>>(),
        "lost": lost.collect::<Vec<Value>>(),
    })
}

fn score(score: &Score) -> Value {
    let arrows = score.arrows.iter().map(|arrow| {
        let marks = Mark::ALL.iter().zip(&arrow.marks);
        let marks = marks.map(|(mark, tally)| (mark.name().to_owned(), json!(tally.share())));
        json!({ "arrow": arrow.arrow, "findings": arrow.findings, "marks": marks.collect::<Map<_, _>>() })
    });
    json!({
        "direction": score.mark(Mark::Direction),
        "size": score.mark(Mark::Size),
        "nulls": score.mark(Mark::Null),
        "covered": score.covered,
        "gmfe": score.fold,
        "within_twofold": score.within_twofold,
        "arrows": arrows.collect::<Vec<Value>>(),
    })
}

fn finding(entry: &Entry<'_>) -> Value {
    let arrows = entry.finding.arrows.iter().map(|arrow| &arrow.text);
    let readings = entry
        .judged()
        .map(|(reading, verdict)| self::reading(reading, verdict));
    json!({
        "id": entry.finding.id,
        "claim": entry.finding.claim,
        "arrows": arrows.collect::<Vec<_>>(),
        "claims": entry.finding.claims,
        "scored": entry.finding.scored,
        "verdict": entry.word(),
        "not_run": entry.outcome.as_ref().err(),
        "readings": readings.collect::<Vec<Value>>(),
    })
}

fn reading(reading: &Reading, verdict: &Verdict) -> Value {
    json!({
        "name": reading.name,
        "effect": reading.effect.name(),
        "rule": reading.rule.name(),
        "published": { "value": reading.published, "ci": reading.interval.map(|(lo, hi)| [lo, hi]), "p": reading.p },
        "predicted": verdict.predicted,
        "interval": [verdict.interval.0, verdict.interval.1],
        "direction": verdict.direction,
        "size": verdict.size,
        "null": verdict.null,
        "covered": verdict.covered,
    })
}
