//! Who is let in: a page of this server in a browser of this machine, or whoever knows the token.
//!
//! Other pages that a browser has open reach a local server as well. They are kept out by the name they must call it (`Host`), which a name that
//! was bent to this address is not, and by what browsers say of where a request comes from (`Origin`, `Sec-Fetch-Site`).

use std::net::SocketAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONTENT_SECURITY_POLICY, COOKIE, HOST, LOCATION, ORIGIN,
    REFERRER_POLICY, SET_COOKIE, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::{App, refusal};
use crate::failure::{Failure, whole};

/// Where everything that a page loads may come from. Charts write style elements of their own; no script stands in a page.
const POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; object-src 'none'; \
                      base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
/// A token of fewer characters holds fewer than 128 bits, even if every one is a random letter or digit.
const SHORTEST_TOKEN: usize = 22;
/// The cookie in which a browser keeps the token.
const COOKIE_NAME: &str = "enteroderm";

/// Who is let in.
pub(super) struct Access {
    /// What the server may be called; anything where others than this machine reach it, whom the token lets in.
    names: Option<[String; 3]>,
    /// Hashed, so that comparing it takes as long whatever is wrong with it.
    token: Option<(String, blake3::Hash)>,
}

impl Access {
    pub fn new(address: &SocketAddr, token: Option<&str>) -> Result<Self, Failure> {
        let port = address.port();
        let is_local = address.ip().is_loopback();
        match token {
            None if !is_local => {
                return Err(wrong(
                    "is needed where others than this machine reach the server",
                ));
            }
            Some(token) if !is_strong(token) => {
                return Err(wrong("is too easy to guess"));
            }
            _ => {}
        }
        let names = ["localhost", "127.0.0.1", "[::1]"].map(|name| format!("{name}:{port}"));
        Ok(Self {
            names: is_local.then_some(names),
            token: token.map(|token| (token.to_owned(), blake3::hash(token.as_bytes()))),
        })
    }

    /// The link under which the page opens.
    pub fn link(&self, address: &SocketAddr) -> String {
        match &self.token {
            // Whoever started the server knows the token: it is not said again.
            Some(_) => format!("http://{address}/?token=TOKEN"),
            None => format!("http://{address}/"),
        }
    }

    fn knows(&self, host: &str) -> bool {
        self.names
            .as_ref()
            .is_none_or(|names| names.iter().any(|name| name == host))
    }

    fn is_token(&self, said: &str) -> bool {
        let token = self.token.as_ref();
        token.is_none_or(|(_, hash)| *hash == blake3::hash(said.as_bytes()))
    }

    /// Whether the token is with a request, or none is needed.
    fn admits(&self, headers: &HeaderMap) -> bool {
        if self.token.is_none() {
            return true;
        }
        let text = |value: Option<&HeaderValue>| {
            value.and_then(|value| value.to_str().ok().map(ToOwned::to_owned))
        };
        let bearer = text(headers.get(AUTHORIZATION));
        let bearer = bearer
            .as_deref()
            .and_then(|value| value.strip_prefix("Bearer "));
        let cookies = text(headers.get(COOKIE)).unwrap_or_default();
        let mut cookies = cookies
            .split(';')
            .filter_map(|cookie| cookie.trim().split_once('='));
        let cookie = cookies.find(|(name, _)| *name == COOKIE_NAME);
        [bearer, cookie.map(|(_, value)| value)]
            .into_iter()
            .flatten()
            .any(|said| self.is_token(said))
    }
}

fn is_strong(token: &str) -> bool {
    let mut characters: Vec<char> = token.chars().collect();
    let is_plain = characters
        .iter()
        .all(|one| one.is_ascii_alphanumeric() || "-_".contains(*one));
    let length = characters.len();
    characters.sort_unstable();
    characters.dedup();
    is_plain && length >= SHORTEST_TOKEN && characters.len() >= 8
}

fn wrong(message: &str) -> Failure {
    Failure::from(lab::physiology::document::Fault {
        field: "--token".to_owned(),
        help: Some(format!(
            "a random word of at least {SHORTEST_TOKEN} letters, digits, `-` and `_` is expected, such as `openssl rand -hex 16` gives"
        )),
        ..whole("the command line", message)
    })
}

/// Lets a request through or refuses it, and says to browsers what a page may do.
pub(super) async fn guard(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let is_api = request.uri().path().starts_with("/api/");
    let mut response = match refused(&app.access, &request) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    let said = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (X_FRAME_OPTIONS, "DENY"),
    ];
    for (name, value) in said {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.insert(
        "cross-origin-opener-policy",
        HeaderValue::from_static("same-origin"),
    );
    headers.insert(
        "cross-origin-resource-policy",
        HeaderValue::from_static("same-origin"),
    );
    if is_api {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn refused(access: &Access, request: &Request) -> Option<Response> {
    let headers = request.headers();
    let text = |name| {
        headers
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let forbidden = |message: &str| Some(refusal::say(StatusCode::FORBIDDEN, message));
    let Some(host) = text(HOST.as_str()).filter(|host| access.knows(host)) else {
        return forbidden(
            "this server answers to localhost, 127.0.0.1 and [::1] with its port only",
        );
    };
    let is_foreign = match text(ORIGIN.as_str()) {
        Some(origin) => origin.strip_prefix("http://") != Some(host),
        // Browsers say it with everything that changes something; other programs need not.
        None => false,
    };
    let comes_from_elsewhere =
        text("sec-fetch-site").is_some_and(|site| !["same-origin", "none"].contains(&site));
    let is_page = request.method() == Method::GET && !request.uri().path().starts_with("/api/");
    if is_foreign || (comes_from_elsewhere && !is_page) {
        return forbidden("pages of other hosts are not let in");
    }
    if let Some(said) = token_in(request).filter(|_| access.token.is_some() && is_page) {
        return Some(match access.is_token(said) {
            true => entered(said),
            false => refusal::say(StatusCode::UNAUTHORIZED, "this is not the token"),
        });
    }
    (!access.admits(headers)).then(|| {
        refusal::say(
            StatusCode::UNAUTHORIZED,
            "a token is needed: open the page with ?token=TOKEN, or send it as `Authorization: Bearer TOKEN`",
        )
    })
}

/// The token in the address, as a link has it.
fn token_in(request: &Request) -> Option<&str> {
    let mut fields = request.uri().query()?.split('&');
    fields.find_map(|field| field.strip_prefix("token="))
}

/// Keeps the token in the browser and takes it out of the address.
fn entered(token: &str) -> Response {
    let cookie = format!("{COOKIE_NAME}={token}; Path=/; HttpOnly; SameSite=Strict");
    let headers = [(LOCATION, "/".to_owned()), (SET_COOKIE, cookie)];
    (StatusCode::SEE_OTHER, headers).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn access(address: &str, token: Option<&str>) -> Result<Access, ()> {
        Access::new(&address.parse().unwrap(), token).map_err(|_| ())
    }

    #[test]
    fn others_than_this_machine_need_a_token_that_is_hard_to_guess() {
        assert!(access("127.0.0.1:1", None).is_ok());
        assert!(access("[::1]:1", None).is_ok());
        assert!(access("0.0.0.0:1", None).is_err());
        assert!(access("0.0.0.0:1", Some("secret")).is_err());
        assert!(access("0.0.0.0:1", Some("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")).is_err());
        assert!(access("0.0.0.0:1", Some("0123456789abcdef0123456789abcdef")).is_ok());
    }

    #[test]
    fn only_the_names_of_this_machine_with_the_port_are_known() {
        let access = access("127.0.0.1:80", None).unwrap();
        assert!(access.knows("localhost:80") && access.knows("[::1]:80"));
        for other in [
            "localhost",
            "localhost:81",
            "127.0.0.1.nip.io:80",
            "evil.example:80",
            "",
        ] {
            assert!(!access.knows(other), "{other}");
        }
    }
}
