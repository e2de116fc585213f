//! The experiment of a finding: who is given what, when people are seen.
//!
//! Arms whose people are of one kind are lived through by the same people.

use physiology::document::{Table, quoted};

use super::readings::{Days, read_reading};
use crate::evidence::{Arm, Experiment, Group};
use crate::scenario::read::{End, named, named_list};
use crate::scenario::{Course, Named};
use crate::trial::conduct::Conduct;
use crate::trial::eligibility::{Criterion, read_criterion};
use crate::trial::read::{read_conduct, read_courses, read_schedule, required_name, whole};
use crate::trial::{self, Trial};

/// More people than this in an arm tell no more of it.
const MOST_PEOPLE: f64 = 1e5;

/// What all arms share.
struct Frame {
    population: Named,
    lasts: f64,
    visits: Vec<f64>,
    eligible: Vec<Criterion>,
    background: Vec<Course>,
    conduct: Conduct,
}

/// An arm as written.
struct Written {
    name: Named,
    people: usize,
    population: Named,
    carries: Vec<Named>,
    lacks: Vec<Named>,
    eligible: Vec<Criterion>,
    courses: Vec<Course>,
}

/// The experiment of a finding with this main arrow; none when too little is there to go on.
pub(super) fn read_experiment(root: &Table<'_>, main: Option<&Named>) -> Option<Experiment> {
    let schedule = root.table("schedule", read_schedule);
    let (lasts, visits) = match &schedule {
        Some(schedule) => schedule.clone()?,
        None => (0.0, vec![0.0]),
    };
    let end = End {
        day: if schedule.is_some() {
            lasts
        } else {
            f64::INFINITY
        },
        told: "`lasts` of `[schedule]` is how long an arm is",
    };
    if !root.has("population") {
        let help = "`[population]` with a `base`, or `not_run` with the reason".to_owned();
        root.fault("population", "is missing", Some(help));
    }
    let base = root.table("population", |table| required_name(table, "base"));
    let frame = Frame {
        population: base.flatten()?,
        lasts,
        visits,
        eligible: criteria(root),
        background: read_courses("background", root, end),
        conduct: root
            .table("conduct", |table| read_conduct(table, end))
            .unwrap_or_default(),
    };
    let written = root.tables("arm", |table| read_arm(table, &frame, end));
    let written: Vec<Written> = written.into_iter().collect::<Option<_>>()?;
    if written.is_empty() {
        root.fault(
            "arm",
            "is missing",
            Some("one or more, each an [[arm]]".to_owned()),
        );
    }
    let days = Days {
        visits: &frame.visits,
        arms: written.iter().map(|arm| arm.name.text.as_str()).collect(),
    };
    let readings = root.tables("reading", |table| read_reading(table, &days, main));
    if readings.is_empty() {
        let help = "what is compared, each a [[reading]]".to_owned();
        root.fault("reading", "is missing", Some(help));
    }
    let readings = readings.into_iter().collect::<Option<Vec<_>>>()?;
    let mut experiment = grouped(&frame, written);
    experiment.paired = root.flag("paired").unwrap_or(false);
    for group in &mut experiment.groups {
        let outcomes = readings.iter().flat_map(|reading| {
            let with = reading.with.iter().map(|(outcome, _)| outcome);
            reading.outcomes.iter().chain(&reading.per).chain(with)
        });
        group.trial.analysis.markers = outcomes.cloned().collect();
    }
    experiment.readings = readings;
    Some(experiment)
}

fn criteria(table: &Table<'_>) -> Vec<Criterion> {
    let read = table.tables("eligible", read_criterion);
    read.into_iter().flatten().collect()
}

fn read_arm(table: &Table<'_>, frame: &Frame, end: End) -> Option<Written> {
    if !table.has("people") {
        let help = "how many the publication had".to_owned();
        table.fault("people", "is missing", Some(help));
    }
    let own = criteria(table);
    Some(Written {
        name: required_name(table, "name")?,
        people: whole(table, "people", (2.0, MOST_PEOPLE))?,
        population: named(table, "population").unwrap_or_else(|| frame.population.clone()),
        carries: named_list(table, "carries"),
        lacks: named_list(table, "lacks"),
        eligible: frame.eligible.iter().cloned().chain(own).collect(),
        courses: read_courses("course", table, end),
    })
}

/// The arms, each with its place among those that are lived through by the same people.
fn grouped(frame: &Frame, written: Vec<Written>) -> Experiment {
    let mut groups: Vec<(String, Group)> = Vec::new();
    let mut arms = Vec::new();
    for one in written {
        let kind = kind(&one);
        let group = groups.iter().position(|(other, _)| *other == kind);
        let group = group.unwrap_or_else(|| {
            groups.push((kind, group_of(frame, &one)));
            groups.len() - 1
        });
        let ways = &mut groups[group].1.trial.arms;
        arms.push(Arm {
            name: one.name.text.clone(),
            people: one.people,
            group,
            way: ways.len(),
        });
        ways.push(trial::Arm {
            name: one.name,
            ratio: 1,
            courses: one.courses,
            dose: None,
            factors: Vec::new(),
        });
    }
    Experiment {
        paired: false,
        arms,
        groups: groups.into_iter().map(|(_, group)| group).collect(),
        readings: Vec::new(),
    }
}

/// Who the people of an arm are, in words: those of whom the same is said are the same.
fn kind(arm: &Written) -> String {
    let names = |names: &[Named]| {
        let names: Vec<String> = names.iter().map(|name| quoted(&name.text)).collect();
        names.join(", ")
    };
    let asked = arm.eligible.iter().map(Criterion::told);
    format!(
        "{} with {} without {} if {}",
        quoted(&arm.population.text),
        names(&arm.carries),
        names(&arm.lacks),
        asked.collect::<Vec<_>>().join(", ")
    )
}

fn group_of(frame: &Frame, arm: &Written) -> Group {
    // How many people, and by which seed, is for the bench to say.
    let mut trial = Trial::of_everybody(String::new(), arm.population.clone(), 0, 0);
    trial.arms.clear();
    trial.lasts = frame.lasts;
    trial.visits.clone_from(&frame.visits);
    trial.background.clone_from(&frame.background);
    trial.eligible.clone_from(&arm.eligible);
    trial.conduct = frame.conduct.clone();
    Group {
        trial,
        carries: arm.carries.clone(),
        lacks: arm.lacks.clone(),
    }
}
