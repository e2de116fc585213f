//! A crate depends only on crates below it, tests included.

use anyhow::{Context, Result};
use serde::Deserialize;

use super::Fault;
use crate::rust;
use crate::tree::Tree;

/// The crates from the ground up.
const LAYERS: &[&str] = &[
    "enteroderm-engine",
    "enteroderm-physiology",
    "enteroderm-lab",
    "enteroderm-exchange",
    "enteroderm",
];

/// Crates that stand beside the layers and that nothing may depend on.
const BESIDE: &[&str] = &["enteroderm-benches", "xtask"];

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// The folder of a crate of this workspace; none for a crate from a registry.
    path: Option<String>,
}

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let metadata: Metadata = serde_json::from_slice(&rust::metadata(tree, false)?)
        .context("cargo metadata reads otherwise than expected")?;
    Ok(metadata.packages.iter().flat_map(faults).collect())
}

fn faults(package: &Package) -> Vec<Fault> {
    let fault = |what| Fault {
        file: format!("crate {}", package.name),
        line: 0,
        what,
    };
    let Some(own) = height(&package.name) else {
        let unplaced = !BESIDE.contains(&package.name.as_str());
        return unplaced
            .then(|| {
                fault("stands in no layer; add it to LAYERS in xtask/src/tidy/layers.rs".to_owned())
            })
            .into_iter()
            .collect();
    };
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.path.is_some())
        .filter(|dependency| height(&dependency.name).is_none_or(|below| below >= own))
        .map(|dependency| {
            fault(format!(
                "depends on {}, which is not below it",
                dependency.name
            ))
        })
        .collect()
}

fn height(name: &str) -> Option<usize> {
    LAYERS.iter().position(|layer| *layer == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: &[&str]) -> Package {
        let inside = |name: &&str| Dependency {
            name: (*name).to_owned(),
            path: Some("somewhere".to_owned()),
        };
        Package {
            name: name.to_owned(),
            dependencies: dependencies.iter().map(inside).collect(),
        }
    }

    #[test]
    fn downward_is_allowed() {
        assert!(
            faults(&package(
                "enteroderm-lab",
                &["enteroderm-engine", "enteroderm-physiology"]
            ))
            .is_empty()
        );
    }

    #[test]
    fn upward_and_sideways_are_not() {
        assert_eq!(
            faults(&package("enteroderm-engine", &["enteroderm-physiology"])).len(),
            1
        );
        assert_eq!(
            faults(&package("enteroderm-lab", &["enteroderm-lab"])).len(),
            1
        );
        assert_eq!(faults(&package("enteroderm", &["xtask"])).len(), 1);
    }

    #[test]
    fn a_registry_crate_has_no_layer() {
        let mut package = package("enteroderm-engine", &["enteroderm"]);
        package.dependencies[0].path = None;
        assert!(faults(&package).is_empty());
    }

    #[test]
    fn a_new_crate_must_be_placed() {
        assert_eq!(faults(&package("enteroderm-new", &[])).len(), 1);
    }
}
