//! Tables of Bracken: its estimates of one sample, and those of several as `combine_bracken_outputs` joins them.
//!
//! A row a species or a genus, under a header: `name`, `taxonomy_id`, `taxonomy_lvl`, then for one sample `kraken_assigned_reads`,
//! `added_reads`, `new_est_reads` and `fraction_total_reads`; for several the last two of each, as `<sample>_num` and `<sample>_frac`.
//! Quirks: all rows are of the one level at which Bracken was run; fractions are of the reads at that level, so that unclassified reads
//! are not in them; no lineage, so that the genus of a species is taken from its name.

mod names;

use std::collections::BTreeMap;

use super::fault::Gathered;
use super::features::amount;
use super::limits::{Held, ends_within};
use super::sample::stem;
use super::share::{Scale, Share};
use super::taxids::{Numbering, taxid};
use super::{
    Content, FaultKind, FeatureTable, Opened, ProfileFault, ProfileFaults, ProfileReader, Rank,
};

/// The reader.
pub struct Bracken;

const NAME: &str = "name";
const TAXID: &str = "taxonomy_id";
const LEVEL: &str = "taxonomy_lvl";
const READS: &str = "new_est_reads";
const FRACTION: &str = "fraction_total_reads";
/// What follows a sample's name where there are several.
const NUM: &str = "_num";
const FRAC: &str = "_frac";
/// The most columns.
const MOST_COLUMNS: usize = 1 << 17;
/// The most reads that a cell may have.
const MOST_READS: f64 = 1e12;
/// The least and the most that the rows of a sample may hold of the reads that its fractions are of: less is a file cut off, more is two.
const LEAST: f64 = 0.9;
const MOST: f64 = 1.01;
/// Below this the rows that are missing are worth a note.
const NOTED: f64 = 0.995;

impl ProfileReader for Bracken {
    fn name(&self) -> &'static str {
        "Bracken table"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        let header = content.first_line();
        let mut cells = header.split('\t').map(str::trim);
        cells.next() == Some(NAME) && cells.any(|cell| cell == LEVEL)
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let text = content.require_text()?;
        let layout = Layout::of(content)?;
        let table = Reading::new(content.file(), text, &layout)?.table()?;
        Ok(Opened::Table(table))
    }
}

/// The columns of one sample.
struct SampleColumns {
    name: String,
    reads: usize,
    fraction: Option<usize>,
}

/// Which cells of a row are what.
struct Layout {
    /// The line of the header, from 1.
    line: usize,
    names: Vec<String>,
    level: usize,
    taxid: Option<usize>,
    samples: Vec<SampleColumns>,
}

impl Layout {
    /// The layout that the header asks for.
    fn of(content: &Content<'_>) -> Result<Self, ProfileFaults> {
        let mut lines = content.text().lines();
        let before = lines.position(|line| !line.trim().is_empty());
        let cells = content.first_line().split('\t');
        let columns = cells.clone().count();
        if columns > MOST_COLUMNS {
            let kind = FaultKind::too_many("columns", columns, MOST_COLUMNS);
            return Err(ProfileFault::whole(content.file(), kind).into());
        }
        let names: Vec<String> = cells.map(|cell| cell.trim().to_owned()).collect();
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        let mut layout = Self {
            line: before.unwrap_or_default() + 1,
            level: place(LEVEL).unwrap_or_default(),
            taxid: place(TAXID),
            samples: Vec::new(),
            names: Vec::new(),
        };
        let faults = match place(READS) {
            Some(reads) => {
                layout.samples.push(SampleColumns {
                    name: stem(content.file()),
                    reads,
                    fraction: place(FRACTION),
                });
                Gathered::default()
            }
            None => layout.pairs(content.file(), &names),
        };
        layout.names = names;
        faults.into_result(layout)
    }

    /// The columns of several samples, and what is wrong with them.
    fn pairs(&mut self, file: &str, names: &[String]) -> Gathered {
        let mut faults = Gathered::default();
        let mut fractions: BTreeMap<&str, usize> = names
            .iter()
            .enumerate()
            .filter_map(|(column, name)| Some((name.strip_suffix(FRAC)?, column)))
            .collect();
        for (column, name) in names.iter().enumerate() {
            if let Some(sample) = name.strip_suffix(NUM) {
                self.samples.push(SampleColumns {
                    name: sample.to_owned(),
                    reads: column,
                    fraction: fractions.remove(sample),
                });
            } else if ![NAME, TAXID, LEVEL].contains(&name.as_str()) && !name.ends_with(FRAC) {
                let kind = FaultKind::unexpected(
                    name,
                    "columns `<sample>_num` and `<sample>_frac` are expected, or `new_est_reads`",
                );
                faults.push(ProfileFault::at_cell(file, self.line, column, name, kind));
            }
        }
        for (sample, column) in fractions {
            let name = &names[column];
            let kind =
                FaultKind::unexpected(name, &format!("`{sample}{NUM}` is expected beside it"));
            faults.push(ProfileFault::at_cell(file, self.line, column, name, kind));
        }
        faults
    }
}

/// The level at which Bracken was run, by its code.
fn level(code: &str) -> Option<Rank> {
    match code {
        "G" => Some(Rank::Genus),
        "S" => Some(Rank::Species),
        _ => {
            let number = code.strip_prefix('S')?;
            number
                .bytes()
                .all(|byte| byte.is_ascii_digit())
                .then_some(Rank::Strain)
        }
    }
}

/// The lines below the header, with their numbers.
fn rows<'a>(text: &'a str, layout: &Layout) -> impl Iterator<Item = (usize, &'a str)> {
    let lines = text.lines().enumerate().skip(layout.line);
    lines
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(index, line)| (index + 1, line))
}

/// Whose numbers the table has.
fn numbering(text: &str, layout: &Layout) -> Numbering {
    Numbering::of(rows(text, layout).filter_map(|(_, line)| {
        let mut cells = line.split('\t');
        let name = cells.next()?;
        Some((name, taxid(cells.nth(layout.taxid?.checked_sub(1)?)?)?))
    }))
}

/// A table as it is read.
struct Reading<'a> {
    file: &'a str,
    text: &'a str,
    layout: &'a Layout,
    faults: Gathered,
    numbering: Numbering,
    /// The code and the rank of the first row, and its line.
    level: Option<(&'a str, Option<Rank>, usize)>,
    held: Held,
    table: FeatureTable,
    /// Of each sample the rule for its fractions, and its reads.
    scales: Vec<Option<Scale>>,
    sums: Vec<f64>,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str, text: &'a str, layout: &'a Layout) -> Result<Self, ProfileFaults> {
        let samples = layout.samples.iter();
        let samples: Vec<String> = samples.map(|sample| sample.name.clone()).collect();
        Ok(Self {
            file,
            text,
            layout,
            faults: Gathered::default(),
            numbering: numbering(text, layout),
            level: None,
            held: Held::default(),
            scales: vec![None; samples.len()],
            sums: vec![0.0; samples.len()],
            table: FeatureTable::new(file, Bracken.name(), samples)?,
        })
    }

    fn table(mut self) -> Result<FeatureTable, ProfileFaults> {
        for (number, line) in rows(self.text, self.layout) {
            self.row(number, line)?;
            if matches!(self.level, Some((_, None, _))) {
                break;
            }
        }
        std::mem::take(&mut self.faults).into_result(())?;
        self.check_fractions();
        self.check_sums();
        self.add_notes();
        self.faults.into_result(self.table)
    }

    fn row(&mut self, number: usize, line: &'a str) -> Result<(), ProfileFaults> {
        let width = self.layout.names.len();
        let cells: Vec<&str> = line.split('\t').take(width + 1).collect();
        if cells.len() != width {
            let kind = FaultKind::CellCount {
                found: line.split('\t').count(),
                expected: width,
                at_the_end: ends_within(self.text, line),
            };
            let file = self.file;
            self.faults
                .push_with(|| ProfileFault::at_line(file, number, kind));
            return Ok(());
        }
        let Some(rank) = self.rank(number, cells[self.layout.level].trim()) else {
            return Ok(());
        };
        let name = cells[0].trim();
        if name.is_empty() {
            let expected = "the name of a clade is expected";
            self.cell_fault(number, 0, || FaultKind::unexpected(name, expected));
        }
        let taxid = self.layout.taxid.and_then(|column| taxid(cells[column]));
        let lineage = names::lineage(name, rank, self.numbering.keep(taxid));
        self.held.add(self.file, &lineage)?;
        let feature = self.table.feature(name, Some(lineage))?;
        for (sample, columns) in self.layout.samples.iter().enumerate() {
            let reads = amount(cells[columns.reads]).filter(|reads| *reads <= MOST_READS);
            let fraction = columns.fraction.map(|column| Share::read(cells[column]));
            let bad = [
                (reads.is_none(), Some(columns.reads)),
                (fraction == Some(None), columns.fraction),
            ];
            for column in bad
                .into_iter()
                .filter_map(|(bad, column)| column.filter(|_| bad))
            {
                let cell = cells[column];
                self.cell_fault(number, column, || FaultKind::NotAnAmount(cell.to_owned()));
            }
            let Some(reads) = reads else { continue };
            self.table.add(feature, sample, reads)?;
            self.sums[sample] += reads;
            if let Some(fraction) = fraction.flatten() {
                let known = self.scales[sample];
                self.scales[sample] = Scale::larger(known, number, reads, fraction);
            }
        }
        Ok(())
    }

    /// The rank of a row, if it is of the level of the whole table and one that tells genera apart.
    fn rank(&mut self, number: usize, code: &'a str) -> Option<Rank> {
        let (first, rank, line) = *self.level.get_or_insert((code, level(code), number));
        if rank.is_none() {
            let expected = "a table of species or genera is needed: run Bracken with -l S or -l G";
            self.cell_fault(number, self.layout.level, || {
                FaultKind::unexpected(code, expected)
            });
        } else if first != code {
            let first = first.escape_debug();
            self.cell_fault(number, self.layout.level, || {
                let expected =
                    format!("`{first}` is expected as in line {line}: one level a table");
                FaultKind::unexpected(code, &expected)
            });
            return None;
        }
        rank
    }

    /// Checks that the fractions of each sample are in proportion to its reads.
    fn check_fractions(&mut self) {
        for (number, line) in rows(self.text, self.layout) {
            let cells: Vec<&str> = line.split('\t').collect();
            for (columns, scale) in self.layout.samples.iter().zip(&self.scales) {
                let Some((column, scale)) = columns.fraction.zip(*scale) else {
                    continue;
                };
                let (Some(reads), Some(fraction)) =
                    (amount(cells[columns.reads]), Share::read(cells[column]))
                else {
                    continue;
                };
                if let Some(expected) = scale.disagreement(reads, fraction) {
                    let (file, name) = (self.file, &self.layout.names[column]);
                    self.faults.push_with(|| {
                        let kind = FaultKind::unexpected(cells[column].trim(), &expected);
                        ProfileFault::at_cell(file, number, column, name, kind)
                    });
                }
            }
        }
    }

    /// Checks that the rows of each sample hold the reads that its fractions are of.
    fn check_sums(&mut self) {
        let rank = self.level.and_then(|(_, rank, _)| rank);
        let samples = self.layout.samples.iter();
        for (sample, (scale, sum)) in samples.zip(self.scales.iter().zip(&self.sums)) {
            let Some(scale) = scale else { continue };
            let part = sum / scale.whole(1.0);
            if !(LEAST..=MOST).contains(&part) {
                let kind = FaultKind::WrongSum {
                    sample: sample.name.clone(),
                    rank: rank.unwrap_or(Rank::Species).name(),
                    sum: 100.0 * part,
                };
                self.faults.push(ProfileFault::whole(self.file, kind));
            } else if part < NOTED {
                self.table.notes.push(format!(
                    "the rows of sample `{}` hold {:.1} % of the reads that its fractions are of: rows were taken out or cut off",
                    sample.name.escape_debug(),
                    100.0 * part
                ));
            }
        }
    }

    fn add_notes(&mut self) {
        let notes = &mut self.table.notes;
        notes.push("reads are Bracken's estimates at one level of what was classified: reads that were not are in no row".to_owned());
        if self
            .level
            .is_some_and(|(_, rank, _)| rank > Some(Rank::Genus))
        {
            notes.push(
                "the table has no lineages: the genus of a species is that in its name".to_owned(),
            );
        }
        notes.extend(self.numbering.note());
        if !self.text.ends_with('\n') {
            notes.push("the last line has no line end: the file may be cut off".to_owned());
        }
    }

    fn cell_fault(&mut self, number: usize, column: usize, kind: impl FnOnce() -> FaultKind) {
        let (file, name) = (self.file, &self.layout.names[column]);
        self.faults
            .push_with(|| ProfileFault::at_cell(file, number, column, name, kind()));
    }
}

#[cfg(test)]
mod tests;
