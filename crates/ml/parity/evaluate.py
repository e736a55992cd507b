"""Writes tests/reference/evaluate.json with scipy, numpy and scikit-learn. Run from crates/ml: python parity/evaluate.py

Statistics, drift tests, curve fits and cross-validation.
"""
import json
import warnings
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy import special, stats
from scipy.optimize import curve_fit
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV, KFold, cross_validate, validation_curve


def distributions():
    freedoms, probabilities = [0.5, 1.0, 2.0, 3.0, 7.5, 29.0, 300.0, 2e3, 1e5, 1e9], [1e-8, 0.001, 0.025, 0.4, 0.5, 0.9, 0.975, 0.9995]
    xs = [-40.0, -3.0, -0.1, 0.0, 0.7, 2.0, 15.0]
    return {
        "freedoms": freedoms, "probabilities": probabilities, "xs": xs,
        "t quantiles": [[stats.t.ppf(p, f) for p in probabilities] for f in freedoms],
        "t probabilities": [[stats.t.cdf(x, f) for x in xs] for f in freedoms],
        "normal quantiles": [stats.norm.ppf(p) for p in probabilities],
        "normal probabilities": [stats.norm.cdf(x) for x in xs],
    }


def summary(rng):
    values = rng.normal(size=23).round(3)
    shares = [0.0, 0.05, 0.25, 0.5, 0.77, 1.0]
    return {
        "values": list(values), "shares": shares, "mean": values.mean(), "sd": values.std(ddof=1),
        "quantiles": [np.quantile(values, s) for s in shares],
        "single": [np.quantile([4.0], s) for s in shares],
    }


def ks(rng):
    pairs = [(rng.normal(size=m).round(d), (rng.normal(size=n) + shift).round(d))
             for m, n, shift, d in [(7, 7, 0.3, 3), (10, 13, 1.0, 3), (40, 25, 0.2, 1), (60, 60, 1.5, 2), (1, 5, 0.0, 3), (1, 1, 0.0, 3), (120, 80, 0.5, 0)]]
    def case(a, b):
        found = stats.ks_2samp(a, b, method="exact")
        return {"a": list(a), "b": list(b), "statistic": found.statistic, "p": found.pvalue}
    return [case(a, b) for a, b in pairs]


def fits(rng):
    n = np.array([20, 40, 80, 160, 320, 640, 1280, 2560], float)
    at = 5120.0
    def case(name, f, jac, x, y, guess, where):
        params, covariance = curve_fit(f, x, y, p0=guess, jac=jac, method="lm", ftol=1e-15, xtol=1e-15, gtol=1e-15, maxfev=10_000)
        freedom = len(x) - len(params)
        left = y - f(x, *params)
        sd = np.sqrt(left @ left / freedom)
        reach = stats.t.ppf(0.975, freedom)
        slopes = np.asarray(jac(np.array([where]), *params))[0]
        on_curve = slopes @ covariance @ slopes
        value = float(f(np.array([where]), *params)[0])
        return {
            "name": name, "x": list(x), "y": list(y), "guess": list(guess), "params": list(params),
            "covariance": covariance.tolist(), "residual sd": sd, "at": where, "value": value,
            "parameter reach": list(reach * np.sqrt(np.diag(covariance))),
            "confidence reach": reach * np.sqrt(on_curve), "prediction reach": reach * np.sqrt(on_curve + sd**2),
        }
    law = lambda n, a, b, c: a * n**-b + c
    law_slopes = lambda n, a, b, c: np.stack([n**-b, -a * n**-b * np.log(n), np.ones_like(n)], axis=1)
    plain = lambda n, a, b: a * n**-b
    plain_slopes = lambda n, a, b: np.stack([n**-b, -a * n**-b * np.log(n)], axis=1)
    decay = lambda x, a, b: a * np.exp(-b * x)
    decay_slopes = lambda x, a, b: np.stack([np.exp(-b * x), -a * x * np.exp(-b * x)], axis=1)
    noisy = lambda y, s: y * (1 + s * rng.normal(size=len(y)))
    x = np.linspace(0, 4, 15)
    cases = [
        case("power law", law, law_slopes, n, noisy(law(n, 2.0, 0.6, 0.05), 0.02), [1, 0.5, 0], at),
        case("power law", law, law_slopes, n, noisy(law(n, -1.5, 0.4, 0.97), 0.005), [-1, 0.5, 1], at),
        case("plain power law", plain, plain_slopes, n, noisy(plain(n, 3.0, 0.35), 0.03), [1, 0.5], at),
        case("decay", decay, decay_slopes, x, decay(x, 3.0, 0.8) + 0.05 * rng.normal(size=15), [1, 1], 5.0),
    ]
    for degree in [0, 1, 3]:
        f = lambda x, *p: sum(p[k] * x**k for k in range(degree + 1)) * np.ones_like(x)
        slopes = lambda x, *p: np.stack([x**k for k in range(degree + 1)], axis=1)
        y = 1 + x - 0.4 * x**2 + 0.1 * rng.normal(size=15)
        cases.append(case(f"polynomial {degree}", f, slopes, x, y, [1.0] * (degree + 1), 5.0))
    return cases


def validation():
    data = load_diabetes(scaled=False)
    x, y = data.data, data.target
    folds, alphas = KFold(5), [0.1, 100.0, 1e5]
    names = ["r2", "neg_mean_squared_error", "neg_root_mean_squared_error", "neg_mean_absolute_error", "neg_median_absolute_error", "explained_variance"]
    found = cross_validate(Ridge(10.0), x, y, cv=folds, scoring=names, return_train_score=True)
    train, test = validation_curve(Ridge(), x, y, param_name="alpha", param_range=alphas, cv=folds, scoring="r2")
    grid = GridSearchCV(Ridge(), {"alpha": alphas}, cv=folds, scoring="neg_mean_absolute_error").fit(x, y)
    return {
        "scores": [[list(abs(found["test_" + name])), list(abs(found["train_" + name]))] for name in names],
        "alphas": alphas, "curve": [train.tolist(), test.tolist()],
        "grid": list(-grid.cv_results_["mean_test_score"]), "grid sd": list(grid.cv_results_["std_test_score"]),
        "best": grid.best_params_["alpha"],
    }


def main() -> None:
    rng = np.random.default_rng(2)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        reference = {
            "made with": f"scipy {scipy.__version__}, numpy {np.__version__}, scikit-learn {sklearn.__version__}",
            "distributions": distributions(),
            "summary": summary(rng),
            "kolmogorov-smirnov": ks(rng),
            "fits": fits(rng),
            "validation": validation(),
        }
    Path("tests/reference/evaluate.json").write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
