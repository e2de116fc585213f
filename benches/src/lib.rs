//! What the measuring programs share: the generated communities of the engine's benchmark, as plain models for anybody to run.
//!
//! 1. [`community`] gives a system of equations and its people;
//! 2. [`network`] reads the equations as reactions, the form in which other simulators are fastest;
//! 3. [`sbml`] and [`diffsl`] write them down.

#[path = "../../crates/engine/benches/community/mod.rs"]
pub mod community;
pub mod diffsl;
pub mod network;
pub mod sbml;
