//! The features that a split may choose from.

use crate::rng::Rng;

/// Features in the order in which splits look at them: as they stand, or drawn anew for each split.
pub(super) struct Choice {
    features: Vec<usize>,
    /// How many features each split may choose from.
    count: usize,
    rng: Rng,
}

impl Choice {
    /// `count` out of `features`; all of them are not drawn but taken in their order.
    pub(super) fn new(features: usize, count: usize, rng: Rng) -> Self {
        Self { features: (0..features).collect(), count, rng }
    }

    /// The greatest of what `judge` finds for as many features as a split may choose from; the first one among equals.
    /// `judge` is told a feature and the gain to beat, and says whether the feature counts as a choice and what it found.
    pub(super) fn best<T: Copy>(
        &mut self,
        mut judge: impl FnMut(usize, f64) -> Option<Option<(T, f64)>>,
    ) -> Option<(usize, T)> {
        let (mut best, mut most, mut seen) = (None, f64::NEG_INFINITY, 0);
        for place in 0..self.features.len() {
            if self.count < self.features.len() {
                let drawn = place + self.rng.below(self.features.len() - place);
                self.features.swap(place, drawn);
            }
            let feature = self.features[place];
            // A feature that is the same everywhere in the node does not count.
            let Some(found) = judge(feature, most) else { continue };
            if let Some((split, gain)) = found {
                (best, most) = (Some((feature, split)), gain);
            }
            seen += 1;
            if seen == self.count {
                break;
            }
        }
        best
    }
}
