//! Findings in: the built-in ones or those of a folder, and the ledgers that stand for them.

use std::path::PathBuf;

use exchange::reason;
use lab::evidence::{Finding, LEDGER, embedded_findings};
use lab::laboratory::Laboratory;
use lab::mismatch::Mismatch;
use lab::physiology::document::{Fault, Source, allowed, quoted};

use crate::arguments::EvidenceArguments;
use crate::failure::{Failure, whole};
use crate::following::failure;
use crate::{files, run};

/// Findings that are run, each with its text, and ledgers.
pub struct Findings {
    /// The findings.
    pub all: Vec<Finding>,
    /// Their texts.
    pub sources: Vec<Source>,
    ledgers: Vec<Source>,
    dir: Option<PathBuf>,
}

impl Findings {
    /// Those that were asked for.
    pub fn open(arguments: &EvidenceArguments) -> Result<Self, Failure> {
        let texts = match &arguments.dir {
            Some(dir) => files::texts(dir)?,
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
        known(arguments, &both)?;
        both.retain(|(finding, _)| is_asked_for(arguments, finding));
        let (mut all, sources): (Vec<Finding>, Vec<Source>) = both.into_iter().unzip();
        if let Some(arrow) = &arguments.cut {
            all.iter_mut().for_each(|finding| cut(finding, arrow));
        }
        Ok(Self {
            all,
            sources,
            ledgers,
            dir: arguments.dir.clone(),
        })
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

    /// A hash of what is asked for.
    pub fn hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        for source in &self.sources {
            hasher.update(base(&source.name).as_bytes());
            hasher.update(source.text.as_bytes());
        }
        hasher.finalize().to_hex()[..16].to_owned()
    }

    /// The ledger that stands, if there is one.
    pub fn ledger(&self, quick: bool) -> Option<&Source> {
        let mut ledgers = self.ledgers.iter();
        ledgers.find(|source| base(&source.name) == ledger_file(quick))
    }

    /// Puts a ledger in place of the one that stands.
    pub fn store(&self, quick: bool, text: &str) -> Result<(), Failure> {
        let Some(dir) = &self.dir else {
            return Ok(());
        };
        let path = dir.join(ledger_file(quick));
        std::fs::write(&path, text)
            .map_err(|error| Failure::Run(format!("{}: {}", path.display(), reason(&error))))
    }
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

fn is_asked_for(arguments: &EvidenceArguments, finding: &Finding) -> bool {
    let only = &arguments.only;
    let named = only.is_empty() || only.contains(&finding.id);
    let arrow = arguments.arrow.as_ref();
    named && arrow.is_none_or(|arrow| finding.bears_on(arrow))
}

/// What is said on the command line is among what is there.
fn known(arguments: &EvidenceArguments, both: &[(Finding, Source)]) -> Result<(), Failure> {
    let mut faults = Vec::new();
    let mut fault = |field: &str, text: &str, what: &str, help: String| {
        faults.push(Fault {
            field: field.to_owned(),
            help: Some(help),
            ..whole(
                "the command line",
                format!("{} is not {what}", quoted(text)),
            )
        });
    };
    for id in &arguments.only {
        let ids = || both.iter().map(|(finding, _)| finding.id.as_str());
        if !ids().any(|known| known == id) {
            fault("--only", id, "a finding", allowed(id, ids()));
        }
    }
    let arrows = [("--arrow", &arguments.arrow), ("--cut", &arguments.cut)];
    for (field, arrow) in arrows {
        let names = || {
            lab::physiology::arrows::ARROWS
                .iter()
                .map(|arrow| arrow.name)
        };
        if let Some(arrow) = arrow
            .as_ref()
            .filter(|arrow| !names().any(|name| name == *arrow))
        {
            fault(field, arrow, "an arrow", allowed(arrow, names()));
        }
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Failure::from(faults)),
    }
}

/// Cuts an arrow for everybody.
fn cut(finding: &mut Finding, arrow: &str) {
    let groups = finding
        .experiment
        .iter_mut()
        .flat_map(|one| &mut one.groups);
    for group in groups {
        group.trial.background.push(run::cut(arrow));
    }
}
