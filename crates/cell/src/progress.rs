//! How far a loop has come.

use crate::rt;

/// Steps between two looks at the clock would cost more than the loop itself: this many milliseconds lie between reports.
#[cfg(not(target_arch = "wasm32"))]
const REPORT_EVERY: std::time::Duration = std::time::Duration::from_millis(100);

/// An iterator that reports how far it has come. See [`progress`].
#[derive(Debug)]
pub struct Progress<I> {
    name: String,
    inner: I,
    done: u64,
    total: Option<u64>,
    #[cfg(not(target_arch = "wasm32"))]
    reported: std::time::Instant,
}

/// Wraps an iterator so that a bar named `name` follows it while the cell runs. Nothing of it is recorded.
///
/// ```
/// use cell::prelude::*;
/// let mut sum = 0;
/// for step in progress("train", 0..100) {
///     sum += step;
/// }
/// assert_eq!(sum, 4950);
/// ```
pub fn progress<I: IntoIterator>(name: &str, steps: I) -> Progress<I::IntoIter> {
    let inner = steps.into_iter();
    let total = match inner.size_hint() {
        (low, Some(high)) if low == high => Some(high as u64),
        _ => None,
    };
    Progress {
        name: name.to_owned(),
        inner,
        done: 0,
        total,
        #[cfg(not(target_arch = "wasm32"))]
        reported: std::time::Instant::now(),
    }
}

impl<I: Iterator> Iterator for Progress<I> {
    type Item = I::Item;

    fn next(&mut self) -> Option<I::Item> {
        let item = self.inner.next()?;
        self.done += 1;
        #[cfg(not(target_arch = "wasm32"))]
        if self.reported.elapsed() >= REPORT_EVERY {
            self.reported = std::time::Instant::now();
            rt::progress(&self.name, self.done, self.total);
        }
        Some(item)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.inner.size_hint()
    }
}

impl<I: ExactSizeIterator> ExactSizeIterator for Progress<I> {}
