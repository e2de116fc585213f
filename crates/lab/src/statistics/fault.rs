//! Why there is no answer, a sentence each.

use std::fmt;

/// What kept a statistic from being computed.
#[derive(Clone, Debug, PartialEq)]
pub enum Fault {
    /// There are not enough of something.
    TooFew {
        /// Of what.
        of: &'static str,
        /// How many there are.
        found: usize,
        /// How many it takes.
        needed: usize,
    },
    /// A column has another length than what it goes with.
    Lengths {
        /// What the column holds.
        of: &'static str,
        /// How long it should be.
        expected: usize,
        /// How long it is.
        found: usize,
    },
    /// Places are not in order, each once.
    Unordered(&'static str),
    /// A number is infinite or not a number.
    NotFinite(&'static str),
    /// A number lies where it has no meaning.
    OutOfRange {
        /// The number's name.
        what: &'static str,
        /// The number.
        value: f64,
        /// Where it would have a meaning.
        range: &'static str,
    },
    /// Everybody has the same value, so there is nothing to compare an effect with.
    NoVariance(&'static str),
    /// What is asked for cannot be told apart from the rest of the model.
    Confounded(&'static str),
    /// No people could have these correlations all at once.
    NotPositiveDefinite {
        /// The pair that breaks the matrix, as row and column.
        pair: (usize, usize),
    },
    /// A search did not end.
    DidNotConverge(&'static str),
    /// No weights of these people meet the target.
    Unreachable {
        /// Which target, from 0.
        target: usize,
    },
    /// The weights leave too few people that count.
    FewEffective {
        /// How many people the weighted ones are worth.
        effective: f64,
        /// How many there are.
        people: usize,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { of, found, needed } => {
                write!(f, "there are too few {of}: {found}, and it takes {needed}")
            }
            Self::Lengths {
                of,
                expected,
                found,
            } => write!(f, "{of} should have length {expected}, but has {found}"),
            Self::Unordered(what) => write!(f, "{what} are not in order, each once"),
            Self::NotFinite(what) => write!(f, "{what} holds a value that is not finite"),
            Self::OutOfRange { what, value, range } => {
                write!(f, "{what} is {value}, but must be {range}")
            }
            Self::NoVariance(what) => write!(f, "{what} does not vary, so nothing can be tested"),
            Self::Confounded(what) => write!(
                f,
                "{what} cannot be told apart from the rest of the model in these data"
            ),
            Self::NotPositiveDefinite {
                pair: (row, column),
            } => write!(
                f,
                "the correlations contradict each other: the one of {row} with {column} does not go with the rest"
            ),
            Self::DidNotConverge(what) => write!(f, "{what} did not settle"),
            Self::Unreachable { target } => {
                write!(
                    f,
                    "target {target} (from 0) lies beyond what any weights of these people can reach"
                )
            }
            Self::FewEffective { effective, people } => write!(
                f,
                "after weighting, {people} people are worth {effective:.1}: less than a tenth, so the population does not fit the targets"
            ),
        }
    }
}

impl std::error::Error for Fault {}

/// Every value of a column must be finite.
pub(crate) fn finite(what: &'static str, values: &[f64]) -> Result<(), Fault> {
    match values.iter().all(|value| value.is_finite()) {
        true => Ok(()),
        false => Err(Fault::NotFinite(what)),
    }
}

/// There must be at least so many.
pub(crate) fn at_least(needed: usize, of: &'static str, found: usize) -> Result<(), Fault> {
    match found >= needed {
        true => Ok(()),
        false => Err(Fault::TooFew { of, found, needed }),
    }
}

/// A column must be as long as what it goes with.
pub(crate) fn as_long(expected: usize, of: &'static str, found: usize) -> Result<(), Fault> {
    match expected == found {
        true => Ok(()),
        false => Err(Fault::Lengths {
            of,
            expected,
            found,
        }),
    }
}

/// A number must lie strictly between two others.
pub(crate) fn between(
    what: &'static str,
    value: f64,
    (lo, hi): (f64, f64),
    range: &'static str,
) -> Result<(), Fault> {
    match value > lo && value < hi {
        true => Ok(()),
        false => Err(Fault::OutOfRange { what, value, range }),
    }
}

/// A probability, error rate or share must lie strictly between 0 and 1.
pub(crate) fn probability(what: &'static str, value: f64) -> Result<(), Fault> {
    between(what, value, (0.0, 1.0), "between 0 and 1")
}

/// A number must be above zero.
pub(crate) fn positive(what: &'static str, value: f64) -> Result<(), Fault> {
    between(what, value, (0.0, f64::INFINITY), "above 0")
}

/// Degrees of freedom must be above zero; they may be infinite.
pub(crate) fn degrees(df: f64) -> Result<(), Fault> {
    match df > 0.0 {
        true => Ok(()),
        false => Err(Fault::OutOfRange {
            what: "the number of degrees of freedom",
            value: df,
            range: "above 0",
        }),
    }
}
