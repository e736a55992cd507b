//! A window over a stream that forgets what no longer holds.

use super::check_value;
use crate::error::{Result, parameter};
use crate::math;
use std::collections::VecDeque;

/// A window that grows while a stream's mean stays, and drops its older part when two parts of it differ by more than
/// chance (A. Bifet and R. Gavaldà, *Learning from Time-Changing Data with Adaptive Windowing*, 2007). It keeps sums of
/// 1, 2, 4, … values, a few of each, so that its memory grows only with the logarithm of its width.
///
/// ```
/// use ml::drift::Adwin;
/// let mut window = Adwin::new(0.002);
/// let stream = [0.2, 0.3].repeat(200).into_iter().chain([0.7, 0.8].repeat(100));
/// let alarms: Vec<bool> = stream.map(|value| window.update(value)).collect::<Result<_, _>>()?;
/// assert!(alarms.iter().position(|alarm| *alarm).is_some_and(|at| (400..450).contains(&at)));
/// assert!(window.mean().is_some_and(|mean| mean > 0.7));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Adwin {
    delta: f64,
    every: usize,
    since: usize,
    /// Row k has buckets of 2ᵏ values, the oldest one first; the last row has the oldest of all.
    rows: Vec<VecDeque<Bucket>>,
    whole: Bucket,
}

/// Values, put together.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct Bucket {
    count: f64,
    total: f64,
    /// The sum of the squared deviations from the mean.
    squares: f64,
}

/// Buckets of a size; one more, and the two oldest are put together.
const BUCKETS: usize = 5;
/// Parts of fewer values than this are not compared.
const LEAST: f64 = 5.0;

impl Adwin {
    /// With this chance of a false alarm at each check; checks after every 32 values.
    pub fn new(delta: f64) -> Self {
        Self { delta, every: 32, since: 0, rows: Vec::new(), whole: Bucket::default() }
    }

    /// Checks after so many values.
    pub fn every(mut self, values: usize) -> Self {
        self.every = values;
        self
    }

    /// Takes the next value, and says whether the window dropped its older part because of it.
    ///
    /// # Errors
    /// [`Error::NotFinite`](crate::error::Error::NotFinite) for NaN and infinities,
    /// [`Error::Parameter`](crate::error::Error::Parameter) for a chance that is not between 0 and 1 or checks after 0
    /// values.
    pub fn update(&mut self, value: f64) -> Result<bool> {
        check_value(value)?;
        if !(self.delta > 0.0 && self.delta < 1.0) {
            return Err(parameter("delta", self.delta, "between 0 and 1"));
        }
        if self.every == 0 {
            return Err(parameter("every", 0, "1 or more"));
        }
        self.insert(Bucket { count: 1.0, total: value, squares: 0.0 });
        self.since += 1;
        if self.since < self.every {
            return Ok(false);
        }
        self.since = 0;
        let mut dropped = false;
        while self.differs() {
            self.drop_oldest();
            dropped = true;
        }
        Ok(dropped)
    }

    /// How many values the window holds.
    pub fn width(&self) -> usize {
        self.whole.count as usize
    }

    /// The mean of the values that the window holds, if there are any.
    pub fn mean(&self) -> Option<f64> {
        (self.whole.count > 0.0).then(|| self.whole.mean())
    }

    fn insert(&mut self, bucket: Bucket) {
        self.whole = self.whole.with(bucket);
        let mut carried = Some(bucket);
        let mut row = 0;
        while let Some(bucket) = carried.take() {
            if row == self.rows.len() {
                self.rows.push(VecDeque::new());
            }
            let buckets = &mut self.rows[row];
            buckets.push_back(bucket);
            if buckets.len() > BUCKETS
                && let (Some(first), Some(second)) = (buckets.pop_front(), buckets.pop_front())
            {
                carried = Some(first.with(second));
            }
            row += 1;
        }
    }

    /// Whether the window can be cut in two parts that differ by more than chance.
    fn differs(&self) -> bool {
        let mut old = Bucket::default();
        // The chance is spread over the cuts, of which there are about as many as the logarithm of the width.
        let chance = math::ln(2.0 * math::ln(self.whole.count.max(2.0)).max(1.0) / self.delta);
        let variance = self.whole.squares / self.whole.count;
        self.rows.iter().rev().flatten().any(|bucket| {
            old = old.with(*bucket);
            let new = Bucket {
                count: self.whole.count - old.count,
                total: self.whole.total - old.total,
                squares: 0.0,
            };
            if old.count < LEAST || new.count < LEAST {
                return false;
            }
            let both = 1.0 / old.count + 1.0 / new.count;
            let bound = (2.0 * both * variance * chance).sqrt() + 2.0 / 3.0 * both * chance;
            (old.mean() - new.mean()).abs() > bound
        })
    }

    fn drop_oldest(&mut self) {
        if let Some(bucket) = self.rows.last_mut().and_then(VecDeque::pop_front) {
            self.whole = self.whole.without(bucket);
        }
        while self.rows.last().is_some_and(VecDeque::is_empty) {
            self.rows.pop();
        }
    }
}

impl Bucket {
    fn mean(self) -> f64 {
        self.total / self.count
    }

    fn with(self, other: Self) -> Self {
        if self.count == 0.0 {
            return other;
        }
        let (count, apart) = (self.count + other.count, self.mean() - other.mean());
        let squares = self.squares + other.squares + apart * apart * self.count * other.count / count;
        Self { count, total: self.total + other.total, squares }
    }

    fn without(self, other: Self) -> Self {
        let count = self.count - other.count;
        if count <= 0.0 {
            return Self::default();
        }
        let total = self.total - other.total;
        let apart = total / count - other.mean();
        let squares = self.squares - other.squares - apart * apart * count * other.count / self.count;
        Self { count, total, squares: squares.max(0.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Rng;

    #[test]
    fn it_keeps_all_while_nothing_changes_and_forgets_what_no_longer_holds() {
        let (mut rng, mut window) = (Rng::new(2), Adwin::new(0.002));
        let alarms = (0..3000).filter(|_| window.update(rng.uniform()).expect("a number")).count();
        assert_eq!((alarms, window.width()), (0, 3000));
        let alarm = (0..500).find(|_| window.update(rng.uniform() + 0.5).expect("a number"));
        assert!(alarm.is_some_and(|at| at < 130), "{alarm:?}");
        (0..500).for_each(|_| drop(window.update(rng.uniform() + 0.5)));
        assert!(window.mean().is_some_and(|mean| (mean - 1.0).abs() < 0.05), "{:?}", window.mean());
        assert!(window.rows.iter().map(VecDeque::len).sum::<usize>() < 60, "memory grows slowly");
    }

    #[test]
    fn the_window_knows_its_mean_and_variance() {
        let (mut rng, mut window, mut values) = (Rng::new(4), Adwin::new(1e-9), Vec::new());
        for _ in 0..777 {
            values.push(rng.normal());
            window.update(values[values.len() - 1]).expect("a number");
        }
        let mean = values.iter().sum::<f64>() / 777.0;
        let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
        assert!((window.whole.mean() - mean).abs() < 1e-12);
        assert!((window.whole.squares - squares).abs() < 1e-9);
        window.drop_oldest();
        let kept = &values[777 - window.width()..];
        let mean = kept.iter().sum::<f64>() / kept.len() as f64;
        let squares: f64 = kept.iter().map(|value| (value - mean) * (value - mean)).sum();
        assert!((window.whole.mean() - mean).abs() < 1e-12 && (window.whole.squares - squares).abs() < 1e-9);
    }

    #[test]
    fn odd_values_and_settings_are_refused() {
        assert!(Adwin::new(0.01).update(f64::INFINITY).is_err());
        assert!(Adwin::new(0.0).update(1.0).is_err());
        assert!(Adwin::new(f64::NAN).update(1.0).is_err());
        assert!(Adwin::new(0.01).every(0).update(1.0).is_err());
        assert_eq!((Adwin::new(0.01).mean(), Adwin::new(0.01).width()), (None, 0));
    }
}
