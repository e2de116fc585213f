//! Sparse symbolic derivatives of many equations at once.
//!
//! The equations form a network: every operation depends on its operands with a local partial derivative. [`jacobian`] removes the inner
//! operations one by one; whoever used a removed operation then depends on its operands directly, with the product of both partials,
//! summed with what was there (the chain rule). What remains are the equations over states and lifted quantities, which are not looked
//! into: their own equations are further rows of the extended Jacobian.
//!
//! # Design
//! Backward differentiation of each equation by itself is the special case that removes operations from the equations downward. It would
//! differentiate a flux anew for each of the many balances it enters; removing the operation with the fewest connections first
//! (Markowitz) differentiates it once. All partials are nodes of the same arena, so equal ones are shared.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::arena::Arena;
use crate::expression::{Binary, Node, NodeId, Unary};

/// Roots below this are taken as this when a derivative divides by them: it is the root of the smallest normal number, so that a
/// derivative that is multiplied by zero gives zero and not a number that is none.
const SMALLEST_ROOT: f64 = 1.491_668_146_240_041_3e-154;

/// An entry of the extended Jacobian.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Entry {
    pub row: u32,
    pub column: u32,
    pub node: NodeId,
}

/// The partial derivatives of `roots` that are not zero, row by row. Columns are the `states` first, then the lifted quantities.
pub(crate) fn jacobian(arena: &mut Arena, roots: &[NodeId], states: u32) -> Vec<Entry> {
    let mut network = Network::new(arena, roots);
    network.remove_all(arena);
    let mut entries: Vec<Entry> = Vec::new();
    for (row, links) in network.rows() {
        for link in links {
            let column = match arena.nodes[network.node[link.to as usize].index()] {
                Node::State(index) => index,
                Node::Lift(index) => states + index,
                // Every other vertex was removed.
                _ => continue,
            };
            if arena.value(link.partial) != Some(0.0) {
                let node = link.partial;
                entries.push(Entry { row, column, node });
            }
        }
    }
    entries.sort_unstable();
    entries
}

/// Dependence on an operand, and the partial derivative by it.
#[derive(Clone, Copy)]
struct Link {
    to: u32,
    partial: NodeId,
}

/// The operations that depend on states, as vertices; after them a vertex for each equation.
struct Network {
    node: Vec<NodeId>,
    first_row: usize,
    links: Vec<Vec<Link>>,
    users: Vec<Vec<u32>>,
    is_leaf: Vec<bool>,
}

impl Network {
    fn new(arena: &mut Arena, roots: &[NodeId]) -> Self {
        let node = dynamic_below(arena, roots);
        let mut vertex = vec![u32::MAX; arena.nodes.len()];
        for (index, id) in node.iter().enumerate() {
            vertex[id.index()] = index as u32;
        }
        let size = node.len() + roots.len();
        let mut network = Self {
            first_row: node.len(),
            links: vec![Vec::new(); size],
            users: vec![Vec::new(); size],
            is_leaf: Vec::with_capacity(size),
            node,
        };
        for index in 0..network.first_row {
            let id = network.node[index];
            let node = arena.nodes[id.index()];
            let is_leaf = matches!(node, Node::State(_) | Node::Lift(_));
            network.is_leaf.push(is_leaf);
            for (operand, partial) in partials(arena, id, node).into_iter().flatten() {
                network.link(arena, index, vertex[operand.index()], partial);
            }
        }
        let one = arena.one();
        for (row, root) in roots.iter().enumerate() {
            if arena.is_dynamic(*root) {
                network.link(arena, network.first_row + row, vertex[root.index()], one);
            }
        }
        network
    }

    /// Adds to the dependence of one vertex on another.
    fn link(&mut self, arena: &mut Arena, from: usize, to: u32, partial: NodeId) {
        let links = &mut self.links[from];
        if let Some(link) = links.iter_mut().find(|link| link.to == to) {
            link.partial = arena.binary(Binary::Add, link.partial, partial);
            return;
        }
        links.push(Link { to, partial });
        if !self.is_leaf[to as usize] {
            self.users[to as usize].push(from as u32);
        }
    }

    /// Multiplications that removing a vertex costs at most.
    fn cost(&self, vertex: usize) -> usize {
        self.links[vertex].len() * self.users[vertex].len()
    }

    fn remove_all(&mut self, arena: &mut Arena) {
        let inner = (0..self.first_row).filter(|vertex| !self.is_leaf[*vertex]);
        let mut queue: BinaryHeap<(Reverse<usize>, usize)> = inner
            .map(|vertex| (Reverse(self.cost(vertex)), vertex))
            .collect();
        while let Some((Reverse(cost), vertex)) = queue.pop() {
            // What was removed has no users any more.
            if self.users[vertex].is_empty() {
                continue;
            }
            let actual = self.cost(vertex);
            if actual != cost {
                queue.push((Reverse(actual), vertex));
                continue;
            }
            let links = std::mem::take(&mut self.links[vertex]);
            self.remove(arena, vertex as u32, &links);
            for link in &links {
                let operand = link.to as usize;
                if !self.is_leaf[operand] {
                    queue.push((Reverse(self.cost(operand)), operand));
                }
            }
        }
    }

    fn remove(&mut self, arena: &mut Arena, vertex: u32, links: &[Link]) {
        for link in links {
            if !self.is_leaf[link.to as usize] {
                self.users[link.to as usize].retain(|user| *user != vertex);
            }
        }
        for user in std::mem::take(&mut self.users[vertex as usize]) {
            let user = user as usize;
            let Some(place) = self.links[user].iter().position(|link| link.to == vertex) else {
                continue;
            };
            let outer = self.links[user].remove(place).partial;
            for link in links {
                let product = chain(arena, outer, link.partial);
                self.link(arena, user, link.to, product);
            }
        }
    }

    fn rows(&self) -> impl Iterator<Item = (u32, &Vec<Link>)> {
        (0..).zip(&self.links[self.first_row..])
    }
}

/// What `roots` depend on and what depends on states or lifted quantities itself, operands first.
fn dynamic_below(arena: &Arena, roots: &[NodeId]) -> Vec<NodeId> {
    let mut reached = vec![false; arena.nodes.len()];
    for root in roots {
        reached[root.index()] = true;
    }
    let mut dynamic = Vec::new();
    for index in (0..reached.len()).rev() {
        if reached[index] && arena.dynamic[index] {
            dynamic.push(NodeId(index as u32));
            for operand in arena.nodes[index].operands() {
                reached[operand.index()] = true;
            }
        }
    }
    dynamic.reverse();
    dynamic
}

/// The operands of an operation that depend on states, with the partial derivatives by them.
fn partials(arena: &mut Arena, id: NodeId, node: Node) -> [Option<(NodeId, NodeId)>; 2] {
    let (one, zero) = (arena.one(), arena.constant(0.0));
    let partials = match node {
        Node::Constant(_) | Node::Parameter(_) | Node::State(_) | Node::Lift(_) => [None; 2],
        Node::Unary(op, a) => {
            let partial = match op {
                Unary::Neg => arena.constant(-1.0),
                Unary::Sqrt => {
                    let half = arena.constant(0.5);
                    let smallest = arena.constant(SMALLEST_ROOT);
                    let root = arena.binary(Binary::Max, id, smallest);
                    arena.binary(Binary::Div, half, root)
                }
                Unary::Exp => id,
                Unary::Ln => arena.binary(Binary::Div, one, a),
            };
            [Some((a, partial)), None]
        }
        Node::Binary(op, a, b) => {
            let [by_a, by_b] = binary_partials(arena, id, op, a, b);
            [Some((a, by_a)), Some((b, by_b))]
        }
        Node::Select {
            left,
            right,
            then,
            otherwise,
        } => [
            Some((then, arena.select(left, right, one, zero))),
            Some((otherwise, arena.select(left, right, zero, one))),
        ],
    };
    partials.map(|partial| partial.filter(|(operand, _)| arena.is_dynamic(*operand)))
}

fn binary_partials(arena: &mut Arena, id: NodeId, op: Binary, a: NodeId, b: NodeId) -> [NodeId; 2] {
    let (one, zero) = (arena.one(), arena.constant(0.0));
    match op {
        Binary::Add => [one, one],
        Binary::Sub => [one, arena.constant(-1.0)],
        Binary::Mul => [b, a],
        // A quotient with a constant on top knows the reciprocal of what is below: no second division.
        Binary::Div if arena.value(a).is_some_and(|a| a != 0.0) => {
            let reciprocal = arena.binary(Binary::Div, one, a);
            let over = arena.binary(Binary::Mul, reciprocal, id);
            let product = arena.binary(Binary::Mul, id, over);
            [over, arena.unary(Unary::Neg, product)]
        }
        Binary::Div => {
            let over = arena.binary(Binary::Div, one, b);
            let product = arena.binary(Binary::Mul, id, over);
            [over, arena.unary(Unary::Neg, product)]
        }
        // On a tie both take the second operand.
        Binary::Min => [arena.select(a, b, zero, one), arena.select(a, b, one, zero)],
        Binary::Max => [arena.select(b, a, zero, one), arena.select(b, a, one, zero)],
    }
}

/// The product of two partials. Where a choice above leaves an operation out, its partial is left out too, even when it is infinite: what
/// a guard keeps away from an equation it keeps away from the derivative.
fn chain(arena: &mut Arena, outer: NodeId, inner: NodeId) -> NodeId {
    if is_guard(arena, outer) {
        guarded(arena, outer, inner)
    } else if is_switch(arena, inner) {
        guarded(arena, inner, outer)
    } else {
        arena.binary(Binary::Mul, outer, inner)
    }
}

/// Whether a partial is zero under some condition.
fn is_guard(arena: &Arena, id: NodeId) -> bool {
    match arena.nodes[id.index()] {
        Node::Select {
            then, otherwise, ..
        } => [then, otherwise]
            .map(|id| arena.value(id))
            .contains(&Some(0.0)),
        _ => false,
    }
}

/// Whether a partial is either one or zero: choosing then costs no more than multiplying.
fn is_switch(arena: &Arena, id: NodeId) -> bool {
    let is_one_or_zero = |id| matches!(arena.value(id), Some(0.0 | 1.0));
    match arena.nodes[id.index()] {
        Node::Select {
            then, otherwise, ..
        } => is_one_or_zero(then) && is_one_or_zero(otherwise),
        _ => false,
    }
}

/// The product of both branches of a choice with something else.
fn guarded(arena: &mut Arena, guard: NodeId, other: NodeId) -> NodeId {
    let Node::Select {
        left,
        right,
        then,
        otherwise,
    } = arena.nodes[guard.index()]
    else {
        return arena.binary(Binary::Mul, guard, other);
    };
    let then = chain(arena, then, other);
    let otherwise = chain(arena, otherwise, other);
    arena.select(left, right, then, otherwise)
}
