//! Finding what is there twice.

use crate::error::{Error, Result, check_finite_2, check_same_len};
use crate::sum;
use ndarray::{Array2, ArrayView1};
use std::collections::BTreeMap;

/// Groups of rows that are the same, or no further from each other (Euclidean distance) than `tolerance`, directly or by
/// others between them. Each group is in order, and rows without a double are left out.
///
/// ```
/// use ml::data::duplicates;
/// let x = ml::ndarray::array![[1.0, 2.0], [5.0, 5.0], [1.0, 2.0], [1.0, 2.1]];
/// assert_eq!(duplicates(&x, 0.0)?, [[0, 2]]);
/// assert_eq!(duplicates(&x, 0.2)?, [[0, 2, 3]]);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::NotFinite`], [`Error::Parameter`] for a negative tolerance.
pub fn duplicates(x: &Array2<f64>, tolerance: f64) -> Result<Vec<Vec<usize>>> {
    Ok(groups(x.nrows(), &close_pairs(x, tolerance)?))
}

/// The rows that are left when of each group of [`duplicates`] only the first is kept.
///
/// ```
/// use ml::data::distinct;
/// assert_eq!(distinct(&ml::ndarray::array![[1.0], [2.0], [1.0]], 0.0)?, [0, 1]);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// As [`duplicates`].
pub fn distinct(x: &Array2<f64>, tolerance: f64) -> Result<Vec<usize>> {
    Ok(all_but_doubles(x.nrows(), &duplicates(x, tolerance)?))
}

/// The rows of `test` that stand in `train` too, or no further from one there than `tolerance`: a model may know them by
/// heart. Each comes as (test row, first such train row).
///
/// ```
/// use ml::data::overlap;
/// use ml::ndarray::array;
/// assert_eq!(overlap(&array![[1.0], [2.0]], &array![[3.0], [2.0]], 0.0)?, [(1, 1)]);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Shape`] if the numbers of features differ; [`Error::NotFinite`], [`Error::Parameter`] for a negative tolerance.
pub fn overlap(train: &Array2<f64>, test: &Array2<f64>, tolerance: f64) -> Result<Vec<(usize, usize)>> {
    check_same_len("features", train.ncols(), test.ncols())?;
    let mut both = train.clone();
    both.append(ndarray::Axis(0), test.view()).map_err(|error| Error::State { what: error.to_string() })?;
    let across = |(a, b): (usize, usize)| {
        let (train_row, test_row) = (a.min(b), a.max(b).checked_sub(train.nrows())?);
        (train_row < train.nrows()).then_some((test_row, train_row))
    };
    let mut found: Vec<_> = close_pairs(&both, tolerance)?.into_iter().filter_map(across).collect();
    found.sort_unstable();
    found.dedup_by_key(|(test_row, _)| *test_row);
    Ok(found)
}

/// Groups of texts that are alike: of the pairs of neighbouring words that two of them have, they share at least
/// `similarity` (P. Jaccard, 1901; A. Broder, 1997), from 0 to 1. Case and punctuation don't count. A group is held together
/// as in [`duplicates`].
///
/// ```
/// use ml::data::similar_texts;
/// let texts = ["Win a free phone today, friend!", "Good morning.", "win a FREE phone today"].map(str::to_owned);
/// assert_eq!(similar_texts(&texts, 0.7)?, [[0, 2]]);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// [`Error::Parameter`] for a similarity that is not above 0 and up to 1.
pub fn similar_texts(texts: &[String], similarity: f64) -> Result<Vec<Vec<usize>>> {
    if !(similarity > 0.0 && similarity <= 1.0) {
        let expected = "more than 0, up to 1".to_owned();
        return Err(Error::Parameter { name: "similarity", value: similarity.to_string(), expected });
    }
    let mut numbers = BTreeMap::new();
    let pairs: Vec<Vec<usize>> = texts.iter().map(|text| word_pairs(text, &mut numbers)).collect();
    let mut alike = Vec::new();
    for first in 0..pairs.len() {
        for second in first + 1..pairs.len() {
            let (a, b) = (&pairs[first], &pairs[second]);
            let (less, more) = (a.len().min(b.len()) as f64, a.len().max(b.len()) as f64);
            // No more can be shared than the shorter one has.
            if less < similarity * more {
                continue;
            }
            let shared = shared(a, b) as f64;
            if shared >= similarity * (less + more - shared) {
                alike.push((first, second));
            }
        }
    }
    Ok(groups(texts.len(), &alike))
}

/// The texts that are left when of each group of [`similar_texts`] only the first is kept.
///
/// # Errors
/// As [`similar_texts`].
pub fn distinct_texts(texts: &[String], similarity: f64) -> Result<Vec<usize>> {
    Ok(all_but_doubles(texts.len(), &similar_texts(texts, similarity)?))
}

/// All pairs of rows no further apart than `tolerance`.
fn close_pairs(x: &Array2<f64>, tolerance: f64) -> Result<Vec<(usize, usize)>> {
    check_finite_2(x, "x")?;
    if !(tolerance >= 0.0 && tolerance.is_finite()) {
        let expected = "0 or more".to_owned();
        return Err(Error::Parameter { name: "tolerance", value: tolerance.to_string(), expected });
    }
    // In the order of the first feature, whose distance is no greater than that of the rows, only few rows are near
    // enough to be looked at. Rows that are the same in it follow by the others, so that doubles are neighbours.
    let mut order: Vec<usize> = (0..x.nrows()).collect();
    let compare = |a: ArrayView1<'_, f64>, b: ArrayView1<'_, f64>| {
        a.iter().map(|v| v + 0.0).partial_cmp(b.iter().map(|v| v + 0.0))
    };
    order.sort_by(|&a, &b| {
        let rows = compare(x.row(a), x.row(b)).unwrap_or(std::cmp::Ordering::Equal);
        rows.then(a.cmp(&b))
    });
    let mut pairs = Vec::new();
    for (place, &a) in order.iter().enumerate() {
        for &b in &order[place + 1..] {
            let (one, other) = (x.row(a), x.row(b));
            let ahead = other.first().zip(one.first()).map_or(0.0, |(b, a)| b - a);
            let differs = tolerance == 0.0 && one != other;
            if ahead > tolerance || differs {
                break;
            }
            let between: Vec<f64> = one.iter().zip(other).map(|(a, b)| a - b).collect();
            if sum::sum_squares(&between).sqrt() <= tolerance {
                pairs.push((a, b));
            }
        }
    }
    Ok(pairs)
}

/// The pairs of neighbouring words of a text, or its only word: a number for each, in order and without repetition.
fn word_pairs(text: &str, numbers: &mut BTreeMap<String, usize>) -> Vec<usize> {
    let lower = text.to_lowercase();
    let words: Vec<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut number = |pair: String| {
        let next = numbers.len();
        *numbers.entry(pair).or_insert(next)
    };
    let mut pairs: Vec<usize> = match words[..] {
        [only] => vec![number(only.to_owned())],
        _ => words.windows(2).map(|pair| number(pair.join(" "))).collect(),
    };
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// How many numbers two rows have in common; both are in order.
fn shared(a: &[usize], b: &[usize]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        i += usize::from(x <= y);
        j += usize::from(y <= x);
        count += usize::from(x == y);
    }
    count
}

/// What pairs hold together, in order of the first of each group.
fn groups(count: usize, pairs: &[(usize, usize)]) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..count).collect();
    let root = |parent: &[usize], mut at: usize| {
        while parent[at] != at {
            at = parent[at];
        }
        at
    };
    for &(a, b) in pairs {
        let (a, b) = (root(&parent, a), root(&parent, b));
        // The least row leads, so that the chains stay short and the groups in order.
        parent[a.max(b)] = a.min(b);
    }
    let mut members = vec![Vec::new(); count];
    (0..count).for_each(|row| members[root(&parent, row)].push(row));
    members.retain(|group| group.len() > 1);
    members
}

fn all_but_doubles(count: usize, groups: &[Vec<usize>]) -> Vec<usize> {
    let mut kept = vec![true; count];
    groups.iter().flat_map(|group| &group[1..]).for_each(|&row| kept[row] = false);
    (0..count).filter(|&row| kept[row]).collect()
}

#[cfg(test)]
mod tests {
    use super::{distinct, distinct_texts, duplicates, overlap, similar_texts};
    use crate::data::{Rows, add_duplicates, digits, iris, spam, train_test_split};
    use crate::rng::Rng;
    use ndarray::{Array2, array};

    #[test]
    fn real_data_has_doubles() {
        let flowers = iris().expect("the file is whole").x;
        assert_eq!(duplicates(&flowers, 0.0).expect("finite data"), [[101, 142]]);
        assert_eq!(distinct(&flowers, 0.0).expect("finite data").len(), 149);
        let images = digits().expect("the file is whole").x;
        assert!(duplicates(&images, 0.0).expect("finite data").is_empty());
        let mail = spam().expect("the file is whole").texts;
        let left = distinct_texts(&mail, 0.5).expect("a similarity");
        assert!((500..600).contains(&left.len()), "{}", left.len());
    }

    #[test]
    fn every_close_pair_is_found() {
        let mut rng = Rng::new(1);
        let x = Array2::from_shape_simple_fn((60, 3), || rng.below(4) as f64);
        for tolerance in [0.0, 1.0, 1.5] {
            let near = |a: usize, b: usize| {
                let square = (&x.row(a) - &x.row(b)).mapv(|d| d * d).sum();
                square.sqrt() <= tolerance
            };
            let found = super::close_pairs(&x, tolerance).expect("finite data");
            let expected =
                (0..60).flat_map(|a| (a + 1..60).map(move |b| (a, b))).filter(|&(a, b)| near(a, b));
            let mut found: Vec<_> = found.into_iter().map(|(a, b)| (a.min(b), a.max(b))).collect();
            found.sort_unstable();
            assert_eq!(found, expected.collect::<Vec<_>>(), "{tolerance}");
        }
    }

    #[test]
    fn a_leak_between_the_parts_is_seen() {
        let leaky = add_duplicates(&iris().expect("the file is whole"), 0.5, 1).expect("rows");
        let (train, test) = train_test_split(&leaky, 0.3, 1).expect("rows");
        let leaked = overlap(&train.x, &test.x, 0.0).expect("finite data");
        assert!(leaked.len() > 20);
        assert!(leaked.iter().all(|&(of_test, of_train)| test.x.row(of_test) == train.x.row(of_train)));
        let clean = leaky.rows(&distinct(&leaky.x, 0.0).expect("finite data")).expect("rows");
        let (train, test) = train_test_split(&clean, 0.3, 1).expect("rows");
        assert!(overlap(&train.x, &test.x, 0.0).expect("finite data").is_empty());
    }

    #[test]
    fn odd_input_is_refused_or_has_no_doubles() {
        assert!(duplicates(&array![[f64::NAN]], 0.0).is_err());
        assert!(duplicates(&array![[1.0]], -1.0).is_err());
        assert!(overlap(&array![[1.0]], &array![[1.0, 2.0]], 0.0).is_err());
        assert!(similar_texts(&[], 0.0).is_err());
        assert!(similar_texts(&[], 0.5).expect("nothing").is_empty());
        assert_eq!(duplicates(&array![[0.0], [-0.0]], 0.0).expect("finite data"), [[0, 1]]);
        assert_eq!(duplicates(&Array2::zeros((3, 0)), 0.0).expect("no features"), [[0, 1, 2]]);
    }
}
