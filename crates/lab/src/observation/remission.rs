//! Remissions: a disease that goes by itself, whatever is done, in a few people of any trial.

use engine::math::{exp, ln};
use physiology::document::Table;
use physiology::numbers::Quantity;

use crate::draws::Draws;

/// How a disease goes by itself.
#[derive(Clone, Copy, Debug)]
pub struct Remission {
    /// Remissions per day of somebody who is ill.
    rate: f64,
    /// Days in which a disease that goes falls by a factor e.
    clearing: f64,
}

/// The remission of somebody.
#[derive(Clone, Copy, Debug)]
pub(super) struct Begun {
    day: f64,
    clearing: f64,
}

impl Remission {
    /// Reads it from the row of an outcome, where it has one.
    pub(super) fn read(table: &Table<'_>) -> Option<Self> {
        let (rate, clearing) = ("remission", "clearing");
        for (one, other) in [(rate, clearing), (clearing, rate)] {
            if table.has(one) && !table.has(other) {
                table.fault(other, format!("is missing beside `{one}`"), None);
            }
        }
        let above_zero = |key: &str| {
            let value = Quantity::of(table, key)?.value;
            if value <= 0.0 {
                table.fault(key, format!("found {value}, not above zero"), None);
            }
            (value > 0.0).then_some(value)
        };
        let (rate, clearing) = (above_zero(rate), above_zero(clearing));
        Some(Self {
            rate: rate?,
            clearing: clearing?,
        })
    }

    /// When it begins in somebody who is ill on the first day: the same in all outcomes of the disease.
    pub(super) fn of(self, first_day: f64, (draws, person): (&Draws, u64)) -> Begun {
        let waits = -ln(1.0 - draws.stream(person, "remission").uniform()) / self.rate;
        Begun {
            day: first_day + waits,
            clearing: self.clearing,
        }
    }
}

impl Begun {
    /// The share of the disease that it leaves on a day.
    pub(super) fn leaves(self, day: f64) -> f64 {
        match day > self.day {
            true => exp((self.day - day) / self.clearing),
            false => 1.0,
        }
    }
}
