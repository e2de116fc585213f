//! The same table as JSON.

use std::fmt;

use serde::de::{IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Field, LIST, Rows, Spot, plain};
use crate::profile::fault::Gathered;
use crate::profile::features::MOST_NAMES;
use crate::profile::{FaultKind, ProfileFault, ProfileFaults};

/// The part of a text that is JSON of this format.
pub(super) fn part(text: &str) -> Option<&str> {
    let trimmed = text.trim_start();
    let is_list = trimmed.starts_with('[') && trimmed.contains("\"tax_rank\"");
    if is_list {
        return trimmed.get(..=trimmed.rfind(']').or_else(|| trimmed.rfind('}'))?);
    }
    if !text.contains(&format!("\"{LIST}\"")) {
        return None;
    }
    text.get(text.find('{')?..=text.rfind('}')?)
}

pub(super) fn rows(file: &str, text: &str, faults: &mut Gathered) -> Result<Rows, ProfileFaults> {
    let json = part(text).unwrap_or_default();
    let export = if json.starts_with('[') {
        serde_json::from_str(json).map(|rows| Export {
            ubiome_bacteriacounts: rows,
            site: Scalar::default(),
        })
    } else {
        serde_json::from_str::<Export>(json)
    };
    let export = export.map_err(|error| {
        let kind = FaultKind::Damaged {
            what: "JSON",
            reason: error.to_string(),
        };
        ProfileFault::whole(file, kind)
    })?;
    let List { entries, found } = export.ubiome_bacteriacounts;
    if found > MOST_NAMES {
        let kind = FaultKind::too_many("rows", found, MOST_NAMES);
        return Err(ProfileFault::whole(file, kind).into());
    }
    let counts = entries.iter().any(|entry| !entry.count.0.is_empty());
    let mut rows = Rows {
        counts,
        site: export.site.0,
        ..Rows::default()
    };
    for (index, entry) in entries.into_iter().enumerate() {
        let text = |field| plain(entry.text(field));
        rows.push(file, Spot::Entry(index + 1), text, faults)?;
    }
    Ok(rows)
}

/// What a file of JSON holds.
#[derive(Deserialize)]
struct Export {
    ubiome_bacteriacounts: List,
    #[serde(default)]
    site: Scalar,
}

/// The rows, as far as there are not too many, and how many there are.
struct List {
    entries: Vec<Entry>,
    found: usize,
}

/// A row of JSON.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    count: Scalar,
    count_norm: Scalar,
    tax_rank: Scalar,
    tax_name: Scalar,
    taxon: Scalar,
    parent: Scalar,
}

impl Entry {
    fn text(&self, field: Field) -> &str {
        let scalar = match field {
            Field::Count => &self.count,
            Field::CountNorm => &self.count_norm,
            Field::Rank => &self.tax_rank,
            Field::Name => &self.tax_name,
            Field::Taxon => &self.taxon,
            Field::Parent => &self.parent,
        };
        &scalar.0
    }
}

/// A text or a number as it is written; nothing for anything else.
#[derive(Default)]
struct Scalar(String);

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfRows;
        impl<'de> Visitor<'de> for OfRows {
            type Value = List;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a list of rows")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut rows: A) -> Result<List, A::Error> {
                let mut entries = Vec::new();
                while entries.len() < MOST_NAMES {
                    match rows.next_element()? {
                        Some(entry) => entries.push(entry),
                        None => break,
                    }
                }
                let mut found = entries.len();
                while rows.next_element::<IgnoredAny>()?.is_some() {
                    found += 1;
                }
                Ok(List { entries, found })
            }
        }
        deserializer.deserialize_seq(OfRows)
    }
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OfAny;
        impl<'de> Visitor<'de> for OfAny {
            type Value = Scalar;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "a text or a number")
            }

            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar(text.to_owned()))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Scalar, E> {
                Ok(Scalar(number.to_string()))
            }

            fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
                Ok(Scalar(value.to_string()))
            }

            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::default())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar::default())
            }
        }
        deserializer.deserialize_any(OfAny)
    }
}
