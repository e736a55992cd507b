//! What tasks of both kinds do alike, whatever it is that they predict.

/// The methods that judge models. A task has `x`, `y` and `score`, and says itself how a fitted model scores
/// (`score_of`) and in which order training rows come in (`orders`).
macro_rules! judging {
    ($task:ident, $target:ty, $model:ident, $fitted:ident, $fit:ident) => {
        impl $task<'_> {
            /// Fits the model once a fold and scores it on the rows of both parts.
            ///
            /// # Errors
            /// [`Error::Empty`](crate::error::Error::Empty) without folds or for a part without rows,
            /// [`Error::Shape`](crate::error::Error::Shape) for a row that is not there; those of the model and the score.
            pub fn cross_validate(&self, model: &dyn $model, folds: &[Fold]) -> Result<CrossValidation> {
                fold::check_folds(folds, self.x.nrows())?;
                fold::cross_validate(&|train, test, both| self.judge(model, train, test, both), folds)
            }

            /// The test scores alone, one a fold; cheaper where predicting is slow.
            ///
            /// # Errors
            /// As [`Self::cross_validate`].
            pub fn cross_val_score(&self, model: &dyn $model, folds: &[Fold]) -> Result<Array1<f64>> {
                fold::check_folds(folds, self.x.nrows())?;
                let judge =
                    |train: &[usize], test: &[usize], both: bool| self.judge(model, train, test, both);
                Ok(fold::judge_all(&judge, folds, false)?.iter().map(|judged| judged.test).collect())
            }

            /// What is predicted for each row by the fit that did not see it.
            ///
            /// # Errors
            /// As [`Self::cross_validate`]; [`Error::Shape`](crate::error::Error::Shape) also unless each row is tested exactly
            /// once.
            pub fn cross_val_predict(&self, model: &dyn $model, folds: &[Fold]) -> Result<Array1<$target>> {
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
            /// says, in an order drawn from `seed`; classes keep their shares from the first rows on.
            ///
            /// # Errors
            /// As [`Self::cross_validate`]; [`Error::Parameter`](crate::error::Error::Parameter) for a size of 0 or beyond the
            /// training rows.
            pub fn learning_curve(
                &self,
                model: &dyn $model,
                sizes: &[usize],
                folds: &[Fold],
                seed: u64,
            ) -> Result<ScoreCurve> {
                fold::check_folds(folds, self.x.nrows())?;
                let judge =
                    |train: &[usize], test: &[usize], both: bool| self.judge(model, train, test, both);
                fold::learning_curve(&judge, &self.orders(folds, seed), folds, sizes)
            }

            /// Scores as one parameter changes: `build` gives the model of a value.
            ///
            /// # Errors
            /// As [`Self::cross_validate`].
            pub fn validation_curve(
                &self,
                build: &dyn Fn(f64) -> Box<dyn $model>,
                values: &[f64],
                folds: &[Fold],
            ) -> Result<ScoreCurve> {
                fold::check_folds(folds, self.x.nrows())?;
                check_not_empty("values", values.len())?;
                let mut judged = Vec::with_capacity(values.len() * folds.len());
                for value in values {
                    let model = build(*value);
                    let judge =
                        |train: &[usize], test: &[usize], both: bool| self.judge(&model, train, test, both);
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
                fitted: &dyn $fitted,
                repeats: usize,
                seed: u64,
            ) -> Result<Importance> {
                permute(
                    self.x,
                    &|x| self.score_of(fitted, x, self.y),
                    self.score.greater_is_better(),
                    repeats,
                    seed,
                )
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
                build: &dyn Fn(&Point) -> Box<dyn $model>,
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
                build: &dyn Fn(&Point) -> Box<dyn $model>,
                outer: &[Fold],
                inner: &InnerFolds<'_>,
            ) -> Result<NestedCrossValidation> {
                fold::check_folds(outer, self.x.nrows())?;
                nested(outer, &|Fold { train, test }| {
                    let (x, y) = (self.x.select(Axis(0), train), self.y.select(Axis(0), train));
                    let found = $task { x: &x, y: &y, score: self.score }.search(
                        search,
                        space,
                        build,
                        &inner(train)?,
                    )?;
                    let judged = self.judge(&build(&found.best.point), train, test, false)?;
                    Ok(Found { best: found.best, test_score: judged.test })
                })
            }

            fn fit(&self, model: &dyn $model, rows: &[usize]) -> Result<Box<dyn $fitted>> {
                model.$fit(&self.x.select(Axis(0), rows), &self.y.select(Axis(0), rows))
            }

            fn judge(
                &self,
                model: &dyn $model,
                train: &[usize],
                test: &[usize],
                both: bool,
            ) -> Result<Judged> {
                let fitted = self.fit(model, train)?;
                let score = |rows: &[usize]| {
                    self.score_of(
                        fitted.as_ref(),
                        &self.x.select(Axis(0), rows),
                        &self.y.select(Axis(0), rows),
                    )
                };
                Ok(Judged { train: if both { score(train)? } else { f64::NAN }, test: score(test)? })
            }
        }
    };
}
pub(super) use judging;
