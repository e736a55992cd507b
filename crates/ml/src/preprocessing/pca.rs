//! Principal components.

use crate::error::{Error, Result, check_finite_2, check_not_empty, check_same_len};
use crate::linalg::{svd, symmetric_eigen};
use crate::matmul::{gram_of, matmul, matmul_nt};
use crate::sum;
use ndarray::{Array1, Array2, s};
use serde::{Deserialize, Serialize};

/// Describes data by the directions in which it varies most (K. Pearson, 1901; H. Hotelling, 1933): fewer numbers, as much of
/// the variance as they can hold.
///
/// ```
/// use ml::data::digits;
/// use ml::preprocessing::Pca;
/// let x = digits()?.x;
/// let pca = Pca::new(2).fit(&x)?;
/// assert_eq!(pca.transform(&x)?.dim(), (1797, 2));
/// assert!((pca.explained_variance_ratio.sum() - 0.285).abs() < 0.001);
/// assert_eq!(Pca::variance_share(0.95).fit(&x)?.components.nrows(), 29);
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pca {
    keep: Keep,
    whiten: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Keep {
    All,
    Count(usize),
    Share(f64),
}

/// Directions that were found in data.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FittedPca {
    /// The mean of each feature.
    pub mean: Array1<f64>,
    /// A direction a row, of length 1, the one with the greatest variance first. Its greatest weight is positive, as in
    /// scikit-learn.
    pub components: Array2<f64>,
    /// The variance along each direction (divided by n − 1).
    pub explained_variance: Array1<f64>,
    /// The share of the whole variance along each direction; 0 if there is no variance.
    pub explained_variance_ratio: Array1<f64>,
    /// The length of the data along each direction.
    pub singular_values: Array1<f64>,
    whiten: bool,
}

impl Default for Pca {
    /// All components.
    fn default() -> Self {
        Self { keep: Keep::All, whiten: false }
    }
}

impl Pca {
    /// This many components.
    pub fn new(components: usize) -> Self {
        Self { keep: Keep::Count(components), whiten: false }
    }

    /// As many components as it takes to hold more than this share of the variance.
    pub fn variance_share(share: f64) -> Self {
        Self { keep: Keep::Share(share), whiten: false }
    }

    /// Whether each component is scaled to variance 1.
    pub fn whiten(mut self, whiten: bool) -> Self {
        self.whiten = whiten;
        self
    }

    /// Finds the directions in `x`, an example a row.
    ///
    /// # Errors
    /// [`Error::NotFinite`] for NaN and infinities, or when variances are too great for a number; [`Error::Empty`] without features or with fewer than two rows;
    /// [`Error::Parameter`] for no components, more than there are rows or features, or a share that is not between 0 and 1.
    pub fn fit(&self, x: &Array2<f64>) -> Result<FittedPca> {
        check_finite_2(x, "x")?;
        check_not_empty("features of x", x.ncols())?;
        check_not_empty("variance of x, which takes two rows", x.nrows().saturating_sub(1))?;
        let count = x.nrows() as f64;
        let rows = x.as_standard_layout();
        let sums = sum::columns(rows.as_slice().unwrap_or(&[]), x.ncols());
        let mean: Array1<f64> = sums.into_iter().map(|sum| sum / count).collect();
        let (singular_values, mut components) = directions(x, &mean)?;
        turn_to_positive(&mut components);
        let variance = singular_values.mapv(|value| value * value / (count - 1.0));
        let whole = sum::sum(&variance.to_vec());
        if !whole.is_finite() {
            return Err(Error::NotFinite { what: "variance of x".to_owned(), index: vec![], value: whole });
        }
        let ratio = variance.mapv(|variance| if whole > 0.0 { variance / whole } else { 0.0 });
        let kept = self.keep.count(&ratio)?;
        Ok(FittedPca {
            mean,
            components: components.slice(s![..kept, ..]).to_owned(),
            explained_variance: variance.slice(s![..kept]).to_owned(),
            explained_variance_ratio: ratio.slice(s![..kept]).to_owned(),
            singular_values: singular_values.slice(s![..kept]).to_owned(),
            whiten: self.whiten,
        })
    }
}

impl Keep {
    fn count(self, ratio: &Array1<f64>) -> Result<usize> {
        let all = ratio.len();
        match self {
            Self::All => Ok(all),
            Self::Count(count) if (1..=all).contains(&count) => Ok(count),
            Self::Count(count) => Err(parameter("components", count.to_string(), format!("1 to {all}"))),
            Self::Share(share) if share > 0.0 && share < 1.0 => {
                let mut held = 0.0;
                let enough = ratio.iter().position(|ratio| {
                    held += ratio;
                    held > share
                });
                Ok(enough.map_or(all, |at| at + 1))
            }
            Self::Share(share) => {
                Err(parameter("variance_share", share.to_string(), "more than 0 and less than 1".to_owned()))
            }
        }
    }
}

/// Singular values and right singular vectors of the data without its mean, the greatest first. Tall data goes by way of
/// its covariance, which takes a fraction of the time; else the data itself is decomposed.
fn directions(x: &Array2<f64>, mean: &Array1<f64>) -> Result<(Array1<f64>, Array2<f64>)> {
    const TALL: usize = 10;
    const WIDEST: usize = 1000;
    let (rows, columns) = x.dim();
    if columns > WIDEST || rows / TALL < columns {
        let decomposed = svd(&(x - mean))?;
        return Ok((decomposed.s, decomposed.vt));
    }
    let (x, mean) = (x.as_standard_layout(), mean.to_vec());
    let x = x.as_slice().unwrap_or(&[]);
    let products = gram_of(rows, columns, |at, row| {
        for ((centered, value), mean) in row.iter_mut().zip(&x[at * columns..]).zip(&mean) {
            *centered = value - mean;
        }
    });
    let eigen = symmetric_eigen(&products)?;
    // Rounding can leave a direction without variance a little less than nothing.
    Ok((eigen.values.mapv(|value| value.max(0.0).sqrt()), eigen.vectors))
}

/// Turns each direction so that its greatest weight, the first of equals, is positive.
fn turn_to_positive(components: &mut Array2<f64>) {
    for mut component in components.rows_mut() {
        let greatest = component
            .iter()
            .fold(0.0_f64, |most, weight| if weight.abs() > most.abs() { *weight } else { most });
        if greatest < 0.0 {
            component.mapv_inplace(|weight| -weight);
        }
    }
}

impl FittedPca {
    /// The data along the directions: a column a component.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of features.
    pub fn transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("features", self.mean.len(), x.ncols())?;
        let along = matmul_nt((x - &self.mean).view(), self.components.view());
        Ok(if self.whiten { along / &self.lengths() } else { along })
    }

    /// The data that `x` was, as far as the components hold it.
    ///
    /// # Errors
    /// [`Error::Shape`] if `x` has another number of columns than there are components.
    pub fn inverse_transform(&self, x: &Array2<f64>) -> Result<Array2<f64>> {
        check_same_len("components", self.components.nrows(), x.ncols())?;
        let along = if self.whiten { x * &self.lengths() } else { x.clone() };
        Ok(matmul(along.view(), self.components.view()) + &self.mean)
    }

    /// The deviation along each direction; where there is none to scale to 1, data stays as it is.
    fn lengths(&self) -> Array1<f64> {
        self.explained_variance.mapv(|variance| if variance > f64::EPSILON { variance.sqrt() } else { 1.0 })
    }
}

fn parameter(name: &'static str, value: String, expected: String) -> Error {
    Error::Parameter { name, value, expected }
}

#[cfg(test)]
mod tests {
    use super::Pca;
    use crate::rng::Rng;
    use ndarray::{Array2, array};

    #[test]
    fn both_ways_to_the_directions_agree() {
        let mut rng = Rng::new(1);
        let tall = Array2::from_shape_simple_fn((60, 5), || rng.normal());
        let short = tall.slice(ndarray::s![..40, ..]).to_owned();
        for x in [&tall, &short] {
            let pca = Pca::default().fit(x).expect("finite data");
            let back =
                pca.inverse_transform(&pca.transform(x).expect("five features")).expect("five components");
            assert!((&back - x).iter().all(|error| error.abs() < 1e-12));
            assert!((pca.explained_variance_ratio.sum() - 1.0).abs() < 1e-12);
            let white = Pca::new(3).whiten(true).fit(x).expect("finite data");
            let variance = white.transform(x).expect("five features").var_axis(ndarray::Axis(0), 1.0);
            assert!(variance.iter().all(|variance| (variance - 1.0).abs() < 1e-12));
        }
    }

    #[test]
    fn data_without_variance_has_directions_all_the_same() {
        let pca = Pca::default().fit(&Array2::ones((3, 2))).expect("finite data");
        assert_eq!(pca.explained_variance_ratio.to_vec(), [0.0, 0.0]);
        assert_eq!(pca.transform(&Array2::ones((1, 2))).expect("two features"), array![[0.0, 0.0]]);
    }

    #[test]
    fn what_can_not_be_described_is_refused() {
        let x = array![[1.0, 2.0], [3.0, 5.0], [4.0, 4.0]];
        for pca in [Pca::new(0), Pca::new(3), Pca::variance_share(0.0), Pca::variance_share(f64::NAN)] {
            assert!(pca.fit(&x).is_err());
        }
        assert!(Pca::new(1).fit(&array![[1.0, 2.0]]).is_err(), "one row");
        assert!(Pca::new(1).fit(&array![[f64::NAN], [1.0]]).is_err());
        assert!(Pca::new(1).fit(&Array2::zeros((4, 0))).is_err());
        assert!(Pca::new(1).fit(&array![[1e300], [-1e300]]).is_err(), "an infinite variance");
        assert!(Pca::new(1).fit(&x).expect("finite").transform(&array![[1.0]]).is_err());
    }
}
