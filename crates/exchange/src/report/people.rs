//! Who the people are, and who of them could not be followed.

use lab::population::Population;
use lab::trial::results::{Described, Results};

use super::numbers::{UNKNOWN, joined, labelled, number};
use super::table::Table;

/// Of people who fared alike, so many are named by their number.
const NAMED: usize = 12;

/// Who the enrolled are, by arm.
pub fn baseline(results: &Results) -> Table {
    let arms = results.flow.arms.iter();
    let titles: Vec<String> = std::iter::once("At baseline".to_owned())
        .chain(arms.map(|arm| format!("{} (n = {})", arm.name, arm.allocated)))
        .collect();
    let mut table = Table::new(
        "Mean (standard deviation); of what people have or have not, the share",
        1,
        &[],
    );
    table.columns = titles;
    let row = |described: &Described| {
        let share = described.by_arm.iter().all(|(_, sd)| sd.is_none());
        let cell = |(mean, sd): &(f64, Option<f64>)| cell(*mean, *sd);
        let name = match share {
            true => described.name.clone(),
            false => labelled(&described.name, &described.unit),
        };
        let cells = described.by_arm.iter().map(cell);
        std::iter::once(name).chain(cells).collect()
    };
    table.rows.extend(results.baseline.iter().map(row));
    table
}

fn cell(mean: f64, sd: Option<f64>) -> String {
    match sd {
        _ if !mean.is_finite() => UNKNOWN.to_owned(),
        Some(sd) if sd.is_finite() => format!("{} ({})", number(mean), number(sd)),
        Some(_) => number(mean),
        None => joined(number(mean), "%"),
    }
}

/// What the population is.
pub fn population(population: &Population) -> String {
    let traits = match population.traits.is_empty() {
        true => String::new(),
        false => format!(" Everybody has: {}.", population.traits.join(", ")),
    };
    let meaning = population.meaning.trim_end_matches('.');
    format!("{}: {meaning}.{traits}", population.name)
}

/// Who could not be followed, by the reason.
pub fn failed(failed: &[(usize, String)]) -> Table {
    let titles = ["Reason", "Which", "People"];
    let mut table = Table::new("People who could not be followed", 2, &titles);
    let mut reasons: Vec<(&str, Vec<usize>)> = Vec::new();
    for (person, reason) in failed {
        match reasons.iter_mut().find(|(other, _)| other == reason) {
            Some((_, people)) => people.push(*person),
            None => reasons.push((reason, vec![*person])),
        }
    }
    reasons.sort_by_key(|(_, people)| std::cmp::Reverse(people.len()));
    let row = |(reason, people): (&str, Vec<usize>)| {
        let named = people.iter().take(NAMED).map(usize::to_string);
        let mut named: Vec<String> = named.collect();
        if people.len() > NAMED {
            named.push("…".to_owned());
        }
        vec![
            reason.to_owned(),
            named.join(", "),
            people.len().to_string(),
        ]
    };
    table.rows.extend(reasons.into_iter().map(row));
    table
}
