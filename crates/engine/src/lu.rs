//! Sparse LU factorisation with one elimination order, fixed once for all lanes.
//!
//! The pattern is analysed once ([`Elimination::new`]): pivots are taken from the diagonal, cheapest first (Markowitz), and the fill-in is
//! known from then on. Factoring and solving are straight walks over index lists, the same for every lane; nothing is allocated and no
//! pivot is searched for numerically. A zero pivot gives numbers that are not finite, which the step that uses them refuses.

use std::collections::BTreeSet;

/// An elimination order with its fill-in, ready to factor matrices of one pattern.
#[derive(Clone, Debug)]
pub struct Elimination {
    size: usize,
    slots: usize,
    /// Slot of every entry of the pattern, in the pattern's order.
    entries: Vec<u32>,
    /// Slot of every diagonal entry, by row.
    diagonal: Vec<u32>,
    pivots: Vec<Pivot>,
    /// Slots and columns of the pivot rows right of the diagonal, and for every row below its slot, its row and the targets.
    upper: Vec<(u32, u32)>,
    lower: Vec<(u32, u32)>,
    targets: Vec<u32>,
}

/// One elimination step: ranges into the index lists.
#[derive(Clone, Copy, Debug)]
struct Pivot {
    row: u32,
    slot: u32,
    upper: (u32, u32),
    lower: (u32, u32),
    targets: u32,
}

impl Elimination {
    /// Analyses a square pattern of `(row, column)` entries; the diagonal is always part of it.
    pub fn new(size: usize, pattern: &[(u32, u32)]) -> Self {
        let mut rows: Vec<BTreeSet<u32>> =
            (0..size as u32).map(|row| BTreeSet::from([row])).collect();
        let mut columns = rows.clone();
        for (row, column) in pattern {
            rows[*row as usize].insert(*column);
            columns[*column as usize].insert(*row);
        }
        let order = eliminate(&mut rows, &mut columns);
        Self::lay_out(size, pattern, &order)
    }

    /// Numbers the slots in the order in which elimination touches them, so that a factorisation walks through memory.
    fn lay_out(size: usize, pattern: &[(u32, u32)], order: &[Eliminated]) -> Self {
        let mut slot_of = std::collections::BTreeMap::new();
        let mut slot = |row: u32, column: u32| {
            let next = slot_of.len() as u32;
            *slot_of.entry((row, column)).or_insert(next)
        };
        let mut elimination = Self {
            size,
            slots: 0,
            entries: Vec::new(),
            diagonal: vec![0; size],
            pivots: Vec::with_capacity(size),
            upper: Vec::new(),
            lower: Vec::new(),
            targets: Vec::new(),
        };
        for step in order {
            let pivot = slot(step.row, step.row);
            elimination.diagonal[step.row as usize] = pivot;
            let upper = elimination.upper.len() as u32;
            elimination.upper.extend(
                step.columns
                    .iter()
                    .map(|column| (slot(step.row, *column), *column)),
            );
            let lower = elimination.lower.len() as u32;
            let targets = elimination.targets.len() as u32;
            for row in &step.rows {
                elimination.lower.push((slot(*row, step.row), *row));
                elimination
                    .targets
                    .extend(step.columns.iter().map(|column| slot(*row, *column)));
            }
            elimination.pivots.push(Pivot {
                row: step.row,
                slot: pivot,
                upper: (upper, elimination.upper.len() as u32),
                lower: (lower, elimination.lower.len() as u32),
                targets,
            });
        }
        elimination.entries = pattern
            .iter()
            .map(|(row, column)| slot(*row, *column))
            .collect();
        elimination.slots = slot_of.len();
        elimination
    }

    /// Rows of the matrix.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many numbers a factored matrix has, fill-in included.
    pub fn slots(&self) -> usize {
        self.slots
    }

    /// Multiplications and additions of one factorisation.
    pub fn operations(&self) -> usize {
        self.targets.len()
    }

    /// Slot of every entry of the pattern.
    pub fn entries(&self) -> &[u32] {
        &self.entries
    }

    /// Slot of every diagonal entry.
    pub fn diagonal(&self) -> &[u32] {
        &self.diagonal
    }

    /// Factors in place. Afterwards the diagonal holds reciprocals.
    #[inline(always)]
    pub fn factor<const W: usize>(&self, values: &mut [[f64; W]]) {
        for pivot in &self.pivots {
            let mut reciprocal = [0.0; W];
            for lane in 0..W {
                reciprocal[lane] = 1.0 / values[pivot.slot as usize][lane];
            }
            values[pivot.slot as usize] = reciprocal;
            let upper = &self.upper[pivot.upper.0 as usize..pivot.upper.1 as usize];
            let lower = &self.lower[pivot.lower.0 as usize..pivot.lower.1 as usize];
            let mut targets = &self.targets[pivot.targets as usize..];
            for (slot, _) in lower {
                let mut factor = values[*slot as usize];
                for lane in 0..W {
                    factor[lane] *= reciprocal[lane];
                }
                values[*slot as usize] = factor;
                let (mine, rest) = targets.split_at(upper.len());
                targets = rest;
                for ((source, _), target) in upper.iter().zip(mine) {
                    let above = values[*source as usize];
                    let entry = &mut values[*target as usize];
                    for lane in 0..W {
                        entry[lane] -= factor[lane] * above[lane];
                    }
                }
            }
        }
    }

    /// Solves in place with a factored matrix.
    #[inline(always)]
    pub fn solve<const W: usize>(&self, values: &[[f64; W]], b: &mut [[f64; W]]) {
        for pivot in &self.pivots {
            let known = b[pivot.row as usize];
            for (slot, row) in &self.lower[pivot.lower.0 as usize..pivot.lower.1 as usize] {
                let factor = &values[*slot as usize];
                let target = &mut b[*row as usize];
                for lane in 0..W {
                    target[lane] -= factor[lane] * known[lane];
                }
            }
        }
        for pivot in self.pivots.iter().rev() {
            let mut sum = b[pivot.row as usize];
            for (slot, column) in &self.upper[pivot.upper.0 as usize..pivot.upper.1 as usize] {
                let factor = &values[*slot as usize];
                let known = &b[*column as usize];
                for lane in 0..W {
                    sum[lane] -= factor[lane] * known[lane];
                }
            }
            let reciprocal = &values[pivot.slot as usize];
            for lane in 0..W {
                sum[lane] *= reciprocal[lane];
            }
            b[pivot.row as usize] = sum;
        }
    }
}

/// What one pivot meets: the rows below and the columns right of it that are left.
struct Eliminated {
    row: u32,
    rows: Vec<u32>,
    columns: Vec<u32>,
}

/// Takes the cheapest diagonal pivot (ties: smallest index) until none is left, filling the pattern in.
fn eliminate(rows: &mut [BTreeSet<u32>], columns: &mut [BTreeSet<u32>]) -> Vec<Eliminated> {
    let mut left: Vec<u32> = (0..rows.len() as u32).collect();
    let mut order = Vec::with_capacity(rows.len());
    while !left.is_empty() {
        let cost = |row: u32| (rows[row as usize].len() - 1) * (columns[row as usize].len() - 1);
        let cheapest = (0..left.len())
            .min_by_key(|index| (cost(left[*index]), left[*index]))
            .unwrap_or_default();
        let pivot = left.remove(cheapest);
        let take = |set: &BTreeSet<u32>| {
            set.iter()
                .copied()
                .filter(|other| *other != pivot)
                .collect()
        };
        let step = Eliminated {
            row: pivot,
            rows: take(&columns[pivot as usize]),
            columns: take(&rows[pivot as usize]),
        };
        for row in &step.rows {
            rows[*row as usize].remove(&pivot);
            rows[*row as usize].extend(&step.columns);
        }
        for column in &step.columns {
            columns[*column as usize].remove(&pivot);
            columns[*column as usize].extend(&step.rows);
        }
        order.push(step);
    }
    order
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A diagonally dominant matrix with a pseudo-random pattern, and its product with a known vector.
    fn example(size: usize, seed: u64) -> (Vec<(u32, u32)>, Vec<f64>) {
        let mut state = seed;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (state >> 33) as f64 / f64::from(1u32 << 31)
        };
        let mut pattern = Vec::new();
        let mut values = Vec::new();
        for row in 0..size as u32 {
            for column in 0..size as u32 {
                let diagonal = row == column;
                if diagonal || next() < 0.1 {
                    pattern.push((row, column));
                    values.push(if diagonal { 4.0 + next() } else { next() - 0.5 });
                }
            }
        }
        (pattern, values)
    }

    #[test]
    fn solutions_satisfy_the_system_in_every_lane() {
        for size in [1, 2, 7, 40] {
            let (pattern, values) = example(size, size as u64);
            let elimination = Elimination::new(size, &pattern);
            let mut factored = vec![[0.0; 4]; elimination.slots()];
            let scale = [1.0, 2.0, -0.5, 1e6];
            for (slot, value) in elimination.entries().iter().zip(&values) {
                factored[*slot as usize] = scale.map(|scale| scale * value);
            }
            let truth: Vec<f64> = (0..size).map(|i| 1.0 + i as f64).collect();
            let mut b = vec![[0.0; 4]; size];
            for ((row, column), value) in pattern.iter().zip(&values) {
                for lane in 0..4 {
                    b[*row as usize][lane] += scale[lane] * value * truth[*column as usize];
                }
            }
            elimination.factor(&mut factored);
            elimination.solve(&factored, &mut b);
            for (x, truth) in b.iter().zip(&truth) {
                for lane in x {
                    assert!((lane / truth - 1.0).abs() < 1e-12, "{lane} for {truth}");
                }
            }
        }
    }

    #[test]
    fn an_arrow_pointing_down_does_not_fill_in() {
        // A full first row and column: eliminating it first would fill everything.
        let size = 20;
        let mut pattern = vec![(0, 0)];
        for i in 1..size {
            pattern.extend([(0, i), (i, 0), (i, i)]);
        }
        assert_eq!(
            Elimination::new(size as usize, &pattern).slots(),
            pattern.len()
        );
    }
}
