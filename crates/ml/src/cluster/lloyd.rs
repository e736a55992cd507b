//! Lloyd's iteration: every example to its nearest center, every center to the mean of its examples.

use crate::matmul::matmul_nt;
use crate::sum;
use ndarray::{Array2, Axis};

/// Examples, moved so that their mean is 0, which keeps what rounding takes from distances small.
pub(super) struct Points {
    pub(super) x: Array2<f64>,
    mean: Vec<f64>,
    /// ‖x‖² of each example.
    squares: Vec<f64>,
}

/// Where an iteration came to.
pub(super) struct Clustering {
    pub(super) centers: Array2<f64>,
    pub(super) labels: Vec<usize>,
    pub(super) inertia: f64,
    pub(super) inertias: Vec<f64>,
}

impl Points {
    pub(super) fn new(x: &Array2<f64>) -> Self {
        let mut mean = vec![0.0; x.ncols()];
        for row in x.rows() {
            mean.iter_mut().zip(row).for_each(|(mean, value)| *mean += value);
        }
        mean.iter_mut().for_each(|mean| *mean /= x.nrows() as f64);
        let mut points = Self { x: x.as_standard_layout().into_owned(), mean, squares: Vec::new() };
        points.x = points.moved(&points.x);
        points.squares = squares(&points.x);
        points
    }

    pub(super) fn rows(&self) -> usize {
        self.x.nrows()
    }

    /// The rows, moved like the examples.
    pub(super) fn moved(&self, rows: &Array2<f64>) -> Array2<f64> {
        self.shifted(rows, -1.0)
    }

    /// The rows, moved back to where the examples were.
    pub(super) fn moved_back(&self, rows: &Array2<f64>) -> Array2<f64> {
        self.shifted(rows, 1.0)
    }

    fn shifted(&self, rows: &Array2<f64>, sign: f64) -> Array2<f64> {
        let mut rows = rows.clone();
        for mut row in rows.rows_mut() {
            row.iter_mut().zip(&self.mean).for_each(|(value, mean)| *value += sign * mean);
        }
        rows
    }

    /// The mean over the features of their variances.
    pub(super) fn mean_variance(&self) -> f64 {
        sum::sum(&self.squares) / self.x.len() as f64
    }

    /// The squared distances of all examples to each of those at `places`.
    pub(super) fn distances_to(&self, places: &[usize]) -> Vec<Vec<f64>> {
        let some = self.x.select(Axis(0), places);
        let products = matmul_nt(some.view(), self.x.view());
        let pairs = places.iter().zip(products.rows());
        pairs
            .map(|(&place, products)| {
                let own = self.squares[place];
                let distance = |(product, square): (&f64, &f64)| (own - 2.0 * product + square).max(0.0);
                let mut distances: Vec<f64> = products.iter().zip(&self.squares).map(distance).collect();
                distances[place] = 0.0;
                distances
            })
            .collect()
    }

    /// The nearest center of each example, and the squared distance to it.
    pub(super) fn nearest(&self, centers: &Array2<f64>) -> (Vec<usize>, Vec<f64>) {
        let center_squares = squares(centers);
        let products = matmul_nt(self.x.view(), centers.view());
        let nearest = |(products, square): (&[f64], &f64)| {
            let mut best = (0, f64::INFINITY);
            for (center, (product, center_square)) in products.iter().zip(&center_squares).enumerate() {
                let distance = center_square - 2.0 * product;
                if distance < best.1 {
                    best = (center, distance);
                }
            }
            (best.0, (best.1 + square).max(0.0))
        };
        rows(&products).zip(&self.squares).map(nearest).unzip()
    }

    /// The squared distance of an example to a center, without the rounding of a product.
    fn distance(&self, row: usize, centers: &Array2<f64>, center: usize) -> f64 {
        let apart = self.x.row(row).into_iter().zip(centers.row(center)).map(|(a, b)| a - b);
        sum::sum_squares(&apart.collect::<Vec<f64>>())
    }

    /// The mean of each cluster's examples. A cluster without examples takes the one that is farthest from its center, as in
    /// scikit-learn.
    fn means(&self, labels: &[usize], distances: &[f64], clusters: usize) -> Array2<f64> {
        let mut sums = Array2::<f64>::zeros((clusters, self.x.ncols()));
        let mut counts = vec![0.0; clusters];
        let width = self.x.ncols();
        if let Some(sums) = sums.as_slice_mut() {
            for (row, &label) in rows(&self.x).zip(labels) {
                let sum = &mut sums[label * width..(label + 1) * width];
                sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
                counts[label] += 1.0;
            }
        }
        let empty: Vec<usize> = (0..clusters).filter(|&cluster| counts[cluster] == 0.0).collect();
        if !empty.is_empty() {
            let mut farthest: Vec<usize> = (0..labels.len()).collect();
            farthest.sort_by(|&a, &b| distances[b].total_cmp(&distances[a]).then(a.cmp(&b)));
            for (cluster, row) in empty.into_iter().zip(farthest) {
                let point = self.x.row(row);
                sums.row_mut(labels[row]).iter_mut().zip(point).for_each(|(sum, value)| *sum -= value);
                sums.row_mut(cluster).assign(&point);
                counts[labels[row]] -= 1.0;
                counts[cluster] = 1.0;
            }
        }
        for (mut row, count) in sums.rows_mut().into_iter().zip(counts).filter(|(_, count)| *count > 0.0) {
            row.iter_mut().for_each(|value| *value /= count);
        }
        sums
    }
}

/// Iterates from `centers` until no example changes its cluster, or the centers move by no more than `tol`.
pub(super) fn lloyd(points: &Points, mut centers: Array2<f64>, max_iter: usize, tol: f64) -> Clustering {
    let mut inertias = Vec::new();
    let mut before: Vec<usize> = Vec::new();
    let mut settled = false;
    for _ in 0..max_iter {
        let (labels, distances) = points.nearest(&centers);
        inertias.push(sum::sum(&distances));
        let means = points.means(&labels, &distances, centers.nrows());
        let ways: Vec<f64> = means.iter().zip(&centers).map(|(new, old)| new - old).collect();
        centers = means;
        settled = labels == before;
        before = labels;
        if settled || sum::sum_squares(&ways) <= tol {
            break;
        }
    }
    // Unless nothing changed at last, the labels are those of the centers before the last move.
    let labels = if settled { before } else { points.nearest(&centers).0 };
    let apart: Vec<f64> =
        labels.iter().enumerate().map(|(row, &label)| points.distance(row, &centers, label)).collect();
    Clustering { inertia: sum::sum(&apart), centers, labels, inertias }
}

/// The rows of a table in standard layout, as slices.
fn rows(table: &Array2<f64>) -> impl Iterator<Item = &[f64]> {
    table.as_slice().unwrap_or(&[]).chunks_exact(table.ncols().max(1))
}

fn squares(rows: &Array2<f64>) -> Vec<f64> {
    rows.rows().into_iter().map(|row| sum::sum_squares(&row.to_vec())).collect()
}
