//! Axes: from values to places, with ticks at round values.

use engine::math::ln;

use super::numbers::fixed;
use super::svg::{Point, Svg};

/// Room beyond the outermost values, as a share of what lies between them.
const ROOM: f64 = 0.05;
/// More ticks than this are too many to read.
const MOST_TICKS: usize = 12;
/// How far tick labels stand from their axis, in pixels.
const LABEL_BELOW: f64 = 16.0;
const LABEL_LEFT: f64 = 8.0;

/// How values come to places along one direction.
#[derive(Clone, Copy, Debug)]
pub struct Scale {
    lo: f64,
    hi: f64,
    from: f64,
    to: f64,
    logarithmic: bool,
}

/// A value that is marked on an axis, with its label.
pub type Tick = (f64, String);

impl Scale {
    /// A scale that holds the finite ones of some values, from one place to another; none where there are none.
    pub fn linear(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Option<Self> {
        let (lo, hi) = extent(values.into_iter().filter(|value| value.is_finite()))?;
        let room = if hi > lo {
            ROOM * (hi - lo)
        } else {
            lo.abs().max(1.0) * ROOM
        };
        Some(Self {
            lo: lo - room,
            hi: hi + room,
            from,
            to,
            logarithmic: false,
        })
    }

    /// A scale from one value to another.
    pub fn between((lo, hi): (f64, f64), from: f64, to: f64) -> Self {
        Self {
            lo,
            hi,
            from,
            to,
            logarithmic: false,
        }
    }

    /// A scale on which equal ratios are equally long; it holds what is finite and above zero.
    pub fn logarithmic(values: impl IntoIterator<Item = f64>, from: f64, to: f64) -> Option<Self> {
        let holds = |value: &f64| value.is_finite() && *value > 0.0;
        let (lo, hi) = extent(values.into_iter().filter(holds))?;
        /// The ratio by which a scale exceeds its outermost values.
        const BEYOND: f64 = 1.2;
        Some(Self {
            lo: lo / BEYOND,
            hi: hi * BEYOND,
            from,
            to,
            logarithmic: true,
        })
    }

    /// The place of a value; not a number where there is none.
    pub fn at(&self, value: f64) -> f64 {
        let along = |value: f64| if self.logarithmic { ln(value) } else { value };
        let share = (along(value) - along(self.lo)) / (along(self.hi) - along(self.lo));
        self.from + share * (self.to - self.from)
    }

    /// The place of a value, or the end of the scale beyond which it lies.
    pub fn within(&self, value: f64) -> f64 {
        // An end that is not a number has no place; `clamp` keeps it so.
        self.at(if self.lo <= self.hi {
            value.clamp(self.lo, self.hi)
        } else {
            value
        })
    }

    /// About so many round values.
    pub fn ticks(&self, about: usize) -> Vec<Tick> {
        match self.logarithmic {
            true => self.ratios(),
            false => self.steps(about),
        }
    }

    fn steps(&self, about: usize) -> Vec<Tick> {
        let Some((step, decimals)) = round_step((self.hi - self.lo) / about.max(1) as f64) else {
            return Vec::new();
        };
        let first = (self.lo / step).ceil();
        let values = (0..MOST_TICKS).map(|place| (first + place as f64) * step);
        values
            .take_while(|value| *value <= self.hi)
            .map(|value| (value, fixed(value, decimals)))
            .collect()
    }

    /// 1, 2 and 5 times powers of ten; powers alone where that would be too many.
    fn ratios(&self) -> Vec<Tick> {
        let inside = |tick: &Tick| (self.lo..=self.hi).contains(&tick.0);
        let all = |digits: &[u32]| -> Vec<Tick> {
            let powers = -12..=12;
            let each =
                powers.flat_map(|power: i32| digits.iter().map(move |digit| (*digit, power)));
            let tick = |(digit, power)| {
                let value = times_ten_to(digit, power)?;
                Some((value, fixed(value, decimals_of(power))))
            };
            each.filter_map(tick).filter(inside).collect()
        };
        let ticks = all(&[1, 2, 5]);
        if ticks.len() > MOST_TICKS {
            return all(&[1]);
        }
        ticks
    }
}

fn extent(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |extent, value| {
        let (lo, hi) = extent.unwrap_or((value, value));
        Some((lo.min(value), hi.max(value)))
    })
}

/// The next 1, 2 or 5 times a power of ten, with the decimals it takes to write it.
fn round_step(least: f64) -> Option<(f64, usize)> {
    if !(least.is_finite() && least > 0.0) {
        return None;
    }
    let written = format!("{least:e}");
    let power: i32 = written.split_once('e')?.1.parse().ok()?;
    let steps = [(1, power), (2, power), (5, power), (1, power + 1)];
    let mut steps = steps
        .into_iter()
        .filter_map(|(digit, power)| Some((times_ten_to(digit, power)?, decimals_of(power))));
    steps.find(|(step, _)| *step >= least)
}

/// To the last bit, as it is written.
fn times_ten_to(digit: u32, power: i32) -> Option<f64> {
    format!("{digit}e{power}").parse().ok()
}

fn decimals_of(power: i32) -> usize {
    usize::try_from(-power).unwrap_or(0)
}

/// Where a plot stands, and what is along its sides.
pub struct Frame<'a> {
    /// Along the lower side.
    pub across: Scale,
    /// Along the left side.
    pub up: Scale,
    /// What is marked along the lower side.
    pub across_ticks: Vec<Tick>,
    /// What is marked along the left side.
    pub up_ticks: Vec<Tick>,
    /// What the lower side is, with its unit.
    pub across_label: &'a str,
    /// What the left side is, with its unit.
    pub up_label: &'a str,
}

impl Frame<'_> {
    /// The place of two values.
    pub fn at(&self, across: f64, up: f64) -> Point {
        (self.across.at(across), self.up.within(up))
    }

    /// Draws the axes with their ticks and labels.
    pub fn draw(&self, svg: &mut Svg) {
        let (left, right) = (self.across.from, self.across.to);
        let (bottom, top) = (self.up.from, self.up.to);
        for (value, label) in &self.up_ticks {
            let y = self.up.at(*value);
            svg.line("grid", (left, y), (right, y));
            svg.text("tick end", (left - LABEL_LEFT, y + 4.0), label);
        }
        for (value, label) in &self.across_ticks {
            let x = self.across.at(*value);
            svg.line("axis", (x, bottom), (x, bottom + 4.0));
            svg.text("tick middle", (x, bottom + LABEL_BELOW), label);
        }
        svg.line("axis", (left, bottom), (right, bottom));
        svg.line("axis", (left, bottom), (left, top));
        let (middle, centre) = (0.5 * (left + right), 0.5 * (top + bottom));
        svg.text("label middle", (middle, bottom + 36.0), self.across_label);
        svg.turned("label middle", (14.0, centre), -90, self.up_label);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(ticks: Vec<Tick>) -> Vec<String> {
        ticks.into_iter().map(|(_, label)| label).collect()
    }

    #[test]
    fn ticks_are_round() {
        let scale = Scale::between((-0.31, 0.52), 0.0, 100.0);
        assert_eq!(labels(scale.ticks(5)), ["−0.2", "0.0", "0.2", "0.4"]);
        let scale = Scale::between((0.0, 1700.0), 0.0, 100.0);
        assert_eq!(labels(scale.ticks(4)), ["0", "500", "1000", "1500"]);
        let ratios = Scale::logarithmic([0.1, 4.5], 0.0, 100.0).unwrap();
        assert_eq!(
            labels(ratios.ticks(5)),
            ["0.1", "0.2", "0.5", "1", "2", "5"]
        );
    }

    #[test]
    fn a_scale_holds_what_is_finite() {
        let scale = Scale::linear([f64::NAN, 1.0, f64::INFINITY, 3.0], 0.0, 110.0).unwrap();
        assert_eq!(scale.at(2.0), 55.0);
        assert_eq!(scale.within(f64::NEG_INFINITY), 0.0);
        assert!(scale.within(f64::NAN).is_nan());
        assert!(Scale::linear([f64::NAN], 0.0, 1.0).is_none());
        assert!(Scale::logarithmic([0.0, -1.0], 0.0, 1.0).is_none());
    }

    #[test]
    fn absurd_scales_have_few_ticks_or_none() {
        for (lo, hi) in [
            (0.0, 0.0),
            (-1e308, 1e308),
            (1e18, 1e18 + 256.0),
            (f64::NAN, 1.0),
        ] {
            assert!(Scale::between((lo, hi), 0.0, 1.0).ticks(5).len() <= MOST_TICKS);
        }
        assert!(Scale::linear([7.0], 0.0, 1.0).unwrap().at(7.0).is_finite());
    }
}
