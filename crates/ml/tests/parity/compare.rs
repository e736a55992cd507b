//! Reading references and comparing with them.

use ndarray::{Array1, Array2};
use serde_json::Value;

/// The numbers of a list, or of a list of lists one after the other; a single number is a list of one.
pub fn numbers(value: &Value) -> Vec<f64> {
    match value {
        Value::Array(values) => values.iter().flat_map(numbers).collect(),
        other => vec![other.as_f64().expect("a number")],
    }
}

/// The whole numbers of a list.
pub fn indices(value: &Value) -> Vec<usize> {
    numbers(value).into_iter().map(|number| number as usize).collect()
}

/// A list of rows.
pub fn matrix(value: &Value) -> Array2<f64> {
    let rows = value.as_array().expect("a list").len();
    let values = numbers(value);
    Array2::from_shape_vec((rows, values.len() / rows), values).expect("rows of one length")
}

/// A list of classes.
pub fn classes(value: &Value) -> Array1<usize> {
    Array1::from_vec(indices(value))
}

/// Asserts that numbers agree up to a relative error; where they are far smaller than the greatest among them, up to the
/// same share of a thousandth of that one.
pub fn close(what: &str, found: &[f64], expected: &[f64], tolerance: f64) {
    assert_eq!(found.len(), expected.len(), "{what}");
    let scale = expected.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        // The least number keeps a whole row of zeros from being nothing by nothing.
        let error = (found - expected).abs() / expected.abs().max(1e-3 * scale).max(f64::MIN_POSITIVE);
        assert!(error <= tolerance, "{what} {at}: {found} is not {expected} (relative error {error:e})");
    }
}
