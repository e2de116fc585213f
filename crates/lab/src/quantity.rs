//! Quantities as people write them: a number, a unit, and the dimension they must have.

use std::fmt;

use engine::{Dimension, Unit};
use physiology::document::{Table, quoted};

/// A number with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount {
    /// The number.
    pub value: f64,
    /// Its unit.
    pub unit: Unit,
}

impl fmt::Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit.text() {
            "1" => write!(f, "{}", self.value),
            unit => write!(f, "{} {unit}", self.value),
        }
    }
}

impl Amount {
    /// Reads `"12 g/d"`, `"6.5 h"`, `"8 wk"`, or a bare `"18"`.
    ///
    /// # Errors
    /// What was not understood, as half a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        let split = text
            .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E')))
            .unwrap_or(text.len());
        // An exponent needs digits: the `e` of a unit does not belong to the number.
        let split = text[..split].trim_end_matches(['e', 'E']).len();
        let (number, unit) = text.split_at(split);
        let value: f64 = number
            .parse()
            .map_err(|_| format!("found {}, which does not begin with a number", quoted(text)))?;
        let unit = Unit::parse_human(unit).map_err(|_| {
            format!(
                "found {}, but {} is not a unit",
                quoted(text),
                quoted(unit.trim())
            )
        })?;
        if !unit.to_base(value).is_finite() {
            return Err(format!("found {}, which is not finite", quoted(text)));
        }
        Ok(Self { value, unit })
    }

    /// The value in another unit of the same dimension.
    pub fn in_unit(&self, unit: &Unit) -> Option<f64> {
        (self.unit.dimension() == unit.dimension())
            .then(|| unit.from_base(self.unit.to_base(self.value)))
    }

    /// The value in base units.
    pub fn base(&self) -> f64 {
        self.unit.to_base(self.value)
    }
}

/// A kind of quantity in words, such as `a time`.
pub fn kind(dimension: Dimension) -> String {
    const KINDS: [(&str, &str); 8] = [
        ("1", "a number without a unit"),
        ("d", "a time"),
        ("g", "a mass"),
        ("m", "a length"),
        ("g/d", "a mass a day"),
        ("L", "a volume"),
        ("mol", "an amount of substance"),
        ("mol/L", "a concentration"),
    ];
    let named = KINDS
        .iter()
        .find(|(unit, _)| Unit::parse(unit).is_ok_and(|unit| unit.dimension() == dimension));
    named.map_or_else(
        || format!("a quantity in {dimension}"),
        |(_, kind)| (*kind).to_owned(),
    )
}

/// Reads a field as a quantity of one dimension, in base units; anything else is a fault that shows an example.
pub fn read(table: &Table<'_>, field: &str, dimension: Dimension, example: &str) -> Option<f64> {
    table.know(&[field]);
    let found = table.found(field)?;
    let help = || {
        Some(format!(
            "{} in quotes is expected, such as \"{example}\"",
            kind(dimension)
        ))
    };
    if !table.is_text(field) {
        table.fault(field, format!("found {found}"), help());
        return None;
    }
    let text = table.text(field)?;
    match Amount::parse(&text) {
        Err(message) => {
            table.fault(field, message, help());
            None
        }
        Ok(amount) if amount.unit.dimension() != dimension => {
            let found = format!("found {}, {}", quoted(&text), kind(amount.unit.dimension()));
            table.fault(field, found, help());
            None
        }
        Ok(amount) => Some(amount.base()),
    }
}

/// The same, refusing negative values.
pub fn read_positive(
    table: &Table<'_>,
    field: &str,
    dimension: Dimension,
    example: &str,
) -> Option<f64> {
    refuse(table, field, dimension, example, |value| {
        (value < 0.0).then_some("is negative")
    })
}

/// The same, refusing zero as well.
pub fn read_above_zero(
    table: &Table<'_>,
    field: &str,
    dimension: Dimension,
    example: &str,
) -> Option<f64> {
    refuse(table, field, dimension, example, |value| {
        (value <= 0.0).then_some("is not above zero")
    })
}

fn refuse(
    table: &Table<'_>,
    field: &str,
    dimension: Dimension,
    example: &str,
    why_not: impl Fn(f64) -> Option<&'static str>,
) -> Option<f64> {
    let value = read(table, field, dimension, example)?;
    let Some(why) = why_not(value) else {
        return Some(value);
    };
    let found = table.text(field).unwrap_or_default();
    table.fault(
        field,
        format!("found {}, which {why}", quoted(&found)),
        Some(format!("such as \"{example}\"")),
    );
    None
}

/// A number rounded to that many significant digits, as its decimal text reads.
pub(crate) fn significant(value: f64, digits: i32) -> f64 {
    let text = format!("{value:.*e}", digits.max(1) as usize - 1);
    text.parse().unwrap_or(value)
}

/// A number with three digits, as TOML has numbers.
pub(crate) fn three_digits(value: f64) -> String {
    let text = format!("{value:.2e}");
    text.parse::<f64>()
        .map_or(text, |value| format!("{value:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_are_read_as_people_write_them() {
        let days = |text| Amount::parse(text).unwrap().base();
        assert_eq!(days("8 wk"), 56.0);
        assert_eq!(days("24 y"), 24.0 * 365.25);
        assert_eq!(days("6.5 h"), 6.5 / 24.0);
        assert_eq!(days("7d"), 7.0);
        assert_eq!(days("1e1 d"), 10.0);
        assert_eq!(Amount::parse("18").unwrap().unit.text(), "1");
    }

    #[test]
    fn what_is_not_a_quantity_says_so() {
        assert!(
            Amount::parse("lots")
                .unwrap_err()
                .contains("does not begin with a number")
        );
        assert!(Amount::parse("3 furlong").unwrap_err().contains("furlong"));
        assert!(Amount::parse("1e999 g").unwrap_err().contains("finite"));
        assert!(Amount::parse("1e308 kg").unwrap_err().contains("finite"));
        assert!(Amount::parse("").is_err());
    }
}
