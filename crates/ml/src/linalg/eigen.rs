//! Eigenvalues and eigenvectors of a symmetric matrix.

use crate::error::{Error, Result, check_finite_2, check_same_len};
use crate::sum::{self, lanes_of_products};
use crate::wide::wide;
use ndarray::{Array1, Array2};

/// Columns that are turned at a time; rows are filled up to a multiple of it.
const LANES: usize = 8;

/// The eigenvalues of a symmetric matrix and the directions that it only stretches.
#[derive(Debug, Clone, PartialEq)]
pub struct SymmetricEigen {
    /// The eigenvalues, the greatest first.
    pub values: Array1<f64>,
    /// An eigenvector a row, each of length 1 and at right angles to the others. Its sign has no meaning.
    pub vectors: Array2<f64>,
}

/// A symmetric matrix with the same eigenvalues and nothing but a diagonal and its neighbours, and the turn between them.
struct Tridiagonal {
    diagonal: Vec<f64>,
    /// Beside the diagonal: element `i` stands between `i` and `i + 1`, and the last is 0.
    beside: Vec<f64>,
    /// The turn, a column of Q a row, and rows `width` apart.
    turn: Vec<f64>,
    width: usize,
}

/// Decomposes `a` (n × n), of which only the lower triangle is read: Householder's reduction to three diagonals, then QL
/// steps with implicit shifts (G. H. Golub and C. F. Van Loan, *Matrix Computations*, 8.3; A. Dubrulle et al., 1968).
///
/// ```
/// use ml::linalg::symmetric_eigen;
/// let eigen = symmetric_eigen(&ml::ndarray::array![[2.0, 1.0], [1.0, 2.0]])?;
/// assert!((eigen.values[0] - 3.0).abs() < 1e-12 && (eigen.values[1] - 1.0).abs() < 1e-12);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] if `a` is not square, [`Error::NotFinite`]; [`Error::NotConverged`] is not known to happen.
pub fn symmetric_eigen(a: &Array2<f64>) -> Result<SymmetricEigen> {
    check_same_len("columns of a square matrix", a.nrows(), a.ncols())?;
    check_finite_2(a, "matrix")?;
    let n = a.nrows();
    // Scaled to 1, no square of an element can overflow.
    let greatest = a.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let scale = if greatest > 0.0 { greatest } else { 1.0 };
    let places = (0..n * n).map(|at| (at / n, at % n));
    let scaled = places.map(|(row, column)| a[[row.max(column), row.min(column)]] / scale).collect();
    let mut reduced = wide(|| tridiagonal(scaled, n));
    for at in 0..n {
        settle(&mut reduced, at)?;
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&a, &b| reduced.diagonal[b].total_cmp(&reduced.diagonal[a]));
    Ok(SymmetricEigen {
        values: order.iter().map(|&at| reduced.diagonal[at] * scale).collect(),
        vectors: Array2::from_shape_fn((n, n), |(row, column)| {
            reduced.turn[order[row] * reduced.width + column]
        }),
    })
}

/// Householder's reduction of `a`, `n` rows and columns: each reflection clears a column below its first subdiagonal.
#[inline(always)]
fn tridiagonal(mut a: Vec<f64>, n: usize) -> Tridiagonal {
    let mut beside = vec![0.0; n];
    let mut mirrors: Vec<(Vec<f64>, f64)> = Vec::new();
    for column in 0..n.saturating_sub(1) {
        // The matrix stays the mirror of itself, so that a column can be read off a row.
        let (mirror, weight, left) = mirror(a[column * n + column + 1..(column + 1) * n].to_vec());
        beside[column] = left;
        reflect_both_sides(&mut a[(column + 1) * n..], n, column + 1, &mirror, weight);
        mirrors.push((mirror, weight));
    }
    let diagonal = (0..n).map(|at| a[at * n + at]).collect();
    // Q is the product of the mirrors; its transpose is built from the last to the first, row by row.
    let width = n.next_multiple_of(LANES);
    let mut turn = vec![0.0; n * width];
    (0..n).for_each(|at| turn[at * width + at] = 1.0);
    for (column, (mirror, weight)) in mirrors.iter().enumerate().rev() {
        for row in turn.chunks_exact_mut(width).skip(column + 1) {
            let part = &mut row[column + 1..n];
            let along = weight * lanes_of_products(mirror, part);
            part.iter_mut().zip(mirror).for_each(|(value, mirror)| *value -= along * mirror);
        }
    }
    Tridiagonal { diagonal, beside, turn, width }
}

/// The vector v and weight w with which I − w v vᵀ turns `x` into its length on the first axis and nothing elsewhere, and
/// that (signed) length.
fn mirror(mut x: Vec<f64>) -> (Vec<f64>, f64, f64) {
    let length = sum::sum_squares(&x).sqrt();
    let Some(first) = x.first_mut().filter(|_| length > 0.0) else {
        return (x, 0.0, 0.0);
    };
    // Away from the axis, so that nothing cancels.
    let left = if *first > 0.0 { -length } else { length };
    *first -= left;
    let square = sum::sum_squares(&x);
    (x, if square > 0.0 { 2.0 / square } else { 0.0 }, left)
}

/// H A H for the part of A from row and column `first` on; `rows` are those rows, `n` wide.
#[inline(always)]
fn reflect_both_sides(rows: &mut [f64], n: usize, first: usize, mirror: &[f64], weight: f64) {
    let products = rows.chunks_exact(n).map(|row| weight * lanes_of_products(&row[first..], mirror));
    let mut image: Vec<f64> = products.collect();
    let half = 0.5 * weight * lanes_of_products(&image, mirror);
    image.iter_mut().zip(mirror).for_each(|(image, mirror)| *image -= half * mirror);
    for (at, row) in rows.chunks_exact_mut(n).enumerate() {
        let (own_mirror, own_image) = (mirror[at], image[at]);
        for ((value, image), mirror) in row[first..].iter_mut().zip(&image).zip(mirror) {
            *value -= own_mirror * image + own_image * mirror;
        }
    }
}

/// QL steps until nothing is left beside the diagonal at place `at`.
fn settle(t: &mut Tridiagonal, at: usize) -> Result<()> {
    const MOST: usize = 200;
    for _ in 0..MOST {
        let negligible =
            |i: usize| t.beside[i].abs() <= f64::EPSILON * (t.diagonal[i].abs() + t.diagonal[i + 1].abs());
        let last = t.diagonal.len() - 1;
        let end = (at..last).find(|&i| negligible(i)).unwrap_or(last);
        if end == at {
            return Ok(());
        }
        step(t, at, end);
    }
    Err(Error::NotConverged {
        what: "eigenvalues".to_owned(),
        iterations: MOST,
        residual: t.beside[at].abs(),
    })
}

/// One QL step on the block from `at` to `end`, shifted by the eigenvalue of its first 2 × 2 part (J. H. Wilkinson, 1968).
fn step(t: &mut Tridiagonal, at: usize, end: usize) {
    let (d, e) = (&mut t.diagonal, &mut t.beside);
    let half = (d[at + 1] - d[at]) / (2.0 * e[at]);
    let root = (half * half + 1.0).sqrt();
    let mut bulge = d[end] - d[at] + e[at] / (half + if half < 0.0 { -root } else { root });
    let (mut sine, mut cosine, mut carried) = (1.0, 1.0, 0.0);
    let mut turns = Vec::with_capacity(end - at);
    for i in (at..end).rev() {
        let (across, along) = (sine * e[i], cosine * e[i]);
        let length = (across * across + bulge * bulge).sqrt();
        e[i + 1] = length;
        if length == 0.0 {
            // The block fell apart here: what was carried goes back, and the next step sees two blocks.
            d[i + 1] -= carried;
            e[end] = 0.0;
            return wide(|| turn_rows(&mut t.turn, t.width, end, &turns));
        }
        (sine, cosine) = (across / length, bulge / length);
        let pivot = d[i + 1] - carried;
        let mixed = (d[i] - pivot) * sine + 2.0 * cosine * along;
        carried = sine * mixed;
        d[i + 1] = pivot + carried;
        bulge = cosine * mixed - along;
        turns.push((sine, cosine));
    }
    d[at] -= carried;
    e[at] = bulge;
    e[end] = 0.0;
    wide(|| turn_rows(&mut t.turn, t.width, end, &turns));
}

/// Turns row `last` and the one before it in their plane by the first of some sines and cosines, then the one before it and
/// its predecessor by the second, and so on. A few columns at a time: what a turn leaves for the next one stays at hand.
#[inline(always)]
fn turn_rows(rows: &mut [f64], width: usize, last: usize, turns: &[(f64, f64)]) {
    for from in (0..width).step_by(LANES) {
        let place = |row: usize| row * width + from..row * width + from + LANES;
        let mut carried = [0.0; LANES];
        carried.copy_from_slice(&rows[place(last)]);
        for (row, (sine, cosine)) in (0..last).rev().zip(turns) {
            let mut turned = [0.0; LANES];
            for ((turned, carried), above) in turned.iter_mut().zip(&mut carried).zip(&rows[place(row)]) {
                (*carried, *turned) = (cosine * above - sine * *carried, sine * above + cosine * *carried);
            }
            rows[place(row + 1)].copy_from_slice(&turned);
        }
        rows[place(last - turns.len())].copy_from_slice(&carried);
    }
}

#[cfg(test)]
mod tests {
    use super::symmetric_eigen;
    use crate::matmul::{matmul, matmul_tn};
    use crate::rng::Rng;
    use ndarray::{Array2, array};

    fn largest(a: &Array2<f64>) -> f64 {
        a.iter().fold(0.0, |most, value| most.max(value.abs()))
    }

    #[test]
    fn vectors_are_stretched_and_at_right_angles() {
        let mut rng = Rng::new(1);
        for n in [1, 2, 3, 5, 20, 60] {
            let half = Array2::from_shape_simple_fn((n, n), || rng.normal());
            let a = &half + &half.t();
            let eigen = symmetric_eigen(&a).expect("a finite matrix");
            let v = &eigen.vectors;
            let unit = matmul(v.view(), v.t()) - Array2::<f64>::eye(n);
            assert!(largest(&unit) < 1e-13 * n as f64, "{n}");
            let stretched = Array2::from_diag(&eigen.values);
            let again = matmul(matmul_tn(v.view(), stretched.view()).view(), v.view());
            assert!(largest(&(again - &a)) < 1e-12 * n as f64, "{n}");
            assert!(eigen.values.windows(2).into_iter().all(|pair| pair[0] >= pair[1]));
        }
    }

    #[test]
    fn odd_matrices_are_decomposed_too() {
        let zero = symmetric_eigen(&Array2::zeros((3, 3))).expect("a finite matrix");
        assert_eq!(zero.values.to_vec(), [0.0; 3]);
        let ones = symmetric_eigen(&Array2::ones((4, 4))).expect("a finite matrix");
        assert!((ones.values[0] - 4.0).abs() < 1e-14 && ones.values[1].abs() < 1e-14);
        let huge = symmetric_eigen(&array![[1e300, 1e300], [1e300, 1e300]]).expect("a finite matrix");
        assert!((huge.values[0] / 2e300 - 1.0).abs() < 1e-14);
        let tiny = symmetric_eigen(&array![[2e-310, 0.0], [0.0, 1e-310]]).expect("a finite matrix");
        assert!(tiny.values[0] > tiny.values[1]);
        assert_eq!(symmetric_eigen(&Array2::zeros((0, 0))).expect("nothing").values.len(), 0);
        assert!(symmetric_eigen(&Array2::zeros((2, 3))).is_err());
        assert!(symmetric_eigen(&array![[f64::NAN]]).is_err());
    }
}
