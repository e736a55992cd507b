//! Classes that some features tell, some repeat and some say nothing about.

use super::{check_noise, check_size};
use crate::data::Classification;
use crate::data::dataset::numbered;
use crate::error::{Error, Result};
use crate::matmul::matmul;
use crate::rng::Rng;
use ndarray::{Array1, Array2, Axis, concatenate};

/// Classes as clouds around corners of a cube, in the manner of I. Guyon (*Design of experiments for the NIPS 2003 variable selection
/// benchmark*): informative features tell them, redundant ones are sums of the informative ones, and the rest is noise.
/// The names of the features say which is which.
///
/// ```
/// use ml::data::MakeClassification;
/// let data = MakeClassification::new(200, 6).informative(2).redundant(1).classes(2).make(1)?;
/// assert_eq!(data.feature_names, ["informative0", "informative1", "redundant0", "noise0", "noise1", "noise2"]);
/// assert_eq!(data.class_counts().iter().sum::<usize>(), 200);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MakeClassification {
    samples: usize,
    features: usize,
    informative: usize,
    redundant: usize,
    classes: usize,
    clusters: usize,
    separation: f64,
    flip: f64,
    weights: Vec<f64>,
}

impl MakeClassification {
    /// This many examples and features: two informative ones, two redundant ones as far as there are as many, two classes of
    /// the same size with one cloud each, no wrong labels.
    pub fn new(samples: usize, features: usize) -> Self {
        let informative = features.min(2);
        Self {
            samples,
            features,
            informative,
            redundant: (features - informative).min(2),
            classes: 2,
            clusters: 1,
            separation: 1.0,
            flip: 0.0,
            weights: Vec::new(),
        }
    }

    /// How many features tell the classes.
    pub fn informative(mut self, features: usize) -> Self {
        self.informative = features;
        self
    }

    /// How many features are random sums of the informative ones.
    pub fn redundant(mut self, features: usize) -> Self {
        self.redundant = features;
        self
    }

    /// How many classes there are.
    pub fn classes(mut self, classes: usize) -> Self {
        self.classes = classes;
        self
    }

    /// How many clouds each class has; with more than one, no straight line tells the classes.
    pub fn clusters_per_class(mut self, clusters: usize) -> Self {
        self.clusters = clusters;
        self
    }

    /// Half the distance between neighbouring corners, in standard deviations of a cloud.
    pub fn class_sep(mut self, separation: f64) -> Self {
        self.separation = separation;
        self
    }

    /// The share of the labels that are drawn anew, whatever the features say.
    pub fn flip_y(mut self, share: f64) -> Self {
        self.flip = share;
        self
    }

    /// How often each class is drawn, in proportion to the others.
    pub fn weights(mut self, weights: &[f64]) -> Self {
        self.weights = weights.to_vec();
        self
    }

    /// The examples, in random order.
    ///
    /// # Errors
    /// [`Error::Empty`] without examples; [`Error::Parameter`] if there are more informative and redundant features than
    /// features, too few corners for the clouds, or a setting is out of its range.
    pub fn make(&self, seed: u64) -> Result<Classification> {
        self.check()?;
        let mut rng = Rng::new(seed);
        let corners = self.corners(&mut rng);
        let equal = vec![1.0; self.classes];
        let weights = if self.weights.is_empty() { &equal } else { &self.weights };
        let mut y = self.labels(weights, &mut rng);
        let clouds: Vec<usize> =
            y.iter().map(|class| class * self.clusters + rng.below(self.clusters)).collect();
        let informative = Array2::from_shape_fn((self.samples, self.informative), |(row, column)| {
            corners[[clouds[row], column]] + rng.normal()
        });
        let mixing =
            Array2::from_shape_simple_fn((self.informative, self.redundant), || rng.uniform_in(-1.0, 1.0));
        let redundant = matmul(informative.view(), mixing.view());
        let useless = self.features - self.informative - self.redundant;
        let noise = Array2::from_shape_simple_fn((self.samples, useless), || rng.normal());
        for label in &mut y {
            if rng.bernoulli(self.flip) {
                *label = rng.below(self.classes);
            }
        }
        let x = concatenate(Axis(1), &[informative.view(), redundant.view(), noise.view()])
            .map_err(|error| Error::State { what: error.to_string() })?;
        let mut names = numbered("informative", self.informative);
        names.extend(numbered("redundant", self.redundant));
        names.extend(numbered("noise", useless));
        let data = Classification::new(x, Array1::from_vec(y))?;
        Ok(Classification { feature_names: names, class_names: numbered("", self.classes), ..data })
    }

    /// A corner of the cube for each cloud, no corner twice.
    fn corners(&self, rng: &mut Rng) -> Array2<f64> {
        let mut taken: Vec<Vec<bool>> = Vec::new();
        while taken.len() < self.classes * self.clusters {
            let corner: Vec<bool> = (0..self.informative).map(|_| rng.bernoulli(0.5)).collect();
            if !taken.contains(&corner) {
                taken.push(corner);
            }
        }
        Array2::from_shape_fn((taken.len(), self.informative), |(cloud, side)| {
            if taken[cloud][side] { self.separation } else { -self.separation }
        })
    }

    /// As many labels of each class as its weight says, in random order.
    fn labels(&self, weights: &[f64], rng: &mut Rng) -> Vec<usize> {
        let total = weights.iter().fold(0.0, |sum, weight| sum + weight);
        let mut bound = 0.0;
        let ends: Vec<f64> = weights
            .iter()
            .map(|weight| {
                bound += weight / total;
                bound
            })
            .collect();
        let class = |at: usize| {
            let place = (at as f64 + 0.5) / self.samples as f64;
            ends.iter().position(|end| place < *end).unwrap_or(self.classes - 1)
        };
        let mut labels: Vec<usize> = (0..self.samples).map(class).collect();
        rng.shuffle(&mut labels);
        labels
    }

    fn check(&self) -> Result<()> {
        // Corners are drawn until all clouds have one of their own, which takes long for many.
        const MOST_CLOUDS: usize = 1000;
        check_size(self.samples, self.features)?;
        check_noise("class_sep", self.separation)?;
        let refuse = |name, value: String, expected: &str| {
            Err(Error::Parameter { name, value, expected: expected.to_owned() })
        };
        if self.informative.saturating_add(self.redundant) > self.features {
            let value = format!("{} and {}", self.informative, self.redundant);
            return refuse("informative, redundant", value, &format!("at most {} together", self.features));
        }
        let corners = 1_usize.checked_shl(self.informative.min(40) as u32).unwrap_or(usize::MAX);
        let clouds = self.classes.saturating_mul(self.clusters);
        if self.classes < 2 || self.clusters == 0 || clouds > corners.min(MOST_CLOUDS) {
            let expected = format!(
                "2 classes or more with a cloud each at least, and at most {} clouds for {} informative features",
                corners.min(MOST_CLOUDS),
                self.informative
            );
            return refuse(
                "classes, clusters_per_class",
                format!("{} and {}", self.classes, self.clusters),
                &expected,
            );
        }
        if !(0.0..=1.0).contains(&self.flip) {
            return refuse("flip_y", self.flip.to_string(), "a share between 0 and 1");
        }
        let fit = self.weights.is_empty() || self.weights.len() == self.classes;
        if !fit || self.weights.iter().any(|weight| !(*weight > 0.0 && weight.is_finite())) {
            return refuse("weights", format!("{:?}", self.weights), "a positive number for each class");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::MakeClassification;

    #[test]
    fn informative_features_tell_the_classes() {
        let data =
            MakeClassification::new(400, 4).informative(1).redundant(1).class_sep(3.0).make(2).expect("data");
        let right = |feature: usize| {
            let agree =
                data.x.column(feature).iter().zip(&data.y).filter(|(x, y)| (**x > 0.0) == (**y == 1)).count();
            agree.max(400 - agree)
        };
        assert!(right(0) > 390 && right(1) > 390, "{} {}", right(0), right(1));
        assert!(right(2) < 240 && right(3) < 240, "{} {}", right(2), right(3));
    }

    #[test]
    fn shares_and_wrong_labels_are_as_asked_for() {
        let data = MakeClassification::new(200, 2).weights(&[9.0, 1.0]).make(1).expect("data");
        assert_eq!(data.class_counts(), [180, 20]);
        let clean = MakeClassification::new(2000, 2).make(1).expect("data");
        let noisy = MakeClassification::new(2000, 2).flip_y(0.4).make(1).expect("data");
        let wrong = clean.y.iter().zip(&noisy.y).filter(|(a, b)| a != b).count();
        assert!((350..450).contains(&wrong), "half of those drawn anew come out as they were: {wrong}");
    }

    #[test]
    fn what_can_not_be_made_is_refused() {
        let make = MakeClassification::new(10, 3);
        assert!(MakeClassification::new(0, 3).make(0).is_err());
        assert!(MakeClassification::new(10, 0).make(0).is_err());
        assert!(make.clone().informative(2).redundant(2).make(0).is_err());
        assert!(make.clone().informative(1).classes(3).make(0).is_err(), "a line has two ends");
        assert!(make.clone().classes(1).make(0).is_err());
        assert!(make.clone().clusters_per_class(usize::MAX).make(0).is_err());
        assert!(make.clone().flip_y(1.5).make(0).is_err());
        assert!(make.clone().weights(&[1.0]).make(0).is_err());
        assert!(make.clone().weights(&[1.0, f64::NAN]).make(0).is_err());
        assert!(make.class_sep(f64::INFINITY).make(0).is_err());
    }
}
