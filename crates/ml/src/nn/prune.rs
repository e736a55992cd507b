//! Letting go of weights: the smallest are set to zero and stay there.

use crate::error::{Error, Result};
use crate::nn::parameter::{Module, Parameter};

/// Where the smallest weights are looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum PruneScope {
    /// Among all weights of the network together.
    #[default]
    Global,
    /// In each weight matrix by itself: every layer loses the same share.
    Layerwise,
}

/// Sets the share `fraction` of the weights with the smallest magnitude to zero, for good: later training leaves
/// them at zero. What was pruned before counts as part of the share. Biases, norms and other vectors are left alone.
/// Of equal magnitudes the first goes first.
///
/// Method: S. Han et al., *Learning both Weights and Connections for Efficient Neural Networks*, 2015.
///
/// # Errors
/// [`Error::Parameter`] unless the fraction is from 0 to 1; [`Error::NotFinite`] when a weight is NaN or infinite.
pub fn prune_magnitude(network: &mut dyn Module, fraction: f64, scope: PruneScope) -> Result<()> {
    if !(0.0..=1.0).contains(&fraction) {
        let expected = "from 0 to 1".into();
        return Err(Error::Parameter { name: "fraction", value: fraction.to_string(), expected });
    }
    let mut weights: Vec<&mut Parameter> =
        network.parameters_mut().into_iter().filter(|p| is_weight(p)).collect();
    for weight in &weights {
        if let Some(at) = weight.value().first_not_finite() {
            let (what, value) = (format!("parameter {}", weight.name()), weight.value().data()[at]);
            return Err(Error::NotFinite { what, index: vec![at], value });
        }
    }
    match scope {
        PruneScope::Global => keep_largest(&mut weights, fraction),
        PruneScope::Layerwise => {
            weights.into_iter().try_for_each(|weight| keep_largest(&mut [weight], fraction))
        }
    }
}

/// The share of zeros among the weights that pruning looks at; 0 when there are none.
pub fn sparsity(network: &dyn Module) -> f64 {
    let (mut zeros, mut all) = (0, 0);
    for weight in network.parameters().into_iter().filter(|p| is_weight(p)) {
        zeros += weight.value().data().iter().filter(|v| **v == 0.0).count();
        all += weight.value().len();
    }
    if all == 0 { 0.0 } else { zeros as f64 / all as f64 }
}

/// A matrix or a stack of filters; vectors are biases and norms.
fn is_weight(parameter: &Parameter) -> bool {
    parameter.value().shape().len() >= 2
}

fn keep_largest(weights: &mut [&mut Parameter], fraction: f64) -> Result<()> {
    // (magnitude, position over all weights), smallest first.
    let mut order: Vec<(f64, usize)> =
        weights.iter().flat_map(|w| w.value().data()).enumerate().map(|(at, v)| (v.abs(), at)).collect();
    order.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut kept = vec![true; order.len()];
    let count = (fraction * order.len() as f64).round() as usize;
    for (_, at) in order.iter().take(count) {
        kept[*at] = false;
    }
    let mut rest = kept.as_slice();
    for weight in weights {
        let (mask, after) = rest.split_at(weight.value().len());
        rest = after;
        weight.set_mask(mask.to_vec())?;
    }
    Ok(())
}
