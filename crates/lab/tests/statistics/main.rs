//! The statistics against values that other programs gave (R 4 with its packages stats, nlme, pwr and mvtnorm; SciPy), against published
//! tables and data, and against what they promise of themselves: error rates, coverage, and the same answer on another scale.

mod analyses;
mod common;
mod growth;
