//! `enteroderm evidence`: published findings are run again, and what the model reproduces of them is told, misses first.

mod contract;
mod cuts;
mod parts;
mod terminal;

use exchange::dataset::{Dataset, Identity};
use exchange::report;
use lab::evidence::Finding;
use lab::evidence::experiment::{Bench, Effort, Replicated};
use lab::evidence::ledger::{Ledger, Regression};
use lab::evidence::score::{Baselines, Entry, Score};
use lab::evidence::verdict::Verdict;
use lab::physiology::axis;
use lab::run::RunError;

use crate::arguments::{EvidenceArguments, Format};
use crate::failure::{Failure, of_model};
use crate::files::{self, Opened};
use crate::findings::{Findings, unknown, unknown_arrow};
use crate::following::{failure, of_dataset};
use crate::progress::{Progress, Share};
use crate::{cache, output};

/// What the findings came to.
struct Told<'a> {
    entries: &'a [Entry<'a>],
    score: &'a Score,
    baselines: &'a Baselines,
    lost: &'a [Regression],
    model_hash: &'a str,
    effort: Effort,
}

/// Runs them and prints what became of them; what the ledger had and is lost makes the command fail.
pub fn evidence(arguments: &EvidenceArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    let findings = asked_for(arguments)?;
    findings.check(&opened.lab)?;
    if arguments.check {
        return output::print(&format!("{} findings fit the data\n", findings.all.len()));
    }
    if arguments.cuts {
        let rests = cache::open(&arguments.cache)?;
        let format = arguments.common.format;
        return output::print(&cuts::tell(&opened, &findings, rests.as_ref(), format)?);
    }
    let system = axis::build(&opened.lab.data, &[], false).map_err(|faults| of_model(&faults))?;
    let run = Run {
        arguments,
        model_hash: opened.lab.hash(&system),
        effort: effort(arguments),
        findings: &findings,
    };
    run.go(&opened)
}

/// How thoroughly the findings are run, and whom they are run in.
fn effort(arguments: &EvidenceArguments) -> Effort {
    let effort = if arguments.quick {
        Effort::QUICK
    } else {
        Effort::FULL
    };
    let seed = arguments.seed.unwrap_or(effort.seed);
    Effort { seed, ..effort }
}

/// The findings that are asked for.
fn asked_for(arguments: &EvidenceArguments) -> Result<Findings, Failure> {
    let mut findings = Findings::open(arguments.dir.as_deref())?;
    let ids = || findings.all.iter().map(|finding| finding.id.as_str());
    let only = &arguments.only;
    let strange = only
        .iter()
        .filter_map(|id| unknown("--only", id, "a finding", ids()));
    let arrows = [("--arrow", &arguments.arrow), ("--cut", &arguments.cut)];
    let strange_arrows = arrows
        .iter()
        .filter_map(|(option, arrow)| unknown_arrow(option, arrow.as_ref()?));
    let faults: Vec<_> = strange.chain(strange_arrows).collect();
    if !faults.is_empty() {
        return Err(Failure::from(faults));
    }
    findings.keep(|finding| {
        let named = only.is_empty() || only.contains(&finding.id);
        let arrow = arguments.arrow.as_ref();
        named && arrow.is_none_or(|arrow| finding.bears_on(arrow))
    });
    if let Some(arrow) = &arguments.cut {
        findings.cut(arrow);
    }
    Ok(findings)
}

/// Findings that are being run.
struct Run<'a> {
    arguments: &'a EvidenceArguments,
    findings: &'a Findings,
    effort: Effort,
    model_hash: String,
}

impl Run<'_> {
    fn go(&self, opened: &Opened) -> Result<(), Failure> {
        let rests = cache::open(&self.arguments.cache)?;
        let mut bench = Bench::new(&opened.lab, rests.as_ref(), self.effort);
        let mut progress = Progress::start();
        let dataset = self.open()?;
        let mut entries = Vec::with_capacity(self.findings.all.len());
        let mut all = true;
        for (part, finding) in self.findings.all.iter().enumerate() {
            let known = match &dataset {
                Some(dataset) if dataset.has(part).map_err(of_dataset)? => {
                    let tables = dataset.read(part).map_err(of_dataset)?;
                    Some(parts::read(finding, &tables).ok_or_else(|| foreign(finding))?)
                }
                _ => None,
            };
            let is_own = self.arguments.shard.is_none_or(|shard| shard.owns(part));
            let found = match known {
                Some(known) => known,
                None if !is_own => {
                    all = false;
                    continue;
                }
                None => {
                    let mut share = Share::of(&mut progress, part, self.findings.all.len(), 1);
                    let found = self.replicated(&mut bench, part, &mut share)?;
                    if let Some(dataset) = &dataset {
                        parts::write(dataset, part, finding, &found)?;
                    }
                    found
                }
            };
            entries.push(entry(finding, &found));
        }
        progress.clear();
        if !all {
            return self.leave_to_others(dataset.as_ref());
        }
        self.tell(&entries, dataset.as_ref())
    }

    /// What became of a finding, or in a sentence why nothing did.
    fn replicated(
        &self,
        bench: &mut Bench<'_>,
        part: usize,
        share: &mut Share<'_>,
    ) -> Result<Result<Replicated, String>, Failure> {
        let finding = &self.findings.all[part];
        match bench.run(finding, share) {
            Ok(Some(found)) => Ok(Ok(found)),
            Ok(None) => Ok(Err(finding
                .experiment
                .as_ref()
                .err()
                .cloned()
                .unwrap_or_default())),
            Err(RunError::Failed(why) | RunError::People(why)) => Ok(Err(why)),
            Err(RunError::Stopped(phase)) => Err(Failure::Interrupted(match &self.arguments.out {
                Some(folder) => format!(
                    "stopped during the {phase}; the same command goes on with what {} holds",
                    folder.display()
                ),
                None => format!(
                    "stopped during the {phase}; with `--out` the same command goes on where it was stopped"
                ),
            })),
            Err(error) => Err(failure(error, &self.findings.sources[part])),
        }
    }

    /// The folder, where one is named: opened for these findings, or refused when it holds others.
    fn open(&self) -> Result<Option<Dataset>, Failure> {
        let Some(folder) = &self.arguments.out else {
            return Ok(None);
        };
        let identity = Identity::new(self.findings.all.len())
            .with("findings", self.findings.hash())
            .with("people", self.effort.people)
            .with("trials", self.effort.trials)
            .with("seed", self.effort.seed)
            .with("cut", self.arguments.cut.as_deref().unwrap_or("nothing"))
            .with("version", env!("CARGO_PKG_VERSION"))
            .with("model", &self.model_hash);
        Dataset::open(folder, &identity, self.arguments.shard)
            .map(Some)
            .map_err(of_dataset)
    }

    fn leave_to_others(&self, dataset: Option<&Dataset>) -> Result<(), Failure> {
        let left = dataset
            .map_or_else(|| Ok(Vec::new()), Dataset::finish)
            .map_err(of_dataset)?;
        output::note(&format!(
            "this shard is done; {} findings of others are not there yet: the same command without --shard tells of them all",
            left.len()
        ));
        Ok(())
    }

    fn tell(&self, entries: &[Entry<'_>], dataset: Option<&Dataset>) -> Result<(), Failure> {
        // Who cuts an arrow expects to lose its findings, and other people than those of the ledger show other things.
        let standing = if self.arguments.cut.is_none() && self.effort.draws_as_ledgers() {
            self.findings.ledger(self.arguments.quick)?
        } else {
            Ledger::default()
        };
        let lost = standing.lost(entries);
        let told = Told {
            entries,
            score: &Score::of(entries),
            baselines: &Baselines::of(entries),
            lost: &lost,
            model_hash: &self.model_hash,
            effort: self.effort,
        };
        if let Some(dataset) = dataset {
            self.save(dataset, &told)?;
        }
        if self.arguments.store {
            let ledger = standing.after(entries, &self.findings.others);
            self.findings.store(self.arguments.quick, &ledger)?;
        }
        output::print(&match self.arguments.common.format {
            Format::Table => terminal::report(&told),
            Format::Json => format!("{}\n", contract::evidence(&told)),
            Format::Csv => parts::verdicts_as_text(entries)?,
        })?;
        match (lost.len(), self.arguments.store) {
            (0, _) | (_, true) => Ok(()),
            (count, false) => Err(Failure::Run(format!(
                "{count} of what the ledger holds {} lost",
                if count == 1 { "is" } else { "are" }
            ))),
        }
    }

    fn save(&self, dataset: &Dataset, told: &Told<'_>) -> Result<(), Failure> {
        let json = format!("{}\n", contract::evidence(told));
        let page = report::evidence(&report::EvidenceReport {
            entries: told.entries,
            score: told.score,
            baselines: told.baselines,
            lost: told.lost,
            version: env!("CARGO_PKG_VERSION"),
            model_hash: told.model_hash,
            effort: self.effort,
            cut: self.arguments.cut.as_deref(),
        })
        .map_err(|error| Failure::Run(error.to_string()))?;
        for (name, bytes) in [
            ("results.json", json.as_bytes()),
            (
                "verdicts.csv",
                parts::verdicts_as_text(told.entries)?.as_bytes(),
            ),
            ("report.html", page.as_bytes()),
        ] {
            dataset.add_file(name, bytes).map_err(of_dataset)?;
        }
        dataset.finish().map_err(of_dataset)?;
        Ok(())
    }
}

fn entry<'a>(finding: &'a Finding, found: &Result<Replicated, String>) -> Entry<'a> {
    let judged = |replicated: &Replicated| {
        let experiment = finding.experiment.as_ref().ok();
        let readings = experiment.map_or(&[][..], |experiment| &experiment.readings);
        let pairs = readings.iter().zip(&replicated.readings);
        pairs
            .map(|(reading, found)| Verdict::of(reading, found))
            .collect()
    };
    Entry {
        finding,
        outcome: found.as_ref().map(judged).map_err(Clone::clone),
    }
}

fn foreign(finding: &Finding) -> Failure {
    Failure::Run(format!("the folder does not hold trials of {}", finding.id))
}
