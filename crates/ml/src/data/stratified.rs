//! Splits that keep what belongs together in proportion, or in one piece.

use super::folds::{Fold, check_folds, folds_of_parts};
use crate::error::Result;
use crate::rng::Rng;
use ndarray::Array1;

/// Folds in which each class has the share that it has in the whole.
///
/// ```
/// use ml::data::StratifiedKFold;
/// use ml::ndarray::array;
/// let y = array![0, 0, 0, 0, 1, 1];
/// for fold in StratifiedKFold::new(2).shuffle(1).split(&y)? {
///     let ones = fold.test.iter().filter(|&&row| y[row] == 1).count();
///     assert_eq!((fold.test.len(), ones), (3, 1));
/// }
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StratifiedKFold {
    k: usize,
    shuffle: Option<u64>,
}

/// Folds that never part a group: no patient, author or house is both learnt from and tested with. The greatest groups
/// are dealt first, each to the part that has the fewest rows so far.
///
/// ```
/// use ml::data::GroupKFold;
/// let patients = [7, 7, 7, 4, 4, 9];
/// let folds = GroupKFold::new(2).split(&patients)?;
/// assert_eq!(folds[0].test, [0, 1, 2]);
/// assert_eq!(folds[1].test, [3, 4, 5]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupKFold {
    k: usize,
}

impl Default for StratifiedKFold {
    fn default() -> Self {
        Self::new(5)
    }
}

impl StratifiedKFold {
    /// This many folds, of rows in their order.
    pub fn new(k: usize) -> Self {
        Self { k, shuffle: None }
    }

    /// Of the rows of each class in the random order of this seed.
    pub fn shuffle(mut self, seed: u64) -> Self {
        self.shuffle = Some(seed);
        self
    }

    /// The folds of rows with these classes. As in scikit-learn, a class with fewer rows than there are folds is missing
    /// from some of the test parts.
    ///
    /// # Errors
    /// [`Error::Empty`](crate::error::Error::Empty) without rows;
    /// [`Error::Parameter`](crate::error::Error::Parameter) for fewer than 2 folds or more than the greatest class has
    /// rows.
    pub fn split(&self, y: &Array1<usize>) -> Result<Vec<Fold>> {
        let classes = rows_by_group(y.iter().copied());
        let greatest = classes.iter().map(|(_, rows)| rows.len()).max().unwrap_or(0);
        check_folds(self.k, greatest, "rows of the greatest class")?;
        // Rows are dealt to the parts in turn, class by class without starting over: so the parts differ by one row at
        // most, in each class and in all.
        let mut part_of = vec![0; y.len()];
        let mut rng = self.shuffle.map(Rng::new);
        let mut dealt = 0;
        for (_, rows) in &classes {
            let mut parts: Vec<usize> = (dealt..dealt + rows.len()).map(|turn| turn % self.k).collect();
            dealt += rows.len();
            match &mut rng {
                Some(rng) => rng.shuffle(&mut parts),
                None => parts.sort_unstable(),
            }
            rows.iter().zip(parts).for_each(|(&row, part)| part_of[row] = part);
        }
        Ok(folds_of_parts(&part_of, self.k))
    }
}

impl Default for GroupKFold {
    fn default() -> Self {
        Self::new(5)
    }
}

impl GroupKFold {
    /// This many folds.
    pub fn new(k: usize) -> Self {
        Self { k }
    }

    /// The folds of rows that belong to these groups, whatever the groups' numbers are.
    ///
    /// # Errors
    /// [`Error::Empty`](crate::error::Error::Empty) without rows;
    /// [`Error::Parameter`](crate::error::Error::Parameter) for fewer than 2 folds or more than there are groups.
    pub fn split(&self, groups: &[usize]) -> Result<Vec<Fold>> {
        let mut by_size = rows_by_group(groups.iter().copied());
        check_folds(self.k, by_size.len(), "groups")?;
        // Of groups of one size, scikit-learn deals the one with the greatest number first.
        by_size.sort_by_key(|(group, rows)| std::cmp::Reverse((rows.len(), *group)));
        let mut part_of = vec![0; groups.len()];
        let mut loads = vec![0; self.k];
        for (_, rows) in by_size {
            let part = (0..self.k).min_by_key(|&part| loads[part]).unwrap_or(0);
            loads[part] += rows.len();
            rows.into_iter().for_each(|row| part_of[row] = part);
        }
        Ok(folds_of_parts(&part_of, self.k))
    }
}

/// The rows of each group, groups in the order in which they first come up.
pub(super) fn rows_by_group(groups: impl Iterator<Item = usize>) -> Vec<(usize, Vec<usize>)> {
    let mut place_of = std::collections::BTreeMap::new();
    let mut found: Vec<(usize, Vec<usize>)> = Vec::new();
    for (row, group) in groups.enumerate() {
        let place = *place_of.entry(group).or_insert(found.len());
        match found.get_mut(place) {
            Some((_, rows)) => rows.push(row),
            None => found.push((group, vec![row])),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{GroupKFold, StratifiedKFold};
    use ndarray::{Array1, array};

    #[test]
    fn a_rare_class_is_spread() {
        let y: Array1<usize> = (0..100).map(|row| usize::from(row % 20 == 0)).collect();
        for fold in StratifiedKFold::new(5).split(&y).expect("enough rows") {
            assert_eq!(fold.test.iter().filter(|&&row| y[row] == 1).count(), 1);
            assert_eq!(fold.test.len(), 20);
        }
    }

    #[test]
    fn folds_that_rows_can_not_fill_are_refused() {
        assert!(StratifiedKFold::new(3).split(&array![0, 0, 1, 1]).is_err());
        assert!(
            StratifiedKFold::new(2).split(&array![0, 0, 1]).is_ok(),
            "the rare class is missing from one part"
        );
        assert!(StratifiedKFold::new(1).split(&array![0, 0]).is_err());
        assert!(StratifiedKFold::new(2).split(&Array1::zeros(0)).is_err());
        assert!(GroupKFold::new(3).split(&[1, 1, 2, 2]).is_err());
        assert!(GroupKFold::new(2).split(&[]).is_err());
    }
}
