//! All data of the model, read from named texts. Where the texts come from (embedded, a folder) is not decided here.

use crate::agents::Agent;
use crate::document::{Fault, Faults, Source};
use crate::numbers::Numbers;

/// Everything in `data/` that the equations stand on.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// `data/parameters/*.toml`, as `FILE.NAME`.
    pub parameters: Numbers,
    /// `data/inputs/*.toml`: what comes from outside, with its healthy value.
    pub inputs: Numbers,
    /// `data/observables/*.toml`: healthy ranges of what is read off.
    pub observables: Numbers,
    /// `data/reference/*.toml`: values of the healthy reference person, in base units.
    pub references: Numbers,
    /// Drugs, treatments, toxins, products.
    pub agents: Vec<Agent>,
}

impl Data {
    /// Reads all files, named by their path below `data/`, such as `parameters/lining.toml`.
    ///
    /// # Errors
    /// Every fault of every file.
    pub fn read(sources: &[Source]) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let mut data = Self::default();
        for source in sources {
            let name = source.name.as_str();
            let stem = name
                .strip_suffix(".toml")
                .and_then(|name| name.rsplit('/').next())
                .unwrap_or(name);
            if name.starts_with("parameters/") {
                data.parameters.read(stem, source, &faults);
            } else if name.starts_with("inputs/") {
                data.inputs.read("", source, &faults);
            } else if name.starts_with("observables/") {
                data.observables.read("", source, &faults);
            } else if name.starts_with("reference/") {
                data.references.read("reference", source, &faults);
            }
        }
        faults.into_result(data)
    }
}
