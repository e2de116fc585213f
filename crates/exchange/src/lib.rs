//! What comes in from files and goes out to them.
//!
//! In: stool profiles. A file is opened with a limit on its size and unpacked if it is compressed; the first reader that recognises
//! its content turns it into samples of named clades, by way of a [`profile::FeatureTable`] where it has features of which another file
//! says what they are; one sample is chosen; its names meet the genera of the model, and what became of each is reported.
//! [`profile::read_stool`] goes all the way.
//!
//! In as well: what is known of the people ([`metadata`]), diaries ([`diary`]), and foods of USDA FoodData Central ([`food_central`]), all
//! of them tables whose every cell is checked.
//!
//! Out: tables. A [`table::Table`] of named columns with units is written as CSV, Parquet or Arrow, wide or long, whole or not at all. What a large run comes
//! to goes into a folder part by part, each of several tables: a [`dataset::Dataset`], which a run that was stopped takes up again.
//!
//! And reports: what a trial found, what became of published findings, or what stool profiles imply, as one page to read
//! ([`report::trial`], [`report::evidence`], [`report::profiles`]).
//!
//! And equations: where an arrow stands in the model, typeset ([`equations::of_arrow`]).
//!
//! The main types are [`profile::ProfileFile`] (what a file holds) and [`profile::Synonyms`] (old and new names). This crate writes
//! no equations of its own, and it prints nothing: faults and notes go back to the caller.

mod atomic;
pub mod dataset;
pub mod diary;
mod disk;
pub mod equations;
pub mod food_central;
pub mod metadata;
pub mod profile;
mod refusal;
pub mod report;
mod sheet;
pub mod table;

pub use refusal::reason;

use std::io;
use std::path::Path;

/// Writes a file, whole or not at all: when it returns, the file lasts.
///
/// # Errors
/// The system refuses it.
pub fn save(path: &Path, bytes: &[u8]) -> io::Result<()> {
    atomic::write_bytes(&disk::System, path, bytes)
}
