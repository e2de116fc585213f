//! A person as a scenario has them, made from a row of a table.

use physiology::document::Fault;

use super::columns::{Column, Columns, Covariate, unit};
use super::{Row, known};

/// A height above this is in centimetres, whatever the table says.
const TALLEST: f64 = 2.6;
/// Centimetres in a metre.
const CENTIMETRES: f64 = 100.0;

/// What is known of a person: tables `[person]` and `[habits]` of a scenario.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page {
    /// Lines of `[person]`.
    person: Vec<String>,
    /// Lines of `[habits]`.
    habits: Vec<String>,
    /// From where each field came.
    origins: Vec<Origin>,
    file: String,
    line: usize,
    /// What a reader of the result should know.
    pub notes: Vec<String>,
}

/// A field of the scenario and the column from which it came.
#[derive(Clone, Debug, PartialEq)]
struct Origin {
    field: String,
    column: usize,
    name: String,
}

impl Page {
    pub(super) fn of(file: &str, columns: &Columns, row: &Row) -> Self {
        let mut page = Self {
            file: file.to_owned(),
            line: row.line,
            ..Self::default()
        };
        for column in &columns.known {
            if let Some(cell) = known(row.cell(column.place)) {
                page.take(columns, column, row, cell);
            }
        }
        page.size(columns, row);
        page
    }

    /// The text of a scenario of this person with the other tables that are given.
    pub fn text(&self, rest: &str) -> String {
        let (person, habits) = (self.person.join("\n"), self.habits.join("\n"));
        format!("[person]\n{person}\n[habits]\n{habits}\n{rest}")
    }

    /// A fault of the scenario as one of the table, where the field came from there.
    pub fn placed(&self, fault: Fault) -> Fault {
        let from = |origin: &&Origin| {
            fault.field == origin.field || fault.field.starts_with(&format!("{}[", origin.field))
        };
        match self.origins.iter().find(from) {
            Some(origin) => Fault {
                file: self.file.clone(),
                place: Some((self.line, origin.column + 1)),
                span: None,
                field: origin.name.clone(),
                ..fault
            },
            None => fault,
        }
    }

    fn take(&mut self, columns: &Columns, column: &Column, row: &Row, cell: &str) {
        let age = "person.age";
        match column.covariate {
            Covariate::Age => {
                let written = with_unit(column, row, cell, "a");
                self.say(column, age, "age", &quoted(&written));
            }
            Covariate::Sex => {
                let sex = match cell.to_lowercase().as_str() {
                    "f" | "w" | "female" | "woman" | "girl" => "female".to_owned(),
                    "m" | "male" | "man" | "boy" => "male".to_owned(),
                    _ => cell.to_owned(),
                };
                self.say(column, "person.sex", "sex", &quoted(&sex));
            }
            Covariate::Traits => {
                let names = cell
                    .split([';', '|'])
                    .map(str::trim)
                    .filter(|name| !name.is_empty());
                let names: Vec<String> = names.map(quoted).collect();
                self.say(
                    column,
                    "person.traits",
                    "traits",
                    &format!("[{}]", names.join(", ")),
                );
            }
            Covariate::Diet => {
                self.habits.push(format!("diet = {}", quoted(cell)));
                self.remember(column, "habits.diet");
            }
            Covariate::Habit(place) => {
                let name = &columns.habits[place];
                let written = with_unit(column, row, cell, "");
                let value = match written.parse::<f64>() {
                    Ok(number) if number.is_finite() => format!("{number:?}"),
                    _ => quoted(&written),
                };
                self.habits.push(format!("{name} = {value}"));
                self.remember(column, &format!("habits.{name}"));
            }
            // These decide together: see `size`.
            Covariate::Weight | Covariate::Height | Covariate::BodyMassIndex => {}
        }
    }

    /// Weight and height, of which a body mass index may stand for one.
    fn size(&mut self, columns: &Columns, row: &Row) {
        let cell = |covariate: Covariate| {
            let column = columns
                .known
                .iter()
                .find(|column| column.covariate == covariate)?;
            let cell = known(row.cell(column.place))?;
            Some((column, cell))
        };
        let weight = cell(Covariate::Weight);
        if let Some((column, cell)) = weight {
            self.say(
                column,
                "person.weight",
                "weight",
                &quoted(&with_unit(column, row, cell, "kg")),
            );
        }
        let index = cell(Covariate::BodyMassIndex);
        if let Some((column, cell)) = cell(Covariate::Height) {
            match self.height(column, row, cell) {
                Some(written) => {
                    return self.say(column, "person.height", "height", &quoted(&written));
                }
                None => self.notes.push(format!(
                    "line {}: `{}` says {}, which is no height of a person, and is left out",
                    self.line,
                    column.name,
                    with_unit(column, row, cell, "m").escape_debug()
                )),
            }
        }
        let (Some((column, index)), Some((of_weight, weight))) = (index, weight) else {
            return;
        };
        let kilograms = unit_of(of_weight, row).is_none_or(|unit| unit == "kg");
        if let (true, Ok(weight), Ok(index)) =
            (kilograms, weight.parse::<f64>(), index.parse::<f64>())
            && weight > 0.0
            && index > 0.0
        {
            let height = format!("{:.4} m", (weight / index).sqrt());
            self.say(column, "person.height", "height", &quoted(&height));
        }
    }

    /// A height in its unit; nothing where a table gives centimetres for metres.
    fn height(&self, column: &Column, row: &Row, cell: &str) -> Option<String> {
        let Ok(number) = cell.parse::<f64>() else {
            return Some(cell.to_owned());
        };
        match unit_of(column, row).as_deref() {
            Some("m") if number > TALLEST => None,
            Some("cm") if number < TALLEST => None,
            Some(unit) => Some(format!("{cell} {unit}")),
            None if number > TALLEST => Some(format!("{} m", number / CENTIMETRES)),
            None => Some(format!("{cell} m")),
        }
    }

    fn say(&mut self, column: &Column, field: &str, key: &str, value: &str) {
        self.person.push(format!("{key} = {value}"));
        self.remember(column, field);
    }

    fn remember(&mut self, column: &Column, field: &str) {
        self.origins.push(Origin {
            field: field.to_owned(),
            column: column.place,
            name: column.name.clone(),
        });
    }
}

/// The unit of a cell: as another column states it, or the column's name. One that is not known here stays as it is, and is a fault of the
/// scenario.
fn unit_of(column: &Column, row: &Row) -> Option<String> {
    let stated = column.unit_place.and_then(|place| known(row.cell(place)));
    stated.map(unit).or_else(|| column.unit.map(str::to_owned))
}

/// A number with its unit; what is no number stays as it is.
fn with_unit(column: &Column, row: &Row, cell: &str, usual: &str) -> String {
    match cell.parse::<f64>() {
        Ok(_) => {
            let unit = unit_of(column, row).unwrap_or_else(|| usual.to_owned());
            format!("{cell} {unit}").trim().to_owned()
        }
        Err(_) => cell.to_owned(),
    }
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
