//! Teaching a language model, and measuring what it knows.

use crate::error::{Error, Result};
use crate::lm::model::{LanguageModel, TokenBatch};
use crate::math;
use crate::nn::{Module, Parameter, Pass, Tape, Tensor, Updater, Var};
use crate::optim::{AdamW, Optimizer, Schedule};
use crate::rng::Rng;
use crate::sum;

/// What a language model learns from.
#[derive(Debug, Clone, PartialEq)]
pub enum Corpus {
    /// One long text; windows of it are drawn at random, and each place predicts the next token.
    Text(Vec<usize>),
    /// Separate examples, drawn at random.
    Examples(Vec<Example>),
    /// Several corpora and how often each is drawn from, in any unit.
    Mixture(Vec<(Corpus, f64)>),
}

/// One piece of text of which the end is to be learned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The whole text.
    pub tokens: Vec<usize>,
    /// Where the part begins that is predicted; what comes before is given (at least the first token is).
    pub given: usize,
}

/// How a language model is trained.
#[derive(Debug, Clone)]
pub struct LmTraining {
    steps: usize,
    batch_size: usize,
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    clip: Option<f64>,
    seed: u64,
}

/// Sequences that all end one token before their targets do.
pub(crate) struct Lesson {
    pub inputs: TokenBatch,
    pub targets: Vec<usize>,
    /// 1 where a target counts, 0 where it is given or filling.
    pub weights: Vec<f64>,
}

impl LmTraining {
    /// This many steps of 16 sequences with AdamW at learning rate 0.003, gradients clipped at norm 1, seed 0.
    pub fn new(steps: usize) -> Self {
        Self {
            steps,
            batch_size: 16,
            optimizer: Box::new(AdamW::new(3e-3)),
            schedule: Schedule::Constant,
            clip: Some(1.0),
            seed: 0,
        }
    }

    /// Sequences a step.
    pub fn batch_size(mut self, batch_size: usize) -> Self {
        self.batch_size = batch_size;
        self
    }

    /// Another optimiser.
    pub fn optimizer(mut self, optimizer: impl Optimizer + 'static) -> Self {
        self.optimizer = Box::new(optimizer);
        self
    }

    /// AdamW at another learning rate.
    pub fn learning_rate(self, rate: f64) -> Self {
        self.optimizer(AdamW::new(rate))
    }

    /// How the learning rate changes over the steps.
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Decides which sequences are drawn, and the dropout.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Trains the model; gives the loss of each step, in nats a token.
    ///
    /// # Errors
    /// [`Error::Empty`] for a corpus without anything to predict; [`Error::Parameter`] for a number that is no token,
    /// an example longer than the context, or weights of a mixture that are not positive;
    /// [`Error::NotConverged`] when the loss becomes infinite or NaN.
    pub fn fit(&self, model: &mut LanguageModel, corpus: &Corpus) -> Result<Vec<f64>> {
        corpus.check(model, model.size().context)?;
        let mut history = Vec::with_capacity(self.steps.min(1 << 20));
        let mut updater = self.updater();
        let rng = Rng::new(self.seed);
        for step in 0..self.steps {
            let mut draw = rng.fork(2 * step as u64);
            let dropout = rng.fork(2 * step as u64 + 1);
            let lesson = Lesson::draw(corpus, model.size().context, self.batch_size.max(1), &mut draw);
            let (loss, gradients) = {
                let tape = Tape::new();
                let mut pass = Pass::train(&tape, dropout);
                let loss = lesson.loss(model.logits(&mut pass, &lesson.inputs));
                let mut gradients = tape.backward(loss)?;
                let gradients = pass.gradients(&model.parameters(), &mut gradients);
                (loss.value()?.to_scalar()?, gradients)
            };
            self.apply(&mut updater, loss, model.parameters_mut(), gradients, &mut history)?;
        }
        Ok(history)
    }

    pub(crate) fn steps(&self) -> usize {
        self.steps
    }

    pub(crate) fn rows(&self) -> usize {
        self.batch_size.max(1)
    }

    pub(crate) fn rng(&self) -> Rng {
        Rng::new(self.seed)
    }

    pub(crate) fn updater(&self) -> Updater {
        Updater::new(self.optimizer.clone(), self.schedule, self.steps, self.clip)
    }

    /// One step of the optimiser; a loss that is no number ends the training.
    pub(crate) fn apply(
        &self,
        updater: &mut Updater,
        loss: f64,
        parameters: Vec<&mut Parameter>,
        gradients: Vec<Tensor>,
        history: &mut Vec<f64>,
    ) -> Result<()> {
        let stepped = loss.is_finite() && updater.step(parameters, gradients)?;
        if !stepped {
            let what = "language model training".into();
            return Err(Error::NotConverged { what, iterations: history.len(), residual: loss });
        }
        history.push(loss);
        Ok(())
    }
}

impl Corpus {
    /// Whether there is something to predict everywhere, all numbers are tokens, and examples fit in `context`.
    pub(crate) fn check(&self, model: &LanguageModel, context: usize) -> Result<()> {
        let size = model.size();
        let known = |tokens: &[usize]| match tokens.iter().find(|&&t| t >= size.vocabulary) {
            Some(bad) => {
                let expected = format!("below {}", size.vocabulary);
                Err(Error::Parameter { name: "token", value: bad.to_string(), expected })
            }
            None => Ok(()),
        };
        match self {
            Self::Text(tokens) if tokens.len() < 2 => Err(Error::Empty { what: "text".into() }),
            Self::Text(tokens) => known(tokens),
            Self::Examples(examples) if examples.is_empty() => Err(Error::Empty { what: "examples".into() }),
            Self::Examples(examples) => examples.iter().try_for_each(|example| {
                let length = example.tokens.len();
                if length < 2 || example.given >= length {
                    return Err(Error::Empty { what: "the part of an example that is predicted".into() });
                }
                if length > context + 1 {
                    let expected = format!("at most {}, the context and one", context + 1);
                    return Err(Error::Parameter {
                        name: "example length",
                        value: length.to_string(),
                        expected,
                    });
                }
                known(&example.tokens)
            }),
            Self::Mixture(parts) if parts.is_empty() => Err(Error::Empty { what: "mixture".into() }),
            Self::Mixture(parts) => parts.iter().try_for_each(|(corpus, weight)| {
                if !(*weight > 0.0 && weight.is_finite()) {
                    let expected = "a positive number".into();
                    return Err(Error::Parameter {
                        name: "mixture weight",
                        value: weight.to_string(),
                        expected,
                    });
                }
                corpus.check(model, context)
            }),
        }
    }

    /// One sequence of at most `context + 1` tokens, and how many of them are given.
    fn draw(&self, context: usize, rng: &mut Rng) -> (Vec<usize>, usize) {
        match self {
            Self::Text(tokens) => {
                let length = tokens.len().min(context + 1);
                let start = rng.below(tokens.len() - length + 1);
                (tokens[start..start + length].to_vec(), 1)
            }
            Self::Examples(examples) => {
                let example = &examples[rng.below(examples.len())];
                (example.tokens.clone(), example.given.max(1))
            }
            Self::Mixture(parts) => {
                let weights: Vec<f64> = parts.iter().map(|(_, weight)| *weight).collect();
                parts[rng.choose_weighted(&weights)].0.draw(context, rng)
            }
        }
    }
}

impl Lesson {
    pub fn draw(corpus: &Corpus, context: usize, rows: usize, rng: &mut Rng) -> Self {
        Self::of((0..rows).map(|_| corpus.draw(context, rng)).collect())
    }

    /// Sequences with the number of tokens that are given in each.
    pub fn of(sequences: Vec<(Vec<usize>, usize)>) -> Self {
        let inputs: Vec<Vec<usize>> =
            sequences.iter().map(|(tokens, _)| tokens[..tokens.len().saturating_sub(1)].to_vec()).collect();
        let inputs = TokenBatch::padded(&inputs, 0);
        let (mut targets, mut weights) = (Vec::new(), Vec::new());
        for (tokens, given) in &sequences {
            for place in 1..=inputs.time() {
                targets.push(tokens.get(place).copied().unwrap_or(0));
                weights.push(if place < tokens.len() && place >= *given { 1.0 } else { 0.0 });
            }
        }
        Self { inputs, targets, weights }
    }

    /// The mean of `loss` over the predicted tokens of all examples, batch by batch.
    pub fn mean_over(examples: &[Example], loss: impl Fn(&Self) -> Result<f64>) -> Result<f64> {
        let (mut total, mut count) = (0.0, 0.0);
        for group in examples.chunks(16) {
            let lesson = Self::of(group.iter().map(|e| (e.tokens.clone(), e.given.max(1))).collect());
            let predicted = sum::sum(&lesson.weights);
            total += loss(&lesson)? * predicted;
            count += predicted;
        }
        Ok(total / count)
    }

    /// The mean loss over the targets that count.
    pub fn loss<'t>(&self, logits: Var<'t>) -> Var<'t> {
        let weights = logits.tape().constant(self.weights.clone());
        (logits.cross_entropy_each(&self.targets) * weights).sum() * (1.0 / sum::sum(&self.weights))
    }
}

/// The mean loss of the model on a text, in nats a token: windows of the context's length follow each other, and each
/// token but the first is predicted once from what its window holds before it.
///
/// # Errors
/// [`Error::Empty`] for less than two tokens, [`Error::Parameter`] for a number that is no token.
pub fn mean_loss(model: &LanguageModel, text: &[usize]) -> Result<f64> {
    Corpus::Text(text.to_vec()).check(model, model.size().context)?;
    let window = |start: usize| {
        let end = text.len().min(start + model.size().context + 1);
        Example { tokens: text[start..end].to_vec(), given: 1 }
    };
    let windows: Vec<Example> = (0..text.len() - 1).step_by(model.size().context).map(window).collect();
    examples_loss(model, &windows)
}

/// The mean loss of the model on examples, in nats a predicted token.
///
/// # Errors
/// [`Error::Empty`] without examples or with one that has nothing to predict; [`Error::Parameter`] for a number that
/// is no token or an example longer than the context.
pub fn examples_loss(model: &LanguageModel, examples: &[Example]) -> Result<f64> {
    Corpus::Examples(examples.to_vec()).check(model, model.size().context)?;
    Lesson::mean_over(examples, |lesson| {
        let tape = Tape::new();
        let mut pass = Pass::evaluate(&tape);
        lesson.loss(model.logits(&mut pass, &lesson.inputs)).value()?.to_scalar()
    })
}

/// e to the mean loss: among how many equally likely tokens the model hesitates on average.
///
/// # Errors
/// As [`mean_loss`].
pub fn perplexity(model: &LanguageModel, text: &[usize]) -> Result<f64> {
    Ok(math::exp(mean_loss(model, text)?))
}
