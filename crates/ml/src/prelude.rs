//! What a cell needs, in one `use ml::prelude::*;`.
//!
//! The error and result types stay in [`crate::error`], so that a cell's own `Result` keeps its meaning.

pub use ndarray::{Array1, Array2, Axis, array, s};

pub use crate::data::{Rows, diabetes, digits, train_test_split};
pub use crate::linear::{ElasticNet, Lasso, Ridge, lasso_path};
pub use crate::preprocessing::StandardScaler;

pub use crate::optim::{
    Adam, AdamW, Descent, Momentum, Nesterov, Optimizer, RmsProp, Schedule, Sgd, Walk, numeric_gradient,
};
// Products and functions with the same bits everywhere, so that nobody takes ndarray's or the platform's unknowingly.
pub use crate::linalg::{matmul, matvec};
pub use crate::math;
pub use crate::rng::Rng;

pub use crate::agent::{Addition, Agent, Calculator, Lookup, ModelWriter, Tool, Working};
pub use crate::feedback::{
    BradleyTerry, PolicyMethod, PolicyStep, PolicyTraining, Preference, Reward, RewardModel, RewardTraining,
    judge,
};
pub use crate::lm::{
    BpeTokenizer, CharTokenizer, Corpus, Example, Generation, LanguageModel, LanguageModelSize, LmTraining,
    Tokenizer, examples_loss, mean_loss, perplexity,
};
pub use crate::nn::{
    Activation, Conv2d, Dense, Dropout, Embedding, History, Init, LayerNorm, Loss, MlpClassifier,
    MlpRegressor, Module, Pass, Pool2d, PruneScope, SelfAttention, Sequential, Tape, Targets, Tensor,
    Training, TransformerBlock, Updater, prune_magnitude, sparsity,
};
pub use crate::prompt::SoftPrompt;
