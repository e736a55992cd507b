//! Solving and taking matrices apart, with the same bits on every machine.

mod cholesky;
mod eigen;
mod least_squares;
mod svd;

pub use cholesky::{Cholesky, cholesky};
pub use eigen::{SymmetricEigen, symmetric_eigen};
pub use least_squares::{LeastSquares, least_squares};
pub use svd::{Svd, svd};
