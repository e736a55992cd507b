//! The layers that networks are made of.
//!
//! A layer is plain data: it can be cloned, compared, saved and loaded with serde. Shapes in the docs leave out the
//! first axis, the examples of a batch.
//!
//! ```
//! use ml::nn::{Conv2d, Module, Pass, Stage, Tape, Tensor};
//! use ml::rng::Rng;
//! let layer = Conv2d::new(1, 4, 3, &mut Rng::new(7));
//! assert_eq!(layer.output_shape(&[1, 8, 8])?, [4, 6, 6]);
//! assert_eq!((layer.parameter_count(), layer.flops(&[1, 8, 8])), (4 * 9 + 4, 2 * 4 * 9 * 36));
//! let tape = Tape::new();
//! let images = tape.constant(Tensor::zeros(&[2, 1, 8, 8])?);
//! let output = layer.forward(&mut Pass::evaluate(&tape), images);
//! assert_eq!(output.value()?.shape(), [2, 4, 6, 6]);
//! # Ok::<(), ml::error::Error>(())
//! ```

mod activation;
mod attention;
mod dense;
mod embedding;
mod image;
mod normal;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::nn::parameter::{Module, Parameter, Pass};
use crate::nn::tape::Var;

pub use activation::Activation;
pub use attention::{SelfAttention, TransformerBlock};
pub use dense::Dense;
pub use embedding::Embedding;
pub use image::{Conv2d, Flatten, Pool2d, PoolKind};
pub use normal::{Dropout, LayerNorm};

/// A module that knows its shapes and its cost.
pub trait Stage: Module {
    /// The shape of the output for one example of shape `input`.
    ///
    /// # Errors
    /// [`crate::error::Error::Shape`] when the layer does not take such an input.
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>>;

    /// Floating-point operations of one forward pass of one example of shape `input`: two for each multiplication of
    /// its matrix products; what grows slower than those is left out, as in J. Kaplan et al., *Scaling Laws for
    /// Neural Language Models*, 2020. A training step costs about three times as much.
    fn flops(&self, _input: &[usize]) -> u64 {
        0
    }
}

/// Any one layer of a [`crate::nn::Sequential`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Layer {
    /// A fully connected layer.
    Dense(Dense),
    /// A convolution.
    Conv2d(Conv2d),
    /// Max or mean pooling.
    Pool2d(Pool2d),
    /// All axes of an example in a row.
    Flatten(Flatten),
    /// A function of each value.
    Activation(Activation),
    /// Random zeros while training.
    Dropout(Dropout),
    /// Layer normalisation.
    LayerNorm(LayerNorm),
    /// Vectors for numbered things.
    Embedding(Embedding),
    /// Multi-head self-attention.
    SelfAttention(SelfAttention),
    /// Attention and a small network, each with a residual path.
    TransformerBlock(Box<TransformerBlock>),
}

/// Looks inside, for every kind of layer; and makes each kind convert into [`Layer`].
macro_rules! layers {
    ($($kind:ident),*) => {
        impl Layer {
            /// The layer inside.
            pub fn stage(&self) -> &dyn Stage {
                match self { $(Self::$kind(layer) => layer,)* Self::TransformerBlock(block) => &**block }
            }

            fn module_mut(&mut self) -> &mut dyn Module {
                match self { $(Self::$kind(layer) => layer,)* Self::TransformerBlock(block) => &mut **block }
            }

            /// What kind of layer it is, as in this enum.
            pub fn name(&self) -> &'static str {
                match self { $(Self::$kind(_) => stringify!($kind),)* Self::TransformerBlock(_) => "TransformerBlock" }
            }
        }
        $(impl From<$kind> for Layer {
            fn from(layer: $kind) -> Self { Self::$kind(layer) }
        })*
    };
}
layers!(Dense, Conv2d, Pool2d, Flatten, Activation, Dropout, LayerNorm, Embedding, SelfAttention);

impl From<TransformerBlock> for Layer {
    fn from(block: TransformerBlock) -> Self {
        Self::TransformerBlock(Box::new(block))
    }
}

impl Module for Layer {
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        self.stage().forward(pass, input)
    }
    fn parameters(&self) -> Vec<&Parameter> {
        self.stage().parameters()
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        self.module_mut().parameters_mut()
    }
}

impl Stage for Layer {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        self.stage().output_shape(input)
    }
    fn flops(&self, input: &[usize]) -> u64 {
        self.stage().flops(input)
    }
}

/// `[.., width]` with another width at the end.
fn with_width(shape: &[usize], width: usize) -> Vec<usize> {
    let mut shape = shape.to_vec();
    if let Some(last) = shape.last_mut() {
        *last = width;
    }
    shape
}

/// Two operations for each of these multiplications.
fn twice(factors: &[usize]) -> u64 {
    factors.iter().fold(2_u64, |product, &n| product.saturating_mul(n as u64))
}
