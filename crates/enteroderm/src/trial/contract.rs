//! The JSON contract of `trial`: versioned; names and shapes do not change within a version.

use lab::trial::Trial;
use lab::trial::pool::{Participant, Pool};
use lab::trial::results::{ArmFound, Contrast, Found, Marker, Plan, Results};
use serde_json::{Value, json};

/// Version of the contract.
pub const SCHEMA: &str = "enteroderm.trial/1";

/// What a trial found, as JSON.
pub fn trial(trial: &Trial, results: &Results, model_hash: &str) -> Value {
    let arms = results.flow.arms.iter().map(|arm| {
        json!({ "name": arm.name, "allocated": arm.allocated, "rescued": arm.rescued, "left": arm.left })
    });
    let refused = results.flow.refused.iter();
    let refused = refused.map(|(why, people)| json!({ "why": why, "people": people }));
    let failed = results.failed.iter();
    let failed = failed.map(|(person, why)| json!({ "person": person, "why": why }));
    json!({
        "schema": SCHEMA,
        "trial": trial.name,
        "model": { "version": env!("CARGO_PKG_VERSION"), "hash": model_hash },
        "seed": trial.seed,
        "alpha": trial.analysis.alpha,
        "randomised": trial.randomised(),
        "flow": {
            "screened": results.flow.screened,
            "enrolled": results.flow.enrolled,
            "refused": refused.collect::<Vec<Value>>(),
        },
        "arms": arms.collect::<Vec<Value>>(),
        "endpoints": results.endpoints.iter().map(|found| endpoint(found, results)).collect::<Vec<Value>>(),
        "markers": results.markers.iter().map(marker).collect::<Vec<Value>>(),
        "failed": failed.collect::<Vec<Value>>(),
        "warnings": results.warnings,
    })
}

fn endpoint(found: &Found, results: &Results) -> Value {
    let arms = found.arms.iter().map(|arm: &ArmFound| {
        json!({
            "name": arm.name, "people": arm.people, "mean": number(arm.mean), "sd": arm.sd.map(number),
            "ci": arm.interval.map(pair), "true_mean": number(arm.truth),
        })
    });
    let contrasts = found.contrasts.iter().map(|contrast| {
        let plan = results.plans.iter();
        let mut plan = plan.filter(|plan| plan.endpoint == found.name && plan.arm == contrast.arm);
        contrast_value(contrast, plan.next())
    });
    json!({
        "name": found.name,
        "outcome": found.outcome,
        "unit": found.unit,
        "estimand": found.estimand,
        "primary": found.primary,
        "intracluster_correlation": found.intracluster_correlation.map(number),
        "arms": arms.collect::<Vec<Value>>(),
        "contrasts": contrasts.collect::<Vec<Value>>(),
    })
}

fn contrast_value(contrast: &Contrast, plan: Option<&Plan>) -> Value {
    let wanted = plan.map(|plan| match &plan.wanted {
        Ok(size) => json!({ "n_per_arm": size.n, "mcse": number(size.mcse) }),
        Err(why) => json!({ "why_not": why }),
    });
    let needed = contrast.number_needed;
    json!({
        "contrast": [contrast.arm, contrast.against],
        "dose": contrast.dose,
        "method": contrast.method,
        "estimate": number(contrast.estimate),
        "ci": pair(contrast.interval),
        "p": number(contrast.p),
        "adjusted_p": contrast.adjusted_p.map(number),
        "true_effect": contrast.truth.map(number),
        "true_effect_se": number(contrast.truth_se),
        "carried_over": contrast.carried_over.map(number),
        "number_needed": needed.map(|(value, interval)| json!({ "value": number(value), "ci": interval.map(pair) })),
        "power": plan.map(|plan| json!({ "value": plan.power.power(), "mcse": plan.power.mcse(), "trials": plan.power.trials })),
        "sample_size": wanted,
        "why_not": contrast.fault,
    })
}

fn marker(marker: &Marker) -> Value {
    let half = |half: &Option<(f64, (f64, f64))>| {
        half.map(|(value, interval)| json!({ "estimate": number(value), "ci": pair(interval) }))
    };
    json!({
        "arm": marker.arm,
        "marker": marker.name,
        "unit": marker.unit,
        "median": number(marker.median),
        "below": half(&marker.halves[0]),
        "above": half(&marker.halves[1]),
        "true_below": number(marker.truths[0]),
        "true_above": number(marker.truths[1]),
        "rank_correlation": number(marker.correlation),
    })
}

/// Somebody of a trial, as JSON.
pub fn person(pool: &Pool<'_>, people: &[Participant]) -> Value {
    let each = people.iter().map(|one| {
        let lived = one.lived.iter().zip(pool.ways()).map(|(lived, way)| {
            let outcomes = pool.outcomes().iter().enumerate().map(|(place, outcome)| {
                let truth: Vec<Value> = lived.truth[place].iter().copied().map(number).collect();
                json!({ "outcome": outcome.name, "unit": outcome.unit, "seen": lived.seen[place], "truth": truth })
            });
            json!({ "arm": way.name, "outcomes": outcomes.collect::<Vec<Value>>() })
        });
        let covariates = pool.population().covariates.iter().zip(&one.covariates);
        let covariates = covariates.map(|(covariate, value)| (covariate.name.clone(), json!(value)));
        json!({
            "person": one.number,
            "screening": one.screening.reason(),
            "covariates": covariates.collect::<serde_json::Map<String, Value>>(),
            "carries": one.carries,
            "community": one.community,
            "days": pool.days(),
            "arms": lived.collect::<Vec<Value>>(),
        })
    });
    Value::Array(each.collect())
}

/// JSON has no word for what is not a number.
fn number(value: f64) -> Value {
    if value.is_finite() {
        json!(value)
    } else {
        Value::Null
    }
}

fn pair((lo, hi): (f64, f64)) -> Value {
    json!([number(lo), number(hi)])
}
