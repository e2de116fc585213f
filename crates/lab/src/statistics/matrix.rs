//! Small square matrices and their Cholesky factor.

use std::ops::{Index, IndexMut};

use engine::math::ln;

use super::numeric::dot;

/// A square matrix, row by row.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Square {
    size: usize,
    entries: Vec<f64>,
}

impl Square {
    pub fn zeros(size: usize) -> Self {
        Self::from_fn(size, |_, _| 0.0)
    }

    pub fn from_fn(size: usize, entry: impl Fn(usize, usize) -> f64) -> Self {
        let places = (0..size * size).map(|place| (place / size, place % size));
        let entries = places.map(|(row, column)| entry(row, column)).collect();
        Self { size, entries }
    }

    pub fn size(&self) -> usize {
        self.size
    }

    pub fn row(&self, row: usize) -> &[f64] {
        &self.entries[row * self.size..(row + 1) * self.size]
    }

    /// Adds `scale` times the product of a column and a row.
    pub fn add_product(&mut self, scale: f64, column: &[f64], row: &[f64]) {
        for (entries, left) in self.entries.chunks_exact_mut(self.size).zip(column) {
            let scaled = scale * left;
            for (entry, right) in entries.iter_mut().zip(row) {
                *entry += scaled * right;
            }
        }
    }

    pub fn times_vector(&self, vector: &[f64]) -> Vec<f64> {
        let row = |row| dot(self.row(row), vector);
        (0..self.size).map(row).collect()
    }

    pub fn times(&self, right: &Self) -> Self {
        let mut product = Self::zeros(self.size);
        for row in 0..self.size {
            for (inner, left) in self.row(row).iter().enumerate() {
                for column in 0..self.size {
                    product[(row, column)] += left * right[(inner, column)];
                }
            }
        }
        product
    }

    /// A weighted sum of matrices.
    pub fn sum(matrices: &[Self], weights: &[f64]) -> Self {
        let mut sum = Self::zeros(matrices.first().map_or(0, Self::size));
        for (matrix, weight) in matrices.iter().zip(weights) {
            sum.add(*weight, matrix);
        }
        sum
    }

    /// Adds `scale` times another matrix.
    pub fn add(&mut self, scale: f64, other: &Self) {
        for (entry, added) in self.entries.iter_mut().zip(&other.entries) {
            *entry += scale * added;
        }
    }

    pub fn transposed(&self) -> Self {
        Self::from_fn(self.size, |row, column| self[(column, row)])
    }

    /// The product with rows of any length.
    pub fn times_rows(&self, rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let mut product = vec![vec![0.0; rows.first().map_or(0, Vec::len)]; rows.len()];
        for (index, product) in product.iter_mut().enumerate() {
            for (weight, row) in self.row(index).iter().zip(rows) {
                for (sum, value) in product.iter_mut().zip(row) {
                    *sum += weight * value;
                }
            }
        }
        product
    }

    /// Adds the product of transposed rows, a matrix and the rows.
    pub fn add_between(&mut self, rows: &[Vec<f64>], matrix: &Self) {
        for (index, left) in rows.iter().enumerate() {
            for (weight, right) in matrix.row(index).iter().zip(rows) {
                // Most matrices here hold hardly anything but zeros.
                if *weight != 0.0 {
                    self.add_product(*weight, left, right);
                }
            }
        }
    }

    /// The trace of the product with a symmetric matrix.
    pub fn trace_with(&self, symmetric: &Self) -> f64 {
        dot(&self.entries, &symmetric.entries)
    }

    /// A column, this matrix, and a column.
    pub fn between(&self, left: &[f64], right: &[f64]) -> f64 {
        dot(left, &self.times_vector(right))
    }
}

impl Index<(usize, usize)> for Square {
    type Output = f64;

    fn index(&self, (row, column): (usize, usize)) -> &f64 {
        &self.entries[row * self.size + column]
    }
}

impl IndexMut<(usize, usize)> for Square {
    fn index_mut(&mut self, (row, column): (usize, usize)) -> &mut f64 {
        &mut self.entries[row * self.size + column]
    }
}

/// The lower triangle `L` of a symmetric positive definite matrix `L L'`.
#[derive(Clone, Debug)]
pub(crate) struct Cholesky {
    lower: Square,
}

/// The matrix was not positive definite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Indefinite {
    /// The first row that the rows above it leave nothing of.
    pub row: usize,
    /// The row above that takes the most of it.
    pub column: usize,
}

impl Cholesky {
    pub fn of(matrix: &Square) -> Result<Self, Indefinite> {
        /// What is left of a row is rounding error when it is this small a share of it.
        const ROUNDING: f64 = 1e-12;
        let mut lower = Square::zeros(matrix.size);
        for row in 0..matrix.size {
            for column in 0..row {
                let known = dot(&lower.row(row)[..column], lower.row(column));
                lower[(row, column)] = (matrix[(row, column)] - known) / lower[(column, column)];
            }
            let above = &lower.row(row)[..row];
            let left = matrix[(row, row)] - dot(above, above);
            let anything_left = left > ROUNDING * matrix[(row, row)];
            if !anything_left {
                let most = |a: &usize, b: &usize| above[*a].abs().total_cmp(&above[*b].abs());
                let column = (0..row).max_by(most).unwrap_or(row);
                return Err(Indefinite { row, column });
            }
            lower[(row, row)] = left.sqrt();
        }
        Ok(Self { lower })
    }

    /// The lower triangle.
    pub fn lower(&self) -> &Square {
        &self.lower
    }

    pub fn solve(&self, right: &[f64]) -> Vec<f64> {
        let mut solution = right.to_vec();
        for row in 0..solution.len() {
            let known = dot(&self.lower.row(row)[..row], &solution);
            solution[row] = (solution[row] - known) / self.lower[(row, row)];
        }
        for row in (0..solution.len()).rev() {
            solution[row] /= self.lower[(row, row)];
            let (above, this) = solution.split_at_mut(row);
            for (value, entry) in above.iter_mut().zip(self.lower.row(row)) {
                *value -= entry * this[0];
            }
        }
        solution
    }

    pub fn inverse(&self) -> Square {
        let size = self.lower.size;
        let mut inverse = Square::zeros(size);
        for column in 0..size {
            let mut unit = vec![0.0; size];
            unit[column] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                inverse[(row, column)] = value;
            }
        }
        inverse
    }

    pub fn ln_determinant(&self) -> f64 {
        let diagonal = (0..self.lower.size).map(|row| ln(self.lower[(row, row)]));
        2.0 * diagonal.sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symmetric() -> Square {
        let rows = [[4.0, 2.0, -1.0], [2.0, 5.0, 0.5], [-1.0, 0.5, 3.0]];
        Square::from_fn(3, |row, column| rows[row][column])
    }

    #[test]
    fn the_inverse_undoes_the_matrix() {
        let matrix = symmetric();
        let factor = Cholesky::of(&matrix).unwrap();
        let identity = matrix.times(&factor.inverse());
        for row in 0..3 {
            for column in 0..3 {
                let expected = f64::from(u8::from(row == column));
                assert!((identity[(row, column)] - expected).abs() < 1e-14);
            }
        }
        // 4 (15 - 0.25) - 2 (6 + 0.5) - (1 + 5)
        assert!((factor.ln_determinant() - engine::math::ln(40.0)).abs() < 1e-14);
    }

    #[test]
    fn what_is_not_positive_definite_is_named() {
        let mut matrix = symmetric();
        matrix[(2, 1)] = 9.0;
        let place = Indefinite { row: 2, column: 1 };
        assert_eq!(Cholesky::of(&matrix).unwrap_err(), place);
    }
}
