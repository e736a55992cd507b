//! Counting the words of all entries.

use super::by_word::{ByWord, WordHash};
use super::list::Writer;
use super::weights::{Weighed, weigh};
use super::{Document, Word};
use rayon::prelude::*;
use std::collections::hash_map::Entry as Slot;

/// So many entries are weighed at once, so that the words of all need not fit into memory.
const AT_ONCE: usize = 512;

/// A word with its list so far.
struct Counted {
    word: String,
    list: Writer,
}

/// All words, sorted.
pub(super) fn words(documents: &[Document<'_>]) -> Vec<Word<'static>> {
    let mut places: ByWord<usize> = ByWord::default();
    let mut counted: Vec<Counted> = Vec::new();
    for (part, documents) in documents.chunks(AT_ONCE).enumerate() {
        let weighed: Vec<Weighed> = documents.par_iter().map(weigh).collect();
        for (at, document) in weighed.iter().enumerate() {
            for (hash, word, weight) in document.words() {
                let place = place_of(word, hash, &mut places, &mut counted);
                counted[place].list.push(part * AT_ONCE + at, weight);
            }
        }
    }
    counted.sort_unstable_by(|one, other| one.word.cmp(&other.word));
    let finish = |Counted { word, list }: Counted| Word { word: word.into(), list: list.finish().into() };
    counted.into_iter().map(finish).collect()
}

/// The place of a word among all, a new one if it has none.
fn place_of(word: &str, hash: WordHash, places: &mut ByWord<usize>, counted: &mut Vec<Counted>) -> usize {
    // A word whose hash is another's has the next one that is free.
    let mut hash = hash;
    loop {
        match places.entry(hash) {
            Slot::Occupied(taken) if counted[*taken.get()].word == word => return *taken.get(),
            Slot::Occupied(_) => hash = hash.wrapping_add(1),
            Slot::Vacant(free) => {
                counted.push(Counted { word: word.to_owned(), list: Writer::default() });
                return *free.insert(counted.len() - 1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::by_word::ByWord;
    use super::place_of;

    #[test]
    fn words_of_the_same_hash_are_told_apart() {
        let (mut places, mut counted) = (ByWord::default(), Vec::new());
        for (word, entry) in [("a", 1), ("b", 2), ("a", 3), ("b", 4)] {
            let place = place_of(word, 7, &mut places, &mut counted);
            counted[place].list.push(entry, 0);
        }
        let lists: Vec<String> = counted.into_iter().map(|counted| counted.list.finish()).collect();
        assert_eq!(lists, ["BACA", "CACA"]);
    }
}
