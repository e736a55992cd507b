//! How much an entry is about each of its words.

use super::Document;
use super::by_word::{self, WordHash};
use super::tokens;
use std::ops::Range;

/// How many characters of a word are kept: `templates/search.js` looks for as many.
const LONGEST: usize = 32;

/// The words of a document, each once and in no order that means something.
pub(super) struct Weighed {
    /// Its words, one behind the other.
    text: String,
    words: Vec<(WordHash, Range<usize>, u8)>,
}

impl Weighed {
    /// Each word with its hash, and its weight of 0 to 63.
    pub(super) fn words(&self) -> impl Iterator<Item = (WordHash, &str, u8)> {
        self.words.iter().map(|(hash, at, weight)| (*hash, &self.text[at.clone()], *weight))
    }
}

/// Where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Title,
    Heading,
    Text,
}

/// Weighs the words of a document. A word of the title weighs more than any of a heading, and that
/// more than any of the text; of the title's the more, the fewer words it has; of the text's the more, the more often it
/// is there.
pub(super) fn weigh(document: &Document<'_>) -> Weighed {
    let whole = document.text.get();
    let mut text = String::with_capacity(whole.len());
    let mut found: Vec<(WordHash, Range<usize>, Place)> = Vec::new();
    let mut add = |words: &str, place: Place| {
        tokens::each(words, |word| {
            let end = word.char_indices().nth(LONGEST).map_or(word.len(), |(at, _)| at);
            let start = text.len();
            text.push_str(&word[..end]);
            found.push((by_word::hash_on(by_word::START, &word.as_bytes()[..end]), start..text.len(), place));
        });
    };
    add(document.title, Place::Title);
    document.headings.iter().chain(&document.facts).for_each(|words| add(words, Place::Heading));
    add(whole, Place::Text);
    let title = found.iter().filter(|(_, _, place)| *place == Place::Title).count();
    found.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| text[a.1.clone()].cmp(&text[b.1.clone()])));
    let words = found
        .chunk_by(|a, b| a.0 == b.0 && text[a.1.clone()] == text[b.1.clone()])
        .map(|same| (same[0].0, same[0].1.clone(), weight(same, title)))
        .collect();
    Weighed { text, words }
}

/// The weight of a word that stands in these places, in a document with so many words in its title.
fn weight(found: &[(WordHash, Range<usize>, Place)], title: usize) -> u8 {
    let count = |wanted: Place| found.iter().filter(|(_, _, place)| *place == wanted).count();
    let of_title = if count(Place::Title) > 0 { 26 + 10 / title.max(1) } else { 0 };
    let of_headings = if count(Place::Heading) > 0 { 13 } else { 0 };
    let of_text = 12 * count(Place::Text) / (count(Place::Text) + 2);
    u8::try_from((of_title + of_headings + of_text).min(63)).unwrap_or(63)
}

#[cfg(test)]
mod tests {
    use super::super::{Document, Text};
    use super::weigh;

    #[test]
    fn a_title_weighs_more_than_headings_and_these_more_than_text() {
        let often = "word ".repeat(1000);
        let document = |title, heading, text| Document {
            title,
            headings: vec![heading],
            text: Text::Here(text),
            ..Document::default()
        };
        let weight = |document: &Document<'_>| {
            weigh(document).words().find(|(_, word, _)| *word == "word").map(|(.., weight)| weight)
        };
        let title = weight(&document("a very long title with a word in it that never ends", "x", "x"));
        let heading = weight(&document("x", "word", "x"));
        let both = weight(&document("x", "word", &often));
        let (many, one) = (weight(&document("x", "x", &often)), weight(&document("x", "x", "word")));
        assert!(title > both && both > heading && heading > many && many > one && one > Some(0));
        assert!(weight(&document("word", "x", "x")) > title);
        assert!(weight(&document("word", "word", &often)) <= Some(63));
    }

    #[test]
    fn long_words_are_cut_between_letters() {
        let word = "ж".repeat(40);
        let weighed = weigh(&Document { text: word.as_str().into(), ..Document::default() });
        let words: Vec<&str> = weighed.words().map(|(_, word, _)| word).collect();
        assert_eq!(words, ["ж".repeat(32)]);
    }
}
