//! The lints that hold determinism and safety are written down once and switched on in every crate.

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::Fault;
use crate::tree::Tree;

/// Lints of the workspace: group, name, and the levels that will do.
const WANTED: &[(&str, &str, &[&str])] = &[
    ("rust", "unsafe_code", &["forbid"]),
    ("clippy", "disallowed_methods", &["warn", "deny", "forbid"]),
    ("clippy", "iter_over_hash_type", &["warn", "deny", "forbid"]),
];

/// Methods of `f64` whose last bits differ between machines; clippy.toml must refuse them.
const PLATFORM: &[&str] = &[
    "exp", "exp2", "exp_m1", "ln", "log", "log2", "log10", "ln_1p", "powf", "sin", "cos", "tan",
    "tanh", "mul_add",
];

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let workspace = tree.file("Cargo.toml")?;
    let mut faults = workspace_faults(&parse(&workspace.path, &workspace.text)?);
    let clippy = tree.file("clippy.toml")?;
    faults.extend(clippy_faults(&parse(&clippy.path, &clippy.text)?));
    let mut manifests = tree.files("crates", &["Cargo.toml"])?;
    for beside in ["benches", "xtask"] {
        manifests.push(tree.file(&format!("{beside}/Cargo.toml"))?);
    }
    for manifest in manifests {
        faults.extend(manifest_fault(
            &manifest.path,
            &parse(&manifest.path, &manifest.text)?,
        ));
    }
    Ok(faults)
}

fn parse(path: &str, text: &str) -> Result<Table> {
    text.parse().with_context(|| format!("{path} is not TOML"))
}

fn fault(file: &str, what: String) -> Fault {
    Fault {
        file: file.to_owned(),
        line: 0,
        what,
    }
}

fn workspace_faults(workspace: &Table) -> Vec<Fault> {
    let level = |group: &str, name: &str| {
        at(workspace, &["workspace", "lints", group, name]).and_then(Value::as_str)
    };
    WANTED
        .iter()
        .filter(|(group, name, levels)| {
            !level(group, name).is_some_and(|level| levels.contains(&level))
        })
        .map(|(group, name, levels)| {
            fault(
                "Cargo.toml",
                format!(
                    "workspace.lints.{group}.{name} must be {}",
                    levels.join(" or ")
                ),
            )
        })
        .collect()
}

fn clippy_faults(clippy: &Table) -> Vec<Fault> {
    let listed: Vec<&str> = at(clippy, &["disallowed-methods"])
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.get("path").unwrap_or(entry).as_str())
        .collect();
    PLATFORM
        .iter()
        .map(|method| format!("f64::{method}"))
        .filter(|path| !listed.contains(&path.as_str()))
        .map(|path| {
            fault(
                "clippy.toml",
                format!("{path} is missing from disallowed-methods"),
            )
        })
        .collect()
}

fn manifest_fault(path: &str, manifest: &Table) -> Option<Fault> {
    let on = at(manifest, &["lints", "workspace"]).and_then(Value::as_bool) == Some(true);
    (!on).then(|| fault(path, "`[lints] workspace = true` is missing".to_owned()))
}

fn at<'a>(table: &'a Table, path: &[&str]) -> Option<&'a Value> {
    let (first, rest) = path.split_first()?;
    rest.iter()
        .try_fold(table.get(*first)?, |value, key| value.get(key))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(text: &str) -> Table {
        text.parse().expect("the tests hand in TOML")
    }

    #[test]
    fn each_lint_of_the_workspace_is_wanted() {
        let all = "[workspace.lints.rust]\nunsafe_code = 'forbid'\n[workspace.lints.clippy]\n\
                   disallowed_methods = 'warn'\niter_over_hash_type = 'deny'";
        assert!(workspace_faults(&table(all)).is_empty());
        assert_eq!(
            workspace_faults(&table(&all.replace("forbid", "deny"))).len(),
            1
        );
        assert_eq!(workspace_faults(&table("")).len(), WANTED.len());
    }

    #[test]
    fn each_platform_function_is_refused_by_clippy() {
        let one = table("disallowed-methods = [{ path = 'f64::exp', reason = 'x' }, 'f64::ln']");
        assert_eq!(clippy_faults(&one).len(), PLATFORM.len() - 2);
    }

    #[test]
    fn a_crate_that_does_not_inherit_is_named() {
        assert!(manifest_fault("a", &table("[lints]\nworkspace = true")).is_none());
        assert!(manifest_fault("a", &table("[lints.rust]\nunsafe_code = 'warn'")).is_some());
    }
}
