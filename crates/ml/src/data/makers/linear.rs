//! Numbers that depend on some features, and one-dimensional functions with noise.

use super::{check_noise, check_size};
use crate::data::Regression;
use crate::error::{Error, Result};
use crate::matmul::matvec;
use crate::rng::Rng;
use ndarray::{Array1, Array2, Axis};

/// A target that is a weighted sum of some normal features, with noise; the weights are known.
///
/// ```
/// use ml::data::MakeRegression;
/// use ml::linear::Ridge;
/// let (data, weights) = MakeRegression::new(100, 10).informative(3).make(1)?;
/// assert_eq!(weights.iter().filter(|weight| **weight != 0.0).count(), 3);
/// let fitted = Ridge::new(0.0).fit(&data.x, &data.y)?;
/// assert!((fitted.coef - weights).iter().all(|error| error.abs() < 1e-9));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MakeRegression {
    samples: usize,
    features: usize,
    informative: usize,
    noise: f64,
    bias: f64,
}

impl MakeRegression {
    /// This many examples and features, of which ten at most matter, without noise.
    pub fn new(samples: usize, features: usize) -> Self {
        Self { samples, features, informative: features.min(10), noise: 0.0, bias: 0.0 }
    }

    /// How many features matter: their weights are uniform between 0 and 100, in places that are drawn too.
    pub fn informative(mut self, features: usize) -> Self {
        self.informative = features;
        self
    }

    /// The standard deviation of the noise in the target.
    pub fn noise(mut self, std: f64) -> Self {
        self.noise = std;
        self
    }

    /// What the target is where all features are 0.
    pub fn bias(mut self, bias: f64) -> Self {
        self.bias = bias;
        self
    }

    /// The examples and the true weights.
    ///
    /// # Errors
    /// [`Error::Empty`] without examples, [`Error::Parameter`] for more features that matter than there are, or a negative
    /// noise, [`Error::NotFinite`] for a bias that is not finite.
    pub fn make(&self, seed: u64) -> Result<(Regression, Array1<f64>)> {
        check_size(self.samples, self.features)?;
        check_noise("noise", self.noise)?;
        if self.informative > self.features {
            let expected = format!("at most {}, the number of features", self.features);
            return Err(Error::Parameter {
                name: "informative",
                value: self.informative.to_string(),
                expected,
            });
        }
        let mut rng = Rng::new(seed);
        let x = Array2::from_shape_simple_fn((self.samples, self.features), || rng.normal());
        let mut weights = Array1::zeros(self.features);
        for place in rng.permutation(self.features).into_iter().take(self.informative) {
            weights[place] = rng.uniform_in(0.0, 100.0);
        }
        let y = matvec(x.view(), weights.view()).mapv(|y| y + self.bias + self.noise * rng.normal());
        Ok((Regression::new(x, y)?, weights))
    }
}

/// Samples of a function of one number, with normal noise of standard deviation `noise`: x is uniform between `low` and
/// `high`, and in order.
///
/// ```
/// use ml::data::noisy_function;
/// let data = noisy_function(&|x| 2.0 * x + 1.0, 0.0, 1.0, 20, 0.1, 7)?;
/// assert!(data.x.iter().zip(&data.y).all(|(x, y)| (y - (2.0 * x + 1.0)).abs() < 0.5));
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Empty`] without samples, [`Error::Parameter`] for a negative noise or a range that does not go up,
/// [`Error::NotFinite`] where the function is not finite.
pub fn noisy_function(
    f: &dyn Fn(f64) -> f64,
    low: f64,
    high: f64,
    samples: usize,
    noise: f64,
    seed: u64,
) -> Result<Regression> {
    check_size(samples, 1)?;
    check_noise("noise", noise)?;
    if !(low < high && (high - low).is_finite()) {
        let expected = "two finite numbers, the second one greater".to_owned();
        return Err(Error::Parameter { name: "range", value: format!("{low} to {high}"), expected });
    }
    let mut rng = Rng::new(seed);
    let mut x: Vec<f64> = (0..samples).map(|_| rng.uniform_in(low, high)).collect();
    x.sort_by(f64::total_cmp);
    let y = x.iter().map(|&x| f(x) + noise * rng.normal()).collect();
    let data = Regression::new(Array1::from_vec(x).insert_axis(Axis(1)), y)?;
    Ok(Regression { feature_names: vec!["x".to_owned()], ..data })
}

#[cfg(test)]
mod tests {
    use super::{MakeRegression, noisy_function};

    #[test]
    fn noise_and_bias_are_as_asked_for() {
        let (data, weights) =
            MakeRegression::new(4000, 3).informative(0).noise(2.0).bias(5.0).make(1).expect("data");
        assert!(weights.iter().all(|weight| *weight == 0.0));
        assert!((data.y.mean().expect("rows") - 5.0).abs() < 0.1);
        assert!((data.y.std(0.0) - 2.0).abs() < 0.1);
    }

    #[test]
    fn what_can_not_be_made_is_refused() {
        assert!(MakeRegression::new(0, 3).make(0).is_err());
        assert!(MakeRegression::new(5, 3).informative(4).make(0).is_err());
        assert!(MakeRegression::new(5, 3).noise(-1.0).make(0).is_err());
        assert!(MakeRegression::new(5, 3).bias(f64::NAN).make(0).is_err());
        assert!(noisy_function(&|x| 1.0 / (x - x), 0.0, 1.0, 3, 0.0, 0).is_err());
        assert!(noisy_function(&|x| x, 1.0, 1.0, 3, 0.0, 0).is_err());
        assert!(noisy_function(&|x| x, f64::MIN, f64::MAX, 3, 0.0, 0).is_err());
        assert!(noisy_function(&|x| x, 0.0, 1.0, 0, 0.0, 0).is_err());
    }
}
