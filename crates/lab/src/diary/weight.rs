//! What a helping weighs: from its amount when that is a mass, from what its measure says of itself, from its energy, or from its volume.

use engine::Unit;
use physiology::food::{Food, NUTRIENTS};

use super::vocabulary::same_dimension;
use super::{Entry, Vocabulary};

/// A weight, and how it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Weight {
    /// Grams that the amount gives.
    Given(f64),
    /// Grams of the food that bring the energy that the diary gives.
    FromEnergy(f64),
    /// It cannot be told.
    Unknown,
}

/// Measures that stand for the whole of a helping whose weight the data give.
const HELPINGS: [&str; 2] = ["serving", "portion"];

/// Nobody eats more than so many grams at once.
const MOST_GRAMS: f64 = 1e5;
/// Nor litres.
const MOST_LITRES: f64 = 100.0;
/// Nor pieces, slices, or whatever else is counted.
const MOST_PIECES: f64 = 1e6;
/// Nor kcal or kJ.
const MOST_ENERGY: f64 = 1e6;

/// Why an entry cannot be what somebody ate, and what can be; nothing where it can be.
pub(super) fn too_much(entry: &Entry, vocabulary: &Vocabulary) -> Option<(String, String)> {
    let count = entry.amount.value;
    let is_too_much = match Measure::of(&entry.amount.unit, vocabulary) {
        Some(Measure::Mass(grams)) => count * grams > MOST_GRAMS,
        Some(Measure::Volume(litres)) => count * litres > MOST_LITRES,
        Some(Measure::Helping) | None => count > MOST_PIECES,
    };
    let energy = entry.energy.as_ref();
    let energy = energy.filter(|energy| energy.value > MOST_ENERGY);
    let found = energy.or(is_too_much.then_some(&entry.amount))?;
    Some((
        format!("found `{found}`, more than anybody eats at once"),
        format!(
            "at most {MOST_GRAMS} g, {MOST_LITRES} L, {MOST_PIECES} pieces and {MOST_ENERGY} kcal are a line"
        ),
    ))
}

/// What an entry of a known food weighs.
pub(super) fn of(entry: &Entry, food: &Food, vocabulary: &Vocabulary) -> Weight {
    let measure = Measure::of(&entry.amount.unit, vocabulary);
    let count = entry.amount.value;
    if let Some(Measure::Mass(grams)) = measure {
        return Weight::Given(count * grams);
    }
    if let (Some(grams), Some(Measure::Helping)) = (food.serving, measure) {
        return Weight::Given(count * grams);
    }
    if let Some(grams) = from_energy(entry, food, vocabulary) {
        return Weight::FromEnergy(grams);
    }
    match measure {
        Some(Measure::Volume(litres)) if vocabulary.is_liquid(&food.group) => {
            Weight::Given(count * litres * vocabulary.constant("density"))
        }
        _ => Weight::Unknown,
    }
}

/// What an entry of something that is not known weighs, when its amount says so.
pub(super) fn of_unknown(entry: &Entry, vocabulary: &Vocabulary) -> Option<f64> {
    match Measure::of(&entry.amount.unit, vocabulary)? {
        Measure::Mass(grams) => Some(entry.amount.value * grams),
        _ => None,
    }
}

/// The energy that a diary gives for an entry, in base units.
pub(super) fn energy(entry: &Entry, vocabulary: &Vocabulary) -> Option<f64> {
    let energy = entry.energy.as_ref()?;
    let one = sized(&energy.unit, vocabulary)?;
    one.is("J").then(|| energy.value * one.base())
}

fn from_energy(entry: &Entry, food: &Food, vocabulary: &Vocabulary) -> Option<f64> {
    let place = NUTRIENTS.iter().position(|(name, _)| *name == "energy")?;
    let of_a_gram = food.nutrients[place];
    let energy = energy(entry, vocabulary)?;
    (of_a_gram >= vocabulary.constant("least_energy")).then(|| energy / of_a_gram)
}

/// What one of a measure is, in base units.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Measure {
    Mass(f64),
    Volume(f64),
    Helping,
}

impl Measure {
    /// Reads `g`, `cup`, `cup, chopped`, `cup - 240g`, `shake (11 fl oz)`, `x 4.0 oz`. What a measure says of itself counts before its name,
    /// and a mass before a volume.
    fn of(text: &str, vocabulary: &Vocabulary) -> Option<Self> {
        if let Some(plain) = Self::named(text, vocabulary) {
            return Some(plain);
        }
        let told = amounts_in(text, vocabulary);
        let is_mass = |measure: &&Self| matches!(measure, Self::Mass(_));
        let within = told.iter().find(is_mass).or_else(|| told.first());
        within.copied().or_else(|| leading(text, vocabulary))
    }

    fn named(name: &str, vocabulary: &Vocabulary) -> Option<Self> {
        if HELPINGS.contains(&name.trim().to_lowercase().as_str()) {
            return Some(Self::Helping);
        }
        let one = sized(name, vocabulary)?;
        if one.is("g") {
            return Some(Self::Mass(one.base()));
        }
        one.is("L").then_some(Self::Volume(one.base()))
    }

    fn times(self, count: f64) -> Self {
        match self {
            Self::Mass(grams) => Self::Mass(count * grams),
            Self::Volume(volume) => Self::Volume(count * volume),
            Self::Helping => self,
        }
    }
}

/// How much one of a unit or of a measure is, in base units of its kind.
struct Size {
    unit: Unit,
    of_it: f64,
}

impl Size {
    fn base(&self) -> f64 {
        self.unit.to_base(self.of_it)
    }

    fn is(&self, unit: &str) -> bool {
        same_dimension(&self.unit, unit)
    }
}

fn sized(name: &str, vocabulary: &Vocabulary) -> Option<Size> {
    if let Some(quantity) = vocabulary.measure(name) {
        return Some(Size {
            unit: quantity.unit.clone(),
            of_it: quantity.value,
        });
    }
    let name = name.trim();
    // A text without a letter is a number without a unit.
    let is_unit = name.chars().any(char::is_alphabetic);
    let unit = is_unit.then(|| Unit::parse_human(name).ok()).flatten()?;
    Some(Size { unit, of_it: 1.0 })
}

/// Every number with a mass or a volume behind it that stands in a measure: 240 g in `cup - 240g`.
fn amounts_in(text: &str, vocabulary: &Vocabulary) -> Vec<Measure> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let number = &rest[start..];
        let end = number
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(number.len());
        let (number, behind) = number.split_at(end);
        if let (Ok(count), Some(measure)) = (number.parse::<f64>(), leading(behind, vocabulary)) {
            found.push(measure.times(count));
        }
        rest = behind;
    }
    found
}

/// The measure that a text begins with: two words of it, or one.
fn leading(text: &str, vocabulary: &Vocabulary) -> Option<Measure> {
    let end = text
        .find(|c: char| !(c.is_alphabetic() || c == ' '))
        .unwrap_or(text.len());
    let words: Vec<&str> = text[..end].split_whitespace().take(2).collect();
    let one = || words.first().copied();
    Measure::named(&words.join(" "), vocabulary).or_else(|| Measure::named(one()?, vocabulary))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diary::tests::vocabulary;

    #[test]
    fn a_measure_is_what_it_says_of_itself_then_what_its_name_says() {
        let vocabulary = vocabulary();
        let of = |text| Measure::of(text, &vocabulary);
        let close = |found: Option<Measure>, expected: Measure| {
            let (Some(found), expected) = (found, expected) else {
                panic!("no measure, expected {expected:?}");
            };
            let (Measure::Mass(a) | Measure::Volume(a)) = found else {
                panic!("{found:?}");
            };
            let (Measure::Mass(b) | Measure::Volume(b)) = expected else {
                panic!("{expected:?}");
            };
            assert_eq!(
                std::mem::discriminant(&found),
                std::mem::discriminant(&expected)
            );
            assert!((a - b).abs() < 1e-9, "{found:?} {expected:?}");
        };
        close(of("g"), Measure::Mass(1.0));
        close(of("kg"), Measure::Mass(1000.0));
        close(of("oz"), Measure::Mass(28.35));
        close(of("oz, boneless"), Measure::Mass(28.35));
        close(of("x 4.0 oz"), Measure::Mass(4.0 * 28.35));
        close(of("cup - 240g"), Measure::Mass(240.0));
        close(of("cup (8 fl oz) - 240 g"), Measure::Mass(240.0));
        close(of("cup, chopped"), Measure::Volume(0.24));
        close(of("Cups"), Measure::Volume(0.24));
        close(of("mL"), Measure::Volume(0.001));
        close(of("shake (11 fl oz)"), Measure::Volume(11.0 * 0.02957));
        close(of("tbsp"), Measure::Volume(0.015));
    }

    #[test]
    fn a_measure_that_says_nothing_of_weight_is_none() {
        let vocabulary = vocabulary();
        for text in [
            "large",
            "whole - 3 1/2\" diameter",
            "medium",
            "",
            "slice",
            "Cubic Inch",
            "x",
        ] {
            assert_eq!(Measure::of(text, &vocabulary), None, "{text}");
        }
        assert_eq!(Measure::of("Serving", &vocabulary), Some(Measure::Helping));
    }
}
