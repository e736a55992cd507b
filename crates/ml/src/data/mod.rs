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

mod bootstrap;
mod dataset;
mod embedded;
mod folds;
mod frame;
mod split;
mod stratified;
mod text;

pub use bootstrap::Bootstrap;
pub use dataset::{Classification, Regression, Texts};
pub use embedded::{breast_cancer, diabetes, digits, iris, wine};
pub use folds::{Fold, KFold, RepeatedKFold, TimeSeriesSplit};
pub use frame::{Csv, Frame, FrameColumn};
pub use split::{Rows, stratified_split, train_test_split};
pub use stratified::{GroupKFold, StratifiedKFold};
pub use text::{moby_dick, spam, state_of_the_union};
