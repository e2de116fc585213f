//! Tables of text from strangers: read by the names of their columns, and every fault told with its place.

use csv::{ByteRecord, ReaderBuilder, StringRecord};
use physiology::document::{Fault, quoted};

/// More rows than this are not read.
const ROW_LIMIT: usize = 1_000_000;
/// How many faults of one file are told apart; a hostile file could hold millions.
const FAULT_LIMIT: usize = 100;

/// A fault of a file as a whole.
pub(crate) fn whole(file: &str, message: impl Into<String>, help: Option<&str>) -> Fault {
    Fault {
        file: file.to_owned(),
        place: None,
        span: None,
        field: String::new(),
        message: message.into(),
        help: help.map(ToOwned::to_owned),
    }
}

/// The names of a table's columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Header(Vec<String>);

impl Header {
    /// The header of a text, without reading further.
    pub(crate) fn of(text: &str, delimiter: u8) -> Self {
        let mut record = ByteRecord::new();
        let mut reader = builder(delimiter).from_reader(text.as_bytes());
        // A header that cannot be read has no columns.
        let _ = reader.read_byte_record(&mut record);
        Self::from_cells(&record)
    }

    /// The names in the first row of a table.
    pub(crate) fn from_cells(record: &ByteRecord) -> Self {
        let names = record.iter().map(|cell| {
            let name = String::from_utf8_lossy(cell);
            name.trim_start_matches('\u{feff}').trim().to_owned()
        });
        Self(names.collect())
    }

    /// The place of a column, from 0, whatever its case.
    pub(crate) fn find(&self, name: &str) -> Option<usize> {
        self.0.iter().position(|own| own.eq_ignore_ascii_case(name))
    }

    /// Whether all of these columns are there.
    pub(crate) fn has(&self, names: &[&str]) -> bool {
        names.iter().all(|name| self.find(name).is_some())
    }

    /// The names, for messages.
    pub(crate) fn names(&self) -> &[String] {
        &self.0
    }
}

fn builder(delimiter: u8) -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter);
    builder
}

/// What parts the cells of a text: of tab, comma and semicolon the one that its first line has most of.
pub(crate) fn delimiter(text: &str) -> u8 {
    let header = text.lines().next().unwrap_or_default();
    let most = |delimiter: &u8| header.bytes().filter(|byte| byte == delimiter).count();
    // Of equals the last one counts.
    [b';', b'\t', b',']
        .into_iter()
        .max_by_key(most)
        .unwrap_or(b',')
}

/// How a table is written, and what its rows are, for messages.
pub(crate) struct Form {
    /// What parts the cells.
    pub(crate) delimiter: u8,
    /// What one row is: `an event`.
    pub(crate) row: &'static str,
    /// What to do when there are too many.
    pub(crate) fewer: &'static str,
}

/// A row with its line.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// From 1.
    pub(crate) line: usize,
    cells: StringRecord,
}

impl Row {
    /// The cell at a place, from 0, without the blanks around it; empty when there is none.
    pub(crate) fn cell(&self, place: usize) -> &str {
        self.cells.get(place).unwrap_or_default().trim()
    }
}

/// The rows of a text below its header, and where their faults gather.
pub(crate) struct Sheet<'a> {
    file: &'a str,
    pub(crate) header: Header,
    faults: Vec<Fault>,
    beyond: usize,
}

impl<'a> Sheet<'a> {
    /// Reads every row that has as many cells as the header; the others are faults.
    pub(crate) fn read(
        file: &'a str,
        text: &str,
        form: &Form,
        mut each: impl FnMut(&mut Self, &Row),
    ) -> Self {
        let mut sheet = Self {
            file,
            header: Header::of(text, form.delimiter),
            faults: Vec::new(),
            beyond: 0,
        };
        let mut reader = builder(form.delimiter).from_reader(text.as_bytes());
        let mut rows = 0;
        for record in reader.records().skip(1) {
            rows += 1;
            if rows > ROW_LIMIT {
                let message = format!("holds more than {ROW_LIMIT} rows");
                sheet.push(whole(file, message, Some(form.fewer)));
                break;
            }
            match record {
                Ok(cells) => sheet.row(cells, &mut each),
                Err(error) => sheet.push(whole(file, format!("is no table: {error}"), None)),
            }
        }
        if rows == 0 {
            let help = format!("one row {} is expected below the header", form.row);
            sheet.push(whole(file, "holds a header and no rows", Some(&help)));
        }
        sheet
    }

    fn row(&mut self, cells: StringRecord, each: &mut impl FnMut(&mut Self, &Row)) {
        let line = cells.position().map_or(0, |place| place.line() as usize);
        let row = Row { line, cells };
        let (found, expected) = (row.cells.len(), self.header.0.len());
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            return;
        }
        if found == expected {
            each(self, &row);
            return;
        }
        let fault = Fault {
            place: Some((line, 1)),
            ..whole(
                self.file,
                format!("found {found} cells, the header has {expected}"),
                Some("a cell that holds what parts the cells stands in quotes"),
            )
        };
        self.push(fault);
    }

    /// A cell of a row without the blanks around it; empty when there is no such column.
    pub(crate) fn cell<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        let place = self.header.find(column);
        place.map_or("", |place| row.cell(place))
    }

    /// Adds a fault of a cell.
    pub(crate) fn fault(&mut self, row: &Row, column: &str, message: String, help: &str) {
        let fault = at(self.file, row.line, self.header.find(column), column);
        self.push(Fault {
            message,
            help: Some(help.to_owned()),
            ..fault
        });
    }

    /// A number of a cell, strictly: digits, a point, an exponent. What is none is a fault.
    pub(crate) fn number(&mut self, row: &Row, column: &str, help: &str) -> Option<f64> {
        match number(self.cell(row, column)) {
            Ok(number) => Some(number),
            Err(message) => {
                self.fault(row, column, message, help);
                None
            }
        }
    }

    /// Adds a fault, or only counts it when there are many already.
    pub(crate) fn push(&mut self, fault: Fault) {
        if self.faults.len() < FAULT_LIMIT {
            self.faults.push(fault);
        } else {
            self.beyond += 1;
        }
    }

    /// The value, if there was no fault.
    pub(crate) fn into_result<T>(mut self, value: T) -> Result<T, Vec<Fault>> {
        self.faults.sort_by_key(|fault| fault.place);
        if self.beyond > 0 {
            let message = format!("has {} more faults", self.beyond);
            self.faults.push(whole(self.file, message, None));
        }
        match self.faults.is_empty() {
            true => Ok(value),
            false => Err(self.faults),
        }
    }
}

/// A fault of a cell, without its words.
pub(crate) fn at(file: &str, line: usize, column: Option<usize>, name: &str) -> Fault {
    Fault {
        place: Some((line, column.map_or(1, |column| column + 1))),
        field: name.to_owned(),
        ..whole(file, "", None)
    }
}

/// Reads a number that is 0 or more, as tables write them: no sign, no thousands, no comma, no other base, nothing that is not finite.
///
/// # Errors
/// What was found, as half a sentence.
pub(crate) fn number(text: &str) -> Result<f64, String> {
    if text.is_empty() {
        return Err("is empty".to_owned());
    }
    let found = quoted(text);
    let (digits, exponent) = match text.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, Some(exponent)),
        None => (text, None),
    };
    let all_digits = |text: &str| !text.is_empty() && text.bytes().all(|c| c.is_ascii_digit());
    let is_plain = match digits.split_once('.') {
        Some((before, after)) => all_digits(before) && all_digits(after),
        None => all_digits(digits),
    };
    let is_exponent =
        exponent.is_none_or(|text| all_digits(text.strip_prefix(['+', '-']).unwrap_or(text)));
    let value = (is_plain && is_exponent)
        .then(|| text.parse::<f64>().ok())
        .flatten();
    match value {
        Some(value) if value.is_finite() => Ok(value),
        Some(_) => Err(format!("found {found}, which is too large")),
        None if text.starts_with('-') && number(&text[1..]).is_ok() => {
            Err(format!("found {found}, which is negative"))
        }
        None => Err(format!("found {found}, which is no number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_strictly() {
        for (text, value) in [("0", 0.0), ("1.5", 1.5), ("1e10", 1e10), ("2.5E-3", 2.5e-3)] {
            assert_eq!(number(text), Ok(value));
        }
        for (text, part) in [
            ("", "is empty"),
            ("NaN", "no number"),
            ("inf", "no number"),
            ("1e400", "too large"),
            ("1,5", "no number"),
            ("-2", "negative"),
            ("0x1F", "no number"),
            ("+1", "no number"),
            ("1_000", "no number"),
            (".5", "no number"),
            ("5.", "no number"),
            ("1 2", "no number"),
            ("٣", "no number"),
        ] {
            let message = number(text).unwrap_err();
            assert!(message.contains(part), "{text}: {message}");
        }
    }

    #[test]
    fn what_parts_the_cells_is_found_in_the_header() {
        for (text, found) in [
            ("a\tb,c\td\n", b'\t'),
            ("a,b\n", b','),
            ("a;b;c\n", b';'),
            ("a\n", b','),
        ] {
            assert_eq!(delimiter(text), found, "{text}");
        }
    }
}
