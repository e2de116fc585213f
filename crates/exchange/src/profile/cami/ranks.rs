//! Which rank of a sample is believed, what each row has of it, and at which ranks the clades of a path stand.

use std::collections::BTreeMap;

use super::{PATH_MOST, Row, Section};
use crate::profile::sample::SUM_MOST;
use crate::profile::{FaultKind, Lineage, Rank};

/// How much more than the widest rank a narrower one may hold: rounding, and clades of which no row names the superkingdom.
const RANKS_AGREE: f64 = 1.05;
/// Percents that add up to this are fractions.
const FRACTIONS: std::ops::RangeInclusive<f64> = 0.9..=1.01;

/// What a sample has at each rank.
pub(super) struct Amounts<'s> {
    rows: &'s [Row<'s>],
    /// The row of the narrowest clade that holds it, of each row.
    above: Vec<Option<usize>>,
    sums: BTreeMap<Rank, f64>,
    /// The widest rank.
    pub(super) top: Rank,
    /// The rank whose percents are believed.
    base: Rank,
}

impl<'s> Amounts<'s> {
    pub(super) fn of(section: &'s Section<'_>) -> Self {
        let rows: &[Row<'_>] = &section.rows;
        let mut sums: BTreeMap<Rank, f64> = BTreeMap::new();
        let mut places: BTreeMap<&str, usize> = BTreeMap::new();
        for (place, row) in rows.iter().enumerate() {
            *sums.entry(row.rank).or_default() += row.percent;
            let first = places.entry(row.taxid).or_insert(place);
            if rows[*first].rank > row.rank {
                *first = place;
            }
        }
        let above = |row: &Row<'_>| {
            let places = row.above().filter_map(|taxid| places.get(taxid).copied());
            let mut wider = places.filter(|place| rows[*place].rank < row.rank);
            wider.next()
        };
        let top = sums.keys().next().copied().unwrap_or(Rank::Kingdom);
        let narrowest = sums.keys().next_back().copied().unwrap_or(top);
        let base = [Rank::Genus, Rank::Species]
            .into_iter()
            .find(|rank| sums.contains_key(rank));
        Self {
            above: rows.iter().map(above).collect(),
            rows,
            sums,
            top,
            base: base.unwrap_or(narrowest),
        }
    }

    pub(super) fn sum(&self, rank: Rank) -> f64 {
        self.sums.get(&rank).copied().unwrap_or_default()
    }

    /// Percents that add up to something else than they can.
    pub(super) fn faults(&self, name: &str) -> Vec<FaultKind> {
        let top = self.sum(self.top);
        let wrong_sum = |(rank, sum): (&Rank, &f64)| {
            let wrong = *sum > SUM_MOST || (FRACTIONS.contains(sum) && *rank == self.top);
            wrong.then(|| FaultKind::WrongSum {
                sample: name.to_owned(),
                rank: rank.name(),
                sum: *sum,
            })
        };
        let mut faults: Vec<FaultKind> = self
            .sums
            .range(..=self.base)
            .filter_map(wrong_sum)
            .collect();
        if faults.is_empty() && self.sum(self.base) > RANKS_AGREE * top {
            faults.push(FaultKind::RanksDisagree {
                sample: name.to_owned(),
                upper: self.top.name(),
                upper_sum: top,
                lower: self.base.name(),
                lower_sum: self.sum(self.base),
            });
        }
        faults
    }

    /// Whether a clade has clearly less than the clades right below it.
    pub(super) fn is_rescaled(&self) -> bool {
        const ROUNDING: f64 = 0.1;
        let below = self.below(|row| row.rank <= self.base);
        let mut pairs = self.rows.iter().zip(below);
        pairs.any(|(row, below)| below > RANKS_AGREE * row.percent + ROUNDING)
    }

    /// What the rows right below each row hold, of those that count.
    fn below(&self, counts: impl Fn(&Row<'_>) -> bool) -> Vec<f64> {
        let mut below = vec![0.0; self.rows.len()];
        for (row, above) in self.rows.iter().zip(&self.above) {
            if let Some(above) = above.filter(|_| counts(row)) {
                below[above] += row.percent;
            }
        }
        below
    }

    /// Of each row the percent that is of no other: together they are the sum of the widest rank.
    pub(super) fn parts(&self) -> Vec<f64> {
        let wider = self.below(|row| row.rank <= self.base);
        let species = self.below(|row| row.rank == Rank::Species);
        let rest = |place: usize| (self.rows[place].percent - wider[place]).max(0.0);
        let above_base = |place: &usize| self.rows[*place].rank < self.base;
        let rests: f64 = (0..self.rows.len()).filter(above_base).map(rest).sum();
        let missing = (self.sum(self.top) - self.sum(self.base)).max(0.0);
        let scale = if rests > 0.0 { missing / rests } else { 0.0 };
        let part = |place: usize| {
            let row = &self.rows[place];
            if above_base(&place) {
                return scale * rest(place);
            }
            if row.rank == self.base {
                let parted = if self.base < Rank::Species {
                    species[place]
                } else {
                    0.0
                };
                return (row.percent - parted).max(0.0);
            }
            let genus = self.above[place].filter(|above| self.rows[*above].rank == self.base);
            match genus {
                // Species may add up to more than their genus has.
                Some(genus) if row.rank == Rank::Species => {
                    row.percent * (self.rows[genus].percent / species[genus]).min(1.0)
                }
                _ => 0.0,
            }
        };
        (0..self.rows.len()).map(part).collect()
    }
}

/// The ranks of a sample's clades.
pub(super) struct RowRanks<'s> {
    /// The ranks through which paths go, if they leave none out.
    usual: Vec<&'s str>,
    /// By number, of the clades that have rows of their own.
    of_rows: BTreeMap<&'s str, Rank>,
}

impl<'s> RowRanks<'s> {
    pub(super) fn of(section: &Section<'s>) -> Self {
        let mut of_rows = BTreeMap::new();
        for row in &section.rows {
            let rank = of_rows.entry(row.taxid).or_insert(row.rank);
            *rank = row.rank.min(*rank);
        }
        Self {
            usual: section
                .ranks
                .split('|')
                .take(PATH_MOST)
                .map(str::trim)
                .collect(),
            of_rows,
        }
    }

    /// The clades of a row's path, each at its rank: that of its place in the path where the row itself stands in the place of its own
    /// rank, else that of its own row.
    pub(super) fn lineage(&self, row: &Row<'_>) -> Lineage {
        let taxids: Vec<&str> = row.path.split('|').map(str::trim).collect();
        let names: Vec<&str> = row.names.split('|').map(str::trim).collect();
        let has_names = !row.names.is_empty();
        let depth = if has_names { names.len() } else { taxids.len() };
        let own = self.usual.get(depth.saturating_sub(1));
        let is_full = own.and_then(|word| Rank::of_word(word)) == Some(row.rank);
        let mut clades: Vec<(Rank, &str, Option<u32>)> = Vec::new();
        for place in 0..depth {
            let taxid = taxids.get(place).copied().unwrap_or_default();
            let name = names.get(place).copied().unwrap_or_default();
            let name = if has_names { name } else { taxid };
            let rank = if is_full {
                self.usual.get(place).and_then(|word| Rank::of_word(word))
            } else if place + 1 == depth {
                Some(row.rank)
            } else {
                self.of_rows.get(taxid).copied()
            };
            let descends = |rank: &Rank| clades.last().is_none_or(|above| above.0 < *rank);
            if let Some(rank) = rank.filter(descends).filter(|rank| *rank <= row.rank) {
                clades.push((rank, name, taxid.parse().ok()));
            }
        }
        Lineage::of(clades)
    }
}
