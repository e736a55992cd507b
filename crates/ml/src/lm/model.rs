//! A small GPT: a transformer that predicts the next token.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::nn::{
    Dense, Embedding, Init, LayerNorm, Module, Parameter, Pass, Stage, Tensor, TransformerBlock, Var,
    shape_error,
};
use crate::rng::Rng;

/// The sizes of a [`LanguageModel`].
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct LanguageModelSize {
    /// How many tokens there are.
    pub vocabulary: usize,
    /// How many tokens it sees at once.
    pub context: usize,
    /// Numbers a place; a multiple of `heads`.
    pub width: usize,
    /// Attention heads.
    pub heads: usize,
    /// Transformer blocks.
    pub layers: usize,
    /// Share of values dropped while training.
    pub dropout: f64,
}

impl LanguageModelSize {
    /// Two layers, 64 wide, with 4 heads and a context of 64: trains in seconds.
    pub fn new(vocabulary: usize) -> Self {
        Self { vocabulary, context: 64, width: 64, heads: 4, layers: 2, dropout: 0.0 }
    }

    /// How many tokens it sees at once.
    pub fn context(mut self, context: usize) -> Self {
        self.context = context;
        self
    }

    /// Numbers a place.
    pub fn width(mut self, width: usize) -> Self {
        self.width = width;
        self
    }

    /// Attention heads.
    pub fn heads(mut self, heads: usize) -> Self {
        self.heads = heads;
        self
    }

    /// Transformer blocks.
    pub fn layers(mut self, layers: usize) -> Self {
        self.layers = layers;
        self
    }

    /// Share of values dropped while training.
    pub fn dropout(mut self, rate: f64) -> Self {
        self.dropout = rate;
        self
    }
}

/// A decoder-only transformer with learned places and norms before the work, after GPT-2 (A. Radford et al., 2019),
/// its weights drawn with standard deviation 0.02 and those of residual paths smaller by √(2 × layers).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LanguageModel {
    size: LanguageModelSize,
    /// `(vocabulary, width)`.
    pub tokens: Embedding,
    /// `(context, width)`.
    pub places: Embedding,
    /// The work.
    pub blocks: Vec<TransformerBlock>,
    /// Before the head.
    pub norm: LayerNorm,
    /// `(width, vocabulary)`.
    pub head: Dense,
}

/// Token sequences of one length, `rows × time`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenBatch {
    rows: usize,
    time: usize,
    tokens: Vec<usize>,
}

impl TokenBatch {
    /// Sequences as rows; shorter ones are filled up at the end with `fill`. A causal model does not see the filling
    /// from the places before it.
    pub fn padded(sequences: &[Vec<usize>], fill: usize) -> Self {
        let time = sequences.iter().map(Vec::len).max().unwrap_or(0);
        let padded = |sequence: &Vec<usize>| {
            let fills = std::iter::repeat_n(fill, time - sequence.len());
            sequence.iter().copied().chain(fills).collect::<Vec<usize>>()
        };
        Self { rows: sequences.len(), time, tokens: sequences.iter().flat_map(padded).collect() }
    }

    /// How many sequences.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// How long each is.
    pub fn time(&self) -> usize {
        self.time
    }

    /// The tokens, sequence after sequence.
    pub fn tokens(&self) -> &[usize] {
        &self.tokens
    }
}

impl LanguageModel {
    /// A model that knows nothing yet; `seed` decides its first weights.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a size of 0, a width that `heads` does not divide, or a dropout rate outside 0..1.
    pub fn new(size: LanguageModelSize, seed: u64) -> Result<Self> {
        for (name, value) in
            [("vocabulary", size.vocabulary), ("context", size.context), ("layers", size.layers)]
        {
            if value == 0 {
                return Err(Error::Parameter { name, value: "0".into(), expected: "at least 1".into() });
            }
        }
        let mut rng = Rng::new(seed);
        let LanguageModelSize { vocabulary, context, width, heads, layers, dropout } = size;
        let tokens = Embedding::new(vocabulary, width, &mut rng);
        let places = Embedding::new(context, width, &mut rng);
        let mut blocks = Vec::with_capacity(layers);
        for _ in 0..layers {
            let mut block = TransformerBlock::new(width, heads, true, dropout, &mut rng)?;
            let smaller = Init::Normal(0.02 / (2.0 * layers as f64).sqrt());
            block.attention.output = Dense::with_init(width, width, smaller, &mut rng);
            block.contract = Dense::with_init(width.saturating_mul(4), width, smaller, &mut rng);
            blocks.push(block);
        }
        let head = Dense::with_init(width, vocabulary, Init::Normal(0.02), &mut rng);
        Ok(Self { size, tokens, places, blocks, norm: LayerNorm::new(width), head })
    }

    /// Whether all parts have the sizes that they say.
    ///
    /// # Errors
    /// A shape error that names the first part that does not.
    pub(crate) fn check(&self) -> Result<()> {
        let LanguageModelSize { vocabulary, context, width, .. } = self.size;
        let expect = |what: &str, parameter: &Parameter, shape: &[usize]| match parameter.value().shape() {
            found if found == shape && !shape.contains(&0) => Ok(()),
            found => Err(shape_error(what, &format!("{shape:?}, every axis at least 1"), &found)),
        };
        let dense = |what: &str, layer: &Dense, inputs: usize, outputs: usize| {
            expect(what, &layer.weight, &[inputs, outputs])?;
            expect(what, &layer.bias, &[outputs])
        };
        let norm = |what: &str, layer: &LayerNorm| {
            expect(what, &layer.gain, &[width])?;
            expect(what, &layer.bias, &[width])
        };
        expect("token vectors", &self.tokens.table, &[vocabulary, width])?;
        expect("place vectors", &self.places.table, &[context, width])?;
        for block in &self.blocks {
            norm("norm before the attention", &block.attention_norm)?;
            dense("inputs of the attention", &block.attention.inputs, width, 3 * width)?;
            dense("output of the attention", &block.attention.output, width, width)?;
            norm("norm before the network", &block.network_norm)?;
            let hidden = block.expand.bias.value().len();
            dense("first layer of the network", &block.expand, width, hidden)?;
            dense("second layer of the network", &block.contract, hidden, width)?;
            if block.attention.heads() == 0 || !width.is_multiple_of(block.attention.heads()) {
                return Err(shape_error("heads", &format!("a divisor of {width}"), &block.attention.heads()));
            }
        }
        norm("last norm", &self.norm)?;
        dense("head", &self.head, width, vocabulary)
    }

    /// Its sizes.
    pub fn size(&self) -> LanguageModelSize {
        self.size
    }

    /// What each token means at its place, `(rows, time, width)`; the first token stands at place `offset`.
    pub fn embed<'t>(&'t self, pass: &mut Pass<'t>, batch: &TokenBatch, offset: usize) -> Var<'t> {
        let width = self.size.width;
        let tokens = self.tokens.lookup(pass, &batch.tokens).reshape(&[batch.rows, batch.time, width]);
        let places: Vec<usize> = (offset..offset.saturating_add(batch.time)).collect();
        tokens + self.places.lookup(pass, &places)
    }

    /// What the model makes of embedded places, `(rows, time, width)`, before the head.
    pub fn think<'t>(&'t self, pass: &mut Pass<'t>, embedded: Var<'t>) -> Var<'t> {
        let through = self.blocks.iter().fold(embedded, |value, block| block.forward(pass, value));
        self.norm.forward(pass, through)
    }

    /// Scores for the token after each place, `(rows × time, vocabulary)`. A batch longer than the context is a
    /// shape error.
    pub fn logits<'t>(&'t self, pass: &mut Pass<'t>, batch: &TokenBatch) -> Var<'t> {
        let embedded = self.embed(pass, batch, 0);
        let thought = self.think(pass, embedded);
        self.head.forward(pass, thought).reshape(&[batch.rows * batch.time, self.size.vocabulary])
    }

    /// Floating-point operations of one forward pass over `time` tokens; see [`Stage::flops`].
    pub fn flops(&self, time: usize) -> u64 {
        let shape = [time, self.size.width];
        self.blocks.iter().fold(self.head.flops(&shape), |sum, block| sum.saturating_add(block.flops(&shape)))
    }
}

impl Module for LanguageModel {
    /// Takes token numbers, `(rows, time)`, and gives scores, `(rows, time, vocabulary)`.
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let time = input.shape().get(1).copied().unwrap_or(0);
        let places: Vec<usize> = (0..time).collect();
        let embedded = self.tokens.forward(pass, input) + self.places.lookup(pass, &places);
        let thought = self.think(pass, embedded);
        self.head.forward(pass, thought)
    }

    fn parameters(&self) -> Vec<&Parameter> {
        let mut all = self.tokens.parameters();
        all.extend(self.places.parameters());
        all.extend(self.blocks.iter().flat_map(Module::parameters));
        all.extend(self.norm.parameters());
        all.extend(self.head.parameters());
        all
    }

    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let mut all = self.tokens.parameters_mut();
        all.extend(self.places.parameters_mut());
        all.extend(self.blocks.iter_mut().flat_map(Module::parameters_mut));
        all.extend(self.norm.parameters_mut());
        all.extend(self.head.parameters_mut());
        all
    }
}

impl From<&TokenBatch> for Tensor {
    /// The numbers as a tensor `(rows, time)`, which [`Module::forward`] takes.
    fn from(batch: &TokenBatch) -> Self {
        let data = batch.tokens.iter().map(|&t| t as f64).collect();
        Self::from_parts(vec![batch.rows, batch.time], data)
    }
}
