//! `/jobs`: jobs are stopped, and what the last ones came to is downloaded.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use exchange::table::{write_arrow, write_csv, write_parquet};

use super::jobs::Kept;
use super::{App, refusal};
use crate::tables;

/// Stops a job.
#[utoipa::path(
    delete,
    path = "/jobs/{job}",
    params(("job" = u64, Path, description = "the number that the stream said first")),
    responses((status = 204, description = "it stops"), (status = 404, description = "it has ended already"))
)]
pub(super) async fn stop(State(app): State<Arc<App>>, Path(job): Path<u64>) -> Response {
    match app.jobs.stop(job) {
        true => StatusCode::NO_CONTENT.into_response(),
        false => refusal::say(
            StatusCode::NOT_FOUND,
            "there is no such job, or it has ended",
        ),
    }
}

/// Gives what a job came to as a file.
#[utoipa::path(
    get,
    path = "/jobs/{job}/{file}",
    params(
        ("job" = u64, Path, description = "the number that the stream said first"),
        ("file" = String, Path, description = "`outcomes.csv`, `outcomes.parquet` or `outcomes.arrow` of a run, `report.html` of a trial")
    ),
    responses((status = 200, description = "the file"), (status = 404, description = "it is not kept any more, or there is no such file"))
)]
pub(super) async fn file(
    State(app): State<Arc<App>>,
    Path((job, file)): Path<(u64, String)>,
) -> Response {
    let Some(kept) = app.jobs.kept(job) else {
        return refusal::say(
            StatusCode::NOT_FOUND,
            "what this job came to is not kept any more: run it again",
        );
    };
    let (kind, bytes) = match (&*kept, file.as_str()) {
        (Kept::Trial(report), "report.html") => {
            ("text/html; charset=utf-8", report.clone().into_bytes())
        }
        (Kept::Run(run), name) => {
            let table = tables::table(run);
            let mut bytes = Vec::new();
            let (kind, written) = match name {
                "outcomes.csv" => ("text/csv; charset=utf-8", write_csv(&table, &mut bytes)),
                "outcomes.parquet" => (
                    "application/vnd.apache.parquet",
                    write_parquet(&table, &mut bytes),
                ),
                "outcomes.arrow" => (
                    "application/vnd.apache.arrow.file",
                    write_arrow(&table, &mut bytes),
                ),
                _ => return none(),
            };
            if let Err(error) = written {
                return refusal::say(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string());
            }
            (kind, bytes)
        }
        _ => return none(),
    };
    let name = format!("attachment; filename=\"{file}\"");
    (
        [(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, name)],
        bytes,
    )
        .into_response()
}

fn none() -> Response {
    refusal::say(StatusCode::NOT_FOUND, "the job has no such file")
}
