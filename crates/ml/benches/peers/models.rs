//! Fitting the classic models, the work that `models.py` does with scikit-learn.

use crate::clock::{Rows, Work};
use crate::table::{Table, table};
use ml::cluster::KMeans;
use ml::data::{KFold, digits};
use ml::error::Result;
use ml::linear::{LinearRegression, LogisticRegression, Ridge, lasso_path};
use ml::naive_bayes::GaussianNb;
use ml::ndarray::{Array1, Array2};
use ml::neighbors::KNeighborsClassifier;
use ml::preprocessing::Pca;
use ml::selection::{RegressionScore, RegressionTask};
use ml::svm::{LinearSvc, Svc};
use ml::tree::{
    DecisionTreeClassifier, GradientBoostingClassifier, RandomForestClassifier, RandomForestRegressor,
};

/// The rows of this file.
pub fn rows() -> Result<Rows> {
    Ok([linear(), trees(), others()?].into_iter().flatten().collect())
}

fn linear() -> Rows {
    vec![
        ("least squares 10000x100", on(10_000, 100, |x, y, _| LinearRegression::new().fit(x, y).map(drop))),
        ("ridge 10000x100", on(10_000, 100, |x, y, _| Ridge::new(1.0).fit(x, y).map(drop))),
        ("lasso path 10000x100", on(10_000, 100, |x, y, _| lasso_path(x, y, 100).map(drop))),
        ("10-fold ridge 10000x100", on(10_000, 100, |x, y, _| ten_folds(x, y))),
        ("PCA 10000x100, 10 kept", on(10_000, 100, |x, _, _| Pca::new(10).fit(x).map(drop))),
        (
            "logistic 20000x50",
            on(20_000, 50, |x, _, classes| LogisticRegression::new().fit(x, classes).map(drop)),
        ),
        (
            "linear machine 10000x20",
            on(10_000, 20, |x, _, classes| LinearSvc::new().fit(x, classes).map(drop)),
        ),
    ]
}

fn ten_folds(x: &Array2<f64>, y: &Array1<f64>) -> Result<()> {
    let folds = KFold::new(10).split(x.nrows())?;
    RegressionTask::new(x, y, RegressionScore::R2)?.cross_val_score(&Ridge::new(1.0), &folds).map(drop)
}

fn trees() -> Rows {
    let forest = |x: &_, _: &_, classes: &_| RandomForestClassifier::new(100).fit(x, classes).map(drop);
    let values = |x: &_, y: &_, _: &_| RandomForestRegressor::new(20).fit(x, y).map(drop);
    let boosting = |x: &_, _: &_, classes: &_| GradientBoostingClassifier::new(100).fit(x, classes).map(drop);
    let bins =
        |x: &_, _: &_, classes: &_| GradientBoostingClassifier::new(100).bins(255).fit(x, classes).map(drop);
    vec![
        (
            "tree 10000x20",
            on(10_000, 20, |x, _, classes| DecisionTreeClassifier::new().fit(x, classes).map(drop)),
        ),
        ("forest of 100, 10000x20", on(10_000, 20, forest)),
        ("regression forest of 20, 10000x20", on(10_000, 20, values)),
        ("boosting 100 x depth 3, 10000x20", on(10_000, 20, boosting)),
        ("boosting on bins, 10000x20", on(10_000, 20, bins)),
    ]
}

type Fit = fn(&Array2<f64>, &Array1<f64>, &Array1<usize>) -> Result<()>;

/// Work on a table of this size.
fn on(rows: usize, columns: usize, fit: Fit) -> Work {
    let Table { x, y, classes } = table(rows, columns);
    let mut x = x.into_iter();
    let x = Array2::from_shape_simple_fn((rows, columns), || x.next().unwrap_or(0.0));
    let (y, classes) = (Array1::from_vec(y), Array1::from_vec(classes));
    Box::new(move || Ok(fit(&x, &y, &classes)?))
}

fn others() -> Result<Rows> {
    let data = digits()?;
    let neighbors = KNeighborsClassifier::new(5).fit(&data.x, &data.y)?;
    let row = |fit: fn(&Array2<f64>, &Array1<usize>) -> Result<()>| -> Work {
        let (x, y) = (data.x.clone(), data.y.clone());
        Box::new(move || Ok(fit(&x, &y)?))
    };
    Ok(vec![
        ("logistic digits", row(|x, y| LogisticRegression::new().fit(x, y).map(drop))),
        ("naive Bayes digits", row(|x, y| GaussianNb::new().fit(x, y).map(drop))),
        ("RBF machine digits", row(|x, y| Svc::new().fit(x, y).map(drop))),
        ("k-means digits, 10 starts", row(|x, _| KMeans::new(10).fit(x).map(drop))),
        ("PCA digits, 10 kept", row(|x, _| Pca::new(10).fit(x).map(drop))),
        ("k-NN digits, predict all", Box::new(move || Ok(neighbors.predict(&data.x).map(drop)?))),
    ])
}
