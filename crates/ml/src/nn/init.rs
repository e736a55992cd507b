//! First values for weights.

use serde::{Deserialize, Serialize};

use crate::nn::tensor::{Tensor, check_size, volume};
use crate::rng::Rng;

/// How weights begin. Biases begin at zero.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum Init {
    /// Uniform within ±√(6 / (inputs + outputs)): keeps the size of signals through tanh and linear layers
    /// (X. Glorot and Y. Bengio, 2010).
    #[default]
    Glorot,
    /// Normal with variance 2 / inputs: keeps the size of signals through ReLU (K. He et al., 2015).
    He,
    /// Normal with variance 1 / inputs (Y. LeCun et al., 1998).
    LeCun,
    /// Normal with this standard deviation, whatever the layer.
    Normal(f64),
    /// All zero: for heads that should start by saying nothing. Hidden layers never learn from it.
    Zeros,
}

impl Init {
    /// A tensor of `shape` for a layer in which each output sees `inputs` values and each input feeds `outputs`. A
    /// shape of more than 2³⁰ values is a mistake and gives no values at all, which the layer's first use reports.
    pub fn draw(self, shape: &[usize], inputs: usize, outputs: usize, rng: &mut Rng) -> Tensor {
        if check_size("weights", shape).is_err() {
            return Tensor::filled(shape, 0.0);
        }
        let size = volume(shape);
        let (fan_in, both) = (inputs.max(1) as f64, inputs.saturating_add(outputs).max(1) as f64);
        let mut normal = |deviation: f64| (0..size).map(|_| deviation * rng.normal()).collect();
        let data: Vec<f64> = match self {
            Self::Glorot => {
                let limit = (6.0 / both).sqrt();
                (0..size).map(|_| rng.uniform_in(-limit, limit)).collect()
            }
            Self::He => normal((2.0 / fan_in).sqrt()),
            Self::LeCun => normal((1.0 / fan_in).sqrt()),
            Self::Normal(deviation) => normal(deviation),
            Self::Zeros => vec![0.0; size],
        };
        Tensor::from_parts(shape.to_vec(), data)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_its_spread() {
        let variance = |init: Init| {
            let drawn = init.draw(&[200, 100], 200, 100, &mut Rng::new(3));
            drawn.data().iter().map(|v| v * v).sum::<f64>() / drawn.len() as f64
        };
        for (init, expected) in [
            (Init::Glorot, 2.0 / 300.0),
            (Init::He, 2.0 / 200.0),
            (Init::LeCun, 1.0 / 200.0),
            (Init::Normal(0.02), 0.0004),
        ] {
            let found = variance(init);
            assert!((found / expected - 1.0).abs() < 0.05, "{init:?}: {found} against {expected}");
        }
        assert_eq!(variance(Init::Zeros), 0.0);
    }
}
