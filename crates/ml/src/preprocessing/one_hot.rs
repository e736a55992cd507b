//! Categories as columns of zeros and ones.

use super::quantile::sorted;
use crate::error::{Error, Result, check_not_empty, check_same_len};
use ndarray::Array2;
use serde::{Deserialize, Serialize};

/// Gives each category of each feature a column of its own, 1 where it holds and 0 elsewhere. Categories are numbers, as
/// [`OrdinalEncoder`](super::OrdinalEncoder) makes them from texts; a missing value (NaN) is a category too, the last.
///
/// ```
/// use ml::ndarray::array;
/// use ml::preprocessing::OneHotEncoder;
/// let encoder = OneHotEncoder::new().fit(&array![[1.0], [0.0], [2.0]])?;
/// assert_eq!(encoder.transform(&array![[2.0], [0.0]])?, array![[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
/// assert_eq!(encoder.feature_names(&["colour".to_owned()])?, ["colour=0", "colour=1", "colour=2"]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct OneHotEncoder {
    drop_first: bool,
    ignore_unknown: bool,
}

/// An encoder that knows its categories.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedOneHotEncoder {
    /// The categories of each feature, in order.
    pub categories: Vec<Vec<f64>>,
    settings: OneHotEncoder,
}

impl OneHotEncoder {
    /// A column for every category; a category that was not learnt is an error.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the first category of each feature gets no column. With an intercept, its column would say nothing that the
    /// others don't.
    pub fn drop_first(mut self, drop: bool) -> Self {
        self.drop_first = drop;
        self
    }

    /// Whether a category that was not learnt is 0 in all columns, rather than an error.
    pub fn ignore_unknown(mut self, ignore: bool) -> Self {
        self.ignore_unknown = ignore;
        self
    }

    /// Learns which categories there are in `x`, an example a row.
    ///
    /// # Errors
    /// [`Error::Empty`] without rows, [`Error::NotFinite`] for infinities.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedOneHotEncoder> {
        check_not_empty("x", x.nrows())?;
        if let Some(((row, column), &value)) = x.indexed_iter().find(|(_, value)| value.is_infinite()) {
            return Err(Error::NotFinite { what: "x".to_owned(), index: vec![row, column], value });
        }
        let distinct = |column: Vec<f64>| {
            // -0 is 0, and all missing values are one.
            let values = column.iter().map(|value| if value.is_nan() { f64::NAN } else { value + 0.0 });
            let mut categories = sorted(values.collect());
            categories.dedup_by(|a, b| same(*a, *b));
            categories
        };
        let categories = x.columns().into_iter().map(|column| distinct(column.to_vec())).collect();
        Ok(FittedOneHotEncoder { categories, settings: *self })
    }
}

impl FittedOneHotEncoder {
    /// The data as zeros and ones.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features, [`Error::State`] with row and feature of a category that
    /// was not learnt.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.categories.len(), x.ncols())?;
        let first = usize::from(self.settings.drop_first);
        let mut encoded = Array2::zeros((x.nrows(), self.width()));
        for (row, values) in x.rows().into_iter().enumerate() {
            let mut start = 0;
            for (feature, (value, categories)) in values.iter().zip(&self.categories).enumerate() {
                match categories.iter().position(|&category| same(category, *value)) {
                    Some(place) if place >= first => encoded[[row, start + place - first]] = 1.0,
                    None if !self.settings.ignore_unknown => return Err(unknown(row, feature, *value)),
                    _ => {}
                }
                start += categories.len() - first;
            }
        }
        Ok(encoded)
    }

    /// The categories that zeros and ones stand for: in each feature that of the greatest value. All zeros are the first
    /// category if that has no column, else they are missing (NaN).
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` does not have a column for each category.
    pub fn inverse_transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("columns of categories", self.width(), x.ncols())?;
        let first = usize::from(self.settings.drop_first);
        let mut decoded = Array2::zeros((x.nrows(), self.categories.len()));
        for (row, values) in x.rows().into_iter().enumerate() {
            let mut values = values.iter();
            for (feature, categories) in self.categories.iter().enumerate() {
                let none = if first == 1 { categories.first().copied() } else { None };
                let mut best = (0.0, none.unwrap_or(f64::NAN));
                for (&category, &value) in categories[first..].iter().zip(&mut values) {
                    if value > best.0 {
                        best = (value, category);
                    }
                }
                decoded[[row, feature]] = best.1;
            }
        }
        Ok(decoded)
    }

    /// The names of the columns, from the names of the features.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of features.
    pub fn feature_names(&self, features: &[String]) -> Result<Vec<String>> {
        check_same_len("feature names", self.categories.len(), features.len())?;
        let first = usize::from(self.settings.drop_first);
        let names = |(name, categories): (&String, &Vec<f64>)| -> Vec<String> {
            categories[first..].iter().map(|category| format!("{name}={category}")).collect()
        };
        Ok(features.iter().zip(&self.categories).flat_map(names).collect())
    }

    /// How many columns there are.
    fn width(&self) -> usize {
        let first = usize::from(self.settings.drop_first);
        self.categories.iter().map(|categories| categories.len() - first).sum()
    }
}

fn same(a: f64, b: f64) -> bool {
    a == b || (a.is_nan() && b.is_nan())
}

fn unknown(row: usize, feature: usize, value: f64) -> Error {
    Error::State { what: format!("x[{row}, {feature}] = {value} is a category that was not learnt") }
}

#[cfg(test)]
mod tests {
    use super::OneHotEncoder;
    use ndarray::{Array2, array};

    #[test]
    fn missing_values_and_dropped_categories_come_back() {
        let x = array![[3.0, 0.0], [f64::NAN, -0.0], [1.0, 5.0]];
        for drop in [false, true] {
            let encoder = OneHotEncoder::new().drop_first(drop).fit(&x).expect("categories");
            let encoded = encoder.transform(&x).expect("learnt categories");
            assert_eq!(encoded.ncols(), if drop { 3 } else { 5 });
            let decoded = encoder.inverse_transform(&encoded).expect("a column a category");
            assert_eq!(format!("{decoded}"), format!("{}", &x + 0.0), "NaN is not equal to itself");
        }
    }

    #[test]
    fn strangers_are_refused_or_ignored() {
        let x = array![[1.0], [2.0]];
        let strict = OneHotEncoder::new().fit(&x).expect("categories");
        let error = strict.transform(&array![[1.0], [7.0]]).expect_err("7 was not learnt");
        assert_eq!(error.to_string(), "x[1, 0] = 7 is a category that was not learnt");
        let lenient = OneHotEncoder::new().ignore_unknown(true).fit(&x).expect("categories");
        assert_eq!(lenient.transform(&array![[7.0]]).expect("ignored"), array![[0.0, 0.0]]);
        assert!(lenient.inverse_transform(&array![[0.0, 0.0]]).expect("two columns")[[0, 0]].is_nan());
        assert!(strict.transform(&array![[1.0, 2.0]]).is_err() && strict.inverse_transform(&x).is_err());
        assert!(OneHotEncoder::new().fit(&Array2::zeros((0, 1))).is_err());
        assert!(OneHotEncoder::new().fit(&array![[f64::INFINITY]]).is_err());
    }
}
