//! What must hold for any data: invariances of metrics, tests and weights.

use ml::drift::{ks_2samp, population_stability_index};
use ml::fairness::reweighing;
use ml::metrics::{
    Average, average_precision_score, confusion_matrix, f1_score, precision_recall_curve, precision_score,
    r2_score, recall_score, roc_auc_score, roc_curve, weighted,
};
use ml::selection::{Space, bias_variance};
use ml::stats::quantile;
use ndarray::{Array1, Array2, Axis};
use proptest::collection::vec;
use proptest::prelude::*;

/// Classes 0 and 1, both of them there, with scores that tie often.
fn ranked() -> impl Strategy<Value = (Array1<usize>, Array1<f64>)> {
    vec((0_usize..2, -6_i32..6), 2..40)
        .prop_filter("both classes", |rows| rows.iter().any(|r| r.0 == 0) && rows.iter().any(|r| r.0 == 1))
        .prop_map(|rows| {
            rows.into_iter().map(|(y, score)| (y, f64::from(score) / 2.0)).unzip::<_, _, Vec<_>, Vec<_>>()
        })
        .prop_map(|(y, score)| (y.into(), score.into()))
}

fn classes() -> impl Strategy<Value = (Array1<usize>, Array1<usize>)> {
    vec((0_usize..5, 0_usize..5), 1..40)
        .prop_map(|rows| rows.into_iter().unzip::<_, _, Vec<_>, Vec<_>>())
        .prop_map(|(y, p)| (y.into(), p.into()))
}

fn sample() -> impl Strategy<Value = Array1<f64>> {
    vec(-8_i32..8, 1..30).prop_map(|values| values.into_iter().map(f64::from).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn only_the_order_of_scores_matters((y, score) in ranked()) {
        let other = score.mapv(|s| s * s * s + 2.0 * s - 7.0);
        prop_assert_eq!(roc_auc_score(&y, &score), roc_auc_score(&y, &other));
        prop_assert_eq!(average_precision_score(&y, &score), average_precision_score(&y, &other));
        let (turned, area) = (roc_auc_score(&y, &-&score), roc_auc_score(&y, &score));
        prop_assert!((turned.unwrap() + area.unwrap() - 1.0).abs() < 1e-12);
    }

    #[test]
    fn curves_go_from_corner_to_corner((y, score) in ranked()) {
        let roc = roc_curve(&y, &score).unwrap();
        let last = roc.fpr.len() - 1;
        prop_assert_eq!((roc.fpr[0], roc.tpr[0], roc.fpr[last], roc.tpr[last]), (0.0, 0.0, 1.0, 1.0));
        prop_assert!(roc.fpr.windows(2).into_iter().chain(roc.tpr.windows(2)).all(|pair| pair[0] <= pair[1]));
        let curve = precision_recall_curve(&y, &score).unwrap();
        prop_assert_eq!(curve.recall[0], 1.0);
        prop_assert!(curve.precision.iter().all(|p| (0.0..=1.0).contains(p)));
        prop_assert_eq!(curve.thresholds.len() + 1, curve.recall.len());
    }

    #[test]
    fn a_confusion_matrix_counts_every_row_once((y, p) in classes()) {
        let matrix = confusion_matrix(&y, &p).unwrap();
        prop_assert_eq!(matrix.counts.sum(), y.len() as f64);
        for (at, class) in matrix.classes.iter().enumerate() {
            let count = |labels: &Array1<usize>| labels.iter().filter(|label| *label == class).count() as f64;
            prop_assert_eq!(matrix.counts.row(at).sum(), count(&y));
            prop_assert_eq!(matrix.counts.column(at).sum(), count(&p));
        }
        prop_assert_eq!(confusion_matrix(&p, &y).unwrap().counts, matrix.counts.reversed_axes());
    }

    #[test]
    fn precision_and_recall_change_places_with_truth_and_prediction((y, p) in classes()) {
        for average in [Average::Macro, Average::Micro, Average::Class(2)] {
            prop_assert_eq!(precision_score(&y, &p, average), recall_score(&p, &y, average));
            prop_assert_eq!(f1_score(&y, &p, average), f1_score(&p, &y, average));
        }
    }

    #[test]
    fn a_weight_of_two_is_a_row_twice((y, p) in classes(), seed in any::<u64>()) {
        let weights: Array1<f64> = (0..y.len()).map(|at| f64::from((seed >> (at % 64) & 1) as u8) + 1.0).collect();
        let repeat = |labels: &Array1<usize>| -> Array1<usize> {
            labels.iter().zip(&weights).flat_map(|(label, w)| std::iter::repeat_n(*label, *w as usize)).collect()
        };
        let (y2, p2) = (repeat(&y), repeat(&p));
        prop_assert_eq!(weighted::confusion_matrix(&y, &p, &weights), confusion_matrix(&y2, &p2));
        prop_assert_eq!(weighted::f1_score(&y, &p, Average::Macro, &weights), f1_score(&y2, &p2, Average::Macro));
    }

    #[test]
    fn r2_does_not_know_units(y in vec(-50_i32..50, 2..20), shift in -20_i32..20) {
        let y: Array1<f64> = y.into_iter().map(f64::from).collect();
        let p = y.mapv(|y| 0.5 * y + 3.0);
        let turned = r2_score(&(&y * 4.0 + f64::from(shift)), &(&p * 4.0 + f64::from(shift))).unwrap();
        let plain = r2_score(&y, &p).unwrap();
        prop_assert!((turned - plain).abs() <= 1e-9 * plain.abs().max(1.0), "{} {}", turned, plain);
    }

    #[test]
    fn drift_tests_are_distances(a in sample(), b in sample(), bins in 2_usize..12) {
        let psi = population_stability_index(&a, &b, bins).unwrap();
        prop_assert!(psi.value >= 0.0 && psi.value.is_finite());
        prop_assert!((psi.reference.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        prop_assert_eq!(population_stability_index(&a, &a, bins).unwrap().value, 0.0);
        let (there, back) = (ks_2samp(&a, &b).unwrap(), ks_2samp(&b, &a).unwrap());
        prop_assert_eq!(there.statistic, back.statistic);
        prop_assert!((there.p_value - back.p_value).abs() < 1e-12);
        prop_assert!((0.0..=1.0).contains(&there.p_value) && (0.0..=1.0).contains(&there.statistic));
        let bent = |x: &Array1<f64>| x.mapv(|x| x * x * x);
        prop_assert_eq!(ks_2samp(&bent(&a), &bent(&b)).unwrap().p_value, there.p_value);
    }

    #[test]
    fn reweighing_keeps_the_whole_weight_where_no_class_is_missing((y, group) in classes()) {
        let weights = reweighing(&y, &group).unwrap();
        prop_assert!(weights.iter().all(|weight| *weight > 0.0));
        let matrix = confusion_matrix(&y, &group).unwrap().counts;
        let there = |sums: Array1<f64>| sums.iter().filter(|sum| **sum > 0.0).count();
        let all = there(matrix.sum_axis(Axis(0))) * there(matrix.sum_axis(Axis(1)));
        let missing = all > matrix.iter().filter(|count| **count > 0.0).count();
        let rows = y.len() as f64;
        let fits = if missing { weights.sum() < rows } else { (weights.sum() - rows).abs() < 1e-9 };
        prop_assert!(fits);
    }

    #[test]
    fn quantiles_rise_and_stay_within(values in sample(), share in 0.0..=1.0, more in 0.0..=1.0) {
        let (low, high) = (f64::min(share, more), f64::max(share, more));
        let (low, high) = (quantile(&values, low).unwrap(), quantile(&values, high).unwrap());
        prop_assert!(low <= high + 1e-12);
        prop_assert!(quantile(&values, 0.0).unwrap() <= low && high <= quantile(&values, 1.0).unwrap());
    }

    #[test]
    fn the_parts_of_an_error_sum_to_it(said in vec(-9.0..9.0, 12), y in vec(-9.0..9.0, 4), f in vec(-9.0..9.0, 4)) {
        let said = Array2::from_shape_vec((3, 4), said).unwrap();
        let parts = bias_variance(&said, &y.into(), Some(&f.into())).unwrap();
        let sum = parts.bias_squared + parts.variance + parts.noise + parts.cross;
        prop_assert!((parts.error - sum).abs() < 1e-9 * (1.0 + parts.error));
    }

    #[test]
    fn no_space_panics(least in any::<f64>(), most in any::<f64>(), low in any::<i32>(), high in any::<i32>(), levels in 0_usize..5) {
        let spaces = [
            Space::new().uniform("a", least, most),
            Space::new().log_uniform("a", least, most),
            Space::new().integers("a", low, high),
        ];
        for space in spaces {
            if let Ok(points) = space.grid(levels) {
                prop_assert!(points.iter().all(|point| point["a"].is_finite()));
            }
        }
    }
}
