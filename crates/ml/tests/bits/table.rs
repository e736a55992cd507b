//! The table of everything the crate fits, draws, splits or measures, with the hash of what came out. A new thing is one
//! line in the file of its area: run the test with any number for its hash, and it prints the right one.

use crate::{data, judging, models, networks};
use ml::data::{diabetes, iris};
use ml::error::Result;
use ml::ndarray::{Array1, Array2};
use ml::preprocessing::StandardScaler;
use std::fmt::Debug;

/// What was learned, all numbers in a row.
pub type Fit = fn() -> Result<Vec<f64>>;

/// Name, hash of the bits, and how it is fitted.
pub type Line = (&'static str, u64, Fit);

/// The lines of every area.
pub fn lines() -> Vec<Line> {
    [models::LINES, data::LINES, judging::LINES, networks::LINES].concat()
}

/// The hash of one line's numbers: FNV-1a (G. Fowler, L. Noll and K.-P. Vo, 1991) of their bits.
pub fn hash(fit: Fit) -> Result<u64> {
    let bytes = fit()?.into_iter().flat_map(|number| number.to_bits().to_le_bytes());
    Ok(bytes
        .fold(0xCBF2_9CE4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)))
}

/// Every number of a fitted thing, however deep it lies: `Debug` writes numbers so that they read back as the same bits.
pub fn told(thing: &impl Debug) -> Vec<f64> {
    let text = format!("{thing:#?}");
    let words = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '+' | '_')));
    words.filter_map(|word| word.parse().ok()).collect()
}

/// The diabetes set, its features scaled.
pub fn regression() -> Result<(Array2<f64>, Array1<f64>)> {
    let data = diabetes()?;
    Ok((StandardScaler::new().fit(&data.x)?.transform(&data.x)?, data.y))
}

/// The iris set: three classes, two of which overlap.
pub fn classes() -> Result<(Array2<f64>, Array1<usize>)> {
    iris().map(|data| (data.x, data.y))
}

/// Weights from 0.5 to 2, which rows share in no simple pattern.
pub fn weights(rows: usize) -> Array1<f64> {
    (0..rows).map(|row| 0.5 + (row * 7 % 16) as f64 / 10.0).collect()
}
