"""The rows of models.rs with scikit-learn. `compare.py` runs them."""

import warnings

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.decomposition import PCA
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, lasso_path
from sklearn.model_selection import cross_val_score
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier

# A row or two that every tree has seen.
warnings.filterwarnings("ignore", message="Some inputs do not have OOB scores")


def noise(i):
    """The formula of models.rs, for an array of numbers."""
    bits = (i.astype(np.uint64) * np.uint64(2654435761) + np.uint64(12345)) & np.uint64(0xFFFFFFFF)
    for _ in range(2):
        bits ^= bits >> np.uint64(16)
        bits = (bits * np.uint64(0x45D9F3B)) & np.uint64(0xFFFFFFFF)
    bits ^= bits >> np.uint64(16)
    return bits / 4294967296.0 - 0.5


def table(rows, columns):
    x = noise(np.arange(rows * columns)).reshape(rows, columns)
    far = noise(rows * columns + np.arange(rows))
    y = x[:, 0] + 0.5 * x[:, 1] - 0.8 * x[:, 2] + x[:, 3] * x[:, 4] * 2.0 + 0.3 * x[:, 5] + 0.4 * far
    return x, y, (y > 0).astype(int)


def rows(threads):
    digits = load_digits()
    x, y, _ = table(10_000, 100)
    yield "least squares 10000x100", lambda: LinearRegression().fit(x, y)
    yield "ridge 10000x100", lambda: Ridge(1.0).fit(x, y)
    centered = y - y.mean()
    yield "lasso path 10000x100", lambda: lasso_path(x, centered, alphas=100, eps=1e-3)
    yield "10-fold ridge 10000x100", lambda: cross_val_score(Ridge(1.0), x, y, cv=10)
    yield "PCA 10000x100, 10 kept", lambda: PCA(10).fit(x)
    wide, _, halves = table(20_000, 50)
    yield "logistic 20000x50", lambda: LogisticRegression(max_iter=10_000).fit(wide, halves)
    yield "logistic digits", lambda: LogisticRegression(max_iter=10_000).fit(digits.data, digits.target)
    narrow, values, classes = table(10_000, 20)
    yield "tree 10000x20", lambda: DecisionTreeClassifier(random_state=0).fit(narrow, classes)
    yield "forest of 100, 10000x20", lambda: RandomForestClassifier(
        100, oob_score=True, n_jobs=threads, random_state=0
    ).fit(narrow, classes)
    yield "regression forest of 20, 10000x20", lambda: RandomForestRegressor(
        20, oob_score=True, n_jobs=threads, random_state=0
    ).fit(narrow, values)
    yield "boosting 100 x depth 3, 10000x20", lambda: GradientBoostingClassifier(random_state=0).fit(narrow, classes)
    yield "boosting on bins, 10000x20", lambda: HistGradientBoostingClassifier(
        max_depth=3, early_stopping=False, min_samples_leaf=1, random_state=0
    ).fit(narrow, classes)
    neighbors = KNeighborsClassifier(5).fit(digits.data, digits.target)
    yield "k-NN digits, predict all", lambda: neighbors.predict(digits.data)
    yield "PCA digits, 10 kept", lambda: PCA(10).fit(digits.data)
    yield "naive Bayes digits", lambda: GaussianNB().fit(digits.data, digits.target)
    yield "RBF machine digits", lambda: SVC().fit(digits.data, digits.target)
    yield "k-means digits, 10 starts", lambda: KMeans(10, n_init=10, random_state=0).fit(digits.data)
    yield "linear machine 10000x20", lambda: LinearSVC(max_iter=10_000, random_state=0).fit(narrow, classes)
