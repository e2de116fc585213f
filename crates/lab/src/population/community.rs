//! Gut communities of a population: everybody has a type (an enterotype), around which the shares of genera vary, and lacks some genera.

use engine::math::exp;
use physiology::data::Data;
use physiology::document::{Faults, Source, Table, allowed, read_document};
use physiology::numbers::Quantity;

use crate::draws::Draws;
use crate::person::UNSEEN;

/// How communities differ between people.
#[derive(Clone, Debug, PartialEq)]
pub struct Community {
    /// Its name.
    pub name: String,
    /// What it is, in a line.
    pub meaning: String,
    types: Vec<Type>,
    /// By genus, in the order of the data.
    genera: Vec<Genus>,
}

/// A type of community.
#[derive(Clone, Debug, PartialEq)]
struct Type {
    name: String,
    /// Of people who have it.
    share: f64,
    /// What the usual share of each genus is multiplied by.
    factors: Vec<f64>,
}

/// How a genus differs between people of the same type.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Genus {
    /// Its share in people at large.
    usual: f64,
    /// Standard deviation of the logarithm of its share, in those who carry it.
    spread: f64,
    /// The share of people who carry it.
    prevalence: f64,
}

/// Somebody's community.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The name of its type.
    pub kind: String,
    /// Shares of the genera, in the order of the data; they need not add up to 1.
    pub shares: Vec<f64>,
}

impl Community {
    /// The community of a person.
    pub fn draw(&self, draws: &Draws, person: u64) -> Drawn {
        let mut stream = draws.stream(person, "community");
        let place = stream.uniform();
        let mut before = 0.0;
        let found = self.types.iter().find(|one| {
            before += one.share;
            place < before
        });
        // Shares add up to 1 but for rounding.
        let kind = found.or(self.types.last());
        let share = |(index, genus): (usize, &Genus)| {
            let (carried, score) = (stream.uniform() < genus.prevalence, stream.normal());
            if !carried {
                return 0.0;
            }
            let factor = kind.map_or(1.0, |kind| kind.factors[index]);
            // So that the mean over all people is the usual share.
            let middle = genus.usual / genus.prevalence * exp(-0.5 * genus.spread * genus.spread);
            factor * middle * exp(genus.spread * score)
        };
        Drawn {
            shares: self.genera.iter().enumerate().map(share).collect(),
            kind: kind.map_or_else(String::new, |kind| kind.name.clone()),
        }
    }

    /// Reads `communities.toml`.
    pub(super) fn read_all(source: &Source, data: &Data, faults: &Faults) -> Vec<Self> {
        let read = |root: &Table<'_>| {
            root.know(&["columns"]);
            let named = root.keys().into_iter().filter(|key| *key != "columns");
            let named: Vec<String> = named.map(ToOwned::to_owned).collect();
            let one = |name: &String| root.table(name, |table| Self::read(name, table, data));
            named.iter().filter_map(one).collect()
        };
        read_document(source, faults, read).unwrap_or_default()
    }

    fn read(name: &str, table: &Table<'_>, data: &Data) -> Self {
        let types = table.table("type", |types| {
            types.each(|name, one| read_type(name, one, data))
        });
        let types: Vec<Type> = types.unwrap_or_default();
        let all: f64 = types.iter().map(|one| one.share).sum();
        if (all - 1.0).abs() > 1e-6 {
            table.fault("type", format!("shares add up to {all:.4}, not to 1"), None);
        }
        let genera = table.table("genus", |rows| read_genera(name, rows, data));
        Self {
            name: name.to_owned(),
            meaning: table.required_text("meaning").unwrap_or_default(),
            types,
            genera: genera.unwrap_or_default(),
        }
    }
}

fn read_type(name: &str, table: &Table<'_>, data: &Data) -> Type {
    let mut factors = vec![1.0; data.taxa.genera.len()];
    table.table("factor", |rows| {
        for (genus, factor) in rows.numbers() {
            let place = data.taxa.genera.iter().position(|one| one.name == genus);
            match place {
                Some(place) if factor >= 0.0 => factors[place] = factor,
                Some(_) => rows.fault(&genus, format!("found {factor}, below zero"), None),
                None => unknown_genus(rows, &genus, data),
            }
        }
    });
    table.know(&["meaning"]);
    let share = table.table("share", |one| Quantity::read("share", one));
    if share.is_none() {
        table.fault("share", "is missing", None);
    }
    Type {
        name: name.to_owned(),
        share: share.flatten().map_or(0.0, |share| share.value),
        factors,
    }
}

fn read_genera(people: &str, rows: &Table<'_>, data: &Data) -> Vec<Genus> {
    for key in rows.keys() {
        if !data.taxa.genera.iter().any(|one| one.name == key) {
            unknown_genus(rows, key, data);
        }
    }
    let genera = data.taxa.genera.iter().map(|genus| {
        let usual = genus.abundance.get(people).copied().unwrap_or_default();
        let row = rows.table(&genus.name, |row| {
            let spread = row.required_number("spread").unwrap_or_default();
            let prevalence = row.required_number("prevalence").unwrap_or(1.0);
            if spread < 0.0 {
                row.fault("spread", format!("found {spread}, below zero"), None);
            }
            if !(prevalence > 0.0 && prevalence <= 1.0) {
                let found = format!("found {prevalence}, expected a share above 0 and up to 1");
                row.fault("prevalence", found, None);
            }
            (spread.max(0.0), prevalence.clamp(UNSEEN, 1.0))
        });
        if row.is_none() {
            rows.fault(&genus.name, "is missing", None);
        }
        let (spread, prevalence) = row.unwrap_or((0.0, 1.0));
        Genus {
            usual,
            spread,
            prevalence,
        }
    });
    genera.collect()
}

fn unknown_genus(table: &Table<'_>, genus: &str, data: &Data) {
    let known = data.taxa.genera.iter().map(|one| one.name.as_str());
    table.fault(
        genus,
        "is no genus of taxa.toml",
        Some(allowed(genus, known)),
    );
}
