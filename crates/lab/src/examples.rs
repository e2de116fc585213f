//! The built-in examples: scenarios a user starts from, and the arrows they show.

use include_dir::{Dir, include_dir};
use physiology::document::{Fault, Source};

use crate::habits;
use crate::laboratory::texts_of;
use crate::scenario::Scenario;

static EXAMPLES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../examples");

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

/// All built-in examples, by path.
///
/// # Errors
/// Every fault of every text.
pub fn examples() -> Result<Vec<Example>, Vec<Fault>> {
    let mut faults = Vec::new();
    let mut examples = Vec::new();
    for source in texts_of(&EXAMPLES) {
        let source = Source::new(format!("examples/{}", source.name), source.text);
        match Scenario::read(&source, &habits::names()) {
            Ok(scenario) => examples.push(Example { source, scenario }),
            Err(more) => faults.extend(more),
        }
    }
    if faults.is_empty() {
        Ok(examples)
    } else {
        Err(faults)
    }
}
