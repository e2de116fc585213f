//! Same bits whatever the width, the order, the threads or the instruction set; one that fails does not touch the others.

use engine::{
    Cause, Graph, Model, Options, Outcome, Program, Schedule, Subject, Trajectory, Width,
    integrate, integrate_each,
};

/// Substrate, microbes and product with a lifted total: small, stiff, with every kind of operation.
fn program() -> Program {
    let graph = Graph::new();
    let mut model = Model::new(&graph);
    let food = model.state("food", "g", "substrate");
    let microbes = model.state("microbes", "g", "biomass");
    let acid = model.state("acid", "mmol", "product");
    let growth = model.parameter("growth", "1/d", 8.0);
    let inflow = model.parameter("inflow", "g/d", 5.0);
    let half = model.parameter("half", "g", 0.02);
    let washout = model.parameter("washout", "1/d", 1.0);
    let yield_acid = model.parameter("yield_acid", "mmol/g", 30.0);
    let absorption = model.parameter("absorption", "1/d", 400.0);
    let capacity = model.parameter("capacity", "g", 4.0);
    let explosion = model.parameter("explosion", "1/d", 0.0);
    let total = model.lift("total", food + microbes);
    let crowding = (1 - total / capacity).max(0);
    let toxicity = 1 / (1 + (acid / (yield_acid * capacity)).pow(graph.constant(1.5)));
    let eaten = growth * microbes * food / (half + food) * crowding * toxicity;
    model.rate(food, inflow - 2 * eaten - washout * food);
    model.rate(microbes, eaten - washout * microbes + explosion * microbes);
    model.rate(acid, yield_acid * eaten - absorption * acid);
    model.observable("acid", "mmol", "product", acid);
    model.observable(
        "pressure",
        "1",
        "logarithm of the total",
        (total / capacity).ln(),
    );
    let system = model.build().unwrap();
    let varying = ["growth", "inflow", "explosion"].map(|name| system.parameter(name).unwrap());
    Program::compile(&system, &varying)
}

fn subjects(count: usize) -> Vec<Subject> {
    (0..count)
        .map(|person| {
            let share = person as f64 / count as f64;
            Subject {
                initial: vec![0.1 + share, 0.5, 0.0],
                parameters: vec![6.0 + 4.0 * share, 5.0, 0.0],
                schedule: Schedule {
                    changes: vec![
                        (3.0, vec![(1, 9.0 * share)]),
                        (7.5, vec![(1, 5.0), (0, 7.0)]),
                    ],
                    impulses: vec![(2.0, 0, 1.0), (6.0 + share, 1, 0.3)],
                    samples: (0..=20).map(|day| f64::from(day) * 0.5).collect(),
                    until: 10.0 + (person % 3) as f64,
                },
            }
        })
        .collect()
}

fn run(subjects: &[Subject], options: &Options) -> Vec<Outcome> {
    integrate(&program(), subjects, options, &mut |_| true)
        .into_iter()
        .map(|outcome| outcome.expect("nobody stopped it"))
        .collect()
}

fn bits(outcome: &Outcome) -> Vec<u64> {
    let trajectory = outcome.as_ref().unwrap();
    let Trajectory {
        times,
        observables,
        end,
        ended,
        ..
    } = trajectory;
    times
        .iter()
        .chain(observables)
        .chain(end)
        .chain([ended])
        .map(|value| value.to_bits())
        .collect()
}

#[test]
fn same_bits_over_widths_threads_order_and_instruction_sets() {
    let subjects = subjects(21);
    let reference: Vec<_> = run(
        &subjects,
        &Options {
            width: Width::One,
            ..Options::default()
        },
    )
    .iter()
    .map(bits)
    .collect();
    for width in [Width::One, Width::Four, Width::Eight] {
        for (threads, baseline) in [(1, false), (2, false), (3, true), (1, true)] {
            let options = Options {
                width,
                threads,
                baseline,
                ..Options::default()
            };
            let found: Vec<_> = run(&subjects, &options).iter().map(bits).collect();
            assert!(
                found == reference,
                "{width:?} lanes, {threads} threads, baseline {baseline}"
            );
        }
    }
    let backwards: Vec<_> = subjects.iter().rev().cloned().collect();
    let found: Vec<_> = run(&backwards, &Options::default())
        .iter()
        .rev()
        .map(bits)
        .collect();
    assert!(found == reference, "backwards");
}

#[test]
fn one_of_a_thousand_fails_alone() {
    let mut subjects = subjects(1000);
    let healthy: Vec<_> = run(&subjects, &Options::default())
        .iter()
        .map(bits)
        .collect();
    subjects[617].parameters[2] = 1e300;
    let outcomes = run(&subjects, &Options::default());
    for (person, outcome) in outcomes
        .iter()
        .enumerate()
        .filter(|(person, _)| *person != 617)
    {
        assert!(bits(outcome) == healthy[person], "person {person}");
    }
    let failure = outcomes[617].as_ref().unwrap_err();
    assert_eq!(failure.subject, 617);
    assert_eq!(failure.state, "microbes");
    assert!(
        matches!(failure.cause, Cause::NotFinite | Cause::StepTooSmall),
        "{failure}"
    );
    assert!(failure.time < 0.1, "{failure}");
    assert!(failure.to_string().contains("person 617"), "{failure}");
}

#[test]
fn every_trajectory_is_handed_on_once_with_its_place() {
    let (program, subjects) = (program(), subjects(37));
    let collected: Vec<_> = run(&subjects, &Options::default())
        .iter()
        .map(bits)
        .collect();
    for threads in [1, 2] {
        let options = Options {
            threads,
            ..Options::default()
        };
        let mut seen = vec![0; subjects.len()];
        let mut sink = |place: usize, outcome: Outcome| {
            seen[place] += 1;
            assert!(bits(&outcome) == collected[place], "person {place}");
        };
        integrate_each(&program, &subjects, &options, &mut sink, &mut |_| true);
        assert!(seen.iter().all(|times| *times == 1), "{seen:?}");
    }
}

/// One lane of eight is taken by one subject; more and more of them are by more and more.
#[test]
fn the_filling_of_lanes_counts_what_subjects_needed() {
    let program = program();
    let mut before = 0.0;
    for count in [1, 8, 80] {
        let subjects = subjects(count);
        let mut needed = 0;
        let mut sink = |_: usize, outcome: Outcome| {
            let trajectory = outcome.unwrap();
            needed += (trajectory.steps + trajectory.rejected) as u64;
        };
        let options = Options::default();
        let filling = integrate_each(&program, &subjects, &options, &mut sink, &mut |_| true);
        assert_eq!(filling.attempts, needed);
        assert!(
            filling.share() > before && filling.share() <= 1.0,
            "{filling:?}"
        );
        before = filling.share();
        if count == 1 {
            assert_eq!(filling.places, 8 * filling.attempts);
        }
    }
    assert!(before > 0.85, "{before}");
}

/// Somebody with much to do who comes last would leave all other lanes empty in the end.
#[test]
fn who_promises_the_most_work_is_taken_first() {
    let mut subjects = subjects(24);
    for subject in &mut subjects[..23] {
        subject.schedule.until = 2.0;
        subject.schedule.changes.clear();
        subject.schedule.impulses.clear();
    }
    subjects[23].schedule.until = 60.0;
    let options = Options {
        width: Width::One,
        ..Options::default()
    };
    let mut places = Vec::new();
    let mut sink = |place: usize, _: Outcome| places.push(place);
    integrate_each(&program(), &subjects, &options, &mut sink, &mut |_| true);
    let expected: Vec<usize> = std::iter::once(23).chain(0..23).collect();
    assert_eq!(places, expected);
}

#[test]
fn the_budget_of_steps_is_held() {
    let options = Options {
        max_steps: 5,
        ..Options::default()
    };
    let outcomes = run(&subjects(1), &options);
    assert_eq!(outcomes[0].as_ref().unwrap_err().cause, Cause::TooManySteps);
}

#[test]
fn a_watcher_can_stop_the_work() {
    let mut told = 0;
    let outcomes = integrate(
        &program(),
        &subjects(2000),
        &Options::default(),
        &mut |_| {
            told += 1;
            told < 3
        },
    );
    assert_eq!(told, 3);
    assert!(outcomes.iter().any(Option::is_none));
}

#[test]
fn doses_and_samples_fall_on_their_times() {
    let graph = Graph::new();
    let mut model = Model::new(&graph);
    let mass = model.state("mass", "mg", "drug");
    let loss = model.parameter("loss", "1/d", 0.5);
    model.rate(mass, -loss * mass);
    model.observable("mass", "mg", "drug", mass);
    let program = Program::compile(&model.build().unwrap(), &[]);
    let subject = Subject {
        initial: vec![0.0],
        parameters: Vec::new(),
        schedule: Schedule {
            impulses: vec![(1.0, 0, 2e-3)],
            samples: vec![0.0, 0.999, 1.0, 2.0, 3.5],
            until: 4.0,
            ..Schedule::default()
        },
    };
    let options = Options {
        relative_tolerance: 1e-9,
        ..Options::default()
    };
    let outcomes = integrate(&program, &[subject], &options, &mut |_| true);
    let trajectory = outcomes[0].as_ref().unwrap().as_ref().unwrap();
    assert_eq!(trajectory.times, [0.0, 0.999, 1.0, 2.0, 3.5]);
    // A sample at the time of the dose sees what was there before it.
    assert_eq!(trajectory.observables[..3], [0.0, 0.0, 0.0]);
    for (record, days) in [(3, 1.0), (4, 2.5)] {
        let exact = 2e-3 * engine::math::exp(-0.5 * days);
        assert!((trajectory.observables[record] / exact - 1.0).abs() < 1e-7);
    }
}

#[test]
fn subjects_that_do_not_fit_are_refused() {
    type Spoil = fn(&mut Subject);
    let spoilt: [(Spoil, &str); 4] = [
        (|one| one.initial.truncate(1), "states"),
        (|one| one.parameters.push(1.0), "parameters"),
        (
            |one| one.schedule.impulses = vec![(1.0, 1_000, 1.0)],
            "impulse",
        ),
        (|one| one.schedule.samples = vec![2.0, 1.0], "order"),
    ];
    for (spoil, part) in spoilt {
        let mut one = subjects(1);
        spoil(&mut one[0]);
        let refused = std::panic::catch_unwind(|| {
            integrate(&program(), &one, &Options::default(), &mut |_| true)
        });
        let message = *refused.unwrap_err().downcast::<String>().unwrap();
        assert!(message.contains(part), "{message}");
    }
}
