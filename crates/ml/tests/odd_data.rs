//! Odd data: every model answers or says what is wrong, and none panics.

use ml::cluster::KMeans;
use ml::error::Error;
use ml::estimator::{Classifier, Regressor};
use ml::linear::{ElasticNet, Lasso, LinearRegression, LogisticRegression, Penalty, Ridge};
use ml::naive_bayes::{BernoulliNb, GaussianNb, MultinomialNb};
use ml::neighbors::{KNeighborsClassifier, KNeighborsRegressor, NeighborWeights};
use ml::svm::{HingeLoss, Kernel, LinearSvc, Svc};
use ml::tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
    MaxFeatures, RandomForestClassifier, RandomForestRegressor,
};
use ndarray::{Array1, Array2, array};

fn classifiers() -> Vec<Box<dyn Classifier>> {
    vec![
        Box::new(LogisticRegression::new()),
        Box::new(LogisticRegression::new().penalty(Penalty::L1).max_iter(200)),
        Box::new(LogisticRegression::new().gradient_descent(0.1).max_iter(50)),
        Box::new(KNeighborsClassifier::new(1).weights(NeighborWeights::Distance)),
        Box::new(GaussianNb::new()),
        Box::new(MultinomialNb::new()),
        Box::new(BernoulliNb::new()),
        Box::new(DecisionTreeClassifier::new()),
        Box::new(RandomForestClassifier::new(5)),
        Box::new(GradientBoostingClassifier::new(5)),
        Box::new(GradientBoostingClassifier::new(5).bins(8).subsample(0.7)),
        Box::new(LinearSvc::new().max_iter(500)),
        Box::new(LinearSvc::new().loss(HingeLoss::Plain).max_iter(500)),
        Box::new(Svc::new()),
        Box::new(Svc::new().kernel(Kernel::Linear)),
    ]
}

fn regressors() -> Vec<Box<dyn Regressor>> {
    vec![
        Box::new(LinearRegression::new()),
        Box::new(Ridge::new(1.0)),
        Box::new(Lasso::new(0.1)),
        Box::new(ElasticNet::new(0.1)),
        Box::new(KNeighborsRegressor::new(1)),
        Box::new(DecisionTreeRegressor::new()),
        Box::new(RandomForestRegressor::new(5)),
        Box::new(GradientBoostingRegressor::new(5)),
        Box::new(GradientBoostingRegressor::new(5).bins(4)),
    ]
}

/// Tables that no model can learn from.
fn hopeless() -> Vec<(Array2<f64>, usize)> {
    vec![
        (Array2::zeros((0, 2)), 0),
        (Array2::zeros((3, 0)), 3),
        (Array2::zeros((3, 2)), 2),
        (array![[1.0], [f64::NAN]], 2),
        (array![[1.0], [f64::INFINITY]], 2),
    ]
}

#[test]
fn what_no_model_can_learn_from_is_refused() {
    for (x, targets) in hopeless() {
        let y = Array1::from_iter((0..targets).map(|at| at % 2));
        for (at, model) in classifiers().iter().enumerate() {
            assert!(model.fit_classifier(&x, &y).is_err(), "classifier {at}, {:?}", x.dim());
        }
        for (at, model) in regressors().iter().enumerate() {
            assert!(model.fit_regressor(&x, &y.mapv(|y| y as f64)).is_err(), "regressor {at}, {:?}", x.dim());
        }
        assert!(targets == 2 && x.nrows() == 3 || KMeans::new(1).fit(&x).is_err());
    }
    let x = array![[1.0], [2.0]];
    for (at, model) in regressors().iter().enumerate() {
        assert!(model.fit_regressor(&x, &array![1.0, f64::NAN]).is_err(), "regressor {at}");
    }
    for (at, model) in classifiers().iter().enumerate() {
        assert!(model.fit_classifier(&x, &array![0, usize::MAX]).is_err(), "classifier {at}");
    }
}

#[test]
fn what_is_merely_odd_is_answered_or_refused() {
    let tables = [
        array![[3.0]],
        array![[1.0, 1.0], [1.0, 1.0], [1.0, 1.0], [1.0, 1.0]],
        array![[0.0, 5.0], [1.0, 5.0], [2.0, 5.0], [3.0, 5.0]],
        array![[1e300, -1e300], [-1e300, 1e300], [1e300, 1e300], [0.0, 0.0]],
        array![[1e-310, 0.0], [5e-324, 0.0], [1e-323, -0.0], [0.0, 0.0]],
        array![[1.0, 2.0, 3.0, 4.0, 5.0], [2.0, 1.0, 0.0, 3.0, 1.0]],
    ];
    for x in tables {
        for y in [vec![0; x.nrows()], (0..x.nrows()).map(|at| 3 * (at % 2)).collect()] {
            let y = Array1::from_vec(y);
            for (at, model) in classifiers().iter().enumerate() {
                let Ok(fitted) = model.fit_classifier(&x, &y) else { continue };
                let labels = fitted.predict(&x).unwrap_or_else(|error| panic!("classifier {at}: {error}"));
                assert!(labels.iter().all(|label| *label == 0 || *label == 3), "classifier {at}");
                if let Ok(shares) = fitted.predict_proba(&x) {
                    assert_eq!(shares.dim(), (x.nrows(), y.iter().max().map_or(0, |most| most + 1)));
                }
                let wide = Array2::zeros((1, 7));
                assert!(matches!(fitted.predict(&wide), Err(Error::Shape { .. })), "classifier {at}");
            }
            for (at, model) in regressors().iter().enumerate() {
                let Ok(fitted) = model.fit_regressor(&x, &y.mapv(|y| y as f64)) else { continue };
                let predicted = fitted.predict(&x).unwrap_or_else(|error| panic!("regressor {at}: {error}"));
                assert_eq!(predicted.len(), x.nrows());
                let wide = Array2::zeros((1, 7));
                assert!(matches!(fitted.predict(&wide), Err(Error::Shape { .. })), "regressor {at}");
            }
        }
        assert!(KMeans::new(1).fit(&x).is_ok());
        assert!(KMeans::new(9).fit(&x).is_err());
    }
}

#[test]
fn one_class_is_an_error_where_two_are_needed_and_else_the_answer() {
    let (x, y) = (array![[1.0, 0.0], [2.0, 1.0], [4.0, 2.0]], array![2, 2, 2]);
    assert!(matches!(LogisticRegression::new().fit(&x, &y), Err(Error::OneClass { .. })));
    assert!(matches!(Svc::new().fit(&x, &y), Err(Error::OneClass { .. })));
    assert!(matches!(LinearSvc::new().fit(&x, &y), Err(Error::OneClass { .. })));
    assert!(matches!(GradientBoostingClassifier::new(3).fit(&x, &y), Err(Error::OneClass { .. })));
    let sure = array![[0.0, 0.0, 1.0], [0.0, 0.0, 1.0], [0.0, 0.0, 1.0]];
    assert_eq!(DecisionTreeClassifier::new().fit(&x, &y).unwrap().predict_proba(&x).unwrap(), sure);
    assert_eq!(GaussianNb::new().fit(&x, &y).unwrap().predict_proba(&x).unwrap(), sure);
    assert_eq!(KNeighborsClassifier::new(2).fit(&x, &y).unwrap().predict_proba(&x).unwrap(), sure);
}

#[test]
fn settings_out_of_their_range_are_named() {
    let (x, y) = (array![[1.0], [2.0], [3.0]], array![0, 1, 1]);
    let named = |name: &str, error: Option<Error>| {
        let found = error.unwrap_or_else(|| panic!("{name} was taken"));
        assert!(matches!(&found, Error::Parameter { name: found, .. } if *found == name), "{name}: {found}");
    };
    let tree = DecisionTreeClassifier::new;
    named("max_depth", tree().max_depth(0).fit(&x, &y).err());
    named("min_samples_split", tree().min_samples_split(1).fit(&x, &y).err());
    named("min_samples_leaf", tree().min_samples_leaf(0).fit(&x, &y).err());
    named("max_features", tree().max_features(MaxFeatures::Count(2)).fit(&x, &y).err());
    named("max_features", tree().max_features(MaxFeatures::Share(f64::NAN)).fit(&x, &y).err());
    named("trees", RandomForestClassifier::new(0).fit(&x, &y).err());
    named("bins", GradientBoostingClassifier::new(2).bins(1).fit(&x, &y).err());
    named("subsample", GradientBoostingClassifier::new(2).subsample(0.0).fit(&x, &y).err());
    named("learning_rate", GradientBoostingClassifier::new(2).learning_rate(-0.1).fit(&x, &y).err());
    named("neighbors", KNeighborsClassifier::new(4).fit(&x, &y).err());
    named("alpha", MultinomialNb::new().alpha(0.0).fit(&x, &y).err());
    named("x", MultinomialNb::new().fit(&(&x - 2.0), &y).err());
    named("var_smoothing", GaussianNb::new().var_smoothing(-1.0).fit(&x, &y).err());
    named("gamma", Svc::new().gamma(0.0).fit(&x, &y).err());
    named("c", LinearSvc::new().c(f64::INFINITY).fit(&x, &y).err());
    named("clusters", KMeans::new(0).fit(&x).err());
    named("sample weight", tree().fit_weighted(&x, &y, &array![1.0, -1.0, 1.0]).err());
}

#[test]
fn a_broken_tree_still_has_an_end() {
    let (x, y) = (array![[1.0], [2.0], [3.0]], array![0, 1, 1]);
    let mut fitted = DecisionTreeClassifier::new().fit(&x, &y).unwrap();
    for split in fitted.tree.nodes.iter_mut().filter_map(|node| node.split.as_mut()) {
        (split.left, split.right, split.feature) = (0, 99, 12);
    }
    fitted.tree.values.clear();
    assert_eq!(fitted.predict(&x).unwrap().len(), 3);
    assert!(!fitted.to_text(&[]).is_empty() && fitted.tree.depth() < 9);
}
