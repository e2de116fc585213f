//! What a trial found, as a person reads it on a terminal.

use exchange::table::{Column, Table};
use lab::trial::Trial;
use lab::trial::pool::Pool;
use lab::trial::results::{Contrast, Found, Plan, Results};

use crate::plot::{number, range};
use crate::terminal::listing;

/// Markers that are told: those that say most.
const MARKERS: usize = 6;
/// Why people were refused: the most frequent reasons.
const REASONS: usize = 6;

/// The whole report.
pub fn report(trial: &Trial, pool: &Pool<'_>, results: &Results) -> String {
    let mut parts = vec![
        heading(trial, pool, results),
        arms(results),
        effects(results),
    ];
    parts.extend(results.endpoints.iter().filter_map(alike));
    parts.extend(results.plans.iter().map(|plan| planned(plan, trial)));
    parts.extend(responders(results));
    if !results.failed.is_empty() {
        let who = results
            .failed
            .iter()
            .map(|(person, why)| format!("  {person}: {why}"));
        let who: Vec<String> = who.collect();
        parts.push(format!(
            "could not be followed, by number:\n{}",
            who.join("\n")
        ));
    }
    parts.extend(
        results
            .warnings
            .iter()
            .map(|warning| format!("note: {warning}")),
    );
    parts.push(
        "Virtual people: a research tool, which diagnoses nobody and replaces no trial.".to_owned(),
    );
    parts.join("\n\n") + "\n"
}

fn heading(trial: &Trial, pool: &Pool<'_>, results: &Results) -> String {
    let mut lines = vec![format!("{}: {}", trial.name, pool.population().meaning)];
    lines.extend(trial.about.clone());
    lines.push(format!(
        "{} people enrolled of {} screened (seed {})",
        results.flow.enrolled, results.flow.screened, trial.seed
    ));
    let refused = results.flow.refused.iter().take(REASONS);
    lines.extend(refused.map(|(why, people)| format!("  {people} {why}")));
    lines.join("\n")
}

fn arms(results: &Results) -> String {
    let mut header = vec!["endpoint"];
    header.extend(["arm", "people", "seen", "SD or interval", "true"]);
    let rows = results.endpoints.iter().flat_map(|found| {
        found.arms.iter().map(|arm| {
            let spread = match (arm.sd, arm.interval) {
                (_, Some((lo, hi))) => range(lo, hi),
                (Some(sd), None) => number(sd),
                (None, None) => String::new(),
            };
            vec![
                named(found),
                arm.name.clone(),
                arm.people.to_string(),
                number(arm.mean),
                spread,
                number(arm.truth),
            ]
        })
    });
    listing(&header, rows.collect::<Vec<Vec<String>>>())
        .trim_end()
        .to_owned()
}

fn named(found: &Found) -> String {
    let unit = match found.unit.as_str() {
        "1" => String::new(),
        unit => format!(" [{unit}]"),
    };
    format!("{}{unit}", found.name)
}

fn effects(results: &Results) -> String {
    let header = [
        "endpoint",
        "effect of",
        "estimate",
        "interval",
        "p",
        "adjusted p",
        "true effect",
        "NNT",
    ];
    let row = |found: &Found, contrast: &Contrast| {
        let (lo, hi) = contrast.interval;
        vec![
            named(found),
            format!("{} over {}", contrast.arm, contrast.against),
            number(contrast.estimate),
            range(lo, hi),
            probability(contrast.p),
            contrast.adjusted_p.map_or_else(String::new, probability),
            contrast.truth.map_or_else(String::new, number),
            needed(contrast),
        ]
    };
    let rows = results.endpoints.iter().flat_map(|found| {
        found
            .contrasts
            .iter()
            .map(move |contrast| row(found, contrast))
    });
    listing(&header, rows.collect::<Vec<Vec<String>>>())
        .trim_end()
        .to_owned()
}

fn needed(contrast: &Contrast) -> String {
    match contrast.number_needed {
        Some((value, Some((lo, hi)))) => format!("{} ({})", number(value), range(lo, hi)),
        Some((value, None)) => number(value),
        None => String::new(),
    }
}

fn probability(p: f64) -> String {
    if p < 1e-4 {
        "< 0.0001".to_owned()
    } else {
        format!("{p:.4}")
    }
}

/// How alike people of a cluster came out to be.
fn alike(found: &Found) -> Option<String> {
    let correlation = found.intracluster_correlation?;
    Some(format!(
        "{}: two people of a cluster correlate by {}, as seen within arms",
        found.name,
        number(correlation)
    ))
}

fn planned(plan: &Plan, trial: &Trial) -> String {
    let power = &plan.power;
    let randomised = trial.randomised();
    let wanted = match &plan.wanted {
        Ok(size) => format!(
            "{} {randomised} in each arm (± {} for having tried {} trials) have a power of {}",
            size.n,
            number(size.mcse),
            size.at_n.trials,
            trial.analysis.power
        ),
        Err(why) => format!(
            "no number of {randomised} is found for a power of {}: {why}",
            trial.analysis.power
        ),
    };
    let curve = plan
        .curve
        .iter()
        .map(|(n, found)| format!("{n}: {:.2}", found.power()));
    format!(
        "planning {} of {}: this trial has a power of {:.3} (± {:.3}); {wanted}\n  power by {randomised} in each arm: {}",
        plan.endpoint,
        plan.arm,
        power.power(),
        power.mcse(),
        curve.collect::<Vec<String>>().join(", ")
    )
}

/// Who responds: what is known at baseline, by how much every person's own true effect goes with it.
fn responders(results: &Results) -> Option<String> {
    let mut markers: Vec<_> = results.markers.iter().collect();
    markers.sort_by(|a, b| b.correlation.abs().total_cmp(&a.correlation.abs()));
    markers.truncate(MARKERS);
    if markers.is_empty() {
        return None;
    }
    let header = [
        "who responds",
        "effect of",
        "median",
        "true effect below",
        "above",
        "rank correlation",
    ];
    let rows = markers.into_iter().map(|marker| {
        vec![
            marker.name.clone(),
            marker.arm.clone(),
            number(marker.median),
            number(marker.truths[0]),
            number(marker.truths[1]),
            format!("{:.2}", marker.correlation),
        ]
    });
    Some(
        listing(&header, rows.collect::<Vec<Vec<String>>>())
            .trim_end()
            .to_owned(),
    )
}

/// The effects as a table.
pub fn contrasts(results: &Results) -> Table {
    let all: Vec<(&Found, &Contrast)> = results
        .endpoints
        .iter()
        .flat_map(|found| {
            found
                .contrasts
                .iter()
                .map(move |contrast| (found, contrast))
        })
        .collect();
    let texts = |name: &str, of: &dyn Fn(&Found, &Contrast) -> String| {
        Column::texts(
            name,
            all.iter()
                .map(|(found, contrast)| of(found, contrast))
                .collect(),
        )
    };
    let numbers = |name: &str, of: &dyn Fn(&Contrast) -> f64| Column {
        unit: None,
        ..Column::numbers(
            name,
            "1",
            all.iter().map(|(_, contrast)| of(contrast)).collect(),
        )
    };
    Table {
        columns: vec![
            texts("endpoint", &|found, _| found.name.clone()),
            texts("outcome", &|found, _| found.outcome.clone()),
            texts("unit", &|found, _| found.unit.clone()),
            texts("arm", &|_, contrast| contrast.arm.clone()),
            texts("against", &|_, contrast| contrast.against.clone()),
            texts("method", &|_, contrast| contrast.method.to_owned()),
            numbers("estimate", &|contrast| contrast.estimate),
            numbers("lo", &|contrast| contrast.interval.0),
            numbers("hi", &|contrast| contrast.interval.1),
            numbers("p", &|contrast| contrast.p),
            numbers("adjusted_p", &|contrast| {
                contrast.adjusted_p.unwrap_or(f64::NAN)
            }),
            numbers("true_effect", &|contrast| {
                contrast.truth.unwrap_or(f64::NAN)
            }),
        ],
        metadata: Vec::new(),
    }
}
