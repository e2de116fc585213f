//! Milliseconds per person-half-year of the generated community, one thread, with the error it delivers in a transient.

mod community;

use std::time::Duration;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use engine::{Options, Program, Subject, integrate};

use community::{SHAPES, TRANSIENT, people, program, system};

/// People in a batch: three times the lanes, so that lanes are refilled.
const PEOPLE: usize = 24;
const TOLERANCES: [f64; 3] = [4e-5, 1e-5, 4e-6];

fn ends(program: &Program, subjects: &[Subject], tolerance: f64) -> (Vec<Vec<f64>>, usize, usize) {
    let options = Options {
        relative_tolerance: tolerance,
        ..Options::default()
    };
    let (mut steps, mut rejected) = (0, 0);
    let ends = integrate(program, subjects, &options, &mut |_| true)
        .into_iter()
        .map(|outcome| match outcome {
            Some(Ok(trajectory)) => {
                steps += trajectory.steps;
                rejected += trajectory.rejected;
                trajectory.end
            }
            Some(Err(failure)) => panic!("{failure}"),
            None => Vec::new(),
        })
        .collect();
    (ends, steps / subjects.len(), rejected / subjects.len())
}

/// The largest error relative to a state's size (or a millionth of its unit, where it is smaller), and the steps it took.
fn delivered(program: &Program, subjects: &[Subject], tolerance: f64) -> (f64, usize, usize) {
    let (exact, ..) = ends(program, subjects, 1e-10);
    let (found, steps, rejected) = ends(program, subjects, tolerance);
    let worst = found
        .iter()
        .flatten()
        .zip(exact.iter().flatten())
        .map(|(found, exact)| (found - exact).abs() / exact.abs().max(1e-6))
        .fold(0.0, f64::max);
    (worst, steps, rejected)
}

fn half_year(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("person-half-years");
    group
        .sample_size(10)
        .measurement_time(Duration::from_secs(10))
        .warm_up_time(Duration::from_millis(100));
    for shape in SHAPES {
        let system = system(shape);
        let started = std::time::Instant::now();
        let program = program(&system);
        let compiled = started.elapsed();
        let states = program.states().len();
        eprintln!(
            "{}: {:?}, compiled in {compiled:.0?}",
            shape.name,
            program.size()
        );
        let transient = people(&system, &program, PEOPLE / 3, TRANSIENT);
        let subjects = people(&system, &program, PEOPLE, 180.0);
        group.throughput(criterion::Throughput::Elements(PEOPLE as u64));
        for tolerance in TOLERANCES {
            let (error, steps, rejected) = delivered(&program, &transient, tolerance);
            eprintln!(
                "{} ({states} states) at {tolerance:e}: error {error:.1e}, {steps} steps, {rejected} rejected to day {TRANSIENT}",
                shape.name
            );
            group.bench_with_input(
                BenchmarkId::new(shape.name, tolerance),
                &tolerance,
                |bencher, tolerance| {
                    bencher.iter(|| ends(&program, &subjects, *tolerance));
                },
            );
        }
    }
    group.finish();
}

criterion_group!(benches, half_year);
criterion_main!(benches);
