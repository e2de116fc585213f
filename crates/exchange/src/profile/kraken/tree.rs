//! The rows of a report as the tree that their indentation makes of them: whether it is whole, and what it says of each clade.

use super::super::fault::Gathered;
use super::super::limits::{Held, MOST_CLADES};
use super::super::share::Scale;
use super::super::taxids::{Numbering, without_prefix};
use super::super::{FaultKind, FeatureTable, Lineage, ProfileFault, ProfileFaults, Rank};
use super::{COLUMNS, Line};

/// Domains, and what stands in their place for viruses, by their names where the code of the row does not tell.
const DOMAINS: [&str; 4] = ["Archaea", "Bacteria", "Eukaryota", "Viruses"];
/// The domain whose kingdoms tell animals and plants from fungi.
const EUKARYOTES: &str = "Eukaryota";
/// The rows at the top hold all reads when their percents fall short of 100 by no more than this.
const ROUNDING: f64 = 0.5;

/// A line in its place below the others.
#[derive(Clone, Debug)]
struct Row<'a> {
    line: Line<'a>,
    /// The row that holds it.
    above: Option<usize>,
    /// Reads of the rows right below it, and how many of these there are.
    below: u64,
    children: u64,
    /// Its rank, if it is one that profiles have.
    rank: Option<Rank>,
    /// The narrowest rank of the row and of those above it.
    reached: Option<Rank>,
    eukaryote: bool,
}

impl<'a> Row<'a> {
    fn below(line: Line<'a>, place: Option<usize>, above: Option<&Self>) -> Self {
        let mut row = Self {
            line,
            above: place,
            below: 0,
            children: 0,
            rank: None,
            reached: above.and_then(|above| above.reached),
            eukaryote: above.is_some_and(|above| above.eukaryote),
        };
        row.rank = row.line.rank_below(row.reached, row.eukaryote);
        row.reached = row.rank.or(row.reached);
        row.eukaryote |=
            row.rank == Some(Rank::Kingdom) && without_prefix(row.line.name) == EUKARYOTES;
        row
    }
}

impl Line<'_> {
    fn is_unclassified(&self) -> bool {
        self.code.is(b'U')
    }

    /// Its rank below a clade of the rank `reached`. A rank that is there already is none: of a domain and its kingdom the domain stands,
    /// but for eukaryotes.
    fn rank_below(&self, reached: Option<Rank>, eukaryote: bool) -> Option<Rank> {
        let between = !self.code.exact || self.code.letter == b'-';
        let rank = if between && DOMAINS.contains(&without_prefix(self.name)) {
            Rank::Kingdom
        } else {
            self.code.rank()?
        };
        let kingdom_of_eukaryotes =
            eukaryote && self.code.is(b'K') && reached == Some(Rank::Kingdom);
        let narrower = reached.is_none_or(|reached| rank > reached);
        (narrower || kingdom_of_eukaryotes).then_some(rank)
    }
}

/// The rows of a report.
pub(super) struct Tree<'a> {
    rows: Vec<Row<'a>>,
    /// Whether the reads are estimates: all at one level, and cut down to whole reads at every other.
    estimated: bool,
    indented: bool,
    /// The rule for percents.
    scale: Option<Scale>,
}

impl<'a> Tree<'a> {
    /// Finds each line's place below the others.
    pub fn new(lines: Vec<Line<'a>>) -> Self {
        let mut rows: Vec<Row<'a>> = Vec::with_capacity(lines.len());
        let mut open: Vec<usize> = Vec::new();
        for line in lines {
            while open
                .last()
                .is_some_and(|last| rows[*last].line.indent >= line.indent)
            {
                open.pop();
            }
            let above = open.last().copied();
            if let Some(above) = above {
                rows[above].below += line.clade;
                rows[above].children += 1;
            }
            open.push(rows.len());
            let row = Row::below(line, above, above.map(|above| &rows[above]));
            rows.push(row);
        }
        let leaves_reads_below =
            |row: &Row<'_>| !row.line.padded && (row.children == 0 || row.line.direct == 0);
        Self {
            estimated: rows.iter().any(|row| row.children > 0)
                && rows.iter().all(leaves_reads_below),
            indented: rows.iter().any(|row| row.line.indent > 0),
            scale: scale(&rows),
            rows,
        }
    }

    /// Checks that each row has the reads of those below it, and percents in proportion.
    pub fn check(&self, file: &str) -> Result<(), ProfileFaults> {
        let mut faults = Gathered::default();
        let last = self.path_to_the_last();
        let mut cut = false;
        for (place, row) in self.rows.iter().enumerate() {
            let at_the_end = last.binary_search(&place).is_ok();
            let scale = self.scale.filter(|_| !row.line.is_unclassified());
            if let Some(expected) =
                scale.and_then(|scale| scale.disagreement(row.line.clade as f64, row.line.share))
            {
                let kind = FaultKind::unexpected(&row.line.share.value.to_string(), &expected);
                faults.push(ProfileFault::at_cell(
                    file,
                    row.line.number,
                    0,
                    COLUMNS[0],
                    kind,
                ));
            }
            // One cut leaves all rows above it without some of their reads.
            if let Some(expected) = self
                .reads_amiss(row, at_the_end)
                .filter(|_| !(at_the_end && cut))
            {
                cut |= at_the_end;
                let kind = FaultKind::unexpected(&row.line.clade.to_string(), &expected);
                faults.push(ProfileFault::at_cell(
                    file,
                    row.line.number,
                    1,
                    COLUMNS[1],
                    kind,
                ));
            }
        }
        if let Some(fault) = self.only_part(file) {
            faults.push(fault);
        }
        faults.into_result(())
    }

    /// The last row and those above it, in the order of the file.
    fn path_to_the_last(&self) -> Vec<usize> {
        let mut path: Vec<usize> = self.upwards(self.rows.len().checked_sub(1)).collect();
        path.reverse();
        path
    }

    fn upwards(&self, from: Option<usize>) -> impl Iterator<Item = usize> {
        std::iter::successors(from, |place| self.rows[*place].above)
    }

    /// What is wrong with the reads of a row, in words of what should be.
    fn reads_amiss(&self, row: &Row<'_>, at_the_end: bool) -> Option<String> {
        let sum = row.line.direct + row.below;
        if self.is_whole(row, sum) {
            return None;
        }
        let why = if sum > row.line.clade {
            "take the report as its program wrote it"
        } else if at_the_end {
            "the file is cut off, or rows were taken out"
        } else if !self.indented {
            "names must be indented, as Kraken writes them"
        } else {
            "rows below it were taken out"
        };
        Some(format!(
            "{} of its own and {} in the rows below it make {sum}: {why}",
            row.line.direct, row.below
        ))
    }

    /// Whether a row has the reads of its own and of those below it, and no others.
    fn is_whole(&self, row: &Row<'_>, sum: u64) -> bool {
        if !self.estimated || row.line.is_unclassified() {
            sum == row.line.clade
        } else if row.children > 0 {
            // Each was cut down to a whole number.
            sum.abs_diff(row.line.clade) <= row.children
        } else {
            sum == row.line.clade || (sum == 0 && row.reached >= Some(Rank::Genus))
        }
    }

    /// A file that ends after the row of unclassified reads.
    fn only_part(&self, file: &str) -> Option<ProfileFault> {
        let [row] = self.rows.as_slice() else {
            return None;
        };
        (row.line.is_unclassified() && row.line.share.value < 100.0 - ROUNDING).then(|| {
            let expected = "the rows of the other reads are missing: the file is cut off";
            let kind = FaultKind::unexpected(&row.line.share.value.to_string(), expected);
            ProfileFault::at_cell(file, row.line.number, 0, COLUMNS[0], kind)
        })
    }

    /// Adds what is there of each clade: reads of its own, and of strains and clades between ranks to the clade that holds them.
    pub fn fill(&self, file: &str, table: &mut FeatureTable) -> Result<(), ProfileFaults> {
        let clades = self.rows.iter();
        let numbering =
            Numbering::of(clades.filter_map(|row| Some((row.line.name, row.line.taxid?))));
        let narrowest = self.narrowest();
        let mut held = Held::default();
        let mut features: Vec<Option<usize>> = vec![None; self.rows.len()];
        for (place, reads) in self.reads() {
            let holder = self.holder(place, narrowest);
            let feature = match features[holder] {
                Some(feature) => feature,
                None => {
                    let lineage = self.lineage(holder, numbering);
                    held.add(file, &lineage)?;
                    table.feature(self.rows[holder].line.name, Some(lineage))?
                }
            };
            features[holder] = Some(feature);
            table.add(feature, 0, reads as f64)?;
        }
        if table.is_empty() {
            // So that a sample of which nothing was classified says just that.
            table.feature("unclassified", Some(Lineage::default()))?;
        } else {
            table.notes.extend(numbering.note());
        }
        if narrowest < Rank::Species {
            table.notes.push(format!(
                "more than {MOST_CLADES} clades have reads: those of species count to their genera"
            ));
        }
        self.add_unclassified(table);
        Ok(())
    }

    /// The rows of clades with reads of their own, and how many.
    fn reads(&self) -> impl Iterator<Item = (usize, u64)> {
        let rows = self.rows.iter().enumerate();
        rows.filter(|(_, row)| !row.line.is_unclassified())
            .map(|(place, row)| (place, self.own_reads(row)))
            .filter(|(_, reads)| *reads > 0)
    }

    /// The rank down to which clades are told apart: that of species, if they are not too many.
    fn narrowest(&self) -> Rank {
        let mut holds = vec![false; self.rows.len()];
        for (place, _) in self.reads() {
            holds[self.holder(place, Rank::Species)] = true;
        }
        match holds.iter().filter(|holds| **holds).count() {
            0..=MOST_CLADES => Rank::Species,
            _ => Rank::Genus,
        }
    }

    /// The row to which the reads of a row count; itself where none has a rank.
    fn holder(&self, place: usize, narrowest: Rank) -> usize {
        let mut rows = self.upwards(Some(place));
        let wide = |rank: Option<Rank>| rank.is_some_and(|rank| rank <= narrowest);
        rows.find(|above| wide(self.rows[*above].rank))
            .unwrap_or(place)
    }

    /// Reads of a clade itself; in Bracken's reports those of the narrowest rows, whether or not they stand there as its own.
    fn own_reads(&self, row: &Row<'_>) -> u64 {
        if self.estimated && row.children == 0 {
            row.line.clade
        } else {
            row.line.direct
        }
    }

    /// The lineage of a row. It goes down to species, named or not, so that no clade counts as one that holds the others.
    fn lineage(&self, place: usize, numbering: Numbering) -> Lineage {
        let mut clades: Vec<(Rank, &str, Option<u32>)> = Vec::new();
        for row in self.upwards(Some(place)).map(|place| &self.rows[place]) {
            let Some(rank) = row.rank else { continue };
            if clades.last().is_none_or(|(narrower, ..)| rank < *narrower) {
                clades.push((rank, row.line.name, numbering.keep(row.line.taxid)));
            }
        }
        clades.reverse();
        let lineage = Lineage::of(clades);
        if lineage.clades().is_empty() {
            return lineage;
        }
        lineage.down_to(Rank::Species)
    }

    /// Adds what could not be classified, and reads that the percents count and the rows do not.
    fn add_unclassified(&self, table: &mut FeatureTable) {
        let rows = self.rows.iter();
        for row in rows.clone().filter(|row| row.line.is_unclassified()) {
            table.add_unclassified(0, row.line.clade as f64);
        }
        let top = rows.filter(|row| row.above.is_none());
        let listed = top.map(|row| row.line.clade).sum::<u64>() as f64;
        let whole = self.scale.map_or(listed, |scale| scale.whole(100.0));
        let part = 100.0 * listed / whole;
        if listed > 0.0 && part < 100.0 - ROUNDING {
            table.add_unclassified(0, whole - listed);
            table.notes.push(format!(
                "its rows hold {part:.1} % of the reads that its percents are of: the rest counts as unclassified"
            ));
        }
        let mut rows = self.rows.iter();
        if self.estimated && !rows.any(|row| row.line.is_unclassified()) {
            table.notes.push(
                "reads are estimates, as Bracken makes them of what was classified; what was not is not in the file"
                    .to_owned(),
            );
        }
    }
}

/// The rule for percents: that of the largest clade, or where there is none that of the unclassified reads.
fn scale(rows: &[Row<'_>]) -> Option<Scale> {
    let larger = |known, row: &Row<'_>| {
        Scale::larger(
            known,
            row.line.number,
            row.line.clade as f64,
            row.line.share,
        )
    };
    let classified = rows.iter().filter(|row| !row.line.is_unclassified());
    classified
        .fold(None, larger)
        .or_else(|| rows.iter().fold(None, larger))
}
