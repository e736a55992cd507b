//! Coordinate descent on least squares with penalties (J. Friedman et al., *Regularization Paths for Generalized Linear
//! Models via Coordinate Descent*, 2010).

use super::fitted::Centered;
use crate::error::{Error, Result};
use crate::sum;
use ndarray::{Array1, Array2};

/// What is paid beside ‖y − X w‖² / 2, and when the descent ends.
pub(super) struct Penalties {
    /// For each unit of ‖w‖₁.
    pub(super) l1: f64,
    /// For each unit of ‖w‖² / 2.
    pub(super) l2: f64,
    /// The duality gap may be this share of ‖y‖².
    pub(super) tol: f64,
    /// How often all weights are visited at most.
    pub(super) max_iter: usize,
}

/// The state of a descent: the weights, and what they leave unexplained.
pub(super) struct Descent {
    coef: Vec<f64>,
    /// ‖x_j‖² for each feature.
    squares: Vec<f64>,
    /// ‖y‖².
    y_square: f64,
    left: Left,
}

/// What the weights leave unexplained, kept in the way that makes a change of one weight cheap.
enum Left {
    /// Fewer examples than features: the residual y − X w of each example.
    Residual { columns: Vec<Vec<f64>>, y: Vec<f64>, residual: Vec<f64> },
    /// Fewer features than examples: each feature's product with the residual, for which XᵀX and Xᵀy suffice.
    Pulls { gram: Array2<f64>, moments: Vec<f64>, pulls: Vec<f64> },
}

impl Descent {
    /// All weights 0.
    pub(super) fn new(data: &Centered<'_>) -> Self {
        let y = data.y.to_vec();
        let y_square = sum::sum_squares(&y);
        let (examples, features) = data.dim();
        let coef = vec![0.0; features];
        if examples < features {
            let columns: Vec<Vec<f64>> =
                data.x().columns().into_iter().map(|column| column.to_vec()).collect();
            let squares = columns.iter().map(|column| sum::sum_squares(column)).collect();
            return Self {
                coef,
                squares,
                y_square,
                left: Left::Residual { columns, residual: y.clone(), y },
            };
        }
        let (gram, moments) = data.products();
        let moments = moments.to_vec();
        let squares = gram.diag().to_vec();
        Self { coef, squares, y_square, left: Left::Pulls { pulls: moments.clone(), moments, gram } }
    }

    /// The weights where the descent stands.
    pub(super) fn weights(&self) -> Array1<f64> {
        Array1::from_vec(self.coef.clone())
    }

    /// The greatest product of a feature with what is left: the least L1 penalty that would move no weight from 0.
    pub(super) fn greatest_pull(&self) -> f64 {
        self.pulls().into_iter().fold(0.0, |most, pull| most.max(pull.abs()))
    }

    /// Visits the weights in turn until the duality gap is small enough, as scikit-learn does.
    pub(super) fn run(&mut self, penalties: &Penalties) -> Result<()> {
        let mut gap = f64::INFINITY;
        for _ in 0..penalties.max_iter {
            let (greatest_change, greatest) = self.sweep(penalties);
            if greatest == 0.0 || greatest_change <= penalties.tol * greatest {
                self.refresh();
                gap = self.duality_gap(penalties);
                if gap <= penalties.tol * self.y_square {
                    return Ok(());
                }
            }
        }
        let what = "coordinate descent".to_owned();
        Err(Error::NotConverged { what, iterations: penalties.max_iter, residual: gap })
    }

    /// One visit to every weight. Gives the greatest change and the greatest weight.
    fn sweep(&mut self, penalties: &Penalties) -> (f64, f64) {
        let (mut greatest_change, mut greatest) = (0.0_f64, 0.0_f64);
        for at in 0..self.coef.len() {
            let (square, old) = (self.squares[at], self.coef[at]);
            if square == 0.0 {
                continue;
            }
            let pull = match &self.left {
                Left::Residual { columns, residual, .. } => sum::dot(&columns[at], residual),
                Left::Pulls { pulls, .. } => pulls[at],
            };
            let new = soft_threshold(pull + old * square, penalties.l1) / (square + penalties.l2);
            if new != old {
                self.coef[at] = new;
                self.left.moved(at, new - old);
            }
            greatest_change = greatest_change.max((new - old).abs());
            greatest = greatest.max(new.abs());
        }
        (greatest_change, greatest)
    }

    /// Takes the rounding of many small changes out of the pulls.
    fn refresh(&mut self) {
        let Left::Pulls { gram, moments, pulls } = &mut self.left else { return };
        pulls.copy_from_slice(moments);
        for (row, coef) in gram.rows().into_iter().zip(&self.coef).filter(|(_, coef)| **coef != 0.0) {
            pulls.iter_mut().zip(row).for_each(|(pull, product)| *pull -= coef * product);
        }
    }

    fn pulls(&self) -> Vec<f64> {
        match &self.left {
            Left::Residual { columns, residual, .. } => {
                columns.iter().map(|column| sum::dot(column, residual)).collect()
            }
            Left::Pulls { pulls, .. } => pulls.clone(),
        }
    }

    /// ‖y − X w‖² and (y − X w)ᵀ y.
    fn residual_products(&self) -> (f64, f64) {
        match &self.left {
            Left::Residual { y, residual, .. } => (sum::sum_squares(residual), sum::dot(residual, y)),
            Left::Pulls { moments, pulls, .. } => {
                let with_y = self.y_square - sum::dot(&self.coef, moments);
                // Rounding must not make a square negative.
                ((with_y - sum::dot(&self.coef, pulls)).max(0.0), with_y)
            }
        }
    }

    /// How far the fit is from the best at most.
    fn duality_gap(&self, penalties: &Penalties) -> f64 {
        let (l1, l2) = (penalties.l1, penalties.l2);
        let slopes: Vec<f64> =
            self.pulls().iter().zip(&self.coef).map(|(pull, weight)| pull - l2 * weight).collect();
        if l1 == 0.0 {
            // Without a penalty on sizes the dual says nothing. Where the squares curve the problem by `l2`, the slope
            // bounds the distance to the best instead; without either, the change of the weights must do.
            return if l2 > 0.0 { sum::sum_squares(&slopes) / (2.0 * l2) } else { 0.0 };
        }
        let strongest = slopes.iter().fold(0.0_f64, |most, slope| most.max(slope.abs()));
        let (residual, with_y) = self.residual_products();
        let (scale, mut gap) = if strongest > l1 {
            let scale = l1 / strongest;
            (scale, 0.5 * (residual + residual * scale * scale))
        } else {
            (1.0, residual)
        };
        let sizes: Vec<f64> = self.coef.iter().map(|weight| weight.abs()).collect();
        gap += l1 * sum::sum(&sizes) - scale * with_y;
        gap + 0.5 * l2 * (1.0 + scale * scale) * sum::sum_squares(&self.coef)
    }
}

impl Left {
    /// Takes in that weight number `at` grew by `change`.
    fn moved(&mut self, at: usize, change: f64) {
        match self {
            Self::Residual { columns, residual, .. } => {
                residual.iter_mut().zip(&columns[at]).for_each(|(left, value)| *left -= change * value);
            }
            Self::Pulls { gram, pulls, .. } => {
                let products = gram.row(at);
                pulls.iter_mut().zip(products).for_each(|(pull, product)| *pull -= change * product);
            }
        }
    }
}

/// Draws a value towards 0 by `by`, and holds it there.
fn soft_threshold(value: f64, by: f64) -> f64 {
    if value > by {
        value - by
    } else if value < -by {
        value + by
    } else {
        0.0
    }
}
