//! The singular value decomposition: any matrix as a turn, a stretch and a turn.

use crate::error::{Error, Result, check_finite_2};
use crate::sum;
use ndarray::{Array1, Array2};

/// a = u · diag(s) · vt, with as many singular values as the shorter side of `a`.
#[derive(Debug, Clone, PartialEq)]
pub struct Svd {
    /// Left vectors, one a column, at right angles.
    pub u: Array2<f64>,
    /// Singular values, the greatest first; none is negative.
    pub s: Array1<f64>,
    /// Right vectors, one a row, at right angles.
    pub vt: Array2<f64>,
}

/// Decomposes `a` (m × n) by rotating pairs of its rows, or of its columns if they are fewer, until all are at right
/// angles (M. R. Hestenes, 1958). Small singular values come out as precise as great ones.
///
/// ```
/// use ml::linalg::svd;
/// let decomposed = svd(&ml::ndarray::array![[3.0, 0.0], [0.0, -4.0], [0.0, 0.0]])?;
/// assert_eq!(decomposed.s.to_vec(), [4.0, 3.0]);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::NotFinite`]; [`Error::NotConverged`] is not known to happen.
pub fn svd(a: &Array2<f64>) -> Result<Svd> {
    check_finite_2(a, "matrix")?;
    let wide = a.nrows() <= a.ncols();
    let lines = if wide { a.view() } else { a.t() };
    // Scaled to 1, no square of an element can overflow.
    let greatest = a.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let scale = if greatest > 0.0 { greatest } else { 1.0 };
    let mut long: Vec<Vec<f64>> =
        lines.rows().into_iter().map(|row| row.iter().map(|value| value / scale).collect()).collect();
    let count = long.len();
    let mut turns: Vec<Vec<f64>> =
        (0..count).map(|row| (0..count).map(|column| f64::from(u8::from(row == column))).collect()).collect();
    straighten(&mut long, &mut turns)?;
    let lengths: Vec<f64> = long.iter().map(|row| sum::sum_squares(row).sqrt()).collect();
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|&a, &b| lengths[b].total_cmp(&lengths[a]));
    let directions = directions(&long, &lengths, &order);
    let side = |vectors: Vec<&Vec<f64>>, length: usize| {
        Array2::from_shape_fn((count, length), |(row, column)| vectors[row][column])
    };
    let long_side = side(directions.iter().collect(), lines.ncols());
    let short_side = side(order.iter().map(|&at| &turns[at]).collect(), count);
    let s = order.iter().map(|&at| lengths[at] * scale).collect();
    let (u, vt) = if wide { (short_side, long_side) } else { (long_side, short_side) };
    Ok(Svd { u: u.t().as_standard_layout().into_owned(), s, vt })
}

/// Rotates pairs of rows until all are at right angles, and `turns` with them.
fn straighten(rows: &mut [Vec<f64>], turns: &mut [Vec<f64>]) -> Result<()> {
    const MOST: usize = 100;
    let tolerance = f64::EPSILON * (rows.first().map_or(1, Vec::len).max(1) as f64).sqrt();
    let mut worst = 0.0_f64;
    for _ in 0..MOST {
        worst = 0.0;
        for first in 0..rows.len() {
            for second in first + 1..rows.len() {
                let (p, q) = (sum::sum_squares(&rows[first]), sum::sum_squares(&rows[second]));
                let slant = sum::dot(&rows[first], &rows[second]);
                let size = p.sqrt() * q.sqrt();
                if size == 0.0 || slant.abs() <= tolerance * size {
                    continue;
                }
                worst = worst.max(slant.abs() / size);
                let half = (q - p) / (2.0 * slant);
                let tangent = half.signum() / (half.abs() + (half * half + 1.0).sqrt());
                let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
                rotate(rows, first, second, cosine, cosine * tangent);
                rotate(turns, first, second, cosine, cosine * tangent);
            }
        }
        if worst == 0.0 {
            return Ok(());
        }
    }
    Err(Error::NotConverged { what: "singular values".to_owned(), iterations: MOST, residual: worst })
}

/// Turns two rows in their plane.
fn rotate(rows: &mut [Vec<f64>], first: usize, second: usize, cosine: f64, sine: f64) {
    let (head, tail) = rows.split_at_mut(second);
    for (a, b) in head[first].iter_mut().zip(&mut tail[0]) {
        (*a, *b) = (cosine * *a - sine * *b, sine * *a + cosine * *b);
    }
}

/// The rows in this order with length 1. Where a row is nothing but rounding, any direction at right angles to all
/// others will do.
fn directions(rows: &[Vec<f64>], lengths: &[f64], order: &[usize]) -> Vec<Vec<f64>> {
    let longest = order.first().map_or(0.0, |&at| lengths[at]);
    let nothing = longest * f64::EPSILON * rows.len().max(rows.first().map_or(0, Vec::len)) as f64;
    let mut found: Vec<Vec<f64>> = Vec::new();
    for &at in order {
        if lengths[at] > nothing {
            found.push(rows[at].iter().map(|value| value / lengths[at]).collect());
        } else {
            let next = missing_direction(&found, rows[at].len());
            found.push(next);
        }
    }
    found
}

/// A vector of length 1 at right angles to all of `found`: the axis that they cover least, straightened twice.
fn missing_direction(found: &[Vec<f64>], length: usize) -> Vec<f64> {
    let covered = |axis: usize| found.iter().fold(0.0, |sum, vector| sum + vector[axis] * vector[axis]);
    let axis = (0..length).min_by(|&a, &b| covered(a).total_cmp(&covered(b))).unwrap_or(0);
    let mut vector: Vec<f64> = (0..length).map(|at| f64::from(u8::from(at == axis))).collect();
    for _ in 0..2 {
        for other in found {
            let along = sum::dot(other, &vector);
            vector.iter_mut().zip(other).for_each(|(value, other)| *value -= along * other);
        }
    }
    let size = sum::sum_squares(&vector).sqrt();
    vector.iter().map(|value| value / size).collect()
}

#[cfg(test)]
mod tests {
    use super::{Svd, svd};
    use crate::matmul::{matmul, matmul_nt, matmul_tn};
    use crate::rng::Rng;
    use ndarray::{Array2, array};

    fn check(a: &Array2<f64>) -> Svd {
        let found = svd(a).expect("a finite matrix");
        let greatest = a.iter().fold(f64::MIN_POSITIVE, |most, value| most.max(value.abs()));
        let close = |found: &Array2<f64>, expected: &Array2<f64>, scale: f64| {
            (found - expected).iter().for_each(|error| assert!(error.abs() < 1e-12 * scale, "{error:e}"));
        };
        let stretched = &found.u * &found.s;
        close(&matmul(stretched.view(), found.vt.view()), a, greatest);
        let unit = Array2::eye(found.s.len());
        close(&matmul_tn(found.u.view(), found.u.view()), &unit, 1.0);
        close(&matmul_nt(found.vt.view(), found.vt.view()), &unit, 1.0);
        found
    }

    #[test]
    fn the_parts_multiply_to_the_whole() {
        let mut rng = Rng::new(1);
        for (m, n) in [(1, 1), (1, 4), (4, 1), (5, 3), (3, 5), (30, 20), (20, 30)] {
            let found = check(&Array2::from_shape_simple_fn((m, n), || rng.normal()));
            assert!(found.s.windows(2).into_iter().all(|pair| pair[0] >= pair[1]));
        }
    }

    #[test]
    fn matrices_that_lack_directions_get_them() {
        check(&Array2::zeros((3, 2)));
        check(&Array2::ones((4, 6)));
        check(&array![[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [0.0, 0.0, 1.0]]);
        check(&array![[1e300, 1e300], [1e300, -1e300]]);
        assert_eq!(svd(&Array2::zeros((0, 3))).expect("nothing").s.len(), 0);
        assert!(svd(&array![[f64::INFINITY]]).is_err());
    }
}
