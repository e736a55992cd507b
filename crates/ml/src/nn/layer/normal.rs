//! Layers that keep signals in shape: normalisation and dropout.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::nn::layer::Stage;
use crate::nn::parameter::{Module, Parameter, Pass};
use crate::nn::tape::Var;
use crate::nn::tensor::{Tensor, shape_error};

/// Layer normalisation over the last axis, with a learned gain and bias (J. L. Ba et al., 2016).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LayerNorm {
    /// `(width)`, begins at one.
    pub gain: Parameter,
    /// `(width)`, begins at zero.
    pub bias: Parameter,
}

impl LayerNorm {
    /// Added to the variance, as in PyTorch.
    pub const EPSILON: f64 = 1e-5;

    /// For a last axis of this length.
    pub fn new(width: usize) -> Self {
        Self {
            gain: Parameter::new("gain", Tensor::filled(&[width], 1.0)),
            bias: Parameter::new("bias", Tensor::filled(&[width], 0.0)),
        }
    }
}

impl Module for LayerNorm {
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let (gain, bias) = (pass.bind(&self.gain), pass.bind(&self.bias));
        input.layer_norm(gain, bias, Self::EPSILON)
    }
    fn parameters(&self) -> Vec<&Parameter> {
        vec![&self.gain, &self.bias]
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.gain, &mut self.bias]
    }
}

impl Stage for LayerNorm {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        let width = self.gain.value().len();
        match input.last() {
            Some(&last) if last == width => Ok(input.to_vec()),
            _ => Err(shape_error("LayerNorm", &format!("inputs of width {width}"), &input)),
        }
    }
}

/// While training, sets each value to zero with probability `rate` and scales the others up so that the mean stays;
/// otherwise does nothing (N. Srivastava et al., 2014).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dropout {
    rate: f64,
}

impl Dropout {
    /// Drops this share of the values.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless the rate is at least 0 and below 1.
    pub fn new(rate: f64) -> Result<Self> {
        if (0.0..1.0).contains(&rate) {
            Ok(Self { rate })
        } else {
            let expected = "at least 0 and below 1".into();
            Err(Error::Parameter { name: "dropout rate", value: rate.to_string(), expected })
        }
    }
}

impl Module for Dropout {
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let Some(rng) = pass.rng().filter(|_| self.rate > 0.0) else { return input };
        let shape = input.shape();
        let keep = 1.0 / (1.0 - self.rate);
        let size: usize = shape.iter().product();
        let scales = (0..size).map(|_| if rng.uniform() < self.rate { 0.0 } else { keep }).collect();
        input * pass.tape().constant(Tensor::from_parts(shape, scales))
    }
    fn parameters(&self) -> Vec<&Parameter> {
        Vec::new()
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        Vec::new()
    }
}

impl Stage for Dropout {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        Ok(input.to_vec())
    }
}
