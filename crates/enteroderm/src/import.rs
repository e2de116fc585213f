//! `enteroderm import`: what a stool profile holds.

use std::path::Path;

use exchange::profile::{Acceptance, read_stool};
use lab::laboratory::Laboratory;
use lab::physiology::document::Fault;
use lab::stool::{Genus, StoolProfile, Taxonomy};
use serde_json::json;

use crate::arguments::{Format, ImportArguments};
use crate::failure::Failure;
use crate::files::Opened;
use crate::{files, output, terminal};

/// How many clades that were left out are named.
const LEFT_OUT: usize = 10;

/// Reads a profile for the genera of the model.
pub fn profile(
    opened: &Opened,
    path: &Path,
    sample: Option<&str>,
    acceptance: Acceptance,
) -> Result<StoolProfile, Vec<Fault>> {
    let genera = opened.lab.data.taxa.genera.iter().map(|genus| Genus {
        name: genus.name.clone(),
        pooled: genus.pooled.clone(),
    });
    let taxonomy = Taxonomy {
        genera: genera.collect(),
    };
    read_stool(path, sample, &taxonomy, &opened.synonyms, acceptance).map_err(Vec::from)
}

/// Prints the match report of every profile, when all of them can be read.
pub fn import(arguments: &ImportArguments) -> Result<(), Failure> {
    let opened = files::open(arguments.common.data.as_deref())?;
    let acceptance = if arguments.accept_unknown {
        Acceptance::of_anything()
    } else {
        Acceptance::default()
    };
    let sample = arguments.sample.as_deref();
    let mut text = String::new();
    let mut faults = Vec::new();
    for path in &arguments.profiles {
        match profile(&opened, path, sample, acceptance) {
            Err(more) => faults.extend(more),
            Ok(stool) => text += &shown(&opened.lab, &stool, arguments.common.format),
        }
    }
    if !faults.is_empty() {
        return Err(Failure::Input(faults, Vec::new()));
    }
    output::print(&text)
}

fn shown(lab: &Laboratory, stool: &StoolProfile, format: Format) -> String {
    match format {
        Format::Json => format!("{}\n", as_json(lab, stool)),
        Format::Csv => as_csv(lab, stool),
        Format::Table => report(lab, stool),
    }
}

fn genera<'a>(
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

fn as_csv(lab: &Laboratory, stool: &StoolProfile) -> String {
    let sample = stool.sample.replace([',', '"', '\n'], "_");
    let rows = genera(lab, stool).map(|(genus, share)| format!("{sample},{genus},{share}\n"));
    "sample,genus,share\n".to_owned() + &rows.collect::<String>()
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
