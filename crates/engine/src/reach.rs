//! Reach: which observables a parameter can move at all, directly or through states and lifted quantities.
//!
//! It follows the equations, not the numbers: what is reached may still be moved by next to nothing. What is not reached stays the same, but
//! for the steps: these are chosen for all states together. Starts of states do not count: a parameter that is changed on the way finds
//! them already there.

use crate::arena::Arena;
use crate::expression::{Node, NodeId};
use crate::model::System;

/// The ways from parameters to observables in a system whose other parameters are constants.
pub struct Reach {
    arena: Arena,
    rates: Vec<NodeId>,
    lifts: Vec<NodeId>,
    observables: Vec<NodeId>,
}

impl Reach {
    /// The ways that are open while these parameters vary and all others stay at their defaults: a term that a default of zero multiplies
    /// is no way.
    pub fn new(system: &System, varying: &[usize]) -> Self {
        let mut fixed: Vec<Option<f64>> = system
            .parameters
            .iter()
            .map(|parameter| Some(parameter.default))
            .collect();
        for index in varying {
            fixed[*index] = None;
        }
        let same: Vec<u32> = (0..system.parameters.len() as u32).collect();
        let mut arena = Arena::new();
        let places = arena.import(&system.nodes, &fixed, &same);
        let place = |id: NodeId| places[id.index()];
        Self {
            rates: system.rates.iter().copied().map(place).collect(),
            lifts: system.lifts.iter().map(|lift| place(lift.node)).collect(),
            observables: system
                .observables
                .iter()
                .map(|seen| place(seen.node))
                .collect(),
            arena,
        }
    }

    /// The observables, by their place, that a parameter reaches; none when it is not among those that vary.
    pub fn observables(&self, parameter: usize) -> Vec<usize> {
        let mut states = vec![false; self.rates.len()];
        let mut lifts = vec![false; self.lifts.len()];
        loop {
            let reached = self.nodes(parameter, &states, &lifts);
            let at = |roots: &[NodeId]| -> Vec<bool> {
                roots.iter().map(|root| reached[root.index()]).collect()
            };
            let further = (at(&self.rates), at(&self.lifts));
            if further == (states, lifts) {
                let places = 0..self.observables.len();
                return places
                    .filter(|place| reached[self.observables[*place].index()])
                    .collect();
            }
            (states, lifts) = further;
        }
    }

    /// Which nodes depend on the parameter, or on states and lifted quantities that do.
    fn nodes(&self, parameter: usize, states: &[bool], lifts: &[bool]) -> Vec<bool> {
        let mut reached: Vec<bool> = Vec::with_capacity(self.arena.nodes.len());
        for node in &self.arena.nodes {
            let own = match *node {
                Node::Parameter(index) => index as usize == parameter,
                Node::State(index) => states[index as usize],
                Node::Lift(index) => lifts[index as usize],
                _ => node.operands().any(|operand| reached[operand.index()]),
            };
            reached.push(own);
        }
        reached
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Graph, Model};

    /// `cut` acts on the first state, which a lifted quantity hands to the second; `closed` multiplies the way to the third.
    fn chain() -> System {
        let graph = Graph::new();
        let mut model = Model::new(&graph);
        let states = ["first", "second", "third"].map(|name| model.state(name, "1", ""));
        let [cut, closed] =
            [("cut", 1.0), ("closed", 0.0)].map(|(name, value)| model.parameter(name, "1", value));
        let pace = model.parameter("pace", "1/d", 1.0);
        let handed = model.lift("handed", states[0] * 2);
        model.rate(states[0], pace * (cut - states[0]));
        model.rate(states[1], pace * (handed - states[1]));
        model.rate(states[2], pace * (closed * states[1] - states[2]));
        for (state, name) in states.iter().zip(["a", "b", "c"]) {
            model.observable(name, "1", "", *state);
        }
        model.observable("d", "1", "", cut);
        model.build().expect("sound equations")
    }

    #[test]
    fn what_is_reached_is_reached_through_states_and_lifted_quantities() {
        let system = chain();
        let place = |name: &str| system.parameter(name).expect("a parameter");
        let (cut, closed) = (place("cut"), place("closed"));
        assert_eq!(Reach::new(&system, &[cut]).observables(cut), [0, 1, 3]);
        let both = Reach::new(&system, &[cut, closed]);
        assert_eq!(both.observables(cut), [0, 1, 2, 3], "the way opens");
        assert_eq!(both.observables(closed), [2]);
        assert_eq!(Reach::new(&system, &[closed]).observables(cut), [0; 0]);
    }
}
