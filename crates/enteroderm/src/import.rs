//! `enteroderm import`: what a stool profile holds.

use std::path::Path;

use exchange::profile::{Acceptance, Synonyms, read_stool};
use lab::laboratory::Laboratory;
use lab::stool::{Genus, StoolProfile, Taxonomy};
use serde_json::json;

use crate::arguments::{Format, ImportArguments};
use crate::failure::Failure;
use crate::{files, terminal};

/// How many clades that were left out are named.
const LEFT_OUT: usize = 10;

/// Reads a profile for the genera of the model.
pub fn profile(
    lab: &Laboratory,
    path: &Path,
    sample: Option<&str>,
    anything: bool,
) -> Result<StoolProfile, Failure> {
    let synonyms = lab
        .sources
        .iter()
        .find(|source| source.name == "synonyms.toml");
    let synonyms = match synonyms {
        Some(source) => {
            Synonyms::read(source).map_err(|faults| Failure::Input(faults, vec![source.clone()]))?
        }
        None => return Err(Failure::Run("the data hold no synonyms".to_owned())),
    };
    let genera = lab.data.taxa.genera.iter().map(|genus| Genus {
        name: genus.name.clone(),
        pooled: genus.pooled.clone(),
    });
    let taxonomy = Taxonomy {
        genera: genera.collect(),
    };
    let acceptance = if anything {
        Acceptance::of_anything()
    } else {
        Acceptance::default()
    };
    read_stool(path, sample, &taxonomy, &synonyms, acceptance)
        .map_err(|faults| Failure::Input(faults.into(), Vec::new()))
}

/// Prints the match report of every profile.
pub fn import(arguments: &ImportArguments) -> Result<(), Failure> {
    let lab = files::laboratory(arguments.common.data.as_deref())?;
    for path in &arguments.profiles {
        let stool = profile(
            &lab,
            path,
            arguments.sample.as_deref(),
            arguments.accept_unknown,
        )?;
        match arguments.common.format {
            Format::Json => println!("{}", as_json(&lab, &stool)),
            Format::Csv => print_csv(&lab, &stool),
            Format::Table => print!("{}", report(&lab, &stool)),
        }
    }
    Ok(())
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

fn print_csv(lab: &Laboratory, stool: &StoolProfile) {
    println!("sample,genus,share");
    for (genus, share) in genera(lab, stool) {
        println!(
            "{},{genus},{share}",
            stool.sample.replace([',', '"', '\n'], "_")
        );
    }
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
