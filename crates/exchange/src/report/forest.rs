//! Forest plots: effects below each other, each with its interval and the truth.

use super::arms::mark_truth;
use super::axis::Scale;
use super::effect::{Effect, Kind};
use super::numbers::{interval, number};
use super::svg::{Svg, shortened};
use super::table::Figure;

const WIDTH: f64 = 900.0;
const ROW: f64 = 26.0;
const TOP: f64 = 26.0;
/// Below the rows: ticks, what they are, and which way is better.
const FOOT: f64 = 64.0;
const LEFT: f64 = 320.0;
const RIGHT: f64 = 680.0;
/// More letters than this do not stand left of the plot.
const LETTERS: usize = 44;
/// Half the height of an interval's ends, in pixels.
const END: f64 = 4.0;

/// A row of a forest plot.
pub struct Row {
    /// What is compared.
    pub label: String,
    /// Whether it only heads the rows below it.
    pub heads: bool,
    /// The effect that was estimated, with its interval, as they are written; not numbers where there is none.
    pub estimate: f64,
    /// Its interval.
    pub interval: (f64, f64),
    /// What is true.
    pub truth: Option<f64>,
}

impl Row {
    /// A row that heads others.
    pub fn heading(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            heads: true,
            estimate: f64::NAN,
            interval: (f64::NAN, f64::NAN),
            truth: None,
        }
    }
}

/// The plot of effects that share a unit; none where nothing is known.
pub fn plot(title: &str, effect: &Effect, confidence: &str, rows: &[Row]) -> Option<Figure> {
    let scale = scale(effect, rows)?;
    let foot = TOP + rows.len() as f64 * ROW;
    let mut svg = Svg::new(title, WIDTH, foot + FOOT);
    ground(&mut svg, effect, &scale, foot);
    svg.text(
        "tick end",
        (WIDTH - 4.0, TOP - 10.0),
        &format!("estimate ({confidence} interval)"),
    );
    for (place, row) in rows.iter().enumerate() {
        let y = TOP + (place as f64 + 0.5) * ROW;
        drawn(&mut svg, &scale, y, row);
    }
    Some(Figure {
        drawing: svg.finish(),
        caption: format!(
            "Circle: the estimate, with its {confidence} interval. Diamond: the truth."
        ),
        legend: Vec::new(),
    })
}

fn scale(effect: &Effect, rows: &[Row]) -> Option<Scale> {
    let each = rows.iter().filter(|row| !row.heads);
    let all = each.flat_map(|row| {
        let (lo, hi) = row.interval;
        [row.estimate, lo, hi, row.truth.unwrap_or(f64::NAN)]
    });
    let known: Vec<f64> = all.filter(|value| value.is_finite()).collect();
    if known.is_empty() {
        return None;
    }
    let values = known.into_iter().chain([effect.null()]);
    match effect.kind {
        Kind::Hazard => Scale::logarithmic(values, LEFT, RIGHT),
        Kind::Share | Kind::Mean => Scale::linear(values, LEFT, RIGHT),
    }
}

/// The axis, the effect of what does nothing, and which way is better.
fn ground(svg: &mut Svg, effect: &Effect, scale: &Scale, foot: f64) {
    for (value, label) in scale.ticks(6) {
        let x = scale.at(value);
        svg.line("grid", (x, TOP), (x, foot));
        svg.text("tick middle", (x, foot + 16.0), &label);
    }
    svg.line("axis", (LEFT, foot), (RIGHT, foot));
    let null = scale.at(effect.null());
    svg.line("null", (null, TOP), (null, foot));
    let middle = 0.5 * (LEFT + RIGHT);
    svg.text("label middle", (middle, foot + 36.0), &effect.label());
    let [left, right] = match effect.less_is_better {
        true => ["← better than the control", "worse →"],
        false => ["← worse", "better than the control →"],
    };
    svg.text("tick", (LEFT, foot + 54.0), left);
    svg.text("tick end", (RIGHT, foot + 54.0), right);
}

fn drawn(svg: &mut Svg, scale: &Scale, y: f64, row: &Row) {
    let base = y + 4.0;
    if row.heads {
        return svg.text("strong", (4.0, base), &shortened(&row.label, 2 * LETTERS));
    }
    svg.text("plain", (16.0, base), &shortened(&row.label, LETTERS));
    let [low, high] = [row.interval.0, row.interval.1].map(|end| scale.within(end));
    svg.line("estimate", (low, y), (high, y));
    for end in [low, high] {
        svg.line("estimate", (end, y - END), (end, y + END));
    }
    if let Some(truth) = row.truth {
        mark_truth(svg, "truth", (scale.within(truth), y));
    }
    svg.circle("dot", (scale.within(row.estimate), y), 4.0);
    let text = match row.estimate.is_finite() {
        true => format!("{} ({})", number(row.estimate), interval(row.interval)),
        false => number(row.estimate),
    };
    svg.text("plain end", (WIDTH - 4.0, base), &text);
}
