//! One hash of many parts.

use blake3::{Hash, Hasher};

/// The first half of a BLAKE3 hash, in hexadecimal digits.
pub fn half(bytes: impl AsRef<[u8]>) -> String {
    blake3::hash(bytes.as_ref()).to_hex()[..32].to_owned()
}

/// Hashes parts, each behind its length, so that no two lists of parts run into the same bytes.
#[derive(Debug, Default)]
pub struct PartsHasher {
    hasher: Hasher,
    /// Parts that are still to be hashed: to hash many small ones one by one takes several times as long.
    pending: Vec<u8>,
}

/// So many bytes are hashed at once.
const AT_ONCE: usize = 4 << 10;

impl PartsHasher {
    /// Takes the next part in.
    pub fn add(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.pending.extend((part.len() as u64).to_le_bytes());
        if part.len() < AT_ONCE {
            self.pending.extend(part);
        }
        if self.pending.len() >= AT_ONCE || part.len() >= AT_ONCE {
            self.hasher.update(&self.pending);
            self.pending.clear();
        }
        if part.len() >= AT_ONCE {
            self.hasher.update(part);
        }
    }

    /// The hash of all parts.
    pub fn hash(mut self) -> Hash {
        self.hasher.update(&self.pending);
        self.hasher.finalize()
    }

    /// The first `digits` hexadecimal digits of it, at most 64.
    pub fn digits(self, digits: usize) -> String {
        self.hash().to_hex().chars().take(digits).collect()
    }
}

impl<T: AsRef<[u8]>> FromIterator<T> for PartsHasher {
    fn from_iter<I: IntoIterator<Item = T>>(parts: I) -> Self {
        let mut hasher = Self::default();
        parts.into_iter().for_each(|part| hasher.add(part));
        hasher
    }
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, PartsHasher};

    fn of(parts: &[&str]) -> String {
        parts.iter().collect::<PartsHasher>().digits(16)
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        assert_eq!(of(&["ab", "c"]), of(&["ab", "c"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["ab"]), of(&["ab", ""]));
        assert_eq!(of(&[]).len(), 16);
    }

    #[test]
    fn a_hash_is_that_of_lengths_and_parts() {
        let parts = ["a".repeat(3), "b".repeat(AT_ONCE - 30), "c".repeat(AT_ONCE), "d".repeat(9)];
        for count in 0..=parts.len() {
            let mut whole = Vec::new();
            for part in &parts[..count] {
                whole.extend((part.len() as u64).to_le_bytes());
                whole.extend(part.as_bytes());
            }
            let hash = parts[..count].iter().collect::<PartsHasher>().hash();
            assert_eq!(hash, blake3::hash(&whole), "{count} parts");
        }
    }
}
