"""Writes the embedded data sets from those that scikit-learn ships. Run from crates/ml: python parity/data.py"""
import gzip
from pathlib import Path

import numpy as np
from sklearn.datasets import load_diabetes, load_digits


def pack(name: str, data: bytes) -> None:
    (Path("data") / name).write_bytes(gzip.compress(data, 9, mtime=0))


def main() -> None:
    digits = load_digits()
    pack("digits.bin.gz", np.hstack([digits.data, digits.target[:, None]]).astype(np.uint8).tobytes())
    diabetes = load_diabetes(scaled=False)
    number = lambda value: repr(float(value)).removesuffix(".0")
    lines = [",".join([*diabetes.feature_names, "progression"])]
    lines += [",".join(map(number, [*row, target])) for row, target in zip(diabetes.data, diabetes.target)]
    pack("diabetes.csv.gz", ("\n".join(lines) + "\n").encode())


if __name__ == "__main__":
    main()
