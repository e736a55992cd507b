//! Solving and taking matrices apart, with the same bits on every machine.
//!
//! ```
//! use ml::linalg::{cholesky, matmul, matvec};
//! use ndarray::array;
//! let a = array![[4.0, 2.0], [2.0, 5.0]];
//! let x = cholesky(&a)?.solve(&array![8.0, 6.0])?;
//! assert_eq!(matvec(&a, &x)?, array![8.0, 6.0]);
//! assert_eq!(matmul(&a, &array![[1.0], [0.0]])?, array![[4.0], [2.0]]);
//! assert!(matmul(&a, &array![[1.0]]).is_err());
//! # Ok::<(), ml::error::Error>(())
//! ```

mod cholesky;
mod eigen;
mod least_squares;
mod product;
mod svd;

pub use cholesky::{Cholesky, cholesky};
pub use eigen::{SymmetricEigen, symmetric_eigen};
pub use least_squares::{LeastSquares, least_squares};
pub use product::{matmul, matmul_nt, matmul_tn, matvec, matvec_t};
pub use svd::{Svd, svd};
