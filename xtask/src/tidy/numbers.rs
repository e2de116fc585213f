//! No number in data/ without a unit and a word on where it comes from.
//!
//! A number is covered by the nearest table around it that has `unit` and `status`, or, in the rows of a table, by the
//! declaration of its column: `[columns.NAME]` or, for a column of columns, `[columns.GROUP.NAME]` or `[columns.GROUP]`.
//! Two kinds of row fix their unit by their form and need a status alone: what an agent does to a target (a factor, an
//! exponent or an addition in healthy values: unit 1) and what a product holds `per` gram or dose (g).

use anyhow::{Context, Result};
use toml::{Table, Value};

use super::Fault;
use crate::tree::{File, Tree};

/// Where a number may come from.
const STATUSES: &[&str] = &["measured", "recalled", "derived", "calibrated", "assumed"];

/// Statuses that ask for a note: a choice of ours says why.
const NOTED: &[&str] = &["calibrated", "assumed"];

/// Keys whose numbers, or the numbers inside, are no quantities: the relative width of a spread, a food's class of
/// processing, the genera that a product consists of.
const BARE: &[&str] = &["cv", "nova", "genera"];

/// The table of column declarations.
const COLUMNS: &str = "columns";

pub fn check(tree: &Tree) -> Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for file in tree.files("data", &[".toml"])? {
        faults.extend(faults_of(&file)?);
    }
    Ok(faults)
}

fn faults_of(file: &File) -> Result<Vec<Fault>> {
    let table: Table = file
        .text
        .parse()
        .with_context(|| format!("{} is not TOML", file.path))?;
    let columns = table
        .get(COLUMNS)
        .and_then(Value::as_table)
        .cloned()
        .unwrap_or_default();
    let mut walk = Walk {
        columns,
        faults: Vec::new(),
    };
    walk.table(&table, &mut Vec::new(), None);
    let place = |(path, what): (Vec<String>, String)| Fault {
        file: file.path.clone(),
        line: line_of(&file.text, &path),
        what: format!("{}: {what}", path.join(".")),
    };
    Ok(walk.faults.into_iter().map(place).collect())
}

struct Walk {
    columns: Table,
    faults: Vec<(Vec<String>, String)>,
}

impl Walk {
    /// Visits a table at `path`; `around` is the nearest record (a table with a unit) that it stands in.
    fn table(&mut self, table: &Table, path: &mut Vec<String>, around: Option<&Table>) {
        if let Some(status) = table.get("status") {
            self.status(status, table, path);
        }
        let record = if has_unit(table) { Some(table) } else { around };
        if let Some(record) = record
            && record.get("status").and_then(Value::as_str).is_none()
            && std::ptr::eq(record, table)
        {
            self.faults
                .push((path.clone(), "has a unit but no status".to_owned()));
        }
        for (key, value) in table {
            path.push(key.clone());
            self.value(value, path, record);
            path.pop();
        }
    }

    fn value(&mut self, value: &Value, path: &mut Vec<String>, record: Option<&Table>) {
        match value {
            Value::Table(table) => self.table(table, path, record),
            Value::Array(items) if items.iter().any(Value::is_table) => {
                for (row, item) in items.iter().enumerate() {
                    path.push(name_of(item).unwrap_or_else(|| row.to_string()));
                    self.value(item, path, record);
                    path.pop();
                }
            }
            Value::Array(items) if items.iter().any(is_number) => self.number(path, record),
            number if is_number(number) => self.number(path, record),
            _ => {}
        }
    }

    fn number(&mut self, path: &[String], record: Option<&Table>) {
        let bare = |key: &String| BARE.contains(&key.as_str());
        if !path.iter().rev().take(2).any(bare) && record.is_none() && !self.declared(path) {
            self.faults
                .push((path.to_vec(), "a number without unit and status".to_owned()));
        }
    }

    /// Whether a column of that name is declared with unit and status; the path of a row's number ends in the column's.
    fn declared(&self, path: &[String]) -> bool {
        (1..path.len()).any(|start| {
            let mut level = &self.columns;
            for key in &path[start..] {
                match level.get(key).and_then(Value::as_table) {
                    Some(inner) => level = inner,
                    None => return false,
                }
                if level.contains_key("unit") && level.contains_key("status") {
                    return true;
                }
            }
            false
        })
    }

    fn status(&mut self, status: &Value, table: &Table, path: &[String]) {
        let fault = match status.as_str() {
            Some(status) if !STATUSES.contains(&status) => Some(format!(
                "status {status:?} is none of {}",
                STATUSES.join(", ")
            )),
            Some(status) if NOTED.contains(&status) && !table.contains_key("note") => {
                Some(format!("is {status}: a note must say why this value"))
            }
            Some("measured") if !table.contains_key("source") => {
                Some("is measured: a source must be named".to_owned())
            }
            _ => None,
        };
        self.faults.extend(fault.map(|what| (path.to_vec(), what)));
    }
}

/// Whether a table says, or fixes by its form, which unit its numbers have.
fn has_unit(table: &Table) -> bool {
    let all = |keys: &[&str]| keys.iter().all(|key| table.contains_key(*key));
    all(&["unit"]) || all(&["target", "form"]) || all(&["per"])
}

fn is_number(value: &Value) -> bool {
    value.is_float() || value.is_integer()
}

/// What a row calls itself.
fn name_of(row: &Value) -> Option<String> {
    ["name", "agent", "genus", "food"]
        .iter()
        .find_map(|key| row.get(key))
        .and_then(Value::as_str)
        .map(str::to_owned)
}

/// The line on which the table or key at `path` begins, as far as it can be found by its name; 0 when it cannot.
fn line_of(text: &str, path: &[String]) -> usize {
    let begins = |key: &String, line: &str| {
        let bare = line.replace('"', "");
        let header = bare
            .trim_start_matches('[')
            .split(']')
            .next()
            .unwrap_or_default();
        let headed =
            bare.starts_with('[') && (header == *key || header.ends_with(&format!(".{key}")));
        let named = bare
            .split_once('=')
            .is_some_and(|(left, right)| left.trim() == key || right.trim() == key);
        headed || named
    };
    let mut found = 0;
    for key in path {
        let next = (1..)
            .zip(text.lines())
            .skip(found.max(1) - 1)
            .find(|(_, line)| begins(key, line.trim()));
        found = next.map_or(found, |(line, _)| line);
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(usize, String)> {
        let file = File {
            path: "a.toml".to_owned(),
            text: text.to_owned(),
        };
        faults_of(&file)
            .expect("TOML")
            .into_iter()
            .map(|fault| (fault.line, fault.what))
            .collect()
    }

    #[test]
    fn a_whole_record_passes() {
        let record = "[turnover]\nvalue = 0.8\nunit = '1/d'\nlo = 0.5\nspread = { kind = 'lognormal', cv = 0.3 }\n";
        assert_eq!(
            found(&format!("{record}status = 'measured'\nsource = 'a'")),
            []
        );
        assert_eq!(
            found(&format!("{record}status = 'assumed'\nnote = 'b'")),
            []
        );
    }

    #[test]
    fn a_number_without_unit_or_status_is_found() {
        assert_eq!(
            found("[turnover]\nvalue = 0.8\nstatus = 'recalled'")[0].0,
            2
        );
        assert_eq!(found("\n[turnover]\nvalue = 0.8\nunit = '1/d'")[0].0, 2);
        assert_eq!(found("[[rows]]\nname = 'a'\ndose = [1, 2]").len(), 1);
    }

    #[test]
    fn a_status_says_what_it_must() {
        let record = "[turnover]\nvalue = 0.8\nunit = '1/d'\n";
        for status in ["'assumed'", "'calibrated'", "'measured'", "'seen'"] {
            assert_eq!(
                found(&format!("{record}status = {status}")).len(),
                1,
                "{status}"
            );
        }
    }

    #[test]
    fn an_effect_needs_only_a_status() {
        let row = "[[effects]]\ntarget = 'a.b'\nform = 'factor'\nsize = 2\n";
        assert_eq!(found(&format!("{row}status = 'recalled'")), []);
        assert_eq!(found(row).len(), 1);
    }

    #[test]
    fn a_column_is_declared_once_for_its_rows() {
        let head = "[columns.dose]\nunit = 'g'\nstatus = 'recalled'\n[columns.shares.a]\nunit = '1'\nstatus = 'recalled'\n";
        assert_eq!(
            found(&format!(
                "{head}[[rows]]\nname = 'x'\ndose = 1\nshares = {{ a = 1 }}"
            )),
            []
        );
        assert_eq!(
            found(&format!(
                "{head}[[rows]]\nname = 'x'\nother = 1\nshares = {{ b = 1 }}"
            ))
            .len(),
            2
        );
    }

    #[test]
    fn a_declaration_needs_a_status_and_its_note() {
        assert_eq!(
            found("[columns.dose]\nunit = 'g'\nstatus = 'assumed'").len(),
            1
        );
        assert_eq!(
            found("[columns.dose]\nunit = 'g'\n[[rows]]\ndose = 1").len(),
            2
        );
    }
}
