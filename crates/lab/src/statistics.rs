//! Statistics: what a trial is analysed and planned with. Pure functions over numbers; nothing here knows what a person or a skin score is.
//!
//! - An effect with its uncertainty is an [`Estimate`]. It comes from two groups ([`t_test`]), from a baseline and arms ([`ancova`](mod@ancova)),
//!   from two periods ([`crossover`](mod@crossover)), from people who were randomised together ([`clusters`]), from repeated visits of which
//!   some were missed ([`mmrm`](mod@mmrm), over [`mixed`]).
//! - People who responded or did not are compared in [`responders`] and [`exact`]; times until an event in [`survival`].
//! - Several comparisons share one error rate in [`multiplicity`] and [`dunnett`].
//! - How many people it takes is known by formula ([`power`]) or by trying ([`simulated`], [`search`](mod@search)).
//! - What data leave of what was thought before is found by [`tempering`].
//! - A population is brought to published numbers by [`weights`], and its covariates are tied together by [`copula`].
//!
//! What cannot be computed is a [`Fault`], a sentence that says why. All of it gives the same bits on every machine: the functions behind it
//! ([`distributions`]) are made of the engine's `exp` and `ln` and of `libm`.
//!
//! ```
//! use lab::statistics::t_test;
//! let easi_change = t_test::pooled(&[-3.0, -5.0, -1.0, -4.0], &[-9.0, -7.0, -12.0, -8.0])?;
//! assert_eq!(easi_change.value, -5.75);
//! assert!(easi_change.p() < 0.01);
//! # Ok::<(), lab::statistics::Fault>(())
//! ```

pub mod ancova;
pub mod clusters;
pub mod copula;
pub mod crossover;
pub mod distributions;
pub mod dunnett;
mod estimate;
pub mod exact;
mod fault;
mod matrix;
pub mod mixed;
pub mod mmrm;
pub mod multiplicity;
pub(crate) mod numeric;
pub mod power;
pub mod rank;
mod regression;
pub mod responders;
pub mod search;
pub mod simulated;
pub mod survival;
pub mod t_test;
pub mod tempering;
pub mod weights;

pub use estimate::Estimate;
pub use fault::Fault;
