//! `POST /strengths`: what every arrow does in a life.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lab::physiology::arrows::ARROWS;
use lab::strengths::{Moved, Strength, Strengths};
use serde_json::{Map, Value, json};

use super::App;
use super::asked::{Asked, Read};
use super::events::{Telling, stream};
use super::runs::affordable;
use super::sent::Sent;
use crate::failure::Failure;
use crate::run;

/// Version of the contract.
const SCHEMA: &str = "enteroderm.strengths/1";
/// Half a year, d.
const HALF_YEAR: f64 = 182.625;

/// Says what every arrow does in a life: what is gone when it alone is cut from day 0. A stream of events, as of `/runs`.
#[utoipa::path(
    post,
    path = "/strengths",
    request_body = Asked,
    responses((status = 200, description = "a stream of events; `result` holds `days` and, for each of `arrows`, how far outcomes move, `overall` and by `places`, and the `outcomes` that it moves most"))
)]
pub(super) async fn start(State(app): State<Arc<App>>, Sent(asked): Sent<Asked>) -> Response {
    stream(&app, move |app, telling| go(app, asked, telling))
}

fn go(app: &App, asked: Asked, telling: &mut Telling) -> Result<Value, Failure> {
    let Read {
        source,
        scenario,
        stool,
    } = asked.read(&app.opened)?;
    affordable(ARROWS.len() as f64 * scenario.sampling.until / HALF_YEAR)?;
    let lab = &app.opened.lab;
    let found =
        lab::strengths::strengths(lab, &scenario, stool.as_ref(), app.rests.as_ref(), telling);
    let found = found.map_err(|error| run::failure(error, &source))?;
    Ok(told(&found, telling.seconds()))
}

fn told(found: &Strengths, seconds: f64) -> Value {
    json!({
        "schema": SCHEMA,
        "days": found.days,
        "arrows": found.arrows.iter().map(strength).collect::<Vec<Value>>(),
        "seconds": seconds,
    })
}

fn strength(strength: &Strength) -> Value {
    let places = strength.places.iter();
    let places: Map<String, Value> = places
        .map(|(place, values)| (place.name().to_owned(), json!(values)))
        .collect();
    let outcome = |one: &Moved| json!({ "name": one.outcome, "unit": one.unit, "scale": one.scale, "effect": one.effect });
    json!({
        "name": strength.arrow.name,
        "overall": strength.overall(),
        "places": places,
        "outcomes": strength.most_moved.iter().map(outcome).collect::<Vec<Value>>(),
    })
}
