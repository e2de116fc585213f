//! What happened, in plain sentences: how the outcomes that were asked for moved, and whether that is healthy.

use lab::outcome::{Extreme, Outcome, Run};

use crate::plot::{number, range};

/// More sentences than these are no headline.
const MOST: usize = 4;
/// What moves by less than this of itself, or of its healthy range, is said to stay.
const MOVES: f64 = 0.05;
/// What is nearer to its start than this part of its way is said to be back.
const BACK: f64 = 0.2;

/// The sentences, the most telling first.
pub(super) fn sentences(run: &Run) -> Vec<String> {
    let mut moved: Vec<&Outcome> = run
        .outcomes
        .iter()
        .filter(|outcome| outcome.change(&run.times).abs() >= MOVES)
        .collect();
    let change = |outcome: &Outcome| outcome.change(&run.times).abs();
    moved.sort_by(|a, b| change(b).total_cmp(&change(a)));
    moved.truncate(MOST);
    if moved.is_empty() {
        return vec!["Nothing that is shown here moves by more than a twentieth: this life keeps what it has.".to_owned()];
    }
    let last = run.times.last().copied().unwrap_or_default();
    moved
        .into_iter()
        .map(|outcome| sentence(outcome, &run.times, last))
        .collect()
}

fn sentence(outcome: &Outcome, times: &[f64], last: f64) -> String {
    let Extreme { value, day } = outcome.extreme(times);
    let (start, end) = (outcome.baseline(), outcome.end());
    let verb = if value > start { "rises" } else { "falls" };
    let mut text = format!(
        "{} {verb} from {} to {} by day {day:.0}{}",
        capital(&outcome.meaning),
        number(start),
        with_unit(value, &outcome.unit),
        judged(outcome, value)
    );
    let way = (value - start).abs();
    if day < last {
        text += &match (end - start).abs() <= BACK * way {
            true => format!("; it is back at {} on day {last:.0}", number(end)),
            false => format!("; on day {last:.0} it is {}", number(end)),
        };
        if outcome.is_healthy(end) != outcome.is_healthy(value) {
            text += &judged(outcome, end);
        }
    }
    text + "."
}

fn with_unit(value: f64, unit: &str) -> String {
    match unit {
        "1" => number(value),
        "[pH]" => format!("pH {}", number(value)),
        unit => format!("{} {unit}", number(value)),
    }
}

/// Where a value lies, where that is known.
fn judged(outcome: &Outcome, value: f64) -> String {
    let Some((lo, hi)) = outcome.healthy else {
        return String::new();
    };
    let place = match value {
        value if value < lo => "below",
        value if value > hi => "above",
        _ => "within",
    };
    format!(", {place} the healthy {}", range(lo, hi))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(values: [f64; 4], healthy: Option<(f64, f64)>) -> Outcome {
        Outcome {
            name: "stool.butyrate".to_owned(),
            unit: "mmol/kg".to_owned(),
            meaning: "butyrate in stool, wet".to_owned(),
            values: values.to_vec(),
            healthy,
            band: None,
        }
    }

    #[test]
    fn what_falls_and_comes_back_is_said_so() {
        let times = [0.0, 5.0, 30.0, 60.0];
        assert_eq!(
            sentence(
                &outcome([10.0, 1.0, 7.0, 9.5], Some((5.0, 20.0))),
                &times,
                60.0
            ),
            "Butyrate in stool, wet falls from 10.0 to 1.00 mmol/kg by day 5, below the healthy 5.00–20.0; it is back at 9.50 on day 60, within \
             the healthy 5.00–20.0."
        );
    }

    #[test]
    fn what_goes_on_rising_ends_where_it_is() {
        let times = [0.0, 5.0, 30.0, 60.0];
        assert_eq!(
            sentence(&outcome([10.0, 12.0, 14.0, 15.0], None), &times, 60.0),
            "Butyrate in stool, wet rises from 10.0 to 15.0 mmol/kg by day 60."
        );
    }
}
