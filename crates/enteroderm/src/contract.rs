//! The JSON contract of `run`: versioned; names and shapes do not change within a version.

use lab::outcome::{Outcome, Run};
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
        "warnings": run.warnings,
    })
}

fn outcome_value(outcome: &Outcome) -> Value {
    json!({
        "unit": outcome.unit,
        "values": outcome.values,
        "healthy": outcome.healthy.map(|(lo, hi)| json!([lo, hi])),
    })
}
