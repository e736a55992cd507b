//! Data to learn from: real sets that travel with the crate, data made to order, tables from CSV; ways to split, to spoil and
//! to clean it.
//!
//! ```
//! use ml::data::{diabetes, train_test_split};
//! let data = diabetes()?;
//! let (train, test) = train_test_split(&data, 0.25, 1)?;
//! assert_eq!((data.x.nrows(), data.x.ncols()), (442, 10));
//! assert_eq!((train.x.nrows(), test.x.nrows()), (331, 111));
//! # Ok::<(), ml::error::Error>(())
//! ```

mod augment;
mod bootstrap;
mod corrupt;
mod dataset;
mod duplicates;
mod embedded;
mod folds;
mod frame;
mod makers;
mod split;
mod stratified;
mod text;

pub use augment::{Augment, rotate_images, shift_images};
pub use bootstrap::Bootstrap;
pub use corrupt::{add_duplicates, add_noise, drop_values, flip_labels, make_rare};
pub use dataset::{Classification, Regression, Texts};
pub use duplicates::{distinct, distinct_texts, duplicates, overlap, similar_texts};
pub use embedded::{breast_cancer, diabetes, digits, iris, wine};
pub use folds::{Fold, KFold, RepeatedKFold, TimeSeriesSplit};
pub use frame::{Csv, Frame, FrameColumn};
pub use makers::{
    DriftingStream, MakeBlobs, MakeClassification, MakeRegression, Stream, make_circles, make_moons,
    noisy_function,
};
pub use split::{Rows, stratified_split, train_test_split};
pub use stratified::{GroupKFold, StratifiedKFold};
pub use text::{moby_dick, spam, state_of_the_union};
