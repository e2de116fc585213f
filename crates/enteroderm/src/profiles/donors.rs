//! From a table of samples and what is known of the people to donors.

use std::collections::BTreeSet;
use std::path::Path;

use exchange::metadata::{Metadata, Page};
use exchange::profile::{Acceptance, ProfileFaults, Sample, read_file};
use exchange::report::Told;
use lab::laboratory::Laboratory;
use lab::physiology::axis;
use lab::physiology::document::{Fault, Source, allowed};
use lab::profiles::Donor;
use lab::run::check;
use lab::scenario::Scenario;

use super::OUTCOMES;
use crate::arguments::CohortArguments;
use crate::failure::{Failure, of_model, whole};
use crate::files::{self, Opened};
use crate::import::matched;
use crate::run::fault;

/// Reads fewer than these say little about rare genera.
const FEW_READS: f64 = 1000.0;

/// What was read.
pub struct Read {
    /// The name of the table.
    pub name: String,
    /// A hash of everything that was read.
    pub hash: String,
    /// Everybody of whom there is a profile, in the order of the table.
    pub donors: Vec<Donor>,
    /// How many reads each one's profile rests on.
    pub reads: Vec<Option<f64>>,
    /// Samples that are refused, and why.
    pub refused: Vec<(String, String)>,
    /// What is told of each.
    pub outcomes: Vec<Told>,
    /// The names of the model's genera.
    pub genera: Vec<String>,
    /// What a reader should know.
    pub notes: Vec<String>,
    /// The hash of equations and data.
    pub model_hash: String,
}

/// Reads the table and the metadata.
pub fn read(opened: &Opened, arguments: &CohortArguments, table: &Path) -> Result<Read, Failure> {
    let stool = &arguments.stool;
    let file = read_file(table, stool.taxonomy.as_deref()).map_err(Vec::<Fault>::from)?;
    let habits = lab::habits::names();
    let metadata = stool
        .metadata
        .as_deref()
        .map(|path| Metadata::read(path, &habits))
        .transpose()?;
    let data = &opened.lab.data;
    let (outcomes, model_hash) = outcomes(&opened.lab, &stool.outcomes)?;
    let mut read = Read {
        name: table
            .file_name()
            .unwrap_or(table.as_os_str())
            .to_string_lossy()
            .into_owned(),
        hash: hash(arguments, table)?,
        donors: Vec::new(),
        reads: Vec::new(),
        refused: Vec::new(),
        outcomes,
        genera: data
            .taxa
            .genera
            .iter()
            .map(|genus| genus.name.clone())
            .collect(),
        notes: file.notes.clone(),
        model_hash,
    };
    let names: BTreeSet<&str> = file
        .samples
        .iter()
        .flat_map(|sample| [sample.name.as_str(), &sample.written_name])
        .collect();
    read.notes
        .extend(metadata.iter().flat_map(|metadata| metadata.notes(&names)));
    let acceptance = Acceptance::asked(stool.accept_unknown);
    let mut faults = Vec::new();
    let mut unknown = 0;
    for sample in &file.samples {
        match matched(opened, &file, sample, acceptance) {
            Err(faults) => {
                let why = in_words(&faults, sample);
                read.refused.push((sample.name.clone(), why));
            }
            Ok(stool) => {
                let page = metadata
                    .as_ref()
                    .and_then(|metadata| metadata.page(&[&sample.written_name, &sample.name]));
                unknown += usize::from(metadata.is_some() && page.is_none());
                let page = page.unwrap_or_default();
                read.notes.extend(page.notes.iter().cloned());
                match scenario(&opened.lab, &read, sample, &page) {
                    Err(more) => faults.extend(more),
                    Ok(scenario) => {
                        read.donors.push(Donor { scenario, stool });
                        read.reads.push(sample.reads);
                    }
                }
            }
        }
    }
    if !faults.is_empty() {
        return Err(Failure::from(faults));
    }
    read.remark(unknown);
    match read.donors.is_empty() {
        true => Err(nobody(table, &read.refused)),
        false => Ok(read),
    }
}

fn nobody(table: &Path, refused: &[(String, String)]) -> Failure {
    let file = table.display().to_string();
    let faults = refused
        .iter()
        .map(|(sample, why)| whole(&file, format!("sample `{}`: {why}", sample.escape_debug())));
    Failure::from(faults.collect::<Vec<Fault>>())
}

/// What is wrong with a sample, which is named beside it.
fn in_words(faults: &ProfileFaults, sample: &Sample) -> String {
    let name = format!("sample `{}`: ", sample.name.escape_debug());
    let told = faults.iter().map(|fault| {
        let Fault { message, help, .. } = Fault::from(fault.clone());
        let message = message.strip_prefix(&name).unwrap_or(&message);
        match help {
            Some(help) => format!("{message} ({help})"),
            None => message.to_owned(),
        }
    });
    told.collect::<Vec<String>>().join("; ")
}

/// The person of a sample, with faults said of the metadata.
fn scenario(
    lab: &Laboratory,
    read: &Read,
    sample: &Sample,
    page: &Page,
) -> Result<Scenario, Vec<Fault>> {
    let names: Vec<String> = read
        .outcomes
        .iter()
        .map(|outcome| format!("{:?}", outcome.name))
        .collect();
    let rest = format!(
        "[sample]\nuntil = \"1 d\"\nevery = \"1 d\"\noutcomes = [{}]\n",
        names.join(", ")
    );
    let source = Source::new(sample.name.clone(), page.text(&rest));
    let (scenario, mut faults) = Scenario::read_what_can_be(&source, &lab::habits::names());
    if let Some(scenario) = &scenario {
        let mismatches = check(lab, scenario).unwrap_or_default();
        faults.extend(mismatches.iter().map(|mismatch| fault(mismatch, &source)));
    }
    match scenario {
        Some(scenario) if faults.is_empty() => Ok(scenario),
        _ => Err(faults.into_iter().map(|fault| page.placed(fault)).collect()),
    }
}

/// The outcomes that are asked for, or the usual ones, and the hash of the equations that give them.
fn outcomes(lab: &Laboratory, asked: &[String]) -> Result<(Vec<Told>, String), Failure> {
    let system = axis::build(&lab.data, &[], false).map_err(|faults| of_model(&faults))?;
    let names: Vec<&str> = match asked.is_empty() {
        true => OUTCOMES.to_vec(),
        false => asked.iter().map(String::as_str).collect(),
    };
    let mut faults = Vec::new();
    let mut told = Vec::new();
    for name in names {
        let Some(place) = system.observable(name) else {
            let known = lab::run::observable_names(&system);
            let help = allowed(name, known);
            faults.push(Fault {
                field: "--outcomes".to_owned(),
                help: Some(help),
                ..whole(
                    "the command line",
                    format!("`{}` is not an outcome", name.escape_debug()),
                )
            });
            continue;
        };
        let seen = &system.observables[place];
        let healthy = lab.data.observables.get(name);
        told.push(Told {
            name: name.to_owned(),
            unit: seen.unit.text().to_owned(),
            meaning: seen.meaning.clone(),
            healthy: healthy.and_then(|range| Some((range.lo?, range.hi?))),
        });
    }
    match faults.is_empty() {
        true => Ok((told, lab.hash(&system))),
        false => Err(Failure::from(faults)),
    }
}

fn hash(arguments: &CohortArguments, table: &Path) -> Result<String, Failure> {
    let stool = &arguments.stool;
    let mut hasher = blake3::Hasher::new();
    for path in [
        Some(table),
        stool.taxonomy.as_deref(),
        stool.metadata.as_deref(),
    ]
    .into_iter()
    .flatten()
    {
        hasher.update(files::bytes_hash(path)?.as_bytes());
    }
    for outcome in &stool.outcomes {
        hasher.update(outcome.as_bytes());
    }
    hasher.update(&[u8::from(stool.accept_unknown)]);
    Ok(hasher.finalize().to_hex()[..16].to_owned())
}

impl Read {
    fn remark(&mut self, unknown: usize) {
        if unknown > 0 {
            self.notes.push(format!("{unknown} samples have no row in the metadata: each is taken for a woman of 30 years"));
        }
        let few = self
            .reads
            .iter()
            .filter(|reads| reads.is_some_and(|reads| reads < FEW_READS))
            .count();
        if few > 0 {
            self.notes.push(format!("{few} samples rest on fewer than {FEW_READS} reads: rare genera are a matter of luck in them"));
        }
    }
}
