use super::{ColumnTransformer, Pca, Pipeline, SelectKBest, SimpleImputer, StandardScaler};
use crate::data::{KFold, Regression, Rows, diabetes};
use crate::error::{Error, Result};
use crate::estimator::{Classifier, FittedClassifier, FittedTransformer, Regressor, Transformer};
use crate::linear::Ridge;
use crate::rng::Rng;
use ndarray::{Array1, Array2, array};
use std::sync::{Arc, Mutex};

/// Remembers what it was shown.
struct Witness(Arc<Mutex<Vec<usize>>>);

impl Transformer for Witness {
    fn fit_transformer(&self, x: &Array2<f64>) -> Result<Box<dyn FittedTransformer>> {
        self.0.lock().expect("no panic").push(x.nrows());
        Pipeline::new().fit_transformer(x)
    }
}

/// Predicts the class that is most frequent.
struct Majority;

impl Classifier for Majority {
    fn fit_classifier(&self, _: &Array2<f64>, y: &Array1<usize>) -> Result<Box<dyn FittedClassifier>> {
        let ones = y.iter().filter(|&&class| class == 1).count();
        Ok(Box::new(Constant(usize::from(2 * ones > y.len()))))
    }
}

struct Constant(usize);

impl FittedClassifier for Constant {
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        Ok(Array1::from_elem(x.nrows(), self.0))
    }

    fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        Ok(Array2::from_shape_fn((x.nrows(), 2), |(_, class)| f64::from(u8::from(class == self.0))))
    }
}

#[test]
fn steps_learn_from_training_data_only() {
    let data = diabetes().expect("the file is whole");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let model = Pipeline::new()
        .then(StandardScaler::new())
        .then(Witness(Arc::clone(&seen)))
        .regressor(Ridge::new(1.0));
    let fold = &KFold::new(3).split(data.row_count()).expect("enough rows")[0];
    let (train, test) = (data.rows(&fold.train).expect("rows"), data.rows(&fold.test).expect("rows"));
    let fitted = model.fit(&train.x, &train.y).expect("finite data");
    fitted.predict(&test.x).expect("ten features");
    assert_eq!(*seen.lock().expect("no panic"), [train.row_count()], "shown once, and not the test rows");
    // Changing the test rows changes no other prediction.
    let mut changed = test.x.clone();
    changed.row_mut(0).fill(1e6);
    let (before, after) = (fitted.predict(&test.x).expect("rows"), fitted.predict(&changed).expect("rows"));
    assert_eq!(before.slice(ndarray::s![1..]), after.slice(ndarray::s![1..]));
}

#[test]
fn a_pipeline_is_its_steps() {
    let data = diabetes().expect("the file is whole");
    let scaler = StandardScaler::new().fit(&data.x).expect("finite data");
    let scaled = scaler.transform(&data.x).expect("ten features");
    let reduced = Pca::new(4).fit(&scaled).and_then(|pca| pca.transform(&scaled)).expect("finite data");
    let by_hand =
        Ridge::new(2.0).fit(&reduced, &data.y).and_then(|model| model.predict(&reduced)).expect("a fit");
    let pipeline = Pipeline::new().then(StandardScaler::new()).then(Pca::new(4)).regressor(Ridge::new(2.0));
    let model: Box<dyn Regressor> = Box::new(pipeline);
    let fitted = model.fit_regressor(&data.x, &data.y).expect("a fit");
    assert_eq!(fitted.predict(&data.x).expect("ten features"), by_hand);
}

#[test]
fn choosing_features_inside_of_the_pipeline_does_not_find_signal_in_noise() {
    let mut rng = Rng::new(5);
    let x = Array2::from_shape_simple_fn((40, 300), || rng.normal());
    let data = Regression::new(x, (0..40).map(|_| rng.normal()).collect()).expect("finite data");
    let model = Pipeline::new().then(SelectKBest::new(5)).regressor(Ridge::new(1.0));
    let error = |data: &Regression| -> f64 {
        let folds = KFold::new(5).split(data.row_count()).expect("enough rows");
        let squares = folds.iter().map(|fold| {
            let (train, test) = (data.rows(&fold.train).expect("rows"), data.rows(&fold.test).expect("rows"));
            let predicted = model.fit(&train.x, &train.y).and_then(|m| m.predict(&test.x)).expect("a fit");
            (&test.y - &predicted).mapv(|error| error * error).sum()
        });
        squares.sum::<f64>() / data.row_count() as f64
    };
    let honest = error(&data);
    let peeked =
        SelectKBest::new(5).fit(&data.x, crate::estimator::Target::Number(&data.y)).expect("a choice");
    let fooled = error(&Regression { x: peeked.transform(&data.x).expect("features"), ..data.clone() });
    let mean_only = data.y.var(0.0);
    assert!(fooled < 0.8 * mean_only, "peeking seems to pay: {fooled} of {mean_only}");
    assert!(honest > mean_only, "there is nothing to find: {honest} of {mean_only}");
}

#[test]
fn classes_go_through_too() {
    let x = array![[1.0, f64::NAN], [2.0, 3.0], [3.0, 5.0]];
    let columns = ColumnTransformer::new().on(&[1], SimpleImputer::mean()).keep_rest(true);
    let model = Pipeline::new().then(columns.clone()).classifier(Majority).clone();
    let fitted = model.fit(&x, &array![1, 1, 0]).expect("three rows");
    assert_eq!(fitted.predict(&x).expect("two features"), array![1, 1, 1]);
    assert_eq!(fitted.predict_proba(&x).expect("two features").column(1).sum(), 3.0);
    let described = columns.fit(&x).and_then(|columns| columns.transform(&x)).expect("two features");
    assert_eq!(described, array![[4.0, 1.0], [3.0, 2.0], [5.0, 3.0]], "the rest comes last");
}

#[test]
fn mistakes_in_a_step_come_out() {
    let x = array![[1.0, f64::NAN]];
    let scaled = Pipeline::new().then(StandardScaler::new());
    assert!(matches!(scaled.fit(&x), Err(Error::NotFinite { .. })));
    assert!(matches!(ColumnTransformer::new().on(&[2], Pca::new(1)).fit(&x), Err(Error::Shape { .. })));
    let fitted = ColumnTransformer::new().fit(&x).expect("nothing to do");
    assert_eq!(fitted.transform(&x).expect("two features").dim(), (1, 0));
    assert!(fitted.transform(&array![[1.0]]).is_err());
    let selecting = Pipeline::new().then(SelectKBest::new(1));
    assert!(selecting.fit(&array![[1.0]]).is_err(), "without a target there is nothing to choose by");
}
