//! The statistics against values that other programs gave (R 4 with its packages stats, nlme, pwr and mvtnorm; SciPy 1.17), against published
//! tables and data, and against what they promise of themselves: error rates, power, and the same answer on another scale.

mod analyses;
mod clusters;
mod common;
mod copula;
mod distributions;
mod faults;
mod growth;
mod multiplicity;
mod power;
mod responders;
mod survival;
mod trials;
mod weights;
