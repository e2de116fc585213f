//! Coverage: which doses, ages and times the evidence behind a row of the data is about. Outside, a run goes on, and says so.

use std::collections::BTreeMap;
use std::fmt;

use engine::Unit;

use crate::document::{Faults, Source, Table, read_document};
use crate::numbers::Status;

/// A range that evidence covers, open where nothing is said.
#[derive(Clone, Debug)]
pub struct Covered {
    /// The lowest value, in `unit`.
    pub lo: Option<f64>,
    /// The highest value, in `unit`.
    pub hi: Option<f64>,
    /// The unit.
    pub unit: Unit,
    /// How well the range is known.
    pub status: Status,
    /// Key of its source in `data/references.bib`.
    pub source: Option<String>,
    /// Where it comes from.
    pub note: Option<String>,
}

impl Covered {
    /// Reads a range from its table; its unit must be of the same kind as `unit`.
    pub fn read(table: &Table<'_>, unit: &str) -> Option<Self> {
        if !table.has("unit") {
            table.fault("unit", "is missing", None);
        }
        let covered = Self {
            lo: table.number("lo"),
            hi: table.number("hi"),
            source: table.text("source"),
            note: table.text("note"),
            unit: table.unit("unit")?,
            status: Status::read(table)?,
        };
        let expected = Unit::parse(unit).ok()?;
        if covered.unit.dimension() != expected.dimension() {
            let message = format!("{} is found, expected {unit} or the like", covered.unit);
            table.fault("unit", message, None);
        }
        covered.check(table);
        Some(covered)
    }

    fn check(&self, table: &Table<'_>) {
        match (self.lo, self.hi) {
            (None, None) => table.fault("lo", "is missing, and `hi` as well", None),
            (Some(lo), Some(hi)) if lo >= hi => {
                table.fault("hi", format!("{hi} is not above {lo}"), None);
            }
            _ => {}
        }
        if self.status == Status::Measured && self.source.is_none() {
            table.fault("source", "is missing: what is measured needs it", None);
        }
        if self.note.is_none() {
            table.fault("note", "is missing: it says what was studied", None);
        }
    }

    /// Whether a value in base units is covered.
    pub fn covers(&self, value: f64) -> bool {
        let own = self.unit.from_base(value);
        self.lo.is_none_or(|lo| own >= lo) && self.hi.is_none_or(|hi| own <= hi)
    }
}

/// The range in words, without its unit where that is a pure number.
impl fmt::Display for Covered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.lo, self.hi) {
            (Some(lo), Some(hi)) => write!(f, "{lo} to {hi}")?,
            (Some(lo), None) => write!(f, "{lo} and more")?,
            (None, Some(hi)) => write!(f, "up to {hi}")?,
            (None, None) => {}
        }
        match self.unit.text() {
            "1" => Ok(()),
            "a" => f.write_str(" years"),
            unit => write!(f, " {unit}"),
        }
    }
}

/// `data/coverage.toml`: what is covered where a row says nothing of its own.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// Doses, relative to the usual one.
    pub doses: Option<Covered>,
    /// How long people were followed.
    pub durations: Option<Covered>,
    /// Ages for which a diet is meant, by the `for` of diets.
    pub eaters: BTreeMap<String, Covered>,
}

impl Coverage {
    /// Reads the file.
    pub fn read(source: &Source, faults: &Faults) -> Self {
        let coverage = read_document(source, faults, |root| {
            let doses = root.table("doses", |table| Covered::read(table, "1"));
            let durations = root.table("durations", |table| Covered::read(table, "d"));
            let eaters = root.table("eaters", |table| {
                table.each(|name, table| Some((name.to_owned(), Covered::read(table, "a")?)))
            });
            Self {
                doses: doses.flatten(),
                durations: durations.flatten(),
                eaters: eaters.unwrap_or_default().into_iter().flatten().collect(),
            }
        });
        coverage.unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(row: &str) -> Result<Coverage, Vec<String>> {
        let faults = Faults::new();
        let source = Source::new("coverage.toml", format!("[eaters]\ninfant = {{ {row} }}"));
        let coverage = Coverage::read(&source, &faults);
        faults
            .into_result(coverage)
            .map_err(|faults| faults.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_range_covers_both_its_ends() {
        let coverage = read(r#"lo = 1, hi = 3, unit = "a", status = "assumed", note = "n""#);
        let coverage = coverage.expect("a sound row");
        let covered = &coverage.eaters["infant"];
        let days = |years: f64| years * 365.25;
        for (years, inside) in [(0.9, false), (1.0, true), (3.0, true), (3.1, false)] {
            assert_eq!(covered.covers(days(years)), inside, "{years}");
        }
        assert_eq!(covered.to_string(), "1 to 3 years");
    }

    #[test]
    fn a_range_says_what_it_is_and_where_it_comes_from() {
        for (row, part) in [
            (
                r#"unit = "a", status = "recalled", note = "n""#,
                "lo`: is missing",
            ),
            (
                r#"lo = 2, hi = 1, unit = "a", status = "recalled", note = "n""#,
                "2",
            ),
            (
                r#"lo = 2, unit = "mg", status = "recalled", note = "n""#,
                "mg",
            ),
            (r#"lo = 2, unit = "a", status = "recalled""#, "note"),
            (
                r#"lo = 2, unit = "a", status = "measured", note = "n""#,
                "source",
            ),
        ] {
            let faults = read(row).expect_err(row);
            assert!(faults[0].contains(part), "{faults:?}");
        }
    }
}
