//! Reports of Kraken 2 and Kraken 1, and those that Bracken writes in their form.
//!
//! A row a clade, without a header: percent, reads of the clade with all below it, reads of the clade itself, code of its rank, number in
//! the taxonomy, name. Names are indented by two spaces a level, so that a clade stands below the rows that hold it. Quirks:
//! - two columns of minimizers may stand before the code (`--report-minimizer-data`);
//! - codes such as `R1`, `D1` or `G2`, and `-` in Kraken 1, stand between the ranks, and `S1` for strains;
//! - below `D` the NCBI Taxonomy has kingdoms since 2024 (`K` Bacillati); where the domain is no rank that Kraken knew, it is `R1` or `R2`;
//! - the row `U` of unclassified reads comes first, alone, or not at all;
//! - `--report-zero-counts` lists every clade of the database;
//! - Bracken leaves no reads above the level at which it was run, cuts its estimates down to whole reads at every level, and in reports
//!   of genera gives none of the reads as the genus' own.

mod tree;

use super::fault::Gathered;
use super::features::amount;
use super::limits::ends_within;
use super::sample::stem;
use super::share::Share;
use super::taxids::taxid;
use super::{
    Content, FaultKind, FeatureTable, Opened, ProfileFault, ProfileFaults, ProfileReader, Rank,
};
use tree::Tree;

/// The reader.
pub struct Kraken;

/// Lines looked at to recognise the format.
const HEAD: usize = 40;
/// The columns, as the manual has them; those of minimizers stand before the code.
const COLUMNS: [&str; 6] = [
    "percent",
    "clade reads",
    "direct reads",
    "rank code",
    "taxid",
    "name",
];
/// Cells of a row without and with the columns of minimizers.
const WIDTHS: [usize; 2] = [6, 8];
/// The most reads that a row may have; sums over all rows stay exact.
const MOST_READS: u64 = 1_000_000_000_000;
/// The most rows with reads.
const MOST_ROWS: usize = 1 << 19;

impl ProfileReader for Kraken {
    fn name(&self) -> &'static str {
        "Kraken report"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        content.text().lines().take(HEAD).any(is_row)
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let text = content.require_text()?;
        let lines = Reading::new(content.file(), text).lines()?;
        let tree = Tree::new(lines);
        tree.check(content.file())?;
        let samples = vec![stem(content.file())];
        let mut table = FeatureTable::new(content.file(), self.name(), samples)?;
        table.exclusive = true;
        tree.fill(content.file(), &mut table)?;
        if !text.ends_with('\n') {
            let note = "the last line has no line end: the file may be cut off";
            table.notes.push(note.to_owned());
        }
        Ok(Opened::Table(table))
    }
}

/// Whether a line can only be one of a report.
fn is_row(line: &str) -> bool {
    let cells: Vec<&str> = line.split('\t').take(WIDTHS[1] + 1).collect();
    let [percent, clade, direct, .., code, taxid, name] = cells.as_slice() else {
        return false;
    };
    WIDTHS.contains(&cells.len())
        && [percent, clade, direct]
            .iter()
            .all(|cell| amount(cell).is_some())
        && Code::read(code).is_some()
        && is_number(taxid)
        && !name.trim().is_empty()
}

fn is_number(cell: &str) -> bool {
    let cell = cell.trim();
    !cell.is_empty() && cell.bytes().all(|byte| byte.is_ascii_digit())
}

/// The code of a rank: a letter, with a number where the clade is so many levels below that rank.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Code {
    letter: u8,
    /// Whether no number follows.
    exact: bool,
}

impl Code {
    fn read(cell: &str) -> Option<Self> {
        let (letter, number) = cell.trim().as_bytes().split_first()?;
        let known = b"URDKPCOFGS".contains(letter) || (*letter == b'-' && number.is_empty());
        let numbered = number.iter().all(u8::is_ascii_digit);
        (known && numbered).then_some(Self {
            letter: *letter,
            exact: number.is_empty(),
        })
    }

    fn is(self, letter: u8) -> bool {
        self.exact && self.letter == letter
    }

    /// The rank that it names; a domain and a kingdom stand in the same place.
    fn rank(self) -> Option<Rank> {
        let rank = match self.letter {
            b'D' | b'K' => Rank::Kingdom,
            b'P' => Rank::Phylum,
            b'C' => Rank::Class,
            b'O' => Rank::Order,
            b'F' => Rank::Family,
            b'G' => Rank::Genus,
            b'S' => Rank::Species,
            _ => return None,
        };
        self.exact.then_some(rank)
    }
}

/// One line with a clade.
#[derive(Clone, Debug)]
struct Line<'a> {
    /// Counted from 1.
    number: usize,
    share: Share,
    /// Whether the percent is padded with spaces, as Kraken does.
    padded: bool,
    /// Reads of the clade and of those below it.
    clade: u64,
    /// Reads of the clade itself.
    direct: u64,
    code: Code,
    taxid: Option<u32>,
    name: &'a str,
    /// Spaces before the name.
    indent: usize,
}

/// A report as it is read.
struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    /// Cells of a row.
    width: usize,
    faults: Gathered,
    lines: Vec<Line<'a>>,
    /// The lines of the rows that a report has once: of unclassified reads, and of the root.
    once: [Option<usize>; 2],
}

impl<'a> Reading<'a> {
    fn new(file: &'a str, text: &'a str) -> Self {
        let width = text.lines().take(HEAD).find(|line| is_row(line));
        Self {
            file,
            text,
            width: width.map_or(WIDTHS[0], |line| line.split('\t').count()),
            faults: Gathered::default(),
            lines: Vec::new(),
            once: [None; 2],
        }
    }

    /// The lines with reads.
    fn lines(mut self) -> Result<Vec<Line<'a>>, ProfileFaults> {
        for (index, line) in self.text.lines().enumerate() {
            if line.trim().is_empty() {
                continue;
            }
            let Some(row) = self.line(index + 1, line) else {
                continue;
            };
            self.check_once(&row);
            if row.clade == 0 && row.direct == 0 {
                continue;
            }
            if self.lines.len() >= MOST_ROWS {
                let kind = FaultKind::too_many("rows with reads", MOST_ROWS + 1, MOST_ROWS);
                self.faults.push(ProfileFault::whole(self.file, kind));
                break;
            }
            self.lines.push(row);
        }
        self.faults.into_result(self.lines)
    }

    fn line(&mut self, line: usize, text: &'a str) -> Option<Line<'a>> {
        let cells: Vec<&str> = text.split('\t').take(self.width + 1).collect();
        let ([percent, clade, direct, .., code, number, name], true) =
            (cells.as_slice(), cells.len() == self.width)
        else {
            let kind = FaultKind::CellCount {
                found: text.split('\t').count(),
                expected: self.width,
                at_the_end: ends_within(self.text, text),
            };
            let file = self.file;
            self.faults
                .push_with(|| ProfileFault::at_line(file, line, kind));
            return None;
        };
        let share = Share::read(percent);
        if share.is_none() {
            self.cell_fault(line, 0, || FaultKind::NotAnAmount((*percent).to_owned()));
        }
        let clade = self.reads(line, 1, clade);
        let direct = self.reads(line, 2, direct);
        let known = Code::read(code);
        if known.is_none() {
            let expected = "a code of a rank is expected, such as U, R, D, P, G, G1, S or -";
            self.cell_fault(line, 3, || FaultKind::unexpected(code, expected));
        }
        if !is_number(number) {
            let expected = "the number of a clade is expected";
            self.cell_fault(line, 4, || FaultKind::unexpected(number, expected));
        }
        if name.trim().is_empty() {
            let expected = "the name of a clade is expected";
            self.cell_fault(line, 5, || FaultKind::unexpected(name, expected));
        }
        Some(Line {
            number: line,
            share: share?,
            padded: percent.starts_with(' '),
            clade: clade?,
            direct: direct?,
            code: known?,
            taxid: taxid(number),
            name: name.trim(),
            indent: name.len() - name.trim_start().len(),
        })
    }

    fn reads(&mut self, line: usize, column: usize, cell: &str) -> Option<u64> {
        let reads = amount(cell);
        let whole = reads.filter(|reads| reads.fract() == 0.0 && *reads <= MOST_READS as f64);
        if whole.is_none() {
            self.cell_fault(line, column, || match reads {
                Some(_) => FaultKind::unexpected(
                    cell,
                    &format!("a whole number of reads is expected, at most {MOST_READS}"),
                ),
                None => FaultKind::NotAnAmount(cell.to_owned()),
            });
        }
        whole.map(|reads| reads as u64)
    }

    /// Two reports in one file have two rows of what is there once.
    fn check_once(&mut self, row: &Line<'_>) {
        for (place, letter) in [b'U', b'R'].into_iter().enumerate() {
            if !row.code.is(letter) {
                continue;
            }
            match self.once[place] {
                None => self.once[place] = Some(row.number),
                Some(earlier) => {
                    let expected = || {
                        format!("line {earlier} has one already: a file of one report is expected")
                    };
                    self.cell_fault(row.number, 5, || {
                        FaultKind::unexpected(row.name, &expected())
                    });
                }
            }
        }
    }

    /// A fault of a cell of [`COLUMNS`].
    fn cell_fault(&mut self, line: usize, column: usize, kind: impl FnOnce() -> FaultKind) {
        let place = if column < 3 {
            column
        } else {
            column + self.width - WIDTHS[0]
        };
        let file = self.file;
        self.faults
            .push_with(|| ProfileFault::at_cell(file, line, place, COLUMNS[column], kind()));
    }
}

#[cfg(test)]
mod tests;
