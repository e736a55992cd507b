"""Writes tests/reference/linear.json with scikit-learn. Run from crates/ml: python parity/linear.py"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.datasets import load_diabetes
from sklearn.linear_model import ElasticNet, Lasso, Ridge, lasso_path
from sklearn.preprocessing import StandardScaler


def main() -> None:
    data = load_diabetes(scaled=False)
    scaler = StandardScaler().fit(data.data)
    x, y = scaler.transform(data.data), data.target
    fit = lambda model: {"coef": list(model.fit(x, y).coef_), "intercept": float(model.intercept_), "score": model.score(x, y)}
    alphas, coefs, _ = lasso_path(x, y - y.mean(), alphas=10, eps=1e-2, tol=1e-12, max_iter=100_000)
    weights = 0.5 + np.arange(len(y)) * 7 % 16 / 10
    weighted = ElasticNet(1.0, tol=1e-12, max_iter=100_000).fit(x, y, sample_weight=weights)
    reference = {
        "made with": f"scikit-learn {sklearn.__version__}",
        "scaler": {"mean": list(scaler.mean_), "scale": list(scaler.scale_)},
        "ridge": {str(alpha): fit(Ridge(alpha)) for alpha in [0.1, 1.0, 100.0]},
        "lasso": {str(alpha): fit(Lasso(alpha, tol=1e-12, max_iter=100_000)) for alpha in [0.1, 1.0, 10.0]},
        "elastic net": {str(alpha): fit(ElasticNet(alpha, tol=1e-12, max_iter=100_000)) for alpha in [0.1, 1.0]},
        "elastic net, weighted": {"coef": list(weighted.coef_), "intercept": float(weighted.intercept_)},
        "lasso path": {"alphas": list(alphas), "coefs": coefs.T.tolist()},
    }
    Path("tests/reference/linear.json").write_text(json.dumps(reference, indent=1) + "\n")


if __name__ == "__main__":
    main()
