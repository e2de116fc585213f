//! Habits: what people live with beside what they eat, by the names they use for it.

use engine::{Dimension, Unit};

use crate::quantity::{Amount, kind};

/// A habit, the input it sets, and how people give it.
#[derive(Clone, Copy, Debug)]
pub struct Habit {
    /// Its name in scenarios.
    pub name: &'static str,
    /// The input of the model that it sets.
    pub input: &'static str,
    /// An example.
    pub example: &'static str,
    /// What it is.
    pub meaning: &'static str,
}

/// All habits.
pub const HABITS: [Habit; 11] = [
    habit(
        "stress",
        "stress.perceived",
        "18",
        "perceived stress, PSS-10 (0 to 40)",
    ),
    habit(
        "acute_stress",
        "stress.acute",
        "1",
        "an acute stressor, 0 to 1; a public speech is 1 for 40 min",
    ),
    habit("sleep", "sleep.duration", "6.5 h", "sleep a night"),
    habit(
        "mindfulness",
        "stress.practice",
        "1",
        "mindful movement or meditation, 0 to 1; 1 is an eight-week programme",
    ),
    habit(
        "sun",
        "skin.uv",
        "1",
        "ultraviolet light, relative to the mean of a temperate year",
    ),
    habit(
        "dry_air",
        "skin.dryness",
        "1.5",
        "dryness of the air, relative to the mean of a temperate year",
    ),
    habit(
        "allergen",
        "skin.allergen",
        "3",
        "allergen on the skin, relative to the mean of a temperate year",
    ),
    habit(
        "skin_injury",
        "skin.injury",
        "0.5",
        "injury of the skin, 0 to 1",
    ),
    habit(
        "skin_care",
        "skin.care",
        "1",
        "care as in the arms of a trial, 0 to 1",
    ),
    habit(
        "endotoxin",
        "blood.lps_infusion",
        "40320 ng/d",
        "endotoxin infused into a vein; 140 ng, 2 ng a kilogram, within 5 min are 40320 ng/d",
    ),
    habit(
        "crh",
        "stress.crh",
        "2",
        "corticotropin-releasing hormone given; 100 ug into a vein is 2 for an hour",
    ),
];

const fn habit(
    name: &'static str,
    input: &'static str,
    example: &'static str,
    meaning: &'static str,
) -> Habit {
    Habit {
        name,
        input,
        example,
        meaning,
    }
}

/// The names of all habits.
pub fn names() -> Vec<&'static str> {
    HABITS.iter().map(|habit| habit.name).collect()
}

impl Habit {
    /// The habit of that name.
    pub fn find(name: &str) -> Option<&'static Self> {
        HABITS.iter().find(|habit| habit.name == name)
    }

    /// The example as a line of a scenario.
    pub fn written(&self) -> String {
        let Self { name, example, .. } = self;
        match example.parse::<f64>() {
            Ok(_) => format!("{name} = {example}"),
            Err(_) => format!("{name} = \"{example}\""),
        }
    }

    /// The input's value in base units: an amount in the input's own kind of unit, or a time that is meant a day.
    ///
    /// # Errors
    /// What was found.
    pub fn value(&self, amount: &Amount, unit: &Unit) -> Result<f64, String> {
        let daily = amount.unit.dimension() == Dimension::TIME
            && unit.dimension().is_none()
            && self.example.ends_with('h');
        if amount.unit.dimension() == unit.dimension() || daily {
            return Ok(amount.base());
        }
        Err(format!(
            "found `{amount}`, {}",
            kind(amount.unit.dimension())
        ))
    }
}
