"""Writes the embedded data sets from those that scikit-learn ships. Run from crates/ml: python parity/data.py"""
import gzip
from pathlib import Path

import numpy as np
from sklearn.datasets import load_breast_cancer, load_diabetes, load_digits, load_iris, load_wine


def pack(name: str, data: bytes) -> None:
    (Path("data") / name).write_bytes(gzip.compress(data, 9, mtime=0))


def number(value: float) -> str:
    return repr(float(value)).removesuffix(".0")


def table(name: str, names: list[str], target: str, rows: np.ndarray, targets: np.ndarray) -> None:
    lines = [",".join([*names, target])]
    lines += [",".join(map(number, [*row, of])) for row, of in zip(rows, targets)]
    pack(name, ("\n".join(lines) + "\n").encode())


def main() -> None:
    digits = load_digits()
    pack("digits.bin.gz", np.hstack([digits.data, digits.target[:, None]]).astype(np.uint8).tobytes())
    diabetes = load_diabetes(scaled=False)
    table("diabetes.csv.gz", diabetes.feature_names, "progression", diabetes.data, diabetes.target)
    for name, data in {"iris": load_iris(), "wine": load_wine(), "breast-cancer": load_breast_cancer()}.items():
        names = [feature.removesuffix(" (cm)").replace("_", " ") for feature in data.feature_names]
        table(f"{name}.csv.gz", names, "class", data.data, data.target)


if __name__ == "__main__":
    main()
