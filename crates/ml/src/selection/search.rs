//! Looking for the best point of a space.

use super::fold::{Judge, Judged};
use super::space::{Point, Space};
use crate::data::Fold;
use crate::error::{Error, Result, parameter};
use crate::rng::Rng;
use crate::{parallel, stats};

/// A way to search. It says which points to try on which share of the training rows, sees how they rank, and says what
/// to try next. What it costs is counted in whole cross-validations: one fit a fold on all of its training rows.
pub trait Search {
    /// What to try first.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a space or settings that can not be.
    fn first(&self, space: &Space) -> Result<Round>;

    /// What to try next, when `finished` rounds are over and `ranked` has the points of the last one, best first.
    /// Nothing ends the search.
    fn next(&self, finished: usize, ranked: &[Point]) -> Option<Round> {
        let _ = (finished, ranked);
        None
    }
}

/// Points to try on the same terms.
#[derive(Debug, Clone, PartialEq)]
pub struct Round {
    /// The points.
    pub points: Vec<Point>,
    /// The share of each fold's training rows to fit on, more than 0 and up to 1.
    pub share: f64,
    /// Which rows these are.
    pub seed: u64,
}

/// All points of a grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GridSearch {
    budget: Option<usize>,
    levels: usize,
}

/// Points at random (J. Bergstra and Y. Bengio, 2012).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RandomSearch {
    budget: usize,
    seed: u64,
}

/// Many points at random on few rows; the better ones on more rows, and so on until the best have had all (K. Jamieson
/// and A. Talwalkar, 2016).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SuccessiveHalving {
    budget: usize,
    factor: usize,
    least_share: f64,
    seed: u64,
}

/// A point that was tried.
#[derive(Debug, Clone, PartialEq)]
pub struct Trial {
    /// The point.
    pub point: Point,
    /// The round in which it was tried, from 0.
    pub round: usize,
    /// The share of the training rows that it was fitted on.
    pub share: f64,
    /// The mean test score over the folds; NaN if the model failed.
    pub score: f64,
    /// The standard deviation of the test score over the folds.
    pub sd: f64,
    /// The test scores, one a fold; empty if the model failed.
    pub fold_scores: Vec<f64>,
    /// What it cost, in whole cross-validations.
    pub cost: f64,
    /// What the search had cost when it was over.
    pub spent: f64,
    /// Why the model failed, if it did.
    pub error: Option<Error>,
}

/// What a search found.
#[derive(Debug, Clone, PartialEq)]
pub struct SearchResult {
    /// The best trial of the last round; the first of equals.
    pub best: Trial,
    /// All trials, in the order in which they were made.
    pub trials: Vec<Trial>,
    /// What all cost together, in whole cross-validations.
    pub cost: f64,
}

impl Default for GridSearch {
    fn default() -> Self {
        Self::new()
    }
}

impl GridSearch {
    /// With 5 levels for each range.
    pub fn new() -> Self {
        Self { budget: None, levels: 5 }
    }

    /// With so many levels for each range.
    pub fn levels(mut self, levels: usize) -> Self {
        self.levels = levels;
        self.budget = None;
        self
    }

    /// With as many levels for each range as make at most `cross_validations` points.
    pub fn budget(mut self, cross_validations: usize) -> Self {
        self.budget = Some(cross_validations);
        self
    }
}

impl Search for GridSearch {
    fn first(&self, space: &Space) -> Result<Round> {
        let points = match self.budget {
            Some(budget) => space.grid_within(budget)?,
            None => space.grid(self.levels)?,
        };
        Ok(Round { points, share: 1.0, seed: 0 })
    }
}

/// More points than this at random are a mistake.
const MOST_POINTS: usize = 100_000;

impl RandomSearch {
    /// So many points, one a cross-validation.
    pub fn new(cross_validations: usize, seed: u64) -> Self {
        Self { budget: cross_validations, seed }
    }
}

impl Search for RandomSearch {
    fn first(&self, space: &Space) -> Result<Round> {
        Ok(Round { points: sampled(space, self.budget, self.seed)?, share: 1.0, seed: self.seed })
    }
}

impl SuccessiveHalving {
    /// As many points as such a budget allows; a third of them goes on to three times the rows, from a ninth of the
    /// rows (or a third, if the budget is below 3).
    pub fn new(cross_validations: usize, seed: u64) -> Self {
        Self { budget: cross_validations, factor: 3, least_share: 1.0 / 9.0, seed }
    }

    /// One of so many points goes on, to as many times the rows.
    pub fn factor(mut self, factor: usize) -> Self {
        self.factor = factor;
        self
    }

    /// The least share of the training rows that a first trial may have.
    pub fn least_share(mut self, share: f64) -> Self {
        self.least_share = share;
        self
    }

    /// How many rounds there are: each multiplies the share by the factor and ends at 1; every round costs the same, so
    /// a budget has at most as many rounds as cross-validations.
    fn rounds(&self) -> usize {
        let (mut rounds, mut share) = (1, 1.0);
        let step = 1.0 / self.factor as f64;
        // The slack forgives a ninth for not being a third of a third in binary.
        while rounds < self.budget && share * step >= self.least_share * (1.0 - 1e-12) {
            share *= step;
            rounds += 1;
        }
        rounds
    }

    /// How many points each round has when the first one has so many.
    fn sizes(&self, first: usize, rounds: usize) -> Vec<usize> {
        let next = |size: &usize| Some((size / self.factor).max(1));
        std::iter::successors(Some(first), next).take(rounds).collect()
    }

    fn share(&self, round: usize, rounds: usize) -> f64 {
        (round + 1..rounds).fold(1.0, |share, _| share / self.factor as f64)
    }

    fn cost(&self, first: usize, rounds: usize) -> f64 {
        let sizes = self.sizes(first, rounds);
        sizes.iter().enumerate().fold(0.0, |cost, (at, size)| cost + *size as f64 * self.share(at, rounds))
    }

    /// The greatest first round that the budget allows.
    fn first_size(&self, rounds: usize) -> usize {
        let (mut fits, mut too_many) = (1, MOST_POINTS + 1);
        while too_many - fits > 1 {
            let middle = fits + (too_many - fits) / 2;
            if self.cost(middle, rounds) <= self.budget as f64 + 1e-9 {
                fits = middle;
            } else {
                too_many = middle;
            }
        }
        fits
    }
}

impl Search for SuccessiveHalving {
    fn first(&self, space: &Space) -> Result<Round> {
        if self.factor < 2 {
            return Err(parameter("factor", self.factor, "2 or more"));
        }
        if !(self.least_share > 0.0 && self.least_share <= 1.0) {
            return Err(parameter("least_share", self.least_share, "more than 0 and up to 1"));
        }
        if self.budget == 0 {
            return Err(parameter("cross_validations", 0, "1 or more"));
        }
        let rounds = self.rounds();
        let points = sampled(space, self.first_size(rounds), self.seed)?;
        Ok(Round { points, share: self.share(0, rounds), seed: self.seed })
    }

    fn next(&self, finished: usize, ranked: &[Point]) -> Option<Round> {
        let rounds = self.rounds();
        if finished >= rounds {
            return None;
        }
        let kept = (ranked.len() / self.factor).max(1);
        let points = ranked.iter().take(kept).cloned().collect();
        Some(Round { points, share: self.share(finished, rounds), seed: self.seed })
    }
}

fn sampled(space: &Space, count: usize, seed: u64) -> Result<Vec<Point>> {
    space.check()?;
    if count == 0 || count > MOST_POINTS {
        return Err(parameter("cross_validations", count, "from 1 to 100000"));
    }
    let mut rng = Rng::new(seed);
    Ok((0..count).map(|_| space.sample(&mut rng)).collect())
}

/// What a search is carried out with.
pub(super) struct Plan<'p> {
    pub(super) folds: &'p [Fold],
    /// The training rows of each fold in an order drawn from a seed.
    pub(super) orders: &'p dyn Fn(u64) -> Vec<Vec<usize>>,
    pub(super) judge_of: &'p dyn Fn(&Point) -> Box<Judge<'p>>,
    pub(super) greater_is_better: bool,
}

impl Plan<'_> {
    pub(super) fn run(&self, search: &dyn Search, space: &Space) -> Result<SearchResult> {
        let mut trials: Vec<Trial> = Vec::new();
        let mut next = Some(search.first(space)?);
        let mut rounds = 0;
        let mut ranked = Vec::new();
        while let Some(round) = next {
            ranked = self.ranked(self.try_round(&round, rounds, &mut trials)?);
            rounds += 1;
            let points: Vec<Point> = ranked.iter().map(|trial| trial.point.clone()).collect();
            next = search.next(rounds, &points);
        }
        let best = ranked.into_iter().next().ok_or_else(|| Error::Empty { what: "points".to_owned() })?;
        match best.error {
            Some(error) => Err(error),
            None => Ok(SearchResult { best, cost: trials.last().map_or(0.0, |last| last.spent), trials }),
        }
    }

    /// Tries every point of a round on every fold; threads take the fits in turn.
    fn try_round(&self, round: &Round, number: usize, trials: &mut Vec<Trial>) -> Result<Vec<Trial>> {
        if !(round.share > 0.0 && round.share <= 1.0) {
            return Err(parameter("share", round.share, "more than 0 and up to 1"));
        }
        let parts: Vec<Vec<usize>> = if round.share < 1.0 {
            let cut = |mut rows: Vec<usize>| {
                rows.truncate(((rows.len() as f64 * round.share).round() as usize).max(1));
                rows
            };
            (self.orders)(round.seed).into_iter().map(cut).collect()
        } else {
            self.folds.iter().map(|fold| fold.train.clone()).collect()
        };
        let rows = |parts: &mut dyn Iterator<Item = usize>| parts.sum::<usize>() as f64;
        let whole = rows(&mut self.folds.iter().map(|fold| fold.train.len()));
        let cost = rows(&mut parts.iter().map(Vec::len)) / whole;
        let judges: Vec<Box<Judge<'_>>> = round.points.iter().map(self.judge_of).collect();
        let folds = self.folds.len();
        let judged = parallel::map(judges.len() * folds, |job| {
            let (point, fold) = (job / folds, job % folds);
            judges[point](&parts[fold], &self.folds[fold].test, false)
        });
        let mut spent = trials.last().map_or(0.0, |last| last.spent);
        let mut tried = Vec::with_capacity(judges.len());
        for (point, judged) in round.points.iter().zip(judged.chunks(folds)) {
            spent += cost;
            let trial = Trial { spent, cost, share: round.share, round: number, ..trial(point, judged) };
            trials.push(trial.clone());
            tried.push(trial);
        }
        Ok(tried)
    }

    /// Best first; the earlier one of equals, and last those without a score.
    fn ranked(&self, mut trials: Vec<Trial>) -> Vec<Trial> {
        let sign = if self.greater_is_better { -1.0 } else { 1.0 };
        let key = |trial: &Trial| if trial.score.is_nan() { f64::INFINITY } else { sign * trial.score };
        trials.sort_by(|a, b| a.error.is_some().cmp(&b.error.is_some()).then(key(a).total_cmp(&key(b))));
        trials
    }
}

/// The scores of a point by fold, or the first error among them.
fn trial(point: &Point, judged: &[Result<Judged>]) -> Trial {
    let scores: Result<Vec<f64>> =
        judged.iter().map(|judged| judged.as_ref().map(|j| j.test).map_err(Error::clone)).collect();
    let (fold_scores, error) = match scores {
        Ok(scores) => (scores, None),
        Err(error) => (Vec::new(), Some(error)),
    };
    let (score, sd) = (stats::mean_of(&fold_scores), stats::deviation_of(&fold_scores, 0));
    Trial { point: point.clone(), round: 0, share: 1.0, score, sd, fold_scores, cost: 0.0, spent: 0.0, error }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halving_spends_its_budget_and_no_more() {
        for budget in 1..60 {
            for factor in 2..5 {
                let search = SuccessiveHalving::new(budget, 1).factor(factor).least_share(0.01);
                let rounds = search.rounds();
                let first = search.first_size(rounds);
                let cost = search.cost(first, rounds);
                assert!(cost <= budget as f64 + 1e-9, "{budget} {factor}: {cost}");
                assert!(search.cost(first + 1, rounds) > budget as f64, "{budget} {factor}: one more fits");
                assert_eq!(search.share(rounds - 1, rounds), 1.0);
            }
        }
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        let space = Space::new().uniform("a", 0.0, 1.0);
        assert!(RandomSearch::new(0, 1).first(&space).is_err());
        assert!(RandomSearch::new(usize::MAX, 1).first(&space).is_err());
        assert!(SuccessiveHalving::new(0, 1).first(&space).is_err());
        assert!(
            SuccessiveHalving::new(usize::MAX, 1).first(&space).is_ok(),
            "the number of points is capped"
        );
        assert!(SuccessiveHalving::new(9, 1).factor(1).first(&space).is_err());
        assert!(SuccessiveHalving::new(9, 1).least_share(f64::NAN).first(&space).is_err());
        assert!(GridSearch::new().budget(0).first(&space).is_err());
    }
}
