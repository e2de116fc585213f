//! `enteroderm trial`: the people of a trial are followed, and what a trial of them finds is told beside the truth.

pub mod contract;
mod terminal;

use exchange::dataset::Dataset;
use exchange::report::{self, TrialReport};
use lab::physiology::document::Source;
use lab::trial::Trial;
use lab::trial::analysis::analyse;
use lab::trial::pool::{Participant, Pool};
use lab::trial::results::Results;

use crate::arguments::{Format, TrialArguments};
use crate::failure::Failure;
use crate::following::{Following, Parts, as_bytes, as_text, failure, of_dataset};
use crate::progress::Progress;
use crate::{cache, files, output};

/// Runs it and prints what it found.
pub fn trial(arguments: &TrialArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.drawn.common.data.as_deref())?;
    let source = files::text(&arguments.trial)?;
    let trial = read(&source, arguments)?;
    let rests = cache::open(&arguments.drawn.cache)?;
    let mut progress = Progress::start();
    let pool = Pool::new(&opened.lab, &trial, rests.as_ref(), &mut progress)
        .map_err(|error| failure(error, &source))?;
    let run = Run {
        arguments,
        following: Following {
            source: &source,
            trial: &trial,
            parts: Parts::new(&pool, &trial.name),
            model_hash: opened.lab.hash(pool.system()),
            pool: &pool,
            out: arguments.drawn.out.as_deref(),
            shard: arguments.drawn.shard,
        },
    };
    run.go(&mut progress)
}

/// A trial that is being run.
struct Run<'a> {
    arguments: &'a TrialArguments,
    following: Following<'a>,
}

impl Run<'_> {
    fn go(&self, progress: &mut Progress) -> Result<(), Failure> {
        let pool = self.following.pool;
        if let Some(number) = self.arguments.person {
            let alone = pool.people(number, 1, progress);
            return self.print_person(&alone.map_err(|error| self.following.failed(error))?);
        }
        let dataset = self.following.open()?;
        let (people, all) = self.following.people(dataset.as_ref(), progress)?;
        if !all {
            return self.following.leave_to_others(dataset.as_ref());
        }
        let results =
            analyse(pool, &people, progress).map_err(|error| self.following.failed(error))?;
        progress.clear();
        if let Some(dataset) = &dataset {
            self.save(dataset, &results)?;
        }
        output::print(&self.told(&results)?)
    }

    fn save(&self, dataset: &Dataset, results: &Results) -> Result<(), Failure> {
        let json = format!(
            "{}\n",
            contract::trial(self.following.trial, results, &self.following.model_hash)
        );
        let add = |name: &str, bytes: &[u8]| dataset.add_file(name, bytes).map_err(of_dataset);
        add("results.json", json.as_bytes())?;
        add(
            "allocation.csv",
            &as_bytes(&self.following.parts.allocation(results))?,
        )?;
        add("report.html", self.report(results)?.as_bytes())?;
        dataset.finish().map_err(of_dataset)?;
        if let Some(folder) = &self.arguments.drawn.out {
            output::note(&format!(
                "wrote people, visits and results into {}",
                folder.display()
            ));
        }
        Ok(())
    }

    fn report(&self, results: &Results) -> Result<String, Failure> {
        let trial = self.arguments.trial.file_name().unwrap_or_default();
        let (seed, people) = (self.following.trial.seed, self.following.trial.people);
        let trial = trial.to_string_lossy();
        report::trial(&TrialReport {
            trial: self.following.trial,
            protocol: &self.following.source.text,
            results,
            population: self.following.pool.population(),
            seed,
            version: env!("CARGO_PKG_VERSION"),
            model_hash: &self.following.model_hash,
            protocol_hash: &self.following.protocol_hash(),
            command: &format!("enteroderm trial {trial} --seed {seed} --people {people} --out DIR"),
        })
        .map_err(|error| Failure::Run(error.to_string()))
    }

    fn told(&self, results: &Results) -> Result<String, Failure> {
        Ok(match self.arguments.drawn.common.format {
            Format::Table => terminal::report(self.following.trial, self.following.pool, results),
            Format::Json => {
                format!(
                    "{}\n",
                    contract::trial(self.following.trial, results, &self.following.model_hash)
                )
            }
            Format::Csv => as_text(&terminal::contrasts(results))?,
        })
    }

    fn print_person(&self, alone: &[Participant]) -> Result<(), Failure> {
        let text = match self.arguments.drawn.common.format {
            Format::Json => format!("{}\n", contract::person(self.following.pool, alone)),
            Format::Table | Format::Csv => {
                format!(
                    "{}{}",
                    as_text(&self.following.parts.people(alone))?,
                    as_text(&self.following.parts.visits(alone))?
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
    trial.seed = arguments.drawn.seed.unwrap_or(trial.seed);
    trial.people = arguments.drawn.people.unwrap_or(trial.people);
    Ok(trial)
}
