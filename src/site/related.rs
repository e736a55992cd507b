//! Which entries are about the same: those that share rare words.
//!
//! Each entry is a vector of its words, weighted by how often it has them and how few others do (tf-idf: K. Spärck Jones, 1972),
//! and near is whose vectors point the same way. Only an entry's most telling words count, so that the work grows with
//! the number of entries and not with its square.

use super::by_word::{self, ByWord, WordHash};
use rayon::prelude::*;
use std::cmp::Reverse;

/// How many words stand for an entry.
const TELLING: usize = 24;
/// How many related entries one has at most.
const MOST: usize = 3;
/// Less alike than this is not related.
const LEAST: f64 = 0.12;
/// A word that more entries have than this tells none of them from the others.
const COMMON: usize = 400;

/// Stands for a word. That two share one is as good as impossible, and would only make them the same word here.
type Word = WordHash;

/// For each text the places of those nearest to it, the nearest first.
pub(super) fn related(texts: &[&str]) -> Vec<Vec<usize>> {
    let counts: Vec<Vec<(Word, u32)>> = texts.par_iter().map(|text| words(text)).collect();
    let mut holders: ByWord<usize> = ByWord::default();
    for (word, _) in counts.iter().flatten() {
        *holders.entry(*word).or_default() += 1;
    }
    let vectors: Vec<Vec<(Word, f64)>> =
        counts.into_par_iter().map(|counts| telling(&counts, &holders, texts.len())).collect();
    let mut having: ByWord<Vec<(usize, f64)>> = ByWord::default();
    for (at, vector) in vectors.iter().enumerate() {
        for &(word, weight) in vector {
            having.entry(word).or_default().push((at, weight));
        }
    }
    let nearest = |alike: &mut Vec<f64>, (at, vector): (usize, &Vec<(Word, f64)>)| {
        alike.resize(texts.len(), 0.0);
        nearest(at, vector, &having, alike)
    };
    vectors.par_iter().enumerate().map_init(Vec::new, nearest).collect()
}

/// The words of a text with how often they stand in it: letters alone, in lower case, and no short ones.
fn words(text: &str) -> Vec<(Word, u32)> {
    let long = text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().nth(3).is_some());
    let mut words: Vec<Word> = long.map(hash).collect();
    words.sort_unstable();
    words.chunk_by(|one, other| one == other).map(|same| (same[0], same.len() as u32)).collect()
}

/// The hash of a word in lower case.
fn hash(word: &str) -> Word {
    let mut buffer = [0; 4];
    let lower = word.chars().flat_map(char::to_lowercase);
    lower.fold(by_word::START, |hash, c| by_word::hash_on(hash, c.encode_utf8(&mut buffer).as_bytes()))
}

/// An entry's most telling words as a vector of length 1, in the order of the words.
fn telling(counts: &[(Word, u32)], holders: &ByWord<usize>, texts: usize) -> Vec<(Word, f64)> {
    let weight = |&(word, count): &(Word, u32)| {
        let holders = holders.get(&word).copied().unwrap_or(1);
        // A word that no other entry has makes none of them alike.
        (2..=COMMON)
            .contains(&holders)
            .then(|| (word, (1.0 + f64::from(count).ln()) * (texts as f64 / holders as f64).ln()))
    };
    let mut vector: Vec<(Word, f64)> = counts.iter().filter_map(weight).collect();
    vector.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    vector.truncate(TELLING);
    vector.sort_unstable_by_key(|(word, _)| *word);
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    vector
}

/// The places of those nearest to the entry at a place. `alike` is as long as there are entries, and zero before and after.
fn nearest(
    at: usize,
    vector: &[(Word, f64)],
    having: &ByWord<Vec<(usize, f64)>>,
    alike: &mut [f64],
) -> Vec<usize> {
    let mut met = Vec::new();
    for (word, weight) in vector {
        for &(other, its) in having.get(word).into_iter().flatten().filter(|(other, _)| *other != at) {
            if alike[other] == 0.0 {
                met.push(other);
            }
            alike[other] += weight * its;
        }
    }
    // Rounded, so that the last bit of a machine's own logarithm decides nothing.
    let rounded = |alike: f64| (alike * 1e6).round() as i64;
    let near = |other: usize| (other, rounded(std::mem::take(&mut alike[other])));
    let mut near: Vec<(usize, i64)> =
        met.into_iter().map(near).filter(|(_, alike)| *alike >= rounded(LEAST)).collect();
    near.sort_unstable_by_key(|&(other, alike)| (Reverse(alike), other));
    near.into_iter().take(MOST).map(|(other, _)| other).collect()
}

#[cfg(test)]
mod tests {
    use super::related;

    #[test]
    fn entries_that_share_rare_words_are_related() {
        let texts = [
            "Momentum carries a walker over ridges between valleys.",
            "A walker without momentum rests in shallow valleys.",
            "Tokens and attention make sentences.",
            "Attention reads sentences as tokens.",
        ];
        assert_eq!(related(&texts), [vec![1], vec![0], vec![3], vec![2]]);
        assert_eq!(related(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(related(&texts[..1]), [Vec::<usize>::new()]);
    }
}
