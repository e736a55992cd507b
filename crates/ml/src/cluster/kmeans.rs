//! k-means: its settings, its beginnings and what it gives back.

use super::lloyd::{Clustering, Points, lloyd};
use crate::error::{Error, Result, check_finite_2};
use crate::examples::{check_features, check_setting, check_training};
use crate::math;
use crate::parallel;
use crate::rng::Rng;
use ndarray::{Array1, Array2, Axis};
use serde::{Deserialize, Serialize};

/// Finds centers such that the squared distances of all examples to the nearest one are small (S. Lloyd, 1982). It begins
/// with k-means++ (D. Arthur and S. Vassilvitskii, 2007), which spreads the first centers, several times over, and keeps the
/// best end.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeans {
    clusters: usize,
    starts: usize,
    init: Option<Array2<f64>>,
    max_iter: usize,
    tol: f64,
    seed: u64,
}

/// What a [`KMeans`] found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedKMeans {
    /// The centers: a row a cluster.
    pub centers: Array2<f64>,
    /// The cluster of each training example.
    pub labels: Array1<usize>,
    /// The sum of the squared distances of the training examples to their centers.
    pub inertia: f64,
    /// The inertia before each move of the centers, in the start that ended best: it never rises.
    pub inertias: Vec<f64>,
}

impl Default for KMeans {
    fn default() -> Self {
        Self::new(8)
    }
}

impl KMeans {
    /// So many clusters, found in the best of 10 starts of at most 300 iterations each.
    pub fn new(clusters: usize) -> Self {
        Self { clusters, starts: 10, init: None, max_iter: 300, tol: 1e-4, seed: 0 }
    }

    /// How many starts there are.
    pub fn n_init(mut self, starts: usize) -> Self {
        self.starts = starts;
        self
    }

    /// Starts once, from these centers: a row a cluster.
    pub fn init(mut self, centers: Array2<f64>) -> Self {
        self.init = Some(centers);
        self
    }

    /// How often the centers move at most.
    pub fn max_iter(mut self, max_iter: usize) -> Self {
        self.max_iter = max_iter;
        self
    }

    /// The end: the centers moved by no more than this share of the features' mean variance (the sum of squared ways).
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = tol;
        self
    }

    /// Draws the first centers: a stream for each start.
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = seed;
        self
    }

    /// Finds the clusters of the rows of `x`, on several threads. Like scikit-learn it ends quietly after
    /// [`Self::max_iter`] moves.
    ///
    /// # Errors
    /// [`Error::Empty`], [`Error::NotFinite`]; [`Error::Shape`] if given centers don't fit; [`Error::Parameter`] for a setting
    /// out of its range, such as more clusters than examples.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedKMeans> {
        check_training(x)?;
        self.check(x)?;
        let points = Points::new(x);
        let tol = self.tol * points.mean_variance();
        let best = match &self.init {
            Some(centers) => Some(lloyd(&points, points.moved(centers), self.max_iter, tol)),
            None => {
                let streams = Rng::new(self.seed);
                let ends = parallel::map(self.starts, |start| {
                    let first = plus_plus(&points, self.clusters, &mut streams.fork(start as u64));
                    lloyd(&points, first, self.max_iter, tol)
                });
                let better = |best: Clustering, next: Clustering| {
                    if next.inertia < best.inertia { next } else { best }
                };
                ends.into_iter().reduce(better)
            }
        };
        let Some(best) = best else { return Err(Error::Empty { what: "starts".to_owned() }) };
        Ok(FittedKMeans {
            centers: points.moved_back(&best.centers),
            labels: Array1::from_vec(best.labels),
            inertia: best.inertia,
            inertias: best.inertias,
        })
    }

    fn check(&self, x: &Array2<f64>) -> Result<()> {
        check_setting("tol", self.tol, self.tol >= 0.0 && self.tol.is_finite(), "0 or more")?;
        let ranges = [
            ("clusters", self.clusters, x.nrows()),
            ("n_init", self.starts, usize::MAX),
            ("max_iter", self.max_iter, usize::MAX),
        ];
        for (name, value, most) in ranges {
            if !(1..=most).contains(&value) {
                let expected = if most == usize::MAX {
                    "1 or more".to_owned()
                } else {
                    format!("from 1 to the number of examples, {most}")
                };
                return Err(Error::Parameter { name, value: value.to_string(), expected });
            }
        }
        let Some(centers) = &self.init else { return Ok(()) };
        check_finite_2(centers, "centers")?;
        if centers.dim() == (self.clusters, x.ncols()) {
            return Ok(());
        }
        Err(Error::Shape {
            what: "centers".to_owned(),
            expected: format!("{} x {}", self.clusters, x.ncols()),
            found: format!("{} x {}", centers.nrows(), centers.ncols()),
        })
    }
}

impl FittedKMeans {
    /// The nearest center of each row of `x`; the first one among equally near ones.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features, [`Error::NotFinite`].
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        check_features(x, self.centers.ncols())?;
        if x.nrows() == 0 {
            return Ok(Array1::zeros(0));
        }
        let points = Points::new(x);
        Ok(Array1::from_vec(points.nearest(&points.moved(&self.centers)).0))
    }

    /// The distance of each row of `x` to each center.
    ///
    /// # Errors
    /// As [`Self::predict`].
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_features(x, self.centers.ncols())?;
        Ok(Array2::from_shape_fn((x.nrows(), self.centers.nrows()), |(row, center)| {
            let apart = x.row(row).into_iter().zip(self.centers.row(center));
            apart.fold(0.0, |sum, (a, b)| sum + (a - b) * (a - b)).sqrt()
        }))
    }
}

/// First centers: each is an example, drawn with a probability in proportion to its squared distance from those that were
/// drawn before. As in scikit-learn, of a few drawn ones that is taken which leaves the least distances.
fn plus_plus(points: &Points, clusters: usize, rng: &mut Rng) -> Array2<f64> {
    let trials = 2 + math::ln(clusters as f64) as usize;
    let mut taken = vec![rng.below(points.rows())];
    let mut nearest = points.distances_to(&taken).remove(0);
    while taken.len() < clusters {
        let drawn: Vec<usize> = (0..trials).map(|_| rng.choose_weighted(&nearest)).collect();
        let closer = |distances: Vec<f64>| -> (f64, Vec<f64>) {
            let closer: Vec<f64> = distances.iter().zip(&nearest).map(|(a, b)| a.min(*b)).collect();
            (crate::sum::sum(&closer), closer)
        };
        let outcomes = points.distances_to(&drawn).into_iter().map(closer).zip(drawn);
        let best = outcomes.reduce(|best, next| if next.0.0 < best.0.0 { next } else { best });
        let Some(((_, closer), place)) = best else { break };
        taken.push(place);
        nearest = closer;
    }
    points.x.select(Axis(0), &taken)
}
