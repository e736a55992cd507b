//! Operations that gather many values into one: sums, means, the largest.

use crate::error::Result;
use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::{Tensor, shape_error};
use crate::sum;

impl<'t> Var<'t> {
    /// The sum of all values, a single number.
    pub fn sum(self) -> Var<'t> {
        self.total(|_| 1.0)
    }

    /// The mean of all values, a single number; NaN when there are none.
    pub fn mean(self) -> Var<'t> {
        self.total(|n| 1.0 / n as f64)
    }

    /// The sum of all values times a factor that depends on how many they are.
    fn total(self, factor: impl FnOnce(usize) -> f64) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let factor = factor(x.len());
            let y = Tensor::scalar(sum::sum(x.data()) * factor);
            let shape = x.shape().to_vec();
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let value = gradient.data().first().map_or(0.0, |g| g * factor);
                to.add(id, Tensor::filled(&shape, value));
            };
            Ok((y, Box::new(backward) as _))
        })
    }

    /// The sum over one axis, which disappears from the shape.
    pub fn sum_axis(self, axis: usize) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let split = Split::of("sum_axis", &x, axis)?;
            let mut data = vec![0.0; split.outer * split.inner];
            for outer in 0..split.outer {
                let sums = &mut data[outer * split.inner..(outer + 1) * split.inner];
                for i in 0..split.length {
                    for (s, v) in sums.iter_mut().zip(split.lane(x.data(), outer, i)) {
                        *s += v;
                    }
                }
            }
            let shape = x.shape().to_vec();
            let y = Tensor::from_parts(split.without_axis(&shape, axis), data);
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let mut data = Vec::with_capacity(shape.iter().product());
                for outer in 0..split.outer {
                    for _ in 0..split.length {
                        data.extend_from_slice(
                            &gradient.data()[outer * split.inner..(outer + 1) * split.inner],
                        );
                    }
                }
                to.add(id, Tensor::from_parts(shape.clone(), data));
            };
            Ok((y, Box::new(backward) as _))
        })
    }

    /// The mean over one axis, which disappears from the shape.
    pub fn mean_axis(self, axis: usize) -> Var<'t> {
        let length = self.shape().get(axis).copied().unwrap_or(1);
        self.sum_axis(axis) * (1.0 / length as f64)
    }

    /// The largest value along one axis, which disappears from the shape. The first of equal ones gets the gradient.
    pub fn max_axis(self, axis: usize) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let split = Split::of("max_axis", &x, axis)?;
            if split.length == 0 {
                return Err(shape_error("max_axis", "at least one value along the axis", &x.shape()));
            }
            let mut data = vec![f64::NEG_INFINITY; split.outer * split.inner];
            let mut from = vec![0; data.len()];
            for outer in 0..split.outer {
                for i in 0..split.length {
                    for (inner, &v) in split.lane(x.data(), outer, i).iter().enumerate() {
                        let slot = outer * split.inner + inner;
                        if i == 0 || v > data[slot] {
                            data[slot] = v;
                            from[slot] = (outer * split.length + i) * split.inner + inner;
                        }
                    }
                }
            }
            let shape = x.shape().to_vec();
            let y = Tensor::from_parts(split.without_axis(&shape, axis), data);
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let mut data = vec![0.0; shape.iter().product()];
                for (&at, g) in from.iter().zip(gradient.data()) {
                    data[at] += g;
                }
                to.add(id, Tensor::from_parts(shape.clone(), data));
            };
            Ok((y, Box::new(backward) as _))
        })
    }
}

/// A shape seen around one axis: `outer` blocks of `length` lanes of `inner` values.
pub(super) struct Split {
    pub outer: usize,
    pub length: usize,
    pub inner: usize,
}

impl Split {
    pub fn of(what: &str, x: &Tensor, axis: usize) -> Result<Self> {
        let shape = x.shape();
        let Some(&length) = shape.get(axis) else {
            return Err(shape_error(what, &format!("an axis below {}", shape.len()), &axis));
        };
        Ok(Self { outer: shape[..axis].iter().product(), length, inner: shape[axis + 1..].iter().product() })
    }

    /// The `inner` values at place `i` of the axis.
    pub fn lane<'d>(&self, data: &'d [f64], outer: usize, i: usize) -> &'d [f64] {
        let start = (outer * self.length + i) * self.inner;
        &data[start..start + self.inner]
    }

    fn without_axis(&self, shape: &[usize], axis: usize) -> Vec<usize> {
        shape[..axis].iter().chain(&shape[axis + 1..]).copied().collect()
    }
}
