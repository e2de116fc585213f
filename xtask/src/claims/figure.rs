//! A small figure: panels side by side, in each the courses of one outcome over time and its healthy range.

use std::fmt::Write as _;

use crate::picture::escaped;

/// An outcome over time.
pub struct Course {
    /// What it is called in the legend.
    pub name: String,
    /// Its values on the days of the panel.
    pub values: Vec<f64>,
}

/// One outcome.
pub struct Panel<'a> {
    /// The outcome with its unit.
    pub title: String,
    /// Days of the values.
    pub days: &'a [f64],
    /// What is drawn, the last on top.
    pub courses: [Course; 3],
    /// The healthy range.
    pub healthy: Option<(f64, f64)>,
}

/// Blue, green and vermilion of Okabe and Ito, which colour-blind people tell apart; lines differ in width and dashes as well.
const STYLES: [&str; 3] = [
    "stroke=\"#0072b2\" stroke-width=\"2\"",
    "stroke=\"#009e73\" stroke-width=\"2\" stroke-dasharray=\"6 3\"",
    "stroke=\"#d55e00\" stroke-width=\"2.5\"",
];

/// Size of the plotted area of a panel, and the room around it, in pixels.
const WIDTH: f64 = 270.0;
const HEIGHT: f64 = 150.0;
const LEFT: f64 = 64.0;
const TOP: f64 = 52.0;
const BELOW: f64 = 40.0;
const RIGHT: f64 = 16.0;

/// The figure as SVG.
pub fn svg(panels: &[Panel<'_>]) -> String {
    let pitch = LEFT + WIDTH + RIGHT;
    let (width, height) = (pitch * panels.len() as f64, TOP + HEIGHT + BELOW);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" height=\"{height}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">\n\
         <rect width=\"{width}\" height=\"{height}\" fill=\"#fff\"/>\n"
    );
    // Writing to a String cannot fail.
    for (index, panel) in panels.iter().enumerate() {
        let _ = writeln!(
            svg,
            "<g transform=\"translate({} {TOP})\">",
            pitch * index as f64 + LEFT
        );
        draw(&mut svg, panel);
        svg += "</g>\n";
    }
    if let Some(panel) = panels.first() {
        legend(&mut svg, panel);
    }
    svg + "</svg>\n"
}

fn legend(svg: &mut String, panel: &Panel<'_>) {
    let mut left = LEFT;
    for (course, style) in panel.courses.iter().zip(STYLES) {
        let name = escaped(&course.name);
        let _ = writeln!(
            svg,
            "<path d=\"M{left:.1} 12h24\" fill=\"none\" {style}/><text x=\"{:.1}\" y=\"16\">{name}</text>",
            left + 30.0
        );
        left += 30.0 + 6.6 * course.name.chars().count() as f64 + 18.0;
    }
}

fn draw(svg: &mut String, panel: &Panel<'_>) {
    let end = panel
        .days
        .last()
        .copied()
        .unwrap_or(1.0)
        .max(f64::MIN_POSITIVE);
    let (low, high) = range(panel);
    let x = |day: f64| WIDTH * day / end;
    let y = |value: f64| HEIGHT * (high - value) / (high - low);
    let _ = writeln!(
        svg,
        "<text y=\"-12\" font-weight=\"bold\">{}</text>",
        escaped(&panel.title)
    );
    if let Some((lo, hi)) = panel.healthy {
        let (top, bottom) = (y(hi.min(high)).max(0.0), y(lo.max(low)).min(HEIGHT));
        if bottom > top {
            let _ = writeln!(
                svg,
                "<rect y=\"{top:.1}\" width=\"{WIDTH}\" height=\"{:.1}\" fill=\"#56b4e9\" opacity=\"0.15\"/>",
                bottom - top
            );
        }
    }
    for value in ticks(low, high) {
        let _ = writeln!(
            svg,
            "<path d=\"M-4 {0:.1}h4\" stroke=\"#222\"/><text x=\"-8\" y=\"{1:.1}\" text-anchor=\"end\">{2}</text>",
            y(value),
            y(value) + 4.0,
            label(value)
        );
    }
    for day in ticks(0.0, end) {
        let _ = writeln!(
            svg,
            "<path d=\"M{0:.1} {HEIGHT}v4\" stroke=\"#222\"/><text x=\"{0:.1}\" y=\"{1}\" text-anchor=\"middle\">{2}</text>",
            x(day),
            HEIGHT + 17.0,
            label(day)
        );
    }
    let _ = writeln!(
        svg,
        "<path d=\"M0 0V{HEIGHT}H{WIDTH}\" fill=\"none\" stroke=\"#222\"/><text x=\"{}\" y=\"{}\" text-anchor=\"middle\">days</text>",
        0.5 * WIDTH,
        HEIGHT + 33.0
    );
    for (course, style) in panel.courses.iter().zip(STYLES) {
        let points = course.values.iter().zip(panel.days);
        let points: Vec<String> = points
            .map(|(value, day)| format!("{:.1},{:.1}", x(*day), y(*value)))
            .collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" {style}/>",
            points.join(" ")
        );
    }
}

/// From the lowest to the highest value, with a little room; the healthy range is shown as far as it lies in it.
fn range(panel: &Panel<'_>) -> (f64, f64) {
    let values = || {
        panel
            .courses
            .iter()
            .flat_map(|course| &course.values)
            .copied()
    };
    let low = values().fold(f64::INFINITY, f64::min);
    let high = values().fold(f64::NEG_INFINITY, f64::max);
    let room = (0.08 * (high - low)).max(0.02 * high.abs()).max(1e-9);
    // Nothing that is counted or weighed is shown below zero.
    let floor = if low >= 0.0 { 0.0 } else { f64::NEG_INFINITY };
    ((low - room).max(floor), high + room)
}

/// About five round numbers within a range.
fn ticks(low: f64, high: f64) -> Vec<f64> {
    let rough = (high - low) / 5.0;
    let exponent = format!("{rough:e}");
    let power = exponent
        .split_once('e')
        .map(|(_, exponent)| format!("1e{exponent}"));
    let power: f64 = power.and_then(|power| power.parse().ok()).unwrap_or(rough);
    let step = [1.0, 2.0, 5.0, 10.0]
        .map(|factor| factor * power)
        .into_iter()
        .find(|step| *step >= rough)
        .unwrap_or(rough);
    // A tick that rounding puts just outside counts.
    let first = (low / step - 1e-9).ceil() as i64;
    let last = (high / step + 1e-9).floor() as i64;
    (first..=last).map(|count| count as f64 * step).collect()
}

fn label(value: f64) -> String {
    let text = format!("{value:.6}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_are_round_and_inside() {
        assert_eq!(ticks(0.0, 190.0), [0.0, 50.0, 100.0, 150.0]);
        let labels: Vec<String> = ticks(0.93, 1.47).into_iter().map(label).collect();
        assert_eq!(labels, ["1", "1.2", "1.4"]);
        assert_eq!(ticks(-0.1, 0.3).len(), 5);
    }

    #[test]
    fn every_course_is_drawn_inside_the_panel() {
        let course = |values: [f64; 3]| Course {
            name: "a < b".to_owned(),
            values: values.to_vec(),
        };
        let panel = Panel {
            title: "x (mg/L)".to_owned(),
            days: &[0.0, 10.0, 20.0],
            courses: [
                course([1.0; 3]),
                course([1.0, 2.0, 1.0]),
                course([1.0, 3.0, 2.0]),
            ],
            healthy: Some((0.5, 1.5)),
        };
        let drawn = svg(&[panel]);
        assert_eq!(drawn.matches("<polyline").count(), 3);
        assert!(
            drawn.contains("a &lt; b") && drawn.contains("x (mg/L)"),
            "{drawn}"
        );
        let points = drawn
            .split("points=\"")
            .skip(1)
            .map(|rest| rest.split('"').next().unwrap_or_default());
        for pair in points.flat_map(|points| points.split(' ')) {
            let (x, y) = pair.split_once(',').expect("a pair");
            let (x, y): (f64, f64) = (x.parse().expect("x"), y.parse().expect("y"));
            assert!(
                (0.0..=WIDTH).contains(&x) && (0.0..=HEIGHT).contains(&y),
                "{pair}"
            );
        }
    }
}
