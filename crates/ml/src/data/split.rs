//! Holding some examples out.

use super::{Classification, Regression};
use crate::error::{Error, Result, check_not_empty};
use crate::rng::Rng;
use ndarray::Axis;

/// Data that rows can be taken from.
pub trait Rows: Sized {
    /// How many rows there are.
    fn row_count(&self) -> usize;
    /// The rows at `indices`, in their order.
    ///
    /// # Errors
    /// [`Error::Shape`] for an index that no row has.
    fn rows(&self, indices: &[usize]) -> Result<Self>;
}

/// Shuffles the rows and cuts them in two: training, and a share of `test_size` (more than 0, less than 1) for testing. As
/// in scikit-learn, the test part is rounded up.
///
/// # Errors
/// [`Error::Empty`] without rows, [`Error::Parameter`] if one of the parts would be empty.
pub fn train_test_split<D: Rows>(data: &D, test_size: f64, seed: u64) -> Result<(D, D)> {
    check_not_empty("data", data.row_count())?;
    let count = data.row_count();
    let test = (count as f64 * test_size).ceil();
    if !(test_size > 0.0 && test_size < 1.0) || test >= count as f64 {
        return Err(Error::Parameter {
            name: "test_size",
            value: test_size.to_string(),
            expected: format!("a share between 0 and 1 that leaves both parts of {count} rows something"),
        });
    }
    let order = Rng::new(seed).permutation(count);
    let (test, train) = order.split_at(test as usize);
    Ok((data.rows(train)?, data.rows(test)?))
}

fn check_indices(indices: &[usize], count: usize) -> Result<()> {
    match indices.iter().find(|&&index| index >= count) {
        Some(index) => Err(Error::Shape {
            what: "row index".to_owned(),
            expected: format!("less than {count}"),
            found: index.to_string(),
        }),
        None => Ok(()),
    }
}

impl Rows for Regression {
    fn row_count(&self) -> usize {
        self.x.nrows()
    }

    fn rows(&self, indices: &[usize]) -> Result<Self> {
        check_indices(indices, self.x.nrows().min(self.y.len()))?;
        Ok(Self { x: self.x.select(Axis(0), indices), y: self.y.select(Axis(0), indices), ..self.clone() })
    }
}

impl Rows for Classification {
    fn row_count(&self) -> usize {
        self.x.nrows()
    }

    fn rows(&self, indices: &[usize]) -> Result<Self> {
        check_indices(indices, self.x.nrows().min(self.y.len()))?;
        Ok(Self { x: self.x.select(Axis(0), indices), y: self.y.select(Axis(0), indices), ..self.clone() })
    }
}

#[cfg(test)]
mod tests {
    use super::{Rows, train_test_split};
    use crate::data::diabetes;

    #[test]
    fn every_row_lands_in_one_part() {
        let data = diabetes().expect("the file is whole");
        let (train, test) = train_test_split(&data, 0.2, 7).expect("both parts have rows");
        assert_eq!((train.row_count(), test.row_count()), (353, 89), "as scikit-learn counts them");
        let mut seen: Vec<String> =
            train.x.rows().into_iter().chain(test.x.rows()).map(|row| row.to_string()).collect();
        let mut all: Vec<String> = data.x.rows().into_iter().map(|row| row.to_string()).collect();
        seen.sort();
        all.sort();
        assert_eq!(seen, all);
    }

    #[test]
    fn parts_without_rows_are_refused() {
        let data = diabetes().expect("the file is whole");
        for size in [0.0, 1.0, -0.5, f64::NAN, 0.9999] {
            assert!(train_test_split(&data, size, 0).is_err(), "{size}");
        }
        assert!(data.rows(&[442]).is_err());
    }
}
