//! The engine: equations in, trajectories out. It knows no biology.
//!
//! The way of the data:
//! 1. a [`Model`] collects states, parameters and rates as expressions over a [`Graph`]; every number has a unit
//!    ([`units`]) and every node a dimension;
//! 2. [`Model::build`] checks all equations and gives a [`System`], plain data.
//!
//! What the engine must not know: files, terminals, people, organs.

pub mod expression;
pub mod lu;
pub mod math;
pub mod model;
pub mod units;

pub use expression::{Binary, Expr, Graph, IntoExpr, Node, NodeId, Unary, select};
pub use model::{LiftInfo, Model, ModelFault, ObservableInfo, ParameterInfo, StateInfo, System};
pub use units::{Dimension, Unit, UnitError};
