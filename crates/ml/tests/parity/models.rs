//! Linear and logistic regression, neighbours, naive Bayes, support vectors and k-means against scikit-learn.

use crate::compare::{classes, close, indices, matrix, numbers};
use ml::cluster::KMeans;
use ml::data::{diabetes, digits};
use ml::linear::{FittedLinear, LinearRegression, LogisticRegression, Penalty, Ridge};
use ml::naive_bayes::{BernoulliNb, GaussianNb, MultinomialNb};
use ml::neighbors::{KNeighborsClassifier, KNeighborsRegressor, NeighborWeights};
use ml::svm::{HingeLoss, Kernel, LinearSvc, Svc};
use ml::weights::ClassWeight;
use ndarray::{Array1, Array2, Axis, array, concatenate, s};
use serde_json::Value;

pub fn reference() -> Value {
    serde_json::from_str(include_str!("../reference/models.json")).expect("the reference is JSON")
}

/// The rows of a table.
fn rows(x: &Array2<f64>, from: usize, to: usize) -> Array2<f64> {
    x.slice(s![from..to, ..]).to_owned()
}

fn flat(x: &Array2<f64>) -> Vec<f64> {
    x.iter().copied().collect()
}

#[test]
fn linear_regression_is_scikit_learns() {
    let reference = reference();
    let data = &reference["data"];
    let (x, y) = (matrix(&data["x"]), Array1::from_vec(numbers(&data["y"])));
    let weights = Array1::from_vec(numbers(&data["weights"]));
    let check = |name: &str, fitted: FittedLinear| {
        let expected = &reference["linear"][name];
        close(name, &fitted.coef.to_vec(), &numbers(&expected["coef"]), 1e-8);
        close(name, &[fitted.intercept], &numbers(&expected["intercept"]), 1e-8);
    };
    let plain = LinearRegression::new();
    check("plain", plain.fit(&x, &y).expect("a fit"));
    check("no intercept", plain.fit_intercept(false).fit(&x, &y).expect("a fit"));
    check("weighted", plain.fit_weighted(&x, &y, &weights).expect("a fit"));
    check("ridge weighted", Ridge::new(0.7).fit_weighted(&x, &y, &weights).expect("a fit"));
    let repeated = concatenate![Axis(1), x, x.slice(s![.., ..1]).to_owned() * 2.0];
    check("repeated", plain.fit(&repeated, &y).expect("a fit"));
    let data = diabetes().expect("the set is whole");
    check("diabetes", plain.fit(&data.x, &data.y).expect("a fit"));
}

#[test]
fn logistic_regression_is_scikit_learns() {
    let reference = reference();
    let data = &reference["data"];
    let x = matrix(&data["x"]);
    let weights = Array1::from_vec(numbers(&data["weights"]));
    for (name, expected) in reference["logistic"].as_object().expect("fits by name") {
        let (targets, kind) = name.split_once(' ').expect("classes and kind");
        let model = LogisticRegression::new().tol(1e-8).max_iter(100_000);
        let model = match kind {
            "l2" => model.c(0.5),
            "none" => model.penalty(Penalty::None),
            "balanced" => model.class_weight(ClassWeight::Balanced),
            "no intercept" => model.fit_intercept(false),
            "l1" => model.c(0.3).penalty(Penalty::L1),
            "elastic" => model.c(0.3).penalty(Penalty::ElasticNet(0.4)),
            "weighted" => model,
            other => panic!("{other} is not known"),
        };
        let y = classes(&data[targets]);
        let fitted = match kind {
            "weighted" => model.fit_weighted(&x, &y, &weights),
            _ => model.fit(&x, &y),
        }
        .expect("it converges");
        close(name, &flat(&fitted.coef), &numbers(&expected["coef"]), 1e-4);
        // Without a penalty the intercepts of many classes may move together; scikit-learn's sum to 0 as well.
        close(name, &fitted.intercept.to_vec(), &numbers(&expected["intercept"]), 1e-4);
        let probabilities = fitted.predict_proba(&rows(&x, 0, 5)).expect("four features");
        close(name, &flat(&probabilities), &numbers(&expected["proba"]), 1e-4);
    }
}

#[test]
fn neighbours_are_scikit_learns() {
    let reference = &reference()["neighbors"];
    let (digits, diabetes) = (digits().expect("whole"), diabetes().expect("whole"));
    let (x, y) = (rows(&digits.x, 0, 300), digits.y.slice(s![..300]).to_owned());
    let new = rows(&digits.x, 300, 380);
    let (known, target) = (rows(&diabetes.x, 0, 200), diabetes.y.slice(s![..200]).to_owned());
    for (name, weights) in [("uniform", NeighborWeights::Uniform), ("distance", NeighborWeights::Distance)] {
        let fitted = KNeighborsClassifier::new(4).weights(weights).fit(&x, &y).expect("a fit");
        assert_eq!(fitted.predict(&new).expect("labels"), classes(&reference[name]["labels"]));
        let shares = fitted.predict_proba(&rows(&new, 0, 20)).expect("shares");
        close(name, &flat(&shares), &numbers(&reference[name]["proba"]), 1e-9);
        let fitted = KNeighborsRegressor::new(3).weights(weights).fit(&known, &target).expect("a fit");
        let found = fitted.predict(&rows(&diabetes.x, 190, 230)).expect("numbers");
        // scikit-learn leaves rounding in the distance of an example to itself, and so some weight to others.
        close(name, &found.to_vec(), &numbers(&reference[format!("{name} numbers")]), 1e-5);
    }
}

#[test]
fn naive_bayes_is_scikit_learns() {
    let reference = reference();
    let (data, expected) = (&reference["data"], &reference["bayes"]);
    let (x, y) = (matrix(&data["x"]), classes(&data["three"]));
    let weights: Array1<f64> = (0..120).map(|at| f64::from(at % 3 + 1)).collect();
    let first = rows(&x, 0, 20);
    let gaussian = GaussianNb::new().fit(&x, &y).and_then(|fitted| fitted.predict_proba(&first));
    close("gaussian", &flat(&gaussian.expect("shares")), &numbers(&expected["gaussian"]), 1e-9);
    let weighted =
        GaussianNb::new().fit_weighted(&x, &y, &weights).and_then(|fitted| fitted.predict_proba(&first));
    close("weighted", &flat(&weighted.expect("shares")), &numbers(&expected["gaussian weighted"]), 1e-9);
    let digits = digits().expect("the set is whole");
    let (x, y, new) =
        (rows(&digits.x, 0, 200), digits.y.slice(s![..200]).to_owned(), rows(&digits.x, 200, 230));
    let counts = MultinomialNb::new().alpha(0.5).fit(&x, &y).and_then(|fitted| fitted.predict_proba(&new));
    close("multinomial", &flat(&counts.expect("shares")), &numbers(&expected["multinomial"]), 1e-8);
    let bits = BernoulliNb::new().threshold(7.0).fit(&x, &y).expect("a fit");
    let shares = bits.predict_proba(&new).expect("shares");
    close("bernoulli", &flat(&shares), &numbers(&expected["bernoulli"]), 1e-8);
    assert_eq!(bits.predict(&new).expect("labels"), classes(&expected["bernoulli labels"]));
}

#[test]
fn linear_machines_are_liblinears() {
    let reference = reference();
    let data = &reference["data"];
    let x = matrix(&data["x"]);
    for targets in ["two", "three"] {
        let y = classes(&data[targets]);
        for (loss, kind) in [("squared_hinge", HingeLoss::Squared), ("hinge", HingeLoss::Plain)] {
            let name = format!("{targets} {loss}");
            let expected = &reference["machines"][&name];
            let model = LinearSvc::new().c(0.5).loss(kind).tol(1e-7).max_iter(1_000_000);
            let fitted = model.fit(&x, &y).expect("it converges");
            close(&name, &flat(&fitted.coef), &numbers(&expected["coef"]), 1e-4);
            close(&name, &fitted.intercept.to_vec(), &numbers(&expected["intercept"]), 1e-4);
        }
    }
}

#[test]
fn machines_with_kernels_are_libsvms() {
    let reference = reference();
    let data = &reference["data"];
    let x = matrix(&data["x"]);
    for targets in ["two", "three"] {
        let y = classes(&data[targets]);
        for kind in ["rbf", "linear", "balanced"] {
            let name = format!("{targets} {kind}");
            let expected = &reference["machines"][&name];
            let model = match kind {
                "rbf" => Svc::new(),
                "linear" => Svc::new().kernel(Kernel::Linear),
                _ => Svc::new().c(2.0).gamma(0.3).class_weight(ClassWeight::Balanced),
            };
            let fitted = model.tol(1e-8).fit(&x, &y).expect("it converges");
            assert_eq!(fitted.support, indices(&expected["support"]), "{name}");
            let first = rows(&x, 0, 30);
            // libsvm keeps its kernel in single precision.
            let decision = fitted.decision_function(&first).expect("four features");
            close(&name, &flat(&decision), &numbers(&expected["decision"]), 1e-4);
            assert_eq!(fitted.predict(&first).expect("labels"), classes(&expected["labels"]), "{name}");
        }
    }
    let digits = digits().expect("the set is whole");
    let fitted =
        Svc::new().fit(&rows(&digits.x, 0, 900), &digits.y.slice(s![..900]).to_owned()).expect("a fit");
    let expected = &reference["machines"]["digits"];
    let labels = fitted.predict(&rows(&digits.x, 900, 1200)).expect("labels");
    assert_eq!(labels, classes(&expected["labels"]));
    let support = expected["support"].as_u64().expect("a count") as f64;
    assert!((fitted.support.len() as f64 - support).abs() <= 0.01 * support, "{}", fitted.support.len());
}

#[test]
fn clusters_are_scikit_learns() {
    let expected = &reference()["clusters"];
    let x = digits().expect("the set is whole").x;
    let fitted = KMeans::new(10).init(rows(&x, 0, 10)).fit(&x).expect("clusters");
    assert_eq!(fitted.labels, classes(&expected["labels"]));
    close("inertia", &[fitted.inertia], &numbers(&expected["inertia"]), 1e-10);
    close("center", &fitted.centers.row(0).to_vec(), &numbers(&expected["first"]), 1e-10);
    assert_eq!(fitted.inertias.len(), indices(&expected["iterations"])[0]);
    let best = KMeans::new(10).fit(&x).expect("clusters").inertia;
    close("best of ten", &[best], &numbers(&expected["best of ten"]), 5e-3);
    let far = array![[0.0, 0.0], [1.0, 0.0], [0.0, 1.5], [9.0, 9.0]];
    let start = array![[0.0, 0.0], [1.0, 1.0], [90.0, 90.0]];
    let fitted = KMeans::new(3).init(start).fit(&far).expect("clusters");
    assert_eq!(fitted.labels, classes(&expected["empty"]["labels"]));
    close("empty", &[fitted.inertia], &numbers(&expected["empty"]["inertia"]), 1e-12);
}
