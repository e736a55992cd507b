//! Making data fit to learn from.

mod scale;

pub use scale::{FittedStandardScaler, StandardScaler};
