//! Which entries are about the same: those that share rare words.
//!
//! Each entry is a vector of its words, weighted by how often it has them and how few others do (tf-idf: K. Spärck Jones, 1972),
//! and near is whose vectors point the same way. Only an entry's most telling words count, so that the work grows with
//! the number of entries and not with its square.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// How many words stand for an entry.
const TELLING: usize = 24;
/// How many related entries one has at most.
const MOST: usize = 3;
/// Less alike than this is not related.
const LEAST: f64 = 0.12;
/// A word that more entries have than this tells none of them from the others.
const COMMON: usize = 400;

/// For each text the places of those nearest to it, the nearest first.
pub(super) fn related(texts: &[&str]) -> Vec<Vec<usize>> {
    let counts: Vec<BTreeMap<String, u32>> = texts.iter().map(|text| words(text)).collect();
    let mut holders: HashMap<&str, usize> = HashMap::new();
    for word in counts.iter().flat_map(BTreeMap::keys) {
        *holders.entry(word).or_default() += 1;
    }
    let vectors: Vec<Vec<(&str, f64)>> =
        counts.iter().map(|counts| telling(counts, &holders, texts.len())).collect();
    let mut having: HashMap<&str, Vec<(usize, f64)>> = HashMap::new();
    for (at, vector) in vectors.iter().enumerate() {
        for &(word, weight) in vector {
            having.entry(word).or_default().push((at, weight));
        }
    }
    vectors.iter().enumerate().map(|(at, vector)| nearest(at, vector, &having)).collect()
}

/// The words of a text with how often they stand in it: letters alone, in lower case, and no short ones.
fn words(text: &str) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() > 3) {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

/// An entry's most telling words as a vector of length 1, in the order of the words.
fn telling<'a>(
    counts: &'a BTreeMap<String, u32>,
    holders: &HashMap<&str, usize>,
    texts: usize,
) -> Vec<(&'a str, f64)> {
    let weight = |word: &str, count: u32| {
        let holders = holders.get(word).copied().unwrap_or(1);
        (holders <= COMMON).then(|| (1.0 + f64::from(count).ln()) * (texts as f64 / holders as f64).ln())
    };
    let mut vector: Vec<(&str, f64)> =
        counts.iter().filter_map(|(word, &count)| Some((word.as_str(), weight(word, count)?))).collect();
    vector.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    // A word that no other entry has makes none of them alike.
    vector.retain(|(word, _)| holders.get(word).is_some_and(|&holders| holders > 1));
    vector.truncate(TELLING);
    vector.sort_by_key(|(word, _)| *word);
    let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
    if length > 0.0 {
        vector.iter_mut().for_each(|(_, weight)| *weight /= length);
    }
    vector
}

fn nearest(at: usize, vector: &[(&str, f64)], having: &HashMap<&str, Vec<(usize, f64)>>) -> Vec<usize> {
    let mut alike: BTreeMap<usize, f64> = BTreeMap::new();
    for (word, weight) in vector {
        for &(other, its) in having.get(word).into_iter().flatten().filter(|(other, _)| *other != at) {
            *alike.entry(other).or_default() += weight * its;
        }
    }
    // Rounded, so that the last bit of a machine's own logarithm decides nothing.
    let rounded = |alike: f64| (alike * 1e6).round() as i64;
    let mut alike: Vec<(usize, i64)> = alike
        .into_iter()
        .map(|(other, alike)| (other, rounded(alike)))
        .filter(|(_, alike)| *alike >= rounded(LEAST))
        .collect();
    alike.sort_by_key(|&(other, alike)| (Reverse(alike), other));
    alike.into_iter().take(MOST).map(|(other, _)| other).collect()
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
