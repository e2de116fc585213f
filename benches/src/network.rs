//! A system as reactions: the rates of change are sums over processes, and a process that changes several states is one reaction.
//!
//! Rates are taken apart at sums, differences and constant factors; equal terms of different states are one node of the graph, so that
//! they meet in one reaction. What is used more than once becomes a rule, computed before the reactions.

use std::collections::{BTreeMap, BTreeSet};

use engine::{Binary, Node, NodeId, System, Unary};

/// A quantity with a name.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Symbol {
    /// The state of that index.
    State(usize),
    /// The varying parameter of that position.
    Parameter(usize),
    /// The rule of that index.
    Rule(usize),
    /// The constant of that index.
    Constant(usize),
}

/// Operations on two terms.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Operation {
    /// `a + b`
    Add,
    /// `a - b`
    Sub,
    /// `a * b`
    Mul,
    /// `a / b`
    Div,
    /// `a` to the power of `b`
    Power,
}

/// An expression to be written down.
#[derive(Clone, PartialEq, Debug)]
pub enum Term {
    /// A plain number.
    Number(f64),
    /// A quantity.
    Name(Symbol),
    /// An operation.
    Apply(Operation, Box<[Term; 2]>),
}

impl Term {
    /// Every name in it.
    pub fn names(&self) -> BTreeSet<Symbol> {
        match self {
            Self::Number(_) => BTreeSet::new(),
            Self::Name(symbol) => BTreeSet::from([*symbol]),
            Self::Apply(_, sides) => sides.iter().flat_map(Self::names).collect(),
        }
    }

    /// Gives the numbers in powers a name: computer algebra would take their roots exactly, digit by digit.
    fn name_numbers(&mut self, in_power: bool, constants: &mut Vec<f64>) {
        match self {
            Self::Number(value) if in_power => {
                constants.push(*value);
                *self = Self::Name(Symbol::Constant(constants.len() - 1));
            }
            Self::Apply(operation, sides) => {
                let in_power = in_power || *operation == Operation::Power;
                for side in sides.iter_mut() {
                    side.name_numbers(in_power, constants);
                }
            }
            Self::Number(_) | Self::Name(_) => {}
        }
    }
}

/// One process.
#[derive(Clone, PartialEq, Debug)]
pub struct Reaction {
    /// How fast it goes, per day.
    pub rate: Term,
    /// What a unit of it adds to states.
    pub changes: BTreeMap<usize, f64>,
}

/// Rules and reactions that together are the rates of a system.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Network {
    /// Names of the states.
    pub states: Vec<String>,
    /// Names of the varying parameters.
    pub parameters: Vec<String>,
    /// Numbers with a name.
    pub constants: Vec<f64>,
    /// What is computed first, in this order.
    pub rules: Vec<Term>,
    /// The processes.
    pub reactions: Vec<Reaction>,
}

/// Another kind of operation than generated communities have.
#[derive(Debug)]
pub struct Unwritten(pub Node);

impl Network {
    /// Takes the rates of a system apart; parameters that do not vary are constants.
    ///
    /// # Errors
    /// When an equation holds a minimum, a maximum, a choice or a function other than a power.
    pub fn new(system: &System, varying: &[usize]) -> Result<Self, Unwritten> {
        let mut reader = Reader {
            system,
            varying,
            rules: BTreeMap::new(),
        };
        let mut changes: BTreeMap<NodeId, BTreeMap<usize, f64>> = BTreeMap::new();
        for (state, rate) in system.rates.iter().enumerate() {
            reader.take_apart(*rate, 1.0, &mut |process, factor| {
                *changes
                    .entry(process)
                    .or_default()
                    .entry(state)
                    .or_default() += factor;
            });
        }
        for rule in reader.shared(changes.keys().copied())? {
            let index = reader.rules.len();
            reader.rules.insert(rule, index);
        }
        let name = |index: &usize| system.parameters[*index].name.clone();
        let mut network = Self {
            states: system.states.iter().map(|info| info.name.clone()).collect(),
            parameters: varying.iter().map(name).collect(),
            constants: Vec::new(),
            rules: reader
                .rules
                .keys()
                .map(|node| reader.definition(*node))
                .collect::<Result<_, _>>()?,
            reactions: changes
                .into_iter()
                .map(|(process, changes)| {
                    let rate = reader.term(process)?;
                    Ok(Reaction { rate, changes })
                })
                .collect::<Result<_, _>>()?,
        };
        let rates = network
            .reactions
            .iter_mut()
            .map(|reaction| &mut reaction.rate);
        for term in network.rules.iter_mut().chain(rates) {
            term.name_numbers(false, &mut network.constants);
        }
        Ok(network)
    }
}

/// A node as what it is written with.
enum Shape {
    Number(f64),
    Name(Symbol),
    /// Stands for another node.
    Alias(NodeId),
    Apply(Operation, NodeId, NodeId),
}

struct Reader<'s> {
    system: &'s System,
    varying: &'s [usize],
    rules: BTreeMap<NodeId, usize>,
}

impl Reader<'_> {
    fn node(&self, id: NodeId) -> Node {
        self.system.nodes[id.index()]
    }

    /// The value of what neither states nor varying parameters decide.
    fn value(&self, id: NodeId) -> Option<f64> {
        match self.node(id) {
            Node::Parameter(index) if !self.varying.contains(&(index as usize)) => {
                Some(self.system.parameters[index as usize].default)
            }
            Node::Binary(Binary::Mul, a, b) => Some(self.value(a)? * self.value(b)?),
            node => node.value(),
        }
    }

    fn take_apart(&self, id: NodeId, factor: f64, found: &mut impl FnMut(NodeId, f64)) {
        match self.node(id) {
            Node::Binary(Binary::Add, a, b) => {
                self.take_apart(a, factor, found);
                self.take_apart(b, factor, found);
            }
            Node::Binary(Binary::Sub, a, b) => {
                self.take_apart(a, factor, found);
                self.take_apart(b, -factor, found);
            }
            Node::Unary(Unary::Neg, a) => self.take_apart(a, -factor, found),
            Node::Binary(Binary::Mul, a, b) => match (self.value(a), self.value(b)) {
                (Some(value), _) => self.take_apart(b, factor * value, found),
                (_, Some(value)) => self.take_apart(a, factor * value, found),
                _ => found(id, factor),
            },
            _ => found(id, factor),
        }
    }

    fn shape(&self, id: NodeId) -> Result<Shape, Unwritten> {
        if let Some(value) = self.value(id) {
            return Ok(Shape::Number(value));
        }
        Ok(match self.node(id) {
            Node::State(index) => Shape::Name(Symbol::State(index as usize)),
            Node::Parameter(index) => {
                let position = self.varying.iter().position(|at| *at == index as usize);
                Shape::Name(Symbol::Parameter(position.unwrap_or_default()))
            }
            Node::Lift(index) => Shape::Alias(self.system.lifts[index as usize].node),
            Node::Binary(Binary::Add, a, b) => Shape::Apply(Operation::Add, a, b),
            Node::Binary(Binary::Sub, a, b) => Shape::Apply(Operation::Sub, a, b),
            Node::Binary(Binary::Mul, a, b) => Shape::Apply(Operation::Mul, a, b),
            Node::Binary(Binary::Div, a, b) => Shape::Apply(Operation::Div, a, b),
            node => match self.power(node) {
                Some((base, exponent)) => Shape::Apply(Operation::Power, base, exponent),
                None => return Err(Unwritten(node)),
            },
        })
    }

    /// The engine writes a power as `exp(exponent * ln(max(base, smallest)))`.
    fn power(&self, node: Node) -> Option<(NodeId, NodeId)> {
        let Node::Unary(Unary::Exp, product) = node else {
            return None;
        };
        let Node::Binary(Binary::Mul, exponent, logarithm) = self.node(product) else {
            return None;
        };
        let Node::Unary(Unary::Ln, floored) = self.node(logarithm) else {
            return None;
        };
        let Node::Binary(Binary::Max, base, floor) = self.node(floored) else {
            return None;
        };
        (self.value(floor) == Some(f64::MIN_POSITIVE)).then_some((base, exponent))
    }

    /// The operations that more than one other, or reaction, reads; operands before their users.
    fn shared(&self, roots: impl Iterator<Item = NodeId>) -> Result<BTreeSet<NodeId>, Unwritten> {
        let mut open: Vec<NodeId> = roots.collect();
        let mut seen = BTreeSet::new();
        let mut shared = BTreeSet::new();
        while let Some(id) = open.pop() {
            match self.shape(id)? {
                Shape::Alias(node) => open.push(node),
                Shape::Apply(_, a, b) if seen.insert(id) => open.extend([a, b]),
                Shape::Apply(..) => {
                    shared.insert(id);
                }
                Shape::Number(_) | Shape::Name(_) => {}
            }
        }
        Ok(shared)
    }

    fn term(&self, id: NodeId) -> Result<Term, Unwritten> {
        match self.rules.get(&id) {
            Some(rule) => Ok(Term::Name(Symbol::Rule(*rule))),
            None => self.definition(id),
        }
    }

    fn definition(&self, id: NodeId) -> Result<Term, Unwritten> {
        Ok(match self.shape(id)? {
            Shape::Number(value) => Term::Number(value),
            Shape::Name(symbol) => Term::Name(symbol),
            Shape::Alias(node) => self.term(node)?,
            Shape::Apply(operation, a, b) => {
                Term::Apply(operation, Box::new([self.term(a)?, self.term(b)?]))
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use engine::math::pow;
    use engine::{Graph, Model};

    use super::*;
    use crate::community;

    struct Point<'a> {
        states: &'a [f64],
        parameters: &'a [f64],
        constants: &'a [f64],
        rules: Vec<f64>,
    }

    impl Point<'_> {
        fn evaluate(&self, term: &Term) -> f64 {
            match term {
                Term::Number(value) => *value,
                Term::Name(Symbol::State(index)) => self.states[*index],
                Term::Name(Symbol::Parameter(position)) => self.parameters[*position],
                Term::Name(Symbol::Rule(index)) => self.rules[*index],
                Term::Name(Symbol::Constant(index)) => self.constants[*index],
                Term::Apply(operation, sides) => {
                    let [a, b] = [self.evaluate(&sides[0]), self.evaluate(&sides[1])];
                    match operation {
                        Operation::Add => a + b,
                        Operation::Sub => a - b,
                        Operation::Mul => a * b,
                        Operation::Div => a / b,
                        Operation::Power => pow(a, b),
                    }
                }
            }
        }
    }

    /// The rates of all states, and the sum of the sizes of what each is made of.
    fn rates(network: &Network, states: &[f64], parameters: &[f64]) -> Vec<(f64, f64)> {
        let mut point = Point {
            states,
            parameters,
            constants: &network.constants,
            rules: Vec::new(),
        };
        for rule in &network.rules {
            let value = point.evaluate(rule);
            point.rules.push(value);
        }
        let mut rates = vec![(0.0, 0.0); states.len()];
        for reaction in &network.reactions {
            let speed = point.evaluate(&reaction.rate);
            for (state, change) in &reaction.changes {
                rates[*state].0 += change * speed;
                rates[*state].1 += (change * speed).abs();
            }
        }
        rates
    }

    /// Sums are taken in another order and constant factors are collected: nothing but rounding differs.
    #[test]
    fn reactions_sum_to_the_rates_of_the_engine() {
        for shape in community::SHAPES {
            let system = community::system(shape);
            let program = community::program(&system);
            let network = Network::new(&system, program.varying()).expect("a community");
            for person in community::people(&system, &program, 5, 1.0) {
                let mut workspace = program.workspace::<1>();
                let parameters: Vec<[f64; 1]> = person.parameters.iter().map(|p| [*p]).collect();
                let states: Vec<[f64; 1]> = person.initial.iter().map(|y| [*y]).collect();
                let mut exact = vec![[0.0]; states.len()];
                program.preamble(&mut workspace, &parameters);
                program.rates(&mut workspace, &states, &mut exact);
                let found = rates(&network, &person.initial, &person.parameters);
                for ((state, (rate, size)), [exact]) in network.states.iter().zip(found).zip(exact)
                {
                    assert!(
                        (rate - exact).abs() <= 1e-13 * size,
                        "{} {state}: {rate} for {exact}",
                        shape.name
                    );
                }
            }
        }
    }

    #[test]
    fn what_moves_from_one_state_to_another_is_one_reaction() {
        let graph = Graph::new();
        let mut model = Model::new(&graph);
        let [from, to] = ["from", "to"].map(|name| model.state(name, "1", ""));
        let speed = model.parameter("speed", "1/d", 2.0);
        let moved = speed * from * to;
        model.rate(from, 0 - graph.constant(3.0) * moved);
        model.rate(to, moved);
        let system = model.build().expect("a model");
        let network = Network::new(&system, &[0]).expect("reactions");
        let changes: Vec<_> = network.reactions.iter().map(|one| &one.changes).collect();
        assert_eq!(changes, [&BTreeMap::from([(0, -3.0), (1, 1.0)])]);
        let fixed = Network::new(&system, &[]).expect("reactions");
        assert!(fixed.parameters.is_empty());
        assert_eq!(rates(&fixed, &[0.5, 0.25], &[])[0].0, -0.75);
    }

    #[test]
    fn what_cannot_be_written_is_an_error() {
        let graph = Graph::new();
        let mut model = Model::new(&graph);
        let state = model.state("state", "1", "");
        let speed = model.parameter("speed", "1/d", 2.0);
        model.rate(state, speed * state.min(1));
        let system = model.build().expect("a model");
        assert!(Network::new(&system, &[]).is_err());
    }
}
