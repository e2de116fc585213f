//! A diary as it is shown: for people, as JSON, as CSV.

use exchange::food_central::NewFood;
use lab::diary::{Understood, Unknown};
use serde_json::{Value, json};

use crate::plot::number;
use crate::terminal::listing;

/// Version of the contract.
const SCHEMA: &str = "enteroderm.diary/1";
/// How many lines of something unknown are named.
const LINES: usize = 5;

/// For people.
pub fn report(understood: &Understood, new: &[NewFood]) -> String {
    let mut parts = vec![heading(understood)];
    parts.extend(foods(understood));
    parts.extend(taken_as(understood));
    parts.extend(found_elsewhere(new));
    parts.extend(unknown(understood));
    parts.extend(unweighed(understood));
    let notes = understood.notes.iter().chain(&understood.warnings);
    parts.extend(notes.map(|note| format!("note: {note}\n")));
    parts.push(format!("For a scenario:\n\n{}", understood.habits_toml()));
    let courses = understood.courses_toml();
    if !courses.is_empty() {
        parts.push(format!(
            "What was taken, in days since {}:\n\n{courses}",
            understood.days.first
        ));
    }
    parts.join("\n").trim_end().to_owned() + "\n"
}

fn heading(understood: &Understood) -> String {
    let days = &understood.days;
    let mut text = format!(
        "{}: {}, {} to {}\n{} days, food on {} of them",
        understood.file, understood.form, days.first, days.last, days.covered, days.with_food
    );
    match days.covered - days.with_food {
        0 => {}
        left => text += &format!("; {left} without food are left out of its mean"),
    }
    let shares = [
        (understood.shares.weight, "weight"),
        (understood.shares.energy, "energy"),
    ];
    let told: Vec<String> = shares
        .iter()
        .filter_map(|(share, of)| Some(format!("{:.0} % of the {of}", 100.0 * (*share)?)))
        .collect();
    if !told.is_empty() {
        text += &format!("\nfoods of the model: {}", told.join(", "));
    }
    text + "\n"
}

/// A table, if it has rows.
fn table(header: &[&str], rows: Vec<Vec<String>>) -> Option<String> {
    (!rows.is_empty()).then(|| listing(header, rows))
}

fn foods(understood: &Understood) -> Option<String> {
    let rows = understood.foods.iter();
    let rows = rows.map(|one| vec![one.food.clone(), number(one.grams)]);
    table(&["food", "g/d"], rows.collect())
}

fn taken_as(understood: &Understood) -> Option<String> {
    let rows = understood.taken_as.iter();
    let rows = rows.map(|one| vec![one.item.clone(), one.food.clone(), one.lines.to_string()]);
    table(&["in the diary", "taken as", "lines"], rows.collect())
}

fn found_elsewhere(new: &[NewFood]) -> Option<String> {
    let rows = new.iter().map(|food| {
        vec![
            food.aliases.join("; "),
            food.name.clone(),
            food.fdc_id.to_string(),
            food.like.clone(),
        ]
    });
    let header = ["in the diary", "FoodData Central", "number", "else as in"];
    table(&header, rows.collect())
}

fn unknown(understood: &Understood) -> Option<String> {
    let rows = understood.unknown.iter().map(|one| {
        let grams = match one.grams > 0.0 {
            true => number(one.grams),
            false => String::new(),
        };
        vec![
            one.item.clone(),
            one.among.to_owned(),
            lines(one),
            grams,
            one.nearest.join("; "),
        ]
    });
    let header = ["without a place", "among", "line", "g", "nearest names"];
    table(&header, rows.collect())
}

fn lines(unknown: &Unknown) -> String {
    let lines = unknown.lines.iter().take(LINES);
    let lines: Vec<String> = lines.map(usize::to_string).collect();
    match unknown.lines.len() - lines.len() {
        0 => lines.join(", "),
        more => format!("{} and {more} more", lines.join(", ")),
    }
}

fn unweighed(understood: &Understood) -> Option<String> {
    let rows = understood.unweighed.iter();
    let rows = rows.map(|one| vec![one.item.clone(), one.line.to_string(), one.amount.clone()]);
    table(&["cannot be weighed", "line", "amount"], rows.collect())
}

/// Grams a day of each food.
pub fn as_csv(understood: &Understood) -> String {
    let rows = understood.foods.iter();
    let rows = rows.map(|one| format!("\"{}\",{}\n", one.food.replace('"', "\"\""), one.grams));
    "food,g/d\n".to_owned() + &rows.collect::<String>()
}

/// The JSON contract of `diary`.
pub fn contract(understood: &Understood, new: &[NewFood]) -> Value {
    let days = &understood.days;
    let each = |values: &mut dyn Iterator<Item = Value>| values.collect::<Vec<Value>>();
    json!({
        "schema": SCHEMA,
        "file": understood.file,
        "form": understood.form,
        "days": {
            "first": days.first.to_string(),
            "last": days.last.to_string(),
            "covered": days.covered,
            "with_food": days.with_food,
        },
        "known": { "weight": understood.shares.weight, "energy": understood.shares.energy, "lines": understood.shares.lines },
        "foods": each(&mut understood.foods.iter().map(|one| json!({ "food": one.food, "grams_per_day": one.grams }))),
        "taken_as": each(&mut understood.taken_as.iter().map(|one| json!({ "item": one.item, "food": one.food, "lines": one.lines }))),
        "foods_from": each(&mut new.iter().map(|one| json!({ "items": one.aliases, "food": one.name, "fdc_id": one.fdc_id, "like": one.like }))),
        "unknown": each(&mut understood.unknown.iter().map(|one| json!({
            "item": one.item, "among": one.among, "lines": one.lines, "grams": one.grams, "nearest": one.nearest,
        }))),
        "unweighed": each(&mut understood.unweighed.iter().map(|one| json!({ "item": one.item, "line": one.line, "amount": one.amount }))),
        "weighed_by_energy": understood.from_energy,
        "habits": each(&mut understood.habits.iter().map(|one| json!({ "habit": one.name, "amount": one.amount.to_string(), "days": one.days }))),
        "courses": each(&mut understood.courses.iter().map(|one| json!({
            "take": one.agent, "dose": one.dose.as_ref().map(ToString::to_string), "from": one.from, "until": one.until, "days": one.days,
        }))),
        "toml": { "habits": understood.habits_toml(), "courses": understood.courses_toml() },
        "notes": understood.notes,
        "warnings": understood.warnings,
    })
}
