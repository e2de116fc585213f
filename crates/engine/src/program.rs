//! Programs: a checked system compiled for lanes of people.
//!
//! Compiling replaces parameters that nobody varies by their values, differentiates every equation, and schedules four tapes: the
//! *preamble* (what only parameters decide, run when a person's parameters change), the rates, the Jacobian, and the observables.
//!
//! The Jacobian is that of the extended system: states and lifted quantities are unknowns side by side, which keeps it sparse. With
//! states `y`, lifted `z = g(y, z)` and rates `f(y, z)`, rows `0..n` hold the derivatives of `f` and rows `n..n+m` those of `g`, and a
//! solver works with `[I/h - f_y, -f_z; -g_y, I - g_z]`. Eliminating the lifted rows gives exactly the Jacobian of the rates.

use std::collections::BTreeMap;

use crate::arena::Arena;
use crate::derivative::{Leaf, gradient};
use crate::expression::{Node, NodeId};
use crate::lu::Elimination;
use crate::model::{ObservableInfo, StateInfo, System};
use crate::tape::{Places, Tape};

/// A compiled system.
#[derive(Clone, Debug)]
pub struct Program {
    states: Vec<StateInfo>,
    observables: Vec<ObservableInfo>,
    lifts: usize,
    varying: Vec<usize>,
    constants: Vec<f64>,
    /// First slots of the varying parameters and of the states.
    parameters_at: usize,
    states_at: usize,
    slots: usize,
    preamble: Tape,
    rates: Tape,
    jacobian: Tape,
    observe: Tape,
    initial: Tape,
    pattern: Vec<(u32, u32)>,
    /// Entries of the pattern on the diagonal of the states.
    own: Vec<u32>,
    elimination: Elimination,
}

/// How large a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// States.
    pub states: usize,
    /// Lifted quantities.
    pub lifts: usize,
    /// Operations of the rates.
    pub rates: usize,
    /// Runs of the rates.
    pub rate_runs: usize,
    /// Operations of the Jacobian.
    pub jacobian: usize,
    /// Entries of the extended Jacobian.
    pub entries: usize,
    /// Multiplications of one factorisation.
    pub factorisation: usize,
    /// Slots of a lane.
    pub slots: usize,
}

/// Where a program's values live for `W` lanes.
pub struct Workspace<const W: usize> {
    values: Vec<[f64; W]>,
}

/// Slots of what is known before a tape runs.
struct Layout {
    constants: BTreeMap<NodeId, u32>,
    parameters_at: u32,
    states_at: u32,
    preamble: BTreeMap<NodeId, u32>,
    lifts: Vec<NodeId>,
}

impl Places for Layout {
    fn slot(&self, id: NodeId, node: Node) -> Option<u32> {
        match node {
            Node::Constant(_) => self.constants.get(&id).copied(),
            Node::Parameter(index) => Some(self.parameters_at + index),
            Node::State(index) => Some(self.states_at + index),
            _ => self.preamble.get(&id).copied(),
        }
    }

    fn definition(&self, node: Node) -> Option<NodeId> {
        match node {
            Node::Lift(index) => self.lifts.get(index as usize).copied(),
            _ => None,
        }
    }
}

impl Program {
    /// Compiles a system in which only the parameters of these indices differ between people or change in time; all others are constants
    /// with their default values.
    pub fn compile(system: &System, varying: &[usize]) -> Self {
        let mut arena = Arena::default();
        let mut fixed: Vec<Option<f64>> = system
            .parameters
            .iter()
            .map(|info| Some(info.default))
            .collect();
        let mut renumbered = vec![0; fixed.len()];
        for (position, index) in varying.iter().enumerate() {
            fixed[*index] = None;
            renumbered[*index] = position as u32;
        }
        let places = arena.import(&system.nodes, &fixed, &renumbered);
        let at = |id: NodeId| places[id.index()];
        let rates: Vec<NodeId> = system.rates.iter().map(|id| at(*id)).collect();
        let lifts: Vec<NodeId> = system.lifts.iter().map(|lift| at(lift.node)).collect();
        let observed: Vec<NodeId> = system
            .observables
            .iter()
            .map(|seen| at(seen.node))
            .collect();
        let zero = arena.constant(0.0);
        let initial: Vec<NodeId> = system
            .states
            .iter()
            .map(|state| state.initial.map_or(zero, at))
            .collect();
        let entries = jacobian(&mut arena, &rates, &lifts);
        let size = rates.len() + lifts.len();
        let pattern: Vec<(u32, u32)> = entries
            .iter()
            .map(|(row, column, _)| (*row, *column))
            .collect();
        let entries: Vec<NodeId> = entries.into_iter().map(|(_, _, node)| node).collect();
        let mut program = Self {
            states: system.states.clone(),
            observables: system.observables.clone(),
            lifts: lifts.len(),
            varying: varying.to_vec(),
            constants: Vec::new(),
            parameters_at: 0,
            states_at: 0,
            slots: 0,
            preamble: Tape::default(),
            rates: Tape::default(),
            jacobian: Tape::default(),
            observe: Tape::default(),
            initial: Tape::default(),
            elimination: Elimination::new(size, &pattern),
            own: own_entries(&pattern, rates.len() as u32),
            pattern,
        };
        program.schedule(&arena, lifts, [&rates, &entries, &observed, &initial]);
        program
    }

    fn schedule(&mut self, arena: &Arena, lifts: Vec<NodeId>, wanted: [&[NodeId]; 4]) {
        let mut layout = Layout {
            constants: BTreeMap::new(),
            parameters_at: 0,
            states_at: 0,
            preamble: BTreeMap::new(),
            lifts,
        };
        for (index, node) in arena.nodes.iter().enumerate() {
            if let Some(value) = node.value() {
                layout
                    .constants
                    .insert(NodeId(index as u32), self.constants.len() as u32);
                self.constants.push(value);
            }
        }
        self.parameters_at = self.constants.len();
        self.states_at = self.parameters_at + self.varying.len();
        layout.parameters_at = self.parameters_at as u32;
        layout.states_at = self.states_at as u32;
        let free = (self.states_at + self.states.len()) as u32;
        let decided = decided_by_parameters(arena, &layout, &wanted);
        self.preamble = Tape::new(arena, &decided, &layout, free);
        layout.preamble = decided
            .iter()
            .copied()
            .zip(self.preamble.outputs.iter().copied())
            .collect();
        let free = self.preamble.high;
        let [rates, entries, observed, initial] = wanted;
        self.rates = Tape::new(arena, rates, &layout, free);
        self.jacobian = Tape::new(arena, entries, &layout, free);
        self.observe = Tape::new(arena, observed, &layout, free);
        self.initial = Tape::new(arena, initial, &layout, free);
        let tapes = [&self.rates, &self.jacobian, &self.observe, &self.initial];
        self.slots = tapes
            .map(|tape| tape.high as usize)
            .into_iter()
            .max()
            .unwrap_or_default();
    }

    /// The states.
    pub fn states(&self) -> &[StateInfo] {
        &self.states
    }

    /// How many quantities are lifted.
    pub fn lifts(&self) -> usize {
        self.lifts
    }

    /// The observables.
    pub fn observables(&self) -> &[ObservableInfo] {
        &self.observables
    }

    /// Indices in the system of the parameters that vary, in the order in which their values are given.
    pub fn varying(&self) -> &[usize] {
        &self.varying
    }

    /// Entries `(row, column)` of the extended Jacobian, row by row.
    pub fn pattern(&self) -> &[(u32, u32)] {
        &self.pattern
    }

    /// The entries by which each state changes its own rate, by place in the pattern.
    pub(crate) fn own_entries(&self) -> &[u32] {
        &self.own
    }

    /// How the extended matrix is factored.
    pub fn elimination(&self) -> &Elimination {
        &self.elimination
    }

    /// How large it is.
    pub fn size(&self) -> Size {
        Size {
            states: self.states.len(),
            lifts: self.lifts,
            rates: self.rates.operations,
            rate_runs: self.rates.runs(),
            jacobian: self.jacobian.operations,
            entries: self.pattern.len(),
            factorisation: self.elimination.operations(),
            slots: self.slots,
        }
    }

    /// Room for the values of `W` lanes.
    pub fn workspace<const W: usize>(&self) -> Workspace<W> {
        let mut values = vec![[0.0; W]; self.slots];
        for (slot, constant) in values.iter_mut().zip(&self.constants) {
            *slot = [*constant; W];
        }
        Workspace { values }
    }

    /// Takes the varying parameters of all lanes and computes what only they decide.
    #[inline(always)]
    pub fn preamble<const W: usize>(&self, workspace: &mut Workspace<W>, parameters: &[[f64; W]]) {
        let at = self.parameters_at;
        workspace.values[at..at + parameters.len()].copy_from_slice(parameters);
        self.preamble.run(&mut workspace.values);
    }

    /// The rates of all states.
    #[inline(always)]
    pub fn rates<const W: usize>(
        &self,
        workspace: &mut Workspace<W>,
        y: &[[f64; W]],
        out: &mut [[f64; W]],
    ) {
        self.evaluate(&self.rates, workspace, y, out);
    }

    /// The entries of the extended Jacobian, in the order of [`Program::pattern`].
    #[inline(always)]
    pub fn jacobian<const W: usize>(
        &self,
        workspace: &mut Workspace<W>,
        y: &[[f64; W]],
        out: &mut [[f64; W]],
    ) {
        self.evaluate(&self.jacobian, workspace, y, out);
    }

    /// The observables, in base units.
    #[inline(always)]
    pub fn observe<const W: usize>(
        &self,
        workspace: &mut Workspace<W>,
        y: &[[f64; W]],
        out: &mut [[f64; W]],
    ) {
        self.evaluate(&self.observe, workspace, y, out);
    }

    /// Where one person starts unless told otherwise, given the varying parameters.
    pub fn initial(&self, parameters: &[f64]) -> Vec<f64> {
        let mut workspace = self.workspace::<1>();
        let parameters: Vec<[f64; 1]> = parameters.iter().map(|value| [*value]).collect();
        self.preamble(&mut workspace, &parameters);
        let mut out = vec![[0.0]; self.states.len()];
        let nowhere = out.clone();
        self.evaluate(&self.initial, &mut workspace, &nowhere, &mut out);
        out.into_iter().map(|[value]| value).collect()
    }

    #[inline(always)]
    fn evaluate<const W: usize>(
        &self,
        tape: &Tape,
        workspace: &mut Workspace<W>,
        y: &[[f64; W]],
        out: &mut [[f64; W]],
    ) {
        let values = &mut workspace.values;
        values[self.states_at..self.states_at + y.len()].copy_from_slice(y);
        tape.run(values);
        for (out, slot) in out.iter_mut().zip(&tape.outputs) {
            *out = values[*slot as usize];
        }
    }
}

/// Rows and columns of the extended Jacobian with the nodes that compute its entries, row by row.
fn jacobian(arena: &mut Arena, rates: &[NodeId], lifts: &[NodeId]) -> Vec<(u32, u32, NodeId)> {
    let states = rates.len() as u32;
    let mut entries = Vec::new();
    for (row, root) in rates.iter().chain(lifts).enumerate() {
        for (leaf, node) in gradient(arena, *root) {
            let column = match leaf {
                Leaf::State(index) => index,
                Leaf::Lift(index) => states + index,
            };
            entries.push((row as u32, column, node));
        }
    }
    entries
}

fn own_entries(pattern: &[(u32, u32)], states: u32) -> Vec<u32> {
    (0..pattern.len() as u32)
        .filter(|entry| {
            let (row, column) = pattern[*entry as usize];
            row == column && row < states
        })
        .collect()
}

/// The nodes that parameters alone decide and that something depending on states, or the outside, reads.
fn decided_by_parameters(arena: &Arena, layout: &Layout, wanted: &[&[NodeId]]) -> Vec<NodeId> {
    let mut decided = std::collections::BTreeSet::new();
    let mut seen = vec![false; arena.nodes.len()];
    let mut open: Vec<NodeId> = wanted
        .iter()
        .flat_map(|nodes| nodes.iter().copied())
        .collect();
    while let Some(id) = open.pop() {
        if std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        let node = arena.nodes[id.index()];
        if let Some(definition) = layout.definition(node) {
            open.push(definition);
        } else if layout.slot(id, node).is_some() {
            continue;
        } else if arena.is_dynamic(id) {
            open.extend(node.operands());
        } else {
            decided.insert(id);
        }
    }
    decided.into_iter().collect()
}
