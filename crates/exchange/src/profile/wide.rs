//! Tables of features by samples that people and R write: `write.csv`, `write.table`, spreadsheets.
//!
//! ```text
//! "","Kingdom",…,"Genus","Species","P1","P2"     # taxonomy and counts side by side: each row is a feature
//! "ASV1","Bacteria",…,"Blautia",NA,12,0
//!
//! "","TACGGAGGATGCGAGCG…","TACGTAGGTGGCAAGCG…"    # DADA2: each row is a sample
//! "P1",12,0
//!
//! genus;P1;P2                                     # by hand: the features are what they are called
//! Faecalibacterium prausnitzii;0.12;0.05
//! ```
//!
//! Which side has the samples is found in this order: columns of ranks or lineages beside the amounts make each row a feature; lineages
//! and sequences are no names of samples; the first header cell may name what is below it (`sample_id`, `taxon`); numbered features
//! (`ASV12`) are no names of samples; nor are words that end as names of genera do. Where that leaves both open, the table is refused.
//! When the features are named by clades, whatever else stands among them is a clade too. A table of ranks without amounts is a
//! taxonomy.
//!
//! It is asked before MetaPhlAn, which takes any line that begins with a lineage for its own, and leaves to it what has its marks.

mod columns;
mod recognition;
mod side;
mod told;

use std::collections::BTreeMap;

use self::columns::Columns;
use self::recognition::{has_content, has_header, is_metaphlan};
use self::side::{Side, side};
use self::told::{LeftOut, Repeats};
use super::delimited::{CUT, Delimited, Row};
use super::fault::Gathered;
use super::features::MOST_NAMES;
use super::names::{self, Kind, Kinds};
use super::sample::stem;
use super::scale::Scale;
use super::words::{Word, is_of_the_person, is_total};
use super::{
    Assignments, Content, FaultKind, FeatureTable, Lineage, Opened, ProfileFault, ProfileFaults,
    ProfileReader, features,
};

/// The reader.
pub struct WideTable;

/// Rows looked at to recognise the format.
const HEAD: usize = 40;
/// Names looked at along a side to find out what they are.
const LOOKED_AT: usize = 2000;
/// How many names a message shows.
const SHOWN: usize = 5;

impl ProfileReader for WideTable {
    fn name(&self) -> &'static str {
        "table of features by samples"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        let Some(table) = Delimited::open(content) else {
            return false;
        };
        !is_metaphlan(content, &table) && has_header(&table) && has_content(&table)
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        content.require_text()?;
        let Some(table) = Delimited::open(content) else {
            return Err(ProfileFault::whole(content.file(), FaultKind::NoRows).into());
        };
        table.require_bounded(MOST_NAMES)?;
        let columns = Columns::of(&table);
        let reading = Reading {
            table: &table,
            columns: &columns,
            faults: Gathered::default(),
            notes: Vec::new(),
        };
        if columns.amounts.is_empty() {
            return reading.taxonomy();
        }
        match reading.side_of_samples()? {
            Side::Columns => reading.features_in_rows(),
            Side::Rows => reading.samples_in_rows(),
        }
    }
}

/// The state of a file being read.
struct Reading<'t, 'a> {
    table: &'t Delimited<'a>,
    columns: &'t Columns,
    faults: Gathered,
    notes: Vec<String>,
}

impl Reading<'_, '_> {
    fn header(&self, column: usize) -> &str {
        self.table.header.get(column).map_or("", String::as_str)
    }

    fn fault(&mut self, line: usize, column: usize, kind: FaultKind) {
        self.faults.push(self.table.fault_at(line, column, kind));
    }

    fn side_of_samples(&self) -> Result<Side, ProfileFaults> {
        if self.columns.say_what_rows_are() {
            return Ok(Side::Columns);
        }
        let rows = self.kinds_of_rows();
        let columns = self.kinds_of_columns();
        let first = self
            .columns
            .names()
            .and_then(|column| Word::of(self.header(column)));
        side(&rows, &columns, first).ok_or_else(|| self.both_sides())
    }

    fn kinds_of_rows(&self) -> Kinds {
        let mut kinds = Kinds::default();
        let mut rows = self.table.rows();
        for _ in 0..LOOKED_AT {
            let Some(row) = rows.next() else { break };
            if let Some(name) = self.columns.names().map(|column| row.cell(column))
                && !is_total(name)
            {
                kinds.add(name);
            }
        }
        kinds
    }

    fn kinds_of_columns(&self) -> Kinds {
        let mut kinds = Kinds::default();
        for column in self.columns.amounts.iter().take(LOOKED_AT) {
            let name = self.header(*column);
            if !is_of_the_person(name) {
                kinds.add(name);
            }
        }
        kinds
    }

    /// The refusal of a table that can be read both ways.
    fn both_sides(&self) -> ProfileFaults {
        let first = self.columns.names().unwrap_or_default();
        let mut rows = self.table.rows();
        let row = rows.next();
        let row = row.as_ref().map_or("", |row| row.cell(first));
        let column = self
            .columns
            .amounts
            .first()
            .map_or("", |column| self.header(*column));
        let kind = FaultKind::unexpected(
            &format!("{row} (row), {column} (column)"),
            "either could be the sample: call the first column `sample_id` where each row is a sample, `taxon` where each row is a clade, `feature_id` where a taxonomy names it",
        );
        self.table.fault_at(self.table.line, first, kind).into()
    }

    /// What the features are, and no amounts.
    fn taxonomy(mut self) -> Result<Opened, ProfileFaults> {
        let Some(names) = self.columns.id else {
            let kind = FaultKind::unexpected(
                self.header(0),
                "a column of amounts for each sample is expected or, in a taxonomy, one with the names of the features",
            );
            return Err(self.table.fault_at(self.table.line, 0, kind).into());
        };
        let mut lineages: BTreeMap<String, Lineage> = BTreeMap::new();
        let mut rows = self.table.rows();
        while let Some(row) = rows.next() {
            if let Some(fault) = self.table.fault_of(&row) {
                self.faults.push(fault);
                continue;
            }
            let Some(lineage) = self.lineage_beside(&row) else {
                continue;
            };
            let name = row.cell(names);
            match lineages.get(name) {
                Some(other) if *other != lineage => {
                    let expected = "a feature that stands in several rows has one lineage";
                    self.fault(row.line, names, FaultKind::unexpected(name, expected));
                }
                Some(_) => {}
                None => {
                    lineages.insert(name.to_owned(), lineage);
                }
            }
        }
        if lineages.is_empty() {
            self.faults
                .push(ProfileFault::whole(self.table.file, FaultKind::NoRows));
        }
        let file = self.table.file.to_owned();
        self.faults
            .into_result(Opened::Taxonomy(Assignments { file, lineages }))
    }

    /// The lineage that the columns beside the amounts give, if there are such; one that cannot be read is a fault.
    fn lineage_beside(&mut self, row: &Row<'_>) -> Option<Lineage> {
        let lineage = match self.columns.lineage {
            Some(column) => {
                let lineage = names::read(row.cell(column), true);
                if lineage.is_none() && self.columns.id.is_some() {
                    let kind = FaultKind::BadLineage(row.cell(column).to_owned());
                    self.fault(row.line, column, kind);
                }
                lineage?
            }
            None if self.columns.ranks.is_empty() => return None,
            None => {
                let cells = self.columns.ranks.iter();
                Lineage::of(cells.map(|(rank, column)| (*rank, row.cell(*column), None)))
            }
        };
        Some(match self.columns.taxid {
            Some(column) => names::with_taxid(lineage, row.cell(column)),
            None => lineage,
        })
    }

    fn features_in_rows(mut self) -> Result<Opened, ProfileFaults> {
        let samples = self.sample_names()?;
        let mut scale = Scale::new(samples.len());
        let mut table = FeatureTable::new(self.table.file, WideTable.name(), samples)?;
        let are_named = self.kinds_of_rows().are_named();
        let mut left_out = LeftOut::default();
        let mut repeats = Repeats::default();
        let mut rows = self.table.rows();
        while let Some(row) = rows.next() {
            if let Some(fault) = self.table.fault_of(&row) {
                self.faults.push(fault);
                continue;
            }
            let name = self.name_of(&row);
            if is_total(name) || self.columns.are_blank(&row) {
                left_out.add(name);
                continue;
            }
            repeats.add(name);
            let lineage = match self.lineage_beside(&row) {
                None => names::read(name, are_named),
                lineage => lineage,
            };
            let feature = table.feature(name, lineage)?;
            for (sample, column) in self.columns.amounts.iter().enumerate() {
                if let Some(amount) = self.amount(&row, *column) {
                    table.add(feature, sample, amount)?;
                    scale.add(sample, amount);
                }
            }
        }
        self.notes.extend(left_out.note("rows"));
        self.notes.extend(repeats.note("rows"));
        self.finish(table, &scale)
    }

    /// The name of a row: its own, or that of its clade.
    fn name_of<'r>(&self, row: &'r Row<'_>) -> &'r str {
        match self.columns.names() {
            Some(column) => row.cell(column),
            None => {
                let cells = self.columns.ranks.iter().rev();
                let mut cells = cells.map(|(_, column)| row.cell(*column));
                cells.find(|cell| !cell.is_empty()).unwrap_or_default()
            }
        }
    }

    /// The names of the samples along the header. A single column that is only called an amount takes the name of the file.
    fn sample_names(&self) -> Result<Vec<String>, ProfileFaults> {
        let mut faults = Gathered::default();
        let lone = self.columns.amounts.len() == 1;
        let names = self.columns.amounts.iter().map(|column| {
            let name = self.header(*column);
            if name.is_empty() {
                let kind = FaultKind::unexpected("", "each column of a sample has its name");
                faults.push(self.table.fault_at(self.table.line, *column, kind));
            }
            match Word::of(name) {
                Some(Word::Amount | Word::Aside | Word::Sample) if lone => stem(self.table.file),
                _ => name.to_owned(),
            }
        });
        let names = names.collect();
        faults.into_result(names)
    }

    fn samples_in_rows(mut self) -> Result<Opened, ProfileFaults> {
        let kinds = self.kinds_of_columns();
        if !kinds.are_features() && !kinds.are_named() {
            return Err(self.no_features());
        }
        let kept = self.features_of_columns(kinds.are_named());
        let samples = self.names_of_rows();
        if samples.is_empty() {
            let none = ProfileFault::whole(self.table.file, FaultKind::NoRows);
            return self.faults.into_result(()).and(Err(none.into()));
        }
        let mut scale = Scale::new(samples.len());
        let mut table = FeatureTable::new(self.table.file, WideTable.name(), samples)?;
        let mut repeats = Repeats::default();
        for column in &kept {
            let name = self.header(*column);
            repeats.add(name);
            table.feature(name, names::read(name, kinds.are_named()))?;
        }
        let mut sample = 0;
        let mut blank = LeftOut::default();
        let mut rows = self.table.rows();
        while let Some(row) = rows.next() {
            if self.table.fault_of(&row).is_some() {
                continue;
            }
            if self.columns.are_blank(&row) {
                blank.add(self.name_of(&row));
                continue;
            }
            for (feature, column) in kept.iter().enumerate() {
                if let Some(amount) = self.amount(&row, *column) {
                    table.add(feature, sample, amount)?;
                    scale.add(sample, amount);
                }
            }
            sample += 1;
        }
        self.notes.push(
            "each row is a sample and each column a feature: the table was turned".to_owned(),
        );
        self.notes.extend(blank.note("rows"));
        self.notes.extend(repeats.note("columns"));
        self.finish(table, &scale)
    }

    fn no_features(&self) -> ProfileFaults {
        let columns = self.columns.amounts.iter().take(SHOWN);
        let columns: Vec<&str> = columns.map(|column| self.header(*column)).collect();
        let kind = FaultKind::unexpected(
            &columns.join(", "),
            "each row is a sample, so the other columns are lineages, genera, sequences or numbered features",
        );
        ProfileFault::at_line(self.table.file, self.table.line, kind).into()
    }

    /// The columns that are features; what else is known of a sample is left out.
    fn features_of_columns(&mut self, are_named: bool) -> Vec<usize> {
        let mut left_out = LeftOut::default();
        let mut kept = Vec::new();
        for column in &self.columns.amounts {
            let name = self.header(*column);
            let begins_small = name.starts_with(|first: char| first.is_lowercase());
            let is_feature = match Kind::of(name) {
                _ if is_of_the_person(name) || name.is_empty() => false,
                Kind::Other => are_named && !begins_small,
                _ => true,
            };
            if is_feature {
                kept.push(*column);
            } else {
                left_out.add(name);
            }
        }
        self.notes.extend(left_out.note("columns"));
        kept
    }

    /// The names of the samples down the rows that hold amounts.
    fn names_of_rows(&mut self) -> Vec<String> {
        let column = self.columns.names().unwrap_or_default();
        let mut names = Vec::new();
        let mut rows = self.table.rows();
        while let Some(row) = rows.next() {
            if let Some(fault) = self.table.fault_of(&row) {
                self.faults.push(fault);
            } else if !self.columns.are_blank(&row) {
                let name = row.cell(column);
                if name.is_empty() {
                    let kind = FaultKind::unexpected("", "each row of a sample has its name");
                    self.fault(row.line, column, kind);
                }
                names.push(name.to_owned());
            }
        }
        names
    }

    fn amount(&mut self, row: &Row<'_>, column: usize) -> Option<f64> {
        let cell = row.cell(column);
        let amount = features::amount(cell);
        if amount.is_none() {
            self.fault(row.line, column, FaultKind::NotAnAmount(cell.to_owned()));
        }
        amount
    }

    fn finish(mut self, mut table: FeatureTable, scale: &Scale) -> Result<Opened, ProfileFaults> {
        let mut aside = LeftOut::default();
        for column in &self.columns.aside {
            aside.add(self.header(*column));
        }
        self.notes.extend(aside.note("columns"));
        if self.table.is_cut() {
            self.notes.push(CUT.to_owned());
        }
        table.notes.append(&mut self.notes);
        scale.tell(&mut table);
        self.faults.into_result(Opened::Table(table))
    }
}

#[cfg(test)]
mod tests;
