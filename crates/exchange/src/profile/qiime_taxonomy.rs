//! What features are, as QIIME 2 exports it: `Feature ID`, `Taxon` and, mostly, `Confidence` or `Consensus`, parted by tabs.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::biom_rows::{MOST_CLADES, read_lineage};
use super::fault::Gathered;
use super::features::MOST_NAMES;
use super::{Assignments, Content, FaultKind, Opened, ProfileFault, ProfileFaults, ProfileReader};

/// The reader.
pub struct Qiime2Taxonomy;

/// Names of the first column, in lower case and without separators.
const IDS: [&str; 3] = ["featureid", "otuid", "id"];
/// Names of the second column.
const TAXA: [&str; 2] = ["taxon", "taxonomy"];

impl ProfileReader for Qiime2Taxonomy {
    fn name(&self) -> &'static str {
        "QIIME 2 taxonomy (TSV)"
    }

    fn recognises(&self, content: &Content<'_>) -> bool {
        is_header(content.first_line())
    }

    fn read(&self, content: &Content<'_>) -> Result<Opened, ProfileFaults> {
        let text = content.require_text()?;
        Ok(Opened::Taxonomy(read_assignments(content.file(), text)?))
    }
}

fn is_header(line: &str) -> bool {
    let mut cells = line.split('\t').map(|cell| {
        let cell = cell.trim().trim_start_matches('#').to_ascii_lowercase();
        cell.replace([' ', '-', '_'], "")
    });
    let (id, taxon) = (cells.next(), cells.next());
    id.is_some_and(|id| IDS.contains(&id.as_str()))
        && taxon.is_some_and(|taxon| TAXA.contains(&taxon.as_str()))
}

/// What the features are.
///
/// # Errors
/// Every fault of the file.
pub(super) fn read_assignments(file: &str, text: &str) -> Result<Assignments, ProfileFaults> {
    let mut lines = text.lines().enumerate();
    let header = lines.by_ref().find(|(_, line)| !line.trim().is_empty());
    if !header.is_some_and(|(_, line)| is_header(line)) {
        let found = header.map_or("", |(_, line)| line);
        let number = header.map_or(1, |(index, _)| index + 1);
        let kind = FaultKind::unexpected(
            found,
            "`Feature ID` and `Taxon` are expected, parted by a tab",
        );
        return Err(ProfileFault::at_line(file, number, kind).into());
    }
    let mut reading = Reading {
        file,
        last: text.lines().count(),
        cut: !text.ends_with('\n'),
        faults: Gathered::default(),
        lineages: BTreeMap::new(),
        clades: 0,
    };
    for (index, line) in lines {
        if !line.trim().is_empty() && !line.starts_with("#q2:") {
            reading.row(index + 1, line)?;
        }
    }
    if reading.lineages.is_empty() {
        let kind = FaultKind::NoRows;
        reading.faults.push(ProfileFault::whole(file, kind));
    }
    reading.faults.into_result(Assignments {
        file: file.to_owned(),
        lineages: reading.lineages,
    })
}

struct Reading<'a> {
    file: &'a str,
    last: usize,
    cut: bool,
    faults: Gathered,
    lineages: BTreeMap<String, super::Lineage>,
    clades: usize,
}

impl Reading<'_> {
    fn row(&mut self, number: usize, line: &str) -> Result<(), ProfileFaults> {
        let fault = |kind| ProfileFault::at_line(self.file, number, kind);
        let cell =
            |column, name, kind| ProfileFault::at_cell(self.file, number, column, name, kind);
        let Some((id, rest)) = line.split_once('\t') else {
            self.faults.push(fault(FaultKind::CellCount {
                found: 1,
                expected: 2,
                at_the_end: self.cut && number == self.last,
            }));
            return Ok(());
        };
        let id = id.trim().trim_matches('"');
        let taxon = rest.split('\t').next().unwrap_or_default();
        if id.is_empty() {
            let kind = FaultKind::unexpected("", "the name of a feature is expected");
            self.faults.push(cell(0, "Feature ID", kind));
            return Ok(());
        }
        let Some(lineage) = read_lineage(taxon) else {
            let kind = FaultKind::BadLineage(taxon.to_owned());
            self.faults.push(cell(1, "Taxon", kind));
            return Ok(());
        };
        self.clades += lineage.clades().len();
        let too_many = |what, found, limit| {
            Err(ProfileFaults::from(fault(FaultKind::too_many(
                what, found, limit,
            ))))
        };
        if self.clades > MOST_CLADES {
            return too_many("clades in its lineages", self.clades, MOST_CLADES);
        }
        if self.lineages.len() >= MOST_NAMES {
            return too_many("features", MOST_NAMES + 1, MOST_NAMES);
        }
        match self.lineages.entry(id.to_owned()) {
            Entry::Vacant(place) => {
                place.insert(lineage);
            }
            Entry::Occupied(_) => {
                let kind = FaultKind::unexpected(id, "each feature is named once");
                self.faults.push(cell(0, "Feature ID", kind));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{Rank, open_content};

    const TAXONOMY: &str = include_str!("../../tests/files/qiime2_taxonomy.tsv");

    fn read(text: &str) -> Result<Assignments, ProfileFaults> {
        match open_content(&Content::new("taxa.tsv", text.as_bytes()))? {
            Opened::Taxonomy(assignments) => Ok(assignments),
            _ => panic!("no taxonomy"),
        }
    }

    fn message(text: &str) -> String {
        read(text).unwrap_err().to_string()
    }

    #[test]
    fn lineages_stand_beside_the_features() {
        let taxonomy = read(TAXONOMY).unwrap();
        assert_eq!(taxonomy.lineages.len(), 6);
        let genus = |id: &str| taxonomy.lineages[id].at(Rank::Genus).unwrap_or_default();
        assert_eq!(genus("f01"), "Blautia");
        assert_eq!(genus("f02"), "[Eubacterium]_hallii_group");
        assert_eq!(genus("f03"), "Phocaeicola_A_858004");
        assert_eq!(genus("f04"), "");
        assert_eq!(
            taxonomy.lineages["f04"].at(Rank::Family),
            Some("Lachnospiraceae")
        );
        assert_eq!(taxonomy.lineages["f05"].clades(), []);
        assert_eq!(taxonomy.lineages["f06"].at(Rank::Kingdom), Some("Bacteria"));
    }

    #[test]
    fn other_headers_and_lines_of_types_are_known() {
        for head in [
            "Feature ID\tTaxon\n",
            "#OTUID\ttaxonomy\tconfidence\n",
            "\u{feff}Feature ID\tTaxon\tConsensus\r\n",
            "\nfeature-id\tTaxon\tConfidence\n#q2:types\tcategorical\tnumeric\n",
        ] {
            let text = format!("{head}a\tk__Bacteria; p__Firmicutes; g__Dorea\n");
            let taxonomy = read(&text).unwrap();
            assert_eq!(taxonomy.lineages.len(), 1, "{head}");
            assert_eq!(taxonomy.lineages["a"].at(Rank::Genus), Some("Dorea"));
        }
    }

    #[test]
    fn every_fault_is_said_with_its_place() {
        assert_eq!(
            message(
                "Feature ID\tTaxon\na\tDorea\nb\n\tk__Bacteria\nc\tk__Bacteria\nc\tk__Archaea\n"
            ),
            "taxa.tsv:2:2: `Taxon`: found the lineage `Dorea` (expected ranks such as `k__Bacteria|p__Firmicutes`, or `d__Bacteria;p__Bacillota`)\n\
             taxa.tsv:3:1: found 1 cell, the header has 2 (cells are separated by tabs)\n\
             taxa.tsv:4:1: `Feature ID`: found `` (the name of a feature is expected)\n\
             taxa.tsv:6:1: `Feature ID`: found `c` (each feature is named once)"
        );
        assert_eq!(
            message("Feature ID\tTaxon\na\tk__Bacteria\nb"),
            "taxa.tsv:3:1: found 1 cell, the header has 2 (the file is cut off within this row: copy or download it again)"
        );
        assert!(message("Feature ID\tTaxon\n").contains("has a header but no clades"));
    }

    #[test]
    fn a_cut_file_is_an_answer_or_a_fault() {
        for end in 0..TAXONOMY.len() {
            let _ = read_assignments("f", &TAXONOMY[..end]);
        }
    }
}
