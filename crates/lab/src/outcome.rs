//! What a run gives: outcomes over time with their healthy ranges, and what to say about them.

use crate::why::Reason;

/// A quantity over time.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Dotted name.
    pub name: String,
    /// Unit of the values.
    pub unit: String,
    /// What it is, in a line.
    pub meaning: String,
    /// Values at the run's times.
    pub values: Vec<f64>,
    /// Healthy range in the same unit, where one is known.
    pub healthy: Option<(f64, f64)>,
    /// Where nine of ten people lie, where people were drawn.
    pub band: Option<Band>,
}

/// Where nine of ten drawn people lie: from the 5th to the 95th percentile, at the run's times, in the outcome's unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Band {
    /// The lower ends.
    pub lo: Vec<f64>,
    /// The upper ends.
    pub hi: Vec<f64>,
    /// The shares of them outside the healthy range, where there is one.
    pub outside: Option<Vec<f64>>,
}

/// The value furthest from the start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extreme {
    /// The value.
    pub value: f64,
    /// When, d.
    pub day: f64,
}

impl Outcome {
    /// Value at the start.
    pub fn baseline(&self) -> f64 {
        self.values.first().copied().unwrap_or(f64::NAN)
    }

    /// Value at the end.
    pub fn end(&self) -> f64 {
        self.values.last().copied().unwrap_or(f64::NAN)
    }

    /// The peak or trough: the value furthest from the start, with its day.
    pub fn extreme(&self, times: &[f64]) -> Extreme {
        let start = self.baseline();
        let mut extreme = Extreme {
            value: start,
            day: 0.0,
        };
        for (value, day) in self.values.iter().zip(times) {
            if (value - start).abs() > (extreme.value - start).abs() {
                extreme = Extreme {
                    value: *value,
                    day: *day,
                };
            }
        }
        extreme
    }

    /// How far it went, relative to where it started or to the width of its healthy range where that is wider.
    pub fn change(&self, times: &[f64]) -> f64 {
        let start = self.baseline();
        let width = self.healthy.map_or(0.0, |(lo, hi)| 0.5 * (hi - lo));
        let scale = start.abs().max(width).max(f64::MIN_POSITIVE);
        (self.extreme(times).value - start) / scale
    }

    /// The band at one of the run's times.
    pub fn band_on(&self, day: f64, times: &[f64]) -> Option<(f64, f64)> {
        let band = self.band.as_ref()?;
        let place = times.iter().position(|time| *time == day)?;
        Some((*band.lo.get(place)?, *band.hi.get(place)?))
    }

    /// Whether a value lies in the healthy range; true where none is known.
    pub fn is_healthy(&self, value: f64) -> bool {
        self.healthy
            .is_none_or(|(lo, hi)| (lo..=hi).contains(&value))
    }
}

/// How well the community was brought to a stool profile.
#[derive(Clone, Debug)]
pub struct StoolFit {
    /// The sample.
    pub sample: String,
    /// Share of the profile's abundance in genera the model knows.
    pub matched: f64,
    /// Bray-Curtis distance between the profile and the stool after the run-in, 0 to 1.
    pub distance: f64,
    /// Genera met worst: name, share in the profile, share after the run-in.
    pub worst: Vec<(String, f64, f64)>,
}

/// The time before day 0.
#[derive(Clone, Copy, Debug)]
pub struct RunIn {
    /// How long it took, d.
    pub days: f64,
    /// Whether it ended because nothing moved any more.
    pub steady: bool,
}

/// The people who were drawn.
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
    /// The seed of the draws.
    pub seed: u64,
    /// How many were drawn.
    pub count: usize,
    /// Who of them could not be followed and is in no band, by number.
    pub left_out: Vec<LeftOut>,
}

/// Somebody who is in no band.
#[derive(Clone, Debug, PartialEq)]
pub struct LeftOut {
    /// The person's number; the first who is drawn is 1.
    pub person: usize,
    /// Why, in a sentence without a stop.
    pub why: String,
}

impl Drawn {
    /// Takes somebody out.
    pub(crate) fn leave_out(&mut self, person: usize, why: String) {
        let place = self.left_out.partition_point(|other| other.person < person);
        self.left_out.insert(place, LeftOut { person, why });
    }

    /// How many people the bands are of.
    pub fn followed(&self) -> usize {
        self.count - self.left_out.len()
    }

    /// Who is left out and why, in a sentence without a stop; none where nobody is.
    pub fn note(&self) -> Option<String> {
        let who = self.left_out.iter();
        let who = who.map(|LeftOut { person, why }| format!("person {person} ({why})"));
        let who: Vec<String> = who.collect();
        (!who.is_empty()).then(|| {
            format!(
                "{} of {} drawn people could not be followed and are in no band: {}",
                who.len(),
                self.count,
                who.join(", ")
            )
        })
    }
}

/// A finished run: the typical person, and where others are beside them.
#[derive(Clone, Debug)]
pub struct Run {
    /// The scenario's name.
    pub scenario: String,
    /// A line on what it shows.
    pub about: Option<String>,
    /// Who, in a line.
    pub person: String,
    /// What was given, a line each.
    pub given: Vec<String>,
    /// Sampling times, d.
    pub times: Vec<f64>,
    /// Outcomes that were asked for, in order.
    pub outcomes: Vec<Outcome>,
    /// What else changed most, largest first.
    pub changed_most: Vec<Outcome>,
    /// Everything beside the outcomes that were asked for, when everything was.
    pub others: Vec<Outcome>,
    /// What the courses did to the outcomes that were asked for, and how; empty when nobody asked, or nothing was given.
    pub reasons: Vec<Reason>,
    /// Who was drawn beside the typical person, when people were asked for.
    pub people: Option<Drawn>,
    /// The run-in.
    pub run_in: RunIn,
    /// Set when a stool profile was given.
    pub stool: Option<StoolFit>,
    /// What the reader should know, a sentence each.
    pub warnings: Vec<String>,
    /// Version of the program.
    pub version: &'static str,
    /// Hash of equations and data.
    pub model_hash: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extreme_is_what_is_furthest_from_the_start() {
        let outcome = Outcome {
            name: "a".into(),
            unit: "1".into(),
            meaning: String::new(),
            values: vec![2.0, 3.0, 0.5, 2.0],
            healthy: Some((1.0, 4.0)),
            band: None,
        };
        let times = [0.0, 1.0, 2.0, 3.0];
        assert_eq!(
            outcome.extreme(&times),
            Extreme {
                value: 0.5,
                day: 2.0
            }
        );
        assert_eq!(outcome.change(&times), -0.75);
        assert!(outcome.is_healthy(1.0) && !outcome.is_healthy(0.5));
    }
}
