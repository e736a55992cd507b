//! Spoiling data on purpose, to see what each fault costs.

use super::{Classification, Rows};
use crate::error::{Error, Result, check_not_empty};
use crate::rng::Rng;
use ndarray::Array2;

/// The data with wrong labels: a share of the rows (rounded) gets another class, each of the others as likely. Also the
/// rows that were changed, in order.
///
/// ```
/// use ml::data::{flip_labels, iris};
/// let clean = iris()?;
/// let (noisy, changed) = flip_labels(&clean, 0.2, 1)?;
/// assert_eq!(changed.len(), 30);
/// assert!(changed.iter().all(|&row| noisy.y[row] != clean.y[row]));
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] for a share that is not between 0 and 1, [`Error::OneClass`] if there is no other class.
pub fn flip_labels(data: &Classification, share: f64, seed: u64) -> Result<(Classification, Vec<usize>)> {
    check_share("share", share)?;
    let classes = data.class_names.len();
    if classes < 2 {
        let class = data.class_names.first().cloned().unwrap_or_default();
        return Err(Error::OneClass { what: "y".to_owned(), class });
    }
    let mut rng = Rng::new(seed);
    let changed = draw_rows(data.y.len(), share, &mut rng);
    let mut noisy = data.clone();
    for &row in &changed {
        // Uniform among the others: one that is not below the true class is meant one further on.
        let other = rng.below(classes - 1);
        noisy.y[row] = if other < noisy.y[row] { other } else { other + 1 };
    }
    Ok((noisy, changed))
}

/// The data with only a share `keep` of the rows of one class (rounded, at least one), in their order.
///
/// ```
/// use ml::data::{breast_cancer, make_rare};
/// let rare = make_rare(&breast_cancer()?, 0, 0.1, 1)?;
/// assert_eq!(rare.class_counts(), [21, 357]);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] for a share that is not between 0 and 1, or a class that no row has.
pub fn make_rare(data: &Classification, class: usize, keep: f64, seed: u64) -> Result<Classification> {
    check_share("keep", keep)?;
    let of_class: Vec<usize> = (0..data.y.len()).filter(|&row| data.y[row] == class).collect();
    if of_class.is_empty() {
        let expected = "a class that some row has".to_owned();
        return Err(Error::Parameter { name: "class", value: class.to_string(), expected });
    }
    let least = 1.0 / of_class.len() as f64;
    let places = draw_rows(of_class.len(), keep.max(least), &mut Rng::new(seed));
    let mut kept: Vec<usize> = (0..data.y.len()).filter(|&row| data.y[row] != class).collect();
    kept.extend(places.iter().map(|&place| of_class[place]));
    kept.sort_unstable();
    data.rows(&kept)
}

/// `x` with normal noise, whose standard deviation in each feature is `size` times the feature's own.
///
/// ```
/// use ml::data::{add_noise, iris};
/// let x = iris()?.x;
/// assert_ne!(add_noise(&x, 0.1, 1)?, x);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Empty`] without rows, [`Error::NotFinite`], [`Error::Parameter`] for a negative size.
pub fn add_noise(x: &Array2<f64>, size: f64, seed: u64) -> Result<Array2<f64>> {
    if !(size >= 0.0 && size.is_finite()) {
        let expected = "0 or more".to_owned();
        return Err(Error::Parameter { name: "size", value: size.to_string(), expected });
    }
    let scaler = crate::preprocessing::StandardScaler::new().fit(x)?;
    let mut rng = Rng::new(seed);
    let mut noisy = x.clone();
    for mut row in noisy.rows_mut() {
        for (value, scale) in row.iter_mut().zip(&scaler.scale) {
            *value += size * scale * rng.normal();
        }
    }
    Ok(noisy)
}

/// `x` with a share of its values missing (NaN), wherever chance has it.
///
/// ```
/// let x = ml::ndarray::Array2::ones((10, 5));
/// let gaps = ml::data::drop_values(&x, 0.1, 1)?;
/// assert_eq!(gaps.iter().filter(|value| value.is_nan()).count(), 5);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] for a share that is not between 0 and 1.
pub fn drop_values(x: &Array2<f64>, share: f64, seed: u64) -> Result<Array2<f64>> {
    check_share("share", share)?;
    let missing = draw_rows(x.len(), share, &mut Rng::new(seed));
    let mut gaps = x.clone();
    let columns = x.ncols().max(1);
    missing.iter().for_each(|&at| gaps[[at / columns, at % columns]] = f64::NAN);
    Ok(gaps)
}

/// The data with a share of its rows (rounded) twice, all in random order: split afterwards, copies stand on both sides.
///
/// ```
/// use ml::data::{Rows, add_duplicates, iris};
/// assert_eq!(add_duplicates(&iris()?, 0.2, 1)?.row_count(), 180);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Empty`] without rows, [`Error::Parameter`] for a share that is not between 0 and 1.
pub fn add_duplicates<D: Rows>(data: &D, share: f64, seed: u64) -> Result<D> {
    check_not_empty("data", data.row_count())?;
    check_share("share", share)?;
    let mut rng = Rng::new(seed);
    let mut rows: Vec<usize> = (0..data.row_count()).collect();
    rows.extend(draw_rows(data.row_count(), share, &mut rng));
    rng.shuffle(&mut rows);
    data.rows(&rows)
}

/// A share of `count` rows (rounded), drawn without repetition, in order.
fn draw_rows(count: usize, share: f64, rng: &mut Rng) -> Vec<usize> {
    let mut drawn = rng.permutation(count);
    drawn.truncate((count as f64 * share).round() as usize);
    drawn.sort_unstable();
    drawn
}

fn check_share(name: &'static str, share: f64) -> Result<()> {
    if (0.0..=1.0).contains(&share) {
        return Ok(());
    }
    let expected = "a share between 0 and 1".to_owned();
    Err(Error::Parameter { name, value: share.to_string(), expected })
}

#[cfg(test)]
mod tests {
    use super::{add_duplicates, add_noise, drop_values, flip_labels, make_rare};
    use crate::data::{Classification, iris};
    use ndarray::array;

    #[test]
    fn wrong_labels_are_spread_over_the_other_classes() {
        let clean = iris().expect("the file is whole");
        let (noisy, changed) = flip_labels(&clean, 1.0, 3).expect("three classes");
        assert_eq!(changed.len(), 150);
        let became = |class: usize| noisy.y.iter().take(50).filter(|&&y| y == class).count();
        assert_eq!(became(0), 0);
        assert!(became(1) > 10 && became(2) > 10);
        assert_eq!(flip_labels(&clean, 0.0, 3).expect("three classes").0, clean);
    }

    #[test]
    fn noise_is_in_proportion() {
        let x = array![[1.0, 1000.0], [3.0, 3000.0], [1.0, 1000.0], [3.0, 3000.0]];
        let noise = add_noise(&x, 0.01, 1).expect("finite data") - &x;
        assert!(noise.column(0).iter().all(|noise| noise.abs() < 0.05 && *noise != 0.0));
        assert!(noise.column(1).iter().any(|noise| noise.abs() > 1.0));
    }

    #[test]
    fn what_can_not_be_spoiled_is_refused() {
        let data = iris().expect("the file is whole");
        let lonely = Classification::new(array![[1.0]], array![0]).expect("one example");
        assert!(flip_labels(&lonely, 0.5, 0).is_err());
        assert!(flip_labels(&data, 1.5, 0).is_err() && flip_labels(&data, f64::NAN, 0).is_err());
        assert!(make_rare(&data, 3, 0.5, 0).is_err() && make_rare(&data, 0, -0.1, 0).is_err());
        assert_eq!(make_rare(&data, 0, 0.0, 0).expect("one is left").class_counts(), [1, 50, 50]);
        assert!(add_noise(&data.x, -1.0, 0).is_err() && drop_values(&data.x, 2.0, 0).is_err());
        assert!(add_duplicates(&data, 2.0, 0).is_err());
    }
}
