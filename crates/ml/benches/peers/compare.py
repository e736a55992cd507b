"""Runs the bench `peers` and scikit-learn on the same data, settings and threads, and prints both medians and their ratio.

Run from anywhere: python crates/ml/benches/peers/compare.py [runs] [threads] [name=part of a row's name]
"""
import json
import os
import subprocess
import sys
import time
from pathlib import Path

counts = [argument for argument in sys.argv[1:] if argument.isdigit()]
RUNS, THREADS = int((counts + ["5"])[0]), int((counts + ["5", "2"])[1]) if len(counts) > 1 else 2
WANTED = next((argument[5:] for argument in sys.argv[1:] if argument.startswith("name=")), "")
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"]:
    os.environ[name] = str(THREADS)

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits
from sklearn.ensemble import (
    GradientBoostingClassifier,
    HistGradientBoostingClassifier,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LinearRegression, LogisticRegression, Ridge, lasso_path
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from sklearn.svm import SVC, LinearSVC
from sklearn.tree import DecisionTreeClassifier


def noise(i):
    """The formula of main.rs, for an array of numbers."""
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


def rows():
    digits = load_digits()
    x, y, _ = table(10_000, 100)
    yield "least squares 10000x100", lambda: LinearRegression().fit(x, y)
    yield "ridge 10000x100", lambda: Ridge(1.0).fit(x, y)
    centered = y - y.mean()
    yield "lasso path 10000x100", lambda: lasso_path(x, centered, alphas=100, eps=1e-3)
    x, _, classes = table(20_000, 50)
    yield "logistic 20000x50", lambda: LogisticRegression(max_iter=10_000).fit(x, classes)
    yield "logistic digits", lambda: LogisticRegression(max_iter=10_000).fit(digits.data, digits.target)
    x, y, classes = table(10_000, 20)
    yield "tree 10000x20", lambda: DecisionTreeClassifier(random_state=0).fit(x, classes)
    yield "forest of 100, 10000x20", lambda: RandomForestClassifier(
        100, oob_score=True, n_jobs=THREADS, random_state=0
    ).fit(x, classes)
    yield "regression forest of 20, 10000x20", lambda: RandomForestRegressor(
        20, oob_score=True, n_jobs=THREADS, random_state=0
    ).fit(x, y)
    yield "boosting 100 x depth 3, 10000x20", lambda: GradientBoostingClassifier(random_state=0).fit(x, classes)
    yield "boosting on bins, 10000x20", lambda: HistGradientBoostingClassifier(
        max_depth=3, early_stopping=False, min_samples_leaf=1, random_state=0
    ).fit(x, classes)
    neighbors = KNeighborsClassifier(5).fit(digits.data, digits.target)
    yield "k-NN digits, predict all", lambda: neighbors.predict(digits.data)
    yield "naive Bayes digits", lambda: GaussianNB().fit(digits.data, digits.target)
    yield "RBF machine digits", lambda: SVC().fit(digits.data, digits.target)
    yield "k-means digits, 10 starts", lambda: KMeans(10, n_init=10, random_state=0).fit(digits.data)
    yield "linear machine 10000x20", lambda: LinearSVC(max_iter=10_000, random_state=0).fit(x, classes)


def median(work):
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return sorted(times)[RUNS // 2]


def main():
    crate = Path(__file__).parents[2]
    command = ["cargo", "bench", "--quiet", "-p", "lossbook-ml", "--bench", "peers", "--", str(RUNS), str(THREADS)]
    ours = json.loads(subprocess.check_output(command + [f"name={WANTED}"], cwd=crate, text=True))
    print(f"{'':36}{'ml':>10}{'scikit-learn':>15}{'ratio':>8}   (medians of {RUNS}, {THREADS} threads, milliseconds)")
    for name, work in rows():
        if name in ours:
            theirs = median(work)
            print(f"{name:36}{ours[name] * 1e3:10.2f}{theirs * 1e3:15.2f}{theirs / ours[name]:8.1f}", flush=True)


if __name__ == "__main__":
    main()
