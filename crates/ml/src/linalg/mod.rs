//! Solving and taking matrices apart, with the same bits on every machine.

mod cholesky;
mod least_squares;

pub use cholesky::{Cholesky, cholesky};
pub use least_squares::{LeastSquares, least_squares};
