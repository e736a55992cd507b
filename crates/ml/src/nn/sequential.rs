//! Networks whose layers follow one another.

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use crate::error::{Result, check_not_empty, check_same_len};
use crate::nn::init::Init;
use crate::nn::layer::{
    Activation, Conv2d, Dense, Dropout, Embedding, Flatten, Layer, LayerNorm, Pool2d, Stage, TransformerBlock,
};
use crate::nn::parameter::{Module, Parameter, Pass};
use crate::nn::tape::Var;
use crate::nn::tensor::{Tensor, shape_error, volume};
use crate::nn::train::largest;
use crate::rng::Rng;

/// A network of layers in a row. It is plain data: clone it, save it and load it with serde.
///
/// ```
/// use ml::nn::{Module, Sequential};
/// let network = Sequential::build(&[1, 8, 8], 42)
///     .conv2d(8, 3)
///     .relu()
///     .max_pool2d(2)
///     .flatten()
///     .dense(10)
///     .finish()?;
/// assert_eq!(network.output_shape()?, [10]);
/// assert_eq!(network.parameter_count(), 8 * 9 + 8 + 72 * 10 + 10);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sequential {
    input: Vec<usize>,
    layers: Vec<Layer>,
}

impl Sequential {
    /// Begins a network for examples of this shape. `seed` decides the first weights.
    pub fn build(input: &[usize], seed: u64) -> SequentialBuilder {
        SequentialBuilder {
            network: Self { input: input.to_vec(), layers: Vec::new() },
            shape: Ok(input.to_vec()),
            init: Init::default(),
            rng: Rng::new(seed),
        }
    }

    /// A network of finished layers.
    ///
    /// # Errors
    /// A shape error when one layer does not take what the layer before it gives.
    pub fn from_layers(input: &[usize], layers: Vec<Layer>) -> Result<Self> {
        let network = Self { input: input.to_vec(), layers };
        network.output_shape()?;
        Ok(network)
    }

    /// The shape of one example.
    pub fn input_shape(&self) -> &[usize] {
        &self.input
    }

    /// The shape of the output for one example.
    ///
    /// # Errors
    /// A shape error when one layer does not take what the layer before it gives.
    pub fn output_shape(&self) -> Result<Vec<usize>> {
        self.layers.iter().try_fold(self.input.clone(), |shape, layer| layer.output_shape(&shape))
    }

    /// The layers, first to last.
    pub fn layers(&self) -> &[Layer] {
        &self.layers
    }

    /// The layers, to change: freeze one, prune one, replace the last.
    pub fn layers_mut(&mut self) -> &mut Vec<Layer> {
        &mut self.layers
    }

    /// Freezes the first `count` layers, so that training changes only what follows them.
    pub fn freeze_first(&mut self, count: usize) {
        self.layers.iter_mut().take(count).for_each(Module::freeze);
    }

    /// The raw output for a matrix of examples, `(examples, features)`: one row an example.
    ///
    /// # Errors
    /// A shape error when the examples don't have the input shape, or the output has several axes.
    pub fn outputs(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        self.predict(&Tensor::from(x))?.to_array2()
    }

    /// The class of each row of `x`: where its output is largest, the first of equal places.
    ///
    /// # Errors
    /// As [`Sequential::outputs`].
    pub fn classify(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        let output = self.outputs(x)?;
        Ok(output.rows().into_iter().map(|row| largest(&row.to_vec())).collect())
    }

    /// The share of rows of `x` that are classified as `y` says.
    ///
    /// # Errors
    /// [`crate::error::Error::Shape`] when sizes don't fit, [`crate::error::Error::Empty`] without rows.
    pub fn accuracy(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        check_same_len("labels", x.nrows(), y.len())?;
        check_not_empty("examples", y.len())?;
        let right = self.classify(x)?.iter().zip(y).filter(|(ours, true_class)| ours == true_class).count();
        Ok(right as f64 / y.len() as f64)
    }

    /// Floating-point operations of one forward pass of one example; see [`Stage::flops`].
    pub fn flops(&self) -> u64 {
        let mut shape = self.input.clone();
        let mut total = 0_u64;
        for layer in &self.layers {
            total = total.saturating_add(layer.flops(&shape));
            shape = layer.output_shape(&shape).unwrap_or_default();
        }
        total
    }

    /// One row a layer: its kind, the shape that it gives, how many numbers it learns, and its operations.
    pub fn summary(&self) -> Vec<LayerSummary> {
        let mut shape = self.input.clone();
        let describe = |layer: &Layer| {
            let flops = layer.flops(&shape);
            shape = layer.output_shape(&shape).unwrap_or_default();
            LayerSummary {
                layer: layer.name(),
                output: shape.clone(),
                parameters: layer.parameter_count(),
                flops,
            }
        };
        self.layers.iter().map(describe).collect()
    }
}

/// One row of [`Sequential::summary`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerSummary {
    /// The kind of layer.
    pub layer: &'static str,
    /// The shape that it gives for one example.
    pub output: Vec<usize>,
    /// How many numbers it learns.
    pub parameters: usize,
    /// Floating-point operations of one forward pass of one example.
    pub flops: u64,
}

impl Module for Sequential {
    /// Takes `(examples, ..)` in the input shape, or flat as `(examples, product of the input shape)`.
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let shape = input.shape();
        let flat = [volume(&self.input)];
        let fits = shape.get(1..).is_some_and(|one| one == self.input || one == flat);
        if !fits {
            let expected = format!("examples of shape {:?}", self.input);
            return pass.tape().fail(shape_error("Sequential", &expected, &shape));
        }
        let full: Vec<usize> = shape.iter().take(1).chain(&self.input).copied().collect();
        let input = if shape == full { input } else { input.reshape(&full) };
        self.layers.iter().fold(input, |value, layer| layer.forward(pass, value))
    }

    fn parameters(&self) -> Vec<&Parameter> {
        self.layers.iter().flat_map(Module::parameters).collect()
    }

    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        self.layers.iter_mut().flat_map(Module::parameters_mut).collect()
    }
}

/// Adds layer after layer; each takes its input size from the one before. A mistake is kept until
/// [`SequentialBuilder::finish`].
#[derive(Debug, Clone)]
pub struct SequentialBuilder {
    network: Sequential,
    shape: Result<Vec<usize>>,
    init: Init,
    rng: Rng,
}

impl SequentialBuilder {
    /// How the weights of the following layers begin.
    pub fn init(mut self, init: Init) -> Self {
        self.init = init;
        self
    }

    /// Any finished layer.
    pub fn layer(self, layer: impl Into<Layer>) -> Self {
        let layer = layer.into();
        self.add(|_, _, _| Ok(layer))
    }

    /// A fully connected layer with this many outputs.
    pub fn dense(self, outputs: usize) -> Self {
        self.add(|shape, init, rng| {
            let inputs =
                shape.last().copied().ok_or_else(|| shape_error("dense", "an input axis", &shape))?;
            Ok(Dense::with_init(inputs, outputs, init, rng).into())
        })
    }

    /// A convolution of this many square filters, without padding: the image shrinks by `kernel - 1`.
    pub fn conv2d(self, filters: usize, kernel: usize) -> Self {
        self.conv2d_padded(filters, kernel, 0)
    }

    /// A convolution over an image surrounded by this many zeros; half an odd kernel keeps the size of the image.
    pub fn conv2d_padded(self, filters: usize, kernel: usize, padding: usize) -> Self {
        self.add(|shape, init, rng| {
            let [channels, _, _] = shape[..] else {
                return Err(shape_error("conv2d", "(channels, height, width)", &shape));
            };
            Ok(Conv2d::with_init(channels, filters, kernel, init, rng).padding(padding).into())
        })
    }

    /// Keeps the largest value of each `size × size` window.
    pub fn max_pool2d(self, size: usize) -> Self {
        self.layer(Pool2d::max(size))
    }

    /// Keeps the mean of each `size × size` window.
    pub fn avg_pool2d(self, size: usize) -> Self {
        self.layer(Pool2d::mean(size))
    }

    /// All axes of an example in a row.
    pub fn flatten(self) -> Self {
        self.layer(Flatten)
    }

    /// max(x, 0).
    pub fn relu(self) -> Self {
        self.layer(Activation::Relu)
    }

    /// The hyperbolic tangent.
    pub fn tanh(self) -> Self {
        self.layer(Activation::Tanh)
    }

    /// Any activation.
    pub fn activation(self, activation: Activation) -> Self {
        self.layer(activation)
    }

    /// Random zeros at this rate while training.
    pub fn dropout(self, rate: f64) -> Self {
        self.add(|_, _, _| Ok(Dropout::new(rate)?.into()))
    }

    /// Layer normalisation of the last axis.
    pub fn layer_norm(self) -> Self {
        self.add(|shape, _, _| Ok(LayerNorm::new(shape.last().copied().unwrap_or(0)).into()))
    }

    /// Vectors of this width for `things` numbered things.
    pub fn embedding(self, things: usize, width: usize) -> Self {
        self.add(|_, _, rng| Ok(Embedding::new(things, width, rng).into()))
    }

    /// A transformer block without dropout.
    pub fn transformer_block(self, heads: usize, causal: bool) -> Self {
        self.add(|shape, _, rng| {
            let width = shape.last().copied().unwrap_or(0);
            Ok(TransformerBlock::new(width, heads, causal, 0.0, rng)?.into())
        })
    }

    /// The network.
    ///
    /// # Errors
    /// The first mistake: a layer that does not take what the layer before it gives, or a wrong parameter.
    pub fn finish(self) -> Result<Sequential> {
        self.shape?;
        Ok(self.network)
    }

    fn add(mut self, make: impl FnOnce(&[usize], Init, &mut Rng) -> Result<Layer>) -> Self {
        if let Ok(shape) = &self.shape {
            let layer = make(shape, self.init, &mut self.rng);
            self.shape = layer.and_then(|layer| {
                let shape = layer.output_shape(shape);
                self.network.layers.push(layer);
                shape
            });
        }
        self
    }
}
