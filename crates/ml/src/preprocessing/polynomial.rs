//! Products of features.

use crate::error::{Error, Result, check_finite_2, check_same_len};
use ndarray::Array2;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Adds the products of features up to a degree, so that a linear model can bend: for a and b and degree 2 the columns
/// 1, a, b, a², a b, b². It learns nothing but the number of features.
///
/// ```
/// use ml::ndarray::array;
/// use ml::preprocessing::PolynomialFeatures;
/// let features = PolynomialFeatures::new(2).include_bias(false);
/// let fitted = features.fit(&array![[2.0, 3.0]])?;
/// assert_eq!(fitted.transform(&array![[2.0, 3.0]])?, array![[2.0, 3.0, 4.0, 6.0, 9.0]]);
/// assert_eq!(fitted.feature_names(&["a".into(), "b".into()])?, ["a", "b", "a^2", "a b", "b^2"]);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolynomialFeatures {
    degree: usize,
    interaction_only: bool,
    include_bias: bool,
}

/// Products that know how many features there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FittedPolynomialFeatures {
    /// The features that each column multiplies, in order; one to the third stands three times. None is the column of ones.
    pub products: Vec<Vec<usize>>,
    features: usize,
}

/// How a column of products is made.
enum Step {
    One,
    Feature(usize),
    /// A feature times an earlier column.
    Times(usize, usize),
}

impl Default for PolynomialFeatures {
    fn default() -> Self {
        Self::new(2)
    }
}

impl PolynomialFeatures {
    /// All products up to this degree, with a column of ones.
    pub fn new(degree: usize) -> Self {
        Self { degree, interaction_only: false, include_bias: true }
    }

    /// Whether to leave out the products that have a feature more than once.
    pub fn interaction_only(mut self, only: bool) -> Self {
        self.interaction_only = only;
        self
    }

    /// Whether there is a column of ones. A model with an intercept needs none.
    pub fn include_bias(mut self, include: bool) -> Self {
        self.include_bias = include;
        self
    }

    /// Learns the number of features of `x`.
    ///
    /// # Errors
    /// [`Error::Parameter`] if there would be more than 100,000 columns, or none; also for a degree above 1000.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedPolynomialFeatures> {
        const MOST: usize = 100_000;
        const HIGHEST: usize = 1000;
        // Without repeats no product is longer than there are features.
        let degree = if self.interaction_only { self.degree.min(x.ncols()) } else { self.degree };
        let mut products: Vec<Vec<usize>> = if self.include_bias { vec![vec![]] } else { vec![] };
        let mut last: Vec<Vec<usize>> = vec![vec![]];
        for _ in 0..degree.min(HIGHEST) {
            let longer = |product: &Vec<usize>| {
                let first = product.last().map_or(0, |&last| last + usize::from(self.interaction_only));
                let product = product.clone();
                (first..x.ncols()).map(move |next| product.iter().copied().chain([next]).collect())
            };
            // The limit holds before memory does.
            last = last.iter().flat_map(longer).take(MOST + 1).collect();
            products.extend_from_slice(&last);
            if products.len() > MOST {
                break;
            }
        }
        if products.is_empty() || products.len() > MOST || degree > HIGHEST {
            return Err(Error::Parameter {
                name: "degree",
                value: self.degree.to_string(),
                expected: format!("at most {HIGHEST}, with 1 to {MOST} products of {} features", x.ncols()),
            });
        }
        Ok(FittedPolynomialFeatures { products, features: x.ncols() })
    }
}

impl FittedPolynomialFeatures {
    /// The products, a column each: by degree, then in the order of the features.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features, [`Error::NotFinite`] for NaN and infinities, and where a
    /// product is too great for a number.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.features, x.ncols())?;
        check_finite_2(x, "x")?;
        let steps = self.steps();
        let mut multiplied = Array2::zeros((x.nrows(), self.products.len()));
        let mut row = vec![1.0; self.products.len()];
        for (from, mut to) in x.rows().into_iter().zip(multiplied.rows_mut()) {
            for (at, step) in steps.iter().enumerate() {
                // From the last feature to the first, as scikit-learn multiplies.
                row[at] = match *step {
                    Step::One => 1.0,
                    Step::Feature(feature) => from[feature],
                    Step::Times(feature, rest) => from[feature] * row[rest],
                };
            }
            to.iter_mut().zip(&row).for_each(|(to, value)| *to = *value);
        }
        check_finite_2(&multiplied, "products")?;
        Ok(multiplied)
    }

    /// How each column comes from one before it: what a product has after its first feature is itself a product.
    fn steps(&self) -> Vec<Step> {
        let place: BTreeMap<&[usize], usize> =
            self.products.iter().enumerate().map(|(at, product)| (product.as_slice(), at)).collect();
        let step = |product: &Vec<usize>| match product.split_first() {
            None => Step::One,
            Some((&feature, rest)) => match place.get(rest).filter(|_| !rest.is_empty()) {
                Some(&rest) => Step::Times(feature, rest),
                None => Step::Feature(feature),
            },
        };
        self.products.iter().map(step).collect()
    }

    /// The names of the columns, from the names of the features.
    ///
    /// # Errors
    /// [`Error::Shape`] for another number of features.
    pub fn feature_names(&self, features: &[String]) -> Result<Vec<String>> {
        check_same_len("feature names", self.features, features.len())?;
        let name = |product: &Vec<usize>| {
            let powers = product.chunk_by(|a, b| a == b).map(|power| match power.len() {
                1 => features[power[0]].clone(),
                times => format!("{}^{times}", features[power[0]]),
            });
            if product.is_empty() { "1".to_owned() } else { powers.collect::<Vec<_>>().join(" ") }
        };
        Ok(self.products.iter().map(name).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::PolynomialFeatures;
    use ndarray::{Array2, array};

    #[test]
    fn interactions_never_repeat_a_feature() {
        let x = array![[2.0, 3.0, 5.0]];
        let fitted = PolynomialFeatures::new(3).interaction_only(true).fit(&x).expect("few columns");
        assert_eq!(
            fitted.transform(&x).expect("three features"),
            array![[1.0, 2.0, 3.0, 5.0, 6.0, 10.0, 15.0, 30.0]]
        );
        let more = PolynomialFeatures::new(usize::MAX).interaction_only(true).fit(&x).expect("few columns");
        assert_eq!(more, fitted, "there are no longer products");
    }

    #[test]
    fn too_much_is_refused() {
        let wide = Array2::ones((1, 1000));
        assert!(PolynomialFeatures::new(3).fit(&wide).is_err());
        assert!(PolynomialFeatures::new(usize::MAX).fit(&array![[1.0]]).is_err());
        assert!(PolynomialFeatures::new(0).include_bias(false).fit(&wide).is_err());
        let fitted = PolynomialFeatures::new(2).fit(&array![[1.0]]).expect("few columns");
        assert!(fitted.transform(&array![[1e200]]).is_err(), "the square is infinite");
        assert!(fitted.transform(&wide).is_err());
        assert_eq!(PolynomialFeatures::new(0).fit(&wide).expect("ones").products, [[0_usize; 0]]);
    }
}
