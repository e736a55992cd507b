//! How far numbers may lie apart, and who says so.

use super::cell_name;
use super::numbers::is_close;
use crate::config::Config;
use crate::entry::{Entry, Role};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// A wider relative tolerance than this tells hardly anything: it is worth a warning.
pub const WIDE: f64 = 1e-2;

/// What numbers of single precision are granted where nobody says otherwise.
const SINGLE: f64 = 1e-5;

/// How far two numbers may lie apart: by `absolute`, or by `relative` of the larger one.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Tolerance {
    /// The relative part.
    pub relative: f64,
    /// The relative part for numbers of single precision (`f32`).
    pub single: f64,
    /// The absolute part, for numbers near zero.
    pub absolute: f64,
    /// Who says so: `default`, `lossbook.toml`, `front matter`, `cell 2`.
    pub source: String,
}

impl Tolerance {
    /// The same for a number of single precision.
    pub(super) fn for_single(&self) -> Self {
        let source = format!("{}, f32", self.source);
        Self { relative: self.single, source, ..self.clone() }
    }

    /// The same with another relative part, which somebody asks for.
    pub(super) fn of(&self, relative: f64, source: String) -> Self {
        Self { relative, single: relative, absolute: self.absolute, source }
    }

    /// Whether `now` may stand for `recorded`. NaN stands for NaN alone, an infinity for itself alone.
    pub fn accepts(&self, recorded: f64, now: f64) -> bool {
        is_close(recorded, now, self.relative, self.absolute)
    }
}

impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "relative {:e} or absolute {:e} ({})", self.relative, self.absolute, self.source)
    }
}

/// `|now − recorded| / max(|now|, |recorded|)`; 0 for equal numbers, infinite where one is not finite.
pub fn relative_error(recorded: f64, now: f64) -> f64 {
    if recorded == now || (recorded.is_nan() && now.is_nan()) {
        return 0.0;
    }
    if !recorded.is_finite() || !now.is_finite() {
        return f64::INFINITY;
    }
    (recorded - now).abs() / recorded.abs().max(now.abs())
}

/// The tolerances that hold in one entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Tolerances {
    /// Where no cell says anything.
    pub general: Tolerance,
    /// What cells say themselves.
    pub cells: BTreeMap<u32, Tolerance>,
    /// Cells whose outputs may differ: by how much, where that is bounded.
    pub volatile: BTreeMap<u32, Option<Tolerance>>,
    /// Cells that show NaN on purpose.
    pub nan: BTreeSet<u32>,
}

impl Tolerances {
    pub(super) fn of_cell(&self, cell: Option<u32>) -> &Tolerance {
        cell.and_then(|cell| self.cells.get(&cell)).unwrap_or(&self.general)
    }
}

/// The tolerances that an entry's cells, its front matter, its journal and Lossbook itself ask for, the nearest first.
pub fn tolerances(entry: &Entry, config: &Config) -> Tolerances {
    let general = general(entry, config);
    let running = || entry.cells.iter().filter(|cell| cell.role != Role::Ignore);
    let name = |number: u32| cell_name(entry, Some(number));
    let cells = running()
        .filter_map(|cell| Some((cell.number, general.of(cell.options.tol?, name(cell.number)))))
        .collect();
    let volatile = running()
        .filter_map(|cell| {
            let volatile = cell.options.volatile.filter(|volatile| volatile.may_differ)?;
            let source = format!("{}, volatile", name(cell.number));
            Some((cell.number, volatile.bound.map(|bound| general.of(bound, source))))
        })
        .collect();
    let nan = running().filter(|cell| cell.options.nan == Some(true)).map(|cell| cell.number).collect();
    Tolerances { general, cells, volatile, nan }
}

/// What holds where no cell says anything.
fn general(entry: &Entry, config: &Config) -> Tolerance {
    let journal = &config.cells.tolerance;
    let single = |said: Option<f64>, relative: f64| said.unwrap_or(relative.max(SINGLE));
    let base = Tolerance {
        relative: journal.relative,
        single: single(journal.single, journal.relative),
        absolute: journal.absolute,
        source: if journal.is_default { "default" } else { "lossbook.toml" }.to_owned(),
    };
    let Some(own) = &entry.front.tolerance else { return base };
    let relative = own.relative.unwrap_or(base.relative);
    // Who widens the relative part means all numbers.
    let single =
        own.single.unwrap_or(if own.relative.is_some() { single(None, relative) } else { base.single });
    let absolute = own.absolute.unwrap_or(base.absolute);
    Tolerance { relative, single, absolute, source: "front matter".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::Tolerance;

    fn tolerance() -> Tolerance {
        Tolerance { relative: 1e-9, single: 1e-5, absolute: 1e-12, source: "default".to_owned() }
    }

    #[test]
    fn close_numbers_are_the_same_and_others_are_not() {
        let tolerance = tolerance();
        assert!(tolerance.accepts(1.0, 1.0 + 1e-10));
        assert!(!tolerance.accepts(1.0, 1.0 + 1e-8));
        assert!(tolerance.accepts(0.0, 1e-13), "near zero the absolute part counts");
        assert!(!tolerance.accepts(0.0, 1e-11));
    }

    #[test]
    fn single_precision_is_granted_more() {
        let tolerance = tolerance().for_single();
        assert!(tolerance.accepts(1.0, 1.0 + 9e-6));
        assert!(!tolerance.accepts(1.0, 1.0 + 2e-5));
        assert_eq!(tolerance.to_string(), "relative 1e-5 or absolute 1e-12 (default, f32)");
    }

    #[test]
    fn nan_and_infinity_never_pass_for_a_number() {
        let tolerance = Tolerance { relative: f64::INFINITY, ..tolerance() };
        assert!(!tolerance.accepts(1.0, f64::NAN));
        assert!(!tolerance.accepts(f64::NAN, 1.0));
        assert!(!tolerance.accepts(f64::INFINITY, 1.0));
        assert!(!tolerance.accepts(f64::INFINITY, f64::NEG_INFINITY));
        assert!(tolerance.accepts(f64::NAN, f64::NAN));
    }
}
