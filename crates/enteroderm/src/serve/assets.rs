//! The page itself, embedded in the program: no path of a request ever reaches the disk.

use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;

use super::refusal;

/// What `cargo xtask web` built; nothing where it was not run.
#[derive(RustEmbed)]
#[folder = "../../web/dist"]
#[allow_missing = true]
struct Assets;

/// The page opens with it.
const INDEX: &str = "index.html";
/// Files below it carry a hash of what they hold in their names.
const HASHED: &str = "assets/";
/// What is said in place of a page that is not there.
const NOT_BUILT: &str = "This program was built without the explorer's page.\n\n\
    `cargo xtask web` builds it; then build the program again: `cargo build --release`.\n\
    What the page would ask is answered without it: see /api/v1/openapi.json.\n";

/// A file of the page.
pub(super) async fn get(uri: Uri) -> Response {
    let path = match uri.path().trim_start_matches('/') {
        "" => INDEX,
        path => path,
    };
    if path.starts_with("api/") {
        return refusal::say(
            StatusCode::NOT_FOUND,
            "there is nothing of that name; see /api/v1/openapi.json",
        );
    }
    let Some(file) = Assets::get(path) else {
        return match path {
            INDEX => (StatusCode::SERVICE_UNAVAILABLE, NOT_BUILT).into_response(),
            _ => (StatusCode::NOT_FOUND, "there is no such page\n").into_response(),
        };
    };
    let kept = match path.starts_with(HASHED) {
        true => "public, max-age=31536000, immutable",
        false => "no-cache",
    };
    let kind = file.metadata.mimetype().to_owned();
    let headers = [(CONTENT_TYPE, kind), (CACHE_CONTROL, kept.to_owned())];
    (headers, file.data).into_response()
}
