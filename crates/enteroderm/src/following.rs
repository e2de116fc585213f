//! People who are followed, part by part: the parts are kept in a folder where one is named, and those that are there already are not followed
//! again.

mod parts;

use std::path::Path;

use exchange::dataset::{Dataset, DatasetError, Identity, Shard};
use exchange::table::{Table, write_csv};
use lab::physiology::document::Source;
use lab::run::RunError;
use lab::trial::Trial;
use lab::trial::pool::{PART, Participant, Pool};

use crate::failure::{Failure, of_model};
use crate::output;
use crate::progress::{Progress, Share};
use crate::run;
pub use parts::Parts;
use parts::{FAILED, PEOPLE, VISITS};

/// People who are followed.
pub struct Following<'a> {
    /// The trial or cohort.
    pub trial: &'a Trial,
    /// Its text.
    pub source: &'a Source,
    /// Its people.
    pub pool: &'a Pool<'a>,
    /// How they are written.
    pub parts: Parts<'a>,
    /// The hash of equations and data.
    pub model_hash: String,
    /// Where parts are kept.
    pub out: Option<&'a Path>,
    /// Which parts are followed; all of them when left out.
    pub shard: Option<Shard>,
}

impl Following<'_> {
    /// The folder, where one is named: opened for this trial, or refused when it holds another.
    pub fn open(&self) -> Result<Option<Dataset>, Failure> {
        let Some(folder) = self.out else {
            return Ok(None);
        };
        let identity = Identity::new(self.pool.parts())
            .with("trial", &self.trial.name)
            .with("protocol", self.protocol_hash())
            .with("people", self.trial.people)
            .with("people_in_part", PART)
            .with("seed", self.trial.seed)
            .with("version", env!("CARGO_PKG_VERSION"))
            .with("model", &self.model_hash);
        Dataset::open(folder, &identity, self.shard)
            .map(Some)
            .map_err(of_dataset)
    }

    /// The hash of what was asked for.
    pub fn protocol_hash(&self) -> String {
        protocol_hash(self.source, self.trial)
    }

    /// A failure on the way, with what to do.
    pub fn failed(&self, error: RunError) -> Failure {
        match (error, self.out) {
            (RunError::Stopped(phase), Some(folder)) => Failure::Interrupted(format!(
                "stopped during the {phase}; the same command goes on with what {} holds",
                folder.display()
            )),
            (error, _) => failure(error, self.source),
        }
    }

    /// The people of all parts, and whether they are all there: other shards may have parts still to do.
    pub fn people(
        &self,
        dataset: Option<&Dataset>,
        progress: &mut Progress,
    ) -> Result<(Vec<Participant>, bool), Failure> {
        let parts = self.pool.parts();
        let mut people = Vec::new();
        let mut all = true;
        for part in 0..parts {
            let is_own = self.shard.is_none_or(|shard| shard.owns(part));
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
    pub fn leave_to_others(&self, dataset: Option<&Dataset>) -> Result<(), Failure> {
        let left = dataset
            .map_or_else(|| Ok(Vec::new()), Dataset::finish)
            .map_err(of_dataset)?;
        output::note(&format!(
            "this shard is done; {} parts of others are not there yet: the same command without --shard analyses them all",
            left.len()
        ));
        Ok(())
    }
}

/// The hash of a trial as it was asked for.
pub fn protocol_hash(source: &Source, trial: &Trial) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(source.text.as_bytes());
    hasher.update(&(trial.people as u64).to_le_bytes());
    hasher.finalize().to_hex()[..16].to_owned()
}

/// A table as CSV.
pub fn as_bytes(table: &Table) -> Result<Vec<u8>, Failure> {
    let mut text = Vec::new();
    write_csv(table, &mut text).map_err(|error| Failure::Run(error.to_string()))?;
    Ok(text)
}

/// A table as CSV.
pub fn as_text(table: &Table) -> Result<String, Failure> {
    Ok(String::from_utf8_lossy(&as_bytes(table)?).into_owned())
}

/// What a folder refused.
pub fn of_dataset(error: DatasetError) -> Failure {
    Failure::Run(error.to_string())
}

fn foreign(part: usize) -> Failure {
    Failure::Run(format!(
        "part {part} of the folder does not hold people of this trial"
    ))
}

/// A failure that has nothing to do with the folder.
pub fn failure(error: RunError, source: &Source) -> Failure {
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
