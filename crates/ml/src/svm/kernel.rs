//! Kernels: products in a space that is never entered.

use crate::math;
use crate::sum;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// How alike two examples are.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Kernel {
    /// exp(−γ ‖a − b‖²).
    Rbf(Gamma),
    /// a · b.
    Linear,
}

/// How fast likeness fades with the squared distance.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub enum Gamma {
    /// 1 / (features · variance of all numbers of the training data); 1 where that is 0.
    Scale,
    /// 1 / features.
    Auto,
    /// This, more than 0.
    Value(f64),
}

impl Gamma {
    /// The number for this training data.
    pub(super) fn value(self, x: &Array2<f64>) -> f64 {
        match self {
            Self::Value(gamma) => gamma,
            Self::Auto => 1.0 / x.ncols() as f64,
            Self::Scale => {
                let values: Vec<f64> = x.iter().copied().collect();
                let mean = sum::sum(&values) / values.len() as f64;
                let deviations: Vec<f64> = values.iter().map(|value| value - mean).collect();
                let variance = sum::sum_squares(&deviations) / values.len() as f64;
                if variance > 0.0 { 1.0 / (x.ncols() as f64 * variance) } else { 1.0 }
            }
        }
    }
}

/// A kernel whose numbers are all known.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) enum FixedKernel {
    Rbf { gamma: f64 },
    Linear,
}

impl FixedKernel {
    /// Puts likenesses in the place of products: of an example of this square with each of those of the other squares.
    pub(super) fn of_each(self, products: &mut [f64], square: f64, squares: &[f64]) {
        let Self::Rbf { gamma } = self else { return };
        for (product, other) in products.iter_mut().zip(squares) {
            *product = -gamma * (square + other - 2.0 * *product).max(0.0);
        }
        math::exp_each(products);
    }

    /// The likeness of examples with this product and these squares.
    #[inline]
    pub(super) fn of(self, product: f64, squares: (f64, f64)) -> f64 {
        match self {
            Self::Linear => product,
            Self::Rbf { gamma } => math::exp(-gamma * (squares.0 + squares.1 - 2.0 * product).max(0.0)),
        }
    }
}
