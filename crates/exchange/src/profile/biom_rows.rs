//! What both forms of BIOM have in common: rows with an id and, somewhere in their metadata, a lineage; and the amounts of a matrix.

use std::collections::BTreeMap;

use super::fault::Gathered;
use super::{Column, FaultKind, FeatureTable, Lineage, ProfileFault, ProfileFaults, Rank};

/// The most clades that the lineages of a file may have in all.
pub(super) const MOST_CLADES: usize = 2 << 20;
/// The most parts of one lineage that are looked at, and the highest number a key may have.
pub(super) const MOST_PARTS: usize = 64;
/// Keys of metadata that are longer name no part of a lineage.
const LONGEST_KEY: usize = 32;
/// Keys of a whole lineage, in lower case and without separators.
const WHOLE_LINEAGE: [&str; 6] = [
    "taxonomy",
    "taxon",
    "taxa",
    "lineage",
    "consensuslineage",
    "taxonomypath",
];
/// What stands before a number in the keys of single levels.
const LEVEL: [&str; 3] = ["taxonomy", "taxon", "rank"];
/// Words that are a lineage of their own.
const DOMAINS: [&str; 7] = [
    "bacteria",
    "archaea",
    "eukaryota",
    "eukarya",
    "fungi",
    "viruses",
    "virus",
];

/// The part of a lineage that a key of a row's metadata stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum LineageKey {
    /// `taxonomy`: all of it.
    Whole,
    /// `Genus`: the name at a rank.
    Rank(Rank),
    /// `taxonomy_3`, `Rank3`: the name at a level, counted from the widest.
    Level(usize),
}

impl LineageKey {
    /// The part that a key stands for, if any.
    pub(super) fn of(key: &str) -> Option<Self> {
        if key.len() > LONGEST_KEY {
            return None;
        }
        let key = key.to_ascii_lowercase().replace([' ', '-', '_', '.'], "");
        if WHOLE_LINEAGE.contains(&key.as_str()) {
            return Some(Self::Whole);
        }
        let number = || LEVEL.iter().find_map(|word| key.strip_prefix(word));
        Rank::of_word(&key).map(Self::Rank).or_else(|| {
            let level = number()?.parse().ok()?;
            (level <= MOST_PARTS).then_some(Self::Level(level))
        })
    }
}

/// What a row's metadata say of its lineage: nothing, the lineage, or words that are none.
pub(super) type Said = Option<Result<Lineage, String>>;

/// The lineage of the parts that metadata hold by their keys.
pub(super) fn lineage_of(parts: &BTreeMap<LineageKey, Vec<String>>) -> Said {
    if let Some(whole) = parts.get(&LineageKey::Whole) {
        return read_parts(whole);
    }
    let first = |names: &[String]| names.first().cloned().unwrap_or_default();
    let mut ranks = Vec::new();
    let mut levels = Vec::new();
    for (key, names) in parts {
        match key {
            LineageKey::Rank(rank) => ranks.push((*rank, first(names))),
            LineageKey::Level(_) => levels.push(first(names)),
            LineageKey::Whole => {}
        }
    }
    // One such word may be the key of something else.
    if ranks.len() > 1 {
        let names = ranks.iter().map(|(rank, name)| (*rank, &**name, None));
        return Some(Ok(Lineage::of(names)));
    }
    read_parts(&levels)
}

/// The lineage that a list of names gives, widest first, or a single text.
fn read_parts(parts: &[String]) -> Said {
    let read = match parts {
        [] => return None,
        [text] => read_lineage(text),
        // Only the places in the list part the names.
        names => Lineage::read(
            &names
                .iter()
                .map(|name| name.replace(['|', ';'], " "))
                .collect::<Vec<String>>()
                .join(";"),
        ),
    };
    Some(read.ok_or_else(|| parts.join("; ")))
}

/// A lineage where one is expected: [`Lineage::read`], or the word of a domain.
pub(super) fn read_lineage(text: &str) -> Option<Lineage> {
    Lineage::read(text).or_else(|| {
        let word = text.trim().trim_matches(['"', '\'']);
        DOMAINS
            .contains(&word.to_ascii_lowercase().as_str())
            .then(|| Lineage::of([(Rank::Kingdom, word, None)]))
    })
}

/// A fault at a place within a file that has no lines: `data[17]`.
pub(super) fn at_place(file: &str, place: String, kind: FaultKind) -> ProfileFault {
    ProfileFault {
        column: Some(Column {
            number: 1,
            name: place,
        }),
        ..ProfileFault::whole(file, kind)
    }
}

/// A row before its amounts are known.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) said: Said,
}

/// A table with these rows and no amounts yet. Where some rows have a lineage, the others could not be named.
///
/// # Errors
/// Lineages that cannot be read, and ids that stand twice.
pub(super) fn table_of(
    file: &str,
    format: &'static str,
    rows: Vec<Row>,
    samples: Vec<String>,
) -> Result<FeatureTable, ProfileFaults> {
    let mut table = FeatureTable::new(file, format, samples)?;
    let mut faults = Gathered::default();
    for id in repeated(&rows) {
        let kind = FaultKind::unexpected(id, "each row has an id of its own");
        faults.push(ProfileFault::whole(file, kind));
    }
    let silent = rows.iter().filter(|row| row.said.is_none()).count();
    let count = rows.len();
    if (1..count).contains(&silent) {
        table.notes.push(format!(
            "{silent} of {count} rows have no lineage and count as unclassified"
        ));
    }
    for (index, row) in rows.into_iter().enumerate() {
        let lineage = match row.said {
            Some(Ok(lineage)) => Some(lineage),
            Some(Err(found)) => {
                let place = format!("taxonomy of row {}", index + 1);
                faults.push(at_place(file, place, FaultKind::BadLineage(found)));
                None
            }
            None => (silent < count).then(Lineage::default),
        };
        table.feature(&row.id, lineage)?;
    }
    faults.into_result(table)
}

/// Ids that stand more than once.
fn repeated(rows: &[Row]) -> Vec<&str> {
    let mut ids: Vec<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    ids.sort_unstable();
    let pairs = ids.windows(2).filter(|pair| pair[0] == pair[1]);
    let mut repeated: Vec<&str> = pairs.map(|pair| pair[0]).collect();
    repeated.dedup();
    repeated
}

/// The amounts of a matrix on their way into a table.
pub(super) struct Amounts<'a> {
    file: &'a str,
    table: FeatureTable,
    faults: Gathered,
    whole_numbers: bool,
}

impl<'a> Amounts<'a> {
    pub(super) fn new(file: &'a str, table: FeatureTable) -> Self {
        Self {
            file,
            table,
            faults: Gathered::default(),
            whole_numbers: true,
        }
    }

    /// Adds an amount of a feature in a sample, both within the table, or the fault that it is none.
    ///
    /// # Errors
    /// More amounts than can be read.
    pub(super) fn add(
        &mut self,
        feature: usize,
        sample: usize,
        amount: f64,
        place: impl FnOnce() -> String,
    ) -> Result<(), ProfileFaults> {
        if !(amount.is_finite() && amount >= 0.0) {
            self.fault(|| (place(), FaultKind::NotAnAmount(amount.to_string())));
            return Ok(());
        }
        self.whole_numbers &= amount.fract() == 0.0;
        self.table.add(feature, sample, amount)
    }

    /// Notes a fault and its place.
    pub(super) fn fault(&mut self, fault: impl FnOnce() -> (String, FaultKind)) {
        let file = self.file;
        self.faults.push_with(|| {
            let (place, kind) = fault();
            at_place(file, place, kind)
        });
    }

    /// The table; its amounts are reads where all of them are whole.
    ///
    /// # Errors
    /// Every fault that was found.
    pub(super) fn finish(mut self) -> Result<FeatureTable, ProfileFaults> {
        self.table.counts = self.whole_numbers;
        self.faults.into_result(self.table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(parts: &[(&str, &[&str])]) -> Said {
        let parts = parts.iter().map(|(key, names)| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            (LineageKey::of(key).unwrap(), names)
        });
        lineage_of(&parts.collect())
    }

    fn genus(said: Said) -> String {
        let lineage = said.unwrap().unwrap();
        lineage.at(Rank::Genus).unwrap_or_default().to_owned()
    }

    #[test]
    fn keys_are_known_however_they_are_written() {
        for (key, expected) in [
            ("taxonomy", Some(LineageKey::Whole)),
            ("Taxonomy", Some(LineageKey::Whole)),
            ("Consensus Lineage", Some(LineageKey::Whole)),
            ("ConsensusLineage", Some(LineageKey::Whole)),
            ("taxonomy_0", Some(LineageKey::Level(0))),
            ("taxonomy7", Some(LineageKey::Level(7))),
            ("Rank1", Some(LineageKey::Level(1))),
            ("Kingdom", Some(LineageKey::Rank(Rank::Kingdom))),
            ("superkingdom", Some(LineageKey::Rank(Rank::Kingdom))),
            ("taxonomy65", None),
            ("confidence", None),
            ("taxonomy_and_many_words_that_say_nothing", None),
        ] {
            assert_eq!(LineageKey::of(key), expected, "{key}");
        }
    }

    #[test]
    fn lineages_stand_in_lists_texts_levels_and_ranks() {
        let list: &[&str] = &[
            "k__Bacteria",
            "p__Firmicutes",
            "c__Clostridia",
            "o__",
            "f__",
            "g__Blautia",
            "s__",
        ];
        let bare: &[&str] = &["Bacteria", "Firmicutes", "", "", "", "Blautia"];
        let text: &[&str] = &["k__Bacteria; p__Firmicutes; g__Blautia"];
        for parts in [list, bare, text] {
            assert_eq!(genus(said(&[("taxonomy", parts)])), "Blautia", "{parts:?}");
        }
        let levels = said(&[
            ("Rank6", &["Blautia"]),
            ("Rank1", &["Bacteria"]),
            ("Rank2", &[""]),
            ("Rank3", &[""]),
            ("Rank4", &[""]),
            ("Rank5", &[""]),
        ]);
        assert_eq!(genus(levels), "Blautia");
        let ranks = said(&[("Genus", &["g__Blautia"]), ("Domain", &["Bacteria"])]);
        assert_eq!(genus(ranks), "Blautia");
        assert_eq!(said(&[("class", &["Bacilli"])]), None);
        assert_eq!(said(&[("taxonomy", &[])]), None);
    }

    #[test]
    fn a_single_word_is_a_lineage_only_where_it_is_a_domain() {
        assert_eq!(
            said(&[("taxonomy", &["Bacteria"])]).unwrap().unwrap(),
            Lineage::of([(Rank::Kingdom, "Bacteria", None)])
        );
        assert_eq!(
            said(&[("taxonomy", &["Unassigned"])]).unwrap().unwrap(),
            Lineage::default()
        );
        assert_eq!(
            said(&[("taxonomy", &["Otu7"])]),
            Some(Err("Otu7".to_owned()))
        );
    }

    /// Separators within one name of a list part no names.
    #[test]
    fn a_name_of_a_list_stays_whole() {
        let said = said(&[("taxonomy", &["Bacteria", "Bacteroidota|old; Bacteroidetes"])]);
        let lineage = said.unwrap().unwrap();
        assert_eq!(
            lineage.at(Rank::Phylum),
            Some("Bacteroidota old  Bacteroidetes")
        );
    }
}
