//! What every endpoint came to: by arm, by comparison, and all comparisons in forest plots.

use lab::trial::Trial;
use lab::trial::results::{ArmFound, Contrast, Found, Results};

use super::effect::{Effect, Kind};
use super::forest::{self, Row};
use super::numbers::{UNKNOWN, exact, interval, number, p_value};
use super::table::{Figure, Table};

/// An endpoint in numbers.
pub struct Endpoint {
    /// Its name.
    pub name: String,
    /// What it asks.
    pub estimand: String,
    /// Whether the trial is about it.
    pub role: &'static str,
    /// Each arm by itself.
    pub arms: Table,
    /// Each arm against its control.
    pub contrasts: Table,
}

/// Every endpoint in numbers.
pub fn endpoints(trial: &Trial, results: &Results, confidence: &str) -> Vec<Endpoint> {
    let endpoint = |(effect, found): (Effect, &Found)| Endpoint {
        name: found.name.clone(),
        estimand: found.estimand.clone(),
        role: if found.primary {
            "primary"
        } else {
            "secondary"
        },
        arms: arms(&effect, found, confidence),
        contrasts: contrasts(&effect, found, confidence),
    };
    Effect::all(trial, results)
        .into_iter()
        .map(endpoint)
        .collect()
}

fn arms(effect: &Effect, found: &Found, confidence: &str) -> Table {
    let in_unit = |title: &str| match effect.arm_unit.is_empty() {
        true => title.to_owned(),
        false => format!("{title} [{}]", effect.arm_unit),
    };
    let (what, beside) = match effect.kind {
        Kind::Share => ("Responded", format!("{confidence} interval")),
        Kind::Hazard | Kind::Mean => ("Mean", "Standard deviation".to_owned()),
    };
    let titles = ["Arm", "People", &in_unit(what), &beside, &in_unit("Truth")];
    let mut table = Table::new("By arm", 1, &titles);
    let row = |arm: &ArmFound| {
        let beside = match (arm.interval, arm.sd) {
            (Some(ends), _) => effect.interval(ends),
            (None, Some(sd)) => effect.number(sd),
            (None, None) => UNKNOWN.to_owned(),
        };
        vec![
            arm.name.clone(),
            arm.people.to_string(),
            effect.number(arm.mean),
            beside,
            effect.number(arm.truth),
        ]
    };
    table.rows.extend(found.arms.iter().map(row));
    table
}

fn contrasts(effect: &Effect, found: &Found, confidence: &str) -> Table {
    let treated = effect.kind == Kind::Share;
    let beside = format!("{confidence} interval");
    let label = effect.label();
    let mut titles = vec!["Arm", "Against", "Method", &label, &beside, "p"];
    let adjusted = found.contrasts.iter().any(|one| one.adjusted_p.is_some());
    titles.extend(adjusted.then_some("Adjusted p"));
    titles.extend(["Truth (its standard error)", "Estimate less truth"]);
    titles.extend(treated.then_some("Number needed to treat"));
    let mut table = Table::new("Against the control", 3, &titles);
    let row = |one: &Contrast| {
        let mut row = vec![arm(one), one.against.clone(), one.method.to_owned()];
        row.extend([
            effect.number(one.estimate),
            effect.interval(one.interval),
            p_value(one.p),
        ]);
        row.extend(adjusted.then(|| p_value(one.adjusted_p.unwrap_or(f64::NAN))));
        row.push(truth(effect, one));
        row.push(effect.number(one.error().unwrap_or(f64::NAN)));
        row.extend(treated.then(|| needed(one)));
        row
    };
    table.rows.extend(found.contrasts.iter().map(row));
    table
}

/// The arm; where its name does not say the dose, with it.
fn arm(contrast: &Contrast) -> String {
    let dose = contrast.dose.map(exact);
    match dose.filter(|dose| !contrast.arm.contains(dose.as_str())) {
        Some(dose) => format!("{}, dose {dose}", contrast.arm),
        None => contrast.arm.clone(),
    }
}

fn truth(effect: &Effect, contrast: &Contrast) -> String {
    match contrast.truth.filter(|truth| truth.is_finite()) {
        Some(truth) => format!(
            "{} ({})",
            effect.number(truth),
            effect.number(contrast.truth_se)
        ),
        None => UNKNOWN.to_owned(),
    }
}

/// How many must be treated for one more response, or for one less. Where the interval of the
/// difference holds none at all, the number's runs through infinity and is none.
fn needed(contrast: &Contrast) -> String {
    let Some((value, ends)) = contrast
        .number_needed
        .filter(|(value, _)| value.is_finite())
    else {
        return UNKNOWN.to_owned();
    };
    let of = if value < 0.0 { " for one less" } else { "" };
    let ends = match ends {
        Some((lo, hi)) if value < 0.0 => interval((-hi, -lo)),
        Some(ends) => interval(ends),
        None => "no interval".to_owned(),
    };
    format!("{}{of} ({ends})", number(value.abs()))
}

/// A forest plot for each unit.
pub fn forests(trial: &Trial, results: &Results, confidence: &str) -> Vec<Figure> {
    let mut groups: Vec<(Effect, Vec<Row>)> = Vec::new();
    for (effect, found) in Effect::all(trial, results) {
        let rows = rows(&effect, found);
        match groups.iter_mut().find(|(other, _)| *other == effect) {
            Some((_, before)) => before.extend(rows),
            None => groups.push((effect, rows)),
        }
    }
    let plot = |(effect, rows): &(Effect, Vec<Row>)| {
        let title = format!("Forest plot of endpoints: {}", effect.label());
        forest::plot(&title, effect, confidence, rows)
    };
    groups.iter().filter_map(plot).collect()
}

fn rows(effect: &Effect, found: &Found) -> Vec<Row> {
    let role = if found.primary { " (primary)" } else { "" };
    let mut rows = vec![Row::heading(&format!("{}{role}", found.name))];
    rows.extend(found.contrasts.iter().map(|one| Row {
        label: format!("{} against {}", one.arm, one.against),
        heads: false,
        estimate: effect.shown(one.estimate),
        interval: effect.shown_interval(one.interval),
        truth: one.truth.map(|truth| effect.shown(truth)),
    }));
    rows
}
