//! New foods as text of our table.

use std::fmt::Write as _;

use physiology::food::{FIBRES, Foods, NUTRIENTS};

use super::NewFood;

/// Digits of a content: food tables know no more.
const DIGITS: usize = 3;

/// The text of a table of foods with new ones at its end. Contents are in the units of its columns.
pub fn append(text: &str, foods: &Foods, new: &[NewFood]) -> String {
    let mut text = text.trim_end().to_owned() + "\n";
    for food in new {
        text.push('\n');
        write(&mut text, foods, food);
    }
    text
}

fn write(text: &mut String, foods: &Foods, food: &NewFood) {
    let fibre = contents(foods, FIBRES.into_iter().zip(food.fibre));
    let names = NUTRIENTS.map(|(name, _)| name);
    let nutrients = contents(foods, names.into_iter().zip(food.nutrients));
    let mut line = |line: String| {
        text.push_str(&line);
        text.push('\n');
    };
    line(format!("[foods.{}]", quoted(&food.name)));
    line(format!("group = {}", quoted(&food.group)));
    if !food.aliases.is_empty() {
        let aliases: Vec<String> = food.aliases.iter().map(|name| quoted(name)).collect();
        line(format!("aliases = [{}]", aliases.join(", ")));
    }
    if let Some(nova) = food.nova {
        line(format!("nova = {nova}"));
    }
    if !fibre.is_empty() {
        line(format!("fibre = {{ {fibre} }}"));
    }
    line(format!("nutrients = {{ {nutrients} }}"));
    line("status = \"derived\"".to_owned());
    line(format!("source = {}", quoted(&food.source)));
    line(format!("note = {}", quoted(&food.note)));
}

/// Contents that are not none, each in the unit of its column.
fn contents<'n>(foods: &Foods, contents: impl Iterator<Item = (&'n str, f64)>) -> String {
    let mut parts = Vec::new();
    for (name, content) in contents {
        let column = foods.columns.iter().find(|column| column.name == name);
        let value = column.map_or(content, |column| column.unit.from_base(content));
        let rounded = rounded(value);
        if rounded > 0.0 {
            parts.push(format!("{name} = {rounded}"));
        }
    }
    parts.join(", ")
}

fn rounded(value: f64) -> f64 {
    let text = format!("{value:.*e}", DIGITS - 1);
    text.parse().unwrap_or(value)
}

/// A text as TOML quotes it.
fn quoted(text: &str) -> String {
    let mut quoted = "\"".to_owned();
    for c in text.chars() {
        // Writing to a String cannot fail.
        let _ = match c {
            '"' | '\\' => write!(quoted, "\\{c}"),
            c if c.is_control() => write!(quoted, "\\u{:04X}", c as u32),
            c => write!(quoted, "{c}"),
        };
    }
    quoted + "\""
}
