//! What is thought of a number that nobody has measured: a distribution around its value, nine tenths of which lie between its bounds.

use engine::math::{exp, ln};
use physiology::numbers::{Quantity, Status};

use crate::life::Values;

/// Normal deviates between which 90 % lie.
const NINETY: f64 = 1.644_853_626_951_472_7;

/// A number that is not known, with what is thought of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Prior<'a> {
    /// The number.
    pub number: &'a Quantity,
    lo: f64,
    hi: f64,
    /// Whether it is lognormal; normal where its lower bound is not above zero.
    logarithmic: bool,
    sd: f64,
}

impl<'a> Prior<'a> {
    /// None of a number that is known, or of which nothing is said.
    pub fn of(number: &'a Quantity) -> Option<Self> {
        if !matches!(number.status, Status::Assumed | Status::Calibrated) {
            return None;
        }
        let (lo, hi) = (number.lo?, number.hi?);
        if hi <= lo {
            return None;
        }
        let logarithmic = lo > 0.0 && number.value > 0.0;
        let width = if logarithmic { ln(hi / lo) } else { hi - lo };
        Some(Self {
            number,
            lo,
            hi,
            logarithmic,
            sd: width / (2.0 * NINETY),
        })
    }

    /// The value at a whitened coordinate, in the number's unit; it stays within its bounds.
    pub fn value(&self, coordinate: f64) -> f64 {
        self.moved(self.number.value, coordinate)
    }

    /// Where a value goes when the number is moved by so many standard deviations.
    fn moved(&self, value: f64, coordinate: f64) -> f64 {
        let by = coordinate * self.sd;
        let value = match self.logarithmic {
            true => value * exp(by),
            false => value + by,
        };
        value.clamp(self.lo, self.hi)
    }

    /// The name and the value at a whitened coordinate, in base units.
    pub fn base(&self, coordinate: f64) -> (String, f64) {
        let value = self.number.unit.to_base(self.value(coordinate));
        (self.number.name.clone(), value)
    }

    /// Moves what somebody has of the number, in base units, by so many standard deviations.
    pub fn move_in(&self, values: &mut Values, coordinate: f64) {
        let unit = &self.number.unit;
        let own = values.get(&self.number.name);
        let own = own.map_or(self.number.value, |own| unit.from_base(*own));
        let moved = unit.to_base(self.moved(own, coordinate));
        values.insert(self.number.name.clone(), moved);
    }
}

#[cfg(test)]
mod tests {
    use physiology::data::Data;
    use physiology::document::Source;

    use super::*;

    #[test]
    fn priors_stay_within_their_bounds() {
        let text =
            "[gain]\nvalue = 2\nunit = \"1\"\nlo = 1\nhi = 4\nstatus = \"assumed\"\nnote = \"x\"\n";
        let data = Data::read(&[Source::new("parameters/organ.toml", text)]).unwrap();
        let number = data.parameters.get("organ.gain").unwrap();
        let prior = Prior::of(number).unwrap();
        assert_eq!(prior.value(0.0), 2.0);
        assert!((prior.value(NINETY) - 4.0).abs() < 1e-12);
        assert_eq!(prior.value(9.0), 4.0);
        assert_eq!(prior.value(-9.0), 1.0);
    }

    #[test]
    fn people_are_moved_from_where_they_are() {
        let text =
            "[gain]\nvalue = 2\nunit = \"1\"\nlo = 1\nhi = 4\nstatus = \"assumed\"\nnote = \"x\"\n";
        let data = Data::read(&[Source::new("parameters/organ.toml", text)]).unwrap();
        let prior = Prior::of(data.parameters.get("organ.gain").unwrap()).unwrap();
        let mut values = Values::from([("organ.gain".to_owned(), 1.5)]);
        prior.move_in(&mut values, NINETY);
        assert!((values["organ.gain"] - 3.0).abs() < 1e-12);
        prior.move_in(&mut values, NINETY);
        assert_eq!(values["organ.gain"], 4.0);
    }
}
