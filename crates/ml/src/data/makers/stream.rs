//! A world that moves on.

use super::{check_noise, check_size};
use crate::data::{Regression, Rows};
use crate::error::{Error, Result, check_not_empty};
use crate::matmul::matvec;
use crate::rng::Rng;
use ndarray::{Array1, Array2};

/// Examples in the order of time, whose target is a weighted sum of normal features with noise, until something changes:
/// what the features look like (covariate drift), what they mean (concept drift), or both, at once or little by little.
///
/// ```
/// use ml::data::DriftingStream;
/// let stream = DriftingStream::new(1000, 3).covariate_drift(600, 2.0).concept_drift(800, 1.0).make(1)?;
/// let mean = |rows: std::ops::Range<usize>| stream.data.x.slice(ml::ndarray::s![rows, 0]).mean().unwrap_or(0.0);
/// assert!(mean(0..600).abs() < 0.2 && (mean(600..1000) - 2.0).abs() < 0.2);
/// assert_eq!(stream.weights.row(0), stream.weights.row(799));
/// assert_ne!(stream.weights.row(0), stream.weights.row(800));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct DriftingStream {
    samples: usize,
    features: usize,
    noise: f64,
    covariate: Option<(usize, f64)>,
    concept: Option<(usize, f64)>,
    over: usize,
}

/// What a [`DriftingStream`] made.
#[derive(Debug, Clone, PartialEq)]
pub struct Stream {
    /// The examples in the order of time.
    pub data: Regression,
    /// The true weights at each time: a row an example.
    pub weights: Array2<f64>,
    /// The true mean of every feature at each time.
    pub shift: Array1<f64>,
}

impl DriftingStream {
    /// This many examples and features, with noise of standard deviation 0.5, and nothing that changes.
    pub fn new(samples: usize, features: usize) -> Self {
        Self { samples, features, noise: 0.5, covariate: None, concept: None, over: 0 }
    }

    /// The standard deviation of the noise in the target.
    pub fn noise(mut self, std: f64) -> Self {
        self.noise = std;
        self
    }

    /// From example `at` on, the mean of every feature is `shift` rather than 0. The target depends on the features as before.
    pub fn covariate_drift(mut self, at: usize, shift: f64) -> Self {
        self.covariate = Some((at, shift));
        self
    }

    /// From example `at` on, the weights are others: the old ones moved by normal numbers of standard deviation `size`. The
    /// features look as before.
    pub fn concept_drift(mut self, at: usize, size: f64) -> Self {
        self.concept = Some((at, size));
        self
    }

    /// How many examples a change takes, evenly; 0 for one that comes at once.
    pub fn gradual(mut self, over: usize) -> Self {
        self.over = over;
        self
    }

    /// The stream.
    ///
    /// # Errors
    /// [`Error::Empty`] without examples or features, [`Error::Parameter`] for a noise or size of a change that is negative
    /// or not finite.
    pub fn make(&self, seed: u64) -> Result<Stream> {
        check_size(self.samples, self.features)?;
        check_not_empty("features", self.features)?;
        check_noise("noise", self.noise)?;
        check_noise("concept_drift", self.concept.map_or(0.0, |(_, size)| size))?;
        check_noise("covariate_drift", self.covariate.map_or(0.0, |(_, shift)| shift.abs()))?;
        let root = Rng::new(seed);
        // Streams of their own: the same seed with and without a change gives the same features and the same noise.
        let (mut features, mut noise, mut weights) = (root.fork(0), root.fork(1), root.fork(2));
        let before: Vec<f64> = (0..self.features).map(|_| weights.normal()).collect();
        let moved: Vec<f64> = (0..self.features).map(|_| weights.normal()).collect();
        let size = self.concept.map_or(0.0, |(_, size)| size);
        let weights = Array2::from_shape_fn((self.samples, self.features), |(row, column)| {
            before[column] + self.progress(self.concept, row) * size * moved[column]
        });
        let shift: Array1<f64> = (0..self.samples)
            .map(|row| self.progress(self.covariate, row) * self.covariate.map_or(0.0, |(_, shift)| shift))
            .collect();
        let x =
            Array2::from_shape_fn((self.samples, self.features), |(row, _)| shift[row] + features.normal());
        let sums = matvec((&x * &weights).view(), Array1::ones(self.features).view());
        let y = sums.mapv(|sum| sum + self.noise * noise.normal());
        Ok(Stream { data: Regression::new(x, y)?, weights, shift })
    }

    /// How much of a change has happened at an example, from 0 to 1.
    fn progress(&self, change: Option<(usize, f64)>, row: usize) -> f64 {
        match change {
            Some((at, _)) if row >= at => ((row - at + 1) as f64 / self.over.max(1) as f64).min(1.0),
            _ => 0.0,
        }
    }
}

impl Stream {
    /// The examples from `start` up to but without `end`, such as the last hundred to learn from.
    ///
    /// # Errors
    /// [`Error::Shape`] if the stream does not reach that far.
    pub fn window(&self, start: usize, end: usize) -> Result<Regression> {
        let length = self.data.row_count();
        if start > end || end > length {
            return Err(Error::Shape {
                what: "window".to_owned(),
                expected: format!("a start and an end up to {length}"),
                found: format!("{start} to {end}"),
            });
        }
        self.data.rows(&(start..end).collect::<Vec<_>>())
    }
}

#[cfg(test)]
mod tests {
    use super::DriftingStream;

    #[test]
    fn a_change_changes_nothing_else() {
        let still = DriftingStream::new(100, 2).make(1).expect("a stream");
        let concept = DriftingStream::new(100, 2).concept_drift(50, 1.0).make(1).expect("a stream");
        assert_eq!(still.data.x, concept.data.x);
        assert_eq!(still.window(0, 50), concept.window(0, 50));
        assert_ne!(still.window(50, 100), concept.window(50, 100));
        let covariate = DriftingStream::new(100, 2).covariate_drift(50, 3.0).make(1).expect("a stream");
        assert_eq!(still.weights, covariate.weights);
    }

    #[test]
    fn a_gradual_change_takes_its_time() {
        let stream =
            DriftingStream::new(20, 1).covariate_drift(10, 4.0).gradual(4).make(1).expect("a stream");
        assert_eq!(stream.shift.to_vec()[9..15], [0.0, 1.0, 2.0, 3.0, 4.0, 4.0]);
    }

    #[test]
    fn what_can_not_be_made_is_refused() {
        assert!(DriftingStream::new(0, 1).make(0).is_err());
        assert!(DriftingStream::new(1, 0).make(0).is_err());
        assert!(DriftingStream::new(1, 1).noise(-1.0).make(0).is_err());
        assert!(DriftingStream::new(1, 1).concept_drift(0, f64::NAN).make(0).is_err());
        assert!(DriftingStream::new(1, 1).covariate_drift(0, f64::INFINITY).make(0).is_err());
        let stream = DriftingStream::new(3, 1).make(0).expect("a stream");
        assert!(stream.window(2, 4).is_err() && stream.window(2, 1).is_err());
    }
}
