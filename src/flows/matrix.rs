//! Small symmetric matrices and their Cholesky factors.

/// A symmetric matrix, row by row.
#[derive(Debug, Clone, PartialEq)]
pub struct SymmetricMatrix {
    size: usize,
    cells: Vec<f64>,
}

/// Share of a column's squared length that must be independent of the columns before it.
const MIN_INDEPENDENT: f64 = 1e-10;

impl SymmetricMatrix {
    /// The zero matrix.
    #[must_use]
    pub fn zero(size: usize) -> Self {
        Self {
            size,
            cells: vec![0.0; size * size],
        }
    }

    /// Number of rows.
    #[must_use]
    pub fn size(&self) -> usize {
        self.size
    }

    /// One cell.
    #[must_use]
    pub fn get(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    fn get_mut(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.cells[row * self.size + column]
    }

    /// Adds `weight` x x' to the upper half; [`SymmetricMatrix::mirror`] fills the lower one.
    pub fn add_outer(&mut self, x: &[f64], weight: f64) {
        for (row, cells) in self.cells.chunks_exact_mut(self.size).enumerate() {
            let factor = weight * x[row];
            // Most values of the effect of a year are 0.
            if factor.to_bits() << 1 == 0 {
                continue;
            }
            for (cell, value) in cells[row..].iter_mut().zip(&x[row..]) {
                *cell += factor * value;
            }
        }
    }

    /// Copies the upper half to the lower one.
    pub fn mirror(&mut self) {
        for row in 0..self.size {
            for column in 0..row {
                *self.get_mut(row, column) = self.get(column, row);
            }
        }
    }

    /// The matrix of the chosen rows and columns.
    #[must_use]
    pub fn submatrix(&self, chosen: &[usize]) -> Self {
        let cells = chosen
            .iter()
            .flat_map(|row| chosen.iter().map(|column| self.get(*row, *column)));
        Self {
            size: chosen.len(),
            cells: cells.collect(),
        }
    }

    /// This matrix times `inner` times this matrix.
    #[must_use]
    pub fn sandwich(&self, inner: &Self) -> Self {
        self.product(inner).product(self)
    }

    fn product(&self, other: &Self) -> Self {
        let mut product = Self::zero(self.size);
        for row in 0..self.size {
            for column in 0..self.size {
                *product.get_mut(row, column) = (0..self.size)
                    .map(|k| self.get(row, k) * other.get(k, column))
                    .sum();
            }
        }
        product
    }

    /// For sums of squares and products of columns: whether each column is linearly independent
    /// of the independent ones before it. A column of zeros is not.
    #[must_use]
    pub fn independent_columns(&self) -> Vec<bool> {
        let mut kept: Vec<usize> = Vec::new();
        let mut independent = vec![false; self.size];
        for (column, is_independent) in independent.iter_mut().enumerate() {
            let length = self.get(column, column);
            if length <= 0.0 {
                continue;
            }
            kept.push(column);
            let rest = CholeskyFactor::new(&self.submatrix(&kept)).map(|factor| factor.last());
            if rest.is_some_and(|rest| rest * rest > MIN_INDEPENDENT * length) {
                *is_independent = true;
            } else {
                kept.pop();
            }
        }
        independent
    }
}

/// The Cholesky factor L of a matrix A = L L'.
#[derive(Debug, Clone, PartialEq)]
pub struct CholeskyFactor {
    lower: SymmetricMatrix,
}

impl CholeskyFactor {
    /// The factor of a matrix; none if it is not positive definite.
    #[must_use]
    pub fn new(matrix: &SymmetricMatrix) -> Option<Self> {
        let size = matrix.size;
        let mut lower = SymmetricMatrix::zero(size);
        for row in 0..size {
            for column in 0..=row {
                let known: f64 = (0..column)
                    .map(|k| lower.get(row, k) * lower.get(column, k))
                    .sum();
                let left = matrix.get(row, column) - known;
                if row == column {
                    if !left.is_finite() || left <= 0.0 {
                        return None;
                    }
                    *lower.get_mut(row, row) = left.sqrt();
                } else {
                    *lower.get_mut(row, column) = left / lower.get(column, column);
                }
            }
        }
        Some(Self { lower })
    }

    /// The length of the part of the last column that is independent of the others.
    fn last(&self) -> f64 {
        let size = self.lower.size;
        self.lower.get(size - 1, size - 1)
    }

    /// The solution x of A x = b.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let size = self.lower.size;
        let mut x = b.to_vec();
        for row in 0..size {
            let known: f64 = (0..row).map(|k| self.lower.get(row, k) * x[k]).sum();
            x[row] = (x[row] - known) / self.lower.get(row, row);
        }
        for row in (0..size).rev() {
            let known: f64 = (row + 1..size).map(|k| self.lower.get(k, row) * x[k]).sum();
            x[row] = (x[row] - known) / self.lower.get(row, row);
        }
        x
    }

    /// The inverse of A.
    #[must_use]
    pub fn inverse(&self) -> SymmetricMatrix {
        let size = self.lower.size;
        let mut inverse = SymmetricMatrix::zero(size);
        for column in 0..size {
            let mut unit = vec![0.0; size];
            unit[column] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                *inverse.get_mut(row, column) = value;
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(rows: &[[f64; 3]]) -> SymmetricMatrix {
        let mut sums = SymmetricMatrix::zero(3);
        for row in rows {
            sums.add_outer(row, 1.0);
        }
        sums.mirror();
        sums
    }

    #[test]
    fn the_solution_solves_and_the_inverse_inverts() {
        let matrix = sums(&[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [1.0, 0.0, 1.0]]);
        let factor = CholeskyFactor::new(&matrix).expect("positive definite");
        let x = factor.solve(&[1.0, 2.0, 3.0]);
        for (row, wanted) in [1.0, 2.0, 3.0].into_iter().enumerate() {
            let product: f64 = (0..3).map(|k| matrix.get(row, k) * x[k]).sum();
            assert!((product - wanted).abs() < 1e-12);
        }
        let one = matrix.product(&factor.inverse());
        for row in 0..3 {
            for column in 0..3 {
                let wanted = f64::from(u8::from(row == column));
                assert!((one.get(row, column) - wanted).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_linearly_dependent_column_is_found() {
        let twice = sums(&[[1.0, 2.0, 1.0], [1.0, 2.0, 5.0], [1.0, 2.0, -3.0]]);
        assert_eq!(twice.independent_columns(), [true, false, true]);
        assert_eq!(CholeskyFactor::new(&twice), None);
        let nothing = sums(&[[1.0, 0.0, 1.0], [1.0, 0.0, 5.0]]);
        assert_eq!(nothing.independent_columns(), [true, false, true]);
    }
}
