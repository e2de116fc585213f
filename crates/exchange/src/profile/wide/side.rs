//! Which side of a wide table has the samples.

use super::super::names::Kinds;
use super::super::words::Word;

/// Where the samples stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Each column is one.
    Columns,
    /// Each row is one.
    Rows,
}

/// Where the samples stand, by the names of both sides and the word above the names of the rows; nothing where both could be.
pub(super) fn side(rows: &Kinds, columns: &Kinds, first: Option<Word>) -> Option<Side> {
    let features_in = |rows: bool, columns: bool| match (rows, columns) {
        (true, false) => Some(Side::Columns),
        (false, true) => Some(Side::Rows),
        _ => None,
    };
    let told = match first {
        Some(Word::Sample) => Some(Side::Rows),
        Some(Word::Identifier | Word::Clade) => Some(Side::Columns),
        _ => None,
    };
    let certain = features_in(rows.are_certain(), columns.are_certain());
    let numbered = features_in(rows.are_features(), columns.are_features());
    let named = features_in(rows.are_named(), columns.are_named());
    let names = numbered.or(named);
    // A header that all names contradict decides nothing, nor do they.
    certain.or(match told {
        Some(told) if names.is_none() || [numbered, named].contains(&Some(told)) => Some(told),
        Some(_) => None,
        None => names,
    })
}
