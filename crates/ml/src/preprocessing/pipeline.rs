//! Steps one after the other, learnt together.

use crate::error::Result;
use crate::estimator::{
    Classifier, FittedClassifier, FittedRegressor, FittedTransformer, Regressor, Target, Transformer,
};
use ndarray::{Array1, Array2};
use std::sync::Arc;

/// Transformers one after the other, each of which learns from what those before it make of the training data. With a
/// model at the end it is fitted and validated as one, so that no step ever learns from data that it is tested with.
///
/// ```
/// use ml::data::{diabetes, train_test_split};
/// use ml::linear::Ridge;
/// use ml::preprocessing::{Pipeline, PolynomialFeatures, StandardScaler};
/// let (train, test) = train_test_split(&diabetes()?, 0.25, 1)?;
/// let model = Pipeline::new()
///     .then(StandardScaler::new())
///     .then(PolynomialFeatures::new(2).include_bias(false))
///     .regressor(Ridge::new(100.0))
///     .fit(&train.x, &train.y)?;
/// assert_eq!(model.predict(&test.x)?.len(), 111);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct Pipeline {
    steps: Vec<Arc<dyn Transformer>>,
}

/// Transformers that have learnt, one after the other.
pub struct FittedPipeline {
    steps: Vec<Box<dyn FittedTransformer>>,
}

/// A pipeline that ends in a model of numbers.
#[derive(Clone)]
pub struct RegressorPipeline {
    steps: Pipeline,
    model: Arc<dyn Regressor>,
}

/// A pipeline that has learnt to predict numbers.
pub struct FittedRegressorPipeline {
    /// The steps before the model.
    pub steps: FittedPipeline,
    /// The model.
    pub model: Box<dyn FittedRegressor>,
}

/// A pipeline that ends in a model of classes.
#[derive(Clone)]
pub struct ClassifierPipeline {
    steps: Pipeline,
    model: Arc<dyn Classifier>,
}

/// A pipeline that has learnt to predict classes.
pub struct FittedClassifierPipeline {
    /// The steps before the model.
    pub steps: FittedPipeline,
    /// The model.
    pub model: Box<dyn FittedClassifier>,
}

impl Pipeline {
    /// Without steps: data stays as it is.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this step after all others.
    pub fn then(mut self, step: impl Transformer + 'static) -> Self {
        self.steps.push(Arc::new(step));
        self
    }

    /// With this model at the end.
    pub fn regressor(self, model: impl Regressor + 'static) -> RegressorPipeline {
        RegressorPipeline { steps: self, model: Arc::new(model) }
    }

    /// With this model at the end.
    pub fn classifier(self, model: impl Classifier + 'static) -> ClassifierPipeline {
        ClassifierPipeline { steps: self, model: Arc::new(model) }
    }

    /// Learns all steps from `x`, an example a row.
    ///
    /// # Errors
    /// Those of the first step that fails.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedPipeline> {
        Ok(self.learn(x, None)?.0)
    }

    /// The learnt steps, and what they make of the data that they learnt from.
    fn learn(&self, x: &Array2<f64>, y: Option<Target<'_>>) -> Result<(FittedPipeline, Array2<f64>)> {
        let mut fitted = Vec::with_capacity(self.steps.len());
        let mut data = x.clone();
        for step in &self.steps {
            let step = match y {
                Some(y) => step.fit_transformer_to(&data, y)?,
                None => step.fit_transformer(&data)?,
            };
            data = step.transform(&data)?;
            fitted.push(step);
        }
        Ok((FittedPipeline { steps: fitted }, data))
    }
}

impl FittedPipeline {
    /// The data after all steps.
    ///
    /// # Errors
    /// Those of the first step that fails.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        self.steps.iter().try_fold(x.clone(), |data, step| step.transform(&data))
    }
}

impl RegressorPipeline {
    /// Learns all steps and the model from `x` (an example a row) and the number `y` of each.
    ///
    /// # Errors
    /// Those of the first step that fails, or of the model.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<FittedRegressorPipeline> {
        let (steps, data) = self.steps.learn(x, Some(Target::Number(y)))?;
        Ok(FittedRegressorPipeline { steps, model: self.model.fit_regressor(&data, y)? })
    }
}

impl FittedRegressorPipeline {
    /// A prediction for each row of `x`.
    ///
    /// # Errors
    /// Those of the first step that fails, or of the model.
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        self.model.predict(&self.steps.transform(x)?)
    }
}

impl ClassifierPipeline {
    /// Learns all steps and the model from `x` (an example a row) and the class `y` of each.
    ///
    /// # Errors
    /// Those of the first step that fails, or of the model.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedClassifierPipeline> {
        let (steps, data) = self.steps.learn(x, Some(Target::Class(y)))?;
        Ok(FittedClassifierPipeline { steps, model: self.model.fit_classifier(&data, y)? })
    }
}

impl FittedClassifierPipeline {
    /// The class of each row of `x`.
    ///
    /// # Errors
    /// Those of the first step that fails, or of the model.
    pub fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        self.model.predict(&self.steps.transform(x)?)
    }

    /// The probability of each class for each row of `x`.
    ///
    /// # Errors
    /// Those of the first step that fails, or of the model.
    pub fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        self.model.predict_proba(&self.steps.transform(x)?)
    }
}

impl Transformer for Pipeline {
    fn fit_transformer(&self, x: &Array2<f64>) -> Result<Box<dyn FittedTransformer>> {
        Ok(Box::new(self.fit(x)?))
    }

    fn fit_transformer_to(&self, x: &Array2<f64>, y: Target<'_>) -> Result<Box<dyn FittedTransformer>> {
        Ok(Box::new(self.learn(x, Some(y))?.0))
    }
}

impl FittedTransformer for FittedPipeline {
    fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        FittedPipeline::transform(self, x)
    }
}

impl Regressor for RegressorPipeline {
    fn fit_regressor(&self, x: &Array2<f64>, y: &Array1<f64>) -> Result<Box<dyn FittedRegressor>> {
        Ok(Box::new(self.fit(x, y)?))
    }
}

impl FittedRegressor for FittedRegressorPipeline {
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<f64>> {
        FittedRegressorPipeline::predict(self, x)
    }
}

impl Classifier for ClassifierPipeline {
    fn fit_classifier(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<Box<dyn FittedClassifier>> {
        Ok(Box::new(self.fit(x, y)?))
    }
}

impl FittedClassifier for FittedClassifierPipeline {
    fn predict(&self, x: &Array2<f64>) -> Result<Array1<usize>> {
        FittedClassifierPipeline::predict(self, x)
    }

    fn predict_proba(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        FittedClassifierPipeline::predict_proba(self, x)
    }
}
