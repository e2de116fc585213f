//! Which path leads where, and what holds for all of them.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use tower_http::timeout::{RequestBodyTimeoutLayer, TimeoutLayer};
use utoipa::OpenApi;

use super::{
    App, arrows, assets, catalogue, evidence, guard, profiles, runs, scenarios, strengths, tables,
    trials,
};

/// The largest text that is taken.
const LARGEST_TEXT: usize = 2 << 20;
/// A body that says nothing for so long is given up.
const SILENT: Duration = Duration::from_secs(10);
/// An answer begins within this time: streams begin at once.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);
/// Where the laboratory is reached.
const API: &str = "/api/v1";

/// The laboratory over HTTP.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Enteroderm",
        description = "A virtual laboratory for the gut-skin axis. A research tool: it diagnoses nobody and replaces no advice."
    ),
    servers((url = "/api/v1")),
    paths(
        catalogue::get, evidence::get, arrows::get, scenarios::read, runs::start, strengths::start, trials::start, profiles::read,
        tables::stop, tables::file
    )
)]
struct Described;

/// Everything that is answered.
pub(super) fn router(app: &Arc<App>) -> Router {
    let api = Router::new()
        .route(
            "/openapi.json",
            get(|| async { Json(Described::openapi()) }),
        )
        .route("/catalogue", get(catalogue::get))
        .route("/evidence", get(evidence::get))
        .route("/arrows/{name}", get(arrows::get))
        .route("/scenarios", post(scenarios::read))
        .route("/runs", post(runs::start))
        .route("/strengths", post(strengths::start))
        .route("/trials", post(trials::start))
        .route("/jobs/{job}", axum::routing::delete(tables::stop))
        .route("/jobs/{job}/{file}", get(tables::file))
        .layer(DefaultBodyLimit::max(LARGEST_TEXT));
    let uploads = Router::new()
        .route("/profiles", post(profiles::read))
        .layer(DefaultBodyLimit::max(profiles::LARGEST));
    Router::new()
        .nest(API, api.merge(uploads))
        .fallback(assets::get)
        .layer(RequestBodyTimeoutLayer::new(SILENT))
        .layer(TimeoutLayer::with_status_code(
            StatusCode::REQUEST_TIMEOUT,
            ANSWER_WITHIN,
        ))
        .layer(middleware::from_fn_with_state(
            Arc::clone(app),
            guard::guard,
        ))
        .with_state(Arc::clone(app))
}
