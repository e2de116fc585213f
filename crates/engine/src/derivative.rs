//! Sparse symbolic derivatives.
//!
//! [`gradient`] walks from an equation down to the states and lifted quantities it mentions and gives the partial derivative with respect
//! to each, as nodes of the same arena (so that equal parts of different derivatives are shared). Lifted quantities are leaves: their own
//! equations are further rows of the extended Jacobian.

use std::collections::BTreeMap;

use crate::arena::Arena;
use crate::expression::{Binary, Node, NodeId, Unary};

/// What an equation can be differentiated by.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Leaf {
    State(u32),
    Lift(u32),
}

/// The partial derivatives of `root` that are not zero, by leaf.
pub(crate) fn gradient(arena: &mut Arena, root: NodeId) -> BTreeMap<Leaf, NodeId> {
    let mut gradient = BTreeMap::new();
    // Adjoints of nodes still to be visited: users stand behind their operands, so the last one is always complete.
    let mut open = BTreeMap::new();
    if arena.is_dynamic(root) {
        open.insert(root, arena.constant(1.0));
    }
    while let Some((id, adjoint)) = open.pop_last() {
        match arena.nodes[id.index()] {
            Node::State(index) => {
                gradient.insert(Leaf::State(index), adjoint);
            }
            Node::Lift(index) => {
                gradient.insert(Leaf::Lift(index), adjoint);
            }
            node => {
                for (operand, share) in shares(arena, id, node, adjoint) {
                    let sum = match open.get(&operand) {
                        Some(known) => arena.binary(Binary::Add, *known, share),
                        None => share,
                    };
                    open.insert(operand, sum);
                }
            }
        }
    }
    gradient.retain(|_, node| arena.value(*node) != Some(0.0));
    gradient
}

/// What an operation passes on to each operand that depends on states.
fn shares(arena: &mut Arena, id: NodeId, node: Node, adjoint: NodeId) -> Vec<(NodeId, NodeId)> {
    let mut shares = Vec::with_capacity(2);
    let zero = arena.constant(0.0);
    let mut pass = |arena: &mut Arena, operand: NodeId, share: &dyn Fn(&mut Arena) -> NodeId| {
        if arena.is_dynamic(operand) {
            let share = share(arena);
            shares.push((operand, share));
        }
    };
    match node {
        Node::Constant(_) | Node::Parameter(_) | Node::State(_) | Node::Lift(_) => {}
        Node::Unary(op, a) => pass(arena, a, &|arena| match op {
            Unary::Neg => arena.unary(Unary::Neg, adjoint),
            Unary::Sqrt => {
                let half = arena.constant(0.5);
                let halved = arena.binary(Binary::Mul, half, adjoint);
                arena.binary(Binary::Div, halved, id)
            }
            Unary::Exp => arena.binary(Binary::Mul, adjoint, id),
            Unary::Ln => arena.binary(Binary::Div, adjoint, a),
        }),
        Node::Binary(Binary::Add, a, b) => {
            pass(arena, a, &|_| adjoint);
            pass(arena, b, &|_| adjoint);
        }
        Node::Binary(Binary::Sub, a, b) => {
            pass(arena, a, &|_| adjoint);
            pass(arena, b, &|arena| arena.unary(Unary::Neg, adjoint));
        }
        Node::Binary(Binary::Mul, a, b) => {
            pass(arena, a, &|arena| arena.binary(Binary::Mul, adjoint, b));
            pass(arena, b, &|arena| arena.binary(Binary::Mul, adjoint, a));
        }
        Node::Binary(Binary::Div, a, b) => {
            let over = arena.binary(Binary::Div, adjoint, b);
            pass(arena, a, &|_| over);
            pass(arena, b, &|arena| {
                let product = arena.binary(Binary::Mul, over, id);
                arena.unary(Unary::Neg, product)
            });
        }
        Node::Binary(Binary::Min, a, b) => {
            pass(arena, a, &|arena| arena.select(a, b, zero, adjoint));
            pass(arena, b, &|arena| arena.select(a, b, adjoint, zero));
        }
        Node::Binary(Binary::Max, a, b) => {
            pass(arena, a, &|arena| arena.select(a, b, adjoint, zero));
            pass(arena, b, &|arena| arena.select(a, b, zero, adjoint));
        }
        Node::Select {
            left,
            right,
            then,
            otherwise,
        } => {
            pass(arena, then, &|arena| {
                arena.select(left, right, adjoint, zero)
            });
            pass(arena, otherwise, &|arena| {
                arena.select(left, right, zero, adjoint)
            });
        }
    }
    shares
}
