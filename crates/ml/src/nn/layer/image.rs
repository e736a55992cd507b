//! Layers for images, `(channels, height, width)`.

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::nn::init::Init;
use crate::nn::layer::{Stage, twice};
use crate::nn::ops::window::window_count;
use crate::nn::parameter::{Module, Parameter, Pass};
use crate::nn::tape::Var;
use crate::nn::tensor::{Tensor, shape_error, volume};
use crate::rng::Rng;

/// A convolution: `(channels, h, w)` becomes `(filters, h', w')`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conv2d {
    /// `(filters, channels, kernel, kernel)`.
    pub weight: Parameter,
    /// `(filters)`.
    pub bias: Parameter,
    stride: usize,
    padding: usize,
}

impl Conv2d {
    /// A convolution with a square kernel, stride 1, no padding and [`Init::Glorot`] weights.
    pub fn new(channels: usize, filters: usize, kernel: usize, rng: &mut Rng) -> Self {
        Self::with_init(channels, filters, kernel, Init::default(), rng)
    }

    /// The same with weights that begin as `init` says.
    pub fn with_init(channels: usize, filters: usize, kernel: usize, init: Init, rng: &mut Rng) -> Self {
        let places = kernel.saturating_mul(kernel);
        let (inputs, outputs) = (channels.saturating_mul(places), filters.saturating_mul(places));
        Self {
            weight: Parameter::new(
                "weight",
                init.draw(&[filters, channels, kernel, kernel], inputs, outputs, rng),
            ),
            bias: Parameter::new("bias", Tensor::filled(&[filters], 0.0)),
            stride: 1,
            padding: 0,
        }
    }

    /// Moves the window this many pixels at a time.
    pub fn stride(mut self, stride: usize) -> Self {
        self.stride = stride;
        self
    }

    /// Surrounds the image with this many zeros; less than the kernel.
    pub fn padding(mut self, padding: usize) -> Self {
        self.padding = padding;
        self
    }
}

impl Module for Conv2d {
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let (weight, bias) = (pass.bind(&self.weight), pass.bind(&self.bias));
        input.conv2d(weight, bias, self.stride, self.padding)
    }
    fn parameters(&self) -> Vec<&Parameter> {
        vec![&self.weight, &self.bias]
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        vec![&mut self.weight, &mut self.bias]
    }
}

impl Stage for Conv2d {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        let weight = self.weight.value().shape();
        let ([channels, height, width], [filters, expected, kh, kw]) = (input, weight) else {
            return Err(shape_error("Conv2d", "(channels, height, width)", &input));
        };
        if channels != expected {
            return Err(shape_error("Conv2d", &format!("{expected} channels"), channels));
        }
        let height = window_count(*height, *kh, self.stride, self.padding)?;
        let width = window_count(*width, *kw, self.stride, self.padding)?;
        Ok(vec![*filters, height, width])
    }
    fn flops(&self, input: &[usize]) -> u64 {
        let places: usize = self.output_shape(input).map_or(0, |shape| volume(&shape[1..]));
        twice(&[places, self.weight.value().len()])
    }
}

/// What a pooling layer keeps of each window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum PoolKind {
    /// The largest value.
    Max,
    /// The mean.
    Mean,
}

/// Pooling: each `size × size` window becomes one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pool2d {
    kind: PoolKind,
    size: usize,
}

impl Pool2d {
    /// Keeps the largest value of each window.
    pub fn max(size: usize) -> Self {
        Self { kind: PoolKind::Max, size }
    }

    /// Keeps the mean of each window.
    pub fn mean(size: usize) -> Self {
        Self { kind: PoolKind::Mean, size }
    }
}

impl Module for Pool2d {
    fn forward<'t>(&'t self, _pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        match self.kind {
            PoolKind::Max => input.max_pool2d(self.size),
            PoolKind::Mean => input.avg_pool2d(self.size),
        }
    }
    fn parameters(&self) -> Vec<&Parameter> {
        Vec::new()
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        Vec::new()
    }
}

impl Stage for Pool2d {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        let [channels, height, width] = input else {
            return Err(shape_error("Pool2d", "(channels, height, width)", &input));
        };
        let count = |length: usize| window_count(length, self.size, self.size, 0);
        Ok(vec![*channels, count(*height)?, count(*width)?])
    }
}

/// All axes of an example in a row: `(a, b, c)` becomes `(a · b · c)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Flatten;

impl Module for Flatten {
    fn forward<'t>(&'t self, _pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let shape = input.shape();
        let Some((&examples, rest)) = shape.split_first() else {
            return input.reshape(&[1, 1]);
        };
        input.reshape(&[examples, volume(rest)])
    }
    fn parameters(&self) -> Vec<&Parameter> {
        Vec::new()
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        Vec::new()
    }
}

impl Stage for Flatten {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        Ok(vec![volume(input)])
    }
}
