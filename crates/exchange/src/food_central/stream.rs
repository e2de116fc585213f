//! Files that are too large to be held: read row by row.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::rc::Rc;

use csv::{ByteRecord, Reader, ReaderBuilder};
use physiology::document::{Fault, allowed};

use crate::reason;
use crate::sheet::{Header, at, whole};

/// A row longer than this is none: a quote is not closed.
const LONGEST_ROW: u64 = 4 << 20;
/// How much is read at a time.
const BUFFER: usize = 1 << 18;

/// A CSV file that is read row by row.
pub(super) struct Stream {
    name: String,
    reader: Reader<Bounded>,
    read: Rc<Cell<u64>>,
    header: Header,
    /// The places of the columns that were asked for.
    places: Vec<usize>,
}

/// A row: the cells of the columns that were asked for, in that order.
pub(super) struct Line<'s> {
    stream: &'s Stream,
    record: &'s ByteRecord,
}

impl Stream {
    /// Opens a file of a folder that must have these columns.
    pub(super) fn open(folder: &Path, file: &str, columns: &[&str]) -> Result<Self, Vec<Fault>> {
        let path = folder.join(file);
        let name = path.display().to_string();
        let unreadable = |error: &io::Error| {
            let help = "a folder of FoodData Central in CSV holds food.csv, nutrient.csv and food_nutrient.csv";
            let message = format!("cannot be read: {}", reason(error));
            vec![whole(&name, message, Some(help))]
        };
        let file = File::open(&path).map_err(|error| unreadable(&error))?;
        let read = Rc::new(Cell::new(0));
        let bounded = Bounded {
            file,
            read: Rc::clone(&read),
        };
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(bounded);
        let mut record = ByteRecord::new();
        reader
            .read_byte_record(&mut record)
            .map_err(|error| unreadable(&error.into()))?;
        let header = Header::from_cells(&record);
        let mut places = Vec::new();
        for column in columns {
            places.push(header.find(column).ok_or_else(|| {
                let known = header.names().iter().map(String::as_str);
                let help = format!("its columns: {}", allowed(column, known));
                vec![whole(
                    &name,
                    format!("has no column `{column}`"),
                    Some(&help),
                )]
            })?);
        }
        Ok(Self {
            name,
            reader,
            read,
            header,
            places,
        })
    }

    /// Goes through all rows.
    pub(super) fn each(
        mut self,
        mut read: impl FnMut(&Line<'_>, &mut Vec<Fault>),
    ) -> Result<(), Vec<Fault>> {
        let mut faults = Vec::new();
        let mut record = ByteRecord::new();
        loop {
            self.read.set(0);
            match self.reader.read_byte_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {
                    let line = Line {
                        stream: &self,
                        record: &record,
                    };
                    match line.check() {
                        None => read(&line, &mut faults),
                        fault => faults.extend(fault),
                    }
                }
                Err(error) => {
                    faults.push(whole(&self.name, format!("is no CSV: {error}"), None));
                    break;
                }
            }
            if faults.len() >= FAULTS {
                break;
            }
        }
        match faults.is_empty() {
            true => Ok(()),
            false => Err(faults),
        }
    }
}

/// More faults than this are not waited for.
const FAULTS: usize = 20;

impl Line<'_> {
    /// A cell of the columns that were asked for.
    pub(super) fn cell(&self, column: usize) -> &[u8] {
        let place = self.stream.places.get(column);
        let cell = place.and_then(|place| self.record.get(*place));
        cell.unwrap_or_default().trim_ascii()
    }

    /// The same as text.
    pub(super) fn text(&self, column: usize) -> String {
        String::from_utf8_lossy(self.cell(column)).into_owned()
    }

    /// A whole number, if the cell is one.
    pub(super) fn id(&self, column: usize) -> Option<u32> {
        let cell = self.cell(column);
        // Ten digits are more than fit.
        let plain = !cell.is_empty() && cell.len() < 10 && cell.iter().all(u8::is_ascii_digit);
        let digits = cell.iter().map(|digit| u32::from(digit - b'0'));
        plain.then(|| digits.fold(0, |number, digit| 10 * number + digit))
    }

    /// A fault of a cell.
    pub(super) fn fault(&self, column: usize, message: String, help: Option<String>) -> Fault {
        let place = self.stream.places.get(column).copied();
        let name = place.and_then(|place| self.stream.header.names().get(place));
        let name = name.map_or("", String::as_str);
        Fault {
            message,
            help,
            ..at(&self.stream.name, self.line(), place, name)
        }
    }

    fn line(&self) -> usize {
        let position = self.record.position();
        position.map_or(0, |position| position.line() as usize)
    }

    /// A row with too few or too many cells.
    fn check(&self) -> Option<Fault> {
        let (found, expected) = (self.record.len(), self.stream.header.names().len());
        if found == expected {
            return None;
        }
        let message = format!("found {found} cells, the header has {expected}");
        Some(Fault {
            message,
            ..at(&self.stream.name, self.line(), None, "")
        })
    }
}

/// A file that is not read further once a single row takes too much of it.
struct Bounded {
    file: File,
    /// Bytes since the row began, as far as they were not read ahead.
    read: Rc<Cell<u64>>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.read.get() > LONGEST_ROW {
            let message = format!("a row is longer than {} MiB", LONGEST_ROW >> 20);
            return Err(io::Error::other(message));
        }
        let bytes = self.file.read(buffer)?;
        self.read.set(self.read.get() + bytes as u64);
        Ok(bytes)
    }
}
