//! Habits of a diary: the mean over the days on which each was noted.

use std::collections::BTreeMap;

use engine::{Dimension, Unit};
use physiology::data::Data;
use physiology::document::Fault;

use super::report::{Held, Understood};
use super::words::near;
use super::{Date, Diary, Entry, Kind};
use crate::habits::{HABITS, Habit};
use crate::mismatch::outside;
use crate::quantity::{Amount, significant};

/// Digits of a mean.
const DIGITS: i32 = 3;

/// Reads the habits.
pub(super) fn read(
    diary: &Diary,
    data: &Data,
    understood: &mut Understood,
    faults: &mut Vec<Fault>,
) {
    let mut noted: BTreeMap<usize, Vec<(&Entry, Amount)>> = BTreeMap::new();
    for entry in diary.of(Kind::Habit) {
        let name = entry.item.trim().to_lowercase().replace([' ', '-'], "_");
        let Some(place) = HABITS.iter().position(|habit| habit.name == name) else {
            let known = HABITS.iter().map(|habit| habit.name);
            understood.add_unknown(&entry.item, "habits", entry.line, || near(&name, known));
            continue;
        };
        match amount(&HABITS[place], entry, data) {
            Ok(amount) => noted.entry(place).or_default().push((entry, amount)),
            Err((message, help)) => faults.push(diary.fault_of(entry, message, help)),
        }
    }
    for (place, notes) in noted {
        understood.habits.extend(mean(&HABITS[place], &notes));
    }
}

/// The amount of an entry, when it is one that the habit can have.
fn amount(habit: &Habit, entry: &Entry, data: &Data) -> Result<Amount, (String, String)> {
    let help = || format!("{}, such as {}", habit.meaning, habit.written());
    let Some(input) = data.inputs.get(habit.input) else {
        return Err((format!("the data have no input {}", habit.input), help()));
    };
    let unit = Unit::parse_human(&entry.amount.unit).map_err(|_| {
        (
            format!("found `{}`, which has no known unit", entry.amount),
            help(),
        )
    })?;
    let amount = Amount {
        value: entry.amount.value,
        unit,
    };
    let value = habit
        .value(&amount, &input.unit)
        .map_err(|message| (message, help()))?;
    match outside(input, value) {
        // Several naps are one night: only what they add up to has to be one that people live with.
        Some(range) if !is_time(&amount) => {
            Err((format!("found `{amount}`, outside {range}"), help()))
        }
        _ if is_time(&amount) && amount.base() > 1.0 => {
            Err((format!("found `{amount}`, longer than a day"), help()))
        }
        _ => Ok(amount),
    }
}

fn is_time(amount: &Amount) -> bool {
    amount.unit.dimension() == Dimension::TIME
}

/// The mean over days. Times of one day add up, scores of one day are averaged.
fn mean(habit: &'static Habit, notes: &[(&Entry, Amount)]) -> Option<Held> {
    let unit = notes.first()?.1.unit.clone();
    let mut days: BTreeMap<Date, (f64, f64)> = BTreeMap::new();
    for (entry, amount) in notes {
        let day = days.entry(entry.day).or_default();
        day.0 += unit.from_base(amount.base());
        day.1 += 1.0;
    }
    let of_day = |(sum, notes): &(f64, f64)| match unit.dimension() == Dimension::TIME {
        true => *sum,
        false => sum / notes,
    };
    let sum: f64 = days.values().map(of_day).sum();
    Some(Held {
        name: habit.name,
        days: days.len(),
        amount: Amount {
            value: significant(sum / days.len() as f64, DIGITS),
            unit,
        },
    })
}
