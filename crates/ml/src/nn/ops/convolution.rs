//! Convolution of images, `(batch, channels, height, width)`.

use crate::nn::ops::product::{product, product_nt, product_tn, spread};
use crate::nn::ops::window::Window;
use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::{Tensor, shape_error};

/// Images whose gradients are summed together before they are added to the total. Fixed, so that the order of the
/// additions does not depend on the number of threads.
const CHUNK: usize = 16;

impl<'t> Var<'t> {
    /// Cross-correlation of images `(batch, channels, height, width)` with a weight `(filters, channels, kernel height,
    /// kernel width)` plus one bias a filter, as PyTorch's `conv2d`. Zeros surround the image `padding` wide.
    ///
    /// Method: images are unrolled into matrices (K. Chellapilla, S. Puri and P. Simard, 2006).
    pub fn conv2d(self, weight: Var<'t>, bias: Var<'t>, stride: usize, padding: usize) -> Var<'t> {
        let ids = [self.id, weight.id, bias.id];
        Var::operation([self, weight, bias], |[x, weight, bias]| {
            let [filters, channels, kh, kw] = weight.shape()[..] else {
                return Err(shape_error("conv2d", "a weight of 4 axes", &weight.shape()));
            };
            let (batch, window) = Window::over("conv2d", &x, (kh, kw), stride, padding)?;
            if window.channels != channels || bias.shape() != [filters] {
                let found = (x.shape().to_vec(), bias.shape().to_vec());
                let expected = format!("images of {channels} channels and {filters} biases");
                return Err(shape_error("conv2d", &expected, &found));
            }
            let (places, taps) = (window.places(), window.taps());
            let images = spread(batch, filters * places * taps, |i| {
                let patches = window.unroll(window.image(x.data(), i));
                let mut out = product(filters, places, taps, weight.data(), &patches);
                for (map, b) in out.chunks_exact_mut(places.max(1)).zip(bias.data()) {
                    map.iter_mut().for_each(|v| *v += b);
                }
                out
            });
            let y = Tensor::from_parts(
                vec![batch, filters, window.out_height, window.out_width],
                images.concat(),
            );
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let shares = ConvShares::collect(window, filters, &x, &weight, &gradient, to.wants(ids[0]));
                to.add(ids[1], Tensor::from_parts(weight.shape().to_vec(), shares.weight));
                to.add(ids[2], Tensor::from(shares.bias));
                if to.wants(ids[0]) {
                    to.add(ids[0], Tensor::from_parts(x.shape().to_vec(), shares.input));
                }
            };
            Ok((y, Box::new(backward) as _))
        })
    }
}

/// What a convolution hands back to its inputs.
struct ConvShares {
    input: Vec<f64>,
    weight: Vec<f64>,
    bias: Vec<f64>,
}

impl ConvShares {
    fn collect(
        window: Window,
        filters: usize,
        x: &Tensor,
        weight: &Tensor,
        gradient: &Tensor,
        input_wanted: bool,
    ) -> Self {
        let batch = x.shape().first().copied().unwrap_or(0);
        let work = 2 * CHUNK * filters * window.places() * window.taps();
        let chunks = spread(batch.div_ceil(CHUNK), work, |chunk| {
            let mut share =
                Self { input: Vec::new(), weight: vec![0.0; weight.len()], bias: vec![0.0; filters] };
            for i in chunk * CHUNK..((chunk + 1) * CHUNK).min(batch) {
                share.add_image(window, i, x, weight, gradient, input_wanted);
            }
            share
        });
        let mut total = Self { input: Vec::new(), weight: vec![0.0; weight.len()], bias: vec![0.0; filters] };
        for chunk in chunks {
            add(&mut total.weight, &chunk.weight);
            add(&mut total.bias, &chunk.bias);
            total.input.extend(chunk.input);
        }
        total
    }

    fn add_image(
        &mut self,
        window: Window,
        i: usize,
        x: &Tensor,
        weight: &Tensor,
        gradient: &Tensor,
        input_wanted: bool,
    ) {
        let (filters, places, taps) = (self.bias.len(), window.places(), window.taps());
        let g = &gradient.data()[i * filters * places..(i + 1) * filters * places];
        let patches = window.unroll(window.image(x.data(), i));
        add(&mut self.weight, &product_nt(filters, taps, places, g, &patches));
        for (sum, map) in self.bias.iter_mut().zip(g.chunks_exact(places.max(1))) {
            *sum += crate::sum::sum(map);
        }
        if input_wanted {
            self.input.extend(window.roll(&product_tn(taps, places, filters, weight.data(), g)));
        }
    }
}

fn add(sums: &mut [f64], values: &[f64]) {
    for (sum, value) in sums.iter_mut().zip(values) {
        *sum += value;
    }
}
