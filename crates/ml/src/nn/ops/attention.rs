//! Multi-head self-attention as one operation.

use crate::nn::ops::product::{product, product_nt, product_tn, spread};
use crate::nn::ops::softmax::softmax_in_place;
use crate::nn::tape::{Gradients, Var};
use crate::nn::tensor::{Tensor, shape_error};

/// The sizes of one attention.
#[derive(Clone, Copy)]
struct Sizes {
    time: usize,
    heads: usize,
    /// Width of one head.
    head: usize,
    causal: bool,
}

impl<'t> Var<'t> {
    /// Scaled dot-product self-attention of `heads` heads. The input `(batch, time, 3 × width)` holds queries, keys
    /// and values side by side; the result is `(batch, time, width)`. With `causal` a place sees itself and what
    /// came before it only.
    ///
    /// Method: A. Vaswani et al., *Attention Is All You Need*, 2017, section 3.2.
    pub fn self_attention(self, heads: usize, causal: bool) -> Var<'t> {
        let id = self.id;
        Var::operation([self], |[qkv]| {
            let [batch, time, triple] = qkv.shape()[..] else {
                return Err(shape_error("self_attention", "(batch, time, 3 × width)", &qkv.shape()));
            };
            if heads == 0 || triple == 0 || !triple.is_multiple_of(heads.saturating_mul(3)) {
                return Err(shape_error(
                    "self_attention",
                    &format!("a multiple of 3 × {heads} heads"),
                    &triple,
                ));
            }
            let sizes = Sizes { time, heads, head: triple / (3 * heads), causal };
            let done = spread(batch * heads, sizes.work(), |i| attend(sizes, i, qkv.data()));
            let mut data = vec![0.0; batch * time * sizes.width()];
            let mut weights = Vec::with_capacity(done.len());
            for (i, (out, weight)) in done.into_iter().enumerate() {
                sizes.put(i, 0, 1, &out, &mut data);
                weights.push(weight);
            }
            let backward = move |gradient: Tensor, to: &mut Gradients| {
                let shares = spread(batch * heads, 2 * sizes.work(), |i| {
                    attend_back(sizes, i, qkv.data(), &weights[i], gradient.data())
                });
                let mut data = vec![0.0; qkv.len()];
                for (i, parts) in shares.iter().enumerate() {
                    for (part, share) in parts.iter().enumerate() {
                        sizes.put(i, part, 3, share, &mut data);
                    }
                }
                to.add(id, Tensor::from_parts(qkv.shape().to_vec(), data));
            };
            Ok((Tensor::from_parts(vec![batch, time, sizes.width()], data), Box::new(backward) as _))
        })
    }
}

impl Sizes {
    fn width(self) -> usize {
        self.heads * self.head
    }

    /// Multiplications of one head of one row, for deciding about threads.
    fn work(self) -> usize {
        2 * self.time * self.time * self.head
    }

    /// Where the values of head `i` start at time `t`, when `parts` blocks of a width lie side by side.
    fn at(self, i: usize, t: usize, part: usize, parts: usize) -> usize {
        let (row, head) = (i / self.heads, i % self.heads);
        (row * self.time + t) * parts * self.width() + part * self.width() + head * self.head
    }

    /// The `time × head` matrix of head `i`.
    fn take(self, i: usize, part: usize, parts: usize, from: &[f64]) -> Vec<f64> {
        let mut matrix = Vec::with_capacity(self.time * self.head);
        for t in 0..self.time {
            matrix.extend_from_slice(&from[self.at(i, t, part, parts)..][..self.head]);
        }
        matrix
    }

    /// The opposite of [`Sizes::take`].
    fn put(self, i: usize, part: usize, parts: usize, matrix: &[f64], into: &mut [f64]) {
        for (t, row) in matrix.chunks_exact(self.head.max(1)).enumerate() {
            into[self.at(i, t, part, parts)..][..self.head].copy_from_slice(row);
        }
    }

    fn scale(self) -> f64 {
        1.0 / (self.head.max(1) as f64).sqrt()
    }

    /// How many places the place `t` sees.
    fn seen(self, t: usize) -> usize {
        if self.causal { t + 1 } else { self.time }
    }
}

/// One head of one row: its result and its attention weights, `time × time`.
fn attend(sizes: Sizes, i: usize, qkv: &[f64]) -> (Vec<f64>, Vec<f64>) {
    let Sizes { time, head, .. } = sizes;
    let [q, k, v] = [0, 1, 2].map(|part| sizes.take(i, part, 3, qkv));
    let mut weights = product_nt(time, time, head, &q, &k);
    let scale = sizes.scale();
    for (t, row) in weights.chunks_exact_mut(time.max(1)).enumerate() {
        let (seen, hidden) = row.split_at_mut(sizes.seen(t));
        seen.iter_mut().for_each(|w| *w *= scale);
        softmax_in_place(seen);
        hidden.fill(0.0);
    }
    (product(time, head, time, &weights, &v), weights)
}

/// The gradients of queries, keys and values of one head of one row.
fn attend_back(sizes: Sizes, i: usize, qkv: &[f64], weights: &[f64], gradient: &[f64]) -> [Vec<f64>; 3] {
    let Sizes { time, head, .. } = sizes;
    let [q, k, v] = [0, 1, 2].map(|part| sizes.take(i, part, 3, qkv));
    let g = sizes.take(i, 0, 1, gradient);
    let v_share = product_tn(time, head, time, weights, &g);
    let mut scores = product_nt(time, time, head, &g, &v);
    let scale = sizes.scale();
    for (t, (row, p)) in
        scores.chunks_exact_mut(time.max(1)).zip(weights.chunks_exact(time.max(1))).enumerate()
    {
        let seen = sizes.seen(t);
        let mean = crate::sum::dot(&row[..seen], &p[..seen]);
        for (s, p) in row[..seen].iter_mut().zip(p) {
            *s = scale * p * (*s - mean);
        }
        row[seen..].fill(0.0);
    }
    [product(time, head, time, &scores, &k), product_tn(time, head, time, &scores, &q), v_share]
}
