//! Samples of a sample.

use super::folds::Fold;
use crate::error::{Error, Result, check_not_empty};
use crate::rng::Rng;

/// Draws as many rows as there are, each from all of them, so that some come twice and about 37 in 100 not at all: the
/// sampling that gave the data is repeated on the data itself (B. Efron, 1979). The rows that were not drawn, "out of
/// bag", are there to test with.
///
/// ```
/// use ml::data::Bootstrap;
/// let folds = Bootstrap::new(200, 1).split(50)?;
/// let out_of_bag: usize = folds.iter().map(|fold| fold.test.len()).sum();
/// let share = out_of_bag as f64 / (200.0 * 50.0);
/// assert!((share - (-1.0_f64).exp()).abs() < 0.01, "{share}");
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bootstrap {
    times: usize,
    seed: u64,
}

impl Bootstrap {
    /// This many samples, from this seed. Sample number `i` does not depend on how many there are.
    pub fn new(times: usize, seed: u64) -> Self {
        Self { times, seed }
    }

    /// The samples of `rows` rows: each has as many rows to learn from, in the order in which they were drawn, and the
    /// rows out of bag to test with, which may be none when there are few.
    ///
    /// # Errors
    /// [`Error::Empty`] without rows, [`Error::Parameter`] for no samples.
    pub fn split(&self, rows: usize) -> Result<Vec<Fold>> {
        check_not_empty("rows", rows)?;
        if self.times == 0 {
            let expected = "1 or more".to_owned();
            return Err(Error::Parameter { name: "times", value: "0".to_owned(), expected });
        }
        let root = Rng::new(self.seed);
        Ok((0..self.times).map(|sample| draw(rows, &mut root.fork(sample as u64))).collect())
    }
}

fn draw(rows: usize, rng: &mut Rng) -> Fold {
    let train: Vec<usize> = (0..rows).map(|_| rng.below(rows)).collect();
    let mut drawn = vec![false; rows];
    train.iter().for_each(|&row| drawn[row] = true);
    Fold { train, test: (0..rows).filter(|&row| !drawn[row]).collect() }
}

#[cfg(test)]
mod tests {
    use super::Bootstrap;

    #[test]
    fn what_was_drawn_and_what_was_not_make_up_the_whole() {
        for fold in Bootstrap::new(20, 3).split(17).expect("rows") {
            assert_eq!(fold.train.len(), 17);
            let mut all: Vec<usize> = fold.train.iter().chain(&fold.test).copied().collect();
            all.sort_unstable();
            all.dedup();
            assert_eq!(all, (0..17).collect::<Vec<_>>());
            assert!(fold.test.iter().all(|row| !fold.train.contains(row)));
        }
    }

    #[test]
    fn a_sample_does_not_depend_on_their_number() {
        let few = Bootstrap::new(2, 5).split(9).expect("rows");
        let many = Bootstrap::new(7, 5).split(9).expect("rows");
        assert_eq!(few, many[..2]);
        assert_ne!(many[0], many[1]);
        assert!(Bootstrap::new(0, 5).split(9).is_err());
        assert!(Bootstrap::new(2, 5).split(0).is_err());
    }
}
