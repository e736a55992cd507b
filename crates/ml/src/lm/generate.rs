//! Writing on: choosing the next token, again and again.

use crate::error::{Error, Result};
use crate::lm::decoder::Decoder;
use crate::lm::model::LanguageModel;
use crate::nn::softmax_in_place;
use crate::parallel;
use crate::rng::Rng;

/// How a continuation is written.
///
/// ```
/// use ml::lm::{Generation, LanguageModel, LanguageModelSize};
/// let model = LanguageModel::new(LanguageModelSize::new(10).context(8).width(8).heads(2).layers(1), 1)?;
/// let text = Generation::new(20).temperature(0.8).top_k(5).seed(3).run(&model, &[1, 2])?;
/// assert_eq!(text.len(), 20);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Generation {
    count: usize,
    temperature: f64,
    top_k: Option<usize>,
    top_p: Option<f64>,
    stop: Option<usize>,
    seed: u64,
}

impl Generation {
    /// Writes `count` tokens, drawn with the model's own probabilities, seed 0.
    pub fn new(count: usize) -> Self {
        Self { count, temperature: 1.0, top_k: None, top_p: None, stop: None, seed: 0 }
    }

    /// Divides the scores before the draw: below 1 prefers the likely, 0 always takes the likeliest.
    pub fn temperature(mut self, temperature: f64) -> Self {
        self.temperature = temperature;
        self
    }

    /// Always takes the likeliest token.
    pub fn greedy(self) -> Self {
        self.temperature(0.0)
    }

    /// Draws among the `k` likeliest tokens only (A. Fan et al., 2018).
    pub fn top_k(mut self, k: usize) -> Self {
        self.top_k = Some(k);
        self
    }

    /// Draws among the likeliest tokens that together have at least probability `p` (A. Holtzman et al., 2020).
    pub fn top_p(mut self, p: f64) -> Self {
        self.top_p = Some(p);
        self
    }

    /// Ends after this token, which is part of what was written.
    pub fn stop_at(mut self, token: usize) -> Self {
        self.stop = Some(token);
        self
    }

    /// Decides the draws.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Continues `prompt`, which must not be empty; gives what follows it.
    ///
    /// # Errors
    /// [`Error::Empty`] without a prompt, [`Error::Parameter`] for numbers that are no tokens or settings out of
    /// range, [`Error::NotFinite`] when the model gives NaN.
    pub fn run(&self, model: &LanguageModel, prompt: &[usize]) -> Result<Vec<usize>> {
        self.write(Decoder::new(model), prompt, &mut Rng::new(self.seed))
    }

    /// Continues each of many prompts; the `i`-th draws from a stream of its own, so that results don't depend on how
    /// the work is spread.
    ///
    /// # Errors
    /// As [`Generation::run`].
    pub fn run_many(&self, model: &LanguageModel, prompts: &[Vec<usize>]) -> Result<Vec<Vec<usize>>> {
        self.run_from(&Decoder::new(model), prompts)
    }

    /// Continues each prompt from where `decoder` stands, for example after a soft prompt.
    ///
    /// # Errors
    /// As [`Generation::run`].
    pub fn run_from(&self, decoder: &Decoder<'_>, prompts: &[Vec<usize>]) -> Result<Vec<Vec<usize>>> {
        let rng = Rng::new(self.seed);
        let write = |i: usize| self.write(decoder.clone(), &prompts[i], &mut rng.fork(i as u64));
        parallel::map(prompts.len(), write).into_iter().collect()
    }

    fn write(&self, mut decoder: Decoder<'_>, prompt: &[usize], rng: &mut Rng) -> Result<Vec<usize>> {
        self.check()?;
        let Some((last, before)) = prompt.split_last() else {
            return Err(Error::Empty { what: "prompt".into() });
        };
        for token in before {
            decoder.read(*token)?;
        }
        let mut written = Vec::with_capacity(self.count.min(1 << 16));
        let mut token = *last;
        while written.len() < self.count {
            token = self.choose(decoder.read(token)?, rng)?;
            written.push(token);
            if Some(token) == self.stop {
                break;
            }
        }
        Ok(written)
    }

    /// Draws a token from scores, one a token.
    ///
    /// # Errors
    /// [`Error::Empty`] without scores, [`Error::NotFinite`] when one is NaN, [`Error::Parameter`] for settings out
    /// of range.
    pub fn choose(&self, mut scores: Vec<f64>, rng: &mut Rng) -> Result<usize> {
        self.check()?;
        if let Some(at) = scores.iter().position(|s| s.is_nan()) {
            return Err(Error::NotFinite { what: "scores".into(), index: vec![at], value: scores[at] });
        }
        // Likeliest first; of equal ones the smaller number first.
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]).then(a.cmp(&b)));
        let Some(&likeliest) = order.first() else {
            return Err(Error::Empty { what: "scores".into() });
        };
        if self.temperature == 0.0 {
            return Ok(likeliest);
        }
        scores.iter_mut().for_each(|s| *s /= self.temperature);
        softmax_in_place(&mut scores);
        let mut kept = order.len().min(self.top_k.unwrap_or(usize::MAX));
        if let Some(p) = self.top_p {
            let mut mass = 0.0;
            let enough = order.iter().take_while(|&&token| {
                let below = mass < p;
                mass += scores[token];
                below
            });
            kept = kept.min(enough.count());
        }
        let weights: Vec<f64> = order[..kept.max(1)].iter().map(|&token| scores[token]).collect();
        Ok(order.get(rng.choose_weighted(&weights)).copied().unwrap_or(likeliest))
    }

    fn check(&self) -> Result<()> {
        let wrong = |name, value: String, expected: &str| {
            Err(Error::Parameter { name, value, expected: expected.into() })
        };
        if !(self.temperature >= 0.0 && self.temperature.is_finite()) {
            return wrong("temperature", self.temperature.to_string(), "a finite number, at least 0");
        }
        if self.top_k == Some(0) {
            return wrong("top_k", "0".into(), "at least 1");
        }
        match self.top_p {
            Some(p) if !(p > 0.0 && p <= 1.0) => wrong("top_p", p.to_string(), "above 0, at most 1"),
            _ => Ok(()),
        }
    }
}
