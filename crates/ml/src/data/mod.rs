//! Data to learn from: real sets that travel with the crate, and ways to split them.
//!
//! ```
//! use ml::data::{diabetes, train_test_split};
//! let data = diabetes()?;
//! let (train, test) = train_test_split(&data, 0.25, 1)?;
//! assert_eq!((data.x.nrows(), data.x.ncols()), (442, 10));
//! assert_eq!((train.x.nrows(), test.x.nrows()), (331, 111));
//! # Ok::<(), ml::error::Error>(())
//! ```

mod dataset;
mod embedded;
mod folds;
mod split;
mod stratified;

pub use dataset::{Classification, Regression};
pub use embedded::{diabetes, digits};
pub use folds::{Fold, KFold, RepeatedKFold, TimeSeriesSplit};
pub use split::{Rows, train_test_split};
pub use stratified::{GroupKFold, StratifiedKFold};
