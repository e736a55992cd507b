//! Pooling of images, `(batch, channels, height, width)`.

use crate::nn::ops::window::Window;
use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::Tensor;

impl<'t> Var<'t> {
    /// The largest value of each `size × size` window, `size` apart; a rest at the border is left out. The first of
    /// equal ones gets the gradient.
    pub fn max_pool2d(self, size: usize) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let (batch, window) = Window::over("max_pool2d", &x, (size, size), size, 0)?;
            let values = x.data();
            let from: Vec<usize> = window
                .windows(batch * window.channels)
                .filter_map(|at| at.reduce(|best, i| if values[i] > values[best] { i } else { best }))
                .collect();
            let data = from.iter().map(|&i| values[i]).collect();
            let full = x.shape().to_vec();
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let mut data = vec![0.0; full.iter().product()];
                for (&at, g) in from.iter().zip(gradient.data()) {
                    data[at] += g;
                }
                to.add(id, Tensor::from_parts(full.clone(), data));
            };
            Ok((Tensor::from_parts(window.pooled_shape(batch), data), Box::new(backward) as _))
        })
    }

    /// The mean of each `size × size` window, `size` apart; a rest at the border is left out.
    pub fn avg_pool2d(self, size: usize) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let (batch, window) = Window::over("avg_pool2d", &x, (size, size), size, 0)?;
            let planes = batch * window.channels;
            let scale = 1.0 / (size * size) as f64;
            let mean = |at: &mut dyn Iterator<Item = usize>| at.fold(0.0, |sum, i| sum + x.data()[i]) * scale;
            let data = window.windows(planes).map(|mut at| mean(&mut at)).collect();
            let full = x.shape().to_vec();
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let mut data = vec![0.0; full.iter().product()];
                for (at, g) in window.windows(planes).zip(gradient.data()) {
                    at.for_each(|i| data[i] += g * scale);
                }
                to.add(id, Tensor::from_parts(full.clone(), data));
            };
            Ok((Tensor::from_parts(window.pooled_shape(batch), data), Box::new(backward) as _))
        })
    }
}
