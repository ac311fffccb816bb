"""Writes predictions and targets as npy, and what NumPy makes of them in float64: score_fixtures.py FOLDER"""
import json
import pathlib
import sys

import numpy as np

ROWS, DIM = 2500, 24


def main(folder):
    rng = np.random.default_rng(24)
    targets = rng.standard_normal((ROWS, DIM)).astype(np.float32)
    predictions = (0.6 * targets + rng.standard_normal((ROWS, DIM))).astype(np.float32)
    np.save(folder / "targets.npy", targets)
    np.save(folder / "predictions.npy", predictions)
    np.save(folder / "half.npy", predictions.astype(np.float16))
    np.save(folder / "short.npy", targets[:-1])
    np.save(folder / "flat.npy", targets.ravel())
    p, t = (a.astype(np.float64) / np.linalg.norm(a.astype(np.float64), axis=1, keepdims=True) for a in (predictions, targets))
    cosines = np.sum(p * t, axis=1)
    pairs = p @ t.T
    (folder / "expected.json").write_text(json.dumps({
        "mean": cosines.mean(), "error": cosines.std(ddof=1) / ROWS ** 0.5,
        "chance": (pairs.sum() - np.trace(pairs)) / (ROWS * (ROWS - 1))}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
