//! Arrows from inside: cutting one leaves health as it is, and moves nothing that it does not reach.

mod common;

use engine::{Options, Program, Reach, Schedule, Subject, System, Width, integrate};
use lab::laboratory::Laboratory;
use lab::physiology::arrows::ARROWS;
use lab::physiology::axis;

use common::laboratory;

/// By how much of its value, or of the width of its healthy range, an outcome of the healthy person may move with an arrow cut.
const STILL: f64 = 0.01;
const DAYS: f64 = 180.0;
const TOLERANCE: f64 = 1e-6;

/// Everybody lives for [`DAYS`] from rest, each with other gains of the arrows; each one's observables at the end, in their units.
fn lives(lab: &Laboratory, system: &System, gains: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let arrow = |name: &str| system.parameter(&format!("arrow.{name}"));
    let places = ARROWS.iter().map(|one| arrow(one.name).expect("an arrow"));
    let program = Program::compile(system, &places.collect::<Vec<_>>());
    let start = |name: &str| {
        let stored = lab.data.starts.get(name).expect("a stored start");
        stored.unit.to_base(stored.value)
    };
    let initial: Vec<f64> = system.states.iter().map(|one| start(&one.name)).collect();
    let subjects: Vec<Subject> = gains
        .iter()
        .map(|gains| Subject {
            initial: initial.clone(),
            parameters: gains.clone(),
            schedule: Schedule {
                samples: vec![DAYS],
                until: DAYS,
                ..Schedule::default()
            },
        })
        .collect();
    let options = Options {
        relative_tolerance: TOLERANCE,
        width: Width::Eight,
        ..Options::default()
    };
    let followed = integrate(&program, &subjects, &options, &mut |_| true);
    followed
        .into_iter()
        .map(|life| {
            let life = life.expect("nobody stops it");
            let life = life.unwrap_or_else(|failure| panic!("{failure}"));
            let seen = system.observables.iter().zip(&life.observables);
            seen.map(|(info, value)| info.unit.from_base(*value))
                .collect()
        })
        .collect()
}

/// All arrows as modelled, then each of them cut alone.
fn cut_in_turn() -> Vec<Vec<f64>> {
    let whole = vec![1.0; ARROWS.len()];
    let cut = (0..ARROWS.len()).map(|index| {
        let mut gains = whole.clone();
        gains[index] = 0.0;
        gains
    });
    std::iter::once(whole.clone()).chain(cut).collect()
}

fn system(lab: &Laboratory, inputs: &[(&str, f64)]) -> System {
    let mut system =
        axis::build(&lab.data, &[], false).unwrap_or_else(|faults| panic!("{faults:?}"));
    for (name, factor) in inputs {
        let place = system.parameter(name).expect("an input");
        system.parameters[place].default *= factor;
    }
    system
}

#[test]
fn health_is_the_same_without_an_arrow() {
    let lab = laboratory();
    let system = system(&lab, &[]);
    let all = lives(&lab, &system, &cut_in_turn());
    let mut moved = Vec::new();
    for (arrow, life) in ARROWS.iter().zip(&all[1..]) {
        for ((seen, value), healthy) in system.observables.iter().zip(life).zip(&all[0]) {
            let Some(range) = lab.data.observables.get(&seen.name) else {
                continue;
            };
            let width = range.hi.unwrap_or(range.value) - range.lo.unwrap_or(range.value);
            let far = (value - healthy).abs() / healthy.abs().max(width);
            if far > STILL {
                moved.push(format!(
                    "{}: {} {healthy} to {value}",
                    arrow.name, seen.name
                ));
            }
        }
    }
    assert!(moved.is_empty(), "{moved:#?}");
}

/// Somebody who eats, sleeps and feels otherwise than the reference. What an arrow does not reach differs by less than the run is accurate
/// to: steps are chosen for all states together, so the last bits may differ.
#[test]
fn what_an_arrow_does_not_reach_stays() {
    let lab = laboratory();
    let disturbed = [
        ("intake.fat", 1.5),
        ("intake.pectin", 0.3),
        ("intake.resistant_starch", 0.4),
        ("stress.perceived", 1.6),
        ("sleep.duration", 0.8),
    ];
    let system = system(&lab, &disturbed);
    let all = lives(&lab, &system, &cut_in_turn());
    let places: Vec<usize> = ARROWS
        .iter()
        .map(|arrow| {
            system
                .parameter(&format!("arrow.{}", arrow.name))
                .expect("an arrow")
        })
        .collect();
    let reach = Reach::new(&system, &places);
    let (mut moved, mut apart) = (Vec::new(), 0);
    for ((arrow, place), life) in ARROWS.iter().zip(&places).zip(&all[1..]) {
        let reached = reach.observables(*place);
        for index in (0..system.observables.len()).filter(|index| !reached.contains(index)) {
            apart += 1;
            let (value, whole) = (life[index], all[0][index]);
            if (value - whole).abs() > 10.0 * TOLERANCE * whole.abs() {
                let name = &system.observables[index].name;
                moved.push(format!("{}: {name} {whole} to {value}", arrow.name));
            }
        }
    }
    println!("{apart} pairs of an arrow and an outcome that it does not reach");
    assert!(apart > 0);
    assert!(moved.is_empty(), "{moved:#?}");
}
