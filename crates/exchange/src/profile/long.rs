//! Long tables: a row for each clade of each sample, as phyloseq's `psmelt` and this program's own profile table have it.
//!
//! ```text
//! sample,lineage,taxid,rank,fraction
//! P1,k__Bacteria;p__Bacillota;…;g__Blautia,572511,genus,0.12
//! P1,UNCLASSIFIED,,,0.05
//!
//! "","OTU","Sample","Abundance",…,"Kingdom",…,"Species"
//! "1","ASV1","P1",12,…,"Bacteria",…,NA
//! ```
//!
//! What else is known of a sample stands in further columns, which are not looked at. Columns of ranks or a lineage say what a feature
//! is; otherwise its name does. Rows of the same sample and feature are added up.

use std::collections::{BTreeMap, HashMap};

use super::delimited::{CUT, Delimited, Row};
use super::fault::Gathered;
use super::features::MOST_NAMES;
use super::names::{self, Kind, Kinds};
use super::scale::Scale;
use super::words::{Word, plain};
use super::{
    Content, FaultKind, FeatureTable, Lineage, Opened, ProfileFault, ProfileFaults, ProfileReader,
    Rank, features,
};

/// The reader.
pub struct LongTable;

/// The most rows.
const MOST_ROWS: usize = 8 << 20;

impl ProfileReader for LongTable {
    fn name(&self) -> &'static str {
        "long table"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        Delimited::open(content).is_some_and(|table| Columns::of(&table.header).is_some())
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        content.require_text()?;
        let opened = Delimited::open(content);
        let columns = opened.as_ref().and_then(|table| Columns::of(&table.header));
        let (Some(table), Some(columns)) = (opened, columns) else {
            return Err(ProfileFault::whole(content.file(), FaultKind::NoRows).into());
        };
        table.require_bounded(MOST_ROWS)?;
        let reading = Reading {
            table: &table,
            columns,
            faults: Gathered::default(),
        };
        reading.read()
    }
}

/// The columns of a table, each from 0.
struct Columns {
    sample: usize,
    amount: usize,
    id: Option<usize>,
    lineage: Option<usize>,
    /// Widest first.
    ranks: Vec<(Rank, usize)>,
    /// The rank of the clade in a row.
    rank_name: Option<usize>,
    taxid: Option<usize>,
}

impl Columns {
    /// What the columns are; nothing where samples, amounts or clades have none.
    fn of(header: &[String]) -> Option<Self> {
        let words: Vec<(usize, Word)> = header
            .iter()
            .enumerate()
            .filter_map(|(column, name)| Some((column, Word::of(name)?)))
            .collect();
        let best = |wanted: Word| {
            let columns = words.iter().filter(|(_, word)| *word == wanted);
            let columns = columns.map(|(column, _)| *column);
            columns.min_by_key(|column| Word::place(&header[*column]))
        };
        let mut ranks: BTreeMap<Rank, usize> = BTreeMap::new();
        for (column, word) in &words {
            if let Word::Rank(rank) = word {
                ranks.entry(*rank).or_insert(*column);
            }
        }
        let named = || header.iter().position(|name| plain(name) == "name");
        let columns = Self {
            sample: best(Word::Sample)?,
            amount: best(Word::Amount)?,
            id: best(Word::Identifier),
            lineage: best(Word::Clade).or_else(named),
            ranks: ranks.into_iter().collect(),
            rank_name: best(Word::RankName),
            taxid: best(Word::Taxid),
        };
        let tells = columns.id.is_some() || columns.lineage.is_some() || !columns.ranks.is_empty();
        tells.then_some(columns)
    }

    /// What tells the feature of a row apart.
    fn key(&self, row: &Row<'_>, key: &mut String) {
        let ranks = self.ranks.iter().map(|(_, column)| *column);
        let names = [self.id, self.lineage, self.rank_name, self.taxid];
        key.clear();
        for column in names.into_iter().flatten().chain(ranks) {
            key.push_str(row.cell(column));
            key.push('\t');
        }
    }
}

/// A feature as its first row has it.
struct Found {
    line: usize,
    name: String,
    /// Nothing where only its name may say what it is.
    lineage: Option<Lineage>,
    /// The rank of a bare name, where the row tells it.
    rank: Option<Rank>,
}

/// The state of a file being read.
struct Reading<'t, 'a> {
    table: &'t Delimited<'a>,
    columns: Columns,
    faults: Gathered,
}

/// What the rows are of.
#[derive(Default)]
struct Names {
    samples: Vec<String>,
    features: Vec<Found>,
    /// Of each whole row with a sample, the places of its feature and its sample.
    rows: Vec<(u32, u32)>,
}

impl Reading<'_, '_> {
    fn read(mut self) -> Result<Opened, ProfileFaults> {
        let names = self.names()?;
        if names.rows.is_empty() {
            let none = ProfileFault::whole(self.table.file, FaultKind::NoRows);
            return self.faults.into_result(()).and(Err(none.into()));
        }
        let mut scale = Scale::new(names.samples.len());
        let mut table = FeatureTable::new(self.table.file, LongTable.name(), names.samples)?;
        self.name_features(&mut table, names.features)?;
        self.amounts(&names.rows, &mut table, &mut scale)?;
        table.notes.extend(repeats(names.rows));
        if self.table.is_cut() {
            table.notes.push(CUT.to_owned());
        }
        scale.tell(&mut table);
        self.faults.into_result(Opened::Table(table))
    }

    /// The samples and features in the order in which they come.
    fn names(&mut self) -> Result<Names, ProfileFaults> {
        let mut names = Names::default();
        let mut samples: HashMap<String, u32> = HashMap::new();
        let mut features: HashMap<String, u32> = HashMap::new();
        let mut key = String::new();
        let mut rows = self.table.rows();
        while let Some(row) = rows.next() {
            if let Some(fault) = self.table.fault_of(&row) {
                self.faults.push(fault);
                continue;
            }
            let sample = row.cell(self.columns.sample);
            if sample.is_empty() {
                let kind = FaultKind::unexpected("", "each row has the name of its sample");
                self.fault(row.line, self.columns.sample, kind);
                continue;
            }
            self.columns.key(&row, &mut key);
            let feature = place(&mut features, &key);
            if feature as usize == names.features.len() {
                names.features.push(self.feature(&row));
            }
            let sample_place = place(&mut samples, sample);
            if sample_place as usize == names.samples.len() {
                names.samples.push(sample.to_owned());
            }
            names.rows.push((feature, sample_place));
            self.require_bounded("features", names.features.len())?;
            self.require_bounded("samples", names.samples.len())?;
        }
        Ok(names)
    }

    fn require_bounded(&self, what: &'static str, found: usize) -> Result<(), ProfileFaults> {
        if found <= MOST_NAMES {
            return Ok(());
        }
        let kind = FaultKind::too_many(what, found, MOST_NAMES);
        Err(ProfileFault::whole(self.table.file, kind).into())
    }

    /// Adds the amounts of the rows whose places are given.
    fn amounts(
        &mut self,
        places: &[(u32, u32)],
        table: &mut FeatureTable,
        scale: &mut Scale,
    ) -> Result<(), ProfileFaults> {
        let mut places = places.iter();
        let mut rows = self.table.rows();
        while let Some(row) = rows.next() {
            if !self.table.is_whole(&row) || row.cell(self.columns.sample).is_empty() {
                continue;
            }
            let Some((feature, sample)) = places.next() else {
                break;
            };
            let cell = row.cell(self.columns.amount);
            if let Some(amount) = features::amount(cell) {
                table.add(*feature as usize, *sample as usize, amount)?;
                scale.add(*sample as usize, amount);
            } else {
                let kind = FaultKind::NotAnAmount(cell.to_owned());
                self.fault(row.line, self.columns.amount, kind);
            }
        }
        Ok(())
    }

    fn feature(&self, row: &Row<'_>) -> Found {
        let columns = &self.columns;
        let cell = |column: Option<usize>| column.map(|column| row.cell(column));
        let clade = cell(columns.lineage);
        let is_bare =
            clade.is_some_and(|clade| matches!(Kind::of(clade), Kind::Clade | Kind::Other));
        let rank = cell(columns.rank_name)
            .and_then(Rank::of_word)
            .filter(|_| is_bare);
        let lineage = match (clade, rank) {
            (Some(clade), Some(rank)) if rank < Rank::Genus => {
                Some(Lineage::of([(rank, clade, None)]))
            }
            (Some(clade), _) => names::read(clade, true),
            (None, _) if columns.ranks.is_empty() => None,
            (None, _) => {
                let cells = columns.ranks.iter();
                Some(Lineage::of(
                    cells.map(|(rank, column)| (*rank, row.cell(*column), None)),
                ))
            }
        };
        let taxid = cell(columns.taxid).unwrap_or_default();
        Found {
            line: row.line,
            name: cell(columns.id).or(clade).unwrap_or_default().to_owned(),
            lineage: lineage.map(|lineage| names::with_taxid(lineage, taxid)),
            rank,
        }
    }

    /// Gives the features to the table, in their order.
    fn name_features(
        &mut self,
        table: &mut FeatureTable,
        found: Vec<Found>,
    ) -> Result<(), ProfileFaults> {
        let mut kinds = Kinds::default();
        found.iter().for_each(|feature| kinds.add(&feature.name));
        let first_rank = found.iter().find_map(|feature| feature.rank);
        for feature in found {
            if let Some((rank, first)) = feature.rank.zip(first_rank)
                && rank != first
            {
                let expected = format!(
                    "rows of one rank, such as {}, or lineages: bare names do not say which clade holds which",
                    first.name()
                );
                let column = self.columns.rank_name.unwrap_or_default();
                self.fault(
                    feature.line,
                    column,
                    FaultKind::unexpected(rank.name(), &expected),
                );
            }
            let lineage = feature.lineage;
            let lineage = lineage.or_else(|| names::read(&feature.name, kinds.are_named()));
            table.feature(&feature.name, lineage)?;
        }
        Ok(())
    }

    fn fault(&mut self, line: usize, column: usize, kind: FaultKind) {
        self.faults.push(self.table.fault_at(line, column, kind));
    }
}

/// The place of a name among those that came before, or the next one.
fn place(places: &mut HashMap<String, u32>, name: &str) -> u32 {
    if let Some(place) = places.get(name) {
        return *place;
    }
    // There are fewer than MOST_ROWS.
    let place = places.len() as u32;
    places.insert(name.to_owned(), place);
    place
}

/// What is said of rows of the same feature in the same sample.
fn repeats(mut rows: Vec<(u32, u32)>) -> Option<String> {
    let all = rows.len();
    rows.sort_unstable();
    rows.dedup();
    let repeated = all - rows.len();
    (repeated > 0).then(|| {
        format!("{repeated} rows repeat the sample and feature of another and were added to it")
    })
}

#[cfg(test)]
mod tests;
