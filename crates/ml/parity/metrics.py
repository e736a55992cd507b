"""Writes tests/reference/metrics.json with scikit-learn. Run from crates/ml: python parity/metrics.py"""
import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn import metrics as m


def regression(y, p, w):
    of = lambda f: float(f(y, p, sample_weight=w))
    return {
        "y": list(y), "p": list(p), "w": None if w is None else list(w),
        "mean_squared_error": of(m.mean_squared_error),
        "root_mean_squared_error": of(m.root_mean_squared_error),
        "mean_absolute_error": of(m.mean_absolute_error),
        "median_absolute_error": of(m.median_absolute_error),
        "r2_score": of(m.r2_score) if len(y) > 1 else None,
        "explained_variance_score": of(m.explained_variance_score),
    }


def classes(y, p, w):
    of = lambda f, **more: float(f(y, p, sample_weight=w, **more))
    report = m.classification_report(y, p, sample_weight=w, output_dict=True, zero_division=0)
    averages = ["macro", "micro", "weighted"] + (["binary"] if max(np.max(y), np.max(p)) <= 1 else [])
    scores = {"precision": m.precision_score, "recall": m.recall_score, "f1": m.f1_score}
    result = {
        "y": y.tolist(), "p": p.tolist(), "w": None if w is None else list(w),
        "accuracy_score": of(m.accuracy_score),
        "balanced_accuracy_score": of(m.balanced_accuracy_score),
        "matthews_corrcoef": of(m.matthews_corrcoef),
        "confusion_matrix": m.confusion_matrix(y, p, sample_weight=w).astype(float).tolist(),
        "report": [list(report[str(c)].values()) for c in np.union1d(y, p)]
        + [list(report[a].values()) for a in ["macro avg", "weighted avg"]],
    }
    for average in averages:
        for name, score in scores.items():
            result[f"{name} {average}"] = of(score, average=average, zero_division=0)
        for beta in [0.5, 2.0]:
            result[f"fbeta {beta} {average}"] = of(m.fbeta_score, beta=beta, average=average, zero_division=0)
    return result


def ranking(y, s, w):
    fpr, tpr, roc_thresholds = m.roc_curve(y, s, sample_weight=w)
    precision, recall, thresholds = m.precision_recall_curve(y, s, sample_weight=w)
    return {
        "y": y.tolist(), "s": list(s), "w": None if w is None else list(w),
        "fpr": list(fpr), "tpr": list(tpr), "roc thresholds": list(roc_thresholds[1:]),
        "precision": list(precision), "recall": list(recall), "thresholds": list(thresholds),
        "roc_auc_score": m.roc_auc_score(y, s, sample_weight=w),
        "average_precision_score": m.average_precision_score(y, s, sample_weight=w),
    }


def probability(y, proba, w):
    labels = list(range(proba.shape[1]))
    scores = proba[:, 1] if len(labels) == 2 else proba
    return {
        "y": y.tolist(), "proba": proba.tolist(), "w": None if w is None else list(w),
        "log_loss": m.log_loss(y, proba, sample_weight=w, labels=labels),
        "brier_score_loss": m.brier_score_loss(y, scores, sample_weight=w, labels=labels),
        "roc_auc_ovr": m.roc_auc_score(y, proba, multi_class="ovr") if len(labels) > 2 and len(set(y)) > 2 else None,
    }


def main() -> None:
    rng = np.random.default_rng(1)
    number, weight = lambda n: rng.normal(size=n).round(3), lambda n: rng.integers(0, 4, n).astype(float)
    pairs = [(number(31), number(31)), (number(20), number(20)), (np.ones(4), number(4)), (np.ones(3), np.ones(3)), (np.array([2.0]), np.array([2.5]))]
    labels = lambda n, k: (rng.integers(0, k, n), rng.integers(0, k, n))
    labelled = [labels(40, 2), labels(50, 4), (np.array([0, 0, 1, 2, 7]), np.array([0, 1, 1, 9, 7])), (np.zeros(3, int), np.zeros(3, int)), (np.ones(3, int), np.zeros(3, int)), (np.array([1]), np.array([1]))]
    ranked = [(rng.integers(0, 2, n), rng.normal(size=n).round(digits)) for n, digits in [(40, 3), (60, 1), (80, 0)]] + [(np.array([0, 1]), np.array([0.5, 0.5])), (np.array([0, 0, 1, 1]), np.array([0.1, 0.2, 0.3, 0.4]))]
    def stated(n, k):
        raw = rng.exponential(size=(n, k))
        return rng.integers(0, k, n), raw / raw.sum(axis=1, keepdims=True)
    sure = (np.array([0, 1, 1]), np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]]))
    each = lambda f, cases: [f(*case, w) for case in cases for w in [None, 1 + weight(len(case[0]))]]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = {
            "made with": f"scikit-learn {sklearn.__version__}",
            "regression": each(regression, pairs) + [regression(*pairs[0], weight(31))],
            "classes": each(classes, labelled),
            "ranking": each(ranking, ranked) + [ranking(*ranked[1], weight(60))],
            "probability": each(probability, [stated(20, 2), stated(25, 3), sure, (np.array([1]), np.array([[0.25, 0.75]]))]),
        }
    Path("tests/reference/metrics.json").write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
