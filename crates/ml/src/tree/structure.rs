//! A grown tree.

use ndarray::{Array1, ArrayView1};
use serde::{Deserialize, Serialize};

/// A binary tree of questions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// The nodes; the first is the root, and each stands before its children.
    pub nodes: Vec<Node>,
    /// What each node says, one node after the other: a number in a regression, else the probability of each class.
    pub values: Vec<f64>,
    /// How many values a node has.
    pub outputs: usize,
}

/// A node of a [`Tree`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Node {
    /// The question, unless this is a leaf.
    pub split: Option<Split>,
    /// How mixed the training examples are that came here: Gini or entropy of their classes, or variance.
    pub impurity: f64,
    /// How many training examples came here.
    pub samples: usize,
    /// What they weigh.
    pub weight: f64,
}

/// A question: is this feature at most that threshold?
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Split {
    /// The feature's place, from 0.
    pub feature: usize,
    /// The threshold.
    pub threshold: f64,
    /// The node for "yes".
    pub left: usize,
    /// The node for "no".
    pub right: usize,
}

impl Tree {
    /// Adds a node below `parent`, to its right or to its left.
    pub(super) fn plant(&mut self, node: Node, parent: Option<(usize, bool)>) -> usize {
        let at = self.nodes.len();
        self.nodes.push(node);
        if let Some((parent, is_right)) = parent
            && let Some(split) = &mut self.nodes[parent].split
        {
            *(if is_right { &mut split.right } else { &mut split.left }) = at;
        }
        at
    }

    /// How many splits there are at most between the root and a leaf.
    pub fn depth(&self) -> usize {
        let mut depths = vec![0; self.nodes.len()];
        for (at, node) in self.nodes.iter().enumerate() {
            let Some(split) = node.split else { continue };
            for child in [split.left, split.right] {
                if let Some(depth) = depths.get(child).map(|_| depths[at] + 1) {
                    depths[child] = depth;
                }
            }
        }
        depths.into_iter().max().unwrap_or(0)
    }

    /// How many nodes ask nothing.
    pub fn leaves(&self) -> usize {
        self.nodes.iter().filter(|node| node.split.is_none()).count()
    }

    /// The leaf that an example with these features comes to.
    pub fn leaf(&self, features: ArrayView1<'_, f64>) -> usize {
        let mut at = 0;
        while let Some(split) = self.nodes.get(at).and_then(|node| node.split) {
            let yes = features.get(split.feature).is_some_and(|value| *value <= split.threshold);
            let next = if yes { split.left } else { split.right };
            // Children come after their parents; so even a tree that was read from a broken file has an end.
            if next <= at {
                break;
            }
            at = next;
        }
        at
    }

    /// What a node says.
    pub fn value(&self, node: usize) -> &[f64] {
        let first = node.saturating_mul(self.outputs);
        self.values.get(first..first.saturating_add(self.outputs)).unwrap_or(&[])
    }

    /// How much of the impurity that the whole tree takes away is taken away by splits on each of `features`: all
    /// together 1, or 0 if there is no split (L. Breiman et al., *Classification and Regression Trees*, 1984).
    pub fn feature_importances(&self, features: usize) -> Array1<f64> {
        let mut importances = Array1::zeros(features);
        let mixed = |at: usize| self.nodes.get(at).map_or(0.0, |node| node.weight * node.impurity);
        for (at, node) in self.nodes.iter().enumerate() {
            let Some(split) = node.split else { continue };
            if let Some(importance) = importances.get_mut(split.feature) {
                *importance += mixed(at) - mixed(split.left) - mixed(split.right);
            }
        }
        shares(importances)
    }
}

/// The values in units of their total.
pub(super) fn shares(values: Array1<f64>) -> Array1<f64> {
    let total = values.iter().fold(0.0, |sum, value| sum + value);
    if total > 0.0 { values / total } else { values }
}
