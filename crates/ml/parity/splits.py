"""Writes tests/reference/splits.json with scikit-learn and SciPy. Run from crates/ml: python parity/splits.py"""
import json
from pathlib import Path

import numpy as np
import scipy
import sklearn
from scipy import ndimage
from sklearn.datasets import load_breast_cancer, load_digits, load_iris, load_wine
from sklearn.model_selection import GroupKFold, KFold, StratifiedKFold, TimeSeriesSplit, train_test_split


def folds(splitter, rows: int, y=None, groups=None) -> list:
    return [[train.tolist(), test.tolist()] for train, test in splitter.split(np.zeros(rows), y, groups)]


def shares(y: np.ndarray, test_size: float) -> list:
    train, test = train_test_split(y, test_size=test_size, stratify=y, random_state=1)
    classes = len(np.unique(y))
    return [np.bincount(train, minlength=classes).tolist(), np.bincount(test, minlength=classes).tolist()]


def main() -> None:
    labels = [2, 0, 0, 1, 2, 2, 0, 1, 2, 0, 0, 2, 1, 2, 0, 0, 1, 0, 2]
    groups = [4, 4, 4, 4, 7, 7, 7, 9, 9, 1, 5, 5, 5, 5, 5, 2, 2, 4, 8, 8, 8, 8, 8, 8, 8, 3]
    images = load_digits().images[[0, 7, 100]]
    flat = lambda pictures: np.reshape(pictures, (len(pictures), -1)).tolist()
    rotate = lambda angle: flat([ndimage.rotate(i, angle, reshape=False, order=1, mode="grid-constant") for i in images])
    shift = lambda by: flat([ndimage.shift(i, by, order=1, mode="grid-constant") for i in images])
    reference = {
        "made with": f"scikit-learn {sklearn.__version__}, scipy {scipy.__version__}",
        "k-fold": {f"{k} of {rows}": folds(KFold(k), rows) for k, rows in [(2, 2), (3, 10), (4, 11), (5, 20)]},
        "labels": labels,
        "stratified": {str(k): folds(StratifiedKFold(k), len(labels), labels) for k in [2, 3, 4]},
        "groups": groups,
        "group": {str(k): folds(GroupKFold(k), len(groups), None, groups) for k in [2, 3, 5]},
        "time": {
            "plain": folds(TimeSeriesSplit(4), 17),
            "sized": folds(TimeSeriesSplit(3, test_size=2, gap=1, max_train_size=5), 17),
        },
        "shares": {
            "iris 0.2": shares(load_iris().target, 0.2),
            "wine 0.25": shares(load_wine().target, 0.25),
            "breast cancer 0.33": shares(load_breast_cancer().target, 0.33),
            "digits 0.1": shares(load_digits().target, 0.1),
        },
        "images": flat(images),
        "rotated": {str(angle): rotate(angle) for angle in [10.0, -33.0, 180.0]},
        "shifted": {"1 0": shift((1, 0)), "-2 1": shift((-2, 1)), "0.25 -0.5": shift((0.25, -0.5))},
    }
    Path("tests/reference/splits.json").write_text(json.dumps(reference) + "\n")


if __name__ == "__main__":
    main()
