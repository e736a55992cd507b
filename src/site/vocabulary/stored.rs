//! The words of all entries as text, kept from one build to the next.

use super::{Vocabulary, Word};
use blake3::Hash;
use std::fmt::Write as _;

/// The words that an earlier build has counted; none if there are none of use.
#[derive(Debug, Default)]
pub struct StoredWords {
    text: String,
    /// Where the lines of the documents begin, and those of the words.
    documents: usize,
    words: usize,
}

impl StoredWords {
    /// Reads what the same program has written. What is cut off, altered or another version's is not there.
    pub fn from_text(text: String, program: &str) -> Self {
        let whole = || {
            let (first, rest) = text.split_once('\n')?;
            let (checksum, count) = first.split_once(' ')?;
            let documents = first.len() + 1;
            // Each hash has a line of 65 bytes.
            let words = documents + count.parse::<usize>().ok()?.checked_mul(65)?;
            (checksum == self::checksum(program, rest) && text.is_char_boundary(words))
                .then_some((documents, words))
        };
        match whole() {
            Some((documents, words)) => Self { documents, words, text },
            None => Self::default(),
        }
    }

    /// The hashes of the documents whose words these are, in order.
    pub(super) fn documents(&self) -> Vec<Hash> {
        let lines = self.text[self.documents..self.words].lines();
        lines.map(|line| Hash::from_hex(line).unwrap_or(Hash::from_bytes([0; 32]))).collect()
    }

    /// The words, sorted.
    pub(super) fn words(&self) -> impl Iterator<Item = Word<'_>> {
        let words = self.text[self.words..].lines().filter_map(|line| line.split_once(' '));
        words.map(|(word, list)| Word { word: word.into(), list: list.into() })
    }
}

impl Vocabulary<'_> {
    /// The words as [`StoredWords::from_text`] reads them.
    pub(in crate::site) fn to_text(&self, program: &str) -> String {
        let mut rest = String::new();
        for hash in &self.documents {
            let _ = writeln!(rest, "{}", hash.to_hex());
        }
        for Word { word, list } in &self.words {
            // Words are letters and digits alone.
            rest.extend([word, " ", list, "\n"]);
        }
        format!("{} {}\n{rest}", checksum(program, &rest), self.documents.len())
    }
}

fn checksum(program: &str, rest: &str) -> String {
    let mut hasher = blake3::Hasher::new();
    hasher.update(program.as_bytes()).update(b"\0").update(rest.as_bytes());
    hasher.finalize().to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::StoredWords;
    use crate::site::vocabulary::{Document, Vocabulary};

    #[test]
    fn words_come_back_whole_or_not_at_all() {
        let documents = [Document { text: "eins zwei".into(), ..Document::default() }];
        let none = StoredWords::default();
        let vocabulary = Vocabulary::of(&documents, &none);
        let text = vocabulary.to_text("p");
        let stored = StoredWords::from_text(text.clone(), "p");
        assert_eq!(stored.words().collect::<Vec<_>>(), vocabulary.words);
        assert_eq!(stored.documents(), vocabulary.documents);
        for (text, program) in [
            (text.clone(), "q"),
            (text.replace("eins", "ains"), "p"),
            (text[..text.len() - 3].to_owned(), "p"),
            (String::new(), "p"),
            ("x 99999999999999999999\n".to_owned(), "p"),
        ] {
            assert_eq!(StoredWords::from_text(text, program).words().count(), 0);
        }
    }
}
