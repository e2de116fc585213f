//! Lineages: a clade with the clades above it, and names in the form in which they are compared.

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
    /// Its name as the file has it, without the prefix of the rank.
    pub name: String,
}

/// A clade below the clades that hold it.
///
/// ```
/// use exchange::profile::{Lineage, Rank};
/// let lineage = Lineage::parse("d__Bacteria;p__Bacillota_A;g__Agathobacter;s__Agathobacter rectalis").unwrap();
/// assert_eq!(lineage.at(Rank::Genus), Some("Agathobacter"));
/// assert_eq!(lineage.rank(), Rank::Species);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Lineage {
    clades: Vec<Clade>,
}

impl Lineage {
    /// Reads `k__A|p__B|…` or `d__A;p__B;…`. Nothing if a part has no known rank, or the ranks do not descend.
    pub fn parse(text: &str) -> Option<Self> {
        let separator = if text.contains('|') { '|' } else { ';' };
        let mut clades: Vec<Clade> = Vec::new();
        for part in text.trim().trim_end_matches(separator).split(separator) {
            let (prefix, name) = part.trim().split_once("__")?;
            let rank = Rank::of_prefix(prefix)?;
            if clades.last().is_some_and(|above| above.rank >= rank) {
                return None;
            }
            let name = name.trim().to_owned();
            clades.push(Clade { rank, name });
        }
        (!clades.is_empty()).then_some(Self { clades })
    }

    /// The clades, widest first.
    pub fn clades(&self) -> &[Clade] {
        &self.clades
    }

    /// The rank of the clade itself.
    pub fn rank(&self) -> Rank {
        self.clades.last().map_or(Rank::Kingdom, |clade| clade.rank)
    }

    /// The name at a rank, if the lineage has one there.
    pub fn at(&self, rank: Rank) -> Option<&str> {
        self.clades
            .iter()
            .find(|clade| clade.rank == rank)
            .map(|clade| clade.name.as_str())
    }
}

/// The form in which names of clades are compared: no case, rank prefix, brackets, quotes or GTDB suffix (`_A`), and words parted by
/// single spaces.
pub(super) fn comparable(name: &str) -> String {
    let name = match name.trim().split_once("__") {
        Some((prefix, rest)) if Rank::of_prefix(prefix).is_some() => rest,
        _ => name,
    };
    let plain: Vec<String> = name
        .split_whitespace()
        .map(without_suffix)
        .flat_map(|word| word.split(['_', '-']))
        .map(|word| word.replace(['[', ']', '\'', '"'], "").to_lowercase())
        .filter(|word| !word.is_empty())
        .collect();
    plain.join(" ")
}

/// GTDB parts a genus that is several by capital letters after an underscore. `NA` is no such suffix but a missing name.
fn without_suffix(word: &str) -> &str {
    match word.rsplit_once('_') {
        Some((stem, suffix))
            if !stem.is_empty()
                && (1..=2).contains(&suffix.len())
                && suffix != "NA"
                && suffix.bytes().all(|byte| byte.is_ascii_uppercase()) =>
        {
            stem
        }
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_mean_the_same_compare_equal() {
        for (written, plain) in [
            ("g__Bacteroides", "bacteroides"),
            ("[Ruminococcus]_gnavus", "ruminococcus gnavus"),
            ("Ruminococcus_B gnavus", "ruminococcus gnavus"),
            ("s__Eubacterium_rectale", "eubacterium rectale"),
            ("  Blautia_A ", "blautia"),
            ("Clostridium_AA", "clostridium"),
            ("Lachnospiraceae_NA", "lachnospiraceae na"),
            ("Escherichia-Shigella", "escherichia shigella"),
            ("GGB9602", "ggb9602"),
        ] {
            assert_eq!(comparable(written), plain, "{written}");
        }
    }

    #[test]
    fn lineages_of_both_kinds_are_read() {
        let metaphlan =
            Lineage::parse("k__Bacteria|p__|f__Lachnospiraceae|g__GGB1|s__GGB1_SGB2|t__SGB2")
                .unwrap();
        assert_eq!(metaphlan.rank(), Rank::Strain);
        assert_eq!(metaphlan.at(Rank::Phylum), Some(""));
        assert_eq!(metaphlan.at(Rank::Order), None);
        let gtdb =
            Lineage::parse("d__Bacteria; p__Bacillota_A; s__Agathobacter rectalis;").unwrap();
        assert_eq!(gtdb.at(Rank::Species), Some("Agathobacter rectalis"));
    }

    #[test]
    fn what_is_no_lineage_is_refused() {
        for text in [
            "",
            "Bacteria",
            "x__Bacteria",
            "k__Bacteria|Firmicutes",
            "g__A|f__B",
            "k__A|k__B",
            "|",
        ] {
            assert_eq!(Lineage::parse(text), None, "{text}");
        }
    }
}
