//! Reading `data/foods.toml` and `data/diets.toml`: every fault of both files, with its place.

use engine::Unit;

use super::{Column, Diet, FIBRES, Food, Foods, GROUPS, Live, NUTRIENTS, ULTRA_PROCESSED};
use crate::document::{Faults, Source, Table, allowed, read_document};
use crate::names;
use crate::numbers::{Quantity, Status};

impl Foods {
    /// Reads foods and diets. `genera` are the names that living microbes may have.
    pub fn read(foods: &Source, diets: &Source, genera: &[String], faults: &Faults) -> Self {
        let mut table = Self::default();
        read_document(foods, faults, |root| table.read_foods(root, genera, faults));
        read_document(diets, faults, |root| table.read_diets(root));
        table
    }

    fn read_foods(&mut self, root: &Table<'_>, genera: &[String], faults: &Faults) {
        self.columns = root
            .table("columns", |table| table.each(read_column))
            .unwrap_or_default()
            .into_iter()
            .flatten()
            .collect();
        self.check_columns(root);
        root.table("constants", |table| {
            for (name, unit) in [
                ("cell_mass", "g/[CFU]"),
                ("nova4_threshold", "1"),
                ("nova4_emulsifier", "1"),
            ] {
                let quantity = table.table(name, |table| {
                    Quantity::read(&format!("foods.{name}"), table)
                });
                match quantity.flatten() {
                    Some(quantity) if !same_dimension(&quantity.unit, unit) => {
                        table.fault(
                            name,
                            format!("is given in {}, expected {unit} or the like", quantity.unit),
                            None,
                        );
                    }
                    Some(quantity) => self.constants.insert(quantity),
                    None if !table.has(name) => table.fault(name, "is missing", None),
                    None => {}
                }
            }
        });
        let foods = root.table("foods", |table| {
            table.each(|name, table| self.read_food(name, table, genera))
        });
        self.foods = foods.unwrap_or_default().into_iter().flatten().collect();
        for (text, first, second) in names::ambiguous(&self.foods) {
            root.fault(
                "foods",
                format!("`{text}` means both `{first}` and `{second}`"),
                None,
            );
        }
        if self.foods.is_empty() && faults.is_empty() {
            root.fault("foods", "holds no food", None);
        }
    }

    fn check_columns(&self, root: &Table<'_>) {
        let fibres = FIBRES.map(|name| (name, "g/g"));
        let others = [("live", "[CFU]/g"), ("serving", "g")];
        for (name, unit) in fibres.into_iter().chain(NUTRIENTS).chain(others) {
            match self.column(name) {
                None => root.fault("columns", format!("has no column `{name}`"), None),
                Some(column) if !same_dimension(&column.unit, unit) => root.fault(
                    "columns",
                    format!(
                        "`{name}` is given in {}, expected {unit} or the like",
                        column.unit
                    ),
                    None,
                ),
                Some(_) => {}
            }
        }
    }

    fn read_food(&self, name: &str, table: &Table<'_>, genera: &[String]) -> Option<Food> {
        let mut fibre = [f64::from(0); FIBRES.len()];
        let mut nutrients = [f64::from(0); NUTRIENTS.len()];
        table.table("fibre", |table| self.contents(table, FIBRES, &mut fibre));
        table.table("nutrients", |table| {
            self.contents(table, NUTRIENTS.map(|(name, _)| name), &mut nutrients);
        });
        let food = Food {
            name: name.to_owned(),
            aliases: table.texts("aliases").unwrap_or_default(),
            nova: table.number("nova").map(|nova| nova as u8),
            antigen_exempt: table.flag("antigen_exempt").unwrap_or(false),
            fibre,
            nutrients,
            live: table
                .table("live", |table| self.read_live(table, genera))
                .flatten(),
            serving: positive(table, "serving").map(|grams| self.to_base("serving", grams)),
            status: table.has("status").then(|| Status::read(table)).flatten(),
            source: table.text("source"),
            note: table.text("note"),
            group: required_choice(table, "group", &GROUPS)?.to_owned(),
        };
        check_food(&food, table);
        Some(food)
    }

    fn contents<const N: usize>(
        &self,
        table: &Table<'_>,
        names: [&str; N],
        contents: &mut [f64; N],
    ) {
        for (name, content) in names.into_iter().zip(contents) {
            match table.number(name) {
                Some(value) if value < f64::from(0) => {
                    table.fault(name, format!("found {value}, expected 0 or more"), None);
                }
                Some(value) => *content = self.to_base(name, value),
                None => {}
            }
        }
    }

    fn to_base(&self, column: &str, value: f64) -> f64 {
        self.column(column)
            .map_or(value, |column| column.unit.to_base(value))
    }

    fn read_live(&self, table: &Table<'_>, genera: &[String]) -> Option<Live> {
        let live = Live {
            survival: share(table, "survival")?,
            genera: table.table("genera", |table| read_genera(table, genera))?,
            count: self.to_base("live", positive(table, "count")?),
        };
        Some(live)
    }

    fn read_diets(&mut self, root: &Table<'_>) {
        let columns = root.table("columns", |table| table.each(read_column));
        let amounts: Vec<Column> = columns.unwrap_or_default().into_iter().flatten().collect();
        let Some(amount) = amounts.iter().find(|column| column.name == "foods") else {
            root.fault("columns", "has no column `foods`", None);
            return;
        };
        if !same_dimension(&amount.unit, "g/d") {
            root.fault(
                "columns",
                format!(
                    "`foods` is given in {}, expected g/d or the like",
                    amount.unit
                ),
                None,
            );
        }
        let diets = root.table("diets", |table| {
            table.each(|name, table| self.read_diet(name, table, &amount.unit))
        });
        self.diets = diets.unwrap_or_default().into_iter().flatten().collect();
        for (text, first, second) in names::ambiguous(&self.diets) {
            root.fault(
                "diets",
                format!("`{text}` means both `{first}` and `{second}`"),
                None,
            );
        }
    }

    fn read_diet(&self, name: &str, table: &Table<'_>, unit: &Unit) -> Option<Diet> {
        let foods = table.table("foods", |table| {
            let known = self.foods.iter().map(|food| food.name.as_str());
            let mut foods = Vec::new();
            for (food, grams) in table.numbers() {
                match self.foods.iter().position(|known| known.name == food) {
                    None => table.fault(
                        &food,
                        "is not among the foods",
                        Some(allowed(&food, known.clone())),
                    ),
                    Some(_) if grams < f64::from(0) => {
                        table.fault(&food, format!("found {grams}, expected 0 or more"), None);
                    }
                    Some(index) => foods.push((index, unit.to_base(grams))),
                }
            }
            foods
        });
        if foods.is_none() && !table.has("foods") {
            table.fault("foods", "is missing", None);
        }
        let status = Status::read(table);
        Some(Diet {
            name: name.to_owned(),
            aliases: table.texts("aliases").unwrap_or_default(),
            meaning: table.required_text("meaning").unwrap_or_default(),
            eater: required_choice(table, "for", &["adult", "infant", "toddler"])?.to_owned(),
            source: table.text("source"),
            note: table.text("note"),
            foods: foods?,
            status: status?,
        })
    }
}

fn read_column(name: &str, table: &Table<'_>) -> Option<Column> {
    let meaning = table.required_text("meaning");
    let status = Status::read(table);
    let (source, note) = (table.text("source"), table.text("note"));
    if status == Some(Status::Measured) && source.is_none() {
        table.fault(
            "source",
            "is missing: a column that is measured needs it",
            None,
        );
    }
    if !table.has("unit") {
        table.fault("unit", "is missing", None);
    }
    Some(Column {
        name: name.to_owned(),
        unit: table.unit("unit")?,
        meaning: meaning?,
        status: status?,
        source,
        note,
    })
}

/// Faults of a food that its fields alone do not show.
fn check_food(food: &Food, table: &Table<'_>) {
    if let Some(nova) = table.number("nova")
        && food
            .nova
            .is_none_or(|group| group == 0 || group > ULTRA_PROCESSED || f64::from(group) != nova)
    {
        table.fault("nova", format!("found {nova}, expected 1, 2, 3 or 4"), None);
    }
    if food.nutrient("saturated_fat") > food.nutrient("fat") {
        table.fault("nutrients", "holds more saturated fat than fat", None);
    }
    let grams: f64 = food.fibre.iter().sum::<f64>()
        + ["protein", "fat", "refined_sugar", "alcohol"]
            .map(|name| food.nutrient(name))
            .iter()
            .sum::<f64>();
    if grams > f64::from(1) {
        table.fault("", "weighs less than its contents together", None);
    }
}

/// Genera and their shares, which come to 1.
pub(crate) fn read_genera(table: &Table<'_>, genera: &[String]) -> Vec<(String, f64)> {
    let mut sum = f64::from(0);
    let mut shares = Vec::new();
    for (genus, share) in table.numbers() {
        if !genera.contains(&genus) {
            let help = allowed(&genus, genera.iter().map(String::as_str));
            table.fault(&genus, "is not among the genera", Some(help));
        }
        if share <= f64::from(0) {
            table.fault(
                &genus,
                format!("found {share}, expected a share above 0"),
                None,
            );
        }
        sum += share;
        shares.push((genus, share));
    }
    let thousand = f64::from(1000);
    if !shares.is_empty() && (sum * thousand).round() != thousand {
        table.fault("", format!("shares come to {sum}, expected 1"), None);
    }
    shares
}

/// Whether a unit is of the kind that an expected one is.
pub(crate) fn same_dimension(unit: &Unit, expected: &str) -> bool {
    Unit::parse(expected).is_ok_and(|expected| expected.dimension() == unit.dimension())
}

/// One of the allowed texts that must be there.
pub(crate) fn required_choice<'c>(
    table: &Table<'_>,
    key: &str,
    choices: &'c [&'c str],
) -> Option<&'c str> {
    if !table.has(key) {
        table.fault(key, "is missing", None);
    }
    table.choice(key, choices)
}

/// A number above 0, if the field is there.
fn positive(table: &Table<'_>, key: &str) -> Option<f64> {
    let number = table.number(key)?;
    if number <= f64::from(0) {
        table.fault(key, format!("found {number}, expected more than 0"), None);
    }
    Some(number)
}

/// A share from 0 to 1 that must be there.
fn share(table: &Table<'_>, key: &str) -> Option<f64> {
    let number = table.required_number(key)?;
    if number < f64::from(0) || number > f64::from(1) {
        table.fault(
            key,
            format!("found {number}, expected a share from 0 to 1"),
            None,
        );
    }
    Some(number)
}
