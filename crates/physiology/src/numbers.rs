//! The numbers of the model: every one with unit, range, spread between people, status and source.
//!
//! `data/parameters/ORGAN.toml` gives the parameters of an organ, `data/inputs/*.toml` what comes from outside, `data/observables/*.toml`
//! the healthy ranges of what is read off and of habits. All of them are [`Quantity`]s by dotted name.

use std::collections::BTreeMap;

use engine::Unit;

use crate::document::{Faults, Source, Table, read_document};

/// How well a number is known.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Read in a publication that is named.
    Measured,
    /// A publication is known, its number was not read again.
    Recalled,
    /// Computed from other numbers.
    Derived,
    /// Fitted to findings or healthy ranges.
    Calibrated,
    /// Chosen within reason.
    Assumed,
}

/// The names of [`Status`] in data files.
pub const STATUSES: [&str; 5] = ["measured", "recalled", "derived", "calibrated", "assumed"];

impl Status {
    /// Reads the field `status` of a table; when it is missing or unknown, that is a fault.
    pub fn read(table: &Table<'_>) -> Option<Self> {
        if !table.has("status") {
            table.fault("status", "is missing", None);
        }
        Some(match table.choice("status", &STATUSES)? {
            "measured" => Self::Measured,
            "recalled" => Self::Recalled,
            "derived" => Self::Derived,
            "calibrated" => Self::Calibrated,
            _ => Self::Assumed,
        })
    }

    /// Its name in data files.
    pub fn name(self) -> &'static str {
        STATUSES[self as usize]
    }
}

/// How a number differs between people.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Spread {
    /// Its logarithm is normal; the coefficient of variation.
    Lognormal {
        /// Coefficient of variation.
        cv: f64,
    },
    /// Its log-odds are normal; the standard deviation of the log-odds.
    Logitnormal {
        /// Standard deviation of the log-odds.
        sd: f64,
    },
    /// It is normal; the standard deviation, in the number's unit.
    Normal {
        /// Standard deviation.
        sd: f64,
    },
}

/// A number with all that is known about it. Values are in the quantity's own unit.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// Dotted name.
    pub name: String,
    /// The value, in `unit`.
    pub value: f64,
    /// The unit.
    pub unit: Unit,
    /// The lowest value thought possible.
    pub lo: Option<f64>,
    /// The highest value thought possible.
    pub hi: Option<f64>,
    /// How it differs between people.
    pub spread: Option<Spread>,
    /// How well it is known.
    pub status: Status,
    /// Key of its source in `data/references.bib`.
    pub source: Option<String>,
    /// What it is, where it comes from, why it is so.
    pub note: Option<String>,
    /// What it means, for inputs and observables.
    pub meaning: Option<String>,
}

impl Quantity {
    /// The quantity of that name in a table, where it has one.
    pub fn of(table: &Table<'_>, name: &str) -> Option<Self> {
        table.table(name, |one| Self::read(name, one)).flatten()
    }

    /// Reads one quantity from its table.
    pub fn read(name: &str, table: &Table<'_>) -> Option<Self> {
        let value = table.required_number("value");
        if !table.has("unit") {
            table.fault("unit", "is missing", None);
        }
        let quantity = Self {
            name: name.to_owned(),
            lo: table.number("lo"),
            hi: table.number("hi"),
            spread: table.table("spread", read_spread).flatten(),
            source: table.text("source"),
            note: table.text("note"),
            meaning: table.text("meaning"),
            unit: table.unit("unit")?,
            status: Status::read(table)?,
            value: value?,
        };
        quantity.check(table);
        Some(quantity)
    }

    fn check(&self, table: &Table<'_>) {
        let needs = |field: &str, why: &str| {
            table.fault(
                field,
                format!("is missing: a number that is {why} needs it"),
                None,
            );
        };
        match self.status {
            Status::Measured if self.source.is_none() => needs("source", "measured"),
            Status::Assumed | Status::Calibrated if self.note.is_none() => {
                needs("note", self.status.name());
            }
            _ => {}
        }
        let below = self.lo.is_some_and(|lo| self.value < lo);
        let above = self.hi.is_some_and(|hi| self.value > hi);
        if below || above {
            table.fault(
                "value",
                format!("{} is outside its own range", self.value),
                None,
            );
        }
    }
}

fn read_spread(table: &Table<'_>) -> Option<Spread> {
    Some(
        match table.choice("kind", &["lognormal", "logitnormal", "normal"])? {
            "lognormal" => Spread::Lognormal {
                cv: table.required_number("cv")?,
            },
            "logitnormal" => Spread::Logitnormal {
                sd: table.required_number("sd")?,
            },
            _ => Spread::Normal {
                sd: table.required_number("sd")?,
            },
        },
    )
}

/// Quantities by dotted name.
#[derive(Clone, Debug, Default)]
pub struct Numbers(BTreeMap<String, Quantity>);

impl Numbers {
    /// Reads a file whose tables are quantities. Names become `PREFIX.NAME`; with an empty prefix they stand as they are.
    pub fn read(&mut self, prefix: &str, source: &Source, faults: &Faults) {
        read_document(source, faults, |root| {
            root.each(|key, table| {
                let name = if prefix.is_empty() {
                    key.to_owned()
                } else {
                    format!("{prefix}.{key}")
                };
                if let Some(quantity) = Quantity::read(&name, table) {
                    self.0.insert(name, quantity);
                }
            });
        });
    }

    /// The quantity of that name.
    pub fn get(&self, name: &str) -> Option<&Quantity> {
        self.0.get(name)
    }

    /// All quantities, by name.
    pub fn iter(&self) -> impl Iterator<Item = &Quantity> {
        self.0.values()
    }

    /// The quantities whose names begin with `SCOPE.` and have no further dot.
    pub fn scope<'a>(&'a self, scope: &'a str) -> impl Iterator<Item = (&'a str, &'a Quantity)> {
        self.0.iter().filter_map(move |(name, quantity)| {
            let short = name.strip_prefix(scope)?.strip_prefix('.')?;
            (!short.contains('.')).then_some((short, quantity))
        })
    }

    /// Sets a value, in the quantity's unit; adds the quantity when it is new.
    pub fn insert(&mut self, quantity: Quantity) {
        self.0.insert(quantity.name.clone(), quantity);
    }
}
