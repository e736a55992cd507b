//! Threads that do not change results: work is split by index and put together by index.
//!
//! ```
//! use ml::parallel;
//! parallel::set_threads(Some(2));
//! assert_eq!(parallel::map(5, |i| i * i), [0, 1, 4, 9, 16]);
//! parallel::set_threads(None);
//! ```

use std::sync::atomic::{AtomicUsize, Ordering};

/// 0 stands for "as many as the machine has".
static THREADS: AtomicUsize = AtomicUsize::new(0);

/// Sets how many threads [`map`] uses; `None` for as many as the machine has. Results don't depend on it.
pub fn set_threads(threads: Option<usize>) {
    THREADS.store(threads.unwrap_or(0), Ordering::Relaxed);
}

/// How many threads [`map`] uses; always 1 in wasm.
pub fn threads() -> usize {
    #[cfg(target_arch = "wasm32")]
    {
        1
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        match THREADS.load(Ordering::Relaxed) {
            0 => std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            set => set,
        }
    }
}

/// `f(0)` to `f(n - 1)`, in order, on several threads that end with the call. Threads take turns by index: the first
/// of three computes 0, 3, 6 and so on, which balances work that grows or shrinks with the index.
pub fn map<T: Send>(n: usize, f: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let threads = threads().min(n);
    if threads <= 1 {
        return (0..n).map(f).collect();
    }
    spread(n, threads, &f)
}

#[cfg(target_arch = "wasm32")]
fn spread<T: Send>(n: usize, _threads: usize, f: &(impl Fn(usize) -> T + Sync)) -> Vec<T> {
    (0..n).map(f).collect()
}

#[cfg(not(target_arch = "wasm32"))]
fn spread<T: Send>(n: usize, threads: usize, f: &(impl Fn(usize) -> T + Sync)) -> Vec<T> {
    let mut parts: Vec<std::vec::IntoIter<T>> = std::thread::scope(|scope| {
        let own = |first: usize| (first..n).step_by(threads).map(f).collect::<Vec<T>>();
        let others: Vec<_> = (1..threads).map(|first| scope.spawn(move || own(first))).collect();
        let mut parts = vec![own(0).into_iter()];
        for other in others {
            match other.join() {
                Ok(part) => parts.push(part.into_iter()),
                // The closure panicked: that is the caller's panic, and goes on as such.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        parts
    });
    (0..n).filter_map(|i| parts[i % threads].next()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_order_for_any_number_of_threads() {
        for threads in [1, 2, 3, 8] {
            set_threads(Some(threads));
            for n in [0, 1, 2, 7, 100] {
                assert_eq!(map(n, |i| i * i), (0..n).map(|i| i * i).collect::<Vec<_>>());
            }
        }
        set_threads(None);
    }
}
