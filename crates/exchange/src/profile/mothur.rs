//! mothur: shared files (features by samples) and the taxonomy of their features.
//!
//! A shared file has a row a sample: `label⇥Group⇥numOtus⇥Otu001⇥…`, with a tab at the end of each line. The label is the distance at
//! which sequences were clustered; one file may hold the samples at several. Tables of shares (`relabund`) look the same. What the
//! features are stands in a file of its own: `OTU⇥Size⇥Taxonomy`, lineages with a confidence a clade (`Bacteria(100);…;`), in quotes or
//! not; what could not be named repeats the clade above it (`Bacteria_unclassified`).

use std::collections::BTreeMap;

use super::fault::Gathered;
use super::features::{MOST_NAMES, amount};
use super::{
    Assignments, Content, FaultKind, FeatureTable, Lineage, Opened, ProfileFault, ProfileFaults,
    ProfileReader,
};

/// The reader of shared files.
pub struct MothurShared;

/// The reader of the taxonomy of their features.
pub struct MothurTaxonomy;

/// Cells before the first amount: label, group, number of features.
const BEFORE_AMOUNTS: usize = 3;
/// What is said of a lineage in which the file ends.
const CUT: &str = "the file is cut off within this row: copy or download it again";
/// How many labels a note shows.
const LABELS_SHOWN: usize = 12;

impl ProfileReader for MothurShared {
    fn name(&self) -> &'static str {
        "mothur shared"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        is_shared_header(content.first_line())
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let shared = Shared::new(content.file(), content.require_text()?)?;
        Ok(Opened::Table(shared.table(self.name())?))
    }
}

impl ProfileReader for MothurTaxonomy {
    fn name(&self) -> &'static str {
        "mothur cons.taxonomy"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        is_taxonomy_header(content.first_line())
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let text = content.require_text()?;
        Ok(Opened::Taxonomy(taxonomy(content.file(), text)?))
    }
}

/// A cell without the quotes that spreadsheets put around it.
fn plain(cell: &str) -> &str {
    cell.trim().trim_matches('"').trim()
}

/// The cells of a line; the tab at its end begins none.
fn cells(line: &str) -> impl Iterator<Item = &str> {
    line.strip_suffix('\t').unwrap_or(line).split('\t')
}

/// Whether the first cells of a line are these. The third of a shared file counts OTUs, ASVs or phylotypes.
fn is_shared_header(line: &str) -> bool {
    let mut names = cells(line).map(|cell| plain(cell).to_ascii_lowercase());
    let mut next = || names.next().unwrap_or_default();
    next() == "label" && next() == "group" && next().starts_with("num")
}

fn is_taxonomy_header(line: &str) -> bool {
    let names = cells(line).take(4).map(plain).skip(1);
    names.eq(["Size", "Taxonomy"])
}

/// The sample of a row, before its amounts are read.
struct Row<'a> {
    line: usize,
    label: &'a str,
    group: &'a str,
    text: &'a str,
    /// Whether the file ends in it.
    is_last: bool,
}

/// A shared file, before one of its labels is chosen.
struct Shared<'a> {
    file: &'a str,
    features: Vec<&'a str>,
    rows: Vec<Row<'a>>,
    /// The labels in the order of the file.
    labels: Vec<&'a str>,
}

impl<'a> Shared<'a> {
    fn new(file: &'a str, text: &'a str) -> Result<Self, ProfileFaults> {
        let mut lines = text
            .lines()
            .enumerate()
            .filter(|(_, line)| !line.trim().is_empty());
        let header = lines.next().map_or("", |(_, line)| line);
        let too_many = |what, found| {
            let kind = FaultKind::too_many(what, found, MOST_NAMES);
            Err(ProfileFault::whole(file, kind).into())
        };
        let columns = cells(header).count().saturating_sub(BEFORE_AMOUNTS);
        if columns > MOST_NAMES {
            return too_many("features", columns);
        }
        let mut shared = Self {
            file,
            features: cells(header).skip(BEFORE_AMOUNTS).map(plain).collect(),
            rows: Vec::new(),
            labels: Vec::new(),
        };
        let mut seen = BTreeMap::new();
        // A long file may name its columns again where another label begins.
        for (index, line) in lines.filter(|(_, line)| *line != header) {
            if shared.rows.len() >= MOST_NAMES {
                return too_many("samples", shared.rows.len() + 1);
            }
            let mut first = cells(line).map(plain);
            let label = first.next().unwrap_or_default();
            if seen.insert(label, ()).is_none() {
                shared.labels.push(label);
            }
            shared.rows.push(Row {
                line: index + 1,
                label,
                group: first.next().unwrap_or_default(),
                text: line,
                is_last: false,
            });
        }
        if let Some(last) = shared.rows.last_mut() {
            last.is_last = !text.ends_with('\n');
        }
        Ok(shared)
    }

    /// The label to read, and what to say of it: the last of those that have the most samples.
    fn label(&self) -> (&'a str, Option<String>) {
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for row in &self.rows {
            *counts.entry(row.label).or_default() += 1;
        }
        let count = |label: &&str| counts.get(label).copied().unwrap_or_default();
        let most = self.labels.iter().map(&count).max();
        let mut backwards = self.labels.iter().rev();
        let chosen = backwards.find(|label| Some(count(label)) == most);
        let chosen = chosen.copied().unwrap_or_default();
        let note = (self.labels.len() > 1).then(|| self.label_note(chosen));
        (chosen, note)
    }

    fn label_note(&self, chosen: &str) -> String {
        let mut shown: Vec<String> = self
            .labels
            .iter()
            .take(LABELS_SHOWN)
            .map(|label| format!("`{}`", label.escape_debug()))
            .collect();
        if self.labels.len() > LABELS_SHOWN {
            shown.push("…".to_owned());
        }
        format!(
            "holds {} labels ({}): the last of those with the most samples was read, `{}`",
            self.labels.len(),
            shown.join(", "),
            chosen.escape_debug()
        )
    }

    fn table(self, format: &'static str) -> Result<FeatureTable, ProfileFaults> {
        let (label, note) = self.label();
        let rows: Vec<&Row<'_>> = self.rows.iter().filter(|row| row.label == label).collect();
        if rows.is_empty() {
            return Err(ProfileFault::whole(self.file, FaultKind::NoRows).into());
        }
        let samples = rows.iter().map(|row| row.group.to_owned()).collect();
        let mut table = FeatureTable::new(self.file, format, samples)?;
        // The features of a shared file are numbered: what they are is never in their names.
        table.exclusive = true;
        table.notes.extend(note);
        if self.rows.last().is_some_and(|row| row.is_last) {
            table
                .notes
                .push("the last line has no line end: the file may be cut off".to_owned());
        }
        for feature in &self.features {
            table.feature(feature, None)?;
        }
        let mut faults = Gathered::default();
        for (sample, row) in rows.into_iter().enumerate() {
            self.row(row, sample, &mut table, &mut faults)?;
        }
        faults.into_result(table)
    }

    fn row(
        &self,
        row: &Row<'_>,
        sample: usize,
        table: &mut FeatureTable,
        faults: &mut Gathered,
    ) -> Result<(), ProfileFaults> {
        let found = cells(row.text).count();
        if let Some(fault) = self.shape_fault(row, found) {
            faults.push(fault);
            return Ok(());
        }
        for (feature, cell) in cells(row.text).skip(BEFORE_AMOUNTS).enumerate() {
            if let Some(amount) = amount(plain(cell)) {
                // A table of shares, not of reads.
                table.counts &= amount.fract() == 0.0;
                table.add(feature, sample, amount)?;
            } else {
                faults.push_with(|| {
                    let name = self.features.get(feature).copied().unwrap_or_default();
                    let kind = FaultKind::NotAnAmount(cell.to_owned());
                    let column = BEFORE_AMOUNTS + feature;
                    ProfileFault::at_cell(self.file, row.line, column, name, kind)
                });
            }
        }
        Ok(())
    }

    /// What is wrong with how many cells a row has. At a wider distance there are fewer features, and only the first columns are used.
    fn shape_fault(&self, row: &Row<'_>, found: usize) -> Option<ProfileFault> {
        let columns = self.features.len();
        let written = cells(row.text).nth(2).map_or("", plain);
        let number = written.parse::<usize>().ok();
        let fits = |number: &usize| {
            *number == columns || (self.labels.len() > 1 && (1..columns).contains(number))
        };
        let Some(number) = number.filter(fits) else {
            let kind = if found > 2 {
                let expected = format!("expected {columns}, as many as the header names features");
                FaultKind::unexpected(written, &expected)
            } else {
                self.cell_count(row, found, columns)
            };
            return Some(ProfileFault::at_cell(
                self.file, row.line, 2, "numOtus", kind,
            ));
        };
        (found != BEFORE_AMOUNTS + number).then(|| {
            let kind = self.cell_count(row, found, number);
            ProfileFault::at_line(self.file, row.line, kind)
        })
    }

    fn cell_count(&self, row: &Row<'_>, found: usize, features: usize) -> FaultKind {
        let expected = BEFORE_AMOUNTS + features;
        FaultKind::CellCount {
            found,
            expected,
            at_the_end: row.is_last && found < expected,
        }
    }
}

/// What the features of a shared file are.
fn taxonomy(file: &str, text: &str) -> Result<Assignments, ProfileFaults> {
    const COLUMNS: usize = 3;
    let mut faults = Gathered::default();
    let mut lineages = BTreeMap::new();
    let last = text.lines().count();
    if last > MOST_NAMES {
        let kind = FaultKind::too_many("features", last - 1, MOST_NAMES - 1);
        return Err(ProfileFault::whole(file, kind).into());
    }
    let lines = text
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty());
    for (index, line) in lines.skip(1) {
        let number = index + 1;
        let found = cells(line).count();
        let mut row = cells(line).map(plain);
        let (Some(id), Some(_), Some(written), None) =
            (row.next(), row.next(), row.next(), row.next())
        else {
            let kind = FaultKind::CellCount {
                found,
                expected: COLUMNS,
                at_the_end: number == last && !text.ends_with('\n') && found < COLUMNS,
            };
            faults.push(ProfileFault::at_line(file, number, kind));
            continue;
        };
        let at_cell = |column, name, kind| ProfileFault::at_cell(file, number, column, name, kind);
        // Each clade is closed by a semicolon, also the last.
        if number == last && !text.ends_with('\n') && !written.ends_with(';') {
            let kind = FaultKind::unexpected(written, CUT);
            faults.push(at_cell(2, "Taxonomy", kind));
            continue;
        }
        let Some(lineage) = Lineage::read(written) else {
            let kind = FaultKind::BadLineage(written.to_owned());
            faults.push(at_cell(2, "Taxonomy", kind));
            continue;
        };
        if lineages.insert(id.to_owned(), lineage).is_some() {
            let kind = FaultKind::unexpected(id, "expected each feature once");
            faults.push(at_cell(0, "OTU", kind));
        }
    }
    if lineages.is_empty() {
        faults.push(ProfileFault::whole(file, FaultKind::NoRows));
    }
    faults.into_result(Assignments {
        file: file.to_owned(),
        lineages,
    })
}

#[cfg(test)]
mod tests;
