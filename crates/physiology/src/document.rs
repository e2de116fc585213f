//! TOML documents that know their places: a reader that collects every fault of a file at once.
//!
//! Data files and scenarios are read through [`Table`]s. A reader asks for the fields it knows; what is missing, of the wrong kind,
//! outside its range or not known at all becomes a [`Fault`] with file, line, field, what was found and what is allowed. Nothing stops
//! at the first fault.

mod fault;
mod wording;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use engine::Unit;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

pub use fault::{Fault, Faults, Source};
pub use wording::{allowed, quoted};

/// A table of a document: fields are asked for by name, and what was not asked for is a fault when reading ends.
pub struct Table<'a> {
    source: &'a Source,
    faults: Faults,
    path: String,
    span: Range<usize>,
    table: &'a DeTable<'a>,
    asked: RefCell<BTreeSet<String>>,
}

/// Parses a document and hands its root table to `read`, unless the text is not TOML.
pub fn read_document<T>(
    source: &Source,
    faults: &Faults,
    read: impl FnOnce(&Table<'_>) -> T,
) -> Option<T> {
    let (document, errors) = DeTable::parse_recoverable(&source.text);
    for error in &errors {
        let span = error.span();
        faults.push(Fault {
            file: source.name.clone(),
            place: span.as_ref().map(|span| source.place(span.start)),
            span,
            field: String::new(),
            message: format!("not TOML: {}", error.message()),
            help: None,
        });
    }
    // What stands in a text that is not TOML is a guess, and its faults would be as well.
    errors.is_empty().then(|| {
        let root = Table {
            source,
            faults: faults.clone(),
            path: String::new(),
            span: 0..0,
            table: document.get_ref(),
            asked: RefCell::default(),
        };
        let value = read(&root);
        root.finish();
        value
    })
}

impl<'a> Table<'a> {
    /// The dotted path of this table in its document.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The names of its fields, in alphabetical order.
    pub fn keys(&self) -> Vec<&str> {
        self.table
            .iter()
            .map(|(key, _)| key.get_ref().as_ref())
            .collect()
    }

    /// Whether it has that field.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// Whether that field is a table.
    pub fn is_table(&self, key: &str) -> bool {
        self.table
            .get(key)
            .is_some_and(|value| value.get_ref().is_table())
    }

    /// Whether that field is a text.
    pub fn is_text(&self, key: &str) -> bool {
        self.table
            .get(key)
            .is_some_and(|value| value.get_ref().is_str())
    }

    /// Makes fields known that nobody asked for, because what they mean hangs on another.
    pub fn know(&self, keys: &[&str]) {
        let keys = keys.iter().map(|key| (*key).to_owned());
        self.asked.borrow_mut().extend(keys);
    }

    /// The bytes of a field's value, if the field is there.
    pub fn span(&self, key: &str) -> Option<Range<usize>> {
        Some(self.table.get(key)?.span())
    }

    /// The bytes of a field's name, if the field is there.
    pub fn key_span(&self, key: &str) -> Option<Range<usize>> {
        Some(self.table.get_key_value(key)?.0.span())
    }

    /// A field as a message shows it, if it is there: its kind and its value.
    pub fn found(&self, key: &str) -> Option<String> {
        Some(described(self.table.get(key)?.get_ref()))
    }

    /// The dotted name of a field of this table.
    pub fn field(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    fn get(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.asked.borrow_mut().insert(key.to_owned());
        self.table.get(key)
    }

    /// Reports a fault of a field; of the table itself when `key` is empty.
    pub fn fault(&self, key: &str, message: impl Into<String>, help: Option<String>) {
        match self.span(key) {
            Some(span) => self.fault_at(self.field(key), span, message, help),
            None if key.is_empty() => {
                self.fault_at(self.path.clone(), self.span.clone(), message, help);
            }
            None => self.fault_at(self.field(key), self.span.clone(), message, help),
        }
    }

    fn fault_at(
        &self,
        field: String,
        span: Range<usize>,
        message: impl Into<String>,
        help: Option<String>,
    ) {
        self.faults.push(Fault {
            file: self.source.name.clone(),
            place: Some(self.source.place(span.start)),
            span: Some(span),
            field,
            message: message.into(),
            help,
        });
    }

    fn wrong_kind(&self, key: &str, value: &DeValue<'_>, expected: &str) {
        self.fault(
            key,
            format!("found {}, expected {expected}", described(value)),
            None,
        );
    }

    /// The same, with the header under which what is expected is usually written: for tables of the document itself.
    fn fault_of_kind(&self, key: &str, value: &DeValue<'_>, expected: &str, header: &str) {
        let help = self
            .path
            .is_empty()
            .then(|| format!("written below a line `{header}`"));
        let found = described(value);
        self.fault(key, format!("found {found}, expected {expected}"), help);
    }

    /// A missing field becomes a fault.
    fn required<T>(&self, key: &str, value: Option<T>) -> Option<T> {
        if value.is_none() && !self.has(key) {
            self.fault(key, "is missing", None);
        }
        value
    }

    /// A text, if the field is there.
    pub fn text(&self, key: &str) -> Option<String> {
        let value = self.get(key)?.get_ref();
        let text = value.as_str().map(ToOwned::to_owned);
        if text.is_none() {
            self.wrong_kind(key, value, "a text");
        }
        text
    }

    /// A text that must be there.
    pub fn required_text(&self, key: &str) -> Option<String> {
        self.required(key, self.text(key))
    }

    /// One of the allowed texts, if the field is there.
    pub fn choice<'c>(&self, key: &str, choices: &'c [&'c str]) -> Option<&'c str> {
        let text = self.text(key)?;
        let found = choices.iter().find(|choice| **choice == text).copied();
        if found.is_none() {
            self.fault(
                key,
                format!("found {}", quoted(&text)),
                Some(allowed(&text, choices.iter().copied())),
            );
        }
        found
    }

    /// A finite number, if the field is there.
    pub fn number(&self, key: &str) -> Option<f64> {
        let value = self.get(key)?.get_ref();
        let number = as_number(value);
        match number {
            None => self.wrong_kind(key, value, "a number"),
            Some(number) if !number.is_finite() => {
                self.fault(
                    key,
                    format!("found {number}, expected a finite number"),
                    None,
                );
                return None;
            }
            Some(_) => {}
        }
        number
    }

    /// A finite number that must be there.
    pub fn required_number(&self, key: &str) -> Option<f64> {
        self.required(key, self.number(key))
    }

    /// A yes or no, if the field is there.
    pub fn flag(&self, key: &str) -> Option<bool> {
        let value = self.get(key)?.get_ref();
        let flag = value.as_bool();
        if flag.is_none() {
            self.wrong_kind(key, value, "true or false");
        }
        flag
    }

    /// A list of texts, if the field is there.
    pub fn texts(&self, key: &str) -> Option<Vec<String>> {
        let texts = self.placed_texts(key)?;
        Some(texts.into_iter().map(|(text, _)| text).collect())
    }

    /// A list of texts with the bytes where each stands, if the field is there.
    pub fn placed_texts(&self, key: &str) -> Option<Vec<(String, Range<usize>)>> {
        let value = self.get(key)?.get_ref();
        let Some(items) = value.as_array() else {
            self.wrong_kind(key, value, "a list of texts");
            return None;
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            match item.get_ref().as_str() {
                Some(text) => texts.push((text.to_owned(), item.span())),
                None => {
                    let found = described(item.get_ref());
                    let message = format!("found {found} in a list, expected texts");
                    self.fault_at(self.field(key), item.span(), message, None);
                    return None;
                }
            }
        }
        Some(texts)
    }

    /// A list of finite numbers, if the field is there.
    pub fn number_list(&self, key: &str) -> Option<Vec<f64>> {
        let value = self.get(key)?.get_ref();
        let numbers = value.as_array().and_then(|items| {
            let numbers = items.iter().map(|item| as_number(item.get_ref()));
            numbers
                .map(|number| number.filter(|number| number.is_finite()))
                .collect()
        });
        if numbers.is_none() {
            self.wrong_kind(key, value, "a list of numbers");
        }
        numbers
    }

    /// A unit, if the field is there.
    pub fn unit(&self, key: &str) -> Option<Unit> {
        let text = self.text(key)?;
        match Unit::parse(&text) {
            Ok(unit) => Some(unit),
            Err(error) => {
                self.fault(key, error.to_string(), None);
                None
            }
        }
    }

    /// A table, if the field is there. The caller reads it inside `read`; fields not asked for there are faults.
    pub fn table<T>(&self, key: &str, read: impl FnOnce(&Table<'a>) -> T) -> Option<T> {
        let value = self.get(key)?;
        let Some(table) = value.get_ref().as_table() else {
            self.fault_of_kind(key, value.get_ref(), "a table", &format!("[{key}]"));
            return None;
        };
        Some(self.descend(self.field(key), value.span(), table, read))
    }

    /// Every entry of a list of tables, in order; none when the field is not there.
    pub fn tables<T>(&self, key: &str, mut read: impl FnMut(&Table<'a>) -> T) -> Vec<T> {
        let Some(value) = self.get(key) else {
            return Vec::new();
        };
        let Some(items) = value.get_ref().as_array() else {
            self.fault_of_kind(
                key,
                value.get_ref(),
                "a list of tables",
                &format!("[[{key}]]"),
            );
            return Vec::new();
        };
        let mut values = Vec::new();
        for (index, item) in items.iter().enumerate() {
            match item.get_ref().as_table() {
                Some(table) => {
                    let path = format!("{}[{index}]", self.field(key));
                    values.push(self.descend(path, item.span(), table, &mut read));
                }
                None => {
                    let found = described(item.get_ref());
                    let message = format!("found {found} in a list, expected tables");
                    self.fault_at(self.field(key), item.span(), message, None);
                }
            }
        }
        values
    }

    /// Every field of this table as a table of its own, in alphabetical order: for files that are a list of named things.
    pub fn each<T>(&self, mut read: impl FnMut(&str, &Table<'a>) -> T) -> Vec<T> {
        let keys: Vec<String> = self.keys().into_iter().map(ToOwned::to_owned).collect();
        keys.iter()
            .filter_map(|key| self.table(key, |table| read(key, table)))
            .collect()
    }

    /// Every field of this table as a number: for files such as `genus = share`.
    pub fn numbers(&self) -> Vec<(String, f64)> {
        let keys: Vec<String> = self.keys().into_iter().map(ToOwned::to_owned).collect();
        keys.into_iter()
            .filter_map(|key| self.number(&key).map(|number| (key, number)))
            .collect()
    }

    fn descend<T>(
        &self,
        path: String,
        span: Range<usize>,
        table: &'a DeTable<'a>,
        read: impl FnOnce(&Table<'a>) -> T,
    ) -> T {
        let inner = Table {
            source: self.source,
            faults: self.faults.clone(),
            path,
            span,
            table,
            asked: RefCell::default(),
        };
        let value = read(&inner);
        inner.finish();
        value
    }

    /// Fields that were never asked for are not known.
    fn finish(&self) {
        let asked = self.asked.borrow();
        for (key, _) in self.table.iter() {
            let name: &str = key.get_ref().as_ref();
            if !asked.contains(name) {
                let span = key.span();
                self.faults.push(Fault {
                    file: self.source.name.clone(),
                    place: Some(self.source.place(span.start)),
                    span: Some(span),
                    field: self.field(&quoted(name).replace('`', "")),
                    message: "is not known here".to_owned(),
                    help: Some(allowed(name, asked.iter().map(String::as_str))),
                });
            }
        }
    }
}

/// A value as a message shows it: its kind, and itself where that is short.
fn described(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text {}", quoted(text)),
        DeValue::Integer(integer) => format!("the number {}", integer.as_str()),
        DeValue::Float(float) => format!("the number {}", float.as_str()),
        DeValue::Boolean(flag) => format!("`{flag}`"),
        DeValue::Datetime(date) => format!("the date {date}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

fn as_number(value: &DeValue<'_>) -> Option<f64> {
    match value {
        DeValue::Float(float) => float.as_str().replace('_', "").parse().ok(),
        DeValue::Integer(integer) => i64::from_str_radix(integer.as_str(), integer.radix())
            .ok()
            .map(|integer| integer as f64),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str, read: impl FnOnce(&Table<'_>)) -> Vec<String> {
        let faults = Faults::new();
        read_document(&Source::new("test.toml", text), &faults, read);
        match faults.into_result(()) {
            Ok(()) => Vec::new(),
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn faults_name_file_line_field_found_and_allowed() {
        let found = faults(
            "[a]\nvalue = \"x\"\nunti = \"g\"\nkind = \"blue\"\n",
            |root| {
                root.table("a", |a| {
                    a.number("value");
                    a.unit("unit");
                    a.choice("kind", &["red", "green"]);
                });
            },
        );
        assert_eq!(
            found,
            [
                "test.toml:2:9: `a.value`: found the text `x`, expected a number",
                "test.toml:3:1: `a.unti`: is not known here (did you mean `unit`? allowed: kind, unit, value)",
                "test.toml:4:8: `a.kind`: found `blue` (allowed: red, green)",
            ]
        );
    }

    #[test]
    fn a_text_that_is_not_toml_is_one_fault_with_its_place() {
        let found = faults("a = \n", |_| ());
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("test.toml:1:"), "{found:?}");
    }

    #[test]
    fn numbers_may_be_whole_and_must_be_finite() {
        let found = faults("a = 1_000\nb = nan\nc = 2.5e-3\n", |root| {
            assert_eq!(root.number("a"), Some(1000.0));
            assert_eq!(root.number("b"), None);
            assert_eq!(root.number("c"), Some(2.5e-3));
            root.required_number("d");
        });
        assert_eq!(found.len(), 2, "{found:?}");
    }
}
