//! Means, spreads, quantiles, the intervals that a sample allows, and the distributions behind them.
//!
//! ```
//! use ml::ndarray::array;
//! use ml::stats::{bootstrap_ci, mean, quantile, sd};
//! let scores = array![0.90, 0.93, 0.88, 0.91, 0.94];
//! assert!((mean(&scores)? - 0.912).abs() < 1e-12);
//! assert_eq!(quantile(&scores, 0.5)?, 0.91);
//! assert!(sd(&scores)? < 0.025);
//! let interval = bootstrap_ci(&scores, &|sample| sample.iter().sum::<f64>() / 5.0, 0.95, 1000, 1)?;
//! assert!(interval.low > 0.88 && interval.high < 0.94);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod distribution;
mod summary;

pub use distribution::{normal_cdf, normal_quantile, student_t_cdf, student_t_quantile};
pub use summary::{Interval, bootstrap_ci, mean, median, quantile, sd, variance};
pub(crate) use summary::{check_level, deviation_of, mean_of, quantile_of_sorted};
