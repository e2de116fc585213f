//! A model under construction: states with their rates, parameters, lifted quantities and observables.
//!
//! Organs (or any other source of equations) declare states, then write rates. [`Model::build`] checks every equation once and gives
//! a [`System`], plain data that the rest of the engine compiles.
//!
//! ```
//! use engine::{Graph, Model};
//! let graph = Graph::new();
//! let mut model = Model::new(&graph);
//! let mass = model.state("mass", "mg", "drug in the body");
//! let clearance = model.parameter("clearance", "1/h", 0.1);
//! model.rate(mass, -clearance * mass);
//! assert!(model.build().is_ok());
//! ```

use std::collections::BTreeMap;
use std::fmt;

use crate::expression::{Expr, Graph, Node, NodeId};
use crate::units::{Dimension, Unit};

/// The share of a state's unit below which its error does not count.
pub(crate) const TOLERANCE_IN_UNITS: f64 = 1e-9;

/// A quantity that changes in time.
#[derive(Clone, Debug)]
pub struct StateInfo {
    /// Dotted name.
    pub name: String,
    /// Unit in which people read it.
    pub unit: Unit,
    /// What it is, in a line.
    pub meaning: String,
    /// Absolute tolerance of the integration, in base units.
    pub tolerance: f64,
    /// Where it starts unless told otherwise: an expression over parameters; zero when left out.
    pub initial: Option<NodeId>,
}

/// A number from outside.
#[derive(Clone, Debug)]
pub struct ParameterInfo {
    /// Dotted name.
    pub name: String,
    /// Unit in which people give it.
    pub unit: Unit,
    /// Its value unless told otherwise, in base units.
    pub default: f64,
}

/// An intermediate quantity that is an unknown of its own in the linear system.
#[derive(Clone, Debug)]
pub struct LiftInfo {
    /// Dotted name.
    pub name: String,
    /// What it equals; may use lifts of smaller index.
    pub node: NodeId,
}

/// A quantity to read off a trajectory.
#[derive(Clone, Debug)]
pub struct ObservableInfo {
    /// Dotted name.
    pub name: String,
    /// Unit in which it is reported.
    pub unit: Unit,
    /// What it is, in a line.
    pub meaning: String,
    /// How it is computed.
    pub node: NodeId,
}

/// A checked model: plain data, ready to compile.
#[derive(Clone, Debug)]
pub struct System {
    /// The expression graph; operands stand before the nodes that use them.
    pub nodes: Vec<Node>,
    /// The states.
    pub states: Vec<StateInfo>,
    /// The parameters.
    pub parameters: Vec<ParameterInfo>,
    /// The lifted quantities.
    pub lifts: Vec<LiftInfo>,
    /// The rate of every state, in base units per day.
    pub rates: Vec<NodeId>,
    /// The observables.
    pub observables: Vec<ObservableInfo>,
}

impl System {
    /// The parameter of that name.
    pub fn parameter(&self, name: &str) -> Option<usize> {
        self.parameters.iter().position(|info| info.name == name)
    }

    /// The state of that name.
    pub fn state(&self, name: &str) -> Option<usize> {
        self.states.iter().position(|info| info.name == name)
    }

    /// The observable of that name.
    pub fn observable(&self, name: &str) -> Option<usize> {
        self.observables.iter().position(|info| info.name == name)
    }
}

/// Something wrong in the equations themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelFault {
    /// The equation, such as "the rate of `colon.acetate`"; empty when the fault belongs to none.
    pub equation: String,
    /// What is wrong.
    pub message: String,
}

impl fmt::Display for ModelFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.equation.is_empty() {
            f.write_str(&self.message)
        } else {
            write!(f, "in {}: {}", self.equation, self.message)
        }
    }
}

impl std::error::Error for ModelFault {}

/// A model under construction.
pub struct Model<'g> {
    graph: &'g Graph,
    states: Vec<StateInfo>,
    state_nodes: Vec<Expr<'g>>,
    parameters: Vec<ParameterInfo>,
    lifts: Vec<LiftInfo>,
    rates: BTreeMap<u32, Expr<'g>>,
    observables: Vec<ObservableInfo>,
    names: BTreeMap<String, &'static str>,
}

impl<'g> Model<'g> {
    /// A model without equations whose expressions live in `graph`.
    pub fn new(graph: &'g Graph) -> Self {
        Self {
            graph,
            states: Vec::new(),
            state_nodes: Vec::new(),
            parameters: Vec::new(),
            lifts: Vec::new(),
            rates: BTreeMap::new(),
            observables: Vec::new(),
            names: BTreeMap::new(),
        }
    }

    /// The graph of its expressions.
    pub fn graph(&self) -> &'g Graph {
        self.graph
    }

    fn unit(&self, name: &str, text: &str) -> Unit {
        Unit::parse(text).unwrap_or_else(|error| {
            self.graph.report(format!("`{name}`: {error}"));
            // The fault is reported; a pure number stands in so that the other equations are still checked.
            Unit::parse("1").unwrap_or_else(|_| unreachable!("`1` is a unit"))
        })
    }

    fn claim(&mut self, name: &str, kind: &'static str) {
        if let Some(other) = self.names.insert(name.to_owned(), kind) {
            self.graph.report(format!(
                "`{name}` is declared twice, as {other} and as {kind}"
            ));
        }
    }

    /// Declares a state, zero at the start. Choose the unit so that usual values are about 1: a thousand millionth of it is the
    /// absolute tolerance of the integration.
    pub fn state(
        &mut self,
        name: impl Into<String>,
        unit: &str,
        meaning: impl Into<String>,
    ) -> Expr<'g> {
        let name = name.into();
        self.claim(&name, "a state");
        let unit = self.unit(&name, unit);
        let node = Node::State(self.states.len() as u32);
        let expr = self.graph.leaf(node, unit.dimension(), &name);
        self.states.push(StateInfo {
            name,
            tolerance: TOLERANCE_IN_UNITS * unit.size(),
            unit,
            meaning: meaning.into(),
            initial: None,
        });
        self.state_nodes.push(expr);
        expr
    }

    fn state_index(&self, state: Expr<'g>, what: &str) -> Option<usize> {
        match state.node() {
            Node::State(index) => Some(index as usize),
            _ => {
                self.graph.report(format!(
                    "{what} was given to {state:?}, which is not a state"
                ));
                None
            }
        }
    }

    /// Where a state starts: an expression over parameters.
    pub fn initial(&mut self, state: Expr<'g>, value: Expr<'g>) {
        let Some(index) = self.state_index(state, "a start") else {
            return;
        };
        if value.dimension() != state.dimension() && value.node().value() != Some(0.0) {
            self.graph.report(format!(
                "the start of `{}` is in {}, the state in {}",
                self.states[index].name,
                value.dimension(),
                state.dimension()
            ));
        }
        self.states[index].initial = Some(value.id());
    }

    /// Declares a parameter with its value in that unit.
    pub fn parameter(&mut self, name: impl Into<String>, unit: &str, value: f64) -> Expr<'g> {
        let name = name.into();
        self.claim(&name, "a parameter");
        let unit = self.unit(&name, unit);
        let node = Node::Parameter(self.parameters.len() as u32);
        let expr = self.graph.leaf(node, unit.dimension(), &name);
        self.parameters.push(ParameterInfo {
            name,
            default: unit.to_base(value),
            unit,
        });
        expr
    }

    /// Lifts an intermediate quantity: it stays an unknown of its own in the linear system. Worth it for what depends on many states
    /// and is used by many rates (a volume, a pH), because the Jacobian then stays sparse.
    pub fn lift(&mut self, name: impl Into<String>, value: Expr<'g>) -> Expr<'g> {
        let name = name.into();
        self.claim(&name, "a lifted quantity");
        let node = Node::Lift(self.lifts.len() as u32);
        let expr = self.graph.leaf(node, value.dimension(), &name);
        self.lifts.push(LiftInfo {
            name,
            node: value.id(),
        });
        expr
    }

    /// Writes the rate of change of a state.
    pub fn rate(&mut self, state: Expr<'g>, rate: Expr<'g>) {
        let Some(index) = self.state_index(state, "a rate") else {
            return;
        };
        if self.rates.insert(index as u32, rate).is_some() {
            self.graph
                .report(format!("`{}` is given two rates", self.states[index].name));
        }
    }

    /// Declares a quantity to read off trajectories.
    pub fn observable(
        &mut self,
        name: impl Into<String>,
        unit: &str,
        meaning: impl Into<String>,
        value: Expr<'g>,
    ) {
        let name = name.into();
        if self.observables.iter().any(|other| other.name == name) {
            self.graph.report(format!("`{name}` is observed twice"));
        }
        let unit = self.unit(&name, unit);
        if unit.dimension() != value.dimension() && value.node().value() != Some(0.0) {
            self.graph.report(format!(
                "the observable `{name}` is to be read in {unit} [{}], but its equation gives [{}]: {value:?}",
                unit.dimension(),
                value.dimension()
            ));
        }
        self.observables.push(ObservableInfo {
            name,
            unit,
            meaning: meaning.into(),
            node: value.id(),
        });
    }

    /// Checks all equations.
    ///
    /// # Errors
    /// Every fault: dimensions that clash (naming both sides and the equation), states without a rate, rates per something else than
    /// time, names used twice, unknown units.
    pub fn build(self) -> Result<System, Vec<ModelFault>> {
        let nodes = self.graph.nodes();
        let mut faults: Vec<ModelFault> = self
            .graph
            .faults()
            .into_iter()
            .map(|message| ModelFault {
                equation: String::new(),
                message,
            })
            .collect();
        faults.extend(self.rate_faults());
        faults.extend(self.clash_faults(&nodes));
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(System {
            nodes,
            states: self.states,
            parameters: self.parameters,
            lifts: self.lifts,
            rates: self.rates.values().map(|rate| rate.id()).collect(),
            observables: self.observables,
        })
    }

    fn rate_faults(&self) -> Vec<ModelFault> {
        let mut faults = Vec::new();
        for (index, state) in self.states.iter().enumerate() {
            let equation = format!("the rate of `{}`", state.name);
            let Some(rate) = self.rates.get(&(index as u32)) else {
                let message = "the state has no rate".to_owned();
                faults.push(ModelFault { equation, message });
                continue;
            };
            let expected = state.unit.dimension().over(Dimension::TIME);
            if rate.dimension() != expected && rate.node().value() != Some(0.0) {
                let message = format!(
                    "`{}` is in {} and needs a rate in [{expected}], but it is given {rate:?} in [{}]",
                    state.name,
                    state.unit,
                    rate.dimension()
                );
                faults.push(ModelFault { equation, message });
            }
        }
        faults
    }

    fn clash_faults(&self, nodes: &[Node]) -> Vec<ModelFault> {
        let clashes = self.graph.clashes();
        if clashes.is_empty() {
            return Vec::new();
        }
        let equations = self.equations();
        clashes
            .into_iter()
            .map(|clash| ModelFault {
                equation: equations
                    .iter()
                    .find(|(_, root)| reaches(nodes, *root, clash.at))
                    .map(|(name, _)| name.clone())
                    .unwrap_or_default(),
                message: clash.message,
            })
            .collect()
    }

    fn equations(&self) -> Vec<(String, NodeId)> {
        let rates = self.rates.iter().map(|(index, rate)| {
            let name = &self.states[*index as usize].name;
            (format!("the rate of `{name}`"), rate.id())
        });
        let lifts = self
            .lifts
            .iter()
            .map(|lift| (format!("the equation of `{}`", lift.name), lift.node));
        let observables = self
            .observables
            .iter()
            .map(|seen| (format!("the observable `{}`", seen.name), seen.node));
        rates.chain(lifts).chain(observables).collect()
    }
}

/// Whether `root` is computed from `target`.
fn reaches(nodes: &[Node], root: NodeId, target: NodeId) -> bool {
    let mut open = vec![root];
    let mut seen = vec![false; nodes.len()];
    while let Some(id) = open.pop() {
        if id == target {
            return true;
        }
        // Operands stand before their users: nothing below the target can lead to it.
        if id < target || std::mem::replace(&mut seen[id.index()], true) {
            continue;
        }
        open.extend(nodes[id.index()].operands());
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(write: impl for<'g> FnOnce(&mut Model<'g>)) -> Vec<String> {
        let graph = Graph::new();
        let mut model = Model::new(&graph);
        write(&mut model);
        match model.build() {
            Ok(_) => Vec::new(),
            Err(faults) => faults.iter().map(ToString::to_string).collect(),
        }
    }

    #[test]
    fn a_clash_names_both_sides_the_state_and_the_equation() {
        let faults = faults(|model| {
            let mucus = model.state("mucus", "um", "thickness");
            let loss = model.parameter("loss", "g/d", 1.0);
            let turnover = model.parameter("turnover", "1/d", 1.0);
            model.rate(mucus, loss - turnover * mucus);
        });
        assert!(
            faults.iter().any(|fault| fault
                .starts_with("in the rate of `mucus`: cannot subtract:")
                && fault.contains("`loss` [d-1.g]")
                && fault.contains("`(turnover * mucus)` [d-1.dm]")),
            "{faults:#?}"
        );
    }

    #[test]
    fn a_rate_per_nothing_is_refused() {
        let faults = faults(|model| {
            let mass = model.state("mass", "g", "");
            model.rate(mass, mass);
        });
        assert_eq!(faults.len(), 1);
        assert!(faults[0].contains("needs a rate in [d-1.g]"), "{faults:?}");
    }

    #[test]
    fn every_fault_is_reported_at_once() {
        let faults = faults(|model| {
            model.state("alone", "g", "");
            let twice = model.state("twice", "furlong", "");
            model.state("twice", "g", "");
            model.rate(twice, twice);
        });
        for part in [
            "no rate",
            "declared twice",
            "`furlong` is not a unit",
            "needs a rate",
        ] {
            assert!(
                faults.iter().any(|fault| fault.contains(part)),
                "{part} in {faults:#?}"
            );
        }
    }

    #[test]
    fn zero_has_every_dimension_and_trivial_terms_vanish() {
        let graph = Graph::new();
        let mut model = Model::new(&graph);
        let mass = model.state("mass", "g", "");
        assert_eq!((mass + 0).id(), mass.id());
        assert_eq!((mass * 1).id(), mass.id());
        assert_eq!(mass.max(0).dimension(), mass.dimension());
        let rate = model.parameter("rate", "1/d", 2.0);
        assert_eq!((rate * mass).id(), (rate * mass).id());
        model.rate(mass, 0 - rate * mass);
        assert!(model.build().is_ok());
    }
}
