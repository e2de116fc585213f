//! What the targets do with their bytes, by what they read. The tests `corpus` of the crates that read it do the same with all that was kept.

pub mod profiles;
pub mod protocols;
pub mod tables;
