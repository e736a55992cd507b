//! How much each example counts.
//!
//! ```
//! use ml::linear::LogisticRegression;
//! use ml::ndarray::array;
//! use ml::weights::ClassWeight;
//! let (x, y) = (array![[0.0], [1.0], [2.0], [3.0], [4.0], [5.0]], array![0, 0, 0, 0, 1, 1]);
//! let plain = LogisticRegression::new().fit(&x, &y)?;
//! let fair = LogisticRegression::new().class_weight(ClassWeight::Balanced).fit(&x, &y)?;
//! let at = array![[3.5]];
//! assert!(fair.predict_proba(&at)?[[0, 1]] > plain.predict_proba(&at)?[[0, 1]], "the rare class gains");
//! # Ok::<(), ml::error::Error>(())
//! ```

use crate::error::{Error, Result, check_finite_1, check_same_len};
use crate::sum;
use ndarray::Array1;
use serde::{Deserialize, Serialize};

/// How much the examples of each class count.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub enum ClassWeight {
    /// All the same.
    #[default]
    Equal,
    /// So that each class counts the same in total: an example of a class of n_c counts n / (classes · n_c) (G. King and
    /// L. Zeng, *Logistic Regression in Rare Events Data*, 2001).
    Balanced,
    /// As given: a weight a class, from class 0.
    Given(Vec<f64>),
}

/// The weight of each of `rows` examples: as given, or 1.
pub(crate) fn check_weights(weights: Option<&Array1<f64>>, rows: usize) -> Result<Vec<f64>> {
    let Some(weights) = weights else { return Ok(vec![1.0; rows]) };
    check_same_len("sample weights", rows, weights.len())?;
    check_finite_1(weights, "sample weights")?;
    if let Some(weight) = weights.iter().find(|weight| **weight < 0.0) {
        return Err(refused("sample weight", *weight));
    }
    if !weights.iter().any(|weight| *weight > 0.0) {
        return Err(Error::Empty { what: "examples with a weight".to_owned() });
    }
    Ok(weights.to_vec())
}

impl ClassWeight {
    /// Multiplies each example's weight by that of its class: `classes[codes[i]]` is the class of example `i`. Balance is
    /// struck on the examples' number, not on their weights.
    pub(crate) fn apply(&self, classes: &[usize], codes: &[usize], weights: &mut [f64]) -> Result<()> {
        let by_class = match self {
            Self::Equal => return Ok(()),
            Self::Balanced => {
                let mut counts = vec![0.0; classes.len()];
                codes.iter().for_each(|&code| counts[code] += 1.0);
                let fair = codes.len() as f64 / classes.len() as f64;
                counts.iter().map(|count| fair / count).collect::<Vec<_>>()
            }
            Self::Given(given) => {
                let of = |class: &usize| given.get(*class).copied();
                if let Some(class) = classes.iter().find(|class| of(class).is_none()) {
                    return Err(Error::Shape {
                        what: "class weights".to_owned(),
                        expected: format!("more than {class}"),
                        found: given.len().to_string(),
                    });
                }
                let given: Vec<f64> = classes.iter().filter_map(of).collect();
                if let Some(weight) = given.iter().find(|weight| !(**weight >= 0.0 && weight.is_finite())) {
                    return Err(refused("class_weight", *weight));
                }
                given
            }
        };
        weights.iter_mut().zip(codes).for_each(|(weight, &code)| *weight *= by_class[code]);
        if sum::sum(weights) > 0.0 {
            return Ok(());
        }
        Err(Error::Empty { what: "examples with a weight".to_owned() })
    }
}

fn refused(name: &'static str, weight: f64) -> Error {
    Error::Parameter { name, value: weight.to_string(), expected: "0 or more".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{ClassWeight, check_weights};
    use ndarray::array;

    #[test]
    fn balance_gives_every_class_the_same_total() {
        let mut weights = vec![1.0; 4];
        ClassWeight::Balanced.apply(&[3, 7], &[0, 1, 1, 1], &mut weights).expect("two classes");
        assert_eq!(weights, [2.0, 2.0 / 3.0, 2.0 / 3.0, 2.0 / 3.0]);
    }

    #[test]
    fn odd_weights_are_refused() {
        assert!(check_weights(Some(&array![1.0, -1.0]), 2).is_err());
        assert!(check_weights(Some(&array![0.0, 0.0]), 2).is_err());
        assert!(check_weights(Some(&array![1.0]), 2).is_err());
        assert!(check_weights(Some(&array![f64::NAN, 1.0]), 2).is_err());
        let mut weights = vec![1.0; 2];
        assert!(ClassWeight::Given(vec![1.0]).apply(&[0, 1], &[0, 1], &mut weights).is_err());
        assert!(ClassWeight::Given(vec![1.0, -2.0]).apply(&[0, 1], &[0, 1], &mut weights).is_err());
    }
}
