//! What a chart can be drawn from.

use crate::Number;

/// Anything whose reference gives numbers when it is walked: slices, vectors, arrays, `ndarray`'s one-dimensional arrays
/// and views.
pub trait Series {
    /// The numbers, in order.
    fn numbers(&self) -> Vec<f64>;
}

impl<C: ?Sized> Series for C
where
    for<'a> &'a C: IntoIterator<Item: IntoNumber>,
{
    fn numbers(&self) -> Vec<f64> {
        let mut numbers = Vec::new();
        for number in self {
            push(&mut numbers, number.into_number());
        }
        numbers
    }
}

/// What makes a vector grow is compiled with this crate, once, and not again with each cell that draws.
#[inline(never)]
fn push(numbers: &mut Vec<f64>, number: f64) {
    numbers.push(number);
}

/// A number of any kind.
pub trait IntoNumber {
    /// The number as a float; whole numbers beyond 2^53 are rounded.
    fn into_number(self) -> f64;
}

macro_rules! numbers {
    ($($kind:ty),*) => {$(
        impl IntoNumber for $kind {
            fn into_number(self) -> f64 {
                self as f64
            }
        }

        impl IntoNumber for &$kind {
            fn into_number(self) -> f64 {
                *self as f64
            }
        }
    )*};
}

numbers!(f64, f32, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

/// Edges and counts.
pub(super) fn histogram(values: &[f64], bins: usize) -> (Vec<Number>, Vec<Number>) {
    let finite: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    let bins = bins.clamp(1, 1000);
    let (Some(low), Some(high)) =
        (finite.iter().copied().reduce(f64::min), finite.iter().copied().reduce(f64::max))
    else {
        return (Vec::new(), Vec::new());
    };
    // Values that are all the same still need a bin of some width.
    let (low, high) = if low < high { (low, high) } else { (low - 0.5, high + 0.5) };
    let width = (high - low) / bins as f64;
    let mut counts = vec![0.0; bins];
    for value in finite {
        let bin = ((value - low) / width) as usize;
        counts[bin.min(bins - 1)] += 1.0;
    }
    let edges = (0..=bins).map(|at| Number(low + width * at as f64)).collect();
    (edges, counts.into_iter().map(Number).collect())
}

#[cfg(test)]
mod tests {
    use super::{Series, histogram};

    #[test]
    fn slices_vectors_and_whole_numbers_are_series() {
        assert_eq!([1.0, 2.0].numbers(), [1.0, 2.0]);
        assert_eq!(vec![1_usize, 2].numbers(), [1.0, 2.0]);
        assert_eq!([0.5_f32][..].numbers(), [0.5]);
    }

    #[test]
    fn a_histogram_counts_every_finite_value() {
        let (edges, counts) = histogram(&[0.0, 0.1, 0.9, 1.0, f64::NAN], 2);
        assert_eq!(edges.iter().map(|edge| edge.0).collect::<Vec<_>>(), [0.0, 0.5, 1.0]);
        assert_eq!(counts.iter().map(|count| count.0).collect::<Vec<_>>(), [2.0, 2.0]);
        assert_eq!(histogram(&[3.0, 3.0], 1).1[0].0, 2.0);
        assert!(histogram(&[f64::NAN], 4).0.is_empty());
    }
}
