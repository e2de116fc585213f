//! What was taken: drugs, probiotics, supplements and treatments, as the courses that a scenario would have of them.

use std::collections::BTreeMap;

use engine::Unit;
use physiology::agents::Agent;
use physiology::data::Data;
use physiology::document::Fault;

use super::report::{TakenCourse, Understood};
use super::words::near;
use super::{Diary, Entry, Kind};
use crate::quantity::{Amount, significant};

/// Digits of a dose.
const DIGITS: i32 = 4;
/// Nobody takes more usual doses at once.
const MOST_DOSES: f64 = 1e6;
/// Days without it after which what is taken every day begins anew.
const PAUSE: f64 = 3.0;
/// The unit of an amount that counts usual doses.
const DOSES: [&str; 4] = ["", "1", "dose", "doses"];

/// Whether something is a drug or product and no food.
pub(super) fn is_agent(data: &Data, item: &str) -> bool {
    data.foods.find(item).is_none() && data.agent(item).is_some()
}

/// Reads what was taken, whatever kind the diary says it is of.
pub(super) fn read(
    diary: &Diary,
    data: &Data,
    understood: &mut Understood,
    faults: &mut Vec<Fault>,
) {
    let mut taken: BTreeMap<&str, (&Agent, Vec<&Entry>)> = BTreeMap::new();
    for entry in &diary.entries {
        let is_one = match entry.kind {
            Kind::Taken => true,
            Kind::Food => is_agent(data, &entry.item),
            Kind::Habit | Kind::Symptom => false,
        };
        match data.agent(&entry.item) {
            Some(agent) if is_one => {
                let entries = taken.entry(&agent.name).or_insert((agent, Vec::new()));
                entries.1.push(entry);
            }
            None if is_one => {
                let known = || data.drugs.iter().chain(&data.products);
                let names = known().flat_map(|agent| {
                    std::iter::once(&agent.name)
                        .chain(&agent.aliases)
                        .map(String::as_str)
                });
                let nearest = || near(&entry.item, names);
                understood.add_unknown(&entry.item, "drugs and products", entry.line, nearest);
            }
            _ => {}
        }
    }
    for (agent, mut entries) in taken.into_values() {
        entries.sort_by_key(|entry| entry.day);
        for bout in bouts(agent, &entries) {
            understood
                .courses
                .extend(course(diary, agent, bout, faults));
        }
    }
    understood.courses.sort_by_key(|course| course.from);
}

/// Entries on end: a pause of three days, or of two intervals of what is taken more seldom, begins a new course.
fn bouts<'e, 'a>(agent: &Agent, entries: &'e [&'a Entry]) -> Vec<&'e [&'a Entry]> {
    let pause = PAUSE.max(2.0 * agent.dose.every.unwrap_or_default());
    let apart = |one: &&Entry, next: &&Entry| f64::from(next.day.since(one.day)) <= pause;
    entries.chunk_by(apart).collect()
}

/// A course, when all of its doses are ones.
fn course(
    diary: &Diary,
    agent: &Agent,
    bout: &[&Entry],
    faults: &mut Vec<Fault>,
) -> Option<TakenCourse> {
    let (first, last) = (bout[0].day, bout[bout.len() - 1].day);
    let start = diary.entries.iter().map(|entry| entry.day).min();
    let from = start.map_or(0, |start| first.since(start) as usize);
    let mut days: Vec<_> = bout.iter().map(|entry| entry.day).collect();
    days.dedup();
    // What is taken every two weeks acts for two weeks.
    let held = agent.dose.every.unwrap_or(1.0).max(1.0).round() as usize;
    let until = from + last.since(first) as usize + held;
    let taken = bout.iter().map(|entry| doses(diary, agent, entry, faults));
    let taken: Vec<Option<f64>> = taken.collect();
    let total: f64 = taken.into_iter().sum::<Option<f64>>()?;
    let per_day = total * agent.dose.per_day / (until - from) as f64;
    let unit = Unit::parse(&rate(&agent.dose.unit)).ok();
    Some(TakenCourse {
        agent: agent.name.clone(),
        dose: unit.map(|unit| Amount {
            value: significant(per_day, DIGITS),
            unit,
        }),
        from,
        until,
        days: days.len(),
    })
}

/// How many usual daily doses an entry is.
fn doses(diary: &Diary, agent: &Agent, entry: &Entry, faults: &mut Vec<Fault>) -> Option<f64> {
    let written = entry.amount.unit.trim();
    let unit = Unit::parse_human(written).ok();
    let doses = match DOSES.contains(&written.to_lowercase().as_str()) {
        true => Some(Some(entry.amount.value)),
        false => unit.map(|unit| agent.relative_dose(entry.amount.value, &unit)),
    };
    let why = match doses {
        Some(Some(doses)) if doses <= MOST_DOSES => return Some(doses),
        Some(Some(_)) => format!("more than {MOST_DOSES} usual doses"),
        Some(None) => format!("but {} is dosed in {}", agent.name, agent.dose.unit),
        None => "which has no known unit".to_owned(),
    };
    let usual = format!("{} {}", agent.dose.per_day, agent.dose.unit);
    faults.push(diary.fault_of(
        entry,
        format!("found `{}`, {why}", entry.amount),
        format!("the usual dose is {usual} a day; `dose` counts usual doses"),
    ));
    None
}

/// A unit a day.
fn rate(unit: &Unit) -> String {
    match unit.text() {
        plain if plain.contains(['/', '.']) => format!("({plain})/d"),
        plain => format!("{plain}/d"),
    }
}
