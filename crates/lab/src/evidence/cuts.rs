//! Cuts: whether an effect comes by the arrow that carries it by the claim of its finding. Every arrow in turn is cut in typical people, and what
//! is left of every effect is told: of those that the arrow carries little should be, of others all.
//!
//! Where the same people are followed the arrow is cut from the first day on; where people of several kinds are compared they have lived without it.

use physiology::arrows::{ARROWS, Arrow};

use super::Finding;
use super::reading::{Against, Direction, Effect, Measure, Reading, Rule};
use super::typical::{Pair, Target, Typical};
use crate::laboratory::{Laboratory, Watch};
use crate::life::Values;
use crate::rests::Rests;
use crate::run::RunError;
use crate::scenario::{Course, Named};

/// What is left of an effect that is removed: less than half of it.
const REMOVED: f64 = 0.5;
/// What is left of an effect that is kept.
const KEPT: std::ops::RangeInclusive<f64> = 0.5..=2.0;
/// Two values that differ by less than this share of the larger are the same.
const NOTHING: f64 = 1e-3;

/// What cutting an arrow does to the findings.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The arrow.
    pub arrow: &'static Arrow,
    /// Of the effects that it carries.
    pub own: Vec<Left>,
    /// Of those of findings that do not name it.
    pub others: Vec<Left>,
}

/// What is left of an effect.
#[derive(Clone, Debug)]
pub struct Left {
    /// The finding and the reading.
    pub name: String,
    /// As a share of the effect with all arrows.
    pub share: f64,
}

impl Left {
    /// Whether little is left.
    pub fn is_removed(&self) -> bool {
        self.share < REMOVED
    }

    /// Whether it is much the same.
    pub fn is_kept(&self) -> bool {
        KEPT.contains(&self.share)
    }
}

/// What cutting does, arrow by arrow.
#[derive(Clone, Debug)]
pub struct Cuts {
    /// Every arrow.
    pub arrows: Vec<Cut>,
}

impl Default for Cuts {
    fn default() -> Self {
        let untried = |arrow: &'static Arrow| Cut {
            arrow,
            own: Vec::new(),
            others: Vec::new(),
        };
        Self {
            arrows: ARROWS.iter().map(untried).collect(),
        }
    }
}

impl Cuts {
    /// Cuts every arrow in a finding. Only effects are told that are there, and go the way that was published.
    ///
    /// # Errors
    /// The finding does not fit the data, or the watcher stops it.
    pub fn add(
        &mut self,
        lab: &Laboratory,
        finding: &Finding,
        rests: &dyn Rests,
        watch: &mut dyn Watch,
    ) -> Result<(), RunError> {
        let Some(mut typical) = Typical::new(lab, finding, &gains(), rests, watch)? else {
            return Ok(());
        };
        for level in levels_behind(finding) {
            let mut known = typical.targets.iter();
            if !known.any(|known| reads_the_same(&known.reading, &level)) {
                typical.targets.push(Target::new(finding, level));
            }
        }
        let shown = with_each_cut(&typical, watch)?;
        let Some((as_it_is, without)) = shown.split_first() else {
            return Ok(());
        };
        for (place, target) in typical.targets.iter().enumerate() {
            let whole = as_it_is[place];
            if !is_there(target, whole) {
                continue;
            }
            let carrier = target
                .reading
                .arrow
                .as_ref()
                .map(|arrow| arrow.text.as_str());
            for (cut, shown) in self.arrows.iter_mut().zip(without) {
                let left = Left {
                    name: target.name.clone(),
                    share: shown[place].size(target) / whole.size(target),
                };
                if carrier == Some(cut.arrow.name) {
                    cut.own.push(left);
                } else if !finding.bears_on(cut.arrow.name) {
                    cut.others.push(left);
                }
            }
        }
        Ok(())
    }
}

/// Of who responds, and of differences in standard deviations, what they are made of: how the outcome itself moves in a typical person.
fn levels_behind(finding: &Finding) -> impl Iterator<Item = Reading> {
    let experiment = finding.experiment.as_ref().ok();
    let readings = experiment.map_or(&[][..], |experiment| &experiment.readings);
    readings.iter().filter_map(level_behind)
}

fn level_behind(reading: &Reading) -> Option<Reading> {
    let mut level = reading.clone();
    level.effect = Effect::Difference;
    if let Measure::Response(response) = reading.measure {
        level.measure = if response.asks_for_share() {
            Measure::PercentChange
        } else if response.asks_for_fall() {
            Measure::Change
        } else {
            Measure::Value
        };
        if !response.asks_for_much() {
            level.direction = reading.direction.map(Direction::opposite);
        }
    } else if reading.effect != Effect::StandardisedDifference {
        return None;
    }
    Some(level)
}

/// Whether both ask the same of the same people, whatever they are called.
fn reads_the_same(one: &Reading, other: &Reading) -> bool {
    let texts = |names: &[Named], others: &[Named]| {
        let (names, others) = (names.iter(), others.iter());
        names
            .map(|name| &name.text)
            .eq(others.map(|name| &name.text))
    };
    let place = |reading: &Reading| (reading.arm, reading.against, reading.since, reading.at);
    texts(&one.outcomes, &other.outcomes)
        && texts(one.per.as_slice(), other.per.as_slice())
        && place(one) == place(other)
        && (one.measure, one.effect) == (other.measure, other.effect)
}

/// The parameters that are the arrows' gains.
fn gains() -> Vec<String> {
    ARROWS.iter().map(Arrow::gain).collect()
}

/// What a finding's people show with all arrows, then with each cut.
fn with_each_cut(typical: &Typical<'_>, watch: &mut dyn Watch) -> Result<Vec<Vec<Pair>>, RunError> {
    if typical.compares_groups() {
        let mut people = vec![Values::new()];
        people.extend(gains().into_iter().map(|gain| Values::from([(gain, 0.0)])));
        return typical.with_numbers(&people, watch);
    }
    let mut each: Vec<Vec<Course>> = vec![Vec::new()];
    each.extend(
        ARROWS
            .iter()
            .map(|arrow| vec![Course::cutting(Named::said(arrow.name))]),
    );
    typical.given(&each, watch)
}

/// Whether the model has the effect that was published, by direction.
fn is_there(target: &Target, whole: Pair) -> bool {
    let reading = &target.reading;
    let neutral = reading.effect.neutral();
    let side = reading.direction.unwrap_or(Direction::None);
    reading.against != Against::Nothing
        && reading.rule != Rule::Null
        && side.agrees(whole.effect(target), neutral)
        && whole.apart() > NOTHING
}
