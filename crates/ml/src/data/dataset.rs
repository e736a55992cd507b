//! Data with names.

use ndarray::{Array1, Array2};

/// Examples with a number to predict.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The features: an example a row.
    pub x: Array2<f64>,
    /// The number to predict, one an example.
    pub y: Array1<f64>,
    /// The names of the features.
    pub feature_names: Vec<String>,
    /// The name of what is predicted.
    pub target_name: String,
}

/// Examples with a class to predict.
#[derive(Debug, Clone, PartialEq)]
pub struct Classification {
    /// The features: an example a row.
    pub x: Array2<f64>,
    /// The class, from 0, one an example.
    pub y: Array1<usize>,
    /// The names of the features.
    pub feature_names: Vec<String>,
    /// The names of the classes.
    pub class_names: Vec<String>,
}
