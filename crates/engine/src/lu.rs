//! Sparse LU factorisation with one elimination order, fixed once for all lanes.
//!
//! The pattern is analysed once ([`Elimination::new`]): pivots are taken from the diagonal, those first that fill in little, and the
//! fill-in is known from then on. Factoring and solving are straight walks, the same for every lane; nothing is allocated and no pivot is searched
//! for numerically. A zero pivot gives numbers that are not finite, which the step that uses them refuses.
//!
//! Rows are finished one after the other, in a room that stays in the nearest cache; the rows before are only read. What is left of the
//! diagonals and what is right of them is stored apart, in the order in which solving reads it. Places are told in two bytes: the lists are
//! longer than the matrix.

use std::ops::Range;

use crate::room::Room;

/// An elimination order with its fill-in, ready to factor matrices of one pattern.
#[derive(Clone, Debug)]
pub struct Elimination {
    /// Where in the order of elimination every entry of the pattern stands.
    entries: Vec<u32>,
    /// Rows in the order of elimination.
    rows: Vec<Row>,
    /// The places of the entries in their rows, in the order of elimination.
    given: Vec<Place>,
    /// Entries left of the diagonals, row by row.
    lower: Vec<Factor>,
    /// The columns in which they stand.
    lower_columns: Vec<Place>,
    /// The columns of the entries right of the diagonals, row by row, each row after its own number.
    upper_columns: Vec<Place>,
    /// Where in its row every number goes that is taken from an earlier one.
    targets: Vec<Place>,
    /// Entries of the longest row.
    longest: usize,
}

/// A row of the matrix, or a place in a row counted from its first entry.
type Place = u16;

/// A row: its number in the matrix and its parts in the lists of [`Elimination`]. The diagonal stands first in `upper`.
#[derive(Clone, Debug)]
struct Row {
    row: Place,
    given: Range<u32>,
    lower: Range<u32>,
    upper: Range<u32>,
}

/// An entry left of the diagonal: the earlier row, all of which right of the diagonal goes to the targets.
#[derive(Clone, Debug)]
struct Factor {
    pivot: u32,
    targets: Range<u32>,
}

/// A factored matrix of `W` lanes: what is left of the diagonals; what is right of them, each row after the reciprocal of its diagonal.
pub struct Factored<const W: usize> {
    lower: Room<W>,
    upper: Room<W>,
    row: Room<W>,
}

impl<const W: usize> Factored<W> {
    /// Room for a matrix with this elimination.
    pub fn new(elimination: &Elimination) -> Self {
        Self {
            lower: Room::new(elimination.lower.len()),
            upper: Room::new(elimination.upper_columns.len()),
            row: Room::new(elimination.longest),
        }
    }
}

impl Elimination {
    /// Analyses a square pattern of `(row, column)` entries; the diagonal is always part of it.
    ///
    /// # Panics
    /// With more than 65,536 rows.
    pub fn new(size: usize, pattern: &[(u32, u32)]) -> Self {
        assert!(size <= 1 + usize::from(Place::MAX), "too many rows: {size}");
        let order = eliminate(size, pattern);
        let place = places(&order);
        let filled = in_order(&order, &place);
        let in_order = |index: &u32| {
            let (row, column) = pattern[*index as usize];
            (place[row as usize], place[column as usize])
        };
        let mut sorted: Vec<u32> = (0..pattern.len() as u32).collect();
        sorted.sort_unstable_by_key(in_order);
        let mut elimination = Self {
            entries: vec![0; pattern.len()],
            rows: Vec::with_capacity(size),
            given: Vec::with_capacity(pattern.len()),
            lower: Vec::new(),
            lower_columns: Vec::new(),
            upper_columns: Vec::new(),
            targets: Vec::new(),
            longest: filled.iter().map(Vec::len).max().unwrap_or_default(),
        };
        for (position, index) in sorted.iter().enumerate() {
            elimination.entries[*index as usize] = position as u32;
        }
        let mut given = sorted.iter().map(in_order).peekable();
        for (row, mine) in filled.iter().enumerate() {
            let first = elimination.given.len() as u32;
            while let Some((_, column)) = given.next_if(|(at, _)| *at as usize == row) {
                elimination.given.push(place_in(mine, column));
            }
            let given = first..elimination.given.len() as u32;
            elimination.lay_out(row, given, &order, &filled);
        }
        elimination
    }

    /// Finds what a row takes from the rows before it. `filled` are the places in the order of the columns of every row, sorted.
    fn lay_out(
        &mut self,
        place: usize,
        given: Range<u32>,
        order: &[Eliminated],
        filled: &[Vec<u32>],
    ) {
        let mine = &filled[place];
        let left = mine.partition_point(|column| (*column as usize) < place);
        let columns = |places: &[u32]| -> Vec<Place> {
            let column = |place: &u32| order[*place as usize].row as Place;
            places.iter().map(column).collect()
        };
        let (lower, upper) = (self.lower.len() as u32, self.upper_columns.len() as u32);
        self.lower_columns.extend(columns(&mine[..left]));
        self.upper_columns.extend(columns(&mine[left..]));
        for earlier in &mine[..left] {
            let theirs = &filled[*earlier as usize];
            let right = theirs.partition_point(|column| column <= earlier);
            let first = self.targets.len() as u32;
            let targets = theirs[right..].iter().map(|column| place_in(mine, *column));
            self.targets.extend(targets);
            self.lower.push(Factor {
                pivot: self.rows[*earlier as usize].upper.start,
                targets: first..self.targets.len() as u32,
            });
        }
        self.rows.push(Row {
            row: order[place].row as Place,
            given,
            lower: lower..self.lower.len() as u32,
            upper: upper..self.upper_columns.len() as u32,
        });
    }

    /// Rows of the matrix.
    pub fn size(&self) -> usize {
        self.rows.len()
    }

    /// How many numbers a factored matrix has, fill-in included.
    pub fn slots(&self) -> usize {
        self.lower.len() + self.upper_columns.len()
    }

    /// Multiplications and additions of one factorisation.
    pub fn operations(&self) -> usize {
        self.targets.len()
    }

    /// Where [`Elimination::factor`] wants every entry of the pattern.
    pub fn entries(&self) -> &[u32] {
        &self.entries
    }

    /// Factors a diagonal matrix, the `shift` of every row, less the matrix of these `entries`.
    #[inline(always)]
    pub fn factor<const W: usize>(
        &self,
        entries: &[[f64; W]],
        shift: impl Fn(usize) -> [f64; W],
        factored: &mut Factored<W>,
    ) {
        let Factored {
            lower,
            upper,
            row: mine,
        } = factored;
        let (lower, upper): (&mut [[f64; W]], &mut [[f64; W]]) = (lower, upper);
        for row in &self.rows {
            let (left, right) = (row.lower.len(), row.upper.len());
            let mine = &mut mine[..left + right];
            mine.fill([0.0; W]);
            let given = row.given.start as usize..row.given.end as usize;
            mine[left] = shift(row.row as usize);
            for (place, entry) in self.given[given.clone()].iter().zip(&entries[given]) {
                let mut value = mine[*place as usize];
                for lane in 0..W {
                    value[lane] -= entry[lane];
                }
                mine[*place as usize] = value;
            }
            let (before, rest) = upper.split_at_mut(row.upper.start as usize);
            let mine_lower = row.lower.start as usize..row.lower.end as usize;
            for (index, factor) in self.lower[mine_lower.clone()].iter().enumerate() {
                let (reciprocal, source) = before[factor.pivot as usize..].split_at(1);
                let mut share = mine[index];
                for lane in 0..W {
                    share[lane] *= reciprocal[0][lane];
                }
                mine[index] = share;
                let targets = factor.targets.start as usize..factor.targets.end as usize;
                for (target, source) in self.targets[targets].iter().zip(source) {
                    mine[*target as usize] = less(mine[*target as usize], &share, source);
                }
            }
            for value in &mut mine[left] {
                *value = 1.0 / *value;
            }
            lower[mine_lower].copy_from_slice(&mine[..left]);
            rest[..right].copy_from_slice(&mine[left..]);
        }
    }

    /// Solves in place with a factored matrix.
    #[inline(always)]
    pub fn solve<const W: usize>(&self, factored: &Factored<W>, b: &mut [[f64; W]]) {
        let (lower, upper): (&[[f64; W]], &[[f64; W]]) = (&factored.lower, &factored.upper);
        for row in &self.rows {
            let left = row.lower.start as usize..row.lower.end as usize;
            let known = lower[left.clone()].iter().zip(&self.lower_columns[left]);
            b[row.row as usize] = remainder(b, row.row, known);
        }
        for row in self.rows.iter().rev() {
            let right = row.upper.start as usize + 1..row.upper.end as usize;
            let known = upper[right.clone()].iter().zip(&self.upper_columns[right]);
            // Backwards, so that all of it is read in one direction.
            let mut known = remainder(b, row.row, known.rev());
            let reciprocal = &upper[row.upper.start as usize];
            for lane in 0..W {
                known[lane] *= reciprocal[lane];
            }
            b[row.row as usize] = known;
        }
    }
}

/// What is left of a row's right-hand side once the contributions of known unknowns are subtracted.
#[inline(always)]
fn remainder<'a, const W: usize>(
    b: &[[f64; W]],
    row: Place,
    factors: impl Iterator<Item = (&'a [f64; W], &'a Place)>,
) -> [f64; W] {
    let mut rest = b[row as usize];
    for (factor, column) in factors {
        rest = less(rest, factor, &b[*column as usize]);
    }
    rest
}

/// `from - a b`; taken and given as a whole, so that the compiler sees at once that the lanes of it are a vector.
#[inline(always)]
fn less<const W: usize>(mut from: [f64; W], a: &[f64; W], b: &[f64; W]) -> [f64; W] {
    for lane in 0..W {
        from[lane] -= a[lane] * b[lane];
    }
    from
}

/// Where a column stands among the sorted columns of a row.
fn place_in(row: &[u32], column: u32) -> Place {
    row.partition_point(|other| *other < column) as Place
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
fn in_order(order: &[Eliminated], place: &[u32]) -> Vec<Vec<u32>> {
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

/// Takes the diagonal pivot with the least fill-in for the root of what it meets (ties: the smallest index) until none is left.
///
/// Least fill-in alone leaves a tenth more work in the axis: a pivot that meets many others spares them all.
fn eliminate(size: usize, pattern: &[(u32, u32)]) -> Vec<Eliminated> {
    let mut rows: Vec<Set> = (0..size).map(|row| Set::of(size, row)).collect();
    let mut columns = rows.clone();
    for (row, column) in pattern {
        rows[*row as usize].insert(*column as usize);
        columns[*column as usize].insert(*row as usize);
    }
    let mut left: Vec<usize> = (0..size).collect();
    let mut order = Vec::with_capacity(size);
    // Costs stay as they are until a pivot touches their row or column.
    let mut costs: Vec<Option<u64>> = vec![None; size];
    while !left.is_empty() {
        for pivot in &left {
            costs[*pivot].get_or_insert_with(|| cost(*pivot, &rows, &columns));
        }
        let cheapest = (0..left.len()).min_by_key(|index| costs[left[*index]]);
        let pivot = left.remove(cheapest.unwrap_or_default());
        let step = Eliminated {
            row: pivot as u32,
            rows: columns[pivot].others(pivot),
            columns: rows[pivot].others(pivot),
        };
        let (right, below) = (rows[pivot].clone(), columns[pivot].clone());
        for row in &step.rows {
            let row = &mut rows[*row as usize];
            row.join(&right);
            row.remove(pivot);
            row.iter().for_each(|met| costs[met] = None);
        }
        for column in &step.columns {
            costs[*column as usize] = None;
            let column = &mut columns[*column as usize];
            column.join(&below);
            column.remove(pivot);
        }
        order.push(step);
    }
    order
}

/// A thousand times the square of the fill-in that a pivot brings, for each that it meets.
fn cost(pivot: usize, rows: &[Set], columns: &[Set]) -> u64 {
    let (right, below) = (rows[pivot].len() - 1, columns[pivot].len() - 1);
    if right == 0 {
        return 0;
    }
    let met = columns[pivot].iter().filter(|row| *row != pivot);
    let fill: usize = met.map(|row| rows[pivot].missing_in(&rows[row])).sum();
    1000 * (fill * fill) as u64 / (1 + right + below) as u64
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
            let mut entries = vec![[0.0; 4]; pattern.len()];
            let scale = [1.0, 2.0, -0.5, 1e6];
            for (place, value) in elimination.entries().iter().zip(&values) {
                entries[*place as usize] = scale.map(|scale| scale * value);
            }
            let truth: Vec<f64> = (0..size).map(|i| 1.0 + i as f64).collect();
            let mut b = vec![[0.0; 4]; size];
            for ((row, column), value) in pattern.iter().zip(&values) {
                for lane in 0..4 {
                    let shifted = f64::from(row == column) - scale[lane] * value;
                    b[*row as usize][lane] += shifted * truth[*column as usize];
                }
            }
            let mut factored = Factored::new(&elimination);
            elimination.factor(&entries, |_| [1.0; 4], &mut factored);
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
