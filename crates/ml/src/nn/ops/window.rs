//! The window that convolution and pooling slide over an image.

use crate::error::{Error, Result};
use crate::nn::tensor::{Tensor, check_size, shape_error};

/// A window that slides over an image.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub channels: usize,
    pub height: usize,
    pub width: usize,
    pub kernel: (usize, usize),
    pub stride: usize,
    pub padding: usize,
    pub out_height: usize,
    pub out_width: usize,
}

impl Window {
    pub fn over(
        what: &str,
        x: &Tensor,
        kernel: (usize, usize),
        stride: usize,
        padding: usize,
    ) -> Result<(usize, Self)> {
        let [batch, channels, height, width] = x.shape()[..] else {
            return Err(shape_error(what, "(batch, channels, height, width)", &x.shape()));
        };
        let out_height = window_count(height, kernel.0, stride, padding)?;
        let out_width = window_count(width, kernel.1, stride, padding)?;
        check_size(what, &[batch, channels, kernel.0, kernel.1, out_height, out_width])?;
        Ok((batch, Self { channels, height, width, kernel, stride, padding, out_height, out_width }))
    }

    /// Places that the window takes on one image.
    pub fn places(self) -> usize {
        self.out_height * self.out_width
    }

    /// Values under the window, over all channels.
    pub fn taps(self) -> usize {
        self.channels * self.kernel.0 * self.kernel.1
    }

    pub fn image(self, data: &[f64], i: usize) -> &[f64] {
        let size = self.channels * self.height * self.width;
        &data[i * size..(i + 1) * size]
    }

    pub fn pooled_shape(self, batch: usize) -> Vec<usize> {
        vec![batch, self.channels, self.out_height, self.out_width]
    }

    /// Visits every place of every plane in order: the position of the first value under the window.
    pub fn each_place(self, planes: usize, mut visit: impl FnMut(usize)) {
        for plane in 0..planes {
            for oy in 0..self.out_height {
                let row = (plane * self.height + oy * self.stride) * self.width;
                (0..self.out_width).for_each(|ox| visit(row + ox * self.stride));
            }
        }
    }

    /// Visits the positions of the values under the window whose first one is at `start`, row by row.
    pub fn each_under(self, start: usize, mut visit: impl FnMut(usize)) {
        for ky in 0..self.kernel.0 {
            let row = start + ky * self.width;
            (row..row + self.kernel.1).for_each(&mut visit);
        }
    }

    /// The columns of one image: `taps × places`.
    pub fn unroll(self, image: &[f64]) -> Vec<f64> {
        let mut patches = vec![0.0; self.taps() * self.places()];
        self.each_run(|patch, pixel, count| {
            for i in 0..count {
                patches[patch + i] = image[pixel + i * self.stride];
            }
        });
        patches
    }

    /// Adds columns back to where they were taken from.
    pub fn roll(self, patches: &[f64]) -> Vec<f64> {
        let mut image = vec![0.0; self.channels * self.height * self.width];
        self.each_run(|patch, pixel, count| {
            for i in 0..count {
                image[pixel + i * self.stride] += patches[patch + i];
            }
        });
        image
    }

    /// Visits every row of places of every tap: where it starts in the columns, where in the image, and how many
    /// places of it lie inside the image.
    fn each_run(self, mut visit: impl FnMut(usize, usize, usize)) {
        let (kh, kw) = self.kernel;
        for channel in 0..self.channels {
            for (ky, kx) in (0..kh).flat_map(|ky| (0..kw).map(move |kx| (ky, kx))) {
                let tap = (channel * kh + ky) * kw + kx;
                // The first and the end of the columns of places whose pixel is inside the image.
                let first = self.padding.saturating_sub(kx).div_ceil(self.stride);
                let end =
                    (self.width + self.padding).saturating_sub(kx).div_ceil(self.stride).min(self.out_width);
                for oy in 0..self.out_height {
                    let y = oy * self.stride + ky;
                    if y < self.padding || y >= self.height + self.padding || first >= end {
                        continue;
                    }
                    let row = (channel * self.height + y - self.padding) * self.width;
                    let pixel = row + first * self.stride + kx - self.padding;
                    visit(tap * self.places() + oy * self.out_width + first, pixel, end - first);
                }
            }
        }
    }
}

/// How many places a window of `kernel` takes along an axis of `length`.
///
/// # Errors
/// [`Error::Parameter`] for a stride or a kernel of 0; a shape error when the window does not fit at all.
pub(crate) fn window_count(length: usize, kernel: usize, stride: usize, padding: usize) -> Result<usize> {
    for (name, value) in [("stride", stride), ("kernel", kernel)] {
        if value == 0 {
            return Err(Error::Parameter { name, value: "0".into(), expected: "at least 1".into() });
        }
    }
    if padding >= kernel {
        // A place that sees padding only says nothing.
        let expected = format!("less than the kernel, {kernel}");
        return Err(Error::Parameter { name: "padding", value: padding.to_string(), expected });
    }
    let padded = length.saturating_add(padding.saturating_mul(2));
    if padded < kernel {
        let expected = format!("at least {kernel} pixels, the padding included");
        return Err(shape_error("window", &expected, &padded));
    }
    Ok((padded - kernel) / stride + 1)
}
