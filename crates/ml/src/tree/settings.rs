//! What trees are told, alone and in a forest.

use crate::error::{Error, Result};
use crate::examples::check_setting;
use crate::math;

/// What a split of a classification tree makes smaller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Impurity {
    /// How often two examples drawn from a node are of different classes, 1 − Σ p² (L. Breiman et al., 1984).
    #[default]
    Gini,
    /// How many bits the class of an example drawn from a node tells, −Σ p log₂ p (J. R. Quinlan, 1986).
    Entropy,
}

/// How many features each split may choose from; they are drawn anew for each.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum MaxFeatures {
    /// All of them; nothing is drawn.
    #[default]
    All,
    /// The square root of their number.
    Sqrt,
    /// The logarithm of their number to base 2.
    Log2,
    /// So many.
    Count(usize),
    /// This share of them.
    Share(f64),
}

/// When a tree stops to grow, and what it chooses from.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Limits {
    pub(super) max_depth: usize,
    pub(super) min_samples_split: usize,
    pub(super) min_samples_leaf: usize,
    pub(super) max_features: MaxFeatures,
}

impl Limits {
    /// None, as in scikit-learn.
    pub(super) fn new() -> Self {
        Self {
            max_depth: usize::MAX,
            min_samples_split: 2,
            min_samples_leaf: 1,
            max_features: MaxFeatures::All,
        }
    }

    /// Whether a node of so many examples, so far below the root, may be split.
    pub(super) fn may_split(&self, samples: usize, depth: usize) -> bool {
        depth < self.max_depth && samples >= self.min_samples_split && samples / 2 >= self.min_samples_leaf
    }

    /// Checks the limits, and gives how many of `features` each split may choose from.
    pub(super) fn choices(&self, features: usize) -> Result<usize> {
        for (name, value, least) in [
            ("max_depth", self.max_depth, 1),
            ("min_samples_split", self.min_samples_split, 2),
            ("min_samples_leaf", self.min_samples_leaf, 1),
        ] {
            if value < least {
                let expected = format!("{least} or more");
                return Err(Error::Parameter { name, value: value.to_string(), expected });
            }
        }
        let all = features as f64;
        let choices = match self.max_features {
            MaxFeatures::All => all,
            MaxFeatures::Sqrt => all.sqrt().floor(),
            MaxFeatures::Log2 => math::log2(all).floor(),
            MaxFeatures::Count(count) => {
                let fits = (1..=features).contains(&count);
                check_setting("max_features", count as f64, fits, &format!("from 1 to {features}"))?;
                count as f64
            }
            MaxFeatures::Share(share) => {
                let fits = share > 0.0 && share <= 1.0;
                check_setting("max_features", share, fits, "more than 0, and 1 at most")?;
                (share * all).floor()
            }
        };
        Ok((choices as usize).max(1))
    }
}

/// The limits that every kind of tree model lets its user set, at a path inside the model.
macro_rules! limit_settings {
    ($($path:ident).+) => {
        /// How many splits there are at most between the root and a leaf.
        pub fn max_depth(mut self, depth: usize) -> Self {
            self.$($path).+.max_depth = depth;
            self
        }

        /// How many examples a node must have to be split.
        pub fn min_samples_split(mut self, samples: usize) -> Self {
            self.$($path).+.min_samples_split = samples;
            self
        }

        /// How many examples each side of a split must have.
        pub fn min_samples_leaf(mut self, samples: usize) -> Self {
            self.$($path).+.min_samples_leaf = samples;
            self
        }

        /// How many features each split may choose from.
        pub fn max_features(mut self, features: $crate::tree::MaxFeatures) -> Self {
            self.$($path).+.max_features = features;
            self
        }
    };
}
pub(super) use limit_settings;
