//! `nutrient.csv` and `food_nutrient.csv`: how much of what a food holds, in base units for each gram of it.

use std::collections::BTreeMap;
use std::path::Path;

use engine::Unit;
use physiology::document::{Fault, quoted};

use super::mapping::{Mapping, NutrientId};
use super::search::Found;
use super::stream::Stream;
use crate::sheet::{number, whole};

/// The file of amounts.
pub(super) const FOOD_NUTRIENT: &str = "food_nutrient.csv";
const NUTRIENT: &str = "nutrient.csv";
/// Amounts are of this many grams.
const GRAMS: f64 = 100.0;

/// What a food holds, by the number of the nutrient; what was not measured is not there.
pub(super) type Amounts = BTreeMap<NutrientId, f64>;

/// Nutrients that are wanted, by the numbers under which files speak of them.
pub(super) struct Nutrients {
    by_number: BTreeMap<u32, (NutrientId, f64)>,
}

/// Reads the units of the nutrients that are wanted.
pub(super) fn nutrients(folder: &Path, mapping: &Mapping) -> Result<Nutrients, Vec<Fault>> {
    let wanted = mapping.wanted();
    let mut by_number = BTreeMap::new();
    let columns = ["id", "unit_name", "nutrient_nbr"];
    let stream = Stream::open(folder, NUTRIENT, &columns)?;
    stream.each(|line, faults| {
        let Some(id) = line.id(0).filter(|id| wanted.contains(id)) else {
            return;
        };
        let name = line.text(1);
        match size(mapping, id, &name) {
            Ok(size) => {
                by_number.insert(id, (id, size));
                // Survey foods go by the older number.
                if let Some(older) = line.id(2) {
                    by_number.entry(older).or_insert((id, size));
                }
            }
            Err((message, help)) => {
                let message = format!("found {}, {message}", quoted(&name));
                faults.push(line.fault(1, message, Some(help)));
            }
        }
    })?;
    let energies = mapping.ids("energy");
    if !energies.iter().any(|id| by_number.contains_key(id)) {
        let file = folder.join(NUTRIENT).display().to_string();
        let message = format!("has no nutrient of number {energies:?}, which are energy");
        return Err(vec![whole(&file, message, None)]);
    }
    Ok(Nutrients { by_number })
}

/// How many base units one unit of a nutrient is, when it is a unit that the nutrient can have.
fn size(mapping: &Mapping, id: NutrientId, name: &str) -> Result<f64, (String, String)> {
    let names = mapping.unit_names().join(", ");
    let Some(unit) = mapping.unit(name) else {
        return Err((
            "which is no known unit".to_owned(),
            format!("one of {names}"),
        ));
    };
    let expected = if mapping.is_energy(id) { "J" } else { "g" };
    let fits = Unit::parse(expected).is_ok_and(|one| one.dimension() == unit.unit.dimension());
    let is_international = name.eq_ignore_ascii_case("IU");
    if !fits || (is_international && !mapping.is_vitamin_d(id)) {
        let what = if mapping.is_energy(id) {
            "an energy"
        } else {
            "a mass"
        };
        let message = format!("but nutrient {id} is {what}");
        return Err((message, format!("{what} is expected")));
    }
    Ok(unit.unit.to_base(unit.value))
}

/// Reads the amounts of the foods that were found.
pub(super) fn amounts(
    folder: &Path,
    found: &[Found],
    nutrients: &Nutrients,
) -> Result<BTreeMap<u32, Amounts>, Vec<Fault>> {
    let mut amounts: BTreeMap<u32, Amounts> = found
        .iter()
        .map(|food| (food.fdc_id, Amounts::new()))
        .collect();
    let columns = ["fdc_id", "nutrient_id", "amount"];
    let stream = Stream::open(folder, FOOD_NUTRIENT, &columns)?;
    stream.each(|line, faults| {
        let food = line.id(0).and_then(|id| amounts.get_mut(&id));
        let nutrient = line.id(1).and_then(|id| nutrients.by_number.get(&id));
        let (Some(food), Some((id, size))) = (food, nutrient) else {
            return;
        };
        let text = line.text(2);
        if text.is_empty() {
            // Looked for and given no number: as good as not there.
            return;
        }
        match number(&text) {
            // The first of several counts.
            Ok(amount) => {
                food.entry(*id).or_insert(amount * size / GRAMS);
            }
            Err(message) => {
                let help = "an amount in 100 g, from 0 up, is expected".to_owned();
                faults.push(line.fault(2, message, Some(help)));
            }
        }
    })?;
    Ok(amounts)
}
