//! Rows of cells as spreadsheets and R write them: parted by tabs, commas, semicolons or spaces, in quotes or not.
//!
//! What parts the cells is found by content. Lines before the header that begin with `#` are comments; R writes one header cell too few
//! when its rows have names. The cells are read anew for each use, so that a large file is never held twice.

use csv::{ReaderBuilder, StringRecord};

use super::features::MOST_NAMES;
use super::{Content, FaultKind, ProfileFault, ProfileFaults};

/// The most lines before the header.
const MOST_COMMENTS: usize = 1000;

/// What is said of a file that ends within a line.
pub(super) const CUT: &str = "the last line has no line end: the file may be cut off";

/// A text with a header and rows below it.
pub(super) struct Delimited<'a> {
    /// The file, as a person named it.
    pub(super) file: &'a str,
    /// The line of the header, from 1.
    pub(super) line: usize,
    /// The names of the columns.
    pub(super) header: Vec<String>,
    /// The header and all that follows.
    text: &'a str,
    delimiter: u8,
}

impl<'a> Delimited<'a> {
    /// Finds the header and what parts its cells. Nothing where no line has two cells, or the header more than can be read.
    pub(super) fn open(content: &Content<'a>) -> Option<Self> {
        let (line, text) = from_header(content.text())?;
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        let header = lines.next()?;
        let delimiter = delimiter(header, lines.next())?;
        if cells(header, delimiter) > MOST_NAMES {
            return None;
        }
        let mut table = Self {
            file: content.file(),
            line,
            header: Vec::new(),
            text,
            delimiter,
        };
        let mut rows = table.all_rows();
        let names = rows
            .next()?
            .record
            .iter()
            .map(|cell| cell.trim().to_owned());
        let mut header: Vec<String> = names.collect();
        if let Some(first) = rows.next()
            && first.record.len() == header.len() + 1
            && !first.cell(header.len()).is_empty()
        {
            header.insert(0, String::new());
        }
        table.header = header;
        Some(table)
    }

    /// Refuses what would need more memory or time than there is.
    ///
    /// # Errors
    /// More rows than `most`, or a row with too many cells.
    pub(super) fn require_bounded(&self, most: usize) -> Result<(), ProfileFaults> {
        let mut lines = 0;
        for line in self.text.lines() {
            if line.len() >= MOST_NAMES && cells(line, self.delimiter) > MOST_NAMES {
                let found = cells(line, self.delimiter);
                let kind = FaultKind::too_many("cells in a row", found, MOST_NAMES);
                return Err(ProfileFault::at_line(self.file, self.line + lines, kind).into());
            }
            lines += 1;
        }
        if lines > most + 1 {
            let kind = FaultKind::too_many("rows", lines - 1, most);
            return Err(ProfileFault::whole(self.file, kind).into());
        }
        Ok(())
    }

    /// Whether cells are parted by tabs.
    pub(super) fn has_tabs(&self) -> bool {
        self.delimiter == b'\t'
    }

    /// Whether the file ends within a line.
    pub(super) fn is_cut(&self) -> bool {
        !self.text.ends_with('\n')
    }

    /// The rows below the header that are not blank.
    pub(super) fn rows(&self) -> Rows<'a> {
        let mut rows = self.all_rows();
        rows.next();
        rows
    }

    fn all_rows(&self) -> Rows<'a> {
        let reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter)
            .from_reader(self.text.as_bytes());
        Rows {
            reader,
            text: self.text.as_bytes(),
            counted: 0,
            line: self.line,
            record: StringRecord::new(),
        }
    }

    /// Whether a row has as many cells as the header. Empty ones that follow the last column do no harm.
    pub(super) fn is_whole(&self, row: &Row<'_>) -> bool {
        let (expected, found) = (self.header.len(), row.record.len());
        found >= expected && (expected..found).all(|column| row.cell(column).is_empty())
    }

    /// What is wrong with the number of a row's cells.
    pub(super) fn fault_of(&self, row: &Row<'_>) -> Option<ProfileFault> {
        if self.is_whole(row) {
            return None;
        }
        let (expected, found) = (self.header.len(), row.record.len());
        let at_the_end = row.is_last && self.is_cut();
        let kind = match row.record.iter().find(|cell| cell.contains('\n')) {
            Some(cell) if !at_the_end || cell.lines().count() > 2 => {
                FaultKind::unexpected(cell, "a quote that opens a cell is closed in its line")
            }
            _ if at_the_end || self.has_tabs() => FaultKind::CellCount {
                found,
                expected,
                at_the_end,
            },
            _ => FaultKind::unexpected(
                &format!("{found} cells"),
                &format!(
                    "the header has {expected}; cells are separated by {}",
                    self.separators()
                ),
            ),
        };
        Some(ProfileFault::at_line(self.file, row.line, kind))
    }

    /// A fault of a cell.
    pub(super) fn fault_at(&self, line: usize, column: usize, kind: FaultKind) -> ProfileFault {
        let name = self.header.get(column).map_or("", String::as_str);
        ProfileFault::at_cell(self.file, line, column, name, kind)
    }

    fn separators(&self) -> &'static str {
        match self.delimiter {
            b'\t' => "tabs",
            b',' => "commas",
            b';' => "semicolons",
            _ => "spaces",
        }
    }
}

/// The rows of a table, one after another.
pub(super) struct Rows<'a> {
    reader: csv::Reader<&'a [u8]>,
    text: &'a [u8],
    /// The bytes whose lines are counted.
    counted: usize,
    line: usize,
    record: StringRecord,
}

/// A row.
pub(super) struct Row<'r> {
    /// Its line, from 1.
    pub(super) line: usize,
    record: &'r StringRecord,
    is_last: bool,
}

impl Rows<'_> {
    /// The next row that is not blank.
    pub(super) fn next(&mut self) -> Option<Row<'_>> {
        loop {
            let from = self.reader.position().byte() as usize;
            // The text is one and rows may differ in length: nothing but the end can stop it.
            if !matches!(self.reader.read_record(&mut self.record), Ok(true)) {
                return None;
            }
            self.count_lines(from);
            if self.record.iter().any(|cell| !cell.trim().is_empty()) {
                break;
            }
        }
        let is_last = self.reader.position().byte() as usize >= self.text.len();
        Some(Row {
            line: self.line,
            record: &self.record,
            is_last,
        })
    }

    /// Goes on to the line in which the record begins that was read from a byte on.
    fn count_lines(&mut self, from: usize) {
        let ends = |byte: &&u8| matches!(**byte, b'\n' | b'\r');
        let skipped = self.text.iter().skip(from).take_while(ends).count();
        let begin = from + skipped;
        let passed = self.text.get(self.counted..begin).unwrap_or_default();
        self.line += passed.iter().filter(|byte| **byte == b'\n').count();
        self.counted = self.counted.max(begin);
    }
}

impl Row<'_> {
    /// A cell without the spaces around it; empty where the row is too short.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or_default().trim()
    }
}

/// The text from the header on, and the header's line.
fn from_header(text: &str) -> Option<(usize, &str)> {
    let mut rest = text;
    for (index, line) in text.split_inclusive('\n').take(MOST_COMMENTS).enumerate() {
        let below = rest.get(line.len()..)?;
        let is_comment = line.starts_with('#') && (!names_columns(line) || below.starts_with('#'));
        if !line.trim().is_empty() && !is_comment {
            return Some((index + 1, rest));
        }
        rest = below;
    }
    None
}

/// Whether a line that begins with `#` may name columns: `#NAME⇥S1`, and not `# by hand, in May`.
fn names_columns(line: &str) -> bool {
    let starts_a_word = line.chars().nth(1).is_some_and(char::is_alphabetic);
    starts_a_word && line.contains(['\t', ',', ';'])
}

/// What parts the cells of a header: it parts as many of the first row, or one more where R names its rows.
fn delimiter(header: &str, first_row: Option<&str>) -> Option<u8> {
    let candidates = || {
        let spaces = header.starts_with('"').then_some(b' ');
        [b'\t', b',', b';'].into_iter().chain(spaces)
    };
    let agrees = |delimiter: &u8| {
        let named = cells(header, *delimiter);
        let found = first_row.map_or(named, |row| cells(row, *delimiter));
        found > 1 && (named > 1 || *delimiter == b'\t') && (found == named || found == named + 1)
    };
    candidates().find(agrees).or_else(|| {
        let most = candidates().max_by_key(|delimiter| cells(header, *delimiter))?;
        (cells(header, most) > 1).then_some(most)
    })
}

/// How many cells a line has.
fn cells(line: &str, delimiter: u8) -> usize {
    let mut quoted = false;
    let parts = line.bytes().filter(|byte| {
        quoted ^= *byte == b'"';
        !quoted && *byte == delimiter
    });
    1 + parts.count()
}

#[cfg(test)]
mod tests;
