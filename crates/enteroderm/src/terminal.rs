//! A run as a person reads it on a terminal.

use comfy_table::{ContentArrangement, Table, presets};
use lab::outcome::{Outcome, Run};

use crate::plot::{Curves, number, plot, range};
use crate::reasons;

/// Columns of a plot's picture.
const PLOT_COLUMNS: usize = 60;
/// Rows of a plot's picture.
const PLOT_ROWS: usize = 6;
/// How many outcomes are drawn.
const PLOTS: usize = 4;

/// The whole report.
pub fn report(run: &Run) -> String {
    let mut parts = vec![heading(run), outcomes(run)];
    parts.extend(reasons::paragraph(run));
    for outcome in run.outcomes.iter().take(PLOTS) {
        parts.push(picture(run, outcome));
    }
    if !run.changed_most.is_empty() {
        parts.push(changed_most(run));
    }
    for warning in &run.warnings {
        parts.push(format!("note: {warning}"));
    }
    parts.push("A research tool: it diagnoses nobody and replaces no advice.".to_owned());
    parts.join("\n\n") + "\n"
}

fn heading(run: &Run) -> String {
    let mut lines = vec![format!("{}: {}", run.scenario, run.person)];
    lines.extend(run.about.clone());
    lines.push(match run.run_in.steady {
        true => format!("run-in: steady after {:.0} d", run.run_in.days),
        false => format!("run-in: {:.0} d, still moving slowly", run.run_in.days),
    });
    if let Some(stool) = &run.stool {
        lines.push(format!(
            "stool {}: {:.0} % of its abundance known; met to a Bray-Curtis distance of {:.3}",
            stool.sample,
            100.0 * stool.matched,
            stool.distance
        ));
    }
    if let Some(people) = &run.people {
        lines.push(format!(
            "people: {} others drawn of whom the same is known (seed {})",
            people.count, people.seed
        ));
    }
    lines.extend(run.given.iter().map(|given| format!("  {given}")));
    lines.join("\n")
}

fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(presets::UTF8_HORIZONTAL_ONLY)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header.iter().copied());
    table
}

fn marked(outcome: &Outcome, value: f64) -> String {
    let mark = if outcome.is_healthy(value) { "" } else { " !" };
    format!("{}{mark}", number(value))
}

/// What is said of a day and, in a line below, where nine of ten people lie on it.
fn with_band(run: &Run, outcome: &Outcome, said: String, day: f64) -> String {
    let band = outcome.band_on(day, &run.times);
    band.map_or(said.clone(), |(lo, hi)| {
        format!("{said}\n{}", range(lo, hi))
    })
}

fn row(run: &Run, outcome: &Outcome) -> Vec<String> {
    let on = |value, day: Option<&f64>| {
        let day = day.copied().unwrap_or(f64::NAN);
        with_band(run, outcome, marked(outcome, value), day)
    };
    let extreme = outcome.extreme(&run.times);
    let furthest = if (extreme.value - outcome.baseline()).abs() <= 1e-3 * outcome.baseline().abs()
    {
        "–".to_owned()
    } else {
        let said = format!(
            "{} (day {:.0})",
            marked(outcome, extreme.value),
            extreme.day
        );
        with_band(run, outcome, said, extreme.day)
    };
    vec![
        outcome.name.clone(),
        outcome.unit.clone(),
        on(outcome.baseline(), run.times.first()),
        furthest,
        on(outcome.end(), run.times.last()),
        outcome
            .healthy
            .map_or_else(String::new, |(lo, hi)| range(lo, hi)),
    ]
}

const HEADER: [&str; 6] = [
    "outcome",
    "unit",
    "start",
    "peak or trough",
    "end",
    "healthy",
];

fn outcomes(run: &Run) -> String {
    let mut table = table(&HEADER);
    for outcome in &run.outcomes {
        table.add_row(row(run, outcome));
    }
    let below = run.people.as_ref().map(|people| {
        format!(
            "; below each number, where 90 % of {} people lie",
            people.followed()
        )
    });
    format!(
        "{table}\n(! outside the healthy range{})",
        below.unwrap_or_default()
    )
}

fn changed_most(run: &Run) -> String {
    let mut table = table(&HEADER);
    for outcome in &run.changed_most {
        table.add_row(row(run, outcome));
    }
    format!("What else changed most\n{table}")
}

fn picture(run: &Run, outcome: &Outcome) -> String {
    let mut lines = vec![format!(
        "{} [{}]: {}",
        outcome.name, outcome.unit, outcome.meaning
    )];
    let band = outcome.band.as_ref();
    let curves = Curves {
        times: &run.times,
        values: &outcome.values,
        band: band.map(|band| (band.lo.as_slice(), band.hi.as_slice())),
        healthy: outcome.healthy,
    };
    lines.extend(plot(&curves, PLOT_COLUMNS, PLOT_ROWS));
    lines.join("\n")
}

/// A plain table for `list` and `import`.
pub fn listing(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = table(header);
    for row in rows {
        table.add_row(row);
    }
    format!("{table}\n")
}
