//! Small symmetric matrices: sums of squares, Cholesky's factor, solutions.

/// A square matrix, row by row; only symmetric ones are made here.
#[derive(Debug, Clone, PartialEq)]
pub struct Square {
    size: usize,
    cells: Vec<f64>,
}

/// What is left of a column's length, squared, below which the columns before it are
/// held to make it up.
const DEPENDENT: f64 = 1e-10;

impl Square {
    /// Nothing but zeros.
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
    pub fn at(&self, row: usize, column: usize) -> f64 {
        self.cells[row * self.size + column]
    }

    fn at_mut(&mut self, row: usize, column: usize) -> &mut f64 {
        &mut self.cells[row * self.size + column]
    }

    /// Adds `weight` x x' to the upper half; [`Square::mirror`] fills the lower one.
    pub fn add_outer(&mut self, x: &[f64], weight: f64) {
        for (row, cells) in self.cells.chunks_exact_mut(self.size).enumerate() {
            let factor = weight * x[row];
            // Of an effect of one year most cells are zero.
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
                *self.at_mut(row, column) = self.at(column, row);
            }
        }
    }

    /// The rows and columns chosen.
    #[must_use]
    pub fn part(&self, chosen: &[usize]) -> Self {
        let cells = chosen
            .iter()
            .flat_map(|row| chosen.iter().map(|column| self.at(*row, *column)));
        Self {
            size: chosen.len(),
            cells: cells.collect(),
        }
    }

    /// Another matrix between two copies of this one.
    #[must_use]
    pub fn around(&self, inner: &Self) -> Self {
        self.times(inner).times(self)
    }

    fn times(&self, other: &Self) -> Self {
        let mut product = Self::zero(self.size);
        for row in 0..self.size {
            for column in 0..self.size {
                *product.at_mut(row, column) = (0..self.size)
                    .map(|k| self.at(row, k) * other.at(k, column))
                    .sum();
            }
        }
        product
    }

    /// Of the sums of squares and products of columns: for each column whether those
    /// before it do not make it up. A column of zeros is made up by nothing.
    #[must_use]
    pub fn independent(&self) -> Vec<bool> {
        let mut kept: Vec<usize> = Vec::new();
        let mut independent = vec![false; self.size];
        for (column, is_independent) in independent.iter_mut().enumerate() {
            let own = self.at(column, column);
            if own <= 0.0 {
                continue;
            }
            kept.push(column);
            let left = Factor::of(&self.part(&kept)).map(|factor| factor.last());
            if left.is_some_and(|left| left * left > DEPENDENT * own) {
                *is_independent = true;
            } else {
                kept.pop();
            }
        }
        independent
    }
}

/// Cholesky's factor L of a matrix A = L L'.
#[derive(Debug, Clone, PartialEq)]
pub struct Factor {
    lower: Square,
}

impl Factor {
    /// The factor of a positive definite matrix; none of any other.
    #[must_use]
    pub fn of(matrix: &Square) -> Option<Self> {
        let size = matrix.size;
        let mut lower = Square::zero(size);
        for row in 0..size {
            for column in 0..=row {
                let known: f64 = (0..column)
                    .map(|k| lower.at(row, k) * lower.at(column, k))
                    .sum();
                let left = matrix.at(row, column) - known;
                if row == column {
                    if !left.is_finite() || left <= 0.0 {
                        return None;
                    }
                    *lower.at_mut(row, row) = left.sqrt();
                } else {
                    *lower.at_mut(row, column) = left / lower.at(column, column);
                }
            }
        }
        Some(Self { lower })
    }

    /// What the last column has of its own.
    fn last(&self) -> f64 {
        let size = self.lower.size;
        self.lower.at(size - 1, size - 1)
    }

    /// The solution x of A x = b.
    #[must_use]
    pub fn solve(&self, b: &[f64]) -> Vec<f64> {
        let size = self.lower.size;
        let mut x = b.to_vec();
        for row in 0..size {
            let known: f64 = (0..row).map(|k| self.lower.at(row, k) * x[k]).sum();
            x[row] = (x[row] - known) / self.lower.at(row, row);
        }
        for row in (0..size).rev() {
            let known: f64 = (row + 1..size).map(|k| self.lower.at(k, row) * x[k]).sum();
            x[row] = (x[row] - known) / self.lower.at(row, row);
        }
        x
    }

    /// The inverse of A.
    #[must_use]
    pub fn inverse(&self) -> Square {
        let size = self.lower.size;
        let mut inverse = Square::zero(size);
        for column in 0..size {
            let mut unit = vec![0.0; size];
            unit[column] = 1.0;
            for (row, value) in self.solve(&unit).into_iter().enumerate() {
                *inverse.at_mut(row, column) = value;
            }
        }
        inverse
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sums(rows: &[[f64; 3]]) -> Square {
        let mut sums = Square::zero(3);
        for row in rows {
            sums.add_outer(row, 1.0);
        }
        sums.mirror();
        sums
    }

    #[test]
    fn the_solution_solves_and_the_inverse_inverts() {
        let matrix = sums(&[[1.0, 2.0, 0.0], [0.0, 1.0, 3.0], [1.0, 0.0, 1.0]]);
        let factor = Factor::of(&matrix).expect("positive definite");
        let x = factor.solve(&[1.0, 2.0, 3.0]);
        for (row, wanted) in [1.0, 2.0, 3.0].into_iter().enumerate() {
            let found: f64 = (0..3).map(|k| matrix.at(row, k) * x[k]).sum();
            assert!((found - wanted).abs() < 1e-12);
        }
        let one = matrix.times(&factor.inverse());
        for row in 0..3 {
            for column in 0..3 {
                let wanted = f64::from(u8::from(row == column));
                assert!((one.at(row, column) - wanted).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn a_column_made_up_by_those_before_it_is_found() {
        let twice = sums(&[[1.0, 2.0, 1.0], [1.0, 2.0, 5.0], [1.0, 2.0, -3.0]]);
        assert_eq!(twice.independent(), [true, false, true]);
        assert_eq!(Factor::of(&twice), None);
        let nothing = sums(&[[1.0, 0.0, 1.0], [1.0, 0.0, 5.0]]);
        assert_eq!(nothing.independent(), [true, false, true]);
    }
}
