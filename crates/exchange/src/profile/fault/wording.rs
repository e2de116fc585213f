//! The words of each fault: what was found, and what may help.

use super::{FaultKind, ProfileFault};

/// How many characters of a file a message repeats.
const EXCERPT: usize = 60;

impl ProfileFault {
    /// What is allowed instead, or what may help.
    pub fn help(&self) -> Option<String> {
        let help = match &self.kind {
            FaultKind::Unreadable(_) | FaultKind::AndMore(_) => return None,
            FaultKind::TooLarge { .. } => {
                "take the profile, not the reads or the alignment".to_owned()
            }
            FaultKind::Empty | FaultKind::NoRows => {
                "a profile has one row a clade, such as `k__Bacteria|p__…|g__Bacteroides`"
                    .to_owned()
            }
            FaultKind::CompressedTruncated => "copy or download the file again".to_owned(),
            FaultKind::CompressedBroken(_) => "a whole gzip file is expected".to_owned(),
            FaultKind::NotText { .. } => "a text in UTF-8 is expected".to_owned(),
            FaultKind::Unrecognised { formats, .. } => {
                format!("known formats: {}", formats.join(", "))
            }
            FaultKind::CellCount {
                at_the_end: true, ..
            } => "the file is cut off within this row: copy or download it again".to_owned(),
            FaultKind::CellCount { .. } => "cells are separated by tabs".to_owned(),
            FaultKind::NotAnAbundance(found) if found.contains(',') => {
                "a percent from 0 to 100 is expected, with a decimal point".to_owned()
            }
            FaultKind::NotAnAbundance(_) => "a percent from 0 to 100 is expected".to_owned(),
            FaultKind::NotAnAmount(found) if found.contains(',') => {
                "a number of reads or a share is expected, with a decimal point".to_owned()
            }
            FaultKind::NotAnAmount(_) => {
                "a number of reads or a share is expected: finite, 0 or more".to_owned()
            }
            FaultKind::Unexpected { expected, .. } => expected.clone(),
            FaultKind::TooMany { limit, .. } => format!("at most {limit} are read"),
            FaultKind::Damaged { .. } => "copy or download the file again".to_owned(),
            FaultKind::NeedsTaxonomy { .. } => {
                "give the file that names them, with `taxonomy` of `[person]` or with --taxonomy".to_owned()
            }
            FaultKind::IsTaxonomy => {
                "give it with --taxonomy, beside the table of the same features".to_owned()
            }
            FaultKind::NoTaxonomy { .. } => {
                "expected a QIIME 2 taxonomy, a mothur cons.taxonomy, or a table of features by ranks".to_owned()
            }
            FaultKind::TaxonomyLacks { first, .. } => format!("not in it, for example: {}", list(first)),
            FaultKind::BadLineage(_) => {
                "expected ranks such as `k__Bacteria|p__Firmicutes`, or `d__Bacteria;p__Bacillota`"
                    .to_owned()
            }
            FaultKind::SampleTwice(_) => "give each sample a name of its own".to_owned(),
            FaultKind::NoSamples => "expected a column of abundances".to_owned(),
            FaultKind::SampleNotNamed { samples } => format!(
                "name one with `sample` of `[person]`, or with --sample: {}",
                list(samples)
            ),
            FaultKind::NoSuchSample { samples, .. } => {
                format!("it holds, the nearest first: {}", list(samples))
            }
            FaultKind::NothingClassified { .. } => {
                "a person cannot be made from it; check the reads, the host filter and the database"
                    .to_owned()
            }
            FaultKind::WrongSum { sum, .. } if (0.9..=1.01).contains(sum) => {
                "these are fractions; MetaPhlAn writes percents: multiply by 100".to_owned()
            }
            FaultKind::WrongSum { .. } => format!(
                "one sample's percents add up to between {:.0} and {:.0}",
                crate::profile::sample::SUM_LEAST,
                crate::profile::sample::SUM_MOST
            ),
            FaultKind::RanksDisagree { .. } => {
                "the file is cut off, or rows were filtered out".to_owned()
            }
            FaultKind::NoGenera { .. } => {
                "rows of genus (`g__`) or species (`s__`) are needed".to_owned()
            }
            FaultKind::TooFewKnown { left_out, .. } => {
                format!("largest clades without a place: {}", list(left_out))
            }
        };
        Some(help)
    }

    /// What is wrong, in a sentence without a full stop.
    pub(super) fn message(&self) -> String {
        match &self.kind {
            FaultKind::Unreadable(reason) => format!("cannot be read: {reason}"),
            FaultKind::TooLarge { limit, unpacked } => format!(
                "{} larger than {} MiB",
                if *unpacked {
                    "unpacks to something"
                } else {
                    "is"
                },
                limit >> 20
            ),
            FaultKind::Empty => "is empty".to_owned(),
            FaultKind::CompressedTruncated => "the compressed data end too early".to_owned(),
            FaultKind::CompressedBroken(reason) => {
                format!("the compressed data are damaged: {reason}")
            }
            FaultKind::NotText { byte } => {
                format!("is not a text: byte {byte} belongs to no character")
            }
            FaultKind::Unrecognised { first_line, .. } => {
                format!(
                    "no known profile format; it begins with {}",
                    excerpt(first_line)
                )
            }
            FaultKind::NoRows => "has a header but no clades".to_owned(),
            FaultKind::CellCount {
                found, expected, ..
            } => {
                let cells = if *found == 1 { "cell" } else { "cells" };
                format!("found {found} {cells}, the header has {expected}")
            }
            FaultKind::NotAnAbundance(found) if found.trim().is_empty() => {
                "found an empty cell".to_owned()
            }
            FaultKind::NotAnAbundance(found) => format!("found {}", excerpt(found)),
            FaultKind::NotAnAmount(found) if found.trim().is_empty() => {
                "found an empty cell".to_owned()
            }
            FaultKind::NotAnAmount(found) | FaultKind::Unexpected { found, .. } => {
                format!("found {}", excerpt(found))
            }
            FaultKind::TooMany { what, found, .. } => format!("has {found} {what} or more"),
            FaultKind::Damaged { what, reason } => format!(
                "is no {what} that can be read: {}",
                excerpt_of_words(reason)
            ),
            FaultKind::NeedsTaxonomy { features } => {
                format!(
                    "says of its features only their names, such as {}",
                    list(features)
                )
            }
            FaultKind::IsTaxonomy => {
                "says what features are, not how much of them there is".to_owned()
            }
            FaultKind::NoTaxonomy { format } => format!("is a profile ({format}), not a taxonomy"),
            FaultKind::TaxonomyLacks {
                taxonomy,
                missing,
                of,
                ..
            } => {
                format!(
                    "{missing} of {of} features are not in {}",
                    excerpt(taxonomy)
                )
            }
            FaultKind::BadLineage(found) => format!("found the lineage {}", excerpt(found)),
            FaultKind::SampleTwice(sample) => format!("sample {} has two columns", excerpt(sample)),
            FaultKind::NoSamples => "the header names no sample".to_owned(),
            FaultKind::SampleNotNamed { samples } => {
                format!("holds {} samples and none is named", samples.len())
            }
            FaultKind::NoSuchSample { wanted, .. } => format!("has no sample {}", excerpt(wanted)),
            FaultKind::NothingClassified {
                sample,
                unclassified,
            } => format!(
                "sample {}: nothing is classified ({unclassified} % unclassified)",
                excerpt(sample)
            ),
            FaultKind::WrongSum { sample, rank, sum } => format!(
                "sample {}: the rows of {rank} sum to {}",
                excerpt(sample),
                percent(*sum)
            ),
            FaultKind::RanksDisagree {
                sample,
                upper,
                upper_sum,
                lower,
                lower_sum,
            } => format!(
                "sample {}: the rows of {lower} sum to {}, those of {upper} to {}",
                excerpt(sample),
                percent(*lower_sum),
                percent(*upper_sum)
            ),
            FaultKind::NoGenera { sample } => {
                format!("sample {}: no row names a genus", excerpt(sample))
            }
            FaultKind::TooFewKnown {
                sample,
                known,
                minimum,
                ..
            } => format!(
                "sample {}: the model knows the genera of {} of what was classified, fewer than {}",
                excerpt(sample),
                percent(100.0 * known),
                percent(100.0 * minimum)
            ),
            FaultKind::AndMore(count) => format!("and {count} more faults of this kind of file"),
        }
    }
}

/// A text of a file as a message may show it: short, quoted, without control characters.
fn excerpt(text: &str) -> String {
    let shown: String = text
        .chars()
        .take(EXCERPT)
        .flat_map(char::escape_debug)
        .collect();
    let more = if text.chars().nth(EXCERPT).is_some() {
        "…"
    } else {
        ""
    };
    format!("`{shown}{more}`")
}

/// What another library says is wrong, as a message may show it.
fn excerpt_of_words(text: &str) -> String {
    let words = excerpt(text);
    words.trim_matches('`').to_owned()
}

fn percent(value: f64) -> String {
    let text = format!("{value:.2}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    format!("{text} %")
}

fn list(names: &[String]) -> String {
    const SHOWN: usize = 12;
    let mut shown: Vec<String> = names.iter().take(SHOWN).map(|name| excerpt(name)).collect();
    if names.len() > SHOWN {
        shown.push(format!("… {} in all", names.len()));
    }
    shown.join(", ")
}
