//! Foods of USDA FoodData Central as rows of our own table of foods.
//!
//! A download of its CSV files is a folder. `food.csv` says which foods there are, `nutrient.csv` in which units, and `food_nutrient.csv`
//! how much of what each holds in 100 g. Foods are asked for by number or by words ([`Query`]); the files are read through once, keeping only
//! what was asked for, since the last of them may hold tens of millions of rows.
//!
//! What FoodData Central does not say is taken from the food of our own table that is nearest in the same group: how fibre is divided into
//! classes, the glycaemic index, and nutrients that were not measured. Each row says so. Which of its nutrients and categories stand for which
//! of ours is data ([`Mapping`], `data/food_central.toml`).

mod compose;
mod mapping;
mod search;
mod stream;
mod tables;
#[cfg(test)]
mod tests;
mod written;

use std::path::Path;

use lab::diary::Vocabulary;
use physiology::document::Fault;
use physiology::food::Foods;
use physiology::names::plain;

pub use compose::NewFood;
pub use mapping::Mapping;
pub use search::{Found, Missed, Query};
pub use written::append;

use tables::Amounts;

/// What was found in a folder of FoodData Central.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The new foods, in the order of the queries.
    pub foods: Vec<NewFood>,
    /// Queries that no food answers.
    pub missed: Vec<Missed>,
}

/// Looks foods up and makes rows of our table of them.
///
/// # Errors
/// A file that is not there or not of the expected form; a value that is none; a food without energy.
pub fn gather(
    folder: &Path,
    queries: &[Query],
    foods: &Foods,
    mapping: &Mapping,
    vocabulary: &Vocabulary,
) -> Result<Gathered, Vec<Fault>> {
    let (found, missed) = search::search(folder, queries, vocabulary)?;
    if found.is_empty() {
        return Ok(Gathered {
            foods: Vec::new(),
            missed,
        });
    }
    let nutrients = tables::nutrients(folder, mapping)?;
    let amounts = tables::amounts(folder, &found, &nutrients)?;
    let composer = compose::Composer::new(foods, mapping, vocabulary);
    let (mut made, mut faults): (Vec<NewFood>, Vec<Fault>) = (Vec::new(), Vec::new());
    for one in &found {
        let none = Amounts::default();
        match composer.compose(one, amounts.get(&one.fdc_id).unwrap_or(&none)) {
            Ok(food) => add(&mut made, food),
            Err(message) => faults.push(crate::sheet::whole(
                &folder.join(tables::FOOD_NUTRIENT).display().to_string(),
                format!("food {} ({}) {message}", one.fdc_id, one.description),
                None,
            )),
        }
    }
    match faults.is_empty() {
        true => Ok(Gathered {
            foods: made,
            missed,
        }),
        false => Err(faults),
    }
}

/// Adds a food; one that two queries found is one food, and two foods of one name are told apart by number.
fn add(made: &mut Vec<NewFood>, mut food: NewFood) {
    if let Some(same) = made.iter_mut().find(|other| other.fdc_id == food.fdc_id) {
        same.aliases.append(&mut food.aliases);
        return;
    }
    if made
        .iter()
        .any(|other| plain(&other.name) == plain(&food.name))
    {
        food.name = food.numbered();
    }
    made.push(food);
}
