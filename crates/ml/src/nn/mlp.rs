//! Ready-made multi-layer perceptrons with scikit-learn's words.

use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::nn::init::Init;
use crate::nn::layer::Activation;
use crate::nn::loss::{Loss, Targets};
use crate::nn::ops::softmax::softmax_in_place;
use crate::nn::sequential::Sequential;
use crate::nn::train::{History, Training};
use crate::optim::{Adam, Optimizer, Schedule};

/// What both kinds of perceptron are told.
#[derive(Debug, Clone)]
struct Settings {
    hidden: Vec<usize>,
    activation: Activation,
    dropout: f64,
    training: Training,
    seed: u64,
}

/// A classifier of fully connected layers, trained on the cross-entropy.
///
/// ```
/// use ml::nn::MlpClassifier;
/// use ndarray::array;
/// let x = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
/// let xor = array![0_usize, 1, 1, 0];
/// let model = MlpClassifier::new(&[8]).learning_rate(0.05).epochs(200).seed(3).fit(&x, &xor)?;
/// assert_eq!(model.predict(&x)?, xor);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct MlpClassifier(Settings);

/// A regressor of fully connected layers, trained on the mean squared error.
#[derive(Debug, Clone)]
pub struct MlpRegressor(Settings);

/// A trained [`MlpClassifier`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedMlpClassifier {
    /// The network: prune it, freeze it, train it further with [`Training`].
    pub network: Sequential,
    /// What happened while training.
    pub history: History,
}

/// A trained [`MlpRegressor`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedMlpRegressor {
    /// The network: prune it, freeze it, train it further with [`Training`].
    pub network: Sequential,
    /// What happened while training.
    pub history: History,
}

impl Settings {
    fn new(hidden: &[usize], loss: Loss) -> Self {
        let training = Training::new(loss, Adam::new(1e-3)).epochs(50);
        Self { hidden: hidden.to_vec(), activation: Activation::Relu, dropout: 0.0, training, seed: 0 }
    }

    fn network(&self, features: usize, outputs: usize) -> Result<Sequential> {
        if features == 0 {
            return Err(Error::Empty { what: "features".into() });
        }
        let init = if self.activation == Activation::Relu { Init::He } else { Init::Glorot };
        let mut network = Sequential::build(&[features], self.seed).init(init);
        for &width in &self.hidden {
            network = network.dense(width).activation(self.activation);
            if self.dropout != 0.0 {
                network = network.dropout(self.dropout);
            }
        }
        network.init(Init::Glorot).dense(outputs).finish()
    }
}

/// The settings that a classifier and a regressor share.
macro_rules! settings {
    ($kind:ident, $loss:expr) => {
        impl $kind {
            /// Hidden layers of these widths with ReLU; Adam with learning rate 0.001, 50 epochs in batches of 32,
            /// no dropout, seed 0.
            pub fn new(hidden: &[usize]) -> Self {
                Self(Settings::new(hidden, $loss))
            }

            /// The function between the layers.
            pub fn activation(mut self, activation: Activation) -> Self {
                self.0.activation = activation;
                self
            }

            /// The share of hidden values set to zero while training.
            pub fn dropout(mut self, rate: f64) -> Self {
                self.0.dropout = rate;
                self
            }

            /// Adam's learning rate.
            pub fn learning_rate(self, rate: f64) -> Self {
                self.optimizer(Adam::new(rate))
            }

            /// Another optimiser than Adam.
            pub fn optimizer(mut self, optimizer: impl Optimizer + 'static) -> Self {
                self.0.training = self.0.training.optimizer(optimizer);
                self
            }

            /// How the learning rate changes over the steps.
            pub fn schedule(mut self, schedule: Schedule) -> Self {
                self.0.training = self.0.training.schedule(schedule);
                self
            }

            /// How often every example is seen.
            pub fn epochs(mut self, epochs: usize) -> Self {
                self.0.training = self.0.training.epochs(epochs);
                self
            }

            /// How many examples make one step.
            pub fn batch_size(mut self, batch_size: usize) -> Self {
                self.0.training = self.0.training.batch_size(batch_size);
                self
            }

            /// Stops when the watched loss has not improved for this many epochs, and goes back to the best weights.
            pub fn early_stopping(mut self, patience: usize) -> Self {
                self.0.training = self.0.training.early_stopping(patience);
                self
            }

            /// Decides the first weights, the order of the examples and the dropout.
            pub fn seed(mut self, seed: u64) -> Self {
                self.0.seed = seed;
                self.0.training = self.0.training.seed(seed);
                self
            }
        }
    };
}
settings!(MlpClassifier, Loss::CrossEntropy);
settings!(MlpRegressor, Loss::MeanSquared);

impl MlpClassifier {
    /// Trains on `x`, `(examples, features)`, and one class number an example.
    ///
    /// # Errors
    /// [`Error::OneClass`] when all examples have one class; else as [`Training::fit`].
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedMlpClassifier> {
        let mut network = self.untrained(x, y)?;
        let history = self.0.training.fit(&mut network, x, y)?;
        Ok(FittedMlpClassifier { network, history })
    }

    /// Trains, and measures on other examples after each epoch.
    ///
    /// # Errors
    /// As [`MlpClassifier::fit`].
    pub fn fit_validated(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        validation_x: &Array2<f64>,
        validation_y: &Array1<usize>,
    ) -> Result<FittedMlpClassifier> {
        let mut network = self.untrained(x, y)?;
        let history = self.0.training.fit_validated(&mut network, x, y, validation_x, validation_y)?;
        Ok(FittedMlpClassifier { network, history })
    }

    fn untrained(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<Sequential> {
        let (Some(first), Some(last)) = (y.iter().min(), y.iter().max()) else {
            return Err(Error::Empty { what: "training examples".into() });
        };
        if first == last {
            return Err(Error::OneClass { what: "MlpClassifier targets".into(), class: first.to_string() });
        }
        if *last >= MOST_CLASSES {
            let expected = format!("class numbers below {MOST_CLASSES}");
            return Err(Error::Parameter { name: "y", value: last.to_string(), expected });
        }
        self.0.network(x.ncols(), last + 1)
    }
}

/// A class number this large is a mistake (an identifier taken for a label), and would only exhaust memory.
const MOST_CLASSES: usize = 1 << 16;

impl FittedMlpClassifier {
    /// The likeliest class of each row of `x`.
    ///
    /// # Errors
    /// A shape error when `x` has another number of features than the training data.
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        self.network.classify(x)
    }

    /// The probability of each class, `(examples, classes)`.
    ///
    /// # Errors
    /// As [`FittedMlpClassifier::predict`].
    pub fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        let mut output = self.network.outputs(x)?;
        for mut row in output.rows_mut() {
            if let Some(row) = row.as_slice_mut() {
                softmax_in_place(row);
            }
        }
        Ok(output)
    }

    /// The share of examples whose class is predicted rightly.
    ///
    /// # Errors
    /// As [`FittedMlpClassifier::predict`]; also when there are more or fewer labels than rows, or none.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<f64> {
        self.network.accuracy(x, y)
    }
}

impl MlpRegressor {
    /// Trains on `x`, `(examples, features)`, and one value an example. Standardise both first.
    ///
    /// # Errors
    /// As [`Training::fit`].
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedMlpRegressor> {
        let mut network = self.0.network(x.ncols(), 1)?;
        let history = self.0.training.fit(&mut network, x, Targets::from(y))?;
        Ok(FittedMlpRegressor { network, history })
    }
}

impl FittedMlpRegressor {
    /// The value predicted for each row of `x`.
    ///
    /// # Errors
    /// A shape error when `x` has another number of features than the training data.
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        Ok(self.network.outputs(x)?.into_iter().collect())
    }

    /// R², the share of the variance of `y` that the prediction explains; NaN when `y` is constant.
    ///
    /// # Errors
    /// As [`FittedMlpRegressor::predict`]; also when there are more or fewer values than rows.
    pub fn score(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<f64> {
        let predicted = self.predict(x)?;
        if predicted.len() != y.len() {
            let expected = format!("{} values", predicted.len());
            return Err(Error::Shape { what: "score".into(), expected, found: y.len().to_string() });
        }
        let mean = crate::sum::sum(&y.to_vec()) / y.len() as f64;
        let (mut residual, mut total) = (0.0, 0.0);
        for (p, y) in predicted.iter().zip(y) {
            residual += (y - p) * (y - p);
            total += (y - mean) * (y - mean);
        }
        Ok(1.0 - residual / total)
    }
}
