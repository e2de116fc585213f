//! Tapes: straight-line code over slots, run on lanes of people at once.
//!
//! A tape computes some nodes of an arena. Ready operations of one kind are scheduled together as one run, so that the cost of deciding
//! what to do is paid once for many operations of many people; inside a run there is only a loop over slot numbers. Slots are reused as
//! soon as their value is no longer needed.

use crate::arena::Arena;
use crate::expression::{Binary, Node, NodeId, Unary};
use crate::math::{exp_lanes, ln_lanes};

/// Where the values that a tape does not compute itself are found.
pub(crate) trait Places {
    /// The slot of a node that is there before the tape runs; `None` when the tape must compute it.
    fn slot(&self, id: NodeId, node: Node) -> Option<u32>;
    /// The node that defines this one: a lifted quantity is computed by its equation.
    fn definition(&self, node: Node) -> Option<NodeId>;
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    Add,
    Sub,
    Mul,
    Div,
    Min,
    Max,
    Neg,
    Sqrt,
    Exp,
    Ln,
    Select,
}

const KINDS: [Kind; 11] = [
    Kind::Add,
    Kind::Sub,
    Kind::Mul,
    Kind::Div,
    Kind::Min,
    Kind::Max,
    Kind::Neg,
    Kind::Sqrt,
    Kind::Exp,
    Kind::Ln,
    Kind::Select,
];

fn kind(node: Node) -> Option<Kind> {
    Some(match node {
        Node::Constant(_) | Node::State(_) | Node::Parameter(_) | Node::Lift(_) => return None,
        Node::Unary(Unary::Neg, _) => Kind::Neg,
        Node::Unary(Unary::Sqrt, _) => Kind::Sqrt,
        Node::Unary(Unary::Exp, _) => Kind::Exp,
        Node::Unary(Unary::Ln, _) => Kind::Ln,
        Node::Binary(Binary::Add, ..) => Kind::Add,
        Node::Binary(Binary::Sub, ..) => Kind::Sub,
        Node::Binary(Binary::Mul, ..) => Kind::Mul,
        Node::Binary(Binary::Div, ..) => Kind::Div,
        Node::Binary(Binary::Min, ..) => Kind::Min,
        Node::Binary(Binary::Max, ..) => Kind::Max,
        Node::Select { .. } => Kind::Select,
    })
}

/// Operations of one kind: the first place of their slot numbers in the tape's list and how many there are.
#[derive(Clone, Copy, Debug)]
struct Run {
    kind: Kind,
    first: u32,
    count: u32,
}

/// Straight-line code over slots.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    runs: Vec<Run>,
    /// Slot numbers: destination, then operands, for every operation.
    slots: Vec<u32>,
    /// Slots of the nodes that were asked for.
    pub outputs: Vec<u32>,
    /// One past the highest slot that is used.
    pub high: u32,
    /// How many operations it has.
    pub operations: usize,
}

impl Tape {
    /// Schedules the computation of `wanted`. Slots from `free` on are the tape's own.
    pub fn new(arena: &Arena, wanted: &[NodeId], places: &dyn Places, free: u32) -> Self {
        Schedule::new(arena, wanted, places, free).finish(wanted)
    }

    /// How many runs it has.
    pub fn runs(&self) -> usize {
        self.runs.len()
    }

    /// Runs it on lanes.
    #[inline(always)]
    pub fn run<const W: usize>(&self, values: &mut [[f64; W]]) {
        for run in &self.runs {
            let (first, count) = (run.first as usize, run.count as usize);
            match run.kind {
                Kind::Add => binary(values, &self.slots[first..first + 3 * count], |a, b| a + b),
                Kind::Sub => binary(values, &self.slots[first..first + 3 * count], |a, b| a - b),
                Kind::Mul => binary(values, &self.slots[first..first + 3 * count], |a, b| a * b),
                Kind::Div => binary(values, &self.slots[first..first + 3 * count], |a, b| a / b),
                Kind::Min => binary(values, &self.slots[first..first + 3 * count], |a, b| {
                    if a < b { a } else { b }
                }),
                Kind::Max => binary(values, &self.slots[first..first + 3 * count], |a, b| {
                    if a > b { a } else { b }
                }),
                Kind::Neg => unary(values, &self.slots[first..first + 2 * count], |a| {
                    a.map(|a| -a)
                }),
                Kind::Sqrt => unary(values, &self.slots[first..first + 2 * count], |a| {
                    a.map(f64::sqrt)
                }),
                Kind::Exp => unary(values, &self.slots[first..first + 2 * count], exp_lanes),
                Kind::Ln => unary(values, &self.slots[first..first + 2 * count], ln_lanes),
                Kind::Select => choose(values, &self.slots[first..first + 5 * count]),
            }
        }
    }
}

#[inline(always)]
fn binary<const W: usize>(values: &mut [[f64; W]], slots: &[u32], op: impl Fn(f64, f64) -> f64) {
    for triple in slots.chunks_exact(3) {
        let a = values[triple[1] as usize];
        let b = values[triple[2] as usize];
        let result = &mut values[triple[0] as usize];
        for lane in 0..W {
            result[lane] = op(a[lane], b[lane]);
        }
    }
}

#[inline(always)]
fn unary<const W: usize>(
    values: &mut [[f64; W]],
    slots: &[u32],
    op: impl Fn(&[f64; W]) -> [f64; W],
) {
    for pair in slots.chunks_exact(2) {
        values[pair[0] as usize] = op(&values[pair[1] as usize]);
    }
}

#[inline(always)]
fn choose<const W: usize>(values: &mut [[f64; W]], slots: &[u32]) {
    for five in slots.chunks_exact(5) {
        let left = values[five[1] as usize];
        let right = values[five[2] as usize];
        let then = values[five[3] as usize];
        let otherwise = values[five[4] as usize];
        let result = &mut values[five[0] as usize];
        for lane in 0..W {
            result[lane] = if left[lane] >= right[lane] {
                then[lane]
            } else {
                otherwise[lane]
            };
        }
    }
}

/// A tape in the making.
struct Schedule<'a> {
    arena: &'a Arena,
    places: &'a dyn Places,
    needed: Vec<bool>,
    /// Uses of a node's value that are still to come.
    uses: Vec<u32>,
    /// Operands of a node that are still to be computed.
    missing: Vec<u32>,
    users: Vec<Vec<NodeId>>,
    ready: Vec<Vec<NodeId>>,
    slot: Vec<Option<u32>>,
    unused: Vec<u32>,
    tape: Tape,
}

impl<'a> Schedule<'a> {
    fn new(arena: &'a Arena, wanted: &[NodeId], places: &'a dyn Places, free: u32) -> Self {
        let count = arena.nodes.len();
        let mut schedule = Self {
            arena,
            places,
            needed: vec![false; count],
            uses: vec![0; count],
            missing: vec![0; count],
            users: vec![Vec::new(); count],
            ready: vec![Vec::new(); KINDS.len()],
            slot: vec![None; count],
            unused: Vec::new(),
            tape: Tape {
                high: free,
                ..Tape::default()
            },
        };
        schedule.need(wanted);
        schedule.run();
        schedule
    }

    /// The node whose value stands for this one.
    fn resolve(&self, mut id: NodeId) -> NodeId {
        while let Some(definition) = self.places.definition(self.arena.nodes[id.index()]) {
            id = definition;
        }
        id
    }

    fn need(&mut self, wanted: &[NodeId]) {
        let mut open: Vec<NodeId> = wanted.iter().map(|id| self.resolve(*id)).collect();
        for id in &open {
            // What is wanted is read after the tape has run: its slot is never given away.
            self.uses[id.index()] += 1;
        }
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut self.needed[id.index()], true) {
                continue;
            }
            let node = self.arena.nodes[id.index()];
            if let Some(slot) = self.places.slot(id, node) {
                self.slot[id.index()] = Some(slot);
                continue;
            }
            for operand in node.operands() {
                let operand = self.resolve(operand);
                self.uses[operand.index()] += 1;
                open.push(operand);
            }
        }
        for index in 0..self.arena.nodes.len() {
            if self.needed[index] && self.slot[index].is_none() {
                self.wait(NodeId(index as u32));
            }
        }
    }

    /// Counts what a node waits for; a node that waits for nothing is ready.
    fn wait(&mut self, id: NodeId) {
        let node = self.arena.nodes[id.index()];
        let mut missing = 0;
        for operand in node.operands() {
            let operand = self.resolve(operand);
            if self.slot[operand.index()].is_none() {
                self.users[operand.index()].push(id);
                missing += 1;
            }
        }
        self.missing[id.index()] = missing;
        if missing == 0 {
            self.make_ready(id);
        }
    }

    fn make_ready(&mut self, id: NodeId) {
        if let Some(kind) = kind(self.arena.nodes[id.index()]) {
            self.ready[kind as usize].push(id);
        }
    }

    /// Emits the longest run that is ready until nothing is.
    fn run(&mut self) {
        while let Some(kind) = KINDS
            .into_iter()
            .filter(|kind| !self.ready[*kind as usize].is_empty())
            .max_by_key(|kind| self.ready[*kind as usize].len())
        {
            let mut batch = std::mem::take(&mut self.ready[kind as usize]);
            batch.sort_unstable();
            self.emit(kind, &batch);
        }
    }

    fn emit(&mut self, kind: Kind, batch: &[NodeId]) {
        let first = self.tape.slots.len() as u32;
        for id in batch {
            let destination = self.unused.pop().unwrap_or_else(|| {
                self.tape.high += 1;
                self.tape.high - 1
            });
            self.slot[id.index()] = Some(destination);
            self.tape.slots.push(destination);
            for operand in self.arena.nodes[id.index()].operands() {
                let operand = self.resolve(operand);
                // An operation is ready only when its operands have slots.
                self.tape
                    .slots
                    .push(self.slot[operand.index()].unwrap_or_default());
            }
        }
        let count = batch.len() as u32;
        self.tape.runs.push(Run { kind, first, count });
        self.tape.operations += batch.len();
        for id in batch {
            self.done(*id);
        }
    }

    fn done(&mut self, id: NodeId) {
        for user in std::mem::take(&mut self.users[id.index()]) {
            self.missing[user.index()] -= 1;
            if self.missing[user.index()] == 0 {
                self.make_ready(user);
            }
        }
        for operand in self.arena.nodes[id.index()].operands() {
            let operand = self.resolve(operand);
            self.uses[operand.index()] -= 1;
            let given = self
                .places
                .slot(operand, self.arena.nodes[operand.index()])
                .is_some();
            if self.uses[operand.index()] == 0 && !given {
                self.unused.extend(self.slot[operand.index()]);
            }
        }
    }

    fn finish(self, wanted: &[NodeId]) -> Tape {
        let outputs = wanted
            .iter()
            // Everything that is wanted was scheduled above.
            .map(|id| self.slot[self.resolve(*id).index()].unwrap_or_default())
            .collect();
        Tape {
            outputs,
            ..self.tape
        }
    }
}
