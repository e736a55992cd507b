//! What every linear regression gives back.

use crate::error::{Error, Result, check_finite_1, check_same_len};
use crate::examples::check_regression;
use crate::matmul::{gram_of, matvec, matvec_t};
use crate::metrics::r2_score;
use crate::sum;
use crate::weights::check_weights;
use ndarray::{Array1, Array2, CowArray, Ix2, s};
use serde::{Deserialize, Serialize};

/// A fitted linear model: y = x · coef + intercept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedLinear {
    /// A weight for each feature.
    pub coef: Array1<f64>,
    /// What is predicted where all features are 0.
    pub intercept: f64,
}

impl FittedLinear {
    /// A prediction for each row of `x`.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        check_same_len("features", self.coef.len(), x.ncols())?;
        Ok(matvec(x.view(), self.coef.view()) + self.intercept)
    }

    /// The coefficient of determination R² of the predictions for `x`: 1 is perfect, 0 is no better than the mean. As in
    /// scikit-learn, a `y` that is always the same gives 1 if it is met exactly, else 0.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` and `y` don't fit, [`Error::Empty`] without rows.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<f64> {
        check_same_len("y", x.nrows(), y.len())?;
        r2_score(y, &self.predict(x)?)
    }

    /// How many weights are not exactly 0.
    pub fn nonzero(&self) -> usize {
        self.coef.iter().filter(|weight| **weight != 0.0).count()
    }
}

/// Features and target with their means taken away, and each row multiplied by the root of its weight.
pub(super) struct Centered<'d> {
    /// The features as they came.
    given: CowArray<'d, f64, Ix2>,
    /// The target.
    pub(super) y: Array1<f64>,
    /// The root of each row's weight; `None` where all weigh 1.
    roots: Option<Vec<f64>>,
    x_mean: Vec<f64>,
    y_mean: f64,
}

/// Checks the data of a regression, weighs it, and centers it if there is to be an intercept.
pub(super) fn center<'d>(
    x: &'d Array2<f64>,
    y: &Array1<f64>,
    weights: Option<&Array1<f64>>,
    intercept: bool,
) -> Result<Centered<'d>> {
    check_regression(x, y)?;
    let weight = check_weights(weights, x.nrows())?;
    let total = sum::sum(&weight);
    let (mut x_mean, mut y_mean) = (vec![0.0; x.ncols()], 0.0);
    if intercept {
        let shares: Array1<f64> = weight.iter().map(|weight| weight / total).collect();
        x_mean = matvec_t(x.view(), shares.view()).to_vec();
        y_mean = sum::dot(&y.to_vec(), &shares.to_vec());
    }
    let mut y = y - y_mean;
    let roots = weights.is_some().then(|| weight.iter().map(|weight| weight.sqrt()).collect::<Vec<f64>>());
    for (y, root) in y.iter_mut().zip(roots.iter().flatten()) {
        *y *= root;
    }
    Ok(Centered { given: x.as_standard_layout(), y, roots, x_mean, y_mean })
}

impl Centered<'_> {
    /// The numbers of examples and of features.
    pub(super) fn dim(&self) -> (usize, usize) {
        self.given.dim()
    }

    /// The features.
    pub(super) fn x(&self) -> Array2<f64> {
        let mut x = Array2::zeros(self.dim());
        for (at, mut row) in x.rows_mut().into_iter().enumerate() {
            if let Some(row) = row.as_slice_mut() {
                self.put(at, row);
            }
        }
        x
    }

    /// XᵀX and Xᵀy, without a copy of the features.
    pub(super) fn products(&self) -> (Array2<f64>, Array1<f64>) {
        let (examples, features) = self.dim();
        let products = gram_of(examples, features + 1, |at, row| {
            self.put(at, &mut row[..features]);
            row[features] = self.y[at];
        });
        (
            products.slice(s![..features, ..features]).to_owned(),
            products.slice(s![..features, features]).to_owned(),
        )
    }

    /// Writes the features of one example.
    fn put(&self, at: usize, into: &mut [f64]) {
        let given = self.given.row(at);
        for ((value, given), mean) in into.iter_mut().zip(given.as_slice().unwrap_or(&[])).zip(&self.x_mean) {
            *value = given - mean;
        }
        if let Some(roots) = &self.roots {
            into.iter_mut().for_each(|value| *value *= roots[at]);
        }
    }

    /// The model of these weights, with the intercept that the means give it.
    ///
    /// # Errors
    /// [`Error::NotFinite`] if the data is so great that its weights are no numbers.
    pub(super) fn fitted(&self, coef: Array1<f64>) -> Result<FittedLinear> {
        check_finite_1(&coef, "coef")?;
        let intercept = self.y_mean - sum::dot(&self.x_mean, &coef.to_vec());
        if intercept.is_finite() {
            return Ok(FittedLinear { coef, intercept });
        }
        Err(Error::NotFinite { what: "intercept".to_owned(), index: Vec::new(), value: intercept })
    }
}
