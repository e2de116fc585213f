//! The JSON contract of `run`: versioned; names and shapes do not change within a version.

use lab::outcome::{Outcome, Run};
use lab::why::Reason;
use serde_json::{Map, Value, json};

/// Version of the contract.
pub const SCHEMA: &str = "enteroderm.run/1";

/// A run as JSON.
pub fn run(run: &Run) -> Value {
    let outcomes: Map<String, Value> = run
        .outcomes
        .iter()
        .map(|outcome| (outcome.name.clone(), outcome_value(outcome)))
        .collect();
    json!({
        "schema": SCHEMA,
        "scenario": run.scenario,
        "model": { "version": run.version, "hash": run.model_hash },
        // Nothing is drawn in a run of one person.
        "seed": null,
        "time": { "unit": "d", "values": run.times },
        "outcomes": outcomes,
        "run_in": { "days": run.run_in.days, "steady": run.run_in.steady },
        "stool_match": run.stool.as_ref().map(|stool| json!({
            "sample": stool.sample,
            "matched": stool.matched,
            "distance": stool.distance,
        })),
        // Null when nobody asked why, or nothing was given.
        "why": (!run.reasons.is_empty()).then(|| run.reasons.iter().map(reason).collect::<Vec<_>>()),
        "warnings": run.warnings,
    })
}

fn reason(reason: &Reason) -> Value {
    let parts = reason.parts.iter().map(|part| {
        json!({ "through": part.route.name(), "share": part.share, "necessity": part.necessity })
    });
    json!({
        "outcome": reason.outcome,
        "unit": reason.unit,
        "day": reason.day,
        "with": reason.with,
        "without": reason.without,
        "effect": reason.effect(),
        "directly": reason.directly,
        "parts": parts.collect::<Vec<_>>(),
    })
}

fn outcome_value(outcome: &Outcome) -> Value {
    json!({
        "unit": outcome.unit,
        "values": outcome.values,
        "healthy": outcome.healthy.map(|(lo, hi)| json!([lo, hi])),
    })
}
