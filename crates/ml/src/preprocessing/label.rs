//! Names as numbers.

use crate::error::{Error, Result, check_not_empty};
use ndarray::Array1;
use serde::{Deserialize, Serialize};

/// Numbers the classes of labels: in alphabetical order, or in the order of numbers if all labels are numbers.
///
/// ```
/// use ml::preprocessing::LabelEncoder;
/// let labels = ["spam", "ham", "spam"].map(str::to_owned);
/// let encoder = LabelEncoder::new().fit(&labels)?;
/// assert_eq!(encoder.transform(&labels)?.to_vec(), [1, 0, 1]);
/// assert_eq!(encoder.inverse_transform(&ml::ndarray::array![0])?, ["ham"]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct LabelEncoder;

/// An encoder that knows its classes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FittedLabelEncoder {
    /// The classes: class `c` is the one at place `c`.
    pub classes: Vec<String>,
}

impl LabelEncoder {
    /// An encoder.
    pub fn new() -> Self {
        Self
    }

    /// Learns which classes there are.
    ///
    /// # Errors
    /// [`Error::Empty`] without labels.
    pub fn fit(&self, labels: &[String]) -> Result<FittedLabelEncoder> {
        check_not_empty("labels", labels.len())?;
        Ok(FittedLabelEncoder { classes: distinct(labels) })
    }
}

impl FittedLabelEncoder {
    /// The number of each label's class.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a label that is none of the classes.
    pub fn transform(&self, labels: &[String]) -> Result<Array1<usize>> {
        labels.iter().map(|label| place(&self.classes, label, "label")).collect()
    }

    /// The label of each class.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a number that is of no class.
    pub fn inverse_transform(&self, y: &Array1<usize>) -> Result<Vec<String>> {
        let label = |class: &usize| {
            self.classes.get(*class).cloned().ok_or_else(|| Error::Parameter {
                name: "class",
                value: class.to_string(),
                expected: format!("less than {}", self.classes.len()),
            })
        };
        y.iter().map(label).collect()
    }
}

/// The distinct texts in order: that of numbers if all are numbers, else of the alphabet.
pub(super) fn distinct(texts: &[String]) -> Vec<String> {
    let mut distinct = texts.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let numbers: Option<Vec<f64>> =
        distinct.iter().map(|text| text.parse().ok().filter(|number: &f64| !number.is_nan())).collect();
    if let Some(numbers) = numbers {
        let mut order: Vec<usize> = (0..numbers.len()).collect();
        order.sort_by(|&a, &b| numbers[a].total_cmp(&numbers[b]));
        return order.into_iter().map(|at| distinct[at].clone()).collect();
    }
    distinct
}

/// Where a text stands among the classes.
pub(super) fn place(classes: &[String], text: &str, what: &'static str) -> Result<usize> {
    classes.iter().position(|class| class == text).ok_or_else(|| Error::Parameter {
        name: what,
        value: format!("{text:?}"),
        expected: format!("one of {classes:?}"),
    })
}

#[cfg(test)]
mod tests {
    use super::LabelEncoder;
    use ndarray::array;

    #[test]
    fn numbers_are_in_the_order_of_numbers() {
        let labels = ["10", "9", "-1"].map(str::to_owned);
        let encoder = LabelEncoder::new().fit(&labels).expect("labels");
        assert_eq!(encoder.classes, ["-1", "9", "10"]);
        assert_eq!(encoder.transform(&labels).expect("known labels").to_vec(), [2, 1, 0]);
    }

    #[test]
    fn strangers_are_refused() {
        assert!(LabelEncoder.fit(&[]).is_err());
        let encoder = LabelEncoder.fit(&["a".to_owned()]).expect("a label");
        assert!(encoder.transform(&["b".to_owned()]).is_err());
        assert!(encoder.inverse_transform(&array![1]).is_err());
    }
}
