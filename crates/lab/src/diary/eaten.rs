//! What was eaten: grams of the foods of the data on the mean day with food, and what of the diary that is.

use physiology::data::Data;
use physiology::document::Fault;

use super::report::{Eaten, Shares, TakenAs, Understood, Unweighed};
use super::weight::{self, Weight};
use super::words::{Meaning, Names};
use super::{Diary, Entry, Kind};
use crate::quantity::significant;

/// Digits of the grams of a day.
const DIGITS: i32 = 4;

/// Amounts of what was understood, and of all.
#[derive(Default)]
struct Part {
    known: f64,
    all: f64,
}

impl Part {
    fn add(&mut self, amount: f64, is_known: bool) {
        self.all += amount;
        if is_known {
            self.known += amount;
        }
    }

    fn share(&self) -> Option<f64> {
        (self.all > 0.0).then(|| self.known / self.all)
    }
}

/// What is summed over the lines.
struct Sums<'a> {
    data: &'a Data,
    names: &'a Names<'a>,
    grams: Vec<f64>,
    weight: Part,
    energy: Part,
    lines: Part,
    with_energy: usize,
}

/// Reads what was eaten.
pub(super) fn read(
    diary: &Diary,
    data: &Data,
    names: &Names<'_>,
    understood: &mut Understood,
    faults: &mut Vec<Fault>,
) {
    let mut sums = Sums {
        data,
        names,
        grams: vec![0.0; data.foods.foods.len()],
        weight: Part::default(),
        energy: Part::default(),
        lines: Part::default(),
        with_energy: 0,
    };
    let mut lines = 0;
    for entry in diary.of(Kind::Food) {
        if super::taken::is_agent(data, &entry.item) {
            // Counted as what was taken.
            continue;
        }
        lines += 1;
        match weight::too_much(entry, names.vocabulary()) {
            Some((message, help)) => faults.push(diary.fault_of(entry, message, help)),
            None => sums.add(entry, understood),
        }
    }
    let mostly = 2 * sums.with_energy > lines;
    understood.shares = Shares {
        weight: sums.weight.share(),
        energy: mostly.then(|| sums.energy.share()).flatten(),
        lines: sums.lines.share(),
    };
    understood.foods = sums.mean(understood.days.with_food);
    if understood.from_energy > 0 {
        understood.notes.push(format!(
            "the weight of {} of {lines} lines was found from the energy that the diary gives, since their measure says nothing of it",
            understood.from_energy
        ));
    }
}

impl Sums<'_> {
    fn add(&mut self, entry: &Entry, understood: &mut Understood) {
        let vocabulary = self.names.vocabulary();
        let meaning = self.names.meaning(&entry.item, entry.category.as_deref());
        let mut is_known = !matches!(meaning, Meaning::Unknown(_));
        match meaning {
            Meaning::Named(food) => is_known = self.add_food(food, entry, understood),
            Meaning::Taken(food) => {
                add_taken(understood, &entry.item, &self.data.foods.foods[food].name);
                is_known = self.add_food(food, entry, understood);
            }
            Meaning::Nothing => {}
            Meaning::Unknown(nearest) => {
                let grams = weight::of_unknown(entry, vocabulary).unwrap_or_default();
                self.weight.add(grams, false);
                let unknown = understood.add_unknown(&entry.item, "foods", entry.line, || nearest);
                unknown.grams += grams;
            }
        }
        if let Some(energy) = weight::energy(entry, vocabulary) {
            self.with_energy += 1;
            self.energy.add(energy, is_known);
        }
        self.lines.add(1.0, is_known);
    }

    /// Whether it could be weighed.
    fn add_food(&mut self, food: usize, entry: &Entry, understood: &mut Understood) -> bool {
        let of = &self.data.foods.foods[food];
        let grams = match weight::of(entry, of, self.names.vocabulary()) {
            Weight::Given(grams) => grams,
            Weight::FromEnergy(grams) => {
                understood.from_energy += 1;
                grams
            }
            Weight::Unknown => {
                understood.unweighed.push(Unweighed {
                    item: entry.item.clone(),
                    line: entry.line,
                    amount: entry.amount.to_string(),
                });
                return false;
            }
        };
        self.grams[food] += grams;
        self.weight.add(grams, true);
        true
    }

    fn mean(&self, days: usize) -> Vec<Eaten> {
        let eaten = self.data.foods.foods.iter().zip(&self.grams);
        let mut foods: Vec<Eaten> = eaten
            .map(|(food, grams)| Eaten {
                food: food.name.clone(),
                grams: significant(grams / days.max(1) as f64, DIGITS),
            })
            .filter(|eaten| eaten.grams > 0.0)
            .collect();
        foods.sort_by(|a, b| b.grams.total_cmp(&a.grams));
        foods
    }
}

fn add_taken(understood: &mut Understood, item: &str, food: &str) {
    let known = understood
        .taken_as
        .iter_mut()
        .find(|one| one.item == item && one.food == food);
    match known {
        Some(one) => one.lines += 1,
        None => understood.taken_as.push(TakenAs {
            item: item.to_owned(),
            food: food.to_owned(),
            lines: 1,
        }),
    }
}
