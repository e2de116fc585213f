//! Which nutrients and categories of FoodData Central stand for which of ours: `data/food_central.toml`.

use std::collections::{BTreeMap, BTreeSet};

use engine::Unit;
use physiology::document::{Fault, Faults, Source, Table, allowed, read_document};
use physiology::food::{FIBRES, GROUPS};
use physiology::numbers::{Numbers, Quantity};

/// The number of a nutrient in FoodData Central.
pub(super) type NutrientId = u32;

/// The nutrients that the mapping must name.
const NUTRIENTS: [&str; 13] = [
    "energy",
    "protein",
    "fat",
    "saturated_fat",
    "alcohol",
    "vitamin_d",
    "carbohydrate",
    "starch",
    "sugars",
    "added_sugars",
    "lactose",
    "epa",
    "dha",
];

/// The factors of energy that the mapping must name.
const FACTORS: [&str; 5] = ["protein", "fat", "alcohol", "fibre", "carbohydrate"];

/// How FoodData Central becomes ours.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// Key of its publication.
    pub source: String,
    /// Numbers of each of our nutrients; the first that is there counts.
    nutrients: BTreeMap<String, Vec<NutrientId>>,
    /// Total fibre by method.
    pub(super) total_fibre: Vec<Fraction>,
    /// Parts of the fibre that may have been measured.
    pub(super) parts: Vec<Fraction>,
    /// Its names of units.
    units: BTreeMap<String, Quantity>,
    factors: Numbers,
    constants: Numbers,
    categories: Vec<Category>,
}

/// Classes of fibre that are measured together.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Fraction {
    /// Its numbers.
    pub(super) ids: Vec<NutrientId>,
    /// Whether the numbers add up; else the first that is there counts.
    pub(super) sum: bool,
    /// The classes by their place in [`FIBRES`].
    pub(super) holds: Vec<usize>,
}

/// A category of foods.
#[derive(Clone, Debug, Default)]
struct Category {
    id: String,
    names: Vec<String>,
    groups: Vec<String>,
}

impl Mapping {
    /// Reads the document.
    ///
    /// # Errors
    /// Every fault of it.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let mut mapping = Self::default();
        read_document(source, &faults, |root| mapping.read_root(root));
        faults.into_result(mapping)
    }

    fn read_root(&mut self, root: &Table<'_>) {
        self.source = root.required_text("source").unwrap_or_default();
        root.table("nutrients", |table| {
            for name in NUTRIENTS {
                if !table.has(name) {
                    table.fault(name, "is missing", None);
                }
                self.nutrients.insert(name.to_owned(), ids(table, name));
            }
        });
        self.total_fibre = root.tables("total_fibre", fraction);
        self.parts = root.tables("parts", fraction);
        root.table("units", |table| {
            table.each(|name, table| {
                if let Some(quantity) = Quantity::read(name, table) {
                    self.units.insert(name.to_owned(), quantity);
                }
            });
        });
        root.table("factors", |table| {
            for name in FACTORS {
                read_number(table, name, "kJ/g", &mut self.factors);
            }
        });
        root.table("constants", |table| {
            read_number(table, "least_carbohydrate", "1", &mut self.constants);
        });
        root.table("categories", |table| {
            self.categories = table.each(category);
        });
    }

    /// Numbers of one of our nutrients.
    pub(super) fn ids(&self, nutrient: &str) -> &[NutrientId] {
        self.nutrients.get(nutrient).map_or(&[], Vec::as_slice)
    }

    /// Every number that is looked for.
    pub(super) fn wanted(&self) -> BTreeSet<NutrientId> {
        let fractions = self.total_fibre.iter().chain(&self.parts);
        let nutrients = self.nutrients.values().flatten().copied();
        nutrients
            .chain(fractions.flat_map(|fraction| fraction.ids.iter().copied()))
            .collect()
    }

    /// Whether international units may stand for this nutrient.
    pub(super) fn is_vitamin_d(&self, id: NutrientId) -> bool {
        self.ids("vitamin_d").contains(&id)
    }

    /// Whether this nutrient is an energy.
    pub(super) fn is_energy(&self, id: NutrientId) -> bool {
        self.ids("energy").contains(&id)
    }

    /// One of FoodData Central's units, and the names of all of them.
    pub(super) fn unit(&self, name: &str) -> Option<&Quantity> {
        let known = self.units.iter();
        let mut known = known.filter(|(own, _)| own.eq_ignore_ascii_case(name));
        known.next().map(|(_, unit)| unit)
    }

    pub(super) fn unit_names(&self) -> Vec<&str> {
        self.units.keys().map(String::as_str).collect()
    }

    /// Energy of a gram, in base units.
    pub(super) fn factor(&self, name: &str) -> f64 {
        in_base(self.factors.get(name))
    }

    /// Grams of carbohydrate in a gram of food below which its glycaemic index says nothing.
    pub(super) fn least_carbohydrate(&self) -> f64 {
        in_base(self.constants.get("least_carbohydrate"))
    }

    /// The groups of our foods that a category, by number or name, holds; empty when that is not known.
    pub(super) fn groups(&self, category: &str) -> &[String] {
        let category = category.trim();
        let named = |own: &Category| {
            own.id == category
                || own
                    .names
                    .iter()
                    .any(|name| name.eq_ignore_ascii_case(category))
        };
        let found = self.categories.iter().find(|own| named(own));
        found.map_or(&[], |own| own.groups.as_slice())
    }
}

fn in_base(quantity: Option<&Quantity>) -> f64 {
    quantity.map_or(0.0, |quantity| quantity.unit.to_base(quantity.value))
}

fn read_number(table: &Table<'_>, name: &str, unit: &str, into: &mut Numbers) {
    let quantity = table.table(name, |table| Quantity::read(name, table));
    let expected = Unit::parse(unit).map(|unit| unit.dimension());
    match quantity.flatten() {
        Some(quantity) if expected.as_ref() == Ok(&quantity.unit.dimension()) => {
            into.insert(quantity);
        }
        Some(quantity) => {
            let message = format!("is given in {}, expected {unit}", quantity.unit);
            table.fault(name, message, None);
        }
        None if !table.has(name) => table.fault(name, "is missing", None),
        None => {}
    }
}

/// Numbers of nutrients, which stand in quotes because they count nothing.
fn ids(table: &Table<'_>, key: &str) -> Vec<NutrientId> {
    let texts = table.texts(key).unwrap_or_default();
    let ids = texts.iter().filter_map(|text| {
        let id = text.parse().ok();
        if id.is_none() {
            table.fault(key, format!("`{text}` is no number of a nutrient"), None);
        }
        id
    });
    ids.collect()
}

fn fraction(table: &Table<'_>) -> Fraction {
    let names = table.texts("holds").unwrap_or_default();
    let holds = names.iter().filter_map(|name| {
        let place = FIBRES.iter().position(|class| class == name);
        if place.is_none() {
            let help = allowed(name, FIBRES);
            table.fault(
                "holds",
                format!("`{name}` is no class of fibre"),
                Some(help),
            );
        }
        place
    });
    Fraction {
        holds: holds.collect(),
        ids: ids(table, "ids"),
        sum: table.flag("sum").unwrap_or(false),
    }
}

fn category(name: &str, table: &Table<'_>) -> Category {
    let groups = table.texts("groups").unwrap_or_default();
    for group in &groups {
        if !GROUPS.contains(&group.as_str()) {
            let help = allowed(group, GROUPS);
            table.fault("groups", format!("`{group}` is no group"), Some(help));
        }
    }
    let mut names = table.texts("aliases").unwrap_or_default();
    names.push(name.to_owned());
    Category {
        id: table.required_text("id").unwrap_or_default(),
        names,
        groups,
    }
}
