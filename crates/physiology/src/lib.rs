//! The gut-skin axis as equations over data.
//!
//! Numbers, taxa, foods and agents come as named texts ([`data::Data`]); a [`builder::Builder`] turns their names into expressions of the
//! engine; every organ writes its equations with it, one file per organ.
//!
//! What this crate must not know: people and protocols, files, terminals.

pub mod adaptive;
pub mod agents;
pub mod arrows;
pub mod axis;
pub mod blood;
pub mod body;
pub mod builder;
pub mod colon;
pub mod coverage;
pub mod data;
pub mod document;
pub mod food;
pub mod innate;
pub mod intake;
pub mod lining;
pub mod metabolism;
pub mod names;
pub mod numbers;
pub mod response;
pub mod scores;
pub mod signals;
pub mod skin;
pub mod stress;
pub mod taxa;
pub mod traits;
