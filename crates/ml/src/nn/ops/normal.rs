//! Layer normalisation.

use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::{Tensor, shape_error};
use crate::sum;

impl<'t> Var<'t> {
    /// Shifts and scales the last axis to mean 0 and variance 1, then multiplies by `gain` and adds `bias`, each of the
    /// axis' length. `epsilon` is added to the variance.
    ///
    /// Method: J. L. Ba, J. R. Kiros and G. E. Hinton, *Layer Normalization*, 2016.
    pub fn layer_norm(self, gain: Var<'t>, bias: Var<'t>, epsilon: f64) -> Var<'t> {
        let ids = [self.id, gain.id, bias.id];
        Var::operation([self, gain, bias], |[x, gain, bias]| {
            let width = x.shape().last().copied().unwrap_or(0);
            if width == 0 || gain.shape() != [width] || bias.shape() != [width] {
                let found = (x.shape().to_vec(), gain.shape().to_vec(), bias.shape().to_vec());
                return Err(shape_error("layer_norm", "a last axis as long as gain and bias", &found));
            }
            let mut normal = x.data().to_vec();
            let mut scales = Vec::with_capacity(x.len() / width);
            for row in normal.chunks_exact_mut(width) {
                scales.push(normalise(row, epsilon));
            }
            let mut data = Vec::with_capacity(x.len());
            for row in normal.chunks_exact(width) {
                data.extend(row.iter().zip(gain.data()).zip(bias.data()).map(|((z, g), b)| z * g + b));
            }
            let backward = move |mut gradient: Tensor, to: &mut Gradients| {
                let mut gain_share = vec![0.0; width];
                let mut bias_share = vec![0.0; width];
                let rows = gradient.data_mut().chunks_exact_mut(width);
                for ((g, z), scale) in rows.zip(normal.chunks_exact(width)).zip(&scales) {
                    for i in 0..width {
                        gain_share[i] += g[i] * z[i];
                        bias_share[i] += g[i];
                        g[i] *= gain.data()[i];
                    }
                    let mean = sum::sum(g) / width as f64;
                    let along = sum::dot(g, z) / width as f64;
                    for (g, z) in g.iter_mut().zip(z) {
                        *g = scale * (*g - mean - z * along);
                    }
                }
                to.add(ids[1], Tensor::from(gain_share));
                to.add(ids[2], Tensor::from(bias_share));
                to.add(ids[0], gradient);
            };
            Ok((Tensor::from_parts(x.shape().to_vec(), data), Box::new(backward) as _))
        })
    }
}

/// Shifts and scales a row to mean 0 and variance 1; gives the factor, 1 / √(variance + ε).
pub(crate) fn normalise(row: &mut [f64], epsilon: f64) -> f64 {
    let n = row.len() as f64;
    let mean = sum::sum(row) / n;
    row.iter_mut().for_each(|v| *v -= mean);
    let scale = 1.0 / (sum::sum_squares(row) / n + epsilon).sqrt();
    row.iter_mut().for_each(|v| *v *= scale);
    scale
}
