//! The forest plot of findings: what is predicted beside what was published, each as a share of the published effect, so that changes of counts
//! and ratios of odds stand on one axis.

use lab::evidence::reading::Reading;
use lab::evidence::score::Entry;
use lab::evidence::verdict::Verdict;

use crate::report::axis::Scale;
use crate::report::svg::{Svg, shortened};
use crate::report::table::Figure;

const WIDTH: f64 = 900.0;
const ROW: f64 = 24.0;
const TOP: f64 = 12.0;
const FOOT: f64 = 44.0;
const LEFT: f64 = 380.0;
const RIGHT: f64 = 880.0;
/// More letters than this do not stand left of the plot.
const LETTERS: usize = 54;
/// Shares of the published effect that are drawn; what lies beyond stands at the end.
const SHARES: (f64, f64) = (-1.0, 3.0);
/// Half the height of an interval's ends, in pixels.
const END: f64 = 4.0;

/// The plot; none where no size was published.
pub fn plot(arrow: &str, entries: &[&Entry<'_>]) -> Option<Figure> {
    let sized = entries.iter().flat_map(|entry| {
        let own = entry.judged().filter(|(reading, _)| is_sized(reading));
        own.map(move |(reading, verdict)| (entry.finding.id.as_str(), reading, verdict))
    });
    let rows: Vec<(&str, &Reading, &Verdict)> = sized.collect();
    if rows.is_empty() {
        return None;
    }
    let foot = TOP + rows.len() as f64 * ROW;
    let mut svg = Svg::new(&format!("Findings on {arrow}"), WIDTH, foot + FOOT);
    let scale = Scale::between(SHARES, LEFT, RIGHT);
    for (value, label) in scale.ticks(8) {
        let x = scale.at(value);
        svg.line("grid", (x, TOP), (x, foot));
        svg.text("tick middle", (x, foot + 16.0), &label);
    }
    svg.line("axis", (LEFT, foot), (RIGHT, foot));
    for value in [0.0, 1.0] {
        let x = scale.at(value);
        svg.line("null", (x, TOP), (x, foot));
    }
    let middle = 0.5 * (LEFT + RIGHT);
    svg.text(
        "label middle",
        (middle, foot + 34.0),
        "share of the published effect",
    );
    for (place, row) in rows.iter().enumerate() {
        drawn(&mut svg, &scale, TOP + (place as f64 + 0.5) * ROW, *row);
    }
    Some(Figure {
        drawing: svg.finish(),
        caption: "Circle: predicted, with the interval of nine of ten trials. Diamond: published (1); pale bar: its 95 % interval, where one was \
                  given. No effect is 0."
            .to_owned(),
        legend: Vec::new(),
    })
}

fn is_sized(reading: &Reading) -> bool {
    let neutral = reading.effect.neutral();
    reading
        .published
        .is_some_and(|published| published != neutral)
}

fn drawn(svg: &mut Svg, scale: &Scale, y: f64, (id, reading, verdict): (&str, &Reading, &Verdict)) {
    let neutral = reading.effect.neutral();
    let published = reading.published.unwrap_or(neutral);
    let share = |value: f64| scale.within((value - neutral) / (published - neutral));
    let label = format!("{id} {}", reading.name);
    svg.text("plain", (4.0, y + 4.0), &shortened(&label, LETTERS));
    if let Some((lo, hi)) = reading.interval {
        let (from, to) = (share(lo).min(share(hi)), share(lo).max(share(hi)));
        if from.is_finite() && to.is_finite() {
            svg.box_at("box", (from, y - END - 2.0), (to - from, 2.0 * END + 4.0));
        }
    }
    let [low, high] = [verdict.interval.0, verdict.interval.1].map(share);
    svg.line("estimate", (low, y), (high, y));
    for end in [low, high] {
        svg.line("estimate", (end, y - END), (end, y + END));
    }
    crate::report::arms::mark_truth(svg, "truth", (scale.at(1.0), y));
    svg.circle("dot", (share(verdict.predicted), y), 4.0);
}
