//! The project's own form of a diary: a long table, one row an event.
//!
//! ```csv
//! date,time,kind,item,amount,unit,note
//! 2026-03-02,07:30,food,oats,60,g,
//! 2026-03-02,,habit,sleep,6.5,h,woke twice
//! 2026-03-02,08:00,drug,doxycycline,100,mg,
//! ```

use lab::diary::{Date, Diary, Entry, Kind, Written};
use physiology::document::{Fault, allowed, quoted};

use super::{DiaryReader, FORM, time};
use crate::sheet::{Row, Sheet};

/// Reads the long table. Its columns may stand in any order; `time` and `note` may be left out.
pub struct LongTable;

const COLUMNS: [&str; 7] = ["date", "time", "kind", "item", "amount", "unit", "note"];
const AMOUNT: &str = "a number from 0 up is expected, with a decimal point";

impl DiaryReader for LongTable {
    fn name(&self) -> &'static str {
        "long table"
    }

    fn columns(&self) -> &'static [&'static str] {
        &["date", "kind", "item", "amount", "unit"]
    }

    fn read(&self, file: &str, text: &str) -> Result<Diary, Vec<Fault>> {
        let mut entries = Vec::new();
        let mut sheet = Sheet::read(file, text, &FORM, |sheet, row| {
            entries.extend(entry(sheet, row));
        });
        check_header(&mut sheet, file);
        sheet.into_result(Diary {
            file: file.to_owned(),
            form: self.name().to_owned(),
            entries,
        })
    }
}

/// A column that nobody reads may be a misspelt one.
fn check_header(sheet: &mut Sheet<'_>, file: &str) {
    let names = sheet.header.names().to_vec();
    for (place, name) in names.iter().enumerate() {
        let known = COLUMNS.iter().any(|own| own.eq_ignore_ascii_case(name));
        let twice = names[..place]
            .iter()
            .any(|other| other.eq_ignore_ascii_case(name));
        let message = match (known, twice) {
            (true, false) => continue,
            (true, true) => "stands twice in the header".to_owned(),
            (false, _) => "is no column of a diary".to_owned(),
        };
        let fault = crate::sheet::at(file, 1, Some(place), name);
        sheet.push(Fault {
            message,
            help: Some(allowed(name, COLUMNS)),
            ..fault
        });
    }
}

/// An event, when all of its cells can be read. Every fault of the row is told.
fn entry(sheet: &mut Sheet<'_>, row: &Row) -> Option<Entry> {
    let day = day(sheet, row, "date");
    let time = time(sheet, row);
    let kind = kind(sheet, row);
    let item = item(sheet, row);
    let value = sheet.number(row, "amount", AMOUNT);
    let note = sheet.cell(row, "note");
    Some(Entry {
        line: row.line,
        day: day?,
        time: time?,
        kind: kind?,
        item: item?,
        amount: Written {
            value: value?,
            unit: sheet.cell(row, "unit").to_owned(),
        },
        energy: None,
        category: None,
        note: (!note.is_empty()).then(|| note.to_owned()),
    })
}

/// A day as ISO writes it.
pub(super) fn day(sheet: &mut Sheet<'_>, row: &Row, column: &str) -> Option<Date> {
    let found = sheet.cell(row, column);
    let day = Date::parse(found);
    if day.is_none() {
        let message = match found.is_empty() {
            true => "is empty".to_owned(),
            false => format!("found {}, which is no day", quoted(found)),
        };
        sheet.fault(
            row,
            column,
            message,
            "year-month-day is expected, such as 2026-03-02",
        );
    }
    day
}

/// A time of the day, if one is given; nothing at all when it cannot be read.
pub(super) fn time(sheet: &mut Sheet<'_>, row: &Row) -> Option<Option<u16>> {
    let found = sheet.cell(row, "time");
    if found.is_empty() {
        return Some(None);
    }
    let minutes = time::minutes(found);
    if minutes.is_none() {
        let message = format!("found {}, which is no time of the day", quoted(found));
        sheet.fault(
            row,
            "time",
            message,
            "hours:minutes, such as 07:30, or nothing",
        );
    }
    minutes.map(Some)
}

fn kind(sheet: &mut Sheet<'_>, row: &Row) -> Option<Kind> {
    let found = sheet.cell(row, "kind");
    let kind = Kind::find(found);
    if kind.is_none() {
        let help = allowed(found, Kind::NAMES.map(|(name, _)| name));
        sheet.fault(row, "kind", format!("found {}", quoted(found)), &help);
    }
    kind
}

fn item(sheet: &mut Sheet<'_>, row: &Row) -> Option<String> {
    let found = sheet.cell(row, "item");
    if found.is_empty() {
        let help = "what was eaten, taken or lived through";
        sheet.fault(row, "item", "is empty".to_owned(), help);
        return None;
    }
    if found.contains(';') {
        let message = format!("found {}, several things in one row", quoted(found));
        let help = "one row an event: a row for each of them, with its own amount";
        sheet.fault(row, "item", message, help);
        return None;
    }
    Some(found.to_owned())
}
