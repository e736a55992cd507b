//! The training loop.

use ndarray::Array2;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::nn::loss::{Loss, Targets};
use crate::nn::parameter::{Module, Pass};
use crate::nn::tape::Tape;
use crate::nn::tensor::Tensor;
use crate::nn::update::Updater;
use crate::optim::{Optimizer, Schedule};
use crate::rng::Rng;

/// How a network is trained: the loss, the optimiser, how long, and when to stop.
///
/// ```
/// use ml::nn::{Loss, Sequential, Training};
/// use ml::optim::Adam;
/// use ndarray::array;
/// let x = array![[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]];
/// let xor = array![0_usize, 1, 1, 0];
/// let mut network = Sequential::build(&[2], 1).dense(8).tanh().dense(2).finish()?;
/// let history = Training::new(Loss::CrossEntropy, Adam::new(0.05)).epochs(200).seed(1).fit(&mut network, &x, &xor)?;
/// assert_eq!(history.accuracy.last(), Some(&1.0));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Training {
    loss: Loss,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    epochs: usize,
    batch_size: usize,
    clip: Option<f64>,
    patience: Option<usize>,
    seed: u64,
}

/// What happened, one entry an epoch.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct History {
    /// The mean loss over the batches of the epoch, as they were seen.
    pub loss: Vec<f64>,
    /// The share of examples that were classified rightly as they were seen; empty unless the targets are classes.
    pub accuracy: Vec<f64>,
    /// The loss on the validation data after the epoch; empty without such data.
    pub validation_loss: Vec<f64>,
    /// The accuracy on the validation data after the epoch; empty without such data or classes.
    pub validation_accuracy: Vec<f64>,
    /// The epoch (from 0) whose weights the network has now.
    pub best_epoch: usize,
    /// Why training ended.
    pub stopped: Stopped,
}

/// Why training ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Stopped {
    /// All epochs were done.
    #[default]
    Finished,
    /// The watched loss did not improve for the epochs of [`Training::early_stopping`].
    Early,
    /// The loss became infinite or not a number; the weights are those before the step that did it.
    Diverged,
}

/// Inputs and what they should give.
struct Examples<'d> {
    x: &'d Tensor,
    y: &'d Targets,
}

impl Training {
    /// Ten epochs in batches of 32, seed 0, a constant learning rate, no clipping, no early stopping.
    pub fn new(loss: Loss, optimizer: impl Optimizer + 'static) -> Self {
        Self {
            loss,
            optimizer: Box::new(optimizer),
            schedule: Schedule::Constant,
            epochs: 10,
            batch_size: 32,
            clip: None,
            patience: None,
            seed: 0,
        }
    }

    /// Another optimiser.
    pub fn optimizer(mut self, optimizer: impl Optimizer + 'static) -> Self {
        self.optimizer = Box::new(optimizer);
        self
    }

    /// How often every example is seen.
    pub fn epochs(mut self, epochs: usize) -> Self {
        self.epochs = epochs;
        self
    }

    /// How many examples make one step.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// How the learning rate changes over the steps.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Shortens a gradient whose Euclidean norm over all parameters is longer than this.
    pub fn clip_norm(mut self, norm: f64) -> Self {
        self.clip = Some(norm);
        self
    }

    /// Stops when the validation loss (the training loss without validation data) has not improved for this many
    /// epochs, and goes back to the best weights.
    pub fn early_stopping(mut self, patience: usize) -> Self {
        self.patience = Some(patience);
        self
    }

    /// Decides the order of the examples and the dropout.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Trains on `x`, `(examples, features)`, and `y`: class numbers or values, an entry or row an example.
    ///
    /// # Errors
    /// [`Error::Empty`] without examples, [`Error::NotFinite`] for NaN or infinite inputs, [`Error::Parameter`] for a
    /// batch size of 0, and shape errors. A loss that diverges is not an error: see [`History::stopped`].
    pub fn fit(&self, network: &mut dyn Module, x: &Array2<f64>, y: impl Into<Targets>) -> Result<History> {
        self.fit_tensor(network, &Tensor::from(x), &y.into(), None)
    }

    /// Trains on `x` and `y`, and measures on `validation` after each epoch.
    ///
    /// # Errors
    /// As [`Training::fit`].
    pub fn fit_validated(
        &self,
        network: &mut dyn Module,
        x: &Array2<f64>,
        y: impl Into<Targets>,
        validation_x: &Array2<f64>,
        validation_y: impl Into<Targets>,
    ) -> Result<History> {
        let validation = (Tensor::from(validation_x), validation_y.into());
        self.fit_tensor(network, &Tensor::from(x), &y.into(), Some((&validation.0, &validation.1)))
    }

    /// Trains on inputs of any shape, the first axis the examples.
    ///
    /// # Errors
    /// As [`Training::fit`].
    pub fn fit_tensor(
        &self,
        network: &mut dyn Module,
        x: &Tensor,
        y: &Targets,
        validation: Option<(&Tensor, &Targets)>,
    ) -> Result<History> {
        let examples = Examples::checked("training", x, y)?;
        let validation = validation.map(|(x, y)| Examples::checked("validation", x, y)).transpose()?;
        if self.batch_size == 0 {
            let expected = "at least 1".into();
            return Err(Error::Parameter { name: "batch_size", value: "0".into(), expected });
        }
        let mut history = History::default();
        let mut best: Option<(f64, Vec<Tensor>)> = None;
        let steps = self.epochs.saturating_mul(y.len().div_ceil(self.batch_size));
        let mut updater = Updater::new(self.optimizer.clone(), self.schedule, steps, self.clip);
        let rng = Rng::new(self.seed);
        let (mut order, dropout) = (rng.fork(0), rng.fork(1));
        for epoch in 0..self.epochs {
            let order = order.permutation(y.len());
            if !self.epoch(network, &examples, &order, &mut updater, &dropout, &mut history)? {
                history.stopped = Stopped::Diverged;
                break;
            }
            if let Some(validation) = &validation {
                validation.measure(network, self.loss, &mut history)?;
            }
            let watched = history.validation_loss.last().or(history.loss.last()).copied().unwrap_or(f64::NAN);
            history.best_epoch = if self.patience.is_none() { epoch } else { history.best_epoch };
            let Some(patience) = self.patience else { continue };
            if best.as_ref().is_none_or(|(least, _)| watched < *least) {
                history.best_epoch = epoch;
                best = Some((watched, network.parameters().iter().map(|p| p.value().clone()).collect()));
            } else if epoch - history.best_epoch >= patience {
                history.stopped = Stopped::Early;
                break;
            }
        }
        if let Some((_, values)) = best {
            for (parameter, value) in network.parameters_mut().into_iter().zip(values) {
                parameter.set(value)?;
            }
        }
        Ok(history)
    }

    /// One pass over the examples; `false` when the loss diverged.
    fn epoch(
        &self,
        network: &mut dyn Module,
        examples: &Examples<'_>,
        order: &[usize],
        updater: &mut Updater,
        dropout: &Rng,
        history: &mut History,
    ) -> Result<bool> {
        let (mut total, mut right) = (0.0, 0);
        for rows in order.chunks(self.batch_size) {
            let (x, y) = (examples.x.rows(rows)?, examples.y.rows(rows)?);
            let tape = Tape::new();
            let mut pass = Pass::train(&tape, dropout.fork(updater.steps()));
            let output = network.forward(&mut pass, tape.constant(x));
            let loss = self.loss.of(output, &y);
            let mut gradients = tape.backward(loss)?;
            let value = loss.value()?.to_scalar()?;
            if !value.is_finite() {
                return Ok(false);
            }
            right += hits(&output.value()?, &y);
            total += value * rows.len() as f64;
            let gradients = pass.gradients(&network.parameters(), &mut gradients);
            if !updater.step(network.parameters_mut(), gradients)? {
                return Ok(false);
            }
        }
        history.loss.push(total / order.len() as f64);
        if matches!(examples.y, Targets::Classes(_)) {
            history.accuracy.push(right as f64 / order.len() as f64);
        }
        Ok(true)
    }
}

impl<'d> Examples<'d> {
    fn checked(what: &str, x: &'d Tensor, y: &'d Targets) -> Result<Self> {
        let examples = x.shape().first().copied().unwrap_or(0);
        if examples == 0 {
            return Err(Error::Empty { what: format!("{what} examples") });
        }
        if examples != y.len() {
            return Err(Error::Shape {
                what: format!("{what} targets"),
                expected: format!("{examples}, one an example"),
                found: y.len().to_string(),
            });
        }
        let values = if let Targets::Values(values) = y { values } else { x };
        for (name, tensor) in [("inputs", x), ("targets", values)] {
            if let Some(at) = tensor.first_not_finite() {
                let width = (tensor.len() / examples).max(1);
                let index = vec![at / width, at % width];
                let what = format!("{what} {name}");
                return Err(Error::NotFinite { what, index, value: tensor.data()[at] });
            }
        }
        Ok(Self { x, y })
    }

    fn measure(&self, network: &dyn Module, loss: Loss, history: &mut History) -> Result<()> {
        let tape = Tape::new();
        let mut pass = Pass::evaluate(&tape);
        let output = network.forward(&mut pass, tape.constant(self.x.clone()));
        history.validation_loss.push(loss.of(output, self.y).value()?.to_scalar()?);
        if matches!(self.y, Targets::Classes(_)) {
            let right = hits(&output.value()?, self.y);
            history.validation_accuracy.push(right as f64 / self.y.len() as f64);
        }
        Ok(())
    }
}

/// How many rows have their largest value at the true class.
fn hits(output: &Tensor, y: &Targets) -> usize {
    match y {
        Targets::Classes(classes) => {
            let width = output.shape().last().copied().unwrap_or(1).max(1);
            let rows = output.data().chunks_exact(width);
            rows.zip(classes).filter(|(row, class)| largest(row) == **class).count()
        }
        Targets::Values(_) => 0,
    }
}

/// The position of the largest value; the first of equal ones.
pub(crate) fn largest(row: &[f64]) -> usize {
    row.iter().enumerate().fold(0, |best, (i, v)| if *v > row[best] { i } else { best })
}
