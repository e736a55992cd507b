//! Functions of each value, between the layers that learn.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::nn::layer::Stage;
use crate::nn::parameter::{Module, Parameter, Pass};
use crate::nn::tape::Var;

/// What bends a network: without it, layers in a row are one linear layer.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Activation {
    /// max(x, 0).
    #[default]
    Relu,
    /// x for positive x, this slope times x for the others.
    LeakyRelu(f64),
    /// The hyperbolic tangent.
    Tanh,
    /// 1 / (1 + e⁻ˣ).
    Sigmoid,
    /// ln(1 + eˣ).
    Softplus,
    /// x · sigmoid(x).
    Silu,
    /// The Gaussian error linear unit, tanh form.
    Gelu,
    /// x itself: a network of it stays linear.
    Identity,
}

impl Module for Activation {
    fn forward<'t>(&'t self, _pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        match *self {
            Self::Relu => input.relu(),
            Self::LeakyRelu(slope) => input.leaky_relu(slope),
            Self::Tanh => input.tanh(),
            Self::Sigmoid => input.sigmoid(),
            Self::Softplus => input.softplus(),
            Self::Silu => input.silu(),
            Self::Gelu => input.gelu(),
            Self::Identity => input,
        }
    }
    fn parameters(&self) -> Vec<&Parameter> {
        Vec::new()
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        Vec::new()
    }
}

impl Stage for Activation {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        Ok(input.to_vec())
    }
}
