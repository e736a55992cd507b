//! Logistic regression of two and of many classes.
//!
//! ```
//! use ml::data::iris;
//! use ml::linear::{LogisticRegression, Penalty};
//! let data = iris()?;
//! let softmax = LogisticRegression::new().fit(&data.x, &data.y)?;
//! assert_eq!(softmax.coef.dim(), (3, 4));
//! assert!((softmax.predict_proba(&data.x)?.row(0).sum() - 1.0).abs() < 1e-12);
//! let sparse = LogisticRegression::new().penalty(Penalty::L1).c(0.1).fit(&data.x, &data.y)?;
//! let zeros = |coef: &ml::ndarray::Array2<f64>| coef.iter().filter(|weight| **weight == 0.0).count();
//! assert!(zeros(&sparse.coef) > zeros(&softmax.coef));
//! # Ok::<(), ml::error::Error>(())
//! ```

mod fitted;
mod objective;

pub use fitted::FittedLogisticRegression;

use crate::error::{Error, Result};
use crate::examples::{check_setting, check_two_classes};
use crate::optim::{Lbfgs, Minimum, ProximalGradient, Smooth};
use crate::sum;
use crate::weights::{ClassWeight, check_weights};
use ndarray::{Array1, Array2};
use objective::Objective;

/// Logistic regression: the logarithms of the classes' probabilities are linear in the features (D. R. Cox, 1958). Two
/// classes share one row of weights; more have a row each (softmax regression).
///
/// It minimises C · Σ −ln p(class) + penalty, as scikit-learn does. The intercept is not penalised.
///
/// ```
/// use ml::linear::LogisticRegression;
/// use ml::ndarray::array;
/// let (x, y) = (array![[0.0], [1.0], [3.0], [4.0]], array![0, 0, 1, 1]);
/// let fitted = LogisticRegression::new().fit(&x, &y)?;
/// assert_eq!(fitted.predict(&array![[0.5], [3.5]])?, array![0, 1]);
/// assert!((fitted.predict_proba(&array![[2.0]])?[[0, 1]] - 0.5).abs() < 1e-4);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct LogisticRegression {
    penalty: Penalty,
    c: f64,
    fit_intercept: bool,
    class_weight: ClassWeight,
    descent_rate: Option<f64>,
    max_iter: usize,
    tol: f64,
}

/// What the weights of a logistic regression cost.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Penalty {
    /// Nothing.
    None,
    /// ‖w‖² / 2.
    #[default]
    L2,
    /// ‖w‖₁: weights that do not pay for themselves become exactly 0.
    L1,
    /// Both: this share (0 to 1) of the sizes, and the rest of the squares.
    ElasticNet(f64),
}

impl Default for LogisticRegression {
    fn default() -> Self {
        Self::new()
    }
}

impl LogisticRegression {
    /// With C = 1, the penalty on squares, an intercept, at most 10,000 steps and a tolerance of 1e-4.
    pub fn new() -> Self {
        Self {
            penalty: Penalty::L2,
            c: 1.0,
            fit_intercept: true,
            class_weight: ClassWeight::Equal,
            descent_rate: None,
            max_iter: 10_000,
            tol: 1e-4,
        }
    }

    /// What the weights cost.
    pub fn penalty(mut self, penalty: Penalty) -> Self {
        self.penalty = penalty;
        self
    }

    /// How much the examples count against the penalty: more than 0. Small values mean small weights.
    pub fn c(mut self, c: f64) -> Self {
        self.c = c;
        self
    }

    /// Whether there is an intercept.
    pub fn fit_intercept(mut self, fit: bool) -> Self {
        self.fit_intercept = fit;
        self
    }

    /// How much the examples of each class count.
    pub fn class_weight(mut self, weight: ClassWeight) -> Self {
        self.class_weight = weight;
        self
    }

    /// Fits by plain gradient descent at this learning rate instead of L-BFGS: slower, but every step can be followed. It
    /// takes all [`Self::max_iter`] steps unless it meets the tolerance before, and knows smooth penalties only.
    pub fn gradient_descent(mut self, rate: f64) -> Self {
        self.descent_rate = Some(rate);
        self
    }

    /// How many steps are taken at most.
    pub fn max_iter(mut self, max_iter: usize) -> Self {
        self.max_iter = max_iter;
        self
    }

    /// The end: no slope of the mean loss, penalty included, is steeper than this.
    pub fn tol(mut self, tol: f64) -> Self {
        self.tol = tol;
        self
    }

    /// Fits `x` (an example a row) to the classes `y`: by L-BFGS, or by [`ProximalGradient`] where sizes cost.
    ///
    /// # Errors
    /// [`Error::Shape`], [`Error::Empty`], [`Error::NotFinite`], [`Error::OneClass`]; [`Error::Parameter`] for a setting out
    /// of its range; [`Error::NotConverged`] if the steps did not suffice, which scaled features make unlikely.
    pub fn fit(&self, x: &Array2<f64>, y: &Array1<usize>) -> Result<FittedLogisticRegression> {
        self.fit_with(x, y, None)
    }

    /// The same, where each example counts as much as its weight says.
    ///
    /// # Errors
    /// As [`Self::fit`]; [`Error::Parameter`] also for a negative weight.
    pub fn fit_weighted(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: &Array1<f64>,
    ) -> Result<FittedLogisticRegression> {
        self.fit_with(x, y, Some(weights))
    }

    fn fit_with(
        &self,
        x: &Array2<f64>,
        y: &Array1<usize>,
        weights: Option<&Array1<f64>>,
    ) -> Result<FittedLogisticRegression> {
        self.check()?;
        let labels = check_two_classes(x, y)?;
        let mut shares = check_weights(weights, x.nrows())?;
        self.class_weight.apply(&labels.classes, &labels.codes, &mut shares)?;
        let total = sum::sum(&shares);
        shares.iter_mut().for_each(|share| *share /= total);
        // Of the mean loss, the penalty is this much.
        let strength = 1.0 / (self.c * total);
        let (l1, l2) = match self.penalty {
            Penalty::None => (0.0, 0.0),
            Penalty::L2 => (0.0, strength),
            Penalty::L1 => (strength, 0.0),
            Penalty::ElasticNet(ratio) => (strength * ratio, strength * (1.0 - ratio)),
        };
        let x = x.as_standard_layout();
        let outputs = if labels.classes.len() == 2 { 1 } else { labels.classes.len() };
        let objective = Objective {
            x: x.view(),
            codes: &labels.codes,
            shares: &shares,
            outputs,
            l2,
            intercept: self.fit_intercept,
        };
        let minimum = self.minimize(&objective, l1)?;
        let (weights, intercepts) = minimum.point.split_at(objective.weights());
        let coef = Array2::from_shape_vec((outputs, x.ncols()), weights.to_vec()).unwrap_or_default();
        let intercept = if self.fit_intercept { intercepts.to_vec() } else { vec![0.0; outputs] };
        Ok(FittedLogisticRegression {
            classes: labels.classes,
            coef,
            intercept: Array1::from_vec(intercept),
            losses: minimum.values,
        })
    }

    fn minimize(&self, objective: &Objective<'_>, l1: f64) -> Result<Minimum> {
        let function = |parameters: &[f64]| objective.value_and_gradient(parameters);
        let start = vec![0.0; objective.parameters()];
        if let Some(rate) = self.descent_rate {
            return self.descend(&start, rate, &function);
        }
        if l1 > 0.0 {
            let mut prices = vec![l1; objective.weights()];
            prices.resize(start.len(), 0.0);
            let proximal = ProximalGradient::new().max_iter(self.max_iter).tol(self.tol);
            return proximal.minimize(&start, &prices, &function);
        }
        Lbfgs::new().max_iter(self.max_iter).tol(self.tol).minimize(&start, &function)
    }

    fn descend(&self, start: &[f64], rate: f64, function: &Smooth<'_>) -> Result<Minimum> {
        let mut point = start.to_vec();
        let (mut value, mut gradient) = function(&point);
        let mut values = vec![value];
        let steepest = |gradient: &[f64]| gradient.iter().fold(0.0, |most: f64, slope| most.max(slope.abs()));
        while steepest(&gradient) > self.tol && values.len() <= self.max_iter {
            point.iter_mut().zip(&gradient).for_each(|(point, slope)| *point -= rate * slope);
            (value, gradient) = function(&point);
            values.push(value);
            if !value.is_finite() {
                let what = "the loss of gradient descent, whose learning rate is too great".to_owned();
                return Err(Error::NotFinite { what, index: vec![values.len() - 1], value });
            }
        }
        Ok(Minimum { point, iterations: values.len() - 1, values, slope: steepest(&gradient) })
    }

    fn check(&self) -> Result<()> {
        check_setting("c", self.c, self.c > 0.0 && self.c.is_finite(), "more than 0")?;
        check_setting("tol", self.tol, self.tol > 0.0 && self.tol.is_finite(), "more than 0")?;
        if let Penalty::ElasticNet(ratio) = self.penalty {
            check_setting("l1_ratio", ratio, (0.0..=1.0).contains(&ratio), "from 0 to 1")?;
        }
        let Some(rate) = self.descent_rate else { return Ok(()) };
        check_setting("rate", rate, rate > 0.0 && rate.is_finite(), "more than 0")?;
        match self.penalty {
            Penalty::None | Penalty::L2 => Ok(()),
            Penalty::L1 | Penalty::ElasticNet(_) => Err(Error::Parameter {
                name: "penalty",
                value: format!("{:?}", self.penalty),
                expected: "None or L2 for gradient descent, which needs slopes everywhere".to_owned(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{LogisticRegression, Penalty};
    use crate::data::digits;
    use crate::error::Error;
    use ndarray::{Array2, array};

    #[test]
    fn gradient_descent_and_lbfgs_find_the_same_weights() {
        let x = array![[0.0, 1.0], [1.0, 0.5], [2.0, 2.0], [3.0, -1.0], [1.5, 0.0], [0.2, 0.3]];
        for y in [array![0, 0, 1, 1, 1, 0], array![0, 1, 2, 0, 1, 2]] {
            let model = LogisticRegression::new().tol(1e-9);
            let quick = model.fit(&x, &y).expect("it converges");
            let slow = model.gradient_descent(0.5).max_iter(20_000).fit(&x, &y).expect("it stays finite");
            assert!((&quick.coef - &slow.coef).iter().all(|off| off.abs() < 1e-6));
            assert!(slow.losses.len() > quick.losses.len());
        }
    }

    #[test]
    fn sizes_that_cost_make_zeros() {
        let data = digits().expect("the file is whole");
        let x = data.x.slice(ndarray::s![..200, ..]).to_owned() / 16.0;
        let y = data.y.slice(ndarray::s![..200]).to_owned();
        let fitted = LogisticRegression::new().penalty(Penalty::L1).c(0.5).fit(&x, &y).expect("it converges");
        let zeros = fitted.coef.iter().filter(|weight| **weight == 0.0).count();
        assert!(zeros > 300 && fitted.score(&x, &y).expect("200 digits") > 0.9, "{zeros}");
    }

    #[test]
    fn perfect_separation_has_an_end_with_a_penalty_and_odd_settings_are_refused() {
        let (x, y) = (array![[-1.0], [1.0]], array![0, 1]);
        let fitted = LogisticRegression::new().fit(&x, &y).expect("the penalty holds the weight");
        assert!(fitted.coef[[0, 0]] > 0.1);
        assert!(matches!(LogisticRegression::new().fit(&x, &array![1, 1]), Err(Error::OneClass { .. })));
        for model in [
            LogisticRegression::new().c(0.0),
            LogisticRegression::new().c(f64::NAN),
            LogisticRegression::new().tol(-1.0),
            LogisticRegression::new().penalty(Penalty::ElasticNet(2.0)),
            LogisticRegression::new().penalty(Penalty::L1).gradient_descent(0.1),
            LogisticRegression::new().gradient_descent(f64::NAN),
        ] {
            assert!(matches!(model.fit(&x, &y), Err(Error::Parameter { .. })), "{model:?}");
        }
        assert!(LogisticRegression::new().fit(&Array2::from_elem((2, 1), f64::NAN), &y).is_err());
        assert!(LogisticRegression::new().max_iter(0).fit(&x, &y).is_err());
        assert!(LogisticRegression::new().gradient_descent(1e300).max_iter(9).fit(&(x * 1e9), &y).is_err());
    }
}
