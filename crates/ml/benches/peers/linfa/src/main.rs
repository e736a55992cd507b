//! The rows of `models.rs` with linfa, as far as it has them. `compare.py` runs this in turns with the others.
//!
//! linfa has no path of the lasso and no cross-validation that keeps what folds share: each penalty and each fold is a
//! fit of its own here, as it is for its users. Its support vector machines tell two classes apart, so that they have no
//! row. Where a method goes on until little changes, "little" is what `models.py` says or means by default.

#[path = "../../clock.rs"]
mod clock;
#[path = "../../table.rs"]
mod table;

use clock::{Rows, Work};
use linfa::prelude::*;
use linfa_bayes::GaussianNb;
use linfa_clustering::KMeans;
use linfa_elasticnet::ElasticNet;
use linfa_ensemble::RandomForestParams;
use linfa_linear::LinearRegression;
use linfa_logistic::{LogisticRegression, MultiLogisticRegression};
use linfa_nn::distance::L2Dist;
use linfa_nn::{CommonNearestNeighbour, NearestNeighbour};
use linfa_reduction::Pca;
use linfa_trees::{DecisionTree, DecisionTreeParams};
use ndarray::{Array1, Array2, Ix1};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;
use std::error::Error;
use table::{Table, table};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result {
    let wanted = clock::Wanted::read();
    rayon::ThreadPoolBuilder::new().num_threads(wanted.threads).build_global()?;
    wanted.print_times(linear().into_iter().chain(on_classes()).chain(on_digits()?).collect())
}

/// Numbers to be told.
type Values = Dataset<f64, f64, Ix1>;
/// Classes.
type Classes = Dataset<f64, usize, Ix1>;

fn linear() -> Rows {
    vec![
        ("least squares 10000x100", on_values(|data| kept(LinearRegression::new().fit(data)))),
        ("ridge 10000x100", on_values(|data| ridge(data).map(drop))),
        ("lasso path 10000x100", on_values(lasso_path)),
        ("10-fold ridge 10000x100", on_values(ten_folds)),
        ("PCA 10000x100, 10 kept", on_values(|data| kept(Pca::params(10).fit(data)))),
    ]
}

/// Work on the table of 100 columns.
fn on_values(fit: fn(&Values) -> Result) -> Work {
    let Table { x, y, .. } = table(10_000, 100);
    let data = Dataset::new(square(x, 100), Array1::from_vec(y));
    Box::new(move || fit(&data))
}

/// What was fitted, so that nobody finds it needless.
fn kept<M, E: Error + 'static>(fitted: std::result::Result<M, E>) -> Result {
    std::hint::black_box(fitted?);
    Ok(())
}

/// linfa's penalty is on the mean of the squares.
fn ridge(data: &Values) -> Result<ElasticNet<f64>> {
    Ok(ElasticNet::ridge().penalty(1.0 / data.nsamples() as f64).fit(data)?)
}

/// A hundred penalties from the least that leaves nothing down to a thousandth of it.
fn lasso_path(data: &Values) -> Result {
    let (x, y) = (data.records(), data.targets());
    let centered = y - y.mean().unwrap_or(0.0);
    let most = x.t().dot(&centered).fold(0.0, |most: f64, value| most.max(value.abs())) / x.nrows() as f64;
    for step in 0..100 {
        let penalty = most * 1e-3_f64.powf(f64::from(step) / 99.0);
        kept(ElasticNet::lasso().penalty(penalty).fit(data))?;
    }
    Ok(())
}

fn ten_folds(data: &Values) -> Result {
    for (rest, held) in data.fold(10) {
        std::hint::black_box(ridge(&rest)?.predict(&held).r2(&held)?);
    }
    Ok(())
}

fn on_classes() -> Rows {
    vec![
        (
            "logistic 20000x50",
            on_two(20_000, 50, |data| {
                kept(LogisticRegression::default().max_iterations(10_000).gradient_tolerance(1e-4).fit(data))
            }),
        ),
        ("tree 10000x20", on_two(10_000, 20, |data| kept(grown().fit(data)))),
        (
            "forest of 100, 10000x20",
            on_two(10_000, 20, |data| {
                let forest = RandomForestParams::new_fixed_rng(grown(), seeded()).ensemble_size(100);
                kept(forest.bootstrap_proportion(1.0).feature_proportion(0.2).fit(data))
            }),
        ),
    ]
}

/// A tree that grows until every leaf is of one class.
fn grown() -> DecisionTreeParams<f64, usize> {
    DecisionTree::params().min_weight_leaf(1.0).min_weight_split(2.0)
}

/// Work on a table of two classes.
fn on_two(rows: usize, columns: usize, fit: fn(&Classes) -> Result) -> Work {
    let Table { x, classes, .. } = table(rows, columns);
    let data = Dataset::new(square(x, columns), Array1::from_vec(classes));
    Box::new(move || fit(&data))
}

fn square(x: Vec<f64>, columns: usize) -> Array2<f64> {
    Array2::from_shape_vec((x.len() / columns, columns), x).expect("every row is whole")
}

fn on_digits() -> Result<Rows> {
    let digits = ml::data::digits()?;
    let x = square(digits.x.iter().copied().collect(), digits.x.ncols());
    let data = Dataset::new(x, digits.y.iter().copied().collect());
    let row = |fit: fn(&Classes) -> Result| -> Work {
        let data = data.clone();
        Box::new(move || fit(&data))
    };
    Ok(vec![
        (
            "logistic digits",
            row(|data| {
                let model = MultiLogisticRegression::default();
                kept(model.max_iterations(10_000).gradient_tolerance(1e-4).fit(data))
            }),
        ),
        ("naive Bayes digits", row(|data| kept(GaussianNb::params().fit(data)))),
        (
            "k-means digits, 10 starts",
            row(|data| {
                let model = KMeans::params_with_rng(10, seeded()).n_runs(10).max_n_iterations(300);
                kept(model.tolerance(1e-4).fit(data))
            }),
        ),
        (
            "PCA digits, 10 kept",
            row(|data| {
                let values = data.targets().mapv(|class| class as f64);
                kept(Pca::params(10).fit(&Dataset::new(data.records().clone(), values)))
            }),
        ),
        ("k-NN digits, predict all", row(nearest)),
    ])
}

fn seeded() -> Xoshiro256Plus {
    Xoshiro256Plus::seed_from_u64(0)
}

/// The class that most of the five nearest have.
fn nearest(data: &Classes) -> Result {
    let (x, y) = (data.records(), data.targets());
    let index = CommonNearestNeighbour::LinearSearch.from_batch(x, L2Dist)?;
    for row in x.rows() {
        let mut votes = [0; 10];
        index.k_nearest(row, 5)?.iter().for_each(|(_, at)| votes[y[*at]] += 1);
        std::hint::black_box(votes);
    }
    Ok(())
}
