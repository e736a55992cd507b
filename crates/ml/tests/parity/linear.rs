//! Linear models, scaling and paths against scikit-learn.

use crate::compare::{close, numbers};
use ml::data::diabetes;
use ml::linear::{ElasticNet, FittedLinear, Lasso, Ridge};
use ml::preprocessing::StandardScaler;
use ndarray::{Array1, Array2};
use serde_json::Value;

fn reference() -> Value {
    serde_json::from_str(include_str!("../reference/linear.json")).expect("the reference is JSON")
}

fn scaled() -> (Array2<f64>, Array1<f64>) {
    let data = diabetes().expect("the set is whole");
    let scaler = StandardScaler::new().fit(&data.x).expect("finite data");
    let reference = &reference()["scaler"];
    close("mean", &scaler.mean.to_vec(), &numbers(&reference["mean"]), 1e-14);
    close("scale", &scaler.scale.to_vec(), &numbers(&reference["scale"]), 1e-14);
    (scaler.transform(&data.x).expect("ten features"), data.y)
}

/// Compares the fits for every penalty of one model.
fn compare(model: &str, tolerance: f64, fit: impl Fn(f64, &Array2<f64>, &Array1<f64>) -> FittedLinear) {
    let (x, y) = scaled();
    for (alpha, expected) in reference()[model].as_object().expect("fits by penalty") {
        let fitted = fit(alpha.parse().expect("a penalty"), &x, &y);
        let what = format!("{model} {alpha}");
        close(&what, &fitted.coef.to_vec(), &numbers(&expected["coef"]), tolerance);
        close(&what, &[fitted.intercept], &[expected["intercept"].as_f64().expect("a number")], 1e-12);
        let score = fitted.score(&x, &y).expect("a score");
        close(&what, &[score], &[expected["score"].as_f64().expect("a number")], tolerance);
    }
}

#[test]
fn ridge_is_scikit_learns() {
    compare("ridge", 1e-9, |alpha, x, y| Ridge::new(alpha).fit(x, y).expect("a fit"));
}

#[test]
fn lasso_is_scikit_learns_with_the_same_zeros() {
    compare("lasso", 1e-6, |alpha, x, y| {
        Lasso::new(alpha).tol(1e-12).max_iter(100_000).fit(x, y).expect("a fit")
    });
    let (x, y) = scaled();
    let zeros = |weights: &[f64]| weights.iter().map(|weight| *weight == 0.0).collect::<Vec<_>>();
    let fitted = Lasso::new(10.0).tol(1e-12).max_iter(100_000).fit(&x, &y).expect("a fit");
    assert_eq!(zeros(&fitted.coef.to_vec()), zeros(&numbers(&reference()["lasso"]["10.0"]["coef"])));
}

#[test]
fn the_elastic_net_is_scikit_learns() {
    compare("elastic net", 1e-6, |alpha, x, y| {
        ElasticNet::new(alpha).tol(1e-12).max_iter(100_000).fit(x, y).expect("a fit")
    });
}

#[test]
fn the_weighted_elastic_net_is_scikit_learns() {
    let (x, y) = scaled();
    let weights: Array1<f64> = (0..y.len()).map(|row| 0.5 + (row * 7 % 16) as f64 / 10.0).collect();
    let model = ElasticNet::new(1.0).tol(1e-12).max_iter(100_000);
    let fitted = model.fit_weighted(&x, &y, &weights).expect("a fit");
    let expected = &reference()["elastic net, weighted"];
    close("weights", &fitted.coef.to_vec(), &numbers(&expected["coef"]), 1e-6);
    close("intercept", &[fitted.intercept], &[expected["intercept"].as_f64().expect("a number")], 1e-9);
    let scaled = model.fit_weighted(&x, &y, &(3.0 * weights)).expect("a fit");
    close("proportions", &scaled.coef.to_vec(), &fitted.coef.to_vec(), 1e-9);
}

#[test]
fn the_lasso_path_is_scikit_learns() {
    let (x, y) = scaled();
    let path = ElasticNet::new(1.0)
        .l1_ratio(1.0)
        .tol(1e-12)
        .max_iter(100_000)
        .path(&x, &y, 10, 1e-2)
        .expect("a path");
    let expected = &reference()["lasso path"];
    close("penalties", &path.alphas.to_vec(), &numbers(&expected["alphas"]), 1e-12);
    for (at, row) in expected["coefs"].as_array().expect("rows").iter().enumerate() {
        close(&format!("weights {at}"), &path.coefs.row(at).to_vec(), &numbers(row), 1e-5);
    }
}
