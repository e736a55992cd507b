//! A small, exact machine-learning core on ndarray: the same bits on every machine, with scikit-learn's words.
//!
//! Every random thing takes a seed; every mistake in data or settings is an [`error::Error`] that says what and where.
//!
//! ```
//! use ml::data::{breast_cancer, stratified_split};
//! use ml::linear::LogisticRegression;
//! use ml::metrics::confusion_matrix;
//! use ml::preprocessing::{Pipeline, StandardScaler};
//! let data = breast_cancer()?;
//! let (train, test) = stratified_split(&data, &data.y, 0.25, 1)?;
//! let model = Pipeline::new().then(StandardScaler::new()).classifier(LogisticRegression::new());
//! let predicted = model.fit(&train.x, &train.y)?.predict(&test.x)?;
//! assert!(ml::metrics::accuracy_score(&test.y, &predicted)? > 0.95);
//! assert_eq!(confusion_matrix(&test.y, &predicted)?.classes, [0, 1]);
//! # Ok::<(), ml::error::Error>(())
//! ```

#![deny(missing_docs)]

pub mod error;
pub mod math;
mod matmul;
pub mod parallel;
pub mod rng;
pub mod sum;
mod wide;

pub mod cluster;
pub mod curve_fit;
pub mod data;
pub mod drift;
pub mod estimator;
mod estimator_models;
mod examples;
pub mod fairness;
pub mod linalg;
pub mod linear;
pub mod metrics;
pub mod naive_bayes;
pub mod neighbors;
pub mod optim;
pub mod preprocessing;
pub mod selection;
pub mod stats;
pub mod svm;
pub mod tree;
pub mod weights;

pub mod agent;
pub mod feedback;
pub mod lm;
pub mod nn;
pub mod prompt;

pub mod prelude;

pub use ndarray;
