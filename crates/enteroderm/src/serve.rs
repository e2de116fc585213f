//! `enteroderm serve`: the explorer, a local web page, and the laboratory behind it as JSON over HTTP.
//!
//! A request is looked at by [`guard`] before anything else. What takes time is a job ([`jobs`]) whose events are streamed to whoever asked
//! ([`events`]); when they leave, it stops. Nothing that a page sends is written to disk but rests of run-ins, which hold no profile.

mod arrows;
mod asked;
mod assets;
mod catalogue;
mod events;
mod evidence;
mod guard;
mod headline;
mod jobs;
mod listen;
mod profiles;
mod publications;
mod refusal;
mod routes;
mod runs;
mod scenarios;
mod sent;
mod strengths;
mod tables;
mod trials;

use std::net::SocketAddr;
use std::sync::Arc;

use axum::body::Bytes;
use exchange::reason;
use lab::rests::Rests;
use tokio::net::TcpListener;
use tokio::runtime::Handle;

use crate::arguments::ServeArguments;
use crate::failure::{Failure, whole};
use crate::files::Opened;
use crate::{cache, files, output};
use guard::Access;
use jobs::Jobs;

/// What all requests share.
struct App {
    opened: Opened,
    rests: Box<dyn Rests + Send + Sync>,
    jobs: Arc<Jobs>,
    /// Threads that do the jobs and nothing else: a thread keeps the memory that it once needed, and jobs need most.
    workers: Handle,
    access: Access,
    /// What does not change while the server runs, written once.
    catalogue: Bytes,
    evidence: Bytes,
}

/// Serves until somebody stops it.
pub fn serve(arguments: &ServeArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.data.as_deref())?;
    let address = SocketAddr::new(arguments.address, arguments.port);
    let token = arguments.token.as_deref();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let catalogue = written(&catalogue::catalogue(&opened.lab)?);
    let evidence = written(&evidence::evidence(&opened.lab)?);
    let jobs = arguments.jobs.unwrap_or(threads);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(threads)
        .max_blocking_threads(threads)
        .enable_all()
        .build();
    let runtime = runtime.map_err(|error| Failure::Run(reason(&error)))?;
    let workers = tokio::runtime::Builder::new_current_thread()
        .max_blocking_threads(jobs)
        .build();
    let workers = workers.map_err(|error| Failure::Run(reason(&error)))?;
    runtime.block_on(async {
        let listener = TcpListener::bind(address).await;
        let listener = listener.map_err(|error| refused(&address, &error))?;
        let address = listener.local_addr().unwrap_or(address);
        let app = Arc::new(App {
            opened,
            rests: cache::open(&arguments.cache)?,
            jobs: Jobs::new(jobs),
            workers: workers.handle().clone(),
            access: Access::new(&address, token)?,
            catalogue,
            evidence,
        });
        output::note(&format!("the explorer is at {}", app.access.link(&address)));
        output::note("it runs on this machine and stops with Ctrl-C");
        listen::until_stopped(listener, &app).await;
        Ok(())
    })
}

fn written(value: &serde_json::Value) -> Bytes {
    Bytes::from(value.to_string())
}

fn refused(address: &SocketAddr, error: &std::io::Error) -> Failure {
    let message = format!("{address} cannot be listened to: {}", reason(error));
    Failure::from(lab::physiology::document::Fault {
        field: "--port".to_owned(),
        help: Some("another port may be free; `--port 0` takes any".to_owned()),
        ..whole("the command line", message)
    })
}
