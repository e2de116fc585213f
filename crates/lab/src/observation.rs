//! What is observed: outcomes as raters, laboratories and people who count see them on the day of a visit.
//!
//! A trial does not see what somebody's skin or blood is like over weeks. People have levels of their own for which the model knows no reason
//! (between); disease comes and goes from day to day around what the model follows (fluctuation, with a memory of some days); whoever looks errs (noise); laboratories report nothing below a floor; and who believes to be
//! treated tells of less (reporting). Enrolling those who look bad on a day therefore makes everybody seem to get better. `data/observation.toml`
//! holds the numbers.

mod remission;

use engine::math::{exp, ln};
use physiology::document::{Faults, Source, Table, read_document};
use physiology::numbers::Quantity;

use crate::draws::{Draws, Stream, normal_quantile};
pub use remission::Remission;

/// The file of the data.
const FILE: &str = "observation.toml";

/// How outcomes are seen.
#[derive(Clone, Debug, Default)]
pub struct Observation {
    seen: Vec<Seen>,
}

/// How an outcome is seen.
#[derive(Clone, Debug)]
pub struct Seen {
    /// The outcome.
    pub outcome: String,
    /// What it is, in a line.
    pub meaning: String,
    /// What sort of number it is.
    pub kind: Kind,
    /// The lowest and highest value that can be told.
    pub range: (f64, f64),
    /// Values are multiples of this.
    pub step: Option<f64>,
    /// Standard deviation of the logarithm of the level that everybody keeps to, around what the model knows of them.
    pub between: f64,
    /// Standard deviation of the logarithm of what the disease does from day to day.
    pub fluctuation: f64,
    /// How long that lasts, d: its correlation falls by a factor e.
    pub persistence: f64,
    /// How it goes by itself, where it can.
    pub remission: Option<Remission>,
    /// Standard deviation of an error of the same size at every level.
    pub noise: f64,
    /// Standard deviation of an error that grows with the level, as a share of it.
    pub noise_share: f64,
    /// Relative change of what is told by somebody who believes to be treated.
    pub reporting: f64,
}

/// What sort of number is seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A score: errors are normal.
    Score,
    /// A number of things: it varies as a negative binomial one.
    Count,
    /// A concentration or another positive quantity: errors are lognormal.
    Assay,
}

/// A visit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Visit {
    /// The day.
    pub day: f64,
    /// Whether the person believes to be treated by then.
    pub believes: bool,
}

/// Whose draws say how somebody is seen: the draws, and the number of the person in them.
#[derive(Clone, Copy, Debug)]
pub struct Seeing<'d> {
    /// The level that is their own at all visits.
    pub level: (&'d Draws, u64),
    /// What errs at the first visit.
    pub first: (&'d Draws, u64),
    /// What errs at all later ones.
    pub later: (&'d Draws, u64),
}

impl Observation {
    /// How an outcome is seen; exactly as it is where nothing is known.
    pub fn of(&self, outcome: &str) -> Seen {
        let known = self.row(outcome).map(|seen| Seen {
            outcome: outcome.to_owned(),
            ..seen.clone()
        });
        known.unwrap_or_else(|| Seen::exactly(outcome))
    }

    /// Whether anything is known of how an outcome is seen.
    pub fn knows(&self, outcome: &str) -> bool {
        self.row(outcome).is_some()
    }

    /// The row of an outcome, or of all that begin as it does: `stool.genus` is that of genera without one of their own.
    fn row(&self, outcome: &str) -> Option<&Seen> {
        let named = |name: &str| self.seen.iter().find(|seen| seen.outcome == name);
        named(outcome).or_else(|| named(outcome.rsplit_once('.')?.0))
    }

    /// Reads the file among the data's texts, if it is there.
    pub(crate) fn read(sources: &[Source], faults: &Faults) -> Self {
        let source = sources.iter().find(|source| source.name == FILE);
        let read = |source| read_document(source, faults, |root| root.each(Seen::read));
        Self {
            seen: source.and_then(read).unwrap_or_default(),
        }
    }
}

impl Seen {
    /// An outcome that is seen as it is.
    pub fn exactly(outcome: &str) -> Self {
        Self {
            outcome: outcome.to_owned(),
            meaning: String::new(),
            kind: Kind::Score,
            range: (f64::NEG_INFINITY, f64::INFINITY),
            step: None,
            between: 0.0,
            fluctuation: 0.0,
            persistence: 1.0,
            remission: None,
            noise: 0.0,
            noise_share: 0.0,
            reporting: 0.0,
        }
    }

    /// What is seen of somebody at visits, in order, given what there is. The errors of a seed are the same in every arm.
    pub fn observe(&self, truth: &[f64], visits: &[Visit], draws: &Draws, person: u64) -> Vec<f64> {
        let own = (draws, person);
        let seeing = Seeing {
            level: own,
            first: own,
            later: own,
        };
        self.observe_again(truth, visits, seeing)
    }

    /// What would be seen of somebody whose level, first visit and later visits went as different draws have it.
    pub fn observe_again(&self, truth: &[f64], visits: &[Visit], seeing: Seeing<'_>) -> Vec<f64> {
        let stream = |purpose: &str, (draws, person): (&Draws, u64)| {
            draws.stream(person, &format!("{purpose}.{}", self.outcome))
        };
        let streams = |from| (stream("fluctuation", from), stream("noise", from));
        let level = match self.between {
            0.0 => 1.0,
            between => exp(between * stream("between", seeing.level).normal()),
        };
        let (mut flares, mut errors) = streams(seeing.first);
        let mut flare = flares.normal();
        let mut before = visits.first().map_or(0.0, |visit| visit.day);
        let remission = self.remission.map(|one| one.of(before, seeing.later));
        let mut seen = Vec::with_capacity(visits.len());
        for (truth, visit) in truth.iter().zip(visits) {
            let kept = exp(-(visit.day - before) / self.persistence);
            // The first visit finds the flare that is there; what is new since the last has the variance that is lost.
            let new = (1.0 - kept * kept).max(0.0).sqrt();
            if seen.len() == 1 && seeing.later != seeing.first {
                (flares, errors) = streams(seeing.later);
            }
            flare = kept * flare + new * flares.normal();
            before = visit.day;
            let activity =
                exp(self.fluctuation * flare - 0.5 * self.fluctuation * self.fluctuation);
            let told = if visit.believes {
                1.0 + self.reporting
            } else {
                1.0
            };
            let left = remission.map_or(1.0, |one| one.leaves(visit.day));
            seen.push(self.measure(truth * level * activity * told * left, &mut errors));
        }
        seen
    }

    /// What is found when the level of the day is this.
    fn measure(&self, level: f64, errors: &mut Stream) -> f64 {
        let place = errors.uniform();
        let score = normal_quantile(place);
        let found = match self.kind {
            Kind::Score => {
                let (error, share) = (self.error_at(level), self.noise_share * level);
                level + score * (error * error + share * share).sqrt()
            }
            Kind::Count => negative_binomial_quantile(place, level.max(0.0), self.noise_share),
            Kind::Assay => {
                let variance = ln(1.0 + self.noise_share * self.noise_share);
                level * exp(variance.sqrt() * score - 0.5 * variance) + self.noise * score
            }
        };
        let stepped = match self.step {
            Some(step) => (found / step).round() * step,
            None => found,
        };
        stepped.max(self.range.0).min(self.range.1)
    }

    /// The error of raters at a level. Who has nothing is seen to have nothing: of scores that begin at zero it grows with the first points.
    fn error_at(&self, level: f64) -> f64 {
        match self.range.0 == 0.0 && self.noise > 0.0 {
            true => self.noise * level.max(0.0) / (level.max(0.0) + self.noise),
            false => self.noise,
        }
    }

    fn read(outcome: &str, table: &Table<'_>) -> Self {
        let exactly = Self::exactly(outcome);
        let value = |key: &str| Quantity::of(table, key).map(|quantity| quantity.value);
        let not_negative = |key: &str| {
            let found = value(key).unwrap_or_default();
            if found < 0.0 {
                table.fault(key, format!("found {found}, below zero"), None);
            }
            found.max(0.0)
        };
        let kind = match table.choice("kind", &["score", "count", "assay"]) {
            Some("count") => Kind::Count,
            Some("assay") => Kind::Assay,
            _ => Kind::Score,
        };
        let persistence = value("persistence").unwrap_or(exactly.persistence);
        if persistence <= 0.0 {
            table.fault("persistence", "is not above zero", None);
        }
        let (lowest, highest) = read_range(table);
        Self {
            meaning: table.required_text("meaning").unwrap_or_default(),
            kind,
            range: (
                value("floor").map_or(lowest, |floor| floor.max(lowest)),
                highest,
            ),
            step: value("step").filter(|step| *step > 0.0),
            between: not_negative("between"),
            fluctuation: not_negative("fluctuation"),
            persistence: persistence.max(f64::MIN_POSITIVE),
            remission: Remission::read(table),
            noise: not_negative("noise"),
            noise_share: not_negative("noise_share"),
            reporting: value("reporting").unwrap_or_default(),
            ..exactly
        }
    }
}

fn read_range(table: &Table<'_>) -> (f64, f64) {
    let range = table.table("range", |range| {
        range.know(&["unit", "status", "source", "note"]);
        (range.number("lo"), range.number("hi"))
    });
    let (lo, hi) = range.unwrap_or_default();
    (lo.unwrap_or(f64::NEG_INFINITY), hi.unwrap_or(f64::INFINITY))
}

/// The smallest number whose probability of not being exceeded reaches `probability`, when the mean is `mean` and the variance is what a Poisson
/// number has and that of a mean which varies between days with this coefficient of variation.
fn negative_binomial_quantile(probability: f64, mean: f64, variation: f64) -> f64 {
    /// From here on it is normal for all that anybody could see, and the probability of none would be lost in rounding.
    const MANY: f64 = 500.0;
    /// Nobody has more.
    const MOST: f64 = 10_000.0;
    if mean <= 0.0 {
        return 0.0;
    }
    let inverse = variation * variation;
    if mean > MANY {
        let sd = (mean + mean * mean * inverse).sqrt();
        return (mean + sd * normal_quantile(probability)).round().max(0.0);
    }
    // The ratio of neighbouring probabilities is (1/v + k) m v / ((k + 1) (1 + m v)); without variation it is m / (k + 1).
    let mut mass = if inverse > 0.0 {
        exp(-ln(1.0 + mean * inverse) / inverse)
    } else {
        exp(-mean)
    };
    let mut below = mass;
    let mut count = 0.0;
    while below < probability && count < MOST {
        mass *= (1.0 + count * inverse) * mean / ((count + 1.0) * (1.0 + mean * inverse));
        below += mass;
        count += 1.0;
    }
    count
}

#[cfg(test)]
mod tests;
