//! What a bare name in a table is: a lineage, a clade, or only a number of some kind that a taxonomy has to explain.

use super::{Lineage, Rank};

/// The fewest bases of a sequence that stands as a name.
const SHORTEST_SEQUENCE: usize = 20;

/// What a name looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A lineage, such as `k__Bacteria|p__Firmicutes`.
    Lineage,
    /// DNA.
    Sequence,
    /// A numbered feature (`ASV12`, `OTU_5`) or a checksum.
    Identifier,
    /// Digits only, or `X` before them where R had to name a column: feature or sample.
    Digits,
    /// A word as taxonomists make them, such as `Blautia` or `[Ruminococcus] gnavus group`.
    Clade,
    /// A mark of what could not be named.
    Nameless,
    /// None of these.
    Other,
}

impl Kind {
    /// What a name looks like.
    pub(super) fn of(name: &str) -> Self {
        recognised(unquoted(name)).0
    }
}

/// What a name looks like, and the lineage that was found on the way.
fn recognised(name: &str) -> (Kind, Option<Lineage>) {
    let number = name.strip_prefix('X').unwrap_or(name);
    if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) {
        return (Kind::Digits, None);
    }
    if is_sequence(name) {
        return (Kind::Sequence, None);
    }
    if is_identifier(name) {
        return (Kind::Identifier, None);
    }
    match lineage(name) {
        Some(lineage) if lineage.clades().is_empty() => (Kind::Nameless, Some(lineage)),
        Some(lineage) => (Kind::Lineage, Some(lineage)),
        None if is_clade(name) => (Kind::Clade, None),
        None => (Kind::Other, None),
    }
}

/// How many names of each kind stand along one side of a table.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Kinds {
    certain: usize,
    identifiers: usize,
    lineages: usize,
    clades: usize,
    all: usize,
}

impl Kinds {
    /// Counts another name.
    pub(super) fn add(&mut self, name: &str) {
        let kind = Kind::of(name);
        self.certain += usize::from(matches!(kind, Kind::Lineage | Kind::Sequence));
        self.identifiers += usize::from(matches!(kind, Kind::Sequence | Kind::Identifier));
        self.lineages += usize::from(kind == Kind::Lineage);
        self.clades += usize::from(kind == Kind::Clade);
        self.all += usize::from(kind != Kind::Nameless);
    }

    /// Whether most are what no sample is called: lineages and sequences.
    pub(super) fn are_certain(&self) -> bool {
        self.most(self.certain)
    }

    /// Whether most are features by number, sequences or lineages.
    pub(super) fn are_features(&self) -> bool {
        self.most(self.identifiers + self.lineages)
    }

    /// Whether most say what clade they are, so that the others do so too.
    pub(super) fn are_named(&self) -> bool {
        self.most(self.lineages + self.clades)
    }

    fn most(&self, some: usize) -> bool {
        some > 0 && 2 * some >= self.all
    }
}

/// The lineage of a name in a table, nothing where it is only a number of some kind. `are_named` says that the names beside it are those
/// of clades, so that one that looks like nothing else is a clade as well.
pub(super) fn read(name: &str, are_named: bool) -> Option<Lineage> {
    match recognised(unquoted(name)) {
        (Kind::Clade | Kind::Other, _) if are_named => Some(clade(name)),
        (_, lineage) => lineage,
    }
}

/// The lineage of a name that is one, or that says that there is none.
fn lineage(name: &str) -> Option<Lineage> {
    if ["other", "others", "root"].contains(&name.to_ascii_lowercase().as_str()) {
        return Some(Lineage::default());
    }
    if name.contains([';', '|', ':']) {
        return Lineage::read(name);
    }
    if name.contains("__") {
        return Lineage::read(&with_separators(name));
    }
    let says_nothing = without_mark(name) == name && !name.contains(',');
    let lineage = says_nothing.then(|| Lineage::read(name)).flatten();
    lineage.filter(|lineage| lineage.clades().is_empty())
}

/// `k__A.p__B` as `k__A;p__B`: R puts dots in the place of whatever parted the clades.
fn with_separators(name: &str) -> String {
    let mut text = String::with_capacity(name.len());
    for part in name.split_inclusive('.') {
        if matches!(part.as_bytes(), [b'a'..=b'z', b'_', b'_', ..]) && !text.is_empty() {
            text.truncate(text.trim_end_matches('.').len());
            text.push(';');
        }
        text.push_str(part);
    }
    text
}

/// The lineage of a bare name: a genus, or a genus and its species where the second word begins in lower case and the whole is none of
/// SILVA's groups. Endings tell families, orders and phyla; `X_unclassified` is the clade X.
fn clade(name: &str) -> Lineage {
    let name = unmangled(unquoted(name));
    let name = without_mark(&name);
    let words: Vec<&str> = words(name).collect();
    let of_genus = match words.first() {
        None => return Lineage::default(),
        Some(first) if first.eq_ignore_ascii_case("Candidatus") => 2,
        Some(_) => 1,
    };
    let genus = words.iter().take(of_genus).copied();
    let genus = genus.collect::<Vec<_>>().join(" ");
    let has_epithet = words
        .get(of_genus)
        .is_some_and(|word| word.starts_with(|first: char| first.is_ascii_lowercase()));
    let is_group = ["group", "sensu", "incertae"]
        .iter()
        .any(|word| words.contains(word));
    if !has_epithet || is_group {
        return Lineage::of([(rank_of(name), name, None)]);
    }
    let species = words.join(" ");
    match rank_of(&genus) {
        rank @ Rank::Genus => Lineage::of([
            (rank, genus.as_str(), None),
            (Rank::Species, species.as_str(), None),
        ]),
        rank => Lineage::of([(rank, genus.as_str(), None)]),
    }
}

/// The same lineage with a number in the NCBI Taxonomy at its narrowest clade.
pub(super) fn with_taxid(lineage: Lineage, taxid: &str) -> Lineage {
    let above = lineage.clades().len().saturating_sub(1);
    lineage.with_taxids(&format!("{}{taxid}", "|".repeat(above)))
}

/// A name without the quotes around it.
fn unquoted(name: &str) -> &str {
    name.trim().trim_matches(['"', '\'']).trim()
}

fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split([' ', '_']).filter(|word| !word.is_empty())
}

/// A name without the word at its end that says that nothing narrower could be named.
fn without_mark(name: &str) -> &str {
    const MARKS: [&str; 5] = [
        "unclassified",
        "uncultured",
        "unidentified",
        "unknown",
        "other",
    ];
    match name.rsplit_once([' ', '_', '.']) {
        Some((clade, mark)) if !clade.is_empty() && MARKS.contains(&mark) => {
            clade.trim_end_matches([' ', '_', '.'])
        }
        _ => name,
    }
}

/// `X.Ruminococcus..gnavus.group` as `Ruminococcus gnavus group`: R has no spaces and brackets in names of columns.
fn unmangled(name: &str) -> String {
    if !name.contains('.') || name.contains(' ') {
        return name.to_owned();
    }
    let name = name.strip_prefix("X.").unwrap_or(name);
    let words: Vec<&str> = name.split('.').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// The rank that the ending of a name tells.
fn rank_of(name: &str) -> Rank {
    match name {
        "Bacteria" | "Archaea" | "Eukaryota" => Rank::Kingdom,
        name if name.ends_with("aceae") => Rank::Family,
        name if name.ends_with("ales") => Rank::Order,
        name if name.ends_with("ota") => Rank::Phylum,
        _ => Rank::Genus,
    }
}

fn is_sequence(name: &str) -> bool {
    let is_base = |byte: u8| b"ACGTUN".contains(&byte.to_ascii_uppercase());
    name.len() >= SHORTEST_SEQUENCE && name.bytes().all(is_base)
}

/// Whether a name is a checksum, or a number behind a word that pipelines put there.
fn is_identifier(name: &str) -> bool {
    const CHECKSUMS: [usize; 3] = [32, 40, 64];
    const STEMS: [&str; 18] = [
        "asv",
        "otu",
        "zotu",
        "esv",
        "rsv",
        "sv",
        "sp",
        "taxa",
        "taxon",
        "seq",
        "sequence",
        "feature",
        "denovo",
        "cluster",
        "centroid",
        "newreferenceotu",
        "newcleanupreferenceotu",
        "uniq",
    ];
    if CHECKSUMS.contains(&name.len()) {
        return name.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    // No stem is longer, whatever stands between its words.
    const LONGEST: usize = 48;
    let stem = name.trim_end_matches(|digit: char| digit.is_ascii_digit());
    if stem.len() == name.len() || stem.len() > LONGEST {
        return false;
    }
    let letters = stem.chars().filter(|letter| !"_-. :".contains(*letter));
    let stem: String = letters.flat_map(char::to_lowercase).collect();
    STEMS.contains(&stem.as_str())
}

/// Whether a name is made as those of genera are: a Latin word with a capital, and no number after it, as names of samples have one.
fn is_clade(name: &str) -> bool {
    const ENDINGS: [&str; 18] = [
        "a", "us", "um", "es", "is", "as", "er", "or", "io", "ix", "ax", "on", "ae", "ns", "en",
        "ium", "os", "ys",
    ];
    let name = unmangled(name);
    let mut words = words(&name);
    let Some(first) = words.next() else {
        return false;
    };
    let is_latin = |part: &str| {
        let part = part.trim_matches(['[', ']', '\'', '"']);
        let mut letters = part.chars();
        part.len() > 3
            && letters
                .next()
                .is_some_and(|letter| letter.is_ascii_uppercase())
            && letters.all(|letter| letter.is_ascii_lowercase())
            && ENDINGS.iter().any(|ending| part.ends_with(ending))
    };
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    first.split(['-', '/']).all(is_latin) && !words.any(is_number)
}

#[cfg(test)]
mod tests;
