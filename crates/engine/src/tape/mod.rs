//! Tapes: straight-line code over slots, run on lanes of people at once.
//!
//! A tape computes some nodes of an arena. Three steps make it:
//! 1. [`fuse`] turns nodes into instructions; a sum of products, or a long product, becomes one instruction;
//! 2. [`schedule`] puts ready instructions of one kind next to each other as one *run* and gives every value a slot, taken back as
//!    soon as the value is no longer needed;
//! 3. [`kernels`] holds the loops that execute a run.
//!
//! The cost of deciding what to do is paid once a run, for many operations of many people; inside a run there is only a loop over slot
//! numbers. Neither step changes a bit of any value: fusing and ordering keep every single rounding of the expression.

mod fuse;
mod kernels;
mod schedule;

use std::fmt;

use crate::arena::Arena;
use crate::expression::{Node, NodeId};

pub(crate) use fuse::Code;

/// What a run does. Constants that an operation takes stand in the tape, not in slots.
///
/// Kinds are few so that runs are long: a negation is a product with -1, a difference a sum with a factor of -1. Neither is a rounding.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Kind {
    Sqrt,
    Exp,
    Ln,
    Div,
    Min,
    Max,
    Select,
    /// A constant times a value, and another constant.
    Affine,
    /// A product of a constant and so many values.
    Product(u32),
    /// A sum of so many constants times values.
    Linear(u32),
    /// A sum of so many constants times two values.
    Bilinear(u32),
    /// Writes a value to the output of that place.
    Emit,
}

impl Kind {
    /// How many slots an operation reads.
    fn operands(self) -> usize {
        match self {
            Self::Sqrt | Self::Exp | Self::Ln | Self::Affine | Self::Emit => 1,
            Self::Div | Self::Min | Self::Max => 2,
            Self::Select => 4,
            Self::Product(count) | Self::Linear(count) => count as usize,
            Self::Bilinear(count) => 2 * count as usize,
        }
    }

    /// How many constants an operation takes.
    fn numbers(self) -> usize {
        match self {
            Self::Product(_) => 1,
            Self::Affine => 2,
            Self::Linear(count) | Self::Bilinear(count) => count as usize,
            _ => 0,
        }
    }

    /// How many additions, multiplications and so on an operation stands for.
    fn arithmetic(self) -> usize {
        match self {
            Self::Emit => 0,
            Self::Affine => 2,
            Self::Product(count) => count as usize,
            Self::Linear(count) => 2 * count as usize - 1,
            Self::Bilinear(count) => 3 * count as usize - 1,
            _ => 1,
        }
    }
}

/// Where a value stands, or the place that takes an output. Two bytes: the lists of them share the cache with the values.
type Slot = u16;

/// Operations of one kind: where their slot numbers and constants begin, and how many there are.
#[derive(Clone, Copy, Debug)]
struct Run {
    kind: Kind,
    count: u32,
    slot: u32,
    number: u32,
}

/// How large a tape is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Extent {
    /// Additions, multiplications and so on.
    pub operations: usize,
    /// Instructions: fused operations count as one.
    pub instructions: usize,
    /// Runs of instructions of one kind.
    pub runs: usize,
    /// The most values that are alive at a time, besides those that are there before the tape runs.
    pub slots: usize,
}

impl fmt::Display for Extent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} operations in {} instructions, {} runs, {} slots",
            self.operations, self.instructions, self.runs, self.slots
        )
    }
}

/// Straight-line code over slots.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tape {
    runs: Vec<Run>,
    /// The result's slot, then the operands' slots, for every operation.
    slots: Vec<Slot>,
    /// Constants of the operations.
    numbers: Vec<f64>,
    /// Slots of the values that stay; empty when they are emitted.
    pub kept: Vec<u32>,
    /// One past the highest slot that is used.
    pub high: u32,
    pub extent: Extent,
}

impl Tape {
    /// Writes what it emits to other places: the first to the first of these, and so on.
    pub fn emit_to(&mut self, places: &[u32]) {
        for run in self.runs.iter().filter(|run| run.kind == Kind::Emit) {
            let first = run.slot as usize;
            for [place, _] in self.slots[first..first + 2 * run.count as usize]
                .as_chunks_mut()
                .0
            {
                *place = places[*place as usize] as Slot;
            }
        }
    }
}

/// The fate of the values that a tape computes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Fate {
    /// They stay in their slots for other tapes.
    Kept,
    /// They are written to the output.
    Emitted,
}

/// Where values are found that a tape does not compute itself.
#[derive(Clone)]
pub(crate) struct Places {
    /// The slot of every node that is there before the tape runs.
    slots: Vec<Option<u32>>,
    /// The equation of every lifted quantity.
    lifts: Vec<NodeId>,
}

impl Places {
    /// Nothing is there yet; lifted quantities are computed by their equations.
    pub fn new(arena: &Arena, lifts: Vec<NodeId>) -> Self {
        let slots = vec![None; arena.nodes.len()];
        Self { slots, lifts }
    }

    pub fn put(&mut self, id: NodeId, slot: u32) {
        self.slots[id.index()] = Some(slot);
    }

    /// The node whose value stands for this one.
    pub fn resolve(&self, arena: &Arena, mut id: NodeId) -> NodeId {
        while let Node::Lift(index) = arena.nodes[id.index()] {
            id = self.lifts[index as usize];
        }
        id
    }

    /// Whether a tape need not compute it: it has a slot, or will have one as a constant.
    pub fn given(&self, arena: &Arena, id: NodeId) -> bool {
        self.slots[id.index()].is_some() || arena.value(id).is_some()
    }
}
