//! One step of a Rosenbrock method on lanes, with the coefficients of a [`Method`]. A step has no history and no iteration, so restarting
//! at a dose is free.
//!
//! Every lane has its own step size. The linear system is the extended one of [`Program`]: its lower right-hand side is zero.

use crate::lu::Factored;
use crate::method::Method;
use crate::program::{Program, Workspace};
use crate::room::Room;

/// What a step attempt leaves behind, for `W` lanes.
pub(crate) struct Step<const W: usize> {
    pub method: &'static Method,
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
    pub fn new(program: &Program, method: &'static Method) -> Self {
        let states = || Room::new(program.states().len());
        let unknowns = program.states().len() + program.lifts();
        let entries = program.pattern().len();
        Self {
            method,
            new: states(),
            growth: [0.0; W],
            linear: Room::new(entries + program.states().len()),
            entries,
            stages: Room::new(method.stages() * unknowns),
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
        &self.stages[self.last_stage()..]
    }

    /// Where the last stage begins.
    fn last_stage(&self) -> usize {
        (self.method.stages() - 1) * self.unknowns
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
        for stage in 0..self.method.stages() {
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
        let last = &self.stages[self.last_stage()..];
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
            shift[lane] = 1.0 / (h[lane] * self.method.gamma);
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
        let (a, c) = (self.method.a.get(stage), self.method.c[stage]);
        for index in 0..y.len() {
            let stages = earlier.chunks_exact(self.unknowns);
            let mut pulled = weighted(stages.clone(), c, index);
            for lane in 0..W {
                pulled[lane] *= reciprocal[lane];
            }
            right[index] = pulled;
            let mut moved = self.new[index];
            if let Some(a) = a {
                moved = weighted(stages, a, index);
            } else if let Some(last) = stages.last() {
                for lane in 0..W {
                    moved[lane] += last[index][lane];
                }
            }
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
        let rest = 1.0 - share;
        let weight = |stage| self.method.inner_weight(stage, share);
        let weights: Vec<f64> = (0..self.method.stages()).map(weight).collect();
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

/// The sum of one unknown of several stages, each with its weight.
#[inline(always)]
fn weighted<'a, const W: usize>(
    stages: impl Iterator<Item = &'a [[f64; W]]>,
    weights: &[f64],
    index: usize,
) -> [f64; W] {
    let mut sum = [0.0; W];
    for (stage, weight) in stages.zip(weights) {
        for lane in 0..W {
            sum[lane] += weight * stage[index][lane];
        }
    }
    sum
}
