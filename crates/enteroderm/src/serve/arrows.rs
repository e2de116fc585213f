//! `GET /arrows/{name}`: where an arrow stands in the equations, with its numbers and the findings that bear on it.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use exchange::equations::{self, Equation, Number};
use lab::evidence::score::Entry;
use lab::laboratory::Laboratory;
use lab::physiology::arrows::ARROWS;
use lab::physiology::axis;
use lab::physiology::document::allowed;
use serde_json::{Value, json};

use super::{App, evidence, refusal};
use crate::failure::{Failure, of_model};
use crate::findings::Findings;

/// Says where an arrow stands in the equations, typeset, with its numbers and the findings for it and against it.
#[utoipa::path(
    get,
    path = "/arrows/{name}",
    params(("name" = String, Path, description = "the arrow's name")),
    responses(
        (status = 200, description = "`equations` with MathML, `numbers` with unit, spread, status and source, `findings`"),
        (status = 404, description = "there is no such arrow")
    )
)]
pub(super) async fn get(State(app): State<Arc<App>>, Path(name): Path<String>) -> Response {
    if lab::physiology::arrows::arrow(&name).is_none() {
        let known = allowed(&name, ARROWS.iter().map(|arrow| arrow.name));
        return refusal::say(
            StatusCode::NOT_FOUND,
            &format!("there is no such arrow; {known}"),
        );
    }
    let work = tokio::task::spawn_blocking(move || told(&app.opened.lab, &name));
    match work.await {
        Ok(Ok(value)) => Json(value).into_response(),
        Ok(Err(failure)) => refusal::of(&failure),
        Err(_) => refusal::say(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the equations could not be written, which is a fault of the program",
        ),
    }
}

fn told(lab: &Laboratory, name: &str) -> Result<Value, Failure> {
    // Some arrows only stand where something is given: with everything in use, every arrow stands somewhere.
    let data = &lab.data;
    let agents: Vec<_> = data.drugs.iter().chain(&data.products).collect();
    let mut system = axis::build(data, &[], false).map_err(|faults| of_model(&faults))?;
    let mut found = equations::of_arrow(&system, data, name);
    if found.told.is_empty() {
        system = axis::build(data, &agents, false).map_err(|faults| of_model(&faults))?;
        found = equations::of_arrow(&system, data, name);
    }
    let findings = Findings::open(None)?;
    let ledger = findings.ledger(false)?;
    let mut entries: Vec<Entry<'_>> = ledger.entries(&findings.all);
    entries.retain(|entry| entry.finding.bears_on(name));
    entries.sort_by(|a, b| {
        b.finding
            .strength
            .weight()
            .total_cmp(&a.finding.strength.weight())
    });
    Ok(json!({
        "name": name,
        "equations": found.told.iter().map(equation).collect::<Vec<Value>>(),
        "left_out": found.left_out,
        "numbers": found.numbers.iter().map(number).collect::<Vec<Value>>(),
        "findings": entries.iter().map(evidence::finding).collect::<Vec<Value>>(),
    }))
}

fn equation(equation: &Equation) -> Value {
    json!({
        "of": equation.of,
        "kind": equation.kind.name(),
        "meaning": equation.meaning,
        "unit": equation.unit,
        "mathml": equation.mathml,
        "text": equation.text,
        "others": equation.others,
        "also": equation.also,
    })
}

fn number(number: &Number) -> Value {
    json!({
        "name": number.name,
        "symbol": number.symbol,
        "value": number.value,
        "unit": number.unit,
        "spread": number.spread,
        "status": number.status,
        "source": number.source,
        "note": number.note,
    })
}
