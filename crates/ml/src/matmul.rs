//! Matrix products whose bits do not depend on the machine.
//!
//! Each element of a product is summed in index order by one accumulator, with a plain multiplication and a plain
//! addition a step. So the result is the same whatever the width of the processor's registers, the size of the blocks
//! and the number of threads. ndarray's own `dot` is not used: it picks fused multiply-add where the processor has it,
//! and those bits differ.
//!
//! Sizes are not checked here: [`crate::linalg`] does that for the world outside, and what calls from inside knows them.
//!
//! ```
//! use ml::linalg::{matmul, matmul_tn};
//! use ml::ndarray::Array2;
//! let a = Array2::from_shape_fn((3, 200), |(i, p)| 1.0 / (1 + i + p) as f64);
//! let b = Array2::from_shape_fn((200, 3), |(p, j)| (p as f64).sqrt() - j as f64);
//! let c = matmul(&a, &b)?;
//! let sum = (0..200).fold(0.0, |sum, p| sum + a[[1, p]] * b[[p, 2]]);
//! assert_eq!(c[[1, 2]].to_bits(), sum.to_bits(), "one accumulator, in index order");
//! assert_eq!(matmul_tn(&a.t().to_owned(), &b)?, c);
//! # Ok::<(), ml::error::Error>(())
//! ```
//!
//! Method: blocks packed for the caches as in K. Goto and R. van de Geijn, *Anatomy of High-Performance Matrix
//! Multiplication*, 2008.

mod dispatch;
mod gram;
mod kernel;

pub(crate) use gram::gram_of;

use ndarray::{Array1, Array2, ArrayView1, ArrayView2};

use crate::parallel;
use crate::sum::dot_each;
use std::ops::Range;

/// A matrix as a slice and the steps between its rows and between its columns.
#[derive(Clone, Copy)]
struct Matrix<'d> {
    data: &'d [f64],
    row: usize,
    column: usize,
}

/// The fewest rows or columns of a result that are worth a thread.
const FEWEST: usize = 16;
/// Shares of threads begin at whole tiles of every kernel.
const STEP: usize = 16;
/// Below this many multiplications threads cost more than they save.
const WORTH_THREADS: usize = 1 << 20;
/// The same for products with a vector, which read a number for each multiplication.
const WORTH_THREADS_IN_MEMORY: usize = 1 << 19;
/// Rows that are multiplied by a vector at a time.
const ROWS_OF_VECTORS: usize = 1024;

/// `a b` for `(m, k)` and `(k, n)`. Sizes must fit.
pub(crate) fn matmul(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    debug_assert_eq!(a.ncols(), b.nrows());
    let (m, n, k) = (a.nrows(), b.ncols(), a.ncols().min(b.nrows()));
    let (a, b) = (a.as_standard_layout(), b.as_standard_layout());
    let mut c = vec![0.0; m * n];
    if let (Some(a), Some(b)) = (a.as_slice(), b.as_slice()) {
        gemm(m, n, k, a, b, &mut c);
    }
    shaped(m, n, c)
}

/// `aᵀ b` for `(k, m)` and `(k, n)`; see [`matmul`].
pub(crate) fn matmul_tn(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    debug_assert_eq!(a.nrows(), b.nrows());
    let (m, n, k) = (a.ncols(), b.ncols(), a.nrows().min(b.nrows()));
    let (a, b) = (a.as_standard_layout(), b.as_standard_layout());
    let mut c = vec![0.0; m * n];
    if let (Some(a), Some(b)) = (a.as_slice(), b.as_slice()) {
        gemm_tn(m, n, k, a, b, &mut c);
    }
    shaped(m, n, c)
}

/// `a bᵀ` for `(m, k)` and `(n, k)`; see [`matmul`].
pub(crate) fn matmul_nt(a: ArrayView2<'_, f64>, b: ArrayView2<'_, f64>) -> Array2<f64> {
    debug_assert_eq!(a.ncols(), b.ncols());
    let (m, n, k) = (a.nrows(), b.nrows(), a.ncols().min(b.ncols()));
    let (a, b) = (a.as_standard_layout(), b.as_standard_layout());
    let mut c = vec![0.0; m * n];
    if let (Some(a), Some(b)) = (a.as_slice(), b.as_slice()) {
        gemm_nt(m, n, k, a, b, &mut c);
    }
    shaped(m, n, c)
}

/// `a x` for `(m, k)` and `k` numbers.
pub(crate) fn matvec(a: ArrayView2<'_, f64>, x: ArrayView1<'_, f64>) -> Array1<f64> {
    debug_assert_eq!(a.ncols(), x.len());
    let (rows, width) = a.dim();
    let (a, x) = (a.as_standard_layout(), x.to_vec());
    if width == 0 {
        return Array1::zeros(rows);
    }
    let a = a.as_slice().unwrap_or(&[]);
    if a.len() < WORTH_THREADS_IN_MEMORY {
        return Array1::from_vec(dot_each(a, &x));
    }
    let blocks: Vec<&[f64]> = a.chunks(ROWS_OF_VECTORS * width).collect();
    parallel::map(blocks.len(), |block| dot_each(blocks[block], &x)).concat().into()
}

/// `aᵀ x` for `(k, m)` and `k` numbers.
pub(crate) fn matvec_t(a: ArrayView2<'_, f64>, x: ArrayView1<'_, f64>) -> Array1<f64> {
    debug_assert_eq!(a.nrows(), x.len());
    let width = a.ncols();
    let (a, x) = (a.as_standard_layout(), x.to_vec());
    let a = a.as_slice().unwrap_or(&[]);
    if a.len() < WORTH_THREADS_IN_MEMORY {
        return Array1::from_vec(weighted_rows(a, width, 0..width, &x));
    }
    let part = width.div_ceil(parallel::threads());
    let parts = parallel::map(width.div_ceil(part), |first| {
        weighted_rows(a, width, first * part..width.min((first + 1) * part), &x)
    });
    parts.concat().into()
}

/// The sum of the rows of a table `width` wide, each times its weight, in some of the columns. Four rows are read at a
/// time; an element still gets its additions one by one and in order.
fn weighted_rows(table: &[f64], width: usize, columns: Range<usize>, weights: &[f64]) -> Vec<f64> {
    let mut sums = vec![0.0; columns.len()];
    if columns.is_empty() {
        return sums;
    }
    let (fours, rest) = weights.as_chunks::<4>();
    let (table, last) = table.split_at(fours.len() * 4 * width);
    for (rows, w) in table.chunks_exact(4 * width).zip(fours) {
        let [a, b, c, d] = [0, 1, 2, 3].map(|at| &rows[at * width..][columns.clone()]);
        for ((((sum, a), b), c), d) in sums.iter_mut().zip(a).zip(b).zip(c).zip(d) {
            *sum = *sum + a * w[0] + b * w[1] + c * w[2] + d * w[3];
        }
    }
    for (row, weight) in last.chunks_exact(width).zip(rest) {
        for (sum, value) in sums.iter_mut().zip(&row[columns.clone()]) {
            *sum += value * weight;
        }
    }
    sums
}

/// Adds `a b` to `c`, all in row-major order: `(m, k)`, `(k, n)` and `(m, n)`.
pub(crate) fn gemm(m: usize, n: usize, k: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    debug_assert!(a.len() >= m * k && b.len() >= k * n && c.len() == m * n);
    let (a, b) = (Matrix { data: a, row: k, column: 1 }, Matrix { data: b, row: n, column: 1 });
    product(m, n, k, a, b, c);
}

/// Adds `aᵀ b` to `c`, all in row-major order: `(k, m)`, `(k, n)` and `(m, n)`.
pub(crate) fn gemm_tn(m: usize, n: usize, k: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    debug_assert!(a.len() >= m * k && b.len() >= k * n && c.len() == m * n);
    let (a, b) = (Matrix { data: a, row: 1, column: m }, Matrix { data: b, row: n, column: 1 });
    product(m, n, k, a, b, c);
}

/// Adds `a bᵀ` to `c`, all in row-major order: `(m, k)`, `(n, k)` and `(m, n)`.
pub(crate) fn gemm_nt(m: usize, n: usize, k: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    debug_assert!(a.len() >= m * k && b.len() >= k * n && c.len() == m * n);
    let (a, b) = (Matrix { data: a, row: k, column: 1 }, Matrix { data: b, row: 1, column: k });
    product(m, n, k, a, b, c);
}

fn product(m: usize, n: usize, k: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64]) {
    if m == 0 || n == 0 || k == 0 {
        return;
    }
    if b.column == 1 && (m < 4 || m * n * k < 512) {
        return row_by_row(n, k, a, b, c);
    }
    let threads = parallel::threads().min(m.max(n) / FEWEST);
    if threads > 1 && m.saturating_mul(n).saturating_mul(k) > WORTH_THREADS {
        // Each element is summed by one thread alone, so where their shares begin and end changes no bit.
        // Rows are written where they lie; columns have to be put together.
        return if m >= n || m >= 4 * FEWEST {
            by_rows(threads, (m, n, k), a, b, c);
        } else {
            by_columns(threads, (m, n, k), a, b, c);
        };
    }
    dispatch::blocked(m, n, k, a, b, c);
}

/// A share of the rows of `c` for each thread.
fn by_rows(threads: usize, (m, n, k): (usize, usize, usize), a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64]) {
    let rows = m.div_ceil(threads).next_multiple_of(STEP);
    parallel::each_chunk(c, rows * n, |part, c| {
        dispatch::blocked(c.len() / n, n, k, a.from(part * rows, 0), b, c);
    });
}

/// A share of the columns of `c` for each thread.
fn by_columns(threads: usize, (m, n, k): (usize, usize, usize), a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64]) {
    let columns = n.div_ceil(threads).next_multiple_of(STEP);
    let own = |part: usize| part * columns..n.min((part + 1) * columns);
    let parts = parallel::map(n.div_ceil(columns), |part| {
        let own = own(part);
        let mut c = c.chunks_exact(n).flat_map(|row| &row[own.clone()]).copied().collect::<Vec<f64>>();
        dispatch::blocked(m, own.len(), k, a, b.from(0, own.start), &mut c);
        c
    });
    for (part, values) in parts.into_iter().enumerate() {
        for (row, values) in c.chunks_exact_mut(n).zip(values.chunks_exact(own(part).len())) {
            row[own(part)].copy_from_slice(values);
        }
    }
}

/// For few rows, where packing costs more than it saves; the same additions in the same order.
fn row_by_row(n: usize, k: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64]) {
    for (i, c) in c.chunks_exact_mut(n).enumerate() {
        for p in 0..k {
            let a = a.data[i * a.row + p * a.column];
            for (c, b) in c.iter_mut().zip(&b.data[p * b.row..p * b.row + n]) {
                *c += a * b;
            }
        }
    }
}

impl Matrix<'_> {
    /// The part that begins at a row and a column; nothing when they are past the end.
    fn from(self, row: usize, column: usize) -> Self {
        Self { data: self.data.get(row * self.row + column * self.column..).unwrap_or(&[]), ..self }
    }
}

fn shaped(m: usize, n: usize, c: Vec<f64>) -> Array2<f64> {
    let mut values = c.into_iter();
    Array2::from_shape_simple_fn((m, n), || values.next().unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    /// One accumulator an element, in index order: what every path must give, bit for bit.
    fn naive(a: &Array2<f64>, b: &Array2<f64>) -> Array2<f64> {
        Array2::from_shape_fn((a.nrows(), b.ncols()), |(i, j)| {
            (0..a.ncols()).fold(0.0, |sum, p| sum + a[[i, p]] * b[[p, j]])
        })
    }

    fn row_of(a: &Array2<f64>, at: usize, into: &mut [f64]) {
        into.iter_mut().zip(a.row(at)).for_each(|(into, value)| *into = *value);
    }

    #[test]
    fn every_size_and_layout_has_the_bits_of_the_definition() {
        let mut rng = Rng::new(1);
        let sizes = [1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 33, 70];
        for (m, n) in sizes.iter().flat_map(|m| sizes.map(|n| (*m, n))) {
            for k in [1, 2, 31, 300] {
                let a = Array2::from_shape_simple_fn((m, k), || rng.normal());
                let b = Array2::from_shape_simple_fn((k, n), || rng.normal());
                let expected = naive(&a, &b);
                let (at, bt) = (a.t().as_standard_layout().to_owned(), b.t().as_standard_layout().to_owned());
                assert_eq!(matmul(a.view(), b.view()), expected, "{m} {n} {k}");
                assert_eq!(matmul(at.t(), bt.t()), expected, "{m} {n} {k} transposed views");
                assert_eq!(matmul_tn(at.view(), b.view()), expected, "{m} {n} {k} tn");
                assert_eq!(matmul_nt(a.view(), bt.view()), expected, "{m} {n} {k} nt");
                assert_eq!(
                    gram_of(m, k, |at, row| row_of(&a, at, row)),
                    matmul_tn(a.view(), a.view()),
                    "{m} {k} gram"
                );
            }
        }
    }

    #[test]
    fn every_kernel_has_the_bits_of_the_definition() {
        let kernels = [
            Some(kernel::PLAIN),
            Some(kernel::kernel()),
            #[cfg(target_arch = "x86_64")]
            kernel::avx2(),
        ];
        let mut rng = Rng::new(3);
        for (m, n, k) in [(1, 1, 1), (9, 17, 5), (70, 33, 300), (5, 300, 200)] {
            let a = Array2::from_shape_simple_fn((m, k), || rng.normal());
            let b = Array2::from_shape_simple_fn((k, n), || rng.normal());
            let (Some(left), Some(right)) = (a.as_slice(), b.as_slice()) else { unreachable!() };
            let left = Matrix { data: left, row: k, column: 1 };
            let right = Matrix { data: right, row: n, column: 1 };
            let square = naive(&a.t().to_owned(), &a);
            for kernel in kernels.into_iter().flatten() {
                assert_eq!(
                    gram::gram_with(kernel, m, k, |at, row| row_of(&a, at, row)),
                    square,
                    "{m} {k}, {} wide",
                    kernel.width
                );
                let mut c = vec![0.0; m * n];
                dispatch::blocked_with(kernel, m, n, k, left, right, &mut c);
                assert_eq!(shaped(m, n, c), naive(&a, &b), "{m} {n} {k}, {} wide", kernel.width);
            }
        }
    }

    #[test]
    fn threads_do_not_change_the_bits() {
        let mut rng = Rng::new(2);
        let a = Array2::from_shape_simple_fn((200, 180), || rng.normal());
        let b = Array2::from_shape_simple_fn((180, 150), || rng.normal());
        assert_eq!(matmul(a.view(), b.view()), naive(&a, &b));
        let (few, tall) =
            (a.slice(ndarray::s![..100, ..]), Array2::from_shape_simple_fn((900, 130), || rng.normal()));
        let wide = Array2::from_shape_simple_fn((180, 400), || rng.normal());
        assert_eq!(matmul(few, wide.view()), naive(&few.to_owned(), &wide), "threads by columns");
        assert_eq!(
            gram_of(900, 130, |at, row| row_of(&tall, at, row)),
            naive(&tall.t().to_owned(), &tall),
            "threads by tiles"
        );
    }

    #[test]
    fn empty_matrices_multiply_to_zeros() {
        let (a, b) = (Array2::zeros((3, 0)), Array2::zeros((0, 2)));
        assert_eq!(matmul(a.view(), b.view()), Array2::<f64>::zeros((3, 2)));
        let wide = Array2::zeros((2, 3));
        assert_eq!(matmul(b.view(), wide.view()).dim(), (0, 3));
    }
}
