//! Least squares over a few columns, with the inverse that says how certain the answer is.

use crate::error::{Error, Result};
use crate::sum;
use ndarray::Array2;

/// Columns as Q R, with the columns of Q of length 1 and square to each other, and R an upper triangle.
pub(super) struct Qr {
    q: Vec<Vec<f64>>,
    /// Entry `[k][j]` for k ≤ j.
    r: Vec<Vec<f64>>,
}

impl Qr {
    /// Takes columns apart by the method of Gram and Schmidt, each column twice, which is enough for Q to be as square as
    /// the numbers allow (L. Giraud et al., 2005). Refuses columns that repeat others.
    pub(super) fn new(columns: &[Vec<f64>]) -> Result<Self> {
        let count = columns.len();
        let (mut q, mut r): (Vec<Vec<f64>>, _) = (Vec::with_capacity(count), vec![vec![0.0; count]; count]);
        for (at, column) in columns.iter().enumerate() {
            let mut left = column.clone();
            for _ in 0..2 {
                for (k, direction) in q.iter().enumerate() {
                    let share = sum::dot(direction, &left);
                    r[k][at] += share;
                    left.iter_mut().zip(direction).for_each(|(left, q)| *left -= share * q);
                }
            }
            let (length, whole) = (sum::sum_squares(&left).sqrt(), sum::sum_squares(column).sqrt());
            let told_apart = length > whole * f64::EPSILON * column.len() as f64;
            if !(told_apart && length.is_finite()) {
                return Err(Error::Singular {
                    what: format!("the effect of parameter {at}"),
                    hint: "more different points, or fewer parameters, may tell them apart".to_owned(),
                });
            }
            left.iter_mut().for_each(|left| *left /= length);
            r[at][at] = length;
            q.push(left);
        }
        Ok(Self { q, r })
    }

    /// The factors of the columns that come nearest to `b`.
    pub(super) fn solve(&self, b: &[f64]) -> Vec<f64> {
        let mut x: Vec<f64> = self.q.iter().map(|q| sum::dot(q, b)).collect();
        for row in (0..x.len()).rev() {
            for column in row + 1..x.len() {
                x[row] -= self.r[row][column] * x[column];
            }
            x[row] /= self.r[row][row];
        }
        x
    }

    /// (AᵀA)⁻¹ = R⁻¹ R⁻ᵀ for columns A.
    pub(super) fn inverse_gram(&self) -> Array2<f64> {
        let count = self.r.len();
        let mut inverse = Array2::<f64>::zeros((count, count));
        for column in 0..count {
            inverse[[column, column]] = 1.0 / self.r[column][column];
            for row in (0..column).rev() {
                let known =
                    (row + 1..=column).fold(0.0, |sum, k| sum + self.r[row][k] * inverse[[k, column]]);
                inverse[[row, column]] = -known / self.r[row][row];
            }
        }
        Array2::from_shape_fn((count, count), |(a, b)| {
            (a.max(b)..count).fold(0.0, |sum, k| sum + inverse[[a, k]] * inverse[[b, k]])
        })
    }
}
