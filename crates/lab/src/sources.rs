//! Sources: the publications behind a run, so that who uses a result can cite what it rests on.

use std::collections::BTreeSet;

use engine::System;
use physiology::axis;
use toml::Value;

use crate::laboratory::{Laboratory, bibliography};
use crate::life::Life;
use crate::person::Person;
use crate::run::RunError;
use crate::scenario::Scenario;

/// Tables that every run uses as a whole.
const SHARED: [&str; 3] = ["taxa.toml", "foods.toml", "observation.toml"];
/// Tables of which a run uses what is in them by name.
const NAMED: [&str; 3] = ["drugs.toml", "products.toml", "traits.toml"];

/// Keys of the publications that a scenario rests on: those behind every number of its equations, what it gives, who the person is, and the arrows.
///
/// # Errors
/// The scenario or the equations do not fit the data.
pub fn of_scenario(lab: &Laboratory, scenario: &Scenario) -> Result<BTreeSet<String>, RunError> {
    let person = Person::new(&lab.data, &scenario.person, None).map_err(RunError::Scenario)?;
    let life = Life::new(&lab.data, scenario, person.usual_diet());
    let life = life.map_err(RunError::Scenario)?;
    let system = axis::build(&lab.data, &life.agents, false).map_err(RunError::Model)?;
    let agents = life.agents.iter().map(|agent| agent.name.as_str());
    let names: BTreeSet<&str> = agents
        .chain(person.traits.iter().map(String::as_str))
        .collect();
    let mut keys = of_numbers(lab, &system);
    for source in &lab.sources {
        let text = || source.text.parse::<toml::Table>().unwrap_or_default();
        if SHARED.contains(&source.name.as_str()) {
            collect(&Value::Table(text()), &mut keys);
        }
        if NAMED.contains(&source.name.as_str()) {
            let named = text()
                .into_iter()
                .filter(|(name, _)| names.contains(name.as_str()));
            named.for_each(|(_, value)| collect(&value, &mut keys));
        }
    }
    keys.extend(
        lab.data
            .evidence
            .values()
            .flat_map(|arrow| arrow.sources.iter().cloned()),
    );
    Ok(keys)
}

fn of_numbers(lab: &Laboratory, system: &System) -> BTreeSet<String> {
    let names = system
        .parameters
        .iter()
        .map(|parameter| parameter.name.as_str());
    let numbers = names.filter_map(|name| {
        let number = lab.data.parameters.get(name);
        number.or_else(|| lab.data.inputs.get(name))
    });
    numbers.filter_map(|number| number.source.clone()).collect()
}

/// Every `source` and `sources` in a value.
fn collect(value: &Value, keys: &mut BTreeSet<String>) {
    match value {
        Value::Table(table) => {
            for (name, inner) in table {
                match (name.as_str(), inner) {
                    ("source", Value::String(key)) => drop(keys.insert(key.clone())),
                    ("sources", Value::Array(list)) => {
                        keys.extend(list.iter().filter_map(Value::as_str).map(ToOwned::to_owned));
                    }
                    _ => collect(inner, keys),
                }
            }
        }
        Value::Array(list) => list.iter().for_each(|inner| collect(inner, keys)),
        _ => {}
    }
}

/// Where a publication is found, by its DOI, PubMed or PubMed Central number, the first of them that is known.
pub fn link(doi: Option<&str>, pmid: Option<&str>, pmcid: Option<&str>) -> Option<String> {
    let to =
        |resolver: &str, number: Option<&str>| number.map(|number| format!("{resolver}{number}"));
    to("https://doi.org/", doi)
        .or_else(|| to("https://pubmed.ncbi.nlm.nih.gov/", pmid))
        .or_else(|| to("https://pmc.ncbi.nlm.nih.gov/articles/", pmcid))
}

/// The entries of these publications, as BibTeX, in the order of the bibliography.
pub fn bibtex(keys: &BTreeSet<String>) -> String {
    let entries = bibliography()
        .split("\n@")
        .map(|entry| entry.trim_start_matches('@'));
    let cited = entries.filter(|entry| {
        let key = entry
            .split_once('{')
            .and_then(|(_, rest)| rest.split_once(','));
        key.is_some_and(|(key, _)| keys.contains(key))
    });
    cited
        .map(|entry| format!("@{}\n\n", entry.trim_end()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::laboratory::embedded_data;
    use physiology::document::Source;

    fn keys(text: &str) -> BTreeSet<String> {
        let lab = Laboratory::new(&embedded_data()).unwrap();
        let source = Source::new("scenario.toml", text);
        let scenario = Scenario::read(&source, &crate::habits::names()).unwrap();
        of_scenario(&lab, &scenario).unwrap()
    }

    #[test]
    fn what_is_given_brings_its_publications_and_nothing_else() {
        let without = keys("[sample]\nuntil = \"7 d\"\n");
        let with = keys("[[course]]\ntake = \"methotrexate\"\n[sample]\nuntil = \"7 d\"\n");
        let more: Vec<&String> = with.difference(&without).collect();
        assert_eq!(more, ["saurat2008champion"]);
    }

    #[test]
    fn every_publication_is_in_the_bibliography() {
        let cited = keys("[[course]]\ntake = \"methotrexate\"\n[sample]\nuntil = \"7 d\"\n");
        let text = bibtex(&cited);
        assert_eq!(text.matches("@").count(), cited.len());
        assert!(text.contains("@article{saurat2008champion,"));
    }
}
