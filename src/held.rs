//! Locks that outlive a panic.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// What stands behind a mutex; a thread that died with it left nothing half done.
pub fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
