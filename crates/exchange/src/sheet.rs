//! CSV files from strangers: opened with a limit, read by the names of their columns, and every fault told with its place.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use csv::{ByteRecord, ReaderBuilder, StringRecord};
use flate2::read::MultiGzDecoder;
use physiology::document::{Fault, quoted};

use crate::reason;

/// The largest file that is read as a whole, and the largest text that a compressed one may unpack to, in bytes.
pub(crate) const SIZE_LIMIT: u64 = 64 << 20;
/// More rows than this are no diary.
pub(crate) const ROW_LIMIT: usize = 1_000_000;
/// How many faults of one file are told apart; a hostile file could hold millions.
const FAULT_LIMIT: usize = 100;
const GZIP_MAGIC: [u8; 2] = [0x1f, 0x8b];

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

/// The text of a file, unpacked if it is compressed.
pub(crate) fn text(path: &Path) -> Result<String, Vec<Fault>> {
    let name = path.display().to_string();
    let file = File::open(path).map_err(|error| {
        vec![whole(
            &name,
            format!("cannot be read: {}", reason(&error)),
            None,
        )]
    })?;
    text_of(&name, file, SIZE_LIMIT)
}

fn text_of(name: &str, file: impl Read, limit: u64) -> Result<String, Vec<Fault>> {
    let unreadable = |error: io::Error| {
        vec![whole(
            name,
            format!("cannot be read: {}", reason(&error)),
            None,
        )]
    };
    let too_large = |what: &str| {
        let message = format!("{what} more than {} MiB", limit >> 20);
        vec![whole(name, message, Some("export fewer days"))]
    };
    let bytes = at_most(file, limit)
        .map_err(unreadable)?
        .ok_or_else(|| too_large("holds"))?;
    let bytes = match bytes.starts_with(&GZIP_MAGIC) {
        true => at_most(MultiGzDecoder::new(bytes.as_slice()), limit)
            .map_err(|error| {
                let message = format!("is compressed and damaged: {error}");
                vec![whole(
                    name,
                    message,
                    Some("copy or download the file again"),
                )]
            })?
            .ok_or_else(|| too_large("unpacks to"))?,
        false => bytes,
    };
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let before = &error.as_bytes()[..good];
        let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
        vec![Fault {
            place: Some((line, 1)),
            ..whole(
                name,
                format!("is not a text: byte {good} belongs to no character"),
                Some("a CSV table in UTF-8 is expected"),
            )
        }]
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}

fn at_most(reader: impl Read, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    reader.take(limit + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= limit).then_some(bytes))
}

/// The names of a table's columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Header(Vec<String>);

impl Header {
    /// The header of a text, without reading further.
    pub(crate) fn of(text: &str) -> Self {
        let mut record = ByteRecord::new();
        let mut reader = builder().from_reader(text.as_bytes());
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

fn builder() -> ReaderBuilder {
    let mut builder = ReaderBuilder::new();
    builder.has_headers(false).flexible(true);
    builder
}

/// A row with its line.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// From 1.
    pub(crate) line: usize,
    cells: StringRecord,
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
    pub(crate) fn read(file: &'a str, text: &str, mut each: impl FnMut(&mut Self, &Row)) -> Self {
        let mut sheet = Self {
            file,
            header: Header::of(text),
            faults: Vec::new(),
            beyond: 0,
        };
        let mut reader = builder().from_reader(text.as_bytes());
        let mut rows = 0;
        for record in reader.records().skip(1) {
            rows += 1;
            if rows > ROW_LIMIT {
                let message = format!("holds more than {ROW_LIMIT} rows");
                sheet.push(whole(file, message, Some("export fewer days")));
                break;
            }
            match record {
                Ok(cells) => sheet.row(cells, &mut each),
                Err(error) => sheet.push(whole(file, format!("is no CSV: {error}"), None)),
            }
        }
        if rows == 0 {
            let help = "one row an event is expected below the header";
            sheet.push(whole(file, "holds a header and no rows", Some(help)));
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
                Some("cells are separated by commas; one that holds a comma stands in quotes"),
            )
        };
        self.push(fault);
    }

    /// A cell of a row without the blanks around it; empty when there is no such column.
    pub(crate) fn cell<'r>(&self, row: &'r Row, column: &str) -> &'r str {
        let place = self.header.find(column);
        place
            .and_then(|place| row.cells.get(place))
            .unwrap_or_default()
            .trim()
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
    fn files_have_a_limit_packed_and_unpacked() {
        use std::io::Write;
        let large = vec![b'a'; 1000];
        assert!(text_of("f", large.as_slice(), 1000).is_ok());
        let fault = text_of("f", large.as_slice(), 999).unwrap_err().remove(0);
        assert!(fault.message.starts_with("holds more than"), "{fault}");
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        packer.write_all(&large).unwrap();
        let packed = packer.finish().unwrap();
        assert_eq!(text_of("f", packed.as_slice(), 1000).unwrap().len(), 1000);
        let fault = text_of("f", packed.as_slice(), 999).unwrap_err().remove(0);
        assert!(fault.message.starts_with("unpacks to more"), "{fault}");
        let cut = &packed[..packed.len() - 9];
        let fault = text_of("f", cut, 1000).unwrap_err().remove(0);
        assert!(fault.message.contains("damaged"), "{fault}");
    }

    #[test]
    fn what_is_no_text_is_refused_with_its_line() {
        let faults = text_of("f", b"a,b\n\xff".as_slice(), 100).unwrap_err();
        assert_eq!(faults[0].place, Some((2, 1)));
        let text = text_of("f", "\u{feff}a,b\n".as_bytes(), 100).unwrap();
        assert_eq!(Header::of(&text).names(), ["a", "b"]);
    }
}
