//! The index: which entries have a word, and how much they are about it.
//!
//! It is made of small files, of which a query loads those that it needs. Each is a script that calls one function, since
//! scripts are all that a browser loads from a disk as well as from a server. Words stand sorted in shards, so that all that
//! begin alike lie side by side; entries stand in blocks, the oldest first, so that a new entry changes few of them.

use super::tokens;
use serde_json::json;
use std::collections::BTreeMap;

/// So many bytes of words share a file, and so many of text.
const SHARD: usize = 16 << 10;
const BLOCK: usize = 8 << 10;
/// So many bytes of an entry's text are kept for excerpts; all of it is searched.
const TEXT: usize = 32 << 10;
/// The longest word that is kept.
const LONGEST: usize = 32;

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
    use rayon::prelude::*;
    let weighed: Vec<Vec<(String, u8)>> = documents.par_iter().map(weigh).collect();
    let mut postings: BTreeMap<&str, (usize, String)> = BTreeMap::new();
    for (id, words) in weighed.iter().enumerate() {
        for (word, weight) in words {
            let (last, list) = postings.entry(word).or_default();
            push_number(list, id - *last);
            list.push(digit(usize::from(*weight)));
            *last = id;
        }
    }
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

/// The words of a document, sorted, each with its weight of 0 to 63. A word of the title weighs more than any of a heading, and that
/// more than any of the text; of the title's the more, the fewer words it has; of the text's the more, the more often it
/// is there.
fn weigh(document: &Document<'_>) -> Vec<(String, u8)> {
    #[derive(Default)]
    struct Count {
        title: u32,
        headings: u32,
        text: u32,
    }
    let mut counts: BTreeMap<String, Count> = BTreeMap::new();
    let mut add = |text: &str, to: fn(&mut Count) -> &mut u32| {
        let mut number = 0_u32;
        tokens::each(text, |word| {
            number += 1;
            let end =
                word.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|&end| end <= LONGEST).last();
            let word = &word[..end.unwrap_or(0)];
            match counts.get_mut(word) {
                Some(count) => *to(count) += 1,
                None => *to(counts.entry(word.to_owned()).or_default()) += 1,
            }
        });
        number
    };
    let title = add(document.title, |count| &mut count.title);
    for heading in document.headings.iter().chain(&document.facts) {
        add(heading, |count| &mut count.headings);
    }
    add(document.text, |count| &mut count.text);
    let weight = |count: &Count| {
        let of_title = if count.title > 0 { 26 + 10 / title.max(1) } else { 0 };
        let of_headings = if count.headings > 0 { 13 } else { 0 };
        let of_text = 12 * count.text / (count.text + 2);
        u8::try_from((of_title + of_headings + of_text).min(63)).unwrap_or(63)
    };
    counts.iter().map(|(word, count)| (word.clone(), weight(count))).collect()
}

/// Writes the words with their entries, and gives the first word of each file.
fn shards<'a>(
    postings: &BTreeMap<&'a str, (usize, String)>,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> Vec<&'a str> {
    let mut firsts = Vec::new();
    let mut shard = serde_json::Map::new();
    let mut size = 0;
    let mut close = |shard: &mut serde_json::Map<String, serde_json::Value>, number: usize| {
        let words = json!({"shard": number, "words": std::mem::take(shard)});
        files.insert(format!("w{number}.js"), script("words", &words));
    };
    for (word, (_, list)) in postings {
        if size > SHARD {
            close(&mut shard, firsts.len() - 1);
            size = 0;
        }
        if shard.is_empty() {
            firsts.push(*word);
        }
        size += word.len() + list.len() + 6;
        shard.insert((*word).to_owned(), list.as_str().into());
    }
    if !shard.is_empty() {
        close(&mut shard, firsts.len() - 1);
    }
    firsts
}

/// Writes what is shown of the entries, and tells how many share a file.
fn blocks(documents: &[Document<'_>], files: &mut BTreeMap<String, Vec<u8>>) -> usize {
    let all: usize = documents.iter().map(|document| document.text.len().min(TEXT) + 100).sum();
    let a_block = (BLOCK * documents.len() / all.max(1)).max(1);
    for (number, block) in documents.chunks(a_block).enumerate() {
        let entries: Vec<_> = block
            .iter()
            .map(|document| {
                let end =
                    (0..=TEXT.min(document.text.len())).rev().find(|&at| document.text.is_char_boundary(at));
                json!([document.title, document.address, &document.text[..end.unwrap_or(0)]])
            })
            .collect();
        files.insert(
            format!("b{number}.js"),
            script("entries", &json!({"block": number, "entries": entries})),
        );
    }
    a_block
}

fn script(function: &str, value: &serde_json::Value) -> Vec<u8> {
    format!("lossbookSearch.{function}({value})\n").into_bytes()
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
    use super::{Document, files, push_number, read_list, weigh};
    use std::collections::BTreeMap;

    fn document<'a>(title: &'a str, heading: &'a str, text: &'a str) -> Document<'a> {
        Document { title, address: "a/".to_owned(), headings: vec![heading], facts: Vec::new(), text }
    }

    #[test]
    fn a_title_weighs_more_than_headings_and_these_more_than_text() {
        let often = "word ".repeat(1000);
        let weight = |document: &Document<'_>| BTreeMap::from_iter(weigh(document))["word"];
        let title = weight(&document("a very long title with a word in it that never ends", "x", "x"));
        let heading = weight(&document("x", "word", "x"));
        let both = weight(&document("x", "word", &often));
        let (many, one) = (weight(&document("x", "x", &often)), weight(&document("x", "x", "word")));
        assert!(title > both && both > heading && heading > many && many > one && one > 0);
        assert!(weight(&document("word", "x", "x")) > title);
        assert!(weight(&document("word", "word", &often)) <= 63);
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
