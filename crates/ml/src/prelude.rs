//! What a cell needs, in one `use ml::prelude::*;`.
//!
//! The error and result types stay in [`crate::error`], so that a cell's own `Result` keeps its meaning.
//!
//! ```
//! use ml::prelude::*;
//! let data = iris()?;
//! let (train, test) = stratified_split(&data, &data.y, 0.3, 7)?;
//! let forest = RandomForestClassifier::new(30).seed(1).fit(&train.x, &train.y)?;
//! let right = forest.predict(&test.x)?;
//! assert!(accuracy_score(&test.y, &right)? > 0.9);
//! let walk = Descent::new(50).run(Sgd::new(0.1), &[3.0], &|x| x[0] * x[0], &|x| vec![2.0 * x[0]])?;
//! assert!(walk.last_value() < 1e-6);
//! # Ok::<(), ml::error::Error>(())
//! ```

pub use ndarray::{Array1, Array2, Axis, array, s};

pub use crate::data::{
    Augment, Bootstrap, Classification, Csv, DriftingStream, Fold, Frame, FrameColumn, GroupKFold, KFold,
    MakeBlobs, MakeClassification, MakeRegression, Regression, RepeatedKFold, Rows, StratifiedKFold, Texts,
    TimeSeriesSplit, add_duplicates, add_noise, breast_cancer, diabetes, digits, distinct, distinct_texts,
    drop_values, duplicates, flip_labels, iris, make_circles, make_moons, make_rare, moby_dick,
    noisy_function, overlap, rotate_images, shift_images, similar_texts, spam, state_of_the_union,
    stratified_split, train_test_split, wine,
};
pub use crate::estimator::{Classifier, Regressor, Target, Transformer};
pub use crate::preprocessing::{
    ColumnTransformer, CyclicFeatures, LabelEncoder, MinMaxScaler, OneHotEncoder, OrdinalEncoder, Pca,
    Pipeline, PolynomialFeatures, RatioFeatures, RobustScaler, SelectKBest, SimpleImputer, StandardScaler,
};

pub use crate::cluster::KMeans;
pub use crate::curve_fit::{CurveFit, Polynomial, PowerLaw, curve_fit};
pub use crate::drift::{
    Adwin, PageHinkley, Rolling, RollingAccuracy, RollingErrors, ks_2samp, population_stability_index,
};
pub use crate::fairness::{
    demographic_parity_difference, demographic_parity_ratio, equal_opportunity_difference,
    equalized_odds_difference, group_rates, reweighing,
};
pub use crate::linear::{
    ElasticNet, Lasso, LinearRegression, LogisticRegression, Penalty, Ridge, lasso_path,
};
pub use crate::metrics::{
    Average, ThresholdRule, accuracy_score, apply_threshold, average_precision_score,
    balanced_accuracy_score, brier_score_loss, choose_threshold, classification_report, confusion_matrix,
    f1_score, fbeta_score, log_loss, matthews_corrcoef, mean_absolute_error, mean_squared_error,
    precision_recall_curve, precision_score, r2_score, recall_score, roc_auc_score, roc_curve,
    root_mean_squared_error,
};
pub use crate::naive_bayes::{BernoulliNb, GaussianNb, MultinomialNb};
pub use crate::neighbors::{KNeighborsClassifier, KNeighborsRegressor, NeighborWeights};
pub use crate::selection::{
    ClassificationScore, ClassificationTask, GridSearch, Point, RandomSearch, RegressionScore,
    RegressionTask, Search, Space, SuccessiveHalving, bias_variance, bootstrap_predictions,
};
pub use crate::stats::{Interval, bootstrap_ci, mean, median, quantile, sd};
pub use crate::svm::{LinearSvc, Svc};
pub use crate::tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
    MaxFeatures, RandomForestClassifier, RandomForestRegressor,
};
pub use crate::weights::ClassWeight;

pub use crate::optim::{
    Adam, AdamW, Descent, Lbfgs, Momentum, Nesterov, Optimizer, RmsProp, Schedule, Sgd, Walk,
    numeric_gradient,
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
