//! Programs: a checked system compiled for lanes of people.
//!
//! Compiling replaces parameters that nobody varies by their values, differentiates every equation, and schedules four tapes: the
//! *preamble* (what only parameters decide, run when a person's parameters change), the rates, the rates with the Jacobian (most of what a
//! derivative needs the rate has computed already), and the observables.
//!
//! The Jacobian is that of the extended system: states and lifted quantities are unknowns side by side, which keeps it sparse. With
//! states `y`, lifted `z = g(y, z)` and rates `f(y, z)`, rows `0..n` hold the derivatives of `f` and rows `n..n+m` those of `g`, and a
//! solver works with `[I/h - f_y, -f_z; -g_y, I - g_z]`. Eliminating the lifted rows gives exactly the Jacobian of the rates.

use std::collections::BTreeSet;
use std::fmt;

use crate::arena::Arena;
use crate::derivative::{Entry, jacobian};
use crate::expression::{Node, NodeId};
use crate::lu::Elimination;
use crate::model::{ObservableInfo, StateInfo, System};
use crate::room::Room;
use crate::tape::{Code, Extent, Fate, Places, Tape};

/// A compiled system.
#[derive(Clone, Debug)]
pub struct Program {
    states: Vec<StateInfo>,
    observables: Vec<ObservableInfo>,
    lifts: usize,
    varying: Vec<usize>,
    constants: Vec<f64>,
    slots: usize,
    nodes: usize,
    preamble: Tape,
    rates: Tape,
    linear: Tape,
    observe: Tape,
    initial: Tape,
    pattern: Vec<(u32, u32)>,
    /// Places of the entries by which each state changes its own rate, with the state.
    own: Vec<(u32, u32)>,
    elimination: Elimination,
}

/// How large a program is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// States.
    pub states: usize,
    /// Lifted quantities.
    pub lifts: usize,
    /// Parameters that vary.
    pub varying: usize,
    /// Nodes of the graph, derivatives included.
    pub nodes: usize,
    /// What parameters alone decide.
    pub preamble: Extent,
    /// The rates.
    pub rates: Extent,
    /// The rates with the Jacobian.
    pub linear: Extent,
    /// The observables.
    pub observe: Extent,
    /// Entries of the extended Jacobian.
    pub entries: usize,
    /// Multiplications of one factorisation.
    pub factorisation: usize,
    /// Slots of a lane.
    pub slots: usize,
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} states, {} lifted, {} varying parameters; {} nodes, {} slots",
            self.states, self.lifts, self.varying, self.nodes, self.slots
        )?;
        let tapes = [
            ("preamble", self.preamble),
            ("rates", self.rates),
            ("rates and jacobian", self.linear),
            ("observables", self.observe),
        ];
        for (name, extent) in tapes {
            writeln!(f, "{name}: {extent}")?;
        }
        write!(
            f,
            "{} entries; {} multiplications to factor",
            self.entries, self.factorisation
        )
    }
}

/// Where a program's values live for `W` lanes.
pub struct Workspace<const W: usize>(Room<W>);

/// The nodes that a program computes.
struct Wanted {
    rates: Vec<NodeId>,
    lifts: Vec<NodeId>,
    entries: Vec<NodeId>,
    observed: Vec<NodeId>,
    initial: Vec<NodeId>,
}

impl Program {
    /// Compiles a system in which only the parameters of these indices differ between people or change in time; all others are constants
    /// with their default values.
    ///
    /// # Panics
    /// With more than 65,535 equations or values alive at a time: ten times what three hundred states need.
    pub fn compile(system: &System, varying: &[usize]) -> Self {
        let (mut arena, mut wanted) = import(system, varying);
        let states = wanted.rates.len();
        let roots: Vec<NodeId> = wanted.rates.iter().chain(&wanted.lifts).copied().collect();
        let entries = jacobian(&mut arena, &roots, states as u32);
        wanted.entries = entries.iter().map(|entry| entry.node).collect();
        let pattern: Vec<(u32, u32)> = entries
            .iter()
            .map(|Entry { row, column, .. }| (*row, *column))
            .collect();
        let elimination = Elimination::new(roots.len(), &pattern);
        let mut program = Self {
            states: system.states.clone(),
            observables: system.observables.clone(),
            lifts: wanted.lifts.len(),
            varying: varying.to_vec(),
            constants: Vec::new(),
            slots: 0,
            nodes: arena.nodes.len(),
            preamble: Tape::default(),
            rates: Tape::default(),
            linear: Tape::default(),
            observe: Tape::default(),
            initial: Tape::default(),
            own: own_entries(&pattern, elimination.entries(), states as u32),
            elimination,
            pattern,
        };
        program.schedule(&arena, &wanted);
        program
    }

    /// Writes all tapes. Slots are, in this order: states, varying parameters, constants, what the preamble decides, the rest.
    fn schedule(&mut self, arena: &Arena, wanted: &Wanted) {
        let mut places = Places::new(arena, wanted.lifts.clone());
        for (index, node) in arena.nodes.iter().enumerate() {
            match node {
                Node::State(state) => places.put(NodeId(index as u32), *state),
                Node::Parameter(parameter) => {
                    let slot = self.parameters_at() as u32 + parameter;
                    places.put(NodeId(index as u32), slot);
                }
                _ => {}
            }
        }
        let linear: Vec<NodeId> = [&wanted.entries[..], &wanted.rates].concat();
        let tapes = [&wanted.rates, &linear, &wanted.observed, &wanted.initial];
        let decided = decided_by_parameters(arena, &places, &tapes);
        let preamble = Code::new(arena, &decided, Fate::Kept, &places);
        let mut known = places.clone();
        for id in &decided {
            // Their slots are found below; until then it matters only that they have one.
            known.put(*id, 0);
        }
        let codes = tapes.map(|tape| Code::new(arena, tape, Fate::Emitted, &known));
        let all = [&preamble].into_iter().chain(&codes);
        let constants: BTreeSet<NodeId> = all.flat_map(|code| code.constants(arena)).collect();
        for id in constants {
            let slot = (self.constants_at() + self.constants.len()) as u32;
            self.constants.extend(arena.value(id));
            places.put(id, slot);
            known.put(id, slot);
        }
        let free = (self.constants_at() + self.constants.len()) as u32;
        self.preamble = Tape::new(arena, &preamble, &decided, Fate::Kept, &places, free);
        for (id, slot) in decided.iter().zip(&self.preamble.kept) {
            known.put(*id, *slot);
        }
        let free = self.preamble.high;
        let mut written = codes
            .iter()
            .zip(tapes)
            .map(|(code, tape)| Tape::new(arena, code, tape, Fate::Emitted, &known, free));
        for tape in [
            &mut self.rates,
            &mut self.linear,
            &mut self.observe,
            &mut self.initial,
        ] {
            // There is a tape for each.
            *tape = written.next().unwrap_or_default();
        }
        let entries = self.elimination.entries().iter().copied();
        let places: Vec<u32> = entries
            .chain(wanted.entries.len() as u32..)
            .take(linear.len())
            .collect();
        self.linear.emit_to(&places);
        let tapes = [&self.rates, &self.linear, &self.observe, &self.initial];
        let high = tapes.map(|tape| tape.high as usize);
        self.slots = high.into_iter().fold(free as usize, usize::max);
    }

    fn parameters_at(&self) -> usize {
        self.states.len()
    }

    fn constants_at(&self) -> usize {
        self.states.len() + self.varying.len()
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

    /// Places of the entries by which each state changes its own rate, with the state.
    pub(crate) fn own_entries(&self) -> &[(u32, u32)] {
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
            varying: self.varying.len(),
            nodes: self.nodes,
            preamble: self.preamble.extent,
            rates: self.rates.extent,
            linear: self.linear.extent,
            observe: self.observe.extent,
            entries: self.pattern.len(),
            factorisation: self.elimination.operations(),
            slots: self.slots,
        }
    }

    /// Room for the values of `W` lanes.
    pub fn workspace<const W: usize>(&self) -> Workspace<W> {
        let mut workspace = Workspace(Room::of_places());
        let slots = &mut workspace.0[self.constants_at()..];
        for (slot, constant) in slots.iter_mut().zip(&self.constants) {
            *slot = [*constant; W];
        }
        workspace
    }

    /// Takes the varying parameters of all lanes and computes what only they decide.
    #[inline(always)]
    pub fn preamble<const W: usize>(&self, workspace: &mut Workspace<W>, parameters: &[[f64; W]]) {
        let at = self.parameters_at();
        let values = workspace.0.places();
        values[at..at + parameters.len()].copy_from_slice(parameters);
        self.preamble.run(values, &mut []);
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

    /// The entries of the extended Jacobian, each at its place in [`Elimination::entries`], and after them the rates of all states.
    #[inline(always)]
    pub fn linearise<const W: usize>(
        &self,
        workspace: &mut Workspace<W>,
        y: &[[f64; W]],
        out: &mut [[f64; W]],
    ) {
        self.evaluate(&self.linear, workspace, y, out);
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
        let values = workspace.0.places();
        values[..y.len()].copy_from_slice(y);
        tape.run(values, out);
    }
}

/// The system's graph with the parameters that do not vary replaced by their values, and what is to be computed in it.
fn import(system: &System, varying: &[usize]) -> (Arena, Wanted) {
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
    let mut arena = Arena::new();
    let places = arena.import(&system.nodes, &fixed, &renumbered);
    let at = |id: NodeId| places[id.index()];
    let zero = arena.constant(0.0);
    let wanted = Wanted {
        rates: system.rates.iter().map(|id| at(*id)).collect(),
        lifts: system.lifts.iter().map(|lift| at(lift.node)).collect(),
        entries: Vec::new(),
        observed: system
            .observables
            .iter()
            .map(|seen| at(seen.node))
            .collect(),
        initial: system
            .states
            .iter()
            .map(|state| state.initial.map_or(zero, at))
            .collect(),
    };
    (arena, wanted)
}

fn own_entries(pattern: &[(u32, u32)], slots: &[u32], states: u32) -> Vec<(u32, u32)> {
    let entries = pattern.iter().zip(slots);
    entries
        .filter(|((row, column), _)| row == column && *row < states)
        .map(|((row, _), slot)| (*slot, *row))
        .collect()
}

/// The nodes that parameters alone decide and that something depending on states, or the outside, reads.
fn decided_by_parameters(arena: &Arena, places: &Places, wanted: &[&Vec<NodeId>]) -> Vec<NodeId> {
    let mut decided = BTreeSet::new();
    let mut seen = vec![false; arena.nodes.len()];
    let mut open: Vec<NodeId> = wanted
        .iter()
        .flat_map(|nodes| nodes.iter().copied())
        .collect();
    while let Some(id) = open.pop() {
        let id = places.resolve(arena, id);
        if places.given(arena, id) || std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        if arena.is_dynamic(id) {
            open.extend(arena.nodes[id.index()].operands());
        } else {
            decided.insert(id);
        }
    }
    decided.into_iter().collect()
}
