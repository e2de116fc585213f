//! `POST /profiles`: what a stool file holds, in genera of the model. It is read in memory and forgotten.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use exchange::profile::{Acceptance, ProfileFaults, ProfileFile, read_bytes};
use lab::physiology::document::Fault;
use lab::stool::StoolProfile;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::{App, refusal};
use crate::failure::Failure;
use crate::import;

/// Larger files are not read by a page.
pub(super) const LARGEST: usize = 64 << 20;
/// How many names that were left out are told.
const LEFT_OUT: usize = 20;

/// Which file, and what of it.
#[derive(Deserialize, IntoParams)]
pub(super) struct Which {
    /// The file's name.
    name: Option<String>,
    /// The sample; the first when left out.
    sample: Option<String>,
}

/// Reads a stool file of any known format and says what of it the model knows. Nothing of it is kept.
#[utoipa::path(
    post,
    path = "/profiles",
    params(Which),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "the file as it is, packed or not, at most 64 MiB"),
    responses(
        (status = 200, description = "`format`, `samples`, the chosen `sample`, its `stool` for `/runs`, and how its names were matched"),
        (status = 422, description = "the file cannot be read: `faults`, and `text` as the command line prints it")
    )
)]
pub(super) async fn read(
    State(app): State<Arc<App>>,
    Query(which): Query<Which>,
    bytes: Bytes,
) -> Response {
    let Ok(place) = Arc::clone(&app.jobs.places).acquire_owned().await else {
        return refusal::busy();
    };
    let workers = app.workers.clone();
    let work = workers.spawn_blocking(move || {
        let _held = place;
        told(&app, &which, &bytes)
    });
    match work.await {
        Ok(Ok(value)) => Json(value).into_response(),
        Ok(Err(failure)) => refusal::of(&failure),
        Err(_) => refusal::say(
            StatusCode::INTERNAL_SERVER_ERROR,
            "the file could not be read, which is a fault of the program",
        ),
    }
}

fn told(app: &App, which: &Which, bytes: &[u8]) -> Result<Value, Failure> {
    let name = which.name.as_deref().unwrap_or("the file");
    let faults = |faults: ProfileFaults| Failure::from(Vec::<Fault>::from(faults));
    let file = read_bytes(name, bytes).map_err(faults)?;
    let first = file.samples.first().map(|sample| sample.name.as_str());
    let sample = file
        .find(which.sample.as_deref().or(first))
        .map_err(faults)?;
    let stool = import::matched(&app.opened, &file, sample, Acceptance::default());
    Ok(report(app, &file, &stool.map_err(faults)?))
}

fn report(app: &App, file: &ProfileFile, stool: &StoolProfile) -> Value {
    let found = &stool.report;
    let genera: serde_json::Map<String, Value> = import::genera(&app.opened.lab, stool)
        .filter(|(_, share)| *share > 0.0)
        .map(|(genus, share)| (genus.to_owned(), json!(share)))
        .collect();
    let by_rank = [
        ("genus", found.genus_share),
        ("family", found.family_share),
        ("not named by the profiler", found.unclassified_share),
        ("not in the model", found.left_out_share()),
    ];
    let by_rank = by_rank.map(|(rank, share)| json!({ "rank": rank, "share": share }));
    let left_out = found.left_out.iter().take(LEFT_OUT);
    let renamed = found.renamed.iter();
    json!({
        "file": stool.file,
        "format": file.format,
        "samples": file.samples.iter().map(|sample| &sample.name).collect::<Vec<_>>(),
        "sample": stool.sample,
        "stool": { "sample": stool.sample, "matched": found.genus_share, "genera": genera },
        "matched_by": by_rank,
        "unmatched": left_out.map(|one| json!({ "name": one.name, "share": one.share })).collect::<Vec<Value>>(),
        "renamed": renamed.map(|one| json!({ "from": one.from, "to": one.to, "share": one.share })).collect::<Vec<Value>>(),
        "notes": found.notes.iter().chain(&found.warnings).collect::<Vec<_>>(),
    })
}
