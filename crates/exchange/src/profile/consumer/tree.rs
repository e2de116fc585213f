//! The clades of a table whose rows name their parents.

use std::collections::BTreeMap;

use super::{Field, Row};
use crate::profile::fault::Gathered;
use crate::profile::{FaultKind, Lineage, ProfileFault, Rank};

/// How much of all may be in clades beyond what their parents hold.
const EXCESS: f64 = 0.05;
/// Ranks of a lineage.
const RANKS: usize = Rank::ALL.len();

/// How the rows stand to each other.
pub(super) struct Tree {
    /// Of each row, the row of its parent.
    above: Vec<Option<usize>>,
    /// The rows, each after its parent.
    order: Vec<usize>,
}

/// What a row has that no row below it has.
pub(super) struct Part {
    pub(super) lineage: Lineage,
    pub(super) amount: f64,
}

impl Tree {
    /// Follows the parents. Those that no row stands for, and clades above themselves, are faults; `fault` gives them their place.
    pub(super) fn new(
        rows: &[Row],
        faults: &mut Gathered,
        fault: &impl Fn(&Row, Field, FaultKind) -> ProfileFault,
    ) -> Self {
        let places = Places::of(rows);
        let mut above = Vec::with_capacity(rows.len());
        for row in rows {
            let parent = places.parent(row);
            if parent.is_none() && !may_be_topmost(row) {
                let kind = FaultKind::unexpected(
                    &row.parent,
                    "expected the number (`taxon`) or the name of another row",
                );
                faults.push(fault(row, Field::Parent, kind));
            }
            above.push(parent);
        }
        let order = parents_first(&mut above, |row| {
            let expected = "expected a parent that is not itself below this clade";
            let kind = FaultKind::unexpected(&rows[row].parent, expected);
            faults.push(fault(&rows[row], Field::Parent, kind));
        });
        Self { above, order }
    }

    /// What the rows below each row hold.
    fn below(&self, rows: &[Row]) -> Vec<f64> {
        let mut below = vec![0.0; rows.len()];
        for (row, above) in rows.iter().zip(&self.above) {
            if let Some(above) = above {
                below[*above] += row.amount;
            }
        }
        below
    }

    /// Each row's own part.
    pub(super) fn parts<'a>(&self, rows: &'a [Row]) -> impl Iterator<Item = Part> + use<'a> {
        // Of each row, the rows of its lineage, a place a rank.
        let mut lineages: Vec<[Option<usize>; RANKS]> = vec![[None; RANKS]; rows.len()];
        for row in &self.order {
            let mut lineage = self.above[*row].map_or([None; RANKS], |above| lineages[above]);
            if let Some(rank) = rank(&rows[*row]) {
                let rank = rank as usize;
                if lineage[rank..].iter().all(Option::is_none) {
                    lineage[rank] = Some(*row);
                }
            }
            lineages[*row] = lineage;
        }
        let below = self.below(rows);
        let lineage = |lineage: [Option<usize>; RANKS]| {
            let clades = Rank::ALL.into_iter().zip(lineage);
            Lineage::of(clades.filter_map(|(rank, row)| {
                let row: &Row = &rows[row?];
                Some((rank, row.name.as_str(), row.taxon.parse().ok()))
            }))
        };
        let rows_below = rows.iter().zip(lineages).zip(below);
        rows_below.map(move |((row, of_row), below)| Part {
            lineage: lineage(of_row),
            amount: (row.amount - below).max(0.0),
        })
    }

    /// Where clades hold clearly more than their parents: the row to which this happens most, and what the rows below it hold.
    pub(super) fn contradiction<'a>(&self, rows: &'a [Row]) -> Option<(&'a Row, f64)> {
        let below = self.below(rows);
        let topmost = rows.iter().zip(&self.above);
        let whole: f64 = topmost
            .filter(|(_, above)| above.is_none())
            .map(|(row, _)| row.amount)
            .sum();
        let excess = |(row, below): &(&Row, f64)| (below - row.amount).max(0.0);
        let pairs = || rows.iter().zip(below.iter().copied());
        let all: f64 = pairs().map(|pair| excess(&pair)).sum();
        (all > EXCESS * whole)
            .then(|| pairs().max_by(|one, other| excess(one).total_cmp(&excess(other))))?
    }
}

fn rank(row: &Row) -> Option<Rank> {
    Rank::of_word(&row.rank)
}

/// Whether a table may begin with this row.
fn may_be_topmost(row: &Row) -> bool {
    let is_root = |name: &str| {
        ["root", "cellular organisms"]
            .iter()
            .any(|root| name.eq_ignore_ascii_case(root))
    };
    rank(row) == Some(Rank::Kingdom) || is_root(&row.rank) || is_root(&row.name)
}

/// Where rows are found.
struct Places<'a> {
    by_taxon: BTreeMap<&'a str, usize>,
    /// One name may stand at several ranks, as Actinobacteria do; none is the widest here.
    by_name: BTreeMap<(&'a str, Option<Rank>), usize>,
}

impl<'a> Places<'a> {
    fn of(rows: &'a [Row]) -> Self {
        let mut by_taxon = BTreeMap::new();
        let mut by_name = BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            if !row.taxon.is_empty() {
                by_taxon.entry(row.taxon.as_str()).or_insert(place);
            }
            by_name
                .entry((row.name.as_str(), rank(row)))
                .or_insert(place);
        }
        Self { by_taxon, by_name }
    }

    /// The parent by its number, or by its name: of clades of one name, the narrowest that is wider than the row.
    fn parent(&self, row: &Row) -> Option<usize> {
        let parent = row.parent.as_str();
        if parent.is_empty() {
            return None;
        }
        if let Some(place) = self.by_taxon.get(parent) {
            return Some(*place);
        }
        let widest = (parent, None);
        let named = match rank(row) {
            None => self.by_name.range(widest..=(parent, Some(Rank::Strain))),
            Some(rank) => self.by_name.range(widest..(parent, Some(rank))),
        };
        named.map(|(_, place)| *place).next_back()
    }
}

/// The rows, each after its parent. Circles are told by one of their rows and opened there.
fn parents_first(above: &mut [Option<usize>], mut circle: impl FnMut(usize)) -> Vec<usize> {
    #[derive(Clone, Copy, PartialEq)]
    enum State {
        New,
        Open,
        Done,
    }
    let mut states = vec![State::New; above.len()];
    let mut order = Vec::with_capacity(above.len());
    let mut open = Vec::new();
    for start in 0..above.len() {
        let mut next = Some(start);
        while let Some(row) = next.filter(|row| states[*row] == State::New) {
            states[row] = State::Open;
            open.push(row);
            next = above[row];
        }
        if let Some(row) = next.filter(|row| states[*row] == State::Open) {
            circle(row);
            if let Some(last) = open.last() {
                above[*last] = None;
            }
        }
        for row in open.drain(..).rev() {
            states[row] = State::Done;
            order.push(row);
        }
    }
    order
}
