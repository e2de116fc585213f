//! The JSON contract of `run`: versioned; names and shapes do not change within a version.

use lab::outcome::{Drawn, LeftOut, Outcome, Run};
use lab::why::Reason;
use serde_json::{Map, Value, json};

/// Version of the contract.
pub const SCHEMA: &str = "enteroderm.run/1";

/// A run as JSON.
pub fn run(run: &Run) -> Value {
    let outcomes: Map<String, Value> = run
        .outcomes
        .iter()
        .map(|outcome| (outcome.name.clone(), self::outcome(outcome)))
        .collect();
    let mut value = json!({
        "schema": SCHEMA,
        "scenario": run.scenario,
        "model": { "version": run.version, "hash": run.model_hash },
        // Nothing is drawn in a run of one person.
        "seed": run.people.as_ref().map(|people| people.seed),
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
    });
    if let Some(people) = &run.people {
        value["people"] = drawn(people);
    }
    value
}

/// Those whose bands stand beside the values.
fn drawn(people: &Drawn) -> Value {
    let left_out = people.left_out.iter();
    let left_out = left_out.map(|LeftOut { person, why }| json!({ "person": person, "why": why }));
    json!({
        "drawn": people.count,
        "followed": people.followed(),
        "left_out": left_out.collect::<Vec<_>>(),
    })
}

fn reason(reason: &Reason) -> Value {
    let parts = reason.parts.iter().map(|part| {
        let through = part.route.name();
        let mut value =
            json!({ "through": through, "share": part.share, "necessity": part.necessity });
        if let Some((lo, hi)) = part.necessity_band {
            value["necessity_lo90"] = json!(lo);
            value["necessity_hi90"] = json!(hi);
        }
        value
    });
    let mut value = json!({
        "outcome": reason.outcome,
        "unit": reason.unit,
        "day": reason.day,
        "with": reason.with,
        "without": reason.without,
        "effect": reason.effect(),
        "directly": reason.directly,
        "parts": parts.collect::<Vec<_>>(),
    });
    if let Some(doubt) = reason.doubt {
        value["effect_lo90"] = json!(doubt.effect.0);
        value["effect_hi90"] = json!(doubt.effect.1);
        value["same_sign"] = json!(doubt.same_sign);
        value["people"] = json!(doubt.people);
    }
    value
}

/// An outcome over time, as JSON.
pub fn outcome(outcome: &Outcome) -> Value {
    let mut value = json!({
        "unit": outcome.unit,
        "values": outcome.values,
        "healthy": outcome.healthy.map(|(lo, hi)| json!([lo, hi])),
    });
    if let Some(band) = &outcome.band {
        value["lo90"] = json!(band.lo);
        value["hi90"] = json!(band.hi);
    }
    value
}
