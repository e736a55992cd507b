//! The traits of [`crate::estimator`] for the models that learn from examples with a target.

use crate::error::{Error, Result};
use crate::estimator::{Classifier, FittedClassifier, FittedRegressor, Regressor};
use crate::linear::{FittedLogisticRegression, LinearRegression, LogisticRegression};
use crate::naive_bayes::{
    BernoulliNb, FittedBernoulliNb, FittedGaussianNb, FittedMultinomialNb, GaussianNb, MultinomialNb,
};
use crate::neighbors::{
    FittedKNeighborsClassifier, FittedKNeighborsRegressor, KNeighborsClassifier, KNeighborsRegressor,
};
use crate::nn::{FittedMlpClassifier, FittedMlpRegressor, MlpClassifier, MlpRegressor};
use crate::svm::{FittedLinearSvc, FittedSvc, LinearSvc, Svc};
use crate::tree::{
    DecisionTreeClassifier, DecisionTreeRegressor, FittedDecisionTreeClassifier, FittedDecisionTreeRegressor,
    FittedGradientBoostingClassifier, FittedGradientBoostingRegressor, FittedRandomForestClassifier,
    FittedRandomForestRegressor, GradientBoostingClassifier, GradientBoostingRegressor,
    RandomForestClassifier, RandomForestRegressor,
};
use ndarray::{Array1, Array2};

macro_rules! regressors {
    ($($model:ident),*) => {$(
        impl Regressor for $model {
            fn fit_regressor(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<Box<dyn FittedRegressor>> {
                Ok(Box::new(self.fit(x, y)?))
            }
        }
    )*};
}
regressors!(
    LinearRegression,
    KNeighborsRegressor,
    DecisionTreeRegressor,
    RandomForestRegressor,
    GradientBoostingRegressor,
    MlpRegressor
);

macro_rules! fitted_regressors {
    ($($model:ident),*) => {$(
        impl FittedRegressor for $model {
            fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
                $model::predict(self, x)
            }
        }
    )*};
}
fitted_regressors!(
    FittedKNeighborsRegressor,
    FittedDecisionTreeRegressor,
    FittedRandomForestRegressor,
    FittedGradientBoostingRegressor,
    FittedMlpRegressor
);

macro_rules! classifiers {
    ($($model:ident),*) => {$(
        impl Classifier for $model {
            fn fit_classifier(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<Box<dyn FittedClassifier>> {
                Ok(Box::new(self.fit(x, y)?))
            }
        }
    )*};
}
classifiers!(
    LogisticRegression,
    KNeighborsClassifier,
    GaussianNb,
    MultinomialNb,
    BernoulliNb,
    DecisionTreeClassifier,
    RandomForestClassifier,
    GradientBoostingClassifier,
    LinearSvc,
    Svc,
    MlpClassifier
);

macro_rules! fitted_classifiers {
    ($($model:ident),*) => {$(
        impl FittedClassifier for $model {
            fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
                $model::predict(self, x)
            }

            fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
                $model::predict_proba(self, x)
            }
        }
    )*};
}
fitted_classifiers!(
    FittedLogisticRegression,
    FittedKNeighborsClassifier,
    FittedGaussianNb,
    FittedMultinomialNb,
    FittedBernoulliNb,
    FittedDecisionTreeClassifier,
    FittedRandomForestClassifier,
    FittedGradientBoostingClassifier,
    FittedMlpClassifier
);

/// Machines know how far an example is on which side, but not how probable that is.
macro_rules! fitted_machines {
    ($($model:ident),*) => {$(
        impl FittedClassifier for $model {
            fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
                $model::predict(self, x)
            }

            fn predict_proba(&self, _x: &Array2<f64>) -> Result<Array2<f64>> {
                let what = "a support vector machine knows no probabilities; use decision_function".to_owned();
                Err(Error::State { what })
            }
        }
    )*};
}
fitted_machines!(FittedLinearSvc, FittedSvc);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{KFold, StratifiedKFold, diabetes, iris};
    use crate::nn::MlpRegressor;
    use crate::preprocessing::{Pipeline, StandardScaler};
    use crate::selection::{ClassificationScore, ClassificationTask, RegressionScore, RegressionTask};

    #[test]
    fn networks_stand_where_any_model_does() {
        let data = iris().expect("iris");
        let folds = StratifiedKFold::new(3).shuffle(1).split(&data.y).expect("folds");
        let network = MlpClassifier::new(&[8]).learning_rate(0.02).epochs(40).seed(1);
        let model = Pipeline::new().then(StandardScaler::new()).classifier(network);
        for score in [ClassificationScore::Accuracy, ClassificationScore::RocAuc] {
            let task = ClassificationTask::new(&data.x, &data.y, score).expect("a task");
            assert!(task.cross_validate(&model, &folds).expect("scores").mean() > 0.9, "{score:?}");
        }

        let data = diabetes().expect("diabetes");
        let y = (&data.y - 150.0) / 77.0;
        let task = RegressionTask::new(&data.x, &y, RegressionScore::R2).expect("a task");
        let network = MlpRegressor::new(&[8]).learning_rate(0.005).epochs(20).seed(1);
        let model = Pipeline::new().then(StandardScaler::new()).regressor(network);
        let folds = KFold::new(3).shuffle(1).split(442).expect("folds");
        assert!(task.cross_validate(&model, &folds).expect("scores").mean() > 0.3);
    }
}
