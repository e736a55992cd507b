//! Judging regressions.

use super::fold::{self, CrossValidation, Judged, ScoreCurve};
use super::importance::{Importance, permute};
use super::nested::{Found, InnerFolds, NestedCrossValidation, nested};
use super::score::RegressionScore;
use super::search::{Plan, Search, SearchResult};
use super::space::{Point, Space};
use crate::data::Fold;
use crate::error::{Result, check_not_empty, check_same_len};
use crate::estimator::{FittedRegressor, Regressor};
use crate::rng::Rng;
use ndarray::{Array1, Array2, Axis};

/// Data to learn a number from, and what the models that do are judged by. [`ClassificationTask`] is its like for
/// classes.
///
/// ```
/// use ml::data::{KFold, diabetes};
/// use ml::linear::Ridge;
/// use ml::selection::{RegressionScore, RegressionTask};
/// let data = diabetes()?;
/// let folds = KFold::new(5).shuffle(1).split(442)?;
/// let task = RegressionTask::new(&data.x, &data.y, RegressionScore::R2)?;
/// assert!(task.cross_validate(&Ridge::new(1.0), &folds)?.mean() > 0.4);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// [`ClassificationTask`]: super::ClassificationTask
#[derive(Debug, Clone, Copy)]
pub struct RegressionTask<'d> {
    x: &'d Array2<f64>,
    y: &'d Array1<f64>,
    score: RegressionScore,
}

impl<'d> RegressionTask<'d> {
    /// `x` has an example a row, `y` the number of each.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if they don't fit, [`Error::Empty`](crate::error::Error::Empty)
    /// without rows.
    pub fn new(x: &'d Array2<f64>, y: &'d Array1<f64>, score: RegressionScore) -> Result<Self> {
        check_not_empty("x", x.nrows())?;
        check_same_len("y", x.nrows(), y.len())?;
        Ok(Self { x, y, score })
    }

    /// Fits the model once a fold and scores it on the rows of both parts.
    ///
    /// # Errors
    /// [`Error::Empty`](crate::error::Error::Empty) without folds or for a part without rows,
    /// [`Error::Shape`](crate::error::Error::Shape) for a row that is not there; those of the model and the score.
    pub fn cross_validate(&self, model: &dyn Regressor, folds: &[Fold]) -> Result<CrossValidation> {
        fold::check_folds(folds, self.x.nrows())?;
        fold::cross_validate(&|train, test, both| self.judge(model, train, test, both), folds)
    }

    /// The test scores alone, one a fold; cheaper where predicting is slow.
    ///
    /// # Errors
    /// As [`Self::cross_validate`].
    pub fn cross_val_score(&self, model: &dyn Regressor, folds: &[Fold]) -> Result<Array1<f64>> {
        fold::check_folds(folds, self.x.nrows())?;
        let judge = |train: &[usize], test: &[usize], both: bool| self.judge(model, train, test, both);
        Ok(fold::judge_all(&judge, folds, false)?.iter().map(|judged| judged.test).collect())
    }

    /// A prediction for each row by the fit that did not see it.
    ///
    /// # Errors
    /// As [`Self::cross_validate`]; [`Error::Shape`](crate::error::Error::Shape) also unless each row is tested exactly
    /// once.
    pub fn cross_val_predict(&self, model: &dyn Regressor, folds: &[Fold]) -> Result<Array1<f64>> {
        fold::check_partition(folds, self.x.nrows())?;
        let mut all = Array1::zeros(self.x.nrows());
        for Fold { train, test } in folds {
            let said = self.fit(model, train)?.predict(&self.x.select(Axis(0), test))?;
            for (row, said) in test.iter().zip(&said) {
                all[*row] = *said;
            }
        }
        Ok(all)
    }

    /// Scores as the training part grows: fits on the first rows of each training part, as many as each of `sizes`
    /// says, in an order drawn from `seed`.
    ///
    /// # Errors
    /// As [`Self::cross_validate`]; [`Error::Parameter`](crate::error::Error::Parameter) for a size of 0 or beyond the
    /// training rows.
    pub fn learning_curve(
        &self,
        model: &dyn Regressor,
        sizes: &[usize],
        folds: &[Fold],
        seed: u64,
    ) -> Result<ScoreCurve> {
        fold::check_folds(folds, self.x.nrows())?;
        let judge = |train: &[usize], test: &[usize], both: bool| self.judge(model, train, test, both);
        fold::learning_curve(&judge, &self.orders(folds, seed), folds, sizes)
    }

    /// Scores as one parameter changes: `build` gives the model of a value.
    ///
    /// # Errors
    /// As [`Self::cross_validate`].
    pub fn validation_curve(
        &self,
        build: &dyn Fn(f64) -> Box<dyn Regressor>,
        values: &[f64],
        folds: &[Fold],
    ) -> Result<ScoreCurve> {
        fold::check_folds(folds, self.x.nrows())?;
        check_not_empty("values", values.len())?;
        let mut judged = Vec::with_capacity(values.len() * folds.len());
        for value in values {
            let model = build(*value);
            let judge = |train: &[usize], test: &[usize], both: bool| self.judge(&model, train, test, both);
            judged.extend(fold::judge_all(&judge, folds, true)?);
        }
        Ok(fold::curve(values.iter().copied().collect(), folds.len(), &judged))
    }

    /// How much the score of a fitted model suffers on this data when a feature is shuffled (L. Breiman, 2001), for each
    /// feature, `repeats` times.
    ///
    /// # Errors
    /// [`Error::Parameter`](crate::error::Error::Parameter) for no repeats; those of the model and the score.
    pub fn permutation_importance(
        &self,
        fitted: &dyn FittedRegressor,
        repeats: usize,
        seed: u64,
    ) -> Result<Importance> {
        let score = |x: &Array2<f64>| self.score.of(self.y, &fitted.predict(x)?);
        permute(self.x, &score, self.score.greater_is_better(), repeats, seed)
    }

    /// Looks for the point of a space whose model has the best mean test score over the folds: `build` gives the model
    /// of a point.
    ///
    /// # Errors
    /// As [`Self::cross_validate`]; [`Error::Parameter`](crate::error::Error::Parameter) for a space or search that
    /// can not be. A point whose model fails is noted as such, and only if all do their first error is given.
    pub fn search(
        &self,
        search: &dyn Search,
        space: &Space,
        build: &dyn Fn(&Point) -> Box<dyn Regressor>,
        folds: &[Fold],
    ) -> Result<SearchResult> {
        fold::check_folds(folds, self.x.nrows())?;
        let judge_of = |point: &Point| -> Box<fold::Judge<'_>> {
            let model = build(point);
            Box::new(move |train, test, both| self.judge(&model, train, test, both))
        };
        let orders = |seed| self.orders(folds, seed);
        let greater_is_better = self.score.greater_is_better();
        Plan { folds, orders: &orders, judge_of: &judge_of, greater_is_better }.run(search, space)
    }

    /// Judges a whole search, not a model (S. Varma and R. Simon, 2006): for each outer fold the search sees only the
    /// training rows, and what it finds is fitted to them and scored on the test rows. `inner` is told how many training
    /// rows there are and gives folds of them.
    ///
    /// # Errors
    /// As [`Self::search`].
    pub fn nested_cross_validate(
        &self,
        search: &dyn Search,
        space: &Space,
        build: &dyn Fn(&Point) -> Box<dyn Regressor>,
        outer: &[Fold],
        inner: &InnerFolds<'_>,
    ) -> Result<NestedCrossValidation> {
        fold::check_folds(outer, self.x.nrows())?;
        nested(outer, &|Fold { train, test }| {
            let (x, y) = (self.x.select(Axis(0), train), self.y.select(Axis(0), train));
            let found = RegressionTask { x: &x, y: &y, score: self.score }.search(
                search,
                space,
                build,
                &inner(train)?,
            )?;
            let judged = self.judge(&build(&found.best.point), train, test, false)?;
            Ok(Found { best: found.best, test_score: judged.test })
        })
    }

    fn fit(&self, model: &dyn Regressor, rows: &[usize]) -> Result<Box<dyn FittedRegressor>> {
        model.fit_regressor(&self.x.select(Axis(0), rows), &self.y.select(Axis(0), rows))
    }

    fn judge(&self, model: &dyn Regressor, train: &[usize], test: &[usize], both: bool) -> Result<Judged> {
        let fitted = self.fit(model, train)?;
        let score = |rows: &[usize]| {
            let said = fitted.predict(&self.x.select(Axis(0), rows))?;
            self.score.of(&self.y.select(Axis(0), rows), &said)
        };
        Ok(Judged { train: if both { score(train)? } else { f64::NAN }, test: score(test)? })
    }

    /// The training rows of each fold in random order.
    fn orders(&self, folds: &[Fold], seed: u64) -> Vec<Vec<usize>> {
        let shuffled = |(at, fold): (usize, &Fold)| {
            let mut rows = fold.train.clone();
            Rng::new(seed).fork(at as u64).shuffle(&mut rows);
            rows
        };
        folds.iter().enumerate().map(shuffled).collect()
    }
}
