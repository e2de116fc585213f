//! The engine: equations in, trajectories out. It knows no biology.
//!
//! The way of the data:
//! 1. a [`Model`] collects states, parameters and rates as expressions over a [`Graph`]; every number has a unit
//!    ([`units`]) and every node a dimension;
//! 2. [`Model::build`] checks all equations and gives a [`System`], plain data;
//! 3. [`Program::compile`] differentiates it and schedules tapes that run on lanes of people at once;
//! 4. [`integrate()`](integrate::integrate) takes many subjects, each with its own times, inputs and doses, through one program.
//!
//! What the engine must not know: files, terminals, people, organs.

// Lanes of several arrays are walked side by side by index: that is what the compiler turns into vectors.
#![allow(clippy::needless_range_loop)]

mod arena;
mod derivative;
pub mod expression;
mod follow;
pub mod integrate;
pub mod lu;
pub mod math;
mod method;
pub mod model;
pub mod program;
pub mod reach;
mod room;
mod rosenbrock;
mod tape;
pub mod units;

pub use expression::{Binary, Expr, Graph, IntoExpr, Node, NodeId, Unary, select};
pub use integrate::{
    Cause, Failure, Filling, Options, Outcome, Position, Schedule, Sink, Steady, Subject,
    Trajectory, Width, integrate, integrate_each,
};
pub use model::{LiftInfo, Model, ModelFault, ObservableInfo, ParameterInfo, StateInfo, System};
pub use program::{Program, Size, Workspace};
pub use reach::Reach;
pub use tape::Extent;
pub use units::{Dimension, Unit, UnitError};
