//! Holding some examples out.

use super::stratified::rows_by_group;
use super::{Classification, Regression, Texts};
use crate::error::{Error, Result, check_not_empty, check_same_len};
use crate::rng::Rng;
use ndarray::{Array1, Axis};

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
    let test = test_rows(data.row_count(), test_size)?;
    let order = Rng::new(seed).permutation(data.row_count());
    let (test, train) = order.split_at(test);
    Ok((data.rows(train)?, data.rows(test)?))
}

/// [`train_test_split`] in which both parts have each of the classes `y`, one a row, in the share of the whole. What
/// does not divide goes to the classes with the greatest remainder.
///
/// # Errors
/// As [`train_test_split`]; [`Error::Shape`] if `y` has another length than `data` has rows, [`Error::Parameter`] if a class has one row only, or a
/// part has fewer rows than there are classes.
pub fn stratified_split<D: Rows>(data: &D, y: &Array1<usize>, test_size: f64, seed: u64) -> Result<(D, D)> {
    check_same_len("y", data.row_count(), y.len())?;
    let (train, test) = stratified_rows(y, test_size, seed)?;
    Ok((data.rows(&train)?, data.rows(&test)?))
}

/// The rows to learn from and those to test with.
fn stratified_rows(y: &Array1<usize>, test_size: f64, seed: u64) -> Result<(Vec<usize>, Vec<usize>)> {
    let test_count = test_rows(y.len(), test_size)?;
    let mut classes = rows_by_group(y.iter().copied());
    classes.sort_by_key(|(class, _)| *class);
    if let Some((class, _)) = classes.iter().find(|(_, rows)| rows.len() < 2) {
        let expected = "2 rows or more of each class, one for each part".to_owned();
        return Err(Error::Parameter { name: "y", value: format!("one row of class {class}"), expected });
    }
    if test_count.min(y.len() - test_count) < classes.len() {
        let expected = format!("a share that leaves both parts {} rows or more, one a class", classes.len());
        return Err(Error::Parameter { name: "test_size", value: test_size.to_string(), expected });
    }
    let sizes: Vec<usize> = classes.iter().map(|(_, rows)| rows.len()).collect();
    let mut rng = Rng::new(seed);
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for ((_, mut rows), learnt) in classes.into_iter().zip(apportion(&sizes, y.len() - test_count)) {
        rng.shuffle(&mut rows);
        let (first, last) = rows.split_at(learnt);
        train.extend_from_slice(first);
        test.extend_from_slice(last);
    }
    rng.shuffle(&mut train);
    rng.shuffle(&mut test);
    Ok((train, test))
}

/// How many of `total` each class gets by its size; what is left goes to the greatest remainders.
fn apportion(sizes: &[usize], total: usize) -> Vec<usize> {
    let whole = sizes.iter().sum::<usize>().max(1) as u128;
    let exact = |size: usize| size as u128 * total as u128;
    let mut shares: Vec<usize> = sizes.iter().map(|&size| (exact(size) / whole) as usize).collect();
    let mut by_remainder: Vec<usize> = (0..sizes.len()).collect();
    by_remainder.sort_by_key(|&class| std::cmp::Reverse(exact(sizes[class]) % whole));
    let left = total - shares.iter().sum::<usize>();
    by_remainder.into_iter().take(left).for_each(|class| shares[class] += 1);
    shares
}

/// How many of `count` rows a share of `test_size` is, rounded up; an error if either part would be empty.
fn test_rows(count: usize, test_size: f64) -> Result<usize> {
    check_not_empty("data", count)?;
    let test = (count as f64 * test_size).ceil();
    if !(test_size > 0.0 && test_size < 1.0) || test >= count as f64 {
        return Err(Error::Parameter {
            name: "test_size",
            value: test_size.to_string(),
            expected: format!("a share between 0 and 1 that leaves both parts of {count} rows something"),
        });
    }
    Ok(test as usize)
}

pub(super) fn check_indices(indices: &[usize], count: usize) -> Result<()> {
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
        Ok(Self {
            x: self.x.select(Axis(0), indices),
            y: self.y.select(Axis(0), indices),
            feature_names: self.feature_names.clone(),
            target_name: self.target_name.clone(),
        })
    }
}

impl Rows for Classification {
    fn row_count(&self) -> usize {
        self.x.nrows()
    }

    fn rows(&self, indices: &[usize]) -> Result<Self> {
        check_indices(indices, self.x.nrows().min(self.y.len()))?;
        Ok(Self {
            x: self.x.select(Axis(0), indices),
            y: self.y.select(Axis(0), indices),
            feature_names: self.feature_names.clone(),
            class_names: self.class_names.clone(),
        })
    }
}

impl Rows for Texts {
    fn row_count(&self) -> usize {
        self.texts.len()
    }

    fn rows(&self, indices: &[usize]) -> Result<Self> {
        check_indices(indices, self.texts.len().min(self.y.len()))?;
        Ok(Self {
            texts: indices.iter().map(|&row| self.texts[row].clone()).collect(),
            y: self.y.select(Axis(0), indices),
            class_names: self.class_names.clone(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::{Rows, apportion, stratified_split, train_test_split};
    use crate::data::{diabetes, iris};
    use ndarray::array;

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

    #[test]
    fn both_parts_keep_the_shares_of_the_classes() {
        let data = iris().expect("the file is whole");
        let (train, test) = stratified_split(&data, &data.y, 0.2, 3).expect("both parts have rows");
        assert_eq!(train.class_counts(), [40, 40, 40]);
        assert_eq!(test.class_counts(), [10, 10, 10]);
        assert_ne!(
            test.y.to_vec(),
            {
                let mut sorted = test.y.to_vec();
                sorted.sort_unstable();
                sorted
            },
            "in random order"
        );
        assert_eq!(apportion(&[5, 3, 2], 5), [3, 1, 1], "the greatest remainders, the first of equals");
        assert_eq!(apportion(&[10, 1], 10), [9, 1]);
    }

    #[test]
    fn classes_that_can_not_be_shared_are_refused() {
        let data = iris().expect("the file is whole").rows(&[0, 1, 50, 51]).expect("rows");
        assert!(stratified_split(&data, &array![0, 0, 1, 1], 0.5, 0).is_ok());
        assert!(stratified_split(&data, &array![0, 0, 0, 1], 0.5, 0).is_err(), "one row of class 1");
        assert!(stratified_split(&data, &array![0, 0, 1, 1], 0.25, 0).is_err(), "one row for two classes");
        assert!(stratified_split(&data, &array![0, 0], 0.5, 0).is_err(), "too few classes");
    }
}
