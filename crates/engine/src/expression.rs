//! Expressions: the equations of a model as a graph that remembers what kind of quantity every node is.
//!
//! Writing `a * b + c` with [`Expr`]s adds nodes to a [`Graph`]. Equal nodes are shared (hash-consing), constants are folded and
//! trivial products and sums dropped, but nothing is ever reassociated: the order of arithmetic is the order that was written, so
//! that results are the same bit for bit wherever the graph is evaluated.
//!
//! Adding a mass to a time does not panic: the fault is kept in the graph with both sides, and [`crate::Model::build`] reports every
//! one of them with the equation it happened in.
//!
//! # Design
//! An `Expr` is a copyable handle that borrows its graph. The alternative, a global graph, would let expressions of two models mix;
//! here the compiler forbids it.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::{Add, Div, Mul, Neg, Sub};

use crate::units::Dimension;

/// Where a node stands in its graph. Operands always stand before the node that uses them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct NodeId(pub u32);

impl NodeId {
    /// The place as an index.
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// Operations on one number.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Unary {
    /// `-x`
    Neg,
    /// The square root.
    Sqrt,
    /// The exponential.
    Exp,
    /// The natural logarithm.
    Ln,
}

/// Operations on two numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Binary {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// The smaller; the second when they are not ordered.
    Min,
    /// The larger; the second when they are not ordered.
    Max,
}

/// One node of an expression graph.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Node {
    /// A number, as bits so that equal numbers are equal nodes.
    Constant(u64),
    /// The state of that index.
    State(u32),
    /// The parameter of that index: a number from outside, piecewise constant in time.
    Parameter(u32),
    /// The lifted quantity of that index.
    Lift(u32),
    /// An operation on one number.
    Unary(Unary, NodeId),
    /// An operation on two numbers.
    Binary(Binary, NodeId, NodeId),
    /// `then` where `left >= right`, else `otherwise`.
    Select {
        /// Left side of the comparison.
        left: NodeId,
        /// Right side of the comparison.
        right: NodeId,
        /// The value where the comparison holds.
        then: NodeId,
        /// The value elsewhere.
        otherwise: NodeId,
    },
}

impl Node {
    /// A constant node.
    pub fn constant(value: f64) -> Self {
        // Both zeros are one node: the sign of a zero carries no meaning in a rate.
        Self::Constant(if value == 0.0 { 0 } else { value.to_bits() })
    }

    /// The value of a constant node.
    pub fn value(self) -> Option<f64> {
        match self {
            Self::Constant(bits) => Some(f64::from_bits(bits)),
            _ => None,
        }
    }

    /// The nodes this one is computed from.
    pub fn operands(self) -> impl Iterator<Item = NodeId> {
        let operands = match self {
            Self::Constant(_) | Self::State(_) | Self::Parameter(_) | Self::Lift(_) => [None; 4],
            Self::Unary(_, a) => [Some(a), None, None, None],
            Self::Binary(_, a, b) => [Some(a), Some(b), None, None],
            Self::Select {
                left,
                right,
                then,
                otherwise,
            } => [Some(left), Some(right), Some(then), Some(otherwise)],
        };
        operands.into_iter().flatten()
    }

    /// The same node over other operands.
    pub fn map_operands(self, to: impl Fn(NodeId) -> NodeId) -> Self {
        match self {
            Self::Constant(_) | Self::State(_) | Self::Parameter(_) | Self::Lift(_) => self,
            Self::Unary(op, a) => Self::Unary(op, to(a)),
            Self::Binary(op, a, b) => Self::Binary(op, to(a), to(b)),
            Self::Select {
                left,
                right,
                then,
                otherwise,
            } => Self::Select {
                left: to(left),
                right: to(right),
                then: to(then),
                otherwise: to(otherwise),
            },
        }
    }
}

/// Two dimensions that met where one was needed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Clash {
    pub at: NodeId,
    pub message: String,
}

/// The arena in which the expressions of one model live.
#[derive(Default)]
pub struct Graph {
    inner: RefCell<Inner>,
}

#[derive(Default)]
struct Inner {
    nodes: Vec<Node>,
    dimensions: Vec<Dimension>,
    index: HashMap<(Node, Dimension), NodeId>,
    names: HashMap<NodeId, String>,
    clashes: Vec<Clash>,
    faults: Vec<String>,
}

impl Graph {
    /// An empty graph.
    pub fn new() -> Self {
        Self::default()
    }

    /// A whole number as a dimensionless expression.
    pub fn number(&self, value: i32) -> Expr<'_> {
        self.constant(f64::from(value))
    }

    /// A dimensionless constant.
    pub fn constant(&self, value: f64) -> Expr<'_> {
        self.push(Node::constant(value), Dimension::NONE)
    }

    /// The sum of terms in their order; zero when there are none.
    pub fn sum<'g>(&'g self, terms: impl IntoIterator<Item = Expr<'g>>) -> Expr<'g> {
        terms
            .into_iter()
            .fold(self.number(0), |sum, term| sum + term)
    }

    /// Keeps a fault for [`crate::Model::build`] to report: something that was asked for by name and is not there.
    pub fn report(&self, fault: impl Into<String>) {
        self.inner.borrow_mut().faults.push(fault.into());
    }

    pub(crate) fn leaf(&self, node: Node, dimension: Dimension, name: &str) -> Expr<'_> {
        let expr = self.push(node, dimension);
        self.inner
            .borrow_mut()
            .names
            .insert(expr.id, name.to_owned());
        expr
    }

    pub(crate) fn nodes(&self) -> Vec<Node> {
        self.inner.borrow().nodes.clone()
    }

    pub(crate) fn clashes(&self) -> Vec<Clash> {
        self.inner.borrow().clashes.clone()
    }

    pub(crate) fn faults(&self) -> Vec<String> {
        self.inner.borrow().faults.clone()
    }

    fn push(&self, node: Node, dimension: Dimension) -> Expr<'_> {
        let mut inner = self.inner.borrow_mut();
        let key = (node, dimension);
        let id = match inner.index.get(&key) {
            Some(id) => *id,
            None => {
                // Four thousand million nodes would not fit in memory long before the index overflows.
                let id = NodeId(inner.nodes.len() as u32);
                inner.nodes.push(node);
                inner.dimensions.push(dimension);
                inner.index.insert(key, id);
                id
            }
        };
        Expr { graph: self, id }
    }

    fn node(&self, id: NodeId) -> Node {
        self.inner.borrow().nodes[id.index()]
    }

    fn dimension(&self, id: NodeId) -> Dimension {
        self.inner.borrow().dimensions[id.index()]
    }

    fn clash(&self, at: NodeId, message: String) {
        self.inner.borrow_mut().clashes.push(Clash { at, message });
    }

    /// A node as people would write it, cut off below `depth` operations.
    pub(crate) fn describe(&self, id: NodeId, depth: usize) -> String {
        let mut text = String::new();
        self.write(&mut text, id, depth);
        text
    }

    fn write(&self, text: &mut String, id: NodeId, depth: usize) {
        if let Some(name) = self.inner.borrow().names.get(&id) {
            text.push_str(name);
            return;
        }
        if depth == 0 {
            text.push('…');
            return;
        }
        match self.node(id) {
            Node::Constant(bits) => {
                // Writing to a String cannot fail.
                let _ = write!(text, "{}", f64::from_bits(bits));
            }
            Node::State(i) | Node::Parameter(i) | Node::Lift(i) => {
                let _ = write!(text, "#{i}");
            }
            Node::Unary(op, a) => {
                text.push_str(match op {
                    Unary::Neg => "-(",
                    Unary::Sqrt => "sqrt(",
                    Unary::Exp => "exp(",
                    Unary::Ln => "ln(",
                });
                self.write(text, a, depth - 1);
                text.push(')');
            }
            Node::Binary(op, a, b) => {
                let (open, between) = match op {
                    Binary::Add => ("(", " + "),
                    Binary::Sub => ("(", " - "),
                    Binary::Mul => ("(", " * "),
                    Binary::Div => ("(", " / "),
                    Binary::Min => ("min(", ", "),
                    Binary::Max => ("max(", ", "),
                };
                text.push_str(open);
                self.write(text, a, depth - 1);
                text.push_str(between);
                self.write(text, b, depth - 1);
                text.push(')');
            }
            Node::Select {
                left,
                right,
                then,
                otherwise,
            } => {
                text.push_str("if ");
                self.write(text, left, depth - 1);
                text.push_str(" >= ");
                self.write(text, right, depth - 1);
                text.push_str(" then ");
                self.write(text, then, depth - 1);
                text.push_str(" else ");
                self.write(text, otherwise, depth - 1);
            }
        }
    }
}

/// A quantity of a model: a handle to a node of its [`Graph`], with its dimension.
#[derive(Clone, Copy)]
pub struct Expr<'g> {
    graph: &'g Graph,
    id: NodeId,
}

impl std::fmt::Debug for Expr<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.graph.describe(self.id, 4))
    }
}

impl<'g> Expr<'g> {
    /// Its place in the graph.
    pub fn id(self) -> NodeId {
        self.id
    }

    /// The graph it lives in.
    pub fn graph(self) -> &'g Graph {
        self.graph
    }

    /// The kind of quantity it is.
    pub fn dimension(self) -> Dimension {
        self.graph.dimension(self.id)
    }

    pub(crate) fn node(self) -> Node {
        self.graph.node(self.id)
    }

    fn is(self, value: f64) -> bool {
        self.node().value() == Some(value)
    }

    fn is_zero(self) -> bool {
        self.is(0.0)
    }

    fn describe(self) -> String {
        format!(
            "`{}` [{}]",
            self.graph.describe(self.id, 3),
            self.dimension()
        )
    }

    /// The dimension both sides share. A plain zero has every dimension.
    fn common(self, other: Self) -> Result<Dimension, String> {
        let (mine, theirs) = (self.dimension(), other.dimension());
        if mine == theirs || other.is_zero() {
            Ok(mine)
        } else if self.is_zero() {
            Ok(theirs)
        } else {
            Err(format!("{} meets {}", self.describe(), other.describe()))
        }
    }

    fn binary(self, op: Binary, other: Self, dimension: Dimension) -> Self {
        self.graph
            .push(Node::Binary(op, self.id, other.id), dimension)
    }

    fn checked(self, op: Binary, other: Self, verb: &str) -> Self {
        let dimension = self.common(other);
        let kept = dimension.clone().unwrap_or_else(|_| self.dimension());
        let folded = match (self.node().value(), other.node().value()) {
            (Some(a), Some(b)) => Some(self.graph.push(Node::constant(fold(op, a, b)), kept)),
            _ => None,
        };
        let result = folded.unwrap_or_else(|| match op {
            Binary::Add if self.is_zero() => other,
            Binary::Add | Binary::Sub if other.is_zero() => self,
            Binary::Sub if self.is_zero() => -other,
            _ => self.binary(op, other, kept),
        });
        if let Err(message) = dimension {
            self.graph
                .clash(result.id, format!("cannot {verb}: {message}"));
        }
        result
    }

    /// The smaller of two quantities of one kind.
    pub fn min(self, other: impl IntoExpr<'g>) -> Self {
        self.checked(Binary::Min, other.into_expr(self.graph), "compare")
    }

    /// The larger of two quantities of one kind.
    pub fn max(self, other: impl IntoExpr<'g>) -> Self {
        self.checked(Binary::Max, other.into_expr(self.graph), "compare")
    }

    fn pure(self, function: &str) -> Self {
        if !self.dimension().is_none() {
            let message = format!(
                "cannot take {function} of {}: a pure number is expected",
                self.describe()
            );
            self.graph.clash(self.id, message);
        }
        self
    }

    /// The exponential of a pure number.
    pub fn exp(self) -> Self {
        if self.is_zero() {
            return self.graph.number(1);
        }
        self.graph.push(
            Node::Unary(Unary::Exp, self.pure("exp").id),
            Dimension::NONE,
        )
    }

    /// The natural logarithm of a pure number.
    pub fn ln(self) -> Self {
        if self.is(1.0) {
            return self.graph.number(0);
        }
        self.graph
            .push(Node::Unary(Unary::Ln, self.pure("ln").id), Dimension::NONE)
    }

    /// The square root.
    pub fn sqrt(self) -> Self {
        let dimension = self.dimension().root().unwrap_or_else(|| {
            let message = format!("cannot take the root of {}", self.describe());
            self.graph.clash(self.id, message);
            Dimension::NONE
        });
        self.graph
            .push(Node::Unary(Unary::Sqrt, self.id), dimension)
    }

    /// A power of a pure number that is not negative, `exp(exponent ln x)`; below the smallest normal number it is as there.
    pub fn pow(self, exponent: impl IntoExpr<'g>) -> Self {
        let exponent = exponent.into_expr(self.graph);
        if exponent.is(1.0) || self.is(1.0) {
            return self;
        }
        let floor = self.graph.constant(f64::MIN_POSITIVE);
        (exponent.pure("a power") * self.pure("a power").max(floor).ln()).exp()
    }

    /// A whole power, as a product.
    pub fn powi(self, exponent: u32) -> Self {
        match exponent {
            0 => self.graph.number(1),
            1 => self,
            _ if exponent.is_multiple_of(2) => {
                let half = self.powi(exponent / 2);
                half * half
            }
            _ => self.powi(exponent - 1) * self,
        }
    }
}

/// `then` where `left >= right`, else `otherwise`. Both sides of the comparison are of one kind, and both values.
pub fn select<'g>(
    left: Expr<'g>,
    right: Expr<'g>,
    then: Expr<'g>,
    otherwise: Expr<'g>,
) -> Expr<'g> {
    let graph = left.graph;
    if then.id == otherwise.id {
        return then;
    }
    let dimension = then.common(otherwise);
    let node = Node::Select {
        left: left.id,
        right: right.id,
        then: then.id,
        otherwise: otherwise.id,
    };
    let kept = dimension.clone().unwrap_or_else(|_| then.dimension());
    let result = graph.push(node, kept);
    if let Err(message) = left.common(right).and(dimension) {
        graph.clash(result.id, format!("cannot choose: {message}"));
    }
    result
}

pub(crate) fn fold(op: Binary, a: f64, b: f64) -> f64 {
    match op {
        Binary::Add => a + b,
        Binary::Sub => a - b,
        Binary::Mul => a * b,
        Binary::Div => a / b,
        Binary::Min => {
            if a < b {
                a
            } else {
                b
            }
        }
        Binary::Max => {
            if a > b {
                a
            } else {
                b
            }
        }
    }
}

/// What can stand beside an expression: another one, or a whole number.
pub trait IntoExpr<'g> {
    /// The expression itself, or the number as a constant of that graph.
    fn into_expr(self, graph: &'g Graph) -> Expr<'g>;
}

impl<'g> IntoExpr<'g> for Expr<'g> {
    fn into_expr(self, _: &'g Graph) -> Expr<'g> {
        self
    }
}

impl<'g> IntoExpr<'g> for i32 {
    fn into_expr(self, graph: &'g Graph) -> Expr<'g> {
        graph.number(self)
    }
}

impl<'g, R: IntoExpr<'g>> Add<R> for Expr<'g> {
    type Output = Self;
    fn add(self, other: R) -> Self {
        self.checked(Binary::Add, other.into_expr(self.graph), "add")
    }
}

impl<'g, R: IntoExpr<'g>> Sub<R> for Expr<'g> {
    type Output = Self;
    fn sub(self, other: R) -> Self {
        self.checked(Binary::Sub, other.into_expr(self.graph), "subtract")
    }
}

impl<'g, R: IntoExpr<'g>> Mul<R> for Expr<'g> {
    type Output = Self;
    fn mul(self, other: R) -> Self {
        let other = other.into_expr(self.graph);
        let dimension = self.dimension().times(other.dimension());
        if let (Some(a), Some(b)) = (self.node().value(), other.node().value()) {
            return self.graph.push(Node::constant(a * b), dimension);
        }
        if self.is_zero() || other.is_zero() {
            return self.graph.push(Node::constant(0.0), dimension);
        }
        if self.is(1.0) && self.dimension().is_none() {
            return other;
        }
        if other.is(1.0) && other.dimension().is_none() {
            return self;
        }
        self.binary(Binary::Mul, other, dimension)
    }
}

impl<'g, R: IntoExpr<'g>> Div<R> for Expr<'g> {
    type Output = Self;
    fn div(self, other: R) -> Self {
        let other = other.into_expr(self.graph);
        let dimension = self.dimension().over(other.dimension());
        if let (Some(a), Some(b)) = (self.node().value(), other.node().value()) {
            return self.graph.push(Node::constant(a / b), dimension);
        }
        if self.is_zero() {
            return self.graph.push(Node::constant(0.0), dimension);
        }
        if other.is(1.0) && other.dimension().is_none() {
            return self;
        }
        self.binary(Binary::Div, other, dimension)
    }
}

impl Neg for Expr<'_> {
    type Output = Self;
    fn neg(self) -> Self {
        let dimension = self.dimension();
        match self.node() {
            Node::Constant(bits) => self
                .graph
                .push(Node::constant(-f64::from_bits(bits)), dimension),
            Node::Unary(Unary::Neg, inner) => Expr {
                graph: self.graph,
                id: inner,
            },
            _ => self.graph.push(Node::Unary(Unary::Neg, self.id), dimension),
        }
    }
}

macro_rules! whole_number_on_the_left {
    ($($trait:ident $method:ident),*) => {$(
        impl<'g> $trait<Expr<'g>> for i32 {
            type Output = Expr<'g>;
            fn $method(self, other: Expr<'g>) -> Expr<'g> {
                $trait::$method(other.graph.number(self), other)
            }
        }
    )*};
}

whole_number_on_the_left!(Add add, Sub sub, Mul mul, Div div);
