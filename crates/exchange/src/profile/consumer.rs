//! Tables that companies give to the people whose stool they sequenced, in the form of uBiome.
//!
//! A row a clade, every rank nested: `count` (reads), `count_norm` (reads a million of bacteria), `tax_rank`, `tax_name`, `taxon` (the
//! number in the NCBI Taxonomy) and `parent`, in any order, beside others that say nothing here. As JSON a list of such objects, alone or
//! as `ubiome_bacteriacounts` beside notes on the sample, with numbers as numbers or as texts, and with scraps of a web page around it;
//! as CSV, R adds a column without a name or puts `ubiome_bacteriacounts.` in front of the names. Parents are followed through clades of
//! ranks between the usual ones (`no_rank`, `superphylum`). Tables may begin at `root` or below it, at a superkingdom.

mod json;
mod tree;

use std::collections::BTreeMap;

use super::fault::Gathered;
use super::features::{MOST_NAMES, amount};
use super::sample::stem;
use super::{Content, FaultKind, FeatureTable, Opened, ProfileFault, ProfileFaults, ProfileReader};
use tree::Tree;

/// The reader.
pub struct Consumer;

/// The key of the list of rows, and what R puts in front of the names of its columns.
const LIST: &str = "ubiome_bacteriacounts";
/// What separates cells: commas, or what spreadsheets make of them.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];
/// Longer lines of column names are none.
const HEADER_MOST: usize = 4096;

impl ProfileReader for Consumer {
    fn name(&self) -> &'static str {
        "consumer table (uBiome)"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        columns(content.first_line()).is_some() || json::part(content.text()).is_some()
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let file = content.file();
        let text = content.require_text()?;
        let mut faults = Gathered::default();
        let table = match columns(content.first_line()) {
            Some((separator, columns)) => csv_rows(file, text, separator, &columns, &mut faults)?,
            None => json::rows(file, text, &mut faults)?,
        };
        Ok(Opened::Table(table.profile(file, faults)?))
    }
}

/// What a row says, by name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Field {
    Count,
    CountNorm,
    Rank,
    Name,
    Taxon,
    Parent,
}

impl Field {
    const ALL: [Self; 6] = [
        Self::Count,
        Self::CountNorm,
        Self::Rank,
        Self::Name,
        Self::Taxon,
        Self::Parent,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Count => "count",
            Self::CountNorm => "count_norm",
            Self::Rank => "tax_rank",
            Self::Name => "tax_name",
            Self::Taxon => "taxon",
            Self::Parent => "parent",
        }
    }
}

/// Where a row stands in its file.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Spot {
    /// In a line, from 1.
    Line(usize),
    /// In a list, from 1.
    Entry(usize),
}

/// A row of the table.
#[derive(Debug)]
struct Row {
    spot: Spot,
    name: String,
    rank: String,
    taxon: String,
    parent: String,
    amount: f64,
}

/// A file's rows, whatever its syntax.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    /// Whether amounts are reads.
    counts: bool,
    /// The place on the body, where the file says it.
    site: String,
    cut: bool,
    /// The number of each column, from 0, where there are columns.
    columns: BTreeMap<Field, usize>,
}

impl Rows {
    fn profile(self, file: &str, mut faults: Gathered) -> Result<FeatureTable, ProfileFaults> {
        if self.rows.is_empty() {
            faults.push(ProfileFault::whole(file, FaultKind::NoRows));
        }
        let fault = |row: &Row, field, kind| self.fault(file, row.spot, field, kind);
        let tree = Tree::new(&self.rows, &mut faults, &fault);
        let name = stem(file);
        if let Some((row, below)) = tree.contradiction(&self.rows) {
            let expected = format!("expected at least {below}, which the clades below it hold");
            let kind = FaultKind::unexpected(&row.amount.to_string(), &expected);
            faults.push(fault(row, self.amount_field(), kind));
        }
        faults.into_result(())?;
        let mut table = FeatureTable::new(file, Consumer.name(), vec![name])?;
        table.exclusive = true;
        table.counts = self.counts;
        table.notes = self.notes();
        for (row, part) in self.rows.iter().zip(tree.parts(&self.rows)) {
            if part.amount > 0.0 {
                let feature = table.feature(&row.name, Some(part.lineage))?;
                table.add(feature, 0, part.amount)?;
            }
        }
        Ok(table)
    }

    fn amount_field(&self) -> Field {
        if self.counts {
            Field::Count
        } else {
            Field::CountNorm
        }
    }

    fn notes(&self) -> Vec<String> {
        const STOOL: [&str; 4] = ["", "gut", "stool", "faeces"];
        let mut notes = Vec::new();
        if !STOOL
            .iter()
            .any(|site| self.site.eq_ignore_ascii_case(site))
        {
            notes.push(format!(
                "the file says that the sample is not of the gut but of `{}`",
                self.site.escape_debug()
            ));
        }
        if self.cut {
            notes.push("the last line has no line end: the file may be cut off".to_owned());
        }
        notes
    }

    fn fault(&self, file: &str, spot: Spot, field: Field, kind: FaultKind) -> ProfileFault {
        let column = self.columns.get(&field).copied();
        match (spot, column) {
            (Spot::Line(line), Some(column)) => {
                ProfileFault::at_cell(file, line, column, field.name(), kind)
            }
            (Spot::Line(line), None) => ProfileFault::at_line(file, line, kind),
            (Spot::Entry(entry), _) => {
                let name = format!("{} of entry {entry}", field.name());
                ProfileFault {
                    line: None,
                    ..ProfileFault::at_cell(file, 0, 0, &name, kind)
                }
            }
        }
    }

    /// Adds a row of texts, or the fault of its amount.
    fn push(
        &mut self,
        file: &str,
        spot: Spot,
        text: impl Fn(Field) -> String,
        faults: &mut Gathered,
    ) -> Result<(), ProfileFaults> {
        if self.rows.len() >= MOST_NAMES {
            let kind = FaultKind::too_many("rows", self.rows.len() + 1, MOST_NAMES);
            return Err(ProfileFault::whole(file, kind).into());
        }
        let of_amount = self.amount_field();
        let written = text(of_amount);
        let Some(amount) = amount(&written) else {
            faults.push(self.fault(file, spot, of_amount, FaultKind::NotAnAmount(written)));
            return Ok(());
        };
        self.rows.push(Row {
            spot,
            name: text(Field::Name),
            rank: text(Field::Rank),
            taxon: text(Field::Taxon),
            parent: text(Field::Parent),
            amount,
        });
        Ok(())
    }
}

/// The separator and the columns that a line names, if it names those of the format.
fn columns(line: &str) -> Option<(u8, BTreeMap<Field, usize>)> {
    if line.len() > HEADER_MOST {
        return None;
    }
    let of_separator = |separator: u8| {
        let names: Vec<&str> = line.split(char::from(separator)).map(column_name).collect();
        let place = |field: &Field| {
            let mut names = names.iter();
            let place = names.position(|name| name.eq_ignore_ascii_case(field.name()))?;
            Some((*field, place))
        };
        let columns: BTreeMap<Field, usize> = Field::ALL.iter().filter_map(place).collect();
        let has = |field| columns.contains_key(&field);
        let is_whole = has(Field::Name)
            && has(Field::Rank)
            && has(Field::Parent)
            && (has(Field::Count) || has(Field::CountNorm));
        is_whole.then_some((separator, columns))
    };
    SEPARATORS.into_iter().find_map(of_separator)
}

fn column_name(cell: &str) -> &str {
    let name = cell.trim().trim_matches('"').trim();
    match name.strip_prefix(LIST) {
        Some(rest) => rest.strip_prefix('.').unwrap_or(name),
        None => name,
    }
}

/// A cell without what stands for none.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    let none = ["NA", "null", "None"].contains(&cell);
    (if none { "" } else { cell }).to_owned()
}

/// The cells of a line without their quotes, at most as many as asked for, and how many there are.
fn cells(line: &str, separator: u8, most: usize) -> (Vec<String>, usize) {
    let separator = char::from(separator);
    let mut cells = Vec::new();
    let (mut cell, mut found, mut quoted) = (String::new(), 1, false);
    let mut rest = line.chars().peekable();
    while let Some(next) = rest.next() {
        if next == '"' && quoted && rest.next_if_eq(&'"').is_some() {
            cell.push('"');
        } else if next == '"' {
            quoted = !quoted;
        } else if next == separator && !quoted {
            found += 1;
            if cells.len() < most {
                cells.push(std::mem::take(&mut cell));
            }
        } else {
            cell.push(next);
        }
    }
    if cells.len() < most {
        cells.push(cell);
    }
    (cells, found)
}

fn csv_rows(
    file: &str,
    text: &str,
    separator: u8,
    columns: &BTreeMap<Field, usize>,
    faults: &mut Gathered,
) -> Result<Rows, ProfileFaults> {
    let mut rows = Rows {
        counts: columns.contains_key(&Field::Count),
        columns: columns.clone(),
        cut: !text.ends_with('\n'),
        ..Rows::default()
    };
    let last = text.lines().count();
    if last > MOST_NAMES {
        let kind = FaultKind::too_many("rows", last - 1, MOST_NAMES - 1);
        return Err(ProfileFault::whole(file, kind).into());
    }
    let mut lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    let header = lines.next().map_or("", |(_, line)| line);
    let (_, expected) = cells(header, separator, 0);
    for (index, line) in lines {
        let number = index + 1;
        let (cells, found) = cells(line, separator, expected);
        if found != expected {
            let kind = if rows.cut && number == last && found < expected {
                FaultKind::CellCount {
                    found,
                    expected,
                    at_the_end: true,
                }
            } else {
                let expected = format!("expected {expected}, as many as the header has");
                FaultKind::unexpected(&format!("{found} cells"), &expected)
            };
            faults.push(ProfileFault::at_line(file, number, kind));
            continue;
        }
        let cell = |field| {
            let column = columns.get(&field).and_then(|column| cells.get(*column));
            plain(column.map_or("", String::as_str))
        };
        rows.push(file, Spot::Line(number), cell, faults)?;
    }
    Ok(rows)
}

#[cfg(test)]
mod tests;
