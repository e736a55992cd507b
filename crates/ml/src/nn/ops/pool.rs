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
            let mut from = Vec::with_capacity(batch * window.channels * window.places());
            window.each_place(batch * window.channels, |start| {
                let mut best = start;
                window.each_under(start, |i| best = if values[i] > values[best] { i } else { best });
                from.push(best);
            });
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
            let mut data = Vec::with_capacity(planes * window.places());
            window.each_place(planes, |start| {
                let mut sum = 0.0;
                window.each_under(start, |i| sum += x.data()[i]);
                data.push(sum * scale);
            });
            let full = x.shape().to_vec();
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let mut data = vec![0.0; full.iter().product()];
                let mut gradients = gradient.data().iter();
                window.each_place(planes, |start| {
                    let share = gradients.next().map_or(0.0, |g| g * scale);
                    window.each_under(start, |i| data[i] += share);
                });
                to.add(id, Tensor::from_parts(full.clone(), data));
            };
            Ok((Tensor::from_parts(window.pooled_shape(batch), data), Box::new(backward) as _))
        })
    }
}
