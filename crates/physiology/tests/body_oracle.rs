//! The body against an independent implementation of the same equations: rates in states out of balance, and courses after disturbances.

#[path = "common/body.rs"]
mod body;
mod common;

use std::collections::BTreeMap;

use body::body_alone;
use common::{data, oracle, rates, run, set};
use engine::System;
use physiology::data::Data;

/// Two programs that compute the same formula once differ by rounding only.
const SAME_FORMULA: f64 = 1e-8;
/// What two independent integrations of the same equations must agree to, relative.
const AGREEMENT: f64 = 1e-3;

/// What is set to the value the other implementation has it at.
const AS_THERE: [(&str, f64, &str); 2] = [
    (
        "arrow.toxin_to_body",
        0.0,
        "there p-cresol enters at a given rate and irritates nothing",
    ),
    (
        "agent.indomethacin.lining.junction_opening.size",
        1.7 / 1.5,
        "the drug table rounds it",
    ),
];

fn body_as_there(data: &Data) -> System {
    let mut system = body_alone(data, &["indomethacin"]);
    for (name, value, _) in AS_THERE {
        set(&mut system, name, value);
    }
    system
}

/// Values by name.
type Values = BTreeMap<String, f64>;

/// A case of the file of rates: its rows by kind.
fn cases() -> BTreeMap<String, BTreeMap<String, Values>> {
    let mut cases: BTreeMap<String, BTreeMap<String, Values>> = BTreeMap::new();
    for [case, kind, name, value] in oracle("body_rates.csv") {
        let kinds = cases.entry(case).or_default();
        let values = kinds.entry(kind).or_default();
        values.insert(name, value.parse().unwrap());
    }
    cases
}

/// A state in the units of its parts.
fn state(system: &System, values: &Values) -> Vec<f64> {
    assert_eq!(system.states.len(), values.len());
    let states = system.states.iter();
    states.map(|state| values[&state.name]).collect()
}

fn base(system: &System, values: &[f64]) -> Vec<f64> {
    let states = system.states.iter().zip(values);
    states
        .map(|(state, value)| state.unit.to_base(*value))
        .collect()
}

fn changed(system: &System, inputs: &Values) -> System {
    let mut changed = system.clone();
    for (name, value) in inputs {
        set(&mut changed, name, *value);
    }
    changed
}

#[test]
fn rates_and_observables_agree_at_states_out_of_balance() {
    let system = body_as_there(&data());
    let cases = cases();
    assert_eq!(cases.len(), 8);
    let mut wrong = Vec::new();
    for (case, kinds) in &cases {
        let system = changed(&system, &kinds["input"]);
        let at = state(&system, &kinds["state"]);
        let ours = rates(&system, &at);
        for ((state, at), ours) in system.states.iter().zip(&at).zip(ours) {
            let theirs = kinds["rate"][&state.name];
            // A rate is a difference of flows of about the size of the state.
            if (ours - theirs).abs() > SAME_FORMULA * theirs.abs().max(at.abs()) {
                wrong.push(format!(
                    "{case}: rate of {} {ours} for {theirs}",
                    state.name
                ));
            }
        }
        let seen = run(&system, Some(&base(&system, &at)), 1e-9, 1e-6, vec![0.0]);
        for (name, theirs) in &kinds["seen"] {
            let index = system.observable(name).unwrap();
            let ours = system.observables[index]
                .unit
                .from_base(seen.observables[index]);
            if (ours - theirs).abs() > SAME_FORMULA * theirs.abs() {
                wrong.push(format!("{case}: {name} {ours} for {theirs}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// A disturbance: what is changed for good, what is given at once, and the state after some times.
#[derive(Default)]
struct Course {
    inputs: Values,
    bolus: Values,
    seen: Vec<(f64, Values)>,
}

fn courses() -> BTreeMap<String, Course> {
    let mut courses: BTreeMap<String, Course> = BTreeMap::new();
    for [case, day, kind, name, value] in oracle("body_courses.csv") {
        let (day, value) = (day.parse().unwrap(), value.parse().unwrap());
        let course = courses.entry(case).or_default();
        match kind.as_str() {
            "input" => course.inputs.insert(name, value),
            "bolus" => course.bolus.insert(name, value),
            _ => {
                if course.seen.last().is_none_or(|(last, _)| *last != day) {
                    course.seen.push((day, Values::new()));
                }
                let (_, states) = course.seen.last_mut().unwrap();
                states.insert(name, value)
            }
        };
    }
    courses
}

#[test]
fn courses_after_disturbances_agree() {
    let system = body_as_there(&data());
    let mut courses = courses();
    let health = courses.remove("start").unwrap().seen.remove(0).1;
    assert_eq!(courses.len(), 21);
    let mut wrong = Vec::new();
    for (case, course) in &courses {
        let system = changed(&system, &course.inputs);
        let mut from = health.clone();
        for (name, given) in &course.bolus {
            *from.get_mut(name).unwrap() += given;
        }
        let from = base(&system, &state(&system, &from));
        for (day, theirs) in &course.seen {
            let end = run(&system, Some(&from), *day, 1e-8, vec![]).end;
            for (state, ours) in system.states.iter().zip(end) {
                let (ours, theirs) = (state.unit.from_base(ours), theirs[&state.name]);
                if (ours - theirs).abs() > AGREEMENT * theirs.abs() {
                    wrong.push(format!(
                        "{case}, day {day}: {} {ours} for {theirs}",
                        state.name
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
