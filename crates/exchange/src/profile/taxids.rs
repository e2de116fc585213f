//! Whether the numbers of a file's clades are those of the NCBI Taxonomy. Databases made of GTDB or SILVA number clades in their own way,
//! and a genus must not be found by the number of another.

use std::collections::BTreeMap;

/// Clades that few samples of stool are without, with the numbers that the NCBI Taxonomy has given them for long. None shares its name
/// with a genus of animals or plants, but for the first.
const LANDMARKS: [(&str, u32); 36] = [
    ("Bacteria", 2),
    ("Archaea", 2157),
    ("Eukaryota", 2759),
    ("Viruses", 10239),
    ("Akkermansia", 239934),
    ("Alistipes", 239759),
    ("Bacteroides", 816),
    ("Bifidobacterium", 1678),
    ("Blautia", 572511),
    ("Clostridium", 1485),
    ("Enterococcus", 1350),
    ("Escherichia", 561),
    ("Faecalibacterium", 216851),
    ("Homo", 9605),
    ("Klebsiella", 570),
    ("Lactobacillus", 1578),
    ("Prevotella", 838),
    ("Pseudomonas", 286),
    ("Roseburia", 841),
    ("Ruminococcus", 1263),
    ("Salmonella", 590),
    ("Staphylococcus", 1279),
    ("Streptococcus", 1301),
    ("Akkermansia muciniphila", 239935),
    ("Bacteroides fragilis", 817),
    ("Bacteroides thetaiotaomicron", 818),
    ("Bacteroides uniformis", 820),
    ("Bifidobacterium adolescentis", 1680),
    ("Bifidobacterium longum", 216816),
    ("Escherichia coli", 562),
    ("Faecalibacterium prausnitzii", 853),
    ("Homo sapiens", 9606),
    ("Klebsiella pneumoniae", 573),
    ("Roseburia intestinalis", 166486),
    ("Salmonella enterica", 28901),
    ("Staphylococcus aureus", 1280),
];

/// Whose numbers a file has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numbering {
    /// Those of the NCBI Taxonomy.
    Ncbi,
    /// Others, or ones that nothing vouches for.
    Unknown,
}

impl Numbering {
    /// What the names and numbers of a file's clades tell: most of those that are known must have their own number.
    pub fn of<'n>(clades: impl Iterator<Item = (&'n str, u32)>) -> Self {
        let known: BTreeMap<&str, u32> = LANDMARKS.into_iter().collect();
        let (mut same, mut other) = (0_usize, 0_usize);
        for (name, taxid) in clades {
            match known.get(without_prefix(name)) {
                Some(number) if *number == taxid => same += 1,
                Some(_) => other += 1,
                None => {}
            }
        }
        if same > other {
            Self::Ncbi
        } else {
            Self::Unknown
        }
    }

    /// The number, if it can be relied on.
    pub fn keep(self, taxid: Option<u32>) -> Option<u32> {
        taxid.filter(|_| self == Self::Ncbi)
    }

    /// What a reader of the result should know.
    pub fn note(self) -> Option<String> {
        (self == Self::Unknown).then(|| {
            "its numbers of clades are not known to be those of the NCBI Taxonomy and were not used: names alone were matched".to_owned()
        })
    }
}

/// `d__Bacteria` is `Bacteria`.
pub(super) fn without_prefix(name: &str) -> &str {
    match name.trim().split_once("__") {
        Some((rank, rest)) if rank.len() == 1 => rest.trim(),
        _ => name.trim(),
    }
}

/// The number of a clade; none where it is 0 or larger than any of the NCBI Taxonomy.
pub(super) fn taxid(cell: &str) -> Option<u32> {
    cell.trim().parse().ok().filter(|taxid| *taxid > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_clades_vouch_for_all_numbers() {
        let of = |clades: &[(&'static str, u32)]| Numbering::of(clades.iter().copied());
        let ncbi = [
            ("root", 1),
            ("Bacteria", 2),
            ("Bacteria", 629_395),
            ("Bacteroides", 816),
        ];
        assert_eq!(of(&ncbi), Numbering::Ncbi);
        let gtdb = [("d__Bacteria", 3), ("g__Escherichia", 4711)];
        assert_eq!(of(&gtdb), Numbering::Unknown);
        assert_eq!(of(&[("Dorea", 189_330)]), Numbering::Unknown);
        assert_eq!(Numbering::Unknown.keep(Some(816)), None);
    }

    #[test]
    fn numbers_of_clades_are_whole_and_above_zero() {
        for (cell, expected) in [
            ("562", Some(562)),
            (" 2 ", Some(2)),
            ("0", None),
            ("-1", None),
            ("4294967296", None),
            ("2|1239", None),
        ] {
            assert_eq!(taxid(cell), expected, "{cell}");
        }
    }
}
