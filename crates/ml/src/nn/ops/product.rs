//! Matrix products of plain slices, and the decision when threads pay.

use crate::{matmul, parallel};

/// Below this many multiplications a second thread costs more than it saves.
const WORTH_A_THREAD: usize = 2_000_000;

/// `(n, k)` times `(k, m)`.
pub(crate) fn product(n: usize, m: usize, k: usize, a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut c = vec![0.0; n * m];
    matmul::gemm(n, m, k, a, b, &mut c);
    c
}

/// `(n, k)` times the transpose of `(m, k)`.
pub(crate) fn product_nt(n: usize, m: usize, k: usize, a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut c = vec![0.0; n * m];
    matmul::gemm_nt(n, m, k, a, b, &mut c);
    c
}

/// The transpose of `(k, n)` times `(k, m)`.
pub(crate) fn product_tn(n: usize, m: usize, k: usize, a: &[f64], b: &[f64]) -> Vec<f64> {
    let mut c = vec![0.0; n * m];
    matmul::gemm_tn(n, m, k, a, b, &mut c);
    c
}

/// `f(0)` to `f(n - 1)` in order, on threads when the work of all of them (in multiplications; `work` is one's) pays.
pub(crate) fn spread<T: Send>(n: usize, work: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    if work.saturating_mul(n) < WORTH_A_THREAD { (0..n).map(f).collect() } else { parallel::map(n, f) }
}
