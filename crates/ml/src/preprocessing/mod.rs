//! Making data fit to learn from: filling gaps, scaling, encoding, new features, and pipelines that learn all of it from
//! training data only.
//!
//! ```
//! use ml::linear::Ridge;
//! use ml::ndarray::array;
//! use ml::preprocessing::{ColumnTransformer, OneHotEncoder, Pipeline, SimpleImputer, StandardScaler};
//! let x = array![[20.0, 0.0], [f64::NAN, 1.0], [40.0, 1.0], [30.0, 0.0]]; // an age and a kind
//! let y = array![2.0, 5.0, 6.0, 3.0];
//! let ages = Pipeline::new().then(SimpleImputer::median()).then(StandardScaler::new());
//! let columns = ColumnTransformer::new().on(&[0], ages).on(&[1], OneHotEncoder::new().drop_first(true));
//! let model = Pipeline::new().then(columns).regressor(Ridge::new(0.01)).fit(&x, &y)?;
//! assert!((model.predict(&array![[25.0, 1.0]])?[0] - 4.5).abs() < 0.1);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod column;
mod derived;
mod impute;
mod label;
mod one_hot;
mod ordinal;
mod pca;
mod pipeline;
#[cfg(test)]
mod pipeline_tests;
mod polynomial;
mod quantile;
mod range;
mod scale;
mod select;
mod transformers;

pub use column::{ColumnTransformer, FittedColumnTransformer};
pub use derived::{CyclicFeatures, RatioFeatures};
pub use impute::{FittedSimpleImputer, SimpleImputer};
pub use label::{FittedLabelEncoder, LabelEncoder};
pub use one_hot::{FittedOneHotEncoder, OneHotEncoder};
pub use ordinal::{FittedOrdinalEncoder, OrdinalEncoder};
pub use pca::{FittedPca, Pca};
pub use pipeline::{
    ClassifierPipeline, FittedClassifierPipeline, FittedPipeline, FittedRegressorPipeline, Pipeline,
    RegressorPipeline,
};
pub use polynomial::{FittedPolynomialFeatures, PolynomialFeatures};
pub use range::{FittedMinMaxScaler, FittedRobustScaler, MinMaxScaler, RobustScaler};
pub use scale::{FittedStandardScaler, StandardScaler};
pub use select::{FittedSelectKBest, SelectKBest};
