//! The terms of an expression that hang on one parameter.

use std::collections::BTreeSet;

use engine::{Binary, Node, NodeId, System};

/// A term of more operations than this is narrowed to the part that hangs on the parameter.
const LONGEST: usize = 40;

/// What of a system hangs on a parameter.
pub(super) struct Terms<'a> {
    system: &'a System,
    /// By node: whether the parameter stands in it. Lifted quantities are names of their own and end the search.
    hangs: Vec<bool>,
    /// By node: how many operations it takes to write it out, at most [`LONGEST`] and one more.
    sizes: Vec<usize>,
}

impl<'a> Terms<'a> {
    pub fn of(system: &'a System, parameter: usize) -> Self {
        let mut hangs: Vec<bool> = Vec::with_capacity(system.nodes.len());
        let mut sizes: Vec<usize> = Vec::with_capacity(system.nodes.len());
        // Operands stand before the nodes that use them.
        for node in &system.nodes {
            let is_it = matches!(node, Node::Parameter(place) if *place as usize == parameter);
            hangs.push(is_it || node.operands().any(|id| hangs[id.index()]));
            let size: usize = node.operands().map(|id| sizes[id.index()]).sum();
            sizes.push((size + 1).min(LONGEST + 1));
        }
        Self {
            system,
            hangs,
            sizes,
        }
    }

    /// The terms of a sum that hang on the parameter, narrowed, each with the number of other terms of the sum.
    pub fn hanging(&self, root: NodeId) -> Vec<(NodeId, usize)> {
        if !self.hangs[root.index()] {
            return Vec::new();
        }
        let mut terms = Vec::new();
        self.take_apart(root, &mut terms);
        let count = terms.len();
        let mut hanging: Vec<(NodeId, usize)> = Vec::new();
        for term in terms.into_iter().filter(|term| self.hangs[term.index()]) {
            let narrowed = self.narrowed(term);
            if !hanging.iter().any(|(other, _)| *other == narrowed) {
                hanging.push((narrowed, count - 1));
            }
        }
        hanging
    }

    /// The terms of a sum or difference. What an arrow gates is a sum as well, but not one to take apart: there the gain stands in both terms.
    fn take_apart(&self, node: NodeId, terms: &mut Vec<NodeId>) {
        match self.system.nodes[node.index()] {
            Node::Binary(Binary::Add | Binary::Sub, left, right)
                if !(self.hangs[left.index()] && self.hangs[right.index()])
                    || self.sizes[node.index()] > LONGEST =>
            {
                self.take_apart(left, terms);
                self.take_apart(right, terms);
            }
            _ => terms.push(node),
        }
    }

    /// The largest part of a term that hangs on the parameter and is not too long to read.
    fn narrowed(&self, mut term: NodeId) -> NodeId {
        while self.sizes[term.index()] > LONGEST {
            let operands = self.system.nodes[term.index()].operands();
            let mut hanging = operands.filter(|id| self.hangs[id.index()]);
            let longest = hanging
                .next()
                .into_iter()
                .chain(hanging)
                .max_by_key(|id| (self.holds_a_gate(*id), self.sizes[id.index()]));
            match longest {
                Some(operand) => term = operand,
                None => break,
            }
        }
        term
    }

    /// Whether a node is more than `1 - gain`.
    fn holds_a_gate(&self, node: NodeId) -> bool {
        self.sizes[node.index()] > 3
    }

    /// The parameters in a node, by their place.
    pub fn numbers(&self, node: NodeId, places: &mut BTreeSet<usize>) {
        let node = self.system.nodes[node.index()];
        if let Node::Parameter(place) = node {
            places.insert(place as usize);
        }
        for operand in node.operands() {
            self.numbers(operand, places);
        }
    }
}
