//! Text as numbers: one number a character, or one a frequent piece of text.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Something that turns text into token numbers and back.
pub trait Tokenizer: std::fmt::Debug {
    /// The tokens of a text.
    ///
    /// # Errors
    /// [`Error::Parse`] at the first character that has no token.
    fn encode(&self, text: &str) -> Result<Vec<usize>>;

    /// The text of tokens.
    ///
    /// # Errors
    /// [`Error::Parameter`] for a number that is no token.
    fn decode(&self, tokens: &[usize]) -> Result<String>;

    /// How many tokens there are; their numbers are `0..len`.
    fn len(&self) -> usize;

    /// Whether there are no tokens.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// One token a character, numbered in Unicode order.
///
/// ```
/// use ml::lm::{CharTokenizer, Tokenizer};
/// let tokenizer = CharTokenizer::new("hello");
/// assert_eq!(tokenizer.encode("hole")?, [1, 3, 2, 0]); // e h l o
/// assert_eq!(tokenizer.decode(&[1, 0])?, "he");
/// assert!(tokenizer.encode("help").is_err());
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CharTokenizer {
    characters: Vec<char>,
}

impl CharTokenizer {
    /// The characters that occur in `text`.
    pub fn new(text: &str) -> Self {
        let mut characters: Vec<char> = text.chars().collect();
        characters.sort_unstable();
        characters.dedup();
        Self { characters }
    }

    /// The token of one character, if it has one.
    pub fn token(&self, character: char) -> Option<usize> {
        self.characters.binary_search(&character).ok()
    }
}

impl Tokenizer for CharTokenizer {
    fn encode(&self, text: &str) -> Result<Vec<usize>> {
        let (mut line, mut column) = (1, 1);
        let mut tokens = Vec::with_capacity(text.len());
        for character in text.chars() {
            let Some(token) = self.token(character) else {
                let message = format!("the tokenizer has no token for {character:?}");
                return Err(Error::Parse { line, column, message });
            };
            tokens.push(token);
            (line, column) = if character == '\n' { (line + 1, 1) } else { (line, column + 1) };
        }
        Ok(tokens)
    }

    fn decode(&self, tokens: &[usize]) -> Result<String> {
        tokens
            .iter()
            .map(|&t| self.characters.get(t).copied().ok_or_else(|| no_token(t, self.len())))
            .collect()
    }

    fn len(&self) -> usize {
        self.characters.len()
    }
}

/// Byte-pair encoding: begins with the 256 bytes and gives the most frequent pair of neighbours a token of its own,
/// again and again. A piece never crosses from one word into the next; a space belongs to the word after it. Any
/// text can be encoded.
///
/// Method: R. Sennrich, B. Haddow and A. Birch, *Neural Machine Translation of Rare Words with Subword Units*, 2016,
/// on bytes as in GPT-2.
///
/// ```
/// use ml::lm::{BpeTokenizer, Tokenizer};
/// let tokenizer = BpeTokenizer::train("low lower lowest slow slower", 260)?;
/// let tokens = tokenizer.encode("lowest")?;
/// assert!(tokens.len() < 6);
/// assert_eq!(tokenizer.decode(&tokens)?, "lowest");
/// # Ok::<(), ml::error::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BpeTokenizer {
    /// The pair that each token from 256 on stands for.
    merges: Vec<(usize, usize)>,
}

/// Tokens that stand for one byte.
const BYTES: usize = 256;

impl BpeTokenizer {
    /// Learns pieces from `text` until there are `tokens` tokens, or no pair occurs twice. Of pairs that are equally
    /// frequent the one with the smaller numbers is taken.
    ///
    /// # Errors
    /// [`Error::Parameter`] for less than 256 tokens, the bytes.
    pub fn train(text: &str, tokens: usize) -> Result<Self> {
        if tokens < BYTES {
            let expected = format!("at least {BYTES}, one a byte");
            return Err(Error::Parameter { name: "tokens", value: tokens.to_string(), expected });
        }
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for word in words(text) {
            *counts.entry(word).or_default() += 1;
        }
        let mut words: Vec<(Vec<usize>, usize)> =
            counts.into_iter().map(|(word, count)| (bytes(word), count)).collect();
        let mut merges = Vec::new();
        while BYTES + merges.len() < tokens {
            let Some(pair) = most_frequent(&words) else { break };
            let token = BYTES + merges.len();
            for (word, _) in &mut words {
                merge(word, pair, token);
            }
            merges.push(pair);
        }
        Ok(Self { merges })
    }

    /// The bytes that a token stands for.
    fn expand(&self, token: usize, into: &mut Vec<u8>) {
        // A merge refers to earlier tokens only, so this ends; a stack instead of recursion, as files may lie.
        let mut stack = vec![token];
        while let Some(token) = stack.pop() {
            match token.checked_sub(BYTES).and_then(|merge| self.merges.get(merge)) {
                Some(&(left, right)) if left < token && right < token => stack.extend([right, left]),
                _ => into.push((token % BYTES) as u8),
            }
        }
    }
}

impl Tokenizer for BpeTokenizer {
    fn encode(&self, text: &str) -> Result<Vec<usize>> {
        let ranks: BTreeMap<(usize, usize), usize> =
            self.merges.iter().enumerate().map(|(rank, pair)| (*pair, rank)).collect();
        let mut tokens = Vec::new();
        for word in words(text) {
            let mut word = bytes(word);
            // The oldest merge first, as in training.
            while let Some(rank) = word.windows(2).filter_map(|pair| ranks.get(&(pair[0], pair[1]))).min() {
                merge(&mut word, self.merges[*rank], BYTES + rank);
            }
            tokens.extend(word);
        }
        Ok(tokens)
    }

    /// Bytes that are not UTF-8 (half a character at a cut) become `�`.
    fn decode(&self, tokens: &[usize]) -> Result<String> {
        let mut text = Vec::new();
        for &token in tokens {
            if token >= self.len() {
                return Err(no_token(token, self.len()));
            }
            self.expand(token, &mut text);
        }
        Ok(String::from_utf8_lossy(&text).into_owned())
    }

    fn len(&self) -> usize {
        BYTES + self.merges.len()
    }
}

fn no_token(token: usize, count: usize) -> Error {
    Error::Parameter { name: "token", value: token.to_string(), expected: format!("below {count}") }
}

fn bytes(word: &str) -> Vec<usize> {
    word.bytes().map(usize::from).collect()
}

/// The words of a text, each with the space before it, so that all of them together are the text.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let begin = rest.char_indices().find(|(_, c)| !c.is_whitespace()).map_or(rest.len(), |(i, _)| i);
        let end = rest[begin..].find(char::is_whitespace).map_or(rest.len(), |i| begin + i);
        let (word, after) = rest.split_at(end);
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

/// The most frequent pair of neighbours, if any occurs twice.
fn most_frequent(words: &[(Vec<usize>, usize)]) -> Option<(usize, usize)> {
    let mut pairs: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (word, count) in words {
        for pair in word.windows(2) {
            *pairs.entry((pair[0], pair[1])).or_default() += count;
        }
    }
    // `rev` because the last of equal ones wins in `max_by_key`, and the smallest should.
    let (pair, count) = pairs.into_iter().rev().max_by_key(|(_, count)| *count)?;
    (count >= 2).then_some(pair)
}

/// Replaces each occurrence of `pair`, from the left, by `token`.
fn merge(word: &mut Vec<usize>, pair: (usize, usize), token: usize) {
    let (mut read, mut write) = (0, 0);
    while read < word.len() {
        let found = word[read] == pair.0 && word.get(read + 1) == Some(&pair.1);
        word[write] = if found { token } else { word[read] };
        read += if found { 2 } else { 1 };
        write += 1;
    }
    word.truncate(write);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_survives_the_round_trip() {
        let text = "the cat sat on the mat;  the \n\tcät sat — 🐈 the end ";
        let bpe = BpeTokenizer::train(text, 300).unwrap();
        assert_eq!(bpe.decode(&bpe.encode(text).unwrap()).unwrap(), text);
        assert_eq!(bpe.decode(&bpe.encode("Ünseen ☂").unwrap()).unwrap(), "Ünseen ☂");
        let characters = CharTokenizer::new(text);
        assert_eq!(characters.decode(&characters.encode(text).unwrap()).unwrap(), text);
    }

    #[test]
    fn the_first_merges_are_the_most_frequent_pairs() {
        // aa occurs 4 times within aaabdaaabac, the textbook case of P. Gage, 1994.
        let bpe = BpeTokenizer::train("aaabdaaabac", 258).unwrap();
        assert_eq!(bpe.merges[0], (97, 97));
        assert_eq!(bpe.merges[1], (97, 98), "of aab's two pairs, (a, b) has the smaller numbers");
        assert_eq!(bpe.encode("aaab").unwrap(), [256, 257]);
    }

    #[test]
    fn what_has_no_token_is_named_with_its_place() {
        let characters = CharTokenizer::new("ab\n");
        let found = characters.encode("ab\nax");
        assert!(matches!(found, Err(Error::Parse { line: 2, column: 2, .. })), "{found:?}");
        assert!(characters.decode(&[9]).is_err());
        assert!(BpeTokenizer::train("a", 10).is_err());
        assert!(BpeTokenizer::train("a", 256).unwrap().decode(&[256]).is_err());
    }

    #[test]
    fn empty_text_has_no_tokens() {
        assert!(BpeTokenizer::train("", 300).unwrap().encode("").unwrap().is_empty());
        assert!(CharTokenizer::new("").is_empty());
    }
}
