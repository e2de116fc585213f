//! Scenarios from their text: what stands in which table, and what is said of what does not belong there.

use engine::{Dimension, Unit};
use physiology::document::{Source, Table, quoted};

use super::{
    Action, Course, Dose, Food, Habit, Measure, Named, OLDEST_AGE, Person, Sampling, Scenario, Sex,
    USUAL_AGE,
};
use crate::habits;
use crate::quantity::{Amount, read_above_zero, read_positive};

/// The whole of a scenario.
pub(super) fn read_scenario(root: &Table<'_>, source: &Source, habits: &[&str]) -> Scenario {
    let (diary, food, habits_kept) = root
        .table("habits", |table| {
            let diary = named(table, "diary");
            (diary, read_food(table, "diet"), read_habits(table, habits))
        })
        .unwrap_or_default();
    let sampling = root
        .table("sample", read_sampling)
        .unwrap_or_else(Sampling::usual);
    let end = End {
        day: sampling.until,
        told: "`until` of `[sample]` is the last day of the run",
    };
    let courses = root.tables("course", |table| read_course(table, habits, end));
    Scenario {
        name: root.text("name").unwrap_or_else(|| stem(&source.name)),
        about: root.text("about"),
        shows: named_list(root, "shows"),
        person: root
            .table("person", read_person)
            .unwrap_or_else(Person::typical),
        diary,
        food,
        habits: habits_kept,
        courses: courses.into_iter().flatten().collect(),
        sampling,
    }
}

pub(crate) fn stem(file: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    name.strip_suffix(".toml").unwrap_or(name).to_owned()
}

pub(crate) fn named(table: &Table<'_>, key: &str) -> Option<Named> {
    Some(Named {
        text: table.text(key)?,
        field: table.field(key),
        span: table.span(key),
    })
}

pub(crate) fn named_list(table: &Table<'_>, key: &str) -> Vec<Named> {
    let texts = table.placed_texts(key).unwrap_or_default();
    texts
        .into_iter()
        .map(|(text, span)| Named {
            text,
            field: table.field(key),
            span: Some(span),
        })
        .collect()
}

fn read_person(table: &Table<'_>) -> Person {
    for key in ["sample", "taxonomy"] {
        if table.has(key) && !table.has("stool") {
            table.fault(
                key,
                format!("names a {key}, but no stool profile is given"),
                Some("`stool` names the file of the profile".to_owned()),
            );
        }
    }
    let sex = match table.choice("sex", &["female", "male"]) {
        Some("male") => Sex::Male,
        _ => Sex::Female,
    };
    Person {
        age: read_lifetime(table, "age", read_positive, "24 y").unwrap_or(USUAL_AGE),
        sex,
        weight: read_measure(table, "weight", dimension("kg"), "62 kg"),
        height: read_measure(table, "height", dimension("m"), "1.68 m"),
        traits: named_list(table, "traits"),
        stool: named(table, "stool"),
        taxonomy: named(table, "taxonomy"),
        sample: table.text("sample"),
    }
}

fn read_measure(
    table: &Table<'_>,
    key: &str,
    dimension: Dimension,
    example: &str,
) -> Option<Measure> {
    let value = read_above_zero(table, key, dimension, example)?;
    let written = named(table, key)?;
    Some(Measure { value, written })
}

/// A time that people live to.
pub(crate) fn read_lifetime(
    table: &Table<'_>,
    key: &str,
    read: fn(&Table<'_>, &str, Dimension, &str) -> Option<f64>,
    example: &str,
) -> Option<f64> {
    let time = read(table, key, Dimension::TIME, example)?;
    if time > OLDEST_AGE {
        let found = quoted(&table.text(key)?);
        table.fault(
            key,
            format!("found {found}, beyond 120 years"),
            Some(format!("such as \"{example}\"")),
        );
        return None;
    }
    Some(time)
}

fn dimension(unit: &str) -> Dimension {
    Unit::parse(unit)
        .map(|unit| unit.dimension())
        .unwrap_or_default()
}

/// A name, shares of names, or foods with amounts.
fn read_food(table: &Table<'_>, key: &str) -> Option<Food> {
    table.know(&[key]);
    if !table.is_table(key) {
        return named(table, key).map(Food::Diet);
    }
    table.table(key, read_foods).flatten()
}

fn read_foods(foods: &Table<'_>) -> Option<Food> {
    let keys: Vec<String> = foods.keys().into_iter().map(ToOwned::to_owned).collect();
    let name = |key: &str| Named {
        text: key.to_owned(),
        field: foods.field(key),
        span: foods.key_span(key),
    };
    if keys.is_empty() {
        foods.fault(
            "",
            "names nothing to eat",
            Some(
                "such as { oats = \"60 g/d\" } or { western = 0.7, mediterranean = 0.3 }"
                    .to_owned(),
            ),
        );
        return None;
    }
    if keys.iter().all(|key| foods.is_text(key)) {
        let flow = dimension("g/d");
        let amounts = keys
            .iter()
            .filter_map(|key| Some((name(key), read_positive(foods, key, flow, "150 g/d")?)));
        return Some(Food::Foods(amounts.collect()));
    }
    let shares: Vec<(Named, f64)> = keys
        .iter()
        .filter_map(|key| Some((name(key), read_share(foods, key)?)))
        .collect();
    let total: f64 = shares.iter().map(|(_, share)| share).sum();
    if shares.len() == keys.len() && (total - 1.0).abs() > 1e-6 {
        foods.fault(
            "",
            format!("shares of diets add up to {total}"),
            Some("shares from 0 to 1 that add up to 1".to_owned()),
        );
    }
    Some(Food::Mix(shares))
}

fn read_share(table: &Table<'_>, key: &str) -> Option<f64> {
    let share = table.number(key)?;
    if !(0.0..=1.0).contains(&share) {
        table.fault(
            key,
            format!("found {share}"),
            Some("a share of the diet from 0 to 1 is expected".to_owned()),
        );
        return None;
    }
    Some(share)
}

fn read_habits(table: &Table<'_>, known: &[&str]) -> Vec<Habit> {
    table.know(known);
    known
        .iter()
        .filter_map(|name| {
            let amount = read_amount(table, name, || habit_help(name))?;
            let name = Named {
                text: (*name).to_owned(),
                field: table.field(name),
                span: table.span(name),
            };
            Some(Habit { name, amount })
        })
        .collect()
}

fn habit_help(name: &str) -> Option<String> {
    let habit = habits::Habit::find(name)?;
    Some(format!("{}, such as {}", habit.meaning, habit.written()))
}

/// A bare number or a quantity.
fn read_amount(
    table: &Table<'_>,
    key: &str,
    help: impl FnOnce() -> Option<String>,
) -> Option<Amount> {
    if !table.is_text(key) {
        let value = table.number(key)?;
        return Amount::parse("1").ok().map(|one| Amount { value, ..one });
    }
    let text = table.text(key)?;
    match Amount::parse(&text) {
        Ok(amount) => Some(amount),
        Err(message) => {
            table.fault(key, message, help());
            None
        }
    }
}

fn read_dose(table: &Table<'_>) -> Option<Dose> {
    table.know(&["dose"]);
    let example =
        || Some("an amount in quotes is expected, such as \"300 mg\" or \"12 g/d\"".to_owned());
    let amount = read_amount(table, "dose", example)?;
    if amount.value < 0.0 {
        table.fault(
            "dose",
            format!("found `{amount}`, a negative dose"),
            Some("a dose from 0 up".to_owned()),
        );
        return None;
    }
    let written = Named {
        text: amount.to_string(),
        field: table.field("dose"),
        span: table.span("dose"),
    };
    Some(Dose { amount, written })
}

const ACTIONS: [&str; 5] = ["take", "eat", "apply", "live", "cut"];
/// What may stand in a course beside the action, whichever it is.
const DETAILS: [&str; 4] = ["dose", "per_day", "every", "gain"];

/// When what courses belong to is over.
#[derive(Clone, Copy)]
pub(crate) struct End {
    /// The last day.
    pub day: f64,
    /// Where that is said.
    pub told: &'static str,
}

pub(crate) fn read_course(table: &Table<'_>, habits: &[&str], end: End) -> Option<Course> {
    table.know(&ACTIONS);
    let action = read_action(table, habits);
    let period = read_period(table, end);
    let (from, until) = period?;
    Some(Course {
        action: action?,
        from,
        until,
    })
}

/// First and last day of a course; none when the two do not fit.
fn read_period(table: &Table<'_>, end: End) -> Option<(f64, f64)> {
    let from = read_positive(table, "from", Dimension::TIME, "7 d");
    let lasts = read_above_zero(table, "lasts", Dimension::TIME, "8 wk");
    let until = read_positive(table, "until", Dimension::TIME, "90 d");
    if from.is_none() && table.has("from") {
        return Some((0.0, f64::INFINITY));
    }
    let from = from.unwrap_or(0.0);
    if table.has("lasts") && table.has("until") {
        table.fault(
            "until",
            "stands beside `lasts`",
            Some("give one of the two".to_owned()),
        );
    }
    if let Some(until) = until.filter(|until| *until <= from) {
        table.fault(
            "until",
            format!("ends on day {until}, but starts on day {from}"),
            Some(
                "`until` is a day of the run, as `from` is; `lasts` counts from the start"
                    .to_owned(),
            ),
        );
        return None;
    }
    if from > 0.0 && from >= end.day {
        let last = end.day;
        table.fault(
            "from",
            format!("starts on day {from}, but the run ends on day {last}"),
            Some(end.told.to_owned()),
        );
    }
    let until = until.or(lasts.map(|lasts| from + lasts));
    Some((from, until.unwrap_or(f64::INFINITY)))
}

fn read_action(table: &Table<'_>, habits: &[&str]) -> Option<Action> {
    let given: Vec<&str> = ACTIONS
        .into_iter()
        .filter(|action| table.has(action))
        .collect();
    let [action] = given[..] else {
        // What belongs to which action cannot be told.
        table.know(&DETAILS);
        let (message, help) = if given.is_empty() {
            (
                "says nothing to do".to_owned(),
                format!("one of {}", ACTIONS.join(", ")),
            )
        } else {
            (
                format!("does several things: {}", given.join(", ")),
                "one of them a course; several courses may hold at the same time".to_owned(),
            )
        };
        table.fault("", message, Some(help));
        return None;
    };
    match action {
        "take" | "apply" => read_take(table, action),
        "eat" if table.is_table("eat") => read_food(table, "eat").map(Action::Diet),
        "eat" => {
            let dose = read_dose(table);
            let food = named(table, "eat")?;
            Some(Action::Eat { food, dose })
        }
        "live" => table
            .table("live", |live| read_live(live, habits))
            .flatten(),
        _ => read_cut(table),
    }
}

fn read_take(table: &Table<'_>, action: &str) -> Option<Action> {
    let dose = read_dose(table);
    let per_day = read_per_day(table);
    Some(Action::Take {
        agent: named(table, action)?,
        dose,
        per_day,
    })
}

fn read_live(table: &Table<'_>, habits: &[&str]) -> Option<Action> {
    if table.keys().is_empty() {
        table.fault(
            "",
            "changes nothing",
            Some("such as { sleep = \"6 h\" }".to_owned()),
        );
        return None;
    }
    Some(Action::Live(read_habits(table, habits)))
}

fn read_cut(table: &Table<'_>) -> Option<Action> {
    let gain = table.number("gain").unwrap_or(0.0);
    if !(0.0..=1.0).contains(&gain) {
        table.fault(
            "gain",
            format!("found {gain}"),
            Some("a gain from 0 (cut) to 1 (as modelled)".to_owned()),
        );
    }
    let arrow = named(table, "cut")?;
    Some(Action::Cut { arrow, gain })
}

/// `per_day = 4`, or `every = "2 wk"`; once a day when left out.
fn read_per_day(table: &Table<'_>) -> f64 {
    let per_day = table.number("per_day");
    if let Some(number) = per_day.filter(|number| *number <= 0.0) {
        table.fault(
            "per_day",
            format!("found {number}, which is not above zero"),
            Some("how often a day, such as 4".to_owned()),
        );
    }
    let every = read_above_zero(table, "every", Dimension::TIME, "2 wk");
    if table.has("per_day") && table.has("every") {
        table.fault(
            "every",
            "stands beside `per_day`",
            Some("give one of the two".to_owned()),
        );
    }
    per_day.or(every.map(f64::recip)).unwrap_or(1.0)
}

/// More samples than this are not stored.
const MOST_SAMPLES: f64 = 100_000.0;

pub(crate) fn read_sampling(table: &Table<'_>) -> Sampling {
    let usual = Sampling::usual();
    let every = read_above_zero(table, "every", Dimension::TIME, "1 d").unwrap_or(usual.every);
    let until = read_lifetime(table, "until", read_above_zero, "180 d").unwrap_or(usual.until);
    let too_often = until / every > MOST_SAMPLES;
    if too_often {
        table.fault(
            "every",
            format!("asks for {:.0} samples", until / every),
            Some(format!(
                "at most {MOST_SAMPLES} are taken: sample less often, or end earlier"
            )),
        );
    }
    Sampling {
        until,
        // Who goes on in spite of the fault may list them.
        every: if too_often { until } else { every },
        outcomes: named_list(table, "outcomes"),
    }
}
