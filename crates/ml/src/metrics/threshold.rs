//! Where to draw the line between "no" and "yes".

use super::precision_recall::{GREATEST_BETA, f_of, precision, recall};
use super::ranking::Cumulated;
use crate::error::{Result, parameter};
use ndarray::Array1;

/// What a threshold is to be good at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ThresholdRule {
    /// The greatest difference of true and false positive rate (W. J. Youden, 1950).
    Youden,
    /// The greatest F-beta; see [`fbeta_score`](super::fbeta_score).
    FBeta(f64),
    /// The least cost, where a false alarm and a miss cost this much.
    Cost {
        /// What a row of class 0 that is taken for class 1 costs.
        false_positive: f64,
        /// What a row of class 1 that is taken for class 0 costs.
        false_negative: f64,
    },
    /// The greatest precision among the thresholds that find at least this share of class 1.
    RecallAtLeast(f64),
    /// The greatest recall among the thresholds whose precision is at least this.
    PrecisionAtLeast(f64),
}

/// A threshold, and what it does to the rows that it was chosen on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ChosenThreshold {
    /// Rows with a score at or above it are taken for class 1; infinite where it is best to take none.
    pub threshold: f64,
    /// The share of what is taken that is of class 1.
    pub precision: f64,
    /// The share of class 1 that is taken.
    pub recall: f64,
    /// The share of class 0 that is taken.
    pub false_positive_rate: f64,
    /// Rows of class 0 that are taken.
    pub false_positives: f64,
    /// Rows of class 1 that are not.
    pub false_negatives: f64,
}

/// Chooses the threshold among the scores, and one above them all, that the rule likes best; the highest one of equals.
/// Choose it on other rows than those that judge it.
///
/// ```
/// use ml::metrics::{ThresholdRule, choose_threshold};
/// use ml::ndarray::array;
/// let (y, score) = (array![0, 0, 1, 1], array![0.1, 0.4, 0.3, 0.8]);
/// let misses_hurt = ThresholdRule::Cost { false_positive: 1.0, false_negative: 5.0 };
/// assert_eq!(choose_threshold(&y, &score, misses_hurt)?.threshold, 0.3);
/// let alarms_hurt = ThresholdRule::Cost { false_positive: 5.0, false_negative: 1.0 };
/// assert_eq!(choose_threshold(&y, &score, alarms_hurt)?.threshold, 0.8);
/// # Ok::<(), ml::error::Error>(())
/// ```
///
/// # Errors
/// As [`roc_curve`](super::roc_curve); [`Error::Parameter`](crate::error::Error::Parameter) also for a rule with a
/// number out of its range, or a precision that no threshold reaches.
pub fn choose_threshold(
    y_true: &Array1<usize>,
    y_score: &Array1<f64>,
    rule: ThresholdRule,
) -> Result<ChosenThreshold> {
    check(rule)?;
    let all = Cumulated::new(y_true, y_score, None)?;
    let (positives, negatives) = (all.positives()?, all.negatives()?);
    let points = std::iter::once((f64::INFINITY, 0.0, 0.0))
        .chain((0..all.thresholds.len()).map(|at| (all.thresholds[at], all.hits[at], all.false_alarms[at])));
    let mut best: Option<(f64, ChosenThreshold)> = None;
    for (threshold, hits, false_positives) in points {
        let chosen = ChosenThreshold {
            threshold,
            precision: precision(hits, hits + false_positives, positives),
            recall: recall(hits, hits + false_positives, positives),
            false_positive_rate: false_positives / negatives,
            false_positives,
            false_negatives: positives - hits,
        };
        let Some(value) = rule.value(&chosen, hits, positives) else { continue };
        if best.is_none_or(|(most, _)| value > most) {
            best = Some((value, chosen));
        }
    }
    best.map(|(_, chosen)| chosen)
        .ok_or_else(|| parameter("rule", format!("{rule:?}"), "a share that some threshold reaches"))
}

/// Class 1 for scores at or above a threshold, class 0 below.
pub fn apply_threshold(y_score: &Array1<f64>, threshold: f64) -> Array1<usize> {
    y_score.mapv(|score| usize::from(score >= threshold))
}

impl ThresholdRule {
    /// How much the rule likes a threshold; nothing where it forbids it.
    fn value(self, chosen: &ChosenThreshold, hits: f64, positives: f64) -> Option<f64> {
        match self {
            Self::Youden => Some(chosen.recall - chosen.false_positive_rate),
            Self::FBeta(beta) => Some(f_of(beta, hits, hits + chosen.false_positives, positives)),
            Self::Cost { false_positive, false_negative } => {
                Some(-(false_positive * chosen.false_positives + false_negative * chosen.false_negatives))
            }
            Self::RecallAtLeast(least) => (chosen.recall >= least).then_some(chosen.precision),
            // Where nothing is taken, precision means nothing.
            Self::PrecisionAtLeast(least) => {
                (chosen.threshold.is_finite() && chosen.precision >= least).then_some(chosen.recall)
            }
        }
    }
}

fn check(rule: ThresholdRule) -> Result<()> {
    let range = |name, value: f64, most: f64| {
        if (0.0..=most).contains(&value) {
            Ok(())
        } else {
            Err(parameter(name, value, &format!("from 0 to {most:e}")))
        }
    };
    match rule {
        ThresholdRule::Youden => Ok(()),
        ThresholdRule::FBeta(beta) => range("beta", beta, GREATEST_BETA),
        ThresholdRule::Cost { false_positive, false_negative } => {
            range("false_positive", false_positive, f64::MAX)?;
            range("false_negative", false_negative, f64::MAX)
        }
        ThresholdRule::RecallAtLeast(least) => range("recall", least, 1.0),
        ThresholdRule::PrecisionAtLeast(least) => range("precision", least, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn every_rule_finds_its_threshold() {
        let y = array![0, 0, 0, 1, 0, 1, 1];
        let score = array![0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7];
        let choose = |rule| choose_threshold(&y, &score, rule).expect("both classes");
        assert_eq!(choose(ThresholdRule::Youden).threshold, 0.4);
        assert_eq!(choose(ThresholdRule::FBeta(1.0)).threshold, 0.4);
        assert_eq!(choose(ThresholdRule::FBeta(0.1)).threshold, 0.6);
        assert_eq!(choose(ThresholdRule::RecallAtLeast(0.6)).threshold, 0.6);
        let all = choose(ThresholdRule::RecallAtLeast(1.0));
        assert_eq!((all.threshold, all.false_positives, all.false_negatives), (0.4, 1.0, 0.0));
        assert_eq!(choose(ThresholdRule::PrecisionAtLeast(0.9)).threshold, 0.6);
        let free = ThresholdRule::Cost { false_positive: 1.0, false_negative: 0.0 };
        assert_eq!(choose(free).threshold, f64::INFINITY, "it is best to take none");
        assert_eq!(apply_threshold(&score, 0.6), array![0, 0, 0, 0, 0, 1, 1]);
    }

    #[test]
    fn rules_out_of_range_are_refused() {
        let (y, score) = (array![0, 1], array![0.9, 0.1]);
        for rule in [
            ThresholdRule::FBeta(-1.0),
            ThresholdRule::RecallAtLeast(1.5),
            ThresholdRule::PrecisionAtLeast(f64::NAN),
            ThresholdRule::PrecisionAtLeast(0.9),
            ThresholdRule::Cost { false_positive: -1.0, false_negative: 1.0 },
        ] {
            assert!(choose_threshold(&y, &score, rule).is_err(), "{rule:?}");
        }
    }
}
