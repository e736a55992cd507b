//! More images from those that there are: what is moved or turned a little is still what it was.

use super::Classification;
use crate::error::{Error, Result, check_finite_2, check_same_len};
use crate::math;
use crate::rng::Rng;
use ndarray::{Array1, Array2, Axis, concatenate};

/// Adds copies of images that are shifted and rotated at random. Images are rows of height × width pixels.
///
/// ```
/// use ml::data::{Augment, digits};
/// let data = digits()?;
/// let more = Augment::new(8, 8).shift(1).rotate(10.0).copies(2).apply(&data, 1)?;
/// assert_eq!(more.x.nrows(), 3 * data.x.nrows());
/// assert_eq!(more.y[1797], data.y[0], "the copies follow, in the same order");
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Augment {
    height: usize,
    width: usize,
    shift: usize,
    degrees: f64,
    copies: usize,
}

impl Augment {
    /// For images of this size: one copy of each, neither shifted nor rotated until something is said of it.
    pub fn new(height: usize, width: usize) -> Self {
        Self { height, width, shift: 0, degrees: 0.0, copies: 1 }
    }

    /// By how many pixels a copy is shifted at most, down or up and right or left.
    pub fn shift(mut self, pixels: usize) -> Self {
        self.shift = pixels;
        self
    }

    /// By how many degrees a copy is rotated at most, one way or the other.
    pub fn rotate(mut self, degrees: f64) -> Self {
        self.degrees = degrees;
        self
    }

    /// How many copies of each image there are.
    pub fn copies(mut self, copies: usize) -> Self {
        self.copies = copies;
        self
    }

    /// The images, followed by their copies. For training data only: a copy must not be tested with what it was made from.
    ///
    /// # Errors
    /// [`Error::Shape`] if the images have another size, [`Error::NotFinite`]; [`Error::Parameter`] for a shift beyond the size
    /// or an angle that is not finite.
    pub fn apply(&self, data: &Classification, seed: u64) -> Result<Classification> {
        check_images(&data.x, self.height, self.width)?;
        check_same_len("y", data.x.nrows(), data.y.len())?;
        if self.shift > self.height.max(self.width) {
            let expected = "no more than the size of the images".to_owned();
            return Err(Error::Parameter { name: "shift", value: self.shift.to_string(), expected });
        }
        check_angle(self.degrees)?;
        let mut rng = Rng::new(seed);
        let mut x = vec![data.x.clone()];
        for _ in 0..self.copies {
            let mut copy = data.x.clone();
            for mut row in copy.rows_mut() {
                let reach = 2 * self.shift + 1;
                let (down, right) = (rng.below(reach) as f64, rng.below(reach) as f64);
                let (down, right) = (down - self.shift as f64, right - self.shift as f64);
                let degrees = rng.uniform_in(-1.0, 1.0) * self.degrees;
                let image = Image { pixels: &row.to_vec(), height: self.height, width: self.width };
                row.assign(&image.moved(degrees, down, right));
            }
            x.push(copy);
        }
        let views: Vec<_> = x.iter().map(|part| part.view()).collect();
        let y = vec![data.y.view(); self.copies + 1];
        let failed = |error: ndarray::ShapeError| Error::State { what: error.to_string() };
        Ok(Classification {
            x: concatenate(Axis(0), &views).map_err(failed)?,
            y: concatenate(Axis(0), &y).map_err(failed)?,
            ..data.clone()
        })
    }
}

/// Images (rows of height × width pixels) shifted by `down` and `right` pixels, which may be negative or fractions; what
/// comes in at the edge is 0, and pixels between pixels are weighted means of their four neighbours.
///
/// ```
/// use ml::ndarray::array;
/// assert_eq!(ml::data::shift_images(&array![[1.0, 2.0, 3.0]], 1, 3, 0.0, 1.0)?, array![[0.0, 1.0, 2.0]]);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] if the images have another size, [`Error::NotFinite`] for pixels or shifts.
pub fn shift_images(
    x: &Array2<f64>,
    height: usize,
    width: usize,
    down: f64,
    right: f64,
) -> Result<Array2<f64>> {
    for value in [down, right] {
        if !value.is_finite() {
            return Err(Error::NotFinite { what: "shift".to_owned(), index: vec![], value });
        }
    }
    move_all(x, height, width, 0.0, down, right)
}

/// Images (rows of height × width pixels) rotated counter-clockwise around their middle by `degrees`; edges and pixels
/// between pixels as in [`shift_images`].
///
/// ```
/// use ml::ndarray::array;
/// let turned = ml::data::rotate_images(&array![[1.0, 2.0, 3.0, 4.0]], 2, 2, 90.0)?;
/// assert!((turned - array![[2.0, 4.0, 1.0, 3.0]]).iter().all(|error| error.abs() < 1e-12));
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] if the images have another size, [`Error::NotFinite`] for pixels, [`Error::Parameter`] for an angle that
/// is not finite.
pub fn rotate_images(x: &Array2<f64>, height: usize, width: usize, degrees: f64) -> Result<Array2<f64>> {
    check_angle(degrees)?;
    move_all(x, height, width, degrees, 0.0, 0.0)
}

fn move_all(
    x: &Array2<f64>,
    height: usize,
    width: usize,
    degrees: f64,
    down: f64,
    right: f64,
) -> Result<Array2<f64>> {
    check_images(x, height, width)?;
    let mut moved = x.clone();
    for mut row in moved.rows_mut() {
        let image = Image { pixels: &row.to_vec(), height, width };
        row.assign(&image.moved(degrees, down, right));
    }
    Ok(moved)
}

struct Image<'p> {
    pixels: &'p [f64],
    height: usize,
    width: usize,
}

impl Image<'_> {
    /// Rotated, then shifted: each new pixel looks where it comes from.
    fn moved(&self, degrees: f64, down: f64, right: f64) -> Array1<f64> {
        let angle = degrees.to_radians();
        let (sine, cosine) = (math::sin(angle), math::cos(angle));
        let middle = ((self.height as f64 - 1.0) / 2.0, (self.width as f64 - 1.0) / 2.0);
        let mut moved = Vec::with_capacity(self.pixels.len());
        for row in 0..self.height {
            for column in 0..self.width {
                let (y, x) = (row as f64 - down - middle.0, column as f64 - right - middle.1);
                let from = (cosine * y + sine * x + middle.0, cosine * x - sine * y + middle.1);
                moved.push(self.between(from.0, from.1));
            }
        }
        Array1::from_vec(moved)
    }

    /// The value at a place between pixels.
    fn between(&self, row: f64, column: f64) -> f64 {
        let (top, left) = (row.floor(), column.floor());
        let (below, aside) = (row - top, column - left);
        let upper = (1.0 - aside) * self.pixel(top, left) + aside * self.pixel(top, left + 1.0);
        let lower = (1.0 - aside) * self.pixel(top + 1.0, left) + aside * self.pixel(top + 1.0, left + 1.0);
        (1.0 - below) * upper + below * lower
    }

    fn pixel(&self, row: f64, column: f64) -> f64 {
        let inside = row >= 0.0 && column >= 0.0 && row < self.height as f64 && column < self.width as f64;
        let at = if inside { row as usize * self.width + column as usize } else { usize::MAX };
        self.pixels.get(at).copied().unwrap_or(0.0)
    }
}

fn check_images(x: &Array2<f64>, height: usize, width: usize) -> Result<()> {
    check_same_len("pixels of an image", height.saturating_mul(width), x.ncols())?;
    check_finite_2(x, "x")
}

fn check_angle(degrees: f64) -> Result<()> {
    if degrees.is_finite() {
        return Ok(());
    }
    let expected = "a finite number".to_owned();
    Err(Error::Parameter { name: "degrees", value: degrees.to_string(), expected })
}

#[cfg(test)]
mod tests {
    use super::{Augment, rotate_images, shift_images};
    use crate::data::{Classification, digits};
    use ndarray::array;

    #[test]
    fn a_shift_forth_and_back_keeps_the_middle() {
        let x = digits().expect("the file is whole").x;
        let there = shift_images(&x, 8, 8, 1.0, -1.0).expect("8 x 8 pixels");
        let back = shift_images(&there, 8, 8, -1.0, 1.0).expect("8 x 8 pixels");
        for row in 1..7 {
            for column in 1..7 {
                assert_eq!(back.column(8 * row + column), x.column(8 * row + column));
            }
        }
        let round = rotate_images(&x, 8, 8, 360.0).expect("8 x 8 pixels");
        assert!((round - &x).iter().all(|error| error.abs() < 1e-9));
    }

    #[test]
    fn copies_that_do_not_move_are_the_same() {
        let data = Classification::new(array![[1.0, 2.0, 3.0, 4.0]], array![0]).expect("one image");
        let more = Augment::new(2, 2).copies(2).apply(&data, 1).expect("2 x 2 pixels");
        assert!(more.x.rows().into_iter().all(|row| row == data.x.row(0)));
        assert_eq!(Augment::new(2, 2).copies(0).apply(&data, 1).expect("2 x 2 pixels"), data);
        let moved = Augment::new(2, 2).shift(2).copies(20).apply(&data, 1).expect("2 x 2 pixels");
        assert!(moved.x.rows().into_iter().any(|row| row.sum() == 0.0), "shifted out of the picture");
    }

    #[test]
    fn images_of_another_size_are_refused() {
        let data = Classification::new(array![[1.0, 2.0, 3.0, 4.0]], array![0]).expect("one image");
        assert!(Augment::new(3, 2).apply(&data, 0).is_err());
        assert!(Augment::new(usize::MAX, 2).apply(&data, 0).is_err());
        assert!(Augment::new(2, 2).shift(3).apply(&data, 0).is_err());
        assert!(Augment::new(2, 2).rotate(f64::NAN).apply(&data, 0).is_err());
        assert!(shift_images(&data.x, 2, 2, f64::INFINITY, 0.0).is_err());
        assert!(rotate_images(&array![[f64::NAN]], 1, 1, 0.0).is_err());
    }
}
