//! What can be wrong with a profile file. Each fault says where, what was found and what is allowed.

mod wording;

use std::error::Error;
use std::fmt;

use physiology::document::Fault;

/// How many faults of one file are told apart; a hostile file could hold millions.
pub(super) const FAULT_LIMIT: usize = 100;

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
    /// A cell that is no percent.
    NotAnAbundance(String),
    /// A cell that is neither a number of reads nor a share.
    NotAnAmount(String),
    /// Something else than the format has in this place.
    Unexpected {
        /// What was found.
        found: String,
        /// What is allowed, in words.
        expected: String,
    },
    /// More than is read.
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there are, at least.
        found: usize,
        /// The most that is read.
        limit: usize,
    },
    /// An archive or a binary file that is damaged, or made to do harm.
    Damaged {
        /// What it should be.
        what: &'static str,
        /// What is wrong with it.
        reason: String,
    },
    /// Features that are only numbered.
    NeedsTaxonomy {
        /// Some of them.
        features: Vec<String>,
    },
    /// A taxonomy in the place of a profile.
    IsTaxonomy,
    /// A profile in the place of a taxonomy.
    NoTaxonomy {
        /// The format it was read as.
        format: &'static str,
    },
    /// A taxonomy that belongs to another table.
    TaxonomyLacks {
        /// The file of the taxonomy.
        taxonomy: String,
        /// How many features are not in it.
        missing: usize,
        /// How many features there are.
        of: usize,
        /// Some that are missing.
        first: Vec<String>,
    },
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

impl FaultKind {
    /// More of something than is read.
    pub(super) fn too_many(what: &'static str, found: usize, limit: usize) -> Self {
        Self::TooMany { what, found, limit }
    }

    /// Something else than the format has in this place.
    pub(super) fn unexpected(found: &str, expected: &str) -> Self {
        Self::Unexpected {
            found: found.to_owned(),
            expected: expected.to_owned(),
        }
    }
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
        self.push_with(|| fault);
    }

    /// The same for a fault that is made only where it is listed: a hostile file can have one in every cell.
    pub(super) fn push_with(&mut self, fault: impl FnOnce() -> ProfileFault) {
        if self.faults.len() < FAULT_LIMIT {
            self.faults.push(fault());
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
