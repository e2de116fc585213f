//! Quantities as people write them: a number, a unit, and the dimension they must have.

use std::fmt;

use engine::{Dimension, Unit};
use physiology::document::Table;

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
        let value: f64 = number.parse().map_err(|_| {
            format!("found `{text}`, expected a number and a unit, such as \"12 g/d\"")
        })?;
        if !value.is_finite() {
            return Err(format!("found `{text}`, expected a finite number"));
        }
        let unit = Unit::parse_human(unit).map_err(|error| error.to_string())?;
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

/// Reads a field as a quantity of one dimension, in base units; anything else is a fault that shows an example.
pub fn read(table: &Table<'_>, field: &str, dimension: Dimension, example: &str) -> Option<f64> {
    let text = table.text(field)?;
    match Amount::parse(&text) {
        Err(message) => {
            table.fault(field, message, Some(format!("such as \"{example}\"")));
            None
        }
        Ok(amount) if amount.unit.dimension() != dimension => {
            table.fault(
                field,
                format!(
                    "found `{text}`, in [{}], where [{dimension}] is expected",
                    amount.unit.dimension()
                ),
                Some(format!("such as \"{example}\"")),
            );
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
    let value = read(table, field, dimension, example)?;
    if value < 0.0 {
        table.fault(field, "is negative", Some(format!("such as \"{example}\"")));
        return None;
    }
    Some(value)
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
                .contains("expected a number")
        );
        assert!(Amount::parse("3 furlong").unwrap_err().contains("furlong"));
        assert!(Amount::parse("1e999 g").unwrap_err().contains("finite"));
        assert!(Amount::parse("").is_err());
    }
}
