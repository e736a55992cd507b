//! Finding the nearest examples.

use crate::error::{Error, Result};
use crate::examples::{check_features, check_training};
use crate::matmul::gemm;
use crate::parallel;
use crate::sum;
use crate::wide::wide;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Rows that are compared with all examples at a time: their distances stay in a processor's cache.
const BLOCK: usize = 64;
/// Distances that are compared with the limit at a time.
const SCREEN: usize = 16;

/// Examples among which the nearest can be found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NeighborSearch {
    x: Array2<f64>,
    /// ‖x‖² of each example.
    squares: Vec<f64>,
}

/// The nearest examples of one row, from the nearest to the farthest.
#[derive(Debug, Clone, PartialEq)]
pub struct Neighbors {
    /// Their places among the examples.
    pub places: Vec<usize>,
    /// Their Euclidean distances.
    pub distances: Vec<f64>,
}

impl NeighborSearch {
    /// Looks among the rows of `x`.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::NotFinite`].
    pub fn new(x: &Array2<f64>) -> Result<Self> {
        check_training(x)?;
        let x = x.as_standard_layout().into_owned();
        let squares = squares(&x);
        Ok(Self { x, squares })
    }

    /// How many examples there are.
    pub fn len(&self) -> usize {
        self.x.nrows()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.x.nrows() == 0
    }

    /// The `count` nearest examples of each row of `x`; among equally near ones those that stand first.
    ///
    /// Distances to all examples come from a matrix product, ‖a‖² − 2 a·b + ‖b‖²; those that this leaves among the nearest
    /// are measured again without its rounding.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features, [`Error::NotFinite`], [`Error::Parameter`] for a count of 0
    /// or more than there are examples.
    pub fn nearest(&self, x: &Array2<f64>, count: usize) -> Result<Vec<Neighbors>> {
        check_features(x, self.x.ncols())?;
        check_count(count, self.len())?;
        let x = x.as_standard_layout();
        // A feature a row: that is how a product takes them in.
        let examples = self.x.t().as_standard_layout().into_owned();
        let (Some(rows), Some(examples)) = (x.as_slice(), examples.as_slice()) else { return Ok(Vec::new()) };
        let (features, examples_count) = (x.ncols(), self.len());
        let blocks = parallel::map(x.nrows().div_ceil(BLOCK), |block| {
            let rows = &rows[block * BLOCK * features..rows.len().min((block + 1) * BLOCK * features)];
            let count_of_rows = rows.len() / features;
            let mut products = vec![0.0; count_of_rows * examples_count];
            gemm(count_of_rows, examples_count, features, rows, examples, &mut products);
            let pairs = rows.chunks_exact(features).zip(products.chunks_exact_mut(examples_count));
            pairs.map(|(row, products)| self.nearest_of(row, products, count)).collect::<Vec<_>>()
        });
        Ok(blocks.into_iter().flatten().collect())
    }

    /// The nearest examples of one row, given its products with all of them.
    fn nearest_of(&self, row: &[f64], products: &mut [f64], count: usize) -> Neighbors {
        let own = sum::sum_squares(row);
        let limit = wide(|| {
            for (product, square) in products.iter_mut().zip(&self.squares) {
                *product = square - 2.0 * *product;
            }
            kth_least(products, count)
        });
        // Whatever rounding may have moved past the limit is measured as well.
        let slack = 4.0 * f64::EPSILON * (row.len() as f64 + 4.0) * (own + limit.abs());
        let measured = |place: usize| {
            let apart: Vec<f64> = row.iter().zip(self.x.row(place)).map(|(a, b)| a - b).collect();
            (sum::sum_squares(&apart), place)
        };
        let bound = if limit.is_finite() { limit + slack } else { f64::INFINITY };
        // Squares that overflow leave no numbers; those are measured too.
        let close = |near: f64| near <= bound || near.is_nan();
        let mut found: Vec<(f64, usize)> = Vec::with_capacity(count + 1);
        for (block, nears) in products.chunks(SCREEN).enumerate() {
            if nears.iter().fold(false, |any, near| any | close(*near)) {
                let places = (block * SCREEN..).zip(nears).filter(|(_, near)| close(**near));
                found.extend(places.map(|(place, _)| measured(place)));
            }
        }
        found.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        found.truncate(count);
        Neighbors {
            places: found.iter().map(|(_, place)| *place).collect(),
            distances: found.iter().map(|(square, _)| square.sqrt()).collect(),
        }
    }
}

/// Checks how many neighbours are asked for.
pub(super) fn check_count(neighbors: usize, examples: usize) -> Result<()> {
    if (1..=examples).contains(&neighbors) {
        return Ok(());
    }
    let expected = format!("from 1 to the number of examples, {examples}");
    Err(Error::Parameter { name: "neighbors", value: neighbors.to_string(), expected })
}

/// The `count`th least of the values, infinity if there are fewer or some are no numbers.
#[inline(always)]
fn kth_least(values: &[f64], count: usize) -> f64 {
    // The least so far, in order; most values are greater than all of them and cost one comparison.
    let mut least: Vec<f64> = Vec::with_capacity(count + 1);
    let mut limit = f64::INFINITY;
    for values in values.chunks(SCREEN) {
        // Once there are enough, whole blocks are far from all of them: a comparison a register.
        if least.len() == count && !values.iter().fold(false, |any, value| any | (*value < limit)) {
            continue;
        }
        for &value in values {
            if value < limit || least.len() < count && !value.is_nan() {
                let place = least.partition_point(|kept| *kept <= value);
                least.insert(place, value);
                least.truncate(count);
                if least.len() == count {
                    limit = least[count - 1];
                }
            }
        }
    }
    limit
}

fn squares(x: &Array2<f64>) -> Vec<f64> {
    x.rows().into_iter().map(|row| sum::sum_squares(&row.to_vec())).collect()
}

#[cfg(test)]
mod tests {
    use super::NeighborSearch;
    use crate::rng::Rng;
    use ndarray::{Array2, array};

    #[test]
    fn the_nearest_are_those_of_all_distances_sorted() {
        let mut rng = Rng::new(3);
        // Whole numbers, so that many are equally near; far from 0, so that products round.
        let x = Array2::from_shape_simple_fn((150, 3), || 1e6 + rng.below(4) as f64);
        let found = NeighborSearch::new(&x).and_then(|search| search.nearest(&x, 7)).expect("finite data");
        for (row, found) in x.rows().into_iter().zip(found) {
            let square = |place: usize| (&x.row(place) - &row).iter().map(|d| d * d).sum::<f64>();
            let mut all: Vec<usize> = (0..150).collect();
            all.sort_by(|&a, &b| square(a).total_cmp(&square(b)).then(a.cmp(&b)));
            assert_eq!(found.places, all[..7]);
        }
    }

    #[test]
    fn too_many_neighbours_and_odd_rows_are_refused() {
        let search = NeighborSearch::new(&array![[0.0, 1.0], [2.0, 3.0]]).expect("finite data");
        assert!(search.nearest(&array![[0.0, 0.0]], 3).is_err());
        assert!(search.nearest(&array![[0.0, 0.0]], 0).is_err());
        assert!(search.nearest(&array![[0.0]], 1).is_err());
        assert!(search.nearest(&array![[f64::NAN, 0.0]], 1).is_err());
        assert_eq!(search.nearest(&Array2::zeros((0, 2)), 1).expect("nothing to find"), []);
        assert!(search.nearest(&array![[1e300, -1e300]], 2).is_ok(), "squares overflow");
    }
}
