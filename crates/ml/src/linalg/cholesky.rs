//! The Cholesky decomposition: a symmetric positive definite matrix as L Lᵀ with L lower triangular.

use crate::error::{Error, Result, check_finite_2, check_same_len};
use crate::sum;
use ndarray::{Array1, Array2};

/// The lower triangle of a decomposition.
#[derive(Debug, Clone, PartialEq)]
pub struct Cholesky {
    lower: Array2<f64>,
}

/// Decomposes `a` (n × n), of which only the lower triangle is read (G. H. Golub and C. F. Van Loan, *Matrix
/// Computations*, 4.2).
///
/// # Errors
/// [`Error::Shape`] if `a` is not square, [`Error::NotFinite`], [`Error::Singular`] if it is not positive definite.
pub fn cholesky(a: &Array2<f64>) -> Result<Cholesky> {
    check_same_len("columns of a square matrix", a.nrows(), a.ncols())?;
    check_finite_2(a, "matrix")?;
    let n = a.nrows();
    let mut lower = Array2::<f64>::zeros((n, n));
    for row in 0..n {
        for column in 0..=row {
            let (this, other) = (lower.row(row), lower.row(column));
            let known = match (this.as_slice(), other.as_slice()) {
                (Some(this), Some(other)) => sum::dot(&this[..column], &other[..column]),
                _ => 0.0,
            };
            let left = a[[row, column]] - known;
            if row == column {
                // What is left of the diagonal after rounding must still be told from zero.
                if left <= a[[row, row]].abs() * f64::EPSILON * n as f64 {
                    return Err(Error::Singular {
                        what: format!("the matrix, at row {row}"),
                        hint: "remove features that repeat others, or add a penalty".to_owned(),
                    });
                }
                lower[[row, row]] = left.sqrt();
            } else {
                lower[[row, column]] = left / lower[[column, column]];
            }
        }
    }
    Ok(Cholesky { lower })
}

impl Cholesky {
    /// L.
    pub fn lower(&self) -> &Array2<f64> {
        &self.lower
    }

    /// The x with a x = b, for b of length n.
    ///
    /// # Errors
    /// [`Error::Shape`] if `b` has another length.
    pub fn solve(&self, b: &Array1<f64>) -> Result<Array1<f64>> {
        let n = self.lower.nrows();
        check_same_len("right side", n, b.len())?;
        let mut x = b.clone();
        for row in 0..n {
            let mut value = x[row];
            for column in 0..row {
                value -= self.lower[[row, column]] * x[column];
            }
            x[row] = value / self.lower[[row, row]];
        }
        for row in (0..n).rev() {
            let mut value = x[row];
            for below in row + 1..n {
                value -= self.lower[[below, row]] * x[below];
            }
            x[row] = value / self.lower[[row, row]];
        }
        Ok(x)
    }
}

#[cfg(test)]
mod tests {
    use super::cholesky;
    use ndarray::array;

    #[test]
    fn a_solved_system_gives_its_right_side_back() {
        let a = array![[4.0, 2.0, 0.6], [2.0, 3.0, 0.4], [0.6, 0.4, 2.0]];
        let b = array![1.0, -2.0, 3.0];
        let x = cholesky(&a).and_then(|lower| lower.solve(&b)).expect("a is positive definite");
        let back = crate::matmul::matvec(a.view(), x.view());
        assert!(back.iter().zip(&b).all(|(back, b)| (back - b).abs() < 1e-14));
    }

    #[test]
    fn a_singular_matrix_is_refused() {
        assert!(cholesky(&array![[1.0, 1.0], [1.0, 1.0]]).is_err());
        assert!(cholesky(&array![[-1.0]]).is_err());
        assert!(cholesky(&array![[1.0, 2.0]]).is_err());
        assert!(cholesky(&array![[f64::NAN]]).is_err());
    }
}
