//! One step of an optimiser on the parameters of a network.

use crate::error::{Error, Result};
use crate::nn::parameter::Parameter;
use crate::nn::tensor::Tensor;
use crate::optim::{Optimizer, Schedule};
use crate::sum;

/// Applies gradients to parameters: clips, asks the optimiser, leaves frozen parameters alone and pruned numbers at
/// zero. Keep one for a whole training, since the optimiser remembers; use it in training loops of your own.
#[derive(Debug, Clone)]
pub struct Updater {
    optimizer: Box<dyn Optimizer>,
    schedule: Schedule,
    total: usize,
    taken: usize,
    clip: Option<f64>,
}

impl Updater {
    /// `total` is the number of steps that the schedule is laid out for.
    pub fn new(optimizer: Box<dyn Optimizer>, schedule: Schedule, total: usize, clip: Option<f64>) -> Self {
        Self { optimizer, schedule, total, taken: 0, clip }
    }

    /// How many steps were taken.
    pub fn steps(&self) -> u64 {
        self.taken as u64
    }

    /// One step. `gradients` has one entry a parameter, of its shape; frozen parameters' entries are not looked at.
    /// `false`, and nothing changes, when a gradient is NaN or infinite.
    ///
    /// # Errors
    /// A shape error when parameters and gradients don't fit each other.
    pub fn step(&mut self, parameters: Vec<&mut Parameter>, gradients: Vec<Tensor>) -> Result<bool> {
        let mut moving: Vec<(&mut Parameter, Tensor)> =
            parameters.into_iter().zip(gradients).filter(|(parameter, _)| !parameter.is_frozen()).collect();
        for (parameter, gradient) in &mut moving {
            if parameter.value().shape() != gradient.shape() {
                return Err(Error::Shape {
                    what: format!("gradient of {}", parameter.name()),
                    expected: format!("{:?}", parameter.value().shape()),
                    found: format!("{:?}", gradient.shape()),
                });
            }
            if let Some(mask) = parameter.mask() {
                let pruned = gradient.data_mut().iter_mut().zip(mask).filter(|(_, kept)| !**kept);
                pruned.for_each(|(g, _)| *g = 0.0);
            }
        }
        let mut flat = in_a_row(moving.iter().map(|(_, gradient)| gradient));
        let norm = sum::sum_squares(&flat).sqrt();
        if !norm.is_finite() {
            return Ok(false);
        }
        if let Some(limit) = self.clip.filter(|limit| norm > *limit) {
            flat.iter_mut().for_each(|g| *g *= limit / norm);
        }
        let mut values = in_a_row(moving.iter().map(|(parameter, _)| parameter.value()));
        self.optimizer.set_scale(self.schedule.factor(self.taken, self.total));
        self.optimizer.step(&mut values, &flat);
        self.taken += 1;
        let mut rest = values.as_slice();
        for (parameter, _) in moving {
            let (own, after) = rest.split_at(parameter.value().len());
            rest = after;
            parameter.values_mut().copy_from_slice(own);
            parameter.enforce_mask();
        }
        Ok(true)
    }
}

/// The values of all tensors, one after the other.
fn in_a_row<'v>(tensors: impl Iterator<Item = &'v Tensor> + Clone) -> Vec<f64> {
    let mut values = Vec::with_capacity(tensors.clone().map(Tensor::len).sum());
    tensors.for_each(|tensor| values.extend_from_slice(tensor.data()));
    values
}
