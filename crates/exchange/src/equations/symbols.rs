//! How states, quantities and numbers are written in equations: the dotted names of the model, the same everywhere.

use engine::{Node, System};

/// The names of what stands at the ends of expressions.
pub(super) struct Symbols<'a>(&'a System);

/// What a name is of, which decides how it is set.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Something that changes by itself: set in italics.
    Changing,
    /// A number: set upright.
    Number,
    /// The gain of an arrow: set bold.
    Gain,
}

impl<'a> Symbols<'a> {
    pub fn of(system: &'a System) -> Self {
        Self(system)
    }

    /// The name of a parameter, by its place.
    pub fn parameter(&self, place: usize) -> &'a str {
        &self.0.parameters[place].name
    }

    /// The name of a node and its role; none of an operation or a constant.
    pub fn leaf(&self, node: Node) -> Option<(&'a str, Role)> {
        match node {
            Node::State(place) => Some((&self.0.states[place as usize].name, Role::Changing)),
            Node::Lift(place) => Some((&self.0.lifts[place as usize].name, Role::Changing)),
            Node::Parameter(place) => {
                let name = self.parameter(place as usize);
                let role = match name.starts_with("arrow.") {
                    true => Role::Gain,
                    false => Role::Number,
                };
                Some((name, role))
            }
            _ => None,
        }
    }
}
