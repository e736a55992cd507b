//! Metrics against scikit-learn, with and without sample weights.

use crate::compare::numbers;
use ml::error::Result;
use ml::metrics::{self, Average, weighted};
use ndarray::{Array1, Array2};
use serde_json::Value;

/// A case of the reference: data, perhaps weights, and what scikit-learn makes of them.
struct Case(Value);

impl Case {
    fn all(area: &str) -> Vec<Self> {
        let reference: Value =
            serde_json::from_str(include_str!("../reference/metrics.json")).expect("the reference is JSON");
        reference[area].as_array().expect("cases").iter().cloned().map(Self).collect()
    }

    fn numbers(&self, name: &str) -> Array1<f64> {
        numbers(&self.0[name]).into()
    }

    fn classes(&self, name: &str) -> Array1<usize> {
        self.numbers(name).mapv(|class| class as usize)
    }

    fn table(&self, name: &str) -> Array2<f64> {
        let values = numbers(&self.0[name]);
        let rows = self.0[name].as_array().expect("rows").len();
        Array2::from_shape_vec((rows, values.len() / rows), values).expect("rows of one length")
    }

    fn weights(&self) -> Option<Array1<f64>> {
        self.0["w"].is_array().then(|| self.numbers("w"))
    }

    fn score(&self, name: &str, found: Result<f64>) {
        let expected = self.0[name].as_f64().expect(name);
        let found = found.expect(name);
        assert!(
            (found - expected).abs() <= 4e-15 * expected.abs().max(1.0),
            "{name}: {found} is not {expected}"
        );
    }

    fn same(&self, name: &str, found: &Array1<f64>) {
        let expected = self.numbers(name);
        assert_eq!(found.len(), expected.len(), "{name}");
        for (found, expected) in found.iter().zip(&expected) {
            assert!((found - expected).abs() <= 4e-15, "{name}: {found} is not {expected}");
        }
    }
}

#[test]
fn metrics_of_numbers_are_scikit_learns() {
    for case in Case::all("regression") {
        let (y, p) = (case.numbers("y"), case.numbers("p"));
        if let Some(w) = case.weights() {
            case.score("mean_squared_error", weighted::mean_squared_error(&y, &p, &w));
            case.score("root_mean_squared_error", weighted::root_mean_squared_error(&y, &p, &w));
            case.score("mean_absolute_error", weighted::mean_absolute_error(&y, &p, &w));
            case.score("median_absolute_error", weighted::median_absolute_error(&y, &p, &w));
            case.score("explained_variance_score", weighted::explained_variance_score(&y, &p, &w));
            if y.len() > 1 {
                case.score("r2_score", weighted::r2_score(&y, &p, &w));
            }
        } else {
            case.score("mean_squared_error", metrics::mean_squared_error(&y, &p));
            case.score("root_mean_squared_error", metrics::root_mean_squared_error(&y, &p));
            case.score("mean_absolute_error", metrics::mean_absolute_error(&y, &p));
            case.score("median_absolute_error", metrics::median_absolute_error(&y, &p));
            case.score("explained_variance_score", metrics::explained_variance_score(&y, &p));
            if y.len() > 1 {
                case.score("r2_score", metrics::r2_score(&y, &p));
            }
        }
    }
}

#[test]
fn metrics_of_classes_are_scikit_learns() {
    for case in Case::all("classes") {
        let (y, p) = (case.classes("y"), case.classes("p"));
        let (matrix, report) = if let Some(w) = case.weights() {
            case.score("accuracy_score", weighted::accuracy_score(&y, &p, &w));
            case.score("balanced_accuracy_score", weighted::balanced_accuracy_score(&y, &p, &w));
            case.score("matthews_corrcoef", weighted::matthews_corrcoef(&y, &p, &w));
            (weighted::confusion_matrix(&y, &p, &w), weighted::classification_report(&y, &p, &w))
        } else {
            case.score("accuracy_score", metrics::accuracy_score(&y, &p));
            case.score("balanced_accuracy_score", metrics::balanced_accuracy_score(&y, &p));
            case.score("matthews_corrcoef", metrics::matthews_corrcoef(&y, &p));
            (metrics::confusion_matrix(&y, &p), metrics::classification_report(&y, &p))
        };
        assert_eq!(matrix.expect("a matrix").counts, case.table("confusion_matrix"));
        let report = report.expect("a report");
        let rows = report.classes.iter().chain([&report.macro_avg, &report.weighted_avg]);
        let rows: Array1<f64> =
            rows.flat_map(|row| [row.precision, row.recall, row.f1, row.support]).collect();
        case.same("report", &rows);
        averages(&case, &y, &p);
    }
}

fn averages(case: &Case, y: &Array1<usize>, p: &Array1<usize>) {
    let kinds = [
        ("macro", Average::Macro),
        ("micro", Average::Micro),
        ("weighted", Average::Weighted),
        ("binary", Average::Binary),
    ];
    for (name, average) in kinds {
        if case.0[format!("f1 {name}")].is_null() {
            assert!(
                metrics::f1_score(y, p, average).is_err(),
                "only Binary is missing, where there are more"
            );
            continue;
        }
        let weights = case.weights();
        let scores = match &weights {
            Some(w) => [
                weighted::precision_score(y, p, average, w),
                weighted::recall_score(y, p, average, w),
                weighted::f1_score(y, p, average, w),
                weighted::fbeta_score(y, p, 0.5, average, w),
                weighted::fbeta_score(y, p, 2.0, average, w),
            ],
            None => [
                metrics::precision_score(y, p, average),
                metrics::recall_score(y, p, average),
                metrics::f1_score(y, p, average),
                metrics::fbeta_score(y, p, 0.5, average),
                metrics::fbeta_score(y, p, 2.0, average),
            ],
        };
        for (score, found) in ["precision", "recall", "f1", "fbeta 0.5", "fbeta 2.0"].iter().zip(scores) {
            case.score(&format!("{score} {name}"), found);
        }
    }
}

#[test]
fn curves_and_areas_are_scikit_learns() {
    for case in Case::all("ranking") {
        let (y, s) = (case.classes("y"), case.numbers("s"));
        let (roc, curve) = if let Some(w) = case.weights() {
            case.score("roc_auc_score", weighted::roc_auc_score(&y, &s, &w));
            case.score("average_precision_score", weighted::average_precision_score(&y, &s, &w));
            (weighted::roc_curve(&y, &s, &w), weighted::precision_recall_curve(&y, &s, &w))
        } else {
            case.score("roc_auc_score", metrics::roc_auc_score(&y, &s));
            case.score("average_precision_score", metrics::average_precision_score(&y, &s));
            (metrics::roc_curve(&y, &s), metrics::precision_recall_curve(&y, &s))
        };
        let (roc, curve) = (roc.expect("both classes"), curve.expect("both classes"));
        case.same("fpr", &roc.fpr);
        case.same("tpr", &roc.tpr);
        case.same("roc thresholds", &roc.thresholds.iter().skip(1).copied().collect());
        assert_eq!(roc.thresholds[0], f64::INFINITY);
        case.score("roc_auc_score", metrics::auc(&roc.fpr, &roc.tpr));
        case.same("precision", &curve.precision);
        case.same("recall", &curve.recall);
        case.same("thresholds", &curve.thresholds);
    }
}

#[test]
fn losses_of_probabilities_are_scikit_learns() {
    for case in Case::all("probability") {
        let (y, proba) = (case.classes("y"), case.table("proba"));
        if let Some(w) = case.weights() {
            case.score("log_loss", weighted::log_loss(&y, &proba, &w));
            case.score("brier_score_loss", weighted::brier_score_loss(&y, &proba, &w));
        } else {
            case.score("log_loss", metrics::log_loss(&y, &proba));
            case.score("brier_score_loss", metrics::brier_score_loss(&y, &proba));
        }
        if !case.0["roc_auc_ovr"].is_null() {
            case.score("roc_auc_ovr", metrics::roc_auc_ovr_score(&y, &proba));
        }
    }
}
