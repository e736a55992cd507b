//! The preprocessing of this module as [`Transformer`]s, for pipelines and other code that takes any of them.

use super::{
    CyclicFeatures, FittedMinMaxScaler, FittedOneHotEncoder, FittedPca, FittedPolynomialFeatures,
    FittedRobustScaler, FittedSimpleImputer, FittedStandardScaler, MinMaxScaler, OneHotEncoder, Pca,
    PolynomialFeatures, RatioFeatures, RobustScaler, SimpleImputer, StandardScaler,
};
use crate::error::Result;
use crate::estimator::{FittedTransformer, Transformer};
use ndarray::Array2;

/// What learns from data, and what that becomes.
macro_rules! learning {
    ($($transformer:ty => $fitted:ty),+ $(,)?) => {$(
        impl Transformer for $transformer {
            fn fit_transformer(&self, x: &Array2<f64>) -> Result<Box<dyn FittedTransformer>> {
                Ok(Box::new(self.fit(x)?))
            }
        }

        impl FittedTransformer for $fitted {
            fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
                <$fitted>::transform(self, x)
            }
        }
    )+};
}

/// What has nothing to learn.
macro_rules! fixed {
    ($($transformer:ty),+ $(,)?) => {$(
        impl Transformer for $transformer {
            fn fit_transformer(&self, x: &Array2<f64>) -> Result<Box<dyn FittedTransformer>> {
                // Data that it can't describe is refused here already.
                self.transform(x)?;
                Ok(Box::new(self.clone()))
            }
        }

        impl FittedTransformer for $transformer {
            fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
                <$transformer>::transform(self, x)
            }
        }
    )+};
}

learning! {
    StandardScaler => FittedStandardScaler,
    MinMaxScaler => FittedMinMaxScaler,
    RobustScaler => FittedRobustScaler,
    SimpleImputer => FittedSimpleImputer,
    OneHotEncoder => FittedOneHotEncoder,
    PolynomialFeatures => FittedPolynomialFeatures,
    Pca => FittedPca,
}

fixed! { CyclicFeatures, RatioFeatures }
