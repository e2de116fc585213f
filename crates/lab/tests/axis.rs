//! The closed axis: the healthy person stays healthy, comes back when disturbed, and every arrow moves something.

mod common;

use engine::{Options, Program, Schedule, Subject, System, Trajectory, Width, integrate};
use lab::laboratory::Laboratory;
use lab::physiology::arrows::ARROWS;
use lab::physiology::axis;
use lab::reference::fitness;

use common::laboratory;

/// What by nature is not at rest: scars heal never, memory and sensitisation move over years.
const SLOW: [&str; 4] = ["scars", "sensitisation", "resident_memory", "imprint"];

fn rest(lab: &Laboratory, system: &System) -> Vec<f64> {
    let stored = |name: &str| {
        lab.data
            .starts
            .get(name)
            .unwrap_or_else(|| panic!("no rest of `{name}` is stored"))
    };
    system
        .states
        .iter()
        .map(|state| stored(&state.name))
        .map(|stored| stored.unit.to_base(stored.value))
        .collect()
}

fn live(system: &System, initial: Vec<f64>, days: f64) -> Trajectory {
    let program = Program::compile(system, &[]);
    let schedule = Schedule {
        samples: vec![0.0, days],
        until: days,
        ..Schedule::default()
    };
    let subject = Subject {
        initial,
        parameters: Vec::new(),
        schedule,
    };
    let options = Options {
        relative_tolerance: 1e-6,
        width: Width::One,
        ..Options::default()
    };
    let outcome = integrate(&program, &[subject], &options, &mut |_| true)
        .into_iter()
        .next()
        .flatten();
    outcome
        .expect("nobody stops it")
        .unwrap_or_else(|failure| panic!("{failure}"))
}

/// Outcomes that have a healthy range and can be at rest: name, the value in a record, the range.
fn judged(
    lab: &Laboratory,
    system: &System,
    trajectory: &Trajectory,
    record: usize,
) -> Vec<(String, f64, (f64, f64))> {
    let start = record * system.observables.len();
    let all = system
        .observables
        .iter()
        .zip(&trajectory.observables[start..]);
    all.filter(|(info, _)| !SLOW.iter().any(|slow| info.name.contains(slow)))
        .filter_map(|(info, value)| {
            let range = lab.data.observables.get(&info.name)?;
            Some((
                info.name.clone(),
                info.unit.from_base(*value),
                (range.lo?, range.hi?),
            ))
        })
        .collect()
}

#[test]
fn the_healthy_person_is_steady_for_two_years_and_in_every_healthy_range() {
    let lab = laboratory();
    let system = axis::build(&lab.data, &[], false).unwrap_or_else(|faults| panic!("{faults:?}"));
    let trajectory = live(&system, rest(&lab, &system), 730.0);
    let (first, last) = (
        judged(&lab, &system, &trajectory, 0),
        judged(&lab, &system, &trajectory, 1),
    );
    assert!(
        last.len() > 60,
        "only {} outcomes have a healthy range",
        last.len()
    );
    let mut wrong = Vec::new();
    for ((name, first, _), (_, last, (lo, hi))) in first.iter().zip(&last) {
        if !(lo..=hi).contains(&last) {
            wrong.push(format!("{name} is {last}, healthy is {lo} to {hi}"));
        }
        if (last - first).abs() > 0.02 * first.abs().max(0.05 * (hi - lo)) {
            wrong.push(format!("{name} drifts from {first} to {last}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_disturbed_person_comes_back() {
    let lab = laboratory();
    let system = axis::build(&lab.data, &[], false).unwrap_or_else(|faults| panic!("{faults:?}"));
    let start = rest(&lab, &system);
    let healthy = judged(&lab, &system, &live(&system, start.clone(), 1.0), 1);
    let halved_or_doubled =
        start
            .iter()
            .zip(&system.states)
            .enumerate()
            .map(|(index, (value, state))| {
                let factor = if index * 7 % 3 == 0 { 2.0 } else { 0.5 };
                match SLOW.iter().any(|slow| state.name.contains(slow)) {
                    true => *value,
                    // Shares that cannot exceed one are only halved.
                    false if (0.5..=1.0).contains(value) => 0.5 * value,
                    false => factor * value,
                }
            });
    let back = live(&system, halved_or_doubled.collect(), 1500.0);
    for (state, end) in system.states.iter().zip(&back.end) {
        assert!(
            *end > -1e3 * state.tolerance,
            "{} ends at {end}",
            state.name
        );
    }
    let now = judged(&lab, &system, &back, 1);
    let mut wrong = Vec::new();
    for ((name, healthy, (lo, hi)), (_, now, _)) in healthy.iter().zip(&now) {
        if (now - healthy).abs() > 0.1 * healthy.abs().max(hi - lo) {
            wrong.push(format!("{name}: {healthy} came back as {now}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Every input alone at a fifth and at five times its value, as far as its range goes.
#[test]
fn no_state_falls_below_nothing_when_an_input_is_extreme() {
    let lab = laboratory();
    let system = axis::build(&lab.data, &[], false).unwrap_or_else(|faults| panic!("{faults:?}"));
    let start = rest(&lab, &system);
    let inputs: Vec<_> = lab.data.inputs.iter().collect();
    let varying: Vec<usize> = inputs
        .iter()
        .filter_map(|input| system.parameter(&input.name))
        .collect();
    let program = Program::compile(&system, &varying);
    let usual: Vec<f64> = varying
        .iter()
        .map(|index| system.parameters[*index].default)
        .collect();
    let mut subjects = Vec::new();
    let mut names = Vec::new();
    for (place, index) in varying.iter().enumerate() {
        let parameter = &system.parameters[*index];
        let range = inputs.iter().find(|input| input.name == parameter.name);
        let (lo, hi) = range.map_or((None, None), |range| (range.lo, range.hi));
        for (factor, until) in [
            (0.2, 1.0),
            (0.2, 7.0),
            (0.2, 60.0),
            (5.0, 1.0),
            (5.0, 7.0),
            (5.0, 60.0),
        ] {
            let mut parameters = usual.clone();
            let asked = parameter.unit.from_base(usual[place]) * factor;
            let given = asked.clamp(lo.unwrap_or(f64::NEG_INFINITY), hi.unwrap_or(f64::INFINITY));
            parameters[place] = parameter.unit.to_base(given);
            names.push(format!("{} at {given} for {until} d", parameter.name));
            subjects.push(Subject {
                initial: start.clone(),
                parameters,
                schedule: Schedule {
                    until,
                    ..Schedule::default()
                },
            });
        }
    }
    let options = Options::default();
    let outcomes = integrate(&program, &subjects, &options, &mut |_| true);
    let mut wrong = Vec::new();
    for (name, outcome) in names.iter().zip(outcomes.into_iter().flatten()) {
        let trajectory = outcome.unwrap_or_else(|failure| panic!("{name}: {failure}"));
        for (state, end) in system.states.iter().zip(&trajectory.end) {
            if *end < -state.tolerance {
                wrong.push(format!("{name}: {} is {end}", state.name));
            }
        }
    }
    assert!(names.len() > 200);
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_arrow_moves_a_rate() {
    let lab = laboratory();
    let agents: Vec<_> = [
        "clindamycin",
        "indomethacin",
        "l-rhamnosus-gg",
        "omeprazole",
    ]
    .iter()
    .map(|name| lab.data.agent(name).unwrap_or_else(|| panic!("no {name}")))
    .collect();
    let mut system =
        axis::build(&lab.data, &agents, false).unwrap_or_else(|faults| panic!("{faults:?}"));
    for parameter in &mut system.parameters {
        match parameter.name.as_str() {
            // A young child, in whom the window of the imprint is open.
            "person.age" => parameter.default = 200.0,
            name if name.ends_with(".dose") => parameter.default = 1.0,
            name if lab.data.inputs.get(name).is_none() => {}
            _ if parameter.default == 0.0 => parameter.default = 0.4 * parameter.unit.size(),
            _ => parameter.default *= 1.4,
        }
    }
    let index = |name: &str| {
        system
            .parameter(&format!("arrow.{name}"))
            .unwrap_or_else(|| panic!("no arrow {name}"))
    };
    let varying: Vec<usize> = ARROWS.iter().map(|arrow| index(arrow.name)).collect();
    let program = Program::compile(&system, &varying);
    let uncut = vec![1.0; varying.len()];
    let mut state = program.initial(&uncut);
    // Itching, inflamed skin over a leaky lining, so that every way between organs is open.
    for (index, (value, info)) in state.iter_mut().zip(&system.states).enumerate() {
        let added = if info.name.starts_with("skin.") {
            0.5
        } else {
            1e-3
        };
        let factor = if info.name.contains("junctions") {
            0.5
        } else {
            1.2 + 0.1 * (index % 5) as f64
        };
        *value = *value * factor + added * info.unit.size();
    }
    let rates = |gains: &[f64]| {
        let mut workspace = program.workspace::<1>();
        let gains: Vec<[f64; 1]> = gains.iter().map(|gain| [*gain]).collect();
        program.preamble(&mut workspace, &gains);
        let y: Vec<[f64; 1]> = state.iter().map(|value| [*value]).collect();
        let mut out = vec![[0.0]; y.len()];
        program.rates(&mut workspace, &y, &mut out);
        out
    };
    let whole = rates(&uncut);
    let cut = |index: usize| {
        let mut gains = uncut.clone();
        gains[index] = 0.0;
        rates(&gains)
    };
    let idle: Vec<&str> = (0..ARROWS.len())
        .filter(|index| cut(*index) == whole)
        .map(|index| ARROWS[index].name)
        .collect();
    assert!(idle.is_empty(), "these arrows move nothing: {idle:?}");
}

#[test]
fn every_number_is_used_by_an_equation() {
    let lab = laboratory();
    let mut used = std::collections::BTreeSet::new();
    for adapting in [false, true] {
        let agents: Vec<_> = lab.data.drugs.iter().chain(&lab.data.products).collect();
        let system =
            axis::build(&lab.data, &agents, adapting).unwrap_or_else(|faults| panic!("{faults:?}"));
        let mut open: Vec<_> = system.rates.clone();
        open.extend(system.lifts.iter().map(|lift| lift.node));
        open.extend(system.observables.iter().map(|seen| seen.node));
        open.extend(system.states.iter().filter_map(|state| state.initial));
        let mut seen = vec![false; system.nodes.len()];
        while let Some(node) = open.pop() {
            if std::mem::replace(&mut seen[node.index()], true) {
                continue;
            }
            if let engine::Node::Parameter(index) = system.nodes[node.index()] {
                used.insert(system.parameters[index as usize].name.clone());
            }
            open.extend(system.nodes[node.index()].operands());
        }
    }
    // Shared out over the genera when a person is made.
    used.insert("intake.infant_seeding".to_owned());
    let numbers = lab.data.parameters.iter().chain(lab.data.inputs.iter());
    let idle: Vec<&str> = numbers
        .map(|number| number.name.as_str())
        .filter(|name| !used.contains(*name))
        .collect();
    assert!(idle.is_empty(), "no equation uses {idle:#?}");
}

/// The fitness that is stored is the one at which the healthy person carries what the cohorts do. It was fitted beside the rest of that person
/// before, which then moved a little.
#[test]
fn every_genus_has_the_fitness_of_its_mean_abundance() {
    let lab = laboratory();
    let found = fitness(&lab.data, &mut |_| true).expect("the community comes to rest");
    for genus in &lab.data.taxa.genera {
        let fitted = found[&genus.name];
        assert!(
            (genus.fitness / fitted - 1.0).abs() < 1e-2,
            "{}: {} is stored, {fitted} meets its abundance",
            genus.name,
            genus.fitness
        );
    }
}
