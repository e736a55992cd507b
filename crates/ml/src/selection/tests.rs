//! Tasks, curves and searches on small data whose answers are known.

use super::*;
use crate::data::{Fold, KFold, StratifiedKFold};
use crate::error::{Error, Result};
use crate::estimator::{Classifier, FittedClassifier, FittedRegressor, Regressor};
use crate::linear::Ridge;
use crate::metrics::Average;
use crate::rng::Rng;
use ndarray::{Array1, Array2, array};

/// Knows each class by its mean, and is sure in proportion to how near they are.
struct NearestMean;

struct Means(Vec<Option<f64>>);

impl Classifier for NearestMean {
    fn fit_classifier(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<Box<dyn FittedClassifier>> {
        let mean = |class| {
            let own: Vec<f64> =
                x.column(0).iter().zip(y).filter(|(_, y)| **y == class).map(|(x, _)| *x).collect();
            (!own.is_empty()).then(|| own.iter().sum::<f64>() / own.len() as f64)
        };
        Ok(Box::new(Means((0..=y.iter().copied().max().unwrap_or(0)).map(mean).collect())))
    }
}

impl FittedClassifier for Means {
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        let proba = self.predict_proba(x)?;
        let best = |row: ndarray::ArrayView1<'_, f64>| {
            (0..row.len()).fold(0, |b, c| if row[c] > row[b] { c } else { b })
        };
        Ok(proba.rows().into_iter().map(best).collect())
    }

    fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        let mut near = Array2::from_shape_fn((x.nrows(), self.0.len()), |(row, class)| {
            self.0[class].map_or(0.0, |mean| 1.0 / (0.01 + (x[[row, 0]] - mean).abs()))
        });
        for mut row in near.rows_mut() {
            let total = row.sum();
            row /= total;
        }
        Ok(near)
    }
}

/// Always says the same, and fails on a negative number: a search must cope.
struct Constant(f64);

impl Regressor for Constant {
    fn fit_regressor(&self, _: &Array2<f64>, _: &Array1<f64>) -> Result<Box<dyn FittedRegressor>> {
        if self.0 < 0.0 {
            return Err(Error::State { what: "negative".to_owned() });
        }
        Ok(Box::new(Self(self.0)))
    }
}

impl FittedRegressor for Constant {
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        Ok(Array1::from_elem(x.nrows(), self.0))
    }
}

/// Ten features of which only the first two matter.
fn linear(rows: usize) -> (Array2<f64>, Array1<f64>) {
    let mut rng = Rng::new(5);
    let x = Array2::from_shape_simple_fn((rows, 10), || rng.normal());
    let y = x.rows().into_iter().map(|row| 3.0 * row[0] - row[1] + 0.5 * rng.normal()).collect();
    (x, y)
}

fn two_heaps() -> (Array2<f64>, Array1<usize>) {
    let mut rng = Rng::new(6);
    let y: Array1<usize> = (0..90).map(|row| usize::from(row % 3 == 0)).collect();
    let x = Array2::from_shape_fn((90, 1), |(row, _)| 2.0 * y[row] as f64 + rng.normal());
    (x, y)
}

#[test]
fn more_rows_close_the_gap() {
    let (x, y) = linear(200);
    let task = RegressionTask::new(&x, &y, RegressionScore::R2).expect("they fit");
    let folds = KFold::new(5).shuffle(1).split(200).expect("five folds");
    let model = Ridge::new(1e-6);
    let curve = task.learning_curve(&model, &[12, 40, 160], &folds, 3).expect("a curve");
    let gap = curve.train_mean() - curve.test_mean();
    assert!(gap[0] > gap[1] && gap[1] > gap[2], "{gap}");
    let whole = task.cross_validate(&model, &folds).expect("five fits");
    assert!((curve.test_mean()[2] - whole.mean()).abs() < 1e-9, "all rows, in another order");
    assert_eq!(whole.rows_fitted, 800);
    assert_eq!(task.cross_val_score(&model, &folds), Ok(whole.test_scores));
    assert!(task.learning_curve(&model, &[0], &folds, 3).is_err());
    assert!(task.learning_curve(&model, &[161], &folds, 3).is_err());
    assert!(task.learning_curve(&model, &[], &folds, 3).is_err());
}

#[test]
fn too_much_penalty_is_seen_on_a_validation_curve() {
    let (x, y) = linear(60);
    let task = RegressionTask::new(&x, &y, RegressionScore::MeanAbsoluteError).expect("they fit");
    let folds = KFold::new(4).split(60).expect("four folds");
    let curve =
        task.validation_curve(&|alpha| Box::new(Ridge::new(alpha)), &[0.1, 1e4], &folds).expect("a curve");
    assert_eq!((curve.test_scores.dim(), curve.at.to_vec()), ((2, 4), vec![0.1, 1e4]));
    assert!(curve.test_mean()[1] > 2.0 * curve.test_mean()[0]);
    assert!(curve.train_sd()[0] > 0.0 && curve.test_sd()[0] > 0.0);
}

#[test]
fn only_features_that_matter_are_important() {
    let (x, y) = linear(150);
    for (score, baseline) in [(RegressionScore::R2, 0.9), (RegressionScore::MeanSquaredError, 0.1)] {
        let task = RegressionTask::new(&x, &y, score).expect("they fit");
        let fitted = Ridge::new(0.1).fit_regressor(&x, &y).expect("it is regular");
        let importance = task.permutation_importance(fitted.as_ref(), 5, 2).expect("shuffles");
        assert!(importance.baseline > baseline);
        assert!(importance.mean[0] > importance.mean[1] && importance.mean[1] > 0.05, "{}", importance.mean);
        assert!(importance.mean.iter().skip(2).all(|mean| mean.abs() < 0.03), "{}", importance.mean);
        assert!(task.permutation_importance(fitted.as_ref(), 0, 2).is_err());
    }
}

#[test]
fn every_search_keeps_its_budget_and_finds_the_valley() {
    let (x, y) = linear(150);
    let task = RegressionTask::new(&x, &y, RegressionScore::MeanSquaredError).expect("they fit");
    let folds = KFold::new(5).shuffle(1).split(150).expect("five folds");
    let space = Space::new().log_uniform("alpha", 1e-3, 1e5);
    let searches: [&dyn Search; 3] =
        [&GridSearch::new().budget(12), &RandomSearch::new(12, 4), &SuccessiveHalving::new(12, 4)];
    for search in searches {
        let found = task
            .search(search, &space, &|point| Box::new(Ridge::new(point["alpha"])), &folds)
            .expect("a search");
        assert!((found.cost - 12.0).abs() < 0.5, "{}", found.cost);
        assert_eq!(found.trials.last().map(|last| last.spent), Some(found.cost));
        assert!(found.best.point["alpha"] < 100.0 && found.best.score < 0.4, "{:?}", found.best);
        assert_eq!((found.best.share, found.best.fold_scores.len()), (1.0, 5));
    }
}

#[test]
fn halving_narrows_down() {
    let (x, y) = linear(90);
    let task = RegressionTask::new(&x, &y, RegressionScore::R2).expect("they fit");
    let folds = KFold::new(3).split(90).expect("three folds");
    let space = Space::new().uniform("value", 0.0, 1.0);
    let search = SuccessiveHalving::new(9, 1).factor(3);
    let found = task.search(&search, &space, &|p| Box::new(Constant(p["value"])), &folds).expect("a search");
    let in_round = |round| found.trials.iter().filter(|trial| trial.round == round).count();
    assert_eq!((in_round(0), in_round(1), in_round(2), in_round(3)), (27, 9, 3, 0));
}

#[test]
fn a_point_that_fails_is_noted_and_the_search_goes_on() {
    let (x, y) = linear(20);
    let task = RegressionTask::new(&x, &y, RegressionScore::MeanSquaredError).expect("they fit");
    let folds = KFold::new(2).split(20).expect("two folds");
    let space = Space::new().values("value", &[-1.0, 0.0, 50.0]);
    let build = |point: &Point| -> Box<dyn Regressor> { Box::new(Constant(point["value"])) };
    let found = task.search(&GridSearch::new(), &space, &build, &folds).expect("a search");
    assert_eq!(found.best.point["value"], 0.0);
    assert!(found.trials[0].error.is_some() && found.trials[0].score.is_nan());
    let space = Space::new().values("value", &[-1.0, -2.0]);
    assert!(matches!(task.search(&GridSearch::new(), &space, &build, &folds), Err(Error::State { .. })));
}

#[test]
fn what_a_search_sees_itself_is_flattered() {
    let mut rng = Rng::new(9);
    let (x, y) = (Array2::zeros((40, 1)), Array1::from_shape_simple_fn(40, || rng.normal()));
    let task = RegressionTask::new(&x, &y, RegressionScore::MeanSquaredError).expect("they fit");
    let outer = KFold::new(4).split(40).expect("four folds");
    let values: Vec<f64> = (0..40).map(|at| 0.05 * f64::from(at)).collect();
    let nested = task
        .nested_cross_validate(
            &GridSearch::new(),
            &Space::new().values("value", &values),
            &|point| Box::new(Constant(point["value"])),
            &outer,
            &|rows| KFold::new(3).split(rows.len()),
        )
        .expect("four searches");
    assert_eq!((nested.test_scores.len(), nested.points.len()), (4, 4));
    let seen = nested.search_scores.iter().sum::<f64>() / 4.0;
    assert!(nested.mean() > seen, "noise only: {} is no better than {seen}", nested.mean());
    assert!(nested.sd() > 0.0);
}

#[test]
fn classifiers_are_judged_by_classes_and_by_probabilities() {
    let (x, y) = two_heaps();
    let folds = StratifiedKFold::new(5).split(&y).expect("five folds");
    for (score, least, most) in [
        (ClassificationScore::Accuracy, 0.75, 1.0),
        (ClassificationScore::BalancedAccuracy, 0.75, 1.0),
        (ClassificationScore::F1(Average::Binary), 0.6, 1.0),
        (ClassificationScore::Precision(Average::Macro), 0.6, 1.0),
        (ClassificationScore::Recall(Average::Weighted), 0.6, 1.0),
        (ClassificationScore::Matthews, 0.4, 1.0),
        (ClassificationScore::RocAuc, 0.6, 1.0),
        (ClassificationScore::AveragePrecision, 0.5, 1.0),
        (ClassificationScore::LogLoss, 0.1, 0.9),
        (ClassificationScore::Brier, 0.05, 0.3),
    ] {
        let task = ClassificationTask::new(&x, &y, score).expect("they fit");
        let mean = task.cross_validate(&NearestMean, &folds).expect("five fits").mean();
        assert!((least..=most).contains(&mean), "{score:?}: {mean}");
        let curve = task.learning_curve(&NearestMean, &[6, 72], &folds, 1).expect("both classes in six rows");
        assert!((curve.test_mean()[1] - mean).abs() < 1e-9);
    }
    let task = ClassificationTask::new(&x, &y, ClassificationScore::Accuracy).expect("they fit");
    let said = task.cross_val_predict(&NearestMean, &folds).expect("every row once");
    let by_hand = crate::metrics::accuracy_score(&y, &said).expect("90 rows");
    assert!((by_hand - task.cross_validate(&NearestMean, &folds).expect("five fits").mean()).abs() < 1e-12);
    let proba = task.cross_val_predict_proba(&NearestMean, &folds).expect("every row once");
    assert_eq!(proba.dim(), (90, 2));
}

/// Says 1 above a line.
struct Line(f64);

impl Classifier for Line {
    fn fit_classifier(&self, _: &Array2<f64>, _: &Array1<usize>) -> Result<Box<dyn FittedClassifier>> {
        Ok(Box::new(Self(self.0)))
    }
}

impl FittedClassifier for Line {
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        Ok(x.column(0).mapv(|x| usize::from(x > self.0)))
    }

    fn predict_proba(&self, _: &Array2<f64>) -> Result<Array2<f64>> {
        Err(Error::State { what: "a line knows no probabilities".to_owned() })
    }
}

#[test]
fn classifiers_are_searched_as_regressors_are() {
    let (x, y) = two_heaps();
    let folds = StratifiedKFold::new(3).split(&y).expect("three folds");
    let task = ClassificationTask::new(&x, &y, ClassificationScore::BalancedAccuracy).expect("they fit");
    let curve = task.validation_curve(&|at| Box::new(Line(at)), &[-9.0, 1.0, 9.0], &folds).expect("a curve");
    let means = curve.test_mean();
    assert_eq!((means[0], means[2]), (0.5, 0.5), "all or none");
    assert!(means[1] > 0.75);
    let space = Space::new().uniform("at", -9.0, 9.0);
    let build = |point: &Point| -> Box<dyn Classifier> { Box::new(Line(point["at"])) };
    for search in [&RandomSearch::new(30, 1) as &dyn Search, &SuccessiveHalving::new(30, 1)] {
        let found = task.search(search, &space, &build, &folds).expect("a search");
        assert!((-0.5..2.5).contains(&found.best.point["at"]), "{:?}", found.best.point);
    }
    let inner = |rows: &[usize]| StratifiedKFold::new(3).split(&rows.iter().map(|row| y[*row]).collect());
    let nested = task
        .nested_cross_validate(&GridSearch::new().levels(19), &space, &build, &folds, &inner)
        .expect("three searches");
    assert!(nested.mean() > 0.7 && nested.points.iter().all(|point| (-1.0..=3.0).contains(&point["at"])));
    let importance = task.permutation_importance(&Line(1.0), 4, 1).expect("shuffles");
    assert!(importance.mean[0] > 0.2, "the only feature matters: {}", importance.mean);
    let task = ClassificationTask::new(&x, &y, ClassificationScore::LogLoss).expect("they fit");
    assert!(matches!(task.cross_validate(&Line(1.0), &folds), Err(Error::State { .. })));
}

#[test]
fn a_class_that_a_fold_never_saw_has_no_probability() {
    let (x, y) = (array![[0.0], [0.1], [0.9], [1.0]], array![0, 0, 2, 2]);
    let fold = [Fold { train: vec![0, 1], test: vec![0, 1] }];
    let task = ClassificationTask::new(&x, &y, ClassificationScore::LogLoss).expect("they fit");
    let loss = task.cross_validate(&NearestMean, &fold).expect("one class learnt").mean();
    assert!(loss < 1e-12, "{loss}");
    let huge = array![0, usize::MAX, 0, 1];
    let task = ClassificationTask::new(&x, &huge, ClassificationScore::Brier).expect("they fit");
    let fold = [Fold { train: vec![0, 3], test: vec![0] }];
    assert!(task.cross_validate(&NearestMean, &fold).is_err(), "no columns for all of these");
}

#[test]
fn folds_that_do_not_fit_are_refused() {
    let (x, y) = linear(6);
    let task = RegressionTask::new(&x, &y, RegressionScore::R2).expect("they fit");
    let model = Ridge::new(1.0);
    let fold = |train: &[usize], test: &[usize]| [Fold { train: train.to_vec(), test: test.to_vec() }];
    assert!(matches!(task.cross_validate(&model, &[]), Err(Error::Empty { .. })));
    assert!(matches!(task.cross_validate(&model, &fold(&[], &[1, 2])), Err(Error::Empty { .. })));
    assert!(matches!(task.cross_validate(&model, &fold(&[0, 1], &[])), Err(Error::Empty { .. })));
    assert!(matches!(task.cross_validate(&model, &fold(&[0, 1], &[6, 2])), Err(Error::Shape { .. })));
    assert!(matches!(task.cross_val_predict(&model, &fold(&[0, 1], &[2, 3])), Err(Error::Shape { .. })));
    assert!(RegressionTask::new(&x, &array![1.0], RegressionScore::R2).is_err());
    assert!(RegressionTask::new(&Array2::zeros((0, 1)), &array![], RegressionScore::R2).is_err());
}
