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

/// How many threads [`map`] uses; always 1 in wasm, and within the work of another [`map`], whose threads are at work.
pub fn threads() -> usize {
    #[cfg(target_arch = "wasm32")]
    {
        1
    }
    #[cfg(not(target_arch = "wasm32"))]
    {
        match THREADS.load(Ordering::Relaxed) {
            _ if AT_WORK.get() => 1,
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
    let own = |first: usize| (first..n).step_by(threads).map(&f).collect::<Vec<T>>();
    let mut parts: Vec<_> =
        together((0..threads).map(|first| move || own(first))).into_iter().map(Vec::into_iter).collect();
    (0..n).filter_map(|i| parts[i % threads].next()).collect()
}

/// `f` of each chunk of `size` values, the last one perhaps shorter, and of its number, each on a thread of its own.
pub(crate) fn each_chunk(values: &mut [f64], size: usize, f: impl Fn(usize, &mut [f64]) + Sync) {
    let f = &f;
    together(values.chunks_mut(size.max(1)).enumerate().map(|(at, chunk)| move || f(at, chunk)));
}

/// The results of all jobs, in order: the first is done here, each other one on a thread.
#[cfg(not(target_arch = "wasm32"))]
fn together<T: Send>(jobs: impl Iterator<Item = impl FnOnce() -> T + Send>) -> Vec<T> {
    let mut jobs = jobs;
    let Some(first) = jobs.next() else { return Vec::new() };
    std::thread::scope(|scope| {
        let others: Vec<_> = jobs.map(|job| scope.spawn(|| at_work(job))).collect();
        let mut results = vec![at_work(first)];
        for other in others {
            match other.join() {
                Ok(result) => results.push(result),
                // The closure panicked: that is the caller's panic, and goes on as such.
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        results
    })
}

#[cfg(target_arch = "wasm32")]
fn together<T: Send>(jobs: impl Iterator<Item = impl FnOnce() -> T + Send>) -> Vec<T> {
    jobs.map(|job| job()).collect()
}

#[cfg(not(target_arch = "wasm32"))]
thread_local! {
    /// Whether this thread does a part of some work already.
    static AT_WORK: std::cell::Cell<bool> = const { std::cell::Cell::new(false) };
}

/// Does a job with [`AT_WORK`] set, and sets it back, also where the job panics.
#[cfg(not(target_arch = "wasm32"))]
fn at_work<T>(job: impl FnOnce() -> T) -> T {
    struct Before(bool);
    impl Drop for Before {
        fn drop(&mut self) {
            AT_WORK.set(self.0);
        }
    }
    let _before = Before(AT_WORK.replace(true));
    job()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One test for all that sets how many threads there are: tests run side by side.
    #[test]
    fn results_come_in_order_for_any_number_of_threads_and_work_within_work_takes_no_more() {
        for threads in [1, 2, 3, 8] {
            set_threads(Some(threads));
            for n in [0, 1, 2, 7, 100] {
                assert_eq!(map(n, |i| i * i), (0..n).map(|i| i * i).collect::<Vec<_>>());
            }
        }
        assert_eq!(map(2, |_| threads()), [1, 1]);
        assert_eq!(threads(), 8);
        assert!(std::panic::catch_unwind(|| map(2, |i| assert!(i == 1, "this is meant to fail"))).is_err());
        assert_eq!(threads(), 8, "a panic leaves it as it was");
        set_threads(None);
    }

    #[test]
    fn every_chunk_is_visited_in_its_place() {
        let mut values = vec![0.0; 7];
        each_chunk(&mut values, 3, |at, chunk| chunk.fill(at as f64));
        assert_eq!(values, [0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 2.0]);
        each_chunk(&mut [], 3, |_, _| unreachable!("there is none"));
    }
}
