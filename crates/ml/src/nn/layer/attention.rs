//! Self-attention and the transformer block around it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::nn::init::Init;
use crate::nn::layer::{Dense, Dropout, LayerNorm, Stage, twice};
use crate::nn::parameter::{Module, Parameter, Pass};
use crate::nn::tape::Var;
use crate::nn::tensor::shape_error;
use crate::rng::Rng;

/// Multi-head self-attention: `(time, width)` becomes `(time, width)`, each place a mixture of those that it sees.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SelfAttention {
    /// Queries, keys and values at once: `(width, 3 × width)`.
    pub inputs: Dense,
    /// Mixes the heads: `(width, width)`.
    pub output: Dense,
    heads: usize,
    causal: bool,
}

impl SelfAttention {
    /// Attention of `heads` heads that share `width` between them. With `causal` a place sees itself and what came
    /// before it only.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless `heads` divides `width` into at least one number a head.
    pub fn new(width: usize, heads: usize, causal: bool, rng: &mut Rng) -> Result<Self> {
        if width == 0 || heads == 0 || !width.is_multiple_of(heads) {
            let expected = format!("a divisor of the width, {width}");
            return Err(Error::Parameter { name: "heads", value: heads.to_string(), expected });
        }
        Ok(Self {
            inputs: Dense::with_init(width, width.saturating_mul(3), Init::Normal(0.02), rng),
            output: Dense::with_init(width, width, Init::Normal(0.02), rng),
            heads,
            causal,
        })
    }

    /// How many heads look at once.
    pub fn heads(&self) -> usize {
        self.heads
    }

    fn width(&self) -> usize {
        self.output.bias.value().len()
    }
}

impl Module for SelfAttention {
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let mixed = self.inputs.forward(pass, input).self_attention(self.heads, self.causal);
        self.output.forward(pass, mixed)
    }
    fn parameters(&self) -> Vec<&Parameter> {
        [self.inputs.parameters(), self.output.parameters()].concat()
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let mut all = self.inputs.parameters_mut();
        all.extend(self.output.parameters_mut());
        all
    }
}

impl Stage for SelfAttention {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        match input {
            [_, width] if *width == self.width() => Ok(input.to_vec()),
            _ => Err(shape_error("SelfAttention", &format!("(time, {})", self.width()), &input)),
        }
    }
    fn flops(&self, input: &[usize]) -> u64 {
        let time = input.first().copied().unwrap_or(0);
        let mixing = twice(&[2, time, time, self.width()]);
        self.inputs.flops(input).saturating_add(self.output.flops(input)).saturating_add(mixing)
    }
}

/// A transformer block with the norms before the work, as in GPT-2: `x + attention(norm(x))`, then
/// `x + network(norm(x))` with a hidden layer four times as wide and GELU.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TransformerBlock {
    /// Before the attention.
    pub attention_norm: LayerNorm,
    /// Mixes places.
    pub attention: SelfAttention,
    /// Before the network.
    pub network_norm: LayerNorm,
    /// `(width, 4 × width)`.
    pub expand: Dense,
    /// `(4 × width, width)`.
    pub contract: Dense,
    dropout: Dropout,
}

impl TransformerBlock {
    /// A block for `(time, width)`; `dropout` applies to what each half adds.
    ///
    /// # Errors
    /// [`Error::Parameter`] unless `heads` divides `width` and the dropout rate is at least 0 and below 1.
    pub fn new(width: usize, heads: usize, causal: bool, dropout: f64, rng: &mut Rng) -> Result<Self> {
        Ok(Self {
            attention_norm: LayerNorm::new(width),
            attention: SelfAttention::new(width, heads, causal, rng)?,
            network_norm: LayerNorm::new(width),
            expand: Dense::with_init(width, width.saturating_mul(4), Init::Normal(0.02), rng),
            contract: Dense::with_init(width.saturating_mul(4), width, Init::Normal(0.02), rng),
            dropout: Dropout::new(dropout)?,
        })
    }
}

impl Module for TransformerBlock {
    fn forward<'t>(&'t self, pass: &mut Pass<'t>, input: Var<'t>) -> Var<'t> {
        let normal = self.attention_norm.forward(pass, input);
        let mixed = self.attention.forward(pass, normal);
        let between = input + self.dropout.forward(pass, mixed);
        let normal = self.network_norm.forward(pass, between);
        let hidden = self.expand.forward(pass, normal).gelu();
        let added = self.contract.forward(pass, hidden);
        between + self.dropout.forward(pass, added)
    }
    fn parameters(&self) -> Vec<&Parameter> {
        [
            self.attention_norm.parameters(),
            self.attention.parameters(),
            self.network_norm.parameters(),
            self.expand.parameters(),
            self.contract.parameters(),
        ]
        .concat()
    }
    fn parameters_mut(&mut self) -> Vec<&mut Parameter> {
        let mut all = self.attention_norm.parameters_mut();
        all.extend(self.attention.parameters_mut());
        all.extend(self.network_norm.parameters_mut());
        all.extend(self.expand.parameters_mut());
        all.extend(self.contract.parameters_mut());
        all
    }
}

impl Stage for TransformerBlock {
    fn output_shape(&self, input: &[usize]) -> Result<Vec<usize>> {
        self.attention.output_shape(input)
    }
    fn flops(&self, input: &[usize]) -> u64 {
        let hidden = super::with_width(input, self.expand.bias.value().len());
        let network = self.expand.flops(input).saturating_add(self.contract.flops(&hidden));
        self.attention.flops(input).saturating_add(network)
    }
}
