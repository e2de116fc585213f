//! Lineages: a clade with the clades above it, as the many formats write them, and names in the form in which they are compared.

/// The ranks that profilers write, widest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rank {
    /// `k__`, or `d__` for a domain: they stand in the same place.
    Kingdom,
    /// `p__`
    Phylum,
    /// `c__`
    Class,
    /// `o__`
    Order,
    /// `f__`
    Family,
    /// `g__`
    Genus,
    /// `s__`
    Species,
    /// `t__`: a strain, or a species-level genome bin.
    Strain,
}

impl Rank {
    /// All ranks, widest first.
    pub const ALL: [Self; 8] = [
        Self::Kingdom,
        Self::Phylum,
        Self::Class,
        Self::Order,
        Self::Family,
        Self::Genus,
        Self::Species,
        Self::Strain,
    ];

    fn of_prefix(prefix: &str) -> Option<Self> {
        Some(match prefix {
            "k" | "d" => Self::Kingdom,
            "p" => Self::Phylum,
            "c" => Self::Class,
            "o" => Self::Order,
            "f" => Self::Family,
            "g" => Self::Genus,
            "s" => Self::Species,
            "t" => Self::Strain,
            _ => return None,
        })
    }

    /// The rank that a word names, such as `superkingdom` or `Genus`.
    pub fn of_word(word: &str) -> Option<Self> {
        let word = word.trim().to_ascii_lowercase();
        match word.as_str() {
            "superkingdom" | "domain" => Some(Self::Kingdom),
            "subspecies" => Some(Self::Strain),
            _ => Self::ALL.into_iter().find(|rank| rank.name() == word),
        }
    }

    /// The letter before the two underscores.
    pub fn letter(self) -> char {
        ['k', 'p', 'c', 'o', 'f', 'g', 's', 't'][self as usize]
    }

    /// The rank in words.
    pub fn name(self) -> &'static str {
        [
            "kingdom", "phylum", "class", "order", "family", "genus", "species", "strain",
        ][self as usize]
    }
}

/// A named clade at a rank.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clade {
    /// Its rank.
    pub rank: Rank,
    /// Its name as the file has it, without the prefix of the rank; empty where the file leaves it open.
    pub name: String,
    /// Its number in the NCBI Taxonomy, where the file has one.
    pub taxid: Option<u32>,
}

impl Clade {
    /// A clade of which only the name is known.
    pub fn new(rank: Rank, name: impl Into<String>) -> Self {
        Self {
            rank,
            name: name.into(),
            taxid: None,
        }
    }
}

/// A clade below the clades that hold it; without any where nothing could be named.
///
/// ```
/// use exchange::profile::{Lineage, Rank};
/// let lineage = Lineage::parse("d__Bacteria;p__Bacillota_A;g__Agathobacter;s__Agathobacter rectalis").unwrap();
/// assert_eq!(lineage.at(Rank::Genus), Some("Agathobacter"));
/// assert_eq!(lineage.rank(), Rank::Species);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lineage {
    clades: Vec<Clade>,
}

impl Lineage {
    /// Reads `k__A|p__B|…` or `d__A;p__B;…`, names as they stand. Nothing if a part has no known rank, or the ranks do not descend.
    pub fn parse(text: &str) -> Option<Self> {
        let separator = if text.contains('|') { '|' } else { ';' };
        let mut clades: Vec<Clade> = Vec::new();
        for part in text.trim().trim_end_matches(separator).split(separator) {
            let (prefix, name) = part.trim().split_once("__")?;
            let rank = Rank::of_prefix(prefix)?;
            if clades.last().is_some_and(|above| above.rank >= rank) {
                return None;
            }
            clades.push(Clade::new(rank, name.trim()));
        }
        (!clades.is_empty()).then_some(Self { clades })
    }

    /// Reads a lineage as any classifier writes it: `k__A; p__B`, `D_0__A;D_1__B`, `d:A(0.99),p:B`, `A(100);B(98);`, `A;B;C`. Marks of
    /// what could not be named (`NA`, `uncultured`, `g__`, …) leave the clade without a name; a lineage of nothing else is empty.
    /// Nothing if the text is no lineage: a single word without the prefix of a rank.
    ///
    /// ```
    /// use exchange::profile::{Lineage, Rank};
    /// let lineage = Lineage::read("Bacteria(100);Firmicutes(100);Clostridia(99);Clostridiales(99);Lachnospiraceae(95);Blautia(71);").unwrap();
    /// assert_eq!(lineage.at(Rank::Genus), Some("Blautia"));
    /// assert_eq!(Lineage::read("Unassigned").unwrap().clades(), []);
    /// assert_eq!(Lineage::read("Otu0001"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim().trim_matches(['"', '\'']).trim();
        if is_nameless(text) {
            return Some(Self::default());
        }
        let separator = separator(text);
        if text.split(separator).nth(CLADES_MOST).is_some() {
            return None;
        }
        let parts: Vec<&str> = text
            .split(separator)
            .map(|part| without_confidence(part.trim().trim_matches('"')))
            .collect();
        let prefixed: Option<Vec<(Rank, &str)>> = parts
            .iter()
            .filter(|part| !part.is_empty())
            .map(|part| prefixed(part))
            .collect();
        match prefixed {
            Some(clades) if !clades.is_empty() => Self::descending(clades),
            _ if parts.len() < 2 => None,
            _ => Self::descending(
                parts
                    .iter()
                    .copied()
                    .skip_while(|part| matches!(*part, "Root" | "root" | "cellular organisms"))
                    .zip(Rank::ALL)
                    .map(|(name, rank)| (rank, name))
                    .collect(),
            ),
        }
    }

    /// A lineage of names that stand in columns or nodes of their own, widest first. Names are read as by [`Lineage::read`]; a species
    /// that is only an epithet gets its genus in front.
    pub fn of<'n>(names: impl IntoIterator<Item = (Rank, &'n str, Option<u32>)>) -> Self {
        let mut lineage = Self::default();
        for (rank, name, taxid) in names {
            let name = match prefixed(name.trim()) {
                Some((_, name)) => name,
                None => name.trim(),
            };
            let name = if is_nameless(name) { "" } else { name };
            let genus = lineage.at(Rank::Genus).unwrap_or_default();
            let epithet =
                rank == Rank::Species && name.starts_with(|first: char| first.is_lowercase());
            let name = if epithet && !genus.is_empty() {
                format!("{genus} {name}")
            } else {
                name.to_owned()
            };
            lineage.clades.push(Clade { rank, name, taxid });
        }
        while lineage
            .clades
            .last()
            .is_some_and(|clade| clade.name.is_empty())
        {
            lineage.clades.pop();
        }
        lineage
    }

    fn descending(clades: Vec<(Rank, &str)>) -> Option<Self> {
        let descends = clades.windows(2).all(|pair| pair[0].0 < pair[1].0);
        descends.then(|| Self::of(clades.into_iter().map(|(rank, name)| (rank, name, None))))
    }

    /// The same with each clade's number in the NCBI Taxonomy, as `2|1239||186802`: one a clade, empty where there is none.
    pub fn with_taxids(mut self, taxids: &str) -> Self {
        for (clade, taxid) in self.clades.iter_mut().zip(taxids.split('|')) {
            clade.taxid = taxid.trim().parse().ok();
        }
        self
    }

    /// The same below clades without a name, so that there is one at `rank`: whatever could not be named that far down is told apart
    /// from what was. Clades below species are left off.
    pub(super) fn down_to(mut self, rank: Rank) -> Self {
        let clades = &mut self.clades;
        clades.retain(|clade| clade.rank <= Rank::Species);
        if clades
            .first()
            .is_none_or(|first| first.rank != Rank::Kingdom)
        {
            clades.insert(0, Clade::new(Rank::Kingdom, ""));
        }
        if let Err(place) = clades.binary_search_by_key(&rank, |clade| clade.rank) {
            clades.insert(place, Clade::new(rank, ""));
        }
        self
    }

    /// A clade below others, or below none.
    pub(super) fn below(above: Option<&Self>, clade: Clade) -> Self {
        let above = above.map_or(&[][..], Self::clades);
        Self {
            clades: above.iter().cloned().chain([clade]).collect(),
        }
    }

    /// The clades, widest first.
    pub fn clades(&self) -> &[Clade] {
        &self.clades
    }

    /// The rank of the clade itself.
    pub fn rank(&self) -> Rank {
        self.clades.last().map_or(Rank::Kingdom, |clade| clade.rank)
    }

    /// The clade at a rank, if the lineage has one there.
    pub fn clade(&self, rank: Rank) -> Option<&Clade> {
        self.clades.iter().find(|clade| clade.rank == rank)
    }

    /// The name at a rank, if the lineage has one there.
    pub fn at(&self, rank: Rank) -> Option<&str> {
        self.clade(rank).map(|clade| clade.name.as_str())
    }

    /// The narrowest clade that has a name.
    pub fn narrowest(&self) -> Option<&Clade> {
        self.clades
            .iter()
            .rev()
            .find(|clade| !clade.name.is_empty())
    }
}

/// The most clades of a lineage: a text with more is none.
const CLADES_MOST: usize = 64;

fn separator(text: &str) -> char {
    ['|', ';']
        .into_iter()
        .find(|separator| text.contains(*separator))
        .unwrap_or(',')
}

/// The rank and name of `g__Blautia`, `D_5__Blautia` or `g:Blautia`.
fn prefixed(part: &str) -> Option<(Rank, &str)> {
    if let Some((prefix, name)) = part.split_once("__") {
        let rank = match prefix.strip_prefix("D_") {
            Some(number) => Rank::ALL.get(number.parse::<usize>().ok()?).copied(),
            None => Rank::of_prefix(prefix),
        };
        return Some((rank?, name.trim()));
    }
    let (prefix, name) = part.split_once(':')?;
    Some((Rank::of_prefix(prefix)?, name.trim()))
}

/// `Blautia(100)` is `Blautia`: classifiers append how sure they are.
fn without_confidence(part: &str) -> &str {
    match part
        .strip_suffix(')')
        .and_then(|open| open.rsplit_once('('))
    {
        Some((name, number)) if number.parse::<f64>().is_ok() => name.trim(),
        _ => part,
    }
}

/// Whether a name says only that there is none.
fn is_nameless(name: &str) -> bool {
    const MARKS: [&str; 12] = [
        "",
        "na",
        "nan",
        "none",
        "null",
        "__",
        "unassigned",
        "no blast hit",
        "ambiguous taxa",
        "metagenome",
        "gut metagenome",
        "human gut metagenome",
    ];
    const BEGINNINGS: [&str; 4] = ["unclassified", "uncultured", "unidentified", "unknown"];
    const ENDINGS: [&str; 4] = [" unclassified", " uncultured", " unidentified", " unknown"];
    let name = name.trim().replace('_', " ").to_lowercase();
    MARKS.contains(&name.trim())
        || BEGINNINGS.iter().any(|begin| name.starts_with(begin))
        || ENDINGS.iter().any(|ending| name.ends_with(ending))
}

/// The form in which names of clades are compared: no case, rank prefix, brackets, quotes or suffix of a reference tree (`_A`,
/// `_A_141780`), and words parted by single spaces.
pub(super) fn comparable(name: &str) -> String {
    let name = match name.trim().split_once("__") {
        Some((prefix, rest)) if Rank::of_prefix(prefix).is_some() => rest,
        _ => name,
    };
    let plain: Vec<String> = name
        .split_whitespace()
        .map(without_suffixes)
        .flat_map(|word| word.split(['_', '-']))
        .map(|word| word.replace(['[', ']', '\'', '"'], "").to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    plain.join(" ")
}

/// Whether a name says that it is not simply the genus it looks like: `[Ruminococcus]`, `Bacteroides_F`.
pub(super) fn is_qualified(name: &str) -> bool {
    name.contains('[')
        || name
            .split_whitespace()
            .any(|word| without_suffixes(word) != word)
}

/// The fewest digits of a number that Greengenes2 appends.
const TREE_NUMBER: usize = 4;

/// Reference trees part a genus that is several by letters or numbers after an underscore: `Blautia_A` in GTDB, `Blautia_A_141780` in
/// Greengenes2. `NA` is no such suffix but a missing name; the single digits of SILVA (`Prevotella_9`) are names.
fn without_suffixes(mut word: &str) -> &str {
    while let Some((stem, suffix)) = word.rsplit_once('_') {
        let letters = (1..=2).contains(&suffix.len())
            && suffix != "NA"
            && suffix.bytes().all(|byte| byte.is_ascii_uppercase());
        let number =
            suffix.len() >= TREE_NUMBER && suffix.bytes().all(|byte| byte.is_ascii_digit());
        if stem.is_empty() || !(letters || number) {
            break;
        }
        word = stem;
    }
    word
}

#[cfg(test)]
mod tests;
