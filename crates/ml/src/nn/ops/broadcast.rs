//! NumPy's broadcasting: axes are lined up from the right, and an axis of length 1 stretches.

use crate::error::Result;
use crate::nn::tensor::{Tensor, check_size, shape_error};

/// How the values of two tensors meet.
enum Meeting {
    /// Same shape.
    Same,
    /// The right tensor repeats along the left one: a single number or a row added to every row.
    Right,
    /// The left tensor repeats along the right one.
    Left,
    /// Some axis in the middle stretches.
    General,
}

/// The shape that two shapes stretch to.
///
/// # Errors
/// A shape error that names `what` when an axis has two lengths, neither of them 1, or the result is too large.
pub(super) fn broadcast_shape(what: &str, a: &[usize], b: &[usize]) -> Result<Vec<usize>> {
    let rank = a.len().max(b.len());
    let length = |shape: &[usize], axis: usize| {
        let missing = rank - shape.len();
        if axis < missing { 1 } else { shape[axis - missing] }
    };
    let shape = (0..rank)
        .map(|axis| match (length(a, axis), length(b, axis)) {
            (x, y) if x == y => Ok(x),
            (1, y) => Ok(y),
            (x, 1) => Ok(x),
            _ => Err(shape_error(what, &format!("a shape that broadcasts with {a:?}"), &b)),
        })
        .collect::<Result<Vec<usize>>>()?;
    check_size(what, &shape)?;
    Ok(shape)
}

/// `f(a, b)` for every pair of values that meet.
pub(super) fn combine(what: &str, a: &Tensor, b: &Tensor, f: impl Fn(f64, f64) -> f64) -> Result<Tensor> {
    let shape = broadcast_shape(what, a.shape(), b.shape())?;
    let size: usize = shape.iter().product();
    let (x, y) = (a.data(), b.data());
    let data = match meeting(&shape, a, b) {
        Meeting::Same => x.iter().zip(y).map(|(&x, &y)| f(x, y)).collect(),
        Meeting::Right => {
            rows(x, y.len()).flat_map(|row| row.iter().zip(y).map(|(&x, &y)| f(x, y))).collect()
        }
        Meeting::Left => rows(y, x.len()).flat_map(|row| x.iter().zip(row).map(|(&x, &y)| f(x, y))).collect(),
        Meeting::General => {
            let mut data = Vec::with_capacity(size);
            let (at_a, at_b) = (strides(a.shape(), &shape), strides(b.shape(), &shape));
            walk(&shape, [&at_a, &at_b], |_, [i, j]| data.push(f(x[i], y[j])));
            data
        }
    };
    Ok(Tensor::from_parts(shape, data))
}

/// `t` repeated to `shape`, which its own shape must stretch to.
pub(super) fn stretch(t: &Tensor, shape: &[usize]) -> Tensor {
    if t.shape() == shape {
        return t.clone();
    }
    let mut data = Vec::with_capacity(shape.iter().product());
    let at = strides(t.shape(), shape);
    walk(shape, [&at], |_, [i]| data.push(t.data()[i]));
    Tensor::from_parts(shape.to_vec(), data)
}

/// The opposite of stretching: sums `gradient` over the axes along which `shape` was repeated, in index order.
pub(super) fn sum_to(gradient: Tensor, shape: &[usize]) -> Tensor {
    if gradient.shape() == shape {
        return gradient;
    }
    let size: usize = shape.iter().product();
    let mut data = vec![0.0; size];
    if suffix(shape, gradient.shape()) {
        for row in rows(gradient.data(), size) {
            for (sum, g) in data.iter_mut().zip(row) {
                *sum += g;
            }
        }
    } else {
        let at = strides(shape, gradient.shape());
        walk(gradient.shape(), [&at], |flat, [i]| data[i] += gradient.data()[flat]);
    }
    Tensor::from_parts(shape.to_vec(), data)
}

fn meeting(shape: &[usize], a: &Tensor, b: &Tensor) -> Meeting {
    if a.shape() == b.shape() {
        Meeting::Same
    } else if a.shape() == shape && suffix(b.shape(), shape) {
        Meeting::Right
    } else if b.shape() == shape && suffix(a.shape(), shape) {
        Meeting::Left
    } else {
        Meeting::General
    }
}

/// Whether `part`, apart from leading ones, is the tail of `shape`: then it repeats as one block.
fn suffix(part: &[usize], shape: &[usize]) -> bool {
    let ones = part.iter().take_while(|&&n| n == 1).count();
    shape.ends_with(&part[ones..])
}

/// Blocks of `width` values; none at all when there is nothing to repeat.
fn rows(values: &[f64], width: usize) -> std::slice::ChunksExact<'_, f64> {
    values.chunks_exact(width.max(1))
}

/// The step in `part`'s data for a step along each axis of `shape`: 0 where it is repeated.
fn strides(part: &[usize], shape: &[usize]) -> Vec<usize> {
    let missing = shape.len() - part.len();
    let mut strides = vec![0; shape.len()];
    let mut step = 1;
    for axis in (0..part.len()).rev() {
        if part[axis] != 1 {
            strides[missing + axis] = step;
        }
        step *= part[axis];
    }
    strides
}

/// Visits every index of `shape` in order with its flat position and the position under each set of strides.
pub(super) fn walk<const N: usize>(
    shape: &[usize],
    strides: [&[usize]; N],
    mut visit: impl FnMut(usize, [usize; N]),
) {
    let size: usize = shape.iter().product();
    let mut index = vec![0; shape.len()];
    let mut at = [0; N];
    for flat in 0..size {
        visit(flat, at);
        for axis in (0..shape.len()).rev() {
            index[axis] += 1;
            if index[axis] < shape[axis] {
                for (position, step) in at.iter_mut().zip(strides) {
                    *position += step[axis];
                }
                break;
            }
            for (position, step) in at.iter_mut().zip(strides) {
                *position -= step[axis] * (shape[axis] - 1);
            }
            index[axis] = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counting(shape: &[usize]) -> Tensor {
        let size: usize = shape.iter().product();
        Tensor::new(shape, (0..size).map(|i| i as f64 + 1.0).collect()).unwrap()
    }

    #[test]
    fn every_way_of_meeting_agrees_with_ndarray() {
        let shapes: [(&[usize], &[usize]); 9] = [
            (&[2, 3], &[2, 3]),
            (&[2, 3], &[3]),
            (&[3], &[2, 3]),
            (&[2, 3], &[]),
            (&[2, 3], &[2, 1]),
            (&[2, 1], &[1, 3]),
            (&[4, 1, 3], &[2, 1]),
            (&[2, 3, 4], &[1, 1, 4]),
            (&[2, 3, 4], &[3, 1]),
        ];
        for (left, right) in shapes {
            let (a, b) = (counting(left), counting(right));
            let ours = combine("add", &a, &b, |x, y| x + 10.0 * y).unwrap();
            let theirs = a.to_array() + 10.0 * b.to_array();
            assert_eq!(ours.to_array(), theirs, "{left:?} {right:?}");
            assert_eq!(ours.shape(), theirs.shape(), "{left:?} {right:?}");
        }
    }

    #[test]
    fn summing_undoes_stretching() {
        for (small, large) in [
            (vec![3], vec![2, 3]),
            (vec![2, 1], vec![2, 3]),
            (vec![], vec![2, 2]),
            (vec![1, 3, 1], vec![2, 3, 4]),
        ] {
            let t = counting(&small);
            let large_size: usize = large.iter().product();
            let back = sum_to(stretch(&t, &large), &small);
            let times = (large_size / t.len()) as f64;
            let expected: Vec<f64> = t.data().iter().map(|v| v * times).collect();
            assert_eq!(back.data(), expected, "{small:?}");
            assert_eq!(back.shape(), small);
        }
    }

    #[test]
    fn empty_axes_and_mismatches() {
        let empty = Tensor::filled(&[0, 3], 0.0);
        assert_eq!(combine("add", &empty, &counting(&[3]), |x, y| x + y).unwrap().shape(), [0, 3]);
        assert_eq!(sum_to(empty, &[3]).data(), [0.0; 3]);
        assert!(combine("add", &counting(&[2]), &counting(&[3]), |x, y| x + y).is_err());
    }
}
