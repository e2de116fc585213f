//! Parameters that follow what is observed: a fixed point to which everything else is relative, found in one integration.

use crate::expression::{Binary, Node, NodeId};
use crate::model::{StateInfo, System, TOLERANCE_IN_UNITS};

impl System {
    /// The system in which each of these parameters has become a state that goes to an observable at this rate (1/d), from the parameter's
    /// default on. Where all is at rest the parameter is what is observed. Starts of the other states see the default.
    ///
    /// The new states stand after the others, in the order of `followers`: the places of a parameter and of the observable it follows. The
    /// parameters keep their places; nothing reads them any more.
    ///
    /// ```
    /// use engine::{Graph, Model};
    /// let graph = Graph::new();
    /// let mut model = Model::new(&graph);
    /// let mass = model.state("mass", "mg", "drug in the body");
    /// let usual = model.parameter("usual", "mg", 1.0);
    /// let loss = model.parameter("loss", "mg/d", 2.0);
    /// model.rate(mass, loss - loss * mass / usual);
    /// model.observable("seen", "mg", "drug in the body", mass);
    /// let system = model.build().unwrap().with_followers(&[(0, 0)], 0.1);
    /// assert_eq!(system.states[1].name, "usual");
    /// ```
    ///
    /// # Panics
    /// When a place is not there.
    pub fn with_followers(mut self, followers: &[(usize, usize)], rate: f64) -> Self {
        let states = self.states.len();
        let offset = self.nodes.len() as u32;
        // Starts go on reading the nodes as they were; all else reads copies.
        let copies: Vec<Node> = self
            .nodes
            .iter()
            .map(|node| match node {
                Node::Parameter(index) => {
                    let mut all = followers.iter();
                    let place = all.position(|(parameter, _)| parameter == &(*index as usize));
                    place.map_or(*node, |place| Node::State((states + place) as u32))
                }
                other => other.map_operands(|id| NodeId(id.0 + offset)),
            })
            .collect();
        self.nodes.extend(copies);
        let moved = |id: &mut NodeId| id.0 += offset;
        self.rates.iter_mut().for_each(moved);
        self.lifts.iter_mut().for_each(|lift| moved(&mut lift.node));
        let observables = self.observables.iter_mut();
        observables.for_each(|seen| moved(&mut seen.node));
        let rate = self.push(Node::constant(rate));
        for (place, (parameter, observable)) in followers.iter().enumerate() {
            let info = &self.parameters[*parameter];
            let state = StateInfo {
                name: info.name.clone(),
                unit: info.unit.clone(),
                meaning: self.observables[*observable].meaning.clone(),
                tolerance: TOLERANCE_IN_UNITS * info.unit.size(),
                initial: None,
            };
            let default = Node::constant(info.default);
            let initial = Some(self.push(default));
            self.states.push(StateInfo { initial, ..state });
            let own = self.push(Node::State((states + place) as u32));
            let seen = self.observables[*observable].node;
            let behind = self.push(Node::Binary(Binary::Sub, seen, own));
            let follows = self.push(Node::Binary(Binary::Mul, rate, behind));
            self.rates.push(follows);
        }
        self
    }

    fn push(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId((self.nodes.len() - 1) as u32)
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Graph, Model, Options, Program, Schedule, Steady, Subject, System, Width, integrate,
    };

    /// A mass that starts at the usual one, and whose loss is relative to it: it rests where gain and loss are equal once the usual mass
    /// is its own.
    fn relative() -> System {
        let graph = Graph::new();
        let mut model = Model::new(&graph);
        let mass = model.state("mass", "mg", "substance");
        let usual = model.parameter("usual", "mg", 1e-3);
        let gain = model.parameter("gain", "mg/d", 3e-3);
        let loss = model.parameter("loss", "1/d", 0.5);
        let total = model.lift("total", mass / usual);
        model.initial(mass, 2 * usual);
        model.rate(mass, gain * total - loss * mass);
        model.observable("usual_seen", "mg", "the mass", total * usual);
        model.build().unwrap()
    }

    #[test]
    fn at_rest_the_parameter_is_what_is_observed() {
        let system = relative().with_followers(&[(0, 0)], 0.3);
        let program = Program::compile(&system, &[]);
        let initial = program.initial(&[]);
        // The start of the mass sees the default; masses are in grams.
        assert_eq!(initial, [2e-6, 1e-6]);
        let subject = Subject {
            initial,
            parameters: Vec::new(),
            schedule: Schedule {
                until: 1e4,
                ..Schedule::default()
            },
        };
        let options = Options {
            width: Width::One,
            steady: Some(Steady {
                rate: 1e-9,
                excluded: Vec::new(),
                after: 1.0,
            }),
            ..Options::default()
        };
        let outcomes = integrate(&program, &[subject], &options, &mut |_| true);
        let found = outcomes.into_iter().flatten().next().unwrap().unwrap();
        assert!(found.steady);
        for value in found.end {
            assert!((value / 6e-6 - 1.0).abs() < 1e-6, "{value}");
        }
    }
}
