//! Traits: what makes a kind of person, as overrides of named numbers.
//!
//! `data/traits.toml` names ages, sexes, genotypes, tendencies and diseases. A trait sets numbers (parameters or inputs) or scales them;
//! who applies them to a person, and in which order, is decided elsewhere.

use engine::Unit;

use crate::document::{Faults, Source, Table, read_document};
use crate::numbers::Quantity;

/// What sort of thing a trait is; a person's traits act in this order, what comes later wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum TraitKind {
    /// A stage of life.
    Age,
    /// A sex.
    Sex,
    /// A genotype.
    Genotype,
    /// A proneness to a disease that is not there yet.
    Tendency,
    /// A disease.
    Disease,
}

const KINDS: [(&str, TraitKind); 5] = [
    ("age", TraitKind::Age),
    ("sex", TraitKind::Sex),
    ("genotype", TraitKind::Genotype),
    ("tendency", TraitKind::Tendency),
    ("disease", TraitKind::Disease),
];

/// A trait of a person.
#[derive(Clone, Debug)]
pub struct Trait {
    /// Its name, such as `acne-moderate`.
    pub name: String,
    /// What sort of thing it is.
    pub kind: TraitKind,
    /// What it is, in a line.
    pub meaning: String,
    /// For ages: from and until when, d.
    pub between: Option<(f64, f64)>,
    /// The age trait of people in whom this one takes the place of the plain one (`atopic-dermatitis-mild` for
    /// `atopic-dermatitis-mild-infant`).
    pub age: Option<String>,
    /// Numbers that it replaces, under their full names.
    pub set: Vec<Quantity>,
    /// Numbers that it multiplies, under their full names.
    pub scale: Vec<Quantity>,
}

impl Trait {
    /// Whether it is a form of a disease: `psoriasis-mild` is one of `psoriasis`.
    pub fn is_of(&self, disease: &str) -> bool {
        let rest = self.name.strip_prefix(disease);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    }

    /// The name of the trait whose place it takes in people of its age.
    pub fn stands_for(&self) -> Option<&str> {
        let age = self.age.as_deref()?;
        self.name.strip_suffix(age)?.strip_suffix('-')
    }

    fn read(name: &str, table: &Table<'_>) -> Option<Self> {
        let choices = KINDS.map(|(name, _)| name);
        let kind = table.choice("kind", &choices);
        let meaning = table.required_text("meaning");
        let between = match (days(table, "from"), days(table, "until")) {
            (Some(from), Some(until)) if from < until => Some((from, until)),
            (None, None) => None,
            _ => {
                table.fault("until", "an age needs `from` and a later `until`", None);
                None
            }
        };
        let quantities = |key: &str| {
            let read = |part: &Table<'_>| part.each(Quantity::read).into_iter().flatten().collect();
            table.table(key, read).unwrap_or_default()
        };
        let (set, scale) = (quantities("set"), quantities("scale"));
        let age = table.text("age");
        let kind = kind?;
        Some(Self {
            name: name.to_owned(),
            kind: KINDS.iter().find(|(name, _)| *name == kind)?.1,
            meaning: meaning?,
            between,
            age,
            set,
            scale,
        })
    }
}

/// A time such as `"2 a"`, in days.
fn days(table: &Table<'_>, key: &str) -> Option<f64> {
    let text = table.text(key)?;
    let parsed = text.split_once(' ').and_then(|(number, unit)| {
        let unit = Unit::parse(unit).ok()?;
        let time = unit.dimension() == engine::Dimension::TIME;
        time.then_some(unit.to_base(number.parse().ok()?))
    });
    if parsed.is_none() {
        table.fault(key, format!("`{text}` is not a time such as `2 a`"), None);
    }
    parsed
}

/// Reads `data/traits.toml`.
pub fn read(source: &Source, faults: &Faults) -> Vec<Trait> {
    let mut traits = Vec::new();
    read_document(source, faults, |root| {
        traits = root.each(Trait::read).into_iter().flatten().collect();
    });
    traits
}
