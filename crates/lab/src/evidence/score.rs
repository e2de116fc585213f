//! The score: how much of the evidence on each arrow the model reproduces, and how much would be reproduced without it.
//!
//! Findings count by their strength, and arrows alike, so that those with many findings do not rule. Beside the model's score stand those of
//! two models that know no biology: one in which nothing has an effect, and one that predicts of every finding the mean of the others of its
//! kind. Published directions are also shuffled among the findings: a model that is right about biology does better than about a shuffled one.

use std::collections::BTreeMap;

use super::Finding;
use super::reading::{Direction, Reading};
use super::verdict::{Mark, Verdict, is_size};
use crate::draws::Draws;
use engine::math::{exp, ln};

/// How often published directions are shuffled.
const SHUFFLES: u64 = 9999;
/// They are shuffled from this seed.
const SEED: u64 = 3;

/// A finding and what became of it.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// The finding.
    pub finding: &'a Finding,
    /// What its readings came to; or in a sentence why it was not run.
    pub outcome: Result<Vec<Verdict>, String>,
}

/// How much of what was asked is right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    right: f64,
    asked: f64,
}

/// The score of an arrow.
#[derive(Clone, Debug, PartialEq)]
pub struct OfArrow {
    /// Its name.
    pub arrow: String,
    /// By mark, in the order of [`Mark::ALL`].
    pub marks: [Tally; 3],
    /// Findings that bear on it.
    pub findings: usize,
}

/// The score of all findings.
#[derive(Clone, Debug, PartialEq)]
pub struct Score {
    /// By mark, in the order of [`Mark::ALL`]: the mean over arrows of the share that is right; none where nothing was asked.
    pub marks: [Option<f64>; 3],
    /// By arrow, in the order of their names.
    pub arrows: Vec<OfArrow>,
    /// The share of published numbers that lie in the interval of nine of ten trials.
    pub covered: Option<f64>,
    /// The geometric mean of how many times too large or small ratios are.
    pub fold: Option<f64>,
    /// The share of ratios that are at most twice too large or small.
    pub within_twofold: Option<f64>,
}

/// What would be reproduced without a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Baselines {
    /// If nothing had an effect.
    pub no_effect: Score,
    /// If every finding were like the mean of the others of its kind.
    pub mean_of_kind: Score,
    /// The mean share of directions that are right when published ones are shuffled.
    pub shuffled: f64,
    /// How often a shuffled one is met at least as well as the published one.
    pub shuffled_p: f64,
}

impl Tally {
    fn add(&mut self, weight: f64, share: f64) {
        self.right += weight * share;
        self.asked += weight;
    }

    /// The share that is right; none where nothing was asked.
    pub fn share(&self) -> Option<f64> {
        (self.asked > 0.0).then(|| self.right / self.asked)
    }
}

impl OfArrow {
    /// The share of all that was asked which is right.
    pub fn share(&self) -> Option<f64> {
        let mut all = Tally::default();
        for mark in &self.marks {
            all.right += mark.right;
            all.asked += mark.asked;
        }
        all.share()
    }
}

impl Entry<'_> {
    /// Readings with their verdicts.
    pub fn judged(&self) -> impl Iterator<Item = (&Reading, &Verdict)> {
        let experiment = self.finding.experiment.as_ref().ok();
        let readings = experiment.map_or(&[][..], |experiment| &experiment.readings);
        let verdicts = self.outcome.as_ref().map_or(&[][..], Vec::as_slice);
        readings.iter().zip(verdicts)
    }

    /// The share of what was asked by a mark that is right; none where nothing was.
    pub fn share(&self, mark: Mark) -> Option<f64> {
        let mut tally = Tally::default();
        for (_, verdict) in self.judged() {
            for (own, right) in verdict.marks() {
                if let Some(right) = right.filter(|_| own == mark) {
                    tally.add(1.0, f64::from(u8::from(right)));
                }
            }
        }
        tally.share()
    }

    /// In a word: all right, some of it, nothing, or not run.
    pub fn word(&self) -> &'static str {
        if self.outcome.is_err() {
            return "not run";
        }
        let shares: Vec<f64> = Mark::ALL
            .iter()
            .filter_map(|mark| self.share(*mark))
            .collect();
        if shares.iter().all(|share| *share == 1.0) {
            "hit"
        } else if shares.iter().all(|share| *share == 0.0) {
            "miss"
        } else {
            "near miss"
        }
    }
}

impl Score {
    /// The score of findings.
    pub fn of(entries: &[Entry<'_>]) -> Self {
        let scored = || entries.iter().filter(|entry| entry.finding.scored);
        let mut arrows: BTreeMap<&str, OfArrow> = BTreeMap::new();
        for entry in scored().filter(|entry| entry.outcome.is_ok()) {
            let weight = entry.finding.strength.weight();
            for name in &entry.finding.arrows {
                let arrow = arrows.entry(&name.text).or_insert_with(|| OfArrow {
                    arrow: name.text.clone(),
                    marks: [Tally::default(); 3],
                    findings: 0,
                });
                arrow.findings += 1;
                for (tally, mark) in arrow.marks.iter_mut().zip(Mark::ALL) {
                    if let Some(share) = entry.share(mark) {
                        tally.add(weight, share);
                    }
                }
            }
        }
        let arrows: Vec<OfArrow> = arrows.into_values().collect();
        let over_arrows =
            |place: usize| mean(arrows.iter().filter_map(|arrow| arrow.marks[place].share()));
        let judged = || scored().flat_map(Entry::judged);
        let covered = judged().filter_map(|(_, verdict)| verdict.covered);
        let folds = || judged().filter_map(|(reading, verdict)| verdict.fold(reading));
        Self {
            marks: [0, 1, 2].map(over_arrows),
            covered: mean(covered.map(|held| f64::from(u8::from(held)))),
            fold: mean(folds().map(ln)).map(exp),
            within_twofold: mean(folds().map(|fold| f64::from(u8::from(fold <= 2.0)))),
            arrows,
        }
    }

    /// The share of directions, sizes or nulls that are right.
    pub fn mark(&self, mark: Mark) -> Option<f64> {
        let place = Mark::ALL.iter().position(|one| *one == mark);
        self.marks[place.unwrap_or_default()]
    }

    /// Arrows of which nothing is reproduced.
    pub fn at_zero(&self) -> impl Iterator<Item = &str> {
        let none = self
            .arrows
            .iter()
            .filter(|arrow| arrow.share() == Some(0.0));
        none.map(|arrow| arrow.arrow.as_str())
    }
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / f64::from(count))
}

impl Baselines {
    /// What would be reproduced of findings without a model.
    pub fn of(entries: &[Entry<'_>]) -> Self {
        let no_effect = |reading: &Reading, _: &Kinds<'_>, _: usize| reading.effect.neutral();
        let mean_of_kind =
            |reading: &Reading, kinds: &Kinds<'_>, finding: usize| kinds.mean(reading, finding);
        let (shuffled, shuffled_p) = shuffled(entries);
        Self {
            no_effect: Score::of(&predicted(entries, no_effect)),
            mean_of_kind: Score::of(&predicted(entries, mean_of_kind)),
            shuffled,
            shuffled_p,
        }
    }
}

/// The same findings when something else is predicted of them.
fn predicted<'a>(
    entries: &[Entry<'a>],
    predict: impl Fn(&Reading, &Kinds<'_>, usize) -> f64,
) -> Vec<Entry<'a>> {
    let kinds = Kinds { entries };
    let other = |(place, entry): (usize, &Entry<'a>)| {
        let judged = entry.judged().map(|(reading, verdict)| {
            let value = predict(reading, &kinds, place);
            instead(reading, verdict, value)
        });
        Entry {
            finding: entry.finding,
            outcome: match &entry.outcome {
                Ok(_) => Ok(judged.collect()),
                Err(why) => Err(why.clone()),
            },
        }
    };
    entries.iter().enumerate().map(other).collect()
}

/// The verdict on a prediction without trials.
fn instead(reading: &Reading, verdict: &Verdict, predicted: f64) -> Verdict {
    let neutral = reading.effect.neutral();
    let difference = predicted - neutral;
    let other = Verdict {
        predicted,
        interval: (predicted, predicted),
        difference: if reading.effect.is_ratio() && verdict.predicted != neutral {
            // The difference of means that goes with the ratio.
            verdict.difference * difference / (verdict.predicted - neutral)
        } else {
            difference
        },
        ..*verdict
    };
    let right_way = reading
        .direction
        .is_some_and(|way| way.agrees(predicted, neutral));
    Verdict {
        direction: verdict.direction.map(|_| right_way),
        size: verdict
            .size
            .and(reading.published)
            .map(|published| is_size(reading, published, predicted)),
        null: verdict.null.map(|_| other.is_none(reading.effect)),
        covered: None,
        ..other
    }
}

/// Findings by kind: what was compared in the same way, in the same disease.
struct Kinds<'a> {
    entries: &'a [Entry<'a>],
}

impl Kinds<'_> {
    /// The mean of what was published in other findings of the kind; no effect where there is none.
    fn mean(&self, reading: &Reading, finding: usize) -> f64 {
        let disease = &self.entries[finding].finding.disease;
        let others = self
            .entries
            .iter()
            .enumerate()
            .filter(|(place, entry)| *place != finding && entry.finding.disease == *disease);
        let alike = others
            .flat_map(|(_, entry)| entry.judged())
            .filter(|(other, _)| {
                other.effect == reading.effect && other.measure.is_like(&reading.measure)
            });
        let published = alike.filter_map(|(other, _)| other.published);
        match reading.effect.is_ratio() {
            true => mean(published.filter(|ratio| *ratio > 0.0).map(ln)).map_or(1.0, exp),
            false => mean(published).unwrap_or(0.0),
        }
    }
}

/// The mean share of directions that are right when they are shuffled among the findings, and how often that share is as high as unshuffled.
fn shuffled(entries: &[Entry<'_>]) -> (f64, f64) {
    let mut asked: Vec<(f64, f64, Direction)> = Vec::new();
    for entry in entries.iter().filter(|entry| entry.finding.scored) {
        for (reading, verdict) in entry.judged() {
            if let (Some(_), Some(way)) = (verdict.direction, reading.direction) {
                let effect = verdict.predicted - reading.effect.neutral();
                asked.push((entry.finding.strength.weight(), effect, way));
            }
        }
    }
    let right = |ways: &[Direction]| -> f64 {
        let each = asked.iter().zip(ways);
        each.filter(|((_, effect, _), way)| way.agrees(*effect, 0.0))
            .map(|((weight, _, _), _)| weight)
            .sum()
    };
    let mut ways: Vec<Direction> = asked.iter().map(|(_, _, way)| *way).collect();
    let own = right(&ways);
    let all: f64 = asked.iter().map(|(weight, _, _)| weight).sum();
    let draws = Draws::new(SEED);
    let (mut sum, mut as_high) = (0.0, 0);
    for shuffle in 0..SHUFFLES {
        let mut stream = draws.stream(shuffle, "shuffle");
        for last in (1..ways.len()).rev() {
            let other = ((stream.uniform() * (last + 1) as f64) as usize).min(last);
            ways.swap(last, other);
        }
        let found = right(&ways);
        sum += found;
        as_high += u64::from(found >= own);
    }
    let mean = sum / SHUFFLES as f64 / all.max(f64::MIN_POSITIVE);
    (mean, (1 + as_high) as f64 / (1 + SHUFFLES) as f64)
}
