//! `data` of a table in BIOM 1.0: the amounts, which go straight into the table as they are read.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::Value;
use crate::profile::biom_rows::Amounts;
use crate::profile::{FaultKind, FeatureTable, ProfileFaults};

/// The matrix while its amounts are read.
pub(super) struct Matrix<'a> {
    amounts: Amounts<'a>,
    dense: bool,
    rows: usize,
    samples: usize,
    /// Elements of `data` so far.
    entries: usize,
    /// Why reading stopped before the end.
    stopped: Option<ProfileFaults>,
}

/// Why there is no table.
pub(super) enum Stop {
    /// What is wrong with its amounts.
    Faults(ProfileFaults),
    /// The text is no JSON of a table.
    NoJson(serde_json::Error),
}

impl<'a> Matrix<'a> {
    /// Nothing yet of so many rows and samples.
    pub(super) fn new(amounts: Amounts<'a>, dense: bool, rows: usize, samples: usize) -> Self {
        Self {
            amounts,
            dense,
            rows,
            samples,
            entries: 0,
            stopped: None,
        }
    }

    /// The table with the amounts of a text.
    pub(super) fn read(mut self, text: &str) -> Result<FeatureTable, Stop> {
        let mut reading = serde_json::Deserializer::from_str(text);
        let read = Document(&mut self).deserialize(&mut reading);
        if let Some(faults) = self.stopped {
            return Err(Stop::Faults(faults));
        }
        read.map_err(Stop::NoJson)?;
        if self.dense && self.entries != self.rows {
            let found = format!("{} lists", self.entries);
            let expected = format!("one list a row is expected: {}", self.rows);
            let kind = FaultKind::unexpected(&found, &expected);
            self.amounts.fault(|| ("data".to_owned(), kind));
        }
        self.amounts.finish().map_err(Stop::Faults)
    }

    fn add<E: serde::de::Error>(
        &mut self,
        row: usize,
        sample: usize,
        value: Value,
        place: impl Fn() -> String,
    ) -> Result<(), E> {
        let amount = match value {
            Value::Number(amount) => amount,
            other => {
                let kind = || FaultKind::NotAnAmount(other.shown());
                self.amounts.fault(|| (place(), kind()));
                return Ok(());
            }
        };
        self.amounts
            .add(row, sample, amount, place)
            .map_err(|faults| {
                self.stopped = Some(faults);
                E::custom("too many amounts")
            })
    }

    /// Reads `[row, column, amount]`.
    fn triple<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        let entry = self.entries;
        let place = move || format!("data[{entry}]");
        let row: Option<Value> = list.next_element()?;
        let column: Option<Value> = list.next_element()?;
        let amount: Option<Value> = list.next_element()?;
        let more = list.next_element::<IgnoredAny>()?.is_some();
        while more && list.next_element::<IgnoredAny>()?.is_some() {}
        let (Some(row), Some(column), Some(amount), false) = (row, column, amount, more) else {
            let found = "too few or too many numbers";
            let expected = "`[row, column, amount]` is expected";
            self.amounts
                .fault(|| (place(), FaultKind::unexpected(found, expected)));
            return Ok(());
        };
        let row_place = self.place_in(row, "row", self.rows, place);
        let column_place = self.place_in(column, "column", self.samples, place);
        match (row_place, column_place) {
            (Some(row), Some(column)) => self.add(row, column, amount, place),
            _ => Ok(()),
        }
    }

    /// A row or column by its number, or the fault that there is none.
    fn place_in(
        &mut self,
        number: Value,
        what: &str,
        count: usize,
        place: impl Fn() -> String,
    ) -> Option<usize> {
        if let Value::Number(number) = number {
            let whole = number >= 0.0 && number.fract() == 0.0 && number < count as f64;
            if whole {
                return Some(number as usize);
            }
        }
        self.amounts.fault(|| {
            let found = format!("{what} {}", number.shown());
            let expected = format!("there are {count}, counted from 0");
            (place(), FaultKind::unexpected(&found, &expected))
        });
        None
    }

    /// Reads the amounts of one row.
    fn row<'de, A: SeqAccess<'de>>(&mut self, mut list: A) -> Result<(), A::Error> {
        let row = self.entries;
        let mut found = 0;
        while let Some(value) = list.next_element::<Value>()? {
            if row < self.rows && found < self.samples {
                self.add(row, found, value, || format!("data[{row}][{found}]"))?;
            }
            found += 1;
        }
        if found != self.samples {
            let samples = self.samples;
            self.amounts.fault(|| {
                let expected = format!("one number a sample is expected: {samples}");
                let kind = FaultKind::unexpected(&format!("{found} numbers"), &expected);
                (format!("data[{row}]"), kind)
            });
        }
        Ok(())
    }
}

/// The whole file, of which only `data` is read.
struct Document<'m, 'a>(&'m mut Matrix<'a>);
/// `data`.
struct Data<'m, 'a>(&'m mut Matrix<'a>);
/// One element of `data`.
struct Entry<'m, 'a>(&'m mut Matrix<'a>);

impl<'de> DeserializeSeed<'de> for Document<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Document<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(key) = map.next_key::<String>()? {
            if key == "data" {
                map.next_value_seed(Data(self.0))?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Data<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Data<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the list of amounts")
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while list.next_element_seed(Entry(self.0))?.is_some() {
            self.0.entries += 1;
        }
        Ok(())
    }
}

impl<'de> DeserializeSeed<'de> for Entry<'_, '_> {
    type Value = ();
    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Entry<'_, '_> {
    type Value = ();
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.dense {
            "a list of amounts"
        } else {
            "three numbers"
        })
    }
    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        if self.0.dense {
            self.0.row(list)
        } else {
            self.0.triple(list)
        }
    }
}
