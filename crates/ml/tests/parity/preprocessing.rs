//! Scalers, imputers, encoders, new features, principal components and pipelines against scikit-learn.

use crate::compare::{close, numbers};
use ml::data::{breast_cancer, diabetes, digits, iris, wine};
use ml::estimator::Target;
use ml::linear::Ridge;
use ml::preprocessing::{
    MinMaxScaler, OneHotEncoder, Pca, Pipeline, PolynomialFeatures, RobustScaler, SelectKBest, SimpleImputer,
    StandardScaler,
};
use ndarray::{Array2, s};
use serde_json::Value;

fn reference() -> Value {
    serde_json::from_str(include_str!("../reference/preprocessing.json")).expect("the reference is JSON")
}

/// Rows of numbers; null is NaN.
fn matrix(value: &Value) -> Array2<f64> {
    let rows = value.as_array().expect("rows");
    let columns = rows[0].as_array().expect("a row").len();
    Array2::from_shape_fn((rows.len(), columns), |(row, column)| {
        rows[row][column].as_f64().unwrap_or(f64::NAN)
    })
}

fn close_rows(what: &str, found: &Array2<f64>, expected: &Value, tolerance: f64) {
    let expected = matrix(expected);
    assert_eq!(found.dim(), expected.dim(), "{what}");
    for (at, (found, expected)) in found.rows().into_iter().zip(expected.rows()).enumerate() {
        close(&format!("{what}, row {at}:"), &found.to_vec(), &expected.to_vec(), tolerance);
    }
}

fn standardised(x: &Array2<f64>) -> Array2<f64> {
    StandardScaler::new().fit(x).and_then(|scaler| scaler.transform(x)).expect("finite data")
}

#[test]
fn scalers_are_scikit_learns() {
    let x = wine().expect("the set is whole").x;
    let first = x.slice(s![..5, ..]).to_owned();
    let expected = &reference()["scalers"];
    let range = MinMaxScaler::new().range(-2.0, 3.0).fit(&x).expect("finite data");
    close("scale", &range.scale.to_vec(), &numbers(&expected["range"]["scale"]), 1e-15);
    close("min", &range.min.to_vec(), &numbers(&expected["range"]["min"]), 1e-15);
    close_rows("range", &range.transform(&first).expect("rows"), &expected["range"]["rows"], 1e-13);
    let robust = RobustScaler::new().fit(&x).expect("finite data");
    close("center", &robust.center.to_vec(), &numbers(&expected["robust"]["center"]), 1e-15);
    close("scale", &robust.scale.to_vec(), &numbers(&expected["robust"]["scale"]), 1e-13);
    close_rows("robust", &robust.transform(&first).expect("rows"), &expected["robust"]["rows"], 1e-13);
    let other = RobustScaler::new().quantiles(0.1, 0.8).fit(&x).expect("finite data");
    close("scale", &other.scale.to_vec(), &numbers(&expected["robust 10 to 80"]["scale"]), 1e-13);
}

#[test]
fn imputers_are_scikit_learns() {
    let expected = &reference()["imputers"];
    let x = matrix(&expected["x"]);
    for (name, imputer) in [
        ("mean", SimpleImputer::mean()),
        ("median", SimpleImputer::median()),
        ("most_frequent", SimpleImputer::most_frequent()),
    ] {
        let fitted = imputer.add_indicator(true).fit(&x).expect("values in each feature");
        close(name, &fitted.statistics.to_vec(), &numbers(&expected[name]["statistics"]), 1e-15);
        close_rows(name, &fitted.transform(&x).expect("four features"), &expected[name]["x"], 1e-15);
    }
}

#[test]
fn one_hot_columns_are_scikit_learns() {
    let expected = &reference()["one-hot"];
    let x = matrix(&expected["x"]);
    for (name, drop) in [("all", false), ("drop first", true)] {
        let fitted = OneHotEncoder::new().drop_first(drop).fit(&x).expect("categories");
        assert_eq!(fitted.transform(&x).expect("three features"), matrix(&expected[name]), "{name}");
    }
    let lenient = OneHotEncoder::new().ignore_unknown(true).fit(&x).expect("categories");
    let strange = lenient.transform(&ndarray::array![[7.0, 0.0, 4.0]]).expect("ignored");
    assert_eq!(strange, matrix(&expected["unknown"]));
}

#[test]
fn products_of_features_are_scikit_learns() {
    let expected = &reference()["polynomials"];
    let x = matrix(&expected["x"]);
    let fitted = PolynomialFeatures::new(3).fit(&x).expect("few columns");
    assert_eq!(
        fitted.transform(&x).expect("three features"),
        matrix(&expected["degree 3"]),
        "to the last bit"
    );
    let names = fitted.feature_names(&["a", "b", "c"].map(str::to_owned)).expect("three names");
    let theirs: Vec<&str> =
        expected["names"].as_array().expect("names").iter().filter_map(Value::as_str).collect();
    assert_eq!(names, theirs);
    let interactions = PolynomialFeatures::new(3).interaction_only(true).include_bias(false);
    let made = interactions.fit(&x).and_then(|fitted| fitted.transform(&x)).expect("few columns");
    assert_eq!(made, matrix(&expected["interactions"]), "to the last bit");
}

#[test]
fn principal_components_are_scikit_learns_with_its_signs() {
    let reference = &reference()["pca"];
    let data = |set: ml::error::Result<ml::data::Classification>| set.expect("the set is whole").x;
    for (name, x, pca) in [
        ("iris", data(iris()), Pca::default()),
        ("wine", standardised(&data(wine())), Pca::default().whiten(true)),
        ("breast cancer", standardised(&data(breast_cancer())), Pca::new(10)),
        ("digits", data(digits()), Pca::new(5)),
        ("wide", matrix(&reference["wide"]["x"]), Pca::new(5)),
    ] {
        let expected = &reference[name];
        let fitted = pca.fit(&x).expect("finite data");
        close(name, &fitted.explained_variance.to_vec(), &numbers(&expected["variance"]), 1e-9);
        close(name, &fitted.explained_variance_ratio.to_vec(), &numbers(&expected["ratio"]), 1e-9);
        close(name, &fitted.singular_values.to_vec(), &numbers(&expected["singular"]), 1e-9);
        close_rows(name, &fitted.components, &expected["components"], 1e-6);
        let rows = expected["rows"].as_array().expect("rows").len();
        let first = fitted.transform(&x.slice(s![..rows, ..]).to_owned()).expect("the same features");
        close_rows(name, &first, &expected["rows"], 1e-6);
    }
}

#[test]
fn the_components_for_a_share_of_the_variance_are_as_many_as_scikit_learns() {
    let x = digits().expect("the set is whole").x;
    for (share, expected) in reference()["shares"].as_object().expect("counts by share") {
        let fitted = Pca::variance_share(share.parse().expect("a share")).fit(&x).expect("finite data");
        assert_eq!(fitted.components.nrows() as u64, expected.as_u64().expect("a count"), "{share}");
    }
}

#[test]
fn scores_of_features_are_scikit_learns() {
    let (numbers_of, classes_of) = (diabetes().expect("whole"), iris().expect("whole"));
    let fitted = SelectKBest::new(3).fit(&numbers_of.x, Target::Number(&numbers_of.y)).expect("finite data");
    close("f_regression", &fitted.scores.to_vec(), &numbers(&reference()["f_regression"]), 1e-9);
    let fitted = SelectKBest::new(3).fit(&classes_of.x, Target::Class(&classes_of.y)).expect("three classes");
    close("f_classif", &fitted.scores.to_vec(), &numbers(&reference()["f_classif"]), 1e-9);
}

#[test]
fn a_pipeline_predicts_what_scikit_learns_does() {
    let data = diabetes().expect("the set is whole");
    let pipeline = Pipeline::new()
        .then(StandardScaler::new())
        .then(PolynomialFeatures::new(2).include_bias(false))
        .then(Pca::new(12))
        .regressor(Ridge::new(2.0));
    let (train, test) = (data.x.slice(s![..300, ..]).to_owned(), data.x.slice(s![300.., ..]).to_owned());
    let fitted = pipeline.fit(&train, &data.y.slice(s![..300]).to_owned()).expect("a fit");
    let predicted = fitted.predict(&test).expect("ten features");
    close("prediction", &predicted.to_vec(), &numbers(&reference()["pipeline"]), 1e-6);
}
