//! `enteroderm evidence --cuts`: by which arrows the effects of findings come.

use exchange::table::{Column, Table};
use lab::evidence::cuts::{Cut, Cuts, Left};
use lab::rests::Rests;
use serde_json::{Value, json};

use crate::arguments::Format;
use crate::failure::Failure;
use crate::files::Opened;
use crate::findings::Findings;
use crate::following::{as_text, failure};
use crate::plot::number;
use crate::progress::{Progress, Share};
use crate::terminal::listing;

/// Version of the contract.
const SCHEMA: &str = "enteroderm.cuts/1";
/// So many readings are named in a cell at most.
const NAMED: usize = 4;

/// Cuts every arrow in every finding, and tells what is left.
pub fn tell(
    opened: &Opened,
    findings: &Findings,
    rests: &dyn Rests,
    format: Format,
) -> Result<String, Failure> {
    let mut progress = Progress::start();
    let mut cuts = Cuts::default();
    let count = findings.all.len();
    for (part, finding) in findings.all.iter().enumerate() {
        let mut share = Share::of(&mut progress, part, count, 1);
        let added = cuts.add(&opened.lab, finding, rests, &mut share);
        added.map_err(|error| failure(error, &findings.sources[part]))?;
    }
    progress.clear();
    Ok(match format {
        Format::Json => format!("{}\n", contract(&cuts)),
        Format::Csv => as_text(&table(&cuts))?,
        Format::Table => report(&cuts),
    })
}

fn report(cuts: &Cuts) -> String {
    let of = |all: &[Left], is: fn(&Left) -> bool| match all.len() {
        0 => String::new(),
        count => format!("{} of {count}", all.iter().filter(|one| is(one)).count()),
    };
    let rows = cuts.arrows.iter().map(|cut| {
        vec![
            cut.arrow.name.to_owned(),
            of(&cut.own, Left::is_removed),
            named(cut.own.iter().filter(|one| !one.is_removed())),
            of(&cut.others, Left::is_kept),
            named(cut.others.iter().filter(|one| !one.is_kept())),
        ]
    });
    let header = [
        "arrow",
        "own effects removed",
        "left of those that stay [%]",
        "effects of others kept",
        "left of those that move [%]",
    ];
    listing(&header, rows)
}

/// The readings that are farthest from what is expected, each with what is left of it.
fn named<'a>(left: impl Iterator<Item = &'a Left>) -> String {
    let mut all: Vec<&Left> = left.collect();
    let far = |one: &Left| (one.share - 1.0).abs();
    all.sort_by(|a, b| far(b).total_cmp(&far(a)));
    let more = all.len().saturating_sub(NAMED);
    let mut told: Vec<String> = all
        .iter()
        .take(NAMED)
        .map(|one| format!("{} {}", one.name, number(100.0 * one.share)))
        .collect();
    if more > 0 {
        told.push(format!("and {more} more"));
    }
    told.join(", ")
}

/// Every cut and every reading, with whether it is one of the arrow's own.
fn each(cuts: &Cuts) -> Vec<(&Cut, bool, &Left)> {
    let mut all = Vec::new();
    for cut in &cuts.arrows {
        all.extend(cut.own.iter().map(|left| (cut, true, left)));
        all.extend(cut.others.iter().map(|left| (cut, false, left)));
    }
    all
}

fn table(cuts: &Cuts) -> Table {
    let each = each(cuts);
    let texts = |name: &str, of: &dyn Fn(&(&Cut, bool, &Left)) -> String| {
        Column::texts(name, each.iter().map(of).collect())
    };
    let left = each.iter().map(|(_, _, left)| left.share).collect();
    Table {
        columns: vec![
            texts("arrow", &|one| one.0.arrow.name.to_owned()),
            texts("reading", &|one| one.2.name.clone()),
            texts("own", &|one| if one.1 { "yes" } else { "no" }.to_owned()),
            Column::numbers("left", "1", left),
        ],
        metadata: Vec::new(),
    }
}

fn contract(cuts: &Cuts) -> Value {
    let list = |all: &[Left]| {
        let each = all.iter();
        let each = each.map(|one| json!({ "reading": one.name, "left": one.share }));
        each.collect::<Vec<Value>>()
    };
    let arrows = cuts.arrows.iter().map(|cut| {
        json!({ "arrow": cut.arrow.name, "own": list(&cut.own), "others": list(&cut.others) })
    });
    json!({ "schema": SCHEMA, "arrows": arrows.collect::<Vec<Value>>() })
}
