//! All data of the model, read from named texts. Where the texts come from (embedded, a folder) is not decided here.

use std::collections::BTreeMap;

use crate::agents::{Agent, Spectra, read_drugs, read_products};
use crate::arrows::{self, Evidence};
use crate::coverage::Coverage;
use crate::document::{Fault, Faults, Source};
use crate::food::Foods;
use crate::names;
use crate::numbers::Numbers;
use crate::taxa::Taxa;
use crate::traits::{self, Trait};

/// Everything in `data/` that the equations stand on.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// `data/parameters/*.toml`, as `FILE.NAME`.
    pub parameters: Numbers,
    /// `data/inputs/*.toml`: what comes from outside, with its healthy value.
    pub inputs: Numbers,
    /// `data/observables/*.toml`: healthy ranges of what is read off, and of habits by the input that they set.
    pub observables: Numbers,
    /// `data/reference/*.toml`: values of the healthy reference person, in base units.
    pub references: Numbers,
    /// `data/start/*.toml`: states of the healthy reference person at rest.
    pub starts: Numbers,
    /// The genera.
    pub taxa: Taxa,
    /// Foods and diets.
    pub foods: Foods,
    /// Drugs, treatments, toxins.
    pub drugs: Vec<Agent>,
    /// Probiotics, fermented foods, prebiotics.
    pub products: Vec<Agent>,
    /// `data/arrows.toml`: what the arrows rest on, by their names.
    pub evidence: BTreeMap<String, Evidence>,
    /// `data/coverage.toml`: what evidence covers where rows say nothing of their own.
    pub coverage: Coverage,
    /// `data/traits.toml`: what makes a kind of person.
    pub traits: Vec<Trait>,
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
            } else if name.starts_with("start/") {
                data.starts.read("", source, &faults);
            } else if name == "traits.toml" {
                data.traits = traits::read(source, &faults);
            } else if name == "arrows.toml" {
                data.evidence = arrows::read(source, &faults);
            } else if name == "coverage.toml" {
                data.coverage = Coverage::read(source, &faults);
            }
        }
        data.read_tables(sources, &faults);
        faults.into_result(data)
    }

    fn read_tables(&mut self, sources: &[Source], faults: &Faults) {
        let find = |name: &str| sources.iter().find(|source| source.name == name);
        if let Some(taxa) = find("taxa.toml") {
            self.taxa = Taxa::read(taxa, faults);
        }
        let spectra = self.spectra();
        if let (Some(foods), Some(diets)) = (find("foods.toml"), find("diets.toml")) {
            self.foods = Foods::read(foods, diets, &spectra.genera, faults);
        }
        if let Some(drugs) = find("drugs.toml") {
            self.drugs = read_drugs(drugs, &spectra, &self.traits, faults);
        }
        if let Some(products) = find("products.toml") {
            self.products = read_products(products, &spectra, &self.foods, faults);
        }
    }

    fn spectra(&self) -> Spectra {
        let limit = self.taxa.resistant_from;
        let mut spectra = Spectra::default();
        for (index, genus) in self.taxa.genera.iter().enumerate() {
            spectra.genera.push(genus.name.clone());
            spectra.gram_negative.push(genus.gram_negative);
            for (column, mic) in &genus.mic {
                let resistant = limit.is_some_and(|limit| *mic >= limit);
                let column = spectra
                    .mic
                    .entry(column.clone())
                    .or_insert_with(|| vec![None; self.taxa.genera.len()]);
                column[index] = (!resistant).then_some(*mic);
            }
        }
        spectra
    }

    /// The drug, treatment, toxin or product that a text means.
    pub fn agent(&self, text: &str) -> Option<&Agent> {
        names::find(&self.drugs, text)
            .map(|index| &self.drugs[index])
            .or_else(|| names::find(&self.products, text).map(|index| &self.products[index]))
    }
}
