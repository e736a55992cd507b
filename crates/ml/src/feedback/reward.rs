//! A model of what a judge likes.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::feedback::preference::Preference;
use crate::lm::{LanguageModel, TokenBatch};
use crate::nn::{Dense, Init, Module, Parameter, Pass, Tape, Updater, Var};
use crate::optim::{AdamW, Schedule};
use crate::rng::Rng;

/// Says how good a text is: a [`RewardModel`], or any function of its tokens.
pub trait Reward {
    /// One number a text, higher is better.
    ///
    /// # Errors
    /// When a text cannot be judged.
    fn rewards(&self, texts: &[Vec<usize>]) -> Result<Vec<f64>>;
}

impl<F: Fn(&[usize]) -> f64> Reward for F {
    fn rewards(&self, texts: &[Vec<usize>]) -> Result<Vec<f64>> {
        Ok(texts.iter().map(|text| self(text)).collect())
    }
}

/// The Bradley-Terry loss of pairs of scores: mean of -ln σ(chosen - rejected).
pub fn bradley_terry_loss<'t>(chosen: Var<'t>, rejected: Var<'t>) -> Var<'t> {
    (rejected - chosen).softplus().mean()
}

/// A transformer that reads a text and gives one score at its last token.
///
/// Method: N. Stiennon et al., *Learning to summarize from human feedback*, 2020.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RewardModel {
    body: LanguageModel,
    score: Dense,
}

/// How a [`RewardModel`] is trained.
#[derive(Debug, Clone, PartialEq)]
pub struct RewardTraining {
    steps: usize,
    rows: usize,
    rate: f64,
    seed: u64,
}

impl RewardTraining {
    /// This many steps of 32 preferences with AdamW at learning rate 0.003, seed 0.
    pub fn new(steps: usize) -> Self {
        Self { steps, rows: 32, rate: 3e-3, seed: 0 }
    }

    /// Preferences a step.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// AdamW's learning rate.
    pub fn learning_rate(mut self, rate: f64) -> Self {
        self.rate = rate;
        self
    }

    /// Decides which preferences are drawn.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }
}

impl RewardModel {
    /// A reward model that reads as `body` does (a trained language model, or a new one) and has learned no liking.
    pub fn new(body: &LanguageModel) -> Self {
        let mut body = body.clone();
        // The head for next tokens has no part in the score.
        body.head.freeze();
        let score = Dense::with_init(body.size().width, 1, Init::Zeros, &mut Rng::new(0));
        Self { body, score }
    }

    /// Learns from preferences; gives the loss of each step, in nats a preference.
    ///
    /// # Errors
    /// [`Error::Empty`] without preferences or for an empty text; [`Error::Parameter`] for a batch of 0; shape
    /// errors for texts longer than the context; [`Error::NotConverged`] when the loss becomes infinite or NaN.
    pub fn fit(&mut self, preferences: &[Preference], training: &RewardTraining) -> Result<Vec<f64>> {
        if preferences.is_empty() {
            return Err(Error::Empty { what: "preferences".into() });
        }
        if training.rows == 0 {
            return Err(Error::Parameter { name: "rows", value: "0".into(), expected: "at least 1".into() });
        }
        let optimizer = Box::new(AdamW::new(training.rate));
        let mut updater = Updater::new(optimizer, Schedule::Constant, training.steps, Some(1.0));
        let rng = Rng::new(training.seed);
        let mut history = Vec::with_capacity(training.steps.min(1 << 20));
        for step in 0..training.steps {
            let mut draw = rng.fork(2 * step as u64);
            let drawn: Vec<&Preference> =
                (0..training.rows).map(|_| &preferences[draw.below(preferences.len())]).collect();
            let (loss, gradients) = {
                let tape = Tape::new();
                let mut pass = Pass::train(&tape, rng.fork(2 * step as u64 + 1));
                let loss = self.loss(&mut pass, &drawn)?;
                let mut gradients = tape.backward(loss)?;
                (loss.value()?.to_scalar()?, pass.gradients(&self.parameters(), &mut gradients))
            };
            if !loss.is_finite() || !updater.step(self.parameters_mut(), gradients)? {
                return Err(Error::NotConverged {
                    what: "reward model".into(),
                    iterations: step,
                    residual: loss,
                });
            }
            history.push(loss);
        }
        Ok(history)
    }

    /// The share of preferences in which the chosen text has the higher score; ties count half.
    ///
    /// # Errors
    /// As [`Reward::rewards`]; [`Error::Empty`] without preferences.
    pub fn agreement(&self, preferences: &[Preference]) -> Result<f64> {
        if preferences.is_empty() {
            return Err(Error::Empty { what: "preferences".into() });
        }
        let texts = |of: fn(&Preference) -> &Vec<usize>| {
            preferences.iter().map(|p| of(p).clone()).collect::<Vec<_>>()
        };
        let chosen = self.rewards(&texts(|p| &p.chosen))?;
        let rejected = self.rewards(&texts(|p| &p.rejected))?;
        let points = chosen.iter().zip(&rejected).map(|(c, r)| {
            if c > r {
                1.0
            } else if c == r {
                0.5
            } else {
                0.0
            }
        });
        Ok(points.sum::<f64>() / preferences.len() as f64)
    }

    fn loss<'t>(&'t self, pass: &mut Pass<'t>, preferences: &[&Preference]) -> Result<Var<'t>> {
        // All texts go through in one batch: first the chosen ones, then the rejected ones.
        let chosen = preferences.iter().map(|p| p.chosen.clone());
        let texts: Vec<Vec<usize>> = chosen.chain(preferences.iter().map(|p| p.rejected.clone())).collect();
        let scores = self.scores(pass, &texts)?;
        let half = preferences.len();
        Ok(bradley_terry_loss(scores.slice(0, 0, half), scores.slice(0, half, 2 * half)))
    }

    /// One score a text, `(texts)`.
    fn scores<'t>(&'t self, pass: &mut Pass<'t>, texts: &[Vec<usize>]) -> Result<Var<'t>> {
        if texts.iter().any(Vec::is_empty) {
            return Err(Error::Empty { what: "text to judge".into() });
        }
        let batch = TokenBatch::padded(texts, 0);
        let embedded = self.body.embed(pass, &batch, 0);
        let thought =
            self.body.think(pass, embedded).reshape(&[batch.rows() * batch.time(), self.body.size().width]);
        let last: Vec<usize> =
            texts.iter().enumerate().map(|(row, text)| row * batch.time() + text.len() - 1).collect();
        Ok(self.score.forward(pass, thought.rows(&last)).reshape(&[texts.len()]))
    }

    fn parameters(&self) -> Vec<&Parameter> {
        [self.body.parameters(), self.score.parameters()].concat()
    }

    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let mut all = self.body.parameters_mut();
        all.extend(self.score.parameters_mut());
        all
    }
}

impl Reward for RewardModel {
    fn rewards(&self, texts: &[Vec<usize>]) -> Result<Vec<f64>> {
        let mut rewards = Vec::with_capacity(texts.len());
        for group in texts.chunks(64) {
            let tape = Tape::new();
            let mut pass = Pass::evaluate(&tape);
            rewards.extend_from_slice(self.scores(&mut pass, group)?.value()?.data());
        }
        Ok(rewards)
    }
}
