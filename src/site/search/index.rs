//! The index: which entries have a word, and how much they are about it.
//!
//! It is made of small files, of which a query loads those that it needs. Each is a script that calls one function, since
//! scripts are all that a browser loads from a disk as well as from a server. Words stand sorted in shards, so that all that
//! begin alike lie side by side; entries stand in blocks, the oldest first, so that a new entry changes few of them.

use super::weights::{Weighed, weigh};
use crate::site::by_word::{ByWord, Word};
use rayon::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::json;
use std::collections::BTreeMap;

/// So many bytes of words share a file, and so many of text.
const SHARD: usize = 16 << 10;
const BLOCK: usize = 8 << 10;
/// So many bytes of an entry's text are kept for excerpts; all of it is searched.
const TEXT: usize = 32 << 10;

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

/// The files of the index by their names. `documents` stand in the order in which equals are shown last: the oldest first.
pub(super) fn files(documents: &[Document<'_>]) -> BTreeMap<String, Vec<u8>> {
    let weighed: Vec<Weighed> = documents.par_iter().map(weigh).collect();
    let postings = postings(&weighed);
    let mut files = BTreeMap::new();
    let firsts = shards(&postings, &mut files);
    let a_block = blocks(documents, &mut files);
    let mut hasher = blake3::Hasher::new();
    files.values().for_each(|bytes| {
        hasher.update(bytes);
    });
    let version = &hasher.finalize().to_hex()[..8];
    let index = json!({"version": version, "count": documents.len(), "block": a_block, "shards": firsts});
    files.insert("index.js".to_owned(), script("index", &index));
    files
}

/// The entries that have a word.
struct Posting<'t> {
    word: &'t str,
    /// The last of them.
    last: usize,
    /// How far each is from the one before it, and how much it is about the word.
    list: String,
}

/// All words, sorted.
fn postings(weighed: &[Weighed]) -> Vec<Posting<'_>> {
    let mut places: ByWord<Word<'_>, usize> = ByWord::default();
    let mut postings: Vec<Posting<'_>> = Vec::new();
    for (id, document) in weighed.iter().enumerate() {
        for (word, weight) in document.words() {
            let place = *places.entry(word).or_insert(postings.len());
            if place == postings.len() {
                postings.push(Posting { word: word.text, last: 0, list: String::new() });
            }
            let Some(posting) = postings.get_mut(place) else { continue };
            push_number(&mut posting.list, id - posting.last);
            posting.list.push(digit(usize::from(weight)));
            posting.last = id;
        }
    }
    postings.sort_unstable_by_key(|posting| posting.word);
    postings
}

/// A file of words with their entries.
#[derive(Serialize)]
struct Shard<'p> {
    shard: usize,
    #[serde(serialize_with = "by_word")]
    words: &'p [Posting<'p>],
}

fn by_word<S: Serializer>(postings: &&[Posting<'_>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(postings.iter().map(|posting| (posting.word, &posting.list)))
}

/// Writes the words with their entries, and gives the first word of each file.
fn shards<'p>(postings: &'p [Posting<'p>], files: &mut BTreeMap<String, Vec<u8>>) -> Vec<&'p str> {
    let mut rest = postings;
    let mut shards = Vec::new();
    while !rest.is_empty() {
        let mut size = 0;
        let fits = |posting: &&Posting<'_>| {
            let goes_on = size <= SHARD;
            size += posting.word.len() + posting.list.len() + 6;
            goes_on
        };
        let (words, after) = rest.split_at(rest.iter().take_while(fits).count());
        shards.push(Shard { shard: shards.len(), words });
        rest = after;
    }
    files.par_extend(shards.par_iter().map(|shard| (format!("w{}.js", shard.shard), script("words", shard))));
    shards.iter().filter_map(|shard| Some(shard.words.first()?.word)).collect()
}

/// A file of what is shown of some entries: their titles, addresses and texts.
#[derive(Serialize)]
struct Block<'d> {
    block: usize,
    entries: Vec<(&'d str, &'d str, &'d str)>,
}

fn shown<'d>(document: &'d Document<'_>) -> (&'d str, &'d str, &'d str) {
    (document.title, &document.address, &document.text[..document.text.floor_char_boundary(TEXT)])
}

/// Writes what is shown of the entries, and tells how many share a file.
fn blocks(documents: &[Document<'_>], files: &mut BTreeMap<String, Vec<u8>>) -> usize {
    let all: usize = documents.iter().map(|document| document.text.len().min(TEXT) + 100).sum();
    let a_block = (BLOCK * documents.len() / all.max(1)).max(1);
    files.par_extend(documents.par_chunks(a_block).enumerate().map(|(block, documents)| {
        let entries = documents.iter().map(shown).collect();
        (format!("b{block}.js"), script("entries", &Block { block, entries }))
    }));
    a_block
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
    use super::{Document, files, push_number, read_list};

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
        let files = files(&documents);
        let text = |name: &str| String::from_utf8(files[name].clone()).expect("scripts are text");
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
        assert!(super::files(&[]).contains_key("index.js"));
    }
}
