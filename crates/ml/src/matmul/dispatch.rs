//! The blocked product: which strips are packed, and in which order tiles are visited.
//!
//! Blocks change when something is computed, never how one element is summed.

use super::Matrix;
use super::kernel::{Kernel, MOST, kernel};

/// Steps of the sum that are done before the next tile is visited.
const DEPTH: usize = 256;
/// Rows that are done before the next strip of columns is visited; with `DEPTH` they fit in a second-level cache.
const HEIGHT: usize = 64;
/// Numbers of `b` up to which its rows are read where they lie; larger ones are packed, so that a strip lies close.
const NEAR: usize = 1 << 15;

/// Adds `a b` to `c`.
pub(super) fn blocked(m: usize, n: usize, k: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64]) {
    blocked_with(kernel(), m, n, k, a, b, c);
}

/// Between two depths an element rests in `c` and goes on from there, so its additions stay in index order.
pub(super) fn blocked_with(
    kernel: Kernel,
    m: usize,
    n: usize,
    k: usize,
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f64],
) {
    let width = kernel.width;
    let strips = n.div_ceil(width);
    // Whole strips of a small row-major matrix need no packing; a last strip that is not whole is filled up.
    let near = if b.column == 1 && b.row.saturating_mul(k) <= NEAR { n / width } else { 0 };
    let mut packed = vec![0.0; DEPTH.min(k) * width * (strips - near)];
    for first in (0..k).step_by(DEPTH) {
        let depth = DEPTH.min(k - first);
        for (strip, packed) in (near..strips).zip(packed.chunks_exact_mut(depth * width)) {
            pack(b.from(first, strip * width), width.min(n - strip * width), depth, width, packed);
        }
        for top in (0..m).step_by(HEIGHT) {
            let a = a.from(top, first);
            let c = &mut c[top * n..m.min(top + HEIGHT) * n];
            for strip in 0..strips {
                let b = if strip < near {
                    Matrix { column: 1, ..b.from(first, strip * width) }
                } else {
                    let start = (strip - near) * depth * width;
                    Matrix { data: &packed[start..start + depth * width], row: width, column: 1 }
                };
                column_of_tiles(kernel, depth, a, b, c, n, strip * width);
            }
        }
    }
}

/// Adds to all rows of `c`, `n` wide, in the columns that begin at `left`.
fn column_of_tiles(
    kernel: Kernel,
    depth: usize,
    a: Matrix<'_>,
    b: Matrix<'_>,
    c: &mut [f64],
    n: usize,
    left: usize,
) {
    let width = kernel.width.min(n - left);
    for (block, c) in c.chunks_mut(kernel.height * n).enumerate() {
        let rows = c.len() / n;
        let a = a.from(block * kernel.height, 0);
        if width == kernel.width {
            (kernel.tile)(rows, depth, a, b, &mut c[left..], n);
        } else {
            // Over the right border there is nothing to write to, so the tile is computed beside and copied.
            let mut aside = [0.0; MOST];
            for (aside, c) in aside.chunks_exact_mut(kernel.width).zip(c.chunks_exact(n)) {
                aside[..width].copy_from_slice(&c[left..]);
            }
            (kernel.tile)(rows, depth, a, b, &mut aside, kernel.width);
            for (aside, c) in aside.chunks_exact(kernel.width).zip(c.chunks_exact_mut(n)) {
                c[left..].copy_from_slice(&aside[..width]);
            }
        }
    }
}

/// Copies the first `used` columns and `depth` rows of `b` into a strip of `width` columns; the rest of the strip stays
/// zero and is never read back.
fn pack(b: Matrix<'_>, used: usize, depth: usize, width: usize, strip: &mut [f64]) {
    match width {
        // Rows of a length that the compiler knows are copied in registers.
        16 if used == 16 && b.column == 1 => return pack_whole::<16>(b, depth, strip),
        8 if used == 8 && b.column == 1 => return pack_whole::<8>(b, depth, strip),
        _ if used < width => strip.fill(0.0),
        _ => {}
    }
    for (p, row) in strip.chunks_exact_mut(width).take(depth).enumerate() {
        for (j, value) in row[..used].iter_mut().enumerate() {
            *value = b.data[p * b.row + j * b.column];
        }
    }
}

fn pack_whole<const WIDTH: usize>(b: Matrix<'_>, depth: usize, strip: &mut [f64]) {
    for (to, from) in strip.as_chunks_mut::<WIDTH>().0.iter_mut().zip(b.data.chunks(b.row)).take(depth) {
        if let Some(from) = from.first_chunk::<WIDTH>() {
            *to = *from;
        }
    }
}
