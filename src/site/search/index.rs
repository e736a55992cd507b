//! The index: which entries have a word, and how much they are about it.
//!
//! It is made of small files, of which a query loads those that it needs. Each is a script that calls one function, since
//! scripts are all that a browser loads from a disk as well as from a server. Words stand sorted in shards, so that all that
//! begin alike lie side by side; entries stand in blocks, the oldest first, so that a new entry changes few of them.

use super::weights::{Weighed, weigh};
use crate::hash::PartsHasher;
use crate::site::by_word::{ByWord, WordHash};
use crate::site::output::Content;
use blake3::Hash;
use rayon::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::json;
use std::collections::hash_map::Entry as Slot;
use std::sync::Arc;

/// So many bytes of words share a file, and so many of text.
const SHARD: usize = 16 << 10;
const BLOCK: usize = 8 << 10;
/// So many bytes of an entry's text are kept for excerpts; all of it is searched.
const TEXT: usize = 32 << 10;
/// So many entries are weighed at once, so that the words of all need not fit into memory.
const AT_ONCE: usize = 512;

/// An entry as the search knows it.
#[derive(Debug, Clone, Default)]
pub(super) struct Document<'a> {
    pub(super) title: &'a str,
    /// From the site's root, encoded.
    pub(super) address: String,
    pub(super) headings: Vec<&'a str>,
    /// Its description, tags and the like, which count as much as a heading.
    pub(super) facts: Vec<&'a str>,
    pub(super) text: &'a str,
}

/// The files of the index with their names. `documents` stand in the order in which equals are shown last: the oldest first.
pub(super) fn files<'s>(documents: Vec<Document<'s>>) -> Vec<(String, Content<'s>)> {
    let postings = postings(&documents);
    let shards = shards(&postings);
    let firsts: Vec<&str> =
        shards.iter().filter_map(|shard| Some(shard.words.first()?.word.as_str())).collect();
    let (count, a_block) = (documents.len(), a_block(&documents));
    let mut files: Vec<(String, Content<'s>)> = shards
        .par_iter()
        .map(|shard| (format!("w{}.js", shard.shard), script("words", shard).into()))
        .collect();
    let documents = Arc::new(documents);
    files.par_extend((0..count.div_ceil(a_block)).into_par_iter().map(|block| {
        // All that readers are shown is as large as all entries: it is written when it is needed.
        let made_of = blake3::hash(&entries_file(&documents, block, a_block));
        let documents = Arc::clone(&documents);
        let file = move || Ok(entries_file(&documents, block, a_block).into());
        (format!("b{block}.js"), Content::made_of(Some(made_of), file))
    }));
    let version = version(&files);
    let index = json!({"version": version, "count": count, "block": a_block, "shards": firsts});
    files.push(("index.js".to_owned(), script("index", &index).into()));
    files
}

/// What tells this index from all others.
fn version(files: &[(String, Content<'_>)]) -> String {
    let mut hasher = PartsHasher::default();
    for (name, content) in files {
        hasher.add(name);
        hasher.add(content.hash().map(Hash::as_bytes).map(<[u8; 32]>::as_slice).unwrap_or_default());
    }
    hasher.digits(8)
}

/// The entries that have a word.
struct Posting {
    word: String,
    /// The last of them.
    last: usize,
    /// How far each is from the one before it, and how much it is about the word.
    list: String,
}

/// All words, sorted.
fn postings(documents: &[Document<'_>]) -> Vec<Posting> {
    let mut places: ByWord<usize> = ByWord::default();
    let mut postings: Vec<Posting> = Vec::new();
    for (part, documents) in documents.chunks(AT_ONCE).enumerate() {
        let weighed: Vec<Weighed> = documents.par_iter().map(weigh).collect();
        for (at, document) in weighed.iter().enumerate() {
            for (hash, word, weight) in document.words() {
                let id = part * AT_ONCE + at;
                let posting = posting_of(word, hash, &mut places, &mut postings);
                push_number(&mut posting.list, id - posting.last);
                posting.list.push(digit(usize::from(weight)));
                posting.last = id;
            }
        }
    }
    postings.sort_unstable_by(|one, other| one.word.cmp(&other.word));
    postings
}

/// The place of a word among all, a new one if it has none.
fn posting_of<'p>(
    word: &str,
    hash: WordHash,
    places: &mut ByWord<usize>,
    postings: &'p mut Vec<Posting>,
) -> &'p mut Posting {
    // A word whose hash is another's has the next one that is free.
    let mut hash = hash;
    let place = loop {
        match places.entry(hash) {
            Slot::Occupied(taken) if postings[*taken.get()].word == word => break *taken.get(),
            Slot::Occupied(_) => hash = hash.wrapping_add(1),
            Slot::Vacant(free) => {
                postings.push(Posting { word: word.to_owned(), last: 0, list: String::new() });
                break *free.insert(postings.len() - 1);
            }
        }
    };
    &mut postings[place]
}

/// A file of words with their entries.
#[derive(Serialize)]
struct Shard<'p> {
    shard: usize,
    #[serde(serialize_with = "by_word")]
    words: &'p [Posting],
}

fn by_word<S: Serializer>(postings: &&[Posting], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(postings.iter().map(|posting| (&posting.word, &posting.list)))
}

/// The words with their entries, in files of some size.
fn shards(postings: &[Posting]) -> Vec<Shard<'_>> {
    let mut rest = postings;
    let mut shards = Vec::new();
    while !rest.is_empty() {
        let mut size = 0;
        let fits = |posting: &&Posting| {
            let goes_on = size <= SHARD;
            size += posting.word.len() + posting.list.len() + 6;
            goes_on
        };
        let (words, after) = rest.split_at(rest.iter().take_while(fits).count());
        shards.push(Shard { shard: shards.len(), words });
        rest = after;
    }
    shards
}

/// How many entries share a file.
fn a_block(documents: &[Document<'_>]) -> usize {
    let all: usize = documents.iter().map(|document| document.text.len().min(TEXT) + 100).sum();
    (BLOCK * documents.len() / all.max(1)).max(1)
}

/// A file of what is shown of some entries: their titles, addresses and texts.
fn entries_file(documents: &[Document<'_>], block: usize, a_block: usize) -> Vec<u8> {
    #[derive(Serialize)]
    struct Block<'d> {
        block: usize,
        entries: Vec<(&'d str, &'d str, &'d str)>,
    }
    let shown = documents.iter().skip(block * a_block).take(a_block).map(|document| {
        let text = &document.text[..document.text.floor_char_boundary(TEXT)];
        (document.title, document.address.as_str(), text)
    });
    script("entries", &Block { block, entries: shown.collect() })
}

fn script(function: &str, value: &impl Serialize) -> Vec<u8> {
    // There is nothing in these values that JSON could not hold.
    let json = serde_json::to_string(value).unwrap_or_default();
    format!("lossbookSearch.{function}({json})\n").into_bytes()
}

/// Appends a number in digits of five bits, the lowest first; a digit that another follows has its sixth bit set.
fn push_number(out: &mut String, mut number: usize) {
    loop {
        let low = number & 31;
        number >>= 5;
        out.push(digit(if number > 0 { low | 32 } else { low }));
        if number == 0 {
            return;
        }
    }
}

fn digit(value: usize) -> char {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    DIGITS.get(value).copied().map_or('_', char::from)
}

/// For tests and for whoever reads the index by hand.
#[cfg(test)]
pub(super) fn read_list(list: &str) -> Vec<(usize, usize)> {
    let value = |c: char| (0..64).find(|&value| digit(value) == c).expect("a digit");
    let mut found = Vec::new();
    let (mut id, mut chars) = (0, list.chars().map(value));
    while let Some(first) = chars.next() {
        let (mut number, mut shift, mut digit) = (first & 31, 5, first);
        while digit & 32 != 0 {
            digit = chars.next().expect("a number ends");
            number |= (digit & 31) << shift;
            shift += 5;
        }
        id += number;
        found.push((id, chars.next().expect("a weight follows")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{Document, files, posting_of, push_number, read_list};
    use crate::site::by_word::ByWord;
    use std::collections::BTreeMap;

    #[test]
    fn words_of_the_same_hash_are_told_apart() {
        let (mut places, mut postings) = (ByWord::default(), Vec::new());
        for (word, list) in [("a", "1"), ("b", "2"), ("a", "3"), ("b", "4")] {
            posting_of(word, 7, &mut places, &mut postings).list.push_str(list);
        }
        let lists: Vec<&str> = postings.iter().map(|posting| posting.list.as_str()).collect();
        assert_eq!(lists, ["13", "24"]);
    }

    fn document<'a>(title: &'a str, heading: &'a str, text: &'a str) -> Document<'a> {
        Document { title, address: "a/".to_owned(), headings: vec![heading], facts: Vec::new(), text }
    }

    #[test]
    fn lists_of_entries_read_back() {
        let mut list = String::new();
        for (number, weight) in [(0, "A"), (31, "B"), (5000, "_")] {
            push_number(&mut list, number);
            list.push_str(weight);
        }
        assert_eq!(read_list(&list), [(0, 0), (31, 1), (5031, 63)]);
    }

    #[test]
    fn words_are_split_into_files_and_entries_into_blocks() {
        let texts: Vec<String> = (0..200).map(|at| format!("common w{at:03} ").repeat(300)).collect();
        let documents: Vec<Document<'_>> = texts.iter().map(|text| document("T", "h", text)).collect();
        let made = files(documents).into_iter();
        let files: BTreeMap<String, String> = made
            .map(|(name, content)| {
                let bytes = content.bytes().expect("it can be made");
                (name, String::from_utf8(bytes.into_owned()).expect("scripts are text"))
            })
            .collect();
        let text = |name: &str| files[name].clone();
        let index: serde_json::Value = serde_json::from_str(
            text("index.js").trim_end().trim_start_matches("lossbookSearch.index(").trim_end_matches(')'),
        )
        .expect("the index is JSON");
        assert_eq!(index["count"], 200);
        assert_eq!(index["block"], 2);
        assert!(files.contains_key("b99.js") && !files.contains_key("b100.js"));
        assert_eq!(index["shards"][0], "common");
        let shard = text("w0.js");
        let list = shard.split_once("\"common\":\"").expect("the word is there").1;
        let entries = read_list(list.split('"').next().unwrap_or_default());
        assert_eq!(entries.len(), 200);
        assert!(entries.iter().map(|(id, _)| *id).eq(0..200));
        assert!(super::files(Vec::new()).iter().any(|(name, _)| name == "index.js"));
    }
}
