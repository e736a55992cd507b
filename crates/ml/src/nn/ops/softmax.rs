//! Softmax and its logarithm over the last axis, and the cross-entropy that networks are trained with.

use crate::error::Result;
use crate::math;
use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::{Tensor, shape_error};

impl<'t> Var<'t> {
    /// eˣ / Σ eˣ over the last axis: positive numbers that sum to 1.
    pub fn softmax(self) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let width = last_axis("softmax", &x)?;
            let mut data = x.data().to_vec();
            for row in data.chunks_exact_mut(width) {
                softmax_in_place(row);
            }
            let y = Tensor::from_parts(x.shape().to_vec(), data);
            let kept = y.clone();
            let backward = move |mut gradient: Tensor, to: &mut Gradients| {
                let rows = gradient.data_mut().chunks_exact_mut(width);
                for (g, p) in rows.zip(kept.data().chunks_exact(width)) {
                    let mean = crate::sum::dot(g, p);
                    for (g, p) in g.iter_mut().zip(p) {
                        *g = p * (*g - mean);
                    }
                }
                to.add(id, gradient);
            };
            Ok((y, Box::new(backward) as _))
        })
    }

    /// The logarithm of [`Var::softmax`], without its loss of precision for unlikely classes.
    pub fn log_softmax(self) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let width = last_axis("log_softmax", &x)?;
            let mut data = x.data().to_vec();
            for row in data.chunks_exact_mut(width) {
                let shift = log_sum_exp(row);
                row.iter_mut().for_each(|v| *v -= shift);
            }
            let y = Tensor::from_parts(x.shape().to_vec(), data);
            let kept = y.clone();
            let backward = move |mut gradient: Tensor, to: &mut Gradients| {
                let rows = gradient.data_mut().chunks_exact_mut(width);
                for (g, log_p) in rows.zip(kept.data().chunks_exact(width)) {
                    let total = crate::sum::sum(g);
                    for (g, log_p) in g.iter_mut().zip(log_p) {
                        *g -= math::exp(*log_p) * total;
                    }
                }
                to.add(id, gradient);
            };
            Ok((y, Box::new(backward) as _))
        })
    }

    /// The cross-entropy of each row of logits `(n, classes)` against its true class: n losses, in nats. Softmax and
    /// logarithm are one step, so that neither overflows.
    pub fn cross_entropy_each(self, classes: &[usize]) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[x]| {
            let [rows, width] = x.shape()[..] else {
                return Err(shape_error("cross_entropy", "logits of shape (rows, classes)", &x.shape()));
            };
            if rows != classes.len() {
                return Err(shape_error("cross_entropy", &format!("{rows} labels"), &classes.len()));
            }
            if let Some(bad) = classes.iter().find(|&&class| class >= width) {
                return Err(shape_error("cross_entropy", &format!("a class below {width}"), bad));
            }
            let mut probabilities = x.data().to_vec();
            let mut losses = Vec::with_capacity(rows);
            for (row, &class) in probabilities.chunks_exact_mut(width.max(1)).zip(classes) {
                let at_class = row[class];
                losses.push(softmax_in_place(row) - at_class);
            }
            let classes = classes.to_vec();
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let mut data = probabilities.clone();
                let rows = data.chunks_exact_mut(width.max(1)).zip(&classes).zip(gradient.data());
                for ((row, &class), g) in rows {
                    row[class] -= 1.0;
                    row.iter_mut().for_each(|v| *v *= g);
                }
                to.add(id, Tensor::from_parts(vec![classes.len(), width], data));
            };
            Ok((Tensor::from(losses), Box::new(backward) as _))
        })
    }
}

/// Turns a row into its softmax and gives ln Σ eˣ.
pub(crate) fn softmax_in_place(row: &mut [f64]) -> f64 {
    let top = largest(row);
    row.iter_mut().for_each(|v| *v -= top);
    math::exp_each(row);
    let total = crate::sum::sum(row);
    let scale = 1.0 / total;
    row.iter_mut().for_each(|v| *v *= scale);
    top + math::ln(total)
}

/// ln Σ eˣ of a row, shifted by its largest value so that nothing overflows.
fn log_sum_exp(row: &[f64]) -> f64 {
    let top = largest(row);
    let mut powers: Vec<f64> = row.iter().map(|v| v - top).collect();
    math::exp_each(&mut powers);
    top + math::ln(crate::sum::sum(&powers))
}

/// The largest value; 0 when all are -∞, where shifting by it would give NaN.
fn largest(row: &[f64]) -> f64 {
    let top = row.iter().copied().fold(f64::NEG_INFINITY, |a, b| if b > a { b } else { a });
    if top == f64::NEG_INFINITY { 0.0 } else { top }
}

/// The length of the last axis, at least 1.
fn last_axis(what: &str, x: &Tensor) -> Result<usize> {
    match x.shape().last() {
        Some(&width) => Ok(width.max(1)),
        None => Err(shape_error(what, "at least one axis", &x.shape())),
    }
}
