//! Findings from their text.

mod experiment;
mod readings;

use physiology::arrows::ARROWS;
use physiology::document::{Source, Table, allowed, quoted};

use super::{Cited, Finding, Strength};
use crate::scenario::Named;
use crate::scenario::read::{named_list, stem};
use experiment::read_experiment;

const STATUSES: [(&str, &str); 2] = [("seen", "seen"), ("recalled", "recalled")];

/// The whole of a finding; none when too little is there to go on.
pub(super) fn read_finding(root: &Table<'_>, source: &Source) -> Option<Finding> {
    let strength = choice(root, "strength", &Strength::NAMES);
    let arrows = named_list(root, "arrows");
    if arrows.is_empty() {
        let help = "such as [\"fibre_to_scfa\"]: `enteroderm list arrows`".to_owned();
        root.fault("arrows", "names none", Some(help));
    }
    for arrow in &arrows {
        check_arrow(root, "arrows", arrow, &[]);
    }
    let experiment = match root.text("not_run") {
        Some(why) => Some(Err(why)),
        None => read_experiment(root, arrows.first()).map(Ok),
    };
    Some(Finding {
        id: stem(&source.name),
        claim: root.required_text("claim").unwrap_or_default(),
        arrows,
        claims: root.number_list("claims").unwrap_or_default(),
        disease: root.required_text("disease").unwrap_or_default(),
        design: root.required_text("design").unwrap_or_default(),
        people: root.required_text("people").unwrap_or_default(),
        strength: strength?,
        status: choice(root, "status", &STATUSES)?.to_owned(),
        cited: read_cited(root),
        reported: root.required_text("reported").unwrap_or_default(),
        note: root.text("note"),
        scored: root.flag("scored").unwrap_or(true),
        experiment: experiment?,
    })
}

/// Whether it is the name of an arrow, or one of these; a fault where it is not.
fn check_arrow(table: &Table<'_>, key: &str, name: &Named, beside: &[&'static str]) {
    let known = ARROWS.iter().map(|arrow| arrow.name);
    let known: Vec<&str> = known.chain(beside.iter().copied()).collect();
    if !known.contains(&name.text.as_str()) {
        let message = format!("{} is not an arrow", quoted(&name.text));
        table.fault(key, message, Some(allowed(&name.text, known)));
    }
}

fn read_cited(root: &Table<'_>) -> Cited {
    let cited = Cited {
        text: root.required_text("cited").unwrap_or_default(),
        doi: root.text("doi"),
        pmid: root.text("pmid"),
        pmcid: root.text("pmcid"),
        locator: root.text("locator"),
    };
    let places = [&cited.doi, &cited.pmid, &cited.pmcid, &cited.locator];
    if places.iter().all(|place| place.is_none()) {
        let help = "one of `doi`, `pmid`, `pmcid` or, where there is none, `locator`".to_owned();
        root.fault("cited", "does not say where it is found", Some(help));
    }
    cited
}

/// What a name stands for, which has to be there.
fn choice<T: Copy>(table: &Table<'_>, key: &str, names: &[(&'static str, T)]) -> Option<T> {
    let known: Vec<&str> = names.iter().map(|(name, _)| *name).collect();
    if !table.has(key) {
        let help = format!("one of {}", known.join(", "));
        table.fault(key, "is missing", Some(help));
    }
    let chosen = table.choice(key, &known)?;
    let found = names.iter().find(|(name, _)| *name == chosen);
    found.map(|(_, value)| *value)
}
