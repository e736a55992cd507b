//! Trees, forests and boosting against scikit-learn.

use crate::compare::{classes, close, indices, matrix, numbers};
use crate::models::reference;
use ml::data::{diabetes, digits};
use ml::tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
    Impurity, RandomForestClassifier, RandomForestRegressor, Tree,
};
use ml::weights::ClassWeight;
use ndarray::{Array1, Array2, s};

struct Data {
    x: Array2<f64>,
    two: Array1<usize>,
    three: Array1<usize>,
    y: Array1<f64>,
    weights: Array1<f64>,
}

fn data() -> Data {
    let data = &reference()["data"];
    Data {
        x: matrix(&data["x"]),
        two: classes(&data["two"]),
        three: classes(&data["three"]),
        y: Array1::from_vec(numbers(&data["y"])),
        weights: Array1::from_vec(numbers(&data["weights"])),
    }
}

/// The same questions in the same order.
fn same_tree(name: &str, tree: &Tree) {
    let expected = &reference()["trees"][name];
    let split = |f: &dyn Fn(&ml::tree::Split) -> f64, leaf: f64| -> Vec<f64> {
        tree.nodes.iter().map(|node| node.split.as_ref().map_or(leaf, f)).collect()
    };
    assert_eq!(split(&|split| split.feature as f64, -1.0), numbers(&expected["feature"]), "{name}");
    assert_eq!(split(&|split| split.threshold, 0.0), numbers(&expected["threshold"]), "{name}");
    assert_eq!(split(&|split| split.left as f64, 0.0), numbers(&expected["left"]), "{name}");
    let samples: Vec<usize> = tree.nodes.iter().map(|node| node.samples).collect();
    assert_eq!(samples, indices(&expected["samples"]), "{name}");
    let impurity: Vec<f64> = tree.nodes.iter().map(|node| node.impurity).collect();
    close(name, &impurity, &numbers(&expected["impurity"]), 1e-9);
    let importances = tree.feature_importances(4).to_vec();
    close(name, &importances, &numbers(&expected["importances"]), 1e-9);
}

#[test]
fn classification_trees_ask_scikit_learns_questions() {
    let data = data();
    let model = DecisionTreeClassifier::new().max_depth(4).min_samples_leaf(4);
    same_tree("gini", &model.fit(&data.x, &data.three).expect("a tree").tree);
    let entropy = model.clone().impurity(Impurity::Entropy);
    same_tree("entropy", &entropy.fit(&data.x, &data.three).expect("a tree").tree);
    // Weights that add up without rounding: else scikit-learn splits nodes that are pure up to it.
    let weighted = model.clone().class_weight(ClassWeight::Given(vec![1.0, 2.0]));
    same_tree("class weights", &weighted.fit(&data.x, &data.two).expect("a tree").tree);
    let digits = digits().expect("the set is whole");
    let deep = DecisionTreeClassifier::new().max_depth(6).fit(&digits.x, &digits.y).expect("a tree");
    let score = deep.score(&digits.x, &digits.y).expect("a score");
    close("digits", &[score], &numbers(&reference()["trees"]["sizes"]["digits score"]), 0.02);
}

#[test]
fn regression_trees_ask_scikit_learns_questions() {
    let data = data();
    let model = DecisionTreeRegressor::new().max_depth(4).min_samples_leaf(4);
    same_tree("squares", &model.fit(&data.x, &data.y).expect("a tree").tree);
    let whole = DecisionTreeRegressor::new().fit(&data.x, &data.y).expect("a tree");
    assert_eq!(whole.tree.leaves(), indices(&reference()["trees"]["sizes"]["leaves"])[0]);
    assert_eq!(whole.score(&data.x, &data.y).expect("a score"), 1.0);
}

#[test]
fn weights_are_scikit_learns() {
    let data = data();
    let model = DecisionTreeClassifier::new().max_depth(4).min_samples_leaf(4);
    same_tree("weighted", &model.fit_weighted(&data.x, &data.two, &data.weights).expect("a tree").tree);
    let model = DecisionTreeRegressor::new().max_depth(4).min_samples_leaf(4);
    same_tree("squares weighted", &model.fit_weighted(&data.x, &data.y, &data.weights).expect("a tree").tree);
}

#[test]
fn boosting_is_scikit_learns() {
    let (data, reference) = (data(), reference());
    let expected = &reference["ensembles"];
    let first = data.x.slice(s![..30, ..]).to_owned();
    let model = GradientBoostingClassifier::new(25).max_depth(2).min_samples_leaf(4);
    let fitted = model.fit(&data.x, &data.two).expect("a fit");
    let decision = fitted.decision_function(&first).expect("four features");
    close("two", &decision.iter().copied().collect::<Vec<_>>(), &numbers(&expected["two"]), 1e-8);
    let fitted = model.fit(&data.x, &data.three).expect("a fit");
    let shares = fitted.predict_proba(&first).expect("four features");
    close("three", &shares.iter().copied().collect::<Vec<_>>(), &numbers(&expected["three"]), 1e-8);
    let model = GradientBoostingRegressor::new(25).max_depth(2).min_samples_leaf(4);
    let found = model.fit(&data.x, &data.y).and_then(|fitted| fitted.predict(&first)).expect("a fit");
    close("numbers", &found.to_vec(), &numbers(&expected["numbers"]), 1e-8);
    let weighted = model.fit_weighted(&data.x, &data.y, &(&data.weights + 1.0));
    let found = weighted.and_then(|fitted| fitted.predict(&first)).expect("a fit");
    close("weighted", &found.to_vec(), &numbers(&expected["weighted"]), 1e-8);
    // With as many bins as values, bins change nothing.
    let few = data.x.mapv(|value| (value * 4.0).round());
    let plain = model.fit(&few, &data.y).and_then(|fitted| fitted.predict(&few)).expect("a fit");
    let binned = model.bins(256).fit(&few, &data.y).and_then(|fitted| fitted.predict(&few)).expect("a fit");
    close("bins", &binned.to_vec(), &plain.to_vec(), 1e-9);
}

/// Forests draw other lots than scikit-learn's, so only their quality can be compared.
#[test]
fn forests_are_as_good_as_scikit_learns() {
    let reference = &reference()["ensembles"];
    let digits = digits().expect("the set is whole");
    let (x, y) = (digits.x.slice(s![..1200, ..]).to_owned(), digits.y.slice(s![..1200]).to_owned());
    let (new, truth) = (digits.x.slice(s![1200.., ..]).to_owned(), digits.y.slice(s![1200..]).to_owned());
    let fitted = RandomForestClassifier::new(100).seed(1).fit(&x, &y).expect("a forest");
    let oob = fitted.oob_score.expect("most are unseen by some tree");
    close("out of bag", &[oob], &numbers(&reference["forest"]["oob"]), 0.015);
    let score = fitted.score(&new, &truth).expect("a score");
    close("score", &[score], &numbers(&reference["forest"]["score"]), 0.015);
    let diabetes = diabetes().expect("the set is whole");
    let model = RandomForestRegressor::new(100).min_samples_leaf(3).seed(1);
    let fitted = model.fit(&diabetes.x, &diabetes.y).expect("a forest");
    let oob = fitted.oob_score.expect("most are unseen by some tree");
    close("numbers out of bag", &[oob], &numbers(&reference["forest numbers"]["oob"]), 0.08);
    let off =
        fitted.feature_importances() - Array1::from_vec(numbers(&reference["forest numbers"]["importances"]));
    assert!(off.iter().all(|off| off.abs() < 0.03), "{off}");
}
