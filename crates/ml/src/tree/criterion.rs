//! What a split is judged by.

use super::settings::Impurity;
use crate::math;
use crate::sum;

/// The examples of a node, on two sides of a split that moves from the left to the right.
pub(super) trait Criterion {
    /// Takes in the examples of a node.
    fn enter(&mut self, rows: &[u32]);
    /// What they weigh, and how mixed they are.
    fn weight_and_impurity(&self) -> (f64, f64);
    /// Appends what the node says.
    fn write_value(&self, values: &mut Vec<f64>);
    /// How many numbers that is.
    fn outputs(&self) -> usize;
    /// Puts all examples to the right.
    fn restart(&mut self);
    /// Moves an example to the left.
    fn shift(&mut self, row: u32);
    /// What the split is worth: the more, the purer both sides. Not a number if it is worth nothing.
    fn gain(&self) -> f64;
}

/// The classes of the examples.
pub(super) struct ClassCriterion<'d> {
    /// The code of each example's class, and its weight.
    examples: &'d [(u32, f64)],
    impurity: Impurity,
    all: Vec<f64>,
    left: Vec<f64>,
    right: Vec<f64>,
    /// Weights: of all, and to the left.
    weight: (f64, f64),
    /// Sums of the squares of the classes' weights: of all, to the left and to the right.
    squares: (f64, f64, f64),
}

impl<'d> ClassCriterion<'d> {
    pub(super) fn new(examples: &'d [(u32, f64)], classes: usize, impurity: Impurity) -> Self {
        let none = vec![0.0; classes];
        let (all, left, right) = (none.clone(), none.clone(), none);
        Self { examples, impurity, all, left, right, weight: (0.0, 0.0), squares: (0.0, 0.0, 0.0) }
    }
}

impl Criterion for ClassCriterion<'_> {
    fn enter(&mut self, rows: &[u32]) {
        self.all.fill(0.0);
        for &row in rows {
            let (code, weight) = self.examples[row as usize];
            self.all[code as usize] += weight;
        }
        self.weight.0 = self.all.iter().fold(0.0, |sum, weight| sum + weight);
        self.squares.0 = self.all.iter().fold(0.0, |sum, weight| sum + weight * weight);
    }

    fn weight_and_impurity(&self) -> (f64, f64) {
        let total = self.weight.0;
        let impurity = match self.impurity {
            Impurity::Gini => 1.0 - self.squares.0 / (total * total),
            Impurity::Entropy => self.all.iter().filter(|weight| **weight > 0.0).fold(0.0, |sum, weight| {
                let share = weight / total;
                sum - share * math::log2(share)
            }),
        };
        (total, impurity)
    }

    fn write_value(&self, values: &mut Vec<f64>) {
        values.extend(self.all.iter().map(|weight| weight / self.weight.0));
    }

    fn outputs(&self) -> usize {
        self.all.len()
    }

    fn restart(&mut self) {
        self.left.fill(0.0);
        self.right.copy_from_slice(&self.all);
        self.weight.1 = 0.0;
        (self.squares.1, self.squares.2) = (0.0, self.squares.0);
    }

    #[inline]
    fn shift(&mut self, row: u32) {
        let (code, weight) = self.examples[row as usize];
        let (left, right) = (&mut self.left[code as usize], &mut self.right[code as usize]);
        // (a + w)² = a² + w (2a + w): the squares need not be summed anew.
        self.squares.1 += weight * (2.0 * *left + weight);
        self.squares.2 -= weight * (2.0 * *right - weight);
        *left += weight;
        *right -= weight;
        self.weight.1 += weight;
    }

    #[inline]
    fn gain(&self) -> f64 {
        let (left, right) = (self.weight.1, self.weight.0 - self.weight.1);
        match self.impurity {
            Impurity::Gini => self.squares.1 / left + self.squares.2 / right,
            Impurity::Entropy => {
                order_of(&self.left) + order_of(&self.right) - times_ln(left) - times_ln(right)
            }
        }
    }
}

fn order_of(weights: &[f64]) -> f64 {
    weights.iter().fold(0.0, |sum, weight| sum + times_ln(*weight))
}

fn times_ln(weight: f64) -> f64 {
    if weight > 0.0 { weight * math::ln(weight) } else { 0.0 }
}

/// The targets of the examples.
pub(super) struct SquareCriterion<'d> {
    /// Each example's weight times its target, and its weight.
    examples: &'d [(f64, f64)],
    /// Sums of both: of all, and to the left.
    all: (f64, f64),
    left: (f64, f64),
    variance: f64,
}

impl<'d> SquareCriterion<'d> {
    pub(super) fn new(examples: &'d [(f64, f64)]) -> Self {
        Self { examples, all: (0.0, 0.0), left: (0.0, 0.0), variance: 0.0 }
    }
}

impl Criterion for SquareCriterion<'_> {
    fn enter(&mut self, rows: &[u32]) {
        let [target, total] = sum::lanes(rows, |row| {
            let (target, weight) = self.examples[*row as usize];
            [target, weight]
        });
        self.all = (target, total);
        let mean = target / total;
        let [squares] = sum::lanes(rows, |row| {
            let (target, weight) = self.examples[*row as usize];
            let off = target - weight * mean;
            [off * off / weight]
        });
        self.variance = squares / total;
    }

    fn weight_and_impurity(&self) -> (f64, f64) {
        (self.all.1, self.variance)
    }

    fn write_value(&self, values: &mut Vec<f64>) {
        values.push(self.all.0 / self.all.1);
    }

    fn outputs(&self) -> usize {
        1
    }

    fn restart(&mut self) {
        self.left = (0.0, 0.0);
    }

    #[inline]
    fn shift(&mut self, row: u32) {
        let (target, weight) = self.examples[row as usize];
        self.left.0 += target;
        self.left.1 += weight;
    }

    #[inline]
    fn gain(&self) -> f64 {
        square_gain(self.left, self.all)
    }
}

/// What a split of squares is worth: `left` and `all` are sums of targets and weights.
#[inline]
pub(super) fn square_gain(left: (f64, f64), all: (f64, f64)) -> f64 {
    let right = (all.0 - left.0, all.1 - left.1);
    left.0 * left.0 / left.1 + right.0 * right.0 / right.1
}
