//! `GET /evidence`: what became of every published finding, from the ledger that stands.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use lab::evidence::Finding;
use lab::evidence::reading::{Against, Direction, Reading};
use lab::evidence::score::{Entry, Score};
use lab::evidence::verdict::{Mark, Verdict};
use lab::laboratory::Laboratory;
use lab::physiology::axis;
use serde_json::{Value, json};

use super::App;
use crate::failure::{Failure, of_model};
use crate::findings::Findings;

/// Version of the contract.
const SCHEMA: &str = "enteroderm.ledger/1";

/// Says what became of every published finding when all were run last.
#[utoipa::path(
    get,
    path = "/evidence",
    responses((status = 200, description = "`score`, and `findings` with published and predicted numbers"))
)]
pub(super) async fn get(State(app): State<Arc<App>>) -> Response {
    as_json(app.evidence.clone())
}

/// A JSON text that was written before.
pub(super) fn as_json(text: Bytes) -> Response {
    ([(CONTENT_TYPE, "application/json")], text).into_response()
}

/// All of it.
pub(super) fn evidence(lab: &Laboratory) -> Result<Value, Failure> {
    let findings = Findings::open(None)?;
    let ledger = findings.ledger(false)?;
    let entries = ledger.entries(&findings.all);
    let system = axis::build(&lab.data, &[], false).map_err(|faults| of_model(&faults))?;
    Ok(json!({
        "schema": SCHEMA,
        "model": { "version": env!("CARGO_PKG_VERSION"), "hash": lab.hash(&system) },
        "score": score(&entries),
        "findings": entries.iter().map(finding).collect::<Vec<Value>>(),
    }))
}

fn score(entries: &[Entry<'_>]) -> Value {
    let tally = |mark: Mark| {
        let scored = entries.iter().filter(|entry| entry.finding.scored);
        let marks = scored.flat_map(|entry| {
            entry
                .judged()
                .flat_map(|(_, verdict)| verdict.marks())
                .collect::<Vec<_>>()
        });
        let judged: Vec<bool> = marks
            .filter(|(own, _)| *own == mark)
            .filter_map(|(_, right)| right)
            .collect();
        json!({ "met": judged.iter().filter(|right| **right).count(), "of": judged.len() })
    };
    let weighted = Score::of(entries);
    json!({
        "direction": tally(Mark::Direction),
        "size": tally(Mark::Size),
        "nulls": tally(Mark::Null),
        "weighted": {
            "direction": weighted.mark(Mark::Direction),
            "size": weighted.mark(Mark::Size),
            "nulls": weighted.mark(Mark::Null),
        },
    })
}

/// A finding and what became of it.
pub(super) fn finding(entry: &Entry<'_>) -> Value {
    let Finding {
        id,
        claim,
        arrows,
        disease,
        design,
        people,
        strength,
        cited,
        reported,
        note,
        scored,
        ..
    } = entry.finding;
    let arrows = arrows.iter().map(|arrow| &arrow.text);
    let readings = entry
        .judged()
        .map(|(read, verdict)| reading(read, verdict, entry.finding));
    json!({
        "id": id,
        "claim": claim,
        "arrows": arrows.collect::<Vec<_>>(),
        "disease": disease,
        "design": design,
        "people": people,
        "strength": strength.name(),
        "cited": cited.text,
        "url": cited.link(),
        "reported": reported,
        "note": note,
        "scored": scored,
        "not_run": entry.outcome.as_ref().err(),
        "readings": readings.collect::<Vec<Value>>(),
    })
}

fn reading(reading: &Reading, verdict: &Verdict, finding: &Finding) -> Value {
    let (lo, hi) = verdict.interval;
    let arms = finding
        .experiment
        .as_ref()
        .map(|experiment| &experiment.arms);
    let arm = |place: usize| {
        arms.ok()
            .and_then(|arms| arms.get(place))
            .map(|arm| arm.name.as_str())
    };
    let against = match reading.against {
        Against::Nothing => None,
        Against::Baseline => Some("the first visit"),
        Against::Arm(place) => arm(place),
    };
    json!({
        "name": reading.name,
        "outcomes": reading.outcomes.iter().map(|name| &name.text).collect::<Vec<_>>(),
        "arm": arm(reading.arm),
        "against": against,
        "day": reading.at,
        "effect": reading.effect.name(),
        "is_ratio": reading.effect.is_ratio(),
        "unit": reading.unit.as_ref().filter(|_| reading.effect.has_unit()).map(|unit| &unit.text),
        "stated": reading.direction.map(Direction::name),
        "rule": reading.rule.name(),
        "published": reading.published,
        "published_interval": reading.interval.map(|(lo, hi)| [lo, hi]),
        "p": reading.p,
        "predicted": verdict.predicted,
        "interval": (lo.is_finite() && hi.is_finite()).then_some([lo, hi]),
        "direction": verdict.direction,
        "size": verdict.size,
        "null": verdict.null,
    })
}
