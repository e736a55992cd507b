//! Solving and taking matrices apart, with the same bits on every machine.

mod cholesky;
mod eigen;
mod svd;

pub use cholesky::{Cholesky, cholesky};
pub use eigen::{SymmetricEigen, symmetric_eigen};
pub use svd::{Svd, svd};
