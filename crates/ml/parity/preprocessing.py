"""Writes tests/reference/preprocessing.json with scikit-learn. Run from crates/ml: python parity/preprocessing.py"""
import json
from pathlib import Path

import numpy as np
import sklearn
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine
from sklearn.decomposition import PCA
from sklearn.feature_selection import f_classif, f_regression
from sklearn.impute import SimpleImputer
from sklearn.linear_model import Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, PolynomialFeatures, RobustScaler, StandardScaler

NAN = float("nan")


def plain(values) -> list:
    """Lists of numbers, None for NaN."""
    values = np.asarray(values, dtype=float)
    return json.loads(json.dumps(values.tolist()).replace("NaN", "null"))


def scalers(x: np.ndarray) -> dict:
    range_, robust = MinMaxScaler((-2, 3)).fit(x), RobustScaler().fit(x)
    wide = RobustScaler(quantile_range=(10, 80)).fit(x)
    return {
        "range": {"scale": plain(range_.scale_), "min": plain(range_.min_), "rows": plain(range_.transform(x[:5]))},
        "robust": {"center": plain(robust.center_), "scale": plain(robust.scale_), "rows": plain(robust.transform(x[:5]))},
        "robust 10 to 80": {"scale": plain(wide.scale_)},
    }


def imputers() -> dict:
    x = np.array([[1, NAN, 7, 0.5], [2, 3, NAN, 0.5], [2, 3, 7, NAN], [NAN, 4, 8, 1.5], [9, 4, 9, 2.5]])
    by = {name: SimpleImputer(strategy=name, add_indicator=True).fit(x) for name in ["mean", "median", "most_frequent"]}
    return {"x": plain(x), **{name: {"statistics": plain(i.statistics_), "x": plain(i.transform(x))} for name, i in by.items()}}


def one_hot() -> dict:
    x = np.array([[2, 0, NAN], [1, 0, 3], [5, 1, 3], [2, 1, NAN]])
    encode = lambda drop: plain(OneHotEncoder(drop=drop, sparse_output=False).fit_transform(x))
    ignoring = OneHotEncoder(handle_unknown="ignore", sparse_output=False).fit(x)
    return {"x": plain(x), "all": encode(None), "drop first": encode("first"), "unknown": plain(ignoring.transform([[7, 0, 4]]))}


def polynomials() -> dict:
    x = np.array([[0.3, -1.7, 2.9], [1.1, 0.7, -0.2]])
    made = lambda **settings: plain(PolynomialFeatures(**settings).fit_transform(x))
    names = PolynomialFeatures(3).fit(x).get_feature_names_out(["a", "b", "c"])
    return {
        "x": plain(x),
        "degree 3": made(degree=3),
        "interactions": made(degree=3, interaction_only=True, include_bias=False),
        "names": list(names),
    }


def components(x: np.ndarray, count: int, whiten: bool = False, rows: int = 3) -> dict:
    pca = PCA(count, whiten=whiten, svd_solver="full").fit(x)
    return {
        "variance": plain(pca.explained_variance_),
        "ratio": plain(pca.explained_variance_ratio_),
        "singular": plain(pca.singular_values_),
        "components": plain(pca.components_),
        "rows": plain(pca.transform(x[:rows])),
    }


def main() -> None:
    wine, iris, diabetes = load_wine().data, load_iris(), load_diabetes(scaled=False)
    cancer, digits = load_breast_cancer().data, load_digits().data
    wide = np.random.default_rng(1).normal(size=(6, 10)).round(3)
    pipeline = make_pipeline(StandardScaler(), PolynomialFeatures(2, include_bias=False), PCA(12), Ridge(2.0))
    pipeline.fit(diabetes.data[:300], diabetes.target[:300])
    reference = {
        "made with": f"scikit-learn {sklearn.__version__}",
        "scalers": scalers(wine),
        "imputers": imputers(),
        "one-hot": one_hot(),
        "polynomials": polynomials(),
        "pca": {
            "iris": components(iris.data, 4),
            "wine": components(StandardScaler().fit_transform(wine), 13, whiten=True),
            "breast cancer": components(StandardScaler().fit_transform(cancer), 10),
            "digits": components(digits, 5),
            "wide": {"x": plain(wide), **components(wide, 5, rows=6)},
        },
        "shares": {str(share): int(PCA(share, svd_solver="full").fit(digits).n_components_) for share in [0.5, 0.9, 0.99]},
        "f_regression": plain(f_regression(diabetes.data, diabetes.target)[0]),
        "f_classif": plain(f_classif(iris.data, iris.target)[0]),
        "pipeline": plain(pipeline.predict(diabetes.data[300:])),
    }
    Path("tests/reference/preprocessing.json").write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
