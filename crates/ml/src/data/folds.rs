//! Every row tests once: k folds, repeated, and in the order of time.

use crate::error::{Error, Result, check_not_empty};
use crate::rng::Rng;

/// The rows to learn from and the rows to test with, as indices into the data.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Fold {
    /// The rows to learn from.
    pub train: Vec<usize>,
    /// The rows to test with.
    pub test: Vec<usize>,
}

/// Cuts the rows into `k` parts of nearly the same size; each tests what the others teach. As in scikit-learn, the first
/// parts are one row longer where the rows don't divide.
///
/// ```
/// use ml::data::KFold;
/// let folds = KFold::new(3).split(7)?;
/// assert_eq!(folds[0].test, [0, 1, 2]);
/// assert_eq!(folds[2].train, [0, 1, 2, 3, 4]);
/// assert_ne!(KFold::new(3).shuffle(1).split(7)?, folds);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KFold {
    k: usize,
    shuffle: Option<u64>,
}

/// [`KFold`] again and again, in another random order each time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepeatedKFold {
    k: usize,
    repeats: usize,
    seed: u64,
}

/// Folds for rows in the order of time: each tests on the rows that follow those that it learns from, so that nothing
/// learns from its future.
///
/// ```
/// use ml::data::TimeSeriesSplit;
/// let folds = TimeSeriesSplit::new(2).split(6)?;
/// assert_eq!((folds[0].train.as_slice(), folds[0].test.as_slice()), (&[0, 1][..], &[2, 3][..]));
/// assert_eq!((folds[1].train.as_slice(), folds[1].test.as_slice()), (&[0, 1, 2, 3][..], &[4, 5][..]));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeSeriesSplit {
    splits: usize,
    test_size: Option<usize>,
    max_train_size: Option<usize>,
    gap: usize,
}

impl Default for KFold {
    fn default() -> Self {
        Self::new(5)
    }
}

impl KFold {
    /// This many folds, of rows in their order.
    pub fn new(k: usize) -> Self {
        Self { k, shuffle: None }
    }

    /// Of rows in the random order of this seed.
    pub fn shuffle(mut self, seed: u64) -> Self {
        self.shuffle = Some(seed);
        self
    }

    /// The folds of `rows` rows.
    ///
    /// # Errors
    /// [`Error::Empty`] without rows; [`Error::Parameter`] for fewer than 2 folds or more than there are rows.
    pub fn split(&self, rows: usize) -> Result<Vec<Fold>> {
        check_folds(self.k, rows, "rows")?;
        let order = match self.shuffle {
            Some(seed) => Rng::new(seed).permutation(rows),
            None => (0..rows).collect(),
        };
        let mut part_of = vec![0; rows];
        for (place, row) in order.into_iter().enumerate() {
            part_of[row] = part_at(place, rows, self.k);
        }
        Ok(folds_of_parts(&part_of, self.k))
    }
}

impl RepeatedKFold {
    /// This many folds, this often, each time in another order that comes from `seed`.
    pub fn new(k: usize, repeats: usize, seed: u64) -> Self {
        Self { k, repeats, seed }
    }

    /// The folds of `rows` rows: those of the first round, then those of the second and so on.
    ///
    /// # Errors
    /// As [`KFold::split`]; [`Error::Parameter`] without repeats.
    pub fn split(&self, rows: usize) -> Result<Vec<Fold>> {
        if self.repeats == 0 {
            return Err(parameter("repeats", 0, "1 or more"));
        }
        let mut seeds = Rng::new(self.seed);
        let mut folds = Vec::new();
        for _ in 0..self.repeats {
            folds.extend(KFold::new(self.k).shuffle(seeds.next_u64()).split(rows)?);
        }
        Ok(folds)
    }
}

impl Default for TimeSeriesSplit {
    fn default() -> Self {
        Self::new(5)
    }
}

impl TimeSeriesSplit {
    /// This many folds. Without more said, the rows are cut into one part more than that, and each fold learns from all
    /// rows before its test part.
    pub fn new(splits: usize) -> Self {
        Self { splits, test_size: None, max_train_size: None, gap: 0 }
    }

    /// How many rows each fold tests with.
    pub fn test_size(mut self, rows: usize) -> Self {
        self.test_size = Some(rows);
        self
    }

    /// How many rows each fold learns from at most: the latest ones.
    pub fn max_train_size(mut self, rows: usize) -> Self {
        self.max_train_size = Some(rows);
        self
    }

    /// How many rows are left out between those to learn from and those to test with.
    pub fn gap(mut self, rows: usize) -> Self {
        self.gap = rows;
        self
    }

    /// The folds of `rows` rows that are in the order of time.
    ///
    /// # Errors
    /// [`Error::Empty`] without rows; [`Error::Parameter`] for fewer than 2 folds, a size of 0, or more rows asked for
    /// than there are.
    pub fn split(&self, rows: usize) -> Result<Vec<Fold>> {
        check_folds(self.splits, rows, "rows")?;
        let size = self.test_size.unwrap_or(rows / self.splits.saturating_add(1));
        if size == 0 || self.max_train_size == Some(0) {
            return Err(parameter("test_size, max_train_size", 0, "1 or more rows"));
        }
        let first = size.checked_mul(self.splits).and_then(|tested| rows.checked_sub(tested)).unwrap_or(0);
        if first <= self.gap {
            let expected = format!("folds, test size and gap that leave some of {rows} rows to learn from");
            return Err(parameter("splits", self.splits, &expected));
        }
        Ok((0..self.splits)
            .map(|split| {
                let test = first + split * size;
                let end = test - self.gap;
                let start = self.max_train_size.map_or(0, |most| end.saturating_sub(most));
                Fold { train: (start..end).collect(), test: (test..test + size).collect() }
            })
            .collect())
    }
}

/// Which of `k` parts the row at `place` of `rows` belongs to; the first parts take what is left over.
fn part_at(place: usize, rows: usize, k: usize) -> usize {
    let (size, longer) = (rows / k, rows % k);
    let in_longer = longer * (size + 1);
    if place < in_longer { place / (size + 1) } else { longer + (place - in_longer) / size.max(1) }
}

/// The folds of rows that know their part; rows stay in their order.
pub(super) fn folds_of_parts(part_of: &[usize], k: usize) -> Vec<Fold> {
    let mut folds = vec![Fold::default(); k];
    for (part, fold) in folds.iter_mut().enumerate() {
        for (row, &of) in part_of.iter().enumerate() {
            if of == part { fold.test.push(row) } else { fold.train.push(row) }
        }
    }
    folds
}

/// Refuses a number of folds that `count` things can't fill.
pub(super) fn check_folds(k: usize, count: usize, things: &str) -> Result<()> {
    check_not_empty(things, count)?;
    if k < 2 || k > count {
        return Err(parameter("folds", k, &format!("2 to {count}, the number of {things}")));
    }
    Ok(())
}

fn parameter(name: &'static str, value: usize, expected: &str) -> Error {
    Error::Parameter { name, value: value.to_string(), expected: expected.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{KFold, RepeatedKFold, TimeSeriesSplit};

    #[test]
    fn repeats_are_in_other_orders() {
        let folds = RepeatedKFold::new(2, 3, 1).split(20).expect("enough rows");
        assert_eq!(folds.len(), 6);
        assert_ne!(folds[0], folds[2]);
        assert_ne!(folds[2], folds[4]);
        assert_eq!(folds[0].train, folds[1].test, "the two halves of one order");
    }

    #[test]
    fn time_never_runs_backwards() {
        let folds = TimeSeriesSplit::new(4).gap(2).max_train_size(5).split(30).expect("enough rows");
        for fold in &folds {
            let (last, first) = (fold.train.last().expect("rows"), fold.test.first().expect("rows"));
            assert_eq!(last + 3, *first);
            assert!(fold.train.len() <= 5);
        }
    }

    #[test]
    fn folds_that_rows_can_not_fill_are_refused() {
        for (k, rows) in [(0, 5), (1, 5), (6, 5), (2, 0), (usize::MAX, 5)] {
            assert!(KFold::new(k).split(rows).is_err(), "{k} {rows}");
            assert!(RepeatedKFold::new(k, 2, 0).split(rows).is_err(), "{k} {rows}");
            assert!(TimeSeriesSplit::new(k).split(rows).is_err(), "{k} {rows}");
        }
        assert!(RepeatedKFold::new(2, 0, 0).split(5).is_err());
        assert!(TimeSeriesSplit::new(2).test_size(3).split(6).is_err());
        assert!(TimeSeriesSplit::new(2).test_size(usize::MAX).split(6).is_err());
        assert!(TimeSeriesSplit::new(2).gap(usize::MAX).split(6).is_err());
        assert!(TimeSeriesSplit::new(5).split(5).is_err(), "nothing left to learn from");
        assert!(TimeSeriesSplit::new(2).max_train_size(0).split(6).is_err());
    }
}
