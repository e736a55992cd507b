//! The fully connected layer.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::nn::init::Init;
use crate::nn::layer::{Stage, twice, with_width};
use crate::nn::parameter::{Module, Parameter, Pass};
use crate::nn::tape::Var;
use crate::nn::tensor::{Tensor, shape_error, volume};
use crate::rng::Rng;

/// `y = x W + b`: `(.., inputs)` becomes `(.., outputs)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dense {
    /// `(inputs, outputs)`.
    pub weight: Parameter,
    /// `(outputs)`.
    pub bias: Parameter,
}

impl Dense {
    /// A layer with [`Init::Glorot`] weights.
    pub fn new(inputs: usize, outputs: usize, rng: &mut Rng) -> Self {
        Self::with_init(inputs, outputs, Init::default(), rng)
    }

    /// A layer whose weights begin as `init` says.
    pub fn with_init(inputs: usize, outputs: usize, init: Init, rng: &mut Rng) -> Self {
        Self {
            weight: Parameter::new("weight", init.draw(&[inputs, outputs], inputs, outputs, rng)),
            bias: Parameter::new("bias", Tensor::filled(&[outputs], 0.0)),
        }
    }

    fn sizes(&self) -> (usize, usize) {
        match self.weight.value().shape() {
            [inputs, outputs] => (*inputs, *outputs),
            _ => (0, 0),
        }
    }
}

impl Module for Dense {
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let (weight, bias) = (pass.bind(&self.weight), pass.bind(&self.bias));
        input.affine(weight, bias)
    }
    fn parameters(&self) -> Vec<&Parameter> {
        vec![&self.weight, &self.bias]
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.weight, &mut self.bias]
    }
}

impl Stage for Dense {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        let (inputs, outputs) = self.sizes();
        match input.last() {
            Some(&width) if width == inputs => Ok(with_width(input, outputs)),
            _ => Err(shape_error("Dense", &format!("inputs of width {inputs}"), &input)),
        }
    }
    fn flops(&self, input: &[usize]) -> u64 {
        let places = input.split_last().map_or(0, |(_, places)| volume(places));
        let (inputs, outputs) = self.sizes();
        twice(&[places, inputs, outputs])
    }
}
