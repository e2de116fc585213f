//! The built-in examples: scenarios a user starts from, and the arrows they show; and trials.

use include_dir::{Dir, include_dir};
use physiology::document::{Fault, Source};

use crate::habits;
use crate::laboratory::texts_of;
use crate::scenario::Scenario;
use crate::trial::Trial;

static EXAMPLES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../examples");

/// The folder of the examples in which trials lie.
const TRIALS: &str = "trials/";

/// A built-in scenario.
#[derive(Clone, Debug)]
pub struct Example {
    /// Its text, named by its path, such as `examples/claims/09-butyrate.toml`.
    pub source: Source,
    /// What the text says.
    pub scenario: Scenario,
}

impl Example {
    /// Whether it is an example of that arrow.
    pub fn is_of(&self, arrow: &str) -> bool {
        self.scenario.shows.iter().any(|name| name.text == arrow)
    }
}

/// All built-in scenarios, by path.
///
/// # Errors
/// Every fault of every text.
pub fn examples() -> Result<Vec<Example>, Vec<Fault>> {
    let read = |source: Source| {
        let scenario = Scenario::read(&source, &habits::names())?;
        Ok(Example { source, scenario })
    };
    read_all(sources(false), read)
}

/// All built-in trials, by path, each with its text.
///
/// # Errors
/// Every fault of every text.
pub fn trials() -> Result<Vec<(Source, Trial)>, Vec<Fault>> {
    let read = |source: Source| {
        let trial = Trial::read(&source)?;
        Ok((source, trial))
    };
    read_all(sources(true), read)
}

/// The texts of all trials, or of all other examples.
fn sources(trials: bool) -> impl Iterator<Item = Source> {
    let texts = texts_of(&EXAMPLES).into_iter();
    texts
        .filter(move |source| source.name.starts_with(TRIALS) == trials)
        .map(|source| Source::new(format!("examples/{}", source.name), source.text))
}

fn read_all<T>(
    sources: impl Iterator<Item = Source>,
    read: impl Fn(Source) -> Result<T, Vec<Fault>>,
) -> Result<Vec<T>, Vec<Fault>> {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for source in sources {
        match read(source) {
            Ok(one) => all.push(one),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() {
        Ok(all)
    } else {
        Err(faults)
    }
}
