//! Training networks: the same work as `networks.py` does with PyTorch, which runs this and prints both side by side.
//!
//! Prints one line a row, `name<tab>seconds<tab>what came out`; the seconds are the median of several runs.

use std::time::Instant;

use ml::data::digits;
use ml::error::Result;
use ml::lm::{CharTokenizer, Corpus, LanguageModel, LanguageModelSize, LmTraining, Tokenizer};
use ml::ndarray::{Array1, Array2};
use ml::nn::{Init, Loss, Sequential, Training};
use ml::optim::{Adam, AdamW, Descent, Momentum};

const RUNS: usize = 5;

/// What a row does; it gives a number that shows that it was done.
type Work = fn() -> Result<f64>;

/// Numbers among the arguments set the threads; the other words name the rows to run, all without any.
fn main() -> Result<()> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    ml::parallel::set_threads(words.iter().find_map(|word| word.parse().ok()));
    let named: Vec<&String> = words.iter().filter(|word| word.parse::<usize>().is_err()).collect();
    let rows: [(&str, Work); 4] =
        [("mlp", mlp), ("cnn", cnn), ("transformer", transformer), ("rosenbrock", rosenbrock)];
    rows.into_iter()
        .filter(|(name, _)| named.is_empty() || named.iter().any(|word| word == name))
        .try_for_each(|(name, work)| row(name, work))
}

/// Runs the work several times and prints its median time and what the last run gave.
fn row(name: &str, work: Work) -> Result<()> {
    let mut seconds = Vec::with_capacity(RUNS);
    let mut result = work()?;
    for _ in 0..RUNS {
        let start = Instant::now();
        result = work()?;
        seconds.push(start.elapsed().as_secs_f64());
    }
    seconds.sort_by(f64::total_cmp);
    println!("{name}\t{}\t{result}", seconds[RUNS / 2]);
    Ok(())
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
