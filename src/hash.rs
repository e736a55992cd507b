//! One hash of many parts.

use blake3::{Hash, Hasher};

/// Hashes parts, each behind its length, so that no two lists of parts run into the same bytes.
#[derive(Debug, Default)]
pub struct PartsHasher(Hasher);

impl PartsHasher {
    /// Takes the next part in.
    pub fn add(&mut self, part: impl AsRef<[u8]>) {
        let part = part.as_ref();
        self.0.update(&(part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    /// The hash of all parts so far.
    pub fn hash(&self) -> Hash {
        self.0.finalize()
    }

    /// The first `digits` hexadecimal digits of it, at most 64.
    pub fn digits(&self, digits: usize) -> String {
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
    use super::PartsHasher;

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
}
