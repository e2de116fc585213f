//! What the columns of a table hold, by the words of its header, in whatever case and with whatever between the words.

use super::Rank;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// Names of samples.
    Sample,
    /// Names of features that say nothing of what these are.
    Identifier,
    /// Lineages, or names of clades.
    Clade,
    /// Names of clades of one rank.
    Rank(Rank),
    /// The ranks of the clades in other columns.
    RankName,
    /// Numbers in the NCBI Taxonomy.
    Taxid,
    /// Amounts.
    Amount,
    /// Numbers that are no amounts of a sample, or that hold those of several.
    Aside,
}

const SAMPLE: &[&str] = &[
    "sample",
    "samples",
    "sampleid",
    "sampleids",
    "samplename",
    "subject",
    "subjectid",
    "patient",
    "patientid",
    "participant",
    "participantid",
];
const IDENTIFIER: &[&str] = &[
    "otu",
    "otus",
    "otuid",
    "asv",
    "asvs",
    "asvid",
    "zotu",
    "zotuid",
    "esv",
    "sv",
    "variant",
    "feature",
    "features",
    "featureid",
    "sequence",
    "sequences",
    "sequenceid",
    "seq",
    "seqid",
];
const CLADE: &[&str] = &[
    "lineage",
    "taxonomy",
    "consensuslineage",
    "taxonomiclineage",
    "taxon",
    "taxa",
    "taxonname",
    "taxname",
    "clade",
    "cladename",
    "classification",
    "organism",
];
const RANK_NAME: &[&str] = &["rank", "taxrank", "taxonrank", "taxonomylvl", "level"];
const TAXID: &[&str] = &[
    "taxid",
    "ncbitaxid",
    "ncbitaxonomyid",
    "taxonomyid",
    "cladetaxid",
];
/// Those that are reads before those that are shares.
const AMOUNT: &[&str] = &[
    "abundance",
    "reads",
    "readcount",
    "readcounts",
    "count",
    "counts",
    "fraction",
    "relativeabundance",
    "relabundance",
    "relab",
    "proportion",
    "share",
    "percent",
    "percentage",
    "amount",
    "value",
];
const ASIDE: &[&str] = &[
    "size",
    "length",
    "len",
    "seqlength",
    "seqlen",
    "sequencelength",
    "confidence",
    "bootstrap",
    "identity",
    "pident",
    "evalue",
    "total",
    "totals",
    "totalreads",
    "grandtotal",
    "sum",
    "rowsum",
    "rowsums",
    "mean",
    "average",
    "median",
    "sd",
    "prevalence",
];

impl Word {
    /// What a column of this header holds; nothing where the header does not say.
    pub(super) fn of(header: &str) -> Option<Self> {
        let word = plain(header);
        let is = |words: &[&str]| words.contains(&word.as_str());
        if let Some(rank) = rank(&word) {
            return Some(Self::Rank(rank));
        }
        if word.is_empty() || word.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let known = [
            (SAMPLE, Self::Sample),
            (IDENTIFIER, Self::Identifier),
            (CLADE, Self::Clade),
            (RANK_NAME, Self::RankName),
            (TAXID, Self::Taxid),
            (AMOUNT, Self::Amount),
            (ASIDE, Self::Aside),
        ];
        known
            .into_iter()
            .find(|(words, _)| is(words))
            .map(|(_, word)| word)
    }

    /// How well a header says this, from 0 on, the lower the better: of two columns of samples or amounts the better one counts.
    pub(super) fn place(header: &str) -> usize {
        let word = plain(header);
        let words = [SAMPLE, AMOUNT, CLADE].into_iter();
        let place = |words: &[&str]| words.iter().position(|known| *known == word);
        words.filter_map(place).min().unwrap_or(usize::MAX)
    }
}

/// Whether a header names what is known of a person, not what lives in one.
pub(super) fn is_of_the_person(header: &str) -> bool {
    const WORDS: [&str; 14] = [
        "age",
        "bmi",
        "sex",
        "gender",
        "weight",
        "height",
        "group",
        "visit",
        "week",
        "day",
        "time",
        "timepoint",
        "depth",
        "batch",
    ];
    WORDS.contains(&plain(header).as_str())
}

/// Whether a row or a column holds the sums of the others.
pub(super) fn is_total(name: &str) -> bool {
    ["total", "totals", "sum", "grandtotal", "totalreads"].contains(&plain(name).as_str())
}

/// The rank of a column: its word, or `Rank6` where lineages were parted by their place.
fn rank(word: &str) -> Option<Rank> {
    match word.strip_prefix("rank") {
        Some(number) => {
            let place = number.parse::<usize>().ok()?.checked_sub(1)?;
            Rank::ALL.get(place).copied()
        }
        None => Rank::of_word(word),
    }
}

/// A header in lower case, without what stands between its words; empty where it is too long for one.
pub(super) fn plain(header: &str) -> String {
    // No word is longer; sequences may be.
    const LONGEST: usize = 40;
    if header.len() > LONGEST {
        return String::new();
    }
    // A unit stands in brackets behind the name.
    let header = header.split(" [").next().unwrap_or_default();
    let letters = header.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
