//! Outcomes over time: what was seen of each arm, how far people are apart, and what is true.

use lab::trial::results::{ArmOverTime, OverTime};

use super::arms::{colour, dashed, legend, mark, solid};
use super::axis::{Frame, Scale, Tick};
use super::numbers::{exact, interval, labelled, number, unit};
use super::svg::{Point, Svg};
use super::table::{Figure, Table};

const WIDTH: f64 = 820.0;
const HEIGHT: f64 = 340.0;
const LEFT: f64 = 70.0;
const RIGHT: f64 = 800.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 290.0;
/// Ticks nearer than this to the one before are left out, in pixels.
const NEAREST: f64 = 30.0;
/// How far the intervals of arms stand apart, in pixels.
const APART: f64 = 5.0;

/// An outcome over time, drawn and in numbers.
pub struct Shown {
    /// The outcome.
    pub outcome: String,
    /// What it is.
    pub meaning: String,
    /// The drawing; none where nothing is known.
    pub figure: Option<Figure>,
    /// The same in numbers.
    pub table: Table,
}

/// Every outcome over time.
pub fn courses(courses: &[OverTime], confidence: &str) -> Vec<Shown> {
    let shown = |course: &OverTime| Shown {
        outcome: course.outcome.clone(),
        meaning: course.meaning.clone(),
        figure: drawn(course, confidence),
        table: in_numbers(course, confidence),
    };
    courses.iter().map(shown).collect()
}

fn drawn(course: &OverTime, confidence: &str) -> Option<Figure> {
    let label = labelled(&course.outcome, &course.unit);
    let frame = frame(course, &label)?;
    let mut svg = Svg::new(
        &format!("{} over time by arm", course.outcome),
        WIDTH,
        HEIGHT,
    );
    for (place, arm) in course.arms.iter().enumerate() {
        band(&mut svg, &frame, &course.days, place, arm);
    }
    frame.draw(&mut svg);
    for (place, arm) in course.arms.iter().enumerate() {
        let off = APART * (place as f64 - 0.5 * (course.arms.len() as f64 - 1.0));
        svg.path(
            &dashed(place),
            &points(&frame, &course.days, &arm.truth, 0.0),
        );
        seen(&mut svg, &frame, &course.days, (place, off), arm);
    }
    let names = course.arms.iter().map(|arm| arm.name.as_str());
    Some(Figure {
        drawing: svg.finish(),
        caption: format!(
            "Solid with markers: the mean of what was seen, with its {confidence} interval. Shaded: where nine of ten people are. \
             Dashed: the true mean of all people of the pool."
        ),
        legend: legend(names.enumerate(), true),
    })
}

fn frame<'a>(course: &OverTime, label: &'a str) -> Option<Frame<'a>> {
    let arms = || course.arms.iter();
    let ends = arms().flat_map(|arm| arm.interval.iter().chain(&arm.band));
    let values = arms().flat_map(|arm| arm.mean.iter().chain(&arm.truth));
    let all = ends.flat_map(|(lo, hi)| [*lo, *hi]).chain(values.copied());
    let up = Scale::linear(all, BOTTOM, TOP)?;
    let across = Scale::linear(course.days.iter().copied(), LEFT, RIGHT)?;
    Some(Frame {
        across,
        up,
        across_ticks: visits(&across, &course.days),
        up_ticks: up.ticks(6),
        across_label: "time [days]",
        up_label: label,
    })
}

/// The visits, but for those that would stand too near.
fn visits(across: &Scale, days: &[f64]) -> Vec<Tick> {
    let mut ticks: Vec<Tick> = Vec::new();
    let mut before = f64::NEG_INFINITY;
    for day in days {
        let place = across.at(*day);
        if place - before >= NEAREST {
            ticks.push((*day, exact(*day)));
            before = place;
        }
    }
    ticks
}

fn points(frame: &Frame<'_>, days: &[f64], values: &[f64], off: f64) -> Vec<Point> {
    let pairs = days.iter().zip(values);
    let point = |(day, value): (&f64, &f64)| {
        let (x, y) = frame.at(*day, *value);
        (x + off, y)
    };
    pairs.map(point).collect()
}

fn band(svg: &mut Svg, frame: &Frame<'_>, days: &[f64], place: usize, arm: &ArmOverTime) {
    let (low, high): (Vec<f64>, Vec<f64>) = arm.band.iter().copied().unzip();
    let mut corners = points(frame, days, &low, 0.0);
    corners.extend(points(frame, days, &high, 0.0).into_iter().rev());
    svg.polygon(&format!("band {}", colour(place)), &corners);
}

fn seen(
    svg: &mut Svg,
    frame: &Frame<'_>,
    days: &[f64],
    (place, off): (usize, f64),
    arm: &ArmOverTime,
) {
    let means = points(frame, days, &arm.mean, off);
    let class = solid(place);
    svg.path(&class, &means);
    for (day, (lo, hi)) in days.iter().zip(&arm.interval) {
        let [low, high] = [*lo, *hi].map(|end| points(frame, &[*day], &[end], off)[0]);
        svg.line(&class, low, high);
    }
    for mean in means {
        mark(svg, place, mean);
    }
}

fn in_numbers(course: &OverTime, confidence: &str) -> Table {
    let read = unit(&course.unit);
    let of = if read.is_empty() {
        String::new()
    } else {
        format!(", {read}")
    };
    let caption = format!(
        "{}{of}: the mean of what was seen ({confidence} interval); the true mean",
        course.outcome
    );
    let mut table = Table::new(caption, 1, &["Day"]);
    for arm in &course.arms {
        table.columns.push(arm.name.clone());
        table.columns.push(format!("{}, true", arm.name));
    }
    let at = |values: &[f64], day: usize| number(values.get(day).copied().unwrap_or(f64::NAN));
    for (place, day) in course.days.iter().enumerate() {
        let mut row = vec![exact(*day)];
        for arm in &course.arms {
            let ends = arm.interval.get(place).copied();
            let ends = ends.filter(|(lo, hi)| lo.is_finite() && hi.is_finite());
            let ends = ends.map(|ends| format!(" ({})", interval(ends)));
            row.push(at(&arm.mean, place) + &ends.unwrap_or_default());
            row.push(at(&arm.truth, place));
        }
        table.rows.push(row);
    }
    table
}
