//! Profiles of CAMI and bioboxes, which mOTUs, MetaPhlAn, sourmash, ganon and others write.
//!
//! Lines of `@Key:value` (`SampleID`, `Version`, `Ranks`, `TaxonomyID`), then the names of the columns and the rows, tab-separated:
//! `@@TAXID⇥RANK⇥TAXPATH⇥TAXPATHSN⇥PERCENTAGE`. Paths go through the ranks of `@Ranks`, with nothing between two bars where a clade is
//! missing; some writers leave such ranks out. Several samples follow each other in one file, each with its own lines of `@`.
//!
//! Percents are given anew at each rank, and two habits are met: what has no name at a rank is missing from it, or, as in mOTUs, each
//! rank is made to add up to 100 again, so that a family may have more than its order. So one rank is believed, that of the genera;
//! species only part their genus, and what the ranks above hold in addition is theirs without a genus.

mod ranks;

use std::collections::BTreeMap;

use super::fault::Gathered;
use super::features::{MOST_NAMES, amount};
use super::sample::{SUM_MOST, stem};
use super::{
    Content, FaultKind, FeatureTable, Opened, ProfileFault, ProfileFaults, ProfileReader, Rank,
};
use ranks::{Amounts, RowRanks};

/// The reader.
pub struct Cami;

/// Lines looked at to recognise the format.
const HEAD: usize = 40;
/// Beginnings of lines that mark it, in lower case.
const MARKS: [&str; 4] = ["@@taxid", "@sampleid:", "@ranks:", "@version:"];
/// The ranks of paths where the file does not say them.
const USUAL_RANKS: &str = "superkingdom|phylum|class|order|family|genus|species|strain";
/// The most lines.
const LINES_MOST: usize = 4 * MOST_NAMES;
/// The most clades of a path.
const PATH_MOST: usize = 64;
/// Names of columns.
const TAXID: &str = "TAXID";
const RANK: &str = "RANK";
const TAXPATH: &str = "TAXPATH";
const TAXPATHSN: &str = "TAXPATHSN";
const PERCENTAGE: &str = "PERCENTAGE";

impl ProfileReader for Cami {
    fn name(&self) -> &'static str {
        "CAMI profile"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        content.text().lines().take(HEAD).any(|line| {
            let line: String = line.chars().take(HEAD).collect();
            let line = line.to_ascii_lowercase();
            MARKS.iter().any(|mark| line.starts_with(mark))
        })
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let text = content.require_text()?;
        let mut reading = Reading::new(content.file(), text);
        reading.limit("lines", reading.last_line, LINES_MOST)?;
        for (index, line) in text.lines().enumerate() {
            reading.line(index + 1, line)?;
        }
        Ok(Opened::Table(reading.finish()?))
    }
}

/// Which column holds what; the names of clades may be missing.
#[derive(Clone, Copy)]
struct Columns {
    taxid: usize,
    rank: usize,
    taxpath: usize,
    names: Option<usize>,
    percent: usize,
    needed: usize,
}

impl Columns {
    fn new(line: &str) -> Option<Self> {
        let names: Vec<&str> = line.split('\t').take(PATH_MOST).map(str::trim).collect();
        let place = |wanted: &str| {
            let mut names = names.iter();
            names.position(|name| name.eq_ignore_ascii_case(wanted))
        };
        let required = [TAXID, RANK, TAXPATH, PERCENTAGE].map(place);
        let [Some(taxid), Some(rank), Some(taxpath), Some(percent)] = required else {
            return None;
        };
        let names = place(TAXPATHSN);
        let last = taxid.max(rank).max(taxpath).max(percent);
        Some(Self {
            taxid,
            rank,
            taxpath,
            names,
            percent,
            needed: 1 + last.max(names.unwrap_or_default()),
        })
    }
}

/// What tells a row from another: number, rank, path, and the path in names.
type RowKey<'a> = (&'a str, Rank, &'a str, &'a str);

/// A row as the file has it.
struct Row<'a> {
    taxid: &'a str,
    rank: Rank,
    path: &'a str,
    names: &'a str,
    percent: f64,
}

/// A sample as the file has it.
struct Section<'a> {
    name: Option<&'a str>,
    ranks: &'a str,
    columns: Option<Columns>,
    rows: Vec<Row<'a>>,
}

impl Section<'_> {
    fn new() -> Self {
        Self {
            name: None,
            ranks: USUAL_RANKS,
            columns: None,
            rows: Vec::new(),
        }
    }
}

/// The state of a file being read.
struct Reading<'a> {
    file: &'a str,
    last_line: usize,
    cut: bool,
    faults: Gathered,
    database: Option<String>,
    sections: Vec<Section<'a>>,
    rows: usize,
    repeated: usize,
    seen: BTreeMap<RowKey<'a>, usize>,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str, text: &str) -> Self {
        Self {
            file,
            last_line: text.lines().count(),
            cut: !text.ends_with('\n'),
            faults: Gathered::default(),
            database: None,
            sections: Vec::new(),
            rows: 0,
            repeated: 0,
            seen: BTreeMap::new(),
        }
    }

    fn line(&mut self, number: usize, line: &'a str) -> Result<(), ProfileFaults> {
        if line.trim().is_empty() || line.starts_with('#') {
            return Ok(());
        }
        if let Some(columns) = line.strip_prefix("@@") {
            self.columns(number, columns);
        } else if let Some(entry) = line.strip_prefix('@') {
            self.entry(entry)?;
        } else {
            self.row(number, line)?;
        }
        Ok(())
    }

    /// `Key:value`. After rows it begins another sample.
    fn entry(&mut self, entry: &'a str) -> Result<(), ProfileFaults> {
        if self
            .sections
            .last()
            .is_none_or(|last| last.columns.is_some())
        {
            self.begin()?;
        }
        let (key, value) = entry.split_once(':').unwrap_or((entry, ""));
        let value = value.trim();
        let Some(section) = self.sections.last_mut() else {
            return Ok(());
        };
        match key.trim().to_ascii_lowercase().as_str() {
            "sampleid" => section.name = Some(value).filter(|name| !name.is_empty()),
            "ranks" if !value.is_empty() => section.ranks = value,
            "taxonomyid" if !value.is_empty() => self.database = Some(value.to_owned()),
            _ => {}
        }
        Ok(())
    }

    fn begin(&mut self) -> Result<(), ProfileFaults> {
        self.seen.clear();
        self.sections.push(Section::new());
        self.limit("samples", self.sections.len(), MOST_NAMES)
    }

    fn limit(&self, what: &'static str, found: usize, most: usize) -> Result<(), ProfileFaults> {
        if found <= most {
            return Ok(());
        }
        let kind = FaultKind::too_many(what, found, most);
        Err(ProfileFault::whole(self.file, kind).into())
    }

    fn columns(&mut self, number: usize, names: &'a str) {
        let Some(columns) = Columns::new(names) else {
            let expected = "expected the columns TAXID, RANK, TAXPATH, TAXPATHSN and PERCENTAGE";
            let kind = FaultKind::unexpected(names, expected);
            self.faults
                .push(ProfileFault::at_line(self.file, number, kind));
            return;
        };
        if self.sections.is_empty() {
            self.sections.push(Section::new());
        }
        if let Some(section) = self.sections.last_mut() {
            section.columns = Some(columns);
        }
    }

    fn row(&mut self, number: usize, line: &'a str) -> Result<(), ProfileFaults> {
        let columns = self.sections.last().and_then(|section| section.columns);
        let Some(columns) = columns else {
            // Column names that cannot be read have been told already.
            let kind = FaultKind::unexpected(line, "expected column names (`@@TAXID…`) before it");
            self.faults
                .push(ProfileFault::at_line(self.file, number, kind));
            return Ok(());
        };
        let cells: Vec<&str> = line
            .split('\t')
            .take(columns.needed)
            .map(str::trim)
            .collect();
        if cells.len() < columns.needed {
            let kind = FaultKind::CellCount {
                found: cells.len(),
                expected: columns.needed,
                at_the_end: self.cut && number == self.last_line,
            };
            self.faults
                .push(ProfileFault::at_line(self.file, number, kind));
            return Ok(());
        }
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        let at_cell =
            |column, name, kind| ProfileFault::at_cell(self.file, number, column, name, kind);
        let percent = amount(cell(columns.percent)).filter(|percent| *percent <= SUM_MOST);
        if percent.is_none() {
            let kind = FaultKind::NotAnAbundance(cell(columns.percent).to_owned());
            self.faults.push(at_cell(columns.percent, PERCENTAGE, kind));
        }
        for (column, name) in [(Some(columns.taxpath), TAXPATH), (columns.names, TAXPATHSN)] {
            if let Some(column) = column
                && cell(column).split('|').nth(PATH_MOST).is_some()
            {
                let kind = FaultKind::BadLineage(cell(column).to_owned());
                self.faults.push(at_cell(column, name, kind));
                return Ok(());
            }
        }
        let row = Row {
            taxid: cell(columns.taxid),
            // Ranks between the usual ones have nothing that these do not have.
            rank: match Rank::of_word(cell(columns.rank)) {
                Some(rank) if !is_kingdom_below(cell(columns.rank), self.ranks()) => rank,
                _ => return Ok(()),
            },
            path: cell(columns.taxpath),
            names: columns.names.map(cell).unwrap_or_default(),
            percent: percent.unwrap_or_default(),
        };
        if row.is_named() {
            self.rows += 1;
            self.limit("rows", self.rows, MOST_NAMES)?;
            self.keep(row);
        }
        Ok(())
    }

    fn ranks(&self) -> &'a str {
        self.sections
            .last()
            .map_or(USUAL_RANKS, |section| section.ranks)
    }

    fn keep(&mut self, row: Row<'a>) {
        let Some(section) = self.sections.last_mut() else {
            return;
        };
        let place = *self.seen.entry(row.key()).or_insert(section.rows.len());
        match section.rows.get_mut(place) {
            Some(earlier) => {
                earlier.percent += row.percent;
                self.repeated += 1;
            }
            None => section.rows.push(row),
        }
    }

    fn finish(mut self) -> Result<FeatureTable, ProfileFaults> {
        if self.rows == 0 {
            self.faults
                .push(ProfileFault::whole(self.file, FaultKind::NoRows));
        }
        let sections = std::mem::take(&mut self.sections);
        let names = sections
            .iter()
            .map(|section| section.name.map_or_else(|| stem(self.file), str::to_owned));
        let names: Vec<String> = names.collect();
        let samples: Vec<Amounts<'_>> = sections.iter().map(Amounts::of).collect();
        for (amounts, name) in samples.iter().zip(&names) {
            for kind in amounts.faults(name) {
                self.faults.push(ProfileFault::whole(self.file, kind));
            }
        }
        std::mem::take(&mut self.faults).into_result(())?;
        let mut table = FeatureTable::new(self.file, Cami.name(), names)?;
        table.exclusive = true;
        table.counts = false;
        table.notes = self.notes(&samples);
        table.database = self.database;
        let mut features = BTreeMap::new();
        for (place, (section, amounts)) in sections.iter().zip(samples).enumerate() {
            table.add_unclassified(place, (100.0 - amounts.sum(amounts.top)).max(0.0));
            let ranks = RowRanks::of(section);
            for (row, amount) in section.rows.iter().zip(amounts.parts()) {
                if amount <= 0.0 {
                    continue;
                }
                let key = row.key();
                let feature = match features.get(&key) {
                    Some(feature) => *feature,
                    None => table.feature(row.taxid, Some(ranks.lineage(row)))?,
                };
                features.insert(key, feature);
                table.add(feature, place, amount)?;
            }
        }
        Ok(table)
    }

    fn notes(&self, samples: &[Amounts<'_>]) -> Vec<String> {
        let mut notes = Vec::new();
        if samples.iter().any(|sample| sample.is_rescaled()) {
            notes.push(
                "each rank adds up anew: percents are those of genera, as shares of what has a genus"
                    .to_owned(),
            );
        }
        if self.repeated > 0 {
            notes.push(format!(
                "{} rows repeat a clade and were added to it",
                self.repeated
            ));
        }
        if self.cut {
            notes.push("the last line has no line end: the file may be cut off".to_owned());
        }
        notes
    }
}

/// Whether a row of a kingdom stands below one of its superkingdom or domain, in whose place it would be read.
fn is_kingdom_below(rank: &str, ranks: &str) -> bool {
    let wider = |rank: &str| {
        let rank = rank.trim();
        rank.eq_ignore_ascii_case("superkingdom") || rank.eq_ignore_ascii_case("domain")
    };
    rank.eq_ignore_ascii_case("kingdom") && ranks.split('|').take(PATH_MOST).any(wider)
}

impl<'a> Row<'a> {
    fn key(&self) -> RowKey<'a> {
        (self.taxid, self.rank, self.path, self.names)
    }

    /// Whether it is of a clade, and not of what could not be assigned.
    fn is_named(&self) -> bool {
        const NO_CLADE: [&str; 7] = ["", "-1", "0", "na", "unassigned", "unclassified", "unknown"];
        let is = |text: &str| NO_CLADE.iter().any(|word| text.eq_ignore_ascii_case(word));
        let last = self.names.rsplit('|').next().unwrap_or_default();
        !(is(self.taxid) && (is(last) || self.names.is_empty()))
    }

    /// The clades above it by their numbers, narrowest first.
    fn above(&self) -> impl Iterator<Item = &'a str> {
        let own = self.taxid;
        let mut parts = self.path.rsplit('|').map(str::trim);
        let first = parts.next().filter(|first| *first != own);
        first
            .into_iter()
            .chain(parts)
            .filter(|part| !part.is_empty())
    }
}

#[cfg(test)]
mod tests;
