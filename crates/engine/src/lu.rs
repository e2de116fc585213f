//! Sparse LU factorisation with one elimination order, fixed once for all lanes.
//!
//! The pattern is analysed once ([`Elimination::new`]): pivots are taken from the diagonal, the one that fills in least first, and the
//! fill-in is known from then on. Factoring and solving are straight walks, the same for every lane; nothing is allocated and no pivot is searched
//! for numerically. A zero pivot gives numbers that are not finite, which the step that uses them refuses.
//!
//! Rows are finished one after the other: a row takes what the rows before it have to say while it stays in the nearest cache, and those
//! rows are only read. Where the numbers go is told relative to the start of the row, in few bytes: the lists are longer than the matrix.

use std::ops::Range;

/// An elimination order with its fill-in, ready to factor matrices of one pattern.
#[derive(Clone, Debug)]
pub struct Elimination {
    size: usize,
    /// Slot of every entry of the pattern, in the pattern's order.
    entries: Vec<u32>,
    /// Slot of every diagonal entry, by row of the matrix.
    diagonal: Vec<u32>,
    /// Rows in the order of elimination.
    rows: Vec<Row>,
    /// Entries left of the diagonals, row by row.
    lower: Vec<Factor>,
    /// Where in its row every number goes that is taken from an earlier one.
    targets: Vec<Offset>,
    /// The column of the matrix in which a slot stands.
    columns: Vec<u32>,
}

/// A row: its place in the matrix and its slots, those left of the diagonal first.
#[derive(Clone, Debug)]
struct Row {
    row: u32,
    start: u32,
    diagonal: u32,
    end: u32,
    lower: Range<u32>,
}

/// A place in a row, counted from the row's first slot.
type Offset = u16;

/// An entry left of the diagonal: the slot of the diagonal of the earlier row, all of which right of the diagonal goes to the targets.
#[derive(Clone, Debug)]
struct Factor {
    pivot: u32,
    targets: Range<u32>,
}

impl Elimination {
    /// Analyses a square pattern of `(row, column)` entries; the diagonal is always part of it.
    ///
    /// # Panics
    /// With more than 65,536 rows.
    pub fn new(size: usize, pattern: &[(u32, u32)]) -> Self {
        assert!(
            size <= 1 + usize::from(Offset::MAX),
            "too many rows: {size}"
        );
        let order = eliminate(size, pattern);
        let filled = in_order(&order);
        let mut elimination = Self {
            size,
            entries: Vec::with_capacity(pattern.len()),
            diagonal: vec![0; size],
            rows: Vec::with_capacity(size),
            lower: Vec::new(),
            targets: Vec::new(),
            columns: Vec::new(),
        };
        for place in 0..size {
            elimination.lay_out(place, &order, &filled);
        }
        let place = places(&order);
        elimination.entries = pattern
            .iter()
            .map(|(row, column)| {
                let row = place[*row as usize];
                elimination.slot(row, place[*column as usize], &filled)
            })
            .collect();
        elimination
    }

    /// Gives a row its slots and finds what it takes from the rows before it. `filled` are the places in the order of the columns of every
    /// row, sorted.
    fn lay_out(&mut self, place: usize, order: &[Eliminated], filled: &[Vec<u32>]) {
        let start = self.columns.len() as u32;
        let mine = &filled[place];
        let left = mine.partition_point(|column| (*column as usize) < place);
        let lower = self.lower.len() as u32;
        self.columns
            .extend(mine.iter().map(|column| order[*column as usize].row));
        for earlier in &mine[..left] {
            let from = self.rows[*earlier as usize].diagonal;
            let theirs = &filled[*earlier as usize];
            let right = theirs.partition_point(|column| column <= earlier);
            let first = self.targets.len() as u32;
            let place = |column: &u32| mine.partition_point(|other| other < column) as Offset;
            self.targets.extend(theirs[right..].iter().map(place));
            self.lower.push(Factor {
                pivot: from,
                targets: first..self.targets.len() as u32,
            });
        }
        let row = Row {
            row: order[place].row,
            start,
            diagonal: start + left as u32,
            end: self.columns.len() as u32,
            lower: lower..self.lower.len() as u32,
        };
        self.diagonal[row.row as usize] = row.diagonal;
        self.rows.push(row);
    }

    /// The slot of an entry by its places in the order of elimination.
    fn slot(&self, row: u32, column: u32, filled: &[Vec<u32>]) -> u32 {
        let mine = &filled[row as usize];
        self.rows[row as usize].start + mine.partition_point(|other| *other < column) as u32
    }

    /// Rows of the matrix.
    pub fn size(&self) -> usize {
        self.size
    }

    /// How many numbers a factored matrix has, fill-in included.
    pub fn slots(&self) -> usize {
        self.columns.len()
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
        for row in &self.rows {
            let (before, mine) = values.split_at_mut(row.start as usize);
            let mine = &mut mine[..(row.end - row.start) as usize];
            let factors = &self.lower[row.lower.start as usize..row.lower.end as usize];
            for (index, factor) in factors.iter().enumerate() {
                let reciprocal = &before[factor.pivot as usize];
                let mut share = mine[index];
                for lane in 0..W {
                    share[lane] *= reciprocal[lane];
                }
                mine[index] = share;
                let targets = factor.targets.start as usize..factor.targets.end as usize;
                let targets = &self.targets[targets];
                let source = &before[factor.pivot as usize + 1..][..targets.len()];
                for (target, source) in targets.iter().zip(source) {
                    let target = &mut mine[*target as usize];
                    for lane in 0..W {
                        target[lane] -= share[lane] * source[lane];
                    }
                }
            }
            let diagonal = &mut mine[(row.diagonal - row.start) as usize];
            for value in diagonal {
                *value = 1.0 / *value;
            }
        }
    }

    /// Solves in place with a factored matrix.
    #[inline(always)]
    pub fn solve<const W: usize>(&self, values: &[[f64; W]], b: &mut [[f64; W]]) {
        for row in &self.rows {
            b[row.row as usize] = self.remainder(values, b, row.row, row.start..row.diagonal);
        }
        for row in self.rows.iter().rev() {
            let mut known = self.remainder(values, b, row.row, row.diagonal + 1..row.end);
            let reciprocal = &values[row.diagonal as usize];
            for lane in 0..W {
                known[lane] *= reciprocal[lane];
            }
            b[row.row as usize] = known;
        }
    }

    /// What is left of a row's right-hand side once what these slots contribute is subtracted.
    #[inline(always)]
    fn remainder<const W: usize>(
        &self,
        values: &[[f64; W]],
        b: &[[f64; W]],
        row: u32,
        slots: Range<u32>,
    ) -> [f64; W] {
        let mut sum = b[row as usize];
        let slots = slots.start as usize..slots.end as usize;
        for (factor, column) in values[slots.clone()].iter().zip(&self.columns[slots]) {
            let known = &b[*column as usize];
            for lane in 0..W {
                sum[lane] -= factor[lane] * known[lane];
            }
        }
        sum
    }
}

/// The place of every row in the order of elimination.
fn places(order: &[Eliminated]) -> Vec<u32> {
    let mut place = vec![0; order.len()];
    for (index, step) in order.iter().enumerate() {
        place[step.row as usize] = index as u32;
    }
    place
}

/// The filled-in columns of every row, rows and columns by their places in the order of elimination.
fn in_order(order: &[Eliminated]) -> Vec<Vec<u32>> {
    let place = places(order);
    let mut filled: Vec<Vec<u32>> = (0..order.len() as u32).map(|row| vec![row]).collect();
    for (index, step) in order.iter().enumerate() {
        filled[index].extend(step.columns.iter().map(|column| place[*column as usize]));
        for row in &step.rows {
            filled[place[*row as usize] as usize].push(index as u32);
        }
    }
    for columns in &mut filled {
        columns.sort_unstable();
    }
    filled
}

/// What one pivot meets: the rows below and the columns right of it that are left.
struct Eliminated {
    row: u32,
    rows: Vec<u32>,
    columns: Vec<u32>,
}

/// Takes the diagonal pivot that fills in least (ties: the one with the least work, then the smallest index) until none is left.
fn eliminate(size: usize, pattern: &[(u32, u32)]) -> Vec<Eliminated> {
    let mut rows: Vec<Set> = (0..size).map(|row| Set::of(size, row)).collect();
    let mut columns = rows.clone();
    for (row, column) in pattern {
        rows[*row as usize].insert(*column as usize);
        columns[*column as usize].insert(*row as usize);
    }
    let mut left: Vec<usize> = (0..size).collect();
    let mut order = Vec::with_capacity(size);
    while !left.is_empty() {
        let cost = |pivot: usize| {
            let (right, below) = (rows[pivot].len() - 1, columns[pivot].len() - 1);
            let met = columns[pivot].iter().filter(|row| *row != pivot);
            let fill = if right == 0 {
                0
            } else {
                met.map(|row| rows[pivot].missing_in(&rows[row])).sum()
            };
            (fill, right * below, pivot)
        };
        let cheapest = (0..left.len()).min_by_key(|index| cost(left[*index]));
        let pivot = left.remove(cheapest.unwrap_or_default());
        let step = Eliminated {
            row: pivot as u32,
            rows: columns[pivot].others(pivot),
            columns: rows[pivot].others(pivot),
        };
        let (right, below) = (rows[pivot].clone(), columns[pivot].clone());
        for row in &step.rows {
            rows[*row as usize].join(&right);
            rows[*row as usize].remove(pivot);
        }
        for column in &step.columns {
            columns[*column as usize].join(&below);
            columns[*column as usize].remove(pivot);
        }
        order.push(step);
    }
    order
}

/// A set of rows or columns, a bit each.
#[derive(Clone, Debug)]
struct Set(Vec<u64>);

impl Set {
    /// The set of one number, with room for those below `size`.
    fn of(size: usize, one: usize) -> Self {
        let mut set = Self(vec![0; size.div_ceil(64)]);
        set.insert(one);
        set
    }

    fn insert(&mut self, number: usize) {
        self.0[number / 64] |= 1 << (number % 64);
    }

    fn remove(&mut self, number: usize) {
        self.0[number / 64] &= !(1 << (number % 64));
    }

    fn join(&mut self, other: &Self) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            *mine |= theirs;
        }
    }

    fn len(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// How many of its numbers another set lacks.
    fn missing_in(&self, other: &Self) -> usize {
        let missing = self.0.iter().zip(&other.0);
        missing
            .map(|(mine, theirs)| (mine & !theirs).count_ones() as usize)
            .sum()
    }

    fn iter(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().flat_map(|(index, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(64 * index + bit)
            })
        })
    }

    fn others(&self, number: usize) -> Vec<u32> {
        let others = self.iter().filter(|other| *other != number);
        others.map(|other| other as u32).collect()
    }
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
