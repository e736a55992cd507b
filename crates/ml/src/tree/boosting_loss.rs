//! What boosted classification trees make smaller: the logarithmic loss.

use crate::math;
use crate::sum;

/// Raw scores by output: one for two classes (the evidence for the second), else one a class.
pub(super) type Scores = Vec<Vec<f64>>;

/// The scores that give every example the classes' shares; those of many classes have mean 0.
pub(super) fn first_scores(codes: &[usize], weights: &[f64], classes: usize) -> Vec<f64> {
    let mut totals = vec![0.0; classes];
    codes.iter().zip(weights).for_each(|(&code, weight)| totals[code] += weight);
    let whole = sum::sum(&totals);
    // A class without weight must not have minus infinity for a score.
    let least = f64::from(f32::EPSILON);
    let share = |total: &f64| math::ln((total / whole).clamp(least, 1.0 - least));
    let logarithms: Vec<f64> = totals.iter().map(share).collect();
    if let [first, second] = logarithms[..] {
        return vec![second - first];
    }
    let mean = sum::sum(&logarithms) / classes as f64;
    logarithms.iter().map(|logarithm| logarithm - mean).collect()
}

/// What the scores leave unexplained, by output: 1 or 0 for the class, less its probability.
pub(super) fn residuals(scores: &Scores, codes: &[usize]) -> Scores {
    if let [scores] = &scores[..] {
        let residual = |(score, &code): (&f64, &usize)| code as f64 - math::sigmoid(*score);
        return vec![scores.iter().zip(codes).map(residual).collect()];
    }
    let mut residuals = vec![vec![0.0; codes.len()]; scores.len()];
    for (row, &code) in codes.iter().enumerate() {
        let greatest = scores.iter().fold(f64::NEG_INFINITY, |most, scores| most.max(scores[row]));
        let powers: Vec<f64> = scores.iter().map(|scores| math::exp(scores[row] - greatest)).collect();
        let total = powers.iter().fold(0.0, |sum, power| sum + power);
        for (class, (residuals, power)) in residuals.iter_mut().zip(powers).enumerate() {
            residuals[row] = f64::from(u8::from(class == code)) - power / total;
        }
    }
    residuals
}

/// The mean of −ln p(class), weighted, when these residuals are left.
pub(super) fn mean_loss(residuals: &Scores, codes: &[usize], weights: &[f64]) -> f64 {
    let missing = |(row, &code): (usize, &usize)| match &residuals[..] {
        [only] => only[row].abs(),
        many => many[code][row],
    };
    let loss = |(place, weight): ((usize, &usize), &f64)| -weight * math::ln_1p(-missing(place));
    let losses: Vec<f64> = codes.iter().enumerate().zip(weights).map(loss).collect();
    sum::sum(&losses) / sum::sum(weights)
}

/// What a leaf adds to the score, by one step of Newton's method: `rows` are its examples, `residuals` those of one output
/// out of `outputs` (J. Friedman, *Greedy Function Approximation: A Gradient Boosting Machine*, 2001, algorithms 5 and 6).
pub(super) fn leaf_step(rows: &[u32], residuals: &[f64], weights: &[f64], outputs: usize) -> f64 {
    let add = |(slope, bend): (f64, f64), &row: &u32| {
        let (residual, weight) = (residuals[row as usize], weights[row as usize]);
        // The residual is t − p with t 0 or 1, so |r| (1 − |r|) is p (1 − p).
        (slope + weight * residual, bend + weight * residual.abs() * (1.0 - residual.abs()))
    };
    let (slope, bend) = rows.iter().fold((0.0, 0.0), add);
    let share = if outputs > 1 { (outputs - 1) as f64 / outputs as f64 } else { 1.0 };
    if bend.abs() < 1e-150 { 0.0 } else { share * slope / bend }
}
