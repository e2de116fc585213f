//! The heat map: a row a sample, a column an outcome, coloured by where the value lies to the healthy range.

use super::{Figure, ProfilesReport, Sampled, Told, number};
use crate::report::svg::{Svg, shortened};

/// The outcome by which rows are ordered, where it is told.
const ORDER: &str = "colon.dysbiosis_index";
/// Sizes in pixels.
const NAMES: f64 = 190.0;
const HEADER: f64 = 170.0;
const CELL: (f64, f64) = (58.0, 18.0);
const LEGEND: f64 = 40.0;
/// Smaller numbers are told to be so.
const LEAST: f64 = 0.001;
/// Letters of a sample's name that are shown.
const LETTERS: usize = 26;
/// More rows than these are drawn thin and without names.
const NAMED_ROWS: usize = 150;
const THIN: f64 = 4.0;
/// Steps of colour on either side of the healthy range, each as wide as half of it.
const STEPS: i32 = 3;

pub(super) fn map(report: &ProfilesReport<'_>) -> Figure {
    let rows = ordered(report);
    let named = rows.len() <= NAMED_ROWS;
    let (across, down) = (CELL.0, if named { CELL.1 } else { THIN });
    let width = NAMES + across * report.outcomes.len() as f64 + 60.0;
    let height = HEADER + down * rows.len() as f64 + LEGEND;
    let mut svg = Svg::new("Samples by outcomes", width, height);
    for (place, outcome) in report.outcomes.iter().enumerate() {
        let x = NAMES + across * (place as f64 + 0.5);
        svg.turned("tick", (x, HEADER - 8.0), -45, &outcome.name);
        let scale = Scale::of(outcome, &rows, place);
        for (row, sample) in rows.iter().enumerate() {
            let value = sample.values[place].value;
            let corner = (NAMES + across * place as f64, HEADER + down * row as f64);
            svg.box_at(
                scale.class(value),
                corner,
                (across - 1.0, down - f64::from(u8::from(named))),
            );
            if named {
                let middle = (x, corner.1 + 0.72 * down);
                svg.text("middle tick", middle, &cell(value));
            }
        }
    }
    if named {
        for (row, sample) in rows.iter().enumerate() {
            let y = HEADER + down * (row as f64 + 0.72);
            svg.text(
                "end tick",
                (NAMES - 6.0, y),
                &shortened(&sample.name, LETTERS),
            );
        }
    }
    legend(&mut svg, height - LEGEND + 16.0);
    Figure {
        drawing: svg.finish(),
        caption: "Colours say where the typical person's value lies: grey within the healthy range, or the middle half of the samples where no range is known; blue below, orange above, darker by half the width of it.".to_owned(),
        legend: Vec::new(),
    }
}

/// A number that fits into a cell.
fn cell(value: f64) -> String {
    if value != 0.0 && value.abs() < LEAST {
        format!("< {LEAST}")
    } else {
        number(value)
    }
}

/// By dysbiosis, the lowest index first; in the order of the file where it is not told.
fn ordered<'a>(report: &ProfilesReport<'a>) -> Vec<&'a Sampled> {
    let mut rows: Vec<&Sampled> = report.samples.iter().collect();
    if let Some(place) = report
        .outcomes
        .iter()
        .position(|outcome| outcome.name == ORDER)
    {
        rows.sort_by(|a, b| a.values[place].value.total_cmp(&b.values[place].value));
    }
    rows
}

fn legend(svg: &mut Svg, y: f64) {
    for step in -STEPS..=STEPS {
        let x = NAMES + 26.0 * f64::from(step + STEPS);
        svg.box_at(CLASSES[(step + STEPS) as usize], (x, y), (25.0, 12.0));
    }
    svg.text("end tick", (NAMES - 6.0, y + 11.0), "below");
    svg.text(
        "tick",
        (NAMES + 26.0 * f64::from(2 * STEPS + 1) + 6.0, y + 11.0),
        "above",
    );
}

const CLASSES: [&str; 7] = ["low3", "low2", "low1", "within", "high1", "high2", "high3"];

/// The range that is grey.
struct Scale {
    lo: f64,
    hi: f64,
}

impl Scale {
    fn of(outcome: &Told, rows: &[&Sampled], place: usize) -> Self {
        if let Some((lo, hi)) = outcome.healthy {
            return Self { lo, hi };
        }
        let mut values: Vec<f64> = rows
            .iter()
            .map(|sample| sample.values[place].value)
            .collect();
        values.sort_by(f64::total_cmp);
        let at = |share: f64| {
            values
                .get((share * values.len() as f64) as usize)
                .copied()
                .unwrap_or(f64::NAN)
        };
        Self {
            lo: at(0.25),
            hi: at(0.75),
        }
    }

    fn class(&self, value: f64) -> &'static str {
        let half = (0.5 * (self.hi - self.lo)).max(f64::MIN_POSITIVE);
        let beyond = if value < self.lo {
            -((self.lo - value) / half).ceil()
        } else if value > self.hi {
            ((value - self.hi) / half).ceil()
        } else {
            0.0
        };
        let step = beyond.clamp(-f64::from(STEPS), f64::from(STEPS)) as i32;
        CLASSES[(step + STEPS) as usize]
    }
}
