//! `enteroderm trial`: the people of a trial are followed, and what a trial of them finds is told beside the truth.

mod contract;
mod parts;
mod terminal;

use std::path::Path;

use exchange::dataset::{Dataset, DatasetError, Identity};
use exchange::table::{Table, write_csv};
use lab::physiology::document::Source;
use lab::run::RunError;
use lab::trial::Trial;
use lab::trial::analysis::analyse;
use lab::trial::pool::{PART, Participant, Pool};
use lab::trial::results::Results;

use crate::arguments::{Format, TrialArguments};
use crate::failure::{Failure, of_model};
use crate::progress::{Progress, Share};
use crate::{cache, files, output, run};
use parts::{FAILED, PEOPLE, Parts, VISITS};

/// Runs it and prints what it found.
pub fn trial(arguments: &TrialArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    let source = files::text(&arguments.trial)?;
    let trial = read(&source, arguments)?;
    let fits = Pool::check(&opened.lab, &trial).map_err(|error| failure(error, &source))?;
    if !fits.is_empty() {
        return Err(failure(RunError::Scenario(fits), &source));
    }
    let rests = cache::open(&arguments.cache)?;
    let mut progress = Progress::start();
    let pool = Pool::new(
        &opened.lab,
        &trial,
        trial.seed,
        rests.as_ref(),
        &mut progress,
    )
    .map_err(|error| failure(error, &source))?;
    let run = Run {
        arguments,
        source: &source,
        trial: &trial,
        parts: Parts::new(&pool, &trial.name),
        model_hash: opened.lab.hash(pool.system()),
        pool: &pool,
    };
    run.go(&mut progress)
}

/// A trial that is being run.
struct Run<'a> {
    arguments: &'a TrialArguments,
    source: &'a Source,
    trial: &'a Trial,
    pool: &'a Pool<'a>,
    parts: Parts<'a>,
    model_hash: String,
}

impl Run<'_> {
    fn go(&self, progress: &mut Progress) -> Result<(), Failure> {
        if let Some(number) = self.arguments.person {
            let alone = self
                .pool
                .people(number, 1, progress)
                .map_err(|error| self.failed(error))?;
            return self.print_person(&alone);
        }
        let dataset = match &self.arguments.out {
            Some(folder) => Some(self.open(folder)?),
            None => None,
        };
        let (people, all) = self.people(dataset.as_ref(), progress)?;
        if !all {
            return self.leave_to_others(dataset.as_ref());
        }
        let results = analyse(self.pool, self.trial, self.trial.seed, &people, progress)
            .map_err(|error| self.failed(error))?;
        progress.clear();
        if let Some(dataset) = &dataset {
            self.save(dataset, &results)?;
        }
        output::print(&self.told(&results)?)
    }

    fn failed(&self, error: RunError) -> Failure {
        match (error, &self.arguments.out) {
            (RunError::Stopped(phase), Some(folder)) => Failure::Interrupted(format!(
                "stopped during the {phase}; the same command goes on with what {} holds",
                folder.display()
            )),
            (error, _) => failure(error, self.source),
        }
    }

    fn protocol_hash(&self) -> String {
        let mut hasher = blake3::Hasher::new();
        hasher.update(self.source.text.as_bytes());
        hasher.update(&(self.trial.people as u64).to_le_bytes());
        hasher.finalize().to_hex()[..16].to_owned()
    }

    fn open(&self, folder: &Path) -> Result<Dataset, Failure> {
        let identity = Identity::new(self.pool.parts())
            .with("trial", &self.trial.name)
            .with("protocol", self.protocol_hash())
            .with("people", self.trial.people)
            .with("people_in_part", PART)
            .with("seed", self.trial.seed)
            .with("version", env!("CARGO_PKG_VERSION"))
            .with("model", &self.model_hash);
        Dataset::open(folder, &identity, self.arguments.shard).map_err(of_dataset)
    }

    /// The people of all parts, and whether they are all there: other shards may have parts still to do.
    fn people(
        &self,
        dataset: Option<&Dataset>,
        progress: &mut Progress,
    ) -> Result<(Vec<Participant>, bool), Failure> {
        let parts = self.pool.parts();
        let mut people = Vec::new();
        let mut all = true;
        for part in 0..parts {
            let is_own = self.arguments.shard.is_none_or(|shard| shard.owns(part));
            let known = match dataset {
                Some(dataset) if dataset.has(part).map_err(of_dataset)? => {
                    let tables = dataset.read(part).map_err(of_dataset)?;
                    let read = self.parts.read(&tables);
                    Some(read.ok_or_else(|| foreign(part))?)
                }
                _ => None,
            };
            match known {
                Some(known) => people.extend(known),
                None if !is_own => all = false,
                None => {
                    let mut share = Share::of(progress, part, parts, PART);
                    let found = self
                        .pool
                        .part(part, &mut share)
                        .map_err(|error| self.failed(error))?;
                    if let Some(dataset) = dataset {
                        self.write(dataset, part, &found)?;
                    }
                    people.extend(found);
                }
            }
        }
        Ok((people, all))
    }

    fn write(&self, dataset: &Dataset, part: usize, people: &[Participant]) -> Result<(), Failure> {
        let with_facts = |mut table: Table| {
            table.metadata = vec![
                ("trial".to_owned(), self.trial.name.clone()),
                ("seed".to_owned(), self.trial.seed.to_string()),
                ("model".to_owned(), self.model_hash.clone()),
            ];
            table
        };
        let tables = [
            (PEOPLE, with_facts(self.parts.people(people))),
            (VISITS, with_facts(self.parts.visits(people))),
            (FAILED, with_facts(self.parts.failed(people))),
        ];
        let named: Vec<(&str, &Table)> =
            tables.iter().map(|(name, table)| (*name, table)).collect();
        dataset.write(part, &named).map_err(of_dataset)
    }

    /// This shard is done, others are not.
    fn leave_to_others(&self, dataset: Option<&Dataset>) -> Result<(), Failure> {
        let left = dataset
            .map_or_else(|| Ok(Vec::new()), Dataset::finish)
            .map_err(of_dataset)?;
        output::note(&format!(
            "this shard is done; {} parts of others are not there yet: the same command without --shard analyses them all",
            left.len()
        ));
        Ok(())
    }

    fn save(&self, dataset: &Dataset, results: &Results) -> Result<(), Failure> {
        let json = format!(
            "{}\n",
            contract::trial(self.trial, results, &self.model_hash)
        );
        let add = |name: &str, bytes: &[u8]| dataset.add_file(name, bytes).map_err(of_dataset);
        add("results.json", json.as_bytes())?;
        add(
            "allocation.csv",
            &as_bytes(&self.parts.allocation(results))?,
        )?;
        dataset.finish().map_err(of_dataset)?;
        if let Some(folder) = &self.arguments.out {
            output::note(&format!(
                "wrote people, visits and results into {}",
                folder.display()
            ));
        }
        Ok(())
    }

    fn told(&self, results: &Results) -> Result<String, Failure> {
        Ok(match self.arguments.common.format {
            Format::Table => terminal::report(self.trial, self.pool, results),
            Format::Json => {
                format!(
                    "{}\n",
                    contract::trial(self.trial, results, &self.model_hash)
                )
            }
            Format::Csv => as_text(&terminal::contrasts(results))?,
        })
    }

    fn print_person(&self, alone: &[Participant]) -> Result<(), Failure> {
        let text = match self.arguments.common.format {
            Format::Json => format!("{}\n", contract::person(self.pool, alone)),
            Format::Table | Format::Csv => {
                format!(
                    "{}{}",
                    as_text(&self.parts.people(alone))?,
                    as_text(&self.parts.visits(alone))?
                )
            }
        };
        output::print(&text)
    }
}

/// The trial as written, with what the command line says otherwise.
fn read(source: &Source, arguments: &TrialArguments) -> Result<Trial, Failure> {
    let trial = Trial::read(source);
    let mut trial = trial.map_err(|faults| Failure::Input(faults, vec![source.clone()]))?;
    trial.seed = arguments.seed.unwrap_or(trial.seed);
    trial.people = arguments.people.unwrap_or(trial.people);
    Ok(trial)
}

fn as_bytes(table: &Table) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    write_csv(table, &mut text).map_err(|error| Failure::Run(error.to_string()))?;
    Ok(text)
}

fn as_text(table: &Table) -> Result<String, Failure> {
    Ok(String::from_utf8_lossy(&as_bytes(table)?).into_owned())
}

fn of_dataset(error: DatasetError) -> Failure {
    Failure::Run(error.to_string())
}

fn foreign(part: usize) -> Failure {
    Failure::Run(format!(
        "part {part} of the folder does not hold people of this trial"
    ))
}

fn failure(error: RunError, source: &Source) -> Failure {
    match error {
        RunError::Scenario(mismatches) => {
            let faults = mismatches
                .iter()
                .map(|mismatch| run::fault(mismatch, source));
            Failure::Input(faults.collect(), vec![source.clone()])
        }
        RunError::Model(faults) => of_model(&faults),
        RunError::Failed(message) | RunError::People(message) => Failure::Run(message),
        RunError::Stopped(phase) => Failure::Interrupted(format!(
            "stopped during the {phase}; nothing was written; with `--out` the same command goes on where it was stopped"
        )),
    }
}
