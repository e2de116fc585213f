//! `enteroderm import`: what a stool profile holds.

mod many;

use std::path::Path;

use exchange::profile::{
    Acceptance, Place, ProfileFaults, ProfileFile, Sample, match_sample, profile_table, read_file,
    read_stool,
};
use lab::laboratory::Laboratory;
use lab::physiology::document::Fault;
use lab::stool::{Genus, StoolProfile, Taxonomy};
use serde_json::json;

use crate::arguments::{Format, ImportArguments, TableArguments};
use crate::failure::Failure;
use crate::files::Opened;
use crate::tables::{self, Written};
use crate::{files, output, terminal};

/// How many clades that were left out are named.
const LEFT_OUT: usize = 10;
/// More samples than these are told of in a line each.
const FULL_REPORTS: usize = 3;

/// Reads a profile for the genera of the model.
pub fn profile(
    opened: &Opened,
    place: &Place<'_>,
    acceptance: Acceptance,
) -> Result<StoolProfile, Vec<Fault>> {
    let taxonomy = taxonomy(&opened.lab);
    read_stool(place, &taxonomy, &opened.synonyms, acceptance).map_err(Vec::from)
}

/// The genera of the model.
fn taxonomy(lab: &Laboratory) -> Taxonomy {
    let genera = lab.data.taxa.genera.iter().map(|genus| Genus {
        name: genus.name.clone(),
        pooled: genus.pooled.clone(),
    });
    Taxonomy {
        genera: genera.collect(),
    }
}

/// A sample that was read, with its profile or the reason why it is refused.
struct Imported<'a> {
    file: &'a ProfileFile,
    sample: &'a Sample,
    stool: Result<StoolProfile, ProfileFaults>,
}

/// Prints the match report of every sample, when all files can be read.
pub fn import(arguments: &ImportArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    if let Some(folder) = &arguments.out {
        tables::prepare(folder)?;
    }
    let (mut files, mut faults) = (Vec::new(), Vec::new());
    for path in &arguments.profiles {
        match read_file(path, arguments.taxonomy.as_deref()) {
            Err(more) => faults.extend(Vec::<Fault>::from(more)),
            Ok(file) => files.push(file),
        }
    }
    let mut all = Vec::new();
    for file in &files {
        match samples(file, arguments.sample.as_deref()) {
            Err(more) => faults.extend(Vec::<Fault>::from(more)),
            Ok(samples) => {
                all.extend(samples.map(|sample| imported(&opened, arguments, file, sample)))
            }
        }
    }
    // One sample of several may be refused, and is told among the others; alone it is a fault.
    if all.iter().all(|one| one.stool.is_err()) || all.len() == files.len() {
        let refused = all.iter().filter_map(|one| one.stool.as_ref().err());
        faults.extend(refused.flat_map(|faults| Vec::<Fault>::from(faults.clone())));
    }
    if !faults.is_empty() {
        return Err(Failure::Input(faults, Vec::new()));
    }
    if let Some(folder) = &arguments.out {
        save(&opened, folder, &arguments.tables, &all)?;
    }
    output::print(&shown(&opened.lab, &all, arguments.common.format))
}

/// The sample of that name, or all of them.
fn samples<'a>(
    file: &'a ProfileFile,
    wanted: Option<&str>,
) -> Result<impl Iterator<Item = &'a Sample>, ProfileFaults> {
    let named = wanted.map(|name| file.find(Some(name))).transpose()?;
    let all = named.is_none();
    Ok(named
        .into_iter()
        .chain(file.samples.iter().filter(move |_| all)))
}

fn imported<'a>(
    opened: &Opened,
    arguments: &ImportArguments,
    file: &'a ProfileFile,
    sample: &'a Sample,
) -> Imported<'a> {
    Imported {
        file,
        sample,
        stool: matched(
            opened,
            file,
            sample,
            Acceptance::asked(arguments.accept_unknown),
        ),
    }
}

/// A sample in terms of the model's genera, when it is whole and known enough.
pub fn matched(
    opened: &Opened,
    file: &ProfileFile,
    sample: &Sample,
    acceptance: Acceptance,
) -> Result<StoolProfile, ProfileFaults> {
    file.check(sample)?;
    let taxonomy = taxonomy(&opened.lab);
    match_sample(file, sample, &taxonomy, &opened.synonyms, acceptance)
}

fn save(
    opened: &Opened,
    folder: &Path,
    asked: &TableArguments,
    all: &[Imported<'_>],
) -> Result<(), Failure> {
    let mut written = Written::of(asked);
    let pairs: Vec<(&ProfileFile, &Sample)> =
        all.iter().map(|one| (one.file, one.sample)).collect();
    let mut place = tables::into_folder(folder);
    written.add(
        "profile",
        &profile_table(&pairs, &opened.synonyms),
        &[],
        &mut place,
    )?;
    written.add(
        "genera",
        &many::genera(&opened.lab, all),
        &["sample"],
        &mut place,
    )?;
    written.add("matches", &many::matches(all), &["sample"], &mut place)?;
    output::note(&format!(
        "wrote {} into {}",
        written.names(),
        folder.display()
    ));
    Ok(())
}

fn shown(lab: &Laboratory, all: &[Imported<'_>], format: Format) -> String {
    let stools = || all.iter().filter_map(|one| one.stool.as_ref().ok());
    match format {
        Format::Json => stools()
            .map(|stool| format!("{}\n", as_json(lab, stool)))
            .collect(),
        Format::Csv => as_csv(lab, stools()),
        Format::Table if all.len() > FULL_REPORTS => many::report(all),
        Format::Table => stools().map(|stool| report(lab, stool)).collect(),
    }
}

/// The genera of the model with their shares.
pub fn genera<'a>(
    lab: &'a Laboratory,
    stool: &'a StoolProfile,
) -> impl Iterator<Item = (&'a str, f64)> {
    lab.data
        .taxa
        .genera
        .iter()
        .map(|genus| genus.name.as_str())
        .zip(stool.abundance.iter().copied())
}

fn as_json(lab: &Laboratory, stool: &StoolProfile) -> serde_json::Value {
    let report = &stool.report;
    let abundance: serde_json::Map<String, serde_json::Value> = genera(lab, stool)
        .map(|(genus, share)| (genus.to_owned(), json!(share)))
        .collect();
    json!({
        "schema": "enteroderm.import/1",
        "file": stool.file,
        "sample": stool.sample,
        "database": stool.database,
        "abundance": abundance,
        "matched": { "genus": report.genus_share, "family": report.family_share, "unclassified": report.unclassified_share },
        "renamed": report.renamed.iter().map(|one| json!({ "from": one.from, "to": one.to, "share": one.share })).collect::<Vec<_>>(),
        "left_out": report.left_out.iter().map(|one| json!({ "name": one.name, "share": one.share })).collect::<Vec<_>>(),
        "notes": report.notes,
        "warnings": report.warnings,
    })
}

fn as_csv<'a>(lab: &'a Laboratory, stools: impl Iterator<Item = &'a StoolProfile>) -> String {
    let mut text = "sample,genus,share\n".to_owned();
    for stool in stools {
        let sample = stool.sample.replace([',', '"', '\n'], "_");
        for (genus, share) in genera(lab, stool) {
            text += &format!("{sample},{genus},{share}\n");
        }
    }
    text
}

fn percent(share: f64) -> String {
    format!("{:.2} %", 100.0 * share)
}

fn report(lab: &Laboratory, stool: &StoolProfile) -> String {
    let found = &stool.report;
    let database = stool.database.as_deref().unwrap_or("database not named");
    let mut text = format!("{}: sample {}, {database}\n", stool.file, stool.sample);
    text += &format!(
        "matched at genus {}, at family {}, unclassified {}\n",
        percent(found.genus_share),
        percent(found.family_share),
        percent(found.unclassified_share)
    );
    let mut shares: Vec<(&str, f64)> = genera(lab, stool)
        .filter(|(_, share)| *share > 0.0)
        .collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    text += &terminal::listing(
        &["genus", "share of what was matched"],
        shares
            .iter()
            .map(|(genus, share)| vec![(*genus).to_owned(), percent(*share)]),
    );
    if !found.renamed.is_empty() {
        let rows = found
            .renamed
            .iter()
            .map(|one| vec![one.from.clone(), one.to.clone(), percent(one.share)]);
        text += &terminal::listing(&["renamed", "to", "share"], rows);
    }
    if !found.left_out.is_empty() {
        let rows = found
            .left_out
            .iter()
            .take(LEFT_OUT)
            .map(|one| vec![one.name.clone(), percent(one.share)]);
        text += &terminal::listing(&["left out", "share"], rows);
    }
    for line in found.notes.iter().chain(&found.warnings) {
        text += &format!("note: {line}\n");
    }
    text
}
