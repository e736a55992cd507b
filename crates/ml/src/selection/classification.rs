//! Judging classifications.

use super::fold::{self, CrossValidation, Judged, ScoreCurve};
use super::importance::{Importance, permute};
use super::nested::{Found, InnerFolds, NestedCrossValidation, nested};
use super::score::{ClassificationScore, Said};
use super::search::{Plan, Search, SearchResult};
use super::space::{Point, Space};
use crate::data::Fold;
use crate::error::{Result, check_not_empty, check_same_len, parameter};
use crate::estimator::{Classifier, FittedClassifier};
use crate::rng::Rng;
use ndarray::{Array1, Array2, Axis};

/// Data to learn a class from, and what the models that do are judged by. [`RegressionTask`] is its like for numbers.
///
/// [`RegressionTask`]: super::RegressionTask
#[derive(Debug, Clone, Copy)]
pub struct ClassificationTask<'d> {
    x: &'d Array2<f64>,
    y: &'d Array1<usize>,
    score: ClassificationScore,
}

/// A greater class is a mistake: there is a column of probabilities for each lesser one.
const MOST_CLASSES: usize = 1 << 16;

impl<'d> ClassificationTask<'d> {
    /// `x` has an example a row, `y` the class of each, counted from 0.
    ///
    /// # Errors
    /// [`Error::Shape`](crate::error::Error::Shape) if they don't fit, [`Error::Empty`](crate::error::Error::Empty)
    /// without rows.
    pub fn new(x: &'d Array2<f64>, y: &'d Array1<usize>, score: ClassificationScore) -> Result<Self> {
        check_not_empty("x", x.nrows())?;
        check_same_len("y", x.nrows(), y.len())?;
        Ok(Self { x, y, score })
    }

    /// Fits the model once a fold and scores it on the rows of both parts.
    ///
    /// # Errors
    /// [`Error::Empty`](crate::error::Error::Empty) without folds or for a part without rows,
    /// [`Error::Shape`](crate::error::Error::Shape) for a row that is not there; those of the model and the score.
    pub fn cross_validate(&self, model: &dyn Classifier, folds: &[Fold]) -> Result<CrossValidation> {
        fold::check_folds(folds, self.x.nrows())?;
        fold::cross_validate(&|train, test, both| self.judge(model, train, test, both), folds)
    }

    /// The test scores alone, one a fold; cheaper where predicting is slow.
    ///
    /// # Errors
    /// As [`Self::cross_validate`].
    pub fn cross_val_score(&self, model: &dyn Classifier, folds: &[Fold]) -> Result<Array1<f64>> {
        fold::check_folds(folds, self.x.nrows())?;
        let judge = |train: &[usize], test: &[usize], both: bool| self.judge(model, train, test, both);
        Ok(fold::judge_all(&judge, folds, false)?.iter().map(|judged| judged.test).collect())
    }

    /// The class of each row by the fit that did not see it.
    ///
    /// # Errors
    /// As [`Self::cross_validate`]; [`Error::Shape`](crate::error::Error::Shape) also unless each row is tested exactly
    /// once.
    pub fn cross_val_predict(&self, model: &dyn Classifier, folds: &[Fold]) -> Result<Array1<usize>> {
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

    /// The probabilities of each row's classes by the fit that did not see it, a column a class.
    ///
    /// # Errors
    /// As [`Self::cross_val_predict`].
    pub fn cross_val_predict_proba(&self, model: &dyn Classifier, folds: &[Fold]) -> Result<Array2<f64>> {
        fold::check_partition(folds, self.x.nrows())?;
        let mut all = Array2::zeros((self.x.nrows(), self.classes()?));
        for Fold { train, test } in folds {
            let said = self.probabilities(self.fit(model, train)?.as_ref(), &self.x.select(Axis(0), test))?;
            for (row, said) in test.iter().zip(said.rows()) {
                all.row_mut(*row).assign(&said);
            }
        }
        Ok(all)
    }

    /// Scores as the training part grows: fits on the first rows of each training part, as many as each of `sizes`
    /// says, in an order drawn from `seed` in which the classes keep their shares from the first rows on.
    ///
    /// # Errors
    /// As [`Self::cross_validate`]; [`Error::Parameter`](crate::error::Error::Parameter) for a size of 0 or beyond the
    /// training rows.
    pub fn learning_curve(
        &self,
        model: &dyn Classifier,
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
        build: &dyn Fn(f64) -> Box<dyn Classifier>,
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
        fitted: &dyn FittedClassifier,
        repeats: usize,
        seed: u64,
    ) -> Result<Importance> {
        let score = |x: &Array2<f64>| self.score.of_said(self.y, &self.said(fitted, x)?);
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
        build: &dyn Fn(&Point) -> Box<dyn Classifier>,
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
        build: &dyn Fn(&Point) -> Box<dyn Classifier>,
        outer: &[Fold],
        inner: &InnerFolds<'_>,
    ) -> Result<NestedCrossValidation> {
        fold::check_folds(outer, self.x.nrows())?;
        nested(outer, &|Fold { train, test }| {
            let (x, y) = (self.x.select(Axis(0), train), self.y.select(Axis(0), train));
            let found = ClassificationTask { x: &x, y: &y, score: self.score }.search(
                search,
                space,
                build,
                &inner(train)?,
            )?;
            let judged = self.judge(&build(&found.best.point), train, test, false)?;
            Ok(Found { best: found.best, test_score: judged.test })
        })
    }

    fn fit(&self, model: &dyn Classifier, rows: &[usize]) -> Result<Box<dyn FittedClassifier>> {
        model.fit_classifier(&self.x.select(Axis(0), rows), &self.y.select(Axis(0), rows))
    }

    fn judge(&self, model: &dyn Classifier, train: &[usize], test: &[usize], both: bool) -> Result<Judged> {
        let fitted = self.fit(model, train)?;
        let score = |rows: &[usize]| {
            let said = self.said(fitted.as_ref(), &self.x.select(Axis(0), rows))?;
            self.score.of_said(&self.y.select(Axis(0), rows), &said)
        };
        Ok(Judged { train: if both { score(train)? } else { f64::NAN }, test: score(test)? })
    }

    /// What the model says about rows, as far as the score needs it.
    fn said(&self, fitted: &dyn FittedClassifier, x: &Array2<f64>) -> Result<Said> {
        if self.score.needs_probabilities() {
            self.probabilities(fitted, x).map(Said::Probabilities)
        } else {
            fitted.predict(x).map(Said::Classes)
        }
    }

    /// The probabilities of all classes, also of those that the model did not see: they are 0.
    fn probabilities(&self, fitted: &dyn FittedClassifier, x: &Array2<f64>) -> Result<Array2<f64>> {
        let said = fitted.predict_proba(x)?;
        let classes = self.classes()?.max(said.ncols());
        let of = |(row, class)| said.get((row, class)).copied().unwrap_or(0.0);
        Ok(Array2::from_shape_fn((said.nrows(), classes), of))
    }

    /// How many classes there are, at least two.
    fn classes(&self) -> Result<usize> {
        let greatest = self.y.iter().copied().max().unwrap_or(0);
        if greatest >= MOST_CLASSES {
            return Err(parameter("y", format!("class {greatest}"), "less than 65536 for probabilities"));
        }
        Ok((greatest + 1).max(2))
    }

    /// The training rows of each fold in random order, but so that every beginning has the classes in their shares:
    /// the k-th of a class's n rows comes at (k + u) / n, with u from 0 to 1 drawn once a row.
    fn orders(&self, folds: &[Fold], seed: u64) -> Vec<Vec<usize>> {
        let spread = |(at, fold): (usize, &Fold)| {
            let mut rng = Rng::new(seed).fork(at as u64);
            let mut rows = fold.train.clone();
            rng.shuffle(&mut rows);
            rows.sort_by_key(|row| self.y[*row]);
            let mut placed: Vec<(f64, usize)> = (rows.chunk_by(|a, b| self.y[*a] == self.y[*b]))
                .flat_map(|class| class.iter().enumerate().map(|(k, row)| (k, class.len(), *row)))
                .map(|(k, count, row)| ((k as f64 + rng.uniform()) / count as f64, row))
                .collect();
            placed.sort_by(|a, b| a.0.total_cmp(&b.0));
            placed.into_iter().map(|(_, row)| row).collect()
        };
        folds.iter().enumerate().map(spread).collect()
    }
}
