//! Connections: so many at once, none that dawdles over its headers, until somebody stops the server.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::{App, routes};

/// Connections at once.
const CONNECTIONS: usize = 512;
/// Who has not said what they want by then is not waited for.
const HEADERS_WITHIN: Duration = Duration::from_secs(10);

/// Takes connections until Ctrl-C, and stops whatever works then.
pub(super) async fn until_stopped(listener: TcpListener, app: &Arc<App>) {
    let router = routes::router(app);
    tokio::select! {
        () = take(listener, router) => {}
        _ = tokio::signal::ctrl_c() => app.jobs.stop_all(),
    }
}

async fn take(listener: TcpListener, router: Router) {
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        // The semaphore is never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        let Ok((stream, _)) = listener.accept().await else {
            // Too many files are open, or the peer has left again: the next may do better.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let router = router.clone();
        tokio::spawn(async move {
            let _held = place;
            answer(stream, router).await;
        });
    }
}

async fn answer(stream: TcpStream, router: Router) {
    // Events are small and wait for nobody.
    let _ = stream.set_nodelay(true);
    let connection = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // A peer who leaves in the middle is nobody's fault.
    let _ = connection.await;
}
