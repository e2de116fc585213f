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
/// The diagonal coefficient. A mode that grows faster than `1 / (h GAMMA)` would be damped instead: such a step must not be taken.
pub(crate) const GAMMA: f64 = 0.25;

/// Weights of earlier stages in the argument of each stage; the last two take the one before whole.
const A: [[f64; 4]; 5] = [
    [0.0; 4],
    [1.544, 0.0, 0.0, 0.0],
    [0.9466785280815826, 0.2557011698983284, 0.0, 0.0],
    [
        3.314825187068521,
        2.896124015972201,
        0.9986419139977817,
        0.0,
    ],
    [
        1.221224509226641,
        6.019134481288629,
        12.53708332932087,
        -0.6878860361058950,
    ],
];

/// Weights of earlier stages in the right-hand side of each stage, divided by the step size.
const C: [[f64; 5]; STAGES] = [
    [0.0; 5],
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

/// Weights of the stages in the two inner coefficients of the dense output.
const D: [[f64; 5]; 2] = [
    [
        10.12623508344586,
        -7.487995877610167,
        -34.80091861555747,
        -7.992771707568823,
        1.025137723295662,
    ],
    [
        -0.6762803392801253,
        6.087714651680015,
        16.43084320892478,
        24.76722511418386,
        -6.594389125716872,
    ],
];

/// What a step attempt leaves behind, for `W` lanes.
pub(crate) struct Step<const W: usize> {
    /// The rates at the start.
    pub rates: Room<W>,
    /// The new values, should the step be accepted.
    pub new: Room<W>,
    /// The error estimate.
    pub error: Room<W>,
    /// The fastest growth of a state by itself, per day.
    pub growth: [f64; W],
    /// The two inner coefficients of the dense output.
    pub inner: [Room<W>; 2],
    stages: [Room<W>; STAGES],
    argument: Room<W>,
    right: Room<W>,
    /// How fast each state that changes its own rate grows by itself, in the order of `Program::own_entries`.
    own: Room<W>,
    jacobian: Room<W>,
    factored: Factored<W>,
}

impl<const W: usize> Step<W> {
    pub fn new(program: &Program) -> Self {
        let states = || Room::new(program.states().len());
        Self {
            rates: states(),
            new: states(),
            error: states(),
            growth: [0.0; W],
            inner: [states(), states()],
            stages: std::array::from_fn(|_| states()),
            argument: states(),
            right: Room::new(program.states().len() + program.lifts()),
            own: Room::new(program.own_entries().len()),
            jacobian: Room::new(program.pattern().len()),
            factored: Factored::new(program.elimination()),
        }
    }

    /// Attempts a step of size `h` from `y`; the rates at `y` are already in `self.rates`.
    #[inline(always)]
    pub fn attempt(
        &mut self,
        program: &Program,
        workspace: &mut Workspace<W>,
        y: &[[f64; W]],
        h: &[f64; W],
    ) {
        self.factor(program, workspace, y, h);
        let mut reciprocal = [0.0; W];
        for lane in 0..W {
            reciprocal[lane] = 1.0 / h[lane];
        }
        for stage in 0..STAGES {
            match stage {
                0 => self.right[..y.len()].copy_from_slice(&self.rates),
                _ => {
                    self.place_argument(stage, y);
                    program.rates(workspace, &self.argument, &mut self.right);
                }
            }
            self.add_earlier(stage, &reciprocal);
            self.right[y.len()..].fill([0.0; W]);
            program
                .elimination()
                .solve(&self.factored, &mut self.right);
            // The matrix is the negative of the one that the method asks for.
            for (stage, solved) in self.stages[stage].iter_mut().zip(self.right.iter()) {
                for lane in 0..W {
                    stage[lane] = -solved[lane];
                }
            }
        }
        self.conclude();
    }

    /// Builds and factors `J - I / (h gamma)` of the extended system.
    #[inline(always)]
    fn factor(
        &mut self,
        program: &Program,
        workspace: &mut Workspace<W>,
        y: &[[f64; W]],
        h: &[f64; W],
    ) {
        program.jacobian(workspace, y, &mut self.jacobian);
        self.growth = [0.0; W];
        for ((entry, _), own) in program.own_entries().iter().zip(self.own.iter_mut()) {
            *own = self.jacobian[*entry as usize];
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
        let shift = |row| if row < y.len() { shift } else { [1.0; W] };
        program
            .elimination()
            .factor(&self.jacobian, shift, &mut self.factored);
    }

    /// Where the rates of a stage are taken. The last stage starts from the argument before, moved by the stage before.
    #[inline(always)]
    fn place_argument(&mut self, stage: usize, y: &[[f64; W]]) {
        let Some(weights) = A.get(stage) else {
            for (argument, moved) in self.argument.iter_mut().zip(self.stages[stage - 1].iter()) {
                for lane in 0..W {
                    argument[lane] += moved[lane];
                }
            }
            return;
        };
        for (index, argument) in self.argument.iter_mut().enumerate() {
            let mut sum = y[index];
            for (weight, stage) in weights.iter().zip(&self.stages).take(stage) {
                for lane in 0..W {
                    sum[lane] += weight * stage[index][lane];
                }
            }
            *argument = sum;
        }
    }

    #[inline(always)]
    fn add_earlier(&mut self, stage: usize, reciprocal: &[f64; W]) {
        if stage == 0 {
            return;
        }
        for index in 0..self.argument.len() {
            let mut sum = [0.0; W];
            for (weight, stage) in C[stage].iter().zip(&self.stages).take(stage) {
                for lane in 0..W {
                    sum[lane] += weight * stage[index][lane];
                }
            }
            for lane in 0..W {
                self.right[index][lane] += sum[lane] * reciprocal[lane];
            }
        }
    }

    #[inline(always)]
    fn conclude(&mut self) {
        for index in 0..self.argument.len() {
            let last = self.stages[STAGES - 1][index];
            self.error[index] = last;
            for lane in 0..W {
                self.new[index][lane] = self.argument[index][lane] + last[lane];
            }
            for (inner, weights) in self.inner.iter_mut().zip(&D) {
                let mut sum = [0.0; W];
                for (weight, stage) in weights.iter().zip(&self.stages) {
                    for lane in 0..W {
                        sum[lane] += weight * stage[index][lane];
                    }
                }
                inner[index] = sum;
            }
        }
    }

    /// The state of one lane that grows fastest by itself.
    pub fn fastest_growing(&self, program: &Program, lane: usize) -> usize {
        let grown = program.own_entries().iter().zip(self.own.iter());
        grown
            .max_by(|(_, a), (_, b)| a[lane].total_cmp(&b[lane]))
            .map_or(0, |((_, state), _)| *state as usize)
    }

    /// The value of a state in one lane at a share of the step between 0 and 1.
    #[inline(always)]
    pub fn between(&self, before: f64, index: usize, lane: usize, share: f64) -> f64 {
        let rest = 1.0 - share;
        let inner = self.inner[0][index][lane] + share * self.inner[1][index][lane];
        before * rest + share * (self.new[index][lane] + rest * inner)
    }
}
