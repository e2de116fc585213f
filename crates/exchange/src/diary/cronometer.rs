//! What Cronometer exports as "Food & Recipe Entries": `servings.csv`, a row a serving, an amount with its measure in one cell.

use lab::diary::{Diary, Entry, Kind, Written};
use physiology::document::{Fault, quoted};

use super::table::{day, time};
use super::{DiaryReader, FORM};
use crate::sheet::{self, Row, Sheet};

/// Reads servings of Cronometer. Columns of nutrients differ with a person's settings; of these only energy is read.
pub struct Cronometer;

/// The column of the energy with the unit it is in.
const ENERGY: [(&str, &str); 2] = [("Energy (kcal)", "kcal"), ("Energy (kJ)", "kJ")];

impl DiaryReader for Cronometer {
    fn name(&self) -> &'static str {
        "Cronometer servings"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["Day", "Food Name", "Amount"]
    }

    fn read(&self, file: &str, text: &str) -> Result<Diary, Vec<Fault>> {
        let mut entries = Vec::new();
        let sheet = Sheet::read(file, text, &FORM, |sheet, row| {
            entries.extend(entry(sheet, row))
        });
        sheet.into_result(Diary {
            file: file.to_owned(),
            form: self.name().to_owned(),
            entries,
        })
    }
}

fn entry(sheet: &mut Sheet<'_>, row: &Row) -> Option<Entry> {
    let day = day(sheet, row, "Day");
    let time = time(sheet, row);
    let amount = amount(sheet, row);
    let energy = energy(sheet, row);
    let item = sheet.cell(row, "Food Name");
    if item.is_empty() {
        let help = "the name of what was eaten";
        sheet.fault(row, "Food Name", "is empty".to_owned(), help);
        return None;
    }
    let category = sheet.cell(row, "Category");
    Some(Entry {
        line: row.line,
        day: day?,
        time: time?,
        kind: Kind::Food,
        item: item.to_owned(),
        amount: amount?,
        energy: energy?,
        category: (!category.is_empty()).then(|| category.to_owned()),
        note: None,
    })
}

/// The amount `1.00 cup - 240g` as a number and a measure.
fn amount(sheet: &mut Sheet<'_>, row: &Row) -> Option<Written> {
    let found = sheet.cell(row, "Amount");
    let (number, measure) = match found.split_once(char::is_whitespace) {
        Some(parts) => parts,
        // `240g`, or a bare number.
        None => {
            let end = found.find(|c: char| c.is_alphabetic());
            found.split_at(end.unwrap_or(found.len()))
        }
    };
    match sheet::number(number) {
        Ok(value) => Some(Written {
            value,
            unit: measure.trim().to_owned(),
        }),
        Err(_) if found.is_empty() => {
            sheet.fault(row, "Amount", "is empty".to_owned(), HELP);
            None
        }
        Err(_) => {
            let message = format!(
                "found {}, which does not begin with a number",
                quoted(found)
            );
            sheet.fault(row, "Amount", message, HELP);
            None
        }
    }
}

const HELP: &str = "a number from 0 up and a measure, such as 100.00 g";

/// The energy, where there is one; nothing at all when it cannot be read.
fn energy(sheet: &mut Sheet<'_>, row: &Row) -> Option<Option<Written>> {
    let given = ENERGY
        .iter()
        .find(|(column, _)| !sheet.cell(row, column).is_empty());
    let Some((column, unit)) = given else {
        return Some(None);
    };
    let value = sheet.number(row, column, "a number from 0 up is expected, or nothing")?;
    Some(Some(Written {
        value,
        unit: (*unit).to_owned(),
    }))
}
