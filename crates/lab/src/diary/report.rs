//! What a diary came to, what of it was understood, and when that is too little.

use physiology::document::{Fault, quoted};

use super::{Date, Diary};
use crate::acceptance::Acceptance;
use crate::quantity::Amount;

/// The days that a diary is about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Days {
    /// The first.
    pub first: Date,
    /// The last.
    pub last: Date,
    /// How many there are from the first to the last.
    pub covered: usize,
    /// On how many of them something was eaten: food is the mean of these, since nobody fasts by writing nothing.
    pub with_food: usize,
}

/// A food of the data, and how much of it was eaten a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Eaten {
    /// Its name in the data.
    pub food: String,
    /// Grams a day.
    pub grams: f64,
}

/// A name of the diary that was taken for a food of another name.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenAs {
    /// As the diary calls it.
    pub item: String,
    /// As the data call it.
    pub food: String,
    /// On how many lines.
    pub lines: usize,
}

/// Something that has no place in the model.
#[derive(Clone, Debug, PartialEq)]
pub struct Unknown {
    /// As the diary calls it.
    pub item: String,
    /// What it was looked for among: `foods`, `habits`, or `drugs and products`.
    pub among: &'static str,
    /// Where it stands.
    pub lines: Vec<usize>,
    /// Grams of it altogether, as far as its amounts say so.
    pub grams: f64,
    /// The names that come nearest, nearest first.
    pub nearest: Vec<String>,
}

/// A known food of which it cannot be told how much was eaten.
#[derive(Clone, Debug, PartialEq)]
pub struct Unweighed {
    /// As the diary calls it.
    pub item: String,
    /// The line.
    pub line: usize,
    /// Its amount as written.
    pub amount: String,
}

/// How much of what was eaten found its place, as shares from 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shares {
    /// Of the weight of what could be weighed.
    pub weight: Option<f64>,
    /// Of the energy that the diary gives.
    pub energy: Option<f64>,
    /// Of the lines.
    pub lines: Option<f64>,
}

impl Shares {
    /// The share by which a diary is accepted: energy where the diary gives it, else weight, else lines.
    pub fn known(&self) -> Option<(f64, &'static str)> {
        let named = |share: Option<f64>, name| share.map(|share| (share, name));
        named(self.energy, "energy")
            .or_else(|| named(self.weight, "weight"))
            .or_else(|| named(self.lines, "lines"))
    }
}

/// A habit as it was lived on the mean of the days on which it was noted.
#[derive(Clone, Debug, PartialEq)]
pub struct Held {
    /// Its name.
    pub name: &'static str,
    /// The mean.
    pub amount: Amount,
    /// On how many days it was noted.
    pub days: usize,
}

/// Something taken for some days on end, as a course of a scenario.
#[derive(Clone, Debug, PartialEq)]
pub struct TakenCourse {
    /// Its name in the data.
    pub agent: String,
    /// The mean dose of a day; none where the diary does not say how much.
    pub dose: Option<Amount>,
    /// First day, counted from the first day of the diary.
    pub from: usize,
    /// The day after the last.
    pub until: usize,
    /// On how many days it was taken.
    pub days: usize,
}

/// What a diary comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Understood {
    /// The file it came from.
    pub file: String,
    /// The form of the file.
    pub form: String,
    /// Its days.
    pub days: Days,
    /// What was eaten on the mean of the days with food, most first.
    pub foods: Vec<Eaten>,
    /// Names that were taken for foods of other names.
    pub taken_as: Vec<TakenAs>,
    /// What has no place, most first.
    pub unknown: Vec<Unknown>,
    /// Known foods of which nobody can tell how much.
    pub unweighed: Vec<Unweighed>,
    /// On how many lines the weight was found from the energy.
    pub from_energy: usize,
    /// How much found its place.
    pub shares: Shares,
    /// Habits.
    pub habits: Vec<Held>,
    /// What was taken.
    pub courses: Vec<TakenCourse>,
    /// What a reader of the result should know.
    pub notes: Vec<String>,
    /// What makes the result doubtful.
    pub warnings: Vec<String>,
}

/// How many unknown things a refusal names.
const NAMED: usize = 10;

impl Understood {
    pub(super) fn new(diary: &Diary, days: Days) -> Self {
        Self {
            file: diary.file.clone(),
            form: diary.form.clone(),
            days,
            foods: Vec::new(),
            taken_as: Vec::new(),
            unknown: Vec::new(),
            unweighed: Vec::new(),
            from_energy: 0,
            shares: Shares::default(),
            habits: Vec::new(),
            courses: Vec::new(),
            notes: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// Adds a line of something that has no place.
    pub(super) fn add_unknown(
        &mut self,
        item: &str,
        among: &'static str,
        line: usize,
        nearest: impl FnOnce() -> Vec<String>,
    ) -> &mut Unknown {
        let known = self
            .unknown
            .iter()
            .position(|one| one.among == among && one.item == item);
        let place = known.unwrap_or_else(|| {
            self.unknown.push(Unknown {
                item: item.to_owned(),
                among,
                lines: Vec::new(),
                grams: 0.0,
                nearest: nearest(),
            });
            self.unknown.len() - 1
        });
        let one = &mut self.unknown[place];
        one.lines.push(line);
        one
    }

    /// Warns of what makes the result doubtful.
    pub(super) fn warn(&mut self, acceptance: Acceptance) {
        self.unknown.sort_by(|a, b| {
            (b.grams, b.lines.len())
                .partial_cmp(&(a.grams, a.lines.len()))
                .unwrap_or(std::cmp::Ordering::Equal)
        });
        if let Some((share, of)) = self.shares.known()
            && share < acceptance.warned_below
        {
            self.warnings.push(format!(
                "the foods of the model are only {:.0} % of the {of} in {}; the rest cannot act in it",
                100.0 * share,
                self.file
            ));
        }
        if !self.unweighed.is_empty() {
            let lines: Vec<String> = self
                .unweighed
                .iter()
                .take(NAMED)
                .map(|one| one.line.to_string())
                .collect();
            let more = self.unweighed.len() - lines.len();
            self.warnings.push(format!(
                "how many grams were eaten cannot be told from the amounts on line {}{}: they are left out",
                lines.join(", "),
                if more > 0 { format!(" and {more} more") } else { String::new() }
            ));
        }
    }

    /// Why the diary cannot stand for a diet, if it cannot.
    pub(super) fn refusal(&self, diary: &Diary, acceptance: Acceptance) -> Option<Fault> {
        let (share, of) = self.shares.known()?;
        let help = "rename them in the diary, add them to the foods (`enteroderm foods`), or accept it as it is with --accept-unknown";
        if share >= acceptance.minimum_known && (share > 0.0 || acceptance.minimum_known == 0.0) {
            return None;
        }
        let foods = self.unknown.iter().filter(|one| one.among == "foods");
        let names: Vec<String> = foods
            .take(NAMED)
            .map(|one| match one.nearest.first() {
                Some(near) => format!("{} (near {})", quoted(&one.item), quoted(near)),
                None => quoted(&one.item),
            })
            .collect();
        let message = format!(
            "only {:.0} % of the {of} are foods that the data know, at least {:.0} % are needed; largest without a place: {}",
            100.0 * share,
            100.0 * acceptance.minimum_known,
            names.join(", ")
        );
        Some(diary.fault(message, Some(help.to_owned())))
    }
}
