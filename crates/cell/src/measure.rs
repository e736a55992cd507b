//! Numbers with a name, and outputs that differ from run to run.

use crate::wire::Content;
use crate::{Number, Show, rt};
use std::any::TypeId;

/// A metric on its way to the record; [`Metric::tol`] gives it a tolerance of its own.
///
/// It is recorded when the value is dropped, which is at the end of the statement.
#[derive(Debug)]
pub struct Metric {
    name: String,
    value: f64,
    single: bool,
    tolerance: Option<f64>,
}

/// Records `value` under `name`, for the journal's ledger and for other entries to cite.
///
/// ```
/// use cell::prelude::*;
/// metric("test_acc", 0.97);
/// metric("seconds_saved", 12.5).tol(0.1);
/// ```
pub fn metric<V: Into<f64> + 'static>(name: &str, value: V) -> Metric {
    Metric::new(name, value.into(), TypeId::of::<V>() == TypeId::of::<f32>())
}

impl Metric {
    fn new(name: &str, value: f64, single: bool) -> Self {
        Self { name: name.to_owned(), value, single, tolerance: None }
    }

    /// The relative difference that a re-run may show, in place of the entry's tolerance.
    pub fn tol(mut self, relative: f64) -> Self {
        self.tolerance = Some(relative);
        self
    }
}

impl Drop for Metric {
    fn drop(&mut self) {
        rt::emit(Content::Metric {
            name: std::mem::take(&mut self.name),
            value: Number(self.value),
            single: self.single,
            tolerance: self.tolerance.map(Number),
        });
    }
}

/// Runs `work`, records how many seconds it took under `name`, and gives back its result.
///
/// The time is shown with the machine that took it; `check` does not compare it.
#[cfg(not(target_arch = "wasm32"))]
pub fn timing<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let start = std::time::Instant::now();
    let result = work();
    let seconds = Number(start.elapsed().as_secs_f64());
    rt::emit(Content::Timing { name: name.to_owned(), seconds });
    result
}

/// Runs `work` and gives back its result; there is no clock to time it by here.
#[cfg(target_arch = "wasm32")]
pub fn timing<T>(_name: &str, work: impl FnOnce() -> T) -> T {
    work()
}

/// A value that may differ from run to run.
#[derive(Debug, Clone)]
pub struct Volatile<T>(T);

/// Marks a shown value as one that may differ from run to run: the page shows it, the record keeps it, and `check`
/// compares its kind alone.
pub fn volatile<T: Show>(value: T) -> Volatile<T> {
    Volatile(value)
}

impl<T: Show> Show for Volatile<T> {
    fn content(&self) -> Content {
        Content::Volatile { content: Box::new(self.0.content()) }
    }
}
