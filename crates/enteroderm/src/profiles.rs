//! `enteroderm cohort --stool TABLE`: what every sample of a table implies, one person each.

mod donors;
mod parts;
mod tell;

use std::path::Path;

use exchange::dataset::{Dataset, Identity};
use exchange::report::{ProfilesReport, profiles as report};
use exchange::table::Table;
use lab::profiles::implied;
use lab::run::{Question, RunError};

use crate::arguments::{CohortArguments, Format};
use crate::failure::{Failure, of_model};
use crate::following::{as_text, of_dataset};
use crate::progress::{Progress, Share};
use crate::tables::{self, Written};
use crate::{cache, files, output};
use donors::Read;
use parts::Row;

/// How many people are drawn for each sample beside the typical one when nothing is said: two batches of lanes.
const PEOPLE: usize = 16;
/// Samples in a part.
const PART: usize = 32;
/// What is told of each sample when nothing is said.
pub(crate) const OUTCOMES: [&str; 14] = [
    "colon.scfa_made",
    "stool.acetate",
    "stool.propionate",
    "stool.butyrate",
    "colon.shannon",
    "colon.dysbiosis_index",
    "lining.permeability",
    "lining.lm_ratio",
    "blood.endotoxin",
    "blood.crp",
    "skin.tewl",
    "skin.acne.inflammatory_lesions",
    "skin.easi",
    "skin.visible_disease",
];

/// Reads the table, follows everybody, and tells what came of it.
pub fn profiles(arguments: &CohortArguments, table: &Path) -> Result<(), Failure> {
    let opened = files::open(arguments.drawn.common.data.as_deref())?;
    let read = donors::read(&opened, arguments, table)?;
    let rests = cache::open(&arguments.drawn.cache)?;
    let mut progress = Progress::start();
    let work = Work {
        arguments,
        read: &read,
        question: Question {
            people: arguments.drawn.people.unwrap_or(PEOPLE) + 1,
            seed: arguments.drawn.seed.unwrap_or(1),
            insist: false,
            ..Question::default()
        },
    };
    let dataset = work.open()?;
    let parts = read.donors.chunks(PART).enumerate();
    let (mut rows, mut all) = (Vec::new(), true);
    for (part, donors) in parts {
        if let Some(known) = work.known(dataset.as_ref(), part)? {
            rows.extend(known);
            continue;
        }
        if !work.owns(part) {
            all = false;
            continue;
        }
        let mut share = Share::of(&mut progress, part, work.parts(), PART);
        let found = implied(
            &opened.lab,
            donors,
            &work.question,
            rests.as_ref(),
            &mut share,
        )
        .map_err(|error| work.failed(error))?;
        let found: Vec<Row> = found
            .into_iter()
            .zip(donors)
            .map(|(one, donor)| Row::of(one, donor))
            .collect();
        if let Some(dataset) = &dataset {
            let table = parts::table(&found, &read.outcomes);
            dataset
                .write(part, &[(parts::NAME, &table)])
                .map_err(of_dataset)?;
        }
        rows.extend(found);
    }
    progress.clear();
    if !all {
        output::note(
            "this shard is done; the same command without --shard tells of all samples when the others are",
        );
        return dataset.map_or(Ok(()), |dataset| {
            dataset.finish().map(|_| ()).map_err(of_dataset)
        });
    }
    work.tell(&rows, dataset.as_ref())
}

/// What is asked, of whom.
struct Work<'a> {
    arguments: &'a CohortArguments,
    read: &'a Read,
    question: Question,
}

impl Work<'_> {
    fn parts(&self) -> usize {
        self.read.donors.len().div_ceil(PART)
    }

    fn owns(&self, part: usize) -> bool {
        self.arguments
            .drawn
            .shard
            .is_none_or(|shard| shard.owns(part))
    }

    /// The folder, where one is named: opened for these samples, or refused when it holds others.
    fn open(&self) -> Result<Option<Dataset>, Failure> {
        let Some(folder) = &self.arguments.drawn.out else {
            return Ok(None);
        };
        let identity = Identity::new(self.parts())
            .with("profiles", &self.read.name)
            .with("input", &self.read.hash)
            .with("samples", self.read.donors.len())
            .with("samples_in_part", PART)
            .with("people", self.question.people)
            .with("seed", self.question.seed)
            .with("version", env!("CARGO_PKG_VERSION"))
            .with("model", &self.read.model_hash);
        let dataset = Dataset::open(folder, &identity, self.arguments.drawn.shard);
        dataset.map(Some).map_err(of_dataset)
    }

    /// The rows of a part that is there already.
    fn known(&self, dataset: Option<&Dataset>, part: usize) -> Result<Option<Vec<Row>>, Failure> {
        let Some(dataset) = dataset else {
            return Ok(None);
        };
        if !dataset.has(part).map_err(of_dataset)? {
            return Ok(None);
        }
        let tables = dataset.read(part).map_err(of_dataset)?;
        let rows = parts::rows(&tables, &self.read.outcomes);
        let foreign = || {
            Failure::Run(format!(
                "part {part} of the folder does not hold samples of this table"
            ))
        };
        rows.map(Some).ok_or_else(foreign)
    }

    fn failed(&self, error: RunError) -> Failure {
        match (error, &self.arguments.drawn.out) {
            (RunError::Stopped(_), Some(folder)) => Failure::Interrupted(format!(
                "stopped; the same command goes on with what {} holds",
                folder.display()
            )),
            (RunError::Stopped(_), None) => Failure::Interrupted(
                "stopped; nothing was written; with `--out` the same command goes on where it was stopped".to_owned(),
            ),
            (RunError::Model(faults), _) => of_model(&faults),
            (RunError::Failed(message) | RunError::People(message), _) => Failure::Run(message),
            (RunError::Scenario(_), _) => Failure::Run("a person does not fit the data".to_owned()),
        }
    }

    /// Prints what came of it and writes it down.
    fn tell(&self, rows: &[Row], dataset: Option<&Dataset>) -> Result<(), Failure> {
        let refused = tell::refused(self.read, rows);
        let wide = self.with_facts(parts::table(rows, &self.read.outcomes));
        if let Some(dataset) = dataset {
            self.save(dataset, &wide, rows, &refused)?;
        }
        output::print(&match self.arguments.drawn.common.format {
            Format::Table => tell::report(self.read, rows, &refused),
            Format::Json => format!(
                "{}\n",
                tell::contract(self.read, rows, &refused, &self.question)
            ),
            Format::Csv => as_text(&wide)?,
        })?;
        match rows.iter().all(|row| row.found.is_err()) {
            true => Err(Failure::Run("no sample has a result".to_owned())),
            false => Ok(()),
        }
    }

    fn save(
        &self,
        dataset: &Dataset,
        wide: &Table,
        rows: &[Row],
        refused: &[(String, String)],
    ) -> Result<(), Failure> {
        let genera = self.with_facts(parts::genera(self.read));
        let left_out = self.with_facts(parts::refused(refused));
        let mut written = Written::of(&self.arguments.tables);
        for (name, table) in [("profiles", wide), ("genera", &genera)] {
            written.add(name, table, &["sample"], &mut |name, bytes| {
                dataset.add_file(name, bytes).map_err(of_dataset)
            })?;
        }
        written.add("refused", &left_out, &[], &mut |name, bytes| {
            dataset.add_file(name, bytes).map_err(of_dataset)
        })?;
        let json = tell::contract(self.read, rows, refused, &self.question);
        dataset
            .add_file("results.json", format!("{json}\n").as_bytes())
            .map_err(of_dataset)?;
        let samples = tell::sampled(self.read, rows);
        let page = report(&ProfilesReport {
            name: &self.read.name,
            outcomes: &self.read.outcomes,
            samples: &samples,
            refused,
            notes: &self.read.notes,
            people: self.question.people - 1,
            seed: self.question.seed,
            version: env!("CARGO_PKG_VERSION"),
            model_hash: &self.read.model_hash,
            input_hash: &self.read.hash,
            command: &self.command(),
        });
        let page = page.map_err(|error| Failure::Run(error.to_string()))?;
        dataset
            .add_file("report.html", page.as_bytes())
            .map_err(of_dataset)?;
        dataset.finish().map_err(of_dataset)?;
        if let Some(folder) = &self.arguments.drawn.out {
            output::note(&format!(
                "wrote report.html and tables into {}",
                folder.display()
            ));
        }
        Ok(())
    }

    fn with_facts(&self, table: Table) -> Table {
        Table {
            metadata: tables::facts(&[
                ("profiles", &self.read.name),
                ("input", &self.read.hash),
                ("seed", &self.question.seed.to_string()),
                ("people_drawn", &(self.question.people - 1).to_string()),
                ("version", env!("CARGO_PKG_VERSION")),
                ("model_hash", &self.read.model_hash),
            ]),
            ..table
        }
    }

    /// The command that gives the same again.
    fn command(&self) -> String {
        let stool = &self.arguments.stool;
        let named = [
            ("--stool", &stool.stool),
            ("--taxonomy", &stool.taxonomy),
            ("--metadata", &stool.metadata),
        ];
        let mut command = "enteroderm cohort".to_owned();
        for (option, path) in named {
            if let Some(name) = path.as_ref().and_then(|path| path.file_name()) {
                command += &format!(" {option} {}", name.to_string_lossy());
            }
        }
        command
            + &format!(
                " --people {} --seed {}",
                self.question.people - 1,
                self.question.seed
            )
    }
}
