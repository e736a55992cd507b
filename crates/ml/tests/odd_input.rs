//! Judging, fitting and watching answer any numbers at all with a value or an error, never with a panic.

use ml::curve_fit::{Polynomial, PowerLaw, curve_fit};
use ml::drift::{Adwin, PageHinkley, Rolling, ks_2samp, population_stability_index};
use ml::fairness::{equalized_odds_difference, reweighing};
use ml::metrics::{self, Average, ThresholdRule, weighted};
use ml::selection::{RandomSearch, Search, Space, SuccessiveHalving, bias_variance};
use ml::stats;
use ndarray::{Array1, Array2};
use proptest::collection::vec;
use proptest::prelude::*;

/// Ordinary numbers mixed with the worst ones.
fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -3.0..3.0,
        2 => any::<f64>(),
        1 => prop::sample::select(vec![0.0, -0.0, 1.0, f64::NAN, f64::INFINITY, f64::MAX, -f64::MAX, 5e-324]),
    ]
}

fn numbers() -> impl Strategy<Value = Array1<f64>> {
    vec(number(), 0..9).prop_map(Array1::from_vec)
}

fn labels() -> impl Strategy<Value = Array1<usize>> {
    vec(prop_oneof![8 => 0_usize..3, 1 => Just(usize::MAX)], 0..9).prop_map(Array1::from_vec)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn metrics_answer(y in numbers(), p in numbers(), w in numbers(), a in labels(), b in labels(), beta in number()) {
        let _ = (weighted::r2_score(&y, &p, &w), weighted::median_absolute_error(&y, &p, &w));
        let _ = (metrics::explained_variance_score(&y, &p), metrics::auc(&y, &p));
        let _ = (weighted::roc_curve(&a, &y, &w), weighted::precision_recall_curve(&a, &y, &w));
        let _ = metrics::average_precision_score(&a, &y);
        let rules = [
            ThresholdRule::Youden,
            ThresholdRule::FBeta(beta),
            ThresholdRule::Cost { false_positive: beta, false_negative: 1.0 },
            ThresholdRule::RecallAtLeast(beta),
            ThresholdRule::PrecisionAtLeast(beta),
        ];
        for rule in rules {
            let _ = metrics::choose_threshold(&a, &y, rule);
        }
        for average in [Average::Binary, Average::Class(usize::MAX), Average::Macro, Average::Micro, Average::Weighted] {
            let _ = (weighted::fbeta_score(&a, &b, beta, average, &w), metrics::recall_score(&a, &b, average));
        }
        let _ = (metrics::classification_report(&a, &b), metrics::matthews_corrcoef(&a, &b));
        let _ = (equalized_odds_difference(&a, &b, &a), reweighing(&a, &b));
    }

    #[test]
    fn probabilities_answer(values in vec(number(), 12), columns in 0_usize..4, a in labels(), w in numbers()) {
        let rows = 12_usize.checked_div(columns).unwrap_or(a.len());
        let proba = Array2::from_shape_fn((rows, columns), |(row, column)| values[row * columns + column]);
        let _ = (weighted::log_loss(&a, &proba, &w), metrics::brier_score_loss(&a, &proba));
        let _ = (metrics::roc_auc_ovr_score(&a, &proba), bias_variance(&proba, &w, Some(&w)));
    }

    #[test]
    fn fits_answer(x in numbers(), y in numbers(), degree in 0_usize..5, level in number(), at in number()) {
        let mut fits = Vec::new();
        if let Ok(fitted) = Polynomial::new(degree).fit(&x, &y) {
            let _ = (fitted.prediction_interval(at, level), fitted.confidence_interval(at, 0.9));
            fits.push(fitted.fit);
        }
        for law in [PowerLaw::new(), PowerLaw::new().floor(at)] {
            if let Ok(fitted) = law.fit(&x, &y) {
                let _ = (fitted.prediction_interval(at, level), fitted.predict(&x));
                fits.push(fitted.fit);
            }
        }
        let bent = |x: f64, p: &[f64]| p[0] / (p[1] + x);
        fits.extend(curve_fit(&bent, &x, &y, &[at, 1.0]));
        for fit in fits {
            let _ = fit.parameter_intervals(level);
        }
    }

    #[test]
    fn drift_and_statistics_answer(a in numbers(), b in numbers(), level in number(), count in 0_usize..20) {
        let _ = (population_stability_index(&a, &b, count), ks_2samp(&a, &b));
        let (mut test, mut window) = (PageHinkley::new(level).delta(0.1).min_samples(2), Adwin::new(0.5).every(1));
        let mut rolling = Rolling::new(count + 1).expect("a window");
        for value in a.iter().chain(&b) {
            let _ = (test.update(*value), window.update(*value), rolling.push(*value), rolling.sd());
        }
        let _ = (stats::quantile(&a, level), stats::sd(&a), stats::variance(&b), window.mean());
        let _ = stats::bootstrap_ci(&a, &|sample| sample[0], level, count, 1);
        let _ = (stats::student_t_quantile(level, a.len() as f64), stats::student_t_cdf(level, level));
        let _ = (stats::normal_quantile(level), stats::normal_cdf(level));
    }

    #[test]
    fn searches_answer(low in number(), high in number(), budget in 0_usize..200, factor in 0_usize..9, share in number()) {
        for space in [Space::new(), Space::new().log_uniform("a", low, high).values("b", &[low, high])] {
            let halving = SuccessiveHalving::new(budget, 1).factor(factor).least_share(share);
            if let Ok(round) = halving.first(&space) {
                prop_assert!(round.share > 0.0 && !round.points.is_empty());
                let _ = halving.next(1, &round.points);
            }
            let _ = RandomSearch::new(budget, 2).first(&space);
        }
    }
}
