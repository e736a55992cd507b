//! The words of all entries: which entries have a word, and how much each is about it.
//!
//! The search is made of it, and what is related. Between builds it is kept as text, and a build in which few entries have
//! other words takes these out and puts them in anew; what comes out is the same as if all had been counted.

mod by_word;
mod counted;
mod document;
mod list;
mod stored;
mod tokens;
mod weights;

use blake3::Hash;
use rayon::prelude::*;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(super) use document::{Document, Text};
pub(super) use list::entries;
pub use stored::StoredWords;
pub(super) use tokens::is_unspaced;

/// A word with the entries that have it, as [`entries`] reads them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word<'k> {
    pub(super) word: Cow<'k, str>,
    pub(super) list: Cow<'k, str>,
}

/// All words.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Vocabulary<'k> {
    /// The hash of each entry's words, in the order of the entries.
    documents: Vec<Hash>,
    /// The words, sorted.
    pub(super) words: Vec<Word<'k>>,
}

impl<'k> Vocabulary<'k> {
    /// The words of `documents`, which lists name by their places. What an earlier build has `stored` of them is not counted
    /// again.
    pub(super) fn of(documents: &[Document<'_>], stored: &'k StoredWords) -> Self {
        let hashes: Vec<Hash> = documents.par_iter().map(Document::hash).collect();
        let changed = changed(&hashes, &stored.documents());
        // To take out and put in costs as much as to count a part of all, whose texts may have to be rendered for it.
        if changed.len() > documents.len() / 2 {
            return Self { documents: hashes, words: counted::words(documents) };
        }
        let words = if changed.is_empty() {
            stored.words().collect()
        } else {
            patched(stored.words().collect(), documents, &changed)
        };
        Self { documents: hashes, words }
    }

    /// Whether these are the words that are stored.
    pub(super) fn is_stored(&self, stored: &StoredWords) -> bool {
        self.documents == stored.documents()
    }

    /// The hash of each entry's words.
    pub(super) fn documents(&self) -> &[Hash] {
        &self.documents
    }
}

/// The places at which there is another entry than before, or one only before or now.
fn changed(now: &[Hash], before: &[Hash]) -> BTreeSet<usize> {
    (0..now.len().max(before.len())).filter(|&at| now.get(at) != before.get(at)).collect()
}

/// The words with those of the documents at `changed` counted anew.
fn patched<'k>(words: Vec<Word<'k>>, documents: &[Document<'_>], changed: &BTreeSet<usize>) -> Vec<Word<'k>> {
    // By word, the entries in their order.
    let mut new: BTreeMap<String, Vec<(usize, u8)>> = BTreeMap::new();
    for &at in changed {
        let Some(document) = documents.get(at) else { continue };
        for (_, word, weight) in weights::weigh(document).words() {
            new.entry(word.to_owned()).or_default().push((at, weight));
        }
    }
    let last = changed.last().copied().unwrap_or(0);
    let mut is_changed = vec![false; last + 1];
    changed.iter().for_each(|&at| is_changed[at] = true);
    let stays = |entry: usize| !is_changed.get(entry).copied().unwrap_or(false);
    let patch = |word: Word<'k>| {
        let added = new.get(&*word.word).map(Vec::as_slice).unwrap_or_default();
        let before = entries(&word.list).take_while(|(entry, _)| *entry <= last);
        // Most words of an entry are as much of it as they were.
        if before.filter(|(entry, _)| !stays(*entry)).eq(added.iter().copied()) {
            return Some(word);
        }
        let kept = entries(&word.list).filter(|(entry, _)| stays(*entry));
        let all: BTreeMap<usize, u8> = kept.chain(added.iter().copied()).collect();
        (!all.is_empty()).then(|| Word { list: written(&all).into(), ..word })
    };
    let mut patched: Vec<Word<'k>> = words.into_par_iter().filter_map(patch).collect();
    let unknown = |word: &&String| patched.binary_search_by(|known| (*known.word).cmp(word)).is_err();
    let unknown: Vec<&String> = new.keys().filter(unknown).collect();
    patched.extend(unknown.into_iter().map(|word| {
        let list = written(&new[word].iter().copied().collect());
        Word { word: word.clone().into(), list: list.into() }
    }));
    patched.sort_by(|one, other| one.word.cmp(&other.word));
    patched
}

fn written(entries: &BTreeMap<usize, u8>) -> String {
    let mut writer = list::Writer::default();
    entries.iter().for_each(|(&entry, &weight)| writer.push(entry, weight));
    writer.finish()
}

#[cfg(test)]
mod tests {
    use super::{Document, StoredWords, Vocabulary};

    fn document(text: &str) -> Document<'_> {
        Document { title: "T", text: text.into(), ..Document::default() }
    }

    /// The words of `now`, patched into those of `before`; and as many texts more as make that worth it.
    fn patched(before: &[&str], now: &[&str]) -> (String, String) {
        let others: Vec<String> = (0..40).map(|at| format!("common other{}", at % 7)).collect();
        let documents = |texts: &[&str]| -> Vec<Document<'static>> {
            let all = others.iter().cloned().chain(texts.iter().map(|&text| text.to_owned()));
            all.map(|text| document(text.leak())).collect()
        };
        let first = Vocabulary::of(&documents(before), &StoredWords::default()).to_text("p");
        let stored = StoredWords::from_text(first, "p");
        let patched = Vocabulary::of(&documents(now), &stored).to_text("p");
        (patched, Vocabulary::of(&documents(now), &StoredWords::default()).to_text("p"))
    }

    #[test]
    fn words_that_are_patched_are_as_if_all_had_been_counted() {
        for (before, now) in [
            (&["one two two common", "three"][..], &["one three", "three"][..]),
            (&["one"], &["one", "zebra aardvark one"]),
            (&["one", "gone common"], &["one"]),
            (&["one", "two"], &["two", "one"]),
            (&["same"], &["same"]),
        ] {
            let (patched, counted) = patched(before, now);
            assert_eq!(patched, counted, "{before:?} to {now:?}");
        }
    }
}
