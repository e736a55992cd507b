//! The block of numbers that the networks compute with: a shape and its values in row-major order.

use std::sync::Arc;

use ndarray::{Array1, Array2, Array3, Array4, ArrayD, IxDyn};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Numbers with a shape, in row-major (C) order without gaps.
///
/// ndarray's arrays convert into it and out of it. The networks use a type of their own for two reasons: a copy is
/// free until somebody writes (the values are shared, as in PyTorch), and a cell that trains a network instantiates
/// no generic array code, so it compiles fast.
///
/// ```
/// use ml::nn::Tensor;
/// let t = Tensor::new(&[2, 3], vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0])?;
/// assert_eq!(t.shape(), [2, 3]);
/// assert_eq!(t.to_array2()?[[1, 0]], 4.0);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Plain", into = "Plain")]
pub struct Tensor {
    shape: Vec<usize>,
    data: Arc<Vec<f64>>,
}

/// What is saved: the same two fields, checked on the way in.
#[derive(Serialize, Deserialize)]
struct Plain {
    shape: Vec<usize>,
    data: Vec<f64>,
}

impl Tensor {
    /// A tensor of `shape` from its values in row-major order.
    ///
    /// # Errors
    /// [`Error::Shape`] when the number of values is not the product of the shape.
    pub fn new(shape: &[usize], data: Vec<f64>) -> Result<Self> {
        if size_of(shape) != Some(data.len()) {
            return Err(Error::Shape {
                what: "tensor".into(),
                expected: format!("as many values as {shape:?} holds"),
                found: format!("{} values", data.len()),
            });
        }
        Ok(Self::from_parts(shape.to_vec(), data))
    }

    /// A tensor with one number and no axes.
    pub fn scalar(value: f64) -> Self {
        Self::from_parts(Vec::new(), vec![value])
    }

    /// A tensor of `shape` filled with `value`.
    ///
    /// # Errors
    /// [`Error::Shape`] for a shape of more than 2³⁰ values, which is a mistake and would only exhaust memory.
    pub fn full(shape: &[usize], value: f64) -> Result<Self> {
        check_size("tensor", shape)?;
        Ok(Self::filled(shape, value))
    }

    /// A tensor of `shape` filled with zeros.
    ///
    /// # Errors
    /// As [`Tensor::full`].
    pub fn zeros(shape: &[usize]) -> Result<Self> {
        Self::full(shape, 0.0)
    }

    /// For shapes whose size is known to be no mistake. Any other gives a tensor without values, which no operation
    /// takes for one of that shape.
    pub(crate) fn filled(shape: &[usize], value: f64) -> Self {
        match volume(shape) {
            size if size <= MOST_VALUES => Self::from_parts(shape.to_vec(), vec![value; size]),
            _ => Self::from_parts(vec![0], Vec::new()),
        }
    }

    /// For values whose number is right by construction.
    pub(crate) fn from_parts(shape: Vec<usize>, data: Vec<f64>) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), data.len());
        Self { shape, data: Arc::new(data) }
    }

    /// The length of each axis.
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// How many numbers it holds.
    pub fn len(&self) -> usize {
        self.data.len()
    }

    /// Whether it holds no number (one of its axes has length 0).
    pub fn is_empty(&self) -> bool {
        self.data.is_empty()
    }

    /// The values in row-major order.
    pub fn data(&self) -> &[f64] {
        &self.data
    }

    /// The values in row-major order, to write to. Copies them first when another tensor shares them.
    pub fn data_mut(&mut self) -> &mut [f64] {
        Arc::<Vec<f64>>::make_mut(&mut self.data).as_mut_slice()
    }

    /// The same values with another shape; nothing is copied.
    ///
    /// # Errors
    /// [`Error::Shape`] when the new shape holds another number of values.
    pub fn reshape(&self, shape: &[usize]) -> Result<Self> {
        if size_of(shape) != Some(self.len()) {
            return Err(Error::Shape {
                what: "reshape".into(),
                expected: format!("a shape of {} values", self.len()),
                found: format!("{shape:?}"),
            });
        }
        Ok(self.with_shape(shape.to_vec()))
    }

    /// Shares the values under a shape that is known to fit.
    pub(crate) fn with_shape(&self, shape: Vec<usize>) -> Self {
        debug_assert_eq!(shape.iter().product::<usize>(), self.len());
        Self { shape, data: Arc::clone(&self.data) }
    }

    /// The rows `indices` of the first axis, in that order.
    ///
    /// # Errors
    /// [`Error::Shape`] without a first axis, or when an index is past its end.
    pub fn rows(&self, indices: &[usize]) -> Result<Self> {
        let Some(&rows) = self.shape.first() else {
            return Err(shape_error("rows", "at least one axis", &self.shape));
        };
        if let Some(bad) = indices.iter().find(|&&i| i >= rows) {
            return Err(shape_error("rows", &format!("an index below {rows}"), bad));
        }
        let width: usize = self.shape[1..].iter().product();
        let mut data = Vec::with_capacity(indices.len() * width);
        for &i in indices {
            data.extend_from_slice(&self.data[i * width..(i + 1) * width]);
        }
        let mut shape = self.shape.clone();
        shape[0] = indices.len();
        Ok(Self::from_parts(shape, data))
    }

    /// The single number that it holds.
    ///
    /// # Errors
    /// [`Error::Shape`] when it holds none or several.
    pub fn to_scalar(&self) -> Result<f64> {
        match self.data() {
            [value] => Ok(*value),
            _ => Err(shape_error("scalar", "one value", &self.shape)),
        }
    }

    /// As a vector.
    ///
    /// # Errors
    /// [`Error::Shape`] unless it has exactly one axis.
    pub fn to_array1(&self) -> Result<Array1<f64>> {
        match self.shape[..] {
            [_] => Ok(Array1::from_vec(self.data.to_vec())),
            _ => Err(shape_error("to_array1", "one axis", &self.shape)),
        }
    }

    /// As a matrix.
    ///
    /// # Errors
    /// [`Error::Shape`] unless it has exactly two axes.
    pub fn to_array2(&self) -> Result<Array2<f64>> {
        match self.shape[..] {
            [r, c] => Array2::from_shape_vec((r, c), self.data.to_vec())
                .map_err(|_| shape_error("to_array2", "two axes", &self.shape)),
            _ => Err(shape_error("to_array2", "two axes", &self.shape)),
        }
    }

    /// As an ndarray array of any number of axes.
    pub fn to_array(&self) -> ArrayD<f64> {
        ArrayD::from_shape_fn(IxDyn(&self.shape), |index| {
            let flat = (0..self.shape.len()).fold(0, |flat, axis| flat * self.shape[axis] + index[axis]);
            self.data[flat]
        })
    }

    /// Where the first number is that is NaN or infinite, if any: its position in row-major order.
    pub fn first_not_finite(&self) -> Option<usize> {
        self.data.iter().position(|v| !v.is_finite())
    }
}

/// A tensor of more values (8 GiB) is a mistake.
const MOST_VALUES: usize = 1 << 30;

/// Refuses a shape that is too large to be meant.
pub(crate) fn check_size(what: &str, shape: &[usize]) -> Result<()> {
    if volume(shape) <= MOST_VALUES {
        return Ok(());
    }
    Err(shape_error(what, &format!("a shape of at most {MOST_VALUES} values"), &shape))
}

/// The number of values of a shape; the largest number there is when it is larger.
pub(crate) fn volume(shape: &[usize]) -> usize {
    size_of(shape).unwrap_or(usize::MAX)
}

/// The number of values of a shape, or `None` when it, or that of a part of its axes, is larger than any number.
fn size_of(shape: &[usize]) -> Option<usize> {
    let size = shape.iter().try_fold(1_usize, |size, &n| size.checked_mul(n.max(1)))?;
    Some(if shape.contains(&0) { 0 } else { size })
}

/// A shape error whose found part is printed with `Debug`.
pub(crate) fn shape_error(what: &str, expected: &str, found: &dyn std::fmt::Debug) -> Error {
    Error::Shape { what: what.into(), expected: expected.into(), found: format!("{found:?}") }
}

impl TryFrom<Plain> for Tensor {
    type Error = Error;
    fn try_from(plain: Plain) -> Result<Self> {
        Self::new(&plain.shape, plain.data)
    }
}

impl From<Tensor> for Plain {
    fn from(tensor: Tensor) -> Self {
        Self { shape: tensor.shape, data: tensor.data.to_vec() }
    }
}

impl From<f64> for Tensor {
    fn from(value: f64) -> Self {
        Self::scalar(value)
    }
}

impl From<Vec<f64>> for Tensor {
    fn from(values: Vec<f64>) -> Self {
        Self::from_parts(vec![values.len()], values)
    }
}

impl From<&[f64]> for Tensor {
    fn from(values: &[f64]) -> Self {
        Self::from(values.to_vec())
    }
}

/// `iter()` walks in logical (row-major) order whatever the memory layout, so transposed arrays come out right.
macro_rules! from_arrays {
    ($($array:ident),*) => {$(
        impl From<&$array<f64>> for Tensor {
            fn from(array: &$array<f64>) -> Self {
                Self::from_parts(array.shape().to_vec(), array.iter().copied().collect())
            }
        }
        impl From<$array<f64>> for Tensor {
            fn from(array: $array<f64>) -> Self {
                Self::from(&array)
            }
        }
    )*};
}
from_arrays!(Array1, Array2, Array3, Array4, ArrayD);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transposed_array_keeps_its_logical_order() {
        let a = ndarray::array![[1.0, 2.0], [3.0, 4.0]];
        let t = Tensor::from(a.reversed_axes());
        assert_eq!(t.data(), [1.0, 3.0, 2.0, 4.0]);
    }

    #[test]
    fn writing_to_a_copy_leaves_the_original_alone() {
        let a = Tensor::zeros(&[2]).unwrap();
        let mut b = a.clone();
        b.data_mut()[0] = 1.0;
        assert_eq!(a.data(), [0.0, 0.0]);
        assert_eq!(b.data(), [1.0, 0.0]);
    }

    #[test]
    fn wrong_sizes_are_errors_and_never_panics() {
        assert!(Tensor::new(&[2, 2], vec![0.0; 3]).is_err());
        assert!(Tensor::new(&[usize::MAX, 2], vec![]).is_err());
        assert!(Tensor::zeros(&[usize::MAX, 2]).is_err());
        assert!(Tensor::full(&[1 << 20, 1 << 20], 1.0).is_err());
        assert!(Tensor::filled(&[2, 3], 0.0).reshape(&[4]).is_err());
        assert!(Tensor::filled(&[2, 3], 0.0).rows(&[2]).is_err());
        assert!(Tensor::scalar(1.0).rows(&[0]).is_err());
    }

    #[test]
    fn to_array_walks_in_row_major_order() {
        let t = Tensor::new(&[2, 1, 3], (0..6).map(f64::from).collect()).unwrap();
        assert_eq!(t.to_array()[[1, 0, 2]], 5.0);
    }
}
