//! Maps by words, for where a whole journal's words are counted: a hash that costs little, taken once a word.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// The hash of a word.
pub(super) type WordHash = u64;

/// A map by the hashes of words.
pub(super) type ByWord<T> = HashMap<WordHash, T, BuildHasherDefault<AsItIs>>;

/// The hash of no letters, with which each word's begins.
pub(super) const START: WordHash = 0xcbf2_9ce4_8422_2325;

/// The hash of a word of which the first letters have `hash` and the others are `bytes`: FNV-1a (G. Fowler, L. C. Noll, K.-P. Vo).
pub(super) fn hash_on(hash: WordHash, bytes: &[u8]) -> WordHash {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3))
}

/// The keys are hashes already.
#[derive(Default)]
pub(super) struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = self.0.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}
