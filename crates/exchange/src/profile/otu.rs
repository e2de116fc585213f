//! Classic OTU tables: what `biom convert --to-tsv` writes, and QIIME 1 before it.
//!
//! ```text
//! # Constructed from biom file
//! #OTU ID⇥P1⇥P2⇥taxonomy
//! 4479944⇥23.0⇥0.0⇥k__Bacteria; p__Firmicutes; …; g__Blautia; s__
//! ```
//!
//! Whole numbers are written with a decimal. The lineage is the last column, or there is none; summaries by clade have the lineages in
//! the first column. Cells are never quoted, so a quote is part of a name.

use super::delimited::CUT;
use super::fault::Gathered;
use super::features::MOST_NAMES;
use super::scale::Scale;
use super::words::{Word, plain};
use super::{
    Content, FaultKind, FeatureTable, Opened, ProfileFault, ProfileFaults, ProfileReader, features,
    names,
};

/// The reader.
pub struct OtuTable;

/// Lines looked at to recognise the format.
const HEAD: usize = 40;

impl ProfileReader for OtuTable {
    fn name(&self) -> &'static str {
        "classic OTU table"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        let mut lines = content.text().lines().take(HEAD);
        lines.any(is_header)
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let text = content.require_text()?;
        let rows = text.lines().count();
        if rows > MOST_NAMES {
            let kind = FaultKind::too_many("rows", rows, MOST_NAMES);
            return Err(ProfileFault::whole(content.file(), kind).into());
        }
        let mut lines = text.lines().enumerate();
        let Some((line, header)) = lines.find(|(_, line)| is_header(line)) else {
            return Err(ProfileFault::whole(content.file(), FaultKind::NoSamples).into());
        };
        let mut reading = Reading::new(content.file(), line + 1, header)?;
        reading.cut_line = (!text.ends_with('\n')).then_some(rows);
        for (line, cells) in lines {
            if !cells.trim().is_empty() && !cells.starts_with('#') {
                reading.row(line + 1, cells)?;
            }
        }
        reading.finish()
    }
}

/// Whether a line names the columns: its first cell is `#OTU ID`, or `#OTU` with anything between the words.
fn is_header(line: &str) -> bool {
    let Some((first, _)) = line.split_once('\t') else {
        return false;
    };
    let word = first.strip_prefix('#').map(plain);
    matches!(word.as_deref(), Some("otuid" | "otu" | "otuids"))
}

/// The state of a file being read.
struct Reading<'a> {
    file: &'a str,
    header: Vec<&'a str>,
    /// The column of the lineages.
    lineage: Option<usize>,
    /// The last line, when the file ends within it.
    cut_line: Option<usize>,
    table: FeatureTable,
    scale: Scale,
    faults: Gathered,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str, line: usize, header: &'a str) -> Result<Self, ProfileFaults> {
        let header: Vec<&str> = header.trim_end().split('\t').map(str::trim).collect();
        let last = header.len() - 1;
        let lineage = (Word::of(header[last]) == Some(Word::Clade)).then_some(last);
        let samples = header.get(1..lineage.unwrap_or(header.len()));
        let samples: Vec<String> = samples
            .unwrap_or_default()
            .iter()
            .map(|name| (*name).to_owned())
            .collect();
        if let Some(column) = samples.iter().position(String::is_empty) {
            let kind = FaultKind::unexpected("", "each column of a sample has its name");
            return Err(ProfileFault::at_cell(file, line, column + 1, "", kind).into());
        }
        let scale = Scale::new(samples.len());
        Ok(Self {
            file,
            header,
            lineage,
            cut_line: None,
            table: FeatureTable::new(file, OtuTable.name(), samples)?,
            scale,
            faults: Gathered::default(),
        })
    }

    fn row(&mut self, line: usize, row: &str) -> Result<(), ProfileFaults> {
        let expected = self.header.len();
        let found = row.trim_end_matches('\t').split('\t').count();
        // The last cells may be empty: a lineage that nothing is known of.
        let written = row.split('\t').count();
        if found > expected || written < expected {
            let kind = FaultKind::CellCount {
                found: written,
                expected,
                at_the_end: self.cut_line == Some(line),
            };
            self.faults
                .push(ProfileFault::at_line(self.file, line, kind));
            return Ok(());
        }
        let mut cells = row.split('\t');
        let id = cells.next().unwrap_or_default().trim();
        let lineage = match self.lineage {
            None => None,
            Some(column) => {
                let text = row.split('\t').nth(column).unwrap_or_default();
                let lineage = names::read(text, true);
                if lineage.is_none() {
                    let kind = FaultKind::BadLineage(text.trim().to_owned());
                    self.fault_at(line, column, kind);
                }
                lineage
            }
        };
        let feature = self.table.feature(id, lineage)?;
        let samples = self.lineage.unwrap_or(expected) - 1;
        for (sample, cell) in cells.take(samples).enumerate() {
            match features::amount(cell) {
                Some(amount) => {
                    self.table.add(feature, sample, amount)?;
                    self.scale.add(sample, amount);
                }
                None => self.fault_at(
                    line,
                    sample + 1,
                    FaultKind::NotAnAmount(cell.trim().to_owned()),
                ),
            }
        }
        Ok(())
    }

    fn fault_at(&mut self, line: usize, column: usize, kind: FaultKind) {
        let name = self.header.get(column).copied().unwrap_or_default();
        self.faults
            .push(ProfileFault::at_cell(self.file, line, column, name, kind));
    }

    fn finish(mut self) -> Result<Opened, ProfileFaults> {
        self.scale.tell(&mut self.table);
        if self.cut_line.is_some() {
            self.table.notes.push(CUT.to_owned());
        }
        self.faults.into_result(Opened::Table(self.table))
    }
}

#[cfg(test)]
mod tests;
