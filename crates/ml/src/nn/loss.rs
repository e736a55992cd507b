//! What training makes small.

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::nn::tape::Var;
use crate::nn::tensor::{Tensor, shape_error};

/// How far outputs are from their targets, as one number.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Loss {
    /// Cross-entropy of logits against class numbers, in nats.
    CrossEntropy,
    /// Cross-entropy against targets of which this share is spread over all classes (C. Szegedy et al., 2016).
    SmoothCrossEntropy(f64),
    /// Cross-entropy of one logit a value against targets from 0 to 1.
    BinaryCrossEntropy,
    /// Mean of squared errors.
    MeanSquared,
    /// Mean of absolute errors.
    MeanAbsolute,
    /// Squared for errors up to this size and linear beyond (P. Huber, 1964).
    Huber(f64),
}

/// What the outputs should be: classes for [`Loss::CrossEntropy`], values for the others.
#[derive(Debug, Clone, PartialEq)]
pub enum Targets {
    /// One class number an example.
    Classes(Vec<usize>),
    /// Values, first axis the examples.
    Values(Tensor),
}

impl Targets {
    /// How many examples.
    pub fn len(&self) -> usize {
        match self {
            Self::Classes(classes) => classes.len(),
            Self::Values(values) => values.shape().first().copied().unwrap_or(0),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Those of some examples.
    ///
    /// # Errors
    /// A shape error when a number is past the end.
    pub fn rows(&self, indices: &[usize]) -> Result<Self> {
        match self {
            Self::Classes(classes) => {
                let picked = indices.iter().map(|&i| classes.get(i).copied()).collect::<Option<Vec<usize>>>();
                let expected = || shape_error("targets", &format!("a row below {}", classes.len()), &indices);
                Ok(Self::Classes(picked.ok_or_else(expected)?))
            }
            Self::Values(values) => Ok(Self::Values(values.rows(indices)?)),
        }
    }
}

impl Loss {
    /// The loss of a batch, one number: the mean over its examples (and over the values of each).
    pub fn of<'t>(self, output: Var<'t>, targets: &Targets) -> Var<'t> {
        match (self, targets) {
            (Self::CrossEntropy, Targets::Classes(classes)) => cross_entropy(output, classes),
            (Self::SmoothCrossEntropy(share), Targets::Classes(classes)) => {
                smooth_cross_entropy(output, classes, share)
            }
            (Self::BinaryCrossEntropy, Targets::Values(values)) => binary_cross_entropy(output, values),
            (Self::MeanSquared, Targets::Values(values)) => difference(output, values).square().mean(),
            (Self::MeanAbsolute, Targets::Values(values)) => difference(output, values).abs().mean(),
            (Self::Huber(delta), Targets::Values(values)) => huber(difference(output, values), delta),
            (_, Targets::Classes(_)) => {
                output.tape().fail(shape_error("loss", "values as targets", &"class numbers"))
            }
            (_, Targets::Values(_)) => {
                output.tape().fail(shape_error("loss", "class numbers as targets", &"values"))
            }
        }
    }
}

/// The mean cross-entropy of logits `(examples, classes)` against class numbers, in nats.
pub fn cross_entropy<'t>(logits: Var<'t>, classes: &[usize]) -> Var<'t> {
    logits.cross_entropy_each(classes).mean()
}

/// The same against targets of which `share` is spread over all classes.
fn smooth_cross_entropy<'t>(logits: Var<'t>, classes: &[usize], share: f64) -> Var<'t> {
    let spread = -logits.log_softmax().mean();
    (1.0 - share) * cross_entropy(logits, classes) + share * spread
}

/// The mean cross-entropy of single logits against targets from 0 to 1, in nats; `ln(1 + eˣ) - x y`.
pub fn binary_cross_entropy<'t>(logits: Var<'t>, targets: &Tensor) -> Var<'t> {
    match aligned(logits, targets) {
        Ok(targets) => (logits.softplus() - logits * targets).mean(),
        Err(failed) => failed,
    }
}

/// The mean over rows of the Kullback-Leibler divergence from one distribution to another, both given as logarithms
/// `(rows, classes)`: `Σ p (ln p - ln q)`.
pub fn kl_divergence<'t>(log_p: Var<'t>, log_q: Var<'t>) -> Var<'t> {
    let rows = log_p.shape().first().copied().unwrap_or(1).max(1);
    (log_p.exp() * (log_p - log_q)).sum() * (1.0 / rows as f64)
}

fn difference<'t>(output: Var<'t>, targets: &Tensor) -> Var<'t> {
    match aligned(output, targets) {
        Ok(targets) => output - targets,
        Err(failed) => failed,
    }
}

fn huber(error: Var<'_>, delta: f64) -> Var<'_> {
    // Quadratic within delta, and what goes beyond continues along the tangent.
    let within = error.clamp(-delta, delta);
    (within.square() * 0.5 + (error - within).abs() * delta).mean()
}

/// The targets as a constant in the output's shape; `(n)` counts as `(n, 1)`. Broadcasting is refused, since a
/// column against a row would silently compare each with each.
fn aligned<'t>(output: Var<'t>, targets: &Tensor) -> std::result::Result<Var<'t>, Var<'t>> {
    let shape = output.shape();
    let column = [targets.len(), 1];
    let same = targets.shape() == shape;
    if same || (targets.shape().len() == 1 && shape == column) {
        return Ok(output.tape().constant(if same { targets.clone() } else { targets.with_shape(shape) }));
    }
    Err(output.tape().fail(shape_error("loss", &format!("targets of shape {shape:?}"), &targets.shape())))
}

impl From<&[usize]> for Targets {
    fn from(classes: &[usize]) -> Self {
        Self::Classes(classes.to_vec())
    }
}

impl From<&Vec<usize>> for Targets {
    fn from(classes: &Vec<usize>) -> Self {
        Self::Classes(classes.clone())
    }
}

impl From<&Array1<usize>> for Targets {
    fn from(classes: &Array1<usize>) -> Self {
        Self::Classes(classes.to_vec())
    }
}

impl From<&Array1<f64>> for Targets {
    fn from(values: &Array1<f64>) -> Self {
        Self::Values(Tensor::from(values))
    }
}

impl From<&Array2<f64>> for Targets {
    fn from(values: &Array2<f64>) -> Self {
        Self::Values(Tensor::from(values))
    }
}

impl From<&Tensor> for Targets {
    fn from(values: &Tensor) -> Self {
        Self::Values(values.clone())
    }
}
