//! The index: which entries have a word, and how much they are about it.
//!
//! It is made of small files, of which a query loads those that it needs. Each is a script that calls one function, since
//! scripts are all that a browser loads from a disk as well as from a server. Words stand sorted in shards, so that all that
//! begin alike lie side by side; entries stand in blocks, the oldest first, so that a new entry changes few of them.

use crate::hash::PartsHasher;
use crate::site::output::Content;
use crate::site::vocabulary::{Document, Vocabulary, Word};
use blake3::Hash;
use rayon::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::json;

/// So many bytes of words share a file, and so many of text.
const SHARD: usize = 16 << 10;
const BLOCK: usize = 8 << 10;
/// So many bytes of an entry's text are kept for excerpts; all of it is searched.
const TEXT: usize = 32 << 10;

/// The files of the index with their names. `documents` stand in the order in which equals are shown last: the oldest first.
pub(super) fn files<'s>(
    documents: &'s [Document<'s>],
    vocabulary: &Vocabulary<'_>,
) -> Vec<(String, Content<'s>)> {
    let shards = shards(&vocabulary.words);
    let firsts: Vec<&str> = shards.iter().filter_map(|shard| Some(&*shard.words.first()?.word)).collect();
    let (count, a_block) = (documents.len(), a_block(documents));
    let mut files: Vec<(String, Content<'s>)> = shards
        .par_iter()
        .map(|shard| (format!("w{}.js", shard.shard), script("words", shard).into()))
        .collect();
    let blocks = documents.chunks(a_block).zip(vocabulary.documents().chunks(a_block)).enumerate();
    files.extend(blocks.map(|(block, (documents, hashes))| {
        // All that readers are shown is as large as all entries: it is written when it is needed.
        let file = move || Ok(script("entries", &Block::of(block, documents)).into());
        (format!("b{block}.js"), Content::made_of(Some(Block::hash(block, documents, hashes)), file))
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

/// A file of words with their entries.
#[derive(Serialize)]
struct Shard<'p> {
    shard: usize,
    #[serde(serialize_with = "by_word")]
    words: &'p [Word<'p>],
}

fn by_word<S: Serializer>(words: &&[Word<'_>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_map(words.iter().map(|Word { word, list }| (word, list)))
}

/// The words with their entries, in files of some size.
fn shards<'p>(words: &'p [Word<'p>]) -> Vec<Shard<'p>> {
    let mut rest = words;
    let mut shards = Vec::new();
    while !rest.is_empty() {
        let mut size = 0;
        let fits = |Word { word, list }: &&Word<'_>| {
            let goes_on = size <= SHARD;
            size += word.len() + list.len() + 6;
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
#[derive(Serialize)]
struct Block<'d> {
    block: usize,
    entries: Vec<(&'d str, &'d str, &'d str)>,
}

impl<'d> Block<'d> {
    fn of(block: usize, documents: &'d [Document<'d>]) -> Self {
        let shown = documents.iter().map(|document| {
            let text = document.text.get();
            (document.title, document.address.as_str(), &text[..text.floor_char_boundary(TEXT)])
        });
        Self { block, entries: shown.collect() }
    }

    /// The hash of what goes into the file, which `hashes` are of but for the addresses.
    fn hash(block: usize, documents: &[Document<'_>], hashes: &[Hash]) -> Hash {
        let mut hasher = PartsHasher::default();
        hasher.add(block.to_le_bytes());
        for (document, hash) in documents.iter().zip(hashes) {
            hasher.add(hash.as_bytes());
            hasher.add(&document.address);
        }
        hasher.hash()
    }
}

fn script(function: &str, value: &impl Serialize) -> Vec<u8> {
    // There is nothing in these values that JSON could not hold.
    let json = serde_json::to_string(value).unwrap_or_default();
    format!("lossbookSearch.{function}({json})\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use super::{Document, Vocabulary, files};
    use crate::site::vocabulary::{StoredWords, entries};
    use std::collections::BTreeMap;

    fn document<'a>(title: &'a str, heading: &'a str, text: &'a str) -> Document<'a> {
        Document {
            title,
            address: "a/".to_owned(),
            headings: vec![heading],
            facts: Vec::new(),
            text: text.into(),
        }
    }

    #[test]
    fn words_are_split_into_files_and_entries_into_blocks() {
        let texts: Vec<String> = (0..200).map(|at| format!("common w{at:03} ").repeat(300)).collect();
        let documents: Vec<Document<'_>> = texts.iter().map(|text| document("T", "h", text)).collect();
        let stored = StoredWords::default();
        let made = files(&documents, &Vocabulary::of(&documents, &stored)).into_iter();
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
        let list = list.split('"').next().unwrap_or_default();
        assert!(entries(list).map(|(entry, _)| entry).eq(0..200));
        assert!(super::files(&[], &Vocabulary::of(&[], &stored)).iter().any(|(name, _)| name == "index.js"));
    }
}
