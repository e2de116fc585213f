//! Texts in TOML: scenarios, trials, findings and populations.

use std::sync::LazyLock;

use lab::draws::Draws;
use lab::evidence::Finding;
use lab::evidence::ledger::Ledger;
use lab::laboratory::{Laboratory, embedded_data};
use lab::physiology::document::{Fault, Source};
use lab::scenario::Scenario;
use lab::trial::Trial;
use lab::trial::pool::Pool;

static LABORATORY: LazyLock<Laboratory> =
    LazyLock::new(|| Laboratory::new(&embedded_data()).expect("the built-in data are sound"));

/// How much of a text is looked at.
#[derive(Clone, Copy, PartialEq)]
pub enum Depth {
    /// What takes no equations: thousands of texts a second.
    WithoutEquations,
    /// Everything that comes before a run.
    All,
}

/// Reads a scenario and holds it against the data.
pub fn scenario(bytes: &[u8], depth: Depth) -> Option<Scenario> {
    let source = source(bytes)?;
    let (scenario, faults) = Scenario::read_what_can_be(&source, &lab::habits::names());
    told(&faults, &source);
    let mut scenario = scenario?;
    scenario.without_treatments();
    if depth == Depth::WithoutEquations {
        scenario.sampling.outcomes.clear();
    }
    let mismatches = lab::run::check(&LABORATORY, &scenario).expect("the built-in data are sound");
    (faults.is_empty() && mismatches.is_empty()).then_some(scenario)
}

/// Reads a trial and a cohort and holds them against the data.
pub fn trial(bytes: &[u8], depth: Depth) -> Option<Trial> {
    let source = source(bytes)?;
    let read = [Trial::read(&source), Trial::read_cohort(&source)];
    let mut fitting = None;
    for one in read {
        match one {
            Err(faults) => told(&faults, &source),
            Ok(trial) => {
                trial.ways();
                trial.days();
                if depth == Depth::WithoutEquations || fits(&trial) {
                    fitting = fitting.or(Some(trial));
                }
            }
        }
    }
    fitting
}

/// Reads a finding, or a ledger of findings, and holds the finding against the data.
pub fn finding(bytes: &[u8], depth: Depth) -> Option<Finding> {
    let source = source(bytes)?;
    if let Err(faults) = Ledger::read(&source) {
        told(&faults, &source);
    }
    match Finding::read(&source) {
        Err(faults) => {
            told(&faults, &source);
            None
        }
        Ok(finding) => {
            let experiment = finding.experiment.as_ref().ok();
            let all = experiment.filter(|_| depth == Depth::All);
            let mismatches = all.map(|experiment| experiment.check(&LABORATORY));
            let fits = mismatches.is_none_or(|found| found.is_ok_and(|found| found.is_empty()));
            fits.then_some(finding)
        }
    }
}

/// Reads a population and draws people of it.
pub fn population(bytes: &[u8]) -> Option<String> {
    let text = source(bytes)?.text;
    let source = Source::new("populations/fuzzed.toml", text);
    match lab::population::read(&source, &LABORATORY) {
        Err(faults) => {
            told(&faults, &source);
            None
        }
        Ok(population) => {
            let _ = population.typical(&LABORATORY.data);
            let draws = Draws::new(1);
            for number in 1..=4 {
                let _ = population.candidate(&LABORATORY.data, &draws, number);
            }
            Some(population.name)
        }
    }
}

fn source(bytes: &[u8]) -> Option<Source> {
    let text = std::str::from_utf8(bytes).ok()?;
    Some(Source::new("fuzzed.toml", text))
}

fn fits(trial: &Trial) -> bool {
    let mismatches = Pool::check(&LABORATORY, trial);
    mismatches.is_ok_and(|mismatches| mismatches.is_empty())
}

/// Holds that faults can be told: each of a piece of the text that is there.
fn told(faults: &[Fault], source: &Source) {
    for fault in faults {
        let piece = fault.span.clone().map(|span| source.text.get(span));
        assert_ne!(piece, Some(None), "{fault}");
    }
}
