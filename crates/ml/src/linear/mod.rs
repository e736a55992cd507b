//! Linear models.
//!
//! ```
//! use ml::data::diabetes;
//! use ml::linear::Lasso;
//! use ml::preprocessing::StandardScaler;
//! let data = diabetes()?;
//! let x = StandardScaler::new().fit(&data.x)?.transform(&data.x)?;
//! let fitted = Lasso::new(10.0).fit(&x, &data.y)?;
//! assert!(fitted.coef.iter().any(|&weight| weight == 0.0), "some weights are exactly zero");
//! # Ok::<(), ml::error::Error>(())
//! ```

mod coordinate_descent;
mod fitted;
mod ridge;

pub use coordinate_descent::{ElasticNet, ElasticNetPath, Lasso, lasso_path};
pub use fitted::FittedLinear;
pub use ridge::Ridge;
