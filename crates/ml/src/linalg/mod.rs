//! Solving and taking matrices apart, with the same bits on every machine.

mod cholesky;

pub use cholesky::{Cholesky, cholesky};
