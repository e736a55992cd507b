//! Soft prompts: a few learned places before a text that make a frozen model do something else.
//!
//! Method: B. Lester, R. Al-Rfou and N. Constant, *The Power of Scale for Parameter-Efficient Prompt Tuning*, 2021.
//!
//! ```
//! use ml::lm::{Corpus, Example, LanguageModel, LanguageModelSize, LmTraining, examples_loss};
//! use ml::prompt::SoftPrompt;
//! let size = LanguageModelSize::new(3).context(10).width(12).heads(2).layers(1);
//! let mut model = LanguageModel::new(size, 3)?;
//! let text = |tokens: &[usize]| Example { tokens: tokens.to_vec(), given: 1 };
//! let habits = Corpus::Examples(vec![text(&[0, 1, 1, 1]), text(&[0, 2, 2, 2]), text(&[2, 0, 2, 2]), text(&[1, 0, 1, 1])]);
//! LmTraining::new(150).learning_rate(0.01).fit(&mut model, &habits)?;
//! let wanted = vec![text(&[0, 2, 2, 2])];
//! let mut prompt = SoftPrompt::new(&model, 3, 1)?;
//! prompt.fit(&model, &Corpus::Examples(wanted.clone()), &LmTraining::new(100).learning_rate(0.1))?;
//! assert_eq!(prompt.parameter_count(), 3 * 12);
//! assert!(prompt.examples_loss(&model, &wanted)? < 0.5 * examples_loss(&model, &wanted)?);
//! # Ok::<(), ml::error::Error>(())
//! ```

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::lm::{Corpus, Decoder, Example, LanguageModel, Lesson, LmTraining};
use crate::nn::{Module, Parameter, Pass, Tape, Var};
use crate::rng::Rng;

#[cfg(test)]
mod tests;

/// Learned places that come before every text, `(places, width)`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SoftPrompt {
    places: Parameter,
}

impl SoftPrompt {
    /// A prompt of this many places for `model`, each of which begins as the vector of a random token.
    ///
    /// # Errors
    /// [`Error::Parameter`] for 0 places or so many that no room is left for a text.
    pub fn new(model: &LanguageModel, places: usize, seed: u64) -> Result<Self> {
        let size = model.size();
        if places == 0 || places.saturating_add(1) >= size.context {
            let expected = format!("from 1 to {}", size.context.saturating_sub(2));
            return Err(Error::Parameter { name: "places", value: places.to_string(), expected });
        }
        let mut rng = Rng::new(seed);
        let drawn: Vec<usize> = (0..places).map(|_| rng.below(size.vocabulary)).collect();
        Ok(Self { places: Parameter::new("soft prompt", model.tokens.table.value().rows(&drawn)?) })
    }

    /// What was learned, `(places, width)`.
    pub fn places(&self) -> &Parameter {
        &self.places
    }

    /// How many numbers were learned.
    pub fn parameter_count(&self) -> usize {
        self.places.value().len()
    }

    /// How many places it takes.
    pub fn len(&self) -> usize {
        self.places.value().shape().first().copied().unwrap_or(0)
    }

    /// Whether it takes none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Learns the places; the model itself does not change. Gives the loss of each step, in nats a token.
    ///
    /// # Errors
    /// As [`LmTraining::fit`]; examples must leave room for the prompt in the context.
    pub fn fit(&mut self, model: &LanguageModel, corpus: &Corpus, training: &LmTraining) -> Result<Vec<f64>> {
        let mut frozen = model.clone();
        frozen.freeze();
        let room = self.room(model)?;
        corpus.check(model, room)?;
        let mut updater = training.updater();
        let rng = training.rng();
        let mut history = Vec::new();
        for step in 0..training.steps() {
            let lesson = Lesson::draw(corpus, room, training.rows(), &mut rng.fork(2 * step as u64));
            let (loss, gradients) = {
                let tape = Tape::new();
                let mut pass = Pass::train(&tape, rng.fork(2 * step as u64 + 1));
                let loss = lesson.loss(self.logits(&mut pass, &frozen, &lesson));
                let mut gradients = tape.backward(loss)?;
                (loss.value()?.to_scalar()?, pass.gradients(&[&self.places], &mut gradients))
            };
            training.apply(&mut updater, loss, vec![&mut self.places], gradients, &mut history)?;
        }
        Ok(history)
    }

    /// The mean loss of the prompted model on examples, in nats a predicted token.
    ///
    /// # Errors
    /// As [`crate::lm::examples_loss`].
    pub fn examples_loss(&self, model: &LanguageModel, examples: &[Example]) -> Result<f64> {
        Corpus::Examples(examples.to_vec()).check(model, self.room(model)?)?;
        Lesson::mean_over(examples, |lesson| {
            let tape = Tape::new();
            let mut pass = Pass::evaluate(&tape);
            lesson.loss(self.logits(&mut pass, model, lesson)).value()?.to_scalar()
        })
    }

    /// The model after it has read the prompt, ready to write: see [`crate::lm::Generation::run_from`].
    ///
    /// # Errors
    /// A shape error when the prompt was made for a model of another width or a longer context.
    pub fn decoder<'m>(&self, model: &'m LanguageModel) -> Result<Decoder<'m>> {
        self.room(model)?;
        let rows: Vec<Vec<f64>> =
            self.places.value().data().chunks_exact(model.size().width).map(<[f64]>::to_vec).collect();
        Decoder::after_prefix(model, &rows)
    }

    /// The places of the context that are left for a text.
    fn room(&self, model: &LanguageModel) -> Result<usize> {
        let size = model.size();
        match self.places.value().shape() {
            [places, width] if *width == size.width && *places < size.context => Ok(size.context - places),
            other => Err(Error::Shape {
                what: "soft prompt".into(),
                expected: format!("less than {} places of {} numbers", size.context, size.width),
                found: format!("{other:?}"),
            }),
        }
    }

    /// Scores for each place of the text, `(rows × time, vocabulary)`.
    fn logits<'t>(&'t self, pass: &mut Pass<'t>, model: &'t LanguageModel, lesson: &Lesson) -> Var<'t> {
        let (length, size) = (self.len(), model.size());
        let (rows, time) = (lesson.inputs.rows(), lesson.inputs.time());
        let order: Vec<usize> = (0..length).collect();
        let prompt = pass.bind(&self.places) + model.places.lookup(pass, &order);
        let prompt = prompt.broadcast_to(&[rows, length, size.width]);
        let text = model.embed(pass, &lesson.inputs, length);
        let thought = model.think(pass, prompt.concat(text, 1)).slice(1, length, length + time);
        model.head.forward(pass, thought).reshape(&[rows * time, size.vocabulary])
    }
}
