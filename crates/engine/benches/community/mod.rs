//! A generated community, for measuring only: numbers are invented, shape and stiffness are those of a gut in three segments.
//!
//! Taxa grow by Monod kinetics on several substrates, slowed by acid and by oxygen through powers; they shed acids, of which some feed
//! others; acids are absorbed; oxygen (5,000 /h) and bicarbonate (1,000 /h) are fast pools; a chain of Hill responses with time constants
//! from three minutes to five hundred hours hangs on the last segment. Substance moves from segment to segment, nothing moves back.

use engine::math::{exp, pow};
use engine::{Expr, Graph, Model, Program, Schedule, Subject, System};

const SEGMENTS: usize = 3;
const SUBSTRATES: usize = 4;
const ACIDS: usize = 4;
const OUTPUTS: usize = 20;

/// What is generated.
#[derive(Clone, Copy)]
pub struct Shape {
    /// How the size is called.
    pub name: &'static str,
    taxa: usize,
    tail: usize,
}

/// About 60, 150 and 300 states.
pub const SHAPES: [Shape; 3] = [
    Shape {
        name: "n60",
        taxa: 7,
        tail: 9,
    },
    Shape {
        name: "n150",
        taxa: 32,
        tail: 24,
    },
    Shape {
        name: "n300",
        taxa: 80,
        tail: 30,
    },
];

/// Reproducible draws.
struct Draws(u64);

impl Draws {
    fn next(&mut self) -> f64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn between(&mut self, lo: f64, hi: f64) -> f64 {
        lo * pow(hi / lo, self.next())
    }

    fn below(&mut self, count: usize) -> usize {
        ((self.next() * count as f64) as usize).min(count - 1)
    }

    /// Lognormal around 1, from twelve uniform draws.
    fn spread(&mut self, sigma: f64) -> f64 {
        let normal: f64 = (0..12).map(|_| self.next()).sum::<f64>() - 6.0;
        exp(sigma * normal)
    }
}

struct Segment<'g> {
    index: usize,
    taxa: Vec<Expr<'g>>,
    substrates: Vec<Expr<'g>>,
    acids: Vec<Expr<'g>>,
    oxygen: Expr<'g>,
    bicarbonate: Expr<'g>,
}

impl<'g> Segment<'g> {
    fn declare(model: &mut Model<'g>, segment: usize, taxa: usize) -> Self {
        let mut several = |what: &str, count: usize| -> Vec<Expr<'g>> {
            (0..count)
                .map(|i| model.state(format!("{what}.{segment}.{i}"), "1", ""))
                .collect()
        };
        let (taxa, substrates, acids) = (
            several("taxon", taxa),
            several("substrate", SUBSTRATES),
            several("acid", ACIDS),
        );
        let oxygen = model.state(format!("oxygen.{segment}"), "1", "");
        let bicarbonate = model.state(format!("bicarbonate.{segment}"), "1", "");
        Self {
            index: segment,
            taxa,
            substrates,
            acids,
            oxygen,
            bicarbonate,
        }
    }
}

/// Parameters that differ between people and change in time.
struct Varying<'g> {
    per_day: Expr<'g>,
    inflow: Vec<Expr<'g>>,
    killing: Expr<'g>,
    growth: Vec<Expr<'g>>,
}

/// The equations of one community.
pub fn system(shape: Shape) -> System {
    let graph = Graph::new();
    let mut model = Model::new(&graph);
    let mut draws = Draws(7);
    let segments: Vec<_> = (0..SEGMENTS)
        .map(|i| Segment::declare(&mut model, i, shape.taxa))
        .collect();
    let tail: Vec<_> = (0..shape.tail)
        .map(|i| model.state(format!("tail.{i}"), "1", ""))
        .collect();
    let varying = Varying {
        per_day: model.parameter("per_day", "1/d", 1.0),
        inflow: (0..SUBSTRATES)
            .map(|i| model.parameter(format!("inflow.{i}"), "1", 10.0))
            .collect(),
        killing: model.parameter("killing", "1", 0.0),
        growth: (0..shape.taxa)
            .map(|i| model.parameter(format!("growth.{i}"), "1", 1.0))
            .collect(),
    };
    // What every taxon is able to do, in all segments alike.
    let abilities: Vec<Vec<(usize, f64, f64)>> = (0..shape.taxa)
        .map(|_| {
            (0..3)
                .map(|_| {
                    (
                        draws.below(SUBSTRATES),
                        draws.between(2.0, 12.0),
                        draws.between(0.2, 3.0),
                    )
                })
                .collect()
        })
        .collect();
    for (index, segment) in segments.iter().enumerate() {
        let above = index.checked_sub(1).map(|above| &segments[above]);
        wire(&mut model, &mut draws, segment, above, &varying, &abilities);
    }
    wire_tail(
        &mut model,
        &mut draws,
        &tail,
        &segments[SEGMENTS - 1],
        varying.per_day,
    );
    let seen: Vec<_> = segments[SEGMENTS - 1]
        .taxa
        .iter()
        .chain(&tail)
        .copied()
        .take(OUTPUTS)
        .collect();
    for (i, state) in seen.into_iter().enumerate() {
        model.observable(format!("seen.{i}"), "1", "", state);
    }
    model.build().unwrap_or_else(|faults| panic!("{faults:?}"))
}

fn wire<'g>(
    model: &mut Model<'g>,
    draws: &mut Draws,
    segment: &Segment<'g>,
    above: Option<&Segment<'g>>,
    varying: &Varying<'g>,
    abilities: &[Vec<(usize, f64, f64)>],
) {
    let graph = model.graph();
    let k = |value: f64| graph.constant(value);
    let washout = k(1.5);
    let total_acid = graph.sum(segment.acids.iter().copied());
    let acidity = model.lift(
        format!("acidity.{}", segment.index),
        (total_acid + k(1.0)) / (segment.bicarbonate + k(0.5)),
    );
    let mut substrates: Vec<_> = (0..SUBSTRATES)
        .map(|i| match above {
            Some(above) => washout * above.substrates[i],
            None => varying.inflow[i],
        } - washout * segment.substrates[i])
        .collect();
    let mut acids: Vec<_> = (0..ACIDS)
        .map(|i| {
            let absorbed = k(draws.between(5.0, 40.0)) * segment.acids[i];
            above.map_or(k(0.0), |above| washout * above.acids[i]) - absorbed
        })
        .collect();
    let mut breathing = k(0.0);
    for (i, taxon) in segment.taxa.iter().enumerate() {
        let by_acid =
            1 / (1 + (acidity / k(draws.between(2.0, 8.0))).pow(k(draws.between(1.5, 4.0))));
        let by_oxygen = 1
            / (1 + (segment.oxygen / k(draws.between(0.02, 0.2))).pow(k(draws.between(1.0, 2.5))));
        let vigour = varying.growth[i] * by_acid * by_oxygen * *taxon;
        let mut growth = k(0.0);
        for (food, speed, half) in &abilities[i] {
            let eaten = k(*speed) * vigour * segment.substrates[*food]
                / (k(*half) + segment.substrates[*food]);
            substrates[*food] = substrates[*food] - k(1.6) * eaten;
            growth = growth + eaten;
            let acid = draws.below(ACIDS);
            acids[acid] = acids[acid] + k(draws.between(1.0, 6.0)) * eaten;
        }
        if i % 3 == 0 {
            // Every third taxon also lives on one acid and makes another of it.
            let (from, to) = (draws.below(ACIDS), draws.below(ACIDS));
            let fed = k(draws.between(0.5, 3.0)) * vigour * segment.acids[from]
                / (k(1.0) + segment.acids[from]);
            growth = growth + fed;
            acids[from] = acids[from] - k(4.0) * fed;
            acids[to] = acids[to] + k(3.0) * fed;
        }
        breathing = breathing + k(draws.between(1.0, 30.0)) * *taxon;
        let crowding = k(0.05) * *taxon;
        let loss = washout + k(0.5) + crowding + k(draws.between(1.0, 6.0)) * varying.killing;
        let arriving = above.map_or(k(1e-4), |above| washout * above.taxa[i]);
        model.rate(
            *taxon,
            varying.per_day * (growth + arriving - loss * *taxon),
        );
    }
    for (state, rate) in segment
        .substrates
        .iter()
        .zip(substrates)
        .chain(segment.acids.iter().zip(acids))
    {
        model.rate(*state, varying.per_day * rate);
    }
    let used = (k(24.0 * 5e3) + breathing) * segment.oxygen;
    model.rate(
        segment.oxygen,
        varying.per_day * (k(24.0 * 5e3 * 0.05) - used),
    );
    let buffered = k(24.0 * 1e3) * (k(2.0) - segment.bicarbonate)
        - k(24.0 * 50.0) * total_acid * segment.bicarbonate;
    model.rate(segment.bicarbonate, varying.per_day * buffered);
}

fn wire_tail<'g>(
    model: &mut Model<'g>,
    draws: &mut Draws,
    tail: &[Expr<'g>],
    last: &Segment<'g>,
    per_day: Expr<'g>,
) {
    let graph = model.graph();
    let k = |value: f64| graph.constant(value);
    for (i, state) in tail.iter().enumerate() {
        let signal = match i {
            0 => graph.sum(last.acids.iter().copied()),
            1 => last.acids[1] + last.oxygen,
            _ => tail[draws.below(i)],
        };
        let driven = (signal / k(draws.between(0.2, 1.0))).pow(k(draws.between(1.2, 3.0)));
        let damped = 1 / (1 + tail[draws.below(tail.len())].pow(k(1.5)));
        // Time constants from three minutes to five hundred hours.
        let speed = k(24.0 / draws.between(0.05, 500.0));
        model.rate(
            *state,
            per_day * speed * (driven / (1 + driven) * damped + k(0.05) - *state),
        );
    }
}

/// Its program: what differs between people varies.
pub fn program(system: &System) -> Program {
    let varying: Vec<usize> = (0..system.parameters.len())
        .filter(|i| system.parameters[*i].name != "per_day")
        .collect();
    Program::compile(system, &varying)
}

/// When the error is looked at: two days after the last antibiotic ends.
pub const TRANSIENT: f64 = 109.0;

/// People with parameters spread by 15 %, half a year, daily records, ten events.
pub fn people(system: &System, program: &Program, count: usize, until: f64) -> Vec<Subject> {
    (0..count)
        .map(|person| {
            let mut draws = Draws(1 + person as u64);
            for _ in 0..20 {
                draws.next();
            }
            let parameters: Vec<f64> = program
                .varying()
                .iter()
                .map(|i| system.parameters[*i].default * draws.spread(0.15))
                .collect();
            // Inflows come first, then killing.
            let killing = SUBSTRATES;
            let (fibre, sugar) = (parameters[0], parameters[1]);
            let changes = vec![
                (20.0, vec![(0, 2.0 * fibre)]),
                (35.0, vec![(1, 3.0 * sugar)]),
                (50.0, vec![(0, 0.3 * fibre), (1, sugar)]),
                (65.0, vec![(killing, 1.0)]),
                (72.0, vec![(killing, 0.0)]),
                (90.0, vec![(0, 1.5 * fibre)]),
                (100.0, vec![(killing, 1.5)]),
                (107.0, vec![(killing, 0.0)]),
                (130.0, vec![(0, fibre)]),
                (150.0, vec![(1, 0.2 * sugar)]),
            ];
            Subject {
                initial: system
                    .states
                    .iter()
                    .map(|_| draws.between(0.1, 0.6))
                    .collect(),
                parameters,
                schedule: Schedule {
                    changes: changes
                        .into_iter()
                        .filter(|(time, _)| *time < until)
                        .collect(),
                    samples: (0..=until as usize).map(|day| day as f64).collect(),
                    until,
                    ..Schedule::default()
                },
            }
        })
        .collect()
}
