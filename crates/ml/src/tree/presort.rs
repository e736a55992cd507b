//! Features sorted once, so that no split needs to sort again.

use crate::parallel;
use ndarray::{Array2, ArrayView1};

/// The columns of a table, and the order of its rows by each.
pub(super) struct Presorted {
    /// The values of each feature, by row.
    pub(super) values: Vec<Vec<f64>>,
    /// The rows in order of each feature's values, and in their own order among equals.
    order: Vec<Vec<u32>>,
}

impl Presorted {
    /// Sorts all columns of `x`, whose numbers are finite.
    pub(super) fn new(x: &Array2<f64>) -> Self {
        let values: Vec<Vec<f64>> =
            x.columns().into_iter().map(|column: ArrayView1<f64>| column.to_vec()).collect();
        let order = parallel::map(values.len(), |feature| {
            let values = &values[feature];
            let mut order: Vec<u32> = (0..values.len() as u32).collect();
            order.sort_by(|&a, &b| values[a as usize].total_cmp(&values[b as usize]));
            order
        });
        Self { values, order }
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.values.first().map_or(0, Vec::len)
    }

    /// The order by each feature of those rows that `taken` says.
    pub(super) fn order_of(&self, taken: &[bool]) -> Vec<Vec<u32>> {
        if taken.iter().all(|taken| *taken) {
            return self.order.clone();
        }
        let kept = |order: &Vec<u32>| order.iter().copied().filter(|&row| taken[row as usize]).collect();
        self.order.iter().map(kept).collect()
    }
}

/// Puts those rows for which `left` says so before the others, both in the order that they had. Gives how many they are.
pub(super) fn partition(rows: &mut [u32], left: &[bool], scratch: &mut Vec<u32>) -> usize {
    scratch.resize(rows.len().max(scratch.len()), 0);
    let (mut kept, mut moved) = (0, 0);
    for at in 0..rows.len() {
        let row = rows[at];
        let goes = left[row as usize];
        // Both are written and one is kept: a branch here would be a coin toss to the processor.
        rows[kept] = row;
        scratch[moved] = row;
        kept += usize::from(goes);
        moved += usize::from(!goes);
    }
    rows[kept..].copy_from_slice(&scratch[..moved]);
    kept
}
