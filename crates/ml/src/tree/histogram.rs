//! Growing a tree on features that were cut into bins: faster on many examples, and nearly as exact.

use super::choice::Choice;
use super::criterion::{Criterion, SquareCriterion, square_gain};
use super::grow::{Grown, between};
use super::presort::partition;
use super::settings::Limits;
use super::structure::{Node, Split, Tree};
use crate::parallel;
use crate::rng::Rng;
use ndarray::Array2;
use std::ops::Range;

/// Features cut into at most 256 bins of about as many examples each.
pub(super) struct Binned {
    /// The bin of each row, by feature.
    codes: Vec<Vec<u8>>,
    /// What separates a feature's bins: as many thresholds as bins but one.
    thresholds: Vec<Vec<f64>>,
}

/// A bin of a node's examples: the sum of their targets, their weight, and how many they are.
type Bin = [f64; 3];

impl Binned {
    /// Cuts the columns of `x` into at most `bins` bins, 2 to 256.
    pub(super) fn new(x: &Array2<f64>, bins: usize) -> Self {
        let thresholds: Vec<Vec<f64>> =
            x.columns().into_iter().map(|column| cuts(column.to_vec(), bins)).collect();
        let code = |value: &f64, cuts: &Vec<f64>| cuts.partition_point(|cut| value > cut) as u8;
        let coded = x.columns().into_iter().zip(&thresholds);
        let codes = coded.map(|(column, cuts)| column.iter().map(|value| code(value, cuts)).collect());
        Self { codes: codes.collect(), thresholds }
    }

    fn bins(&self, feature: usize) -> usize {
        self.thresholds[feature].len() + 1
    }
}

/// Thresholds between bins: between all values if they are few, else between those that cut the examples evenly.
fn cuts(mut values: Vec<f64>, bins: usize) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    let count = values.len();
    let steps: Vec<usize> = (1..count).filter(|&at| values[at - 1] < values[at]).collect();
    let cut = |at: usize| between(values[at - 1], values[at]);
    if steps.len() < bins {
        return steps.into_iter().map(cut).collect();
    }
    let mut cuts: Vec<f64> = Vec::with_capacity(bins - 1);
    for part in 1..bins {
        // The first step at or after an even share.
        let step = steps.partition_point(|&step| step < part * count / bins);
        let Some(threshold) = steps.get(step).map(|&at| cut(at)) else { break };
        if cuts.last().is_none_or(|last| *last < threshold) {
            cuts.push(threshold);
        }
    }
    cuts
}

/// So many features are counted at once.
const AT_ONCE: usize = 4;
/// From so many counts on it pays to start threads.
const WORTH_THREADS: usize = 60_000;

/// What is to become a node, with the bins of its examples.
struct Seedling {
    rows: Range<usize>,
    depth: usize,
    parent: Option<(usize, bool)>,
    bins: Vec<Vec<Bin>>,
}

struct Growth<'d> {
    data: &'d Binned,
    examples: &'d [(f64, f64)],
    limits: Limits,
    choice: Choice,
    rows: Vec<u32>,
    goes_left: Vec<bool>,
    scratch: Vec<u32>,
    tree: Tree,
}

/// Grows a tree that makes the squared error least, as [`grow`](super::grow::grow) does, on bins. `examples` are each
/// one's target times its weight, and its weight.
pub(super) fn grow_on_bins(
    data: &Binned,
    taken: &[bool],
    examples: &[(f64, f64)],
    limits: Limits,
    choices: usize,
    rng: Rng,
) -> Grown {
    let rows: Vec<u32> = (0..taken.len() as u32).filter(|&row| taken[row as usize]).collect();
    let mut growth = Growth {
        data,
        examples,
        limits,
        choice: Choice::new(data.codes.len(), choices, rng),
        rows,
        goes_left: vec![false; taken.len()],
        scratch: Vec::new(),
        tree: Tree { nodes: Vec::new(), values: Vec::new(), outputs: 1 },
    };
    let all = 0..growth.rows.len();
    let mut leaves = Vec::new();
    let mut waiting = vec![Seedling { bins: growth.fill(all.clone()), rows: all, depth: 0, parent: None }];
    while let Some(seedling) = waiting.pop() {
        let at = growth.plant(&seedling);
        match growth.split(at, &seedling) {
            Some(middle) => waiting.extend(growth.children(at, middle, seedling)),
            None => leaves.push((at, seedling.rows)),
        }
    }
    Grown { tree: growth.tree, rows: growth.rows, leaves }
}

impl Growth<'_> {
    /// The bins of a node's examples, feature by feature.
    fn fill(&self, rows: Range<usize>) -> Vec<Vec<Bin>> {
        let features = self.data.codes.len();
        let groups = features.div_ceil(AT_ONCE);
        let fill = |group: usize| self.fill_some(&self.rows[rows.clone()], group * AT_ONCE);
        let filled: Vec<Vec<Vec<Bin>>> = if rows.len() * features >= WORTH_THREADS {
            parallel::map(groups, fill)
        } else {
            (0..groups).map(fill).collect()
        };
        filled.into_iter().flatten().collect()
    }

    /// The same for a few features from `first` on, so that a processor need not wait for one bin before it turns to the next.
    fn fill_some(&self, rows: &[u32], first: usize) -> Vec<Vec<Bin>> {
        let last = self.data.codes.len() - 1;
        // What would be beyond the last is filled as the last is, and left out.
        let codes: [&[u8]; AT_ONCE] = std::array::from_fn(|at| &self.data.codes[(first + at).min(last)][..]);
        let mut bins = codes.map(|_| Vec::new());
        for (at, bins) in bins.iter_mut().enumerate() {
            *bins = vec![[0.0; 3]; self.data.bins((first + at).min(last))];
        }
        for &row in rows {
            let (target, weight) = self.examples[row as usize];
            for (bins, codes) in bins.iter_mut().zip(codes) {
                let bin = &mut bins[usize::from(codes[row as usize])];
                bin[0] += target;
                bin[1] += weight;
                bin[2] += 1.0;
            }
        }
        bins.into_iter().take(last + 1 - first).collect()
    }

    fn plant(&mut self, seedling: &Seedling) -> usize {
        let mut criterion = SquareCriterion::new(self.examples);
        criterion.enter(&self.rows[seedling.rows.clone()]);
        let (weight, impurity) = criterion.weight_and_impurity();
        criterion.write_value(&mut self.tree.values);
        let node = Node { split: None, impurity, samples: seedling.rows.len(), weight };
        self.tree.plant(node, seedling.parent)
    }

    fn split(&mut self, at: usize, seedling: &Seedling) -> Option<usize> {
        let range = seedling.rows.clone();
        let pure = self.tree.nodes[at].impurity <= f64::EPSILON * self.tree.nodes[0].impurity;
        if pure || !self.limits.may_split(range.len(), seedling.depth) {
            return None;
        }
        let (feature, bin) = self.best_split(&seedling.bins)?;
        let codes = &self.data.codes[feature];
        for &row in &self.rows[range.clone()] {
            self.goes_left[row as usize] = usize::from(codes[row as usize]) <= bin;
        }
        let left = partition(&mut self.rows[range.clone()], &self.goes_left, &mut self.scratch);
        let threshold = self.data.thresholds[feature][bin];
        self.tree.nodes[at].split = Some(Split { feature, threshold, left: 0, right: 0 });
        Some(range.start + left)
    }

    /// The feature and the last bin to the left of the best split.
    fn best_split(&mut self, bins: &[Vec<Bin>]) -> Option<(usize, usize)> {
        let min_leaf = self.limits.min_samples_leaf as f64;
        self.choice.best(|feature, floor| {
            let used = bins[feature].iter().filter(|bin| bin[2] > 0.0).count();
            (used > 1).then(|| scan(&bins[feature], min_leaf, floor))
        })
    }

    /// Both sides of a node, the left one last, with their bins: the smaller side is counted, and the other one is what that
    /// leaves of their parent.
    fn children(&self, at: usize, middle: usize, parent: Seedling) -> [Seedling; 2] {
        let (left, right) = (parent.rows.start..middle, middle..parent.rows.end);
        let depth = parent.depth + 1;
        let mut rest = parent.bins;
        let small = if self.limits.may_split(left.len().max(right.len()), depth) {
            let small = self.fill(if left.len() <= right.len() { left.clone() } else { right.clone() });
            for (rest, small) in rest.iter_mut().flatten().zip(small.iter().flatten()) {
                rest.iter_mut().zip(small).for_each(|(rest, small)| *rest -= small);
            }
            small
        } else {
            Vec::new()
        };
        let (left_bins, right_bins) = if left.len() <= right.len() { (small, rest) } else { (rest, small) };
        [
            Seedling { rows: right, depth, parent: Some((at, true)), bins: right_bins },
            Seedling { rows: left, depth, parent: Some((at, false)), bins: left_bins },
        ]
    }
}

/// The last bin to the left of the best split with a gain above `floor`, and its gain.
fn scan(bins: &[Bin], min_leaf: f64, floor: f64) -> Option<(usize, f64)> {
    let add = |sum: Bin, bin: &Bin| [sum[0] + bin[0], sum[1] + bin[1], sum[2] + bin[2]];
    let all = bins.iter().fold([0.0; 3], add);
    let (mut left, mut best, mut most) = ([0.0; 3], None, floor);
    for (at, bin) in bins.iter().enumerate() {
        // Where no example lies, rounding may have left something of a sum.
        if bin[2] == 0.0 {
            continue;
        }
        left = add(left, bin);
        if left[2] < min_leaf || all[2] - left[2] < min_leaf.max(1.0) {
            continue;
        }
        let gain = square_gain((left[0], left[1]), (all[0], all[1]));
        if gain > most {
            (best, most) = (Some((at, gain)), gain);
        }
    }
    best
}
