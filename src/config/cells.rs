//! `[cells]` of `lossbook.toml`: how cells run.

use super::quantity::{self, Size};
use serde::Deserialize;
use std::time::Duration;

/// `[cells]`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Cells {
    /// Which `rust` blocks run.
    pub run: Runs,
    /// What runs them.
    pub engine: String,
    /// The Rust edition of cells.
    pub edition: String,
    /// rustc's `opt-level` for cells; the core is always fully optimised.
    pub opt_level: u8,
    /// How long an entry may take.
    #[serde(deserialize_with = "quantity::duration")]
    pub timeout: Duration,
    /// How far numbers may lie apart in `check`.
    pub tolerance: ToleranceSetting,
    /// How much the journal's cache may hold of compiled programs and checkpoints.
    #[serde(deserialize_with = "quantity::size")]
    pub cache: Size,
    /// Crates that cells may use: anything that cargo accepts.
    pub dependencies: toml::Table,
}

/// Which `rust` blocks run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Runs {
    /// Every one that does not say otherwise.
    #[default]
    All,
    /// Only those whose fence says `{rust}`.
    Braced,
}

/// `tolerance = { relative = …, absolute = … }`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToleranceSetting {
    /// The relative part.
    #[serde(default = "relative")]
    pub relative: f64,
    /// The absolute part.
    #[serde(default = "absolute")]
    pub absolute: f64,
    /// The relative part for numbers of single precision; 1e-5 or the relative part, whichever is wider, if not said.
    #[serde(default)]
    pub single: Option<f64>,
    /// Whether nobody has set it.
    #[serde(skip)]
    pub is_default: bool,
}

impl Default for ToleranceSetting {
    fn default() -> Self {
        Self { relative: relative(), absolute: absolute(), single: None, is_default: true }
    }
}

impl Default for Cells {
    fn default() -> Self {
        Self {
            run: Runs::All,
            engine: "native".to_owned(),
            edition: "2024".to_owned(),
            opt_level: 2,
            timeout: Duration::from_secs(60),
            tolerance: ToleranceSetting::default(),
            cache: Size::DEFAULT_CACHE,
            dependencies: toml::Table::new(),
        }
    }
}

fn relative() -> f64 {
    1e-9
}

fn absolute() -> f64 {
    1e-12
}
