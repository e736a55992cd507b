//! Drawing with a font that may be broken inside: what reads fonts gives up on some of these with a panic, which is no reason for a
//! build to end in one.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    /// Whether this thread draws with such a font just now.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// What `draw` gives; none if it panics, of which nothing else is told then.
pub(super) fn guarded<T>(draw: impl FnOnce() -> T) -> Option<T> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let tell = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !GUARDED.get() {
                tell(info);
            }
        }));
    });
    GUARDED.set(true);
    // Locks that are held then hold what is known of letters, of which each piece is whole.
    let drawn = panic::catch_unwind(AssertUnwindSafe(draw));
    GUARDED.set(false);
    drawn.ok()
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn a_panic_gives_nothing() {
        assert_eq!(guarded(|| 1), Some(1));
        let none: Option<usize> = guarded(|| Vec::new()[0]);
        assert_eq!(none, None);
    }
}
