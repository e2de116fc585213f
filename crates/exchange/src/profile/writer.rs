//! Writes a profile as MetaPhlAn does: every rank in its own rows, percents, a line of column names.

use std::collections::BTreeMap;

use super::Lineage;

/// A profile to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct WrittenProfile {
    /// Lines at the head of the file, without the `#`: where the numbers come from.
    pub comments: Vec<String>,
    /// The sample's name.
    pub sample: String,
    /// The narrowest clades and their percents; the rows of the ranks above are their sums.
    pub clades: Vec<(Lineage, f64)>,
}

/// The text of a profile. What the percents leave of 100 is written as unclassified.
///
/// ```
/// use exchange::profile::{Lineage, WrittenProfile, read_text, write_metaphlan};
/// let text = write_metaphlan(&WrittenProfile {
///     comments: vec!["invented".to_owned()],
///     sample: "p1".to_owned(),
///     clades: vec![(Lineage::parse("k__Bacteria|p__Bacillota|g__Blautia").unwrap(), 60.0)],
/// });
/// let file = read_text("p1.tsv", &text).unwrap();
/// assert_eq!((file.lineages.len(), file.samples[0].unclassified), (3, 40.0));
/// ```
pub fn write_metaphlan(profile: &WrittenProfile) -> String {
    let mut rows: BTreeMap<(usize, String), f64> = BTreeMap::new();
    for (lineage, percent) in profile.clades.iter().filter(|(_, percent)| *percent > 0.0) {
        let mut path = String::new();
        for (depth, clade) in lineage.clades().iter().enumerate() {
            if depth > 0 {
                path.push('|');
            }
            path.push(clade.rank.letter());
            path.push_str("__");
            path.push_str(&clade.name);
            *rows.entry((depth, path.clone())).or_default() += percent;
        }
    }
    let mut text: String = profile
        .comments
        .iter()
        .map(|line| format!("#{line}\n"))
        .collect();
    text.push_str(&format!("#SampleID\t{}\n", profile.sample));
    text.push_str("#clade_name\tNCBI_tax_id\trelative_abundance\tadditional_species\n");
    let classified: f64 = profile.clades.iter().map(|(_, percent)| percent).sum();
    if classified < 100.0 {
        text.push_str(&format!(
            "UNCLASSIFIED\t-1\t{}\t\n",
            rounded(100.0 - classified)
        ));
    }
    for ((depth, path), percent) in rows {
        text.push_str(&format!(
            "{path}\t{}\t{}\t\n",
            "|".repeat(depth),
            rounded(percent)
        ));
    }
    text
}

/// Five decimals, as the profiler has them, without what sums add behind.
fn rounded(percent: f64) -> String {
    let text = format!("{percent:.5}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
