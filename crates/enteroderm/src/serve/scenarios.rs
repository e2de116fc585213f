//! `POST /scenarios`: what a text says as a tree, and all that is wrong with it.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::asked::Asked;
use super::sent::Sent;
use super::{App, refusal};

/// Reads a scenario and says everything that is wrong with it, as `enteroderm run` would.
#[utoipa::path(
    post,
    path = "/scenarios",
    request_body = Asked,
    responses((status = 200, description = "`tree`, the text as JSON, or null where it is no TOML; `faults`, each with line and field; `text`, which the command line would print"))
)]
pub(super) async fn read(State(app): State<Arc<App>>, Sent(asked): Sent<Asked>) -> Response {
    // A long text takes its time, in which others are answered.
    let work = tokio::task::spawn_blocking(move || told(&app, asked));
    match work.await {
        Ok(answer) => Json(answer).into_response(),
        Err(_) => refusal::say(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the scenario could not be read, which is a fault of the program",
        ),
    }
}

fn told(app: &App, asked: Asked) -> Value {
    let tree = asked.scenario.parse::<toml::Table>().ok();
    let tree = tree.and_then(|table| serde_json::to_value(table).ok());
    let mut answer = match asked.read(&app.opened) {
        Ok(_) => json!({ "faults": [], "text": "" }),
        Err(failure) => refusal::faults(&failure),
    };
    answer["tree"] = tree.unwrap_or(Value::Null);
    answer
}
