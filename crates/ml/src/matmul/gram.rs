//! The product of a table's transpose with the table: half of it is the mirror of the other half.

use ndarray::Array2;

use super::kernel::{Kernel, kernel};
use super::{Matrix, WORTH_THREADS, shaped};
use crate::parallel;
use std::ops::Range;

/// Rows of the table that are taken in at a time: with a hundred columns they stay close to the processor.
const DEPTH: usize = 64;

/// Where a tile lies: its row of tiles and its strip of columns.
type Place = (usize, usize);

/// `xᵀ x` of a table of `k` rows, `n` wide, of which `fill` writes each row when it is needed, so that a table that
/// comes of another is never kept. The bits are those of [`super::matmul_tn`]: what lies above the diagonal is computed, and
/// a product is the same whichever factor comes first.
pub(crate) fn gram_of(k: usize, n: usize, fill: impl Fn(usize, &mut [f64]) + Sync) -> Array2<f64> {
    gram_with(kernel(), k, n, fill)
}

pub(super) fn gram_with(
    kernel: Kernel,
    k: usize,
    n: usize,
    fill: impl Fn(usize, &mut [f64]) + Sync,
) -> Array2<f64> {
    let places = upper_tiles(kernel, n);
    // A tile is summed by one thread alone, so where their shares begin and end changes no bit.
    let threads = if n * n / 2 * k > WORTH_THREADS { parallel::threads().min(places.len()) } else { 1 };
    let share = |i: usize| places.len() * i / threads..places.len() * (i + 1) / threads;
    let tiles = parallel::map(threads, |i| sum_tiles(kernel, k, n, &fill, &places[share(i)]));
    let tiles = tiles.iter().flat_map(|tiles| tiles.chunks_exact(kernel.height * kernel.width));
    let mut c = vec![0.0; n * n];
    for ((row, strip), tile) in places.iter().zip(tiles) {
        for (i, row) in rows_of(kernel, n, *row).zip(tile.chunks_exact(kernel.width)) {
            for (j, value) in (strip * kernel.width..n).zip(row) {
                c[i * n + j] = *value;
                c[j * n + i] = *value;
            }
        }
    }
    shaped(n, n, c)
}

/// The tiles that hold something on or above the diagonal, strip by strip.
fn upper_tiles(kernel: Kernel, n: usize) -> Vec<Place> {
    let strips = 0..n.div_ceil(kernel.width);
    let above = |strip: usize| n.min((strip + 1) * kernel.width).div_ceil(kernel.height);
    strips.flat_map(|strip| (0..above(strip)).map(move |row| (row, strip))).collect()
}

fn rows_of(kernel: Kernel, n: usize, row: usize) -> Range<usize> {
    row * kernel.height..n.min((row + 1) * kernel.height)
}

/// The sums of some tiles, one after the other. Between two depths a tile rests and goes on from there, so the
/// additions to each of its elements stay in index order.
fn sum_tiles(
    kernel: Kernel,
    k: usize,
    n: usize,
    fill: &impl Fn(usize, &mut [f64]),
    places: &[Place],
) -> Vec<f64> {
    let width = n.next_multiple_of(kernel.width);
    let mut tiles = vec![0.0; places.len() * kernel.height * kernel.width];
    let mut block = vec![0.0; width * DEPTH.min(k)];
    for first in (0..k).step_by(DEPTH) {
        let depth = DEPTH.min(k - first);
        for (at, row) in block.chunks_exact_mut(width).take(depth).enumerate() {
            fill(first + at, &mut row[..n]);
        }
        let table = Matrix { data: &block, row: width, column: 1 };
        let transposed = Matrix { data: &block, row: 1, column: width };
        for ((row, strip), tile) in places.iter().zip(tiles.chunks_exact_mut(kernel.height * kernel.width)) {
            let (left, right) =
                (transposed.from(row * kernel.height, 0), table.from(0, strip * kernel.width));
            (kernel.tile)(rows_of(kernel, n, *row).len(), depth, left, right, tile, kernel.width);
        }
    }
    tiles
}
