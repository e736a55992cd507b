//! The k nearest neighbours: to predict by what is most alike.
//!
//! ```
//! use ml::ndarray::array;
//! use ml::neighbors::KNeighborsClassifier;
//! let (x, y) = (array![[0.0], [1.0], [2.0], [7.0], [8.0]], array![0, 0, 0, 1, 1]);
//! let fitted = KNeighborsClassifier::new(3).fit(&x, &y)?;
//! assert_eq!(fitted.predict(&array![[1.5], [7.2]])?, array![0, 1]);
//! // Of the three nearest to 7.2, two are of class 1.
//! assert_eq!(fitted.predict_proba(&array![[7.2]])?, array![[1.0 / 3.0, 2.0 / 3.0]]);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod models;
mod search;

pub use models::{
    FittedKNeighborsClassifier, FittedKNeighborsRegressor, KNeighborsClassifier, KNeighborsRegressor,
    NeighborWeights,
};
pub use search::{NeighborSearch, Neighbors};
