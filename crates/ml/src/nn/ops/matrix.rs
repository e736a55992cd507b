//! Matrix products, also of stacks of matrices, and the dense layer's product with its bias.

use crate::error::Result;
use crate::nn::ops::product::{product, product_nt, product_tn};
use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::{Tensor, check_size, shape_error};

/// How two tensors multiply as matrices.
#[derive(Clone, Copy)]
struct Plan {
    /// Pairs of matrices; the right one is shared by all when `shared`.
    batch: usize,
    rows: usize,
    inner: usize,
    columns: usize,
}

impl<'t> Var<'t> {
    /// The matrix product. `(.., n, k)` times `(k, m)` gives `(.., n, m)`; stacks with the same leading axes,
    /// `(.., n, k)` times `(.., k, m)`, multiply matrix by matrix.
    pub fn matmul(self, other: Var<'t>) -> Var<'t> {
        let ids = (self.id, other.id);
        Var::operation([self, other], |[a, b]| {
            let (plan, shape) = plan("matmul", &a, &b)?;
            let Plan { batch, rows, inner, columns } = plan;
            let mut data = Vec::with_capacity(batch * rows * columns);
            for (a, b) in pairs(plan, a.data(), b.data()) {
                data.extend(product(rows, columns, inner, a, b));
            }
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                if to.wants(ids.0) {
                    let mut data = Vec::with_capacity(a.len());
                    for (i, b) in b.data().chunks_exact((inner * columns).max(1)).enumerate().take(batch) {
                        let g = &gradient.data()[i * rows * columns..(i + 1) * rows * columns];
                        data.extend(product_nt(rows, inner, columns, g, b));
                    }
                    data.resize(a.len(), 0.0);
                    to.add(ids.0, Tensor::from_parts(a.shape().to_vec(), data));
                }
                if to.wants(ids.1) {
                    let mut data = Vec::with_capacity(b.len());
                    for (i, a) in a.data().chunks_exact((rows * inner).max(1)).enumerate().take(batch) {
                        let g = &gradient.data()[i * rows * columns..(i + 1) * rows * columns];
                        data.extend(product_tn(inner, columns, rows, a, g));
                    }
                    data.resize(b.len(), 0.0);
                    to.add(ids.1, Tensor::from_parts(b.shape().to_vec(), data));
                }
            };
            Ok((Tensor::from_parts(shape, data), Box::new(backward) as _))
        })
    }

    /// `x W + b` in one step: `(.., n, k)` times `(k, m)` plus a row of m numbers.
    pub fn affine(self, weight: Var<'t>, bias: Var<'t>) -> Var<'t> {
        let ids = [self.id, weight.id, bias.id];
        Var::operation([self, weight, bias], |[x, w, b]| {
            let ([k, m], Some(&last)) = (w.shape(), x.shape().last()) else {
                return Err(shape_error("affine", "an input with axes and a weight matrix", &w.shape()));
            };
            let (k, m) = (*k, *m);
            if last != k || b.shape() != [m] {
                let found = (x.shape().to_vec(), b.shape().to_vec());
                return Err(shape_error("affine", &format!("inputs of width {k} and {m} biases"), &found));
            }
            let n = x.shape()[..x.shape().len() - 1].iter().product();
            check_size("affine", &[n, m])?;
            let mut data = product(n, m, k, x.data(), w.data());
            for row in data.chunks_exact_mut(m.max(1)) {
                for (y, b) in row.iter_mut().zip(b.data()) {
                    *y += b;
                }
            }
            let mut shape = x.shape().to_vec();
            if let Some(width) = shape.last_mut() {
                *width = m;
            }
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let g = gradient.data();
                if to.wants(ids[2]) {
                    let mut sums = vec![0.0; m];
                    for row in g.chunks_exact(m.max(1)) {
                        for (sum, g) in sums.iter_mut().zip(row) {
                            *sum += g;
                        }
                    }
                    to.add(ids[2], Tensor::from(sums));
                }
                if to.wants(ids[1]) {
                    to.add(ids[1], Tensor::from_parts(vec![k, m], product_tn(k, m, n, x.data(), g)));
                }
                if to.wants(ids[0]) {
                    to.add(ids[0], Tensor::from_parts(x.shape().to_vec(), product_nt(n, k, m, g, w.data())));
                }
            };
            Ok((Tensor::from_parts(shape, data), Box::new(backward) as _))
        })
    }
}

/// Says how `a` and `b` multiply, and the shape of the result.
fn plan(what: &str, a: &Tensor, b: &Tensor) -> Result<(Plan, Vec<usize>)> {
    let mismatch = || shape_error(what, &format!("a matrix that fits {:?}", a.shape()), &b.shape());
    let ([before @ .., rows, inner], [lead @ .., height, columns]) = (a.shape(), b.shape()) else {
        return Err(shape_error(what, "two matrices", &(a.shape(), b.shape())));
    };
    if inner != height {
        return Err(mismatch());
    }
    let mut shape = before.to_vec();
    shape.extend([*rows, *columns]);
    check_size(what, &shape)?;
    let stack: usize = before.iter().product();
    if lead.is_empty() {
        // One matrix for all: the stack is one tall matrix.
        Ok((Plan { batch: 1, rows: stack * rows, inner: *inner, columns: *columns }, shape))
    } else if lead == before {
        Ok((Plan { batch: stack, rows: *rows, inner: *inner, columns: *columns }, shape))
    } else {
        Err(mismatch())
    }
}

/// The matrices that are multiplied with each other.
fn pairs<'d>(plan: Plan, a: &'d [f64], b: &'d [f64]) -> impl Iterator<Item = (&'d [f64], &'d [f64])> {
    let (left, right) = (plan.rows * plan.inner, plan.inner * plan.columns);
    (0..plan.batch).map(move |i| (&a[i * left..(i + 1) * left], &b[i * right..(i + 1) * right]))
}
