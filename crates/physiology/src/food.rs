//! Foods and diets, and what a day's food brings: fibre to the colon, nutrients to the blood, living microbes to both.
//!
//! Takes `data/foods.toml` and `data/diets.toml` as texts. [`Intake`] turns grams of foods into the inputs of the model; it knows no person
//! and no protocol.

use std::collections::BTreeMap;

use engine::Unit;

use crate::names::{self, Named};
use crate::numbers::{Numbers, Status};

mod read;
pub(crate) use read::{read_genera, required_choice, same_dimension};
#[cfg(test)]
mod tests;

/// Classes of fibre, as the colon's data name them, in the order of [`Food::fibre`].
pub const FIBRES: [&str; 7] = [
    "inulin",
    "galactooligosaccharides",
    "pectin",
    "resistant_starch",
    "arabinoxylan",
    "beta_glucan",
    "cellulose",
];

/// What else a food brings, in the order of [`Food::nutrients`], each with a unit of the kind its column must have.
pub const NUTRIENTS: [(&str, &str); 10] = [
    ("energy", "J/g"),
    ("protein", "g/g"),
    ("fat", "g/g"),
    ("saturated_fat", "g/g"),
    ("refined_sugar", "g/g"),
    ("glycaemic_load", "g/g"),
    ("dairy_servings", "1/g"),
    ("marine_omega3", "g/g"),
    ("vitamin_d", "g/g"),
    ("alcohol", "g/g"),
];

/// The groups of foods.
pub const GROUPS: [&str; 16] = [
    "grain",
    "tuber",
    "legume",
    "vegetable",
    "fruit",
    "nut",
    "fat",
    "dairy",
    "fermented",
    "animal",
    "ready",
    "snack",
    "drink",
    "supplement",
    "infant",
    "other",
];

/// The highest NOVA group: ultra-processed food.
const ULTRA_PROCESSED: u8 = 4;

/// Living microbes of a food.
#[derive(Clone, Debug)]
pub struct Live {
    /// Living cells when eaten, CFU a gram.
    pub count: f64,
    /// Share of them that reaches the colon alive.
    pub survival: f64,
    /// Share of each genus.
    pub genera: Vec<(String, f64)>,
}

/// A food: its contents for each gram eaten, in base units.
#[derive(Clone, Debug)]
pub struct Food {
    /// Its name.
    pub name: String,
    /// Other names people use.
    pub aliases: Vec<String>,
    /// What kind of food it is, one of [`GROUPS`].
    pub group: String,
    /// NOVA group, 1 to 4; none for food that the classification does not cover.
    pub nova: Option<u8>,
    /// Whether its protein is no foreign antigen to the eater.
    pub antigen_exempt: bool,
    /// Grams of each of [`FIBRES`] that reach the colon.
    pub fibre: [f64; FIBRES.len()],
    /// Each of [`NUTRIENTS`].
    pub nutrients: [f64; NUTRIENTS.len()],
    /// Living microbes, if it has any.
    pub live: Option<Live>,
    /// Grams of a serving, for fermented foods that are counted in servings.
    pub serving: Option<f64>,
    /// How well the row is known, where it is not as the columns say.
    pub status: Option<Status>,
    /// Key of the row's source, where it is not that of the columns.
    pub source: Option<String>,
    /// What is worth knowing about the row.
    pub note: Option<String>,
}

/// What a column of contents means, for tables and reports.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// What it counts.
    pub meaning: String,
    /// The unit of the values in the file.
    pub unit: Unit,
    /// How well its values are known.
    pub status: Status,
    /// Key of the source.
    pub source: Option<String>,
    /// Where the values come from.
    pub note: Option<String>,
}

/// What a day of eating brings, in base units a day.
#[derive(Clone, Debug)]
pub struct Intake {
    /// Grams of each of [`FIBRES`] that reach the colon.
    pub fibre: [f64; FIBRES.len()],
    /// Each of [`NUTRIENTS`].
    pub nutrients: [f64; NUTRIENTS.len()],
    /// Protein that is a foreign antigen, g/d.
    pub antigen: f64,
    /// Share of energy from ultra-processed food.
    pub ultra_processed: f64,
    /// Emulsifier exposure: 1 is 15 g/d of carboxymethylcellulose.
    pub emulsifier: f64,
    /// Living microbes that reach the colon, grams of dry matter a day by genus.
    pub live: BTreeMap<String, f64>,
    /// Servings of fermented food a day.
    pub fermented_servings: f64,
}

/// A diet: grams of foods a day.
#[derive(Clone, Debug)]
pub struct Diet {
    /// Its name.
    pub name: String,
    /// Other names people use.
    pub aliases: Vec<String>,
    /// What it is, in a sentence.
    pub meaning: String,
    /// Whose diet it is: `adult`, `infant` or `toddler`.
    pub eater: String,
    /// Foods by their place in [`Foods::foods`], and grams a day.
    pub foods: Vec<(usize, f64)>,
    /// How well its amounts are known.
    pub status: Status,
    /// Key of the source.
    pub source: Option<String>,
    /// How it was composed.
    pub note: Option<String>,
}

/// All foods and diets.
#[derive(Clone, Debug, Default)]
pub struct Foods {
    /// Every food.
    pub foods: Vec<Food>,
    /// Every diet.
    pub diets: Vec<Diet>,
    /// What the columns mean.
    pub columns: Vec<Column>,
    /// What all foods share, as `foods.NAME`.
    pub constants: Numbers,
}

impl Named for Food {
    fn name(&self) -> &str {
        &self.name
    }
    fn aliases(&self) -> &[String] {
        &self.aliases
    }
}

impl Named for Diet {
    fn name(&self) -> &str {
        &self.name
    }
    fn aliases(&self) -> &[String] {
        &self.aliases
    }
}

impl Food {
    fn nutrient(&self, name: &str) -> f64 {
        position(name).map_or(f64::from(0), |index| self.nutrients[index])
    }
}

fn position(nutrient: &str) -> Option<usize> {
    NUTRIENTS.iter().position(|(name, _)| *name == nutrient)
}

impl Intake {
    /// Nothing eaten.
    pub fn none() -> Self {
        let none = f64::from(0);
        Self {
            fibre: [none; FIBRES.len()],
            nutrients: [none; NUTRIENTS.len()],
            antigen: none,
            ultra_processed: none,
            emulsifier: none,
            live: BTreeMap::new(),
            fermented_servings: none,
        }
    }

    /// What these foods bring: each by its place in the table, with the grams eaten a day.
    pub fn from_foods(foods: &Foods, eaten: &[(usize, f64)]) -> Self {
        let mut intake = Self::none();
        let cell_mass = foods.constant("cell_mass");
        let mut ultra_processed = f64::from(0);
        for (index, grams) in eaten {
            let food = &foods.foods[*index];
            for (sum, content) in intake.fibre.iter_mut().zip(food.fibre) {
                *sum += grams * content;
            }
            for (sum, content) in intake.nutrients.iter_mut().zip(food.nutrients) {
                *sum += grams * content;
            }
            if !food.antigen_exempt {
                intake.antigen += grams * food.nutrient("protein");
            }
            if food.nova == Some(ULTRA_PROCESSED) {
                ultra_processed += grams * food.nutrient("energy");
            }
            if let Some(serving) = food.serving {
                intake.fermented_servings += grams / serving;
            }
            for (genus, share) in food.live.iter().flat_map(|live| &live.genera) {
                let live = food.live.as_ref().map_or(f64::from(0), |live| {
                    live.count * live.survival * share * cell_mass
                });
                *intake.live.entry(genus.clone()).or_default() += grams * live;
            }
        }
        let energy = intake.nutrient("energy");
        if energy > f64::from(0) {
            intake.ultra_processed = ultra_processed / energy;
        }
        let excess = intake.ultra_processed - foods.constant("nova4_threshold");
        intake.emulsifier =
            (foods.constant("nova4_emulsifier") * excess.max(f64::from(0))).min(f64::from(1));
        intake
    }

    /// A nutrient of that name a day, in base units; nothing for a name that is none of [`NUTRIENTS`].
    pub fn nutrient(&self, name: &str) -> f64 {
        position(name).map_or(f64::from(0), |index| self.nutrients[index])
    }

    /// What carries an agent into the body: a nutrient by name, or the servings of fermented food. Nothing for any other name.
    pub fn carried(&self, name: &str) -> Option<f64> {
        match name {
            "fermented_servings" => Some(self.fermented_servings),
            _ => position(name).map(|index| self.nutrients[index]),
        }
    }

    /// Fibre of that class a day, in grams; nothing for a name that is none of [`FIBRES`].
    pub fn fibre(&self, name: &str) -> f64 {
        let index = FIBRES.iter().position(|fibre| *fibre == name);
        index.map_or(f64::from(0), |index| self.fibre[index])
    }

    /// A nutrient relative to that of a reference diet; 1 when the reference has none of it.
    pub fn relative(&self, reference: &Self, name: &str) -> f64 {
        let base = reference.nutrient(name);
        if base > f64::from(0) {
            self.nutrient(name) / base
        } else {
            f64::from(1)
        }
    }

    /// Two intakes of one day together, as of a meal plan and what is eaten beside it. Emulsifier adds up to its greatest, 1;
    /// the share of ultra-processed food is that of all energy.
    pub fn plus(&self, other: &Self) -> Self {
        let mut sum = self.clone();
        for (mine, theirs) in sum.fibre.iter_mut().zip(other.fibre) {
            *mine += theirs;
        }
        for (mine, theirs) in sum.nutrients.iter_mut().zip(other.nutrients) {
            *mine += theirs;
        }
        for (genus, grams) in &other.live {
            *sum.live.entry(genus.clone()).or_default() += grams;
        }
        let energy = sum.nutrient("energy");
        if energy > f64::from(0) {
            let of = |intake: &Self| intake.ultra_processed * intake.nutrient("energy");
            sum.ultra_processed = (of(self) + of(other)) / energy;
        }
        sum.antigen += other.antigen;
        sum.fermented_servings += other.fermented_servings;
        sum.emulsifier = (sum.emulsifier + other.emulsifier).min(f64::from(1));
        sum
    }
}

impl Foods {
    /// The place of the food a text means.
    pub fn find(&self, text: &str) -> Option<usize> {
        names::find(&self.foods, text)
    }

    /// The diet a text means.
    pub fn diet(&self, text: &str) -> Option<&Diet> {
        names::find(&self.diets, text).map(|index| &self.diets[index])
    }

    /// What a diet brings in a day.
    pub fn intake(&self, diet: &Diet) -> Intake {
        Intake::from_foods(self, &diet.foods)
    }

    /// A number that all foods share, in base units; [`Foods::read`] made sure that it is there.
    fn constant(&self, name: &str) -> f64 {
        let quantity = self.constants.get(&format!("foods.{name}"));
        quantity.map_or(f64::from(0), |quantity| {
            quantity.unit.to_base(quantity.value)
        })
    }

    fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}
