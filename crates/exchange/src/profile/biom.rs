//! BIOM 1.0: a table in JSON, with `rows` (features), `columns` (samples), their `shape`, and `data`: `[row, column, amount]` where
//! `matrix_type` is `sparse`, one list a row where it is `dense`.
//!
//! The keys stand in any order, so the text is read twice: for the names, then for the amounts, which go straight into the table and
//! are never held as JSON. Lineages are in `rows[].metadata`, as a list, as a text, or a key a rank ([`super::biom_rows`]).

mod matrix;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::biom_rows::{
    Amounts, LineageKey, MOST_CLADES, MOST_PARTS, Row, Said, lineage_of, table_of,
};
use super::features::MOST_NAMES;
use super::{Content, FaultKind, FeatureTable, Opened, ProfileFault, ProfileFaults, ProfileReader};
use matrix::{Matrix, Stop};

/// The reader.
pub struct BiomJson;

/// What a table of other things than organisms says it is.
const OTHER_TABLES: [&str; 5] = [
    "Pathway table",
    "Function table",
    "Ortholog table",
    "Gene table",
    "Metabolite table",
];

impl ProfileReader for BiomJson {
    fn name(&self) -> &'static str {
        "BIOM 1.0 (JSON)"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        const KEYS: [&str; 3] = ["\"rows\"", "\"columns\"", "\"data\""];
        let text = content.text();
        text.trim_start().starts_with('{')
            && (text.contains("Biological Observation Matrix")
                || KEYS.iter().all(|key| text.contains(key)))
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let text = content.require_text()?;
        Ok(Opened::Table(read_table(
            content.file(),
            self.name(),
            text,
        )?))
    }
}

/// The table of a text in BIOM 1.0.
///
/// # Errors
/// Every fault of the file.
pub(super) fn read_table(
    file: &str,
    format: &'static str,
    text: &str,
) -> Result<FeatureTable, ProfileFaults> {
    let fault = |kind| ProfileFaults::from(ProfileFault::whole(file, kind));
    let head: Head = serde_json::from_str(text).map_err(|error| no_json(file, &error))?;
    let dense = head.check(fault)?;
    if head.rows.clades > MOST_CLADES {
        let kind = FaultKind::too_many("clades in its lineages", head.rows.clades, MOST_CLADES);
        return Err(fault(kind));
    }
    let (rows, samples) = (head.rows.rows.len(), head.columns.0.len());
    let samples_named = head.columns.0.into_iter().map(|column| column.id.0);
    let table = table_of(file, format, head.rows.rows, samples_named.collect())?;
    Matrix::new(Amounts::new(file, table), dense, rows, samples)
        .read(text)
        .map_err(|stop| match stop {
            Stop::Faults(faults) => faults,
            Stop::NoJson(error) => no_json(file, &error),
        })
}

/// What the JSON reader found wrong, at its place.
fn no_json(file: &str, error: &serde_json::Error) -> ProfileFaults {
    let text = error.to_string();
    let reason = text
        .rsplit_once(" at line ")
        .map_or(text.as_str(), |(reason, _)| reason);
    let kind = FaultKind::Damaged {
        what: "BIOM table in JSON",
        reason: reason.to_owned(),
    };
    let column = error.column().saturating_sub(1);
    ProfileFault::at_cell(file, error.line(), column, "", kind).into()
}

/// Everything but the amounts.
#[derive(Deserialize)]
struct Head {
    #[serde(default, rename = "type")]
    kind: Word,
    matrix_type: Word,
    #[serde(default)]
    shape: Option<[f64; 2]>,
    rows: Rows,
    columns: Columns,
    /// It must be there; it is read apart.
    #[serde(rename = "data")]
    _data: IgnoredAny,
}

impl Head {
    /// Whether the matrix is dense.
    fn check(&self, fault: impl Fn(FaultKind) -> ProfileFaults) -> Result<bool, ProfileFaults> {
        let kind = self.kind.0.as_str();
        if OTHER_TABLES
            .iter()
            .any(|other| other.eq_ignore_ascii_case(kind))
        {
            let expected = "a table of organisms is expected: `OTU table` or `Taxon table`";
            return Err(fault(FaultKind::unexpected(kind, expected)));
        }
        let (rows, columns) = (self.rows.found, self.columns.0.len());
        if let Some([of_rows, of_columns]) = self
            .shape
            .filter(|shape| *shape != [rows as f64, columns as f64])
        {
            let found = format!("shape [{of_rows}, {of_columns}]");
            let expected = format!("the file has {rows} rows and {columns} columns");
            return Err(fault(FaultKind::unexpected(&found, &expected)));
        }
        match self.matrix_type.0.to_ascii_lowercase().as_str() {
            "dense" => Ok(true),
            "sparse" => Ok(false),
            other => {
                let found = format!("matrix_type {other}");
                let expected = "sparse or dense is expected";
                Err(fault(FaultKind::unexpected(&found, expected)))
            }
        }
    }
}

/// A text, or a number in its place; empty for anything else.
#[derive(Default)]
struct Word(String);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(match Value::deserialize(from)? {
            Value::Text(text) => text,
            Value::Number(number) => number.to_string(),
            Value::List(_) | Value::Other(_) => String::new(),
        }))
    }
}

/// The features.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    /// How many there are; more are counted than kept.
    found: usize,
    clades: usize,
}

impl<'de> Deserialize<'de> for Rows {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Written {
            id: Word,
            #[serde(default)]
            metadata: Metadata,
        }
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Rows;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of rows")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Rows, A::Error> {
                let mut rows = Rows::default();
                // One row more than a table may have, for the table to refuse.
                while rows.rows.len() <= MOST_NAMES && rows.clades <= MOST_CLADES {
                    let Some(row) = list.next_element::<Written>()? else {
                        return Ok(rows);
                    };
                    if let Some(Ok(lineage)) = &row.metadata.0 {
                        rows.clades += lineage.clades().len();
                    }
                    rows.found += 1;
                    rows.rows.push(Row {
                        id: row.id.0,
                        said: row.metadata.0,
                    });
                }
                while list.next_element::<IgnoredAny>()?.is_some() {
                    rows.found += 1;
                }
                Ok(rows)
            }
        }
        from.deserialize_seq(Reading)
    }
}

/// What a row's metadata say of its lineage.
#[derive(Default)]
struct Metadata(Said);

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Metadata;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("metadata of a row: an object or null")
            }
            fn visit_unit<E>(self) -> Result<Metadata, E> {
                Ok(Metadata::default())
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Metadata, A::Error> {
                let mut parts = BTreeMap::new();
                while let Some(key) = map.next_key::<String>()? {
                    let Some(key) = LineageKey::of(&key) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    match map.next_value::<Value>()? {
                        Value::Text(text) => parts.insert(key, vec![text]),
                        Value::List(names) => parts.insert(key, names),
                        Value::Number(_) | Value::Other(_) => None,
                    };
                }
                Ok(Metadata(lineage_of(&parts)))
            }
        }
        from.deserialize_any(Reading)
    }
}

/// The samples.
struct Columns(Vec<WrittenColumn>);

#[derive(Deserialize)]
struct WrittenColumn {
    id: Word,
}

impl<'de> Deserialize<'de> for Columns {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Columns;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of columns")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Columns, A::Error> {
                let mut columns = Vec::new();
                while let Some(column) = list.next_element()? {
                    columns.push(column);
                    if columns.len() > MOST_NAMES {
                        return Err(A::Error::custom(format!("more than {MOST_NAMES} columns")));
                    }
                }
                Ok(Columns(columns))
            }
        }
        from.deserialize_seq(Reading)
    }
}

/// Any value, of which lists keep only the beginning.
enum Value {
    Text(String),
    Number(f64),
    /// The texts of a list; empty ones for whatever else is in it.
    List(Vec<String>),
    /// What it is, in words.
    Other(&'static str),
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Reading;
        impl<'de> Visitor<'de> for Reading {
            type Value = Value;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_str<E>(self, text: &str) -> Result<Value, E> {
                Ok(Value::Text(text.to_owned()))
            }
            fn visit_string<E>(self, text: String) -> Result<Value, E> {
                Ok(Value::Text(text))
            }
            fn visit_u64<E>(self, number: u64) -> Result<Value, E> {
                Ok(Value::Number(number as f64))
            }
            fn visit_i64<E>(self, number: i64) -> Result<Value, E> {
                Ok(Value::Number(number as f64))
            }
            fn visit_f64<E>(self, number: f64) -> Result<Value, E> {
                Ok(Value::Number(number))
            }
            fn visit_bool<E>(self, truth: bool) -> Result<Value, E> {
                Ok(Value::Other(if truth { "true" } else { "false" }))
            }
            fn visit_unit<E>(self) -> Result<Value, E> {
                Ok(Value::Other("null"))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
                let mut names = Vec::new();
                while names.len() < MOST_PARTS {
                    let Some(Name(name)) = list.next_element()? else {
                        return Ok(Value::List(names));
                    };
                    names.push(name);
                }
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Value::List(names))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Value::Other("an object"))
            }
        }
        from.deserialize_any(Reading)
    }
}

/// A text or null.
struct Name(String);

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        Ok(Self(
            Option::<String>::deserialize(from)?.unwrap_or_default(),
        ))
    }
}

impl Value {
    /// As a message shows it.
    fn shown(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Number(number) => number.to_string(),
            Self::List(_) => "a list".to_owned(),
            Self::Other(what) => (*what).to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
