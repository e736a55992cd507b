//! Running a language model token by token, remembering keys and values instead of computing them again.

use crate::error::{Error, Result};
use crate::lm::model::LanguageModel;
use crate::nn::{Dense, LayerNorm, TransformerBlock, gelu, normalise, softmax_in_place};
use crate::sum;

/// A model in the middle of a text.
///
/// Each token costs one pass of one place. When the context is full the older half of the text is forgotten and the
/// newer half is read again from the first place.
#[derive(Debug, Clone)]
pub struct Decoder<'m> {
    model: &'m LanguageModel,
    /// Embedded places that always come first: a soft prompt.
    prefix: Vec<Vec<f64>>,
    /// The tokens read since the prefix that still count.
    read: Vec<usize>,
    /// Keys and values of each block, one row a place.
    memory: Vec<Memory>,
    places: usize,
    /// Whether the model's parts fit each other: they are public, and files may lie.
    sound: Result<()>,
}

#[derive(Debug, Clone, Default)]
struct Memory {
    keys: Vec<f64>,
    values: Vec<f64>,
}

impl<'m> Decoder<'m> {
    /// A model before the first token.
    pub fn new(model: &'m LanguageModel) -> Self {
        Self {
            model,
            prefix: Vec::new(),
            read: Vec::new(),
            memory: vec![Memory::default(); model.blocks.len()],
            places: 0,
            sound: model.check(),
        }
    }

    /// A model that has read these embedded places (without their place vectors) and keeps them in mind for ever.
    ///
    /// # Errors
    /// A shape error when a row has another width than the model, the rows fill the context, or the parts of the model
    /// don't fit each other.
    pub fn after_prefix(model: &'m LanguageModel, prefix: &[Vec<f64>]) -> Result<Self> {
        model.check()?;
        let size = model.size();
        if prefix.len() >= size.context || prefix.iter().any(|row| row.len() != size.width) {
            return Err(Error::Shape {
                what: "prefix".into(),
                expected: format!("less than {} rows of {} numbers", size.context, size.width),
                found: format!("{} rows", prefix.len()),
            });
        }
        let mut decoder = Self::new(model);
        decoder.prefix = prefix.to_vec();
        decoder.restart();
        Ok(decoder)
    }

    /// Reads one token and gives the scores of what may follow, one a token of the vocabulary.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a number that is no token; a shape error when the parts of the model don't fit.
    pub fn read(&mut self, token: usize) -> Result<Vec<f64>> {
        self.sound.clone()?;
        let vocabulary = self.model.size().vocabulary;
        if token >= vocabulary {
            let expected = format!("below {vocabulary}");
            return Err(Error::Parameter { name: "token", value: token.to_string(), expected });
        }
        if self.places == self.model.size().context {
            let room = self.model.size().context - self.prefix.len();
            let newer = self.read.split_off(self.read.len() - room / 2);
            self.restart();
            for token in newer {
                self.advance(token);
            }
        }
        let mut thought = self.advance(token);
        self.head(&mut thought);
        Ok(dense(&self.model.head, &thought))
    }

    /// Forgets all tokens and reads the prefix.
    fn restart(&mut self) {
        self.read.clear();
        self.places = 0;
        self.memory.iter_mut().for_each(|memory| *memory = Memory::default());
        for row in std::mem::take(&mut self.prefix) {
            self.think(row.clone());
            self.prefix.push(row);
        }
    }

    fn advance(&mut self, token: usize) -> Vec<f64> {
        self.read.push(token);
        let width = self.model.size().width;
        let table = self.model.tokens.table.value().data();
        self.think(table[token * width..(token + 1) * width].to_vec())
    }

    /// One place through all blocks.
    fn think(&mut self, mut x: Vec<f64>) -> Vec<f64> {
        let width = self.model.size().width;
        let place = &self.model.places.table.value().data()[self.places * width..(self.places + 1) * width];
        add(&mut x, place);
        for (block, memory) in self.model.blocks.iter().zip(&mut self.memory) {
            think_block(block, memory, &mut x);
        }
        self.places += 1;
        x
    }

    fn head(&self, x: &mut [f64]) {
        norm(&self.model.norm, x);
    }
}

fn think_block(block: &TransformerBlock, memory: &mut Memory, x: &mut [f64]) {
    let width = x.len();
    let mut normal = x.to_vec();
    norm(&block.attention_norm, &mut normal);
    let qkv = dense(&block.attention.inputs, &normal);
    memory.keys.extend_from_slice(&qkv[width..2 * width]);
    memory.values.extend_from_slice(&qkv[2 * width..]);
    let mixed = attend(&qkv[..width], memory, block.attention.heads());
    add(x, &dense(&block.attention.output, &mixed));

    let mut normal = x.to_vec();
    norm(&block.network_norm, &mut normal);
    let mut hidden = dense(&block.expand, &normal);
    hidden.iter_mut().for_each(|v| *v = gelu(*v));
    add(x, &dense(&block.contract, &hidden));
}

/// What one place takes from all places remembered.
fn attend(query: &[f64], memory: &Memory, heads: usize) -> Vec<f64> {
    let width = query.len();
    let head = width / heads;
    let scale = 1.0 / (head as f64).sqrt();
    let mut mixed = vec![0.0; width];
    for start in (0..heads).map(|h| h * head) {
        let query = &query[start..start + head];
        let rows = memory.keys.chunks_exact(width);
        let mut weights: Vec<f64> =
            rows.map(|key| scale * sum::dot(query, &key[start..start + head])).collect();
        softmax_in_place(&mut weights);
        for (weight, value) in weights.iter().zip(memory.values.chunks_exact(width)) {
            for (m, v) in mixed[start..start + head].iter_mut().zip(&value[start..start + head]) {
                *m += weight * v;
            }
        }
    }
    mixed
}

fn dense(layer: &Dense, x: &[f64]) -> Vec<f64> {
    let outputs = layer.bias.value().len();
    let mut y = vec![0.0; outputs];
    for (x, row) in x.iter().zip(layer.weight.value().data().chunks_exact(outputs)) {
        for (y, w) in y.iter_mut().zip(row) {
            *y += x * w;
        }
    }
    add(&mut y, layer.bias.value().data());
    y
}

fn norm(layer: &LayerNorm, x: &mut [f64]) {
    normalise(x, LayerNorm::EPSILON);
    for ((x, gain), bias) in x.iter_mut().zip(layer.gain.value().data()).zip(layer.bias.value().data()) {
        *x = *x * gain + bias;
    }
}

fn add(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}
