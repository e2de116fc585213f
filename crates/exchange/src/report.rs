//! Reports: what was found, as a page to read.
//!
//! [`trial`], [`evidence`] and [`profiles`] write a page that is complete in itself: its style and its drawings stand in it, nothing is loaded, nothing runs. Every name comes
//! from somebody and is escaped; what is not known is said to be so.

mod answers;
mod arms;
mod axis;
mod courses;
mod design;
mod dose;
mod effect;
mod endpoints;
mod findings;
mod flow;
mod forest;
mod numbers;
mod people;
mod power;
mod profiles;
mod responders;
mod svg;
mod table;

use askama::Template;
use lab::population::Population;
use lab::trial::Trial;
use lab::trial::results::Results;

pub use findings::{EvidenceReport, evidence};
pub use profiles::{ProfilesReport, Sampled, Told, profiles};

use answers::Answer;
use courses::Shown;
use endpoints::Endpoint;
use responders::Responders;
use table::{Figure, Table};

/// What the report of a trial tells.
#[derive(Clone, Copy, Debug)]
pub struct TrialReport<'a> {
    /// The trial.
    pub trial: &'a Trial,
    /// Its text.
    pub protocol: &'a str,
    /// What it found.
    pub results: &'a Results,
    /// Whom its people were drawn from.
    pub population: &'a Population,
    /// The seed of all draws.
    pub seed: u64,
    /// The version of the program.
    pub version: &'a str,
    /// The hash of equations and data.
    pub model_hash: &'a str,
    /// The hash of the trial's text.
    pub protocol_hash: &'a str,
    /// The command that gives the same again.
    pub command: &'a str,
}

/// The page.
#[derive(Template)]
#[template(path = "trial.html")]
struct Page<'a> {
    report: TrialReport<'a>,
    population: String,
    answers: Vec<Answer>,
    design: Vec<(&'static str, String)>,
    diagram: Figure,
    refused: Table,
    arms: Table,
    baseline: Table,
    courses: Vec<Shown>,
    endpoints: Vec<Endpoint>,
    forests: Vec<Figure>,
    doses: Vec<Figure>,
    curve: Option<Figure>,
    plans: Table,
    responders: Vec<Responders>,
    failed: Table,
}

/// The report of a trial: an HTML page that is complete in itself.
///
/// # Errors
/// The page could not be put together, which no content of a report brings about.
pub fn trial(report: &TrialReport<'_>) -> Result<String, askama::Error> {
    let (trial, results) = (report.trial, report.results);
    let confidence = numbers::asked(1.0 - trial.analysis.alpha);
    let page = Page {
        report: *report,
        population: people::population(report.population),
        answers: answers::answers(trial, results),
        design: design::lines(trial),
        diagram: flow::diagram(&results.flow),
        refused: flow::refused(&results.flow),
        arms: flow::by_arm(&results.flow),
        baseline: people::baseline(results),
        courses: courses::courses(&results.courses, &confidence),
        endpoints: endpoints::endpoints(trial, results, &confidence),
        forests: endpoints::forests(trial, results, &confidence),
        doses: dose::plots(trial, results, &confidence),
        curve: power::curve(trial, results),
        plans: power::plans(trial, results),
        responders: responders::responders(trial, results, &confidence),
        failed: people::failed(&results.failed),
    };
    page.render()
}
