//! The graph a program is compiled from: hash-consed nodes without names or dimensions, simplified as they are made.
//!
//! It repeats what [`crate::expression`] does for people's equations, after the dimensions were checked: constants fold, trivial products
//! and sums vanish, nothing is reassociated. Beyond that, signs are moved out of products into sums, and the operands of sums and products
//! stand in one order, so that more nodes are equal: none of this changes a rounding. One rule does, for a division costs as much as ten
//! multiplications: what is divided by something that parameters alone decide is multiplied by its reciprocal, whether they vary or not.

use std::collections::{HashMap, HashSet};

use crate::expression::{Binary, Node, NodeId, Unary, fold};
use crate::math;

/// Nodes, each standing after its operands.
pub(crate) struct Arena {
    pub nodes: Vec<Node>,
    /// Whether a node depends on states or lifted quantities.
    pub dynamic: Vec<bool>,
    index: HashMap<Node, NodeId>,
    /// Sums that are logarithms of products, taken apart.
    logarithms: HashSet<NodeId>,
}

impl Arena {
    /// An arena that holds nothing but [`Arena::one`].
    pub fn new() -> Self {
        let mut arena = Self {
            nodes: Vec::new(),
            dynamic: Vec::new(),
            index: HashMap::new(),
            logarithms: HashSet::new(),
        };
        arena.push(Node::constant(1.0));
        arena
    }

    /// The constant 1.
    pub fn one(&self) -> NodeId {
        NodeId(0)
    }

    pub fn push(&mut self, node: Node) -> NodeId {
        if let Some(id) = self.index.get(&node) {
            return *id;
        }
        let id = NodeId(self.nodes.len() as u32);
        let dynamic = match node {
            Node::State(_) | Node::Lift(_) => true,
            _ => node.operands().any(|operand| self.dynamic[operand.index()]),
        };
        self.nodes.push(node);
        self.dynamic.push(dynamic);
        self.index.insert(node, id);
        id
    }

    pub fn constant(&mut self, value: f64) -> NodeId {
        self.push(Node::constant(value))
    }

    pub fn value(&self, id: NodeId) -> Option<f64> {
        self.nodes[id.index()].value()
    }

    pub fn is_dynamic(&self, id: NodeId) -> bool {
        self.dynamic[id.index()]
    }

    fn is(&self, id: NodeId, value: f64) -> bool {
        self.value(id) == Some(value)
    }

    pub fn unary(&mut self, op: Unary, a: NodeId) -> NodeId {
        if let Some(value) = self.value(a) {
            return self.constant(match op {
                Unary::Neg => -value,
                Unary::Sqrt => value.sqrt(),
                Unary::Exp => math::exp(value),
                Unary::Ln => math::ln(value),
            });
        }
        match (op, self.nodes[a.index()]) {
            (Unary::Neg, Node::Unary(Unary::Neg, inner)) => inner,
            _ => self.push(Node::Unary(op, a)),
        }
    }

    pub fn binary(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        if let (Some(a), Some(b)) = (self.value(a), self.value(b)) {
            return self.constant(fold(op, a, b));
        }
        match op {
            Binary::Add if self.is(a, 0.0) => b,
            Binary::Add | Binary::Sub if self.is(b, 0.0) => a,
            Binary::Sub if self.is(a, 0.0) => self.unary(Unary::Neg, b),
            Binary::Mul if self.is(a, 0.0) || self.is(b, 0.0) => self.constant(0.0),
            Binary::Mul if self.is(a, 1.0) => b,
            Binary::Mul if self.is(a, -1.0) => self.unary(Unary::Neg, b),
            Binary::Mul if self.is(b, -1.0) => self.unary(Unary::Neg, a),
            Binary::Mul | Binary::Div if self.is(b, 1.0) => a,
            Binary::Div if self.is(a, 0.0) => self.constant(0.0),
            _ => self.signed(op, a, b),
        }
    }

    /// What a negation negates.
    fn negated(&self, id: NodeId) -> Option<NodeId> {
        match self.nodes[id.index()] {
            Node::Unary(Unary::Neg, inner) => Some(inner),
            _ => None,
        }
    }

    /// A binary operation without negated operands, where its sign can be moved.
    fn signed(&mut self, op: Binary, a: NodeId, b: NodeId) -> NodeId {
        match (op, self.negated(a), self.negated(b)) {
            (Binary::Add, _, Some(b)) => self.binary(Binary::Sub, a, b),
            (Binary::Add, Some(a), None) => self.binary(Binary::Sub, b, a),
            (Binary::Sub, _, Some(b)) => self.binary(Binary::Add, a, b),
            (Binary::Mul, Some(a), Some(b)) => self.binary(Binary::Mul, a, b),
            (Binary::Mul, Some(a), None) => self.negated_product(a, b),
            (Binary::Mul, None, Some(b)) => self.negated_product(a, b),
            (Binary::Add | Binary::Mul, None, None) if b < a => self.push(Node::Binary(op, b, a)),
            _ => self.push(Node::Binary(op, a, b)),
        }
    }

    fn negated_product(&mut self, a: NodeId, b: NodeId) -> NodeId {
        let product = self.binary(Binary::Mul, a, b);
        self.unary(Unary::Neg, product)
    }

    pub fn select(
        &mut self,
        left: NodeId,
        right: NodeId,
        then: NodeId,
        otherwise: NodeId,
    ) -> NodeId {
        if then == otherwise {
            return then;
        }
        if let (Some(left), Some(right)) = (self.value(left), self.value(right)) {
            return if left >= right { then } else { otherwise };
        }
        self.push(Node::Select {
            left,
            right,
            then,
            otherwise,
        })
    }

    /// The operands of an operation, the one that parameters alone decide first, if there is just one such.
    fn decided_and_dynamic(&self, op: Binary, id: NodeId) -> Option<(NodeId, NodeId)> {
        let Node::Binary(found, a, b) = self.nodes[id.index()] else {
            return None;
        };
        match (
            found == op,
            self.dynamic[a.index()],
            self.dynamic[b.index()],
        ) {
            (true, false, true) => Some((a, b)),
            (true, true, false) => Some((b, a)),
            _ => None,
        }
    }

    /// The logarithm of a number above a tiny floor, as a power takes it. What parameters alone decide in a product is taken apart: many
    /// powers of one quantity, each relative to its own scale, share its logarithm.
    fn logarithm(&mut self, a: NodeId) -> NodeId {
        let floored = self.decided_and_dynamic(Binary::Max, a);
        let Some((floor, inner)) = floored.filter(|(floor, _)| self.is(*floor, f64::MIN_POSITIVE))
        else {
            return self.unary(Unary::Ln, a);
        };
        let Some((scale, inner)) = self.decided_and_dynamic(Binary::Mul, inner) else {
            return self.unary(Unary::Ln, a);
        };
        let [scale, inner] = [scale, inner].map(|factor| self.binary(Binary::Max, factor, floor));
        let (scale, inner) = (self.unary(Unary::Ln, scale), self.logarithm(inner));
        let sum = self.binary(Binary::Add, scale, inner);
        self.logarithms.insert(sum);
        sum
    }

    /// The exponential; a power's exponent enters the sum that its logarithm is, so that no more than the sum itself is left of it. Another sum
    /// that is multiplied in an exponential stays as it is, and rounds as it is written.
    fn exponential(&mut self, a: NodeId) -> NodeId {
        let parts = self
            .decided_and_dynamic(Binary::Mul, a)
            .filter(|(_, sum)| self.logarithms.contains(sum))
            .and_then(|(exponent, sum)| {
                let (scale, inner) = self.decided_and_dynamic(Binary::Add, sum)?;
                Some([scale, inner].map(|part| (exponent, part)))
            });
        let Some(parts) = parts else {
            return self.unary(Unary::Exp, a);
        };
        let [scale, inner] = parts.map(|(exponent, part)| self.binary(Binary::Mul, exponent, part));
        let sum = self.binary(Binary::Add, scale, inner);
        self.unary(Unary::Exp, sum)
    }

    /// Copies nodes of another graph, with some parameters replaced by constants. Gives the new place of every old node. What is divided by
    /// parameters alone is multiplied by their reciprocal, whether they are replaced or not.
    pub fn import(
        &mut self,
        nodes: &[Node],
        fixed: &[Option<f64>],
        renumbered: &[u32],
    ) -> Vec<NodeId> {
        let mut places: Vec<NodeId> = Vec::with_capacity(nodes.len());
        let dynamic = dynamic(nodes);
        for node in nodes {
            let at = |id: NodeId| places[id.index()];
            let place = match *node {
                Node::Parameter(index) => match fixed[index as usize] {
                    Some(value) => self.constant(value),
                    None => self.push(Node::Parameter(renumbered[index as usize])),
                },
                Node::Unary(Unary::Ln, a) => self.logarithm(at(a)),
                Node::Unary(Unary::Exp, a) => self.exponential(at(a)),
                Node::Unary(op, a) => self.unary(op, at(a)),
                Node::Binary(Binary::Div, a, b) if dynamic[a.index()] && !dynamic[b.index()] => {
                    let reciprocal = self.binary(Binary::Div, self.one(), at(b));
                    self.binary(Binary::Mul, reciprocal, at(a))
                }
                Node::Binary(op, a, b) => self.binary(op, at(a), at(b)),
                Node::Select {
                    left,
                    right,
                    then,
                    otherwise,
                } => self.select(at(left), at(right), at(then), at(otherwise)),
                leaf => self.push(leaf),
            };
            places.push(place);
        }
        places
    }
}

/// Which nodes depend on states or lifted quantities.
fn dynamic(nodes: &[Node]) -> Vec<bool> {
    let mut dynamic: Vec<bool> = Vec::with_capacity(nodes.len());
    for node in nodes {
        let own = matches!(node, Node::State(_) | Node::Lift(_));
        let any = node.operands().any(|operand| dynamic[operand.index()]);
        dynamic.push(own || any);
    }
    dynamic
}
