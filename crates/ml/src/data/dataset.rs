//! Data with names.

use crate::error::{Error, Result, check_finite_1, check_finite_2, check_not_empty, check_same_len};
use ndarray::{Array1, Array2};

/// Examples with a number to predict.
#[derive(Debug, Clone, PartialEq)]
pub struct Regression {
    /// The features: an example a row.
    pub x: Array2<f64>,
    /// The number to predict, one an example.
    pub y: Array1<f64>,
    /// The names of the features.
    pub feature_names: Vec<String>,
    /// The name of what is predicted.
    pub target_name: String,
}

/// Examples with a class to predict.
#[derive(Debug, Clone, PartialEq)]
pub struct Classification {
    /// The features: an example a row.
    pub x: Array2<f64>,
    /// The class, from 0, one an example.
    pub y: Array1<usize>,
    /// The names of the features.
    pub feature_names: Vec<String>,
    /// The names of the classes.
    pub class_names: Vec<String>,
}

/// Texts with a class to predict.
#[derive(Debug, Clone, PartialEq)]
pub struct Texts {
    /// The texts.
    pub texts: Vec<String>,
    /// The class, from 0, one a text.
    pub y: Array1<usize>,
    /// The names of the classes.
    pub class_names: Vec<String>,
}

impl Regression {
    /// Data whose features are called x0, x1 and so on, and whose target is called y.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` and `y` have different lengths, [`Error::Empty`] without rows, [`Error::NotFinite`] for
    /// NaN and infinities.
    pub fn new(x: Array2<f64>, y: Array1<f64>) -> Result<Self> {
        check_not_empty("x", x.nrows())?;
        check_same_len("y", x.nrows(), y.len())?;
        check_finite_2(&x, "x")?;
        check_finite_1(&y, "y")?;
        Ok(Self { feature_names: numbered("x", x.ncols()), target_name: "y".to_owned(), x, y })
    }
}

impl Classification {
    /// Data whose features are called x0, x1 and so on, and whose classes are called by their numbers.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` and `y` have different lengths, [`Error::Empty`] without rows, [`Error::NotFinite`] for
    /// NaN and infinities.
    pub fn new(x: Array2<f64>, y: Array1<usize>) -> Result<Self> {
        check_not_empty("x", x.nrows())?;
        check_same_len("y", x.nrows(), y.len())?;
        check_finite_2(&x, "x")?;
        let classes = y.iter().max().map_or(0, |most| most.saturating_add(1));
        check_class_count(classes, y.len())?;
        Ok(Self { feature_names: numbered("x", x.ncols()), class_names: numbered("", classes), x, y })
    }

    /// How many examples each class has, one number a name.
    pub fn class_counts(&self) -> Vec<usize> {
        count_classes(&self.y, self.class_names.len())
    }
}

impl Texts {
    /// How many texts each class has, one number a name.
    pub fn class_counts(&self) -> Vec<usize> {
        count_classes(&self.y, self.class_names.len())
    }
}

fn count_classes(y: &Array1<usize>, classes: usize) -> Vec<usize> {
    let mut counts = vec![0; classes];
    for &class in y {
        if let Some(count) = counts.get_mut(class) {
            *count += 1;
        }
    }
    counts
}

/// A class number far beyond the number of rows is a mistake, such as a label that was never encoded; without this check it would
/// take all memory.
fn check_class_count(classes: usize, rows: usize) -> Result<()> {
    const SPARE: usize = 1000;
    if classes <= rows.saturating_add(SPARE) {
        return Ok(());
    }
    Err(Error::Parameter {
        name: "y",
        value: (classes - 1).to_string(),
        expected: format!(
            "classes numbered from 0, fewer than {} for {rows} rows",
            rows.saturating_add(SPARE)
        ),
    })
}

/// Names with a number each, from 0.
pub(super) fn numbered(prefix: &str, count: usize) -> Vec<String> {
    (0..count).map(|number| format!("{prefix}{number}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{Classification, Regression};
    use ndarray::array;

    #[test]
    fn data_gets_names() {
        let data = Regression::new(array![[1.0, 2.0]], array![3.0]).expect("one example");
        assert_eq!(data.feature_names, ["x0", "x1"]);
        let data = Classification::new(array![[1.0], [2.0], [3.0]], array![2, 0, 2]).expect("three examples");
        assert_eq!(data.class_names, ["0", "1", "2"]);
        assert_eq!(data.class_counts(), [1, 0, 2]);
    }

    #[test]
    fn data_that_does_not_fit_is_refused() {
        assert!(Regression::new(array![[1.0]], array![1.0, 2.0]).is_err());
        assert!(Regression::new(array![[f64::NAN]], array![1.0]).is_err());
        assert!(Regression::new(array![[1.0]], array![f64::INFINITY]).is_err());
        assert!(Classification::new(array![[1.0]], array![usize::MAX]).is_err());
    }
}
