//! Drawing a language model towards reward, on a leash.

use crate::error::{Error, Result, check_same_len};
use crate::feedback::reward::Reward;
use crate::lm::{Generation, LanguageModel, Lesson};
use crate::math;
use crate::nn::{Module, Pass, Tape, Tensor, Updater, Var};
use crate::optim::{AdamW, Schedule};
use crate::rng::Rng;
use crate::sum;

/// How the policy follows the reward.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum PolicyMethod {
    /// One step a batch along advantage × gradient of the log-probability, with the batch's mean reward as baseline
    /// (R. J. Williams, 1992).
    Reinforce,
    /// Several steps a batch along the clipped ratio of new to old probability (J. Schulman et al., *Proximal Policy
    /// Optimization Algorithms*, 2017).
    Ppo {
        /// How far the ratio counts, 0.2 in the paper.
        clip: f64,
        /// Steps on each batch.
        epochs: usize,
    },
}

/// How a policy is trained. The reward of a text is the judge's minus `kl` times how much likelier the policy finds
/// its own text than the reference does (D. M. Ziegler et al., 2019): that is the leash.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyTraining {
    length: usize,
    rows: usize,
    rate: f64,
    kl: f64,
    method: PolicyMethod,
    stop: Option<usize>,
    seed: u64,
}

/// A training under way.
#[derive(Debug, Clone)]
pub struct PolicyRun {
    settings: PolicyTraining,
    reference: LanguageModel,
    updater: Updater,
    step: u64,
}

/// What one step saw.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyStep {
    /// The mean reward of the judge, without the leash.
    pub reward: f64,
    /// The Kullback-Leibler divergence from the reference, in nats a text: the mean over the texts of the sum over
    /// their written places, each computed over the whole vocabulary.
    pub kl: f64,
    /// The texts that were written, prompts included, before the step was taken.
    pub texts: Vec<Vec<usize>>,
}

impl PolicyTraining {
    /// Writes this many tokens a text, 32 texts a step; PPO with clip 0.2 and 2 epochs, AdamW at learning rate 0.001,
    /// no leash, seed 0.
    pub fn new(length: usize) -> Self {
        let method = PolicyMethod::Ppo { clip: 0.2, epochs: 2 };
        Self { length, rows: 32, rate: 1e-3, kl: 0.0, method, stop: None, seed: 0 }
    }

    /// Texts a step.
    pub fn rows(mut self, rows: usize) -> Self {
        self.rows = rows;
        self
    }

    /// AdamW's learning rate.
    pub fn learning_rate(mut self, rate: f64) -> Self {
        self.rate = rate;
        self
    }

    /// The price of a nat of distance from the reference, in units of reward; 0 is no leash.
    pub fn kl(mut self, price: f64) -> Self {
        self.kl = price;
        self
    }

    /// How the reward is followed.
    pub fn method(mut self, method: PolicyMethod) -> Self {
        self.method = method;
        self
    }

    /// A text ends after this token.
    pub fn stop_at(mut self, token: usize) -> Self {
        self.stop = Some(token);
        self
    }

    /// Decides the prompts and the texts.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Begins a training on the leash of `reference`, usually the model that the policy begins as.
    pub fn begin(self, reference: &LanguageModel) -> PolicyRun {
        let updater = Updater::new(Box::new(AdamW::new(self.rate)), Schedule::Constant, 1, Some(1.0));
        PolicyRun { settings: self, reference: reference.clone(), updater, step: 0 }
    }
}

/// The texts of one step with what is known about them before it is taken.
struct Rollout {
    lesson: Lesson,
    /// Log-probability of each target under the policy that wrote it.
    old: Vec<f64>,
    /// How much better than the mean each target's text was, in standard deviations; 0 where nothing was written.
    advantages: Vec<f64>,
}

impl PolicyRun {
    /// Writes texts after random prompts, has them judged, and moves the policy towards what was liked.
    ///
    /// # Errors
    /// [`Error::Empty`] without prompts or with an empty one; [`Error::Parameter`] for 0 texts, 0 tokens or a negative
    /// price; a shape error when prompt and text exceed the context or the judge gives another number of rewards than
    /// there are texts; [`Error::NotFinite`] for a reward that is NaN or infinite; [`Error::NotConverged`] when the loss is.
    pub fn step(
        &mut self,
        policy: &mut LanguageModel,
        prompts: &[Vec<usize>],
        judge: &dyn Reward,
    ) -> Result<PolicyStep> {
        self.check(prompts)?;
        let rng = Rng::new(self.settings.seed);
        let (texts, given) = self.write(policy, prompts, &mut rng.fork(3 * self.step))?;
        let rewards = judge.rewards(&texts)?;
        check_same_len("rewards of the judge", texts.len(), rewards.len())?;
        if let Some(at) = rewards.iter().position(|r| !r.is_finite()) {
            return Err(Error::NotFinite { what: "reward".into(), index: vec![at], value: rewards[at] });
        }
        let lesson = Lesson::of(texts.iter().cloned().zip(given).collect());
        let (old, divergence, excess) = self.compare(policy, &lesson)?;
        let leashed: Vec<f64> =
            rewards.iter().zip(&excess).map(|(r, excess)| r - self.settings.kl * excess).collect();
        let advantages = spread_over_targets(&standardised(&leashed), &lesson);
        let rollout = Rollout { lesson, old, advantages };
        let epochs = match self.settings.method {
            PolicyMethod::Reinforce => 1,
            PolicyMethod::Ppo { epochs, .. } => epochs,
        };
        for epoch in 0..epochs {
            self.learn(policy, &rollout, rng.fork(3 * self.step + 1).fork(epoch as u64))?;
        }
        self.step += 1;
        Ok(PolicyStep { reward: mean(&rewards), kl: divergence / rewards.len() as f64, texts })
    }

    fn check(&self, prompts: &[Vec<usize>]) -> Result<()> {
        if prompts.is_empty() || prompts.iter().any(Vec::is_empty) {
            return Err(Error::Empty { what: "prompt".into() });
        }
        for (name, value) in [("rows", self.settings.rows), ("length", self.settings.length)] {
            if value == 0 {
                return Err(Error::Parameter { name, value: "0".into(), expected: "at least 1".into() });
            }
        }
        if !(self.settings.kl >= 0.0 && self.settings.kl.is_finite()) {
            let expected = "a finite number, at least 0".into();
            return Err(Error::Parameter { name: "kl", value: self.settings.kl.to_string(), expected });
        }
        Ok(())
    }

    /// Whole texts, and how many tokens of each were given.
    fn write(
        &self,
        policy: &LanguageModel,
        prompts: &[Vec<usize>],
        rng: &mut Rng,
    ) -> Result<(Vec<Vec<usize>>, Vec<usize>)> {
        let chosen: Vec<Vec<usize>> =
            (0..self.settings.rows).map(|_| prompts[rng.below(prompts.len())].clone()).collect();
        let mut generation = Generation::new(self.settings.length).seed(rng.next_u64());
        if let Some(stop) = self.settings.stop {
            generation = generation.stop_at(stop);
        }
        let written = generation.run_many(policy, &chosen)?;
        let given = chosen.iter().map(Vec::len).collect();
        Ok((chosen.into_iter().zip(written).map(|(prompt, text)| [prompt, text].concat()).collect(), given))
    }

    /// Log-probabilities of the targets under the policy, the total divergence from the reference, and for each
    /// text how much likelier the policy finds it than the reference.
    fn compare(&self, policy: &LanguageModel, lesson: &Lesson) -> Result<(Vec<f64>, f64, Vec<f64>)> {
        let ours = log_probabilities(policy, lesson)?;
        let theirs = log_probabilities(&self.reference, lesson)?;
        let vocabulary = policy.size().vocabulary;
        if ours.shape() != theirs.shape() {
            return Err(Error::Shape {
                what: "reference model".into(),
                expected: format!("a vocabulary of {vocabulary}"),
                found: self.reference.size().vocabulary.to_string(),
            });
        }
        let (mut old, mut divergence) = (Vec::new(), 0.0);
        let mut excess = vec![0.0; lesson.inputs.rows()];
        let places = ours.data().chunks_exact(vocabulary).zip(theirs.data().chunks_exact(vocabulary));
        for (place, (p, q)) in places.enumerate() {
            let target = lesson.targets[place];
            old.push(p[target]);
            if lesson.weights[place] > 0.0 {
                excess[place / lesson.inputs.time()] += p[target] - q[target];
                divergence += p.iter().zip(q).fold(0.0, |sum, (p, q)| sum + math::exp(*p) * (p - q));
            }
        }
        Ok((old, divergence, excess))
    }

    /// One step of the optimiser on texts that were written before.
    fn learn(&mut self, policy: &mut LanguageModel, rollout: &Rollout, dropout: Rng) -> Result<()> {
        let (loss, gradients) = {
            let tape = Tape::new();
            let mut pass = Pass::train(&tape, dropout);
            let logits = policy.logits(&mut pass, &rollout.lesson.inputs);
            let loss =
                self.settings.method.loss(-logits.cross_entropy_each(&rollout.lesson.targets), rollout);
            let mut gradients = tape.backward(loss)?;
            (loss.value()?.to_scalar()?, pass.gradients(&policy.parameters(), &mut gradients))
        };
        if !loss.is_finite() || !self.updater.step(policy.parameters_mut(), gradients)? {
            let what = "policy".into();
            return Err(Error::NotConverged { what, iterations: self.step as usize, residual: loss });
        }
        Ok(())
    }
}

impl PolicyMethod {
    /// What is made small, from the log-probability of each target.
    fn loss<'t>(self, log_probability: Var<'t>, rollout: &Rollout) -> Var<'t> {
        let constant = |values: &Vec<f64>| log_probability.tape().constant(values.clone());
        let advantages = constant(&rollout.advantages);
        let gain = match self {
            Self::Reinforce => log_probability * advantages,
            Self::Ppo { clip, .. } => {
                let ratio = (log_probability - constant(&rollout.old)).exp();
                (ratio * advantages).minimum(ratio.clamp(1.0 - clip, 1.0 + clip) * advantages)
            }
        };
        // The weights keep what was given, and filling, out even where a ratio overflowed elsewhere.
        let weights = constant(&rollout.lesson.weights);
        -(gain * weights).sum() * (1.0 / sum::sum(&rollout.lesson.weights))
    }
}

/// `(rows × time, vocabulary)`.
fn log_probabilities(model: &LanguageModel, lesson: &Lesson) -> Result<Tensor> {
    let tape = Tape::new();
    let mut pass = Pass::evaluate(&tape);
    model.logits(&mut pass, &lesson.inputs).log_softmax().value()
}

fn mean(values: &[f64]) -> f64 {
    sum::sum(values) / values.len() as f64
}

/// Shifted to mean 0 and scaled to variance 1; all 0 when all are equal.
fn standardised(values: &[f64]) -> Vec<f64> {
    let middle = mean(values);
    let shifted: Vec<f64> = values.iter().map(|v| v - middle).collect();
    let deviation = (sum::sum_squares(&shifted) / values.len() as f64).sqrt();
    shifted.iter().map(|v| v / (deviation + 1e-8)).collect()
}

/// The advantage of each target's text where it was written, 0 elsewhere.
fn spread_over_targets(advantages: &[f64], lesson: &Lesson) -> Vec<f64> {
    let time = lesson.inputs.time();
    lesson.weights.iter().enumerate().map(|(place, weight)| weight * advantages[place / time]).collect()
}
