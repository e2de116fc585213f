//! `POST /trials`: a trial in virtual people.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::State;
use axum::response::Response;
use exchange::report::{self, TrialReport};
use lab::laboratory::Watch;
use lab::physiology::document::{Fault, Source};
use lab::trial::Trial;
use lab::trial::analysis::analyse;
use lab::trial::pool::{PART, Participant, Pool};
use lab::trial::results::{ArmOverTime, OverTime, Plan, Results};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

use super::App;
use super::asked::short_enough;
use super::events::{Telling, stream};
use super::jobs::Kept;
use super::runs::affordable;
use super::sent::Sent;
use crate::arguments::enrolled;
use crate::failure::{Failure, whole};
use crate::following::{failure, protocol_hash};
use crate::trial::contract;

/// Half a year, d.
const HALF_YEAR: f64 = 182.625;

/// A trial that is asked for.
#[derive(Deserialize, ToSchema)]
pub(super) struct TrialAsked {
    /// The trial (TOML).
    trial: String,
    /// What faults call it.
    #[serde(default = "unnamed")]
    name: String,
    /// How many are enrolled, in place of what the trial says.
    people: Option<usize>,
    /// The seed of all draws, in place of what the trial says.
    seed: Option<u64>,
}

fn unnamed() -> String {
    "trial.toml".to_owned()
}

/// Runs a trial. A stream of events, as of `/runs`.
#[utoipa::path(
    post,
    path = "/trials",
    request_body = TrialAsked,
    responses((status = 200, description = "a stream of events; `result` holds what `enteroderm trial --format json` prints, and `page` with courses over time and power curves"))
)]
pub(super) async fn start(State(app): State<Arc<App>>, Sent(asked): Sent<TrialAsked>) -> Response {
    stream(&app, move |app, telling| asked.go(app, telling))
}

impl TrialAsked {
    fn go(self, app: &App, telling: &mut Telling) -> Result<Value, Failure> {
        let source = short_enough(Source::new(self.name, self.trial))?;
        let trial = Trial::read(&source);
        let mut trial = trial.map_err(|faults| Failure::Input(faults, vec![source.clone()]))?;
        if let Some(people) = self.people {
            trial.people = enrolled(&people.to_string()).map_err(wrong_people)?;
        }
        trial.seed = self.seed.unwrap_or(trial.seed);
        // Before they live through the arms, everybody is brought to rest, which takes as long as half a year.
        let length = trial.days().last().copied().unwrap_or_default();
        let half_years = 1.0 + trial.ways().len() as f64 * length / HALF_YEAR;
        affordable(trial.people as f64 * half_years)?;
        let lab = &app.opened.lab;
        let failed = |error| failure(error, &source);
        let pool = Pool::new(lab, &trial, app.rests.as_ref(), telling).map_err(failed)?;
        let people = followed(&pool, telling).map_err(failed)?;
        let results = analyse(&pool, &people, telling).map_err(failed)?;
        let model_hash = lab.hash(pool.system());
        let command = command(&source, &trial);
        let report = report::trial(&TrialReport {
            trial: &trial,
            protocol: &source.text,
            results: &results,
            population: pool.population(),
            seed: trial.seed,
            version: env!("CARGO_PKG_VERSION"),
            model_hash: &model_hash,
            protocol_hash: &protocol_hash(&source, &trial),
            command: &command,
        });
        let report = report.map_err(|error| Failure::Run(error.to_string()))?;
        telling.job.keep(Kept::Trial(report));
        let mut value = contract::trial(&trial, &results, &model_hash);
        value["page"] = page(&trial, &results, &command, telling.seconds());
        Ok(value)
    }
}

fn wrong_people(message: String) -> Failure {
    Failure::from(Fault {
        field: "people".to_owned(),
        ..whole("the request", message)
    })
}

/// The command that gives the same numbers of the same text.
fn command(source: &Source, trial: &Trial) -> String {
    format!(
        "enteroderm trial {} --seed {} --people {} --format json",
        source.name, trial.seed, trial.people
    )
}

/// Everybody, part by part.
fn followed(
    pool: &Pool<'_>,
    telling: &mut Telling,
) -> Result<Vec<Participant>, lab::run::RunError> {
    let parts = pool.parts();
    let mut people = Vec::new();
    let began = Instant::now();
    for part in 0..parts {
        let mut watch = Part {
            telling,
            began,
            part,
            parts,
        };
        people.extend(pool.part(part, &mut watch)?);
    }
    Ok(people)
}

/// Where a part stands in the whole.
struct Part<'a> {
    telling: &'a mut Telling,
    began: Instant,
    part: usize,
    parts: usize,
}

impl Watch for Part<'_> {
    fn at(&mut self, phase: &str, share: f64) -> bool {
        let done = (self.part as f64 + share.clamp(0.0, 1.0)) / self.parts as f64;
        let people = self.part * PART;
        let seconds = self.began.elapsed().as_secs_f64();
        let phase = match people {
            0 => phase.to_owned(),
            _ => {
                let rate = people as f64 / seconds;
                let left = (self.parts * PART - people) as f64 / rate;
                format!("{phase}, {rate:.0} people/s, {left:.0} s left")
            }
        };
        self.telling.at(&phase, done)
    }
}

fn page(trial: &Trial, results: &Results, command: &str, seconds: f64) -> Value {
    let wanted = trial.analysis.power;
    let curve = |plan: &Plan| {
        let points = plan
            .curve
            .iter()
            .map(|(n, found)| json!({ "n": n, "power": found.power(), "mcse": found.mcse() }));
        json!({ "arm": plan.arm, "endpoint": plan.endpoint, "wanted": wanted, "points": points.collect::<Vec<Value>>() })
    };
    let better = results.endpoints.iter().map(|found| found.lower_is_better);
    json!({
        "lower_is_better": better.collect::<Vec<bool>>(),
        "courses": results.courses.iter().map(over_time).collect::<Vec<Value>>(),
        "curves": results.plans.iter().map(curve).collect::<Vec<Value>>(),
        "command": command,
        "seconds": seconds,
    })
}

/// What is not a number becomes null on the way.
fn over_time(course: &OverTime) -> Value {
    let pairs = |pairs: &[(f64, f64)]| {
        pairs
            .iter()
            .map(|(lo, hi)| json!([lo, hi]))
            .collect::<Vec<Value>>()
    };
    let arm = |arm: &ArmOverTime| {
        json!({
            "name": arm.name,
            "mean": arm.mean,
            "ci": pairs(&arm.interval),
            "band": pairs(&arm.band),
            "truth": arm.truth,
        })
    };
    json!({
        "outcome": course.outcome,
        "unit": course.unit,
        "meaning": course.meaning,
        "days": course.days,
        "arms": course.arms.iter().map(arm).collect::<Vec<Value>>(),
    })
}
