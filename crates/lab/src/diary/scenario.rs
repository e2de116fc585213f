//! A diary as a part of a scenario: as text to be pasted, and as the habits of a scenario that names the diary.

use std::fmt::Write as _;

use physiology::names::plain;

use super::Understood;
use crate::quantity::Amount;
use crate::scenario::{Action, Food, Habit, Named, Scenario};

impl Understood {
    /// Gives a scenario the food and the habits of the diary that it names, as far as it does not say otherwise itself.
    pub fn fill(&self, scenario: &mut Scenario) {
        let Some(diary) = scenario.diary.clone() else {
            return;
        };
        let named = |text: &str| Named {
            text: text.to_owned(),
            ..diary.clone()
        };
        if scenario.food.is_none() && !self.foods.is_empty() {
            let foods = self.foods.iter();
            let foods = foods.map(|eaten| (named(&eaten.food), eaten.grams));
            let mut foods: Vec<(Named, f64)> = foods.collect();
            // As a text is read: sums of the same numbers in another order differ in the last bits.
            foods.sort_by(|a, b| a.0.text.cmp(&b.0.text));
            scenario.food = Some(Food::Foods(foods));
        }
        for held in &self.habits {
            if scenario
                .habits
                .iter()
                .all(|habit| habit.name.text != held.name)
            {
                scenario.habits.push(Habit {
                    name: named(held.name),
                    amount: held.amount.clone(),
                });
            }
        }
    }

    /// What somebody who runs a scenario with this diary should be told: what is doubtful, and what was taken but is no course.
    pub fn told(&self, scenario: &Scenario) -> Vec<String> {
        let days = &self.days;
        let mut told = vec![format!(
            "the diary {} says what was eaten on {} of {} days; the habits of the scenario are the means of what it says",
            self.file, days.with_food, days.covered
        )];
        let mut taken: Vec<&str> = self.courses.iter().map(|one| one.agent.as_str()).collect();
        taken.sort_unstable();
        taken.dedup();
        let is_given = |agent: &str| {
            scenario.courses.iter().any(|course| match &course.action {
                Action::Take { agent: name, .. } | Action::Eat { food: name, .. } => {
                    plain(&name.text) == plain(agent)
                }
                _ => false,
            })
        };
        taken.retain(|agent| !is_given(agent));
        if !taken.is_empty() {
            told.push(format!(
                "the diary also says that {} was taken; what is taken counts only as a `[[course]]`, and `enteroderm diary` writes them",
                taken.join(", ")
            ));
        }
        told.extend(self.warnings.iter().cloned());
        told
    }

    /// The `[habits]` of a scenario.
    pub fn habits_toml(&self) -> String {
        let mut text = "[habits]\n".to_owned();
        for held in &self.habits {
            let amount = &held.amount;
            let value = match amount.unit.text() {
                "1" => amount.to_string(),
                _ => format!("\"{amount}\""),
            };
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{} = {value}", held.name);
        }
        if !self.foods.is_empty() {
            text += "\n[habits.diet]\n";
        }
        for eaten in &self.foods {
            let _ = writeln!(text, "{} = \"{} g/d\"", key(&eaten.food), eaten.grams);
        }
        text
    }

    /// The `[[course]]`s of a scenario that begins on the first day of the diary; empty when nothing was taken.
    pub fn courses_toml(&self) -> String {
        let mut text = String::new();
        for course in &self.courses {
            let _ = writeln!(text, "[[course]]\ntake = {}", key(&course.agent));
            if let Some(dose) = &course.dose {
                let _ = writeln!(text, "dose = \"{}\"", written(dose));
            }
            let _ = writeln!(
                text,
                "from = \"{} d\"\nuntil = \"{} d\"\n",
                course.from, course.until
            );
        }
        text
    }
}

/// A dose as it is read again; living cells are many.
fn written(dose: &Amount) -> String {
    match dose.value >= MANY {
        true => format!("{:e} {}", dose.value, dose.unit),
        false => dose.to_string(),
    }
}

/// From here on a number is written with a power of ten.
const MANY: f64 = 1e6;

/// A text as TOML quotes it.
fn key(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
