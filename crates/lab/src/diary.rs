//! A diary of what somebody ate, took and lived through, and the habits that it comes to.
//!
//! A [`Diary`] is plain data: `exchange` makes one from a file. [`Diary::understand`] turns it into the means of the days that were written
//! down: grams of the foods that the data know, habits, and courses of what was taken. Nothing is dropped in silence: what has no place in the
//! model is listed with the names that come nearest, and a diary of which too little is known is refused.
//!
//! ```
//! use lab::diary::{Date, Diary, Entry, Kind, Written};
//! let entry = Entry {
//!     line: 2,
//!     day: Date::parse("2026-03-02").unwrap(),
//!     time: None,
//!     kind: Kind::Food,
//!     item: "oats".to_owned(),
//!     amount: Written { value: 60.0, unit: "g".to_owned() },
//!     energy: None,
//!     category: None,
//!     note: None,
//! };
//! let diary = Diary { file: "week.csv".to_owned(), form: "table".to_owned(), entries: vec![entry] };
//! assert_eq!(diary.entries[0].day.to_string(), "2026-03-02");
//! ```

mod date;
mod eaten;
mod habits;
mod report;
mod scenario;
mod taken;
#[cfg(test)]
mod tests;
mod vocabulary;
mod weight;
mod words;

use std::fmt;

use physiology::data::Data;
use physiology::document::{Fault, quoted};

use crate::acceptance::Acceptance;

pub use date::Date;
pub use report::{Days, Eaten, Held, Shares, TakenAs, TakenCourse, Understood, Unknown, Unweighed};
pub use vocabulary::Vocabulary;
pub use words::{Meaning, Names};

/// What somebody wrote down.
#[derive(Clone, Debug, PartialEq)]
pub struct Diary {
    /// The file it came from, as a person named it.
    pub file: String,
    /// The form of the file, as its users call it.
    pub form: String,
    /// The events, in the order of the file.
    pub entries: Vec<Entry>,
}

/// One event.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The line of the file, from 1.
    pub line: usize,
    /// The day.
    pub day: Date,
    /// Minutes after midnight, where a time was given.
    pub time: Option<u16>,
    /// What kind of thing happened.
    pub kind: Kind,
    /// What was eaten, taken or lived through, as written.
    pub item: String,
    /// How much.
    pub amount: Written,
    /// Its energy, where the diary gives it.
    pub energy: Option<Written>,
    /// The category of the food, where the diary gives it.
    pub category: Option<String>,
    /// What else was said.
    pub note: Option<String>,
}

/// A number with its unit as written; the unit may be a measure of the kitchen, such as `cup`.
#[derive(Clone, Debug, PartialEq)]
pub struct Written {
    /// The number.
    pub value: f64,
    /// The unit.
    pub unit: String,
}

/// From here on a number has more digits than it says.
const MANY_DIGITS: f64 = 1e15;

impl fmt::Display for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value >= MANY_DIGITS {
            true => write!(f, "{:e} {}", self.value, self.unit),
            false => write!(f, "{} {}", self.value, self.unit),
        }
    }
}

/// What kind of thing an entry tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Something was eaten or drunk.
    Food,
    /// A habit was lived: sleep, stress, sun.
    Habit,
    /// A drug, probiotic, supplement or skin treatment was taken or applied.
    Taken,
    /// How somebody was: kept, and no part of any habit.
    Symptom,
}

impl Kind {
    /// The kinds by the names they have in a table; some have several.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("food", Self::Food),
        ("drink", Self::Food),
        ("habit", Self::Habit),
        ("drug", Self::Taken),
        ("probiotic", Self::Taken),
        ("supplement", Self::Taken),
        ("treatment", Self::Taken),
        ("symptom", Self::Symptom),
    ];

    /// The kind of that name, whatever its case.
    pub fn find(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found.map(|(_, kind)| *kind)
    }
}

impl Diary {
    /// What the diary comes to in terms of the data.
    ///
    /// # Errors
    /// Amounts that cannot be what they say, each with its line; or too little of what was eaten is known.
    pub fn understand(
        &self,
        data: &Data,
        vocabulary: &Vocabulary,
        acceptance: Acceptance,
    ) -> Result<Understood, Vec<Fault>> {
        let mut faults = Vec::new();
        let Some(days) = self.days() else {
            return Err(vec![self.fault("holds no event", None)]);
        };
        let names = Names::new(&data.foods, vocabulary);
        let mut understood = Understood::new(self, days);
        taken::read(self, data, &mut understood, &mut faults);
        habits::read(self, data, &mut understood, &mut faults);
        eaten::read(self, data, &names, &mut understood, &mut faults);
        self.note_symptoms(&mut understood);
        understood.warn(acceptance);
        if faults.is_empty() {
            faults.extend(understood.refusal(self, acceptance));
        }
        match faults.is_empty() {
            true => Ok(understood),
            false => {
                faults.sort_by_key(|fault| fault.place);
                Err(faults)
            }
        }
    }

    /// From the first to the last day, and those of them on which something was eaten.
    fn days(&self) -> Option<Days> {
        let days = || self.entries.iter().map(|entry| entry.day);
        let (first, last) = (days().min()?, days().max()?);
        let eaten = self.of(Kind::Food).map(|entry| entry.day);
        let mut with_food: Vec<Date> = eaten.collect();
        with_food.sort_unstable();
        with_food.dedup();
        Some(Days {
            first,
            last,
            covered: last.since(first) as usize + 1,
            with_food: with_food.len(),
        })
    }

    fn of(&self, kind: Kind) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(move |entry| entry.kind == kind)
    }

    fn note_symptoms(&self, understood: &mut Understood) {
        let symptoms = self.of(Kind::Symptom).count();
        if symptoms > 0 {
            understood.notes.push(format!(
                "{symptoms} entries tell of symptoms; they are no habits and stand in no scenario"
            ));
        }
    }

    /// A fault of the diary as a whole.
    fn fault(&self, message: impl Into<String>, help: Option<String>) -> Fault {
        Fault {
            file: self.file.clone(),
            place: None,
            span: None,
            field: String::new(),
            message: message.into(),
            help,
        }
    }

    /// A fault of an entry's amount.
    fn fault_of(&self, entry: &Entry, message: String, help: String) -> Fault {
        Fault {
            place: Some((entry.line, 1)),
            field: "amount".to_owned(),
            ..self.fault(format!("{}: {message}", quoted(&entry.item)), Some(help))
        }
    }
}
