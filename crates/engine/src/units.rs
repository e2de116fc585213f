//! Units of measurement: the subset of UCUM that this project writes, and the dimensions behind it.
//!
//! Every number enters the engine with a unit and is converted once, at the border, to coherent base units:
//! day, gram, millimole and decimetre (so that a litre is 1), plus the counted things that only compare with themselves
//! (international units, colony-forming units, cells, pH). Inside, only dimensions are left to check.
//!
//! ```
//! use engine::units::Unit;
//! let concentration = Unit::parse("pg/mL").unwrap();
//! assert_eq!(concentration.dimension(), Unit::parse("mg/L").unwrap().dimension());
//! assert!((concentration.to_base(2.0) / 2e-9 - 1.0).abs() < 1e-15);
//! ```

use std::fmt;

/// How many base quantities there are.
const BASES: usize = 8;

/// The base units, in the order of the exponents of a [`Dimension`].
const BASE_NAMES: [&str; BASES] = ["d", "g", "mmol", "dm", "[IU]", "[CFU]", "{cell}", "[pH]"];

/// What kind of quantity a number is: the exponents of the base quantities.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub struct Dimension([i8; BASES]);

impl Dimension {
    /// A pure number.
    pub const NONE: Self = Self([0; BASES]);
    /// A time.
    pub const TIME: Self = Self::base(0);

    const fn base(index: usize) -> Self {
        let mut exponents = [0; BASES];
        exponents[index] = 1;
        Self(exponents)
    }

    /// Whether this is a pure number.
    pub fn is_none(self) -> bool {
        self == Self::NONE
    }

    /// The dimension of a product.
    pub fn times(self, other: Self) -> Self {
        self.combine(other, 1)
    }

    /// The dimension of a quotient.
    pub fn over(self, other: Self) -> Self {
        self.combine(other, -1)
    }

    fn combine(self, other: Self, sign: i8) -> Self {
        let mut exponents = self.0;
        for (mine, theirs) in exponents.iter_mut().zip(other.0) {
            *mine = mine.saturating_add(theirs.saturating_mul(sign));
        }
        Self(exponents)
    }

    /// The dimension of an integer power.
    pub fn to_the(self, power: i8) -> Self {
        Self(self.0.map(|exponent| exponent.saturating_mul(power)))
    }

    /// The dimension of a square root, when every exponent is even.
    pub fn root(self) -> Option<Self> {
        self.0
            .iter()
            .all(|exponent| exponent % 2 == 0)
            .then(|| Self(self.0.map(|exponent| exponent / 2)))
    }
}

impl fmt::Display for Dimension {
    /// Written as a UCUM term over the base units, `1` for a pure number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut parts = Vec::new();
        for (name, exponent) in BASE_NAMES.iter().zip(self.0) {
            match exponent {
                0 => {}
                1 => parts.push((*name).to_owned()),
                _ => parts.push(format!("{name}{exponent}")),
            }
        }
        if parts.is_empty() {
            return f.write_str("1");
        }
        f.write_str(&parts.join("."))
    }
}

/// A unit: its dimension, its size in base units and how it was written.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    text: String,
    dimension: Dimension,
    size: f64,
}

impl Unit {
    /// Reads a unit of the UCUM subset.
    ///
    /// # Errors
    /// When the text is not a term of the subset; the message names the part that was not understood.
    pub fn parse(text: &str) -> Result<Self, UnitError> {
        let mut parser = Parser { text, position: 0 };
        let (dimension, size) = parser.term()?;
        if parser.position < text.len() {
            return Err(parser.error());
        }
        Ok(Self {
            text: text.to_owned(),
            dimension,
            size,
        })
    }

    /// Reads a unit as a person writes it: the UCUM subset and the usual aliases (`mM`, `uM`, `y`, `yr`, `µg`, `x`, `days`).
    ///
    /// # Errors
    /// As [`Unit::parse`].
    pub fn parse_human(text: &str) -> Result<Self, UnitError> {
        let plain = text.trim().replace(['µ', 'μ'], "u");
        let written = match plain.as_str() {
            "" | "x" | "X" => "1".to_owned(),
            "day" | "days" => "d".to_owned(),
            "hour" | "hours" => "h".to_owned(),
            "week" | "weeks" | "w" => "wk".to_owned(),
            "month" | "months" => "mo".to_owned(),
            "y" | "yr" | "year" | "years" => "a".to_owned(),
            "ml" => "mL".to_owned(),
            other => other
                .replace("/day", "/d")
                .replace("mM", "mmol/L")
                .replace("uM", "umol/L"),
        };
        Self::parse(&written).map_err(|error| UnitError {
            text: text.to_owned(),
            ..error
        })
    }

    /// The kind of quantity.
    pub fn dimension(&self) -> Dimension {
        self.dimension
    }

    /// How many base units one of this unit is.
    pub fn size(&self) -> f64 {
        self.size
    }

    /// How the unit was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// A value given in this unit, in base units.
    pub fn to_base(&self, value: f64) -> f64 {
        value * self.size
    }

    /// A value given in base units, in this unit.
    pub fn from_base(&self, value: f64) -> f64 {
        value / self.size
    }
}

impl fmt::Display for Unit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// A text that is not a unit of the subset.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitError {
    /// The whole text.
    pub text: String,
    /// The part from which on it was not understood.
    pub rest: String,
}

impl fmt::Display for UnitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "`{}` is not a unit: `{}` was not understood (UCUM terms such as mg/d, mmol/L, 10*9/L, ug/cm2 are)",
            self.text, self.rest
        )
    }
}

impl std::error::Error for UnitError {}

const PREFIXES: [(char, f64); 7] = [
    ('m', 1e-3),
    ('u', 1e-6),
    ('n', 1e-9),
    ('p', 1e-12),
    ('k', 1e3),
    ('c', 1e-2),
    ('d', 1e-1),
];

/// Atoms: name, dimension, size in base units, whether a prefix may stand before it.
fn atoms() -> [(&'static str, Dimension, f64, bool); 18] {
    let [time, mass, amount, length] = [0, 1, 2, 3].map(Dimension::base);
    // J = kg.m2/s2 in grams, decimetres and days.
    let joule = (
        mass.times(length.to_the(2)).times(time.to_the(-2)),
        1e3 * 1e2 * 86_400.0 * 86_400.0,
    );
    [
        ("[IU]", Dimension::base(4), 1.0, true),
        ("[CFU]", Dimension::base(5), 1.0, true),
        ("[pH]", Dimension::base(7), 1.0, false),
        ("{cell}", Dimension::base(6), 1.0, false),
        ("mol", amount, 1e3, true),
        ("min", time, 1.0 / 1440.0, false),
        ("mo", time, 30.4375, false),
        ("wk", time, 7.0, false),
        ("g", mass, 1.0, true),
        ("L", length.to_the(3), 1.0, true),
        ("m", length, 10.0, true),
        ("s", time, 1.0 / 86_400.0, false),
        ("h", time, 1.0 / 24.0, false),
        ("d", time, 1.0, false),
        ("a", time, 365.25, false),
        ("J", joule.0, joule.1, true),
        ("%", Dimension::NONE, 1e-2, false),
        ("l", length.to_the(3), 1.0, true),
    ]
}

/// Recursive descent over `term = ["/"] part { ("." | "/") part }`.
struct Parser<'a> {
    text: &'a str,
    position: usize,
}

type Sized = (Dimension, f64);

impl Parser<'_> {
    fn rest(&self) -> &str {
        &self.text[self.position..]
    }

    fn error(&self) -> UnitError {
        UnitError {
            text: self.text.to_owned(),
            rest: self.rest().to_owned(),
        }
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.position += token.len();
        }
        found
    }

    fn term(&mut self) -> Result<Sized, UnitError> {
        let mut result = (Dimension::NONE, 1.0);
        let mut divide = self.take("/");
        loop {
            let (dimension, size) = self.part()?;
            result = if divide {
                (result.0.over(dimension), result.1 / size)
            } else {
                (result.0.times(dimension), result.1 * size)
            };
            if self.take("/") {
                divide = true;
            } else if self.take(".") {
                divide = false;
            } else {
                return Ok(result);
            }
        }
    }

    fn part(&mut self) -> Result<Sized, UnitError> {
        if self.take("(") {
            let inner = self.term()?;
            if !self.take(")") {
                return Err(self.error());
            }
            return Ok(inner);
        }
        if self.take("10*") || self.take("10^") {
            let exponent = self.integer().ok_or_else(|| self.error())?;
            return Ok((Dimension::NONE, power_of_ten(exponent)));
        }
        if let Some(number) = self.integer() {
            self.annotation();
            return Ok((Dimension::NONE, f64::from(number)));
        }
        let counted = self.rest().starts_with("{cell}");
        if !counted && self.annotation() {
            return Ok((Dimension::NONE, 1.0));
        }
        let (dimension, size) = self.symbol().ok_or_else(|| self.error())?;
        let exponent = match self.integer() {
            Some(exponent) => i8::try_from(exponent).map_err(|_| self.error())?,
            None => 1,
        };
        if !self.rest().starts_with("{cell}") {
            self.annotation();
        }
        Ok((dimension.to_the(exponent), size.powi(i32::from(exponent))))
    }

    /// The longest symbol that stands here, so that `mmol` is not a metre followed by `mol`.
    fn symbol(&mut self) -> Option<Sized> {
        let rest = self.rest();
        let mut found: Option<(usize, Sized)> = None;
        for (name, dimension, size, prefixed) in atoms() {
            let plain = rest.starts_with(name).then_some((0, 1.0));
            let scaled = PREFIXES.into_iter().find_map(|(prefix, factor)| {
                let symbol = rest.strip_prefix(prefix)?;
                (prefixed && symbol.starts_with(name)).then_some((prefix.len_utf8(), factor))
            });
            for (before, factor) in plain.into_iter().chain(scaled) {
                let length = before + name.len();
                if found.is_none_or(|(longest, _)| length > longest) {
                    found = Some((length, (dimension, size * factor)));
                }
            }
        }
        let (length, sized) = found?;
        self.position += length;
        Some(sized)
    }

    fn integer(&mut self) -> Option<i32> {
        let rest = self.rest();
        let sign = usize::from(rest.starts_with(['-', '+']));
        let digits = rest[sign..].bytes().take_while(u8::is_ascii_digit).count();
        let value = rest[..sign + digits].parse().ok()?;
        self.position += sign + digits;
        Some(value)
    }

    /// Skips `{anything}`: an annotation says what is counted or weighed, without a dimension of its own.
    fn annotation(&mut self) -> bool {
        let rest = self.rest();
        match (rest.starts_with('{'), rest.find('}')) {
            (true, Some(end)) => {
                self.position += end + 1;
                true
            }
            _ => false,
        }
    }
}

fn power_of_ten(exponent: i32) -> f64 {
    10f64.powi(exponent)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn close(text: &str, size: f64, dimension_of: &str) {
        let unit = Unit::parse(text).unwrap();
        assert!(
            (unit.size() / size - 1.0).abs() < 1e-12,
            "{text} is {} base units, not {size}",
            unit.size()
        );
        assert_eq!(
            unit.dimension(),
            Unit::parse(dimension_of).unwrap().dimension(),
            "{text}"
        );
    }

    #[test]
    fn sizes_and_dimensions_of_the_subset() {
        close("mmol/L", 1.0, "umol/mL");
        close("pg/mL", 1e-9, "g/L");
        close("1/d", 1.0, "/h");
        close("min", 1.0 / 1440.0, "d");
        close("mmol", 1.0, "mol");
        close("mo", 30.4375, "a");
        close("m", 10.0, "um");
        close("um", 1e-5, "m");
        close("10*9/L", 1e9, "1/mL");
        close("10*6.[CFU]/cm2", 1e8, "[CFU]/m2");
        close("mm2/{cell}/d", 1e-4, "m2/({cell}.d)");
        close("mmol/g{protein}", 1.0, "mmol/g");
        close("(nmol/L)/(ug/d)", 1e-6 / 1e-6, "mmol.d/(L.g)");
        close("k[IU]/L", 1e3, "[IU]/L");
        close("%", 0.01, "1");
        close("g/m2/h", 24.0 / 100.0, "g/(m2.d)");
        close("{score}", 1.0, "1");
        close("J", 1e5 * 86_400.0 * 86_400.0, "g.m2/s2");
    }

    #[test]
    fn human_aliases_are_only_for_people() {
        assert_eq!(Unit::parse_human("mM").unwrap().size(), 1.0);
        assert_eq!(
            Unit::parse_human("yr").unwrap(),
            Unit::parse_human("y").unwrap()
        );
        assert!(Unit::parse("mM").is_err());
        assert!(Unit::parse("yr").is_err());
    }

    #[test]
    fn what_is_not_understood_is_named() {
        let error = Unit::parse("mg/furlong").unwrap_err();
        assert_eq!(error.rest, "furlong");
        for text in ["", "mg//", "(mg", "m g", "mg/", "10*", "mg)"] {
            assert!(Unit::parse(text).is_err(), "{text:?}");
        }
    }

    #[test]
    fn dimensions_print_as_base_units() {
        let unit = Unit::parse("mmol/L/d").unwrap();
        assert_eq!(unit.dimension().to_string(), "d-1.mmol.dm-3");
        assert_eq!(Dimension::NONE.to_string(), "1");
    }
}
