//! Who responds: how the first endpoint's effect hangs on what is known of people at baseline.

use lab::trial::Trial;
use lab::trial::results::{Marker, Results};

use super::effect::Effect;
use super::forest::{self, Row};
use super::numbers::{UNKNOWN, fixed, measured};
use super::table::{Figure, Table};

/// More markers than this are not drawn; the table has them all.
const DRAWN: usize = 6;

/// The markers of an arm.
pub struct Responders {
    /// The arm or factor.
    pub arm: String,
    /// All markers in numbers.
    pub table: Table,
    /// Those that matter most; none where nothing is known.
    pub figure: Option<Figure>,
}

/// The markers of every arm, those that matter most first.
pub fn responders(trial: &Trial, results: &Results, confidence: &str) -> Vec<Responders> {
    let Some(found) = results.endpoints.first() else {
        return Vec::new();
    };
    let effect = Effect::of(trial, 0, found);
    let mut arms: Vec<(&str, Vec<&Marker>)> = Vec::new();
    for marker in &results.markers {
        match arms.iter_mut().find(|(arm, _)| *arm == marker.arm) {
            Some((_, markers)) => markers.push(marker),
            None => arms.push((&marker.arm, vec![marker])),
        }
    }
    let responders = |(arm, mut markers): (&str, Vec<&Marker>)| {
        markers.sort_by(|a, b| weight(b).total_cmp(&weight(a)));
        Responders {
            arm: arm.to_owned(),
            table: table(&effect, &markers, confidence),
            figure: figure(&effect, arm, &markers, confidence),
        }
    };
    arms.into_iter().map(responders).collect()
}

/// What is not known weighs least.
fn weight(marker: &Marker) -> f64 {
    let weight = marker.correlation.abs();
    if weight.is_nan() { -1.0 } else { weight }
}

fn table(effect: &Effect, markers: &[&Marker], confidence: &str) -> Table {
    let titles = [
        "Marker",
        "Rank correlation",
        "Median",
        "At or below it",
        "Truth there",
        "Above it",
        "Truth there",
    ];
    let caption = format!(
        "{} by marker ({confidence} interval), with the rank correlation of the marker and people's own true effect",
        effect.label()
    );
    let mut table = Table::new(caption, 1, &titles);
    let row = |marker: &&Marker| {
        let half = |half: usize| match marker.halves[half] {
            Some((value, ends)) => format!("{} ({})", effect.number(value), effect.interval(ends)),
            None => "too few people".to_owned(),
        };
        let truth = |half: usize| effect.number(marker.truths[half]);
        let correlation = match marker.correlation.is_finite() {
            true => fixed(marker.correlation, 2),
            false => UNKNOWN.to_owned(),
        };
        let name = marker.name.clone();
        let median = measured(marker.median, &marker.unit);
        vec![
            name,
            correlation,
            median,
            half(0),
            truth(0),
            half(1),
            truth(1),
        ]
    };
    table.rows.extend(markers.iter().map(row));
    table
}

fn figure(effect: &Effect, arm: &str, markers: &[&Marker], confidence: &str) -> Option<Figure> {
    let mut rows = Vec::new();
    for marker in markers.iter().take(DRAWN) {
        rows.push(Row::heading(&marker.name));
        let median = measured(marker.median, &marker.unit);
        for (half, label) in ["at or below", "above"].into_iter().enumerate() {
            let (value, ends) = marker.halves[half].unwrap_or((f64::NAN, (f64::NAN, f64::NAN)));
            rows.push(Row {
                label: format!("{label} {median}"),
                heads: false,
                estimate: effect.shown(value),
                interval: effect.shown_interval(ends),
                truth: Some(effect.shown(marker.truths[half])),
            });
        }
    }
    let title = format!("Effect of {arm} below and above the median of markers");
    forest::plot(&title, effect, confidence, &rows)
}
