//! One step of a Rosenbrock method on lanes: RODAS of Hairer and Wanner, order 4 with an embedded third order, stiffly accurate, L-stable,
//! six stages, dense output of order three.
//!
//! Coefficients: E. Hairer, G. Wanner, Solving Ordinary Differential Equations II, 2nd edition, Springer 1996, section IV.7, in the form
//! that needs no product with the Jacobian. A step has no history and no iteration, so restarting at a dose is free.
//!
//! Every lane has its own step size. The linear system is the extended one of [`Program`]: its lower right-hand side is zero.

// The coefficients stand with the digits that were published.
#![allow(clippy::excessive_precision, clippy::unreadable_literal)]

use crate::lu::Factored;
use crate::program::{Program, Workspace};
use crate::room::Room;

/// Stages of the method.
const STAGES: usize = 6;
/// The error estimate of a step grows with this power of its size.
pub(crate) const ERROR_ORDER: f64 = 4.0;
/// The diagonal coefficient. A mode that grows faster than `1 / (h GAMMA)` would be damped instead: such a step must not be taken.
pub(crate) const GAMMA: f64 = 0.25;

/// Weights of earlier stages in the argument of each stage. The last argument with the last stage added is the result.
const A: [[f64; STAGES - 1]; STAGES] = [
    [0.0, 0.0, 0.0, 0.0, 0.0],
    [1.544, 0.0, 0.0, 0.0, 0.0],
    [0.9466785280815826, 0.2557011698983284, 0.0, 0.0, 0.0],
    [
        3.314825187068521,
        2.896124015972201,
        0.9986419139977817,
        0.0,
        0.0,
    ],
    [
        1.221224509226641,
        6.019134481288629,
        12.53708332932087,
        -0.6878860361058950,
        0.0,
    ],
    [
        1.221224509226641,
        6.019134481288629,
        12.53708332932087,
        -0.6878860361058950,
        1.0,
    ],
];

/// Weights of earlier stages in the right-hand side of each stage, divided by the step size.
const C: [[f64; STAGES - 1]; STAGES] = [
    [0.0, 0.0, 0.0, 0.0, 0.0],
    [-5.6688, 0.0, 0.0, 0.0, 0.0],
    [-2.430093356833875, -0.2063599157091915, 0.0, 0.0, 0.0],
    [
        -0.1073529058151375,
        -9.594562251023355,
        -20.47028614809616,
        0.0,
        0.0,
    ],
    [
        7.496443313967647,
        -10.24680431464352,
        -33.99990352819905,
        11.70890893206160,
        0.0,
    ],
    [
        8.083246795921522,
        -7.981132988064893,
        -31.52159432874371,
        16.31930543123136,
        -6.058818238834054,
    ],
];

/// Weights of the stages in the inner coefficients of the dense output.
const D: [[f64; STAGES]; 2] = [
    [
        10.12623508344586,
        -7.487995877610167,
        -34.80091861555747,
        -7.992771707568823,
        1.025137723295662,
        0.0,
    ],
    [
        -0.6762803392801253,
        6.087714651680015,
        16.43084320892478,
        24.76722511418386,
        -6.594389125716872,
        0.0,
    ],
];

/// What a step attempt leaves behind, for `W` lanes.
pub(crate) struct Step<const W: usize> {
    /// The new values, should the step be accepted.
    pub new: Room<W>,
    /// The fastest growth of a state by itself, per day.
    pub growth: [f64; W],
    /// The entries of the Jacobian at the start, then the rates.
    linear: Room<W>,
    entries: usize,
    /// All unknowns of the first stage, then those of the second, and so on.
    stages: Room<W>,
    unknowns: usize,
    argument: Room<W>,
    rates: Room<W>,
    /// How fast each state that changes its own rate grows by itself, in the order of `Program::own_entries`.
    own: Room<W>,
    factored: Factored<W>,
}

impl<const W: usize> Step<W> {
    pub fn new(program: &Program) -> Self {
        let states = || Room::new(program.states().len());
        let unknowns = program.states().len() + program.lifts();
        let entries = program.pattern().len();
        Self {
            new: states(),
            growth: [0.0; W],
            linear: Room::new(entries + program.states().len()),
            entries,
            stages: Room::new(STAGES * unknowns),
            unknowns,
            argument: states(),
            rates: states(),
            own: Room::new(program.own_entries().len()),
            factored: Factored::new(program.elimination()),
        }
    }

    /// The rates at the start.
    pub fn rates(&self) -> &[[f64; W]] {
        &self.linear[self.entries..]
    }

    /// The error estimate of every state.
    pub fn error(&self) -> &[[f64; W]] {
        &self.stages[(STAGES - 1) * self.unknowns..]
    }

    /// Takes the rates and the Jacobian at the start.
    #[inline(always)]
    pub fn linearise(&mut self, program: &Program, workspace: &mut Workspace<W>, y: &[[f64; W]]) {
        program.linearise(workspace, y, &mut self.linear);
    }

    /// Attempts a step of size `h` from `y`, where it has been linearised.
    #[inline(always)]
    pub fn attempt(
        &mut self,
        program: &Program,
        workspace: &mut Workspace<W>,
        y: &[[f64; W]],
        h: &[f64; W],
    ) {
        self.factor(program, h);
        for stage in 0..STAGES {
            self.place_argument(stage, y, h);
            match stage {
                0 => self.rates.copy_from_slice(&self.linear[self.entries..]),
                _ => program.rates(workspace, &self.argument, &mut self.rates),
            }
            let solved = &mut self.stages[stage * self.unknowns..][..self.unknowns];
            for (solved, rate) in solved.iter_mut().zip(self.rates.iter()) {
                for lane in 0..W {
                    solved[lane] += rate[lane];
                }
            }
            program.elimination().solve(&self.factored, solved);
        }
        let last = &self.stages[(STAGES - 1) * self.unknowns..];
        for (index, new) in self.new.iter_mut().enumerate() {
            for lane in 0..W {
                new[lane] = y[index][lane] + (new[lane] + last[index][lane]);
            }
        }
    }

    /// Builds and factors `I / (h gamma) - J` of the extended system.
    #[inline(always)]
    fn factor(&mut self, program: &Program, h: &[f64; W]) {
        let linear: &[[f64; W]] = &self.linear;
        self.growth = [0.0; W];
        for ((entry, _), own) in program.own_entries().iter().zip(self.own.iter_mut()) {
            *own = linear[*entry as usize];
            for lane in 0..W {
                self.growth[lane] = if own[lane] > self.growth[lane] {
                    own[lane]
                } else {
                    self.growth[lane]
                };
            }
        }
        let mut shift = [0.0; W];
        for lane in 0..W {
            shift[lane] = 1.0 / (h[lane] * GAMMA);
        }
        let states = program.states().len();
        let shift = |row| if row < states { shift } else { [1.0; W] };
        let entries = &linear[..self.entries];
        program
            .elimination()
            .factor(entries, shift, &mut self.factored);
    }

    /// Finds where the rates of a stage are taken, and begins its right-hand side with what the earlier stages say. Their shares are added up
    /// before anything large, which costs fewer digits; what they move the states by stays in `new`.
    #[inline(always)]
    fn place_argument(&mut self, stage: usize, y: &[[f64; W]], h: &[f64; W]) {
        let (earlier, right) = self.stages.split_at_mut(stage * self.unknowns);
        let mut reciprocal = [0.0; W];
        for lane in 0..W {
            reciprocal[lane] = 1.0 / h[lane];
        }
        let (right, lifted) = right[..self.unknowns].split_at_mut(y.len());
        lifted.fill([0.0; W]);
        for index in 0..y.len() {
            let (mut moved, mut pulled) = ([0.0; W], [0.0; W]);
            let stages = earlier.chunks_exact(self.unknowns);
            for (stage, (a, c)) in stages.zip(A[stage].iter().zip(&C[stage])) {
                let solved = &stage[index];
                for lane in 0..W {
                    moved[lane] += a * solved[lane];
                    pulled[lane] += c * solved[lane];
                }
            }
            for lane in 0..W {
                pulled[lane] *= reciprocal[lane];
            }
            right[index] = pulled;
            self.new[index] = moved;
            for lane in 0..W {
                moved[lane] += y[index][lane];
            }
            self.argument[index] = moved;
        }
    }

    /// The state of one lane that grows fastest by itself.
    pub fn fastest_growing(&self, program: &Program, lane: usize) -> usize {
        let grown = program.own_entries().iter().zip(self.own.iter());
        grown
            .max_by(|(_, a), (_, b)| a[lane].total_cmp(&b[lane]))
            .map_or(0, |((_, state), _)| *state as usize)
    }

    /// Writes the states of one lane at a share of the step between 0 and 1.
    pub fn between(&self, y: &[[f64; W]], lane: usize, share: f64, out: &mut [[f64; W]]) {
        let (rest, weights) = (1.0 - share, inner_weights(share));
        for (index, out) in out.iter_mut().enumerate() {
            let stages = self.stages[index..].iter().step_by(self.unknowns);
            let mut value = y[index][lane] * rest + share * self.new[index][lane];
            for (weight, stage) in weights.iter().zip(stages) {
                value += weight * stage[lane];
            }
            out[lane] = value;
        }
    }
}

/// Weights of the stages in the dense output, besides those of the result.
fn inner_weights(share: f64) -> [f64; STAGES] {
    std::array::from_fn(|stage| {
        let inner = D[0][stage] + share * D[1][stage];
        share * (1.0 - share) * inner
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A rooted tree: how derivatives of the rates are nested in one condition for the order.
    #[derive(Clone)]
    struct Tree(Vec<Tree>);

    impl Tree {
        fn order(&self) -> i32 {
            1 + self.0.iter().map(Tree::order).sum::<i32>()
        }

        /// The reciprocal of what the exact solution gives.
        fn density(&self) -> f64 {
            f64::from(self.order()) * self.0.iter().map(Tree::density).product::<f64>()
        }

        /// All trees with a leaf more.
        fn grown(&self) -> Vec<Self> {
            let mut grown = vec![Self([&self.0[..], &[Self(Vec::new())]].concat())];
            for (place, child) in self.0.iter().enumerate() {
                grown.extend(child.grown().into_iter().map(|child| {
                    let mut tree = self.clone();
                    tree.0[place] = child;
                    tree
                }));
            }
            grown
        }

        /// What the stages make of it: an only child meets the Jacobian and the rates, several meet the rates alone (Hairer and Wanner,
        /// section IV.7).
        fn at_stages(&self) -> [f64; STAGES] {
            let mut product = [1.0; STAGES];
            for child in &self.0 {
                let child = child.at_stages();
                let (implicit, explicit) = (implicit(&child), explicit(&child));
                for (stage, product) in product.iter_mut().enumerate() {
                    let only = if self.0.len() == 1 {
                        implicit[stage]
                    } else {
                        0.0
                    };
                    *product *= explicit[stage] + only;
                }
            }
            product
        }
    }

    fn trees(order: usize) -> Vec<Tree> {
        (1..order).fold(vec![Tree(Vec::new())], |trees, _| {
            trees.iter().flat_map(Tree::grown).collect()
        })
    }

    /// Values at the stages times the coefficients of the Jacobian, whose inverse is `I / GAMMA - C`.
    fn implicit(values: &[f64; STAGES]) -> [f64; STAGES] {
        let mut result = [0.0; STAGES];
        for stage in 0..STAGES {
            let earlier: f64 = (0..stage).map(|at| C[stage][at] * result[at]).sum();
            result[stage] = GAMMA * (values[stage] + earlier);
        }
        result
    }

    /// Values at the stages times the coefficients of the arguments.
    fn explicit(values: &[f64; STAGES]) -> [f64; STAGES] {
        let solved = implicit(values);
        std::array::from_fn(|stage| (0..stage).map(|at| A[stage][at] * solved[at]).sum())
    }

    /// Whether a sum of the stages has this order at a share of the step.
    fn check(weights: impl Fn(usize) -> f64, share: f64, order: usize) {
        for order in 1..=order {
            for tree in trees(order) {
                let stages = implicit(&tree.at_stages());
                let found: f64 = (0..STAGES)
                    .map(|stage| weights(stage) * stages[stage])
                    .sum();
                let wanted = share.powi(tree.order()) / tree.density();
                assert!(
                    (found - wanted).abs() < 1e-12,
                    "{found} for {wanted}, order {order}"
                );
            }
        }
    }

    fn result(stage: usize) -> f64 {
        A[STAGES - 1].get(stage).copied().unwrap_or(1.0)
    }

    #[test]
    fn the_coefficients_are_of_order_four_with_a_third_order_embedded() {
        assert_eq!([1, 2, 3, 4].map(|order| trees(order).len()), [1, 1, 2, 6]);
        check(result, 1.0, 4);
        let embedded = |stage| {
            if stage == STAGES - 1 {
                0.0
            } else {
                result(stage)
            }
        };
        check(embedded, 1.0, 3);
    }

    #[test]
    fn the_dense_output_is_of_order_three() {
        for share in [0.2, 0.5, 0.9] {
            check(
                |stage| share * result(stage) + inner_weights(share)[stage],
                share,
                3,
            );
        }
    }
}
