//! What a logistic regression minimises.

use crate::examples::softmax;
use crate::math;
use crate::matmul;
use crate::parallel;
use crate::sum;
use ndarray::{Array1, Array2, ArrayView2};

/// Examples whose losses one thread computes at a time.
const BLOCK: usize = 4096;

/// The weighted mean of −ln p(class) over the examples, and half of `l2` times the squares of the weights.
///
/// Parameters are a row of weights an output, then an intercept an output if there is one. Two classes have one output,
/// the evidence for the second; more have one output each.
pub(super) struct Objective<'d> {
    pub(super) x: ArrayView2<'d, f64>,
    pub(super) codes: &'d [usize],
    /// How much each example counts; all together 1.
    pub(super) shares: &'d [f64],
    pub(super) outputs: usize,
    pub(super) l2: f64,
    pub(super) intercept: bool,
}

impl Objective<'_> {
    /// How many weights there are, intercepts not counted.
    pub(super) fn weights(&self) -> usize {
        self.outputs * self.x.ncols()
    }

    /// How many parameters there are.
    pub(super) fn parameters(&self) -> usize {
        self.weights() + if self.intercept { self.outputs } else { 0 }
    }

    /// The value and the gradient at `parameters`.
    pub(super) fn value_and_gradient(&self, parameters: &[f64]) -> (f64, Vec<f64>) {
        let (weights, intercepts) = parameters.split_at(self.weights());
        let mut scores = evidence(self.x, weights, intercepts, self.outputs);
        let loss = self.loss_and_slopes(&mut scores);
        let slopes = scores;
        let mut gradient = self.towards_weights(&slopes);
        for (gradient, weight) in gradient.iter_mut().zip(weights) {
            *gradient += self.l2 * weight;
        }
        if self.intercept {
            gradient.extend((0..self.outputs).map(|output| sum::sum(&slopes.column(output).to_vec())));
        }
        (loss + 0.5 * self.l2 * sum::sum_squares(weights), gradient)
    }

    /// The mean loss. Puts in place of each score the slope of the mean loss along it.
    fn loss_and_slopes(&self, scores: &mut Array2<f64>) -> f64 {
        let outputs = self.outputs;
        let blocks = parallel::map(self.codes.len().div_ceil(BLOCK), |block| {
            let rows = block * BLOCK..self.codes.len().min((block + 1) * BLOCK);
            let scores = scores.as_slice().unwrap_or(&[]);
            let mut slopes = scores[rows.start * outputs..rows.end * outputs].to_vec();
            let (codes, shares) = (&self.codes[rows.clone()], &self.shares[rows]);
            let mut losses = if outputs == 1 {
                binary(&mut slopes, codes)
            } else {
                slopes
                    .chunks_exact_mut(outputs)
                    .zip(codes)
                    .map(|(row, code)| multinomial(row, *code))
                    .collect()
            };
            for ((row, loss), share) in slopes.chunks_exact_mut(outputs).zip(&mut losses).zip(shares) {
                row.iter_mut().for_each(|slope| *slope *= share);
                *loss *= share;
            }
            (slopes, losses)
        });
        let (slopes, losses): (Vec<_>, Vec<_>) = blocks.into_iter().unzip();
        scores.iter_mut().zip(slopes.iter().flatten()).for_each(|(score, slope)| *score = *slope);
        sum::sum(&losses.concat())
    }

    fn towards_weights(&self, slopes: &Array2<f64>) -> Vec<f64> {
        if self.outputs == 1 {
            return matmul::matvec_t(self.x, slopes.column(0)).to_vec();
        }
        matmul::matmul_tn(slopes.view(), self.x).into_raw_vec_and_offset().0
    }
}

/// The score of each output for each row of `x`.
pub(super) fn evidence(
    x: ArrayView2<'_, f64>,
    weights: &[f64],
    intercepts: &[f64],
    outputs: usize,
) -> Array2<f64> {
    let weights = Array2::from_shape_vec((outputs, x.ncols()), weights.to_vec()).unwrap_or_default();
    let mut scores = if outputs == 1 {
        matmul::matvec(x, weights.row(0)).insert_axis(ndarray::Axis(1))
    } else {
        matmul::matmul_nt(x, weights.view())
    };
    if intercepts.len() == outputs {
        scores += &Array1::from_vec(intercepts.to_vec());
    }
    scores
}

/// The losses of the evidence for the second of two classes; puts the slopes in its place.
fn binary(scores: &mut [f64], codes: &[usize]) -> Vec<f64> {
    // With the sign of the wrong class, so that great evidence for the right one gives a small loss without overflow.
    for (score, code) in scores.iter_mut().zip(codes) {
        *score = if *code == 1 { -*score } else { *score };
    }
    let mut small: Vec<f64> = scores.iter().map(|against| -against.abs()).collect();
    math::exp_each(&mut small);
    let rows = scores.iter_mut().zip(codes).zip(small);
    rows.map(|((score, code), small)| {
        let against = *score;
        let wrong = if against >= 0.0 { 1.0 / (1.0 + small) } else { small / (1.0 + small) };
        *score = if *code == 1 { -wrong } else { wrong };
        against.max(0.0) + math::ln_1p(small)
    })
    .collect()
}

/// The loss of the evidence for each of many classes; puts the slopes in its place.
fn multinomial(scores: &mut [f64], code: usize) -> f64 {
    let of_class = scores.get(code).copied().unwrap_or(0.0);
    let total = softmax(scores);
    if let Some(slope) = scores.get_mut(code) {
        *slope -= 1.0;
    }
    total - of_class
}

#[cfg(test)]
mod tests {
    use super::Objective;
    use crate::optim::numeric_gradient;
    use crate::rng::Rng;
    use ndarray::Array2;

    #[test]
    fn the_gradient_is_the_numeric_one() {
        let mut rng = Rng::new(5);
        let x = Array2::from_shape_simple_fn((12, 3), || rng.normal());
        let shares: Vec<f64> = (0..12).map(|i| f64::from(i + 1) / 78.0).collect();
        for (outputs, classes) in [(1, 2), (3, 3)] {
            let codes: Vec<usize> = (0..12).map(|i| i % classes).collect();
            for intercept in [true, false] {
                let objective =
                    Objective { x: x.view(), codes: &codes, shares: &shares, outputs, l2: 0.3, intercept };
                let at: Vec<f64> = (0..objective.parameters()).map(|_| rng.normal()).collect();
                let (_, gradient) = objective.value_and_gradient(&at);
                let numeric = numeric_gradient(&|at| objective.value_and_gradient(at).0, &at);
                for (exact, numeric) in gradient.iter().zip(numeric) {
                    assert!((exact - numeric).abs() < 1e-8, "{exact} {numeric}");
                }
            }
        }
    }
}
