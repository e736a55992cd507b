//! Points in shapes.

use super::{check_noise, check_size};
use crate::data::Classification;
use crate::error::{Error, Result, check_not_empty};
use crate::math;
use crate::rng::Rng;
use ndarray::{Array1, Array2};
use std::f64::consts::{PI, TAU};

/// Round clouds of points, a class each: normal around a centre, the centres uniform in a box.
///
/// ```
/// use ml::data::MakeBlobs;
/// let data = MakeBlobs::new(90).centers(3).std(0.5).make(1)?;
/// assert_eq!((data.x.dim(), data.class_counts()), ((90, 2), vec![30, 30, 30]));
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct MakeBlobs {
    samples: usize,
    features: usize,
    centers: usize,
    at: Option<Array2<f64>>,
    std: f64,
    half_box: f64,
}

impl MakeBlobs {
    /// This many points in two dimensions around three centres, with standard deviation 1, in a box from −10 to 10.
    pub fn new(samples: usize) -> Self {
        Self { samples, features: 2, centers: 3, at: None, std: 1.0, half_box: 10.0 }
    }

    /// How many dimensions there are.
    pub fn features(mut self, features: usize) -> Self {
        self.features = features;
        self
    }

    /// How many clouds there are, at random places.
    pub fn centers(mut self, centers: usize) -> Self {
        self.centers = centers;
        self
    }

    /// Where the clouds are: a centre a row, a dimension a column.
    pub fn centers_at(mut self, centers: &Array2<f64>) -> Self {
        (self.centers, self.features) = centers.dim();
        self.at = Some(centers.clone());
        self
    }

    /// The standard deviation of each cloud along each dimension.
    pub fn std(mut self, std: f64) -> Self {
        self.std = std;
        self
    }

    /// The points, in random order. The first classes have one more where the points don't divide.
    ///
    /// # Errors
    /// [`Error::Empty`] without points, [`Error::Parameter`] without centres or for a negative deviation,
    /// [`Error::NotFinite`] for a centre that is not finite.
    pub fn make(&self, seed: u64) -> Result<Classification> {
        check_size(self.samples, self.features)?;
        check_noise("std", self.std)?;
        if self.centers == 0 || self.centers > self.samples {
            let expected = format!("1 to {}, the number of points", self.samples);
            return Err(Error::Parameter { name: "centers", value: self.centers.to_string(), expected });
        }
        let mut rng = Rng::new(seed);
        let centers = match &self.at {
            Some(centers) => centers.clone(),
            None => Array2::from_shape_simple_fn((self.centers, self.features), || {
                rng.uniform_in(-self.half_box, self.half_box)
            }),
        };
        let mut y: Vec<usize> = (0..self.samples).map(|at| at % self.centers).collect();
        rng.shuffle(&mut y);
        let x = Array2::from_shape_fn((self.samples, self.features), |(row, column)| {
            centers[[y[row], column]] + self.std * rng.normal()
        });
        Classification::new(x, Array1::from_vec(y))
    }
}

/// Two half moons that reach into each other: no straight line parts them. `noise` is the standard deviation that is
/// added to each coordinate.
///
/// ```
/// let data = ml::data::make_moons(100, 0.1, 1)?;
/// assert_eq!((data.x.dim(), data.class_counts()), ((100, 2), vec![50, 50]));
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Empty`] with fewer than two points, [`Error::Parameter`] for a negative noise.
pub fn make_moons(samples: usize, noise: f64, seed: u64) -> Result<Classification> {
    in_two(samples, noise, seed, &|class, part| {
        let angle = PI * part;
        match class {
            0 => [math::cos(angle), math::sin(angle)],
            _ => [1.0 - math::cos(angle), 0.5 - math::sin(angle)],
        }
    })
}

/// A circle of radius `factor` (class 1) in one of radius 1 (class 0): no straight line parts them, but the distance from
/// the middle does. `noise` is the standard deviation that is added to each coordinate.
///
/// ```
/// let data = ml::data::make_circles(100, 0.5, 0.0, 1)?;
/// let inner = data.y.iter().position(|&class| class == 1).unwrap_or(0);
/// let (a, b) = (data.x[[inner, 0]], data.x[[inner, 1]]);
/// assert!((a * a + b * b - 0.25).abs() < 1e-12);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Empty`] with fewer than two points, [`Error::Parameter`] for a negative noise or a factor that is not between 0
/// and 1.
pub fn make_circles(samples: usize, factor: f64, noise: f64, seed: u64) -> Result<Classification> {
    if !(0.0..1.0).contains(&factor) {
        let expected = "0 or more, less than 1".to_owned();
        return Err(Error::Parameter { name: "factor", value: factor.to_string(), expected });
    }
    in_two(samples, noise, seed, &|class, part| {
        let radius = if class == 0 { 1.0 } else { factor };
        // A closed curve: the last point must not meet the first.
        let angle = TAU * part * (1.0 - 1.0 / (samples / 2).max(1) as f64);
        [radius * math::cos(angle), radius * math::sin(angle)]
    })
}

/// Two classes on a curve each, points evenly along it from 0 to 1, in random order and with noise.
fn in_two(
    samples: usize,
    noise: f64,
    seed: u64,
    curve: &dyn Fn(usize, f64) -> [f64; 2],
) -> Result<Classification> {
    check_not_empty("samples of each class", samples / 2)?;
    check_size(samples, 2)?;
    check_noise("noise", noise)?;
    let first = samples / 2;
    let mut rng = Rng::new(seed);
    let order = rng.permutation(samples);
    let mut x = Array2::zeros((samples, 2));
    let mut y = Array1::zeros(samples);
    for (row, place) in order.into_iter().enumerate() {
        let class = usize::from(place >= first);
        let (at, count) = if class == 0 { (place, first) } else { (place - first, samples - first) };
        let point = curve(class, at as f64 / (count - 1).max(1) as f64);
        x[[row, 0]] = point[0] + noise * rng.normal();
        x[[row, 1]] = point[1] + noise * rng.normal();
        y[row] = class;
    }
    Classification::new(x, y)
}

#[cfg(test)]
mod tests {
    use super::{MakeBlobs, make_circles, make_moons};
    use ndarray::array;

    #[test]
    fn points_are_on_their_curves_and_repeat_with_the_seed() {
        let moons = make_moons(41, 0.0, 3).expect("points");
        for (point, class) in moons.x.rows().into_iter().zip(&moons.y) {
            let (a, b) = if *class == 0 { (point[0], point[1]) } else { (1.0 - point[0], 0.5 - point[1]) };
            assert!((a * a + b * b - 1.0).abs() < 1e-12 && b > -1e-12);
        }
        assert_eq!(moons, make_moons(41, 0.0, 3).expect("points"));
        assert_ne!(moons.x, make_moons(41, 0.0, 4).expect("points").x);
        let blobs = MakeBlobs::new(10).centers_at(&array![[1.0], [5.0]]).std(0.0).make(1).expect("points");
        assert!(blobs.x.column(0).iter().zip(&blobs.y).all(|(x, class)| *x == [1.0, 5.0][*class]));
    }

    #[test]
    fn shapes_that_do_not_exist_are_refused() {
        assert!(make_moons(1, 0.0, 0).is_err() && make_moons(usize::MAX, 0.0, 0).is_err());
        assert!(make_moons(10, -1.0, 0).is_err());
        assert!(make_circles(10, 1.0, 0.0, 0).is_err());
        assert!(make_circles(10, 0.5, f64::NAN, 0).is_err());
        assert!(MakeBlobs::new(0).make(0).is_err());
        assert!(MakeBlobs::new(2).centers(3).make(0).is_err());
        assert!(MakeBlobs::new(2).centers_at(&array![[f64::NAN]]).make(0).is_err());
    }
}
