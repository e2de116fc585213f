//! MetaPhlAn 3 and 4: the profile of one sample, merged tables of many, and the same with GTDB's lineages.
//!
//! All of them are tables with a lineage in the first column and percents in one column (single) or one a sample (merged). Every rank
//! is listed, so a genus is in its own row and again in the rows of its family, order and so on, and of its species.

use std::collections::BTreeMap;

use super::fault::Gathered;
use super::sample::{plain_sample_name, stem};
use super::{
    Content, FaultKind, Lineage, Opened, ProfileFault, ProfileFaults, ProfileFile, ProfileReader,
    Sample,
};

/// The reader.
pub struct MetaPhlAn;

/// Lines looked at to recognise the format.
const HEAD: usize = 40;
/// First cells that mark the line of column names.
const HEADER_KEYS: [&str; 3] = ["clade_name", "id", "#clade_name"];
/// The column of the abundances where there is one sample.
const ABUNDANCE: &str = "relative_abundance";
/// Columns of numbers in the NCBI Taxonomy, one a clade of the lineage.
const TAXID_COLUMNS: [&str; 2] = ["ncbi_tax_id", "clade_taxid"];
/// Columns that hold no abundance, in lower case.
const OTHER_COLUMNS: [&str; 6] = [
    "ncbi_tax_id",
    "clade_taxid",
    "additional_species",
    "coverage",
    "estimated_number_of_reads_from_the_clade",
    "average_genome_length_in_the_clade",
];
/// What stands for a sample's name when the profiler was given none.
const NO_SAMPLE_NAME: &str = "Metaphlan_Analysis";

impl ProfileReader for MetaPhlAn {
    fn name(&self) -> &'static str {
        "MetaPhlAn"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        content.text().lines().take(HEAD).any(|line| {
            let first = line.split('\t').next().unwrap_or_default().trim();
            line.starts_with("#mpa_v")
                || HEADER_KEYS[..1].contains(&first.trim_start_matches('#'))
                || Lineage::parse(first).is_some()
                || (is_unclassified(first) && line.contains('\t'))
        })
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let text = content.require_text()?;
        let mut reading = Reading::new(content.file(), text);
        for (index, line) in text.lines().enumerate() {
            reading.line(index + 1, line);
        }
        Ok(Opened::Profile(reading.finish()?))
    }
}

/// Which cells of a row are abundances.
struct Layout {
    names: Vec<String>,
    /// Column, from 0, and sample.
    abundances: Vec<(usize, String)>,
    /// The column of numbers in the NCBI Taxonomy.
    taxids: Option<usize>,
    /// Cells that a row must have; what follows the last abundance may be missing.
    needed: usize,
}

impl Layout {
    /// The layout that column names ask for. Where there is one sample, its name stands elsewhere and is left empty here.
    fn new(names: Vec<String>) -> Self {
        let is = |name: &str, known: &str| name.trim().eq_ignore_ascii_case(known);
        let lone = names.iter().position(|name| is(name, ABUNDANCE));
        let abundances: Vec<(usize, String)> = match lone {
            Some(column) => vec![(column, String::new())],
            None => names
                .iter()
                .enumerate()
                .skip(1)
                .filter(|(_, name)| !name.trim().is_empty())
                .filter(|(_, name)| !OTHER_COLUMNS.iter().any(|other| is(name, other)))
                .map(|(column, name)| (column, name.trim().to_owned()))
                .collect(),
        };
        let needed = abundances.last().map_or(1, |(column, _)| column + 1);
        let taxids = names
            .iter()
            .position(|name| TAXID_COLUMNS.iter().any(|known| is(name, known)));
        Self {
            names,
            abundances,
            taxids,
            needed,
        }
    }

    /// The columns of a file that does not name them.
    fn unnamed(cells: usize) -> Self {
        let names: &[&str] = match cells {
            0..=2 => &["clade_name", ABUNDANCE],
            _ => &["clade_name", "NCBI_tax_id", ABUNDANCE, "additional_species"],
        };
        Self::new(names.iter().map(|name| (*name).to_owned()).collect())
    }
}

/// The state of a file being read.
struct Reading<'a> {
    file: &'a str,
    last_line: usize,
    cut: bool,
    faults: Gathered,
    database: Option<String>,
    single_name: Option<String>,
    layout: Option<Layout>,
    has_rows: bool,
    rows: BTreeMap<&'a str, usize>,
    lineages: Vec<Lineage>,
    /// One list a sample, each as long as `lineages`.
    percents: Vec<Vec<f64>>,
    unclassified: Vec<f64>,
    repeated: Vec<&'a str>,
}

impl<'a> Reading<'a> {
    fn new(file: &'a str, text: &str) -> Self {
        Self {
            file,
            last_line: text.lines().count(),
            cut: !text.ends_with('\n'),
            faults: Gathered::default(),
            database: None,
            single_name: None,
            layout: None,
            has_rows: false,
            rows: BTreeMap::new(),
            lineages: Vec::new(),
            percents: Vec::new(),
            unclassified: Vec::new(),
            repeated: Vec::new(),
        }
    }

    fn line(&mut self, number: usize, line: &'a str) {
        if line.trim().is_empty() {
            return;
        }
        let mut cells: Vec<&str> = line.split('\t').collect();
        if let Some(comment) = line.strip_prefix('#') {
            cells[0] = cells[0].trim_start_matches('#');
            if comment.starts_with("mpa_") {
                self.database = Some(comment.trim().to_owned());
            } else if is_header(cells[0]) || (is_sample_key(cells[0]) && cells.len() > 2) {
                self.header(number, &cells);
            } else if let [key, value] = cells.as_slice() {
                self.sample_line(key.trim(), value.trim());
            }
        } else if self.layout.is_none() && is_header(cells[0]) {
            self.header(number, &cells);
        } else {
            self.row(number, &cells);
        }
    }

    /// `#SampleID⇥name`, or `#name⇥Metaphlan_Analysis`.
    fn sample_line(&mut self, key: &str, value: &str) {
        let name = if value != NO_SAMPLE_NAME { value } else { key };
        if value == NO_SAMPLE_NAME || is_sample_key(key) {
            self.single_name = (!is_sample_key(name)).then(|| name.to_owned());
        }
    }

    fn header(&mut self, number: usize, cells: &[&str]) {
        if self.has_rows {
            let kind = FaultKind::BadLineage(cells[0].to_owned());
            self.faults.push(ProfileFault::at_cell(
                self.file,
                number,
                0,
                "clade_name",
                kind,
            ));
            return;
        }
        let names: Vec<String> = cells.iter().map(|name| (*name).to_owned()).collect();
        self.use_layout(number, Layout::new(names));
    }

    fn use_layout(&mut self, number: usize, layout: Layout) {
        let mut seen: Vec<&str> = layout
            .abundances
            .iter()
            .map(|(_, name)| name.as_str())
            .collect();
        seen.sort_unstable();
        seen.dedup();
        if layout.abundances.is_empty() {
            self.faults.push(ProfileFault::at_line(
                self.file,
                number,
                FaultKind::NoSamples,
            ));
        } else if seen.len() < layout.abundances.len() {
            for (index, (column, name)) in layout.abundances.iter().enumerate() {
                if layout.abundances[..index]
                    .iter()
                    .any(|(_, earlier)| earlier == name)
                {
                    let kind = FaultKind::SampleTwice(name.clone());
                    self.faults.push(ProfileFault::at_cell(
                        self.file, number, *column, name, kind,
                    ));
                }
            }
        }
        self.percents = vec![Vec::new(); layout.abundances.len()];
        self.unclassified = vec![0.0; layout.abundances.len()];
        self.layout = Some(layout);
    }

    fn row(&mut self, number: usize, cells: &[&'a str]) {
        self.has_rows = true;
        if self.layout.is_none() {
            self.use_layout(number, Layout::unnamed(cells.len()));
        }
        let Some(layout) = &self.layout else { return };
        if cells.len() < layout.needed || cells.len() > layout.names.len() {
            let kind = FaultKind::CellCount {
                found: cells.len(),
                expected: layout.names.len(),
                at_the_end: self.cut && number == self.last_line,
            };
            self.faults
                .push(ProfileFault::at_line(self.file, number, kind));
            return;
        }
        let mut percents = Vec::with_capacity(layout.abundances.len());
        for (column, _) in &layout.abundances {
            let percent = percent(cells[*column]);
            if percent.is_none() {
                let kind = FaultKind::NotAnAbundance(cells[*column].to_owned());
                let name = &layout.names[*column];
                self.faults.push(ProfileFault::at_cell(
                    self.file, number, *column, name, kind,
                ));
            }
            percents.push(percent.unwrap_or(0.0));
        }
        let clade = cells[0].trim();
        if is_unclassified(clade) {
            for (sum, percent) in self.unclassified.iter_mut().zip(percents) {
                *sum += percent;
            }
        } else if let Some(row) = self.rows.get(clade).copied() {
            self.repeated.push(clade);
            for (column, percent) in self.percents.iter_mut().zip(percents) {
                column[row] += percent;
            }
        } else if let Some(lineage) = Lineage::parse(clade) {
            self.rows.insert(clade, self.lineages.len());
            let taxids = layout.taxids.and_then(|column| cells.get(column));
            self.lineages
                .push(lineage.with_taxids(taxids.copied().unwrap_or_default()));
            for (column, percent) in self.percents.iter_mut().zip(percents) {
                column.push(percent);
            }
        } else {
            let kind = FaultKind::BadLineage(cells[0].to_owned());
            self.faults.push(ProfileFault::at_cell(
                self.file,
                number,
                0,
                "clade_name",
                kind,
            ));
        }
    }

    fn finish(mut self) -> Result<ProfileFile, ProfileFaults> {
        if !self.has_rows {
            self.faults
                .push(ProfileFault::whole(self.file, FaultKind::NoRows));
        }
        let notes = self.notes();
        let single = self.single_name.unwrap_or_else(|| stem(self.file));
        let written = self.layout.iter().flat_map(|layout| &layout.abundances);
        let samples = written
            .zip(self.percents.into_iter().zip(self.unclassified))
            .map(|((_, name), (percents, unclassified))| {
                let written_name = if name.is_empty() {
                    single.clone()
                } else {
                    name.clone()
                };
                Sample {
                    name: plain_sample_name(&written_name).to_owned(),
                    written_name,
                    percents,
                    unclassified,
                    reads: None,
                }
            })
            .collect();
        self.faults.into_result(ProfileFile {
            file: self.file.to_owned(),
            format: MetaPhlAn.name(),
            database: self.database,
            lineages: self.lineages,
            samples,
            notes,
        })
    }

    fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if let Some(first) = self.repeated.first() {
            notes.push(format!(
                "{} rows repeat the lineage of another and were added to it, the first is `{}`",
                self.repeated.len(),
                first.escape_debug()
            ));
        }
        if self.cut {
            notes.push("the last line has no line end: the file may be cut off".to_owned());
        }
        notes
    }
}

fn is_header(first: &str) -> bool {
    HEADER_KEYS
        .iter()
        .any(|key| first.trim().eq_ignore_ascii_case(key))
}

fn is_sample_key(key: &str) -> bool {
    key.trim().eq_ignore_ascii_case("SampleID")
}

fn is_unclassified(clade: &str) -> bool {
    ["UNKNOWN", "UNCLASSIFIED"]
        .iter()
        .any(|name| clade.trim().eq_ignore_ascii_case(name))
}

/// A percent: finite, from 0 to 100 but for rounding.
fn percent(cell: &str) -> Option<f64> {
    const ROUNDING: f64 = 0.5;
    let percent: f64 = cell.trim().parse().ok()?;
    (percent.is_finite() && (0.0..=100.0 + ROUNDING).contains(&percent)).then_some(percent)
}
