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
mod elastic_net;
mod fitted;
mod least_squares;
mod logistic;
mod ridge;

pub use elastic_net::{ElasticNet, ElasticNetPath, Lasso, lasso_path};
pub use fitted::FittedLinear;
pub use least_squares::LinearRegression;
pub use logistic::{FittedLogisticRegression, LogisticRegression, Penalty};
pub use ridge::Ridge;
