//! The readings of a finding, from its text.

use engine::{Dimension, Unit};
use physiology::document::{Table, allowed, quoted};

use super::{check_arrow, choice};
use crate::evidence::reading::{Against, Direction, Effect, Measure, Reading, Rule};
use crate::quantity::read_positive;
use crate::scenario::Named;
use crate::scenario::read::{named, named_list};
use crate::trial::read::{read_response, required_name};

const MEASURES: [(&str, Measure); 6] = [
    ("value", Measure::Value),
    ("change", Measure::Change),
    ("percent change", Measure::PercentChange),
    ("log10", Measure::Log10),
    ("peak", Measure::Peak),
    ("lowest", Measure::Lowest),
];
/// What an arm is compared with that is no arm.
const BASELINE: &str = "baseline";

/// Where no arrow lies between what is given and what is read.
const NO_ARROW: &str = "none";

/// What readings may name: days on which people are seen, and arms.
pub(super) struct Days<'a> {
    pub visits: &'a [f64],
    pub arms: Vec<&'a str>,
}

pub(super) fn read_reading(
    table: &Table<'_>,
    days: &Days<'_>,
    main: Option<&Named>,
) -> Option<Reading> {
    let effect = choice(table, "effect", &Effect::NAMES);
    let rule = choice(table, "rule", &Rule::NAMES);
    let outcomes = match table.is_text("outcome") {
        true => named(table, "outcome").into_iter().collect(),
        false => named_list(table, "outcome"),
    };
    if outcomes.is_empty() {
        table.fault("outcome", "is missing", None);
    }
    let name = required_name(table, "name");
    let arm = read_arm(table, days);
    let last = days.visits.last().copied().unwrap_or_default();
    let at = read_day(table, "at", days).unwrap_or(last);
    let with = named(table, "with");
    let with_at = read_day(table, "with_at", days).unwrap_or(at);
    let since = read_since(table, days, [at, with_at]);
    let interval = read_interval(table);
    let directions = Direction::NAMES.map(|(name, _)| name);
    let direction = table.choice("direction", &directions);
    let (effect, rule) = (effect?, rule?);
    let reading = Reading {
        name: name?.text,
        arrow: read_arrow(table, main),
        outcomes,
        per: named(table, "per"),
        arm: arm?,
        against: read_against(table, days, effect),
        at,
        since,
        measure: read_measure(table, effect),
        effect,
        with: with.map(|outcome| (outcome, with_at)),
        published: table.number("published"),
        unit: read_unit(table, effect),
        interval,
        p: table.number("p"),
        direction: Direction::NAMES
            .iter()
            .find(|(name, _)| Some(*name) == direction)
            .map(|(_, direction)| *direction),
        rule,
    };
    check(table, &reading);
    Some(reading)
}

/// The arrow that carries the effect: the main one of the finding when it is not said.
fn read_arrow(table: &Table<'_>, main: Option<&Named>) -> Option<Named> {
    let Some(arrow) = named(table, "arrow") else {
        return main.cloned();
    };
    check_arrow(table, "arrow", &arrow, &[NO_ARROW]);
    (arrow.text != NO_ARROW).then_some(arrow)
}

/// What the rule needs is there.
fn check(table: &Table<'_>, reading: &Reading) {
    let fault = |key: &str, message: &str, help: &str| {
        table.fault(key, message, Some(help.to_owned()));
    };
    if reading.rule.asks_for_size() && reading.published.is_none() {
        fault("published", "is missing", "the rule asks for a size");
    }
    if reading.rule == Rule::InsideInterval && reading.interval.is_none() {
        fault(
            "interval",
            "is missing",
            "the rule asks for the published interval",
        );
    }
    if reading.rule == Rule::Direction
        && !matches!(reading.direction, Some(Direction::Up | Direction::Down))
    {
        fault(
            "direction",
            "is missing",
            "\"up\" or \"down\": the rule asks for it",
        );
    }
    if reading.rule == Rule::Null
        && reading.effect.is_of_one_arm()
        && reading.effect != Effect::Correlation
    {
        fault(
            "rule",
            "is \"null\", but nothing is compared",
            "a difference or a ratio",
        );
    }
    if (reading.effect == Effect::Correlation) != reading.with.is_some() {
        fault(
            "with",
            "is the other outcome of a correlation",
            "name it, or leave it out",
        );
    }
}

fn read_arm(table: &Table<'_>, days: &Days<'_>) -> Option<usize> {
    let arm = required_name(table, "arm")?;
    place(table, "arm", &arm, days)
}

fn place(table: &Table<'_>, key: &str, arm: &Named, days: &Days<'_>) -> Option<usize> {
    let place = days.arms.iter().position(|name| *name == arm.text);
    if place.is_none() {
        let message = format!("{} is no arm", quoted(&arm.text));
        let help = allowed(&arm.text, days.arms.iter().copied());
        table.fault(key, message, Some(help));
    }
    place
}

fn read_against(table: &Table<'_>, days: &Days<'_>, effect: Effect) -> Against {
    let against = named(table, "against");
    match against {
        Some(against) if effect.is_of_one_arm() => {
            let message = format!(
                "{} stands beside an effect of one arm",
                quoted(&against.text)
            );
            table.fault("against", message, Some("leave it out".to_owned()));
            Against::Nothing
        }
        Some(against) if against.text == BASELINE => Against::Baseline,
        Some(against) => {
            let place = place(table, "against", &against, days);
            place.map_or(Against::Nothing, Against::Arm)
        }
        None if effect.is_of_one_arm() => Against::Nothing,
        None => {
            let help = format!("an arm, or {}", quoted(BASELINE));
            table.fault("against", "is missing", Some(help));
            Against::Nothing
        }
    }
}

fn read_measure(table: &Table<'_>, effect: Effect) -> Measure {
    let names = MEASURES.map(|(name, _)| name);
    let measure = table.choice("measure", &names);
    let response = read_response(table);
    if response.is_some() != effect.asks_for_responses() {
        let (message, help) = match response {
            Some(_) => ("is not asked of who responded", "a share, a risk or a rate"),
            None => (
                "asks who responded",
                "say when: `reduced_by`, `fallen_by`, `at_most` or `at_least`",
            ),
        };
        table.fault("effect", message, Some(help.to_owned()));
    }
    if response.is_some() && measure.is_some() {
        let help = "leave it out: a response is a measure of its own".to_owned();
        table.fault("measure", "stands beside a response", Some(help));
    }
    if let Some(response) = response {
        return Measure::Response(response);
    }
    let found = MEASURES.iter().find(|(name, _)| Some(*name) == measure);
    found.map_or(Measure::Value, |(_, measure)| *measure)
}

fn read_unit(table: &Table<'_>, effect: Effect) -> Option<Named> {
    let unit = named(table, "unit")?;
    if !effect.has_unit() {
        let message = format!("stands beside a {}, which has none", effect.name());
        table.fault("unit", message, Some("leave it out".to_owned()));
    } else if let Err(error) = Unit::parse(&unit.text) {
        table.fault(
            "unit",
            format!("found {}: {error}", quoted(&unit.text)),
            None,
        );
    }
    Some(unit)
}

/// A day on which people are seen.
fn read_day(table: &Table<'_>, key: &str, days: &Days<'_>) -> Option<f64> {
    let day = read_positive(table, key, Dimension::TIME, "12 wk")?;
    if !days.visits.contains(&day) {
        let known: Vec<String> = days
            .visits
            .iter()
            .map(|day| format!("{day:.4} d"))
            .collect();
        table.fault(
            key,
            format!("is day {day:.4}, on which nobody is seen"),
            Some(format!("`visits` of `[schedule]`: {}", known.join(", "))),
        );
        return None;
    }
    Some(day)
}

/// The visit from which on people are looked at; the first one when it is not said.
fn read_since(table: &Table<'_>, days: &Days<'_>, [at, with_at]: [f64; 2]) -> f64 {
    let since = read_day(table, "since", days);
    let is_before = |since: &f64| *since < at && *since <= with_at;
    if since.is_some_and(|since| !is_before(&since)) {
        let help = "a visit before that of `at`, and not after that of `with_at`".to_owned();
        table.fault("since", "is not before the visit that is read", Some(help));
    }
    let first = days.visits.first().copied().unwrap_or_default();
    since.filter(is_before).unwrap_or(first)
}

fn read_interval(table: &Table<'_>) -> Option<(f64, f64)> {
    let ends = table.number_list("interval")?;
    match ends[..] {
        [lo, hi] if lo <= hi => Some((lo, hi)),
        _ => {
            let help = "its lower and its upper end, such as [-3.9, -1.1]".to_owned();
            table.fault("interval", format!("found {ends:?}"), Some(help));
            None
        }
    }
}
