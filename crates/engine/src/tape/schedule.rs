//! From instructions to runs and slots.
//!
//! Code is cut into blocks of neighbouring instructions. Inside a block, the kind with most ready instructions goes next, all of them as
//! one run: long runs, so that dispatch is cheap. Between blocks the order of the equations is kept, so that few values are alive at a
//! time and they stay in the cache.

use std::collections::BTreeMap;
use std::ops::Range;

use super::fuse::Code;
use super::{Fate, Kind, Places, Run, Slot, Tape};
use crate::arena::Arena;
use crate::expression::NodeId;

/// Instructions in a block.
const BLOCK: usize = 3000;
/// Stands where there is no instruction, no slot or no edge.
const NONE: u32 = u32::MAX;

impl Tape {
    /// Schedules code that computes `wanted`. Slots from `free` on are the tape's own; the constants that the code reads have slots.
    ///
    /// # Panics
    /// With more than 65,535 values at a time.
    pub fn new(
        arena: &Arena,
        code: &Code,
        wanted: &[NodeId],
        fate: Fate,
        places: &Places,
        free: u32,
    ) -> Self {
        let outputs = wanted.len();
        let mut schedule = Schedule::new(code, places, free);
        let wanted: Vec<NodeId> = match fate {
            Fate::Kept => wanted.iter().map(|id| places.resolve(arena, *id)).collect(),
            Fate::Emitted => Vec::new(),
        };
        for id in &wanted {
            // One use more than there are: the slot is never given away.
            schedule.uses[id.index()] += 1;
        }
        let count = code.instructions.len();
        for first in (0..count).step_by(BLOCK) {
            schedule.block(first..count.min(first + BLOCK));
        }
        let largest = schedule.tape.high.max(outputs as u32);
        assert!(
            largest <= u32::from(Slot::MAX),
            "too many values: {largest}"
        );
        schedule.tape.kept = wanted.iter().map(|id| schedule.slots[id.index()]).collect();
        schedule.tape.extent.slots = (schedule.tape.high - free) as usize;
        schedule.tape
    }
}

struct Schedule<'a> {
    code: &'a Code,
    /// Kinds that occur, in their order, and the position of every instruction's kind among them.
    kinds: Vec<Kind>,
    kind: Vec<u32>,
    /// Instructions that are ready, by kind.
    ready: Vec<Vec<u32>>,
    /// The instruction that computes a node.
    producer: Vec<u32>,
    /// Uses of a node's value that are still to come.
    uses: Vec<u32>,
    slots: Vec<u32>,
    /// Operands of an instruction that are still to be computed.
    missing: Vec<u32>,
    /// Users of an instruction's result as a chain of edges: the last one, and for each edge the user and the edge before.
    last_user: Vec<u32>,
    users: Vec<(u32, u32)>,
    given: Vec<bool>,
    unused: Vec<u32>,
    tape: Tape,
}

impl<'a> Schedule<'a> {
    fn new(code: &'a Code, places: &Places, free: u32) -> Self {
        let kinds: BTreeMap<Kind, u32> = code.instructions.iter().map(|i| (i.kind, 0)).collect();
        let kinds: Vec<Kind> = kinds.into_keys().collect();
        let kind = code
            .instructions
            .iter()
            .map(|i| kinds.partition_point(|kind| *kind < i.kind) as u32)
            .collect();
        let nodes = places.slots.len();
        let mut schedule = Self {
            code,
            ready: vec![Vec::new(); kinds.len()],
            kinds,
            kind,
            producer: vec![NONE; nodes],
            uses: vec![0; nodes],
            slots: places
                .slots
                .iter()
                .map(|slot| slot.unwrap_or(NONE))
                .collect(),
            missing: vec![0; code.instructions.len()],
            last_user: vec![NONE; code.instructions.len()],
            users: Vec::new(),
            given: places.slots.iter().map(Option::is_some).collect(),
            unused: Vec::new(),
            tape: Tape {
                high: free,
                ..Tape::default()
            },
        };
        for (index, instruction) in code.instructions.iter().enumerate() {
            if instruction.kind != Kind::Emit {
                schedule.producer[instruction.result.index()] = index as u32;
            }
            for operand in code.operands(instruction) {
                schedule.uses[operand.index()] += 1;
            }
        }
        schedule
    }

    /// Schedules the instructions of a block; those before it are done.
    fn block(&mut self, range: Range<usize>) {
        for index in range.clone() {
            for operand in self.code.operands(&self.code.instructions[index]) {
                let producer = self.producer[operand.index()];
                if !self.given[operand.index()] && producer as usize >= range.start {
                    self.missing[index] += 1;
                    let edge = self.users.len() as u32;
                    let before = std::mem::replace(&mut self.last_user[producer as usize], edge);
                    self.users.push((index as u32, before));
                }
            }
            if self.missing[index] == 0 {
                self.make_ready(index);
            }
        }
        while let Some(kind) = self.longest() {
            let mut batch = std::mem::take(&mut self.ready[kind]);
            batch.sort_unstable();
            self.emit(self.kinds[kind], &batch);
        }
    }

    fn make_ready(&mut self, index: usize) {
        self.ready[self.kind[index] as usize].push(index as u32);
    }

    /// The kind with most ready instructions. Outputs wait until nothing else is left, because no one waits for them.
    fn longest(&self) -> Option<usize> {
        (0..self.kinds.len())
            .filter(|kind| !self.ready[*kind].is_empty())
            .max_by_key(|kind| {
                let urgent = self.kinds[*kind] != Kind::Emit;
                (urgent, self.ready[*kind].len())
            })
    }

    fn emit(&mut self, kind: Kind, batch: &[u32]) {
        self.tape.runs.push(Run {
            kind,
            count: batch.len() as u32,
            slot: self.tape.slots.len() as u32,
            number: self.tape.numbers.len() as u32,
        });
        self.tape.extent.runs += 1;
        self.tape.extent.instructions += batch.len();
        self.tape.extent.operations += batch.len() * kind.arithmetic();
        for index in batch {
            self.place(*index as usize);
        }
        for index in batch {
            let mut edge = std::mem::replace(&mut self.last_user[*index as usize], NONE);
            while let Some((user, before)) = self.users.get(edge as usize).copied() {
                self.missing[user as usize] -= 1;
                if self.missing[user as usize] == 0 {
                    self.make_ready(user as usize);
                }
                edge = before;
            }
        }
    }

    /// Gives an instruction its slots. The result may take the slot of an operand that is not needed any more: operands are read first.
    fn place(&mut self, index: usize) {
        let instruction = self.code.instructions[index];
        let operands = self.code.operands(&instruction);
        for operand in operands {
            let node = operand.index();
            self.uses[node] -= 1;
            if self.uses[node] == 0 && !self.given[node] {
                self.unused.push(self.slots[node]);
            }
        }
        let result = if instruction.kind == Kind::Emit {
            instruction.result.0
        } else {
            let slot = self.unused.pop().unwrap_or_else(|| {
                self.tape.high += 1;
                self.tape.high - 1
            });
            self.slots[instruction.result.index()] = slot;
            slot
        };
        self.tape.slots.push(result as Slot);
        let slots = operands
            .iter()
            .map(|operand| self.slots[operand.index()] as Slot);
        self.tape.slots.extend(slots);
        self.tape
            .numbers
            .extend_from_slice(self.code.numbers(&instruction));
    }
}
