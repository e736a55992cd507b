"""Writes tests/reference/models.json with scikit-learn. Run from crates/ml: python parity/models.py"""
import json
import warnings
from pathlib import Path

import numpy as np
import sklearn
from sklearn.cluster import KMeans
from sklearn.datasets import load_diabetes, load_digits
from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge
from sklearn.naive_bayes import BernoulliNB, GaussianNB, MultinomialNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

digits, diabetes = load_digits(), load_diabetes(scaled=False)


def grid(rng, shape, spread=1.0):
    """Numbers on a grid of 64ths: exact in single precision, in which scikit-learn's trees work, as are their middles."""
    return np.round(rng.normal(size=shape) * spread * 64) / 64


def small():
    """120 examples of 4 features with 2 and 3 classes that overlap, a number to predict and weights."""
    rng = np.random.default_rng(20)
    x = grid(rng, (120, 4))
    score = x[:, 0] + 0.5 * x[:, 1] * x[:, 2] + 0.4 * rng.normal(size=120)
    three = np.digitize(score, [-0.5, 0.5])
    y = np.round((score + x[:, 3] ** 2) * 64) / 64
    return {"x": x, "two": (score > 0.1).astype(int), "three": three, "y": y, "weights": rng.integers(0, 4, 120).astype(float)}


def linear(d):
    x, y, w = d["x"], d["y"], d["weights"]
    repeated = np.hstack([x, x[:, :1] * 2])
    fit = lambda model, x, w=None: {"coef": (m := model.fit(x, y, sample_weight=w)).coef_, "intercept": m.intercept_}
    return {
        "plain": fit(LinearRegression(), x),
        "no intercept": fit(LinearRegression(fit_intercept=False), x),
        "weighted": fit(LinearRegression(), x, w),
        "repeated": fit(LinearRegression(), repeated),
        "ridge weighted": fit(Ridge(0.7, solver="cholesky"), x, w),
        "diabetes": {"coef": (m := LinearRegression().fit(diabetes.data, diabetes.target)).coef_, "intercept": m.intercept_},
    }


def logistic(d):
    x = d["x"]
    settings = {
        "l2": dict(C=0.5),
        "none": dict(C=np.inf),
        "balanced": dict(C=1.0, class_weight="balanced"),
        "no intercept": dict(C=1.0, fit_intercept=False),
        "l1": dict(C=0.3, l1_ratio=1.0, solver="saga"),
        "elastic": dict(C=0.3, l1_ratio=0.4, solver="saga"),
    }
    out = {}
    for classes in ["two", "three"]:
        for name, options in settings.items():
            model = LogisticRegression(tol=1e-10, max_iter=200_000, **options).fit(x, d[classes])
            out[f"{classes} {name}"] = {"coef": model.coef_, "intercept": model.intercept_, "proba": model.predict_proba(x[:5])}
    model = LogisticRegression(tol=1e-10, max_iter=20_000).fit(x, d["three"], sample_weight=d["weights"])
    out["three weighted"] = {"coef": model.coef_, "intercept": model.intercept_, "proba": model.predict_proba(x[:5])}
    return out


def neighbors():
    x, y, new = digits.data[:300], digits.target[:300], digits.data[300:380]
    out = {}
    for weights in ["uniform", "distance"]:
        model = KNeighborsClassifier(4, weights=weights, algorithm="brute").fit(x, y)
        out[weights] = {"labels": model.predict(new), "proba": model.predict_proba(new)[:20]}
        known = KNeighborsRegressor(3, weights=weights, algorithm="brute").fit(diabetes.data[:200], diabetes.target[:200])
        out[f"{weights} numbers"] = known.predict(diabetes.data[190:230])
    return out


def bayes(d):
    x, y, new = digits.data[:200], digits.target[:200], digits.data[200:230]
    weights = np.arange(120) % 3 + 1.0
    out = {
        "gaussian": GaussianNB().fit(d["x"], d["three"]).predict_proba(d["x"][:20]),
        "gaussian weighted": GaussianNB().fit(d["x"], d["three"], sample_weight=weights).predict_proba(d["x"][:20]),
        "multinomial": MultinomialNB(alpha=0.5).fit(x, y).predict_proba(new),
        "bernoulli": BernoulliNB(binarize=7.0).fit(x, y).predict_proba(new),
        "bernoulli labels": BernoulliNB(binarize=7.0).fit(x, y).predict(new),
    }
    return out


def tree(model):
    t = model.tree_
    return {
        "feature": [int(f) if f >= 0 else -1 for f in t.feature],
        "threshold": [float(v) if f >= 0 else 0.0 for f, v in zip(t.feature, t.threshold)],
        "left": [int(c) if c >= 0 else 0 for c in t.children_left],
        "samples": t.n_node_samples,
        "impurity": t.impurity,
        "importances": model.feature_importances_,
    }


def trees(d):
    """Among equally good splits scikit-learn draws lots; where there are any, the seed is one that draws the first feature."""
    x, w = d["x"], d["weights"]
    limits = dict(max_depth=4, min_samples_leaf=4, random_state=0)
    return {
        "gini": tree(DecisionTreeClassifier(**limits).fit(x, d["three"])),
        "entropy": tree(DecisionTreeClassifier(criterion="entropy", **{**limits, "random_state": 1}).fit(x, d["three"])),
        "weighted": tree(DecisionTreeClassifier(**limits).fit(x, d["two"], sample_weight=w)),
        "class weights": tree(DecisionTreeClassifier(class_weight={0: 1.0, 1: 2.0}, **{**limits, "random_state": 1}).fit(x, d["two"])),
        "squares": tree(DecisionTreeRegressor(**limits).fit(x, d["y"])),
        "squares weighted": tree(DecisionTreeRegressor(**limits).fit(x, d["y"], sample_weight=w)),
        "sizes": {
            "leaves": DecisionTreeRegressor(random_state=0).fit(x, d["y"]).get_n_leaves(),
            "digits score": DecisionTreeClassifier(max_depth=6, random_state=0).fit(digits.data, digits.target).score(digits.data, digits.target),
        },
    }


def ensembles(d):
    x = d["x"]
    options = dict(n_estimators=25, max_depth=2, min_samples_leaf=4, random_state=2)
    train = slice(0, 1200)
    forest = RandomForestClassifier(100, oob_score=True, random_state=0).fit(digits.data[train], digits.target[train])
    numbers = RandomForestRegressor(100, oob_score=True, min_samples_leaf=3, random_state=0).fit(diabetes.data, diabetes.target)
    return {
        "two": GradientBoostingClassifier(**options).fit(x, d["two"]).decision_function(x[:30]),
        "three": GradientBoostingClassifier(**options).fit(x, d["three"]).predict_proba(x[:30]),
        "numbers": GradientBoostingRegressor(**options).fit(x, d["y"]).predict(x[:30]),
        "weighted": GradientBoostingRegressor(**options).fit(x, d["y"], sample_weight=d["weights"] + 1).predict(x[:30]),
        "forest": {"oob": forest.oob_score_, "score": forest.score(digits.data[1200:], digits.target[1200:])},
        "forest numbers": {"oob": numbers.oob_score_, "importances": numbers.feature_importances_},
    }


def machines(d):
    x = d["x"]
    out = {}
    for classes in ["two", "three"]:
        for loss in ["squared_hinge", "hinge"]:
            model = LinearSVC(loss=loss, tol=1e-10, max_iter=2_000_000, C=0.5, random_state=0).fit(x, d[classes])
            out[f"{classes} {loss}"] = {"coef": model.coef_, "intercept": model.intercept_}
        for name, options in {"rbf": {}, "linear": dict(kernel="linear"), "balanced": dict(class_weight="balanced", C=2.0, gamma=0.3)}.items():
            model = SVC(tol=1e-8, **options).fit(x, d[classes])
            out[f"{classes} {name}"] = {
                "support": np.sort(model.support_), "decision": model.decision_function(x[:30]), "labels": model.predict(x[:30])
            }
    model = SVC().fit(digits.data[:900], digits.target[:900])
    out["digits"] = {"labels": model.predict(digits.data[900:1200]), "support": int(model.n_support_.sum())}
    return out


def clusters():
    x = digits.data
    model = KMeans(10, init=x[:10], n_init=1, random_state=0).fit(x)
    out = {"labels": model.labels_, "inertia": model.inertia_, "iterations": model.n_iter_, "first": model.cluster_centers_[0]}
    out["best of ten"] = KMeans(10, n_init=10, random_state=0).fit(x).inertia_
    far = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.5], [9.0, 9.0]])
    model = KMeans(3, init=np.array([[0.0, 0.0], [1.0, 1.0], [90.0, 90.0]]), n_init=1).fit(far)
    out["empty"] = {"labels": model.labels_, "inertia": model.inertia_}
    return out


def plain(value):
    if isinstance(value, dict):
        return {name: plain(value) for name, value in value.items()}
    if isinstance(value, (np.ndarray, list)):
        return [plain(v) for v in value]
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.12g}")
    return int(value)


def main() -> None:
    warnings.simplefilter("error")
    warnings.filterwarnings("ignore", category=FutureWarning)
    d = small()
    reference = {
        "data": d, "linear": linear(d), "logistic": logistic(d), "neighbors": neighbors(), "bayes": bayes(d),
        "trees": trees(d), "ensembles": ensembles(d), "machines": machines(d), "clusters": clusters(),
    }
    text = json.dumps({"made with": f"scikit-learn {sklearn.__version__}", **plain(reference)}, separators=(",", ":"))
    Path("tests/reference/models.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
