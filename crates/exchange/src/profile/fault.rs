//! What can be wrong with a profile file. Each fault says where, what was found and what is allowed.

use std::error::Error;
use std::fmt;

use physiology::document::Fault;

/// How many faults of one file are told apart; a hostile file could hold millions.
pub(super) const FAULT_LIMIT: usize = 100;

/// How many characters of a file a message repeats.
const EXCERPT: usize = 60;

/// One fault of a profile file.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileFault {
    /// The file, as a person named it.
    pub file: String,
    /// The line, from 1; left out when the fault is of the file as a whole.
    pub line: Option<usize>,
    /// The column of the table, when the fault is of one cell.
    pub column: Option<Column>,
    /// What is wrong.
    pub kind: FaultKind,
}

/// A column of a table in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Counted from 1.
    pub number: usize,
    /// As its header calls it.
    pub name: String,
}

/// What is wrong, with what was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The system refused to read it.
    Unreadable(String),
    /// Larger than [`super::SIZE_LIMIT`], in bytes.
    TooLarge {
        /// The limit in bytes.
        limit: u64,
        /// Whether it is the unpacked text that is too large.
        unpacked: bool,
    },
    /// Nothing in it.
    Empty,
    /// Compressed data that end early.
    CompressedTruncated,
    /// Compressed data that are damaged.
    CompressedBroken(String),
    /// A byte that belongs to no text.
    NotText {
        /// Its offset in the file.
        byte: usize,
    },
    /// No reader knows it.
    Unrecognised {
        /// The first line.
        first_line: String,
        /// The formats that are known.
        formats: Vec<&'static str>,
    },
    /// A header and nothing below.
    NoRows,
    /// A row with too few or too many cells.
    CellCount {
        /// Cells in the row.
        found: usize,
        /// Cells that the header asks for.
        expected: usize,
        /// Whether the file ends within this row.
        at_the_end: bool,
    },
    /// A cell that is no abundance.
    NotAnAbundance(String),
    /// A lineage that cannot be read.
    BadLineage(String),
    /// A sample that has two columns.
    SampleTwice(String),
    /// A header without any sample.
    NoSamples,
    /// Several samples and none named.
    SampleNotNamed {
        /// What the file holds.
        samples: Vec<String>,
    },
    /// A sample that is not there.
    NoSuchSample {
        /// What was asked for.
        wanted: String,
        /// What the file holds, the nearest first.
        samples: Vec<String>,
    },
    /// Nothing but unclassified reads.
    NothingClassified {
        /// The sample.
        sample: String,
        /// Its unclassified share in percent.
        unclassified: f64,
    },
    /// Percents that do not add up.
    WrongSum {
        /// The sample.
        sample: String,
        /// The rank whose rows were added.
        rank: &'static str,
        /// Their sum in percent, unclassified included.
        sum: f64,
    },
    /// Rows of genera that hold less than the rows above them.
    RanksDisagree {
        /// The sample.
        sample: String,
        /// The rank above.
        upper: &'static str,
        /// Its sum in percent.
        upper_sum: f64,
        /// The rank below.
        lower: &'static str,
        /// Its sum in percent.
        lower_sum: f64,
    },
    /// No row of genus or below.
    NoGenera {
        /// The sample.
        sample: String,
    },
    /// Too little of the sample is known to the model.
    TooFewKnown {
        /// The sample.
        sample: String,
        /// Known share of what was classified.
        known: f64,
        /// The least that is accepted.
        minimum: f64,
        /// The largest clades without a place.
        left_out: Vec<String>,
    },
    /// More faults than are listed.
    AndMore(usize),
}

impl ProfileFault {
    /// A fault of a file as a whole.
    pub(super) fn whole(file: &str, kind: FaultKind) -> Self {
        Self {
            file: file.to_owned(),
            line: None,
            column: None,
            kind,
        }
    }

    /// A fault of a line.
    pub(super) fn at_line(file: &str, line: usize, kind: FaultKind) -> Self {
        Self {
            line: Some(line),
            ..Self::whole(file, kind)
        }
    }

    /// A fault of a cell; `column` is counted from 0.
    pub(super) fn at_cell(
        file: &str,
        line: usize,
        column: usize,
        name: &str,
        kind: FaultKind,
    ) -> Self {
        Self {
            column: Some(Column {
                number: column + 1,
                name: name.to_owned(),
            }),
            ..Self::at_line(file, line, kind)
        }
    }

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
            FaultKind::NotText { .. } => "a tab-separated text in UTF-8 is expected".to_owned(),
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
            FaultKind::BadLineage(_) => {
                "expected ranks such as `k__Bacteria|p__Firmicutes`, or `d__Bacteria;p__Bacillota`"
                    .to_owned()
            }
            FaultKind::SampleTwice(_) => "give each sample a name of its own".to_owned(),
            FaultKind::NoSamples => "expected a column of abundances".to_owned(),
            FaultKind::SampleNotNamed { samples } => format!("name one of: {}", list(samples)),
            FaultKind::NoSuchSample { samples, .. } => {
                format!("the nearest first: {}", list(samples))
            }
            FaultKind::NothingClassified { .. } => {
                "a person cannot be made from it; check the reads, the host filter and the database"
                    .to_owned()
            }
            FaultKind::WrongSum { sum, .. } if (0.9..=1.01).contains(sum) => {
                "these are fractions; MetaPhlAn writes percents: multiply by 100".to_owned()
            }
            FaultKind::WrongSum { .. } => format!(
                "one sample's percents sum to {:.0} to {:.0}",
                super::sample::SUM_LEAST,
                super::sample::SUM_MOST
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

    fn message(&self) -> String {
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
                format!("found {found} cells, the header has {expected}")
            }
            FaultKind::NotAnAbundance(found) => format!("found {}", excerpt(found)),
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

impl fmt::Display for ProfileFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", Fault::from(self.clone()))
    }
}

impl Error for ProfileFault {}

impl From<ProfileFault> for Fault {
    /// The form in which every file of the project reports its faults; the place is line and column of the table.
    fn from(fault: ProfileFault) -> Self {
        let column = fault.column.as_ref();
        Self {
            place: fault
                .line
                .map(|line| (line, column.map_or(1, |column| column.number))),
            span: None,
            field: column
                .map(|column| column.name.escape_debug().collect())
                .unwrap_or_default(),
            message: fault.message(),
            help: fault.help(),
            file: fault.file,
        }
    }
}

/// Every fault of a file; never empty.
#[derive(Clone, Debug, PartialEq)]
pub struct ProfileFaults(Vec<ProfileFault>);

impl ProfileFaults {
    /// The faults in the order of their lines.
    pub fn iter(&self) -> impl Iterator<Item = &ProfileFault> {
        self.0.iter()
    }
}

impl From<ProfileFault> for ProfileFaults {
    fn from(fault: ProfileFault) -> Self {
        Self(vec![fault])
    }
}

impl From<ProfileFaults> for Vec<Fault> {
    fn from(faults: ProfileFaults) -> Self {
        faults.0.into_iter().map(Fault::from).collect()
    }
}

impl fmt::Display for ProfileFaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, fault) in self.0.iter().enumerate() {
            if index > 0 {
                writeln!(f)?;
            }
            write!(f, "{fault}")?;
        }
        Ok(())
    }
}

impl Error for ProfileFaults {}

/// Where the faults of one file gather.
#[derive(Default)]
pub(super) struct Gathered {
    faults: Vec<ProfileFault>,
    beyond: usize,
}

impl Gathered {
    /// Adds one, or only counts it when there are many already.
    pub(super) fn push(&mut self, fault: ProfileFault) {
        if self.faults.len() < FAULT_LIMIT {
            self.faults.push(fault);
        } else {
            self.beyond += 1;
        }
    }

    /// The value, if there was no fault.
    pub(super) fn into_result<T>(mut self, value: T) -> Result<T, ProfileFaults> {
        let Some(last) = self.faults.last() else {
            return Ok(value);
        };
        if self.beyond > 0 {
            let more = ProfileFault::whole(&last.file, FaultKind::AndMore(self.beyond));
            self.faults.push(more);
        }
        Err(ProfileFaults(self.faults))
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
