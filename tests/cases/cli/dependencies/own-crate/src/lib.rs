//! A crate of the journal.

/// A word.
pub fn word() -> &'static str {
    "first"
}

/// A number that a feature adds.
#[cfg(feature = "more")]
pub const MORE: u32 = 30;
