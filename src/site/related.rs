//! Which entries are about the same: those that share rare words.
//!
//! Each entry is a vector of its words, weighted by how much it is about them and how few others have them (tf-idf: K. Spärck
//! Jones, 1972), and near is whose vectors point the same way. Only an entry's most telling words count, so that the work
//! grows with the number of entries and not with its square.

use super::vocabulary::{Vocabulary, Word, entries, is_unspaced};
use crate::hash::PartsHasher;
use crate::kept_by_key::KeptByKey;
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

/// For each entry the places of those nearest to it, the nearest first. Places count from the newest entry on, which stands
/// last in the vocabulary.
pub type Related = Vec<Vec<usize>>;

/// What is related in a vocabulary, the hash of all that it follows from, and whether an earlier build had not `kept` it.
pub(super) fn related(vocabulary: &Vocabulary<'_>, kept: &KeptByKey<Related>) -> (Related, String, bool) {
    let count = vocabulary.documents().len();
    let holders: Vec<usize> = vocabulary.words.par_iter().map(|word| how_many_have(word, count)).collect();
    // Words that tell nothing may change as they like.
    let mut hasher = PartsHasher::default();
    hasher.add(count.to_le_bytes());
    for (word, _) in vocabulary.words.iter().zip(&holders).filter(|(_, holders)| **holders > 0) {
        hasher.add(&*word.word);
        hasher.add(&*word.list);
    }
    let key = hasher.digits(32);
    if let Some(related) = kept.get(&key) {
        return (related, key, false);
    }
    let nearest = nearest_of_each(vocabulary, &holders).into_iter().rev();
    let related = nearest.map(|near| near.into_iter().map(|place| count - 1 - place).collect()).collect();
    (related, key, true)
}

/// For each entry of the vocabulary the places of those nearest to it, the nearest first; of two as near the newer.
fn nearest_of_each(vocabulary: &Vocabulary<'_>, holders: &[usize]) -> Vec<Vec<usize>> {
    let count = vocabulary.documents().len();
    // How much a word tells: the more, the fewer have it.
    let rare: Vec<f64> = holders.iter().map(|&holders| (count as f64 / holders as f64).ln()).collect();
    let usual = holders.iter().sum::<usize>() / count.max(1);
    let mut words: Vec<Vec<(u32, u8)>> = (0..count).map(|_| Vec::with_capacity(usual * 5 / 4)).collect();
    for (at, word) in (0_u32..).zip(&vocabulary.words).filter(|(at, _)| holders[*at as usize] > 0) {
        having(word, count).for_each(|(entry, weight)| words[entry].push((at, weight)));
    }
    let vectors: Vec<Vec<(u32, f64)>> = words.par_iter().map(|words| telling(words, &rare)).collect();
    let mut having: Vec<Vec<(u32, f64)>> = vec![Vec::new(); rare.len()];
    for (entry, vector) in (0_u32..).zip(&vectors) {
        vector.iter().for_each(|&(word, weight)| having[word as usize].push((entry, weight)));
    }
    let nearest = |alike: &mut Vec<f64>, (at, vector): (usize, &Vec<(u32, f64)>)| {
        alike.resize(count, 0.0);
        nearest(at, vector, &having, alike)
    };
    vectors.par_iter().enumerate().map_init(Vec::new, nearest).collect()
}

/// The entries that have a word, each with how much it is about it.
fn having<'w>(word: &'w Word<'_>, count: usize) -> impl Iterator<Item = (usize, u8)> + 'w {
    entries(&word.list).take_while(move |&(entry, _)| entry < count)
}

/// How many entries have a word; none if it tells nothing: it is short or no word, nearly all have it, or one alone.
fn how_many_have(word: &Word<'_>, count: usize) -> usize {
    let letters = &word.word;
    let is_long = letters.chars().nth(3).is_some() || letters.chars().next().is_some_and(is_unspaced);
    if !is_long || !letters.chars().all(char::is_alphabetic) {
        return 0;
    }
    let holders = having(word, count).take(COMMON + 1).count();
    if (2..=COMMON).contains(&holders) { holders } else { 0 }
}

/// The most telling of an entry's words, in their order, as a vector of length 1.
fn telling(words: &[(u32, u8)], rare: &[f64]) -> Vec<(u32, f64)> {
    let weighed = words.iter().map(|&(word, weight)| (word, f64::from(weight) * rare[word as usize]));
    let mut vector: Vec<(u32, f64)> = weighed.collect();
    if vector.len() > TELLING {
        vector.select_nth_unstable_by(TELLING, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        vector.truncate(TELLING);
    }
    vector.sort_unstable_by_key(|(word, _)| *word);
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    vector
}

/// The places of those nearest to the entry at a place. `alike` is as long as there are entries, and zero before and after.
fn nearest(at: usize, vector: &[(u32, f64)], having: &[Vec<(u32, f64)>], alike: &mut [f64]) -> Vec<usize> {
    let mut met = Vec::new();
    for &(word, weight) in vector {
        for &(other, its) in &having[word as usize] {
            let other = other as usize;
            if alike[other] == 0.0 {
                met.push(other);
            }
            alike[other] += weight * its;
        }
    }
    alike[at] = 0.0;
    // Rounded, so that the last bit of a machine's own logarithm decides nothing.
    let rounded = |alike: f64| (alike * 1e6).round() as i64;
    let least = rounded(LEAST);
    let near = |other: usize| {
        let alike = std::mem::take(&mut alike[other]);
        // Nearly all are far from it, and need not be rounded.
        (alike > LEAST / 2.0).then(|| (other, rounded(alike))).filter(|(_, alike)| *alike >= least)
    };
    let mut near: Vec<(usize, i64)> = met.into_iter().filter_map(near).collect();
    near.sort_unstable_by_key(|&(other, alike)| (Reverse(alike), Reverse(other)));
    near.into_iter().take(MOST).map(|(other, _)| other).collect()
}

#[cfg(test)]
mod tests {
    use crate::kept_by_key::KeptByKey;
    use crate::site::vocabulary::{Document, StoredWords, Text, Vocabulary};

    fn related(texts: &[&str]) -> Vec<Vec<usize>> {
        let document = |text| Document { text: Text::Here(text), ..Document::default() };
        let documents: Vec<Document<'_>> = texts.iter().copied().map(document).collect();
        super::related(&Vocabulary::of(&documents, &StoredWords::default()), &KeptByKey::default()).0
    }

    #[test]
    fn entries_that_share_rare_words_are_related() {
        let texts = [
            "Momentum carries a walker over ridges between valleys.",
            "A walker without momentum rests in shallow valleys.",
            "Tokens and attention make sentences.",
            "Attention reads sentences as tokens.",
        ];
        assert_eq!(related(&texts), [vec![1], vec![0], vec![3], vec![2]]);
        assert_eq!(related(&texts[..3]), [vec![], vec![2], vec![1]], "the newest stands first");
        assert_eq!(related(&[]), Vec::<Vec<usize>>::new());
        assert_eq!(related(&texts[..1]), [Vec::<usize>::new()]);
    }

    #[test]
    fn scripts_without_spaces_are_compared_too() {
        let texts = ["动量带着行者越过山谷", "没有动量的行者停在山谷", "词元与注意力", "注意力读词元"];
        assert_eq!(related(&texts), [vec![1], vec![0], vec![3], vec![2]]);
    }
}
