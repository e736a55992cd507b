//! Sums whose bits do not depend on the machine: always eight lanes, always put together in the same order.
//!
//! A compiler may use registers of any width for the lanes without changing the result.
//!
//! ```
//! use ml::sum;
//! let values = [0.1, 0.2, 0.3];
//! assert_eq!(sum::sum(&values), (0.1 + 0.3) + 0.2);
//! assert_eq!(sum::dot(&values, &[1.0, 0.0, 0.0]), 0.1);
//! assert_eq!(sum::sum_squares(&[3.0, 4.0]), 25.0);
//! ```

use crate::wide::wide;

/// Lanes of a sum.
const LANES: usize = 8;

/// The sum of all values.
pub fn sum(values: &[f64]) -> f64 {
    fold(values, |v| v)
}

/// The sum of squares.
pub fn sum_squares(values: &[f64]) -> f64 {
    fold(values, |v| v * v)
}

/// The sum of products, pair by pair; of the shorter length when they differ.
pub fn dot(a: &[f64], b: &[f64]) -> f64 {
    lanes_of_products(a, b)
}

/// [`dot`] of `x` and each row of a table, as wide as `x`.
pub(crate) fn dot_each(rows: &[f64], x: &[f64]) -> Vec<f64> {
    wide(|| rows.chunks_exact(x.len().max(1)).map(|row| lanes_of_products(row, x)).collect())
}

/// [`sum`] of each column of a table `width` wide, which is read row by row.
pub(crate) fn columns(table: &[f64], width: usize) -> Vec<f64> {
    let mut lanes = vec![0.0; LANES * width];
    for rows in table.chunks((LANES * width).max(1)) {
        lanes.iter_mut().zip(rows).for_each(|(lane, value)| *lane += value);
    }
    let column = |at: usize| std::array::from_fn(|lane| lanes[lane * width + at]);
    (0..width).map(|at| together(column(at))).collect()
}

/// [`dot`], for code that is compiled for wider registers.
#[inline(always)]
pub(crate) fn lanes_of_products(a: &[f64], b: &[f64]) -> f64 {
    let length = a.len().min(b.len());
    let (a, a_rest) = a[..length].as_chunks::<LANES>();
    let (b, b_rest) = b[..length].as_chunks::<LANES>();
    let mut lanes = [0.0; LANES];
    for (a, b) in a.iter().zip(b) {
        for i in 0..LANES {
            lanes[i] += a[i] * b[i];
        }
    }
    for ((lane, a), b) in lanes.iter_mut().zip(a_rest).zip(b_rest) {
        *lane += a * b;
    }
    together(lanes)
}

/// The sum of all values, in single precision.
pub fn sum_f32(values: &[f32]) -> f32 {
    let mut lanes = [0.0; LANES];
    for chunk in values.chunks(LANES) {
        for (lane, v) in lanes.iter_mut().zip(chunk) {
            *lane += v;
        }
    }
    together_f32(lanes)
}

/// The sum of products in single precision; of the shorter length when they differ.
pub fn dot_f32(a: &[f32], b: &[f32]) -> f32 {
    let length = a.len().min(b.len());
    let mut lanes = [0.0; LANES];
    for (a, b) in a[..length].chunks(LANES).zip(b[..length].chunks(LANES)) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    together_f32(lanes)
}

fn fold(values: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let [sum] = lanes(values, |v| [f(*v)]);
    sum
}

/// The sums of what `f` gives of each item.
#[inline(always)]
pub(crate) fn lanes<T, const N: usize>(items: &[T], f: impl Fn(&T) -> [f64; N]) -> [f64; N] {
    let (chunks, rest) = items.as_chunks::<LANES>();
    let mut lanes = [[0.0; LANES]; N];
    for chunk in chunks {
        for (i, item) in chunk.iter().enumerate() {
            let values = f(item);
            for n in 0..N {
                lanes[n][i] += values[n];
            }
        }
    }
    for (i, item) in rest.iter().enumerate() {
        let values = f(item);
        for n in 0..N {
            lanes[n][i] += values[n];
        }
    }
    lanes.map(together)
}

#[inline]
fn together(l: [f64; LANES]) -> f64 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

fn together_f32(l: [f32; LANES]) -> f32 {
    ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_sums_all_values() {
        for n in 0..40_usize {
            let values: Vec<f64> = (0..n).map(|i| i as f64).collect();
            let singles: Vec<f32> = (0..n).map(|i| i as f32).collect();
            let total = (n * n.saturating_sub(1) / 2) as f64;
            assert_eq!(sum(&values), total);
            assert_eq!(f64::from(sum_f32(&singles)), total);
            assert_eq!(sum_squares(&values), dot(&values, &values));
            let table: Vec<f64> = values.iter().flat_map(|value| [*value, value / 3.0, 0.1]).collect();
            let column = |at: usize| table.iter().copied().skip(at).step_by(3).collect::<Vec<f64>>();
            assert_eq!(columns(&table, 3), [0, 1, 2].map(|at| sum(&column(at))));
            assert_eq!(f64::from(dot_f32(&singles, &singles)), dot(&values, &values));
        }
    }

    #[test]
    fn the_shorter_one_decides_a_dot() {
        assert_eq!(dot(&[1.0, 2.0, 3.0], &[4.0, 5.0]), 14.0);
    }
}
