//! The whole axis: milliseconds per person-half-year in a full batch with the error delivered in a transient, the time from data to a
//! program, and from a scenario to its result.

use std::hint::black_box;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use engine::{Options, Outcome, Program, Subject, System, integrate};
use lab::laboratory::{Laboratory, Unwatched, embedded_data};
use lab::life::{Life, Values};
use lab::person::Person;
use lab::physiology::axis;
use lab::physiology::document::Source;
use lab::protocol::{Protocol, batch};
use lab::rests::Forgetful;
use lab::run::Question;
use lab::scenario::{Sampling, Scenario};
use lab::stool::{MatchReport, StoolProfile};

/// Five times the lanes, so that most of the time all lanes are full.
const PEOPLE: usize = 40;
/// Two days after an antibiotic.
const TRANSIENT: f64 = 9.0;
const HALF_YEAR: f64 = 180.0;
const TOLERANCES: [f64; 3] = [1e-5, 3e-6, 1.5e-6];

fn laboratory() -> Laboratory {
    Laboratory::new(&embedded_data()).unwrap_or_else(|faults| panic!("{faults:?}"))
}

/// People who differ in size, stress, sleep, food and doses: a week of clindamycin, then fibre.
fn scenario(person: usize) -> Scenario {
    let spread = |lo: f64, hi: f64, stride: usize| {
        lo + (hi - lo) * (person * stride % PEOPLE) as f64 / PEOPLE as f64
    };
    let text = format!(
        "[person]\nweight = \"{} kg\"\nheight = \"1.7 m\"\n[habits]\nstress = {}\nsleep = \"{} h\"\n\
         diet = {{ western = {}, mediterranean = {} }}\n\
         [[course]]\ntake = \"clindamycin\"\ndose = \"{} mg\"\nper_day = 4\nlasts = \"7 d\"\n\
         [[course]]\neat = \"inulin\"\ndose = \"{} g/d\"\nfrom = \"{} d\"\nlasts = \"8 wk\"\n",
        spread(50.0, 95.0, 1),
        spread(5.0, 28.0, 5),
        spread(5.5, 8.5, 7),
        spread(0.2, 1.0, 11),
        1.0 - spread(0.2, 1.0, 11),
        spread(75.0, 300.0, 13),
        spread(4.0, 20.0, 17),
        spread(7.0, 40.0, 19),
    );
    Scenario::read(&Source::new("person.toml", text), &lab::habits::names())
        .unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn rest(lab: &Laboratory, system: &System) -> Vec<f64> {
    let initial = Program::compile(system, &[]).initial(&[]);
    let states = system.states.iter().zip(initial);
    states
        .map(|(state, initial)| {
            let stored = lab.data.starts.get(&state.name);
            stored.map_or(initial, |stored| stored.unit.to_base(stored.value))
        })
        .collect()
}

fn cohort(lab: &Laboratory, until: f64) -> (Program, Vec<Subject>) {
    let scenarios: Vec<Scenario> = (0..PEOPLE).map(scenario).collect();
    let people: Vec<(Life<'_>, Values)> = scenarios
        .iter()
        .map(|scenario| {
            let person = Person::new(&lab.data, &scenario.person, None)
                .unwrap_or_else(|faults| panic!("{faults:?}"));
            let life = Life::new(&lab.data, scenario, person.usual_diet())
                .unwrap_or_else(|faults| panic!("{faults:?}"));
            (life, person.values)
        })
        .collect();
    let system = axis::build(&lab.data, &people[0].0.agents, false)
        .unwrap_or_else(|faults| panic!("{faults:?}"));
    let initial = rest(lab, &system);
    let protocols: Vec<Protocol<'_>> = people
        .iter()
        .map(|(life, values)| Protocol {
            life,
            own: values.clone(),
            held: Values::new(),
            initial: initial.clone(),
        })
        .collect();
    let sampling = Sampling {
        until,
        every: 1.0,
        outcomes: Vec::new(),
    };
    batch(&system, &protocols, &sampling)
}

fn ends(program: &Program, subjects: &[Subject], tolerance: f64) -> (Vec<Vec<f64>>, usize) {
    let options = Options {
        relative_tolerance: tolerance,
        ..Options::default()
    };
    let mut steps = 0;
    let outcomes = integrate(program, subjects, &options, &mut |_| true);
    let ends = outcomes.into_iter().flatten().map(|outcome: Outcome| {
        let trajectory = outcome.unwrap_or_else(|failure| panic!("{failure}"));
        steps += trajectory.steps;
        trajectory.end
    });
    (ends.collect(), steps / subjects.len())
}

/// The largest error relative to a state's size, or to a thousandth of its unit where it is smaller, with the state and the mean steps.
fn delivered(program: &Program, subjects: &[Subject], tolerance: f64) -> (f64, String, usize) {
    let (exact, _) = ends(program, subjects, 1e-10);
    let (found, steps) = ends(program, subjects, tolerance);
    let states = program.states();
    let mut worst = (0.0, String::new());
    for (found, exact) in found.iter().zip(&exact) {
        for ((state, found), exact) in states.iter().zip(found).zip(exact) {
            let size = exact.abs().max(1e6 * state.tolerance);
            let error = (found - exact).abs() / size;
            if error > worst.0 {
                worst = (error, state.name.clone());
            }
        }
    }
    (worst.0, worst.1, steps)
}

fn half_year(criterion: &mut Criterion) {
    let lab = laboratory();
    let (program, subjects) = cohort(&lab, HALF_YEAR);
    let (brief_program, brief) = cohort(&lab, TRANSIENT);
    eprintln!("{}", program.size());
    let mut group = criterion.benchmark_group("the axis, 40 person-half-years");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(20))
        .throughput(Throughput::Elements(PEOPLE as u64));
    for tolerance in TOLERANCES {
        let (error, state, steps) = delivered(&brief_program, &brief[..8], tolerance);
        eprintln!(
            "at {tolerance:e}: error {error:.1e} ({state}), {steps} steps to day {TRANSIENT}"
        );
        group.bench_function(format!("{tolerance:e}"), |bencher| {
            bencher.iter(|| ends(&program, &subjects, tolerance));
        });
    }
    group.finish();
}

fn build(criterion: &mut Criterion) {
    criterion.bench_function("data read, model built and compiled", |bencher| {
        bencher.iter(|| {
            let lab = laboratory();
            let system = axis::build(&lab.data, &[], false);
            let system = system.unwrap_or_else(|faults| panic!("{faults:?}"));
            black_box(Program::compile(&system, &[]))
        });
    });
}

/// A profile that holds what an adult on a western diet carries.
fn western(lab: &Laboratory) -> StoolProfile {
    let share = |genus: &lab::physiology::taxa::Genus| {
        genus.abundance.get("west").copied().unwrap_or_default()
    };
    let shares: Vec<f64> = lab.data.taxa.genera.iter().map(share).collect();
    let total: f64 = shares.iter().sum();
    StoolProfile {
        sample: "western".to_owned(),
        file: "western.tsv".to_owned(),
        database: None,
        abundance: shares.iter().map(|share| share / total).collect(),
        report: MatchReport::default(),
    }
}

fn one_person(criterion: &mut Criterion) {
    let lab = laboratory();
    let stool = western(&lab);
    let mut group = criterion.benchmark_group("scenario to result, run-in included");
    group.sample_size(10);
    let infant = Scenario::read(
        &Source::new(
            "infant.toml",
            "[person]\nage = \"6 mo\"\nweight = \"8 kg\"\ntraits = [\"atopic-dermatitis-moderate\"]\n",
        ),
        &lab::habits::names(),
    )
    .unwrap_or_else(|faults| panic!("{faults:?}"));
    let adult = scenario(3);
    for (name, scenario, stool) in [
        ("adult", &adult, None),
        ("adult with a stool profile", &adult, Some(&stool)),
        ("infant", &infant, None),
    ] {
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                lab::run::run(
                    &lab,
                    scenario,
                    stool,
                    &Question::default(),
                    &Forgetful,
                    &mut Unwatched,
                )
                .unwrap_or_else(|error| panic!("{error:?}"))
            });
        });
    }
    let asked = Question {
        why: true,
        people: 24,
        ..Question::default()
    };
    let examples = lab::examples::examples().unwrap_or_else(|faults| panic!("{faults:?}"));
    let example = examples
        .iter()
        .find(|example| example.source.name.ends_with("/antibiotic-then-fibre.toml"));
    let example = &example
        .unwrap_or_else(|| panic!("no such example"))
        .scenario;
    group.bench_function("an example with 24 people and why", |bencher| {
        bencher.iter(|| {
            lab::run::run(&lab, example, None, &asked, &Forgetful, &mut Unwatched)
                .unwrap_or_else(|error| panic!("{error:?}"))
        });
    });
    group.finish();
}

criterion_group!(benches, half_year, build, one_person);
criterion_main!(benches);
