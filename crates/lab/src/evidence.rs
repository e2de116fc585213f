//! Evidence: published findings, each a virtual experiment that is run again and held against what was published.
//!
//! A finding is a page of TOML ([`Finding::read`]): its source and what was reported, then who was given what, and the numbers that are read
//! from it, each with the rule by which it is judged. [`experiment`] follows one pool of people per arm and draws many trials of the published
//! size from it, each with errors of measurement of its own; [`verdict`] judges what they find; [`score`] counts per arrow how much of the
//! evidence the model reproduces, beside what would be reproduced without a model. [`cuts`] tells by which arrows its effects come.

mod compare;
pub mod cuts;
pub mod experiment;
pub mod ledger;
mod read;
pub mod reading;
pub mod score;
mod trials;
pub(crate) mod typical;
pub mod verdict;

use include_dir::{Dir, include_dir};
use physiology::document::{Fault, Faults, Source, read_document};

use crate::laboratory::texts_of;
use crate::scenario::Named;
use crate::scenario::read::stem;
use crate::sources::link;
use crate::trial::Trial;
use reading::Reading;

static EVIDENCE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../evidence");

/// What the names of ledgers begin with, which lie among the findings.
pub const LEDGER: &str = "ledger";

/// The built-in findings and ledgers, as texts named by their file.
pub fn embedded_findings() -> Vec<Source> {
    texts_of(&EVIDENCE)
}

/// A published finding.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The name of its file.
    pub id: String,
    /// What it says, in a line.
    pub claim: String,
    /// The arrows it bears on; the main one first.
    pub arrows: Vec<Named>,
    /// Claims of the model that it bears on, by number.
    pub claims: Vec<f64>,
    /// In which disease, or in health.
    pub disease: String,
    /// How it was found.
    pub design: String,
    /// In whom.
    pub people: String,
    /// How strong its design is.
    pub strength: Strength,
    /// Whether its publication was read for it (`seen`) or its numbers stand from memory (`recalled`).
    pub status: String,
    /// Where it was published.
    pub cited: Cited,
    /// What was reported, in its own numbers.
    pub reported: String,
    /// What to think of when reading it.
    pub note: Option<String>,
    /// Whether it counts: findings in animals are run in people for their direction alone.
    pub scored: bool,
    /// How it is run, or why it cannot be.
    pub experiment: Result<Experiment, String>,
}

/// Where a finding was published.
#[derive(Clone, Debug)]
pub struct Cited {
    /// Author, year and journal.
    pub text: String,
    /// DOI.
    pub doi: Option<String>,
    /// PubMed number.
    pub pmid: Option<String>,
    /// PubMed Central number.
    pub pmcid: Option<String>,
    /// Where else it is found.
    pub locator: Option<String>,
}

impl Cited {
    /// A link to it.
    pub fn link(&self) -> Option<String> {
        link(
            self.doi.as_deref(),
            self.pmid.as_deref(),
            self.pmcid.as_deref(),
        )
    }
}

/// How strong the design of a finding is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Strength {
    /// Large, controlled or repeated.
    Strong,
    /// Small or uncontrolled.
    Moderate,
    /// Open to bias.
    Weak,
}

impl Strength {
    const NAMES: [(&'static str, Self); 3] = [
        ("strong", Self::Strong),
        ("moderate", Self::Moderate),
        ("weak", Self::Weak),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let known = Self::NAMES.iter().find(|(_, other)| *other == self);
        known.map_or("", |(name, _)| name)
    }

    /// How much a finding counts among those on the same arrow.
    pub fn weight(self) -> f64 {
        match self {
            Self::Strong => 3.0,
            Self::Moderate => 2.0,
            Self::Weak => 1.0,
        }
    }
}

/// Who is given what, and what is read.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Whether the same people had all arms.
    pub paired: bool,
    /// The arms, the control first.
    pub arms: Vec<Arm>,
    /// People of one kind each, with the arms they live through.
    pub groups: Vec<Group>,
    /// The numbers that are compared.
    pub readings: Vec<Reading>,
}

/// An arm of an experiment.
#[derive(Clone, Debug)]
pub struct Arm {
    /// Its name.
    pub name: String,
    /// How many people it had.
    pub people: usize,
    /// Its people, by their place among the groups.
    pub group: usize,
    /// Its place among what they live through.
    pub way: usize,
}

/// People of one kind and what they live through.
#[derive(Clone, Debug)]
pub struct Group {
    /// Population, criteria, days and arms.
    pub trial: Trial,
    /// Traits that all of them carry.
    pub carries: Vec<Named>,
    /// Traits that none of them carries.
    pub lacks: Vec<Named>,
}

impl Finding {
    /// Reads a finding.
    ///
    /// # Errors
    /// Every fault of the text.
    pub fn read(source: &Source) -> Result<Self, Vec<Fault>> {
        let faults = Faults::new();
        let finding = read_document(source, &faults, |root| read::read_finding(root, source));
        match finding.flatten() {
            Some(finding) => faults.into_result(finding),
            None => Err(faults.into_result(()).err().unwrap_or_default()),
        }
    }

    /// Reads the findings among these texts, in the order of their names.
    ///
    /// # Errors
    /// Every fault of every text.
    pub fn read_all(sources: &[Source]) -> Result<Vec<Self>, Vec<Fault>> {
        let (mut findings, mut faults) = (Vec::new(), Vec::new());
        let is_finding = |source: &&Source| !stem(&source.name).starts_with(LEDGER);
        for source in sources.iter().filter(is_finding) {
            match Self::read(source) {
                Ok(finding) => findings.push(finding),
                Err(more) => faults.extend(more),
            }
        }
        findings.sort_by(|a, b| a.id.cmp(&b.id));
        match faults.is_empty() {
            true => Ok(findings),
            false => Err(faults),
        }
    }

    /// Whether it bears on an arrow, or one of its readings does.
    pub fn bears_on(&self, arrow: &str) -> bool {
        let experiment = self.experiment.iter();
        let readings = experiment.flat_map(|experiment| &experiment.readings);
        let carriers = readings.filter_map(|reading| reading.arrow.as_ref());
        self.arrows
            .iter()
            .chain(carriers)
            .any(|name| name.text == arrow)
    }
}
