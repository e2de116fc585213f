//! What a scenario says, found in the data: doses, foods, habits, arrows. What is not there is a fault.

use engine::Unit;
use physiology::agents::Agent;
use physiology::arrows;
use physiology::data::Data;

use super::{Plate, Values};
use crate::habits::Habit;
use crate::mismatch::{Mismatch, outside, unknown};
use crate::quantity::kind;
use crate::scenario::{self, Dose, Food, Named};

/// The dose relative to the usual one. A dose with a rate (`"12 g/d"`) is that much a day, whatever `per_day` says.
pub(super) fn relative(
    agent: &Agent,
    dose: &Dose,
    per_day: f64,
    faults: &mut Vec<Mismatch>,
) -> Option<f64> {
    let amount = &dose.amount;
    let rate = Unit::parse(&format!("({})/d", agent.dose.unit)).ok();
    let relative = rate
        .filter(|rate| rate.dimension() == amount.unit.dimension())
        .map(|rate| rate.from_base(amount.base()) / agent.dose.per_day)
        .or_else(|| agent.relative_dose(amount.value * per_day, &amount.unit));
    if relative.is_none() {
        let usual = format!("{} {}", agent.dose.per_day, agent.dose.unit);
        faults.push(Mismatch::new(
            &dose.written,
            format!(
                "found `{amount}`, but {} is dosed in {}",
                agent.name, agent.dose.unit
            ),
            format!("the usual dose is {usual} a day"),
        ));
    }
    let Some(number) = relative.filter(|number| !number.is_finite()) else {
        return relative;
    };
    faults.push(Mismatch::new(
        &dose.written,
        format!("is {number} times the usual dose"),
        "so much is given to nobody",
    ));
    None
}

/// Grams a day of a food.
pub(super) fn grams(dose: &Dose, faults: &mut Vec<Mismatch>) -> Option<f64> {
    let amount = &dose.amount;
    let is_mass = ["g", "g/d"].iter().any(|unit| {
        Unit::parse(unit).is_ok_and(|unit| unit.dimension() == amount.unit.dimension())
    });
    if !is_mass {
        faults.push(Mismatch::new(
            &dose.written,
            format!("found `{amount}`, {}", kind(amount.unit.dimension())),
            "a mass a day in quotes is expected, such as \"100 g/d\"",
        ));
    }
    is_mass.then(|| amount.base())
}

/// What a kind of thing may be called: its names, then its aliases.
pub(super) fn names<T: physiology::names::Named>(things: &[T]) -> impl Iterator<Item = &str> {
    let aliases = things
        .iter()
        .flat_map(|thing| thing.aliases().iter().map(String::as_str));
    things.iter().map(|thing| thing.name()).chain(aliases)
}

/// Whether there is an arrow of that name; if not, that is a fault.
pub(super) fn is_arrow(name: &Named, faults: &mut Vec<Mismatch>) -> bool {
    let is_known = arrows::arrow(&name.text).is_some();
    if !is_known {
        let known = arrows::ARROWS.iter().map(|arrow| arrow.name);
        faults.push(unknown(name, "an arrow", &["arrows"], known));
    }
    is_known
}

pub(super) fn cut(arrow: &Named, gain: f64, faults: &mut Vec<Mismatch>) -> Option<Values> {
    is_arrow(arrow, faults).then(|| Values::from([(format!("arrow.{}", arrow.text), gain)]))
}

/// Habits as values of inputs.
pub(super) fn habit_values(
    data: &Data,
    habits: &[scenario::Habit],
    faults: &mut Vec<Mismatch>,
) -> Values {
    let mut values = Values::new();
    for given in habits {
        let Some(habit) = Habit::find(&given.name.text) else {
            continue;
        };
        let Some(input) = data.inputs.get(habit.input) else {
            continue;
        };
        let value = habit.value(&given.amount, &input.unit);
        let value = value.and_then(|value| match outside(input, value) {
            Some(range) => Err(format!("found `{}`, outside {range}", given.amount)),
            None => Ok(value),
        });
        match value {
            Ok(value) => {
                values.insert(habit.input.to_owned(), value);
            }
            Err(message) => faults.push(Mismatch::new(
                &given.name,
                message,
                format!("{}, such as {}", habit.meaning, habit.written()),
            )),
        }
    }
    values
}

/// Foods of a diet, of diets in shares, or as they are given.
pub(super) fn plate(data: &Data, food: &Food, faults: &mut Vec<Mismatch>) -> Plate {
    let mut diet = |name: &Named| {
        let diet = data.foods.diet(&name.text);
        if diet.is_none() {
            faults.push(unknown(
                name,
                "a diet",
                &["diets"],
                names(&data.foods.diets),
            ));
        }
        diet.map(|diet| diet.foods.clone()).unwrap_or_default()
    };
    match food {
        Food::Diet(name) => diet(name),
        Food::Mix(shares) => {
            let mut mixed = Plate::new();
            for (name, share) in shares {
                mixed.extend(
                    diet(name)
                        .into_iter()
                        .map(|(food, grams)| (food, grams * share)),
                );
            }
            mixed
        }
        Food::Foods(foods) => {
            let mut eaten = Plate::new();
            for (name, grams) in foods {
                match data.foods.find(&name.text) {
                    Some(food) => eaten.push((food, *grams)),
                    None => faults.push(unknown(
                        name,
                        "a food",
                        &["foods"],
                        names(&data.foods.foods),
                    )),
                }
            }
            eaten
        }
    }
}
