//! Least squares by orthogonal decompositions, also where the columns repeat one another.

use crate::error::{Result, check_finite_1, check_finite_2, check_not_empty, check_same_len};
use crate::parallel;
use crate::sum;
use ndarray::{Array1, Array2};
use std::ops::Range;

/// Rows that are taken in at a time: as many as stay in a processor's cache with a hundred columns.
const BLOCK: usize = 256;

/// The answer of [`least_squares`].
#[derive(Debug, Clone, PartialEq)]
pub struct LeastSquares {
    /// The x: one number a column.
    pub solution: Array1<f64>,
    /// How many columns are independent of one another.
    pub rank: usize,
}

/// The x that makes ‖a x − b‖ least, for `a` of m × n and `b` of m; if more than one x does, the shortest of them.
///
/// Rows are folded into a triangle block by block, and where they are many in parts side by side, as many as their number
/// says and not the threads (J. Demmel et al., *Communication-optimal parallel and sequential QR and LU factorizations*,
/// 2012); the triangle is decomposed with its columns in order of what they add, and what does not add is turned away (G. H.
/// Golub and C. F. Van Loan, *Matrix Computations*, 5.5). Columns that add less than
/// max(m, n) · 2⁻⁵² of the greatest count as repetitions.
///
/// # Errors
/// [`crate::error::Error::Empty`], [`crate::error::Error::Shape`], [`crate::error::Error::NotFinite`], also when numbers
/// are so great that the answer is none.
pub fn least_squares(a: &Array2<f64>, b: &Array1<f64>) -> Result<LeastSquares> {
    check_not_empty("rows of the matrix", a.nrows())?;
    check_not_empty("columns of the matrix", a.ncols())?;
    check_same_len("right side", a.nrows(), b.len())?;
    check_finite_2(a, "matrix")?;
    check_finite_1(b, "right side")?;
    let mut columns = fold_rows(a, b);
    for column in &columns {
        check_finite_1(&Array1::from_vec(column.clone()), "the matrix, turned to a triangle")?;
    }
    let mut right = columns.pop().unwrap_or_default();
    let (order, rank) = decompose(&mut columns, &mut right, a.nrows().max(a.ncols()));
    let x = shortest(&columns[..], &right, rank);
    let mut solution = Array1::zeros(order.len());
    for (place, x) in order.into_iter().zip(x) {
        solution[place] = x;
    }
    check_finite_1(&solution, "least squares")?;
    Ok(LeastSquares { solution, rank })
}

/// The columns of `[a b]`, turned so that nothing is left below the diagonal.
fn fold_rows(a: &Array2<f64>, b: &Array1<f64>) -> Vec<Vec<f64>> {
    let (rows, width) = (a.nrows(), a.ncols() + 1);
    // Parts of rows are folded by themselves, and then their triangles. How many parts there are follows from the size
    // alone, so that it is the same with any number of threads; to fold a triangle costs as much as to fold `width` rows.
    let parts = if rows * width * width < WORTH_THREADS { 1 } else { (rows / (8 * width)).clamp(1, 8) };
    let part = rows.div_ceil(parts);
    let mut triangles =
        parallel::map(parts, |at| fold_part(a, b, (at * part).min(rows)..((at + 1) * part).min(rows)))
            .into_iter();
    let mut columns = triangles.next().unwrap_or_default();
    for triangle in triangles {
        columns.iter_mut().zip(&triangle).for_each(|(column, more)| column.extend(more));
        turn(&mut columns);
    }
    columns
}

/// From so many multiplications on it pays to start threads.
const WORTH_THREADS: usize = 1 << 22;

/// The columns of some rows of `[a b]`, turned likewise.
fn fold_part(a: &Array2<f64>, b: &Array1<f64>, rows: Range<usize>) -> Vec<Vec<f64>> {
    let mut columns: Vec<Vec<f64>> = vec![Vec::new(); a.ncols() + 1];
    for first in rows.clone().step_by(BLOCK) {
        let last = (first + BLOCK).min(rows.end);
        for (at, column) in columns.iter_mut().enumerate() {
            if at < a.ncols() {
                column.extend((first..last).map(|row| a[[row, at]]));
            } else {
                column.extend((first..last).map(|row| b[row]));
            }
        }
        turn(&mut columns);
    }
    columns
}

/// Turns columns so that nothing is left below the diagonal, and cuts off what is nothing.
fn turn(columns: &mut [Vec<f64>]) {
    let width = columns.len();
    for at in 0..width.min(columns[0].len()) {
        let (done, later) = columns.split_at_mut(at + 1);
        let mirror = Mirror::new(&mut done[at], at);
        later.iter_mut().for_each(|column| mirror.apply(column));
    }
    columns.iter_mut().for_each(|column| column.truncate(width));
}

/// Decomposes the columns in order of what they add, and turns `right` along. Gives that order, and how many add anything.
fn decompose(columns: &mut [Vec<f64>], right: &mut [f64], size: usize) -> (Vec<usize>, usize) {
    let mut order: Vec<usize> = (0..columns.len()).collect();
    let mut first = 0.0;
    for at in 0..columns.len().min(right.len()) {
        let added: Vec<f64> = columns[at..].iter().map(|column| sum::sum_squares(&column[at..])).collect();
        let best = (0..added.len()).fold(0, |best, next| if added[next] > added[best] { next } else { best });
        let norm = added[best].sqrt();
        if at == 0 {
            first = norm;
        }
        if norm <= first * f64::EPSILON * size as f64 {
            return (order, at);
        }
        columns.swap(at, at + best);
        order.swap(at, at + best);
        let (done, later) = columns.split_at_mut(at + 1);
        let mirror = Mirror::new(&mut done[at], at);
        later.iter_mut().for_each(|column| mirror.apply(column));
        mirror.apply(right);
    }
    (order, columns.len().min(right.len()))
}

/// The shortest x with R x = right, where R is the first `rank` rows of the columns.
fn shortest(columns: &[Vec<f64>], right: &[f64], rank: usize) -> Vec<f64> {
    // The rows of R as columns, turned into a triangle S with mirrors Q: R x = Sᵀ Qᵀ x, and Qᵀ x is known from above.
    let mut rows: Vec<Vec<f64>> =
        (0..rank).map(|row| columns.iter().map(|column| column[row]).collect()).collect();
    let mut mirrors = Vec::with_capacity(rank);
    for at in 0..rank {
        let (done, later) = rows.split_at_mut(at + 1);
        let mirror = Mirror::new(&mut done[at], at);
        later.iter_mut().for_each(|row| mirror.apply(row));
        mirrors.push(mirror);
    }
    let mut x = vec![0.0; columns.len()];
    for at in 0..rank {
        x[at] = (right[at] - sum::dot(&rows[at][..at], &x[..at])) / rows[at][at];
    }
    mirrors.iter().rev().for_each(|mirror| mirror.apply(&mut x));
    x
}

/// A reflection that leaves the first places of a column alone (A. S. Householder, 1958).
struct Mirror {
    from: usize,
    /// The direction that is turned around, of length 1; empty if nothing is.
    normal: Vec<f64>,
}

impl Mirror {
    /// The mirror that leaves nothing of `column` below place `at`, and the column after it.
    fn new(column: &mut [f64], at: usize) -> Self {
        let norm = sum::sum_squares(&column[at..]).sqrt();
        if norm == 0.0 {
            return Self { from: at, normal: Vec::new() };
        }
        let mut normal = column[at..].to_vec();
        let kept = if normal[0] > 0.0 { -norm } else { norm };
        normal[0] -= kept;
        let length = sum::sum_squares(&normal).sqrt();
        normal.iter_mut().for_each(|value| *value /= length);
        column[at..].fill(0.0);
        column[at] = kept;
        Self { from: at, normal }
    }

    fn apply(&self, column: &mut [f64]) {
        if self.normal.is_empty() {
            return;
        }
        let twice = 2.0 * sum::dot(&self.normal, &column[self.from..]);
        for (value, normal) in column[self.from..].iter_mut().zip(&self.normal) {
            *value -= twice * normal;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::least_squares;
    use crate::matmul::{matvec, matvec_t};
    use crate::rng::Rng;
    use ndarray::{Array1, Array2, array};

    #[test]
    fn what_is_left_is_square_to_every_column() {
        let mut rng = Rng::new(1);
        for (rows, columns) in [(1, 1), (5, 3), (3, 5), (700, 20), (20_003, 17)] {
            let a = Array2::from_shape_simple_fn((rows, columns), || rng.normal());
            let b = Array1::from_shape_simple_fn(rows, || rng.normal());
            let found = least_squares(&a, &b).expect("finite numbers");
            assert_eq!(found.rank, rows.min(columns));
            let left = b - matvec(a.view(), found.solution.view());
            assert!(matvec_t(a.view(), left.view()).iter().all(|product| product.abs() < 1e-10));
        }
    }

    #[test]
    fn among_equals_the_shortest_is_taken() {
        let found = least_squares(&array![[1.0, 1.0], [2.0, 2.0]], &array![2.0, 4.0]).expect("finite");
        assert_eq!(found.rank, 1);
        assert!(found.solution.iter().all(|x| (x - 1.0).abs() < 1e-14), "{}", found.solution);
        let zero = least_squares(&array![[0.0, 0.0]], &array![1.0]).expect("finite");
        assert_eq!((zero.rank, zero.solution), (0, array![0.0, 0.0]));
    }

    #[test]
    fn what_has_no_answer_is_refused() {
        assert!(least_squares(&Array2::zeros((0, 1)), &array![]).is_err());
        assert!(least_squares(&array![[f64::NAN]], &array![1.0]).is_err());
        assert!(least_squares(&array![[1.0]], &array![1.0, 2.0]).is_err());
        assert!(least_squares(&array![[1e300], [1e300]], &array![1e300, -1e300]).is_err());
    }
}
