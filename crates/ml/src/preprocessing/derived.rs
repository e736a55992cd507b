//! Features that say outright what a model would have to find out: where in its cycle a thing is, and how it compares.

use crate::error::{Error, Result, check_finite_2};
use crate::math;
use ndarray::Array2;

/// Puts the sine and the cosine of a cycle in the place of a feature that goes around, such as an hour or a month, so that 23 o'clock
/// and midnight are near each other. It learns nothing.
///
/// ```
/// use ml::ndarray::array;
/// use ml::preprocessing::CyclicFeatures;
/// let hours = array![[0.0], [6.0], [24.0]];
/// let around = CyclicFeatures::new(&[(0, 24.0)]).transform(&hours)?;
/// assert!((around[[1, 0]] - 1.0).abs() < 1e-12 && around[[1, 1]].abs() < 1e-12);
/// assert!((around[[2, 0]] - around[[0, 0]]).abs() < 1e-12);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct CyclicFeatures {
    cycles: Vec<(usize, f64)>,
}

/// Adds ratios of two features as new columns after all others: a linear model can add and subtract, but not divide. It
/// learns nothing.
///
/// ```
/// use ml::ndarray::array;
/// use ml::preprocessing::RatioFeatures;
/// let mass_and_height = array![[72.0, 1.8]];
/// let with_ratio = RatioFeatures::new(&[(0, 1)]).transform(&mass_and_height)?;
/// assert_eq!(with_ratio, array![[72.0, 1.8, 40.0]]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct RatioFeatures {
    ratios: Vec<(usize, usize)>,
    by_zero: Option<f64>,
}

impl CyclicFeatures {
    /// For features, counted from 0, with the period of each.
    pub fn new(cycles: &[(usize, f64)]) -> Self {
        Self { cycles: cycles.to_vec() }
    }

    /// The data with sine and cosine, in this order, in the place of each of these features.
    ///
    /// # Errors
    /// [`Error::Shape`] for a feature that is not there, [`Error::Parameter`] for a period that is not positive,
    /// [`Error::NotFinite`] for NaN and infinities.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_finite_2(x, "x")?;
        for (feature, period) in &self.cycles {
            check_feature(*feature, x.ncols())?;
            if !(*period > 0.0 && period.is_finite()) {
                let expected = "a positive number".to_owned();
                return Err(Error::Parameter { name: "period", value: period.to_string(), expected });
            }
        }
        let mut columns: Vec<Vec<f64>> = Vec::new();
        for (feature, column) in x.columns().into_iter().enumerate() {
            match self.cycles.iter().find(|(cyclic, _)| *cyclic == feature) {
                None => columns.push(column.to_vec()),
                Some((_, period)) => {
                    // The rest of the division is exact, so that far away turns lose nothing.
                    let angle = |value: &f64| std::f64::consts::TAU * (value % period / period);
                    columns.push(column.iter().map(|value| math::sin(angle(value))).collect());
                    columns.push(column.iter().map(|value| math::cos(angle(value))).collect());
                }
            }
        }
        Ok(Array2::from_shape_fn((x.nrows(), columns.len()), |(row, column)| columns[column][row]))
    }
}

impl RatioFeatures {
    /// For pairs of features, counted from 0: the first of each over the second.
    pub fn new(ratios: &[(usize, usize)]) -> Self {
        Self { ratios: ratios.to_vec(), by_zero: None }
    }

    /// What a ratio to 0 becomes, rather than an error.
    pub fn by_zero(mut self, value: f64) -> Self {
        self.by_zero = Some(value);
        self
    }

    /// The data with the ratios as last columns.
    ///
    /// # Errors
    /// [`Error::Shape`] for a feature that is not there, [`Error::NotFinite`] for NaN and infinities, and where a ratio is
    /// infinite.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_finite_2(x, "x")?;
        self.ratios.iter().try_for_each(|(over, under)| check_feature((*over).max(*under), x.ncols()))?;
        let old = x.ncols();
        let with = Array2::from_shape_fn((x.nrows(), old + self.ratios.len()), |(row, column)| {
            let Some((over, under)) = column.checked_sub(old).map(|ratio| self.ratios[ratio]) else {
                return x[[row, column]];
            };
            match self.by_zero {
                Some(value) if x[[row, under]] == 0.0 => value,
                _ => x[[row, over]] / x[[row, under]],
            }
        });
        check_finite_2(&with, "ratios")?;
        Ok(with)
    }
}

/// Refuses a feature that is not there.
pub(super) fn check_feature(feature: usize, features: usize) -> Result<()> {
    if feature < features {
        return Ok(());
    }
    Err(Error::Shape {
        what: "feature".to_owned(),
        expected: format!("less than {features}"),
        found: feature.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::{CyclicFeatures, RatioFeatures};
    use ndarray::array;

    #[test]
    fn cycles_take_the_place_of_their_feature() {
        let around =
            CyclicFeatures::new(&[(1, 4.0)]).transform(&array![[7.0, 1.0, 9.0]]).expect("finite data");
        assert_eq!(around.column(0).to_vec(), [7.0]);
        assert_eq!(around.column(3).to_vec(), [9.0]);
        assert!((around[[0, 1]] - 1.0).abs() < 1e-15 && around[[0, 2]].abs() < 1e-15);
    }

    #[test]
    fn ratios_to_nothing_are_an_error_unless_they_have_a_value() {
        let x = array![[1.0, 0.0], [6.0, 3.0]];
        assert!(RatioFeatures::new(&[(0, 1)]).transform(&x).is_err());
        let with = RatioFeatures::new(&[(0, 1)]).by_zero(-1.0).transform(&x).expect("a value for zeros");
        assert_eq!(with.column(2).to_vec(), [-1.0, 2.0]);
    }

    #[test]
    fn what_is_not_there_is_refused() {
        let x = array![[1.0]];
        assert!(CyclicFeatures::new(&[(1, 1.0)]).transform(&x).is_err());
        assert!(CyclicFeatures::new(&[(0, 0.0)]).transform(&x).is_err());
        assert!(CyclicFeatures::new(&[(0, 1.0)]).transform(&array![[f64::NAN]]).is_err());
        assert!(RatioFeatures::new(&[(0, 1)]).transform(&x).is_err());
    }
}
