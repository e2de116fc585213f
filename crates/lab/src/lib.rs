//! The laboratory: people, protocols and runs over the gut-skin axis.

pub mod habits;
pub mod laboratory;
pub mod life;
pub mod outcome;
pub mod person;
pub mod quantity;
pub mod reference;
pub mod run;
pub mod scenario;
pub mod stool;

pub use engine::ModelFault;
pub use physiology;
