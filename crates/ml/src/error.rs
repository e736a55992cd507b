//! What can go wrong, and the checks that every public function begins with.
//!
//! ```
//! use ml::error::Error;
//! use ml::linear::Ridge;
//! use ml::ndarray::array;
//! let (x, y) = (array![[1.0], [f64::NAN], [3.0]], array![1.0, 2.0, 3.0]);
//! match Ridge::new(1.0).fit(&x, &y) {
//!     Err(Error::NotFinite { index, .. }) => assert_eq!(index, [1, 0]),
//!     other => panic!("a NaN was let in: {other:?}"),
//! }
//! assert!(matches!(Ridge::new(-1.0).fit(&array![[1.0]], &array![1.0]), Err(Error::Parameter { name: "alpha", .. })));
//! assert!(matches!(Ridge::new(1.0).fit(&array![[1.0]], &y), Err(Error::Shape { .. })));
//! ```

use ndarray::{Array1, Array2};

/// The result of everything here that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A mistake in data or settings. Each says what and where.
#[derive(Clone, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// Sizes don't fit together.
    Shape {
        /// What has the wrong size.
        what: String,
        /// The size that would fit.
        expected: String,
        /// The size that it has.
        found: String,
    },
    /// A number is NaN or infinite.
    NotFinite {
        /// What holds it.
        what: String,
        /// Where: an index an axis.
        index: Vec<usize>,
        /// The number.
        value: f64,
    },
    /// There is nothing to work on.
    Empty {
        /// What is empty.
        what: String,
    },
    /// A problem without a single solution.
    Singular {
        /// What is singular.
        what: String,
        /// What helps.
        hint: String,
    },
    /// A setting is out of its range.
    Parameter {
        /// The setting.
        name: &'static str,
        /// The value that it was given.
        value: String,
        /// The values that it takes.
        expected: String,
    },
    /// All examples are of one class, so there is nothing to tell apart.
    OneClass {
        /// Where.
        what: String,
        /// The class.
        class: String,
    },
    /// An iteration did not come to an end.
    NotConverged {
        /// What was iterated.
        what: String,
        /// How often.
        iterations: usize,
        /// How far from the end it was.
        residual: f64,
    },
    /// Text does not follow its format.
    Parse {
        /// From 1.
        line: usize,
        /// From 1, in characters.
        column: usize,
        /// What is wrong.
        message: String,
    },
    /// Something was used in a state in which it cannot be.
    State {
        /// What.
        what: String,
    },
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Shape { what, expected, found } => write!(f, "{what}: expected {expected}, found {found}"),
            Self::NotFinite { what, index, value } => write!(f, "{what}: {value} at {index:?}"),
            Self::Empty { what } => write!(f, "{what}: empty"),
            Self::Singular { what, hint } => write!(f, "{what}: no single solution; {hint}"),
            Self::Parameter { name, value, expected } => write!(f, "{name} = {value}: expected {expected}"),
            Self::OneClass { what, class } => write!(f, "{what}: every example is of class {class}"),
            Self::NotConverged { what, iterations, residual } => {
                write!(f, "{what}: not converged after {iterations} iterations, residual {residual}")
            }
            Self::Parse { line, column, message } => write!(f, "line {line}, column {column}: {message}"),
            Self::State { what } => f.write_str(what),
        }
    }
}

/// The same sentence: it is what a cell that ends with a mistake prints. A derived one would be compiled into every cell.
impl std::fmt::Debug for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}

/// Refuses NaN and infinities.
///
/// # Errors
/// [`Error::NotFinite`] at the first one.
pub fn check_finite_1(values: &Array1<f64>, what: &str) -> Result<()> {
    match values.iter().enumerate().find(|(_, v)| !v.is_finite()) {
        Some((at, value)) => Err(Error::NotFinite { what: what.into(), index: vec![at], value: *value }),
        None => Ok(()),
    }
}

/// Refuses NaN and infinities.
///
/// # Errors
/// [`Error::NotFinite`] at the first one, by rows.
pub fn check_finite_2(values: &Array2<f64>, what: &str) -> Result<()> {
    // Most data is fine, and to see that takes no places: without an early end the loop uses wide registers.
    let fine = |values: &[f64]| values.iter().fold(true, |fine, value| fine & value.is_finite());
    if values.as_slice_memory_order().is_some_and(fine) {
        return Ok(());
    }
    match values.indexed_iter().find(|(_, v)| !v.is_finite()) {
        Some(((row, column), value)) => {
            Err(Error::NotFinite { what: what.into(), index: vec![row, column], value: *value })
        }
        None => Ok(()),
    }
}

/// Refuses two lengths that differ.
///
/// # Errors
/// [`Error::Shape`] with both.
pub fn check_same_len(what: &str, a: usize, b: usize) -> Result<()> {
    if a == b {
        return Ok(());
    }
    Err(Error::Shape { what: what.into(), expected: a.to_string(), found: b.to_string() })
}

/// Refuses a length of 0.
///
/// # Errors
/// [`Error::Empty`].
pub fn check_not_empty(what: &str, len: usize) -> Result<()> {
    if len == 0 { Err(Error::Empty { what: what.into() }) } else { Ok(()) }
}

/// That a setting has a value which it can not have.
pub(crate) fn parameter(name: &'static str, value: impl std::fmt::Display, expected: &str) -> Error {
    Error::Parameter { name, value: value.to_string(), expected: expected.to_owned() }
}
