//! Making data fit to learn from.

mod label;
mod scale;

pub use label::{FittedLabelEncoder, LabelEncoder};
pub use scale::{FittedStandardScaler, StandardScaler};
