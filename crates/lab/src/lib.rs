//! The laboratory: people, protocols and runs over the gut-skin axis, and the statistics that trials are planned and analysed with.

pub mod acceptance;
pub mod calibration;
pub mod cohort;
pub mod credibility;
pub mod diary;
pub mod draws;
pub mod evidence;
pub mod examples;
pub mod habits;
pub mod laboratory;
pub mod life;
pub mod mismatch;
pub mod observation;
pub mod outcome;
pub mod people;
pub mod person;
pub mod population;
pub mod profiles;
pub mod protocol;
pub mod quantity;
pub mod reference;
pub mod rests;
pub mod run;
mod run_in;
pub mod scenario;
mod simulate;
pub mod sources;
pub mod statistics;
pub mod stool;
pub mod strengths;
pub mod trial;
mod warnings;
pub mod why;

pub use engine::ModelFault;
pub use physiology;
