//! `POST /runs`: one person through a scenario.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use lab::outcome::{Outcome, Run};
use lab::run::Question;
use lab::scenario::Sampling;
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::asked::{Asked, Read};
use super::events::{Telling, stream};
use super::jobs::Kept;
use super::sent::Sent;
use super::{App, headline};
use crate::failure::Failure;
use crate::{contract, reasons, run};

/// More people than this make no band narrower that somebody looks at while waiting.
const MOST_PEOPLE: usize = 200;
/// So many lives of half a year are one request; it is minutes on two cores.
const MOST_WORK: f64 = 5_000.0;
/// So many samples of a life are one answer; with every outcome, it is tens of megabytes.
const MOST_SAMPLES: f64 = 5_000.0;
/// So many samples of all lives together fit into memory beside other runs.
const MOST_SAMPLES_OF_ALL: f64 = 150_000.0;
/// Half a year, d.
const HALF_YEAR: f64 = 182.625;
/// Lives that it takes to say why: with courses and without, each with ways cut alone and together.
const LIVES_OF_WHY: usize = 2 * 24;

/// A run that is asked for.
#[derive(Deserialize, ToSchema)]
pub(super) struct RunAsked {
    #[serde(flatten)]
    asked: Asked,
    /// Whether the courses are asked what they did, and by which ways.
    #[serde(default)]
    why: bool,
    /// The typical person, and so many others less one who show how sure the result is.
    #[serde(default = "alone")]
    people: usize,
    /// The seed by which the others are drawn.
    #[serde(default = "alone_seed")]
    seed: u64,
    /// Whether every outcome is told, not only those asked for.
    #[serde(default)]
    everything: bool,
}

fn alone() -> usize {
    1
}

fn alone_seed() -> u64 {
    1
}

/// Runs a scenario. The answer is a stream of server-sent events: `job`, `waiting`, `progress`, then `result`, `faults`, `failed` or `stopped`.
#[utoipa::path(
    post,
    path = "/runs",
    request_body = RunAsked,
    responses(
        (status = 200, description = "a stream of events (text/event-stream); `result` holds what `enteroderm run --format json` prints, and `page`"),
        (status = 429, description = "too much is waiting; Retry-After says when to ask again")
    )
)]
pub(super) async fn start(State(app): State<Arc<App>>, Sent(asked): Sent<RunAsked>) -> Response {
    stream(&app, move |app, telling| asked.go(app, telling))
}

impl RunAsked {
    fn go(self, app: &App, telling: &mut Telling) -> Result<Value, Failure> {
        let question = Question {
            why: self.why,
            people: self.people.clamp(1, MOST_PEOPLE),
            seed: self.seed,
            insist: false,
            everything: self.everything,
        };
        let Read {
            source,
            scenario,
            stool,
        } = self.asked.read(&app.opened)?;
        let lives = question.people * if question.why { LIVES_OF_WHY } else { 1 };
        affordable(lives as f64 * scenario.sampling.until / HALF_YEAR)?;
        let at_once = question.people + if question.why { LIVES_OF_WHY } else { 0 };
        few_enough(&scenario.sampling, at_once)?;
        let result = lab::run::run(
            &app.opened.lab,
            &scenario,
            stool.as_ref(),
            &question,
            app.rests.as_ref(),
            telling,
        );
        let run = result.map_err(|error| run::failure(error, &source))?;
        let value = told(&run, &question, telling.seconds());
        telling.job.keep(Kept::Run(Box::new(run)));
        Ok(value)
    }
}

/// Refuses work that takes longer than anybody waits in front of a page.
pub(super) fn affordable(half_years: f64) -> Result<(), Failure> {
    if half_years <= MOST_WORK {
        return Ok(());
    }
    Err(Failure::Run(format!(
        "this is about {half_years:.0} lives of half a year, more than the {MOST_WORK:.0} that the server takes at once; on the command line \
         there is no such limit"
    )))
}

/// Refuses what is sampled so often that it fits neither into an answer nor into memory.
fn few_enough(sampling: &Sampling, lives: usize) -> Result<(), Failure> {
    let samples = sampling.until / sampling.every;
    let most = MOST_SAMPLES.min(MOST_SAMPLES_OF_ALL / lives as f64);
    if samples <= most {
        return Ok(());
    }
    let whose = match lives {
        1 => "a life".to_owned(),
        _ => format!("each of {lives} lives"),
    };
    Err(Failure::Run(format!(
        "this is {samples:.0} samples of {whose}, more than the {most:.0} that the server takes: sample less often, or end earlier; on the \
         command line there is no such limit"
    )))
}

/// What the command line's contract says, and what a page needs beside it.
fn told(run: &Run, question: &Question, seconds: f64) -> Value {
    let mut value = contract::run(run);
    for outcome in &run.others {
        value["outcomes"][&outcome.name] = contract::outcome(outcome);
    }
    let sentences = run.reasons.iter().map(reasons::sentence);
    for (place, sentence) in sentences.enumerate() {
        value["why"][place]["sentence"] = json!(sentence);
    }
    let names = |outcomes: &[Outcome]| -> Vec<String> {
        outcomes
            .iter()
            .map(|outcome| outcome.name.clone())
            .collect()
    };
    value["page"] = json!({
        "person": run.person,
        "given": run.given,
        "chosen": names(&run.outcomes),
        "changed_most": names(&run.changed_most),
        "headline": headline::sentences(run),
        "command": command(question),
        "seconds": seconds,
    });
    value
}

/// The command that gives the same numbers of the same text.
fn command(question: &Question) -> String {
    let mut command = "enteroderm run scenario.toml".to_owned();
    if question.people > 1 {
        command += &format!(" --people {} --seed {}", question.people, question.seed);
    }
    if question.why {
        command += " --why";
    }
    command + " --format json"
}
