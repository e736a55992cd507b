//! The blocked product, compiled for several register widths, and the choice between them at run time.
//!
//! The widths change how many elements are computed side by side, never how one element is summed.

#![allow(
    unsafe_code,
    reason = "code compiled for wider registers may only be called after asking the processor"
)]

use super::Matrix;

/// Columns of `a` and rows of `b` that are packed at once.
const DEPTH: usize = 256;
/// Rows of `a` that are packed at once.
const HEIGHT: usize = 64;

/// Adds `a b` to `c`.
pub(super) fn blocked(m: usize, n: usize, k: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64]) {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor was just asked whether it has these registers.
            return unsafe { blocked_avx512(m, n, k, a, b, c) };
        }
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the processor was just asked whether it has these registers.
            return unsafe { blocked_avx2(m, n, k, a, b, c) };
        }
    }
    blocked_with::<4, 4>(m, n, k, a, b, c);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512f")]
fn blocked_avx512(m: usize, n: usize, k: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64]) {
    blocked_with::<8, 16>(m, n, k, a, b, c);
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
fn blocked_avx2(m: usize, n: usize, k: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64]) {
    blocked_with::<4, 8>(m, n, k, a, b, c);
}

/// Tiles of `MR × NR` elements, each in a register of its own while `DEPTH` products are added to it. Between two
/// depths it rests in `c` and goes on from there, so the additions stay in index order.
#[inline(always)]
fn blocked_with<const MR: usize, const NR: usize>(
    m: usize,
    n: usize,
    k: usize,
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f64],
) {
    let mut packed_b = vec![0.0; DEPTH.min(k) * n.next_multiple_of(NR)];
    let mut packed_a = vec![0.0; DEPTH.min(k) * HEIGHT.min(m.next_multiple_of(MR))];
    for first in (0..k).step_by(DEPTH) {
        let depth = DEPTH.min(k - first);
        pack::<NR>(n, depth, |p, j| b.data[(first + p) * b.row + j * b.column], b.column == 1, &mut packed_b);
        for top in (0..m).step_by(HEIGHT) {
            let height = HEIGHT.min(m - top);
            let at = |p: usize, i: usize| a.data[(top + i) * a.row + (first + p) * a.column];
            pack::<MR>(height, depth, at, a.row == 1, &mut packed_a);
            for (j, b) in packed_b.chunks_exact(depth * NR).take(n.div_ceil(NR)).enumerate() {
                for (i, a) in packed_a.chunks_exact(depth * MR).take(height.div_ceil(MR)).enumerate() {
                    let (row, column) = (top + i * MR, j * NR);
                    let (rows, columns) = (MR.min(m - row).min(top + height - row), NR.min(n - column));
                    tile::<MR, NR>(a, b, &mut c[row * n + column..], n, rows, columns);
                }
            }
        }
    }
}

/// Copies `width × depth` values into strips of `W` side by side, filled up with zeros that are never written back.
/// `along` says that neighbours in a strip are neighbours in memory, which decides the order of the loops.
#[inline(always)]
fn pack<const W: usize>(
    width: usize,
    depth: usize,
    at: impl Fn(usize, usize) -> f64,
    along: bool,
    packed: &mut [f64],
) {
    for (strip, packed) in packed.chunks_exact_mut(depth * W).take(width.div_ceil(W)).enumerate() {
        let used = W.min(width - strip * W);
        if used < W {
            packed.fill(0.0);
        }
        if along {
            for (p, row) in packed.chunks_exact_mut(W).enumerate() {
                for (i, value) in row[..used].iter_mut().enumerate() {
                    *value = at(p, strip * W + i);
                }
            }
        } else {
            for i in 0..used {
                for (p, row) in packed.chunks_exact_mut(W).enumerate() {
                    row[i] = at(p, strip * W + i);
                }
            }
        }
    }
}

/// Adds the product of a strip of `a` and a strip of `b` to the tile of `c` that begins at `c[0]`.
#[inline(always)]
fn tile<const MR: usize, const NR: usize>(
    a: &[f64],
    b: &[f64],
    c: &mut [f64],
    stride: usize,
    rows: usize,
    columns: usize,
) {
    let mut sums = [[0.0; NR]; MR];
    for (sums, c) in sums.iter_mut().zip(c.chunks(stride)).take(rows) {
        sums[..columns].copy_from_slice(&c[..columns]);
    }
    let sums = accumulate::<MR, NR>(a, b, &sums);
    for (sums, c) in sums.iter().zip(c.chunks_mut(stride)).take(rows) {
        c[..columns].copy_from_slice(&sums[..columns]);
    }
}

/// The sums after all products of two strips. A function of its own, because an array whose length is ever taken at
/// run time is not kept in registers.
#[inline(always)]
fn accumulate<const MR: usize, const NR: usize>(
    a: &[f64],
    b: &[f64],
    before: &[[f64; NR]; MR],
) -> [[f64; NR]; MR] {
    let mut sums = *before;
    let (a, _) = a.as_chunks::<MR>();
    let (b, _) = b.as_chunks::<NR>();
    for (a, b) in a.iter().zip(b) {
        for i in 0..MR {
            for j in 0..NR {
                sums[i][j] += a[i] * b[j];
            }
        }
    }
    sums
}
