//! How a request is refused: what is wrong, as the command line would say it.

use axum::Json;
use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use lab::physiology::document::Fault;
use serde_json::{Value, json};

use crate::failure::Failure;

/// Seconds after which it is worth asking again.
const LATER: HeaderValue = HeaderValue::from_static("5");

/// More faults than this are not told one by one; the text says how many there are.
const MOST_TOLD: usize = 1000;

/// Refuses in a sentence.
pub(super) fn say(status: StatusCode, message: &str) -> Response {
    (status, Json(json!({ "message": message }))).into_response()
}

/// Refuses because too much is waiting already.
pub(super) fn busy() -> Response {
    let mut response = say(
        StatusCode::TOO_MANY_REQUESTS,
        "too many runs are waiting already; ask again in a few seconds",
    );
    response.headers_mut().insert(RETRY_AFTER, LATER);
    response
}

/// Refuses because of what went wrong.
pub(super) fn of(failure: &Failure) -> Response {
    match failure {
        Failure::Input(..) => {
            (StatusCode::UNPROCESSABLE_ENTITY, Json(faults(failure))).into_response()
        }
        Failure::Run(message) | Failure::Interrupted(message) => {
            say(StatusCode::INTERNAL_SERVER_ERROR, message)
        }
    }
}

/// Every fault, and the text in which the command line tells them.
pub(super) fn faults(failure: &Failure) -> Value {
    let all = match failure {
        Failure::Input(faults, _) => faults.iter().take(MOST_TOLD).map(fault).collect(),
        Failure::Run(_) | Failure::Interrupted(_) => Vec::new(),
    };
    json!({ "faults": all, "text": failure.text() })
}

fn fault(fault: &Fault) -> Value {
    json!({
        "file": fault.file,
        "line": fault.place.map(|(line, _)| line),
        "column": fault.place.map(|(_, column)| column),
        "field": fault.field,
        "message": fault.message,
        "help": fault.help,
    })
}
