//! What a cell needs, in one `use ml::prelude::*;`.
//!
//! The error and result types stay in [`crate::error`], so that a cell's own `Result` keeps its meaning.

pub use ndarray::{Array1, Array2, Axis, array, s};

pub use crate::cluster::KMeans;
pub use crate::data::{Rows, diabetes, digits, train_test_split};
pub use crate::linear::{
    ElasticNet, Lasso, LinearRegression, LogisticRegression, Penalty, Ridge, lasso_path,
};
pub use crate::naive_bayes::{BernoulliNb, GaussianNb, MultinomialNb};
pub use crate::neighbors::{KNeighborsClassifier, KNeighborsRegressor, NeighborWeights};
pub use crate::preprocessing::StandardScaler;
pub use crate::svm::{LinearSvc, Svc};
pub use crate::tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
    MaxFeatures, RandomForestClassifier, RandomForestRegressor,
};
pub use crate::weights::ClassWeight;

pub use crate::optim::{Adam, AdamW, Descent, Lbfgs, Momentum, Nesterov, Optimizer, RmsProp, Schedule, Sgd};
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
    Activation, Init, Loss, MlpClassifier, MlpRegressor, Module, PruneScope, Sequential, Tape, Targets,
    Tensor, Training, TrainingHistory, prune_magnitude, sparsity,
};
pub use crate::prompt::SoftPrompt;
