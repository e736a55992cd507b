//! Growing a tree from the root down.

use super::choice::Choice;
use super::criterion::Criterion;
use super::presort::{Presorted, partition};
use super::settings::Limits;
use super::structure::{Node, Split, Tree};
use crate::rng::Rng;
use std::ops::Range;

/// A tree, and which examples came to which of its leaves.
pub(super) struct Grown {
    pub(super) tree: Tree,
    /// The training rows, leaf by leaf.
    pub(super) rows: Vec<u32>,
    /// Each leaf and its part of `rows`.
    pub(super) leaves: Vec<(usize, Range<usize>)>,
}

/// What is to become a node.
struct Seedling {
    rows: Range<usize>,
    depth: usize,
    /// The node above, and whether this is its right child.
    parent: Option<(usize, bool)>,
}

/// A tree that grows: the examples in several orders, each of which holds the rows of a node side by side.
struct Growth<'d, C> {
    data: &'d Presorted,
    criterion: C,
    limits: Limits,
    choice: Choice,
    rows: Vec<u32>,
    by_feature: Vec<Vec<u32>>,
    goes_left: Vec<bool>,
    scratch: Vec<u32>,
    tree: Tree,
}

/// Grows a tree on those rows that `taken` says. Among equally good splits the first feature and the least threshold win, as
/// far as `choices` leaves all features to choose from; else those that each split may choose from are drawn from `rng`.
pub(super) fn grow<C: Criterion>(
    data: &Presorted,
    taken: &[bool],
    criterion: C,
    limits: Limits,
    choices: usize,
    rng: Rng,
) -> Grown {
    let rows: Vec<u32> = (0..data.rows() as u32).filter(|&row| taken[row as usize]).collect();
    let outputs = criterion.outputs();
    let mut growth = Growth {
        data,
        criterion,
        limits,
        choice: Choice::new(data.values.len(), choices, rng),
        by_feature: data.order_of(taken),
        goes_left: vec![false; data.rows()],
        scratch: Vec::new(),
        tree: Tree { nodes: Vec::new(), values: Vec::new(), outputs },
        rows,
    };
    let mut leaves = Vec::new();
    let mut waiting = vec![Seedling { rows: 0..growth.rows.len(), depth: 0, parent: None }];
    while let Some(seedling) = waiting.pop() {
        let (range, depth) = (seedling.rows.clone(), seedling.depth);
        let at = growth.plant(&seedling);
        match growth.split(at, range.clone(), depth) {
            Some(middle) => {
                let child = |rows, right| Seedling { rows, depth: depth + 1, parent: Some((at, right)) };
                waiting.push(child(middle..range.end, true));
                waiting.push(child(range.start..middle, false));
            }
            None => leaves.push((at, range)),
        }
    }
    Grown { tree: growth.tree, rows: growth.rows, leaves }
}

impl<C: Criterion> Growth<'_, C> {
    /// Makes a node, and tells its parent.
    fn plant(&mut self, seedling: &Seedling) -> usize {
        self.criterion.enter(&self.rows[seedling.rows.clone()]);
        let (weight, impurity) = self.criterion.weight_and_impurity();
        self.criterion.write_value(&mut self.tree.values);
        let node = Node { split: None, impurity, samples: seedling.rows.len(), weight };
        self.tree.plant(node, seedling.parent)
    }

    /// Splits a node if that is allowed and possible; gives where its right side begins. The criterion still knows the node.
    fn split(&mut self, at: usize, range: Range<usize>, depth: usize) -> Option<usize> {
        // What rounding leaves of an impurity counts as none.
        let pure = self.tree.nodes[at].impurity <= f64::EPSILON * self.tree.nodes[0].impurity;
        if pure || !self.limits.may_split(range.len(), depth) {
            return None;
        }
        let (feature, threshold) = self.best_split(range.clone())?;
        let values = &self.data.values[feature];
        for &row in &self.rows[range.clone()] {
            self.goes_left[row as usize] = values[row as usize] <= threshold;
        }
        let left = partition(&mut self.rows[range.clone()], &self.goes_left, &mut self.scratch);
        // Children that will not be split need no order.
        if self.limits.may_split(left.max(range.len() - left), depth + 1) {
            for order in &mut self.by_feature {
                partition(&mut order[range.clone()], &self.goes_left, &mut self.scratch);
            }
        }
        self.tree.nodes[at].split = Some(Split { feature, threshold, left: 0, right: 0 });
        Some(range.start + left)
    }

    /// The feature and the threshold of the best split.
    fn best_split(&mut self, range: Range<usize>) -> Option<(usize, f64)> {
        let (by_feature, data, min_leaf) = (&self.by_feature, self.data, self.limits.min_samples_leaf);
        let criterion = &mut self.criterion;
        self.choice.best(|feature, floor| {
            let (order, values) = (&by_feature[feature][range.clone()], &data.values[feature]);
            let (first, last) = order.first().zip(order.last())?;
            let constant = values[*first as usize] == values[*last as usize];
            (!constant).then(|| scan(order, values, criterion, min_leaf, floor))
        })
    }
}

/// The threshold with the greatest gain above `floor`, and that gain, for rows in `order` of their values.
fn scan(
    order: &[u32],
    values: &[f64],
    criterion: &mut impl Criterion,
    min_leaf: usize,
    floor: f64,
) -> Option<(f64, f64)> {
    criterion.restart();
    let (mut best, mut most) = (None, floor);
    let last = order.len().saturating_sub(min_leaf);
    let mut value = values[order[0] as usize];
    for (at, pair) in order.windows(2).enumerate().take(last) {
        criterion.shift(pair[0]);
        let next = values[pair[1] as usize];
        if value < next && at + 1 >= min_leaf {
            let gain = criterion.gain();
            if gain > most {
                most = gain;
                best = Some((value, next));
            }
        }
        value = next;
    }
    best.map(|(below, above)| (between(below, above), most))
}

/// The middle of two values, or the lower one if there is none between.
pub(super) fn between(below: f64, above: f64) -> f64 {
    let middle = below / 2.0 + above / 2.0;
    if middle >= below && middle < above { middle } else { below }
}
