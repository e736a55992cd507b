//! Folds and stratified splits against scikit-learn, moved images against SciPy.

use crate::compare::{close, indices, numbers};
use ml::data::{
    Fold, GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit, breast_cancer, digits, iris, rotate_images,
    shift_images, stratified_split, wine,
};
use ndarray::{Array1, Array2};
use serde_json::Value;

fn reference() -> Value {
    serde_json::from_str(include_str!("../reference/splits.json")).expect("the reference is JSON")
}

fn folds(value: &Value) -> Vec<Fold> {
    let fold = |fold: &Value| Fold { train: indices(&fold[0]), test: indices(&fold[1]) };
    value.as_array().expect("folds").iter().map(fold).collect()
}

/// What is found under each name that stands for a number.
fn by_count(value: &Value, check: &dyn Fn(usize, Vec<Fold>)) {
    for (name, expected) in value.as_object().expect("folds by their number") {
        check(name.parse().expect("a number of folds"), folds(expected));
    }
}

#[test]
fn folds_are_scikit_learns() {
    let reference = reference();
    for (name, expected) in reference["k-fold"].as_object().expect("folds by name") {
        let (k, rows) = name.split_once(" of ").expect("a name like 2 of 3");
        let (k, rows) = (k.parse().expect("a number"), rows.parse().expect("a number"));
        assert_eq!(KFold::new(k).split(rows).expect("enough rows"), folds(expected), "{name}");
    }
    let labels = Array1::from_vec(indices(&reference["labels"]));
    by_count(&reference["stratified"], &|k, expected| {
        assert_eq!(StratifiedKFold::new(k).split(&labels).expect("enough rows"), expected, "stratified {k}");
    });
    let groups = indices(&reference["groups"]);
    by_count(&reference["group"], &|k, expected| {
        assert_eq!(GroupKFold::new(k).split(&groups).expect("enough groups"), expected, "group {k}");
    });
    let plain = TimeSeriesSplit::new(4).split(17).expect("enough rows");
    assert_eq!(plain, folds(&reference["time"]["plain"]));
    let sized = TimeSeriesSplit::new(3).test_size(2).gap(1).max_train_size(5).split(17).expect("enough rows");
    assert_eq!(sized, folds(&reference["time"]["sized"]));
}

#[test]
fn stratified_parts_have_scikit_learns_sizes() {
    let reference = reference();
    for (name, set, size) in [
        ("iris 0.2", iris(), 0.2),
        ("wine 0.25", wine(), 0.25),
        ("breast cancer 0.33", breast_cancer(), 0.33),
    ] {
        let data = set.expect("the set is whole");
        let (train, test) = stratified_split(&data, &data.y, size, 1).expect("enough rows");
        assert_eq!(train.class_counts(), indices(&reference["shares"][name][0]), "{name}");
        assert_eq!(test.class_counts(), indices(&reference["shares"][name][1]), "{name}");
    }
    // Here two classes have the same remainder, and scikit-learn draws lots: the sizes agree in all.
    let data = digits().expect("the set is whole");
    let (train, test) = stratified_split(&data, &data.y, 0.1, 1).expect("enough rows");
    for (part, at) in [(train, 0), (test, 1)] {
        let theirs = indices(&reference["shares"]["digits 0.1"][at]);
        assert_eq!(part.y.len(), theirs.iter().sum::<usize>());
        assert!(part.class_counts().iter().zip(&theirs).all(|(a, b)| a.abs_diff(*b) <= 1));
    }
}

#[test]
fn moved_images_are_scipys() {
    let reference = reference();
    let matrix = |value: &Value| -> Array2<f64> {
        let rows: Vec<f64> = value.as_array().expect("images").iter().flat_map(numbers).collect();
        Array2::from_shape_vec((rows.len() / 64, 64), rows).expect("images of 64 pixels")
    };
    let images = matrix(&reference["images"]);
    let compare = |name: &str, found: Array2<f64>, expected: &Value| {
        // Pixels are up to 16, so this is 14 digits.
        let errors = found - matrix(expected);
        assert!(errors.iter().all(|error| error.abs() < 1e-12), "{name}: {errors}");
    };
    for (angle, expected) in reference["rotated"].as_object().expect("images by angle") {
        let found = rotate_images(&images, 8, 8, angle.parse().expect("an angle"));
        compare(angle, found.expect("8 x 8 pixels"), expected);
    }
    for (by, expected) in reference["shifted"].as_object().expect("images by shift") {
        let (down, right) = by.split_once(' ').expect("two numbers");
        let (down, right) = (down.parse().expect("a number"), right.parse().expect("a number"));
        compare(by, shift_images(&images, 8, 8, down, right).expect("8 x 8 pixels"), expected);
    }
    close(
        "no shift",
        &shift_images(&images, 8, 8, 0.0, 0.0).expect("pixels").row(0).to_vec(),
        &images.row(0).to_vec(),
        0.0,
    );
}
