//! The innermost loop, written for several register widths, and the choice between them at run time.
//!
//! Each element of a tile has one accumulator, and each step is a plain multiplication and a plain addition: the width
//! decides how many elements are computed side by side, never how one is summed.

#![allow(
    unsafe_code,
    reason = "code for wider registers may only be called after asking the processor, and loads from memory"
)]

use super::Matrix;

/// Numbers in the largest tile of any kernel.
pub(super) const MOST: usize = 8 * 16;

/// A way to compute tiles.
#[derive(Clone, Copy)]
pub(super) struct Kernel {
    /// Rows of a tile at most.
    pub height: usize,
    /// Columns of a tile, always all of them.
    pub width: usize,
    pub tile: Tile,
}

/// Adds the product of `rows × depth` numbers of `a` and `depth × width` of `b` to the tile of `c` that begins at its
/// first number; rows of `c` are `stride` apart, columns of `b` lie side by side.
type Tile = fn(rows: usize, depth: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64], stride: usize);

/// The widest kernel of this processor.
pub(super) fn kernel() -> Kernel {
    #[cfg(target_arch = "x86_64")]
    {
        if std::arch::is_x86_feature_detected!("avx512f") {
            return Kernel { height: 8, width: 16, tile: wide::tile_avx512 };
        }
        if let Some(kernel) = avx2() {
            return kernel;
        }
    }
    PLAIN
}

/// What runs where there are no wide registers, for example in WebAssembly.
pub(super) const PLAIN: Kernel = Kernel { height: 4, width: 4, tile: plain };

/// What runs on processors with AVX2, if this is one.
#[cfg(target_arch = "x86_64")]
pub(super) fn avx2() -> Option<Kernel> {
    std::arch::is_x86_feature_detected!("avx2").then_some(Kernel {
        height: 4,
        width: 8,
        tile: wide::tile_avx2,
    })
}

/// For any processor; the compiler uses what registers there are.
fn plain(rows: usize, depth: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64], stride: usize) {
    const WIDTH: usize = 4;
    for (i, c) in c.chunks_mut(stride).take(rows).enumerate() {
        let Some((c, _)) = c.split_first_chunk_mut::<WIDTH>() else { return };
        let mut sums = *c;
        for p in 0..depth {
            let a = a.data[i * a.row + p * a.column];
            let Some(b) = b.data.get(p * b.row..).and_then(<[f64]>::first_chunk::<WIDTH>) else { return };
            for j in 0..WIDTH {
                sums[j] += a * b[j];
            }
        }
        *c = sums;
    }
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::*;

    use super::Matrix;

    /// A kernel of two registers a row, and what chooses it by the number of rows.
    macro_rules! kernel {
        ($tile:ident, $rows:ident, $feature:literal, $lanes:literal, [$($height:literal)*],
         $load:ident, $store:ident, $repeat:ident, $multiply:ident, $add:ident) => {
            /// The caller asks the processor first whether it has these registers.
            pub(super) fn $tile(
                rows: usize, depth: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64], stride: usize,
            ) {
                if rows == 0 || depth == 0 {
                    return;
                }
                // The last number that is read or written of each; checked once instead of at each step.
                let ends = [
                    ((rows - 1) * a.row + (depth - 1) * a.column + 1, a.data.len()),
                    ((depth - 1) * b.row + 2 * $lanes, b.data.len()),
                    ((rows - 1) * stride + 2 * $lanes, c.len()),
                ];
                let inside = ends.iter().all(|(end, length)| end <= length);
                debug_assert!(inside, "a tile lies inside its matrices");
                if !inside {
                    return;
                }
                match rows {
                    // SAFETY: `kernel` asked the processor, and all places lie inside the slices as was just checked.
                    $($height => unsafe { $rows::<$height>(depth, a, b, c, stride) },)*
                    _ => {}
                }
            }

            /// # Safety
            /// All places of the tile lie inside the slices, and the processor has the registers.
            #[target_feature(enable = $feature)]
            unsafe fn $rows<const ROWS: usize>(
                depth: usize, a: Matrix<'_>, b: Matrix<'_>, c: &mut [f64], stride: usize,
            ) {
                let (a, a_row, a_column) = (a.data.as_ptr(), a.row, a.column);
                let (b, b_row) = (b.data.as_ptr(), b.row);
                let c = c.as_mut_ptr();
                // SAFETY: the caller says that all places lie inside.
                unsafe {
                    let mut sums = [[$repeat(0.0); 2]; ROWS];
                    for (i, sums) in sums.iter_mut().enumerate() {
                        *sums = [$load(c.add(i * stride)), $load(c.add(i * stride + $lanes))];
                    }
                    for p in 0..depth {
                        let (left, right) = ($load(b.add(p * b_row)), $load(b.add(p * b_row + $lanes)));
                        for (i, sums) in sums.iter_mut().enumerate() {
                            let factor = $repeat(*a.add(i * a_row + p * a_column));
                            sums[0] = $add(sums[0], $multiply(factor, left));
                            sums[1] = $add(sums[1], $multiply(factor, right));
                        }
                    }
                    for (i, sums) in sums.iter().enumerate() {
                        $store(c.add(i * stride), sums[0]);
                        $store(c.add(i * stride + $lanes), sums[1]);
                    }
                }
            }
        };
    }

    kernel!(
        tile_avx512, rows_avx512, "avx512f", 8, [1 2 3 4 5 6 7 8],
        _mm512_loadu_pd, _mm512_storeu_pd, _mm512_set1_pd, _mm512_mul_pd, _mm512_add_pd
    );
    kernel!(
        tile_avx2, rows_avx2, "avx2", 4, [1 2 3 4],
        _mm256_loadu_pd, _mm256_storeu_pd, _mm256_set1_pd, _mm256_mul_pd, _mm256_add_pd
    );
}
