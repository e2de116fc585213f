//! From nodes to instructions.
//!
//! Walking from the users to what they use, every value that is needed by itself becomes an instruction. A sum takes in the products it
//! adds, a product its factors, when nobody else needs them (or when taking them in costs nothing: a constant times a value). The
//! order of summation and of multiplication stays that of the expression, so the result has the same bits.

use super::{Fate, Kind, Places};
use crate::arena::Arena;
use crate::expression::{Binary, Node, NodeId, Unary};

/// One operation before it has slots: ranges into the lists of [`Code`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Instruction {
    pub kind: Kind,
    /// The node it computes; what it writes for [`Kind::Emit`].
    pub result: NodeId,
    pub operand: u32,
    pub number: u32,
}

/// Instructions in an order in which operands come first, and parts of one equation stay together.
#[derive(Debug, Default)]
pub(crate) struct Code {
    pub(super) instructions: Vec<Instruction>,
    pub(super) operands: Vec<NodeId>,
    pub(super) numbers: Vec<f64>,
}

impl Code {
    /// Code that computes `wanted`.
    pub fn new(arena: &Arena, wanted: &[NodeId], fate: Fate, places: &Places) -> Self {
        Fuser::new(arena, wanted, places).write(fate)
    }

    /// The operands that are constants and need a slot to be read from.
    pub fn constants<'a>(&'a self, arena: &'a Arena) -> impl Iterator<Item = NodeId> + 'a {
        let operands = self.operands.iter().copied();
        operands.filter(|id| arena.value(*id).is_some())
    }

    pub(super) fn operands(&self, instruction: &Instruction) -> &[NodeId] {
        let first = instruction.operand as usize;
        &self.operands[first..first + instruction.kind.operands()]
    }

    pub(super) fn numbers(&self, instruction: &Instruction) -> &[f64] {
        let first = instruction.number as usize;
        &self.numbers[first..first + instruction.kind.numbers()]
    }
}

/// A term of a sum.
#[derive(Clone, Copy)]
struct Term {
    factor: f64,
    a: NodeId,
    b: Option<NodeId>,
}

struct Fuser<'a> {
    arena: &'a Arena,
    places: &'a Places,
    wanted: &'a [NodeId],
    /// All values below `wanted`, operands first.
    order: Vec<NodeId>,
    uses: Vec<u32>,
    /// Values that need an instruction of their own.
    needed: Vec<bool>,
    terms: Vec<Term>,
    factors: Vec<NodeId>,
    code: Code,
}

impl<'a> Fuser<'a> {
    fn new(arena: &'a Arena, wanted: &'a [NodeId], places: &'a Places) -> Self {
        let mut fuser = Self {
            arena,
            places,
            wanted,
            order: Vec::new(),
            uses: vec![0; arena.nodes.len()],
            needed: vec![false; arena.nodes.len()],
            terms: Vec::new(),
            factors: Vec::new(),
            code: Code::default(),
        };
        fuser.collect();
        fuser
    }

    fn node(&self, id: NodeId) -> Node {
        self.arena.nodes[id.index()]
    }

    fn resolve(&self, id: NodeId) -> NodeId {
        self.places.resolve(self.arena, id)
    }

    fn given(&self, id: NodeId) -> bool {
        self.places.given(self.arena, id)
    }

    /// Orders what is needed, depth first, and counts the uses of every value.
    fn collect(&mut self) {
        let mut seen = vec![false; self.arena.nodes.len()];
        // A node is met twice: on the way down its operands are opened, on the way up it takes its place.
        let mut open: Vec<(NodeId, bool)> = Vec::new();
        for wanted in self.wanted {
            let wanted = self.resolve(*wanted);
            self.uses[wanted.index()] += 2;
            open.push((wanted, false));
            while let Some((id, complete)) = open.pop() {
                if complete {
                    self.order.push(id);
                    continue;
                }
                if self.given(id) || std::mem::replace(&mut seen[id.index()], true) {
                    continue;
                }
                open.push((id, true));
                let first = open.len();
                for operand in self.node(id).operands() {
                    let operand = self.resolve(operand);
                    self.uses[operand.index()] += 1;
                    open.push((operand, false));
                }
                open[first..].reverse();
            }
        }
    }

    fn write(mut self, fate: Fate) -> Code {
        let outputs = self.outputs();
        let mut left = outputs.as_slice();
        let order = std::mem::take(&mut self.order);
        // Users come before what they use, so that by its turn it is known what a value is needed for. All is turned round at the end.
        for (position, id) in order.into_iter().enumerate().rev() {
            while let Some(((at, place), rest)) = left.split_last()
                && *at >= position
            {
                left = rest;
                self.want(*place, fate);
            }
            if self.needed[id.index()] {
                self.expand(id);
            }
        }
        for (_, place) in left.iter().rev() {
            self.want(*place, fate);
        }
        self.code.instructions.reverse();
        self.code
    }

    /// Places of `wanted`, each after the position in the order at which its value is known.
    fn outputs(&self) -> Vec<(usize, u32)> {
        let mut position = vec![0; self.arena.nodes.len()];
        for (index, id) in self.order.iter().enumerate() {
            position[id.index()] = index;
        }
        let mut outputs: Vec<(usize, u32)> = (0..self.wanted.len())
            .map(|place| {
                let wanted = self.resolve(self.wanted[place]);
                (position[wanted.index()], place as u32)
            })
            .collect();
        outputs.sort_unstable();
        outputs
    }

    fn want(&mut self, place: u32, fate: Fate) {
        let wanted = self.resolve(self.wanted[place as usize]);
        match fate {
            Fate::Kept => self.needed[wanted.index()] = true,
            Fate::Emitted => self.push(Kind::Emit, NodeId(place), &[wanted], &[]),
        }
    }

    fn push(&mut self, kind: Kind, result: NodeId, operands: &[NodeId], numbers: &[f64]) {
        self.code.instructions.push(Instruction {
            kind,
            result,
            operand: self.code.operands.len() as u32,
            number: self.code.numbers.len() as u32,
        });
        for operand in operands {
            self.needed[operand.index()] = true;
        }
        self.code.operands.extend_from_slice(operands);
        self.code.numbers.extend_from_slice(numbers);
    }

    /// Writes the instruction that computes a node.
    fn expand(&mut self, id: NodeId) {
        match self.node(id) {
            // Leaves are given, or stand for their equation.
            Node::Constant(_) | Node::State(_) | Node::Parameter(_) | Node::Lift(_) => {}
            Node::Unary(Unary::Neg, a) => {
                let a = self.resolve(a);
                if self.absorbs_product(a) {
                    self.product(id, a, -1.0);
                } else {
                    self.push(Kind::Product(1), id, &[a], &[-1.0]);
                }
            }
            Node::Unary(Unary::Sqrt, a) => self.plain(Kind::Sqrt, id, &[a]),
            Node::Unary(Unary::Exp, a) => self.plain(Kind::Exp, id, &[a]),
            Node::Unary(Unary::Ln, a) => self.plain(Kind::Ln, id, &[a]),
            Node::Binary(Binary::Add | Binary::Sub, ..) => self.sum(id),
            Node::Binary(Binary::Mul, ..) => self.product(id, id, 1.0),
            Node::Binary(Binary::Div, a, b) => self.plain(Kind::Div, id, &[a, b]),
            Node::Binary(Binary::Min, a, b) => self.plain(Kind::Min, id, &[a, b]),
            Node::Binary(Binary::Max, a, b) => self.plain(Kind::Max, id, &[a, b]),
            Node::Select {
                left,
                right,
                then,
                otherwise,
            } => self.plain(Kind::Select, id, &[left, right, then, otherwise]),
        }
    }

    /// Writes an operation on its operands as they are.
    fn plain(&mut self, kind: Kind, id: NodeId, operands: &[NodeId]) {
        let mut resolved = [id; 4];
        for (resolved, operand) in resolved.iter_mut().zip(operands) {
            *resolved = self.resolve(*operand);
        }
        self.push(kind, id, &resolved[..operands.len()], &[]);
    }

    /// Whether only one instruction needs the value, which can therefore compute it on the way.
    fn is_private(&self, id: NodeId) -> bool {
        self.uses[id.index()] == 1 && !self.given(id)
    }

    /// The factor and the value of a constant times a value.
    fn scaled(&self, id: NodeId) -> Option<(f64, NodeId)> {
        let Node::Binary(Binary::Mul, a, b) = self.node(id) else {
            return None;
        };
        if self.given(id) {
            return None;
        }
        let (a, b) = (self.resolve(a), self.resolve(b));
        match (self.arena.value(a), self.arena.value(b)) {
            (Some(c), None) => Some((c, b)),
            (None, Some(c)) => Some((c, a)),
            _ => None,
        }
    }

    fn absorbs_product(&self, id: NodeId) -> bool {
        let is_product = matches!(self.node(id), Node::Binary(Binary::Mul, ..));
        is_product && (self.is_private(id) || self.scaled(id).is_some())
    }

    fn absorbs_sum(&self, id: NodeId) -> bool {
        let is_sum = matches!(self.node(id), Node::Binary(Binary::Add | Binary::Sub, ..));
        is_sum && self.is_private(id)
    }

    fn term(&self, id: NodeId, sign: f64) -> Term {
        let plain = Term {
            factor: sign,
            a: id,
            b: None,
        };
        if self.given(id) {
            return plain;
        }
        if let Some((factor, inner)) = self.scaled(id) {
            let inner = match self.term(inner, 1.0) {
                // A factor times a private product; a factor of the inner term would be a rounding of its own.
                term if term.factor == 1.0 && term.b.is_some() => term,
                _ => Term { a: inner, ..plain },
            };
            return Term {
                factor: sign * factor,
                ..inner
            };
        }
        match self.node(id) {
            Node::Unary(Unary::Neg, inner) => self.term(self.resolve(inner), -sign),
            Node::Binary(Binary::Mul, a, b) if self.is_private(id) => Term {
                factor: sign,
                a: self.resolve(a),
                b: Some(self.resolve(b)),
            },
            _ => plain,
        }
    }

    /// Writes a sum with all terms that it can take in.
    fn sum(&mut self, id: NodeId) {
        self.terms.clear();
        let mut spine = id;
        // The spine is followed to the first addition; terms are met last to first.
        while let Node::Binary(op, a, b) = self.node(spine) {
            let (a, b) = (self.resolve(a), self.resolve(b));
            let sign = if op == Binary::Sub { -1.0 } else { 1.0 };
            if self.absorbs_sum(a) {
                self.terms.push(self.term(b, sign));
                spine = a;
            } else if op == Binary::Add && self.absorbs_sum(b) {
                self.terms.push(self.term(a, 1.0));
                spine = b;
            } else {
                self.terms.push(self.term(b, sign));
                self.terms.push(self.term(a, 1.0));
                break;
            }
        }
        self.terms.reverse();
        let terms = std::mem::take(&mut self.terms);
        self.push_sum(id, &terms);
        self.terms = terms;
    }

    fn push_sum(&mut self, id: NodeId, terms: &[Term]) {
        if self.push_affine(id, terms) {
            return;
        }
        let products = terms.iter().filter(|term| term.b.is_some()).count();
        if products == 0 {
            let operands: Vec<NodeId> = terms.iter().map(|term| term.a).collect();
            let numbers: Vec<f64> = terms.iter().map(|term| term.factor).collect();
            self.push(Kind::Linear(terms.len() as u32), id, &operands, &numbers);
            return;
        }
        let one = self.arena.one();
        let operands: Vec<NodeId> = terms
            .iter()
            .flat_map(|term| [term.a, term.b.unwrap_or(one)])
            .collect();
        let numbers: Vec<f64> = terms.iter().map(|term| term.factor).collect();
        self.push(Kind::Bilinear(terms.len() as u32), id, &operands, &numbers);
    }

    /// A constant and a constant times a value, when it is such a sum.
    fn push_affine(&mut self, id: NodeId, terms: &[Term]) -> bool {
        let [first, second] = terms else {
            return false;
        };
        let values = [first, second].map(|term| self.arena.value(term.a));
        let (term, constant) = match values {
            [Some(value), None] => (second, first.factor * value),
            [None, Some(value)] => (first, second.factor * value),
            _ => return false,
        };
        if first.b.is_some() || second.b.is_some() {
            return false;
        }
        self.push(Kind::Affine, id, &[term.a], &[term.factor, constant]);
        true
    }

    /// Writes `sign` times a product with all factors that it can take in.
    fn product(&mut self, id: NodeId, mut spine: NodeId, sign: f64) {
        self.factors.clear();
        while let Node::Binary(_, a, b) = self.node(spine) {
            let (a, b) = (self.resolve(a), self.resolve(b));
            if self.absorbs_product(a) {
                self.factors.push(b);
                spine = a;
            } else if self.absorbs_product(b) {
                self.factors.push(a);
                spine = b;
            } else {
                self.factors.push(b);
                self.factors.push(a);
                break;
            }
        }
        self.factors.reverse();
        let mut factors = std::mem::take(&mut self.factors);
        let mut number = sign;
        // The first two factors may change places.
        for first in 0..2 {
            if let Some(value) = self.arena.value(factors[first]) {
                number *= value;
                factors.remove(first);
                break;
            }
        }
        let kind = Kind::Product(factors.len() as u32);
        self.push(kind, id, &factors, &[number]);
        self.factors = factors;
    }
}
