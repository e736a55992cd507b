//! The rows of models.rs with linfa.

use crate::clock::{Rows, Work};
use crate::table::{Table, table};
use linfa::dataset::{Dataset, Records};
use linfa::traits::Fit;
use linfa_bayes::GaussianNb;
use linfa_clustering::KMeans;
use linfa_elasticnet::ElasticNet;
use linfa_linear::LinearRegression;
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use linfa_nn::distance::L2Dist;
use linfa_nn::{LinearSearch, NearestNeighbour};
use linfa_reduction::Pca;
use linfa_svm::Svm;
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2, Axis, Ix1};
use rand_xoshiro::Xoshiro256Plus;
use rand_xoshiro::rand_core::SeedableRng;
use std::error::Error;

type Done = Result<(), Box<dyn Error>>;
type Numbers = Dataset<f64, f64, Ix1>;
type Classes = Dataset<f64, usize, Ix1>;

/// The rows of this file. Ridge is not among them: linfa goes feature by feature until a duality gap closes that without an
/// L1 term never does, so it makes all of its 1,000 rounds.
pub fn rows() -> Result<Rows, Box<dyn Error>> {
    let digits = digits()?;
    let on_digits = |work: fn(&Classes) -> Done| -> Work {
        let digits = digits.clone();
        Box::new(move || work(&digits))
    };
    Ok(vec![
        ("least squares 10000x100", numbers(10_000, 100, |data| done(LinearRegression::new().fit(data)))),
        ("lasso path 10000x100", numbers(10_000, 100, lasso_path)),
        ("PCA 10000x100, 10 kept", numbers(10_000, 100, |data| done(Pca::params(10).fit(data)))),
        ("logistic 20000x50", classes(20_000, 50, logistic)),
        ("logistic digits", on_digits(multinomial)),
        ("tree 10000x20", classes(10_000, 20, tree)),
        ("naive Bayes digits", on_digits(|data| done(GaussianNb::params().fit(data)))),
        ("RBF machine digits", on_digits(machines)),
        ("k-means digits, 10 starts", on_digits(k_means)),
        ("PCA digits, 10 kept", on_digits(|data| done(Pca::params(10).fit(data)))),
        ("k-NN digits, predict all", on_digits(neighbors)),
    ])
}

fn done<T, E: Error + 'static>(fitted: Result<T, E>) -> Done {
    Ok(fitted.map(|fitted| drop(std::hint::black_box(fitted)))?)
}

fn numbers(rows: usize, columns: usize, work: fn(&Numbers) -> Done) -> Work {
    let Table { x, y, .. } = table(rows, columns);
    let data = Dataset::new(shaped(rows, columns, x), Array1::from(y));
    Box::new(move || work(&data))
}

fn classes(rows: usize, columns: usize, work: fn(&Classes) -> Done) -> Work {
    let Table { x, classes, .. } = table(rows, columns);
    let data = Dataset::new(shaped(rows, columns, x), Array1::from(classes));
    Box::new(move || work(&data))
}

fn shaped(rows: usize, columns: usize, values: Vec<f64>) -> Array2<f64> {
    let mut values = values.into_iter();
    Array2::from_shape_simple_fn((rows, columns), || values.next().unwrap_or(0.0))
}

/// The core's digits, in the ndarray that linfa knows.
fn digits() -> Result<Classes, Box<dyn Error>> {
    let data = ml::data::digits()?;
    let (rows, columns) = data.x.dim();
    Ok(Dataset::new(shaped(rows, columns, data.x.into_iter().collect()), data.y.into_iter().collect()))
}

/// A hundred fits from the least penalty that leaves no weight to a thousandth of it; none can begin where the one before
/// ended.
fn lasso_path(data: &Numbers) -> Done {
    let examples = data.nsamples() as f64;
    let centered = &data.targets - data.targets.mean().unwrap_or(0.0);
    let most =
        data.records.t().dot(&centered).iter().fold(0.0_f64, |most, sum| most.max(sum.abs())) / examples;
    for step in 0..100 {
        let penalty = most * 1e-3_f64.powf(f64::from(step) / 99.0);
        done(ElasticNet::lasso().penalty(penalty).fit(data))?;
    }
    Ok(())
}

/// The slope of the mean loss at which the others end; linfa sums the losses.
fn slope(data: &Classes) -> f64 {
    1e-4 * data.nsamples() as f64
}

fn logistic(data: &Classes) -> Done {
    done(LogisticRegression::default().max_iterations(10_000).gradient_tolerance(slope(data)).fit(data))
}

fn multinomial(data: &Classes) -> Done {
    done(MultiLogisticRegression::default().max_iterations(10_000).gradient_tolerance(slope(data)).fit(data))
}

fn tree(data: &Classes) -> Done {
    done(DecisionTree::params().min_impurity_decrease(f64::EPSILON).fit(data))
}

/// A machine for each pair of classes, as the others train them: linfa has machines for two classes.
fn machines(data: &Classes) -> Done {
    // An entry of the kernel is e^(-d² / width); the others take 1 / (features · variance) for its inverse.
    let width = data.nfeatures() as f64 * data.records.var(0.0);
    for first in 0..10 {
        for second in 0..first {
            let of_pair = |row: &usize| [first, second].contains(&data.targets[*row]);
            let rows: Vec<usize> = (0..data.nsamples()).filter(of_pair).collect();
            let targets = rows.iter().map(|row| data.targets[*row] == first).collect::<Array1<bool>>();
            let pair = Dataset::new(data.records.select(Axis(0), &rows), targets);
            done(Svm::<f64, bool>::params().gaussian_kernel(width).eps(1e-3).fit(&pair))?;
        }
    }
    Ok(())
}

/// linfa ends where the centers, taken together, moved less than this; the others look at its square.
fn k_means(data: &Classes) -> Done {
    let variance = data.records.var_axis(Axis(0), 0.0).mean().unwrap_or(0.0);
    let rng = Xoshiro256Plus::seed_from_u64(0);
    done(KMeans::params_with_rng(10, rng).n_runs(10).tolerance((1e-4 * variance).sqrt()).fit(data))
}

/// The most frequent class of the five nearest: linfa finds neighbours and leaves the rest to us.
fn neighbors(data: &Classes) -> Done {
    let index = LinearSearch::new().from_batch(&data.records, L2Dist)?;
    let mut said = Vec::with_capacity(data.nsamples());
    for row in data.records.rows() {
        let mut votes = [0; 10];
        for (_, at) in index.k_nearest(row, 5)? {
            votes[data.targets[at]] += 1;
        }
        said.push((0..10).rev().max_by_key(|class| votes[*class]));
    }
    drop(std::hint::black_box(said));
    Ok(())
}
