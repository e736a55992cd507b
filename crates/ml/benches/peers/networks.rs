//! Training networks, the work that `networks.py` does with PyTorch.

use crate::clock::Rows;
use ml::data::digits;
use ml::error::Result;
use ml::lm::{CharTokenizer, Corpus, LanguageModel, LanguageModelSize, LmTraining, Tokenizer};
use ml::ndarray::{Array1, Array2};
use ml::nn::{Init, Loss, Sequential, Training};
use ml::optim::{Adam, AdamW, Descent, Momentum};

/// The rows of this file.
pub fn rows() -> Rows {
    vec![
        ("MLP digits, 10 epochs", Box::new(|| Ok(mlp().map(drop)?))),
        ("CNN digits, 3 epochs", Box::new(|| Ok(cnn().map(drop)?))),
        ("transformer, 100 steps", Box::new(|| Ok(transformer().map(drop)?))),
        ("2000 steps down a valley", Box::new(|| Ok(rosenbrock().map(drop)?))),
    ]
}

fn images() -> Result<(Array2<f64>, Array1<usize>)> {
    let data = digits()?;
    Ok((data.x / 16.0, data.y))
}

/// 64-64-10 with ReLU, Adam, 10 epochs in batches of 32.
fn mlp() -> Result<f64> {
    let (x, y) = images()?;
    let mut network = Sequential::build(&[64], 1).init(Init::He).dense(64).relu().dense(10).finish()?;
    Training::new(Loss::CrossEntropy, Adam::new(1e-3)).epochs(10).batch_size(32).fit(&mut network, &x, &y)?;
    network.accuracy(&x, &y)
}

/// Two convolutions of 16 and 32 filters with pools between, Adam, 3 epochs in batches of 32.
fn cnn() -> Result<f64> {
    let (x, y) = images()?;
    let mut network = Sequential::build(&[1, 8, 8], 1)
        .init(Init::He)
        .conv2d_padded(16, 3, 1)
        .relu()
        .max_pool2d(2)
        .conv2d_padded(32, 3, 1)
        .relu()
        .max_pool2d(2)
        .flatten()
        .dense(10)
        .finish()?;
    Training::new(Loss::CrossEntropy, Adam::new(1e-3)).epochs(3).batch_size(32).fit(&mut network, &x, &y)?;
    network.accuracy(&x, &y)
}

/// 100 steps of 16 windows of 32 characters through two layers, 64 wide, with 4 heads.
fn transformer() -> Result<f64> {
    let text = "It is not the mountain we conquer but ourselves, one step and then the next. ".repeat(200);
    let tokenizer = CharTokenizer::new(&text);
    let corpus = Corpus::Text(tokenizer.encode(&text)?);
    let size = LanguageModelSize::new(65).context(32).width(64).heads(4).layers(2);
    let mut model = LanguageModel::new(size, 1)?;
    let training = LmTraining::new(100).batch_size(16).optimizer(AdamW::new(3e-3)).seed(1);
    Ok(training.fit(&mut model, &corpus)?.last().copied().unwrap_or(f64::NAN))
}

/// 2,000 steps of momentum down Rosenbrock's valley.
fn rosenbrock() -> Result<f64> {
    let valley = |x: &[f64]| {
        let bend = x[1] - x[0] * x[0];
        (1.0 - x[0]) * (1.0 - x[0]) + 100.0 * bend * bend
    };
    let slope = |x: &[f64]| {
        let bend = x[1] - x[0] * x[0];
        vec![-2.0 * (1.0 - x[0]) - 400.0 * x[0] * bend, 200.0 * bend]
    };
    Ok(Descent::new(2000).run(Momentum::new(1e-4, 0.9), &[-1.2, 1.0], &valley, &slope)?.last_value())
}
