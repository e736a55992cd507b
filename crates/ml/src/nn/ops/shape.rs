//! Operations that move values without changing them.

use crate::nn::ops::broadcast::{broadcast_shape, stretch, sum_to, walk};
use crate::nn::ops::reduce::Split;
use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::{Tensor, check_size, shape_error};

impl<'t> Var<'t> {
    /// The same values in row-major order under another shape of the same size.
    pub fn reshape(self, shape: &[usize]) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let y = x.reshape(shape)?;
            let shape = x.shape().to_vec();
            let backward =
                move |gradient: Tensor, to: &mut Gradients| to.add(id, gradient.with_shape(shape.clone()));
            Ok((y, Box::new(backward) as _))
        })
    }

    /// The values repeated to `shape` by NumPy's rules: an axis of length 1 stretches, missing ones are added in front.
    pub fn broadcast_to(self, shape: &[usize]) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            if broadcast_shape("broadcast_to", x.shape(), shape)? != shape {
                return Err(shape_error(
                    "broadcast_to",
                    &format!("a shape that {:?} stretches to", x.shape()),
                    &shape,
                ));
            }
            let from = x.shape().to_vec();
            let backward = move |gradient: Tensor, to: &mut Gradients| to.add(id, sum_to(gradient, &from));
            Ok((stretch(&x, shape), Box::new(backward) as _))
        })
    }

    /// The axes in another order: axis `i` of the result is axis `order[i]` of this value.
    pub fn permute(self, order: &[usize]) -> Var<'t> {
        let id = self.id;
        let order = order.to_vec();
        Var::operation([self], |[x]| {
            let rank = x.shape().len();
            let mut inverse = vec![rank; rank];
            for (to, &from) in order.iter().enumerate() {
                if let Some(place) = inverse.get_mut(from) {
                    *place = to;
                }
            }
            if order.len() != rank || inverse.contains(&rank) {
                return Err(shape_error("permute", &format!("each axis below {rank} once"), &order));
            }
            let y = permuted(&x, &order);
            let backward =
                move |gradient: Tensor, to: &mut Gradients| to.add(id, permuted(&gradient, &inverse));
            Ok((y, Box::new(backward) as _))
        })
    }

    /// A matrix with rows and columns exchanged; the last two axes when there are more.
    pub fn transpose(self) -> Var<'t> {
        let mut order: Vec<usize> = (0..self.shape().len()).collect();
        if let [.., a, b] = &mut order[..] {
            std::mem::swap(a, b);
        }
        self.permute(&order)
    }

    /// The part `start..end` of one axis.
    pub fn slice(self, axis: usize, start: usize, end: usize) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let split = Split::of("slice", &x, axis)?;
            if start > end || end > split.length {
                let expected = format!("a range within 0..{}", split.length);
                return Err(shape_error("slice", &expected, &(start..end)));
            }
            let (from, width) = (start * split.inner, (end - start) * split.inner);
            let block = split.length * split.inner;
            let mut data = Vec::with_capacity(split.outer * width);
            for outer in 0..split.outer {
                data.extend_from_slice(&x.data()[outer * block + from..][..width]);
            }
            let full = x.shape().to_vec();
            let mut shape = full.clone();
            shape[axis] = end - start;
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let mut data = vec![0.0; full.iter().product()];
                for outer in 0..split.outer {
                    data[outer * block + from..][..width]
                        .copy_from_slice(&gradient.data()[outer * width..(outer + 1) * width]);
                }
                to.add(id, Tensor::from_parts(full.clone(), data));
            };
            Ok((Tensor::from_parts(shape, data), Box::new(backward) as _))
        })
    }

    /// This value followed by `other` along one axis.
    pub fn concat(self, other: Var<'t>, axis: usize) -> Var<'t> {
        let ids = (self.id, other.id);
        Var::operation([self, other], |[a, b]| {
            let (left, right) = (Split::of("concat", &a, axis)?, Split::of("concat", &b, axis)?);
            let mut shape = a.shape().to_vec();
            shape[axis] = b.shape()[axis];
            if shape != b.shape() {
                return Err(shape_error(
                    "concat",
                    &format!("{:?} but for axis {axis}", a.shape()),
                    &b.shape(),
                ));
            }
            shape[axis] = left.length.saturating_add(right.length);
            check_size("concat", &shape)?;
            let widths = (left.length * left.inner, right.length * right.inner);
            let mut data = Vec::with_capacity(a.len() + b.len());
            for outer in 0..left.outer {
                data.extend_from_slice(&a.data()[outer * widths.0..(outer + 1) * widths.0]);
                data.extend_from_slice(&b.data()[outer * widths.1..(outer + 1) * widths.1]);
            }
            let shapes = (a.shape().to_vec(), b.shape().to_vec());
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let (mut first, mut second) = (Vec::with_capacity(a.len()), Vec::with_capacity(b.len()));
                for block in gradient.data().chunks_exact((widths.0 + widths.1).max(1)) {
                    first.extend_from_slice(&block[..widths.0]);
                    second.extend_from_slice(&block[widths.0..]);
                }
                to.add(ids.0, Tensor::from_parts(shapes.0.clone(), first));
                to.add(ids.1, Tensor::from_parts(shapes.1.clone(), second));
            };
            Ok((Tensor::from_parts(shape, data), Box::new(backward) as _))
        })
    }

    /// Rows of a table by number: `(rows, width)` and n numbers give `(n, width)`. This is what an embedding does;
    /// a row that is asked for twice collects both gradients.
    pub fn rows(self, indices: &[usize]) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[table]| {
            let y = table.rows(indices)?;
            let shape = table.shape().to_vec();
            let indices = indices.to_vec();
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let width: usize = shape[1..].iter().product();
                let mut data = vec![0.0; shape.iter().product()];
                for (&row, share) in indices.iter().zip(gradient.data().chunks_exact(width.max(1))) {
                    for (d, g) in data[row * width..(row + 1) * width].iter_mut().zip(share) {
                        *d += g;
                    }
                }
                to.add(id, Tensor::from_parts(shape.clone(), data));
            };
            Ok((y, Box::new(backward) as _))
        })
    }

    /// One value of each row of a matrix: `(n, width)` and n column numbers give `(n)`.
    pub fn pick(self, columns: &[usize]) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let [rows, width] = x.shape()[..] else {
                return Err(shape_error("pick", "a matrix", &x.shape()));
            };
            if rows != columns.len() {
                return Err(shape_error("pick", &format!("{rows} column numbers"), &columns.len()));
            }
            if let Some(bad) = columns.iter().find(|&&c| c >= width) {
                return Err(shape_error("pick", &format!("a column below {width}"), bad));
            }
            let at: Vec<usize> =
                columns.iter().enumerate().map(|(row, column)| row * width + column).collect();
            let y = Tensor::from_parts(vec![rows], at.iter().map(|&i| x.data()[i]).collect());
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let mut data = vec![0.0; rows * width];
                for (&i, g) in at.iter().zip(gradient.data()) {
                    data[i] = *g;
                }
                to.add(id, Tensor::from_parts(vec![rows, width], data));
            };
            Ok((y, Box::new(backward) as _))
        })
    }
}

fn permuted(x: &Tensor, order: &[usize]) -> Tensor {
    let from = x.shape();
    let mut steps = vec![1; from.len()];
    for axis in (1..from.len()).rev() {
        steps[axis - 1] = steps[axis] * from[axis];
    }
    let shape: Vec<usize> = order.iter().map(|&axis| from[axis]).collect();
    let strides: Vec<usize> = order.iter().map(|&axis| steps[axis]).collect();
    let mut data = Vec::with_capacity(x.len());
    walk(&shape, [&strides], |_, [at]| data.push(x.data()[at]));
    Tensor::from_parts(shape, data)
}
