//! Products of matrices and vectors whose bits do not depend on the machine.

use ndarray::{Array1, Array2};

use crate::error::{Result, check_same_len};
use crate::matmul;

/// `a b` for `(m, k)` and `(k, n)`. Use it instead of ndarray's `dot`, which takes fused multiply-add where the
/// processor has it and so has other bits on other machines.
///
/// # Errors
/// [`crate::error::Error::Shape`] when `a` has more or fewer columns than `b` has rows.
pub fn matmul(a: &Array2<f64>, b: &Array2<f64>) -> Result<Array2<f64>> {
    check_same_len("matmul: columns of the first and rows of the second", a.ncols(), b.nrows())?;
    Ok(matmul::matmul(a.view(), b.view()))
}

/// `aᵀ b` for `(k, m)` and `(k, n)`.
///
/// # Errors
/// [`crate::error::Error::Shape`] when the numbers of rows differ.
pub fn matmul_tn(a: &Array2<f64>, b: &Array2<f64>) -> Result<Array2<f64>> {
    check_same_len("matmul_tn: rows of both", a.nrows(), b.nrows())?;
    Ok(matmul::matmul_tn(a.view(), b.view()))
}

/// `a bᵀ` for `(m, k)` and `(n, k)`.
///
/// # Errors
/// [`crate::error::Error::Shape`] when the numbers of columns differ.
pub fn matmul_nt(a: &Array2<f64>, b: &Array2<f64>) -> Result<Array2<f64>> {
    check_same_len("matmul_nt: columns of both", a.ncols(), b.ncols())?;
    Ok(matmul::matmul_nt(a.view(), b.view()))
}

/// `a x` for `(m, k)` and `k` numbers.
///
/// # Errors
/// [`crate::error::Error::Shape`] when `x` is not as long as `a` is wide.
pub fn matvec(a: &Array2<f64>, x: &Array1<f64>) -> Result<Array1<f64>> {
    check_same_len("matvec: columns and numbers", a.ncols(), x.len())?;
    Ok(matmul::matvec(a.view(), x.view()))
}

/// `aᵀ x` for `(k, m)` and `k` numbers.
///
/// # Errors
/// [`crate::error::Error::Shape`] when `x` is not as long as `a` is high.
pub fn matvec_t(a: &Array2<f64>, x: &Array1<f64>) -> Result<Array1<f64>> {
    check_same_len("matvec_t: rows and numbers", a.nrows(), x.len())?;
    Ok(matmul::matvec_t(a.view(), x.view()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn products_are_those_of_the_definition_and_sizes_that_do_not_fit_are_errors() {
        let (a, b, x) = (array![[1.0, 2.0], [3.0, 4.0]], array![[5.0, 6.0]], array![1.0, -1.0]);
        assert_eq!(matmul(&b, &a).unwrap(), array![[23.0, 34.0]]);
        assert_eq!(matmul_nt(&a, &b).unwrap(), array![[17.0], [39.0]]);
        assert_eq!(matmul_tn(&a, &a).unwrap(), array![[10.0, 14.0], [14.0, 20.0]]);
        assert_eq!(matvec(&a, &x).unwrap(), array![-1.0, -1.0]);
        assert_eq!(matvec_t(&a, &x).unwrap(), array![-2.0, -2.0]);
        let short = array![1.0];
        assert!(
            matmul(&a, &b).is_err() && matmul_tn(&a, &b).is_err() && matmul_nt(&a, &array![[1.0]]).is_err()
        );
        assert!(matvec(&a, &short).is_err() && matvec_t(&a, &short).is_err());
    }
}
