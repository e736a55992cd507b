//! Different steps for different columns.

use super::derived::check_feature;
use crate::error::{Error, Result, check_same_len};
use crate::estimator::{FittedTransformer, Target, Transformer};
use ndarray::{Array2, Axis, concatenate};
use std::sync::Arc;

/// Sends columns to transformers of their own and puts what comes out side by side, in the order in which they were
/// named.
///
/// ```
/// use ml::ndarray::array;
/// use ml::preprocessing::{ColumnTransformer, OneHotEncoder, StandardScaler};
/// let x = array![[0.0, 10.0], [1.0, 20.0], [0.0, 30.0]];
/// let columns = ColumnTransformer::new().on(&[0], OneHotEncoder::new()).on(&[1], StandardScaler::new());
/// let described = columns.fit(&x)?.transform(&x)?;
/// assert_eq!(described.row(1).to_vec(), [0.0, 1.0, 0.0]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Clone, Default)]
pub struct ColumnTransformer {
    parts: Vec<(Vec<usize>, Arc<dyn Transformer>)>,
    keep_rest: bool,
}

/// Transformers that have learnt, each from its columns.
pub struct FittedColumnTransformer {
    parts: Vec<(Vec<usize>, Box<dyn FittedTransformer>)>,
    rest: Vec<usize>,
    features: usize,
}

impl ColumnTransformer {
    /// Without parts: what no part takes is left out.
    pub fn new() -> Self {
        Self::default()
    }

    /// With this transformer for these columns, counted from 0. A column may go to several.
    pub fn on(mut self, columns: &[usize], transformer: impl Transformer + 'static) -> Self {
        self.parts.push((columns.to_vec(), Arc::new(transformer)));
        self
    }

    /// Whether the columns that no part takes are kept as they are, after all others.
    pub fn keep_rest(mut self, keep: bool) -> Self {
        self.keep_rest = keep;
        self
    }

    /// Learns each part from its columns of `x`, an example a row.
    ///
    /// # Errors
    /// [`Error::Shape`] for a column that is not there; those of the first part that fails.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedColumnTransformer> {
        self.learn(x, None)
    }

    fn learn(&self, x: &Array2<f64>, y: Option<Target<'_>>) -> Result<FittedColumnTransformer> {
        let mut parts = Vec::with_capacity(self.parts.len());
        for (columns, transformer) in &self.parts {
            columns.iter().try_for_each(|&column| check_feature(column, x.ncols()))?;
            let own = x.select(Axis(1), columns);
            let fitted = match y {
                Some(y) => transformer.fit_transformer_to(&own, y)?,
                None => transformer.fit_transformer(&own)?,
            };
            parts.push((columns.clone(), fitted));
        }
        let taken = |column: &usize| self.parts.iter().any(|(columns, _)| columns.contains(column));
        let rest = (0..x.ncols()).filter(|column| self.keep_rest && !taken(column)).collect();
        Ok(FittedColumnTransformer { parts, rest, features: x.ncols() })
    }
}

impl FittedColumnTransformer {
    /// What the parts make of their columns, side by side.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of columns; those of the first part that fails.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.features, x.ncols())?;
        let mut blocks = Vec::with_capacity(self.parts.len() + 1);
        for (columns, part) in &self.parts {
            blocks.push(part.transform(&x.select(Axis(1), columns))?);
        }
        blocks.push(x.select(Axis(1), &self.rest));
        let views: Vec<_> = blocks.iter().map(|block| block.view()).collect();
        concatenate(Axis(1), &views).map_err(|error| Error::State { what: error.to_string() })
    }
}

impl Transformer for ColumnTransformer {
    fn fit_transformer(&self, x: &Array2<f64>) -> Result<Box<dyn FittedTransformer>> {
        Ok(Box::new(self.fit(x)?))
    }

    fn fit_transformer_to(&self, x: &Array2<f64>, y: Target<'_>) -> Result<Box<dyn FittedTransformer>> {
        Ok(Box::new(self.learn(x, Some(y))?))
    }
}

impl FittedTransformer for FittedColumnTransformer {
    fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        FittedColumnTransformer::transform(self, x)
    }
}
