//! Neural networks: automatic differentiation, layers, losses, training, pruning.
//!
//! ```
//! use ml::nn::{Loss, Sequential, Training};
//! use ml::optim::Adam;
//! use ndarray::array;
//! let x = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
//! let xor = array![0_usize, 1, 1, 0];
//! let mut network = Sequential::build(&[2], 1).dense(8).tanh().dense(2).finish()?;
//! let history = Training::new(Loss::CrossEntropy, Adam::new(0.05)).epochs(200).seed(1).fit(&mut network, &x, &xor)?;
//! assert!(history.loss.last() < history.loss.first());
//! assert_eq!(network.accuracy(&x, &xor)?, 1.0);
//! # Ok::<(), ml::error::Error>(())
//! ```
//!
//! From the ground up: a [`Tensor`] holds numbers; a [`Tape`] records what is computed with them and gives
//! gradients; a [`Parameter`] is what is learned; a [`Layer`] computes with parameters; a [`Sequential`] is layers in
//! a row; a [`Loss`] says how wrong it is; a [`Training`] makes that small. Each can be used without those after it.

mod init;
mod layer;
mod loss;
mod mlp;
mod ops;
mod parameter;
mod prune;
mod sequential;
mod tape;
mod tensor;
mod train;
mod update;

pub use init::Init;
pub use layer::{
    Activation, Conv2d, Dense, Dropout, Embedding, Flatten, Layer, LayerNorm, Pool2d, PoolKind,
    SelfAttention, Stage, TransformerBlock,
};
pub use loss::{Loss, Targets, binary_cross_entropy, cross_entropy, kl_divergence};
pub use mlp::{FittedMlpClassifier, FittedMlpRegressor, MlpClassifier, MlpRegressor};
pub(crate) use ops::{elementwise::gelu, normal::normalise, softmax::softmax_in_place};
pub use parameter::{Module, Parameter, Pass};
pub use prune::{PruneScope, prune_magnitude, sparsity};
pub use sequential::{LayerSummary, Sequential, SequentialBuilder};
pub use tape::{Gradients, Tape, Var};
pub use tensor::Tensor;
pub(crate) use tensor::shape_error;
pub use train::{History, Stopped, Training};
pub use update::Updater;

#[cfg(test)]
mod network_tests;
