//! Findings in: the built-in ones or those of a folder, and the ledgers that stand for them.

use std::path::{Path, PathBuf};

use exchange::reason;
use lab::evidence::ledger::Ledger;
use lab::evidence::{Finding, LEDGER, embedded_findings};
use lab::laboratory::Laboratory;
use lab::mismatch::Mismatch;
use lab::physiology::arrows::ARROWS;
use lab::physiology::document::{Fault, Source, allowed, quoted};

use crate::failure::{Failure, whole};
use crate::following::failure;
use crate::{files, run};

/// Findings in the order of their names, each with its text, and ledgers.
pub struct Findings {
    /// The findings.
    pub all: Vec<Finding>,
    /// Their texts.
    pub sources: Vec<Source>,
    /// Findings that were left out.
    pub others: Vec<Finding>,
    ledgers: Vec<Source>,
    folder: Option<PathBuf>,
}

impl Findings {
    /// Those of a folder; the built-in ones where none is named.
    pub fn open(folder: Option<&Path>) -> Result<Self, Failure> {
        let texts = match folder {
            Some(folder) => files::texts(folder)?,
            None => embedded_findings(),
        };
        let is_ledger = |source: &Source| base(&source.name).starts_with(LEDGER);
        let (ledgers, texts): (Vec<Source>, Vec<Source>) = texts.into_iter().partition(is_ledger);
        let mut both = Vec::with_capacity(texts.len());
        let mut faults = Vec::new();
        for source in &texts {
            match Finding::read(source) {
                Ok(finding) => both.push((finding, source.clone())),
                Err(more) => faults.extend(more),
            }
        }
        if !faults.is_empty() {
            return Err(Failure::Input(faults, texts));
        }
        both.sort_by(|(a, _), (b, _)| a.id.cmp(&b.id));
        let (all, sources) = both.into_iter().unzip();
        Ok(Self {
            all,
            sources,
            others: Vec::new(),
            ledgers,
            folder: folder.map(Path::to_owned),
        })
    }

    /// Keeps some of them, and leaves the others out.
    pub fn keep(&mut self, is_kept: impl Fn(&Finding) -> bool) {
        let findings = std::mem::take(&mut self.all).into_iter();
        for (finding, source) in findings.zip(std::mem::take(&mut self.sources)) {
            if is_kept(&finding) {
                self.all.push(finding);
                self.sources.push(source);
            } else {
                self.others.push(finding);
            }
        }
    }

    /// Cuts an arrow for everybody.
    pub fn cut(&mut self, arrow: &str) {
        let experiments = self.all.iter_mut().flat_map(|one| &mut one.experiment);
        for group in experiments.flat_map(|one| &mut one.groups) {
            group.trial.background.push(run::cut(arrow));
        }
    }

    /// Whether every finding fits the data.
    pub fn check(&self, lab: &Laboratory) -> Result<(), Failure> {
        let mut faults = Vec::new();
        for (finding, source) in self.all.iter().zip(&self.sources) {
            let Ok(experiment) = &finding.experiment else {
                continue;
            };
            let mismatches = experiment.check(lab);
            let mismatches = mismatches.map_err(|error| failure(error, source))?;
            let fault = |mismatch: &Mismatch| run::fault(mismatch, source);
            faults.extend(mismatches.iter().map(fault));
        }
        match faults.is_empty() {
            true => Ok(()),
            false => Err(Failure::Input(faults, self.sources.clone())),
        }
    }

    /// A hash of their texts.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for source in &self.sources {
            hasher.update(base(&source.name).as_bytes());
            hasher.update(source.text.as_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// The ledger that stands; one in which nothing does where there is none.
    pub fn ledger(&self, quick: bool) -> Result<Ledger, Failure> {
        let mut ledgers = self.ledgers.iter();
        let Some(source) = ledgers.find(|source| base(&source.name) == ledger_file(quick)) else {
            return Ok(Ledger::default());
        };
        Ledger::read(source).map_err(|faults| Failure::Input(faults, vec![source.clone()]))
    }

    /// Puts a ledger in place of the one that stands.
    pub fn store(&self, quick: bool, text: &str) -> Result<(), Failure> {
        match &self.folder {
            Some(folder) => save(&folder.join(ledger_file(quick)), text),
            None => Ok(()),
        }
    }
}

/// Writes a text, whole or not at all.
pub fn save(path: &Path, text: &str) -> Result<(), Failure> {
    exchange::save(path, text.as_bytes())
        .map_err(|error| Failure::Run(format!("{}: {}", path.display(), reason(&error))))
}

fn ledger_file(quick: bool) -> &'static str {
    if quick {
        "ledger-quick.toml"
    } else {
        "ledger.toml"
    }
}

fn base(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// What is wrong with a name that was said on the command line; nothing when it is among those that are known.
pub fn unknown<'a>(
    option: &str,
    name: &str,
    what: &str,
    known: impl Iterator<Item = &'a str> + Clone,
) -> Option<Fault> {
    if known.clone().any(|one| one == name) {
        return None;
    }
    Some(Fault {
        field: option.to_owned(),
        help: Some(allowed(name, known)),
        ..whole(
            "the command line",
            format!("{} is not {what}", quoted(name)),
        )
    })
}

/// The same of an arrow.
pub fn unknown_arrow(option: &str, arrow: &str) -> Option<Fault> {
    unknown(
        option,
        arrow,
        "an arrow",
        ARROWS.iter().map(|arrow| arrow.name),
    )
}
