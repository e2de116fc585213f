//! What a job says while it works, streamed to whoever asked for it: where it stands, and what it came to.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use lab::laboratory::Watch;
use serde_json::{Value, json};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use super::jobs::Job;
use super::{App, refusal};
use crate::failure::Failure;

/// Events that may wait for a slow reader.
const WAITING: usize = 64;
/// Progress is told this often at most.
const OFTEN: Duration = Duration::from_millis(100);
/// Something is said at least this often, so that a reader who has left is noticed.
const ALIVE: Duration = Duration::from_secs(1);

/// Who works is told whether to go on, and tells where it stands.
pub(super) struct Telling {
    pub job: Job,
    pub began: Instant,
    tell: Sender<Event>,
    told: Option<(String, Instant)>,
}

impl Telling {
    /// Seconds since the work began.
    pub fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }
}

impl Watch for Telling {
    fn at(&mut self, phase: &str, share: f64) -> bool {
        let is_news = self
            .told
            .as_ref()
            .is_none_or(|(told, when)| told != phase || when.elapsed() >= OFTEN);
        if is_news {
            // A reader who is slow misses a step, not the result.
            let _ = self.tell.try_send(event(
                "progress",
                &json!({ "phase": phase, "share": share }),
            ));
            self.told = Some((phase.to_owned(), Instant::now()));
        }
        !self.job.stop.load(Ordering::Relaxed)
    }
}

/// Stops the work when the reader leaves.
struct StopWhenGone(Arc<AtomicBool>);

impl Drop for StopWhenGone {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Does the work when there is a place for it, and streams what it says.
pub(super) fn stream(
    app: &Arc<App>,
    work: impl FnOnce(&App, &mut Telling) -> Result<Value, Failure> + Send + 'static,
) -> Response {
    let Some(job) = app.jobs.open() else {
        return refusal::busy();
    };
    let (tell, told) = channel(WAITING);
    let gone = StopWhenGone(Arc::clone(&job.stop));
    tokio::spawn(turn(Arc::clone(app), job, tell, work));
    Sse::new(events(told, gone))
        .keep_alive(KeepAlive::new().interval(ALIVE))
        .into_response()
}

fn events(
    told: Receiver<Event>,
    gone: StopWhenGone,
) -> impl tokio_stream::Stream<Item = Result<Event, Infallible>> {
    ReceiverStream::new(told).map(move |event| {
        let _held = &gone;
        Ok(event)
    })
}

/// Waits for a place, works, and tells what came of it.
async fn turn(
    app: Arc<App>,
    job: Job,
    tell: Sender<Event>,
    work: impl FnOnce(&App, &mut Telling) -> Result<Value, Failure> + Send + 'static,
) {
    let number = job.number;
    // Who has left is not told.
    let _ = tell.send(event("job", &json!({ "job": number }))).await;
    if app.jobs.places.available_permits() == 0 {
        let before = app.jobs.before(number);
        let _ = tell
            .send(event("waiting", &json!({ "before": before })))
            .await;
    }
    let place = tokio::select! {
        place = Arc::clone(&app.jobs.places).acquire_owned() => place,
        () = tell.closed() => return,
    };
    let mut telling = Telling {
        job,
        began: Instant::now(),
        tell: tell.clone(),
        told: None,
    };
    let workers = app.workers.clone();
    let worked = workers.spawn_blocking(move || {
        let _held = place;
        work(&app, &mut telling)
    });
    let said = match worked.await {
        Ok(result) => told(result),
        Err(_) => event(
            "failed",
            &json!({ "message": "something inside the program went wrong, which is a fault of the program; other runs go on" }),
        ),
    };
    let _ = tell.send(said).await;
}

fn told(result: Result<Value, Failure>) -> Event {
    match result {
        Ok(value) => event("result", &value),
        Err(failure @ Failure::Input(..)) => event("faults", &refusal::faults(&failure)),
        Err(Failure::Run(message)) => event("failed", &json!({ "message": message })),
        Err(Failure::Interrupted(message)) => event("stopped", &json!({ "message": message })),
    }
}

fn event(name: &str, data: &Value) -> Event {
    Event::default().event(name).data(data.to_string())
}
